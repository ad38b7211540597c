/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages into a multi-page TIFF as scanners write it, or an image-only PDF as office copiers do. The same pages give the same bytes. */
#include "stack.h"
#include <string.h>
#include <tiffio.h>

struct StackFile {
  char *path;
  StackScan scan;
  TIFF *tiff;
  L_PTRA *parts; /* one-page PDFs, L_BYTEA */
};

StackFile *stack_file_open(const char *path, const StackScan *scan) {
  StackFile *file = g_new0(StackFile, 1);
  file->path = g_strdup(path);
  file->scan = *scan;
  if (scan->format >= SCAN_PDF_GREY)
    file->parts = ptraCreate(64);
  else
    file->tiff = TIFFOpen(path, "w");
  return file;
}

static void set_tags(TIFF *tiff, const StackScan *scan, PIX *pix) {
  int compression = scan->format == SCAN_TIFF_G4     ? COMPRESSION_CCITTFAX4
                    : scan->format == SCAN_TIFF_JPEG ? COMPRESSION_JPEG
                                                     : COMPRESSION_ADOBE_DEFLATE;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, pixGetWidth(pix));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, pixGetHeight(pix));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, pixGetDepth(pix));
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, pixGetDepth(pix) == 1 ? PHOTOMETRIC_MINISWHITE : PHOTOMETRIC_MINISBLACK);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, compression);
  if (compression == COMPRESSION_JPEG) TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, scan->quality);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, scan->format == SCAN_TIFF_DEFLATE ? 128 : pixGetHeight(pix));
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  TIFFSetField(tiff, TIFFTAG_XRESOLUTION, (double)scan->dpi);
  TIFFSetField(tiff, TIFFTAG_YRESOLUTION, (double)scan->dpi);
  TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, FILETYPE_PAGE);
}

static bool add_to_tiff(StackFile *file, PIX *pix) {
  if (!file->tiff) return false;
  set_tags(file->tiff, &file->scan, pix);
  int w = pixGetWidth(pix), depth = pixGetDepth(pix);
  g_autofree unsigned char *row = g_malloc((gsize)w);
  bool fine = true;
  for (int y = 0; y < pixGetHeight(pix) && fine; y++) {
    l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
    for (int x = 0; x < (depth == 1 ? (w + 7) / 8 : w); x++) row[x] = (unsigned char)GET_DATA_BYTE(line, x);
    fine = TIFFWriteScanline(file->tiff, row, (uint32_t)y, 0) == 1;
  }
  return fine && TIFFWriteDirectory(file->tiff) == 1;
}

static bool add_to_pdf(StackFile *file, PIX *pix) {
  l_uint8 *data = NULL;
  size_t size = 0;
  int coding = file->scan.format == SCAN_PDF_G4 ? L_G4_ENCODE : L_JPEG_ENCODE;
  if (pixConvertToPdfData(pix, coding, file->scan.quality, &data, &size, 0, 0, file->scan.dpi, "scan", NULL, 0) != 0) return false;
  ptraAdd(file->parts, l_byteaInitFromMem(data, size));
  lept_free(data);
  return true;
}

bool stack_file_add(StackFile *file, PIX *pix) { return file->parts ? add_to_pdf(file, pix) : add_to_tiff(file, pix); }

/* Leptonica writes the hour of the run; a seed must give the same bytes at any hour. */
static void fix_dates(unsigned char *data, size_t size) {
  static const char key[] = "/CreationDate (D:", fixed[] = "20260914073000";
  for (unsigned char *p = data; (p = memmem(p, size - (size_t)(p - data), key, strlen(key))) != NULL; p += strlen(key))
    if ((size_t)(p - data) + strlen(key) + strlen(fixed) < size) memcpy(p + strlen(key), fixed, strlen(fixed));
}

static bool close_pdf(StackFile *file) {
  l_uint8 *data = NULL;
  size_t size = 0;
  bool fine = ptraConcatenatePdfToData(file->parts, NULL, &data, &size) == 0;
  if (fine) {
    fix_dates(data, size);
    fine = g_file_set_contents(file->path, (const char *)data, (gssize)size, NULL);
  }
  lept_free(data);
  l_int32 count = 0;
  ptraGetActualCount(file->parts, &count);
  for (int i = 0; i < count; i++) {
    L_BYTEA *part = ptraRemove(file->parts, i, L_NO_COMPACTION);
    l_byteaDestroy(&part);
  }
  ptraDestroy(&file->parts, 0, 0);
  return fine;
}

bool stack_file_close(StackFile *file) {
  bool fine = file->parts ? close_pdf(file) : file->tiff != NULL;
  if (file->tiff) TIFFClose(file->tiff);
  g_free(file->path);
  g_free(file);
  return fine;
}
