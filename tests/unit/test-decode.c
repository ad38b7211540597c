/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every picture layout that src/decode reads comes out as it went in: pixels, depth, turn, resolution. */
#include "decode-run.h"
#include "decode-samples.h"

/* Mean absolute difference to paint() over the stored frame. */
static double distance(PIX *pix, Kind kind) {
  uint64_t sum = 0;
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) {
      uint8_t want[3];
      int got[3];
      paint(kind, x, y, want);
      pixel_rgb(pix, x, y, got);
      for (int c = 0; c < 3; c++) sum += (uint64_t)ABS(got[c] - want[c]);
    }
  return (double)sum / (WIDTH * HEIGHT * 3);
}

typedef struct { int depth; double tolerance; Kind kind; int exif; double dpi; uint32_t traits; } Wanted;

static void check(const char *name, GBytes *bytes, RectoFormat format, Wanted wanted) {
  g_auto(Read) read = read_bytes(bytes);
  g_test_message("%s: %s, %" G_GSIZE_FORMAT " bytes", name, recto_outcome_word(read.file->outcome), g_bytes_get_size(bytes));
  g_assert_cmpint(read.file->format, ==, format);
  g_assert_cmpint(read.file->outcome, ==, RECTO_OUTCOME_OK);
  g_assert_cmpuint(read.file->traits, ==, wanted.traits);
  RectoPicture *picture = picture_of(&read, 0);
  g_assert_cmpint(picture->outcome, ==, RECTO_OUTCOME_OK);
  g_assert_false(picture->truncated);
  g_assert_cmpint(pixGetWidth(picture->pix), ==, WIDTH);
  g_assert_cmpint(pixGetHeight(picture->pix), ==, HEIGHT);
  g_assert_cmpint(pixGetDepth(picture->pix), ==, wanted.depth);
  g_assert_cmpint(picture->exif, ==, MAX(1, wanted.exif));
  g_assert_cmpfloat(picture->decode_scale, ==, 1);
  double away = distance(picture->pix, wanted.kind);
  if (away > wanted.tolerance) g_error("%s: mean difference %g", name, away);
  if (wanted.dpi > 0) g_assert_cmpfloat_with_epsilon(picture->dpi, wanted.dpi, .6);
  g_assert_true(picture->dpi_estimated == !(wanted.dpi > 0));
  g_bytes_unref(bytes);
}

static void test_jpeg(void) {
  static const struct { const char *name; JpegPlan plan; Wanted wanted; } cases[] = {
      {"grey", {GREY}, {8, 3, GREY}}, {"colour", {COLOUR}, {32, 6, COLOUR}}, {"progressive", {COLOUR, .progressive = true}, {32, 6, COLOUR}},
      {"cmyk", {COLOUR, .cmyk = true}, {32, 6, COLOUR}}, {"restart", {GREY, .restart = 1}, {8, 3, GREY}},
      {"turn 6", {GREY, .orientation = 6}, {8, 3, GREY, 6}}, {"turn 8", {GREY, .orientation = 8}, {8, 3, GREY, 8}}, {"turn 9", {GREY, .orientation = 9}, {8, 3, GREY, 1}},
      {"dpi 100", {GREY, .dpi = 100}, {8, 3, GREY, .dpi = 100}}, {"dpi 72 is no statement", {GREY, .dpi = 72}, {8, 3, GREY}},
      {"dpi 2400 is a stamp", {GREY, .dpi = 2400}, {8, 3, GREY}},
      {"two lenses", {GREY, .app2 = "MPF\0II*\0"}, {8, 3, GREY, .traits = RECTO_TRAIT_ANIMATED}},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) check(cases[i].name, make_jpeg(&cases[i].plan), RECTO_FORMAT_JPEG, cases[i].wanted);
}

