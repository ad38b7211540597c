/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds labels by phrase, tolerant of OCR, and gathers the text where a value may stand. Must not know: kinds of values. */
#include "judge/labels.h"

#include <recto/text.h>
#include <string.h>

static void add_hit(GArray *hits, const LayoutLine *line, guint line_index, size_t start, size_t end, LabelHit hit)
{
  bool begun = false;
  for (guint i = 0; i < line->words->len; i++) {
    const LayoutWord *word = recto_line_word(line, i);
    if (!*word->folded || word->fold_end <= start || word->fold_start >= end) continue;
    if (!begun) hit.first = i;
    hit.last = i;
    begun = true;
  }
  if (!begun || recto_line_word(line, hit.first)->cell != recto_line_word(line, hit.last)->cell) return;
  hit.line = line_index;
  g_array_append_val(hits, hit);
}

static bool is_word_byte(char c)
{
  return g_ascii_isalnum(c) || (guchar)c >= 0x80;
}

static bool at_boundaries(const char *text, const char *at, size_t length)
{
  return (at == text || !is_word_byte(at[-1])) && !is_word_byte(at[length]);
}

static void find_phrase(GArray *hits, const LayoutLine *line, guint line_index, const char *phrase, LabelHit hit)
{
  size_t start, end;
  bool exact = false;
  hit.length = strlen(phrase);
  for (const char *at = strstr(line->folded, phrase); at; at = strstr(at + 1, phrase)) {
    if (!at_boundaries(line->folded, at, hit.length)) continue;
    start = (size_t)(at - line->folded);
    add_hit(hits, line, line_index, start, start + hit.length, hit);
    exact = true;
  }
  if (exact) return;
  int edits = recto_text_find(line->folded, phrase, recto_text_tolerance(phrase), &start, &end);
  if (edits <= 0) return;
  hit.edits = edits;
  add_hit(hits, line, line_index, start, end, hit);
}

static void find_phrases(GArray *hits, const Layout *layout, char **phrases, const RectoFieldRule *rule, const RectoFrom *from)
{
  for (int p = 0; phrases && phrases[p]; p++) {
    LabelHit hit = {.rule = rule, .from = from};
    for (guint i = 0; i < layout->lines->len; i++) find_phrase(hits, layout->lines->pdata[i], i, phrases[p], hit);
  }
}

/* "1.", "(2)", "N°", "-": what may stand before a label or between label and value. */
static bool is_mark(const LayoutWord *word)
{
  const char *p = word->folded;
  size_t length = strlen(p);
  if (length == 0 || length == strspn(p, ".:;,-/|()*#_=~'\"")) return true;
  bool note = length <= 4 && strspn(p, "0123456789().A-") == length && strpbrk(p, ".()");
  return note || (g_ascii_isdigit(p[0]) && length == 1);
}

static bool ends_with_mark(const LayoutWord *word)
{
  size_t length = strlen(word->raw);
  return length > 0 && strchr(".:;,)/|-", word->raw[length - 1]);
}

/* "Nom : RAKOTO Prénom : Voahangy"; in "N° locataire : 0045678" the label is longer. */
static bool is_followed_by_colon(const LayoutLine *line, const LabelHit *hit)
{
  static const char *const heads[] = {"N", "NO", "N°", "NUMERO", "REF", "REF.", "REFERENCE", "CODE", "DATE", NULL};
  if (g_strv_contains(heads, recto_line_word(line, hit->first - 1)->folded)) return false;
  if (g_str_has_suffix(recto_line_word(line, hit->last)->raw, ":")) return true;
  return hit->last + 1 < line->words->len && recto_line_word(line, hit->last + 1)->raw[0] == ':';
}

