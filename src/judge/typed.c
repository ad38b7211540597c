/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's word in normal form, or why it has none. */
#include "judge/typed.h"
#include "judge/take.h"
#include <recto/date.h>
#include <recto/number.h>
#include <recto/text.h>

#define MOST_LETTERS 200

static RectoTyped typed_date(const char *text, int pivot_year, bool month, char **ret_value) {
  RectoDate date = {0};
  size_t length = 0;
  char iso[11];
  bool right = recto_date_from_iso(text, &date) || (recto_date_parse(text, pivot_year, &date, &length) && length == strlen(text));
  if (!right || !recto_date_is_set(date) || !recto_date_is_valid(date) || (month && !date.month)) return RECTO_TYPED_FORM;
  if (month) date.day = 0;
  *ret_value = g_strdup(recto_date_to_iso(date, iso));
  return RECTO_TYPED_RIGHT;
}

static char *without_gaps(const char *text) {
  GString *out = g_string_new(NULL);
  for (const char *p = text; *p; p++)
    if (!strchr(" .\t", *p)) g_string_append_c(out, g_ascii_toupper(*p));
  return g_string_free(out, FALSE);
}

static RectoAnswer check_digit(const char *check, const char *number) {
  if (!check) return RECTO_YES;
  if (g_str_equal(check, "siret")) return recto_number_siret(number);
  if (g_str_equal(check, "iban")) return recto_number_iban(number);
  if (g_str_equal(check, "nir")) return recto_number_nir(number);
  if (g_str_equal(check, "fiscal")) return recto_number_fiscal(number);
  size_t length = strlen(number);
  return length >= 9 && length <= 11 ? RECTO_YES : RECTO_CANNOT_TELL; /* a foreigner's number has no check digit that is known */
}

static RectoTyped typed_number(const RectoFieldRule *rule, const char *text, char **ret_value) {
  g_autofree char *number = without_gaps(text);
  if (!*number || strspn(number, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/") != strlen(number)) return RECTO_TYPED_FORM;
  RectoAnswer answer = check_digit(rule->check, number);
  if (answer == RECTO_CANNOT_TELL) return RECTO_TYPED_FORM;
  *ret_value = g_steal_pointer(&number);
  return answer == RECTO_YES ? RECTO_TYPED_RIGHT : RECTO_TYPED_DIGIT;
}

/* As the reading itself takes it: a country by its name or code, a sex by its letter. */
static RectoTyped typed_word(const RectoFieldRule *rule, const char *text, int pivot_year, char **ret_value) {
  Taken taken = recto_take(rule, NULL, text, pivot_year);
  *ret_value = g_strdup(taken.value);
  recto_taken_clear(&taken);
  return *ret_value ? RECTO_TYPED_RIGHT : RECTO_TYPED_FORM;
}

static RectoTyped typed_letters(const char *text, char **ret_value) {
  bool letters = false;
  for (const char *p = text; *p && !letters; p = g_utf8_next_char(p)) letters = g_unichar_isalpha(g_utf8_get_char(p));
  if (!letters) return RECTO_TYPED_FORM;
  *ret_value = g_strdup(text);
  return RECTO_TYPED_RIGHT;
}

RectoTyped recto_typed_value(const RectoFieldRule *rule, const char *untrusted_text, int pivot_year, char **ret_value) {
  g_autofree char *clean = recto_text_clean(untrusted_text, -1, 4 * MOST_LETTERS + 4), *text = g_strstrip(g_strdup(clean));
  if (!*text) return RECTO_TYPED_EMPTY;
  if (g_utf8_strlen(text, -1) > MOST_LETTERS) return RECTO_TYPED_LONG;
  switch (rule->kind) {
  case RECTO_FIELD_DATE: case RECTO_FIELD_MONTH: return typed_date(text, pivot_year, rule->kind == RECTO_FIELD_MONTH, ret_value);
  case RECTO_FIELD_AMOUNT: return (*ret_value = recto_number_amount(text)) ? RECTO_TYPED_RIGHT : RECTO_TYPED_FORM;
  case RECTO_FIELD_NUMBER: return typed_number(rule, text, ret_value);
  case RECTO_FIELD_COUNTRY: case RECTO_FIELD_SEX: return typed_word(rule, text, pivot_year, ret_value);
  case RECTO_FIELD_NAME: case RECTO_FIELD_GIVEN_NAMES: return typed_letters(text, ret_value);
  default: *ret_value = g_strdup(text); return RECTO_TYPED_RIGHT;
  }
}
