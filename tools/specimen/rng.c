/* SPDX-License-Identifier: GPL-3.0-or-later */
/* splitmix64 seeded by FNV-1a of the label: enough for drawing, not for secrets. Knows nothing of documents. */
#include "rng.h"
#include <math.h>

Rng rng_new(guint64 seed, const char *label) {
  guint64 hash = 14695981039346656037ULL ^ (seed * 0x9E3779B97F4A7C15ULL);
  for (const char *c = label; *c; c++) hash = (hash ^ (guint64)(guchar)*c) * 1099511628211ULL;
  Rng rng = {hash};
  (void)rng_next(&rng);
  return rng;
}

guint64 rng_next(Rng *rng) {
  guint64 z = (rng->state += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

int rng_int(Rng *rng, int from, int to) { return from + (int)(rng_next(rng) % (guint64)(to - from + 1)); }

double rng_real(Rng *rng, double from, double to) { return from + (to - from) * ((double)(rng_next(rng) >> 11) / 9007199254740992.0); }

double rng_normal(Rng *rng) {
  double u = rng_real(rng, 1e-12, 1), v = rng_real(rng, 0, 1);
  return sqrt(-2 * log(u)) * cos(2 * G_PI * v);
}

char *rng_digits(Rng *rng, int count) {
  GString *text = g_string_new(NULL);
  for (int i = 0; i < count; i++) g_string_append_c(text, (char)('0' + rng_int(rng, i == 0 ? 1 : 0, 9)));
  return g_string_free(text, FALSE);
}
