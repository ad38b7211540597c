/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is connected, and how long they take: a request as a whole has a deadline and a body a least rate, however lively its single bytes are (libmicrohttpd
 * knows inactivity alone: a byte every two seconds would hold a connection for ever). A connection that is late is shut; libmicrohttpd then ends it.
 * Used by many threads. Must not know: what is asked or answered. */
#ifndef RECTO_WATCH_H
#define RECTO_WATCH_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
  double head_s;   /* from the connection's beginning, or the last answer's end, to a whole head */
  double request_s; /* from the head to the body's end */
  double answer_s; /* to take an answer */
  double rate;     /* bytes a second of a body, in the mean */
  double grace_s;  /* before which no rate is asked for */
} RectoPatience;

typedef struct RectoWatch RectoWatch;
typedef struct RectoWatched RectoWatched;

RectoWatch *recto_watch_new(const RectoPatience *patience);
void recto_watch_free(RectoWatch *watch); /* after the last connection */
/* A connection begins and ends. */
RectoWatched *recto_watch_begin(RectoWatch *watch, int fd);
void recto_watch_end(RectoWatch *watch, RectoWatched *watched);
/* Its head is there; bytes of its body came; it is answered; the answer was taken. `watched` may be NULL. */
void recto_watch_head(RectoWatched *watched);
void recto_watch_bytes(RectoWatched *watched, size_t size);
void recto_watch_answered(RectoWatched *watched);
void recto_watch_idle(RectoWatched *watched);
/* How many send a body or take an answer at this moment. */
size_t recto_watch_busy(RectoWatch *watch);
/* Shuts who is late at `now` (monotonic µs); gives how many. Called once or twice a second. */
size_t recto_watch_look(RectoWatch *watch, int64_t now);

#endif
