/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rebuilds lines and cells from word boxes. Must not know: document types, fields. */
#include "judge/layout.h"

#include "base/regex.h"

#include <recto/text.h>
#include <string.h>

enum { TRIGRAM_BITS = 1 << 15 };

static void line_free(gpointer data)
{
  LayoutLine *line = data;
  for (guint i = 0; i < line->words->len; i++) {
    g_free(g_array_index(line->words, LayoutWord, i).raw);
    g_free(g_array_index(line->words, LayoutWord, i).folded);
  }
  g_array_unref(line->words);
  g_free(line->raw);
  g_free(line->folded);
  g_free(line);
}

static LayoutLine *line_new(void)
{
  LayoutLine *line = g_new0(LayoutLine, 1);
  line->words = g_array_new(FALSE, TRUE, sizeof(LayoutWord));
  return line;
}

const LayoutWord *recto_line_word(const LayoutLine *line, guint index)
{
  return &g_array_index(line->words, LayoutWord, index);
}

int recto_line_gap_before(const LayoutLine *line, guint w)
{
  RectoBox word = recto_line_word(line, w)->box, before = recto_line_word(line, w - 1)->box;
  return word.x - (before.x + before.width);
}

int recto_box_overlap_x(RectoBox a, RectoBox b)
{
  return MIN(a.x + a.width, b.x + b.width) - MAX(a.x, b.x);
}

static int overlap_y(RectoBox a, RectoBox b)
{
  return MIN(a.y + a.height, b.y + b.height) - MAX(a.y, b.y);
}

static int compare_ints(gconstpointer a, gconstpointer b)
{
  return *(const int *)a - *(const int *)b;
}

static double median_height(const GPtrArray *words)
{
  g_autoptr(GArray) heights = g_array_new(FALSE, FALSE, sizeof(int));
  for (guint i = 0; i < words->len; i++) {
    const RectoWord *word = words->pdata[i];
    if (word->box.height > 0 && word->text && g_utf8_strlen(word->text, -1) > 1) g_array_append_val(heights, word->box.height);
  }
  if (heights->len == 0) return 1;
  g_array_sort(heights, compare_ints);
  return MAX(1, g_array_index(heights, int, heights->len / 2));
}

static int compare_left(gconstpointer a, gconstpointer b)
{
  const RectoWord *wa = *(const RectoWord *const *)a, *wb = *(const RectoWord *const *)b;
  return wa->box.x != wb->box.x ? wa->box.x - wb->box.x : wa->box.y - wb->box.y;
}

/* Where a glued word ("Nom:DUPONT", "Nom/Surname") falls apart: after a colon or slash between letters. 0 = in one piece. */
static size_t split_point(const char *text)
{
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    if (*p != ':' && *p != '/') continue;
    if (p == text || !p[1]) continue;
    gunichar before = g_utf8_get_char(g_utf8_prev_char(p)), after = g_utf8_get_char(p + 1);
    bool letters = g_unichar_isalpha(before) && g_unichar_isalpha(after);
    if (*p == ':' && (letters || (g_unichar_isalpha(before) && g_unichar_isdigit(after)))) return (size_t)(p - text) + 1;
    if (*p == '/' && letters && g_utf8_pointer_to_offset(text, p) >= 3 && g_utf8_strlen(p + 1, -1) >= 3) return (size_t)(p - text) + 1;
  }
  return 0;
}

static int compare_doubles(gconstpointer a, gconstpointer b)
{
  double da = *(const double *)a, db = *(const double *)b;
  return (da > db) - (da < db);
}

/* How much a row falls per pixel to the right, by the baselines of the engine's own lines; their median, as photos lean unevenly. 0 when few lines tell. */
static double lean_of(const RectoPage *page, int letter)
{
  g_autoptr(GArray) leans = g_array_new(FALSE, FALSE, sizeof(double));
  const RectoWord *first = NULL, *last = NULL;
  for (guint i = 0; i <= page->words->len; i++) {
    const RectoWord *word = i < page->words->len ? page->words->pdata[i] : NULL;
    if (first && word && word->line == first->line && word->block == first->block) {
      last = word;
      continue;
    }
    if (first && last && first->baseline > 0 && last->baseline > 0 && last->box.x - first->box.x > 8 * letter) {
      double lean = (double)(last->baseline - first->baseline) / (last->box.x - first->box.x);
      g_array_append_val(leans, lean);
    }
    first = word;
    last = NULL;
  }
  if (leans->len < 4) return 0;
  g_array_sort(leans, compare_doubles);
  return g_array_index(leans, double, leans->len / 2);
}

static void append_part(LayoutLine *line, const RectoWord *word, const char *text, size_t length, RectoBox box)
{
  LayoutWord part = {.word = word, .raw = g_strndup(text, length), .box = box};
  part.folded = recto_text_fold(part.raw);
  g_array_append_val(line->words, part);
}

