/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a normal value is written on paper: dates in many hands, amounts, grouped numbers, capitals. */
#include "exam.h"

static const char *const months_fr[] = {"janvier", "février", "mars",      "avril",   "mai",      "juin",
                                        "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};
static const char *const months_short[] = {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."};
static const char *const months_en[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
static const char *const months_english[] = {"January", "February", "March",     "April",   "May",      "June",
                                             "July",    "August",   "September", "October", "November", "December"};
static const char *const months_passfr[] = {"JAN", "FEV", "MARS", "AVR", "MAI", "JUIN", "JUIL", "AOUT", "SEPT", "OCT", "NOV", "DEC"};
static const char *const days_fr[] = {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"};
static const char *const tens[] = {"", "dix", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt"};
static const char *const units[] = {"",    "un",   "deux",  "trois",  "quatre",   "cinq",   "six",   "sept",     "huit",     "neuf",
                                    "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"};

/* 0..99 in French words. */
static char *small_words(int n) {
  if (n < 20) return g_strdup(units[n]);
  int t = n / 10, u = n % 10 + (t == 7 || t == 9 ? 10 : 0);
  const char *join = u == 0 ? "" : (u == 1 || u == 11) && t < 8 ? " et " : "-";
  return g_strconcat(tens[t], n == 80 ? "s" : "", join, units[u], NULL);
}

static char *number_words(int n) {
  g_autofree char *rest = small_words(n % 100);
  int h = n / 100 % 10, k = n / 1000;
  g_autofree char *hundred = h == 0 ? g_strdup("") : h == 1 ? g_strdup("cent ") : g_strdup_printf("%s cent%s ", units[h], n % 100 ? "" : "s");
  g_autofree char *thousand = k == 0 ? g_strdup("") : k == 1 ? g_strdup("mille ") : g_strdup_printf("%s mille ", units[k]);
  g_autofree char *all = g_strconcat(thousand, hundred, rest, NULL);
  return g_strdup(g_strstrip(all));
}

static char *date_words(ExamDate d) {
  g_autofree char *day = d.day == 1 ? g_strdup("premier") : number_words(d.day);
  g_autofree char *year = number_words(d.year);
  return g_strdup_printf("%s %s %s", day, months_fr[d.month - 1], year);
}

static char *date_long(ExamDate d, const char *const *months) {
  return g_strdup_printf(d.day == 1 ? "%der %s %d" : "%d %s %d", d.day, months[d.month - 1], d.year);
}

/* D M Y: two, two and four digits; y: two-digit year; d: day without zero. */
static char *date_pattern(ExamDate d, const char *pattern) {
  GString *out = g_string_new(NULL);
  for (const char *p = pattern; *p; p++) switch (*p) {
    case 'D': g_string_append_printf(out, "%02d", d.day); break;
    case 'd': g_string_append_printf(out, "%d", d.day); break;
    case 'M': g_string_append_printf(out, "%02d", d.month); break;
    case 'Y': g_string_append_printf(out, "%04d", d.year); break;
    case 'y': g_string_append_printf(out, "%02d", d.year % 100); break;
    default: g_string_append_c(out, *p);
    }
  return g_string_free(out, FALSE);
}

static char *date_filter(const char *value, const char *filter) {
  ExamDate d = exam_date_from_iso(value);
  if (d.month < 1 || d.month > 12) return NULL;
  static const struct {
    const char *name, *pattern;
  } plain[] = {
      {"fr", "D/M/Y"}, {"dot", "D.M.Y"}, {"dash", "D-M-Y"}, {"sp", "D M Y"},  {"yy", "D/M/y"}, {"yymmdd", "yMD"}, {"us", "M/D/Y"},
      {"ym", "Y-M"},   {"my", "M/Y"},    {"year", "Y"},     {"iso", "Y-M-D"}, {"day", "d"},    {"month", "M"},    {"yymm", "yM"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
    if (g_str_equal(plain[i].name, filter)) return date_pattern(d, plain[i].pattern);
  if (g_str_equal(filter, "monthend"))
    return g_strdup_printf("%02d/%02d/%04d", g_date_get_days_in_month((GDateMonth)d.month, (GDateYear)d.year), d.month, d.year);
  if (g_str_equal(filter, "long")) return date_long(d, months_fr);
  if (g_str_equal(filter, "short")) return date_long(d, months_short);
  if (g_str_equal(filter, "words")) return date_words(d);
  if (g_str_equal(filter, "mois")) return g_strdup_printf("%s %d", months_fr[d.month - 1], d.year);
  if (g_str_equal(filter, "moisnom")) return g_strdup(months_fr[d.month - 1]);
  if (g_str_equal(filter, "weekday")) return g_strdup(days_fr[exam_weekday(d)]);
  if (g_str_equal(filter, "passen")) return g_strdup_printf("%02d %s %d", d.day, months_en[d.month - 1], d.year);
  if (g_str_equal(filter, "passfr")) return g_strdup_printf("%02d %s/%s %d", d.day, months_passfr[d.month - 1], months_en[d.month - 1], d.year);
  if (g_str_equal(filter, "english")) return g_strdup_printf("%d %s %d", d.day, months_english[d.month - 1], d.year);
  return NULL;
}

static char *grouped(const char *value, const char *sizes) {
  GString *out = g_string_new(NULL);
  int left = *sizes - '0';
  for (const char *p = value; *p; p++) {
    if (left-- == 0) {
      g_string_append_c(out, ' ');
      sizes += sizes[1] ? 1 : 0;
      left = *sizes - '0' - 1;
    }
    g_string_append_c(out, *p);
  }
  return g_string_free(out, FALSE);
}

/* "1234.56" -> "1 234,56" with the given group mark. */
static char *amount(const char *value, const char *mark, bool cents) {
  double v = g_ascii_strtod(value, NULL);
  gint64 c = (gint64)(v * 100 + (v < 0 ? -0.5 : 0.5)), whole = ABS(c) / 100;
  g_autofree char *head =
      whole >= 1000 ? g_strdup_printf("%d%s%03d", (int)(whole / 1000), mark, (int)(whole % 1000)) : g_strdup_printf("%d", (int)whole);
  return cents ? g_strdup_printf("%s%s,%02d", c < 0 ? "-" : "", head, (int)(ABS(c) % 100)) : g_strdup_printf("%s%s", c < 0 ? "-" : "", head);
}

static char *capital_first(const char *value) {
  g_autofree char *head = g_utf8_strup(value, (gssize)(g_utf8_next_char(value) - value));
  return g_strconcat(head, g_utf8_next_char(value), NULL);
}

static char *text_filter(const char *value, const char *filter) {
  if (g_str_equal(filter, "up")) return g_utf8_strup(value, -1);
  if (g_str_equal(filter, "low")) return g_utf8_strdown(value, -1);
  if (g_str_equal(filter, "asc")) return exam_upper_ascii(value);
  if (g_str_equal(filter, "cap")) return capital_first(value);
  if (g_str_equal(filter, "commas")) {
    g_auto(GStrv) parts = g_strsplit(value, " ", -1);
    return g_strjoinv(", ", parts);
  }
  if (g_str_equal(filter, "nocents")) {
    g_auto(GStrv) parts = g_strsplit(value, ".", 2);
    return g_strdup(parts[0]);
  }
  if (g_str_equal(filter, "nospace")) {
    g_auto(GStrv) parts = g_strsplit(value, " ", -1);
    return g_strjoinv("", parts);
  }
  return NULL;
}

char *exam_filter(const char *value, const char *filter) {
  static const struct {
    const char *name, *sizes;
  } groups[] = {
      {"nir", "1222332"}, {"iban", "4"}, {"g2", "2"},         {"g3", "3"},     {"siret", "3335"},
      {"siren", "3"},     {"tel", "2"},  {"fiscal", "22333"}, {"ref", "2292"}, {"cheque", "7"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
    if (g_str_equal(groups[i].name, filter)) return grouped(value, groups[i].sizes);
  if (g_str_equal(filter, "eur")) return amount(value, "\302\240", true);
  if (g_str_equal(filter, "flat")) return amount(value, "", true);
  if (g_str_equal(filter, "whole")) return amount(value, "\302\240", false);
  if (g_str_equal(filter, "sum")) return number_words((int)g_ascii_strtod(value, NULL));
  char *text = text_filter(value, filter);
  return text ? text : date_filter(value, filter);
}
