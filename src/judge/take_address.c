/* SPDX-License-Identifier: GPL-3.0-or-later */
/* French postal addresses (NF Z10-011) in running text or in lines: from the street, or what stands before it, to the town. */
#include "judge/take.h"

#include "base/regex.h"

#include <recto/text.h>
#include <string.h>

#define POSTCODE "(?:F-|FR-)?\\b((?:0[1-9]|[1-8]\\d|9[0-8])[ ]?\\d{3})\\b"
/* A town's words begin with a capital or are particles; CEDEX may carry a number. */
#define TOWN_WORD "(?!(?:T[ée]l|TEL|Fax|FAX|Siret|SIRET|RCS|France|FRANCE)\\b)(?:St\\.|Ste\\.|\\p{Lu}[\\p{L}'’\\-]+|d'\\p{L}[\\p{L}'’\\-]*|l'\\p{L}[\\p{L}'’\\-]*)"
#define TOWN "(" TOWN_WORD "(?:(?:[ ]-[ ]?|[ ])(?:(?:sur|de|du|des|la|le|les|en|sous|lès|lez|aux|au|et|d'|l')[ ])*" TOWN_WORD "){0,5}(?:[ ]\\d{1,2}(?=\\s*$))?)"
#define STREET_WORDS "rue|avenue|av\\.?|boulevard|bd\\.?|bld\\.?|blvd\\.?|place|pl\\.|allée|allee|allées|impasse|imp\\.|chemin|ch\\.|route|rte|quai|cours|square|sq\\.|passage|villa|cité|cite|" \
  "résidence|residence|rés\\.|lotissement|lot\\.|hameau|lieu-dit|lieudit|lieu dit|faubourg|fg|ruelle|sentier|promenade|esplanade|rond-point|voie|montée|traverse|venelle|mail|parvis|galerie|clos|domaine|"         \
  "parc|zac|za|zi|bp|cs|tsa|bâtiment|batiment|bât\\.?|bat\\.?|appartement|appt\\.?|apt\\.?|étage|escalier|esc\\.|immeuble|tour|quartier|port|porte|chaussée|chez|c/o|foyer|hôtel|hotel|centre|hall|entrée|logement(?=\\s+(?:n|\\d))|logt|lgt|couloir|aile|pavillon|pav\\.|appart\\.?|boîte|boite|chambre|ch\\.|studio|rdc|rez-de-chaussée|niveau"

bool recto_line_is_town(const char *line)
{
  GRegex *regex = recto_regex("^\\s*" POSTCODE "\\s+" TOWN "\\s*(?:,?\\s*FRANCE)?\\s*$", 0);
  return g_regex_match(regex, line, 0, NULL);
}

/* "12", "12 bis", "12-14", "12, " before the street word. */
static bool is_street(const char *text, size_t *ret_start)
{
  GRegex *regex = recto_regex("(?:(?<![\\d\\p{L}])\\d{1,4}(?:\\s?[-/]\\s?\\d{1,4})?(?:\\s?(?:bis|ter|quater|[A-Da-d]))?\\s?,?\\s+|\\d{1,2}(?:er|e|ère|ème|eme)\\s+)?(?<![\\p{L}])(?:" STREET_WORDS ")(?![\\p{L}])", G_REGEX_CASELESS);
  g_autoptr(GMatchInfo) match = NULL;
  if (!g_regex_match(regex, text, 0, &match)) return false;
  int start = 0;
  g_match_info_fetch_pos(match, 0, &start, NULL);
  *ret_start = (size_t)start;
  return true;
}

static bool begins_with_number(const char *line)
{
  size_t digits = strspn(line, "0123456789");
  return digits >= 1 && digits <= 4 && line[digits] == ' ';
}

