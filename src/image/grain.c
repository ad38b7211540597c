/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grain, measured where the picture is calmest, at four sizes and four distances. Must not know: letters. */
#include "image/grain.h"

#include <math.h>

enum { TILE = 16, TILES = 1600, FEWEST = 60 };

static const double CALM = 0.05; /* share of tiles that hold neither print nor edges, even on a dense page: its margins */

typedef struct { const l_uint32 *data; int wpl; } Bytes;

static int at(Bytes grey, int x, int y) { return GET_DATA_BYTE(grey.data + (size_t)y * (size_t)grey.wpl, x); }

/* 4-neighbour Laplacian, whose variance is 20 times the pixel's. NAN = black: what lies there was not seen. White paper that is burnt out shows half of its grain. */
static double scatter_of_tile(Bytes grey, int x0, int y0) {
  double sum = 0, squares = 0, n = TILE * TILE;
  int black = 0;
  for (int y = y0; y < y0 + TILE; y++)
    for (int x = x0; x < x0 + TILE; x++) {
      int value = at(grey, x, y), l = 4 * value - at(grey, x - 1, y) - at(grey, x + 1, y) - at(grey, x, y - 1) - at(grey, x, y + 1);
      black += value <= 1;
      sum += l;
      squares += (double)l * l;
    }
  if (black > n / 4) return NAN;
  double mean = sum / n;
  return sqrt(MAX(0, squares / n - mean * mean) / 20);
}

/* Against the pixels so far to the right and below; NAN as above. */
static double scatter_apart(Bytes grey, int x0, int y0, int away) {
  double squares = 0, n = TILE * TILE;
  int black = 0;
  for (int y = y0; y < y0 + TILE; y++)
    for (int x = x0; x < x0 + TILE; x++) {
      int value = at(grey, x, y), right = at(grey, x + away, y) - value, below = at(grey, x, y + away) - value;
      black += value <= 1;
      squares += right * right + below * below;
    }
  return black > n / 4 ? NAN : sqrt(squares / (4 * n));
}

/* Of the calmest tiles; `away`: px, 0 = by the Laplacian. */
static double calm_scatter(PIX *grey, int away) {
  g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
  int width = pixGetWidth(grey), height = pixGetHeight(grey), margin = away ? RECTO_GRAIN_REACH : 1;
  double step = MAX(TILE, sqrt((double)width * height / TILES));
  Bytes bytes = {pixGetData(grey), pixGetWpl(grey)};
  for (double y = 1; y + TILE + margin < height; y += step)
    for (double x = 1; x + TILE + margin < width; x += step) {
      double scatter = away ? scatter_apart(bytes, (int)x, (int)y, away) : scatter_of_tile(bytes, (int)x, (int)y);
      if (isfinite(scatter)) g_array_append_val(values, scatter);
    }
  if (values->len < FEWEST) return 0;
  g_array_sort(values, recto_double_compare);
  return g_array_index(values, double, (guint)(values->len * CALM));
}

double recto_grain_of(PIX *grey) { return calm_scatter(grey, 0); }

void recto_grain_apart(PIX *grey, double ret_scatter[RECTO_GRAIN_REACH]) {
  for (int i = 0; i < RECTO_GRAIN_REACH; i++) ret_scatter[i] = calm_scatter(grey, i + 1);
}

void recto_grain_measure(PIX *grey, double ret_density[RECTO_GRAIN_SIZES]) {
  g_autoptr(PIX) at_size = pixClone(grey);
  for (int i = 0; i < RECTO_GRAIN_SIZES; i++) {
    ret_density[i] = at_size ? (1 << i) * recto_grain_of(at_size) : 0;
    PIX *half = at_size && i + 1 < RECTO_GRAIN_SIZES ? pixScaleAreaMap2(at_size) : NULL;
    pixDestroy(&at_size);
    at_size = half;
  }
}

double recto_grain_scatter(const double density[RECTO_GRAIN_SIZES]) {
  double scatter = 0;
  for (int i = 0; i < RECTO_GRAIN_SIZES; i++) scatter = MAX(scatter, density[i] / (1 << i));
  return scatter;
}
