/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registers of civil status write dates in letters: "le quatorze juillet deux mille cinq", "mil neuf cent quatre-vingt-douze".
 * Turns runs of French number words into figures and leaves the rest. Must not know: calendars. */
#include "judge/take.h"

#include "base/regex.h"

#include <recto/text.h>
#include <string.h>

static const struct { const char *word; int value; } numbers[] = {
    {"PREMIER", 1}, {"UN", 1}, {"UNE", 1}, {"DEUX", 2}, {"TROIS", 3}, {"QUATRE", 4}, {"CINQ", 5}, {"SIX", 6}, {"SEPT", 7}, {"HUIT", 8}, {"NEUF", 9}, {"DIX", 10}, {"ONZE", 11}, {"DOUZE", 12}, {"TREIZE", 13},
    {"QUATORZE", 14}, {"QUINZE", 15}, {"SEIZE", 16}, {"VINGT", 20}, {"VINGTS", 20}, {"TRENTE", 30}, {"QUARANTE", 40}, {"CINQUANTE", 50}, {"SOIXANTE", 60}, {"SEPTANTE", 70}, {"HUITANTE", 80}, {"OCTANTE", 80}, {"NONANTE", 90},
    {"CENT", 100}, {"CENTS", 100}, {"MIL", 1000}, {"MILLE", 1000},
};

/* 0 = no number word. One slip is forgiven in words long enough. */
static int value_of(const char *folded)
{
  int near = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
    if (g_str_equal(numbers[i].word, folded)) return numbers[i].value;
    if (strlen(numbers[i].word) >= 6 && recto_text_distance(numbers[i].word, folded, 1) <= 1) near = numbers[i].value;
  }
  return near;
}

/* A running French number: "quatre" "vingt" multiplies, "soixante" "dix" adds, "cent" and "mille" multiply what stands before. */
typedef struct { int thousands, rest; bool open; } Number;

static void take_in(Number *number, int value)
{
  int below = number->rest % 100;
  if (value == 1000) number->thousands = MAX(1, number->rest) * 1000, number->rest = 0;
  else if (value == 100) number->rest = MAX(1, number->rest) * 100;
  else if (value == 20 && below == 4) number->rest += 76;
  else number->rest += value;
  number->open = true;
}

static void flush(GString *out, Number *number)
{
  if (number->open) g_string_append_printf(out, "%s%d", out->len && out->str[out->len - 1] != ' ' ? " " : "", number->thousands + number->rest);
  *number = (Number){0};
}

/* "L'an 1980, le 12 mars" is "12 mars 1980". */
static char *year_last(const char *text)
{
  GRegex *regex = recto_regex("\\bl.an(?:n.e)?\\s+(\\d{4})\\W+(?:et\\W+)?(?:le\\s+)?(?:\\p{L}+di\\s+)?(\\d{1,2}\\s+\\p{L}+)", G_REGEX_CASELESS);
  return g_regex_replace(regex, text, -1, 0, "\\2 \\1", 0, NULL);
}

char *recto_numbers_in_figures(const char *text)
{
  g_autoptr(GString) out = g_string_new(NULL);
  Number number = {0};
  g_auto(GStrv) words = g_strsplit_set(text, " -\n\t", -1);
  for (int i = 0; words[i]; i++) {
    if (!*words[i]) continue;
    g_autofree char *folded = recto_text_fold(words[i]);
    size_t length = strlen(folded);
    bool ends = length > 0 && strchr(",;.:", folded[length - 1]);
    if (ends) folded[length - 1] = 0;
    int value = value_of(folded);
    bool joins = number.open && g_str_equal(folded, "ET") && words[i + 1];
    if (value > 0) take_in(&number, value);
    else if (!joins) {
      flush(out, &number);
      g_string_append_printf(out, "%s%s", out->len ? " " : "", words[i]);
    }
    if (ends && value > 0) flush(out, &number), g_string_append_c(out, ',');
  }
  flush(out, &number);
  return year_last(out->str);
}
