/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures made by the libraries themselves, in every layout that src/decode says it reads: what test-decode*.c compare with and damage.
 * One picture is drawn by paint(): paper with black bars, a grey ramp and colour patches; a writer turns it into bytes. */
#ifndef DECODE_SAMPLES_H
#define DECODE_SAMPLES_H

#include "decode/decode.h"

#include <jpeglib.h>
#include <openjpeg.h>
#include <png.h>
#include <tiffio.h>
#include <webp/encode.h>
#include <libheif/heif.h>

/* A plan says what differs from zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define WIDTH 240
#define HEIGHT 330

typedef enum { INK, GREY, COLOUR } Kind; /* black and white only, greys, colours */

static inline void paint(Kind kind, int x, int y, uint8_t rgb[3]) {
  uint8_t paper = 255, value = paper;
  bool bar = y % 20 > 11 && x > 20 && x < 220 && (x / 7 + y / 20) % 3 != 0;
  if (bar) value = 0;
  if (kind != INK && y > 250) value = (uint8_t)(x * 255 / (WIDTH - 1));
  rgb[0] = rgb[1] = rgb[2] = value;
  if (kind != COLOUR || y < 40 || y > 110 || x < 40 || x > 200) return;
  rgb[0] = x < 120 ? 210 : 30;
  rgb[1] = y < 75 ? 40 : 160;
  rgb[2] = x < 80 ? 60 : 200;
}

static inline uint8_t paint_grey(Kind kind, int x, int y) {
  uint8_t rgb[3];
  paint(kind, x, y, rgb);
  return rgb[0];
}

/* ------------------------------------------------------------------ JPEG */

typedef struct {
  Kind kind;
  bool cmyk, progressive;
  int restart, orientation, dpi;
  const char *app2; /* payload of an APP2 marker */
  const char *tail; /* bytes behind the end mark */
} JpegPlan;

static inline void jpeg_exif(struct jpeg_compress_struct *lib, int orientation) {
  uint8_t block[] = "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0";
  block[24] = (uint8_t)orientation;
  jpeg_write_marker(lib, JPEG_APP0 + 1, block, sizeof block - 1);
}

static inline GBytes *make_jpeg(const JpegPlan *plan) {
  struct jpeg_compress_struct lib;
  struct jpeg_error_mgr errors;
  unsigned char *buffer = NULL;
  unsigned long size = 0;
  lib.err = jpeg_std_error(&errors);
  jpeg_create_compress(&lib);
  jpeg_mem_dest(&lib, &buffer, &size);
  lib.image_width = WIDTH, lib.image_height = HEIGHT;
  lib.input_components = plan->cmyk ? 4 : plan->kind == COLOUR ? 3 : 1;
  lib.in_color_space = plan->cmyk ? JCS_CMYK : plan->kind == COLOUR ? JCS_RGB : JCS_GRAYSCALE;
  jpeg_set_defaults(&lib);
  jpeg_set_quality(&lib, 92, TRUE);
  if (plan->progressive) jpeg_simple_progression(&lib);
  if (plan->cmyk) lib.write_Adobe_marker = TRUE;
  lib.restart_in_rows = plan->restart;
  if (plan->dpi) lib.density_unit = 1, lib.X_density = lib.Y_density = (UINT16)plan->dpi;
  jpeg_start_compress(&lib, TRUE);
  if (plan->orientation) jpeg_exif(&lib, plan->orientation);
  if (plan->app2) jpeg_write_marker(&lib, JPEG_APP0 + 2, (const JOCTET *)plan->app2, 8);
  uint8_t row[WIDTH * 4], *rows = row;
  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x++) {
      uint8_t rgb[3];
      paint(plan->kind, x, y, rgb);
      for (int c = 0; c < lib.input_components; c++) row[x * lib.input_components + c] = c < 3 ? rgb[c] : 255; /* Adobe: 255 = no ink */
    }
    jpeg_write_scanlines(&lib, &rows, 1);
  }
  jpeg_finish_compress(&lib);
  jpeg_destroy_compress(&lib);
  GByteArray *out = g_byte_array_new();
  g_byte_array_append(out, buffer, (guint)size);
  if (plan->tail) g_byte_array_append(out, (const guint8 *)plan->tail, (guint)strlen(plan->tail));
  free(buffer);
  return g_byte_array_free_to_bytes(out);
}

