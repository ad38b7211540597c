/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fine structure over coarse, in four directions. Must not know: letters, verdicts. */
#include "image/detail.h"

#include <math.h>

/* In letter heights; PIXEL in px: what the pixels of a sharp picture take of the fine structure of small letters. */
static const double FINE = 0.15, COARSE = 0.5, PIXEL = 1.2, HALF_WIDTH = 1.5, HALF_HEIGHT = 0.8;
static const double SOMETHING = 30; /* mean square difference of bare paper stays below it */
enum { STRIDE = 16 };               /* rows and columns looked at, in a letter's height */

typedef struct { PIX *grey; int x0, y0, x1, y1, step; const double *grain; } Window;

static int at(const l_uint32 *data, int wpl, int x, int y) { return GET_DATA_BYTE(data + (size_t)y * (size_t)wpl, x); }

/* Mean square difference of pixels (dx, dy >= 0) apart, both in the window, without the grain's share. */
static double difference(const Window *window, int dx, int dy) {
  const l_uint32 *data = pixGetData(window->grey);
  int wpl = pixGetWpl(window->grey), x0 = window->x0 + MAX(0, -dx), x1 = window->x1 - MAX(0, dx), y0 = window->y0, y1 = window->y1 - dy;
  double sum = 0, n = 0, grain = window->grain[MIN(RECTO_GRAIN_REACH, MAX(abs(dx), dy)) - 1];
  for (int y = y0; y < y1; y += window->step)
    for (int x = x0; x < x1; x += window->step, n++) {
      int d = at(data, wpl, x + dx, y + dy) - at(data, wpl, x, y);
      sum += d * d;
    }
  return n > 0 ? MAX(0, sum / n - 2 * grain * grain) : 0;
}

static const int way[RECTO_DIRECTIONS][2] = {{1, 0}, {0, 1}, {1, 1}, {-1, 1}};

/* At a distance that need not be whole pixels; below the first pixel the difference grows with the square. */
static double structure(const Window *window, int direction, double distance) {
  const int *to = way[direction];
  double steps = distance / hypot(to[0], to[1]), whole = floor(steps), part = steps - whole;
  if (steps < 1) return steps * steps * difference(window, to[0], to[1]);
  double near = difference(window, to[0] * (int)whole, to[1] * (int)whole);
  return part < 0.05 ? near : near + part * (difference(window, to[0] * ((int)whole + 1), to[1] * ((int)whole + 1)) - near);
}

bool recto_detail_measure(PIX *grey, double x, double y, double height, const double grain[RECTO_GRAIN_REACH], double ret_detail[RECTO_DIRECTIONS]) {
  int width = pixGetWidth(grey), tall = pixGetHeight(grey);
  Window window = {grey, MAX(0, (int)(x - HALF_WIDTH * height)), MAX(0, (int)(y - HALF_HEIGHT * height)), MIN(width, (int)(x + HALF_WIDTH * height) + 1),
                   MIN(tall, (int)(y + HALF_HEIGHT * height) + 1), MAX(1, (int)(height / STRIDE)), grain};
  double fine = hypot(FINE * height, PIXEL), coarse = 0;
  for (int i = 0; i < RECTO_DIRECTIONS; i++) coarse += structure(&window, i, MAX(COARSE * height, 2 * PIXEL)) / RECTO_DIRECTIONS;
  if (coarse < SOMETHING) return false;
  for (int i = 0; i < RECTO_DIRECTIONS; i++) ret_detail[i] = structure(&window, i, fine) / coarse;
  return true;
}

double recto_detail_worst(const double detail[RECTO_DIRECTIONS]) { return MIN(MIN(detail[0], detail[1]), MIN(detail[2], detail[3])); }

double recto_detail_best(const double detail[RECTO_DIRECTIONS]) { return MAX(MAX(detail[0], detail[1]), MAX(detail[2], detail[3])); }
