/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TIFF: one directory's strips or tiles to pixels. Plain grey, palette, RGB, CMYK and bilevel are unpacked here from the bytes
 * that are really in the file (a cut strip yields the rows it holds, the rest stays white); everything else goes through
 * libtiff's RGBA reader a strip at a time. */
#include "decode/tiff.h"

typedef struct {
  RectoTiff *tiff;
  const RectoTiffPage *page;
  RectoCanvas *canvas;      /* grey or colour */
  PIX *bilevel;             /* instead of canvas: 1 bit stored, not shrunk */
  uint8_t *row;             /* one converted row */
  uint16_t *red, *green, *blue; /* palette, borrowed from libtiff */
  bool wide_palette;
  bool truncated;
} Job;

static bool is_plain(const RectoTiffPage *page) {
  if (page->planar != PLANARCONFIG_CONTIG && page->samples > 1) return false;
  if (page->format != SAMPLEFORMAT_UINT && page->format != SAMPLEFORMAT_VOID) return false;
  if (page->compression == COMPRESSION_OJPEG) return false;
  bool deep = page->bits == 8 || page->bits == 16;
  switch (page->photometric) {
  case PHOTOMETRIC_MINISBLACK: case PHOTOMETRIC_MINISWHITE:
    return deep ? page->samples >= 1 : page->samples == 1 && (page->bits == 1 || page->bits == 2 || page->bits == 4);
  case PHOTOMETRIC_PALETTE: return page->samples == 1 && (page->bits == 1 || page->bits == 2 || page->bits == 4 || page->bits == 8);
  case PHOTOMETRIC_RGB: return deep && page->samples >= 3;
  case PHOTOMETRIC_SEPARATED: return deep && page->samples >= 4;
  case PHOTOMETRIC_YCBCR: return page->compression == COMPRESSION_JPEG && page->bits == 8 && page->samples == 3;
  default: return false;
  }
}

/* ------------------------------------------------------------------ samples to rows */

static uint32_t small_sample(const uint8_t *from, uint32_t x, int bits) {
  uint32_t per_byte = 8 / (uint32_t)bits, shift = 8 - (uint32_t)bits * (x % per_byte + 1);
  return (uint32_t)(from[x / per_byte] >> shift) & ((1u << bits) - 1);
}

/* libtiff gives 16-bit samples in the order of the machine. */
static uint8_t deep_sample(const uint8_t *from, size_t i, int bits) {
  if (bits == 8) return from[i];
  uint16_t value;
  memcpy(&value, from + 2 * i, 2);
  return (uint8_t)(value >> 8);
}

static void grey_row(const Job *job, const uint8_t *from) {
  int bits = job->page->bits;
  uint8_t flip = job->page->photometric == PHOTOMETRIC_MINISWHITE ? 255 : 0;
  for (uint32_t x = 0; x < job->page->width; x++) {
    uint32_t value = bits < 8 ? small_sample(from, x, bits) * 255 / ((1u << bits) - 1) : deep_sample(from, (size_t)x * job->page->samples, bits);
    job->row[x] = (uint8_t)value ^ flip;
  }
}

static void palette_row(const Job *job, const uint8_t *from) {
  int shift = job->wide_palette ? 8 : 0;
  uint8_t *to = job->row;
  for (uint32_t x = 0; x < job->page->width; x++) {
    uint32_t i = small_sample(from, x, job->page->bits);
    *to++ = (uint8_t)(job->red[i] >> shift);
    *to++ = (uint8_t)(job->green[i] >> shift);
    *to++ = (uint8_t)(job->blue[i] >> shift);
  }
}

static void colour_row(const Job *job, const uint8_t *from) {
  uint8_t *to = job->row;
  bool inks = job->page->photometric == PHOTOMETRIC_SEPARATED;
  for (uint32_t x = 0; x < job->page->width; x++) {
    size_t at = (size_t)x * job->page->samples;
    uint32_t paper = inks ? 255u - deep_sample(from, at + 3, job->page->bits) : 0;
    for (size_t c = 0; c < 3; c++) {
      uint8_t value = deep_sample(from, at + c, job->page->bits);
      *to++ = inks ? (uint8_t)((255u - value) * paper / 255) : value;
    }
  }
}

/* Leptonica's 1 is black. */
static void bilevel_row(const Job *job, uint32_t y, const uint8_t *from) {
  uint32_t *line = pixGetData(job->bilevel) + (size_t)y * (size_t)pixGetWpl(job->bilevel);
  uint8_t flip = job->page->photometric == PHOTOMETRIC_MINISWHITE ? 0 : 255;
  for (uint32_t i = 0; i < (job->page->width + 7) / 8; i++) SET_DATA_BYTE(line, i, from[i] ^ flip);
}

