/* SPDX-License-Identifier: GPL-3.0-or-later */
/* So many an hour of something, by somebody: attempts of an address, deposits of a ticket. Kept in memory, in buckets that fill evenly over the hour.
 * Used by many threads. Must not know: what is counted; addresses are kept as keyed digests by the caller's choice of words. */
#ifndef RECTO_THROTTLE_H
#define RECTO_THROTTLE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct RectoThrottle RectoThrottle;

RectoThrottle *recto_throttle_new(void);
void recto_throttle_free(RectoThrottle *throttle);
/* Takes `n` of the `an_hour` that `who` has; false, and nothing is taken, when they are used up. `now`: monotonic µs. */
bool recto_throttle_take(RectoThrottle *throttle, const char *who, double n, double an_hour, int64_t now);

#endif
