/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Languages: every file has what an applicant reads, counts as its language counts, and can be drawn. Faults of a file: tests/cases/model/loader.faults. */
#include "bundle/fonts.h"
#include "model/model.h"

#include <glib.h>
#include <string.h>

static RectoModels *load(void) {
  static const char *const folders[] = {"models", NULL};
  g_autoptr(GError) error = NULL;
  RectoModels *models = recto_models_load(folders, &error);
  g_assert_no_error(error);
  return models;
}

/* ------------------------------------------------------------------ coverage */

static void test_coverage(void) {
  static const struct { const char *code; bool draft, right_to_left; } LANGUAGES[] = {{"fr", false, false}, {"en", false, false}, {"ar", true, true}, {"es", true, false},
                                                                                      {"pt", true, false},  {"ru", true, false},  {"tr", true, false}, {"zh", true, false}};
  g_autoptr(RectoModels) models = load();
  g_assert_cmpuint(recto_models_languages(models)->len, ==, G_N_ELEMENTS(LANGUAGES));
  g_autoptr(GList) keys = g_hash_table_get_keys((GHashTable *)recto_models_sentences(models, "fr"));
  for (size_t i = 0; i < G_N_ELEMENTS(LANGUAGES); i++) {
    const RectoLanguage *language = recto_models_language(models, LANGUAGES[i].code);
    g_assert_nonnull(language);
    g_assert_true(language->name && language->fonts && language->package);
    g_assert_true(language->draft == LANGUAGES[i].draft && language->right_to_left == LANGUAGES[i].right_to_left);
    guint n = 0;
    for (GList *key = keys; key; key = key->next) {
      if (!recto_models_applicant_reads(models, key->data)) continue;
      n++;
      if (!recto_message_exists(models, language->code, key->data)) g_test_message("%s lacks %s", language->code, (char *)key->data), g_test_fail();
    }
    g_assert_cmpuint(n, >, 380); /* all of outcomes, traits, defects, places, checks, and of the deposit page */
  }
  g_assert_true(recto_models_applicant_reads(models, "defect.glare.action"));
  g_assert_true(recto_models_applicant_reads(models, "cli.redo"));
  g_assert_true(recto_models_applicant_reads(models, "web.sent.unrecognised"));
  g_assert_true(recto_models_applicant_reads(models, "web.problem.foreign.text"));
  g_assert_false(recto_models_applicant_reads(models, "web.problem.upload-head.title"));
  g_assert_false(recto_models_applicant_reads(models, "cli.restore.done"));
  g_assert_false(recto_models_applicant_reads(models, "cli.red"));
}

/* A draft says what it has; the rest is French, and a French plural then counts as French does. */
static void test_fallback(void) {
  g_autoptr(RectoModels) models = load();
  g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(args, (gpointer) "n", (gpointer) "0");
  g_autofree char *french = recto_message(models, "ru", "finding.blank.title", args), *russian = recto_message(models, "ru", "cli.redo", args);
  g_assert_cmpstr(french, ==, "0 page blanche");
  g_assert_cmpstr(russian, ==, "0 страниц нужно переделать.");
}

/* ------------------------------------------------------------------ counting */

static void test_plural(void) {
  static const struct { RectoPlural plural; const char *forms; } COUNTED[] = {
      /* of 0, 1, 1.5, 2, 3, 5, 10, 11, 12, 14, 21, 22, 25, 99, 100, 101, 102, 103, 111, 112, 122 (CLDR's tables) */
      {RECTO_PLURAL_ENGLISH, "101111111111111111111"}, {RECTO_PLURAL_FRENCH, "000111111111111111111"}, {RECTO_PLURAL_NONE, "000000000000000000000"},
      {RECTO_PLURAL_RUSSIAN, "20?112222201222011221"}, {RECTO_PLURAL_ARABIC, "01?233344444445553444"}};
  static const double NUMBERS[] = {0, 1, 1.5, 2, 3, 5, 10, 11, 12, 14, 21, 22, 25, 99, 100, 101, 102, 103, 111, 112, 122};
  for (size_t i = 0; i < G_N_ELEMENTS(COUNTED); i++) {
    g_assert_cmpuint(strlen(COUNTED[i].forms), ==, G_N_ELEMENTS(NUMBERS));
    for (size_t k = 0; k < G_N_ELEMENTS(NUMBERS); k++) {
      guint form = recto_plural_form(COUNTED[i].plural, NUMBERS[k]);
      g_assert_cmpuint(form, <, recto_plural_forms(COUNTED[i].plural));
      if (COUNTED[i].forms[k] == '?') continue;
      if (form != (guint)(COUNTED[i].forms[k] - '0')) g_test_message("rule %zu, %g: form %u", i, NUMBERS[k], form), g_test_fail();
    }
  }
}

/* ------------------------------------------------------------------ direction */

/* From right to left a value is set apart (U+2068 … U+2069), and a sentence that begins with one says which way it runs (U+200F). */
static void test_apart(void) {
  g_autoptr(RectoModels) models = load();
  g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(args, (gpointer) "file", (gpointer) "scan.pdf");
  g_autofree char *arabic = recto_message(models, "ar", "where.file", args), *french = recto_message(models, "fr", "where.file", args);
  g_assert_cmpstr(arabic, ==, "الملف «\u2068scan.pdf\u2069»");
  g_assert_cmpstr(french, ==, "fichier «\u00a0scan.pdf\u00a0»");
  g_hash_table_insert(args, (gpointer) "cause", (gpointer) "reflet");
  g_hash_table_insert(args, (gpointer) "place", (gpointer) "haut");
  g_autofree char *placed = recto_message(models, "ar", "check.cause", args);
  g_assert_cmpstr(placed, ==, "\u200f\u2068reflet\u2069، \u2068haut\u2069");
}

/* ------------------------------------------------------------------ letters */

static void test_fonts(void) {
  g_autoptr(RectoModels) models = load();
  const GPtrArray *languages = recto_models_languages(models);
  for (guint i = 0; i < languages->len; i++) {
    const RectoLanguage *language = g_ptr_array_index(languages, i);
    g_autofree char *lack = recto_fonts_lack(language, recto_models_sentences(models, language->code));
    if (lack) g_test_message("%s: %s lack %s (install %s)", language->code, language->fonts[0], lack, language->package), g_test_fail();
  }
}

/* The check itself can fail: a family that is not there, a letter that none of the families has. */
static void test_fonts_lack(void) {
  static char *one[] = {(char *)"No Such Family", NULL}, *two[] = {(char *)"Noto Sans", NULL};
  g_autoptr(GHashTable) texts = g_hash_table_new(g_str_hash, g_str_equal);
  RectoLanguage absent = {.fonts = one}, latin = {.fonts = two};
  g_hash_table_insert(texts, (gpointer) "a", (gpointer) "Ж\u2068 é 页ل");
  g_autofree char *family = recto_fonts_lack(&absent, texts), *letters = recto_fonts_lack(&latin, texts);
  g_assert_cmpstr(family, ==, "No Such Family");
  g_assert_cmpstr(letters, ==, "U+0644, U+9875");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/language/coverage", test_coverage);
  g_test_add_func("/language/fallback", test_fallback);
  g_test_add_func("/language/plural", test_plural);
  g_test_add_func("/language/apart", test_apart);
  g_test_add_func("/language/fonts", test_fonts);
  g_test_add_func("/language/fonts-lack", test_fonts_lack);
  return g_test_run();
}
