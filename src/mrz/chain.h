/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of marks at one even distance, in any direction: what fixed-pitch print leaves. Must not know: characters. */
#ifndef RECTO_MRZ_CHAIN_H
#define RECTO_MRZ_CHAIN_H

#include "mrz/marks.h"

/* Middle of the mark number i (0 .. span - 1; some may be missing): x = x[0] + x[1] i + x[2] i^2, y alike. px of level 0. */
typedef struct {
  double x[3], y[3];
  int span, members;
  float uneven; /* mean distance of the marks from their places along the line, pitches */
  float height; /* the taller marks' size across the line, px of level 0; 0 when the line leans too much to tell */
} RectoChain;

/* Array of RectoChain, likeliest print first; at most `most`. `scale`: px of level 0 per px of the raster that the marks were found in. */
GArray *recto_chains_find(const GArray *marks, int width, int height, double scale, guint most);

#endif
