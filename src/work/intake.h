/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From files to a verdict: register first, understand after. Every stage's result is kept in the store, so that a killed run continues where it stopped.
 * Must not know: the terminal, the clock, the environment. */
#ifndef RECTO_INTAKE_H
#define RECTO_INTAKE_H

#include "work/deed.h"
#include <recto/bundle.h>
#include <recto/judge.h>

typedef enum { RECTO_STEP_REGISTERED, RECTO_STEP_READING, RECTO_STEP_LOOKING, RECTO_STEP_JUDGED, RECTO_STEP_BUNDLING, RECTO_STEP_KEEPING } RectoStep;

typedef struct {
  RectoStep step;
  const char *number;     /* of the dossier */
  size_t done, total;     /* files registered, pages read, looks, documents written; total 0 = not known yet */
  const RectoNews *news;  /* while READING; else NULL */
} RectoProgress;
typedef void (*RectoProgressFunc)(const RectoProgress *progress, gpointer data);

/* What work is done with. */
typedef struct {
  const RectoModels *models;
  RectoReader *reader;
  RectoStore *store;
  const char *models_folder;  /* for the digest of the limits, part of a stored reading's key */
  const char *who;            /* for the history; never in logs */
  const char *worker;         /* recto_worker_name: whose lease it is */
  int64_t now;                /* µs UTC: date of deposits and history lines */
  RectoProgressFunc progress; /* may be NULL */
  gpointer progress_data;
  const volatile int *cancel;
  bool shows;                 /* what a person must decide is cut out of its page for the screen, once a dossier is judged */
} RectoWork;

typedef struct {
  RectoDossier *dossier;
  RectoStoreDossier *stored;
  RectoState *state;
  bool resumed;               /* the deposit was there already */
  char *changes;              /* body of the "judged" line that this run wrote, NULL = it said the same as before */
  char *before;               /* body of the last one before, NULL = none */
} RectoVerdict;
void recto_verdict_clear(RectoVerdict *verdict);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoVerdict, recto_verdict_clear)

/* "host/process/when it began"; owned by the caller. */
char *recto_worker_name(void);

/* What arrives. */
typedef struct {
  const char *number;         /* dossier it is added to; NULL = a new one */
  const char *procedure;      /* of a new dossier */
  const RectoSituation *situation;
  RectoDate reception;
  RectoChannel channel;
  const char *const *paths;   /* NULL-terminated */
  const uint32_t *replaces;   /* ordinals of files that these replace */
  size_t n_replaces;
  const RectoPageId *pages;   /* pages of longer files in whose place these come */
  size_t n_pages;
  bool always;                /* a deposit of its own even if the very same was made before */
  bool anyway;                /* the person sends it in spite of the verdict: kept in the history */
} RectoArrival;

/* Says why a path cannot be taken: an errno, or 0 when it is no ordinary file. DEVICE; false. */
bool recto_work_cannot_open(const char *path, int why, GError **error);

/* Makes the files count; the receipt is due when this returns true. The same arrival again (same files, names, answers, day) is answered with the first
 * one's receipt. Errors: DEVICE (a path cannot be opened), USAGE (unknown procedure,
 * dossier, file to replace), STORE. */
bool recto_work_receive(const RectoWork *work, const RectoArrival *arrival, RectoStoreReceipt *ret_receipt, GError **error);
/* One file that has no path, as a deposit of its own in an open dossier; read from its beginning, stays the caller's. `key`: the same key again is answered
 * with the first receipt. `replaced` (may be NULL): the ordinal of the file that it takes the place of. Errors: USAGE, STORE, DEVICE. */
bool recto_work_receive_fd(const RectoWork *work, const char *number, int fd, const char *name, const char *key, const uint32_t *replaced,
                           RectoStoreReceipt *ret_receipt, GError **error);
/* The same, of what comes to the counter: what it takes the place of, a file (page RECTO_WHOLE_FILE) or one page of it, must still be there. FORMAT: over `max_bytes`. */
bool recto_work_receive_at_desk(const RectoWork *work, const char *number, const RectoStoreFile *file, const char *key, const RectoPageId *replaced, size_t max_bytes,
                                RectoStoreReceipt *ret_receipt, GError **error);
/* What the holder of a deposit ticket sends. Errors: as recto_work_receive_fd; FORMAT (over `max_bytes`). */
typedef struct {
  const char *number;         /* of the ticket's dossier */
  RectoStoreFile file;        /* stays the caller's */
  const char *key;            /* NULL: a deposit of its own */
  const uint32_t *replaced;   /* may be NULL; must have come by the same ticket */
  uint32_t ticket;
  const char *session, *piece; /* may be NULL */
  size_t max_bytes;
} RectoUpload;
bool recto_work_receive_upload(const RectoWork *work, const RectoUpload *upload, RectoStoreReceipt *ret_receipt, GError **error);
/* A file that did not arrive, and why. No judgement follows. */
bool recto_work_note_refused(const RectoWork *work, const char *number, const char *name, uint64_t size, const char *cause, uint32_t ticket, GError **error);
/* Its sender keeps to it as it is. USAGE: it did not come by this ticket. */
bool recto_work_keep_anyway(const RectoWork *work, const char *number, uint32_t ordinal, uint32_t ticket, GError **error);
/* Reads what has not been read yet, looks, judges, writes down what the judge says if it is something else than before, and the list's line.
 * Takes the dossier's job with it: USAGE when another worker is at it. Errors: STORE, ENGINE, FORMAT, G_IO_ERROR_CANCELLED. */
bool recto_work_judge(const RectoWork *work, const char *number, RectoVerdict *ret_verdict, GError **error);
/* The same for the job that has waited longest; `ret_any` false without error: nothing waits. With an error and `ret_any`, that dossier failed: the others can go on. */
bool recto_work_next(const RectoWork *work, RectoVerdict *ret_verdict, bool *ret_any, GError **error);
/* An original of a verdict's dossier, for looks and bundles. `verdict` is a RectoVerdict*. */
int recto_verdict_open_original(uint32_t ordinal, gpointer verdict, GError **error);

/* Second readings of the places that the judge asks for. `fds` by file ordinal. Returns RectoLook*. */
typedef int (*RectoOpenOriginal)(uint32_t ordinal, gpointer data, GError **error);
GPtrArray *recto_work_looks(const RectoModels *models, RectoReader *reader, const GPtrArray *files, const GPtrArray *corrections, int pivot_year,
                            RectoOpenOriginal open_original, gpointer data, RectoProgressFunc progress, gpointer progress_data);

#endif
