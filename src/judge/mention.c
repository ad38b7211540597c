/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates and their surroundings. Must not know: weights, document types. */
#include "judge/mention.h"

#include "judge/take.h"

#include <recto/date.h>
#include <recto/judge.h>
#include <recto/text.h>
#include <string.h>

enum { BEFORE = 7, BEHIND = 8, NAME_WORDS = 7, DAY_WORDS = 16 };

typedef struct {
  const LayoutWord *word;
  char *core;         /* without the marks at its edges */
  char *folded;       /* of the core, digits as 0 */
  guint line;
  bool starts_cell, starts_line; /* a line that running text continues from the one above does not start */
  bool ends;          /* a mark behind it parts it from the next word */
} Token;

typedef struct { const Layout *layout; GArray *tokens; /* of Token */ } Text;

static void token_clear(gpointer data)
{
  Token *token = data;
  g_free(token->core);
  g_free(token->folded);
}

static const Token *token_at(const Text *text, guint i)
{
  return &g_array_index(text->tokens, Token, i);
}

static char *core_of(const char *raw, bool *ret_ends)
{
  static const char *const opening = "«\"“‘([{*•·–—-:,;.|_=~'", *const closing = "»\"”’)]}*•:,;.|_=~!?";
  const char *start = raw, *end = raw + strlen(raw);
  while (start < end && g_utf8_strchr(opening, -1, g_utf8_get_char(start))) start = g_utf8_next_char(start);
  const char *last = end;
  *ret_ends = false;
  while (last > start) {
    const char *before = g_utf8_find_prev_char(start, last);
    if (!before || !g_utf8_strchr(closing, -1, g_utf8_get_char(before))) break;
    if (*before == '.' && last - start <= 2) break; /* "M.", "J." */
    *ret_ends = *ret_ends || g_utf8_strchr(",;:.)»”]!?", -1, g_utf8_get_char(before));
    last = before;
  }
  return g_strndup(start, (gsize)(last - start));
}

static Text text_of(const Layout *layout)
{
  Text text = {layout, g_array_new(FALSE, TRUE, sizeof(Token))};
  g_array_set_clear_func(text.tokens, token_clear);
  bool wraps = false;
  for (guint l = 0; l < layout->lines->len; l++) {
    const LayoutLine *line = layout->lines->pdata[l];
    for (guint w = 0; w < line->words->len; w++) {
      const LayoutWord *word = recto_line_word(line, w);
      Token token = {.word = word, .line = l};
      token.core = core_of(word->raw, &token.ends);
      token.folded = recto_text_fold(token.core);
      for (char *p = token.folded; *p; p++)
        if (g_ascii_isdigit(*p)) *p = '0';
      token.starts_line = w == 0 && !wraps;
      token.starts_cell = token.starts_line || (w > 0 && word->cell != recto_line_word(line, w - 1)->cell);
      g_array_append_val(text.tokens, token);
    }
    wraps = recto_line_wraps(layout, l);
  }
  return text;
}

/* ------------------------------------------------------------------ features */

uint32_t recto_feature_hash(const char *name, const char *value)
{
  uint32_t hash = 2166136261u;
  for (const char *p = name; *p; p++) hash = (hash ^ (guchar)*p) * 16777619u;
  hash = (hash ^ '=') * 16777619u;
  for (const char *p = value; *p; p++) hash = (hash ^ (guchar)*p) * 16777619u;
  return hash;
}

static void add(Mention *mention, const char *name, const char *value)
{
  uint32_t hash = recto_feature_hash(name, value);
  g_array_append_val(mention->features, hash);
}

static void add_number(Mention *mention, const char *name, int value)
{
  char text[16];
  g_snprintf(text, sizeof text, "%d", value);
  add(mention, name, text);
}

static bool is_title_word(const char *folded)
{
  static const char *const titles[] = {"M", "M.", "MR", "MR.", "MME", "MME.", "MLLE", "MLLE.", "MONSIEUR", "MADAME", "MADEMOISELLE", "MS", "MRS"};
  for (gsize i = 0; i < G_N_ELEMENTS(titles); i++)
    if (g_str_equal(titles[i], folded)) return true;
  return false;
}