/* Where the word would stand if rows were level. */
static RectoBox level_box(const RectoWord *word, double lean)
{
  RectoBox box = word->box;
  box.y -= (int)(lean * box.x);
  return box;
}

static void append_word(LayoutLine *line, const RectoWord *word, double lean)
{
  const char *text = word->text;
  RectoBox box = level_box(word, lean);
  size_t cut;
  while ((cut = split_point(text)) > 0) {
    RectoBox left = box;
    left.width = (int)(box.width * ((double)cut / (double)strlen(text)));
    append_part(line, word, text, cut, left);
    text += cut;
    box.x += left.width;
    box.width -= left.width;
  }
  append_part(line, word, text, strlen(text), box);
}

/* The line whose last word stands best beside this one: comparing with the neighbour, not with the whole line, follows a slight slope. */
static LayoutLine *line_for(const GPtrArray *lines, RectoBox box)
{
  LayoutLine *best = NULL;
  double best_share = 0.5;
  for (guint i = 0; i < lines->len; i++) {
    LayoutLine *line = lines->pdata[i];
    RectoBox last = recto_line_word(line, line->words->len - 1)->box;
    int lower = MIN(last.height, box.height);
    double share = lower > 0 ? (double)overlap_y(last, box) / lower : 0;
    if (MAX(last.height, box.height) > 3 * MAX(1, lower)) continue; /* a photo's frame or a stray bar is no neighbour */
    if (share > best_share) best = line, best_share = share;
  }
  return best;
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
  const LayoutLine *la = *(const LayoutLine *const *)a, *lb = *(const LayoutLine *const *)b;
  int ya = la->box.y + la->box.height / 2, yb = lb->box.y + lb->box.height / 2;
  return ya != yb ? ya - yb : la->box.x - lb->box.x;
}

static void close_line(LayoutLine *line, double gap_ratio)
{
  g_autoptr(GString) raw = g_string_new(NULL);
  g_autoptr(GString) folded = g_string_new(NULL);
  g_autoptr(GArray) heights = g_array_new(FALSE, FALSE, sizeof(int));
  for (guint i = 0; i < line->words->len; i++) {
    LayoutWord *word = &g_array_index(line->words, LayoutWord, i);
    line->box = recto_box_union(line->box, word->box);
    g_array_append_val(heights, word->box.height);
    if (raw->len) g_string_append_c(raw, ' ');
    word->raw_start = raw->len;
    g_string_append(raw, word->raw);
    word->raw_end = raw->len;
    if (folded->len && *word->folded) g_string_append_c(folded, ' ');
    word->fold_start = folded->len;
    g_string_append(folded, word->folded);
    word->fold_end = folded->len;
  }
  g_array_sort(heights, compare_ints);
  line->letter = MAX(1, g_array_index(heights, int, heights->len / 2));
  for (guint i = 1; i < line->words->len; i++) {
    LayoutWord *word = &g_array_index(line->words, LayoutWord, i);
    const LayoutWord *before = recto_line_word(line, i - 1);
    double gap = word->box.x - (before->box.x + before->box.width);
    word->cell = before->cell + (gap > gap_ratio * line->letter ? 1 : 0);
  }
  line->raw = g_string_free(g_steal_pointer(&raw), FALSE);
  line->folded = g_string_free(g_steal_pointer(&folded), FALSE);
}

/* What the engine makes of rules, dots and edges stands between labels and their values. */
static bool is_rubbish(const LayoutLine *line)
{
  for (const char *p = line->folded; *p; p = g_utf8_next_char(p))
    if (g_unichar_isalnum(g_utf8_get_char(p)) || *p == '<') return false;
  return true;
}

static void build_lines(Layout *layout, double gap_ratio)
{
  g_autoptr(GPtrArray) sorted = g_ptr_array_new();
  for (guint i = 0; i < layout->page->words->len; i++) {
    RectoWord *word = layout->page->words->pdata[i];
    if (!word->text || !*word->text || word->box.height <= 0) continue;
    g_ptr_array_add(sorted, word);
  }
  g_ptr_array_sort(sorted, compare_left);
  double lean = lean_of(layout->page, (int)layout->letter);
  for (guint i = 0; i < sorted->len; i++) {
    LayoutLine *line = line_for(layout->lines, level_box(sorted->pdata[i], lean));
    if (!line) g_ptr_array_add(layout->lines, line = line_new());
    append_word(line, sorted->pdata[i], lean);
  }
  for (guint i = layout->lines->len; i-- > 0;) {
    close_line(layout->lines->pdata[i], gap_ratio);
    if (is_rubbish(layout->lines->pdata[i])) g_ptr_array_remove_index_fast(layout->lines, i);
  }
  g_ptr_array_sort(layout->lines, compare_lines);
  layout->n_words = sorted->len;
}

