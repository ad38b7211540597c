/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PNG by libpng itself: row by row, so that a cut file shows what it holds, alpha laid on white, 16 bit cut to 8.
 * The library reports errors by longjmp: the only setjmp is in guarded(), which has no locals. */
#include "decode/inside.h"

#include <png.h>
#include <setjmp.h>

typedef struct {
  png_structp lib;
  png_infop info;
  jmp_buf jump;
  const RectoSource *source;
  size_t at;
  uint32_t width, height, done;
  int channels, passes;
  double min_scale, dpi_x, dpi_y;
  RectoCanvas *canvas;
  uint8_t *row, **rows; /* rows: only for interlaced pictures */
  uint32_t warnings;
  bool ran_out;
} Png;

static int bid(const uint8_t *data, size_t size) { return size >= 8 && memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0 ? 90 : 0; }

static void on_error(png_structp lib, png_const_charp text) {
  Png *png = png_get_error_ptr(lib);
  longjmp(png->jump, 1);
}

/* Complaints about colour profiles and other side chunks do not touch the pixels; a broken check sum does. */
static void on_warning(png_structp lib, png_const_charp text) {
  Png *png = png_get_error_ptr(lib);
  if (strstr(text, "IDAT") || strstr(text, "CRC")) png->warnings++;
}

static void on_read(png_structp lib, png_bytep to, png_size_t length) {
  Png *png = png_get_io_ptr(lib);
  if (length > png->source->size - png->at) {
    png->ran_out = true;
    png_error(lib, "end of file");
  }
  memcpy(to, png->source->data + png->at, length);
  png->at += length;
}

static bool guarded(Png *png, void (*step)(Png *)) {
  if (setjmp(png->jump) != 0) return false;
  step(png);
  return true;
}

static void read_header(Png *png) {
  png->lib = png_create_read_struct(PNG_LIBPNG_VER_STRING, png, on_error, on_warning);
  if (!png->lib) return;
  png->info = png_create_info_struct(png->lib);
  png_set_read_fn(png->lib, png, on_read);
  png_set_user_limits(png->lib, png->source->limits.stored_side, png->source->limits.stored_side);
  png_set_chunk_malloc_max(png->lib, 8 << 20);
  png_set_crc_action(png->lib, PNG_CRC_WARN_USE, PNG_CRC_WARN_DISCARD);
  png_set_option(png->lib, PNG_SKIP_sRGB_CHECK_PROFILE, PNG_OPTION_ON);
  png_read_info(png->lib, png->info);
  png->width = png_get_image_width(png->lib, png->info);
  png->height = png_get_image_height(png->lib, png->info);
  png->dpi_x = png_get_x_pixels_per_meter(png->lib, png->info) * .0254;
  png->dpi_y = png_get_y_pixels_per_meter(png->lib, png->info) * .0254;
}

static void set_transforms(Png *png) {
  int type = png_get_color_type(png->lib, png->info), depth = png_get_bit_depth(png->lib, png->info);
  if (depth == 16) png_set_scale_16(png->lib);
  if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png->lib);
  if (type == PNG_COLOR_TYPE_GRAY && depth < 8) png_set_expand_gray_1_2_4_to_8(png->lib);
  if (png_get_valid(png->lib, png->info, PNG_INFO_tRNS)) png_set_tRNS_to_alpha(png->lib);
  png->passes = png_set_interlace_handling(png->lib);
  png_read_update_info(png->lib, png->info);
  png->channels = png_get_channels(png->lib, png->info);
}

/* Alpha over white paper, in place; libpng's own composing makes 254 of 16-bit white. */
static void lay_on_white(const Png *png, uint8_t *row) {
  uint8_t *to = row;
  int colours = png->channels - 1;
  for (uint32_t x = 0; x < png->width; x++, row += png->channels)
    for (int c = 0; c < colours; c++) *to++ = (uint8_t)(255 - (255 - row[c]) * row[colours] / 255);
}

static void put_row(const Png *png, uint32_t y, uint8_t *row) {
  if (png->channels == 2 || png->channels == 4) lay_on_white(png, row);
  recto_canvas_row(png->canvas, y, row);
}

