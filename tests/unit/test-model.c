/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loader of models: faulty files against the exact lines of the error (tests/cases/model), and what loaded models answer. */
#include "base/file.h"

#include <recto/error.h>
#include <recto/model.h>

#include <glib/gstdio.h>

#define CASES "tests/cases/model"

typedef struct {
  char *name;
  bool alone;
  GPtrArray *paths, *contents;     /* parallel: char*, GString* */
  GPtrArray *expected, *warnings;  /* of char* */
} Faults;

static void string_free(gpointer string) { g_string_free(string, TRUE); }

static Faults *faults_new(const char *words) {
  Faults *faults = g_new0(Faults, 1);
  g_auto(GStrv) parts = g_strsplit(words, " ", 2);
  faults->name = g_strdup(parts[0]);
  faults->alone = parts[1] && g_str_equal(parts[1], "alone");
  faults->paths = g_ptr_array_new_with_free_func(g_free);
  faults->contents = g_ptr_array_new_with_free_func(string_free);
  faults->expected = g_ptr_array_new_with_free_func(g_free);
  faults->warnings = g_ptr_array_new_with_free_func(g_free);
  return faults;
}

static void faults_free(gpointer data) {
  Faults *faults = data;
  g_ptr_array_unref(faults->paths);
  g_ptr_array_unref(faults->contents);
  g_ptr_array_unref(faults->expected);
  g_ptr_array_unref(faults->warnings);
  g_free(faults->name);
  g_free(faults);
}

/* "\t" and "\xEF" become bytes; every other backslash stays. */
static void append_line(GString *content, const char *line) {
  for (; *line; line++) {
    if (line[0] == '\\' && line[1] == 't') g_string_append_c(content, '\t'), line++;
    else if (line[0] == '\\' && line[1] == 'x' && g_ascii_isxdigit(line[2]) && g_ascii_isxdigit(line[3])) {
      g_string_append_c(content, (char)(g_ascii_xdigit_value(line[2]) * 16 + g_ascii_xdigit_value(line[3])));
      line += 3;
    } else g_string_append_c(content, *line);
  }
  g_string_append_c(content, '\n');
}

static void read_line(GPtrArray *cases, const char *line) {
  Faults *faults = cases->len ? g_ptr_array_index(cases, cases->len - 1) : NULL;
  if (g_str_has_prefix(line, "case ")) g_ptr_array_add(cases, faults_new(line + 5));
  else if (g_str_has_prefix(line, "file ")) {
    g_ptr_array_add(faults->paths, g_strdup(line + 5));
    g_ptr_array_add(faults->contents, g_string_new(NULL));
  } else if (g_str_has_prefix(line, "| ")) append_line(g_ptr_array_index(faults->contents, faults->contents->len - 1), line + 2);
  else if (g_str_has_prefix(line, "expect ")) g_ptr_array_add(faults->expected, g_strdup(line + 7));
  else if (g_str_has_prefix(line, "warn ")) g_ptr_array_add(faults->warnings, g_strdup(line + 5));
  else if (*line && *line != '#') g_error("unknown line \"%s\"", line);
}

static void write_files(const Faults *faults, const char *folder) {
  for (guint i = 0; i < faults->paths->len; i++) {
    g_autofree char *path = g_build_filename(folder, g_ptr_array_index(faults->paths, i), NULL), *parent = g_path_get_dirname(path);
    const GString *content = g_ptr_array_index(faults->contents, i);
    g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, content->str, (gssize)content->len, NULL));
  }
}

/* The lines without the folder's name. */
static GPtrArray *told_lines(const char *message, const char *folder) {
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *prefix = g_strdup_printf("%s/", folder);
  g_auto(GStrv) parts = g_strsplit(message, "\n", -1);
  for (char **part = parts; *part; part++) g_ptr_array_add(lines, g_strdup(g_str_has_prefix(*part, prefix) ? *part + strlen(prefix) : *part));
  return lines;
}

static void complain(const Faults *faults, const char *what, const char *line) {
  g_test_message("%s: %s: %s", faults->name, what, line);
  g_test_fail();
}

static bool has_line(const GPtrArray *lines, const char *line) { return g_ptr_array_find_with_equal_func((GPtrArray *)lines, line, g_str_equal, NULL); }

static void compare_error(const Faults *faults, const GError *error, const char *folder) {
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_MODEL);
  g_autoptr(GPtrArray) told = told_lines(error->message, folder);
  for (guint i = 0; i < faults->expected->len; i++) {
    const char *line = g_ptr_array_index(faults->expected, i);
    const char *at = i < told->len ? g_ptr_array_index(told, i) : "";
    bool good = faults->alone ? has_line(told, line) : g_str_equal(line, at);
    if (!good) complain(faults, "wanted", line), complain(faults, "instead of", at);
  }
  for (guint i = faults->expected->len; !faults->alone && i < told->len; i++) complain(faults, "told but not wanted", g_ptr_array_index(told, i));
}