/* The lines before the town that belong to the address: street lines, and lines between them; a person's name above does not. */
static size_t first_line_of(const char *before)
{
  g_auto(GStrv) lines = g_strsplit(before, "\n", -1);
  guint n = g_strv_length(lines);
  size_t offset = strlen(before), best = offset, cursor = offset;
  for (guint i = n; i-- > 0;) {
    cursor -= strlen(lines[i]);
    size_t at = 0;
    bool only_spaces = strspn(lines[i], " \t") == strlen(lines[i]);
    bool street = is_street(lines[i], &at) || (begins_with_number(lines[i]) && (at = 0, true));
    if (street) best = cursor + at;
    else if (!only_spaces && best != offset) break;
    if (i > 0) cursor--;
  }
  return best;
}

/* "Complément : étage 2", "Code postal, ville 71100 Chalon": the form's own words are no part of the address. */
static const char *without_form_words(const char *line)
{
  static GRegex *words; /* compiled once */
  if (!words) words = recto_regex("^(?:n° et (?:nom de (?:la )?)?(?:rue|voie)|compl[ée]ment(?: d.adresse)?|code postal(?:\\s*(?:,|/|-|et)\\s*(?:ville|commune|localit[ée]))?|ville|commune|localit[ée]|adresse)(?![\\p{L}])\\s*[:,]?\\s*", G_REGEX_CASELESS);
  g_autoptr(GMatchInfo) match = NULL;
  int end = 0;
  if (!g_regex_match(words, line, 0, &match)) return line;
  g_match_info_fetch_pos(match, 0, NULL, &end);
  return line + end;
}

/* "RER", "Li:", "FE Le": dirt between the lines; a short line of an address holds a figure. */
static bool is_dirt(const char *line)
{
  int letters = 0;
  for (const char *p = line; *p; p = g_utf8_next_char(p)) {
    if (g_ascii_isdigit(*p)) return false;
    letters += g_unichar_isalpha(g_utf8_get_char(p)) != 0;
  }
  return letters <= 4;
}

/* "76 CITE GAGARINE cd": one or two small letters behind capitals. */
static void drop_tail(char *line)
{
  char *space = strrchr(line, ' ');
  if (!space || strlen(space + 1) > 2 || !g_ascii_islower(space[1])) return;
  for (const char *p = line; p < space; p++)
    if (g_ascii_islower(*p)) return;
  *space = 0;
}

static char *joined(const char *text, size_t start, size_t end)
{
  g_autofree char *part = g_strndup(text + start, end - start);
  g_auto(GStrv) lines = g_strsplit(part, "\n", -1);
  GString *out = g_string_new(NULL);
  for (int i = 0; lines[i]; i++) {
    char *whole = g_strstrip(lines[i]);
    size_t length = strlen(whole);
    while (length > 0 && strchr(",;-", whole[length - 1])) whole[--length] = 0;
    drop_tail(whole);
    const char *line = without_form_words(whole);
    if (!*line || is_dirt(line)) continue;
    if (out->len) g_string_append(out, ", ");
    g_string_append(out, line);
  }
  return g_string_free(out, FALSE);
}

char *recto_address_in(const char *text, bool *ret_whole, size_t *ret_start, size_t *ret_end)
{
  GRegex *regex = recto_regex(POSTCODE "[\\s,]+" TOWN, 0);
  g_autoptr(GMatchInfo) match = NULL;
  if (!g_regex_match(regex, text, 0, &match)) return NULL;
  int town_start = 0, town_end = 0;
  g_match_info_fetch_pos(match, 0, &town_start, &town_end);
  g_autofree char *before = g_strndup(text, (gsize)town_start);
  size_t start = first_line_of(before);
  static GRegex *placed; /* compiled once */
  if (!placed) placed = recto_regex("^[^\\n]{0,60}\\b(?:situ[ée]e?|sise?)\\s+(?:(?:au|à)\\s+)?(?=\\d)", G_REGEX_CASELESS);
  g_autoptr(GMatchInfo) prefix = NULL;
  int skipped = 0;
  if (g_regex_match(placed, before + start, 0, &prefix)) g_match_info_fetch_pos(prefix, 0, NULL, &skipped); /* "chambre 12, situé 75 rue …" */
  start += (size_t)skipped;
  *ret_whole = start < strlen(before);
  *ret_start = start;
  *ret_end = (size_t)town_end;
  return joined(text, start, (size_t)town_end);
}
