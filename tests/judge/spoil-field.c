/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values between the knots of a grid. Knows nothing of what they mean. */
#include "spoil.h"

SpoilField spoil_field(int w, int h, int step, double (*at)(const void *data, double px, double py), const void *data) {
  SpoilField f = {.step = step, .w = w / step + 2, .h = h / step + 2};
  f.value = g_new(float, (gsize)f.w *(gsize)f.h);
  for (int y = 0; y < f.h; y++)
    for (int x = 0; x < f.w; x++) f.value[(size_t)y * (size_t)f.w + (size_t)x] = (float)at(data, x * step + 0.5, y * step + 0.5);
  return f;
}

void spoil_field_clear(SpoilField *f) { g_free(f->value); }

double spoil_field_at(const SpoilField *f, int x, int y) {
  int i = x / f->step, j = y / f->step;
  float a = (float)(x - i * f->step) / (float)f->step, b = (float)(y - j * f->step) / (float)f->step;
  const float *p = f->value + (size_t)j * (size_t)f->w + (size_t)i, *q = p + f->w;
  return (p[0] * (1 - a) + p[1] * a) * (1 - b) + (q[0] * (1 - a) + q[1] * a) * b;
}