static void compare_warnings(const Faults *faults, const RectoModels *models, const char *folder) {
  const GPtrArray *warnings = recto_models_warnings(models);
  g_autoptr(GString) all = g_string_new(NULL);
  for (guint i = 0; i < warnings->len; i++) g_string_append_printf(all, "%s%s", i ? "\n" : "", (char *)g_ptr_array_index(warnings, i));
  g_autoptr(GPtrArray) told = told_lines(all->str, folder);
  for (guint i = 0; i < faults->warnings->len; i++) {
    const char *line = g_ptr_array_index(faults->warnings, i);
    if (!has_line(told, line)) complain(faults, "warning wanted", line), complain(faults, "warnings told", all->str);
  }
}

static void run_case(gconstpointer data) {
  const Faults *faults = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp("recto-model-XXXXXX", NULL);
  write_files(faults, folder);
  const char *over[] = {"models", folder, NULL}, *alone[] = {folder, NULL};
  g_autoptr(RectoModels) models = recto_models_load(faults->alone ? alone : over, &error);
  if (faults->expected->len) {
    g_assert_null(models);
    compare_error(faults, error, folder);
  } else {
    g_assert_no_error(error);
    compare_warnings(faults, models, folder);
  }
  recto_file_remove_tree(folder);
}

/* ------------------------------------------------------------------ loaded models */

static RectoModels *load(void) {
  g_autoptr(GError) error = NULL;
  RectoModels *models = recto_models_load((const char *[]){"models", NULL}, &error);
  g_assert_no_error(error);
  return models;
}

static void test_shipped_models(void) {
  g_autoptr(RectoModels) models = load();
  const RectoProcedure *procedure = recto_models_procedure(models, "salarie-renouvellement");
  g_assert_nonnull(procedure);
  g_assert_nonnull(recto_models_type(models, "payslip"));
  g_assert_null(recto_models_type(models, "pay"));
  g_assert_null(recto_models_procedure(models, NULL));
  g_assert_cmpuint(strlen(recto_models_digest(models)), ==, 64);
  g_assert_cmpuint(strlen(recto_procedure_digest(models, "changement-adresse")), ==, 64);
  g_assert_cmpstr(recto_procedure_digest(models, "changement-adresse"), !=, recto_procedure_digest(models, "salarie-renouvellement"));
  g_assert_cmpfloat(recto_limit(models, "check.firm-confidence"), >, 0);
  for (guint i = 0; i < procedure->pieces->len; i++) {
    const RectoPiece *piece = g_ptr_array_index(procedure->pieces, i);
    g_assert_true(piece->source && *piece->source);
    g_assert_true(g_hash_table_contains(piece->labels, "fr") && g_hash_table_contains(piece->labels, "en"));
  }
  /* nothing shipped draws a warning */
  const GPtrArray *warnings = recto_models_warnings(models);
  for (guint i = 0; i < warnings->len; i++) g_test_message("%s", (char *)g_ptr_array_index(warnings, i)), g_test_fail();
}

static void test_messages(void) {
  g_autoptr(RectoModels) models = load();
  g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(args, (gpointer) "n", (gpointer) "1");
  g_autofree char *one = recto_message(models, "fr", "finding.blank.title", args);
  g_assert_cmpstr(one, ==, "1 page blanche");
  g_hash_table_insert(args, (gpointer) "n", (gpointer) "0");
  g_autofree char *none = recto_message(models, "fr", "finding.blank.title", args), *english = recto_message(models, "en", "finding.blank.title", args);
  g_assert_cmpstr(none, ==, "0 page blanche");
  g_assert_cmpstr(english, ==, "0 blank pages");
  g_autofree char *unknown = recto_message(models, "fr", "no.such.key", NULL), *other = recto_message(models, "pt", "role.host", NULL);
  g_assert_cmpstr(unknown, ==, "no.such.key");
  g_assert_cmpstr(other, ==, "hébergeant"); /* a language we do not speak falls back to French */
  g_autofree char *spaced = recto_message(models, "fr", "where.file", NULL);
  g_assert_cmpstr(spaced, ==, "fichier «\u00a0{file}\u00a0»"); /* no-break spaces; a value that is not given stays visible */
  g_assert_false(recto_message_exists(models, "pt", "role.host"));
  g_assert_cmpstr(recto_type_label(models, "unknown", "en"), ==, "Document not recognised");
}

