/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers the text where a label's value may stand. Must not know: kinds of values. */
#include "judge/labels.h"

typedef struct {
  const Layout *layout;
  const GArray *hits;
  const LabelHit *hit;
  double reach;  /* px below a label in which its value must begin */
  double word_gap; /* letters of white inside one value; more may part two columns */
  bool to_edge;  /* the label is the last of its row: what stands under it reaches to the right edge */
  bool uncut;    /* other labels do not end the text: the pattern does */
} Reach;

/* Another rule's label, or a stop phrase of this way, begins at this word. */
static bool ends_value(const Reach *reach, guint line, guint word)
{
  for (guint i = 0; i < reach->hits->len; i++) {
    const LabelHit *other = &g_array_index(reach->hits, LabelHit, i);
    if (other->line != line || other->first != word || other == reach->hit) continue;
    if (!other->rule && other->from == reach->hit->from) return true;
    if (other->rule && other->rule != reach->hit->rule && !reach->uncut) return true;
  }
  return false;
}

static void add_or_free(GPtrArray *snippets, Snippet *snippet)
{
  if (snippet->text->len > 0) g_ptr_array_add(snippets, snippet);
  else recto_snippet_free(snippet);
}

/* Each cell to the right is a candidate of its own, nearest first. */
static void right_of(const Reach *reach, GPtrArray *snippets)
{
  const LayoutLine *line = reach->layout->lines->pdata[reach->hit->line];
  Snippet *snippet = recto_snippet_new();
  for (guint w = reach->hit->last + 1; w < line->words->len; w++) {
    const LayoutWord *word = recto_line_word(line, w);
    if (ends_value(reach, reach->hit->line, w)) break;
    if (snippet->text->len > 0 && word->cell != recto_line_word(line, w - 1)->cell) {
      g_ptr_array_add(snippets, snippet);
      snippet = recto_snippet_new();
    }
    recto_snippet_add(snippet, word);
  }
  add_or_free(snippets, snippet);
}

/* What is written by hand over a dotted line stands a little above its label; a total in a larger type a little below. */
static void beside(const Reach *reach, bool raised, GPtrArray *snippets)
{
  RectoBox box = reach->hit->box;
  guint first = reach->hit->line > 2 ? reach->hit->line - 2 : 0, end = MIN(reach->hit->line + 3, reach->layout->lines->len);
  for (guint i = first; i < end; i++) {
    const LayoutLine *line = reach->layout->lines->pdata[i];
    if (i == reach->hit->line || (i < reach->hit->line) != raised) continue;
    Snippet *snippet = recto_snippet_new();
    int cell = -1;
    for (guint w = 0; w < line->words->len; w++) {
      const LayoutWord *word = recto_line_word(line, w);
      int lift = box.y + box.height / 2 - (word->box.y + word->box.height / 2);
      if (word->box.x < box.x + box.width - line->letter / 2 || lift < -0.8 * line->letter || lift > 1.2 * line->letter) continue;
      if (cell >= 0 && word->cell != cell) break;
      if (ends_value(reach, i, w)) break;
      cell = word->cell;
      recto_snippet_add(snippet, word);
    }
    add_or_free(snippets, snippet);
  }
}

/* Does this word stand under another label of the hit's line, and not under the hit itself? */
static bool is_under_other(const Reach *reach, RectoBox word)
{
  if (recto_box_overlap_x(word, reach->hit->box) > 0) return false;
  for (guint i = 0; i < reach->hits->len; i++) {
    const LabelHit *other = &g_array_index(reach->hits, LabelHit, i);
    if (other->line == reach->hit->line && other->rule && other->rule != reach->hit->rule && recto_box_overlap_x(word, other->box) > 0) return true;
  }
  return false;
}

/* The first word of the column: one under the label, or the one that begins right of its left edge; then back over plain word gaps. */
static guint column_start(const Reach *reach, const LayoutLine *line, RectoBox box)
{
  double slack = 1.5 * line->letter;
  guint w = 0;
  for (; w < line->words->len; w++) {
    RectoBox word = recto_line_word(line, w)->box;
    if (recto_box_overlap_x(word, box) > 0 || (word.x >= box.x - slack && (reach->to_edge || word.x <= box.x + box.width))) break;
  }
  while (w > 0 && w < line->words->len) {
    RectoBox word = recto_line_word(line, w)->box, before = recto_line_word(line, w - 1)->box;
    if (word.x - (before.x + before.width) > reach->word_gap * line->letter) break;
    w--;
  }
  return w;
}

/* Words of the line that stand in the column of `box`. */
static bool column_words(const Reach *reach, guint line_index, RectoBox box, Snippet *snippet, bool *ret_stopped)
{
  const LayoutLine *line = reach->layout->lines->pdata[line_index];
  guint start = column_start(reach, line, box);
  *ret_stopped = false;
  for (guint w = start; w < line->words->len; w++) {
    const LayoutWord *word = recto_line_word(line, w);
    if (w > start && word->cell != recto_line_word(line, start)->cell) break;
    if (w > start && is_under_other(reach, word->box) && recto_line_gap_before(line, w) > reach->word_gap * line->letter) break;
    if (ends_value(reach, line_index, w)) {
      *ret_stopped = true;
      return w > start;
    }
    recto_snippet_add(snippet, word);
  }
  return start < line->words->len;
}

