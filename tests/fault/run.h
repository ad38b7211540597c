/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The runner's parts: one trial is one fault on one fresh folder (run-trial.c); a case is many (run-cases.c); run.c spreads them over the cores and counts.
 * Must not know: what is in a store. */
#ifndef RUN_H
#define RUN_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What is under test: the real store (bug NULL), or the small one with a planted bug ("none": right). */
typedef struct { const char *bug; uint64_t seed; int writers, steps; bool born; /* begins with no store at all */ } Subject;

typedef struct {
  Subject subject;
  /* a fault while it runs */
  const char *kill, *error, *kinds;
  uint64_t at, seed;
  double chance;
  int64_t space;     /* -1 = enough */
  bool from, drop, lie;
  int outside_kills; /* kill -9 at random times, started again after each */
  int slow;          /* microseconds that a sync may take */
  /* or a power cut in what was recorded; without a log: in what this trial records itself, killed and taken up again */
  const char *log, *cut;
  uint64_t record;
  bool twice;        /* the plan is taken up again after the cut, and the power goes once more */
} Trial;

typedef struct { int done, acknowledged, lost, doubled, half, broken, opens, refused; } Outcome;

typedef struct {
  char *name;
  bool must_fail; /* a control: the harness has no teeth unless it finds something */
  GArray *trials; /* of Trial */
} Case;

/* Set once by run.c. */
extern const char *run_tools, *run_work;
void run_trial(const Trial *trial, const char *folder, Outcome *outcome);
/* Folders to begin with; logs; the calls of a plan. All belong to the run's work folder and stay. */
char *run_base(const Subject *subject);
char *run_record(const Trial *trial, const char *name); /* path of the log */
GArray *run_log_points(const char *log);                /* of guint64: the record after each acknowledgement, the number of records last */
GPtrArray *run_calls(const Subject *subject, const char *kinds); /* of "kind path" */
bool run_sound(const char *log, const Trial *trial);    /* replayed to its end it is the folder that was recorded */

GPtrArray *run_cases(bool longer); /* of Case* */

#endif
