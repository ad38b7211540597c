/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TIFF: directories. The chain is walked here, on the bytes, because libtiff ends a cut or circular chain without a word.
 * Pixels are tiff-pixels.c's. */
#include "decode/tiff.h"

#include <math.h>

#define REDUCED_OR_MASK 5 /* NewSubfileType bits: thumbnail, transparency mask */
#define MOST_DIRECTORIES 100000 /* counted, not read: the channel caps the pages */
#define TAG_NEW_SUBFILE 254
#define TAG_PAGE_NUMBER 297

static int bid(const uint8_t *data, size_t size) {
  static const char *magics[] = {"II*\0", "MM\0*", "II+\0", "MM\0+"};
  for (size_t i = 0; i < G_N_ELEMENTS(magics); i++)
    if (size >= 8 && memcmp(data, magics[i], 4) == 0) return 85;
  return 0;
}

/* ------------------------------------------------------------------ the chain of directories */

uint64_t recto_tiff_number(const RectoSource *source, RectoTiffShape shape, uint64_t at, int length) {
  uint64_t value = 0;
  if (at > source->size || (uint64_t)length > source->size - at) return 0;
  for (int i = 0; i < length; i++) value = value << 8 | source->data[at + (uint64_t)(shape.big_endian ? i : length - 1 - i)];
  return value;
}

/* Value of a SHORT or LONG tag of one value; the second SHORT for `second`. */
static bool find_tag(const RectoSource *source, RectoTiffShape shape, uint64_t ifd, uint64_t count, uint16_t tag, bool second, uint32_t *ret) {
  int entry_size = shape.big ? 20 : 12, value_at = shape.big ? 12 : 8;
  for (uint64_t i = 0; i < count; i++) {
    uint64_t entry = ifd + (shape.big ? 8 : 2) + i * (uint64_t)entry_size;
    if (recto_tiff_number(source, shape, entry, 2) != tag) continue;
    bool is_short = recto_tiff_number(source, shape, entry + 2, 2) == 3;
    *ret = (uint32_t)recto_tiff_number(source, shape, entry + (uint64_t)value_at + (second ? 2 : 0), is_short ? 2 : 4);
    return true;
  }
  return false;
}

/* Takes one directory; returns the offset of the next, 0 at the end. */
static uint64_t take_directory(const RectoSource *source, RectoTiffShape shape, uint64_t ifd, RectoTiffChain *chain) {
  uint64_t head = shape.big ? 8 : 2, entry_size = shape.big ? 20 : 12, tail = shape.big ? 8 : 4;
  uint64_t count = recto_tiff_number(source, shape, ifd, (int)head), end = ifd + head + count * entry_size + tail;
  if (count == 0 || count > 4096 || ifd < 8 || ifd + head > source->size || end > source->size) {
    chain->lost_tail = true;
    return 0;
  }
  uint32_t subfile = 0, stated = 0;
  find_tag(source, shape, ifd, count, TAG_NEW_SUBFILE, false, &subfile);
  if (find_tag(source, shape, ifd, count, TAG_PAGE_NUMBER, true, &stated)) chain->stated_pages = MAX(chain->stated_pages, stated);
  if (!(subfile & REDUCED_OR_MASK)) g_array_append_val(chain->offsets, ifd);
  return recto_tiff_number(source, shape, end - tail, (int)tail);
}

RectoTiffShape recto_tiff_shape(const RectoSource *source) {
  return (RectoTiffShape){source->data[0] == 'M', source->data[source->data[0] == 'M' ? 3 : 2] == '+'};
}

RectoTiffChain recto_tiff_walk(const RectoSource *source) {
  RectoTiffShape shape = recto_tiff_shape(source);
  RectoTiffChain chain = {.offsets = g_array_new(FALSE, FALSE, sizeof(uint64_t))};
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  uint64_t ifd = recto_tiff_number(source, shape, shape.big ? 8 : 4, shape.big ? 8 : 4);
  if (ifd == 0) chain.lost_tail = true; /* a writer that was stopped before it came back to the header */
  while (ifd != 0 && g_hash_table_size(seen) < MOST_DIRECTORIES) {
    if (!g_hash_table_add(seen, g_memdup2(&ifd, sizeof ifd))) {
      chain.loop = true;
      break;
    }
    ifd = take_directory(source, shape, ifd, &chain);
  }
  return chain;
}

