/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows into a TIFF on a memory file. Strips of 64 rows: a strip is what libtiff holds back, and what a reader needs at once. */
#include "scanner/page.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <tiffio.h>
#include <unistd.h>

enum { ROWS_A_STRIP = 64, DEFLATE_LEVEL = 1 /* a feeder of 60 pages a minute must not wait for the packing */ };

struct RectoLeafFile {
  RectoLeafForm form;
  int fd;
  TIFF *tiff;
  uint32_t rows, band_first;
  bool has_inner;
  RectoBand inner;    /* ends where the last one begins */
  size_t row_bytes;
  uint8_t *last;      /* the row before */
  uint8_t *strip;     /* rows that libtiff has not got yet; it may alter them */
};

size_t recto_leaf_file_row_bytes(const RectoLeafForm *form) { return ((size_t)form->width * form->channels * form->depth + 7) / 8; }

static void set_tags(RectoLeafFile *sheet) {
  const RectoLeafForm *form = &sheet->form;
  TIFF *tiff = sheet->tiff;
  bool bits = form->depth == 1;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, form->width);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, (int)form->depth);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, (int)form->channels);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, bits ? PHOTOMETRIC_MINISWHITE : form->channels == 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, (uint32_t)ROWS_A_STRIP);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, bits ? COMPRESSION_CCITTFAX4 : COMPRESSION_ADOBE_DEFLATE);
  if (!bits) TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, (int)DEFLATE_LEVEL);
  if (!bits) TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
  if (form->dpi_x <= 0 || form->dpi_y <= 0) return;
  TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  TIFFSetField(tiff, TIFFTAG_XRESOLUTION, form->dpi_x);
  TIFFSetField(tiff, TIFFTAG_YRESOLUTION, form->dpi_y);
}

RectoLeafFile *recto_leaf_file_new(const RectoLeafForm *form) {
  g_autoptr(RectoLeafFile) sheet = g_new0(RectoLeafFile, 1);
  sheet->form = *form;
  sheet->row_bytes = recto_leaf_file_row_bytes(form);
  sheet->last = g_malloc(sheet->row_bytes);
  sheet->strip = g_malloc(sheet->row_bytes * ROWS_A_STRIP);
  TIFFSetErrorHandler(NULL);
  TIFFSetWarningHandler(NULL);
  sheet->fd = memfd_create("recto-page", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  int own = sheet->fd >= 0 ? fcntl(sheet->fd, F_DUPFD_CLOEXEC, 10) : -1; /* libtiff closes the one it is given */
  if (own < 0) return NULL;
  sheet->tiff = TIFFFdOpen(own, "page", "w");
  if (!sheet->tiff) {
    close(own);
    return NULL;
  }
  set_tags(sheet);
  return g_steal_pointer(&sheet);
}

void recto_leaf_file_free(RectoLeafFile *sheet) {
  if (!sheet) return;
  if (sheet->tiff) TIFFClose(sheet->tiff);
  if (sheet->fd >= 0) close(sheet->fd);
  g_free(sheet->last);
  g_free(sheet->strip);
  g_free(sheet);
}

/* The rows of a strip, whole or the last. The length of the picture is what is there: it may end after any row. */
static bool write_strip(RectoLeafFile *sheet) {
  uint32_t strip = (sheet->rows - 1) / ROWS_A_STRIP, n = sheet->rows - strip * ROWS_A_STRIP;
  TIFFSetField(sheet->tiff, TIFFTAG_IMAGELENGTH, sheet->rows);
  return TIFFWriteEncodedStrip(sheet->tiff, strip, sheet->strip, (tmsize_t)(n * sheet->row_bytes)) >= 0;
}

uint32_t recto_leaf_file_rows(const RectoLeafFile *sheet) { return sheet->rows; }

static uint32_t sample(const RectoLeafFile *sheet, size_t index) {
  if (sheet->form.depth == 1) return sheet->last[index / 8] & (0x80 >> index % 8) ? 0 : 255;
  return sheet->form.depth == 8 ? sheet->last[index] : ((const uint16_t *)(const void *)sheet->last)[index] >> 8;
}

/* Weights of ITU-R BT.601 in 256ths: they sum up to 256, so that an even grey stays itself. */
static uint32_t grey_at(const RectoLeafFile *sheet, uint32_t x) {
  if (sheet->form.channels == 1) return sample(sheet, x);
  size_t i = 3 * (size_t)x;
  return (77 * sample(sheet, i) + 150 * sample(sheet, i + 1) + 29 * sample(sheet, i + 2)) >> 8;
}

/* The darkest grey that fills a quarter of the row, else the most frequent: what was lost may stand beside white that fills a narrow picture up. */
static uint32_t grey_of_last(const RectoLeafFile *sheet) {
  uint32_t counts[256] = {0}, most = 0;
  for (uint32_t x = 0; x < sheet->form.width; x++) counts[grey_at(sheet, x)]++;
  for (uint32_t grey = 0; grey < 256; grey++) {
    if (counts[grey] * 4 >= sheet->form.width) return grey;
    if (counts[grey] > counts[most]) most = grey;
  }
  return most;
}

static void follow_bands(RectoLeafFile *sheet, const uint8_t *row) {
  if (sheet->rows > 0 && memcmp(row, sheet->last, sheet->row_bytes) == 0) return;
  sheet->has_inner = sheet->rows - sheet->band_first >= 2;
  if (sheet->has_inner) sheet->inner = (RectoBand){sheet->band_first, grey_of_last(sheet)};
  sheet->band_first = sheet->rows;
  memcpy(sheet->last, row, sheet->row_bytes);
}

bool recto_leaf_file_row(RectoLeafFile *sheet, const uint8_t *row) {
  follow_bands(sheet, row);
  memcpy(sheet->strip + sheet->rows % ROWS_A_STRIP * sheet->row_bytes, row, sheet->row_bytes);
  sheet->rows++;
  return sheet->rows % ROWS_A_STRIP != 0 || write_strip(sheet);
}

int recto_leaf_file_bands(const RectoLeafFile *sheet, RectoBand ret[2]) {
  if (sheet->rows - sheet->band_first < 2) return 0;
  ret[0] = (RectoBand){sheet->band_first, grey_of_last(sheet)};
  ret[1] = sheet->inner;
  return sheet->has_inner ? 2 : 1;
}

int recto_leaf_file_finish(RectoLeafFile *sheet, uint64_t *ret_size) {
  bool right = (sheet->rows % ROWS_A_STRIP == 0 || write_strip(sheet)) && TIFFWriteDirectory(sheet->tiff) == 1;
  TIFFClose(g_steal_pointer(&sheet->tiff));
  off_t size = lseek(sheet->fd, 0, SEEK_END);
  right =
      right && size > 0 && lseek(sheet->fd, 0, SEEK_SET) == 0 && fcntl(sheet->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0;
  if (!right) return -1;
  *ret_size = (uint64_t)size;
  int fd = sheet->fd;
  sheet->fd = -1;
  return fd;
}
