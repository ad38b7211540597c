/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading dates as French papers and passports write them, through OCR's usual slips. Never month before day. */
#include <glib.h>
#include <recto/date.h>
#include <recto/text.h>

typedef struct { const char *word; int month; } MonthWord;

/* Folded; longer words first so that a prefix does not win. French, then the English of passports. */
static const MonthWord month_words[] = {
    {"JANVIER", 1}, {"FEVRIER", 2}, {"SEPTEMBRE", 9}, {"NOVEMBRE", 11}, {"DECEMBRE", 12}, {"OCTOBRE", 10}, {"JUILLET", 7}, {"MARS", 3}, {"AVRIL", 4},
    {"JUIN", 6}, {"AOUT", 8}, {"MAI", 5}, {"JANUARY", 1}, {"FEBRUARY", 2}, {"SEPTEMBER", 9}, {"NOVEMBER", 11}, {"DECEMBER", 12}, {"OCTOBER", 10},
    {"MARCH", 3}, {"APRIL", 4}, {"JUNE", 6}, {"JULY", 7}, {"AUGUST", 8}, {"JANV", 1}, {"FEVR", 2}, {"SEPT", 9}, {"JUIL", 7}, {"JAN", 1}, {"FEB", 2},
    {"FEV", 2}, {"MAR", 3}, {"APR", 4}, {"AVR", 4}, {"MAY", 5}, {"JUN", 6}, {"JUL", 7}, {"AUG", 8}, {"AOU", 8}, {"SEP", 9}, {"OCT", 10}, {"NOV", 11}, {"DEC", 12},
};

/* A digit, or a letter that OCR puts in a digit's place; -1 otherwise. */
static int digit_of(char c) {
  if (g_ascii_isdigit(c)) return c - '0';
  switch (c) {
  case 'O': case 'o': case 'Q': case 'D': return 0;
  case 'l': case 'I': case 'i': case '|': return 1;
  case 'Z': case 'z': return 2;
  case 'S': case 's': return 5;
  case 'B': return 8;
  default: return -1;
  }
}

/* Up to `max` digits; at least one must be a real digit. Returns the count. */
static int read_number(const char *p, int max, int *ret) {
  int n = 0, value = 0, real = 0;
  while (n < max && digit_of(p[n]) >= 0) {
    value = value * 10 + digit_of(p[n]);
    real += g_ascii_isdigit(p[n]) ? 1 : 0;
    n++;
  }
  if (!real) return 0;
  *ret = value;
  return n;
}

static const char *skip_spaces(const char *p) {
  for (;;) {
    if (*p == ' ' || *p == '\t') p++;
    else if ((guchar)p[0] == 0xC2 && (guchar)p[1] == 0xA0) p += 2;
    else if ((guchar)p[0] == 0xE2 && (guchar)p[1] == 0x80 && (guchar)p[2] == 0xAF) p += 3;
    else return p;
  }
}

static bool ends_cleanly(const char *p) { return !g_ascii_isdigit(*p); }

static int full_year(int year, int digits, int pivot) {
  if (digits == 4) return year;
  int century = pivot / 100 * 100, guess = century + year;
  return guess > pivot ? guess - 100 : guess;
}

static const char *skip_separator(const char *p, char *ret_separator) {
  p = skip_spaces(p);
  *ret_separator = ' ';
  if (*p == '/' || *p == '.' || *p == '-' || *p == ',') {
    *ret_separator = *p++;
    p = skip_spaces(p);
  }
  return p;
}

static bool finish(RectoDate date, const char *start, const char *end, RectoDate *ret, size_t *ret_length) {
  if (!recto_date_is_valid(date) || !ends_cleanly(end)) return false;
  *ret = date;
  if (ret_length) *ret_length = (size_t)(end - start);
  return true;
}

/* 2025-01-31 */
static bool parse_iso(const char *text, RectoDate *ret, size_t *ret_length) {
  int year = 0, month = 0, day = 0;
  if (read_number(text, 4, &year) != 4 || (text[4] != '-' && text[4] != '/' && text[4] != '.')) return false;
  if (read_number(text + 5, 2, &month) != 2 || text[7] != text[4] || read_number(text + 8, 2, &day) != 2) return false;
  return finish((RectoDate){year, month, day}, text, text + 10, ret, ret_length);
}

/* "13 01 19 76": widely spaced type. */
static bool read_split_year(const char *p, int *ret) {
  int century = 0, rest = 0;
  if (read_number(p, 4, &century) != 2 || (century != 19 && century != 20) || p[2] != ' ' || read_number(p + 3, 4, &rest) != 2) return false;
  *ret = 100 * century + rest;
  return true;
}

