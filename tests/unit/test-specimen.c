/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The specimen maker against published zones, against librecto (another hand) on numbers and zones, and by tables of printed forms. */
#include "../../tools/specimen/forms.h"
#include "../../tools/specimen/number.h"
#include "../../tools/specimen/people.h"
#include "../../tools/specimen/vars.h"
#include <recto/mrz.h>
#include <recto/number.h>
#include <string.h>

/* Zones printed on public specimens of the cards (PRADO), all check digits right. */
static void test_published_zones(void) {
  MrzData card = {"IR", "FRA", "K682T8YLO", "SEN", "Martin", "Christelle Hélène Laurence", "790612", "140107", "<1105040043", 'F'};
  g_autofree char *td1 = mrz_td1(&card);
  g_assert_cmpstr(td1, ==, "IRFRAK682T8YLO0<1105040043<<<<\n7906123F1401073SEN<<<<<<<<<<<6\nMARTIN<<CHRISTELLE<HELENE<LAUR");
  MrzData new_id = {"ID", "FRA", "X4RTBPFW4", "FRA", "Martin", "Maëlys-Gaëlle Marie", "900713", "300211", NULL, 'F'};
  g_autofree char *id1 = mrz_td1(&new_id);
  g_assert_cmpstr(id1, ==, "IDFRAX4RTBPFW46<<<<<<<<<<<<<<<\n9007138F3002119FRA<<<<<<<<<<<6\nMARTIN<<MAELYS<GAELLE<MARIE<<<");
  MrzData old_id = {"ID", "FRA", "", "FRA", "Berthier", "Corinne", "651206", "", NULL, 'F'};
  g_autofree char *old = mrz_french_id(&old_id, "<<<<<<", "940992310285");
  g_assert_cmpstr(old, ==, "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n9409923102854CORINNE<<<<<<<6512068F4");
  MrzData passport = {"P<", "FRA", "08CD50338", "FRA", "X", "Y", "600410", "180605", NULL, 'M'};
  g_autofree char *td3 = mrz_td3(&passport);
  g_assert_true(g_str_has_suffix(td3, "08CD503380FRA6004103M1806058<<<<<<<<<<<<<<06"));
}

static void test_names_in_zones(void) {
  static const struct {
    const char *family, *given, *names;
  } cases[] = {{"N'Guessan", "Affoué", "NGUESSAN<<AFFOUE"},  {"Łukasiewicz", "Małgorzata", "LUKASIEWICZ<<MALGORZATA"},
               {"Nguyễn", "Thị Hương", "NGUYEN<<THI<HUONG"}, {"Yılmaz", "Ali Rıza", "YILMAZ<<ALI<RIZA"},
               {"Đorđević", "Snežana", "DORDEVIC<<SNEZANA"}, {"Zabihullah", "", "ZABIHULLAH"},
               {"Öztürk", "Gülşen", "OEZTUERK<<GUELSEN"},    {"Smith-Jones", "Fiona", "SMITH<JONES<<FIONA"}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    MrzData data = {"P<", "UTO", "L898902C3", "UTO", cases[i].family, cases[i].given, "740812", "120415", NULL, 'F'};
    g_autofree char *zone = mrz_td3(&data), *start = g_strconcat("P<UTO", cases[i].names, "<", NULL);
    g_assert_true(g_str_has_prefix(zone, start));
    g_assert_cmpuint(strlen(zone), ==, 44 + 1 + 44);
  }
}

/* librecto must accept every number we print. */
static void test_numbers(void) {
  for (guint64 seed = 1; seed <= 300; seed++) {
    Rng rng = rng_new(seed, "numbers");
    g_autofree char *siret = number_siret(&rng), *nir = number_nir(&rng, seed % 2 ? 'F' : 'M', 1950 + (int)(seed % 50), (int)(seed % 13));
    g_autofree char *fiscal = number_fiscal(&rng), *iban = number_iban(&rng);
    g_assert_cmpint(recto_number_siret(siret), ==, RECTO_YES);
    g_assert_cmpint(recto_number_fiscal(fiscal), ==, RECTO_YES);
    g_assert_cmpint(recto_number_iban(iban), ==, RECTO_YES);
    if (seed % 13) g_assert_cmpint(recto_number_nir(nir), ==, RECTO_YES);
  }
}

static void test_people_zones(void) {
  GDate today;
  g_date_clear(&today, 1);
  g_date_set_dmy(&today, 23, 11, 2026);
  for (guint64 seed = 1; seed <= 120; seed++) {
    g_autoptr(World) world = world_load("tools/specimen", seed, &today);
    g_assert_nonnull(world);
    g_autoptr(Vars) vars = vars_new();
    people_set(world, vars, "p", "p1", NULL);
    g_autofree char *family = vars_expand(vars, "{p.name:f}", NULL, NULL, NULL), *given = vars_expand(vars, "{p.name:g}", NULL, NULL, NULL);
    MrzData data = {"P<", vars_raw(vars, "p.natcode"), "AB1234567", vars_raw(vars, "p.natcode"), family, given, "85<<<<", "300101",
                    NULL, vars_raw(vars, "p.sex")[0]};
    g_autofree char *zone = mrz_td3(&data);
    g_auto(GStrv) lines = g_strsplit(zone, "\n", -1);
    g_autoptr(RectoMrz) mrz = recto_mrz_parse((const char *const *)lines, (RectoDate){2026, 11, 23});
    g_assert_nonnull(mrz);
    g_assert_cmpint(mrz->all_checks, ==, RECTO_YES);
    const RectoMrzField *surname = recto_mrz_field(mrz, "surname");
    g_assert_nonnull(surname);
    g_assert_cmpint(recto_mrz_name_agrees(family, surname->value, recto_mrz_value(mrz, "name-truncated") != NULL), !=, RECTO_NO);
  }
}