static void test_png(void) {
  static const struct { const char *name; PngPlan plan; Wanted wanted; } cases[] = {
      {"grey 1", {INK, PNG_COLOR_TYPE_GRAY, 1}, {1, 0, INK}}, {"grey 2", {GREY, PNG_COLOR_TYPE_GRAY, 2}, {8, 16, GREY}}, {"grey 4", {GREY, PNG_COLOR_TYPE_GRAY, 4}, {8, 4, GREY}},
      {"grey 8", {GREY, PNG_COLOR_TYPE_GRAY, 8}, {8, 0, GREY}}, {"grey 16", {GREY, PNG_COLOR_TYPE_GRAY, 16}, {8, 0, GREY}},
      {"palette 1", {INK, PNG_COLOR_TYPE_PALETTE, 1}, {1, 0, INK}}, {"palette 4", {GREY, PNG_COLOR_TYPE_PALETTE, 4}, {8, 4, GREY}},
      {"palette 8", {GREY, PNG_COLOR_TYPE_PALETTE, 8}, {8, 0, GREY}}, {"rgb 8", {COLOUR, PNG_COLOR_TYPE_RGB, 8}, {32, 0, COLOUR}},
      {"rgb 16", {COLOUR, PNG_COLOR_TYPE_RGB, 16}, {32, 0, COLOUR}}, {"rgba on white", {COLOUR, PNG_COLOR_TYPE_RGB_ALPHA, 8}, {32, .2, COLOUR}},
      {"rgba 16 on white", {COLOUR, PNG_COLOR_TYPE_RGB_ALPHA, 16}, {32, .2, COLOUR}}, {"interlaced", {COLOUR, PNG_COLOR_TYPE_RGB, 8, .interlaced = true}, {32, 0, COLOUR}},
      {"interlaced grey 2", {GREY, PNG_COLOR_TYPE_GRAY, 2, .interlaced = true}, {8, 16, GREY}},
      {"grey stored as rgb", {GREY, PNG_COLOR_TYPE_RGB, 8}, {8, 0, GREY}}, {"ink stored as rgb", {INK, PNG_COLOR_TYPE_RGB, 8}, {1, 0, INK}},
      {"dpi 150", {GREY, PNG_COLOR_TYPE_GRAY, 8, .dpi = 150}, {8, 0, GREY, .dpi = 150}}, {"turned", {GREY, PNG_COLOR_TYPE_GRAY, 8, .orientation = 3}, {8, 0, GREY, 3}},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) check(cases[i].name, make_png(&cases[i].plan), RECTO_FORMAT_PNG, cases[i].wanted);
}

#define BLACK0 PHOTOMETRIC_MINISBLACK
#define WHITE0 PHOTOMETRIC_MINISWHITE

static void test_tiff(void) {
  static const struct { const char *name; TiffPlan plan; Wanted wanted; } cases[] = {
      {"g4", {INK, 1, 1, WHITE0, COMPRESSION_CCITTFAX4}, {1, 0, INK}}, {"g4 black is 0", {INK, 1, 1, BLACK0, COMPRESSION_CCITTFAX4}, {1, 0, INK}},
      {"g4 strips", {INK, 1, 1, WHITE0, COMPRESSION_CCITTFAX4, 16}, {1, 0, INK}}, {"g4 low bit first", {INK, 1, 1, WHITE0, COMPRESSION_CCITTFAX4, .fill = FILLORDER_LSB2MSB}, {1, 0, INK}},
      {"g3", {INK, 1, 1, WHITE0, COMPRESSION_CCITTFAX3}, {1, 0, INK}}, {"g3 2d", {INK, 1, 1, WHITE0, COMPRESSION_CCITTFAX3, .fax_2d = true}, {1, 0, INK}},
      {"packbits 1", {INK, 1, 1, WHITE0, COMPRESSION_PACKBITS, 32}, {1, 0, INK}}, {"none 1", {INK, 1, 1, BLACK0, COMPRESSION_NONE}, {1, 0, INK}},
      {"low bit first 1", {INK, 1, 1, BLACK0, COMPRESSION_NONE, .fill = FILLORDER_LSB2MSB}, {1, 0, INK}},
      {"grey 4", {GREY, 4, 1, BLACK0, COMPRESSION_LZW, 20}, {8, 4, GREY}}, {"grey 2 white is 0", {GREY, 2, 1, WHITE0, COMPRESSION_NONE}, {8, 32, GREY}},
      {"grey 8 lzw", {GREY, 8, 1, BLACK0, COMPRESSION_LZW, 16}, {8, 0, GREY}}, {"grey 8 white is 0", {GREY, 8, 1, WHITE0, COMPRESSION_LZW, 16}, {8, 0, GREY}},
      {"grey 8 deflate predictor", {GREY, 8, 1, BLACK0, COMPRESSION_ADOBE_DEFLATE, 16, .predictor = 2}, {8, 0, GREY}},
      {"grey 16", {GREY, 16, 1, BLACK0, COMPRESSION_LZW, 16}, {8, 0, GREY}}, {"grey 16 big-endian", {GREY, 16, 1, BLACK0, COMPRESSION_NONE, .mode = "wb"}, {8, 0, GREY}},
      {"grey 8 jpeg", {GREY, 8, 1, BLACK0, COMPRESSION_JPEG, 16}, {8, 6, GREY}}, {"colour jpeg", {COLOUR, 8, 3, PHOTOMETRIC_YCBCR, COMPRESSION_JPEG, 16}, {32, 12, COLOUR}},
      {"palette 8", {GREY, 8, 1, PHOTOMETRIC_PALETTE, COMPRESSION_LZW, 16}, {8, 0, GREY}}, {"palette 4", {GREY, 4, 1, PHOTOMETRIC_PALETTE, COMPRESSION_NONE}, {8, 4, GREY}},
      {"rgb 8", {COLOUR, 8, 3, PHOTOMETRIC_RGB, COMPRESSION_LZW, 16}, {32, 0, COLOUR}}, {"rgb 16", {COLOUR, 16, 3, PHOTOMETRIC_RGB, COMPRESSION_ADOBE_DEFLATE, 16}, {32, 0, COLOUR}},
      {"rgba", {COLOUR, 8, 4, PHOTOMETRIC_RGB, COMPRESSION_PACKBITS, 16}, {32, 0, COLOUR}}, {"cmyk", {COLOUR, 8, 4, PHOTOMETRIC_SEPARATED, COMPRESSION_LZW, 16}, {32, 0, COLOUR}},
      {"planes apart", {COLOUR, 8, 3, PHOTOMETRIC_RGB, COMPRESSION_LZW, 16, .separate = true}, {32, 0, COLOUR}},
      {"tiles rgb", {COLOUR, 8, 3, PHOTOMETRIC_RGB, COMPRESSION_LZW, .tile = 64}, {32, 0, COLOUR}}, {"tiles 1", {INK, 1, 1, WHITE0, COMPRESSION_CCITTFAX4, .tile = 64}, {1, 0, INK}},
      {"bigtiff", {GREY, 8, 1, BLACK0, COMPRESSION_LZW, 16, .mode = "w8"}, {8, 0, GREY}}, {"turned", {INK, 1, 1, WHITE0, COMPRESSION_CCITTFAX4, .orientation = 6}, {1, 0, INK, 6}},
      {"dpi 120", {INK, 1, 1, WHITE0, COMPRESSION_CCITTFAX4, .x_dpi = 120, .y_dpi = 120}, {1, 0, INK, .dpi = 120}},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) check(cases[i].name, make_tiff(&cases[i].plan), RECTO_FORMAT_TIFF, cases[i].wanted);
}

