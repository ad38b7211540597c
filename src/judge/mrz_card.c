/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card's zone of which the engine lost a line: what the other two prove by their own check digits. Must not know: pixels, documents. */
#include "judge/mrz_mend.h"

#include "base/regex.h"

#include <string.h>

enum { WIDTH = 30, LEAST = 24 };

/* Fillers at a line's end are read as K, L, E, C, S or X: a run of six and more such letters is no name. */
static void mend_tail(GString *line)
{
  gsize at = line->len;
  while (at > 0 && strchr(RECTO_MRZ_FILLER_TWINS "<", line->str[at - 1])) at--;
  if (line->len - at < 6) return;
  while (at < line->len && line->str[at] != '<' && at + 1 < line->len && line->str[at] != line->str[at + 1]) at++; /* the last letters of a name stay */
  for (; at < line->len; at++) line->str[at] = '<';
}

/* Capitals, digits and fillers only, else NULL. */
static GString *zone_text(const char *text)
{
  GString *line = g_string_new(NULL);
  for (const char *p = text; *p; p++) {
    if (g_ascii_isupper(*p) || g_ascii_isdigit(*p) || *p == '<') g_string_append_c(line, *p);
    else if (!g_ascii_isspace(*p)) g_string_truncate(line, 0);
  }
  if (line->len >= LEAST) {
    mend_tail(line);
    return line;
  }
  g_string_free(line, TRUE);
  return NULL;
}

static char *at_width(const char *text, gsize length)
{
  GString *line = g_string_new_len(text, (gssize)MIN(length, WIDTH));
  while (line->len < WIDTH) g_string_append_c(line, '<');
  return g_string_free(line, FALSE);
}

static char *first_line_of(const GString *line)
{
  GRegex *begins = recto_regex("^[IAC][A-Z<][A-Z<]{3}[0-9A-Z<]{9}", 0);
  return line && g_regex_match(begins, line->str, 0, NULL) ? at_width(line->str, line->len) : NULL;
}

static char *date_line_of(const GString *line)
{
  GRegex *dates = recto_regex("^[0-9OIZSBGQD]{7}[MFXH<][0-9OIZSBGQD]{7}[0-9A-Z<]{3}", 0);
  if (!line || !g_regex_match(dates, line->str, 0, NULL)) return NULL;
  char *whole = at_width(line->str, 18);
  whole[WIDTH - 1] = line->str[line->len - 1];
  return whole;
}

static char *name_line_of(const GString *line)
{
  bool name = line && strstr(line->str, "<<") && !strpbrk(line->str, "0123456789") && g_ascii_isupper(line->str[0]);
  return name ? at_width(line->str, line->len) : NULL;
}

static bool is_right(const RectoMrz *mrz, const char *name)
{
  const RectoMrzField *field = recto_mrz_field(mrz, name);
  return field && field->check == RECTO_YES;
}

/* `first` or `dates` is missing. A French national's card is an identity card; nobody else's code is guessed. */
static RectoMrz *parse_with_gap(const char *first, const char *dates, const char *names, RectoDate reception)
{
  g_autofree char *made_first = first ? g_strdup(first) : at_width(g_str_has_prefix(dates + 15, "FRA") ? "IDFRA" : "I<", g_str_has_prefix(dates + 15, "FRA") ? 5 : 2);
  g_autofree char *made_dates = dates ? g_strdup(dates) : at_width("", 0);
  g_autofree char *made_names = names ? g_strdup(names) : at_width("", 0);
  const char *const lines[] = {made_first, made_dates, made_names, NULL};
  RectoMrz *mrz = recto_mrz_parse_mended(lines, reception);
  if (mrz && mrz->format == RECTO_MRZ_TD1 && (dates ? is_right(mrz, "birth-date") && is_right(mrz, "expiry-date") : is_right(mrz, "number") && names)) return mrz;
  recto_mrz_free(mrz);
  return NULL;
}

static void line_free(gpointer line)
{
  if (line) g_string_free(line, TRUE);
}

RectoMrz *recto_mrz_parse_card(const char *const *strings, RectoDate reception)
{
  g_autoptr(GPtrArray) zone = g_ptr_array_new_with_free_func(line_free);
  for (guint i = 0; strings[i]; i++) {
    GString *line = zone_text(strings[i]);
    if (line) g_ptr_array_add(zone, line);
  }
  RectoMrz *mrz = NULL;
  for (guint i = 0; i < zone->len && !mrz; i++) {
    const GString *before = i > 0 ? zone->pdata[i - 1] : NULL, *here = zone->pdata[i], *next = i + 1 < zone->len ? zone->pdata[i + 1] : NULL;
    g_autofree char *dates = date_line_of(here), *first = first_line_of(dates ? before : here), *names = name_line_of(next);
    if (dates || (first && names)) mrz = parse_with_gap(first, dates, names, reception);
  }
  return mrz;
}