/* "Identifiant fiscal du logement : 38…": a capital, and a colon after a few words. */
static bool begins_with_label(const LayoutLine *line)
{
  if (!g_unichar_isupper(g_utf8_get_char(recto_line_word(line, 0)->raw))) return false;
  for (guint w = 0; w < line->words->len && w < 6; w++) {
    const char *raw = recto_line_word(line, w)->raw;
    if (raw[strlen(raw) - 1] == ':') return true;
  }
  return false;
}

bool recto_line_wraps(const Layout *layout, guint index)
{
  if (index + 1 >= layout->lines->len) return false;
  const LayoutLine *line = layout->lines->pdata[index], *next = layout->lines->pdata[index + 1];
  const LayoutWord *last = recto_line_word(line, line->words->len - 1);
  if (last->cell > 0 || recto_line_word(next, next->words->len - 1)->cell > 0 || line->words->len < 5 || begins_with_label(next)) return false;
  double letter = MAX(line->letter, layout->letter), right = layout->content.x + layout->content.width;
  bool full = line->box.x + line->box.width >= right - 10 * letter || line->box.x + line->box.width >= next->box.x + next->box.width - 2 * letter;
  bool close = next->box.y - (line->box.y + line->box.height) < 1.3 * letter;
  return full && close && ABS(next->box.x - line->box.x) <= 3 * letter;
}

static guint trigram_hash(const uint8_t *p)
{
  return ((guint)p[0] * 2654435761u ^ (guint)p[1] * 40503u ^ (guint)p[2] * 2246822519u) % TRIGRAM_BITS;
}

static void text_close(LayoutText *zone, GString *text)
{
  zone->text = g_string_free(text, FALSE);
  zone->squeezed = recto_text_squeeze(zone->text);
  zone->trigrams = g_malloc0(TRIGRAM_BITS / 8);
  size_t length = strlen(zone->text);
  for (size_t i = 0; i + 2 < length; i++) {
    guint bit = trigram_hash((const uint8_t *)zone->text + i);
    zone->trigrams[bit / 8] |= (uint8_t)(1u << (bit % 8));
  }
}

bool recto_layout_in_zone(const RectoModels *models, const Layout *layout, const LayoutLine *line, RectoWhere where)
{
  double middle = line->box.y + line->box.height / 2.0 - layout->content.y;
  switch (where) {
    case RECTO_WHERE_TOP: return middle <= recto_limit(models, "judge.layout.top") * layout->content.height;
    case RECTO_WHERE_BOTTOM: return middle >= recto_limit(models, "judge.layout.bottom") * layout->content.height;
    case RECTO_WHERE_TITLE: return line->letter >= recto_limit(models, "judge.layout.title") * layout->letter;
    default: return true;
  }
}

/* Letters of a cell, and how many of them are capitals. */
static void count_capitals(const LayoutLine *line, guint first, guint last, int *ret_letters, int *ret_capitals)
{
  *ret_letters = *ret_capitals = 0;
  for (guint w = first; w <= last; w++)
    for (const char *p = recto_line_word(line, w)->raw; *p; p = g_utf8_next_char(p)) {
      gunichar c = g_utf8_get_char(p);
      if (g_unichar_isalpha(c)) *ret_letters += 1;
      if (g_unichar_isupper(c)) *ret_capitals += 1;
    }
}

/* The cells of a line that can be a heading: a few words, in capitals or in larger letters. */
static void append_headings(const RectoModels *models, const Layout *layout, const LayoutLine *line, GString *text)
{
  bool large = recto_layout_in_zone(models, layout, line, RECTO_WHERE_TITLE);
  guint most = (guint)recto_limit(models, "judge.layout.heading-words");
  double capitals_least = recto_limit(models, "judge.layout.heading-capitals");
  for (guint first = 0, last; first < line->words->len; first = last + 1) {
    for (last = first; last + 1 < line->words->len && recto_line_word(line, last + 1)->cell == recto_line_word(line, first)->cell;) last++;
    int letters, capitals;
    count_capitals(line, first, last, &letters, &capitals);
    if (letters < 5 || last - first + 1 > most || (!large && capitals < capitals_least * letters)) continue;
    for (guint w = first; w <= last; w++) g_string_append_printf(text, "%s ", recto_line_word(line, w)->folded);
    g_string_append(text, "| ");
  }
}

static void build_headings(const RectoModels *models, Layout *layout)
{
  GString *text = g_string_new(NULL);
  double depth = recto_limit(models, "judge.layout.heading-depth") * layout->content.height;
  for (guint i = 0; i < layout->lines->len; i++) {
    const LayoutLine *line = layout->lines->pdata[i];
    if (line->box.y - layout->content.y <= depth) append_headings(models, layout, line, text);
  }
  text_close(&layout->zones[RECTO_WHERE_HEADING], text);
}

