/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two halves of the TIFF reader: tiff.c walks directories, tiff-pixels.c unpacks one of them. */
#ifndef RECTO_DECODE_TIFF_H
#define RECTO_DECODE_TIFF_H

#include "decode/inside.h"

#include <tiffio.h>

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
