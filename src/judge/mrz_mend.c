/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Position masks and confusable characters. Must not know: pixels, documents. */
#include "judge/mrz_mend.h"

#include <string.h>

typedef struct { size_t from, to; } Span;

static char to_digit(char c)
{
  static const char letters[] = "OQDUIJLZSGB", digits[] = "00001112568";
  const char *at = c ? strchr(letters, c) : NULL;
  return at ? digits[at - letters] : c;
}

char recto_mrz_letter_for(char c)
{
  static const char digits[] = "015286", letters[] = "OISZBG";
  const char *at = c ? strchr(digits, c) : NULL;
  return at ? letters[at - digits] : c;
}

static void map_span(char *line, Span span, char (*map)(char))
{
  for (size_t i = span.from; i < span.to && i < strlen(line); i++) line[i] = map(line[i]);
}

/* Which line holds the dates, where digits and letters stand in it, and where the number stands. */
typedef struct { RectoMrzFormat format; guint date_line, name_line, number_line; Span digits[3], letters, number; } Mask;

static const Mask masks[] = {
    {RECTO_MRZ_TD1, 1, 2, 0, {{0, 7}, {8, 15}, {29, 30}}, {15, 18}, {5, 14}},   {RECTO_MRZ_TD2, 1, 0, 1, {{13, 20}, {21, 28}, {9, 10}}, {10, 13}, {0, 9}},
    {RECTO_MRZ_TD3, 1, 0, 1, {{13, 20}, {21, 28}, {9, 10}}, {10, 13}, {0, 9}}, {RECTO_MRZ_MRV_A, 1, 0, 1, {{13, 20}, {21, 28}, {9, 10}}, {10, 13}, {0, 9}},
    {RECTO_MRZ_MRV_B, 1, 0, 1, {{13, 20}, {21, 28}, {9, 10}}, {10, 13}, {0, 9}},
};

static const Mask *mask_for(RectoMrzFormat format)
{
  for (gsize i = 0; i < G_N_ELEMENTS(masks); i++)
    if (masks[i].format == format) return &masks[i];
  return NULL;
}

static guint right_checks(const RectoMrz *mrz)
{
  return recto_mrz_right_fields(mrz) + (mrz->composite == RECTO_YES ? 1 : 0);
}

/* Check digits do not cover names; a digit in a name says that the line is out of step. */
static int fit_of(const RectoMrz *mrz)
{
  const char *surname = recto_mrz_value(mrz, "surname"), *given = recto_mrz_value(mrz, "given-names");
  int slips = (surname && strpbrk(surname, "0123456789") ? 1 : 0) + (given && strpbrk(given, "0123456789") ? 1 : 0);
  return 3 * (int)right_checks(mrz) - slips;
}

static RectoAnswer number_check(const RectoMrz *mrz)
{
  const RectoMrzField *number = recto_mrz_field(mrz, "number");
  return number ? number->check : RECTO_CANNOT_TELL;
}

/* Confusable pairs, either way. */
static char twin(char c)
{
  static const char a[] = "O0I1S5B8Z2G6", b[] = "0O1I5S8B2Z6G";
  const char *at = c ? strchr(a, c) : NULL;
  return at ? b[at - a] : 0;
}

static RectoMrz *with_flip(char **lines, const Mask *mask, size_t i, RectoDate reception)
{
  char *line = lines[mask->number_line], keep = line[i];
  if (!twin(keep)) return NULL;
  line[i] = twin(keep);
  RectoMrz *mrz = recto_mrz_parse((const char *const *)lines, reception);
  line[i] = keep;
  if (mrz && number_check(mrz) == RECTO_YES && mrz->composite != RECTO_NO) return mrz;
  recto_mrz_free(mrz);
  return NULL;
}

/* One confusable character of the number; taken only if a single spelling is right. Two at once would be right by chance too often. */
static RectoMrz *with_twins(char **lines, const Mask *mask, RectoDate reception)
{
  RectoMrz *found = NULL;
  size_t length = MIN(mask->number.to, strlen(lines[mask->number_line]));
  for (size_t i = mask->number.from; i < length; i++) {
    RectoMrz *mrz = with_flip(lines, mask, i, reception);
    if (!mrz) continue;
    if (found) { /* two spellings would do: cannot tell */
      recto_mrz_free(mrz);
      recto_mrz_free(found);
      return NULL;
    }
    found = mrz;
  }
  return found;
}

static RectoMrz *better_of(RectoMrz *a, RectoMrz *b)
{
  if (!b) return a;
  if (right_checks(b) >= right_checks(a)) { /* letters and digits in their places are never worse */
    recto_mrz_free(a);
    return b;
  }
  recto_mrz_free(b);
  return a;
}

