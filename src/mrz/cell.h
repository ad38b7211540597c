/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One character's place in the picture, and its pixels as the net wants them. Must not know: weights, layouts. */
#ifndef RECTO_MRZ_CELL_H
#define RECTO_MRZ_CELL_H

#include "mrz/raster.h"

/* The net's window: one and a half pitches wide, one and three quarters high, the character in the middle. */
enum { RECTO_CELL_WIDTH = 24, RECTO_CELL_HEIGHT = 28, RECTO_CELL_PITCH = 16 };

typedef struct {
  float x, y;   /* the cell's centre, px of level 0 */
  float ux, uy; /* one pitch along the line */
  float vx, vy; /* one pitch down, at the font's own proportions: shorter or longer where the print is squeezed */
} RectoMrzCell;

/* Contrast evened: mean 0, deviation 1 (ink positive); flat paper stays near 0. */
void recto_mrz_cell_sample(RectoPyramid *picture, const RectoMrzCell *cell, float ret_window[RECTO_CELL_WIDTH * RECTO_CELL_HEIGHT]);

#endif
