/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of work/ share. */
#ifndef RECTO_WORK_PARTS_H
#define RECTO_WORK_PARTS_H

#include "work/intake.h"

#define RECTO_JOB_JUDGE "judge"

const char *recto_channel_word(RectoChannel channel);
RectoChannel recto_channel_of(const char *word); /* unknown words are the counter's */

bool recto_worker_is_gone(const char *name);
/* Errors: STORE. */
bool recto_work_free_leases(RectoStore *store, const char *number, GError **error);

/* What the judge says, as the body of a "judged" line: {"rules": …, "said": {…}}. Owned by the caller. */
char *recto_judged_body(const RectoDossier *dossier);
/* Whether two such bodies say the same, whatever the rules were. NULL says nothing. */
bool recto_judged_same(const char *a, const char *b);
/* The list's line and the terms by which the dossier is found again. */
bool recto_work_summarise(const RectoWork *work, const RectoDossier *dossier, GError **error);

#endif
