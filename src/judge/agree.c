/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do two dates, two addresses say the same? What one leaves open is no contradiction. Must not know: documents. */
#include <recto/judge.h>
#include <recto/text.h>
#include <stdlib.h>
#include <string.h>

RectoAnswer recto_dates_agree(const char *iso_a, const char *iso_b)
{
  RectoDate a, b;
  if (!iso_a || !iso_b || !recto_date_from_iso(iso_a, &a) || !recto_date_from_iso(iso_b, &b)) return RECTO_CANNOT_TELL;
  if (a.year && b.year && a.year != b.year) return RECTO_NO;
  if (a.month && b.month && a.month != b.month) return RECTO_NO;
  if (a.day && b.day && a.day != b.day) return RECTO_NO;
  return a.year && b.year ? RECTO_YES : RECTO_CANNOT_TELL;
}

/* A month beside a date, or another month: a figure of the year was misread, or the month is wrong. */
static bool months_near(const char *iso_a, const char *iso_b)
{
  int years = 0;
  for (int i = 0; i < 4; i++) years += iso_a[i] != iso_b[i];
  return years == 0 || (years == 1 && strncmp(iso_a + 4, iso_b + 4, 3) == 0);
}

RectoAnswer recto_births_agree(const char *iso_a, const char *iso_b)
{
  RectoAnswer agree = recto_dates_agree(iso_a, iso_b);
  if (agree != RECTO_NO) return agree;
  bool full = strlen(iso_a) == 10 && strlen(iso_b) == 10;
  if (!full) return months_near(iso_a, iso_b) ? RECTO_CANNOT_TELL : RECTO_NO;
  bool swapped = full && strncmp(iso_a, iso_b, 4) == 0 && strncmp(iso_a + 5, iso_b + 8, 2) == 0 && strncmp(iso_a + 8, iso_b + 5, 2) == 0; /* day and month */
  return swapped || recto_text_distance(iso_a, iso_b, 2) <= 2 ? RECTO_CANNOT_TELL : RECTO_NO;
}

const char *const recto_paper_numbers[] = {"document-number", "passport-number", "nir", NULL};

int recto_foreigner_numbers_differ(const char *a, const char *b)
{
  return a && b ? recto_text_distance(a, b, 3) : -1;
}

static const struct { const char *abbreviation, *word; } abbreviations[] = {
    {"AV", "AVENUE"}, {"AVE", "AVENUE"}, {"BD", "BOULEVARD"}, {"BLD", "BOULEVARD"}, {"BLVD", "BOULEVARD"}, {"BVD", "BOULEVARD"}, {"PL", "PLACE"}, {"ALL", "ALLEE"}, {"ALLEES", "ALLEE"}, {"IMP", "IMPASSE"}, {"CHE", "CHEMIN"},
    {"CH", "CHEMIN"}, {"RTE", "ROUTE"}, {"SQ", "SQUARE"}, {"RES", "RESIDENCE"}, {"LOT", "LOTISSEMENT"}, {"FG", "FAUBOURG"}, {"FBG", "FAUBOURG"}, {"ST", "SAINT"}, {"STE", "SAINTE"}, {"GAL", "GENERAL"}, {"GL", "GENERAL"},
    {"MAL", "MARECHAL"}, {"DR", "DOCTEUR"}, {"PDT", "PRESIDENT"}, {"BAT", "BATIMENT"}, {"APT", "APPARTEMENT"}, {"APPT", "APPARTEMENT"}, {"ESC", "ESCALIER"}, {"ETG", "ETAGE"},
};
static const char *const small_words[] = {"DE", "DU", "DES", "LA", "LE", "LES", "L", "D", "ET", "FRANCE", "CEDEX", "SUR", "EN"};

typedef struct {
  char postcode[6];   /* "" = none */
  GArray *numbers;    /* of int: house, flat, floor */
  GPtrArray *words;   /* of char* */
} Address;

static void address_clear(Address *address)
{
  g_clear_pointer(&address->words, g_ptr_array_unref);
  g_clear_pointer(&address->numbers, g_array_unref);
}

/* One may name the flat and the other not; only numbers with none in common say two houses. */
static bool numbers_differ(const Address *a, const Address *b)
{
  if (a->numbers->len == 0 || b->numbers->len == 0) return false;
  for (guint i = 0; i < a->numbers->len; i++)
    for (guint j = 0; j < b->numbers->len; j++)
      if (g_array_index(a->numbers, int, i) == g_array_index(b->numbers, int, j)) return false;
  return true;
}

static const char *expanded(const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS(abbreviations); i++)
    if (g_str_equal(abbreviations[i].abbreviation, word)) return abbreviations[i].word;
  return word;
}

static bool is_small(const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS(small_words); i++)
    if (g_str_equal(small_words[i], word)) return true;
  return false;
}

static bool all_digits(const char *word)
{
  return strspn(word, "0123456789") == strlen(word);
}

static Address address_of(const char *text)
{
  Address address = {.words = g_ptr_array_new_with_free_func(g_free), .numbers = g_array_new(FALSE, FALSE, sizeof(int))};
  g_autofree char *folded = recto_text_fold(text);
  g_auto(GStrv) parts = g_strsplit_set(folded, " ,.-'/()\n", -1);
  for (int i = 0; parts[i]; i++) {
    const char *word = parts[i];
    if (!*word || is_small(word)) continue;
    if (all_digits(word) && strlen(word) == 5) memcpy(address.postcode, word, 6);
    else if (all_digits(word)) {
      int number = (int)strtol(word, NULL, 10);
      g_array_append_val(address.numbers, number);
    } else if (strlen(word) > 1) g_ptr_array_add(address.words, g_strdup(expanded(word)));
  }
  return address;
}

/* Share of the shorter side's words that the longer side has, one slip in long words forgiven. */
static double shared_words(const Address *a, const Address *b)
{
  const GPtrArray *small = a->words->len <= b->words->len ? a->words : b->words, *large = small == a->words ? b->words : a->words;
  if (small->len == 0) return 0;
  guint met = 0;
  for (guint i = 0; i < small->len; i++)
    for (guint j = 0; j < large->len; j++) {
      int slips = strlen(small->pdata[i]) >= 6 ? 1 : 0;
      if (recto_text_distance(small->pdata[i], large->pdata[j], slips) > slips) continue;
      met++;
      break;
    }
  return (double)met / small->len;
}

/* Another town or house number is another address; the same number and town with other street words is for a person to see. */
RectoAnswer recto_addresses_agree(const char *a, const char *b)
{
  if (!a || !b) return RECTO_CANNOT_TELL;
  Address x = address_of(a), y = address_of(b);
  double shared = shared_words(&x, &y);
  bool towns_differ = *x.postcode && *y.postcode && !g_str_equal(x.postcode, y.postcode), houses_differ = numbers_differ(&x, &y);
  bool empty = x.words->len == 0 || y.words->len == 0, thin = !*x.postcode || !*y.postcode;
  address_clear(&x);
  address_clear(&y);
  if (empty) return RECTO_CANNOT_TELL;
  if (towns_differ || houses_differ) return shared == 1 && towns_differ && !houses_differ ? RECTO_CANNOT_TELL : RECTO_NO;
  if (shared >= 0.75) return thin && shared < 1 ? RECTO_CANNOT_TELL : RECTO_YES;
  return shared >= 0.4 ? RECTO_CANNOT_TELL : RECTO_NO;
}
