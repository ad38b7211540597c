/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawn stacks to documents and persons (tests/cases/assemble).
 *   answer married yes            the situation
 *   document d1 payslip 0.0 0.1   document, type, pages as file.page in document order
 *   of d1 p1                      whose it is ("-" = not known); "other d1 p2"; "same d3 d1"
 *   person p1 applicant YILMAZ    person, role, family name
 *   count documents 2 / count persons 1 */
#include "judge-cases.h"

typedef struct { const char *name; const GPtrArray *documents, *persons; } Result;

static const RectoDocument *document_named(const Result *result, const char *id)
{
  for (guint i = 0; i < result->documents->len; i++)
    if (g_str_equal(((const RectoDocument *)result->documents->pdata[i])->id, id)) return result->documents->pdata[i];
  g_error("%s: no document %s", result->name, id);
}

static void expect_document(const Result *result, char **words)
{
  const RectoDocument *document = document_named(result, words[1]);
  GString *pages = g_string_new(document->type);
  for (guint i = 0; i < document->pages->len; i++) {
    RectoPageId id = g_array_index(document->pages, RectoPageId, i);
    g_string_append_printf(pages, " %u.%u", id.file, id.page);
  }
  g_autofree char *found = g_string_free(pages, FALSE), *wanted = g_strjoinv(" ", words + 2);
  if (!g_str_equal(found, wanted)) g_error("%s: %s: expected \"%s\", found \"%s\"", result->name, words[1], wanted, found);
}

static void expect_person(const Result *result, char **words)
{
  for (guint i = 0; i < result->persons->len; i++) {
    const RectoPerson *person = result->persons->pdata[i];
    if (!g_str_equal(person->id, words[1])) continue;
    g_autofree char *family = g_strjoinv(" ", words + 3);
    if (!g_str_equal(recto_role_word(person->role), words[2])) g_error("%s: %s is %s, expected %s", result->name, words[1], recto_role_word(person->role), words[2]);
    if (g_strcmp0(recto_fields_value(person->fields, "family-name"), family) != 0)
      g_error("%s: %s is called %s, expected %s", result->name, words[1], recto_fields_value(person->fields, "family-name"), family);
    return;
  }
  g_error("%s: no person %s", result->name, words[1]);
}

static void expect_tie(const Result *result, char **words)
{
  const RectoDocument *document = document_named(result, words[1]);
  const char *found = g_str_equal(words[0], "of") ? document->person : g_str_equal(words[0], "other") ? document->other_person : document->same_as;
  if (g_strcmp0(found ? found : "-", words[2]) != 0) g_error("%s: %s %s: expected %s, found %s", result->name, words[0], words[1], words[2], found ? found : "-");
}

static void expect(const Result *result, const char *line)
{
  g_auto(GStrv) words = g_strsplit(line, " ", -1);
  if (g_str_equal(words[0], "document")) expect_document(result, words);
  else if (g_str_equal(words[0], "person")) expect_person(result, words);
  else if (g_str_equal(words[0], "of") || g_str_equal(words[0], "other") || g_str_equal(words[0], "same")) expect_tie(result, words);
  else if (g_str_equal(words[0], "count")) {
    guint found = g_str_equal(words[1], "documents") ? result->documents->len : result->persons->len;
    if (found != (guint)g_ascii_strtoull(words[2], NULL, 10)) g_error("%s: %u %s, expected %s", result->name, found, words[1], words[2]);
  } else if (!g_str_equal(words[0], "answer")) g_error("%s: %s", result->name, line);
}

static void run_case(const RectoModels *models, const char *name, const char *text)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_autoptr(GPtrArray) rest = g_ptr_array_new();
  g_autoptr(GPtrArray) files = case_files(lines, rest);
  g_autoptr(GPtrArray) sheets = recto_classify(models, files);
  g_autoptr(RectoSituation) situation = recto_situation_new();
  guint at = 0;
  for (guint f = 0; f < files->len; f++)
    for (guint p = 0; p < ((const RectoFile *)files->pdata[f])->pages->len; p++, at++) {
      RectoSheet *sheet = sheets->pdata[at];
      GPtrArray *fields = recto_page_fields(models, ((const RectoFile *)files->pdata[f])->pages->pdata[p], sheet->won, NULL, 2026);
      g_ptr_array_unref(sheet->fields);
      sheet->fields = fields;
    }
  for (guint i = 0; i < rest->len; i++) {
    g_auto(GStrv) words = g_strsplit(rest->pdata[i], " ", -1);
    if (g_str_equal(words[0], "answer")) g_hash_table_insert(situation->answers, g_strdup(words[1]), g_strdup(words[2]));
  }
  g_autoptr(GPtrArray) documents = NULL, persons = NULL;
  recto_assemble(models, files, sheets, situation, (RectoDate){2026, 11, 23}, NULL, &documents, &persons);
  Result result = {name, documents, persons};
  for (guint i = 0; i < rest->len; i++) expect(&result, rest->pdata[i]);
}

static void test_assemble(void)
{
  g_autoptr(RectoModels) models = case_models();
  g_autoptr(GDir) dir = g_dir_open("tests/cases/assemble", 0, NULL);
  guint cases = 0;
  for (const char *name; (name = g_dir_read_name(dir));) {
    if (!g_str_has_suffix(name, ".case")) continue;
    g_autofree char *path = g_build_filename("tests/cases/assemble", name, NULL), *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    run_case(models, name, text);
    cases++;
  }
  g_assert_cmpuint(cases, >=, 8);
}

int main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/judge/assemble", test_assemble);
  return g_test_run();
}
