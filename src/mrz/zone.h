/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zones on a picture: one to three lines of OCR-B, at any angle, and what the net sees at every place. Must not know: what the characters mean. */
#ifndef RECTO_MRZ_ZONE_H
#define RECTO_MRZ_ZONE_H

#include "mrz/line.h"

enum { RECTO_ZONE_LINES = 3, RECTO_ZONE_WIDTH = 44 };

typedef struct {
  int lines, width;      /* 3 x 30, 2 x 36, 2 x 44, 1 x 30; 0 = the number of places could not be told */
  RectoMrzGlance glance[RECTO_ZONE_LINES][RECTO_ZONE_WIDTH];
  RectoMrzCell cell[RECTO_ZONE_LINES][RECTO_ZONE_WIDTH];
  float pitch;           /* mean, px of level 0 */
  double score;          /* mean logarithm of the likeliest characters */
  double fill;           /* mean logarithm of there being characters inside the width and none beside it */
} RectoMrzZone;

/* All zones, surest first; free with g_array_unref. */
GArray *recto_mrz_zones_find(RectoPyramid *picture, const RectoMrzWeights *weights, const RectoMrzRules *rules);

#endif