/* ------------------------------------------------------------------ PNG */

typedef struct { Kind kind; int type, bits, orientation, dpi; bool interlaced, transparent; } PngPlan;

static inline void png_put(png_structp lib, png_bytep data, png_size_t size) { g_byte_array_append(png_get_io_ptr(lib), data, (guint)size); }
static inline void png_flush_nothing(png_structp lib) {}

static inline void put_bits(uint8_t *row, int x, int bits, uint32_t value) {
  if (bits == 16) row[2 * x] = (uint8_t)(value >> 8), row[2 * x + 1] = (uint8_t)value;
  else if (bits == 8) row[x] = (uint8_t)value;
  else row[x * bits / 8] |= (uint8_t)(value << (8 - bits - x * bits % 8));
}

static inline void png_fill(const PngPlan *plan, int y, uint8_t *row) {
  memset(row, 0, WIDTH * 8);
  uint32_t top = (1u << plan->bits) - 1;
  for (int x = 0; x < WIDTH; x++) {
    uint8_t rgb[3];
    paint(plan->kind, x, y, rgb);
    if (plan->type == PNG_COLOR_TYPE_GRAY || plan->type == PNG_COLOR_TYPE_PALETTE) {
      put_bits(row, x, plan->bits, rgb[0] * top / 255);
      continue;
    }
    int channels = plan->type == PNG_COLOR_TYPE_RGB_ALPHA ? 4 : 3;
    bool clear = channels == 4 && rgb[0] == 255 && rgb[1] == 255; /* paper is transparent black: must come out white */
    for (int c = 0; c < channels; c++) put_bits(row, x * channels + c, plan->bits, c == 3 ? (clear ? 0 : top) : clear ? 0 : rgb[c] * top / 255);
  }
}

