/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grey picture as plain bytes, and its halvings: characters are sampled from the level where their pitch is near the net's own.
 * Lengths are pixels of level 0, origin at the middle of the top left pixel. Must not know: characters, zones. */
#ifndef RECTO_MRZ_RASTER_H
#define RECTO_MRZ_RASTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct { int width, height; uint8_t *px; } RectoRaster;

enum { RECTO_RASTER_LEVELS = 6 };
typedef struct { int n; RectoRaster level[RECTO_RASTER_LEVELS]; } RectoPyramid;

/* Takes `bottom` (width x height bytes, g_malloc'd) as level 0. Later levels are made when first asked for. */
void recto_pyramid_init(RectoPyramid *pyramid, RectoRaster bottom);
void recto_pyramid_clear(RectoPyramid *pyramid);
/* Level k holds means of 2^k x 2^k pixels. `k` is cut to what the picture's size allows; `ret_k` says to what. */
const RectoRaster *recto_pyramid_level(RectoPyramid *pyramid, int k, int *ret_k);
/* Bilinear, edges repeated; (x, y) in pixels of this raster. */
float recto_raster_at(const RectoRaster *raster, float x, float y);

#endif
