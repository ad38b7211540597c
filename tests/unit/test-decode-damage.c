/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cut and scratched files of every format: nothing crashes, nothing prints, and a cut that changes a pixel is always told.
 * A flipped bit inside compressed data can be another valid picture: there only the survival is asserted. */
#include "decode-pdfs.h"
#include "decode-run.h"
#include "decode-samples.h"

#include <sys/stat.h>

#define CUTS 24
#define FLIPS 24

typedef struct { char *name; GBytes *bytes; } Sample;

static void sample_clear(gpointer data) {
  Sample *sample = data;
  g_free(sample->name);
  g_bytes_unref(sample->bytes);
}

static void add(GArray *samples, const char *name, GBytes *bytes) {
  Sample sample = {g_strdup(name), bytes};
  if (bytes) g_array_append_val(samples, sample);
  else g_free(sample.name);
}

static void add_tiffs(GArray *samples) {
  static const struct { const char *name; TiffPlan plan; } plans[] = {
      {"tiff g4", {INK, 1, 1, PHOTOMETRIC_MINISWHITE, COMPRESSION_CCITTFAX4}}, {"tiff g4 strips", {INK, 1, 1, PHOTOMETRIC_MINISWHITE, COMPRESSION_CCITTFAX4, 16, .pages = 3}},
      {"tiff g3", {INK, 1, 1, PHOTOMETRIC_MINISWHITE, COMPRESSION_CCITTFAX3}}, {"tiff none", {GREY, 8, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_NONE}},
      {"tiff packbits", {GREY, 8, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_PACKBITS}}, {"tiff lzw", {COLOUR, 8, 3, PHOTOMETRIC_RGB, COMPRESSION_LZW}},
      {"tiff deflate", {GREY, 16, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_ADOBE_DEFLATE, 32, .predictor = 2}}, {"tiff jpeg", {COLOUR, 8, 3, PHOTOMETRIC_YCBCR, COMPRESSION_JPEG}},
      {"tiff tiles", {COLOUR, 8, 3, PHOTOMETRIC_RGB, COMPRESSION_LZW, .tile = 64}}, {"tiff planes", {COLOUR, 8, 3, PHOTOMETRIC_RGB, COMPRESSION_LZW, 16, .separate = true}},
      {"bigtiff", {INK, 1, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_CCITTFAX4, .mode = "w8", .pages = 2, .says_pages = true}},
      {"tiff palette", {GREY, 4, 1, PHOTOMETRIC_PALETTE, COMPRESSION_LZW, 16}},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(plans); i++) {
    add(samples, plans[i].name, make_tiff(&plans[i].plan));
    if (plans[i].plan.rows_per_strip || plans[i].plan.tile || plans[i].plan.mode) continue;
    g_autofree char *name = g_strconcat(plans[i].name, " head first", NULL);
    add(samples, name, tiff_head_first(make_tiff(&plans[i].plan)));
  }
}

static void add_pdfs(GArray *samples, GBytes *jpeg) {
  add(samples, "pdf text", pdf_page("", "", "BT /F 12 Tf 30 200 Td (Bonjour le monde) Tj ET 10 10 50 50 re f", NULL));
  add(samples, "pdf jpeg", pdf_of_jpeg(jpeg, WIDTH, HEIGHT, false, "", ""));
  add(samples, "pdf form", pdf_of_form(true, NULL, 4));
}

static GArray *all_samples(void) {
  GArray *samples = g_array_new(FALSE, FALSE, sizeof(Sample));
  g_array_set_clear_func(samples, sample_clear);
  static const JpegPlan baseline = {COLOUR, .orientation = 6, .dpi = 150}, progressive = {COLOUR, .progressive = true}, cmyk = {COLOUR, .cmyk = true, .restart = 2};
  static const PngPlan png = {COLOUR, PNG_COLOR_TYPE_RGB_ALPHA, 8, .orientation = 8}, laced = {GREY, PNG_COLOR_TYPE_GRAY, 4, .interlaced = true};
  g_autoptr(GBytes) jpeg = make_jpeg(&baseline);
  add(samples, "jpeg", g_bytes_ref(jpeg));
  add(samples, "jpeg progressive", make_jpeg(&progressive));
  add(samples, "jpeg cmyk", make_jpeg(&cmyk));
  add(samples, "png", make_png(&png));
  add(samples, "png interlaced", make_png(&laced));
  add_tiffs(samples);
  add(samples, "webp", make_webp(COLOUR, false));
  add(samples, "webp lossless", make_webp(GREY, true));
  add(samples, "jp2", make_jp2(COLOUR, false));
  add(samples, "j2k", make_jp2(GREY, true));
  add(samples, "heic", make_heic(COLOUR));
  add_pdfs(samples, jpeg);
  return samples;
}

