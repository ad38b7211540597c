/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates: runs of words that can be a name, a company, a town, and days. Must not know: weights, document types. */
#include "judge/merge.h"
#include "judge/surroundings.h"
#include "judge/take.h"

#include <recto/date.h>
#include <recto/text.h>
#include <string.h>

enum { NAME_WORDS = 7, DAY_WORDS = 16 };

/* ------------------------------------------------------------------ names */

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

static void add_name_shape(Mention *mention, const Text *text, guint first, guint last)
{
  g_autoptr(GString) shape = g_string_new(NULL);
  for (guint i = first; i <= last; i++) {
    const Token *token = recto_token(text, i);
    g_string_append(shape, recto_in_capitals(token->core) ? "A" : g_unichar_isupper(g_utf8_get_char(token->core)) ? "Aa" : "a");
    recto_mention_add(mention, "word", token->folded);
  }
  recto_mention_add(mention, "shape", shape->str);
  recto_mention_add(mention, "first-word", recto_token(text, first)->folded);
  recto_mention_add_number(mention, "words", (int)(last - first + 1));
}

/* What makes a run of words a candidate of its kind. */
typedef struct {
  bool (*is_word)(const char *core);
  bool (*is_glue)(const char *core); /* small words inside */
  char *(*clean)(const char *text);  /* NULL = it is none */
  guint most;                        /* words */
  bool alone;                        /* one word in running text may be one */
  bool commas;                       /* may part its words */
} Kind;

static char *clean_name(const char *text, bool commas)
{
  guint words = 0;
  char *value = recto_person_clean(text, commas, &words);
  if (value && words == 0) g_clear_pointer(&value, g_free);
  return value;
}

static char *clean_person(const char *text)
{
  return clean_name(text, false);
}

static char *clean_given(const char *text)
{
  return clean_name(text, true);
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

static const Kind person = {is_name_word, recto_word_is_particle, clean_person, NAME_WORDS, false, false};
static const Kind company = {is_company_word, is_company_glue, recto_company_clean, 9, true, false};
static const Kind place = {is_name_word, is_place_glue, clean_place, 6, true, false};
/* Family name and given names printed apart, as on cards. */
static const Kind family = {is_name_word, recto_word_is_particle, clean_person, 6, true, false};
static const Kind given = {is_name_word, recto_word_is_particle, clean_given, 6, true, true};

static Mention *run_at(const Kind *kind, const Text *text, guint first, guint last)
{
  g_autoptr(GString) joined = g_string_new(NULL);
  for (guint i = first; i <= last; i++) {
    bool comma = kind->commas && i < last && g_str_has_suffix(recto_token(text, i)->word->raw, ",");
    g_string_append_printf(joined, "%s%s%s", i > first ? " " : "", recto_token(text, i)->core, comma ? "," : "");
  }
  char *value = kind->clean(joined->str);
  if (!value) return NULL;
  Mention *mention = recto_mention_new(text, first, last, value);
  recto_mention_add_surroundings(mention, text, first, last);
  add_name_shape(mention, text, first, last);
  return mention;
}

/* The last word of a run that begins at `first`, small words between its words included. */
static guint run_end(const Kind *kind, const Text *text, guint first)
{
  guint last = first;
  for (guint i = first; i < text->tokens->len && i < first + kind->most; i++) {
    const Token *token = recto_token(text, i);
    if (i > first && token->starts_cell) break;
    bool word = kind->is_word(token->core) && !recto_token_is_title(token);
    if (!word && !kind->is_glue(token->core)) break;
    if (word) last = i;
    bool initial = g_str_has_suffix(token->word->raw, ".") && g_utf8_strlen(token->core, -1) <= 2;
    if (token->ends && !initial && !(kind->commas && g_str_has_suffix(token->word->raw, ","))) break;
  }
  return last;
}

static void add_all_repeats(GPtrArray *mentions, bool names)
{

  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < mentions->len; i++) {
    const char *value = ((Mention *)mentions->pdata[i])->value;
    g_ptr_array_add(keys, names ? recto_words_sorted(value) : g_strdup(value));
  }
  recto_mentions_add_repeats(mentions, (const char *const *)keys->pdata);
}

/* Runs, and what is left of them without their first words: "Salarié Jean DUPONT" has its label glued to it. */
static GPtrArray *mentions_of(const Kind *kind, const Layout *layout)
{
  GPtrArray *mentions = g_ptr_array_new_with_free_func(recto_mention_free);
  Text text = recto_words_in_row(layout);
  for (guint i = 0; i < text.tokens->len; i++) {
    const Token *token = recto_token(&text, i);
    if (!kind->is_word(token->core) || recto_token_is_title(token)) continue;
    guint last = run_end(kind, &text, i);
    for (guint first = i; first <= last && first < i + 3; first++) {
      if (first > i && last - first < 1 && !kind->alone) break;
      bool titled = first > 0 && recto_token_is_title(recto_token(&text, first - 1));
      if (first == last && !titled && !kind->alone && !recto_token(&text, first)->starts_cell) continue;
      Mention *mention = kind->is_word(recto_token(&text, first)->core) ? run_at(kind, &text, first, last) : NULL;
      if (!mention) continue;
      recto_mention_add_number(mention, "skipped", (int)(first - i));
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

GPtrArray *recto_mentions_of_families(const Layout *layout)
{
  return mentions_of(&family, layout);
}

GPtrArray *recto_mentions_of_given_names(const Layout *layout)
{
  return mentions_of(&given, layout);
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
    if (i > first && recto_token(text, i)->starts_line) break;
    g_string_append_printf(out, "%s%s", i > first ? " " : "", recto_token(text, i)->word->raw);
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
  const char *word = recto_token(text, first)->folded;
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
    recto_mention_add_number(mention, "later", MIN(later, 4));
    recto_mention_add_number(mention, "earlier", MIN(earlier, 3));
  }
}

GPtrArray *recto_mentions_of_days(const Layout *layout, int pivot_year)
{
  GPtrArray *mentions = g_ptr_array_new_with_free_func(recto_mention_free);
  Text text = recto_words_in_row(layout);
  for (guint i = 0; i < text.tokens->len; i++) {
    RectoDate date;
    guint last = i;
    bool figures = day_in_figures(&text, i, pivot_year, &date, &last), letters = !figures && day_in_letters(&text, i, pivot_year, &date, &last);
    if (!figures && !letters) continue;
    char iso[11];
    Mention *mention = recto_mention_new(&text, i, last, g_strdup(recto_date_to_iso(date, iso)));
    recto_mention_add_surroundings(mention, &text, i, last);
    recto_mention_add(mention, "form", letters ? "letters" : last - i >= 2 ? "words" : "figures");
    g_ptr_array_add(mentions, mention);
    i = last;
  }
  add_order(mentions);
  add_all_repeats(mentions, false);
  g_array_unref(text.tokens);
  return mentions;
}