/* 23/11/2026, 23.11.26, 23 11 2026, 00/00/1985, 11/2026 */
static bool parse_numeric(const char *text, int pivot, RectoDate *ret, size_t *ret_length) {
  int first = 0, second = 0, third = 0;
  char separator, separator2;
  int n = read_number(text, 2, &first);
  if (n == 0) return false;
  const char *p = skip_separator(text + n, &separator);
  int n2 = read_number(p, 4, &second);
  if (n2 == 4 && separator != ' ' && first <= 12 && first > 0) return finish((RectoDate){second, first, 0}, text, p + n2, ret, ret_length);
  n2 = read_number(p, 2, &second);
  if (n2 == 0 || (separator == ' ' && (n != 2 || n2 != 2))) return false;
  p = skip_separator(p + n2, &separator2);
  if ((separator == ' ') != (separator2 == ' ')) return false;
  int n3 = read_number(p, 4, &third);
  if (n3 != 4 && separator == ' ' && read_split_year(p, &third)) return finish((RectoDate){third, second, first}, text, p + 5, ret, ret_length);
  if (n3 != 4) n3 = read_number(p, 2, &third);
  if (n3 != 4 && (n3 != 2 || separator == ' ')) return false;
  RectoDate date = {full_year(third, n3, pivot), second, first};
  if (date.month == 0) date.day = 0;
  return finish(date, text, p + n3, ret, ret_length);
}

static const char *match_month(const char *text, int *ret_month) {
  g_autofree char *head = g_utf8_substring(text, 0, MIN(12, g_utf8_strlen(text, -1)));
  g_autofree char *folded = recto_text_fold(head);
  for (gsize i = 0; i < G_N_ELEMENTS(month_words); i++) {
    const char *word = month_words[i].word;
    size_t letters = strlen(word);
    if (!g_str_has_prefix(folded, word)) continue;
    const char *end = g_utf8_offset_to_pointer(text, (glong)letters); /* month names fold letter by letter */
    if (g_ascii_isalpha(*end)) continue;
    if (*end == '.') end++;
    *ret_month = month_words[i].month;
    return end;
  }
  return NULL;
}

/* "NOV/NOV", "FEV / FEB": passports print the month twice. */
static const char *skip_second_month(const char *p, int month) {
  const char *q = skip_spaces(p);
  int again = 0;
  if (*q != '/' && *q != '|' && *q != '-') return p;
  const char *end = match_month(skip_spaces(q + 1), &again);
  return end && again == month ? end : p;
}

/* 1er janvier 2025, 15 févr. 2025, 23 NOV/NOV 2026, FÉVRIER 2025 */
static bool parse_words(const char *text, int pivot, RectoDate *ret, size_t *ret_length) {
  int day = 0, month = 0, year = 0;
  const char *p = text;
  int n = read_number(p, 2, &day);
  if (g_str_has_prefix(p, "ler") || g_str_has_prefix(p, "Ier") || g_str_has_prefix(p, "LER")) {
    day = 1;
    n = 1;
  }
  if (n) {
    p = skip_spaces(p + n);
    if (g_str_has_prefix(p, "er ") || g_str_has_prefix(p, "ER ")) p += 2;
    else if (g_str_has_prefix(p, "\xE1\xB5\x89\xCA\xB3")) p += 5; /* superscript er */
    char ignored;
    p = skip_separator(p, &ignored);
  }
  p = match_month(p, &month);
  if (!p) return false;
  p = skip_second_month(p, month);
  char separator;
  p = skip_separator(p, &separator);
  int n_year = read_number(p, 4, &year);
  if (n_year != 4) {
    n_year = n ? read_number(p, 2, &year) : 0;
    if (n_year != 2) return false;
  }
  return finish((RectoDate){full_year(year, n_year, pivot), month, n ? day : 0}, text, p + n_year, ret, ret_length);
}

bool recto_date_parse(const char *text, int pivot_year, RectoDate *ret, size_t *ret_length) {
  return parse_iso(text, ret, ret_length) || parse_words(text, pivot_year, ret, ret_length) || parse_numeric(text, pivot_year, ret, ret_length);
}

bool recto_date_find(const char *text, int pivot_year, RectoDate *ret, size_t *ret_start, size_t *ret_length) {
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    if (p > text && g_ascii_isalnum(p[-1])) continue;
    if (p > text + 1 && strchr("/.-", p[-1]) && g_ascii_isdigit(p[-2])) continue; /* the tail of a wrong date is no date */
    if (!g_ascii_isalnum(*p) && *p != '|') continue;
    if (!recto_date_parse(p, pivot_year, ret, ret_length)) continue;
    if (ret_start) *ret_start = (size_t)(p - text);
    return true;
  }
  return false;
}
