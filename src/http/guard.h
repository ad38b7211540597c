/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wrong passwords: after a few, each must wait longer for the next try, by name and by address. Nobody is shut out for good: others' tries must not keep the right
 * person away for longer than `most_s`. Kept in memory, used by many threads. Must not know: passwords, what the words stand for. */
#ifndef RECTO_GUARD_H
#define RECTO_GUARD_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
  double free;     /* tries before anybody waits */
  double first_s;  /* then the first wait, which doubles with each try … */
  double most_s;   /* … up to this */
  double forget_s; /* after the last try nothing is known any more */
} RectoGuardRule;

typedef struct RectoGuard RectoGuard;

RectoGuard *recto_guard_new(const RectoGuardRule *rule);
void recto_guard_free(RectoGuard *guard);
/* Counts a try as wrong until it is forgiven, so that many at once are many. 0: it may be made; else the µs to wait, and nothing was counted. `now`: monotonic µs. */
int64_t recto_guard_try(RectoGuard *guard, const char *who, int64_t now);
/* The last try was right: it, or with `all` every one before it too, is forgotten. */
void recto_guard_forgive(RectoGuard *guard, const char *who, bool all);

#endif