/* ------------------------------------------------------------------ libtiff over the bytes */

static tmsize_t on_read(thandle_t handle, void *to, tmsize_t length) {
  RectoTiff *tiff = handle;
  if (length <= 0 || tiff->at >= tiff->source->size) return 0;
  size_t n = MIN((size_t)length, tiff->source->size - tiff->at);
  memcpy(to, tiff->source->data + tiff->at, n);
  tiff->at += n;
  return (tmsize_t)n;
}

static tmsize_t on_write(thandle_t handle, void *from, tmsize_t length) { return -1; }

static toff_t on_seek(thandle_t handle, toff_t at, int whence) {
  RectoTiff *tiff = handle;
  uint64_t base = whence == SEEK_CUR ? tiff->at : whence == SEEK_END ? tiff->source->size : 0;
  return tiff->at = base + at;
}

static int on_close(thandle_t handle) { return 0; }
static toff_t on_size(thandle_t handle) { return ((RectoTiff *)handle)->source->size; }

static int on_error(TIFF *lib, void *data, const char *module, const char *format, va_list args) {
  ((RectoTiff *)data)->errors++;
  return 1;
}

/* Unknown tags, a missing optional tag, a wrong count of a private one: these do not touch the pixels. */
static int on_warning(TIFF *lib, void *data, const char *module, const char *format, va_list args) {
  static const char *harmless[] = {"Unknown field with tag", "wrong data type", "incorrect count", "sorted in ascending order", "Photometric tag is missing",
                                   "Nonstandard tile", "invalid TIFF directory; tags", "should be", "ASCII value for tag"};
  for (size_t i = 0; i < G_N_ELEMENTS(harmless); i++)
    if (strstr(format, harmless[i])) return 1;
  ((RectoTiff *)data)->warnings++;
  return 1;
}

static bool open_lib(RectoTiff *tiff, const RectoSource *source, uint64_t ifd) {
  *tiff = (RectoTiff){.source = source};
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (!options) return false;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)source->limits.decoder_bytes);
  TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, tiff);
  TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, tiff);
  /* h: header only, the directory is chosen below; m: no memory map; D, O: chopping and deferring off is not wanted */
  tiff->lib = TIFFClientOpenExt("tiff", "rhm", tiff, on_read, on_write, on_seek, on_close, on_size, NULL, NULL, options);
  TIFFOpenOptionsFree(options);
  return tiff->lib && TIFFSetSubDirectory(tiff->lib, ifd);
}

static void close_lib(RectoTiff *tiff) {
  if (tiff->lib) TIFFClose(tiff->lib);
  tiff->lib = NULL;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoTiff, close_lib)

static RectoTiffPage read_tags(TIFF *lib) {
  RectoTiffPage page = {.orientation = 1};
  uint16_t unit = RESUNIT_INCH;
  float x = 0, y = 0;
  TIFFGetField(lib, TIFFTAG_IMAGEWIDTH, &page.width);
  TIFFGetField(lib, TIFFTAG_IMAGELENGTH, &page.height);
  TIFFGetFieldDefaulted(lib, TIFFTAG_BITSPERSAMPLE, &page.bits);
  TIFFGetFieldDefaulted(lib, TIFFTAG_SAMPLESPERPIXEL, &page.samples);
  TIFFGetFieldDefaulted(lib, TIFFTAG_PLANARCONFIG, &page.planar);
  TIFFGetFieldDefaulted(lib, TIFFTAG_COMPRESSION, &page.compression);
  TIFFGetFieldDefaulted(lib, TIFFTAG_SAMPLEFORMAT, &page.format);
  TIFFGetFieldDefaulted(lib, TIFFTAG_ORIENTATION, &page.orientation);
  if (!TIFFGetField(lib, TIFFTAG_PHOTOMETRIC, &page.photometric))
    page.photometric = page.samples >= 3 ? PHOTOMETRIC_RGB : page.bits == 1 ? PHOTOMETRIC_MINISWHITE : PHOTOMETRIC_MINISBLACK;
  TIFFGetFieldDefaulted(lib, TIFFTAG_RESOLUTIONUNIT, &unit);
  TIFFGetField(lib, TIFFTAG_XRESOLUTION, &x);
  TIFFGetField(lib, TIFFTAG_YRESOLUTION, &y);
  double inch = unit == RESUNIT_CENTIMETER ? 2.54 : unit == RESUNIT_INCH ? 1 : 0;
  page.x_dpi = isfinite(x) ? x * inch : 0;
  page.y_dpi = isfinite(y) ? y * inch : 0;
  if (page.orientation < 1 || page.orientation > 8) page.orientation = 1;
  page.tiled = TIFFIsTiled(lib) != 0;
  return page;
}