static void put_row(Job *job, uint32_t y, const uint8_t *from) {
  if (y >= job->page->height) return;
  if (job->bilevel) {
    bilevel_row(job, y, from);
    return;
  }
  if (job->page->photometric == PHOTOMETRIC_PALETTE) palette_row(job, from);
  else if (job->page->photometric <= PHOTOMETRIC_MINISBLACK) grey_row(job, from);
  else colour_row(job, from);
  recto_canvas_row(job->canvas, y, job->row);
}

/* ------------------------------------------------------------------ strips and tiles */

/* White in stored samples, so that what a decoder does not reach shows as paper. */
static uint8_t paper_byte(const RectoTiffPage *page) {
  return page->photometric == PHOTOMETRIC_MINISWHITE || page->photometric == PHOTOMETRIC_SEPARATED ? 0 : 255;
}

/* Decodes what the file holds of one strip or tile; false when that is less than all. */
static bool unpack_one(Job *job, uint32_t strile, uint8_t *to, tmsize_t size) {
  const RectoSource *source = job->tiff->source;
  uint64_t at = TIFFGetStrileOffset(job->tiff->lib, strile), length = TIFFGetStrileByteCount(job->tiff->lib, strile);
  memset(to, paper_byte(job->page), (size_t)size);
  if (length == 0) { /* a sparse file says "all default" with no bytes at all; a strip without address is lost */
    job->truncated = true;
    return false;
  }
  if (at >= source->size) {
    job->truncated = true;
    return false;
  }
  if (length > source->size - at) {
    job->truncated = true;
    length = source->size - at;
  }
  g_autofree uint8_t *raw = g_try_malloc(length); /* libtiff may turn bits round in place */
  if (!raw) return false;
  memcpy(raw, source->data + at, length);
  return TIFFReadFromUserBuffer(job->tiff->lib, strile, raw, (tmsize_t)length, to, size) != 0;
}

static RectoOutcome read_strips(Job *job) {
  TIFF *lib = job->tiff->lib;
  uint32_t rows = 0, height = job->page->height;
  TIFFGetFieldDefaulted(lib, TIFFTAG_ROWSPERSTRIP, &rows);
  rows = rows == 0 || rows > height ? height : rows;
  tmsize_t row_bytes = TIFFScanlineSize(lib);
  if (row_bytes <= 0 || (uint64_t)row_bytes * rows > job->tiff->source->limits.decoder_bytes) return RECTO_OUTCOME_TOO_BIG;
  g_autofree uint8_t *strip = g_try_malloc((size_t)row_bytes * rows);
  if (!strip) return RECTO_OUTCOME_TOO_BIG;
  uint32_t damaged = 0, strips = (height + rows - 1) / rows;
  for (uint32_t i = 0; i < strips; i++) {
    uint32_t here = MIN(rows, height - i * rows);
    damaged += !unpack_one(job, i, strip, row_bytes * here);
    for (uint32_t y = 0; y < here; y++) put_row(job, i * rows + y, strip + (size_t)row_bytes * y);
  }
  if (damaged && !job->tiff->errors) job->tiff->errors++;
  return RECTO_OUTCOME_OK;
}

/* One row of tiles is put together in a band of whole rows. */
static RectoOutcome read_tiles(Job *job) {
  TIFF *lib = job->tiff->lib;
  uint32_t width = 0, height = 0;
  TIFFGetField(lib, TIFFTAG_TILEWIDTH, &width);
  TIFFGetField(lib, TIFFTAG_TILELENGTH, &height);
  tmsize_t tile_row = TIFFTileRowSize(lib), tile_size = TIFFTileSize(lib);
  if (!width || !height || tile_row <= 0 || tile_size <= 0) return RECTO_OUTCOME_CORRUPT;
  uint64_t across = (job->page->width + width - 1) / width, down = (job->page->height + height - 1) / height, band_row = across * (uint64_t)tile_row;
  if (band_row * height > job->tiff->source->limits.decoder_bytes || (uint64_t)tile_size > job->tiff->source->limits.decoder_bytes)
    return RECTO_OUTCOME_TOO_BIG;
  g_autofree uint8_t *tile = g_try_malloc((size_t)tile_size), *band = g_try_malloc(band_row * height);
  if (!tile || !band || (uint64_t)tile_row * height > (uint64_t)tile_size) return RECTO_OUTCOME_TOO_BIG;
  for (uint64_t ty = 0; ty < down; ty++) {
    for (uint64_t tx = 0; tx < across; tx++) {
      if (!unpack_one(job, (uint32_t)(ty * across + tx), tile, tile_size) && !job->tiff->errors) job->tiff->errors++;
      for (uint32_t y = 0; y < height; y++) memcpy(band + y * band_row + tx * (uint64_t)tile_row, tile + (size_t)y * (size_t)tile_row, (size_t)tile_row);
    }
    for (uint32_t y = 0; y < height; y++) put_row(job, (uint32_t)(ty * height) + y, band + y * band_row);
  }
  return RECTO_OUTCOME_OK;
}

