/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two readings of one number, and the digit that chooses between them. Must not know: document types. */
#include "judge/number_twice.h"

#include <string.h>

enum { NUMBER = 9, DIFFERENT = 2 }; /* ICAO 9303: nine characters and their digit; more differences are another number */

/* Capitals, digits and fillers of a line that looks like a zone's, else NULL. */
static char *zone_text(const char *raw)
{
  g_autoptr(GString) line = g_string_new(NULL);
  for (const char *p = raw; *p; p = g_utf8_next_char(p))
    if (g_ascii_isupper(*p) || g_ascii_isdigit(*p) || *p == '<') g_string_append_c(line, *p);
    else if (!g_ascii_isspace(*p)) g_string_append_c(line, '?'); /* a place of its own, no value */
  return line->len >= 24 && strchr(line->str, '<') ? g_string_free(g_steal_pointer(&line), FALSE) : NULL;
}

/* The digit as printed, or as an engine misreads it; 0 = none. */
static char digit_of(char c)
{
  static const char letters[] = "OQDILZSBG", digits[] = "000112586";
  const char *at = c ? strchr(letters, c) : NULL;
  return g_ascii_isdigit(c) ? c : at ? digits[at - letters] : 0;
}

static char *padded(const char *value)
{
  size_t length = strlen(value);
  if (length < 7 || length > NUMBER || strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != length) return NULL;
  GString *number = g_string_new(value);
  while (number->len < NUMBER) g_string_append_c(number, '<');
  return g_string_free(number, FALSE);
}

typedef struct { char right[NUMBER + 1]; guint n_right; bool print_is_right, alike; } Trial;

/* Every choice between the two readings where they differ. */
static Trial try_window(const char *print, const char *window)
{
  Trial trial = {0};
  size_t places[NUMBER];
  guint n = 0;
  for (size_t i = 0; i < NUMBER; i++)
    if (print[i] != window[i]) places[n++] = i;
  char digit = digit_of(window[NUMBER]);
  if (n > DIFFERENT || !digit) return trial;
  trial.alike = true;
  for (guint choice = 0; choice < 1u << n; choice++) {
    char tried[NUMBER + 1];
    memcpy(tried, print, sizeof tried);
    for (guint k = 0; k < n; k++)
      if (choice & 1u << k) tried[places[k]] = window[places[k]];
    if (recto_mrz_check_digit(tried, NUMBER) != digit) continue;
    if (choice == 0) trial.print_is_right = true;
    memcpy(trial.right, tried, sizeof tried);
    trial.n_right++;
  }
  return trial;
}

/* The line's place where the print stands with at most a few differences. */
static Trial try_line(const char *print, const char *line)
{
  for (size_t at = 0; at + NUMBER < strlen(line); at++) {
    Trial trial = try_window(print, line + at);
    if (trial.alike) return trial;
  }
  return (Trial){0};
}

static void add_spelling(RectoField *field, const RectoObservation *printed, const char *number)
{
  g_autofree char *value = g_strdup(number);
  g_strdelimit(value, "<", '\0');
  RectoObservation *seen = recto_observation_new(value, printed->as_read, 0.8, RECTO_MEANS_MRZ, printed->place);
  seen->check = RECTO_YES;
  g_ptr_array_add(field->seen, seen);
}

void recto_number_twice(const Evidence *evidence, RectoField *field)
{
  g_auto(GStrv) lines = recto_layout_strings(evidence->layout);
  guint n_seen = field->seen->len;
  for (guint l = 0; lines[l]; l++) {
    g_autofree char *line = zone_text(lines[l]);
    for (guint i = 0; line && i < n_seen; i++) {
      RectoObservation *seen = field->seen->pdata[i];
      g_autofree char *print = seen->means == RECTO_MEANS_PRINTED ? padded(seen->value) : NULL;
      Trial trial = print ? try_line(print, line) : (Trial){0};
      if (trial.print_is_right) seen->check = RECTO_YES;
      else if (trial.n_right == 1) add_spelling(field, seen, trial.right);
    }
  }
}
