/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stack of many people's letters becomes dossiers: registered as a batch ("C2026-000001"), opened in the jail, read, parted, placed. Whatever is not sure
 * stays in the batch, where a person moves it to a dossier (recto_work_move). Every step can be killed and is ended by the same call again.
 *
 * A batch is a dossier of its own in the register, with its own history:
 *   open, deposit        the files as they came
 *   deposit              what was in a container, file by file: remarks {unpacked: {file, part, page}}
 *   unpacked             {files[ordinals], parts, notes[…]}: the container itself counts no more, it is kept
 *   placed               {repeatOf, envelopes[{dossier, person, files[…]}], tray[{file, flag, dossier}], sheets, missing}
 *   withdraw             {files, to}: pages that went to a dossier
 * Must not know: pixels, the terminal. */
#ifndef RECTO_BATCH_H
#define RECTO_BATCH_H

#include "work/change.h"
#include <recto/split.h>

typedef struct {
  const char *const *paths;      /* NULL-terminated, in the order of the stack */
  const char *procedure;         /* of new dossiers whose envelope has no cover sheet that tells it */
  const RectoSituation *situation;
  RectoDate reception;
  bool again;                    /* place it although it looks like a stack that was placed before */
  bool later;                    /* the dossiers are judged by `recto work` */
} RectoBatchOrder;

/* One page of the batch and where it went. */
typedef struct {
  uint32_t file;                 /* ordinal in the batch */
  char *source;                  /* name of the file that came, for people */
  uint32_t page;                 /* in that file, from 1 */
  char *type;                    /* as classified */
  uint32_t envelope;             /* from 1; 0 = a printed sheet */
  char *dossier;                 /* where it was placed, or NULL */
  char *suggested;               /* where it may belong, or NULL */
  const char *flag;              /* why a person must look, or NULL: recto_split_flag_word, "several" (dossiers), "repeated" */
} RectoBatchPage;

typedef struct {
  char *number;                  /* of the batch */
  bool resumed;                  /* it was begun before */
  bool placed_before;            /* nothing was left to do */
  char *repeat_of;               /* a batch whose stack this one is, scanned or sent again; NULL = none */
  GPtrArray *pages;              /* of RectoBatchPage*, in the order of the stack */
  GPtrArray *dossiers;           /* of char*: numbers that got pages, in order */
  GPtrArray *opened;             /* of char*: those of them that are new */
  GPtrArray *notes;              /* of char*: what containers told ("unpack" sentences' keys and paths) */
  guint n_sheets, n_missing, n_tray;
} RectoBatchResult;
void recto_batch_result_clear(RectoBatchResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoBatchResult, recto_batch_result_clear)

/* Registers a stack and does it all. Errors: USAGE (a path cannot be opened, unknown procedure, another worker is at it), STORE, ENGINE, G_IO_ERROR_CANCELLED.
 * The receipt of the stack is due as soon as `work->progress` tells RECTO_STEP_REGISTERED. */
bool recto_work_batch(const RectoWork *work, const RectoBatchOrder *order, RectoBatchResult *ret_result, GError **error);
/* Pages of all batches that wait for a person. Of RectoTrayPage*. */
typedef struct { char *batch, *flag, *suggested; uint32_t file; char *source, *type; uint32_t page; /* as RectoBatchPage */ } RectoTrayPage;
void recto_tray_page_free(RectoTrayPage *page);
GPtrArray *recto_work_tray(const RectoWork *work, GError **error);

#endif
