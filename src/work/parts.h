/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of work/ share. */
#ifndef RECTO_WORK_PARTS_H
#define RECTO_WORK_PARTS_H

#include "work/intake.h"

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

/* What the judge says, as the body of a "judged" line: {"rules": …, "said": {…}}. Owned by the caller. */
char *recto_judged_body(const RectoDossier *dossier);
/* Whether two such bodies say the same, whatever the rules were. NULL says nothing. */
bool recto_judged_same(const char *a, const char *b);
/* Who a dossier is about, as its terms know it; NULL members are not known. `family` is the whole name when its order is not known. */
typedef struct { const char *family, *given, *birth, *foreigner_number; const GPtrArray *numbers; /* of char*: of their papers; may be NULL */ } RectoWho;
/* The terms by which that person's dossier is surely found again. Of char*, without a NULL at the end. */
GPtrArray *recto_work_terms(const RectoWho *who);
/* The terms that only hint: the name, and whether the dossier knows a birth date or a number with it. */
GPtrArray *recto_work_hints(const RectoWho *who);
/* Hints that hold whatever else is known: a given name with the birth date (the family name may be misread); and, of somebody of whom nothing but the name is
 * known, every two words of it. Of char*. */
GPtrArray *recto_work_weak_hints(const RectoWho *who);
GPtrArray *recto_work_all_terms(const RectoWho *who); /* both, with a NULL at the end */
/* Words of a name in one order, folded. Owned by the caller; NULL for no name. */
char *recto_work_name(const RectoWho *who);
/* A dossier that nobody has judged yet: its person's name for the list, and its terms. */
bool recto_work_introduce(const RectoWork *work, const char *number, const RectoWho *who, GError **error);
/* The list's line and the terms by which the dossier is found again. */
bool recto_work_summarise(const RectoWork *work, const RectoDossier *dossier, GError **error);

#endif