/* The words before: nearest alone, the nearest two and three together, and all as a bag. "^" is where a line begins, "|" a cell. */
static void add_before(Mention *mention, const Text *text, guint first)
{
  g_autoptr(GString) tail = g_string_new(NULL);
  guint i = first;
  bool titled = false;
  while (i > 0 && !token_at(text, i)->starts_cell && is_title_word(token_at(text, i - 1)->folded)) {
    add(mention, "title", token_at(text, --i)->folded);
    titled = true;
  }
  if (!titled) add(mention, "title", "");
  for (int n = 1; n <= BEFORE; n++) {
    const Token *here = token_at(text, i);
    bool stop = i == 0 || here->starts_line || (here->starts_cell && n > 1);
    const char *word = here->starts_line || i == 0 ? "^" : here->starts_cell ? "|" : token_at(text, i - 1)->folded;
    g_string_prepend(tail, word);
    g_string_prepend_c(tail, ' ');
    if (n == 1) add(mention, "p1", tail->str);
    if (n == 2) add(mention, "p2", tail->str);
    if (n == 3) add(mention, "p3", tail->str);
    add(mention, "b", word);
    if (stop || here->starts_cell) break;
    i--;
  }
}

static void add_behind(Mention *mention, const Text *text, guint last)
{
  g_autoptr(GString) head = g_string_new(NULL);
  guint i = last;
  for (int n = 1; n <= BEHIND; n++) {
    bool end = i + 1 >= text->tokens->len || token_at(text, i + 1)->starts_cell;
    const char *word = end ? "$" : token_at(text, i + 1)->folded;
    g_string_append_printf(head, "%s%s ", n == 1 && token_at(text, last)->ends ? "," : "", word);
    if (n == 1) add(mention, "n1", head->str);
    if (n == 2) add(mention, "n2", head->str);
    if (n == 3) add(mention, "n3", head->str);
    add(mention, "a", word);
    if (end) break;
    i++;
  }
}

/* A cell that begins with the mention is often told by the cell to its left and the words above it. */
static void add_labels(Mention *mention, const Text *text, guint first)
{
  const Token *token = token_at(text, first);
  guint start = first;
  while (start > 0 && !token_at(text, start)->starts_cell) start--;
  if (first - start > 1) return;
  g_autoptr(GString) label = g_string_new(NULL);
  for (guint i = start, n = 0; i > 0 && n < 5 && token_at(text, i - 1)->line == token->line; i--, n++) {
    if (n > 0 && token_at(text, i)->starts_cell) break;
    add(mention, "l", token_at(text, i - 1)->folded);
    g_string_prepend(label, token_at(text, i - 1)->folded);
  }
  if (label->len) add(mention, "label", label->str);
  int n = 0;
  for (guint i = first; i > 0 && n < 5; i--) {
    const Token *over = token_at(text, i - 1);
    if (over->line + 2 < token->line) break;
    if (over->line + 1 != token->line || recto_box_overlap_x(over->word->box, mention->box) <= 0) continue;
    add(mention, "u", over->folded);
    n++;
  }
}

/* The last short line above: often the heading of a part ("LE SALARIÉ", "ENTRE", "Signature"). */
static void add_heading(Mention *mention, const Text *text, guint first)
{
  const Token *token = token_at(text, first);
  int found = 0;
  for (guint l = token->line; l > 0 && found < 2 && token->line - l < 7; l--) {
    const LayoutLine *line = text->layout->lines->pdata[l - 1];
    if (line->words->len > 5) continue;
    for (guint w = 0; w < line->words->len; w++) {
      g_autofree char *folded = recto_text_fold(recto_line_word(line, w)->raw);
      g_strdelimit(folded, ".,:;()", ' ');
      g_autofree char *name = g_strdup_printf("h%d", found);
      add(mention, name, g_strstrip(folded));
    }
    found++;
  }
}

static void add_place(Mention *mention, const Text *text, guint first, guint last)
{
  RectoBox content = text->layout->content;
  add_number(mention, "y", 8 * (mention->box.y - content.y) / MAX(1, content.height));
  add_number(mention, "x", 4 * (mention->box.x - content.x) / MAX(1, content.width));
  bool alone = token_at(text, first)->starts_cell && (last + 1 >= text->tokens->len || token_at(text, last + 1)->starts_cell);
  add(mention, "alone", alone ? "yes" : "no");
  guint next = last + 1;
  while (next < text->tokens->len && token_at(text, next)->line == token_at(text, last)->line) next++;
  if (next < text->tokens->len) add(mention, "below", token_at(text, next)->folded);
  for (guint i = next, n = 0; i < text->tokens->len && n < 14; i++, n++)
    if (g_str_equal(token_at(text, i)->folded, "00000")) {
      add(mention, "town", alone ? "below alone" : "below");
      break;
    }
  double letter = mention->box.height / MAX(1, text->layout->letter);
  add(mention, "size", letter > 1.35 ? "large" : letter < 0.75 ? "small" : "plain");
}