/* A short word such as "NOM" is a label only where a label can begin. */
static bool is_anchored(const LayoutLine *line, const LabelHit *hit, const GArray *hits)
{
  const LayoutWord *first = recto_line_word(line, hit->first);
  if (hit->first == 0) return true;
  const LayoutWord *before = recto_line_word(line, hit->first - 1);
  if (is_followed_by_colon(line, hit)) return true;
  if (before->cell != first->cell || is_mark(before) || ends_with_mark(before)) return true;
  for (guint i = 0; i < hits->len; i++) {
    const LabelHit *other = &g_array_index(hits, LabelHit, i);
    if (other->line == hit->line && other->last == hit->first - 1) return true;
  }
  return false;
}

static bool covers(const LabelHit *outer, const LabelHit *inner)
{
  return outer->line == inner->line && outer->first <= inner->first && outer->last >= inner->last &&
         (outer->length > inner->length || (outer->length == inner->length && outer->edits < inner->edits && outer->rule == inner->rule));
}

static int letters_of(const char *text)
{
  int n = 0;
  for (const char *p = text; *p; p++) n += g_ascii_isalpha(*p) ? 1 : 0;
  return n;
}

static GArray *kept_hits(const RectoModels *models, const Layout *layout, const GArray *hits)
{
  GArray *kept = g_array_new(FALSE, TRUE, sizeof(LabelHit));
  double free_letters = recto_limit(models, "judge.label.free-letters");
  for (guint i = 0; i < hits->len; i++) {
    const LabelHit *hit = &g_array_index(hits, LabelHit, i);
    const LayoutLine *line = layout->lines->pdata[hit->line];
    bool inside = false;
    for (guint j = 0; j < hits->len && !inside; j++) inside = j != i && covers(&g_array_index(hits, LabelHit, j), hit);
    int letters = 0;
    for (guint w = hit->first; w <= hit->last; w++) letters += letters_of(recto_line_word(line, w)->folded);
    bool flowing = !hit->rule || hit->from->place == RECTO_PLACE_AFTER;
    bool anchored = is_anchored(line, hit, hits);
    if (inside || (!flowing && letters < free_letters && !anchored)) continue;
    LabelHit copy = *hit;
    copy.anchored = anchored;
    g_array_append_val(kept, copy);
  }
  return kept;
}

/* The same rule's label in another language that begins at this word. */
static const LabelHit *own_hit_at(const GArray *hits, const LabelHit *hit, guint word)
{
  for (guint i = 0; i < hits->len; i++) {
    const LabelHit *other = &g_array_index(hits, LabelHit, i);
    if (other != hit && other->line == hit->line && other->first == word && other->rule && other->rule == hit->rule) return other;
  }
  return NULL;
}

static int gap_before(const LayoutLine *line, guint w)
{
  RectoBox word = recto_line_word(line, w)->box, before = recto_line_word(line, w - 1)->box;
  return word.x - (before.x + before.width);
}

static bool ends_with_slash(const LayoutWord *word)
{
  size_t length = strlen(word->raw);
  return length > 0 && word->raw[length - 1] == '/';
}

static bool is_inside_hit(const GArray *hits, const LabelHit *hit, guint word)
{
  for (guint i = 0; i < hits->len; i++) {
    const LabelHit *other = &g_array_index(hits, LabelHit, i);
    if (other != hit && other->line == hit->line && word >= other->first && word <= other->last) return true;
  }
  return false;
}

static bool has_lower(const LayoutWord *word)
{
  for (const char *p = word->raw; *p; p = g_utf8_next_char(p))
    if (g_unichar_islower(g_utf8_get_char(p))) return true;
  return false;
}

/* "Mbiemri / Surname": what stands before the slash is the label in a language we do not know; the value stands under its left edge. */
static void take_foreign_before(const LayoutLine *line, const GArray *hits, double word_gap, LabelHit *hit)
{
  guint first = hit->first;
  int cell = recto_line_word(line, first)->cell;
  if (first == 0 || !ends_with_slash(recto_line_word(line, first - 1))) return;
  while (first > 0) {
    const LayoutWord *word = recto_line_word(line, first - 1);
    size_t length = strlen(word->raw);
    if (word->cell != cell || is_inside_hit(hits, hit, first - 1) || strpbrk(word->raw, "0123456789") || (length && word->raw[length - 1] == ':')) break;
    if (gap_before(line, first) > word_gap * line->letter) break;
    first--;
  }
  hit->first = first;
}

