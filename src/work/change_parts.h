/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that change a dossier share: the state a change is decided on, the refusal, the line that is written. */
#ifndef RECTO_CHANGE_PARTS_H
#define RECTO_CHANGE_PARTS_H

#include "work/change.h"
#include "work/parts.h"
#include <recto/error.h>

/* A refusal: nothing was changed. Pairs of name and value, as in recto_error_say. */
#define REFUSE(key, english, ...) recto_error_say(error, RECTO_ERROR_USAGE, key, english, __VA_ARGS__, NULL)

/* The state that a change is decided on; NULL when there is nothing to change. */
RectoState *recto_state_to_change(const RectoWork *work, const char *number, GError **error);

/* What is asked of a dossier; which members count is its decision's affair. */
typedef struct {
  const uint32_t *ordinals;
  size_t n;
  RectoPageId page;
  const char *procedure, *piece, *to, *why;
  RectoDate reception;
  const RectoSituation *situation;
  const RectoCorrection *correction;
  uint64_t version, there;
} RectoAsked;

/* The body of the line, or NULL for a refusal. */
typedef char *(*RectoDecide)(const RectoWork *work, const RectoState *state, const RectoAsked *asked, GError **error);
char *recto_decide_withdraw(const RectoWork *work, const RectoState *state, const RectoAsked *asked, GError **error);
/* A line that came in between (the worker's verdict, somebody who looks) is no reason to refuse: it is decided anew on what is there then. */
bool recto_work_change(const RectoWork *work, const char *number, const char *deed, RectoDecide decide, const RectoAsked *asked, GError **error);
/* The line of this dossier alone: what it did in another one stays (move.c has both). */
bool recto_work_undo_here(const RectoWork *work, const char *number, uint64_t version, const char *why, GError **error);

#endif
