/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawn stacks to documents and persons (tests/cases/assemble).
 *   answer married yes            the situation
 *   correct type 1:2 passport recto      the clerk's word, pages as file:page from 1; type [side] · field PAGE name value… (none: the document has no such
 *                                        thing) · person PAGE role or person · together PAGE PAGE · apart PAGE
 *   inherit …                     the same, said of a page that this one took the place of
 *   document d1 payslip 0.0 0.1   document, type, pages as file.page in document order
 *   of d1 p1                      whose it is ("-" = not known); "other d1 p2"; "same d3 d1"
 *   person p1 applicant YILMAZ    person, role, family name
 *   side d1 recto verso           its sides in document order
 *   field d1 sex M                what a field says ("-" = nothing is chosen), "seen d1 sex 2" how many observations stand behind it
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

static void expect_field(const Result *result, char **words)
{
  const RectoField *field = recto_fields_lookup(document_named(result, words[1])->fields, words[2]);
  if (g_str_equal(words[0], "seen")) {
    guint n = field ? field->seen->len : 0;
    if (n != (guint)g_ascii_strtoull(words[3], NULL, 10)) g_error("%s: %s %s was seen %u times, expected %s", result->name, words[1], words[2], n, words[3]);
    return;
  }
  g_autofree char *wanted = g_strjoinv(" ", words + 3);
  const char *found = field ? recto_field_value(field) : NULL;
  if (g_strcmp0(found ? found : "-", wanted) != 0) g_error("%s: %s %s is %s, expected %s", result->name, words[1], words[2], found ? found : "-", wanted);
}

static void expect_sides(const Result *result, char **words)
{
  const GPtrArray *sides = document_named(result, words[1])->sides;
  g_autoptr(GString) found = g_string_new(NULL);
  for (guint i = 0; i < sides->len; i++) g_string_append_printf(found, "%s%s", i ? " " : "", (const char *)sides->pdata[i]);
  g_autofree char *wanted = g_strjoinv(" ", words + 2);
  if (!g_str_equal(found->str, wanted)) g_error("%s: %s has the sides %s, expected %s", result->name, words[1], found->str, wanted);
}

static void expect(const Result *result, const char *line)
{
  g_auto(GStrv) words = g_strsplit(line, " ", -1);
  if (g_str_equal(words[0], "document")) expect_document(result, words);
  else if (g_str_equal(words[0], "person")) expect_person(result, words);
  else if (g_str_equal(words[0], "of") || g_str_equal(words[0], "other") || g_str_equal(words[0], "same")) expect_tie(result, words);
  else if (g_str_equal(words[0], "field") || g_str_equal(words[0], "seen")) expect_field(result, words);
  else if (g_str_equal(words[0], "side")) expect_sides(result, words);
  else if (g_str_equal(words[0], "count")) {
    guint found = g_str_equal(words[1], "documents") ? result->documents->len : result->persons->len;
    if (found != (guint)g_ascii_strtoull(words[2], NULL, 10)) g_error("%s: %u %s, expected %s", result->name, found, words[1], words[2]);
  } else if (!g_str_equal(words[0], "answer") && !g_str_equal(words[0], "correct") && !g_str_equal(words[0], "inherit")) g_error("%s: %s", result->name, line);
}

/* ------------------------------------------------------------------ the clerk's word */

static RectoPageId page_named(const char *name, const char *words)
{
  unsigned file = 0, page = 0;
  if (!words || sscanf(words, "%u:%u", &file, &page) != 2 || file < 1 || page < 1) g_error("%s: %s is no FILE:PAGE", name, words);
  return (RectoPageId){1, file - 1, page - 1};
}

static char *rest_of(char **words, guint from) { return g_strv_length(words) > from ? g_strjoinv(" ", words + from) : NULL; }

static RectoCorrection *correction_of(const char *name, char **words)
{
  RectoCorrectionKind kind = RECTO_CORRECT_TYPE;
  if (g_strv_length(words) < 3 || !recto_correction_from_word(words[1], &kind)) g_error("%s: what is corrected?", name);
  RectoPageId page = page_named(name, words[2]);
  g_autofree char *third = rest_of(words, 3), *fourth = rest_of(words, 4);
  if (kind == RECTO_CORRECT_TYPE) return recto_correction_new(kind, page, fourth, words[3]);
  if (kind == RECTO_CORRECT_FIELD) return recto_correction_new(kind, page, words[3], fourth ? fourth : "");
  RectoCorrection *correction = recto_correction_new(kind, page, NULL, kind == RECTO_CORRECT_TOGETHER ? NULL : third);
  if (kind == RECTO_CORRECT_TOGETHER) correction->other = page_named(name, words[3]);
  return correction;
}

static GPtrArray *corrections_of(const char *name, const GPtrArray *lines)
{
  GPtrArray *corrections = g_ptr_array_new_with_free_func((GDestroyNotify)recto_correction_free);
  for (guint i = 0; i < lines->len; i++) {
    g_auto(GStrv) words = g_strsplit(lines->pdata[i], " ", -1);
    bool inherited = g_str_equal(words[0], "inherit");
    if (!inherited && !g_str_equal(words[0], "correct")) continue;
    RectoCorrection *correction = correction_of(name, words);
    correction->inherited = inherited;
    g_ptr_array_add(corrections, correction);
  }
  return corrections;
}

static void run_case(const RectoModels *models, const char *name, const char *text)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_autoptr(GPtrArray) rest = g_ptr_array_new();
  g_autoptr(GPtrArray) files = case_files(lines, rest);
  g_autoptr(GPtrArray) sheets = recto_classify(models, files);
  g_autoptr(RectoSituation) situation = recto_situation_new();
  g_autoptr(GPtrArray) corrections = corrections_of(name, rest);
  recto_correct_sheets(models, corrections, sheets);
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
  recto_assemble(models, files, sheets, situation, (RectoDate){2026, 11, 23}, corrections, &documents, &persons);
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
  g_assert_cmpuint(cases, >=, 20);
}

int main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/judge/assemble", test_assemble);
  return g_test_run();
}
