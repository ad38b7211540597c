/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process recto-scanner: started, listened to with patience, ended for certain. Must not know: what its records say. */
#ifndef RECTO_SCAN_CHILD_H
#define RECTO_SCAN_CHILD_H

#include "work/scan.h"
#include <sys/types.h>

typedef struct {
  pid_t pid;
  int channel;
  double stall_s, cancel_s; /* patience between two records; after a cancel, and from the end to the process's own */
  const volatile int *cancel;
  int64_t cancelled_at;     /* 0 = not */
} RectoScanChild;

typedef enum { RECTO_HEARD_RECORD, RECTO_HEARD_END /* the process closed its channel */, RECTO_HEARD_STALL, RECTO_HEARD_BREACH } RectoHeard;

/* `words`: the command and what follows, NULL-terminated. Errors: ENGINE. */
bool recto_scan_child_start(const RectoScanner *scanner, const char *const *words, RectoScanChild *ret, GError **error);
/* The next record; *ret_fd = the descriptor that came with it, the caller's, or -1. A cancel is passed on, once, as SIGTERM. */
RectoHeard recto_scan_child_hear(RectoScanChild *child, RectoScanRecord *ret, int *ret_fd);
/* Asks the process to stop. */
void recto_scan_child_stop(RectoScanChild *child);
/* Closes the channel and waits until the process is gone, not for ever: then it is killed. */
void recto_scan_child_end(RectoScanChild *child);

#endif