static void test_others(void) {
  check("webp", make_webp(COLOUR, false), RECTO_FORMAT_WEBP, (Wanted){32, 6, COLOUR});
  check("webp lossless", make_webp(GREY, true), RECTO_FORMAT_WEBP, (Wanted){8, 0, GREY});
  check("jp2", make_jp2(COLOUR, false), RECTO_FORMAT_JP2, (Wanted){32, 8, COLOUR});
  check("j2k grey", make_jp2(GREY, true), RECTO_FORMAT_JP2, (Wanted){8, 8, GREY});
}

static void test_heic(void) {
  GBytes *bytes = make_heic(COLOUR);
  if (!bytes) g_test_skip("no HEVC encoder here");
  else check("heic", bytes, RECTO_FORMAT_HEIC, (Wanted){32, 8, COLOUR});
}

/* Half as many rows an inch as columns: the picture becomes square and stays bilevel. */
static void test_fax(void) {
  TiffPlan plan = {INK, 1, 1, WHITE0, COMPRESSION_CCITTFAX3, .x_dpi = 204, .y_dpi = 98};
  g_autoptr(GBytes) bytes = make_tiff(&plan);
  g_auto(Read) read = read_bytes(bytes);
  RectoPicture *picture = picture_of(&read, 0);
  g_assert_cmpint(pixGetDepth(picture->pix), ==, 1);
  g_assert_cmpint(pixGetWidth(picture->pix), ==, WIDTH);
  g_assert_cmpint(ABS(pixGetHeight(picture->pix) - HEIGHT * 204 / 98), <=, 1);
  int before[3];
  uint8_t want[3];
  pixel_rgb(picture->pix, 100, (int)(136 * 204 / 98.), before);
  paint(INK, 100, 136, want);
  g_assert_cmpint(before[0], ==, want[0]);
}