static bool line_is_own_label(const Reach *reach, guint line_index, RectoBox box)
{
  for (guint i = 0; i < reach->hits->len; i++) {
    const LabelHit *other = &g_array_index(reach->hits, LabelHit, i);
    if (other != reach->hit && other->line == line_index && other->rule && other->rule == reach->hit->rule && recto_box_overlap_x(other->box, box) > 0) return true;
  }
  return false;
}

static void below(const Reach *reach, GPtrArray *snippets)
{
  Snippet *snippet = recto_snippet_new();
  RectoBox box = reach->hit->box, last = box;
  int wanted = MAX(1, reach->hit->from->lines), taken = 0;
  for (guint i = reach->hit->line + 1; i < reach->layout->lines->len && taken < wanted; i++) {
    const LayoutLine *line = reach->layout->lines->pdata[i];
    if (line->box.y + line->box.height / 2 <= last.y + last.height / 2) continue;
    if (line->box.y - (last.y + last.height) > reach->reach) break;
    if (taken == 0 && line_is_own_label(reach, i, box)) {
      last = line->box;
      continue;
    }
    bool stopped;
    bool found = column_words(reach, i, box, snippet, &stopped);
    if (found) {
      recto_snippet_end_line(snippet);
      last = g_array_index(snippet->spans, SnippetSpan, snippet->spans->len - 1).box;
      taken++;
    }
    if (stopped) break;
  }
  add_or_free(snippets, snippet);
}

static void above(const Reach *reach, GPtrArray *snippets)
{
  Snippet *snippet = recto_snippet_new();
  RectoBox box = reach->hit->box;
  for (guint i = reach->hit->line; i-- > 0;) {
    const LayoutLine *line = reach->layout->lines->pdata[i];
    if (line->box.y + line->box.height > box.y + box.height / 2) continue;
    if (box.y - (line->box.y + line->box.height) > reach->reach) break;
    bool stopped;
    if (column_words(reach, i, box, snippet, &stopped) || stopped) break;
  }
  add_or_free(snippets, snippet);
}

static void after(const Reach *reach, GPtrArray *snippets)
{
  Snippet *snippet = recto_snippet_new();
  const LayoutLine *start = reach->layout->lines->pdata[reach->hit->line];
  bool stopped = false;
  for (guint w = reach->hit->last + 1; w < start->words->len && !stopped; w++) {
    stopped = ends_value(reach, reach->hit->line, w);
    if (!stopped) recto_snippet_add(snippet, recto_line_word(start, w));
  }
  if (snippet->text->len && !recto_line_wraps(reach->layout, reach->hit->line)) recto_snippet_end_line(snippet);
  int wanted = MAX(1, reach->hit->from->lines), taken = 0;
  for (guint i = reach->hit->line + 1; i < reach->layout->lines->len && taken + 1 < wanted && !stopped; i++) {
    const LayoutLine *line = reach->layout->lines->pdata[i];
    if (recto_box_overlap_x(line->box, start->box) <= 0) continue;
    for (guint w = 0; w < line->words->len && !stopped; w++) {
      stopped = ends_value(reach, i, w);
      if (!stopped) recto_snippet_add(snippet, recto_line_word(line, w));
    }
    if (!recto_line_wraps(reach->layout, i)) recto_snippet_end_line(snippet);
    taken++;
  }
  add_or_free(snippets, snippet);
}

/* Only the wanted cell of the row, counted from the label. */
static void keep_cell(GPtrArray *snippets, int cell)
{
  if (cell <= 0) return;
  if ((guint)cell < snippets->len) g_ptr_array_set_size(snippets, cell);
  if ((guint)cell > snippets->len) g_ptr_array_set_size(snippets, 0);
  else g_ptr_array_remove_range(snippets, 0, (guint)cell - 1);
}

GPtrArray *recto_label_values(const RectoModels *models, const Layout *layout, const GArray *hits, const LabelHit *hit)
{
  GPtrArray *snippets = g_ptr_array_new_with_free_func((GDestroyNotify)recto_snippet_free);
  const LayoutLine *line = layout->lines->pdata[hit->line];
  double letter = MAX(line->letter, layout->letter);
  bool to_edge = hit->from->place == RECTO_PLACE_BELOW_RIGHT && hit->last + 1 == line->words->len;
  Reach reach = {layout, hits, hit, recto_limit(models, "judge.label.reach") * letter, recto_limit(models, "judge.label.word-gap"), to_edge, hit->from->place == RECTO_PLACE_AFTER && hit->from->pattern};
  switch (hit->from->place) {
    case RECTO_PLACE_RIGHT:
      right_of(&reach, snippets);
      keep_cell(snippets, hit->from->cell);
      if (hit->from->cell == 0) beside(&reach, true, snippets);
      break;
    case RECTO_PLACE_BELOW_RIGHT:
      if (to_edge) below(&reach, snippets);
      break;
    case RECTO_PLACE_BELOW: below(&reach, snippets); break;
    case RECTO_PLACE_ABOVE: above(&reach, snippets); break;
    case RECTO_PLACE_AFTER:
      after(&reach, snippets);
      beside(&reach, true, snippets);
      break;
    case RECTO_PLACE_RIGHT_OR_BELOW:
      right_of(&reach, snippets);
      beside(&reach, true, snippets);
      below(&reach, snippets);
      beside(&reach, false, snippets);
      break;
  }
  return snippets;
}
