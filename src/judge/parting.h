/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A parting in the making: split.c finds the cheapest one, doubt.c says which of its pages a person must look at. */
#ifndef RECTO_JUDGE_PARTING_H
#define RECTO_JUDGE_PARTING_H

#include "judge/party.h"

typedef struct {
  const RectoModels *models;
  RectoParties *found;
  int year;             /* of reception */
  guint n, states;      /* pages; parties + 1: the last state is "nobody" */
  double cut, cut_inside, stranger, mention, unnamed, continues, related;
  bool any_sheets;
  bool *doubtful;       /* by page: a printed sheet was lost in its region */
  double *forward, *backward, *price;
  int *state;           /* chosen */
  bool *begins;         /* an envelope begins here */
  bool *given;          /* its envelope was given to the one who is hosted */
} Parting;

static inline const Leaf *leaf_at(const Parting *parting, guint i) { return &g_array_index(parting->found->leaves, Leaf, i); }
static inline bool is_sheet(const Parting *parting, guint i) { return leaf_at(parting, i)->kind == LEAF_SHEET; }

/* Leaves first..end-1 are one envelope; `margins` by leaf of it. */
typedef struct { guint first, end; const double *margins; } Span;
/* Whether a page of it gives a birth date or a number of its party, not its name alone. */
bool recto_span_proven(const Parting *parting, const Span *span);
/* The envelope's owner hosts, and the letter is the one's who is hosted: that party, when it has papers of its own in it. The state "nobody" = not so. */
guint recto_span_hosted(const Parting *parting, const Span *span);
/* By leaf of the span. */
void recto_span_flags(const Parting *parting, const RectoEnvelope *envelope, const Span *span, RectoSplitFlag *ret_flags);

#endif
