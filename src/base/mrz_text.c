/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MRZ lines among OCR text, and names against their transliteration. A stop-gap reader: it only joins, cleans and pads what a general OCR read,
 * and returns lines only when a layout fits. Must not know: pixels. */
#include <recto/mrz.h>
#include <recto/text.h>

/* One text line as an MRZ line, or NULL when it does not look like one. */
static char *clean_line(const char *text) {
  GString *out = g_string_new(NULL);
  guint odd = 0;
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_isspace(c)) continue;
    if (c < 0x80 && (g_ascii_isdigit((char)c) || (c >= 'A' && c <= 'Z') || c == '<')) g_string_append_c(out, (char)c);
    else if (c == 0xAB || c == 0x2039 || c == 0xE9 || c == '(' || c == '{') g_string_append(out, c == 0xAB ? "<<" : "<");
    else if (c < 0x80 && g_ascii_islower((char)c)) {
      g_string_append_c(out, g_ascii_toupper((char)c));
      odd++;
    } else odd++;
  }
  guint fillers = 0, digits = 0;
  for (gsize i = 0; i < out->len; i++) fillers += out->str[i] == '<', digits += g_ascii_isdigit(out->str[i]) ? 1 : 0;
  bool full = fillers >= 2 || digits >= 12; /* a second line may hold no filler at all (Chinese passports, visas) */
  bool plausible = out->len >= 26 && out->len <= 48 && odd * 6 <= out->len && full;
  return g_string_free(out, !plausible);
}

/* Trailing fillers are where OCR invents or loses most: cut them to the width, or pad. */
static char *fit(const char *line, size_t width) {
  size_t length = strlen(line);
  if (length == width) return g_strdup(line);
  if (length < width) {
    g_autofree char *fill = g_strnfill(width - length, '<');
    return g_strconcat(line, fill, NULL);
  }
  for (size_t i = width; i < length; i++)
    if (!strchr("<KCELS", line[i])) return NULL;
  return g_strndup(line, width);
}

static char **try_lines(char *const *clean, guint first, guint n, size_t width) {
  g_auto(GStrv) lines = g_new0(char *, n + 1);
  for (guint i = 0; i < n; i++)
    if (!clean[first + i] || !(lines[i] = fit(clean[first + i], width))) return NULL;
  g_autoptr(RectoMrz) mrz = recto_mrz_parse((const char *const *)lines, (RectoDate){0});
  if (!mrz || mrz->all_checks == RECTO_CANNOT_TELL) return NULL;
  return recto_mrz_right_fields(mrz) >= 2 ? g_steal_pointer(&lines) : NULL; /* one in ten holds by chance: two short card lines padded to another layout */
}

char **recto_mrz_from_text(const char *const *text_lines) {
  static const struct { guint lines; size_t width; } shapes[] = {{3, 30}, {2, 44}, {2, 36}};
  guint n = g_strv_length((char **)text_lines);
  g_autoptr(GPtrArray) clean = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < n; i++) g_ptr_array_add(clean, clean_line(text_lines[i]));
  for (gsize s = 0; s < G_N_ELEMENTS(shapes); s++)
    for (guint i = 0; i + shapes[s].lines <= n; i++) {
      char **found = try_lines((char *const *)clean->pdata, i, shapes[s].lines, shapes[s].width);
      if (found) return found;
    }
  return NULL;
}

typedef struct { gunichar letter; const char *ways[3]; } Transliteration;

/* ICAO 9303-3 section 6, the letters with more than one allowed spelling. */
static const Transliteration transliterations[] = {
    {0x00C4, {"AE", "A", NULL}}, {0x00D6, {"OE", "O", NULL}}, {0x00DC, {"UE", "UXX", "U"}}, {0x00D1, {"N", "NXX", NULL}}, {0x00C5, {"AA", "A", NULL}},
    {0x00D8, {"OE", "O", NULL}}, {0x00DF, {"SS", NULL, NULL}}, {0x00C6, {"AE", NULL, NULL}}, {0x0152, {"OE", NULL, NULL}}, {0x00DE, {"TH", NULL, NULL}},
    {0x00D0, {"D", NULL, NULL}}, {0x0130, {"I", NULL, NULL}},
};

static const Transliteration *ways_of(gunichar c) {
  for (gsize i = 0; i < G_N_ELEMENTS(transliterations); i++)
    if (transliterations[i].letter == c) return &transliterations[i];
  return NULL;
}

/* Does the rest of the printed name spell the rest of the zone's, letter by letter with alternatives? `prefix`: the zone may end first. */
static bool spells(const char *printed, const char *zone, bool prefix) {
  if (!*zone && prefix) return true;
  if (!*printed) return !*zone;
  gunichar c = g_unichar_toupper(g_utf8_get_char(printed));
  const char *next = g_utf8_next_char(printed);
  if (!g_unichar_isalpha(c)) return spells(next, zone, prefix);
  const Transliteration *ways = ways_of(c);
  for (int i = 0; ways && i < 3 && ways->ways[i]; i++)
    if (g_str_has_prefix(zone, ways->ways[i]) && spells(next, zone + strlen(ways->ways[i]), prefix)) return true;
  char one[8] = {0};
  g_unichar_to_utf8(c, one);
  g_autofree char *folded = recto_text_squeeze(one);
  return g_str_has_prefix(zone, folded) && spells(next, zone + strlen(folded), prefix);
}

RectoAnswer recto_mrz_name_agrees(const char *printed, const char *mrz_name, bool truncated) {
  if (!printed || !mrz_name || !*printed || !*mrz_name) return RECTO_CANNOT_TELL;
  g_autofree char *nfc = g_utf8_normalize(printed, -1, G_NORMALIZE_NFC);
  g_autofree char *zone = recto_text_squeeze(mrz_name);
  if (spells(nfc, zone, truncated)) return RECTO_YES;
  g_autofree char *squeezed = recto_text_squeeze(nfc);
  int allowed = MIN(2, (int)strlen(zone) / 8 + 1); /* near enough for a slip of the eye or of the OCR: a person decides */
  return strlen(zone) >= 4 && recto_text_distance(squeezed, zone, allowed) <= allowed ? RECTO_CANNOT_TELL : RECTO_NO;
}
