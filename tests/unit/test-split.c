/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawn stacks parted into envelopes (tests/cases/split). A case draws its pages as judge-cases.h says, then tells what must come out:
 *   at 0.3 2            page 3 of file 0 lies in envelope 2, sure; "at 0.3 2 between" with that flag; "at 0.3 sheet": one of our own sheets
 *   person 2 YILMAZ     envelope 2 is about somebody of this family name; "person 2 -": nobody is known
 *   number 2 2026-000007  a cover sheet gives envelope 2 this dossier
 *   born 2 1986-02      what is known of the birth of envelope 2's person; "born 2 -": nothing; "foreigner 2 9901234567" alike
 *   same 1 3            envelopes 1 and 3 are of the same person; "differ 1 2"
 *   count envelopes 2 / count sheets 1 / count missing 0 */
#include "judge-cases.h"

#include <recto/split.h>

static const RectoSplitPage *page_at(const RectoSplit *split, const char *name, const char *words)
{
  unsigned file = 0, page = 0;
  if (sscanf(words, "%u.%u", &file, &page) != 2) g_error("%s: %s is no page", name, words);
  for (guint i = 0; i < split->pages->len; i++) {
    const RectoSplitPage *one = split->pages->pdata[i];
    if (one->page.file == file && one->page.page == page) return one;
  }
  g_error("%s: page %s was lost", name, words);
}

static void expect_page(const RectoSplit *split, const char *name, char **words)
{
  const RectoSplitPage *page = page_at(split, name, words[1]);
  const char *flag = recto_split_flag_word(page->flag);
  g_autofree char *found = page->envelope == UINT32_MAX ? g_strdup("sheet") : g_strdup_printf("%u%s%s", page->envelope + 1, flag ? " " : "", flag ? flag : "");
  g_autofree char *wanted = g_strjoinv(" ", words + 2);
  if (!g_str_equal(found, wanted)) g_error("%s: page %s: expected \"%s\", found \"%s\" (margin %.2f)", name, words[1], wanted, found, page->margin);
}

static const RectoEnvelope *envelope_at(const RectoSplit *split, const char *name, const char *word)
{
  guint i = (guint)g_ascii_strtoull(word, NULL, 10);
  if (i < 1 || i > split->envelopes->len) g_error("%s: there is no envelope %s", name, word);
  return split->envelopes->pdata[i - 1];
}

static void expect_count(const RectoSplit *split, const char *name, char **words)
{
  guint missing = 0, wanted = (guint)g_ascii_strtoull(words[2], NULL, 10);
  for (guint i = 0; i < split->sets->len; i++) missing += ((const RectoSeparatorSet *)split->sets->pdata[i])->missing->len;
  guint found = g_str_equal(words[1], "envelopes") ? split->envelopes->len : g_str_equal(words[1], "sheets") ? split->n_sheets : missing;
  if (found != wanted) g_error("%s: %u %s, expected %u", name, found, words[1], wanted);
}

static void expect_known(const char *name, const char *line, const char *found, const char *wanted)
{
  if (g_strcmp0(found ? found : "-", wanted) != 0) g_error("%s: %s: found %s", name, line, found ? found : "nothing");
}

static void expect(const RectoSplit *split, const char *name, const char *line)
{
  g_auto(GStrv) words = g_strsplit(line, " ", -1);
  if (g_str_equal(words[0], "at")) expect_page(split, name, words);
  else if (g_str_equal(words[0], "count")) expect_count(split, name, words);
  else if (g_str_equal(words[0], "person")) {
    g_autofree char *wanted = g_strjoinv(" ", words + 2);
    expect_known(name, line, envelope_at(split, name, words[1])->family, wanted);
  } else if (g_str_equal(words[0], "number")) {
    if (g_strcmp0(envelope_at(split, name, words[1])->number, words[2]) != 0) g_error("%s: envelope %s: %s expected", name, words[1], words[2]);
  } else if (g_str_equal(words[0], "born")) expect_known(name, line, envelope_at(split, name, words[1])->birth, words[2]);
  else if (g_str_equal(words[0], "foreigner")) expect_known(name, line, envelope_at(split, name, words[1])->foreigner_number, words[2]);
  else if (g_str_equal(words[0], "named-only")) { /* said to be the same person's as another envelope, by its name alone */
    const RectoEnvelope *envelope = envelope_at(split, name, words[1]);
    if (envelope->shared == false || envelope->proven) g_error("%s: %s", name, line);
  } else if (g_str_equal(words[0], "same") || g_str_equal(words[0], "differ")) {
    bool same = envelope_at(split, name, words[1])->person == envelope_at(split, name, words[2])->person;
    if (same != g_str_equal(words[0], "same")) g_error("%s: %s", name, line);
  } else g_error("%s: %s", name, line);
}

static void run_case(const RectoModels *models, const char *name, const char *text)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_autoptr(GPtrArray) rest = g_ptr_array_new();
  g_autoptr(GPtrArray) files = case_files(lines, rest);
  g_autoptr(RectoSplit) split = recto_split(models, files, 2026);
  guint pages = 0;
  for (guint f = 0; f < files->len; f++) pages += ((const RectoFile *)files->pdata[f])->pages->len;
  g_assert_cmpuint(split->pages->len, ==, pages); /* none is lost, none is doubled */
  for (guint i = 0; i < rest->len; i++) expect(split, name, rest->pdata[i]);
}

static void test_split(void)
{
  g_autoptr(RectoModels) models = case_models();
  g_autoptr(GDir) dir = g_dir_open("tests/cases/split", 0, NULL);
  guint cases = 0;
  for (const char *name; (name = g_dir_read_name(dir));) {
    if (!g_str_has_suffix(name, ".case")) continue;
    g_autofree char *path = g_build_filename("tests/cases/split", name, NULL), *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    run_case(models, name, text);
    cases++;
  }
  g_assert_cmpuint(cases, >=, 8);
}

static void test_nothing(void)
{
  g_autoptr(RectoModels) models = case_models();
  g_autoptr(GPtrArray) files = g_ptr_array_new();
  g_autoptr(RectoSplit) split = recto_split(models, files, 2026);
  g_assert_cmpuint(split->pages->len + split->envelopes->len, ==, 0);
}

int main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/judge/split", test_split);
  g_test_add_func("/judge/split/nothing", test_nothing);
  return g_test_run();
}
