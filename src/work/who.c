/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person as the register knows one. The terms only find candidates; the comparison decides. */
#include "work/who.h"
#include <recto/judge.h>
#include <recto/text.h>
#include <string.h>

/* ------------------------------------------------------------------ terms */

static void add_term(GPtrArray *terms, const char *what, const char *value) {
  if (value && *value) g_ptr_array_add(terms, g_strdup_printf("%s:%s", what, value));
}

/* A social security number tells no more than the month. */
static bool month_known(const RectoWho *who) { return who->birth && strlen(who->birth) >= strlen("1986-02"); }
static const char *full_birth(const RectoWho *who) { return who->birth && strlen(who->birth) == strlen("1986-02-17") ? who->birth : NULL; }

GPtrArray *recto_who_terms(const RectoWho *who) {
  GPtrArray *terms = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *folded = who->family ? recto_text_fold(who->family) : NULL, *both = folded && full_birth(who) ? g_strdup_printf("%s|%s", folded, who->birth) : NULL;
  add_term(terms, "foreigner-number", who->foreigner_number);
  add_term(terms, "name-birth", both);
  for (guint i = 0; who->numbers && i < who->numbers->len; i++) add_term(terms, "document-number", who->numbers->pdata[i]);
  return terms;
}

/* Words of a name in one order, folded. */
static GPtrArray *name_words(const RectoWho *who) {
  GPtrArray *kept = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *joined = g_strdup_printf("%s %s", who->family ? who->family : "", who->given ? who->given : ""), *folded = recto_text_fold(joined);
  g_auto(GStrv) words = g_strsplit_set(folded, " -'", -1);
  for (char **word = words; *word; word++)
    if (**word) g_ptr_array_add(kept, g_strdup(*word));
  g_ptr_array_sort(kept, recto_text_compare);
  return kept;
}

#define LONG_WORD 4
/* Two words together: one misread word does not hide the others, and one common given name is no hint. */
static void add_pairs(GPtrArray *terms, const GPtrArray *words) {
  for (guint i = 0; i < words->len; i++)
    for (guint k = i + 1; k < words->len; k++) {
      const char *one = words->pdata[i], *other = words->pdata[k];
      if (strlen(one) < LONG_WORD || strlen(other) < LONG_WORD) continue;
      g_autofree char *pair = g_strdup_printf("%s %s", one, other);
      add_term(terms, "pair", pair);
    }
}

GPtrArray *recto_who_hints(const RectoWho *who) {
  GPtrArray *terms = recto_who_terms(who);
  g_autoptr(GPtrArray) words = name_words(who);
  g_autoptr(GString) name = g_string_new(NULL);
  for (guint i = 0; i < words->len; i++) g_string_append_printf(name, "%s%s", i ? " " : "", (const char *)words->pdata[i]);
  add_term(terms, "birth", full_birth(who));
  add_term(terms, "name", name->str);
  add_pairs(terms, words);
  return terms;
}

/* ------------------------------------------------------------------ the same person? */

enum { FEW_WRONG = 3 }; /* figures of a number */

static bool papers_shared(const RectoWho *a, const RectoWho *b) {
  for (guint i = 0; a->numbers && b->numbers && i < a->numbers->len; i++)
    if (g_ptr_array_find_with_equal_func((GPtrArray *)b->numbers, a->numbers->pdata[i], g_str_equal, NULL)) return true;
  return false;
}

/* One part of a name that is the same: the other may have been misread, or changed by marriage; or they are brother and sister. */
static bool part_shared(const RectoWho *a, const RectoWho *b) {
  return recto_names_agree(a->family, NULL, b->family, NULL) == RECTO_YES || recto_names_agree(NULL, a->given, NULL, b->given) == RECTO_YES;
}

/* They have a number in common. */
static RectoAnswer tied(const RectoWho *a, const RectoWho *b, RectoAnswer names, RectoAnswer births) {
  bool alike = names != RECTO_NO || births == RECTO_YES || part_shared(a, b);
  return births != RECTO_NO && alike ? RECTO_YES : RECTO_CANNOT_TELL;
}

static RectoAnswer of_other_names(const RectoWho *a, const RectoWho *b, int numbers, RectoAnswer births) {
  bool hinted = births == RECTO_YES && part_shared(a, b);
  if (numbers > FEW_WRONG) return RECTO_NO;
  return hinted || (numbers == 1 && births != RECTO_NO) ? RECTO_CANNOT_TELL : RECTO_NO;
}

