/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From files to a bundle: register first, understand after. Every stage's result is kept in the store, so that a killed run continues where it stopped.
 * Must not know: the terminal, the clock, the environment. */
#ifndef RECTO_INTAKE_H
#define RECTO_INTAKE_H

#include "store/store.h"
#include <recto/bundle.h>
#include <recto/judge.h>

typedef enum { RECTO_STEP_REGISTERED, RECTO_STEP_READING, RECTO_STEP_LOOKING, RECTO_STEP_JUDGED, RECTO_STEP_BUNDLING } RectoStep;

typedef struct {
  RectoStep step;
  const char *number;     /* of the dossier */
  size_t done, total;     /* files registered, pages read, looks, documents written; total 0 = not known yet */
  const RectoNews *news;  /* while READING; else NULL */
} RectoProgress;
typedef void (*RectoProgressFunc)(const RectoProgress *progress, gpointer data);

typedef struct {
  const RectoModels *models;
  RectoReader *reader;
  RectoStore *store;
  const char *models_folder;  /* for the digest of the limits, part of a stored reading's key */
  const char *procedure;
  const RectoSituation *situation;
  RectoDate reception;
  int64_t now;                /* µs UTC: date of a new deposit and of the bundle */
  RectoChannel channel;
  const char *const *paths;   /* NULL-terminated */
  RectoProgressFunc progress; /* may be NULL */
  gpointer progress_data;
  const volatile int *cancel;
} RectoIntake;

typedef struct {
  RectoDossier *dossier;
  RectoStoreDossier *stored;
  GPtrArray *blobs;           /* of char*, parallel to dossier->files */
  bool resumed;
  int64_t received_at;
} RectoIntakeResult;
void recto_intake_result_clear(RectoIntakeResult *result);

/* Registers, reads, looks, judges. Errors: USAGE (a path cannot be opened, unknown procedure), STORE, ENGINE, G_IO_ERROR_CANCELLED. */
bool recto_intake_run(const RectoIntake *intake, RectoIntakeResult *ret_result, GError **error);
/* Judges a stored dossier again from its stored readings; no pixels. Errors: STORE, FORMAT, USAGE. */
bool recto_intake_judge_again(const RectoIntake *intake, const char *number, RectoIntakeResult *ret_result, GError **error);

/* Second readings of the places that the judge asks for. `fds` by file ordinal. Returns RectoLook*. */
typedef int (*RectoOpenOriginal)(uint32_t ordinal, gpointer data, GError **error);
GPtrArray *recto_work_looks(const RectoModels *models, RectoReader *reader, const GPtrArray *files, int pivot_year, RectoOpenOriginal open_original,
                            gpointer data, RectoProgressFunc progress, gpointer progress_data);

#endif
