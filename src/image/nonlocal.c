/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Non-local means in whole numbers, a block at a time, so that the CPU takes eight pixels at once. Must not know: letters. */
#include "image/nonlocal.h"

#include <math.h>
#include <stdint.h>

/* Surroundings are 3 x 3, compared as far as REACH away. The sums of a block's rows are all made before they are used: a vector that was just written cannot be read
 * back one pixel aside without a wait. */
enum { REACH = 2, WIDE = 64, HIGH = 16, SPAN = WIDE + 8, BORDER = REACH + 1 };
enum { UNIT = 8,  /* one deviation of the grain, in the padded picture's levels */
       CUT = 9 * UNIT * UNIT * 29 / 5 }; /* sum of squares from which nothing is alike; grain alone makes a third of it */

/* The picture with its rim repeated, in units of the grain. */
typedef struct { int16_t *data; int stride; } Padded;

typedef struct { uint16_t square[HIGH + 2][SPAN], column[HIGH][SPAN], weight[HIGH][WIDE]; uint32_t sum[HIGH][WIDE]; } Block;

static Padded pad(PIX *grey, double unit) {
  int width = pixGetWidth(grey), height = pixGetHeight(grey), stride = (width + WIDE - 1) / WIDE * WIDE + SPAN - WIDE + 2 * BORDER;
  int high = (height + HIGH - 1) / HIGH * HIGH + 2 * BORDER;
  Padded padded = {g_try_new(int16_t, (gsize)stride * (gsize)high), stride};
  int16_t level[256];
  for (int v = 0; v < 256; v++) level[v] = (int16_t)lrint(v * unit);
  for (int y = 0; padded.data && y < high; y++) {
    const l_uint32 *line = pixGetData(grey) + (size_t)CLAMP(y - BORDER, 0, height - 1) * (size_t)pixGetWpl(grey);
    int16_t *row = padded.data + (size_t)y * (size_t)stride;
    for (int x = 0; x < stride; x++) row[x] = level[GET_DATA_BYTE(line, CLAMP(x - BORDER, 0, width - 1))];
  }
  return padded;
}

static void square(const int16_t *restrict a, const int16_t *restrict b, uint16_t *restrict ret) {
  enum { MOST = 80 }; /* nine squares of it fit 16 bits, and one is more than is alike */
  for (int i = 0; i < SPAN; i++) {
    int16_t d = (int16_t)(a[i] - b[i]);
    d = d < 0 ? (int16_t)-d : d;
    d = d > MOST ? MOST : d;
    ret[i] = (uint16_t)((uint16_t)d * (uint16_t)d);
  }
}

static void add_rows(const uint16_t *restrict a, const uint16_t *restrict b, const uint16_t *restrict c, uint16_t *restrict ret) {
  for (int i = 0; i < SPAN; i++) ret[i] = (uint16_t)(a[i] + b[i] + c[i]);
}

/* What is alike counts by (1 - squares / CUT)^4, much as the usual exponential, in 9 bits. */
static void weigh(const uint16_t *restrict column, const int16_t *restrict b, uint16_t *restrict weight, uint32_t *restrict sum) {
  for (int i = 0; i < WIDE; i++) {
    uint16_t d = (uint16_t)(column[i] + column[i + 1] + column[i + 2]), t = (uint16_t)((CUT - (d < CUT ? d : CUT)) << 4);
    t = (uint16_t)(((uint32_t)t * t) >> 16);
    t = (uint16_t)(((uint32_t)t * t) >> 22);
    weight[i] = (uint16_t)(weight[i] + t);
    sum[i] += (uint32_t)t * (uint16_t)b[i];
  }
}

static void gather(const Padded *padded, int x0, int y0, Block *block) {
  const int16_t *here = padded->data + (size_t)(y0 + BORDER) * (size_t)padded->stride + x0 + BORDER;
  memset(block->weight, 0, sizeof block->weight);
  memset(block->sum, 0, sizeof block->sum);
  for (int dy = -REACH; dy <= REACH; dy++)
    for (int dx = -REACH; dx <= REACH; dx++) {
      const int16_t *there = here + dy * padded->stride + dx;
      for (int y = 0; y < HIGH + 2; y++) square(here + (y - 1) * padded->stride - 1, there + (y - 1) * padded->stride - 1, block->square[y]);
      for (int y = 0; y < HIGH; y++) add_rows(block->square[y], block->square[y + 1], block->square[y + 2], block->column[y]);
      for (int y = 0; y < HIGH; y++) weigh(block->column[y], there + y * padded->stride, block->weight[y], block->sum[y]);
    }
}

static void put(const Block *block, int x0, int y0, double unit, PIX *mean) {
  int wide = MIN(WIDE, pixGetWidth(mean) - x0), high = MIN(HIGH, pixGetHeight(mean) - y0);
  float level = (float)(1 / unit);
  for (int y = 0; y < high; y++) {
    l_uint32 *line = pixGetData(mean) + (size_t)(y0 + y) * (size_t)pixGetWpl(mean);
    for (int x = 0; x < wide; x++) {
      int v = (int)((float)block->sum[y][x] / (float)block->weight[y][x] * level + 0.5f);
      SET_DATA_BYTE(line, x0 + x, MIN(v, 255));
    }
  }
}

PIX *recto_nonlocal_mean(PIX *grey, double deviation) {
  double unit = UNIT / MAX(deviation, 1);
  Padded padded = pad(grey, unit);
  PIX *mean = padded.data ? pixCreate(pixGetWidth(grey), pixGetHeight(grey), 8) : NULL;
  Block block;
  for (int y = 0; mean && y < pixGetHeight(mean); y += HIGH)
    for (int x = 0; x < pixGetWidth(mean); x += WIDE) {
      gather(&padded, x, y, &block);
      put(&block, x, y, unit, mean);
    }
  g_free(padded.data);
  return mean;
}
