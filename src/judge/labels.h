/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels on a page and the text that stands beside, below, above or after them. Invariant: a snippet's spans lie in its text in order.
 * Must not know: kinds of values. */
#ifndef RECTO_JUDGE_LABELS_H
#define RECTO_JUDGE_LABELS_H

#include "judge/layout.h"

/* Text near a label with the way back to the words: lines end with '\n', cells of a line are parted by a tab, words by one space. */
typedef struct { size_t start, end; RectoBox box; double confidence; } SnippetSpan;
typedef struct { GString *text; GArray *spans; /* of SnippetSpan */ int last_cell; } Snippet;

Snippet *recto_snippet_new(void);
void recto_snippet_free(Snippet *snippet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Snippet, recto_snippet_free)
void recto_snippet_add(Snippet *snippet, const LayoutWord *word);
void recto_snippet_end_line(Snippet *snippet);
/* Box and mean word confidence of the bytes start..end. */
RectoBox recto_snippet_place(const Snippet *snippet, size_t start, size_t end, double *ret_confidence);

typedef struct {
  guint line, first, last;      /* words, both inclusive; `last` covers colons, note marks and the other language's label */
  int edits;
  size_t length;                /* bytes of the phrase that matched */
  const RectoFieldRule *rule;   /* NULL = only a stop phrase */
  const RectoFrom *from;
  bool anchored;                /* stands where a label can begin, not inside a sentence */
  RectoBox box;
} LabelHit;

/* Every label of the type's rules that stands on the page; a phrase inside a longer one ("NOM" in "NOM D'USAGE") is dropped. */
GArray *recto_labels_find(const RectoModels *models, const Layout *layout, const RectoType *type);

/* The texts where the hit's value may stand, best first (several: cells of a table row). Of Snippet*. */
GPtrArray *recto_label_values(const RectoModels *models, const Layout *layout, const GArray *hits, const LabelHit *hit);
/* All lines of a zone. */
Snippet *recto_zone_snippet(const RectoModels *models, const Layout *layout, RectoWhere where);

#endif
