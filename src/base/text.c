/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text folding and approximate search. Must not know: documents, fields, languages. */
#include <recto/text.h>
#include <stdint.h>

typedef struct { gunichar letter; const char *spelt; } Special;

/* Letters that NFD does not take apart (ICAO 9303-3 section 6 where it has a say). */
static const Special special_letters[] = {
    {0x00C6, "AE"}, {0x00E6, "AE"}, {0x0152, "OE"}, {0x0153, "OE"}, {0x00D8, "O"}, {0x00F8, "O"},  {0x00DF, "SS"}, {0x1E9E, "SS"},
    {0x0141, "L"},  {0x0142, "L"},  {0x0110, "D"},  {0x0111, "D"},  {0x00D0, "D"}, {0x00F0, "D"},  {0x00DE, "TH"}, {0x00FE, "TH"},
    {0x0131, "I"},  {0x0126, "H"},  {0x0127, "H"},  {0x0166, "T"},  {0x0167, "T"}, {0x014A, "N"},  {0x014B, "N"},  {0x0138, "K"},
    {0xFB01, "FI"}, {0xFB02, "FL"}, {0x018F, "E"},  {0x0259, "E"},  {0x20AC, "EUR"}, {0x2116, "N"}, {0x00B0, "O"}, {0x00BA, "O"}, {0x00AA, "A"},
};

static gunichar unify_punctuation(gunichar c) {
  switch (c) {
  case 0x2018: case 0x2019: case 0x201B: case 0x02BC: case 0x00B4: case 0x0060: case 0x2032: return '\'';
  case 0x201C: case 0x201D: case 0x201E: case 0x00AB: case 0x00BB: return '"';
  case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2212: case 0x00AD: return '-';
  default: return c;
  }
}

static void append_folded(GString *out, gunichar c) {
  for (gsize i = 0; i < G_N_ELEMENTS(special_letters); i++)
    if (special_letters[i].letter == c) {
      g_string_append(out, special_letters[i].spelt);
      return;
    }
  if (g_unichar_ismark(c)) return;
  c = unify_punctuation(c);
  if (g_unichar_isspace(c) || c == 0x200B || g_unichar_iscntrl(c)) {
    if (out->len > 0 && out->str[out->len - 1] != ' ') g_string_append_c(out, ' ');
    return;
  }
  g_string_append_unichar(out, g_unichar_toupper(c));
}

char *recto_text_fold(const char *text) {
  GString *out = g_string_sized_new(strlen(text) + 8);
  if (g_str_is_ascii(text)) {
    for (const char *p = text; *p; p++) append_folded(out, (guchar)*p);
  } else {
    g_autofree char *nfd = g_utf8_normalize(text, -1, G_NORMALIZE_ALL);
    for (const char *p = nfd ? nfd : ""; *p; p = g_utf8_next_char(p)) append_folded(out, g_utf8_get_char(p));
  }
  while (out->len > 0 && out->str[out->len - 1] == ' ') g_string_truncate(out, out->len - 1);
  return g_string_free(out, FALSE);
}

char *recto_text_squeeze(const char *text) {
  g_autofree char *folded = recto_text_fold(text);
  GString *out = g_string_sized_new(strlen(folded));
  for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_isalnum(c)) g_string_append_unichar(out, c);
  }
  return g_string_free(out, FALSE);
}

char *recto_text_clean(const char *untrusted_text, gssize length, size_t max_bytes) {
  size_t size = length < 0 ? strlen(untrusted_text) : (size_t)length;
  g_autofree char *valid = g_utf8_make_valid(untrusted_text, (gssize)size);
  g_autofree char *nfc = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
  GString *out = g_string_sized_new(strlen(nfc));
  for (const char *p = nfc; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    bool bidi_control = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0xFEFF;
    if (bidi_control || (g_unichar_iscntrl(c) && c != '\t' && c != '\n')) continue;
    if (max_bytes && out->len + 6 > max_bytes) break;
    g_string_append_unichar(out, c);
  }
  return g_string_free(out, FALSE);
}

int recto_text_distance(const char *a, const char *b, int limit) {
  glong n_a = 0, n_b = 0;
  g_autofree gunichar *ua = g_utf8_to_ucs4_fast(a, -1, &n_a);
  g_autofree gunichar *ub = g_utf8_to_ucs4_fast(b, -1, &n_b);
  if (ABS(n_a - n_b) > limit) return limit + 1;
  g_autofree int *row = g_new(int, n_b + 1);
  for (glong j = 0; j <= n_b; j++) row[j] = (int)j;
  for (glong i = 1; i <= n_a; i++) {
    int diagonal = row[0], best = row[0] = (int)i;
    for (glong j = 1; j <= n_b; j++) {
      int cost = diagonal + (ua[i - 1] != ub[j - 1]);
      diagonal = row[j];
      row[j] = MIN(cost, MIN(row[j], row[j - 1]) + 1);
      best = MIN(best, row[j]);
    }
    if (best > limit) return limit + 1;
  }
  return MIN(row[n_b], limit + 1);
}

static bool is_word_byte(char c) { return g_ascii_isalnum(c) || (guchar)c >= 0x80; }