/* ------------------------------------------------------------------ names */

static Mention *mention_new(const Text *text, guint first, guint last, char *value)
{
  Mention *mention = g_new0(Mention, 1);
  mention->features = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  mention->value = value;
  g_autoptr(GString) read = g_string_new(NULL);
  for (guint i = first; i <= last; i++) {
    const LayoutWord *word = token_at(text, i)->word;
    RectoBox box = word->box;
    box.y = word->word->box.y;
    mention->box = recto_box_union(mention->box, box);
    mention->confidence += word->word->confidence / (double)(last - first + 1);
    g_string_append_printf(read, "%s%s", i > first ? " " : "", word->raw);
  }
  mention->as_read = g_string_free(g_steal_pointer(&read), FALSE);
  return mention;
}

static void mention_free(gpointer data)
{
  Mention *mention = data;
  g_free(mention->value);
  g_free(mention->as_read);
  g_array_unref(mention->features);
  g_free(mention);
}

static bool is_name_word(const char *core)
{
  if (!g_unichar_isupper(g_utf8_get_char(core))) return false;
  glong letters = 0;
  for (const char *p = core; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_isalpha(c)) letters++;
    else if (!g_utf8_strchr("-'’.", -1, c)) return false;
  }
  return letters >= 2;
}

static bool is_capitals(const char *core)
{
  bool upper = false;
  for (const char *p = core; *p; p = g_utf8_next_char(p)) {
    if (g_unichar_islower(g_utf8_get_char(p))) return false;
    upper = upper || g_unichar_isupper(g_utf8_get_char(p));
  }
  return upper;
}

static void add_name_shape(Mention *mention, const Text *text, guint first, guint last)
{
  g_autoptr(GString) shape = g_string_new(NULL);
  for (guint i = first; i <= last; i++) {
    const Token *token = token_at(text, i);
    g_string_append(shape, is_capitals(token->core) ? "A" : g_unichar_isupper(g_utf8_get_char(token->core)) ? "Aa" : "a");
    add(mention, "word", token->folded);
  }
  add(mention, "shape", shape->str);
  add(mention, "first-word", token_at(text, first)->folded);
  add_number(mention, "words", (int)(last - first + 1));
}

/* What makes a run of words a candidate of its kind. */
typedef struct {
  bool (*is_word)(const char *core);
  bool (*is_glue)(const char *core); /* small words inside */
  char *(*clean)(const char *text);  /* NULL = it is none */
  guint most;                        /* words */
  bool alone;                        /* one word in running text may be one */
} Kind;

static char *clean_person(const char *text)
{
  guint words = 0;
  char *value = recto_person_clean(text, false, &words);
  if (value && words == 0) g_clear_pointer(&value, g_free);
  return value;
}

static char *clean_place(const char *text)
{
  return g_strdup(text);
}

/* "3A BÂTIMENT", "CESU+": figures and signs belong to companies. */
static bool is_company_word(const char *core)
{
  gunichar first = g_utf8_get_char(core);
  if (g_str_equal(core, "&")) return false;
  bool letter = false;
  for (const char *p = core; *p; p = g_utf8_next_char(p)) letter = letter || g_unichar_isalpha(g_utf8_get_char(p));
  return letter && (g_unichar_isupper(first) || (g_unichar_isdigit(first) && g_unichar_isupper(g_utf8_get_char(g_utf8_next_char(core)))));
}

static bool is_company_glue(const char *core)
{
  static const char *const glue[] = {"de", "du", "des", "la", "le", "les", "et", "&", "en", "aux", "au", "à", "sur", "pour", "-"};
  for (gsize i = 0; i < G_N_ELEMENTS(glue); i++)
    if (g_str_equal(glue[i], core)) return true;
  return g_str_has_prefix(core, "d'") || g_str_has_prefix(core, "d’") || g_str_has_prefix(core, "l'") || g_str_has_prefix(core, "l’");
}

