/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom each page of a stack speaks of. A party is a person that some page names as its own; evidence says how much a page speaks of each party.
 * Must not know: envelopes, dossiers. */
#ifndef RECTO_JUDGE_PARTY_H
#define RECTO_JUDGE_PARTY_H

#include "judge/hint.h"
#include "judge/said.h"

#include <recto/judge.h>
#include <recto/split.h>

#define PARTY_NAMED 0.9   /* evidence from which a page surely names a party */
#define PARTY_BORN 0.8   /* its full birth date stands there */
#define PARTY_FAMILY 0.35 /* no more than the family name: a relative's, or a stranger's who bears it too */

typedef enum { LEAF_PAPER, LEAF_BLANK, LEAF_SHEET, LEAF_UNREAD } LeafKind;

/* A page on its way into an envelope. */
typedef struct {
  const RectoPage *page;
  RectoSheet *sheet;
  RectoSeparatorSight sight;
  LeafKind kind;
  Said said;          /* of whom it is about */
  int party;          /* the party that `said` made or met; -1 = names nobody */
  double against;     /* how surely it is about that party and nobody else, 0..1 */
  double *evidence;   /* by party, 0..1 */
  Hint hint;          /* what else it says of a person */
  int hinted;         /* the party that it says it of; -1 = nobody can tell */
  bool goes_on;       /* it is a back, a verso or a later page of what lies before it */
  char *text;         /* folded words */
} Leaf;

typedef struct {
  GArray *sayings;    /* of Said */
  GPtrArray *numbers; /* of char*: of its papers, borrowed */
  GPtrArray *addresses; /* of char*: streets of its papers, folded */
} Party;

typedef struct { GArray *leaves; GPtrArray *parties; GPtrArray *sheets, *documents; bool *related; int year; } RectoParties;

RectoParties *recto_parties_find(const RectoModels *models, const GPtrArray *files, int year); /* `year`: of the reception */
void recto_parties_free(RectoParties *parties);
/* The page's own fields name a person, and surely not this party. */
bool recto_leaf_is_anothers(const RectoParties *parties, const Leaf *leaf, guint party);
/* Do two parties stand together on some page (host and hosted, spouses)? */
bool recto_parties_related(const RectoParties *parties, guint a, guint b);

#endif
