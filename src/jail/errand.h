/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errands: children that are sent for one thing each (a second look, an attack case), several at a time. For src/jail/ only. */
#ifndef RECTO_JAIL_ERRAND_H
#define RECTO_JAIL_ERRAND_H

#include "jail/inside.h"

/* Gets every record and its answer; false = breach. */
typedef bool (*RectoHearFunc)(const RectoWireRecord *record, const uint8_t *untrusted, gpointer user_data);

typedef struct {
  RectoWireOrder order;
  int fd;                /* the original, borrowed */
  double wall_seconds;   /* from its start: the child is killed then */
  RectoHearFunc hear;
  gpointer user_data;
  RectoChild *child;     /* once the errands are over: how it ended, owned by the caller. NULL = the original cannot be read */
  bool over;
  bool shared;           /* its original cannot be opened a second time: it runs alone */
  int lost;              /* times that it was at work, or to start, when the zygote died */
  int64_t end;           /* monotonic µs */
} RectoErrand;

/* Runs them all, the reader's `workers` at a time, begun in order. One whose zygote dies is tried once more. Errors: ENGINE. */
bool recto_errands_run(RectoReader *reader, RectoErrand *errands, size_t n, GError **error);

#endif