static void seen(void *closure, const char *name, const char *truth) { g_string_append_printf(closure, "%s=%s;", name, truth); }

static void test_forms(void) {
  g_autoptr(Vars) vars = vars_new();
  vars_override(vars, "late", "2025-01-31");
  vars_date(vars, "late", 2026, 1, 1);
  vars_date(vars, "day", 2026, 9, 1), vars_date(vars, "year", 1985, 0, 0), vars_month(vars, "month", 2026, 2), vars_amount(vars, "sum", 1234.5),
      vars_amount(vars, "minus", -3.07);
  vars_number(vars, "siret", "83949180000067", "3335"), vars_person(vars, "who", "Yılmaz", "Ali Rıza"),
      vars_text(vars, "home", "2 rue A\\n75018 PARIS"), vars_text(vars, "none", "");
  static const struct {
    const char *text, *printed, *truth;
  } cases[] = {{"{day}", "01/09/2026", "day=2026-09-01;"},
               {"{day:long}", "1er septembre 2026", "day=2026-09-01;"},
               {"{day:words}", "le premier septembre deux mille vingt-six", "day=2026-09-01;"},
               {"{day:mon}", "01 SEP 2026", "day=2026-09-01;"},
               {"{year}", "00/00/1985", "year=1985;"},
               {"{month:Long}", "Février 2026", "month=2026-02;"},
               {"{month:last}", "28/02/2026", "month=2026-02;"},
               {"{sum:e}", "1\u00a0234,50\u00a0€", "sum=1234.50;"},
               {"{minus}", "-3,07", "minus=-3.07;"},
               {"{siret}", "839 491 800 00067", "siret=83949180000067;"},
               {"{who}", "YILMAZ Ali Rıza", "who=YILMAZ Ali Rıza;"},
               {"{who:Gf}", "Ali Rıza Yılmaz", "who=Ali Rıza Yılmaz;"},
               {"{who:F} et {who:g}", "YILMAZ et Ali Rıza", "who=YILMAZ Ali Rıza;who=YILMAZ Ali Rıza;"},
               {"{home:comma}", "2 rue A, 75018 PARIS", "home=2 rue A 75018 PARIS;"},
               {"{home:U}", "2 RUE A\\n75018 PARIS", "home=2 RUE A 75018 PARIS;"},
               {"{~day}", "01/09/2026", ""},
               {"{=day}x", "x", "day=2026-09-01;"},
               {"{?none:a}{!none:b}", "b", ""},
               {"{?who:né le {day}}", "né le 01/09/2026", "day=2026-09-01;"},
               {"{late}", "31/01/2025", "late=2025-01-31;"},
               {"{2}-{9}", "two-", ""}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GString) told = g_string_new(NULL);
    g_autofree char *printed = vars_expand(vars, cases[i].text, "one\ttwo", seen, told);
    g_assert_cmpstr(printed, ==, cases[i].printed);
    g_assert_cmpstr(told->str, ==, cases[i].truth);
  }
}

static void test_words(void) {
  static const struct {
    int n;
    const char *words;
  } cases[] = {{1, "un"},
               {21, "vingt et un"},
               {71, "soixante et onze"},
               {80, "quatre-vingts"},
               {81, "quatre-vingt-un"},
               {91, "quatre-vingt-onze"},
               {100, "cent"},
               {200, "deux cents"},
               {1985, "mille neuf cent quatre-vingt-cinq"},
               {2026, "deux mille vingt-six"}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *words = form_words(cases[i].n);
    g_assert_cmpstr(words, ==, cases[i].words);
  }
}

static void test_chance(void) {
  Rng a = rng_new(7, "home"), b = rng_new(7, "home"), c = rng_new(7, "work"), d = rng_new(8, "home");
  guint64 first = rng_next(&a);
  g_assert_cmpuint(first, ==, rng_next(&b));
  g_assert_cmpuint(first, !=, rng_next(&c));
  g_assert_cmpuint(first, !=, rng_next(&d));
  double sum = 0, square = 0;
  for (int i = 0; i < 20000; i++) {
    double v = rng_normal(&a);
    sum += v, square += v * v;
    int die = rng_int(&a, 1, 6);
    g_assert_true(die >= 1 && die <= 6);
  }
  g_assert_cmpfloat_with_epsilon(sum / 20000, 0, .05);
  g_assert_cmpfloat_with_epsilon(square / 20000, 1, .05);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/specimen/published-zones", test_published_zones);
  g_test_add_func("/specimen/names-in-zones", test_names_in_zones);
  g_test_add_func("/specimen/numbers", test_numbers);
  g_test_add_func("/specimen/people-zones", test_people_zones);
  g_test_add_func("/specimen/forms", test_forms);
  g_test_add_func("/specimen/words", test_words);
  g_test_add_func("/specimen/chance", test_chance);
  return g_test_run();
}