static inline GBytes *make_png(const PngPlan *plan) {
  GByteArray *out = g_byte_array_new();
  png_structp lib = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct(lib);
  png_set_write_fn(lib, out, png_put, png_flush_nothing);
  png_set_IHDR(lib, info, WIDTH, HEIGHT, plan->bits, plan->type, plan->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
  png_color palette[256];
  for (int i = 0; i < 256; i++) palette[i].red = palette[i].green = palette[i].blue = (png_byte)(i * 255 / ((1 << MIN(plan->bits, 8)) - 1));
  if (plan->type == PNG_COLOR_TYPE_PALETTE) png_set_PLTE(lib, info, palette, 1 << plan->bits);
  if (plan->dpi) png_set_pHYs(lib, info, (png_uint_32)(plan->dpi / .0254 + .5), (png_uint_32)(plan->dpi / .0254 + .5), PNG_RESOLUTION_METER);
  png_byte exif[] = "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0";
  exif[18] = (png_byte)plan->orientation;
  if (plan->orientation) png_set_eXIf_1(lib, info, sizeof exif - 1, exif);
  png_write_info(lib, info);
  int passes = png_set_interlace_handling(lib);
  uint8_t row[WIDTH * 8];
  for (int pass = 0; pass < passes; pass++)
    for (int y = 0; y < HEIGHT; y++) {
      png_fill(plan, y, row);
      png_write_row(lib, row);
    }
  png_write_end(lib, info);
  png_destroy_write_struct(&lib, &info);
  return g_byte_array_free_to_bytes(out);
}

/* ------------------------------------------------------------------ TIFF */

typedef struct {
  Kind kind;
  int bits, samples, photometric, compression;
  int rows_per_strip; /* 0 = one strip */
  int tile, predictor, fill, orientation, pages;
  float x_dpi, y_dpi;
  const char *mode; /* "w", "wb" big-endian, "w8" BigTIFF */
  bool separate, fax_2d, says_pages;
} TiffPlan;

typedef struct { GByteArray *bytes; size_t at; } TiffFile;

static inline tmsize_t tiff_read(thandle_t handle, void *to, tmsize_t n) {
  TiffFile *file = handle;
  size_t left = file->at < file->bytes->len ? file->bytes->len - file->at : 0, length = MIN((size_t)n, left);
  memcpy(to, file->bytes->data + file->at, length);
  file->at += length;
  return (tmsize_t)length;
}
static inline tmsize_t tiff_write(thandle_t handle, void *from, tmsize_t n) {
  TiffFile *file = handle;
  if (file->at + (size_t)n > file->bytes->len) g_byte_array_set_size(file->bytes, (guint)(file->at + (size_t)n));
  memcpy(file->bytes->data + file->at, from, (size_t)n);
  file->at += (size_t)n;
  return n;
}
static inline toff_t tiff_seek(thandle_t handle, toff_t at, int whence) {
  TiffFile *file = handle;
  return file->at = at + (whence == SEEK_CUR ? file->at : whence == SEEK_END ? file->bytes->len : 0);
}
static inline int tiff_close(thandle_t handle) { return 0; }
static inline toff_t tiff_size(thandle_t handle) { return ((TiffFile *)handle)->bytes->len; }

static inline void tiff_sample(const TiffPlan *plan, int x, int y, int c, uint8_t *row, int at) {
  uint8_t rgb[3], value;
  paint(plan->kind, x, y, rgb);
  value = plan->photometric == PHOTOMETRIC_SEPARATED ? (c == 3 ? 0 : 255 - rgb[c]) : c == 3 ? 255 : rgb[c];
  if (plan->photometric == PHOTOMETRIC_MINISWHITE) value = (uint8_t)~value;
  uint32_t scaled = value * ((1u << plan->bits) - 1) / 255;
  if (plan->bits == 16) memcpy(row + 2 * at, &(uint16_t){(uint16_t)scaled}, 2); /* order of the machine; the library turns it */
  else put_bits(row, at, plan->bits, scaled);
}

static inline void tiff_rows(TIFF *lib, const TiffPlan *plan) {
  uint8_t row[WIDTH * 8];
  for (int s = 0; s < (plan->separate ? plan->samples : 1); s++)
    for (int y = 0; y < HEIGHT; y++) {
      memset(row, 0, sizeof row);
      for (int x = 0; x < WIDTH; x++)
        for (int c = 0; c < (plan->separate ? 1 : plan->samples); c++)
          tiff_sample(plan, x, y, plan->separate ? s : c, row, plan->separate ? x : x * plan->samples + c);
      TIFFWriteScanline(lib, row, (uint32_t)y, (uint16_t)s);
    }
}

static inline void tiff_tiles(TIFF *lib, const TiffPlan *plan) {
  g_autofree uint8_t *tile = g_malloc0((gsize)TIFFTileSize(lib));
  for (int ty = 0; ty < HEIGHT; ty += plan->tile)
    for (int tx = 0; tx < WIDTH; tx += plan->tile) {
      memset(tile, 0, (gsize)TIFFTileSize(lib));
      for (int y = 0; y < plan->tile && ty + y < HEIGHT; y++)
        for (int x = 0; x < plan->tile && tx + x < WIDTH; x++)
          for (int c = 0; c < plan->samples; c++)
            tiff_sample(plan, tx + x, ty + y, c, tile + (gsize)y * (gsize)TIFFTileRowSize(lib), x * plan->samples + c);
      TIFFWriteTile(lib, tile, (uint32_t)tx, (uint32_t)ty, 0, 0);
    }
}

static inline void tiff_tags(TIFF *lib, const TiffPlan *plan, int page) {
  TIFFSetField(lib, TIFFTAG_IMAGEWIDTH, WIDTH);
  TIFFSetField(lib, TIFFTAG_IMAGELENGTH, HEIGHT);
  TIFFSetField(lib, TIFFTAG_BITSPERSAMPLE, plan->bits);
  TIFFSetField(lib, TIFFTAG_SAMPLESPERPIXEL, plan->samples);
  TIFFSetField(lib, TIFFTAG_COMPRESSION, plan->compression);
  TIFFSetField(lib, TIFFTAG_PHOTOMETRIC, plan->photometric);
  TIFFSetField(lib, TIFFTAG_PLANARCONFIG, plan->separate ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
  if (plan->fill) TIFFSetField(lib, TIFFTAG_FILLORDER, plan->fill);
  if (plan->orientation) TIFFSetField(lib, TIFFTAG_ORIENTATION, plan->orientation);
  if (plan->predictor) TIFFSetField(lib, TIFFTAG_PREDICTOR, plan->predictor);
  if (plan->fax_2d) TIFFSetField(lib, TIFFTAG_GROUP3OPTIONS, GROUP3OPT_2DENCODING);
  if (plan->photometric == PHOTOMETRIC_YCBCR) TIFFSetField(lib, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  if (plan->x_dpi > 0) {
    TIFFSetField(lib, TIFFTAG_XRESOLUTION, plan->x_dpi);
    TIFFSetField(lib, TIFFTAG_YRESOLUTION, plan->y_dpi);
    TIFFSetField(lib, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  }
  if (plan->says_pages) TIFFSetField(lib, TIFFTAG_PAGENUMBER, page, plan->pages);
  uint16_t ramp[256];
  for (int i = 0; i < 1 << MIN(plan->bits, 8); i++) ramp[i] = (uint16_t)(i * 65535 / ((1 << MIN(plan->bits, 8)) - 1));
  if (plan->photometric == PHOTOMETRIC_PALETTE) TIFFSetField(lib, TIFFTAG_COLORMAP, ramp, ramp, ramp);
  if (plan->samples == 4 && plan->photometric == PHOTOMETRIC_RGB) TIFFSetField(lib, TIFFTAG_EXTRASAMPLES, 1, &(uint16_t){EXTRASAMPLE_UNASSALPHA});
  if (plan->tile) TIFFSetField(lib, TIFFTAG_TILEWIDTH, plan->tile), TIFFSetField(lib, TIFFTAG_TILELENGTH, plan->tile);
  else TIFFSetField(lib, TIFFTAG_ROWSPERSTRIP, plan->rows_per_strip ? plan->rows_per_strip : HEIGHT);
}

static inline GBytes *make_tiff(const TiffPlan *plan) {
  TiffFile file = {g_byte_array_new(), 0};
  TIFF *lib = TIFFClientOpen("sample", plan->mode ? plan->mode : "w", &file, tiff_read, tiff_write, tiff_seek, tiff_close, tiff_size, NULL, NULL);
  for (int page = 0; page < MAX(1, plan->pages); page++) {
    tiff_tags(lib, plan, page);
    if (plan->tile) tiff_tiles(lib, plan);
    else tiff_rows(lib, plan);
    TIFFWriteDirectory(lib);
  }
  TIFFClose(lib);
  return g_byte_array_free_to_bytes(file.bytes);
}

/* The same one-page, one-strip little-endian file with its directory in front of the pixels, as scanners write it: a cut then loses rows, not all. */
static inline GBytes *tiff_head_first(GBytes *bytes) {
  gsize size;
  const uint8_t *data = g_bytes_get_data(bytes, &size);
  uint32_t ifd;
  memcpy(&ifd, data + 4, 4);
  uint32_t head = (uint32_t)size - ifd, count = data[ifd] | (uint32_t)data[ifd + 1] << 8;
  uint8_t *out = g_malloc(size);
  memcpy(out, data, 8);
  memcpy(out + 4, &(uint32_t){8}, 4);
  memcpy(out + 8, data + ifd, head);
  memcpy(out + 8 + head, data + 8, ifd - 8);
  for (uint32_t i = 0; i < count; i++) {
    uint8_t *entry = out + 10 + 12 * i;
    uint32_t values, value, tag = entry[0] | (uint32_t)entry[1] << 8, type = entry[2];
    memcpy(&values, entry + 4, 4);
    memcpy(&value, entry + 8, 4);
    uint32_t length = values * (type == 3 ? 2 : type == 4 ? 4 : type == 5 ? 8 : 1);
    bool is_address = tag == TIFFTAG_STRIPOFFSETS || length > 4;
    if (!is_address) continue;
    value += value < ifd ? head : 8 - ifd;
    memcpy(entry + 8, &value, 4);
  }
  g_bytes_unref(bytes);
  return g_bytes_new_take(out, size);
}

/* ------------------------------------------------------------------ WebP, JPEG 2000, HEIC */

static inline uint8_t *all_rgb(Kind kind) {
  uint8_t *rgb = g_malloc(WIDTH * HEIGHT * 3);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) paint(kind, x, y, rgb + (y * WIDTH + x) * 3);
  return rgb;
}

static inline GBytes *make_webp(Kind kind, bool lossless) {
  g_autofree uint8_t *rgb = all_rgb(kind);
  uint8_t *out = NULL;
  size_t size = lossless ? WebPEncodeLosslessRGB(rgb, WIDTH, HEIGHT, WIDTH * 3, &out) : WebPEncodeRGB(rgb, WIDTH, HEIGHT, WIDTH * 3, 90, &out);
  GBytes *bytes = g_bytes_new(out, size);
  WebPFree(out);
  return bytes;
}

static inline OPJ_SIZE_T jp2_write(void *from, OPJ_SIZE_T n, void *data) { return (OPJ_SIZE_T)tiff_write(data, from, (tmsize_t)n); }
static inline OPJ_OFF_T jp2_skip(OPJ_OFF_T n, void *data) { return (OPJ_OFF_T)(((TiffFile *)data)->at += (size_t)n), n; }
static inline OPJ_BOOL jp2_seek(OPJ_OFF_T at, void *data) { return ((TiffFile *)data)->at = (size_t)at, OPJ_TRUE; }

static inline GBytes *make_jp2(Kind kind, bool bare) {
  TiffFile file = {g_byte_array_new(), 0};
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.tcp_numlayers = 1, parameters.tcp_rates[0] = 4, parameters.cp_disto_alloc = 1;
  int n = kind == COLOUR ? 3 : 1;
  opj_image_cmptparm_t components[3] = {0};
  for (int c = 0; c < n; c++) components[c].dx = components[c].dy = 1, components[c].w = WIDTH, components[c].h = HEIGHT, components[c].prec = 8;
  opj_image_t *image = opj_image_create((OPJ_UINT32)n, components, n == 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY);
  image->x1 = WIDTH, image->y1 = HEIGHT;
  for (int i = 0; i < WIDTH * HEIGHT; i++) {
    uint8_t rgb[3];
    paint(kind, i % WIDTH, i / WIDTH, rgb);
    for (int c = 0; c < n; c++) image->comps[c].data[i] = rgb[c];
  }
  opj_codec_t *codec = opj_create_compress(bare ? OPJ_CODEC_J2K : OPJ_CODEC_JP2);
  opj_stream_t *stream = opj_stream_default_create(OPJ_FALSE);
  opj_stream_set_write_function(stream, jp2_write);
  opj_stream_set_skip_function(stream, jp2_skip);
  opj_stream_set_seek_function(stream, jp2_seek);
  opj_stream_set_user_data(stream, &file, NULL);
  bool ok = opj_setup_encoder(codec, &parameters, image) && opj_start_compress(codec, image, stream) && opj_encode(codec, stream) && opj_end_compress(codec, stream);
  g_assert_true(ok);
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  opj_image_destroy(image);
  return g_byte_array_free_to_bytes(file.bytes);
}

static inline struct heif_error heif_put(struct heif_context *context, const void *data, size_t size, void *to) {
  g_byte_array_append(to, data, (guint)size);
  return (struct heif_error){heif_error_Ok, heif_suberror_Unspecified, ""};
}

/* NULL where the library has no HEVC encoder. */
static inline GBytes *make_heic(Kind kind) {
  struct heif_context *context = heif_context_alloc();
  struct heif_encoder *encoder = NULL;
  struct heif_image *image = NULL;
  GByteArray *out = NULL;
  if (heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder).code == heif_error_Ok) {
    heif_encoder_set_lossy_quality(encoder, 90);
    heif_image_create(WIDTH, HEIGHT, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image);
    heif_image_add_plane(image, heif_channel_interleaved, WIDTH, HEIGHT, 24);
    int stride = 0;
    uint8_t *plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++) paint(kind, x, y, plane + y * stride + x * 3);
    struct heif_writer writer = {1, heif_put};
    out = g_byte_array_new();
    g_assert_cmpint(heif_context_encode_image(context, image, encoder, NULL, NULL).code, ==, heif_error_Ok);
    heif_context_write(context, &writer, out);
    heif_image_release(image);
    heif_encoder_release(encoder);
  }
  heif_context_free(context);
  return out ? g_byte_array_free_to_bytes(out) : NULL;
}

#endif