static bool is_place_glue(const char *core)
{
  return !g_str_equal(core, "et") && !g_str_equal(core, "&") && !g_str_equal(core, "-") && !g_str_equal(core, "à") && is_company_glue(core);
}

static const Kind person = {is_name_word, recto_word_is_particle, clean_person, NAME_WORDS, false};
static const Kind company = {is_company_word, is_company_glue, recto_company_clean, 9, true};
static const Kind place = {is_name_word, is_place_glue, clean_place, 6, true};

static Mention *run_at(const Kind *kind, const Text *text, guint first, guint last)
{
  g_autoptr(GString) joined = g_string_new(NULL);
  for (guint i = first; i <= last; i++) g_string_append_printf(joined, "%s%s", i > first ? " " : "", token_at(text, i)->core);
  char *value = kind->clean(joined->str);
  if (!value) return NULL;
  Mention *mention = mention_new(text, first, last, value);
  add_before(mention, text, first);
  add_behind(mention, text, last);
  add_labels(mention, text, first);
  add_heading(mention, text, first);
  add_place(mention, text, first, last);
  add_name_shape(mention, text, first, last);
  return mention;
}

/* The last word of a run that begins at `first`, small words between its words included. */
static guint run_end(const Kind *kind, const Text *text, guint first)
{
  guint last = first;
  for (guint i = first; i < text->tokens->len && i < first + kind->most; i++) {
    const Token *token = token_at(text, i);
    if (i > first && token->starts_cell) break;
    bool word = kind->is_word(token->core) && !is_title_word(token->folded);
    if (!word && !kind->is_glue(token->core)) break;
    if (word) last = i;
    if (token->ends && !(g_str_has_suffix(token->word->raw, ".") && g_utf8_strlen(token->core, -1) <= 2)) break;
  }
  return last;
}

/* How often the same words are named on the page. */
static void add_repeats(GPtrArray *mentions, const char *const *keys)
{
  for (guint i = 0; i < mentions->len; i++) {
    int before = 0, all = 0;
    for (guint j = 0; j < mentions->len; j++) {
      bool same = g_str_equal(keys[i], keys[j]);
      all += same ? 1 : 0;
      before += same && j < i ? 1 : 0;
    }
    add_number(mentions->pdata[i], "times", MIN(all, 4));
    add_number(mentions->pdata[i], "nth", MIN(before, 3));
  }
}

static int compare_words(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *name_key(const char *value)
{
  g_autofree char *folded = recto_text_fold(value);
  g_auto(GStrv) words = g_strsplit_set(folded, " -", -1);
  qsort(words, g_strv_length(words), sizeof *words, compare_words);
  return g_strjoinv(" ", words);
}

static void add_all_repeats(GPtrArray *mentions, bool names)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < mentions->len; i++) {
    const char *value = ((Mention *)mentions->pdata[i])->value;
    g_ptr_array_add(keys, names ? name_key(value) : g_strdup(value));
  }
  add_repeats(mentions, (const char *const *)keys->pdata);
}

/* Runs, and what is left of them without their first words: "Salarié Jean DUPONT" has its label glued to it. */
static GPtrArray *mentions_of(const Kind *kind, const Layout *layout)
{
  GPtrArray *mentions = g_ptr_array_new_with_free_func(mention_free);
  Text text = text_of(layout);
  for (guint i = 0; i < text.tokens->len; i++) {
    const Token *token = token_at(&text, i);
    if (!kind->is_word(token->core) || is_title_word(token->folded)) continue;
    guint last = run_end(kind, &text, i);
    for (guint first = i; first <= last && first < i + 3; first++) {
      if (first > i && last - first < 1 && !kind->alone) break;
      bool titled = first > 0 && is_title_word(token_at(&text, first - 1)->folded);
      if (first == last && !titled && !kind->alone && !token_at(&text, first)->starts_cell) continue;
      Mention *mention = kind->is_word(token_at(&text, first)->core) ? run_at(kind, &text, first, last) : NULL;
      if (!mention) continue;
      add_number(mention, "skipped", (int)(first - i));
      g_ptr_array_add(mentions, mention);
    }
    i = last;
  }
  add_all_repeats(mentions, true);
  g_array_unref(text.tokens);
  return mentions;
}

GPtrArray *recto_mentions_of_names(const Layout *layout)
{
  return mentions_of(&person, layout);
}

GPtrArray *recto_mentions_of_companies(const Layout *layout)
{
  return mentions_of(&company, layout);
}

