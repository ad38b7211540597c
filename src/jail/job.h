/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One ordered file on its way to a RectoFile: its digest, the pages still to be given to children, what children said, what was lost.
 * Must not know: processes, channels, poll. */
#ifndef RECTO_JAIL_JOB_H
#define RECTO_JAIL_JOB_H

#include "jail/inside.h"

typedef struct { uint32_t first, end; } RectoSpan; /* pages [first, end) */

typedef struct {
  const RectoReadOrder *order;
  RectoReadLimits limits;
  RectoFile *file;         /* name, size, digest from recto; pages in order of index, as far as known */
  GChecksum *checksum;
  bool ready;              /* hashed, and worth a child */
  bool done;
  GQueue spans;            /* of RectoSpan*: to be given to a child */
  uint32_t running;        /* children at work on it */
  uint32_t restarts;
  bool shared;             /* the file cannot be opened a second time: one child at a time */
  bool expired;            /* over file-wall-s: nothing more is started */
  uint32_t failed_starts;  /* in a row: short of descriptors or memory */
  bool excused;            /* the death of the zygote was forgiven once */
  bool opened;             /* a child has opened it: format and page count are known */
  bool counted;            /* the container tells its number of pages */
  uint32_t end;            /* pages to read: declared, at most max-pages */
  int64_t started;         /* monotonic µs; 0 = not yet */
  uint32_t opening_warnings, late_warnings;
  RectoOutcome said;       /* worst of what children said of the file */
  RectoOutcome lost;       /* first way in which a child was lost; OK = none */
} RectoJob;

RectoJob *recto_job_new(const RectoReader *reader, const RectoReadOrder *order);
void recto_job_free(RectoJob *job);
/* Hashes a few more megabytes. Once everything is hashed the job is either `ready` for children or `done` (empty, too big, not a file). */
void recto_job_prepare(RectoJob *job);

/* What a child said, checked. False: it contradicts the order or an earlier statement. */
bool recto_job_opened(RectoJob *job, const uint8_t *untrusted, size_t size);
/* `warned`: warnings of the pages that this child read. */
bool recto_job_finished(RectoJob *job, const uint8_t *untrusted, size_t size, uint32_t warned);
/* Takes the page (owned, also when refused). False when its index is there already. */
bool recto_job_add_page(RectoJob *job, RectoPage *page);
/* A page that nobody could read: `verdict` (may be NULL, owned here) is what was known before it was lost. Returns it. */
const RectoPage *recto_job_lose_page(RectoJob *job, uint32_t index, RectoPage *verdict, RectoOutcome why);
void recto_job_push(RectoJob *job, RectoSpan span);
/* Settles the file's outcome, traits and counts. No child may be at work. */
void recto_job_finish(RectoJob *job);

#endif
