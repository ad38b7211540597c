/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The net over a picture, a tile at a time. Must not know: letters. */
#include "image/enlarge.h"

#include "image/vectors.h"

/* Tiles of WIDE x HIGH with what lies around. All rows are worked on in the length of the longest: whole vectors, some of them more than is needed. */
enum { WIDE = 64, HIGH = 32, LENGTH = WIDE + 2 * ENLARGE_REACH, STRIDE = LENGTH + 8, ROWS = HIGH + 2 * ENLARGE_REACH };

typedef float Plane[ROWS][STRIDE];
typedef struct { Plane in, planes[2][ENLARGE_CHANNELS]; } Tile;

/* ---- one row of one output channel; the length is known so that vectors are used. */

RECTO_WITH_VECTORS static void add_five(const float *restrict in, const float *restrict w, float *restrict sum) {
  for (int x = 0; x < LENGTH; x++) sum[x] += w[0] * in[x] + w[1] * in[x + 1] + w[2] * in[x + 2] + w[3] * in[x + 3] + w[4] * in[x + 4];
}

#define NINE(s)                                                                                                                                                    \
  for (int x = 0; x < LENGTH; x++)                                                                                                                                 \
  sum[x] += w[0] * a[x] + w[1] * a[x + (s)] + w[2] * a[x + 2 * (s)] + w[3] * b[x] + w[4] * b[x + (s)] + w[5] * b[x + 2 * (s)] + w[6] * c[x] + w[7] * c[x + (s)] + w[8] * c[x + 2 * (s)]

RECTO_WITH_VECTORS static void add_nine(const float *restrict a, const float *restrict b, const float *restrict c, const float *restrict w, float *restrict sum) { NINE(1); }
RECTO_WITH_VECTORS static void add_nine_apart(const float *restrict a, const float *restrict b, const float *restrict c, const float *restrict w, float *restrict sum) { NINE(2); }

RECTO_WITH_VECTORS static void begin(float bias, float *restrict sum) {
  for (int x = 0; x < LENGTH; x++) sum[x] = bias;
}

RECTO_WITH_VECTORS static void leak(float *restrict sum) {
  for (int x = 0; x < LENGTH; x++) sum[x] = sum[x] > 0 ? sum[x] : ENLARGE_LEAK * sum[x];
}

static void add_layer_row(const RectoEnlargeLayer *layer, const float *w, Plane *in, int y, float *sum) {
  if (layer->side == 5)
    for (int k = 0; k < 5; k++) add_five((*in)[y + k], w + 5 * k, sum);
  else (layer->spread == 2 ? add_nine_apart : add_nine)((*in)[y], (*in)[y + layer->spread], (*in)[y + 2 * layer->spread], w, sum);
}

/* The planes that hold what comes out. */
static Plane *look(const RectoEnlarger *net, Tile *tile) {
  Plane *in = &tile->in, *out = tile->planes[0];
  int rows = HIGH + 2 * net->reach;
  for (int l = 0; l < net->n_layers; l++) {
    const RectoEnlargeLayer *layer = &net->layer[l];
    out = tile->planes[l % 2];
    rows -= 2 * layer->reach;
    for (int o = 0; o < layer->out; o++)
      for (int y = 0; y < rows; y++) {
        begin(layer->bias[o], out[o][y]);
        for (int i = 0; i < layer->in; i++) add_layer_row(layer, layer->weight + (o * layer->in + i) * layer->side * layer->side, in + i, y, out[o][y]);
        if (l < net->n_layers - 1) leak(out[o][y]);
      }
    in = out;
  }
  return out;
}

/* ---- pixels */

/* False where there is nothing but paper. */
static bool take_in(const RectoEnlarger *net, PIX *grey, int paper, int x0, int y0, Plane in) {
  const float faint = 0.06F;
  float most = 0;
  int width = pixGetWidth(grey), height = pixGetHeight(grey), around = net->reach;
  for (int y = 0; y < HIGH + 2 * around; y++) {
    const l_uint32 *line = pixGetData(grey) + (size_t)CLAMP(y0 + y - around, 0, height - 1) * (size_t)pixGetWpl(grey);
    for (int x = 0; x < WIDE + 2 * around; x++) {
      float ink = (float)(paper - GET_DATA_BYTE(line, CLAMP(x0 + x - around, 0, width - 1))) / (float)paper;
      in[y][x] = MAX(ink, net->least);
      most = MAX(most, ink);
    }
  }
  return most > faint;
}

static void put_out(const RectoEnlarger *net, Plane in, Plane *out, int x0, int y0, PIX *large) {
  int wide = MIN(WIDE, pixGetWidth(large) / ENLARGE_TIMES - x0), high = MIN(HIGH, pixGetHeight(large) / ENLARGE_TIMES - y0);
  for (int y = 0; y < ENLARGE_TIMES * high; y++) {
    l_uint32 *line = pixGetData(large) + (size_t)(ENLARGE_TIMES * y0 + y) * (size_t)pixGetWpl(large);
    int row = y / ENLARGE_TIMES, part = y % ENLARGE_TIMES * ENLARGE_TIMES;
    for (int x = 0; x < ENLARGE_TIMES * wide; x++) {
      float ink = out[part + x % ENLARGE_TIMES][row][x / ENLARGE_TIMES] + (net->adds ? in[row + net->reach][x / ENLARGE_TIMES + net->reach] : 0);
      SET_DATA_BYTE(line, ENLARGE_TIMES * x0 + x, (int)(255.5F - 255 * CLAMP(ink, 0, 1)));
    }
  }
}

PIX *recto_enlarge(const RectoEnlarger *enlarger, PIX *grey, int paper) {
  int width = pixGetWidth(grey), height = pixGetHeight(grey);
  PIX *large = pixCreate(ENLARGE_TIMES * width, ENLARGE_TIMES * height, 8);
  g_autofree Tile *tile = large ? g_new0(Tile, 1) : NULL;
  if (!large) return NULL;
  pixSetAllGray(large, 255);
  for (int y = 0; y < height; y += HIGH)
    for (int x = 0; x < width; x += WIDE)
      if (take_in(enlarger, grey, MAX(paper, 1), x, y, tile->in)) put_out(enlarger, tile->in, look(enlarger, tile), x, y, large);
  return large;
}