/* Letters where letters stand and digits where digits stand; `ret_lines` gets the lines so mended when they were parsed. */
static RectoMrz *parse_masked(const char *const *lines, RectoDate reception, char ***ret_lines)
{
  RectoMrz *mrz = recto_mrz_parse(lines, reception);
  if (!mrz || mrz->all_checks == RECTO_YES) return mrz;
  const Mask *mask = mask_for(mrz->format);
  if (!mask) return mrz;
  g_auto(GStrv) mended = g_strdupv((char **)lines);
  guint n = g_strv_length(mended);
  if (mask->date_line >= n || mask->name_line >= n) return mrz;
  for (int i = 0; i < 3; i++) map_span(mended[mask->date_line], mask->digits[i], to_digit);
  map_span(mended[mask->date_line], mask->letters, recto_mrz_letter_for);
  map_span(mended[mask->name_line], (Span){mask->name_line == 2 ? 0 : 5, strlen(mended[mask->name_line])}, recto_mrz_letter_for);
  mrz = better_of(mrz, recto_mrz_parse((const char *const *)mended, reception));
  if (ret_lines) *ret_lines = g_steal_pointer(&mended);
  return mrz;
}

RectoMrz *recto_mrz_parse_mended(const char *const *lines, RectoDate reception)
{
  g_auto(GStrv) mended = NULL;
  RectoMrz *mrz = parse_masked(lines, reception, &mended);
  const Mask *mask = mrz && mended ? mask_for(mrz->format) : NULL;
  if (!mask) return mrz;
  if (number_check(mrz) == RECTO_NO) mrz = better_of(mrz, with_twins(mended, mask, reception));
  return mrz;
}

/* Lines that were cut or filled to length are not repaired besides: among so many tries a number's digit holds by chance.
 * Three right check digits do not come by chance. Of 36 characters: a card only if its composite digit holds, else a visa, which has none. */
static RectoMrz *second_line_parse(const char *line, RectoDate reception)
{
  static const struct { size_t length; const char *code; RectoMrzFormat format; bool composite; } tries[] = {
      {44, "P<", RECTO_MRZ_TD3, false}, {36, "I<", RECTO_MRZ_TD2, true}, {36, "V<", RECTO_MRZ_MRV_B, false}};
  for (gsize i = 0; i < G_N_ELEMENTS(tries); i++) {
    if (strlen(line) != tries[i].length) continue;
    g_autoptr(GString) first = g_string_new(tries[i].code);
    g_string_append_printf(first, "%.3s", line + 10);
    while (first->len < tries[i].length) g_string_append_c(first, '<');
    const char *const lines[] = {first->str, line, NULL};
    RectoMrz *mrz = parse_masked(lines, reception, NULL);
    if (mrz && mrz->format == tries[i].format && right_checks(mrz) >= 3 && (!tries[i].composite || mrz->composite == RECTO_YES)) return mrz;
    recto_mrz_free(mrz);
  }
  return NULL;
}

/* Two places fit as well and say two numbers: the digit that holds in both proves neither. */
static void doubt_number(RectoMrz *best, const RectoMrz *rival)
{
  RectoMrzField *number = (RectoMrzField *)recto_mrz_field(best, "number");
  const char *other = recto_mrz_value(rival, "number");
  if (number && other && g_strcmp0(number->value, other) != 0 && number->check == RECTO_YES) number->check = RECTO_CANNOT_TELL;
}

/* The engine put in one character too many or left one out: the place where the most check digits hold. */
static RectoMrz *one_off(const GString *line, size_t wanted, RectoDate reception)
{
  RectoMrz *best = NULL;
  for (gsize i = 0; i < line->len; i++) {
    g_autoptr(GString) tried = g_string_new(line->str);
    if (line->len > wanted) g_string_erase(tried, (gssize)i, 1);
    else g_string_insert_c(tried, (gssize)i, '<');
    g_autoptr(RectoMrz) mrz = second_line_parse(tried->str, reception);
    if (!mrz) continue;
    int gain = best ? fit_of(mrz) - fit_of(best) : 1;
    if (gain == 0) doubt_number(best, mrz);
    if (gain <= 0) continue;
    recto_mrz_free(best);
    best = g_steal_pointer(&mrz);
  }
  return best;
}

/* A run of fillers counted wrong. */
static RectoMrz *second_line_of_fillers(const GString *read, size_t wanted, RectoDate reception)
{
  if (read->len + 4 < wanted || read->len > wanted + 4) return NULL;
  g_autoptr(GString) line = g_string_new(read->str);
  for (char *run; line->len > wanted && (run = g_strrstr(line->str, "<<"));) g_string_erase(line, (gssize)(run - line->str), 1);
  for (char *run; line->len < wanted && (run = g_strrstr(line->str, "<<"));) g_string_insert_c(line, (gssize)(run - line->str), '<');
  return line->len == wanted ? second_line_parse(line->str, reception) : NULL;
}

