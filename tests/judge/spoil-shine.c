/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Light that is too much and light that is missing, as functions of the place on the desk. Decides nothing. */
#include "spoil.h"
#include <math.h>

static double smooth(double t) {
  t = CLAMP(t, 0, 1);
  return t * t * (3 - 2 * t);
}

/* A lamp mirrored in paper or plastic that is not quite flat: a burnt core with a ragged, stretched rim, a slope, and the wide veil of the lens. */
double spoil_glare_at(const SpoilGlare *g, double x, double y) {
  double size = MAX(g->half[0], g->half[1]), wave = g->rough * size;
  double px = x + wave * (photo_noise(x / size * 1.3 + 50, y / size * 1.3 + 50, g->seed) - 0.5) * 2 - g->x;
  double py = y + wave * (photo_noise(x / size * 1.3 + 90, y / size * 1.3 + 20, g->seed + 1) - 0.5) * 2 - g->y;
  double ct = cos(g->turn), st = sin(g->turn), u = (px * ct + py * st) / g->half[0], v = (py * ct - px * st) / g->half[1], far = hypot(u, v);
  double ripple = 0.75 + 0.5 * photo_noise(x / size * 4 + 10, y / size * 4 + 10, g->seed + 2);
  double core = g->peak / (1 + pow(far, g->steep) * ripple), slope = 0.16 * exp(-far * far / 5), veil = 0.05 * exp(-far / 4);
  return core * CLAMP(2.6 - far, 0, 1) + MIN(g->peak, 1) * (slope + veil);
}

/* Somebody's head and phone, or the edge of something large: a deep core with a half-shadow that widens. */
double spoil_shadow_at(const SpoilShadow *s, double x, double y) {
  double ct = cos(s->turn), st = sin(s->turn), u = (x - s->x) * ct + (y - s->y) * st, v = (y - s->y) * ct - (x - s->x) * st;
  double wave = s->soft * 0.7 * (photo_noise(x / 45 + 60, y / 45 + 60, s->seed) - 0.5), distance;
  if (s->edge)
    distance = u + wave;
  else {
    double a = fabs(u) - s->half[0] * 0.7, b = fabs(v) - s->half[1] * 0.7, round = 0.3 * MIN(s->half[0], s->half[1]);
    distance = hypot(MAX(a, 0), MAX(b, 0)) + MIN(MAX(a, b), 0) - round + wave;
  }
  return pow(s->left, smooth(0.5 - distance / s->soft));
}
