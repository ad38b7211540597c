/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own sheets in a stack, and the check on their count. Must not know: document types, procedures. */
#include <recto/judge.h>
#include <recto/text.h>
#include <string.h>

/* ------------------------------------------------------------------ one page */

/* A second voice: agrees, or quarrels; a square code also knows the procedure. */
static void hear(RectoSeparatorSight *sight, RectoSeparatorMeans means, const RectoSheetCode *code)
{
  bool first = sight->means == 0;
  if (!first && !recto_sheet_code_same(&sight->code, code)) {
    sight->quarrel = true;
    return;
  }
  sight->means |= means;
  if (first || code->procedure[0]) sight->code = *code;
}

/* True when a code begins as ours but its check is wrong. */
static bool hear_codes(RectoSeparatorSight *sight, const RectoPage *page)
{
  bool spoilt = false;
  for (guint i = 0; i < page->codes->len; i++) {
    const RectoCode *code = page->codes->pdata[i];
    RectoSheetCode sheet;
    if (recto_sheet_code_parse(code->text, &sheet)) hear(sight, code->kind == RECTO_CODE_CODE128 ? RECTO_SEPARATOR_BARS : RECTO_SEPARATOR_QR, &sheet);
    else spoilt = spoilt || g_str_has_prefix(code->text, "RECTO1/");
  }
  return spoilt;
}

static char *all_words(const RectoPage *page)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < page->words->len; i++) g_string_append_printf(text, "%s ", ((const RectoWord *)page->words->pdata[i])->text);
  return g_string_free(text, FALSE);
}

/* How many of the sentences that are printed on a kind of sheet stand in the text, OCR's errors allowed for; the begin of the big type counts as one. */
static int sentences_in(const RectoModels *models, RectoSheetKind kind, const char *folded)
{
  static const char *const languages[] = {"fr", "en"}, *const parts[] = {"title", "what", "how", "print"};
  g_autoptr(GHashTable) blank = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(blank, (gpointer) "number", (gpointer) "0");
  int found = recto_sheet_code_begins_type(folded);
  for (guint i = 0; i < G_N_ELEMENTS(languages) * G_N_ELEMENTS(parts); i++) {
    g_autofree char *key = g_strdup_printf("sheets.%s.%s", recto_sheet_kind_word(kind), parts[i % G_N_ELEMENTS(parts)]);
    g_autofree char *said = recto_message(models, languages[i / G_N_ELEMENTS(parts)], key, blank), *needle = recto_text_fold(said);
    int tolerance = recto_text_tolerance(needle);
    found += recto_text_find(folded, needle, tolerance, NULL, NULL) >= 0;
  }
  return found;
}

static bool looks_like_ours(const RectoModels *models, const char *text)
{
  g_autofree char *folded = recto_text_fold(text);
  int wanted = (int)recto_limit(models, "judge.separator.sentences");
  return sentences_in(models, RECTO_SHEET_SEPARATOR, folded) >= wanted || sentences_in(models, RECTO_SHEET_COVER, folded) >= wanted;
}

void recto_separator_sight(const RectoModels *models, const RectoPage *page, RectoSeparatorSight *ret)
{
  RectoSeparatorSight sight = {.ours = RECTO_NO};
  bool readable = page->outcome == RECTO_OUTCOME_OK || page->outcome == RECTO_OUTCOME_DAMAGED, doubt = !readable || hear_codes(&sight, page);
  bool short_page = page->words->len > 0 && page->words->len <= recto_limit(models, "judge.separator.words-most");
  g_autofree char *text = readable && short_page ? all_words(page) : NULL;
  RectoSheetCode typed;
  if (text && recto_sheet_code_parse_type(text, &typed)) hear(&sight, RECTO_SEPARATOR_TYPE, &typed);
  if (sight.means) sight.ours = sight.quarrel ? RECTO_CANNOT_TELL : RECTO_YES;
  else if (doubt || (text && looks_like_ours(models, text))) sight.ours = RECTO_CANNOT_TELL;
  *ret = sight;
}

/* ------------------------------------------------------------------ the count */

static RectoSeparatorSet *set_new(const RectoSheetCode *code)
{
  RectoSeparatorSet *set = g_new0(RectoSeparatorSet, 1);
  *set = (RectoSeparatorSet){.kind = code->kind, .count = code->count, .first = code->serial, .last = code->serial};
  g_strlcpy(set->set, code->set, sizeof set->set);
  set->missing = g_array_new(FALSE, FALSE, sizeof(int));
  set->again = g_array_new(FALSE, FALSE, sizeof(int));
  return set;
}

void recto_separator_set_free(RectoSeparatorSet *set)
{
  g_array_unref(set->missing);
  g_array_unref(set->again);
  g_free(set);
}

static RectoSeparatorSet *set_of(GPtrArray *sets, const RectoSheetCode *code)
{
  for (guint i = 0; i < sets->len; i++) {
    RectoSeparatorSet *set = sets->pdata[i];
    if (set->kind == code->kind && g_str_equal(set->set, code->set)) return set;
  }
  g_ptr_array_add(sets, set_new(code));
  return sets->pdata[sets->len - 1];
}

static guint times_seen(const RectoSeparatorSet *set, int serial, const RectoSheetCode *codes, size_t n)
{
  guint times = 0;
  for (size_t i = 0; i < n; i++) times += codes[i].kind == set->kind && codes[i].serial == serial && g_str_equal(codes[i].set, set->set);
  return times;
}

GPtrArray *recto_separators_missing(const RectoSheetCode *codes, size_t n)
{
  GPtrArray *sets = g_ptr_array_new_with_free_func((GDestroyNotify)recto_separator_set_free);
  for (size_t i = 0; i < n; i++) {
    RectoSeparatorSet *set = set_of(sets, &codes[i]);
    set->first = MIN(set->first, codes[i].serial);
    set->last = MAX(set->last, codes[i].serial);
    set->count = MAX(set->count, codes[i].count);
  }
  for (guint i = 0; i < sets->len; i++) {
    RectoSeparatorSet *set = sets->pdata[i];
    for (int serial = set->first; serial <= set->last; serial++) {
      guint times = times_seen(set, serial, codes, n);
      if (times == 0) g_array_append_val(set->missing, serial);
      if (times > 1) g_array_append_val(set->again, serial);
    }
  }
  return sets;
}
