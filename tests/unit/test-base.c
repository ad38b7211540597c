/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding, dates and numbers, by tables of data. */
#include <recto/date.h>
#include <recto/number.h>
#include <recto/text.h>

static void test_fold(void) {
  static const struct { const char *in, *folded; } cases[] = {
      {"Yılmaz", "YILMAZ"}, {"Łukasz", "LUKASZ"}, {"Nguyễn", "NGUYEN"}, {"Cœur d’Ælfric", "COEUR D'AELFRIC"}, {"Straße", "STRASSE"},
      {"  deux\xC2\xA0\n espaces ", "DEUX ESPACES"}, {"Ðorđe Þór", "DORDE THOR"}, {"Иванов", "ИВАНОВ"}, {"N° 12 – fin", "NO 12 - FIN"}, {"", ""},
      {"e\xCC\x81t\xC3\xA9", "ETE"}, {"ﬁn", "FIN"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *folded = recto_text_fold(cases[i].in);
    g_assert_cmpstr(folded, ==, cases[i].folded);
  }
}

static void test_clean(void) {
  g_autofree char *clean = recto_text_clean("a\x01\xE2\x80\xAE\xFFz", -1, 0);
  g_assert_cmpstr(clean, ==, "a\xEF\xBF\xBDz");
  g_autofree char *short_text = recto_text_clean("éééééééé", -1, 9);
  g_assert_cmpuint(strlen(short_text), <=, 9);
  g_assert_true(g_utf8_validate(short_text, -1, NULL));
}

static void test_find(void) {
  static const struct { const char *hay, *needle; int limit, edits; } cases[] = {
      {"AVIS D'IMPOT 2026", "AVIS D'IMPOT", 0, 0},
      {"BULLETLN DE PAIE", "BULLETIN DE PAIE", 2, 1},
      {"OLIVIER", "LI", 0, -1},
      {"OLIVIER", "LI", 1, -1},
      {"LE BULLETIN DE SALAIRE DU MOIS", "BULLETIN DE SALAIRE", 2, 0},
      {"QU1TTANCE DE LOVER", "QUITTANCE DE LOYER", 2, 2},
      {"RIEN DE TEL", "QUITTANCE DE LOYER", 2, -1},
      {"FACTURES", "FACTURE", 0, -1},
      {"N0M NOM", "NOM", 0, 0},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    size_t start = 0, end = 0;
    int edits = recto_text_find(cases[i].hay, cases[i].needle, cases[i].limit, &start, &end);
    if (edits != cases[i].edits) g_error("%s in %s: %d, not %d", cases[i].needle, cases[i].hay, edits, cases[i].edits);
    if (edits >= 0) g_assert_cmpuint(end, >, start);
  }
}

/* The quick search finds just what the slow one finds: edits counted by trying every substring. */
static int slow_find(const char *hay, const char *needle, int limit) {
  int best = limit + 1, n = (int)strlen(hay), m = (int)strlen(needle);
  for (int from = 0; from < n; from++)
    for (int to = from + 1; to <= MIN(n, from + m + limit); to++) {
      g_autofree char *part = g_strndup(hay + from, (gsize)(to - from));
      int edits = recto_text_distance(part, needle, limit) + (from > 0 && hay[from - 1] != ' ' && TRUE) +
                  (to < n && hay[to] != ' ' && hay[to - 1] != ' ');
      best = MIN(best, edits);
    }
  return best > limit ? -1 : best;
}

static void test_find_against_slow(void) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  for (int round = 0; round < 400; round++) {
    char hay[41], needle[12];
    int n = g_rand_int_range(rand, 1, 40), m = g_rand_int_range(rand, 2, 11);
    for (int i = 0; i < n; i++) hay[i] = "ABC "[g_rand_int_range(rand, 0, 4)];
    for (int i = 0; i < m; i++) needle[i] = "ABC "[i == 0 || i == m - 1 ? g_rand_int_range(rand, 0, 3) : g_rand_int_range(rand, 0, 4)];
    hay[n] = needle[m] = 0;
    int limit = g_rand_int_range(rand, 1, 4), quick = recto_text_find(hay, needle, limit, NULL, NULL), slow = slow_find(hay, needle, limit);
    if (quick != slow) g_error("'%s' in '%s' limit %d: %d, not %d", needle, hay, limit, quick, slow);
  }
  g_autofree char *long_needle = g_strnfill(90, 'A'), *long_hay = g_strdup_printf("B %.40sX%.49s B", long_needle, long_needle);
  g_assert_cmpint(recto_text_find(long_hay, long_needle, 2, NULL, NULL), ==, 1);
  g_assert_cmpint(recto_text_find("B AAAAAAAAAAAAAAAA", long_needle, 5, NULL, NULL), ==, -1);
}

static void test_distance(void) {
  g_assert_cmpint(recto_text_distance("MOHAMED", "MOHAMMED", 3), ==, 1);
  g_assert_cmpint(recto_text_distance("été", "ete", 3), ==, 2);
  g_assert_cmpint(recto_text_distance("ABCDEFGH", "Z", 2), ==, 3);
  g_assert_cmpint(recto_text_distance("", "AB", 5), ==, 2);
}

