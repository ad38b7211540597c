/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawn pages to type, side and fields (tests/cases/fields). A line "type = …", "side = …" or "field = value"; "= ?" means not read. */
#include "judge-cases.h"

static bool meets(const char *name, const RectoSheet *sheet, const GPtrArray *fields, const char *line)
{
  g_auto(GStrv) parts = g_strsplit(line, " = ", 2);
  g_assert_cmpuint(g_strv_length(parts), ==, 2);
  const char *found = g_str_equal(parts[0], "type")   ? sheet->won->type
                      : g_str_equal(parts[0], "side") ? sheet->won->side
                                                      : recto_fields_value(fields, parts[0]);
  if (g_strcmp0(found ? found : "?", parts[1]) == 0) return true;
  g_test_message("%s: %s: expected \"%s\", found \"%s\"", name, parts[0], parts[1], found ? found : "?");
  return false;
}

static guint run_case(const RectoModels *models, const char *name, const char *text)
{
  guint wrong = 0;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_autoptr(GPtrArray) rest = g_ptr_array_new();
  g_autoptr(GPtrArray) files = case_files(lines, rest);
  g_assert_cmpuint(files->len, ==, 1);
  g_autoptr(GPtrArray) sheets = recto_classify(models, files);
  const RectoSheet *sheet = sheets->pdata[0];
  const RectoFile *file = files->pdata[0];
  g_autoptr(GPtrArray) fields = recto_page_fields(models, file->pages->pdata[0], sheet->won, NULL, 2026);
  g_assert_cmpuint(rest->len, >, 0);
  for (guint i = 0; i < rest->len; i++) wrong += meets(name, sheet, fields, rest->pdata[i]) ? 0 : 1;
  return wrong;
}

static void test_fields(void)
{
  g_autoptr(RectoModels) models = case_models();
  g_autoptr(GDir) dir = g_dir_open("tests/cases/fields", 0, NULL);
  guint cases = 0, wrong = 0;
  for (const char *name; (name = g_dir_read_name(dir));) {
    if (!g_str_has_suffix(name, ".case")) continue;
    g_autofree char *path = g_build_filename("tests/cases/fields", name, NULL), *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    wrong += run_case(models, name, text);
    cases++;
  }
  g_assert_cmpuint(cases, >=, 15);
  g_assert_cmpuint(wrong, ==, 0);
}

int main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/judge/fields", test_fields);
  return g_test_run();
}