GPtrArray *recto_mentions_of_places(const Layout *layout)
{
  return mentions_of(&place, layout);
}

/* ------------------------------------------------------------------ days */

static char *raw_text(const Text *text, guint first, guint most, GArray *ends)
{
  GString *out = g_string_new(NULL);
  for (guint i = first; i < text->tokens->len && i < first + most; i++) {
    if (i > first && token_at(text, i)->starts_line) break;
    g_string_append_printf(out, "%s%s", i > first ? " " : "", token_at(text, i)->word->raw);
    gsize end = out->len;
    g_array_append_val(ends, end);
  }
  return g_string_free(out, FALSE);
}

static bool day_in_figures(const Text *text, guint first, int pivot, RectoDate *ret, guint *ret_last)
{
  g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(gsize));
  g_autofree char *raw = raw_text(text, first, 6, ends);
  size_t lead = strcspn(raw, "0123456789lI"), length;
  if (lead > 2 || !recto_date_parse(raw + lead, pivot, ret, &length) || !recto_date_is_full(*ret)) return false;
  for (guint i = 0; i < ends->len; i++)
    if (g_array_index(ends, gsize, i) >= lead + length) {
      *ret_last = first + i;
      return true;
    }
  return false;
}

/* "dix-neuf août deux mille vingt-six": grown until one word more changes nothing. */
static bool day_in_letters(const Text *text, guint first, int pivot, RectoDate *ret, guint *ret_last)
{
  const char *word = token_at(text, first)->folded;
  static const char *const begins[] = {"PREMIER", "DEUX", "TROIS", "QUATRE", "CINQ", "SIX", "SEPT", "HUIT", "NEUF", "DIX", "ONZE", "DOUZE", "TREIZE", "QUATORZE", "QUINZE", "SEIZE", "VINGT", "TRENTE"};
  bool number = false;
  for (gsize i = 0; i < G_N_ELEMENTS(begins) && !number; i++) number = g_str_has_prefix(word, begins[i]);
  if (!number) return false;
  RectoDate before = {0};
  for (guint n = 3; n <= DAY_WORDS; n++) {
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(gsize));
    g_autofree char *raw = raw_text(text, first, n, ends);
    g_autofree char *figures = recto_numbers_in_figures(raw);
    RectoDate date;
    bool full = recto_date_parse(figures, pivot, &date, NULL) && recto_date_is_full(date) && date.year >= 1900;
    if (full && recto_date_is_set(before) && recto_date_compare(date, before) == 0) {
      *ret = date;
      *ret_last = first + ends->len - 1;
      return true;
    }
    before = full ? date : (RectoDate){0};
    if (ends->len < n) break;
  }
  return false;
}

/* First, last or between the days of the page. */
static void add_order(GPtrArray *mentions)
{
  for (guint i = 0; i < mentions->len; i++) {
    int earlier = 0, later = 0;
    Mention *mention = mentions->pdata[i];
    for (guint j = 0; j < mentions->len; j++) {
      int order = strcmp(((Mention *)mentions->pdata[j])->value, mention->value);
      earlier += order < 0 ? 1 : 0, later += order > 0 ? 1 : 0;
    }
    add_number(mention, "later", MIN(later, 4));
    add_number(mention, "earlier", MIN(earlier, 3));
  }
}

GPtrArray *recto_mentions_of_days(const Layout *layout, int pivot_year)
{
  GPtrArray *mentions = g_ptr_array_new_with_free_func(mention_free);
  Text text = text_of(layout);
  for (guint i = 0; i < text.tokens->len; i++) {
    RectoDate date;
    guint last = i;
    bool figures = day_in_figures(&text, i, pivot_year, &date, &last), letters = !figures && day_in_letters(&text, i, pivot_year, &date, &last);
    if (!figures && !letters) continue;
    char iso[11];
    Mention *mention = mention_new(&text, i, last, g_strdup(recto_date_to_iso(date, iso)));
    add_before(mention, &text, i);
    add_behind(mention, &text, last);
    add_labels(mention, &text, i);
    add_heading(mention, &text, i);
    add_place(mention, &text, i, last);
    add(mention, "form", letters ? "letters" : last - i >= 2 ? "words" : "figures");
    g_ptr_array_add(mentions, mention);
    i = last;
  }
  add_order(mentions);
  add_all_repeats(mentions, false);
  g_array_unref(text.tokens);
  return mentions;
}
