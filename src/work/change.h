/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a clerk does to a registered dossier. Each is one line of its history, checked against what is there, and gives the dossier a job to be judged again.
 * `work` needs models, store, who and now; no reader. Errors of all: USAGE (what is named is not there; nothing was changed), STORE.
 * Must not know: pixels, the terminal. */
#ifndef RECTO_CHANGE_H
#define RECTO_CHANGE_H

#include "work/intake.h"

/* A dossier without files yet. `key` (may be NULL): the same key again is answered with the first number. */
bool recto_work_new_once(const RectoWork *work, const char *key, const char *procedure, const RectoSituation *situation, RectoDate reception, char **ret_number, GError **error);
bool recto_work_new(const RectoWork *work, const char *procedure, const RectoSituation *situation, RectoDate reception, char **ret_number, GError **error);
/* A deposit ticket: its code, told once and kept nowhere, for people to read. Owned by the caller. USAGE: no dossier for it (a mail batch is many people's). */
bool recto_work_ticket(const RectoWork *work, const char *number, int64_t until, char **ret_code, uint32_t *ret_ordinal, GError **error);
/* Members that are NULL or unset are left as they are. */
bool recto_work_answer(const RectoWork *work, const char *number, const char *procedure, RectoDate reception, const RectoSituation *situation, GError **error);
bool recto_work_withdraw(const RectoWork *work, const char *number, const uint32_t *ordinals, size_t n, const char *why, GError **error);
/* An original was shown and handed back: the piece counts as received. */
/* The person sends these files in spite of what was said of them: kept, and a person of the service looks. */
bool recto_work_anyway(const RectoWork *work, const char *number, const uint32_t *ordinals, size_t n, const char *why, GError **error);
bool recto_work_seen(const RectoWork *work, const char *number, const char *piece, const char *why, GError **error);
bool recto_work_correct(const RectoWork *work, const char *number, const RectoCorrection *correction, GError **error);
/* The line of that version has no effect any more. What cannot be undone: opening, judgements, closing. What went to another dossier is back before that one is
 * told: there it counts no more, if that dossier is still open; else it counts in both. A move that was undone is done again by undoing
 * the undo, and counts there before it counts here no more. */
bool recto_work_undo(const RectoWork *work, const char *number, uint64_t version, const char *why, GError **error);
/* Files go to another dossier, sealed anew with its key, with where they came from. They are there before they are gone here: interrupted, it is ended by
 * the same call again. */
bool recto_work_move(const RectoWork *work, const char *number, const uint32_t *ordinals, size_t n, const char *to, GError **error);
/* One page of a longer file is to go to another dossier. Here nothing is taken apart: the page counts where it is until whoever reads next (recto_work_judge) has taken
 * it out of its file, put it there and written so; the file stays as it came. USAGE also when it is on its way already. */
bool recto_work_send(const RectoWork *work, const char *number, RectoPageId page, const char *to, GError **error);

#endif
