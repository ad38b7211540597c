/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The enlarging net over a picture, a tile at a time. Must not know: letters. */
#include "image/enlarge.h"

#include <math.h>
#include <recto/error.h>
#include <string.h>

/* Tiles of WIDE x HIGH with what lies around. Every row is as long as STRIDE, of which the layers fill 72, 68 and 64 places: whole vectors, a few of them more than is needed. */
enum { WIDE = 64, HIGH = 16, STRIDE = 80, AROUND = ENLARGE_REACH, LENGTH0 = WIDE + 2 * AROUND, LENGTH1 = 68, LENGTH2 = 68, H0 = HIGH + 2 * AROUND, H1 = H0 - 4, H2 = H1 - 2 };

typedef struct { float in[H0][STRIDE], first[ENLARGE_C1][H1][STRIDE], second[ENLARGE_C2][H2][STRIDE], out[ENLARGE_OUT][HIGH][STRIDE]; } Tile;

/* ---- one row of one output channel; the lengths are known so that vectors are used */

static void add_five(const float *restrict in, const float w[5], float *restrict sum) {
  for (int x = 0; x < LENGTH1; x++) sum[x] += w[0] * in[x] + w[1] * in[x + 1] + w[2] * in[x + 2] + w[3] * in[x + 3] + w[4] * in[x + 4];
}

static void add_nine(const float *restrict a, const float *restrict b, const float *restrict c, const float w[3][3], float *restrict sum) {
  for (int x = 0; x < LENGTH2; x++)
    sum[x] += w[0][0] * a[x] + w[0][1] * a[x + 1] + w[0][2] * a[x + 2] + w[1][0] * b[x] + w[1][1] * b[x + 1] + w[1][2] * b[x + 2] + w[2][0] * c[x] + w[2][1] * c[x + 1] + w[2][2] * c[x + 2];
}

static void begin(float bias, float *restrict sum) {
  for (int x = 0; x < LENGTH0; x++) sum[x] = bias;
}

static void leak(float *restrict sum) {
  for (int x = 0; x < LENGTH0; x++) sum[x] = sum[x] > 0 ? sum[x] : ENLARGE_LEAK * sum[x];
}

static void look(const RectoEnlarger *net, Tile *tile) {
  for (int o = 0; o < ENLARGE_C1; o++)
    for (int y = 0; y < H1; y++) {
      begin(net->b1[o], tile->first[o][y]);
      for (int k = 0; k < 5; k++) add_five(tile->in[y + k], net->w1[o][0][k], tile->first[o][y]);
      leak(tile->first[o][y]);
    }
  for (int o = 0; o < ENLARGE_C2; o++)
    for (int y = 0; y < H2; y++) {
      begin(net->b2[o], tile->second[o][y]);
      for (int i = 0; i < ENLARGE_C1; i++) add_nine(tile->first[i][y], tile->first[i][y + 1], tile->first[i][y + 2], net->w2[o][i], tile->second[o][y]);
      leak(tile->second[o][y]);
    }
  for (int o = 0; o < ENLARGE_OUT; o++)
    for (int y = 0; y < HIGH; y++) {
      begin(net->b3[o], tile->out[o][y]);
      for (int i = 0; i < ENLARGE_C2; i++) add_nine(tile->second[i][y], tile->second[i][y + 1], tile->second[i][y + 2], net->w3[o][i], tile->out[o][y]);
    }
}

/* ---- pixels */

/* False where there is nothing but paper. */
static bool take_in(PIX *grey, int paper, int x0, int y0, Tile *tile) {
  const float faint = 0.06F;
  float most = 0;
  int width = pixGetWidth(grey), height = pixGetHeight(grey);
  for (int y = 0; y < H0; y++) {
    const l_uint32 *line = pixGetData(grey) + (size_t)CLAMP(y0 + y - AROUND, 0, height - 1) * (size_t)pixGetWpl(grey);
    for (int x = 0; x < LENGTH0; x++) {
      float ink = (float)(paper - GET_DATA_BYTE(line, CLAMP(x0 + x - AROUND, 0, width - 1))) / (float)paper;
      tile->in[y][x] = MAX(ink, 0);
      most = MAX(most, ink);
    }
  }
  return most > faint;
}

static void put_out(const Tile *tile, int x0, int y0, int wide, int high, PIX *large) {
  for (int y = 0; y < ENLARGE_TIMES * high; y++) {
    l_uint32 *line = pixGetData(large) + (size_t)(ENLARGE_TIMES * y0 + y) * (size_t)pixGetWpl(large);
    int row = y / ENLARGE_TIMES, part = y % ENLARGE_TIMES * ENLARGE_TIMES;
    for (int x = 0; x < ENLARGE_TIMES * wide; x++) {
      float ink = tile->out[part + x % ENLARGE_TIMES][row][x / ENLARGE_TIMES] + tile->in[row + AROUND][x / ENLARGE_TIMES + AROUND];
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
    for (int x = 0; x < width; x += WIDE) {
      if (!take_in(grey, MAX(paper, 1), x, y, tile)) continue;
      look(enlarger, tile);
      put_out(tile, x, y, MIN(WIDE, width - x), MIN(HIGH, height - y), large);
    }
  return large;
}

/* ---- the stored form */

RectoEnlarger *recto_enlarger_load(const char *path, GError **error) {
  g_autofree char *content = NULL;
  gsize size = 0, head = strlen(RECTO_ENLARGER_HEAD);
  if (!g_file_get_contents(path, &content, &size, error)) return NULL;
  if (size != head + sizeof(RectoEnlarger) || memcmp(content, RECTO_ENLARGER_HEAD, head) != 0) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_MODEL, "%s is not an enlarger of this version", path);
    return NULL;
  }
  RectoEnlarger *enlarger = g_new(RectoEnlarger, 1);
  float *to = (float *)enlarger;
  bool finite = true;
  for (gsize i = 0; i < sizeof *enlarger / sizeof *to; i++) {
    guint32 bits;
    memcpy(&bits, content + head + 4 * i, 4);
    bits = GUINT32_FROM_LE(bits);
    memcpy(to + i, &bits, 4);
    finite = finite && isfinite(to[i]);
  }
  if (finite) return enlarger;
  g_free(enlarger);
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_MODEL, "%s holds numbers that are none", path);
  return NULL;
}
