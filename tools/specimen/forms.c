/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms.h"
#include <math.h>
#include <string.h>

static const char *const month_names[] = {"",        "janvier", "février",   "mars",    "avril",    "mai",     "juin",
                                          "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};
static const char *const month_english[] = {"", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
static const char *const month_bilingual[] = {"",         "JAN/JAN",  "FÉV/FEB",  "MARS/MAR", "AVR/APR", "MAI/MAY", "JUIN/JUN",
                                              "JUIL/JUL", "AOÛT/AUG", "SEPT/SEP", "OCT/OCT",  "NOV/NOV", "DÉC/DEC"};

const char *form_month(int month) { return month >= 0 && month <= 12 ? month_names[month] : ""; }

static char *under_hundred(int n) {
  static const char *const units[] = {"",    "un",   "deux",  "trois",  "quatre",   "cinq",   "six",   "sept",     "huit",     "neuf",
                                      "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"};
  static const char *const tens[] = {"", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt"};
  if (n < 20) return g_strdup(units[n]);
  int t = n / 10, u = n % 10 + (t == 7 || t == 9 ? 10 : 0);
  if (u == 0) return g_strdup(t == 8 ? "quatre-vingts" : tens[t]);
  const char *link = (u == 1 || u == 11) && t < 8 ? " et " : "-";
  return g_strconcat(tens[t], link, units[u], NULL);
}

char *form_words(int n) {
  if (n == 0) return g_strdup("zéro");
  GString *out = g_string_new(NULL);
  int thousands = n / 1000, hundreds = n / 100 % 10, rest = n % 100;
  g_autofree char *t = under_hundred(thousands % 100), *h = under_hundred(hundreds), *r = under_hundred(rest);
  if (thousands > 1) g_string_append_printf(out, "%s ", t);
  if (thousands) g_string_append(out, "mille ");
  if (hundreds > 1) g_string_append_printf(out, "%s ", h);
  if (hundreds) g_string_append(out, hundreds > 1 && !rest ? "cents" : "cent ");
  g_string_append(out, r);
  return g_strchomp(g_string_free(out, FALSE));
}

static gboolean is(const char *form, const char *word) { return form && strcmp(form, word) == 0; }

static char *capital(const char *text) {
  g_autofree char *first = g_utf8_substring(text, 0, MIN(1, g_utf8_strlen(text, -1)));
  g_autofree char *upper = g_utf8_strup(first, -1);
  return g_strconcat(upper, text + strlen(first), NULL);
}

static char *swap_breaks(const char *text, const char *mark) {
  g_auto(GStrv) lines = g_strsplit(text, "\\n", -1);
  return g_strjoinv(mark, lines);
}

/* An address holds its lines apart by a written \n; `line` and `comma` print it on one line. */
static char *print_text(const char *text, const char *form) {
  if (is(form, "line")) return swap_breaks(text, " ");
  if (is(form, "comma")) return swap_breaks(text, ", ");
  if (is(form, "lineu") || is(form, "U")) {
    g_autofree char *line = is(form, "U") ? g_strdup(text) : swap_breaks(text, " ");
    g_autofree char *upper = g_utf8_strup(line, -1);
    if (!is(form, "U")) return g_steal_pointer(&upper);
    g_auto(GStrv) lines = g_strsplit(upper, "\\N", -1);
    return g_strjoinv("\\n", lines);
  }
  if (is(form, "u")) return g_utf8_strup(text, -1);
  if (is(form, "l")) return g_utf8_strdown(text, -1);
  if (is(form, "c")) return capital(text);
  if (is(form, "a")) return g_str_to_ascii(text, "C");
  return g_strdup(text);
}

static char *join(const char *a, const char *b) { return *a && *b ? g_strconcat(a, " ", b, NULL) : g_strdup(*a ? a : b); }

static char *print_person(const Value *v, const char *form) {
  g_autofree char *family = g_utf8_strup(v->family, -1), *given = g_utf8_strup(v->given, -1);
  if (is(form, "gf")) return join(v->given, family);
  if (is(form, "Gf")) return join(v->given, v->family);
  if (is(form, "FG")) return join(family, given);
  if (is(form, "GF")) return join(given, family);
  if (is(form, "f")) return g_strdup(v->family);
  if (is(form, "F")) return g_strdup(family);
  if (is(form, "g")) return g_strdup(v->given);
  if (is(form, "G")) return g_strdup(given);
  return join(family, v->given);
}

/* Only the order of what was printed matters for a truth; parts printed apart are told together. */
static char *truth_person(const Value *v, const char *form) {
  gboolean part = is(form, "f") || is(form, "F") || is(form, "g") || is(form, "G");
  return print_person(v, part ? NULL : form);
}

static char *long_date(const int d[3], const char *form) {
  g_autofree char *text = !d[1]   ? g_strdup_printf("en %d", d[0])
                          : !d[2] ? g_strdup_printf("%s %d", form_month(d[1]), d[0])
                                  : g_strdup_printf("%d%s %s %d", d[2], d[2] == 1 ? "er" : "", form_month(d[1]), d[0]);
  return is(form, "LONG") ? g_utf8_strup(text, -1) : g_strdup(text);
}

static char *words_date(const int d[3]) {
  g_autofree char *day = d[2] == 1 ? g_strdup("premier") : form_words(d[2]), *year = form_words(d[0]);
  if (!d[1]) return g_strdup_printf("en %s", year);
  return g_strdup_printf("le %s %s %s", day, form_month(d[1]), year);
}

static char *print_date(const int d[3], const char *form) {
  if (is(form, "long") || is(form, "LONG")) return long_date(d, form);
  if (is(form, "words")) return words_date(d);
  if (is(form, "year")) return g_strdup_printf("%04d", d[0]);
  if (is(form, "iso")) return g_strdup_printf("%04d-%02d-%02d", d[0], d[1], d[2]);
  if (is(form, "short")) return g_strdup_printf("%02d/%02d/%02d", d[2], d[1], d[0] % 100);
  if (is(form, "mon")) return d[1] ? g_strdup_printf("%02d %s %04d", d[2], month_english[d[1]], d[0]) : g_strdup_printf("XX XXX %04d", d[0]);
  if (is(form, "bil")) return d[1] ? g_strdup_printf("%02d %s %02d", d[2], month_bilingual[d[1]], d[0] % 100) : g_strdup_printf("00 00 %04d", d[0]);
  char mark = is(form, "dots") ? '.' : is(form, "dash") ? '-' : is(form, "space") ? ' ' : '/';
  return g_strdup_printf("%02d%c%02d%c%04d", d[2], mark, d[1], mark, d[0]);
}

static char *print_month(const int d[3], const char *form) {
  if (is(form, "slash")) return g_strdup_printf("%02d/%04d", d[1], d[0]);
  if (is(form, "first")) return g_strdup_printf("01/%02d/%04d", d[1], d[0]);
  if (is(form, "last")) return g_strdup_printf("%02d/%02d/%04d", g_date_get_days_in_month((GDateMonth)d[1], (GDateYear)d[0]), d[1], d[0]);
  if (is(form, "lastday")) return g_strdup_printf("%d", g_date_get_days_in_month((GDateMonth)d[1], (GDateYear)d[0]));
  g_autofree char *text = g_strdup_printf("%s %d", form_month(d[1]), d[0]);
  if (is(form, "LONG")) return g_utf8_strup(text, -1);
  return is(form, "Long") ? capital(text) : g_strdup(text);
}

static char *print_amount(double amount, const char *form) {
  long cents = lround(fabs(amount) * 100);
  const char *sign = amount < 0 ? "-" : "";
  g_autofree char *whole = cents / 100 >= 1000 && !is(form, "plain") ? g_strdup_printf("%ld\u00a0%03ld", cents / 100000, cents / 100 % 1000)
                                                                     : g_strdup_printf("%ld", cents / 100);
  if (is(form, "int")) return g_strconcat(sign, whole, NULL);
  const char *tail = is(form, "e") ? "\u00a0€" : is(form, "eur") ? " EUR" : "";
  return g_strdup_printf("%s%s,%02ld%s", sign, whole, cents % 100, tail);
}

static char *group(const char *digits, const char *sizes, char mark) {
  GString *out = g_string_new(NULL);
  const char *size = sizes;
  while (*digits) {
    int count = *size - '0';
    if (size[1]) size++;
    if (out->len) g_string_append_c(out, mark);
    for (; count > 0 && *digits; count--) g_string_append_c(out, *digits++);
  }
  return g_string_free(out, FALSE);
}

char *form_print(const Value *v, const char *form) {
  switch (v->kind) {
  case VALUE_TEXT: return print_text(v->text, form);
  case VALUE_PERSON: return print_person(v, form);
  case VALUE_DATE: return print_date(v->ymd, form);
  case VALUE_MONTH: return print_month(v->ymd, form);
  case VALUE_AMOUNT: return print_amount(v->amount, form);
  case VALUE_NUMBER: return !v->groups || is(form, "raw") ? g_strdup(v->text) : group(v->text, v->groups, is(form, "dots") ? '.' : ' ');
  default: return g_strdup("");
  }
}

char *form_truth(const Value *v, const char *form) {
  const int *d = v->ymd;
  switch (v->kind) {
  case VALUE_TEXT: {
    g_autofree char *line = swap_breaks(v->text, " ");
    return print_text(line, is(form, "l") || is(form, "a") ? form : is(form, "u") || is(form, "U") || is(form, "lineu") ? "u" : NULL);
  }
  case VALUE_PERSON: return truth_person(v, form);
  case VALUE_DATE:
    return !d[1]   ? g_strdup_printf("%04d", d[0])
           : !d[2] ? g_strdup_printf("%04d-%02d", d[0], d[1])
                   : g_strdup_printf("%04d-%02d-%02d", d[0], d[1], d[2]);
  case VALUE_MONTH: return g_strdup_printf("%04d-%02d", d[0], d[1]);
  case VALUE_AMOUNT: {
    long cents = lround(v->amount * 100);
    return g_strdup_printf("%s%ld.%02ld", cents < 0 ? "-" : "", labs(cents) / 100, labs(cents) % 100);
  }
  case VALUE_NUMBER: return g_strdup(v->text);
  default: return NULL;
  }
}