/* ------------------------------------------------------------------ libtiff's own RGBA */

static void put_rgba(Job *job, uint32_t y, const uint32_t *from) {
  uint8_t *to = job->row;
  for (uint32_t x = 0; x < job->page->width; x++) {
    uint32_t paper = 255u - TIFFGetA(from[x]); /* associated alpha over white */
    *to++ = (uint8_t)MIN(255, TIFFGetR(from[x]) + paper);
    *to++ = (uint8_t)MIN(255, TIFFGetG(from[x]) + paper);
    *to++ = (uint8_t)MIN(255, TIFFGetB(from[x]) + paper);
  }
  recto_canvas_row(job->canvas, y, job->row);
}

static RectoOutcome read_rgba(Job *job) {
  char why[1024] = "";
  uint32_t width = job->page->width, height = job->page->height;
  if (!TIFFRGBAImageOK(job->tiff->lib, why)) return RECTO_OUTCOME_UNSUPPORTED;
  if ((uint64_t)width * height * 4 > job->tiff->source->limits.decoder_bytes) return RECTO_OUTCOME_TOO_BIG;
  g_autofree uint32_t *raster = g_try_malloc((size_t)width * height * 4);
  if (!raster) return RECTO_OUTCOME_TOO_BIG;
  memset(raster, 0xff, (size_t)width * height * 4);
  if (!TIFFReadRGBAImageOriented(job->tiff->lib, width, height, raster, job->page->orientation, 0) && !job->tiff->errors) job->tiff->errors++;
  for (uint32_t y = 0; y < height; y++) put_rgba(job, y, raster + (size_t)y * width);
  return RECTO_OUTCOME_OK;
}

static bool has_cut_strile(const Job *job) {
  uint32_t n = job->page->tiled ? TIFFNumberOfTiles(job->tiff->lib) : TIFFNumberOfStrips(job->tiff->lib);
  for (uint32_t i = 0; i < n; i++) {
    uint64_t at = TIFFGetStrileOffset(job->tiff->lib, i), length = TIFFGetStrileByteCount(job->tiff->lib, i);
    if (at > job->tiff->source->size || length > job->tiff->source->size - at) return true;
  }
  return false;
}

/* ------------------------------------------------------------------ the job */

/* Old writers fill palettes with 8-bit values. */
static bool take_palette(Job *job) {
  if (!TIFFGetField(job->tiff->lib, TIFFTAG_COLORMAP, &job->red, &job->green, &job->blue)) return false;
  for (uint32_t i = 0; i < 1u << job->page->bits; i++)
    if (job->red[i] > 255 || job->green[i] > 255 || job->blue[i] > 255) job->wide_palette = true;
  return true;
}

static bool prepare(Job *job, bool plain, int divisor) {
  const RectoTiffPage *page = job->page;
  bool grey = plain && page->photometric <= PHOTOMETRIC_MINISBLACK;
  if (grey && page->bits == 1 && page->samples == 1 && divisor == 1) {
    job->bilevel = pixCreate((int)page->width, (int)page->height, 1);
    return job->bilevel != NULL;
  }
  job->canvas = recto_canvas_new(page->width, page->height, grey ? 1 : 3, divisor);
  job->row = g_try_malloc((size_t)page->width * (grey ? 1 : 3));
  return job->canvas && job->row;
}

void recto_tiff_unpack(RectoTiff *tiff, const RectoTiffPage *page, double min_scale, RectoPicture *ret) {
  Job job = {.tiff = tiff, .page = page};
  bool plain = is_plain(page);
  if (plain && page->photometric == PHOTOMETRIC_YCBCR) TIFFSetField(tiff->lib, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  int divisor = recto_size_divisor(&tiff->source->limits, page->width, page->height, MAX(page->x_dpi, page->y_dpi), min_scale);
  if (plain && page->photometric == PHOTOMETRIC_PALETTE) plain = take_palette(&job);
  if (!prepare(&job, plain, divisor)) ret->outcome = RECTO_OUTCOME_TOO_BIG;
  else if (!plain) ret->outcome = read_rgba(&job);
  else ret->outcome = page->tiled ? read_tiles(&job) : read_strips(&job);
  if (ret->outcome == RECTO_OUTCOME_OK) ret->pix = job.bilevel ? g_steal_pointer(&job.bilevel) : recto_canvas_take(job.canvas);
  ret->truncated = job.truncated || (ret->pix && has_cut_strile(&job));
  pixDestroy(&job.bilevel);
  recto_canvas_free(job.canvas);
  g_free(job.row);
}