/* "Surname / Mbiemri": at most four words; a value in capitals after a label in small letters is no part of it. */
static void take_foreign_after(const LayoutLine *line, const GArray *hits, LabelHit *hit)
{
  const LayoutWord *label = recto_line_word(line, hit->last);
  if (!ends_with_slash(label)) return;
  bool small = has_lower(recto_line_word(line, hit->first));
  for (guint w = hit->last + 1, end = hit->last + 5; w < line->words->len && w < end; w++) {
    const LayoutWord *word = recto_line_word(line, w);
    size_t length = strlen(word->raw);
    if (word->cell != label->cell || is_inside_hit(hits, hit, w) || strpbrk(word->raw, "0123456789") || (small && !has_lower(word))) return;
    hit->last = w;
    if (word->raw[length - 1] == ':') return;
  }
}

/* A bilingual label is one label: "Nom / Surname (1) :". */
static void extend_runs(const Layout *layout, double word_gap, GArray *hits)
{
  for (guint i = 0; i < hits->len; i++) {
    LabelHit *hit = &g_array_index(hits, LabelHit, i);
    const LayoutLine *line = layout->lines->pdata[hit->line];
    for (guint w = hit->last + 1; w < line->words->len; w++) {
      const LabelHit *next = own_hit_at(hits, hit, w);
      if (next) hit->last = w = MAX(w, next->last);
      else if (is_mark(recto_line_word(line, w)) && !g_ascii_isdigit(recto_line_word(line, w)->folded[0])) hit->last = w;
      else break;
    }
    if (hit->rule) {
      take_foreign_before(line, hits, word_gap, hit);
      take_foreign_after(line, hits, hit);
    }
    for (guint w = hit->first; w <= hit->last; w++) hit->box = recto_box_union(hit->box, recto_line_word(line, w)->box);
  }
}

GArray *recto_labels_find(const RectoModels *models, const Layout *layout, const RectoType *type)
{
  g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(LabelHit));
  for (guint i = 0; i < type->fields->len; i++) {
    const RectoFieldRule *rule = type->fields->pdata[i];
    for (guint j = 0; j < rule->from->len; j++) {
      const RectoFrom *from = rule->from->pdata[j];
      if (from->from == RECTO_FROM_LABEL) find_phrases(found, layout, from->labels, rule, from);
      find_phrases(found, layout, from->stop, NULL, from);
    }
  }
  GArray *kept = kept_hits(models, layout, found);
  extend_runs(layout, recto_limit(models, "judge.label.word-gap"), kept);
  return kept;
}

/* ------------------------------------------------------------------ values near a hit */

typedef struct {
  const Layout *layout;
  const GArray *hits;
  const LabelHit *hit;
  double reach;  /* px below a label in which its value must begin */
  double word_gap; /* letters of white inside one value; more may part two columns */
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
    if (recto_box_overlap_x(word, box) > 0 || (word.x >= box.x - slack && word.x <= box.x + box.width)) break;
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
    if (w > start && is_under_other(reach, word->box) && gap_before(line, w) > reach->word_gap * line->letter) break;
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

GPtrArray *recto_label_values(const RectoModels *models, const Layout *layout, const GArray *hits, const LabelHit *hit)
{
  GPtrArray *snippets = g_ptr_array_new_with_free_func((GDestroyNotify)recto_snippet_free);
  const LayoutLine *line = layout->lines->pdata[hit->line];
  double letter = MAX(line->letter, layout->letter);
  Reach reach = {layout, hits, hit, recto_limit(models, "judge.label.reach") * letter, recto_limit(models, "judge.label.word-gap"), hit->from->place == RECTO_PLACE_AFTER && hit->from->pattern};
  switch (hit->from->place) {
    case RECTO_PLACE_RIGHT:
      right_of(&reach, snippets);
      beside(&reach, true, snippets);
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