static void test_answers(void) {
  g_autoptr(RectoModels) models = load();
  const RectoProcedure *procedure = recto_models_procedure(models, "salarie-renouvellement");
  static const struct { const char *question, *answer, *why; } CASES_OF_ANSWERS[] = {
      {"housing", "hosted", NULL},
      {"housing", "hostd", "unknown answer to \"housing\": \"hostd\"; did you mean \"hosted\"?"},
      {"hosing", "hosted", "unknown question \"hosing\"; did you mean \"housing\"?"},
      {"married", "oui", "unknown answer to \"married\": \"oui\"; known: yes, no"},
      {"children", "3", NULL},
      {"children", "-1", "\"children\" needs a whole number from 0"},
      {"seen.photos", "yes", NULL},
      {"seen.enfant.2", "yes", NULL},
      {"seen.fotos", "yes", "unknown piece \"fotos\"; did you mean \"photos\"?"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(CASES_OF_ANSWERS); i++) {
    g_autofree char *why = NULL;
    bool fits = recto_procedure_answer_fits(procedure, CASES_OF_ANSWERS[i].question, CASES_OF_ANSWERS[i].answer, &why);
    g_assert_true(fits == (CASES_OF_ANSWERS[i].why == NULL));
    g_assert_cmpstr(why, ==, CASES_OF_ANSWERS[i].why);
  }
}

static RectoCondition *leaf(const char *question, const char *answer) {
  RectoCondition *condition = g_new0(RectoCondition, 1);
  condition->question = g_strdup(question);
  condition->answer = g_strdup(answer);
  return condition;
}

/* Kleene's tables: yes and no win where they decide alone, else an unanswered question leaves it open. */
static void test_conditions(void) {
  g_autoptr(RectoModels) models = load();
  const RectoProcedure *procedure = recto_models_procedure(models, "salarie-renouvellement");
  g_autoptr(RectoSituation) situation = recto_situation_new();
  g_hash_table_insert(situation->answers, g_strdup("job"), g_strdup("same"));
  RectoCondition *yes = leaf("job", "same"), *no = leaf("job", "changed"), *open = leaf("married", "yes");
  RectoCondition *parts[] = {yes, no, open};
  static const RectoAnswer ALL[3][3] = {{RECTO_YES, RECTO_NO, RECTO_CANNOT_TELL}, {RECTO_NO, RECTO_NO, RECTO_NO}, {RECTO_CANNOT_TELL, RECTO_NO, RECTO_CANNOT_TELL}};
  static const RectoAnswer ANY[3][3] = {{RECTO_YES, RECTO_YES, RECTO_YES}, {RECTO_YES, RECTO_NO, RECTO_CANNOT_TELL}, {RECTO_YES, RECTO_CANNOT_TELL, RECTO_CANNOT_TELL}};
  for (int i = 0; i < 3; i++) {
    for (int j = 0; j < 3; j++) {
      RectoCondition both = {.kind = RECTO_CONDITION_ALL, .parts = g_ptr_array_new()};
      g_ptr_array_add(both.parts, parts[i]);
      g_ptr_array_add(both.parts, parts[j]);
      g_assert_cmpint(recto_condition_holds(procedure, &both, situation), ==, ALL[i][j]);
      both.kind = RECTO_CONDITION_ANY;
      g_assert_cmpint(recto_condition_holds(procedure, &both, situation), ==, ANY[i][j]);
      g_ptr_array_unref(both.parts);
    }
  }
  g_assert_cmpint(recto_condition_holds(procedure, NULL, situation), ==, RECTO_YES);
  /* spouse's nationality is asked only of the married: not open, but no */
  g_hash_table_insert(situation->answers, g_strdup("married"), g_strdup("no"));
  RectoCondition *spouse = leaf("spouse", "french");
  g_assert_cmpint(recto_condition_holds(procedure, spouse, situation), ==, RECTO_NO);
  RectoCondition *all[] = {yes, no, open, spouse};
  for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
    g_free(all[i]->question);
    g_free(all[i]->answer);
    g_free(all[i]);
  }
}

static void test_limits_alone(void) {
  g_autoptr(GError) error = NULL;
  g_autoptr(RectoModels) limits = recto_limits_load("models", &error);
  g_assert_no_error(error);
  g_assert_cmpfloat(recto_limit(limits, "check.firm-confidence"), <=, 1);
  g_assert_null(recto_limits_load("tests", &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_MODEL);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_autofree char *content = NULL;
  g_assert_true(g_file_get_contents(CASES "/loader.faults", &content, NULL, NULL));
  g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func(faults_free);
  g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
  for (char **line = lines; *line; line++) read_line(cases, *line);
  for (guint i = 0; i < cases->len; i++) {
    const Faults *faults = g_ptr_array_index(cases, i);
    g_autofree char *path = g_strdup_printf("/model/faults/%s", faults->name);
    g_test_add_data_func(path, faults, run_case);
  }
  g_test_add_func("/model/shipped", test_shipped_models);
  g_test_add_func("/model/messages", test_messages);
  g_test_add_func("/model/answers", test_answers);
  g_test_add_func("/model/conditions", test_conditions);
  g_test_add_func("/model/limits-alone", test_limits_alone);
  return g_test_run();
}