static void build_zones(const RectoModels *models, Layout *layout)
{
  build_headings(models, layout);
  for (RectoWhere where = RECTO_WHERE_ANYWHERE; where <= RECTO_WHERE_TITLE; where++) {
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < layout->lines->len; i++) {
      const LayoutLine *line = layout->lines->pdata[i];
      if (!*line->folded || !recto_layout_in_zone(models, layout, line, where)) continue;
      g_string_append(text, text->len ? " " : "");
      g_string_append(text, line->folded);
    }
    text_close(&layout->zones[where], text);
  }
  GString *flow = g_string_new(NULL);
  for (guint i = 0; i < layout->page->words->len; i++) {
    const RectoWord *word = layout->page->words->pdata[i];
    if (word->text) g_string_append_printf(flow, "%s ", word->text);
  }
  g_autofree char *raw = g_string_free(flow, FALSE);
  g_autofree char *folded = recto_text_fold(raw);
  text_close(&layout->flow, g_string_new(folded));
}

Layout *recto_layout_new(const RectoModels *models, const RectoPage *page)
{
  Layout *layout = g_new0(Layout, 1);
  layout->page = page;
  layout->lines = g_ptr_array_new_with_free_func(line_free);
  layout->letter = median_height(page->words);
  build_lines(layout, recto_limit(models, "judge.layout.cell-gap"));
  for (guint i = 0; i < layout->lines->len; i++)
    layout->content = recto_box_union(layout->content, ((LayoutLine *)layout->lines->pdata[i])->box);
  build_zones(models, layout);
  return layout;
}

static void text_clear(LayoutText *zone)
{
  g_free(zone->text);
  g_free(zone->squeezed);
  g_free(zone->trigrams);
}

void recto_layout_free(Layout *layout)
{
  if (!layout) return;
  g_ptr_array_unref(layout->lines);
  for (int i = 0; i < LAYOUT_ZONES; i++) text_clear(&layout->zones[i]);
  text_clear(&layout->flow);
  g_free(layout);
}

/* An edit spoils at most three trigrams, so a phrase with too few of its trigrams on the page cannot stand there within `limit` edits. */
static bool trigrams_allow(const LayoutText *zone, const char *phrase, int limit)
{
  size_t length = strlen(phrase);
  if (length < 5) return true;
  int missing = 0;
  for (size_t i = 0; i + 2 < length; i++) {
    guint bit = trigram_hash((const uint8_t *)phrase + i);
    if (!(zone->trigrams[bit / 8] & (1u << (bit % 8))) && ++missing > 3 * limit) return false;
  }
  return true;
}

/* Letters spaced out ("B U L L E T I N") or glued together keep their order once squeezed; short phrases would match by chance. */
static bool squeezed_has(const LayoutText *zone, const char *phrase)
{
  g_autofree char *needle = recto_text_squeeze(phrase);
  return strlen(needle) >= 10 && strstr(zone->squeezed, needle);
}

/* A clue of one short word has look-alikes ("DEVIS", "DENIS"), so clues forgive less than labels, which stand in their place. */
static int clue_tolerance(const char *phrase)
{
  int letters = 0;
  for (const char *p = phrase; *p; p++) letters += g_ascii_isalnum(*p) ? 1 : 0;
  return MIN(recto_text_tolerance(phrase), letters / 8);
}

static int text_find(const LayoutText *zone, const char *phrase)
{
  int limit = clue_tolerance(phrase);
  if (trigrams_allow(zone, phrase, limit)) {
    int edits = recto_text_find(zone->text, phrase, limit, NULL, NULL);
    if (edits >= 0) return edits;
  }
  return squeezed_has(zone, phrase) ? 1 : -1;
}

int recto_layout_find(const Layout *layout, RectoWhere where, const char *folded_phrase)
{
  int edits = text_find(&layout->zones[where], folded_phrase);
  if (edits >= 0 || where != RECTO_WHERE_ANYWHERE) return edits;
  return text_find(&layout->flow, folded_phrase);
}

bool recto_layout_matches(const Layout *layout, RectoWhere where, const char *expression)
{
  GRegex *regex = recto_regex(expression, 0);
  return regex && g_regex_match(regex, layout->zones[where].text, 0, NULL);
}

char **recto_layout_strings(const Layout *layout)
{
  GStrvBuilder *builder = g_strv_builder_new();
  for (guint i = 0; i < layout->lines->len; i++) g_strv_builder_add(builder, ((LayoutLine *)layout->lines->pdata[i])->raw);
  char **strings = g_strv_builder_end(builder);
  g_strv_builder_unref(builder);
  return strings;
}
