/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seeded chance. The same (seed, label) always gives the same stream, so a new fact never moves the old ones. No clock in here. */
#ifndef SPECIMEN_RNG_H
#define SPECIMEN_RNG_H

#include <glib.h>

typedef struct {
  guint64 state;
} Rng;

Rng rng_new(guint64 seed, const char *label);
guint64 rng_next(Rng *rng);
int rng_int(Rng *rng, int from, int to); /* both ends included */
double rng_real(Rng *rng, double from, double to);
double rng_normal(Rng *rng); /* mean 0, deviation 1 */
char *rng_digits(Rng *rng, int count); /* the first digit is never 0; owned by the caller */

#endif
