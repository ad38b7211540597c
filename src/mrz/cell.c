/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window of pixels around a character, in the net's size and contrast. */
#include "mrz/cell.h"

#include <glib.h>
#include <math.h>

enum { N = RECTO_CELL_WIDTH * RECTO_CELL_HEIGHT };
static const float flattest = 5; /* grey levels: below this deviation a window is taken for paper; part of the trained model, not a limit to tune */

/* The level where a pitch is 12 to 24 pixels: no detail is skipped, none is invented twice. */
static int level_for(const RectoMrzCell *cell) {
  float pitch = MIN(hypotf(cell->ux, cell->uy), hypotf(cell->vx, cell->vy) * 1.2F);
  int k = 0;
  for (; pitch >= 24 && k < RECTO_RASTER_LEVELS - 1; k++) pitch /= 2;
  return k;
}

static void even_contrast(float *window) {
  float sum = 0, squares = 0;
  for (int i = 0; i < N; i++) sum += window[i];
  float mean = sum / N;
  for (int i = 0; i < N; i++) squares += (window[i] - mean) * (window[i] - mean);
  float gain = 1 / MAX(sqrtf(squares / N), flattest);
  for (int i = 0; i < N; i++) window[i] = (mean - window[i]) * gain;
}

void recto_mrz_cell_sample(RectoPyramid *picture, const RectoMrzCell *cell, float ret_window[N]) {
  int k = 0;
  const RectoRaster *raster = recto_pyramid_level(picture, level_for(cell), &k);
  float shrink = 1.0F / (float)(1 << k), shift = (shrink - 1) / 2; /* the middle of pixel 0 moves when four become one */
  float step = shrink / RECTO_CELL_PITCH;
  for (int row = 0; row < RECTO_CELL_HEIGHT; row++) {
    float down = (float)row - (RECTO_CELL_HEIGHT - 1) / 2.0F, along = -(RECTO_CELL_WIDTH - 1) / 2.0F;
    float x = cell->x * shrink + shift + step * (along * cell->ux + down * cell->vx);
    float y = cell->y * shrink + shift + step * (along * cell->uy + down * cell->vy);
    for (int column = 0; column < RECTO_CELL_WIDTH; column++)
      ret_window[row * RECTO_CELL_WIDTH + column] = recto_raster_at(raster, x + step * (float)column * cell->ux, y + step * (float)column * cell->uy);
  }
  even_contrast(ret_window);
}
