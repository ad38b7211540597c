/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own sheets among the pages of a stack, and the check on their count. */
#include "judge-cases.h"

#include <recto/sheet.h>

static RectoModels *models;

static const RectoSheetCode separator = {.kind = RECTO_SHEET_SEPARATOR, .set = "7K3VX", .serial = 3, .count = 25};
static const RectoSheetCode cover = {.kind = RECTO_SHEET_COVER, .set = "A1C2E", .serial = 1, .count = 1, .number = "2026-000123", .procedure = "changement-adresse"};

static RectoPage *page_of(const char *words)
{
  RectoPage *page = recto_page_new((RectoPageId){0});
  page->outcome = RECTO_OUTCOME_OK;
  page->blank = RECTO_NO;
  if (words) case_add_line(page, words, 1);
  return page;
}

static void add_code(RectoPage *page, RectoCodeKind kind, const RectoSheetCode *code)
{
  g_autofree char *text = recto_sheet_code_text(code, kind == RECTO_CODE_QR ? RECTO_SHEET_SQUARE : RECTO_SHEET_BARS);
  g_ptr_array_add(page->codes, recto_code_new(kind, text, strlen(text), (RectoBox){0, 0, 10, 10}));
}

static void add_text(RectoPage *page, const char *text) { g_ptr_array_add(page->codes, recto_code_new(RECTO_CODE_QR, text, strlen(text), (RectoBox){0, 0, 9, 9})); }

static void test_codes(void)
{
  g_autoptr(RectoPage) page = page_of(NULL);
  RectoSeparatorSight sight;
  recto_separator_sight(models, page, &sight);
  g_assert_cmpint(sight.ours, ==, RECTO_NO);
  add_code(page, RECTO_CODE_CODE128, &cover);
  recto_separator_sight(models, page, &sight);
  g_assert_cmpint(sight.ours, ==, RECTO_YES);
  g_assert_cmpuint(sight.means, ==, RECTO_SEPARATOR_BARS);
  g_assert_cmpstr(sight.code.number, ==, "2026-000123");
  g_assert_cmpstr(sight.code.procedure, ==, "");
  add_code(page, RECTO_CODE_QR, &cover);
  add_text(page, "https://example.org/");
  recto_separator_sight(models, page, &sight);
  g_assert_cmpint(sight.ours, ==, RECTO_YES);
  g_assert_cmpuint(sight.means, ==, RECTO_SEPARATOR_BARS | RECTO_SEPARATOR_QR);
  g_assert_cmpstr(sight.code.procedure, ==, "changement-adresse");
  add_code(page, RECTO_CODE_QR, &separator); /* two sheets on one picture */
  recto_separator_sight(models, page, &sight);
  g_assert_cmpint(sight.ours, ==, RECTO_CANNOT_TELL);
  g_assert_true(sight.quarrel && sight.means);
}

static void test_spoilt(void)
{
  g_autoptr(RectoPage) page = page_of(NULL);
  RectoSeparatorSight sight;
  add_text(page, "RECTO1/S/7K3VX/003/025/00");
  recto_separator_sight(models, page, &sight);
  g_assert_cmpint(sight.ours, ==, RECTO_CANNOT_TELL);
  g_assert_cmpuint(sight.means, ==, 0);
  page->outcome = RECTO_OUTCOME_CORRUPT;
  g_ptr_array_set_size(page->codes, 0);
  recto_separator_sight(models, page, &sight);
  g_assert_cmpint(sight.ours, ==, RECTO_CANNOT_TELL);
}