/* Interlaced pictures need all rows at once: all passes write into them. */
static void decode_interlaced(Png *png, size_t row_bytes) {
  png->rows = g_new0(uint8_t *, png->height + 1);
  for (uint32_t y = 0; y < png->height; y++) {
    png->rows[y] = g_malloc(row_bytes);
    memset(png->rows[y], 0xff, row_bytes);
  }
  png_read_image(png->lib, png->rows);
  png->done = png->height;
}

static void decode(Png *png) {
  set_transforms(png);
  size_t row_bytes = png_get_rowbytes(png->lib, png->info);
  double dpi = png->dpi_x;
  int divisor = recto_size_divisor(&png->source->limits, png->width, png->height, dpi, png->min_scale);
  png->canvas = recto_canvas_new(png->width, png->height, png->channels <= 2 ? 1 : 3, divisor);
  if (!png->canvas || png->channels < 1 || png->channels > 4) png_error(png->lib, "no canvas");
  if (png->passes > 1) {
    decode_interlaced(png, row_bytes);
  } else {
    png->row = g_malloc(row_bytes);
    for (; png->done < png->height; png->done++) {
      png_read_row(png->lib, png->row, NULL);
      put_row(png, png->done, png->row);
    }
  }
  png_read_end(png->lib, NULL);
}

static void png_free_all(Png *png) {
  if (png->lib) png_destroy_read_struct(&png->lib, &png->info, NULL);
  recto_canvas_free(png->canvas);
  for (uint32_t y = 0; png->rows && y < png->height; y++) g_free(png->rows[y]);
  g_free(png->rows);
  g_free(png->row);
  g_free(png);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Png, png_free_all)

static bool open_png(RectoSource *source, RectoFile *file) {
  g_autoptr(Png) png = g_new0(Png, 1);
  png->source = source;
  bool read = guarded(png, read_header) && png->width;
  if (png->ran_out) file->traits |= RECTO_TRAIT_TRUNCATED;
  file->outcome = read ? recto_size_check(&source->limits, png->width, png->height) : RECTO_OUTCOME_CORRUPT;
  /* libpng refuses a side over the limit as an error: look at the header ourselves. */
  if (!read && source->size >= 24 && memcmp(source->data + 12, "IHDR", 4) == 0) {
    const uint8_t *at = source->data + 16;
    uint64_t width = (uint64_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3], height = (uint64_t)at[4] << 24 | at[5] << 16 | at[6] << 8 | at[7];
    if (recto_size_check(&source->limits, width, height) == RECTO_OUTCOME_TOO_BIG) file->outcome = RECTO_OUTCOME_TOO_BIG;
  }
  if (read && png_get_interlace_type(png->lib, png->info) != PNG_INTERLACE_NONE &&
      (uint64_t)png->height * png_get_rowbytes(png->lib, png->info) > source->limits.decoder_bytes)
    file->outcome = RECTO_OUTCOME_TOO_BIG;
  source->n_pages = file->outcome == RECTO_OUTCOME_OK ? 1 : 0;
  return source->n_pages == 1;
}

static int read_orientation(Png *png) {
  png_bytep block = NULL;
  png_uint_32 length = 0;
  if (!png_get_eXIf_1(png->lib, png->info, &length, &block)) return 1;
  return recto_exif_parse(block, length).orientation;
}

static void load(RectoSource *source, uint32_t index, double min_scale, RectoPicture *ret) {
  g_autoptr(Png) png = g_new0(Png, 1);
  png->source = source;
  png->min_scale = min_scale;
  bool whole = guarded(png, read_header) && guarded(png, decode);
  for (uint32_t y = 0; png->rows && png->canvas && y < png->height && png->rows[y]; y++) put_row(png, y, png->rows[y]);
  ret->warnings = png->warnings + (whole ? 0 : 1);
  ret->truncated = png->ran_out && png->done < png->height;
  if (png->canvas) ret->pix = recto_canvas_take(png->canvas);
  if (!ret->pix) return;
  ret->decode_scale = (double)pixGetWidth(ret->pix) / png->width;
  ret->exif = read_orientation(png);
  recto_picture_set_dpi(ret, &source->limits, png->dpi_x, png->dpi_y);
}

static void close_png(RectoSource *source) {}

const RectoHandler recto_png_handler = {.format = RECTO_FORMAT_PNG, .bid = bid, .open = open_png, .picture = load, .close = close_png};
