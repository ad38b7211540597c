/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the TIFF reader: tiff.c walks directories, tiff-pixels.c unpacks one of them, stack-tiff.c makes a file of each. */
#ifndef RECTO_DECODE_TIFF_H
#define RECTO_DECODE_TIFF_H

#include "decode/inside.h"

#include <tiffio.h>

typedef struct { bool big_endian, big; } RectoTiffShape;

typedef struct {
  GArray *offsets; /* of uint64_t: directories that are pages; owned by the caller */
  uint32_t stated_pages;
  bool lost_tail, loop;
} RectoTiffChain;

/* `source` needs data and size only, at least 16 bytes with a TIFF's head. */
RectoTiffShape recto_tiff_shape(const RectoSource *source);
RectoTiffChain recto_tiff_walk(const RectoSource *source);
/* Unsigned number of `length` bytes; 0 outside the file. */
uint64_t recto_tiff_number(const RectoSource *source, RectoTiffShape shape, uint64_t at, int length);

/* A libtiff handle over the source's bytes, its complaints counted. */
typedef struct {
  TIFF *lib;
  const RectoSource *source;
  uint64_t at;
  uint32_t errors, warnings;
} RectoTiff;

typedef struct {
  uint32_t width, height;
  uint16_t bits, samples, photometric, planar, compression, format, fill, orientation;
  double x_dpi, y_dpi;
  bool tiled;
} RectoTiffPage;

/* Unpacks the current directory into ret->pix (stored frame, stored aspect), sets truncated, warnings and outcome. */
void recto_tiff_unpack(RectoTiff *tiff, const RectoTiffPage *page, double min_scale, RectoPicture *ret);

#endif