/* Exact occurrence at word boundaries. */
static const char *find_exact(const char *haystack, const char *needle) {
  size_t length = strlen(needle);
  for (const char *at = strstr(haystack, needle); at; at = strstr(at + 1, needle)) {
    bool left = at == haystack || !is_word_byte(at[-1]) || !is_word_byte(needle[0]);
    bool right = !is_word_byte(at[length]) || !is_word_byte(needle[length - 1]);
    if (left && right) return at;
  }
  return NULL;
}

typedef struct { size_t from, to; } Stretch;

/* Where the needle can end with at most `limit` edits, by Myers' bit vectors ("A fast bit-vector algorithm for approximate string matching", 1999): one step
 * a byte for all positions of the needle at once. Only the first 64 bytes of a longer needle are looked at: they too must be there. False = nowhere. */
static bool find_stretch(const char *haystack, const char *needle, int limit, Stretch *ret) {
  uint64_t match[256] = {0}, positive = ~UINT64_C(0), negative = 0;
  size_t m = MIN(strlen(needle), 64), first = 0, last = 0, j = 0;
  const uint64_t high = UINT64_C(1) << (m - 1);
  int score = (int)m;
  bool found = false;
  for (size_t i = 0; i < m; i++) match[(guchar)needle[i]] |= UINT64_C(1) << i;
  for (; haystack[j]; j++) {
    uint64_t equal = match[(guchar)haystack[j]], x_vertical = equal | negative, x_horizontal = (((equal & positive) + positive) ^ positive) | equal;
    uint64_t up = negative | ~(x_horizontal | positive), down = positive & x_horizontal;
    score += (up & high) ? 1 : (down & high) ? -1 : 0;
    positive = down << 1 | ~(x_vertical | up << 1);
    negative = up << 1 & x_vertical;
    if (score > limit) continue;
    if (!found) first = j;
    found = true;
    last = j;
  }
  size_t back = m + (size_t)limit + 2, ahead = strlen(needle) - m + (size_t)limit + 3;
  *ret = (Stretch){first > back ? first - back : 0, MIN(last + ahead, j)};
  return found;
}

static int start_cost(const char *haystack, size_t at) { return at > 0 && is_word_byte(haystack[at - 1]) ? 1 : 0; } /* beginning inside a word costs one edit */

/* Sellers' algorithm over bytes: the stretch's approximate substring with the fewest edits, keeping where it began.
 * Folded text is almost all ASCII, so bytes stand for letters. */
static int find_sellers(const char *haystack, Stretch stretch, const char *needle, int limit, size_t *ret_start, size_t *ret_end) {
  size_t m = strlen(needle);
  g_autofree int *cost = g_new(int, m + 1);
  g_autofree size_t *start = g_new(size_t, m + 1);
  for (size_t i = 0; i <= m; i++) {
    cost[i] = (int)i + start_cost(haystack, stretch.from);
    start[i] = stretch.from;
  }
  int best = limit + 1;
  for (size_t j = stretch.from; j < stretch.to; j++) {
    int diagonal = start_cost(haystack, j);
    size_t diagonal_start = j;
    cost[0] = start_cost(haystack, j + 1);
    start[0] = j + 1;
    for (size_t i = 1; i <= m; i++) {
      int substitute = diagonal + (needle[i - 1] != haystack[j]), skip_hay = cost[i] + 1, skip_needle = cost[i - 1] + 1;
      size_t substitute_start = diagonal_start;
      diagonal = cost[i];
      diagonal_start = start[i];
      if (substitute <= skip_hay && substitute <= skip_needle) {
        cost[i] = substitute;
        start[i] = substitute_start;
      } else if (skip_hay <= skip_needle) {
        cost[i] = skip_hay;
      } else {
        cost[i] = skip_needle;
        start[i] = start[i - 1];
      }
    }
    int total = cost[m] + (is_word_byte(haystack[j + 1]) && is_word_byte(haystack[j]) ? 1 : 0);
    if (total < best) {
      best = total;
      *ret_start = start[m];
      *ret_end = j + 1;
    }
  }
  return best;
}

int recto_text_find(const char *haystack, const char *needle, int limit, size_t *ret_start, size_t *ret_end) {
  size_t start = 0, end = 0;
  if (!*needle) return -1;
  const char *exact = find_exact(haystack, needle);
  int edits = 0;
  if (exact) {
    start = (size_t)(exact - haystack);
    end = start + strlen(needle);
  } else {
    Stretch stretch;
    if (limit <= 0 || !find_stretch(haystack, needle, limit, &stretch)) return -1;
    edits = find_sellers(haystack, stretch, needle, limit, &start, &end);
    if (edits > limit) return -1;
  }
  if (ret_start) *ret_start = start;
  if (ret_end) *ret_end = end;
  return edits;
}

int recto_text_compare(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

int recto_text_tolerance(const char *folded_needle) {
  int letters = 0;
  for (const char *p = folded_needle; *p; p = g_utf8_next_char(p)) letters += g_unichar_isalnum(g_utf8_get_char(p));
  return letters < 5 ? 0 : (letters + 3) / 8;
}
