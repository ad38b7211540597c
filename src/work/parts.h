/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of work/ share. */
#ifndef RECTO_WORK_PARTS_H
#define RECTO_WORK_PARTS_H

#include "work/intake.h"
#include "work/who.h"

#define RECTO_JOB_JUDGE "judge"

const char *recto_channel_word(RectoChannel channel);
RectoChannel recto_channel_of(const char *word); /* unknown words are the counter's */

/* Files named on a command line, opened and named as they will be kept. Errors: USAGE. */
typedef struct { GArray *files; GPtrArray *names; } RectoOpened; /* of RectoStoreFile */
void recto_opened_init(RectoOpened *opened);
void recto_opened_clear(RectoOpened *opened);
bool recto_opened_add(RectoOpened *opened, const char *const *paths, GError **error);
/* Appends SHA-256 and name of each: part of an idempotency key. */
bool recto_opened_fingerprint(const RectoOpened *opened, GString *out, GError **error);

/* Whether this page counts and, of a file that was read, is one of its pages. USAGE. */
bool recto_work_page_is_there(const RectoWork *work, const RectoState *state, RectoPageId page, GError **error);
/* Carries out what is to go to other dossiers (recto_work_send): each page is taken out of its file in the jail, deposited there, then said to have gone here. Killed between, it is
 * done again to the same end. `ret_any`: something was written. Errors: STORE, ENGINE, DEVICE; a page that cannot go is none. */
bool recto_work_carry(const RectoWork *work, const RectoStoreDossier *stored, const RectoState *state, bool *ret_any, GError **error);

/* What the judge says, as the body of a "judged" line: {"rules": …, "said": {…}}. Owned by the caller. */
char *recto_judged_body(const RectoDossier *dossier);
/* Whether two such bodies say the same, whatever the rules were. NULL says nothing. */
bool recto_judged_same(const char *a, const char *b);
/* What a letter tells of the person of a dossier that nobody has judged yet, or not since: what was not known is kept in the list's line and in the terms. */
bool recto_work_introduce(const RectoWork *work, const char *number, const RectoWho *who, GError **error);
/* Of whom a dossier is, compared: NO and CANNOT_TELL as recto_who_same. */
bool recto_work_same_person(const RectoWork *work, const char *number, const RectoWho *who, RectoAnswer *ret, GError **error);
/* The list's line and the terms by which the dossier is found again. */
bool recto_work_summarise(const RectoWork *work, const RectoDossier *dossier, GError **error);

#endif
