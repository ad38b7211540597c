/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be told about a dossier to whoever deposits in it, kept sealed beside the readings each time it is judged: which pages can be read, what they were
 * recognised as, which pieces are there, what is to do. No name, no number, no date of birth, no value that was read: findings that quote what a document says
 * are told to the office alone, so that a ticket cannot read documents back. May be lost without harm: the next judgement makes it again.
 * And the first look at a page, which is there seconds before its words are read. Must not know: HTML, who asks. */
#ifndef RECTO_VIEW_H
#define RECTO_VIEW_H

#include "work/reading.h"

typedef struct {
  RectoDossier *dossier;  /* files without words and pictures, documents without fields, pieces without alternatives, no persons */
  uint64_t version;       /* of the dossier when it was judged */
  GPtrArray *readings;    /* of char*, parallel to dossier->files: key of the stored reading, which has the pictures */
} RectoView;
void recto_view_free(RectoView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoView, recto_view_free)

/* Best effort. `reading` is what `dossier` was judged from. */
void recto_view_keep(const RectoReading *reading, const RectoDossier *dossier);
/* NULL = never judged, or lost. Names come from the state. `office`: findings that quote what a document says are told too. */
RectoView *recto_view_load(const RectoStoreDossier *stored, const RectoState *state, bool office);
/* A stored reading, pictures included. NULL = none. */
RectoFile *recto_view_reading(const RectoStoreDossier *stored, const char *key);

#define RECTO_SIGHTS 12 /* pages of a file whose first look is kept */
void recto_sight_keep(RectoStoreDossier *stored, uint32_t ordinal, const RectoPage *page);
/* Pages from the first one on, as far as there are looks. NULL = none. */
RectoFile *recto_sight_load(const RectoStoreDossier *stored, uint32_t ordinal);

#endif