static void test_words(void)
{
  g_autofree char *type = recto_sheet_code_text(&separator, RECTO_SHEET_TYPE), *typed = g_strconcat("SÉPARATEUR Feuille 3 sur 25 ", type, " À imprimer", NULL);
  g_autofree char *wrong = g_strdelimit(g_strdup(typed), "7", '4');
  const struct { const char *words; RectoAnswer ours; uint32_t means; } cases[] = {
      {typed, RECTO_YES, RECTO_SEPARATOR_TYPE},
      {wrong, RECTO_CANNOT_TELL, 0},
      {"SEPARATEUP Le dossier d'une autre personne comnence aprés cette feuille. A poser devant la prernière page de chaque dossier, avant de numériser la pile.", RECTO_CANNOT_TELL, 0},
      {"PAGE DE GARDE Les papiers qui suivent cette feuille sont à ranger dans le dossier 2026-000123, jusqu'à la prochaine page de garde ou au prochain séparateur.", RECTO_CANNOT_TELL, 0},
      {"PAGE DE GARDE Rapport annuel 2025 de la société Exemple", RECTO_NO, 0},
      {"Séparateur de graisses : entretien annuel, facture 25 du 3 mars", RECTO_NO, 0},
      {"QUITTANCE DE LOYER Reçu de Madame Exemple la somme de 500 euros", RECTO_NO, 0},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(RectoPage) page = page_of(cases[i].words);
    RectoSeparatorSight sight;
    recto_separator_sight(models, page, &sight);
    if (sight.ours != cases[i].ours) g_error("%s: %s", cases[i].words, recto_answer_word(sight.ours));
    g_assert_cmpuint(sight.means, ==, cases[i].means);
  }
}

/* A code of ours wins against whatever else the page says. */
static void test_classified(void)
{
  RectoPage *page = page_of("BULLETIN DE PAIE Période du 01/03/2026 au 31/03/2026 SALAIRE BRUT NET A PAYER COTISATIONS EMPLOYEUR URSSAF");
  add_code(page, RECTO_CODE_QR, &separator);
  RectoFile *file = recto_file_new(0, "pile.pdf");
  g_ptr_array_add(file->pages, page);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)recto_file_free);
  g_ptr_array_add(files, file);
  g_autoptr(GPtrArray) sheets = recto_classify(models, files);
  const RectoSheet *sheet = sheets->pdata[0];
  g_assert_cmpstr(sheet->won->type, ==, "separator");
  g_assert_cmpstr(sheet->won->clues->pdata[0], ==, "sheet-code");
}

/* "3 4 6": serials of one set in the order seen. */
static void test_count(void)
{
  static const struct { const char *seen, *missing, *again; } cases[] = {
      {"1 2 3", "", ""}, {"3 4 6", "5", ""}, {"1 5", "2 3 4", ""}, {"7", "", ""}, {"3 2 1", "", ""}, {"1 2 2 4", "3", "2"}, {"9 9", "", "9"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_auto(GStrv) seen = g_strsplit(cases[i].seen, " ", -1);
    g_autoptr(GArray) codes = g_array_new(FALSE, FALSE, sizeof(RectoSheetCode));
    for (char **at = seen; *at; at++) {
      RectoSheetCode code = separator;
      code.serial = (int)g_ascii_strtoll(*at, NULL, 10);
      g_array_append_val(codes, code);
      g_array_append_val(codes, cover); /* another set in between changes nothing */
    }
    g_autoptr(GPtrArray) sets = recto_separators_missing((const RectoSheetCode *)(const void *)codes->data, codes->len);
    g_assert_cmpuint(sets->len, ==, 2);
    const RectoSeparatorSet *set = sets->pdata[0];
    g_autoptr(GString) missing = g_string_new(NULL);
    g_autoptr(GString) again = g_string_new(NULL);
    for (guint k = 0; k < set->missing->len; k++) g_string_append_printf(missing, "%s%d", k ? " " : "", g_array_index(set->missing, int, k));
    for (guint k = 0; k < set->again->len; k++) g_string_append_printf(again, "%s%d", k ? " " : "", g_array_index(set->again, int, k));
    g_assert_cmpstr(missing->str, ==, cases[i].missing);
    g_assert_cmpstr(again->str, ==, cases[i].again);
    g_assert_cmpint(set->count, ==, 25);
  }
}

int main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  models = case_models();
  g_test_add_func("/separator/codes", test_codes);
  g_test_add_func("/separator/spoilt", test_spoilt);
  g_test_add_func("/separator/words", test_words);
  g_test_add_func("/separator/classified", test_classified);
  g_test_add_func("/separator/count", test_count);
  int code = g_test_run();
  recto_models_free(models);
  return code;
}