static RectoMrz *second_line_of(const GString *line, size_t wanted, RectoDate reception)
{
  RectoMrz *mrz = line->len == wanted ? second_line_parse(line->str, reception) : line->len + 1 == wanted || line->len == wanted + 1 ? one_off(line, wanted, reception) : NULL;
  return mrz ? mrz : second_line_of_fillers(line, wanted, reception);
}

RectoMrz *recto_mrz_parse_second_line(const char *text, RectoDate reception)
{
  g_autoptr(GString) line = g_string_new(NULL);
  for (const char *p = text; *p; p++)
    if (g_ascii_isupper(*p) || g_ascii_isdigit(*p) || *p == '<') g_string_append_c(line, *p);
    else if (!g_ascii_isspace(*p)) return NULL;
  RectoMrz *mrz = second_line_of(line, 44, reception);
  return mrz ? mrz : second_line_of(line, 36, reception);
}

/* ------------------------------------------------------------------ groups of lines, a character too many or too few */

typedef struct { const char *const *read; guint n; size_t wanted; RectoDate reception; } Group;

/* The line cut or filled at position `at` until it has the wanted length; NULL when `at` cannot. */
static char *fitted(const char *line, size_t wanted, size_t at)
{
  g_autoptr(GString) text = g_string_new(line);
  if (at >= text->len) return NULL;
  while (text->len > wanted) g_string_erase(text, (gssize)MIN(at, text->len - 1), 1);
  while (text->len < wanted) g_string_insert_c(text, (gssize)at, '<');
  return g_string_free(g_steal_pointer(&text), FALSE);
}

static RectoMrz *parse_group(const Group *group)
{
  g_auto(GStrv) lines = g_new0(char *, group->n + 1);
  for (guint i = 0; i < group->n; i++) {
    size_t length = strlen(group->read[i]);
    lines[i] = length == group->wanted ? g_strdup(group->read[i]) : fitted(group->read[i], group->wanted, length > group->wanted ? length - 2 : length - 1);
  }
  RectoMrz *best = parse_masked((const char *const *)lines, group->reception, NULL);
  for (guint i = 0; i < group->n; i++) {
    if (strlen(group->read[i]) == group->wanted) continue;
    g_autofree char *keep = g_strdup(lines[i]);
    for (size_t at = 0; at < strlen(group->read[i]); at++) {
      g_free(lines[i]);
      lines[i] = fitted(group->read[i], group->wanted, at);
      RectoMrz *mrz = parse_masked((const char *const *)lines, group->reception, NULL);
      if (!mrz || (best && fit_of(mrz) <= fit_of(best))) {
        recto_mrz_free(mrz);
        continue;
      }
      recto_mrz_free(best);
      best = mrz;
      g_free(keep);
      keep = g_strdup(lines[i]);
    }
    g_free(lines[i]);
    lines[i] = g_steal_pointer(&keep);
  }
  if (best && right_checks(best) >= 3) return best;
  recto_mrz_free(best);
  return NULL;
}

static bool group_fits(const Group *group)
{
  bool off = false;
  for (guint i = 0; i < group->n; i++) {
    size_t length = strlen(group->read[i]);
    if (length + 2 < group->wanted || length > group->wanted + 2) return false;
    off = off || length != group->wanted;
  }
  return off;
}

/* A zone's line as an engine reads it: capitals, digits, fillers; at least two fillers. */
static char *zone_line(const char *text)
{
  GString *line = g_string_new(NULL);
  guint fillers = 0;
  for (const char *p = text; *p; p++) {
    if (*p == '<') fillers++;
    if (g_ascii_isupper(*p) || g_ascii_isdigit(*p) || *p == '<') g_string_append_c(line, *p);
    else if (!g_ascii_isspace(*p)) fillers = 0, g_string_truncate(line, 0);
  }
  if (fillers >= 2 && line->len >= 28) return g_string_free(line, FALSE);
  g_string_free(line, TRUE);
  return NULL;
}

RectoMrz *recto_mrz_parse_loose(const char *const *strings, RectoDate reception)
{
  static const struct { guint n; size_t wanted; } shapes[] = {{3, 30}, {2, 36}, {2, 44}};
  g_autoptr(GPtrArray) zone = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; strings[i]; i++) {
    char *line = zone_line(strings[i]);
    if (line) g_ptr_array_add(zone, line);
  }
  for (gsize s = 0; s < G_N_ELEMENTS(shapes); s++)
    for (guint i = 0; i + shapes[s].n <= zone->len; i++) {
      Group group = {(const char *const *)&zone->pdata[i], shapes[s].n, shapes[s].wanted, reception};
      RectoMrz *mrz = group_fits(&group) ? parse_group(&group) : NULL;
      if (mrz) return mrz;
    }
  return NULL;
}