static void test_pages(void) {
  TiffPlan plan = {INK, 1, 1, WHITE0, COMPRESSION_CCITTFAX4, .pages = 5, .says_pages = true};
  g_autoptr(GBytes) bytes = make_tiff(&plan);
  g_auto(Read) whole = read_bytes(bytes);
  g_assert_cmpuint(whole.pictures->len, ==, 5);
  g_assert_cmpuint(whole.file->declared_pages, ==, 5);
  g_assert_cmpint(whole.file->outcome, ==, RECTO_OUTCOME_OK);
  gsize size;
  const uint8_t *data = g_bytes_get_data(bytes, &size);
  g_auto(Read) cut = read_named(data, size * 6 / 10, "cut.tif", 1);
  g_assert_cmpuint(cut.pictures->len, >=, 1);
  g_assert_cmpuint(cut.pictures->len, <, 5);
  g_assert_cmpuint(cut.file->declared_pages, ==, 5);
  g_assert_cmpint(cut.file->outcome, ==, RECTO_OUTCOME_DAMAGED);
  g_assert_true(cut.file->traits & RECTO_TRAIT_TRUNCATED);
}

/* The last directory points back to the first: each page is read once, and it is told. */
static void test_loop(void) {
  TiffPlan plan = {INK, 1, 1, WHITE0, COMPRESSION_CCITTFAX4, .pages = 2};
  g_autoptr(GBytes) bytes = make_tiff(&plan);
  gsize size;
  g_autofree uint8_t *data = g_memdup2(g_bytes_get_data(bytes, &size), g_bytes_get_size(bytes));
  size = g_bytes_get_size(bytes);
  uint32_t at, first, count;
  memcpy(&first, data + 4, 4);
  at = first;
  for (int i = 0; i < 2; i++) {
    count = (uint32_t)data[at] | (uint32_t)data[at + 1] << 8;
    if (i == 0) memcpy(&at, data + at + 2 + 12 * count, 4);
  }
  memcpy(data + at + 2 + 12 * count, &first, 4);
  g_auto(Read) read = read_named(data, size, "loop.tif", 1);
  g_assert_cmpuint(read.pictures->len, ==, 2);
  g_assert_cmpint(read.file->outcome, ==, RECTO_OUTCOME_DAMAGED);
}

/* 48 megapixels come scaled, a look gets them all, and the scale is told. */
static void test_big(void) {
  PIX *big = pixCreate(8000, 6000, 8);
  pixSetAllGray(big, 200);
  l_uint8 *data = NULL;
  size_t size = 0;
  pixWriteMemJpeg(&data, &size, big, 60, 0);
  g_auto(Read) read = read_named(data, size, "photo.jpg", 1);
  RectoPicture *picture = picture_of(&read, 0);
  g_assert_cmpint(pixGetWidth(picture->pix), ==, 4000);
  g_assert_cmpfloat(picture->decode_scale, ==, .5);
  g_auto(Read) look = read_named(data, size, "photo.jpg", 2);
  g_assert_cmpint(pixGetWidth(picture_of(&look, 0)->pix), ==, 8000);
  lept_free(data);
  pixWriteMemPng(&data, &size, big, 0);
  g_auto(Read) png = read_named(data, size, "photo.png", 1);
  g_assert_cmpint(pixGetWidth(picture_of(&png, 0)->pix), ==, 4000);
  int rgb[3];
  pixel_rgb(picture_of(&png, 0)->pix, 3999, 2999, rgb);
  g_assert_cmpint(rgb[0], ==, 200);
  lept_free(data);
  pixDestroy(&big);
}

/* The header alone refuses what would fill the memory. */
static void test_too_big(void) {
  PngPlan plan = {GREY, PNG_COLOR_TYPE_GRAY, 8};
  g_autoptr(GBytes) png = make_png(&plan);
  gsize size;
  g_autofree uint8_t *data = g_memdup2(g_bytes_get_data(png, &size), g_bytes_get_size(png));
  memcpy(data + 16, "\0\0\xea\x60\0\0\xea\x60", 8); /* 60000 x 60000; the check sum is wrong now, a header is believed before it */
  g_auto(Read) read = read_named(data, g_bytes_get_size(png), "bomb.png", 1);
  g_assert_cmpint(read.file->outcome, ==, RECTO_OUTCOME_TOO_BIG);
  g_assert_cmpuint(read.pictures->len, ==, 0);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/decode/jpeg", test_jpeg);
  g_test_add_func("/decode/png", test_png);
  g_test_add_func("/decode/tiff", test_tiff);
  g_test_add_func("/decode/webp-jp2", test_others);
  g_test_add_func("/decode/heic", test_heic);
  g_test_add_func("/decode/tiff/fax", test_fax);
  g_test_add_func("/decode/tiff/pages", test_pages);
  g_test_add_func("/decode/tiff/loop", test_loop);
  g_test_add_func("/decode/big", test_big);
  g_test_add_func("/decode/too-big", test_too_big);
  return g_test_run();
}