/* Reads with both output channels turned into a file; the file must stay empty. */
static Read read_quietly(const char *name, const uint8_t *data, size_t size) {
  fflush(NULL);
  int heard = memfd_create("heard", MFD_CLOEXEC), out = dup(1), err = dup(2);
  dup2(heard, 1);
  dup2(heard, 2);
  Read read = read_named(data, size, name, 1);
  fflush(NULL);
  dup2(out, 1);
  dup2(err, 2);
  struct stat status;
  fstat(heard, &status);
  char text[256] = "";
  if (pread(heard, text, sizeof text - 1, 0) < 0) *text = 0;
  close(heard);
  close(out);
  close(err);
  if (status.st_size) g_error("%s, %" G_GSIZE_FORMAT " bytes: a library printed \"%.200s\"", name, size, text);
  return read;
}

static void test_cut(void) {
  g_autoptr(GArray) samples = all_samples();
  for (guint i = 0; i < samples->len; i++) {
    const Sample *sample = &g_array_index(samples, Sample, i);
    gsize size, told = 0, changed = 0;
    const uint8_t *data = g_bytes_get_data(sample->bytes, &size);
    g_auto(Read) whole = read_quietly(sample->name, data, size);
    if (is_told(&whole)) g_error("%s: damage told of a whole file (%s)", sample->name, recto_outcome_word(whole.file->outcome));
    for (gsize k = 0; k <= CUTS; k++) {
      gsize length = k == CUTS ? size - 3 : size * k / CUTS;
      g_auto(Read) cut = read_quietly(sample->name, data, length);
      bool same = same_pictures(&whole, &cut);
      changed += !same;
      told += is_told(&cut);
      if (!same && !is_told(&cut)) g_error("%s: cut at %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bytes, and nothing is told", sample->name, length, size);
    }
    g_test_message("%s: %" G_GSIZE_FORMAT " of %d cuts change a pixel, %" G_GSIZE_FORMAT " told", sample->name, changed, CUTS + 1, told);
    g_assert_cmpuint(changed, >=, CUTS / 2);
  }
}

/* Half of a strip shows its half of the rows, and the rest is paper: whatever the coding. */
static void test_half_strip(void) {
  static const struct { const char *name; TiffPlan plan; } plans[] = {
      {"g4", {INK, 1, 1, PHOTOMETRIC_MINISWHITE, COMPRESSION_CCITTFAX4}},   {"g4 black is 0", {INK, 1, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_CCITTFAX4}},
      {"none", {INK, 8, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_NONE}},      {"packbits", {INK, 8, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_PACKBITS}},
      {"lzw", {INK, 8, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_LZW}},        {"deflate", {INK, 8, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_ADOBE_DEFLATE}},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(plans); i++) {
    g_autoptr(GBytes) bytes = tiff_head_first(make_tiff(&plans[i].plan));
    gsize size;
    const uint8_t *data = g_bytes_get_data(bytes, &size);
    g_auto(Read) read = read_named(data, size * 6 / 10, plans[i].name, 1);
    RectoPicture *picture = picture_of(&read, 0);
    g_assert_cmpint(picture->outcome, ==, RECTO_OUTCOME_DAMAGED);
    g_assert_true(picture->truncated);
    int wrong = 0, dark_at_the_end = 0;
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++) {
        int rgb[3];
        pixel_rgb(picture->pix, x, y, rgb);
        wrong += y < 60 && rgb[0] != paint_grey(INK, x, y);
        dark_at_the_end += y > HEIGHT - 20 && rgb[0] < 128;
      }
    g_test_message("%s: %d wrong in the first rows, %d dark in the last", plans[i].name, wrong, dark_at_the_end);
    g_assert_cmpint(wrong, ==, 0);
    g_assert_cmpint(dark_at_the_end, ==, 0);
  }
}

/* Single bits and short runs of zeros, at places drawn from a seed: the same every run, another with SEED=n. */
static void test_scratched(void) {
  const char *seed = g_getenv("SEED");
  g_autoptr(GRand) dice = g_rand_new_with_seed(seed ? (guint32)g_ascii_strtoull(seed, NULL, 10) : 1);
  g_autoptr(GArray) samples = all_samples();
  for (guint i = 0; i < samples->len; i++) {
    const Sample *sample = &g_array_index(samples, Sample, i);
    gsize size;
    const uint8_t *data = g_bytes_get_data(sample->bytes, &size);
    for (int k = 0; k < FLIPS; k++) {
      g_autofree uint8_t *copy = g_memdup2(data, size);
      gsize reach = k % 3 == 0 ? MIN(size, 200) : size, at = (gsize)g_rand_int_range(dice, 0, (gint32)reach);
      if (k % 4 == 3) memset(copy + at, 0, MIN(size - at, 16));
      else copy[at] ^= (uint8_t)(1 << (k % 8));
      g_auto(Read) read = read_quietly(sample->name, copy, size);
      for (guint p = 0; p < read.pictures->len; p++) {
        const RectoPicture *picture = picture_of(&read, p);
        bool usable = picture->outcome == RECTO_OUTCOME_OK || picture->outcome == RECTO_OUTCOME_DAMAGED;
        g_assert_true(usable == (picture->pix != NULL));
      }
    }
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/decode/cut", test_cut);
  g_test_add_func("/decode/half-strip", test_half_strip);
  g_test_add_func("/decode/scratched", test_scratched);
  return g_test_run();
}
