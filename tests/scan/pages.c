/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages for the scanner tests, by libtiff alone.
 *   pages draw gray|color|lineart WIDTH HEIGHT SEED > PNM   noise: no two rows alike
 *   pages same TIFF PNM [ROWS]     exit 0 when the TIFF's pixels are the PNM's, all of them or the first ROWS
 *   pages tell TIFF                "WIDTH HEIGHT BITS CHANNELS COMPRESSION ROWS-A-STRIP DPI", and decodes every row */
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <tiffio.h>

static int draw(const char *mode, int width, int height, uint32_t seed) {
  bool bits = g_str_equal(mode, "lineart"), color = g_str_equal(mode, "color");
  size_t bytes = (size_t)height * (bits ? ((size_t)width + 7) / 8 : (size_t)width * (color ? 3 : 1));
  g_autoptr(GRand) dice = g_rand_new_with_seed(seed);
  if (bits) printf("P4\n%d %d\n", width, height);
  else printf("P%d\n%d %d\n255\n", color ? 6 : 5, width, height);
  for (size_t i = 0; i < bytes; i++) {
    uint32_t byte = g_rand_int(dice) & 0xff;
    if (bits && width % 8 && i % (((size_t)width + 7) / 8) == (size_t)width / 8) byte &= 0xff00u >> width % 8; /* bits past the edge are 0 */
    putchar((int)(byte & 0xff));
  }
  return fflush(stdout) == 0 ? 0 : 1;
}

/* The pixels after the header; *ret_bits as libtiff counts them. */
static const uint8_t *pnm_pixels(const char *data, size_t size, uint32_t *ret_width, uint32_t *ret_height, uint32_t *ret_bits) {
  unsigned width = 0, height = 0, most = 0;
  int used = 0, kind = size > 2 ? data[1] - '0' : 0;
  if (kind == 4 && sscanf(data, "P4 %u %u%n", &width, &height, &used) != 2) return NULL;
  if (kind != 4 && sscanf(data, "P%*d %u %u %u%n", &width, &height, &most, &used) != 3) return NULL;
  *ret_width = width;
  *ret_height = height;
  *ret_bits = kind == 4 ? 1 : kind == 5 ? 8 : 24;
  return (const uint8_t *)data + used + 1;
}

static int same(const char *path, const char *pnm, const char *rows) {
  g_autofree char *data = NULL;
  gsize size = 0;
  uint32_t width = 0, height = 0, bits = 0, is_width = 0, is_height = 0;
  uint16_t depth = 0, channels = 0;
  TIFF *tiff = TIFFOpen(path, "r");
  const uint8_t *pixels = g_file_get_contents(pnm, &data, &size, NULL) ? pnm_pixels(data, size, &width, &height, &bits) : NULL;
  if (!tiff || !pixels) return 2;
  if (rows) height = (uint32_t)g_ascii_strtoull(rows, NULL, 10);
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &is_width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &is_height);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &depth);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &channels);
  bool right = is_width == width && is_height == height && (uint32_t)depth * channels == bits;
  size_t line = ((size_t)width * bits + 7) / 8;
  g_autofree uint8_t *row = g_malloc((gsize)TIFFScanlineSize(tiff));
  for (uint32_t y = 0; right && y < height; y++) right = TIFFReadScanline(tiff, row, y, 0) == 1 && memcmp(row, pixels + y * line, line) == 0;
  TIFFClose(tiff);
  return right ? 0 : 1;
}

static int tell(const char *path) {
  uint32_t width = 0, height = 0, strip = 0;
  uint16_t depth = 0, channels = 0, packing = 0;
  float dpi = 0;
  TIFF *tiff = TIFFOpen(path, "r");
  if (!tiff) return 2;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
  TIFFGetField(tiff, TIFFTAG_ROWSPERSTRIP, &strip);
  TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &dpi);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &depth);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &channels);
  TIFFGetField(tiff, TIFFTAG_COMPRESSION, &packing);
  g_autofree uint8_t *row = g_malloc((gsize)TIFFScanlineSize(tiff));
  bool right = true;
  for (uint32_t y = 0; right && y < height; y++) right = TIFFReadScanline(tiff, row, y, 0) == 1;
  printf("%u %u %u %u %s %u %.0f\n", width, height, depth, channels,
         packing == COMPRESSION_CCITTFAX4       ? "g4"
         : packing == COMPRESSION_ADOBE_DEFLATE ? "deflate"
                                                : "other",
         strip, (double)dpi);
  TIFFClose(tiff);
  return right ? 0 : 1;
}

int main(int argc, char **argv) {
  if (argc == 6 && g_str_equal(argv[1], "draw"))
    return draw(argv[2], (int)g_ascii_strtoll(argv[3], NULL, 10), (int)g_ascii_strtoll(argv[4], NULL, 10), (uint32_t)g_ascii_strtoull(argv[5], NULL, 10));
  if (argc >= 4 && g_str_equal(argv[1], "same")) return same(argv[2], argv[3], argc > 4 ? argv[4] : NULL);
  return argc == 3 && g_str_equal(argv[1], "tell") ? tell(argv[2]) : 64;
}
