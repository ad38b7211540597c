/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed names against a zone's, through ICAO's transliteration. Must not know: pixels. */
#include <recto/mrz.h>
#include <recto/text.h>

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