/* A full date ties even a name misread, a month only the whole name, a year nothing. */
static RectoAnswer of_one_birth(const RectoWho *a, const RectoWho *b, RectoAnswer names) {
  bool ties = names == RECTO_YES ? month_known(a) && month_known(b) : full_birth(a) && full_birth(b);
  return ties ? RECTO_YES : RECTO_CANNOT_TELL;
}

RectoAnswer recto_who_same(const RectoWho *a, const RectoWho *b) {
  RectoAnswer names = recto_names_agree(a->family, a->given, b->family, b->given), births = recto_births_agree(a->birth, b->birth);
  int numbers = recto_foreigner_numbers_differ(a->foreigner_number, b->foreigner_number);
  if (numbers == 0 || papers_shared(a, b)) return tied(a, b, names, births);
  if (names == RECTO_NO) return of_other_names(a, b, numbers, births);
  if (numbers > FEW_WRONG) return births == RECTO_YES ? RECTO_CANNOT_TELL : RECTO_NO;
  if (births == RECTO_YES) return of_one_birth(a, b, names);
  if (births == RECTO_NO) return numbers == 1 ? RECTO_CANNOT_TELL : RECTO_NO;
  return numbers == 1 && names == RECTO_YES ? RECTO_YES : RECTO_CANNOT_TELL;
}

/* ------------------------------------------------------------------ kept */

void recto_who_write(JsonBuilder *builder, const RectoWho *who) {
  recto_json_string_if(builder, "familyName", who->family);
  recto_json_string_if(builder, "givenNames", who->given);
  recto_json_string_if(builder, "birthDate", who->birth);
  recto_json_string_if(builder, "foreignerNumber", who->foreigner_number);
  if (!who->numbers || who->numbers->len == 0) return;
  json_builder_set_member_name(builder, "documentNumbers");
  json_builder_begin_array(builder);
  for (guint i = 0; i < who->numbers->len; i++) json_builder_add_string_value(builder, who->numbers->pdata[i]);
  json_builder_end_array(builder);
}

RectoWho recto_who_read(JsonObject *object) {
  RectoWho who = {recto_json_text(object, "familyName"), recto_json_text(object, "givenNames"), recto_json_text(object, "birthDate"),
                  recto_json_text(object, "foreignerNumber"), NULL};
  JsonNode *numbers = json_object_get_member(object, "documentNumbers");
  if (!numbers || !JSON_NODE_HOLDS_ARRAY(numbers)) return who;
  GPtrArray *list = g_ptr_array_new();
  JsonArray *array = json_node_get_array(numbers);
  for (guint i = 0; i < json_array_get_length(array); i++) {
    JsonNode *node = json_array_get_element(array, i);
    if (JSON_NODE_HOLDS_VALUE(node) && json_node_get_string(node)) g_ptr_array_add(list, (gpointer)json_node_get_string(node));
  }
  who.numbers = list;
  return who;
}

static const char *joined(const char *known, const char *now, bool *more) {
  if (!known && now) *more = true;
  return known ? known : now;
}

/* The full date in the place of its own month. */
static const char *joined_birth(const RectoWho *known, const RectoWho *now, bool *more) {
  if (!known->birth || full_birth(known) || !full_birth(now) || recto_dates_agree(known->birth, now->birth) != RECTO_YES) return joined(known->birth, now->birth, more);
  *more = true;
  return now->birth;
}

RectoWho recto_who_join(const RectoWho *known, const RectoWho *now, bool *ret_more) {
  bool more = false, named = known->family || known->given;
  RectoWho who = {named ? known->family : joined(NULL, now->family, &more), named ? known->given : joined(NULL, now->given, &more),
                  joined_birth(known, now, &more), joined(known->foreigner_number, now->foreigner_number, &more), NULL};
  GPtrArray *numbers = g_ptr_array_new();
  for (guint i = 0; known->numbers && i < known->numbers->len; i++) g_ptr_array_add(numbers, known->numbers->pdata[i]);
  for (guint i = 0; now->numbers && i < now->numbers->len; i++) {
    if (g_ptr_array_find_with_equal_func(numbers, now->numbers->pdata[i], g_str_equal, NULL)) continue;
    g_ptr_array_add(numbers, now->numbers->pdata[i]);
    more = true;
  }
  who.numbers = numbers;
  *ret_more = more;
  return who;
}