static void test_dates(void) {
  static const struct { const char *text, *iso; } cases[] = {
      {"23/11/2026", "2026-11-23"}, {"23.11.26", "2026-11-23"}, {"23-11-2026", "2026-11-23"}, {"23 11 2026", "2026-11-23"}, {"1er janvier 2025", "2025-01-01"},
      {"ler janvier 2025", "2025-01-01"}, {"15 févr. 2025", "2025-02-15"}, {"FÉVRIER 2025", "2025-02"}, {"Août 2026", "2026-08"}, {"2025-01-31", "2025-01-31"},
      {"05/2025", "2025-05"}, {"23 NOV/NOV 2026", "2026-11-23"}, {"03 AVR/APR 2019", "2019-04-03"}, {"00/00/1985", "1985"}, {"12 AOUT / AUG 31", "1931-08-12"},
      {"31/02/2026", NULL}, {"13/13/2026", NULL}, {"11/23/2026", NULL}, {"O1/O2/2O26", "2026-02-01"}, {"1 234,56", NULL}, {"2 décembre 1999", "1999-12-02"},
      {"12 mai 98", "1998-05-12"}, {"JUILLET 2026", "2026-07"}, {"le 14 juillet 2026 à Paris", "2026-07-14"}, {"né le 05.06.1990, à Lyon", "1990-06-05"},
      {"tél. 01 23 45 67 89", NULL}, {"75011 PARIS", NULL}, {"15 / 03 / 2024", "2024-03-15"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    RectoDate date;
    char iso[11];
    bool found = recto_date_find(cases[i].text, 2030, &date, NULL, NULL);
    if (found != (cases[i].iso != NULL) || (found && g_strcmp0(recto_date_to_iso(date, iso), cases[i].iso) != 0))
      g_error("%s: %s, not %s", cases[i].text, found ? recto_date_to_iso(date, iso) : "none", cases[i].iso);
  }
}

static void test_date_arithmetic(void) {
  char iso[11];
  g_assert_cmpstr(recto_date_to_iso(recto_date_add_months((RectoDate){2026, 1, 31}, 1), iso), ==, "2026-02-28");
  g_assert_cmpstr(recto_date_to_iso(recto_date_add_months((RectoDate){2026, 1, 15}, -1), iso), ==, "2025-12-15");
  g_assert_cmpstr(recto_date_to_iso(recto_date_add_days((RectoDate){2024, 2, 28}, 2), iso), ==, "2024-03-01");
  g_assert_cmpint(recto_date_days_between((RectoDate){2026, 1, 1}, (RectoDate){2027, 1, 1}), ==, 365);
  g_assert_cmpint(recto_date_months_between((RectoDate){2026, 5, 16}, (RectoDate){2026, 11, 16}), ==, 6);
  g_assert_cmpint(recto_date_months_between((RectoDate){2026, 5, 17}, (RectoDate){2026, 11, 16}), ==, 5);
  RectoDate partial;
  g_assert_true(recto_date_from_iso("1985", &partial));
  g_assert_false(recto_date_is_full(partial));
  g_assert_false(recto_date_from_iso("2026-02-30", &partial));
  for (int day = -4000; day < 4000; day += 37) {
    RectoDate there = recto_date_add_days((RectoDate){2026, 3, 1}, day);
    g_assert_true(recto_date_is_valid(there));
    g_assert_cmpint(recto_date_days_between((RectoDate){2026, 3, 1}, there), ==, day);
  }
}

static void test_numbers(void) {
  g_assert_cmpint(recto_number_siren("732 829 320"), ==, RECTO_YES);
  g_assert_cmpint(recto_number_siren("732 829 321"), ==, RECTO_NO);
  g_assert_cmpint(recto_number_siret("73282932000074"), ==, RECTO_YES);
  g_assert_cmpint(recto_number_siret("73282932000075"), ==, RECTO_NO);
  g_assert_cmpint(recto_number_siret("35600000000048"), ==, RECTO_YES);
  g_assert_cmpint(recto_number_nir("2 95 10 99 126 111 93"), ==, RECTO_YES); /* 97 - n mod 97 */
  g_assert_cmpint(recto_number_nir("2 95 10 99 126 111 92"), ==, RECTO_NO);
  g_assert_cmpint(recto_number_nir("123"), ==, RECTO_CANNOT_TELL);
  g_assert_cmpint(recto_number_iban("FR70 3000 2005 5000 0015 7845 Z02"), ==, RECTO_YES);
  g_assert_cmpint(recto_number_iban("FR71 3000 2005 5000 0015 7845 Z02"), ==, RECTO_NO);
  g_assert_cmpint(recto_number_foreigner("1105040043"), ==, RECTO_YES);
  g_assert_cmpint(recto_number_foreigner("ABC4567890"), ==, RECTO_CANNOT_TELL);
  g_assert_cmpint(recto_number_fiscal("3001123456789"), ==, RECTO_NO);
}

static void test_amounts(void) {
  static const struct { const char *text, *amount; } cases[] = {
      {"1 234,56 €", "1234.56"}, {"1\xE2\x80\xAF" "234,56", "1234.56"}, {"1.234,56", "1234.56"}, {"1234.5", "1234.50"}, {"Net à payer : 1 902,11 EUR", "1902.11"},
      {"850 €", "850.00"}, {"1 234 567", "1234567.00"}, {"aucun", NULL}, {"-12,30", "-12.30"}, {"1,234.56", "1234.56"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *amount = recto_number_amount(cases[i].text);
    g_assert_cmpstr(amount, ==, cases[i].amount);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/base/fold", test_fold);
  g_test_add_func("/base/clean", test_clean);
  g_test_add_func("/base/find", test_find);
  g_test_add_func("/base/find-against-slow", test_find_against_slow);
  g_test_add_func("/base/distance", test_distance);
  g_test_add_func("/base/dates", test_dates);
  g_test_add_func("/base/date-arithmetic", test_date_arithmetic);
  g_test_add_func("/base/numbers", test_numbers);
  g_test_add_func("/base/amounts", test_amounts);
  return g_test_run();
}