/* ------------------------------------------------------------------ the handler */

static bool open_tiff(RectoSource *source, RectoFile *file) {
  RectoTiffChain chain = recto_tiff_walk(source);
  source->self = chain.offsets;
  source->n_pages = chain.offsets->len;
  if (chain.stated_pages > chain.offsets->len && chain.stated_pages < 10000) file->declared_pages = chain.stated_pages;
  if (chain.lost_tail || file->declared_pages > chain.offsets->len) file->traits |= RECTO_TRAIT_TRUNCATED;
  if (chain.loop) file->traits |= RECTO_TRAIT_REPAIRED, file->warnings++;
  file->outcome = source->n_pages ? RECTO_OUTCOME_OK : RECTO_OUTCOME_CORRUPT;
  return source->n_pages > 0;
}

/* Fax pages have half as many rows an inch as columns: stretched to square pixels, kept bilevel. */
static void make_square(RectoPicture *ret, const RectoTiffPage *page) {
  double ratio = page->x_dpi > 0 && page->y_dpi > 0 ? page->x_dpi / page->y_dpi : 1;
  if (!ret->pix || fabs(ratio - 1) < .1 || ratio > 4.5 || ratio < 1 / 4.5) return;
  double sx = ratio < 1 ? 1 / ratio : 1, sy = ratio > 1 ? ratio : 1;
  if (pixGetWidth(ret->pix) * sx > 32000 || pixGetHeight(ret->pix) * sy > 32000) return;
  PIX *square = pixGetDepth(ret->pix) == 1 ? pixScaleBinary(ret->pix, (float)sx, (float)sy) : pixScale(ret->pix, (float)sx, (float)sy);
  if (!square) return;
  pixDestroy(&ret->pix);
  ret->pix = square;
}

static void load(RectoSource *source, uint32_t index, double min_scale, RectoPicture *ret) {
  GArray *offsets = source->self;
  g_auto(RectoTiff) tiff = {0};
  if (!open_lib(&tiff, source, g_array_index(offsets, uint64_t, index))) {
    ret->outcome = RECTO_OUTCOME_CORRUPT;
    ret->warnings = tiff.errors + tiff.warnings;
    return;
  }
  RectoTiffPage page = read_tags(tiff.lib);
  ret->outcome = recto_size_check(&source->limits, page.width, page.height);
  if (ret->outcome != RECTO_OUTCOME_OK) return;
  recto_tiff_unpack(&tiff, &page, min_scale, ret);
  ret->warnings = tiff.errors + tiff.warnings;
  if (!ret->pix) return;
  ret->decode_scale = (double)pixGetWidth(ret->pix) / page.width;
  make_square(ret, &page);
  double dpi = MAX(page.x_dpi, page.y_dpi);
  ret->exif = page.orientation;
  recto_picture_set_dpi(ret, &source->limits, dpi, dpi);
}

static void close_tiff(RectoSource *source) {
  if (source->self) g_array_unref(source->self);
}

const RectoHandler recto_tiff_handler = {.format = RECTO_FORMAT_TIFF, .bid = bid, .open = open_tiff, .picture = load, .close = close_tiff};
