/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds labels by phrase, tolerant of OCR. Must not know: kinds of values, where values stand. */
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

/* The phrase with its spaces lost or put elsewhere ("Faità", "Depuisle:"): where it ends, or NULL. */
static const char *glued_end(const char *text, const char *phrase)
{
  while (*phrase) {
    if (*phrase == ' ') phrase++;
    else if (*text == ' ') text++;
    else if (*text++ != *phrase++) return NULL;
  }
  return is_word_byte(*text) ? NULL : text;
}

static bool find_glued(const char *text, const char *phrase, size_t *ret_start, size_t *ret_end)
{
  enum { LEAST = 5 };
  if (!strchr(phrase, ' ') || strlen(phrase) <= LEAST) return false;
  for (const char *at = strchr(text, *phrase); at; at = strchr(at + 1, *phrase)) {
    const char *end = at == text || !is_word_byte(at[-1]) ? glued_end(at, phrase) : NULL;
    if (!end) continue;
    *ret_start = (size_t)(at - text);
    *ret_end = (size_t)(end - text);
    return true;
  }
  return false;
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
  if (find_glued(line->folded, phrase, &start, &end)) {
    add_hit(hits, line, line_index, start, end, hit);
    return;
  }
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

static bool ends_with_slash(const LayoutWord *word)
{
  size_t length = strlen(word->raw);
  return length > 0 && word->raw[length - 1] == '/';
}

static bool is_inside_hit(const GArray *hits, const LabelHit *hit, guint word)
{
  for (guint i = 0; i < hits->len; i++) {
    const LabelHit *other = &g_array_index(hits, LabelHit, i);
    if (other->rule != hit->rule && other->line == hit->line && word >= other->first && word <= other->last) return true;
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
    if (recto_line_gap_before(line, first) > word_gap * line->letter) break;
    first--;
  }
  hit->first = first;
}

/* "Surname / Mbiemri / Soyadi": at most four words a language; a value in capitals after a label in small letters is no part of it. */
static void take_foreign_after(const LayoutLine *line, const GArray *hits, LabelHit *hit)
{
  const LayoutWord *label = recto_line_word(line, hit->last);
  if (!ends_with_slash(label)) return;
  bool small = has_lower(recto_line_word(line, hit->first));
  guint end = hit->last + 5;
  for (guint w = hit->last + 1; w < line->words->len && w < end; w++) {
    const LayoutWord *word = recto_line_word(line, w);
    size_t length = strlen(word->raw);
    if (word->cell != label->cell || is_inside_hit(hits, hit, w) || strpbrk(word->raw, "0123456789") || (small && !has_lower(word))) return;
    hit->last = w;
    if (ends_with_slash(word)) end = w + 5; /* one more language */
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

/* ------------------------------------------------------------------ headings of parts */

/* "B - Identité de la personne hébergée", "Entre l'employeur": little before the phrase and little behind it in its cell. */
static bool is_heading(const LayoutLine *line, const LabelHit *hit)
{
  int before = 0, behind = 0, cell = recto_line_word(line, hit->first)->cell;
  for (guint w = 0; w < line->words->len; w++) {
    const LayoutWord *word = recto_line_word(line, w);
    if (word->cell != cell || (w >= hit->first && w <= hit->last)) continue;
    if (w > hit->last) behind++;
    else if (letters_of(word->folded) > 3 && !g_str_equal(word->folded, "ENTRE") && !g_str_equal(word->folded, "CADRE")) return false;
    else before++;
  }
  return before <= 3 && behind <= 6;
}

/* "HÉBERGEANT" is nearly "HÉBERGÉ": where one phrase stands to the letter, another's likeness does not count. */
static bool is_outdone(const GArray *found, const LabelHit *hit)
{
  for (guint i = 0; i < found->len && hit->edits > 0; i++) {
    const LabelHit *other = &g_array_index(found, LabelHit, i);
    if (other->line == hit->line && other->edits < hit->edits && other->first <= hit->last && other->last >= hit->first) return true;
  }
  return false;
}

/* Every heading that some way of the type names. */
static GArray *headings_of(const Layout *layout, const RectoType *type)
{
  g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(LabelHit));
  for (guint i = 0; i < type->fields->len; i++) {
    const RectoFieldRule *rule = type->fields->pdata[i];
    for (guint j = 0; j < rule->from->len; j++) {
      const RectoFrom *from = rule->from->pdata[j];
      find_phrases(found, layout, from->under, rule, from);
      find_phrases(found, layout, from->not_under, rule, from);
    }
  }
  GArray *headings = g_array_new(FALSE, TRUE, sizeof(LabelHit));
  for (guint i = 0; i < found->len; i++) {
    LabelHit *hit = &g_array_index(found, LabelHit, i);
    const LayoutLine *line = layout->lines->pdata[hit->line];
    if (!is_heading(line, hit) || is_outdone(found, hit)) continue;
    for (guint w = hit->first; w <= hit->last; w++) hit->box = recto_box_union(hit->box, recto_line_word(line, w)->box);
    g_array_append_val(headings, *hit);
  }
  return headings;
}

/* Is `a` nearer to the label than `b`, both standing before it: further down, or in the same row further right (left of the label) or left (right of it)? */
static bool is_nearer(const LabelHit *a, const LabelHit *b, bool right)
{
  if (a->line != b->line) return a->line > b->line;
  return right ? a->first < b->first : a->first > b->first;
}

/* The heading that the label stands under: of those before it in reading order the last; where several stand side by side, the one over its column. A row's
 * label stands left of the headings of a table ("| PERE | MERE"): with `rows` the first of the nearest row speaks then. NULL = none. */
static const LabelHit *heading_over(const Layout *layout, const GArray *headings, const LabelHit *hit, bool rows)
{
  const LabelHit *over = NULL, *right = NULL;
  int left = recto_line_word(layout->lines->pdata[hit->line], hit->first)->box.x;
  for (guint i = 0; i < headings->len; i++) {
    const LabelHit *heading = &g_array_index(headings, LabelHit, i);
    bool before = heading->line < hit->line || (heading->line == hit->line && heading->last < hit->first);
    bool is_right = heading->box.x > left + 2 * layout->letter;
    const LabelHit **best = is_right ? &right : &over;
    if (before && (!*best || is_nearer(heading, *best, is_right))) *best = heading;
  }
  return rows && right && (!over || right->line > over->line) ? right : over;
}

static bool is_under(const Layout *layout, const GArray *headings, const LabelHit *hit, bool rows)
{
  const LabelHit *over = heading_over(layout, headings, hit, rows);
  for (guint i = 0; over && i < headings->len; i++) {
    const LabelHit *heading = &g_array_index(headings, LabelHit, i);
    if (heading->line == over->line && heading->first == over->first && heading->from == hit->from) return true;
  }
  return false;
}

static void drop_misplaced(const Layout *layout, const RectoType *type, GArray *hits)
{
  g_autoptr(GArray) headings = headings_of(layout, type);
  for (guint i = hits->len; i-- > 0;) {
    const LabelHit *hit = &g_array_index(hits, LabelHit, i);
    if (!hit->rule || (!hit->from->under && !hit->from->not_under)) continue;
    bool under = is_under(layout, headings, hit, hit->from->not_under != NULL);
    if (hit->from->under ? !under : under) g_array_remove_index(hits, i);
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
  drop_misplaced(layout, type, kept);
  return kept;
}
