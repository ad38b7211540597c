/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a page put back into lines and cells by their boxes, with the folded text to search in.
 * OCR engines cut tables and two-column letters into blocks of their own making; labels and values must be found by place, not by block.
 * Invariants: every layout word points into the page that made it (the page must outlive the layout); words run left to right in a line,
 * lines run top to bottom; offsets are bytes. Must not know: document types, fields. */
#ifndef RECTO_JUDGE_LAYOUT_H
#define RECTO_JUDGE_LAYOUT_H

#include <recto/fact.h>
#include <recto/model.h>

typedef struct {
  const RectoWord *word;
  char *raw, *folded;       /* of this part of the word; folded may be empty (punctuation only) */
  RectoBox box;
  size_t raw_start, raw_end, fold_start, fold_end; /* in the line's texts */
  int cell;                 /* counted in the line from 0: a wide gap opens a new cell */
} LayoutWord;

typedef struct {
  GArray *words;            /* of LayoutWord */
  char *raw, *folded;
  RectoBox box;
  double letter;            /* median word height */
} LayoutLine;

/* Text of a zone, prepared for many approximate searches. */
typedef struct {
  char *text, *squeezed;
  uint8_t *trigrams;        /* bit set over hashed trigrams */
} LayoutText;

enum { LAYOUT_ZONES = RECTO_WHERE_HEADING + 1 };

typedef struct {
  const RectoPage *page;
  GPtrArray *lines;         /* of LayoutLine* */
  RectoBox content;         /* union of all words */
  double letter;            /* median word height of the page, >= 1 */
  size_t n_words;
  LayoutText zones[LAYOUT_ZONES]; /* by RectoWhere */
  LayoutText flow;          /* words in the engine's reading order */
} Layout;

Layout *recto_layout_new(const RectoModels *models, const RectoPage *page);
void recto_layout_free(Layout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Layout, recto_layout_free)

/* Edits with which a folded phrase stands in the zone, -1 = not there. Looks in the flow too for ANYWHERE. */
int recto_layout_find(const Layout *layout, RectoWhere where, const char *folded_phrase);
/* A regular expression on the folded text of the zone. A broken expression never matches (the loader refused it before). */
bool recto_layout_matches(const Layout *layout, RectoWhere where, const char *expression);
/* Does a line belong to the zone? Places are told against the content, not the sheet: a card on A4 has its own top. */
bool recto_layout_in_zone(const RectoModels *models, const Layout *layout, const LayoutLine *line, RectoWhere where);
/* Running text that goes on in the next line: the line fills its column, the next begins at the same left edge right below. */
bool recto_line_wraps(const Layout *layout, guint line);
const LayoutWord *recto_line_word(const LayoutLine *line, guint index);
/* px of white before the line's w-th word, w >= 1. */
int recto_line_gap_before(const LayoutLine *line, guint w);
/* Horizontal overlap in px (negative = gap). */
int recto_box_overlap_x(RectoBox a, RectoBox b);
/* Lines as raw strings, NULL-terminated, for readers of text lines. */
char **recto_layout_strings(const Layout *layout);

#endif
