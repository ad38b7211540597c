/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What desks and things are made of, drawn by chance: of as many kinds as come to mind, so that the net learns outlines and interrupted print, not one cloth. */
#include "hidden-print.h"

#include <math.h>

enum { PLAIN, STRIPES, CHECKS, TILES, DOTS, SPECKLE, CLOUDS, WRITTEN, ROUNDED, KINDS };

/* A number of a place, 0 to 1: the same for the same place. */
static double chance_at(int x, int y, double phase) {
  guint64 hash = ((guint64)(guint32)x * 0x9E3779B97F4A7C15ULL) ^ ((guint64)(guint32)y * 0xC2B2AE3D27D4EB4FULL) ^ (guint64)(phase * 1e9);
  hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9ULL;
  return (double)((hash ^ (hash >> 32)) & 0xffff) / 0xffff;
}

double cloud_at(double x, double y, double size, double phase) {
  double u = x / size, v = y / size, fu = u - floor(u), fv = v - floor(v);
  int i = (int)floor(u), j = (int)floor(v);
  fu = fu * fu * (3 - 2 * fu), fv = fv * fv * (3 - 2 * fv);
  double a = chance_at(i, j, phase), b = chance_at(i + 1, j, phase), c = chance_at(i, j + 1, phase), d = chance_at(i + 1, j + 1, phase);
  return (a * (1 - fu) + b * fu) * (1 - fv) + (c * (1 - fu) + d * fu) * fv;
}

void tone_choose(Rng *rng, double least, double most, double tint, double ret[3]) {
  double light = rng_real(rng, least, most);
  for (int c = 0; c < 3; c++) ret[c] = CLAMP(light * (1 + rng_real(rng, -tint, tint)), 0, 1);
}

static Stuff stuff_new(int kind, Rng *rng) {
  Stuff stuff = {.kind = kind, .size = rng_real(rng, 6, 60), .lean = rng_real(rng, 0, G_PI), .grain = rng_int(rng, 0, 1) ? rng_real(rng, 0, 0.12) : 0, .phase = rng_real(rng, 0, 1)};
  tone_choose(rng, 0.05, 0.95, rng_real(rng, 0, 0.5), stuff.tone);
  tone_choose(rng, 0.05, 0.95, rng_real(rng, 0, 0.5), stuff.other);
  return stuff;
}

Stuff stuff_desk(Rng *rng) { return stuff_new(rng_int(rng, PLAIN, CLOUDS), rng); }

Stuff stuff_lid(Rng *rng, const double like[3]) {
  Stuff stuff = stuff_new(PLAIN, rng);
  double light = rng_int(rng, 0, 2) ? 1 : rng_real(rng, 0.2, 1);
  for (int c = 0; c < 3; c++) stuff.tone[c] = like[c] * light;
  stuff.grain = 0;
  return stuff;
}

Stuff stuff_paper(Rng *rng, const double like[3]) {
  Stuff stuff = stuff_new(rng_int(rng, 0, 2) ? WRITTEN : PLAIN, rng);
  stuff.grain = rng_real(rng, 0, 0.02);
  stuff.size = rng_real(rng, 5, 18); /* from line to line */
  double gain = rng_int(rng, 0, 1) ? rng_real(rng, 0.92, 1.04) : rng_real(rng, 0.6, 1.1), tint = rng_int(rng, 0, 1) ? 0.02 : rng_real(rng, 0, 0.35);
  for (int c = 0; c < 3; c++) stuff.tone[c] = CLAMP(like[c] * gain * (1 + rng_real(rng, -tint, tint)), 0, 1.02);
  tone_choose(rng, 0.02, 0.45, 0.6, stuff.other); /* its ink */
  return stuff;
}

Stuff stuff_skin(Rng *rng) {
  Stuff stuff = stuff_new(ROUNDED, rng);
  double light = rng_real(rng, 0.2, 0.95), red = rng_real(rng, 0.6, 0.85);
  stuff.tone[0] = light, stuff.tone[1] = light * red, stuff.tone[2] = light * red * rng_real(rng, 0.7, 0.95);
  stuff.grain = rng_real(rng, 0, 0.06);
  return stuff;
}

Stuff stuff_choose(Rng *rng) {
  Stuff stuff = stuff_new(rng_int(rng, PLAIN, KINDS - 1), rng);
  if (stuff.kind == WRITTEN) tone_choose(rng, 0.6, 1, 0.15, stuff.tone), tone_choose(rng, 0.02, 0.4, 0.6, stuff.other);
  return stuff;
}

/* ---- */

static void mix(const Stuff *stuff, double share, double light, float ret[3]) {
  for (int c = 0; c < 3; c++) ret[c] = (float)((stuff->tone[c] + share * (stuff->other[c] - stuff->tone[c])) * light);
}

/* Lines of something like words. */
static double ink_at(const Stuff *stuff, double u, double v) {
  double line = floor(v / stuff->size), within = v / stuff->size - line, letter = stuff->size * 0.3, word = cloud_at(u, line * 977, stuff->size * 2.2, stuff->phase);
  if (within < 0.28 || within > 0.72 || word < 0.36) return 0;
  return chance_at((int)floor(u / letter), (int)line, stuff->phase) > 0.3 ? 0.9 * (0.5 + 0.5 * chance_at((int)floor(u), (int)floor(v), stuff->phase)) : 0.1;
}

/* `depth`: px inside the outline; what is round is darker there. */
void stuff_at(const Stuff *stuff, double x, double y, double depth, float ret[3]) {
  double dx = x - stuff->from.x, dy = y - stuff->from.y, u = dx * cos(stuff->lean) + dy * sin(stuff->lean), v = dy * cos(stuff->lean) - dx * sin(stuff->lean), size = stuff->size,
         light = 1;
  int i = (int)floor(u / size), j = (int)floor(v / size);
  if (stuff->grain > 0) light += stuff->grain * 2 * (cloud_at(x, y, 1.7, stuff->phase) - 0.5) + stuff->grain * (cloud_at(x, y, 9, stuff->phase) - 0.5);
  switch (stuff->kind) {
  case STRIPES: mix(stuff, 0.5 + 0.5 * sin(2 * G_PI * u / size + 2 * cloud_at(u, v, size * 3, stuff->phase)), light, ret); break;
  case CHECKS: mix(stuff, ((i & 1) + (j & 1)) / 2.0, light, ret); break;
  case TILES: mix(stuff, u / size - i < 0.06 || v / size - j < 0.06, light * (0.94 + 0.12 * chance_at(i, j, stuff->phase)), ret); break;
  case DOTS: mix(stuff, hypot(u - (i + 0.5) * size, v - (j + 0.5) * size) < size * (0.15 + 0.3 * chance_at(i, j, stuff->phase)), light, ret); break;
  case SPECKLE: mix(stuff, chance_at((int)floor(u / 1.6), (int)floor(v / 1.6), stuff->phase) * 0.7, light, ret); break;
  case CLOUDS: mix(stuff, cloud_at(u, v, size, stuff->phase), light, ret); break;
  case WRITTEN: mix(stuff, ink_at(stuff, u, v), light, ret); break;
  case ROUNDED: mix(stuff, 0, light * (0.62 + 0.38 * fmin(1, sqrt(fmax(0, depth) / fmax(4, size / 3)))), ret); break;
  case PLAIN:
  default: mix(stuff, 0, light, ret); break;
  }
}
