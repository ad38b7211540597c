/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names, dates and addresses that agree or not: one data case a line (tests/cases/names). */
#include <recto/judge.h>

#include <string.h>

static RectoAnswer answer_of(const char *word)
{
  return g_str_equal(word, "yes") ? RECTO_YES : g_str_equal(word, "no") ? RECTO_NO : RECTO_CANNOT_TELL;
}

static const char *part(char **parts, guint i)
{
  return *parts[i] ? parts[i] : NULL;
}

typedef RectoAnswer (*Judge)(char **parts);

static RectoAnswer names(char **parts)
{
  RectoAnswer forth = recto_names_agree(part(parts, 0), part(parts, 1), part(parts, 2), part(parts, 3));
  g_assert_cmpint(forth, ==, recto_names_agree(part(parts, 2), part(parts, 3), part(parts, 0), part(parts, 1))); /* neither side is preferred */
  return forth;
}

static RectoAnswer dates(char **parts)
{
  return recto_dates_agree(part(parts, 0), part(parts, 1));
}

static RectoAnswer addresses(char **parts)
{
  return recto_addresses_agree(part(parts, 0), part(parts, 1));
}

static void run(const char *file, guint n, Judge judge, guint at_least)
{
  g_autofree char *path = g_build_filename("tests", "cases", "names", file, NULL), *text = NULL;
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  guint cases = 0, wrong = 0;
  for (int i = 0; lines[i]; i++) {
    if (!*lines[i] || lines[i][0] == '#') continue;
    g_auto(GStrv) parts = g_strsplit(lines[i], "|", -1);
    g_assert_cmpuint(g_strv_length(parts), ==, n + 1);
    RectoAnswer expected = answer_of(parts[n]), found = judge(parts);
    cases++;
    if (found == expected) continue;
    wrong++;
    g_test_message("%s:%d: %s: found %s", path, i + 1, lines[i], recto_answer_word(found));
  }
  g_assert_cmpuint(cases, >=, at_least);
  g_assert_cmpuint(wrong, ==, 0);
}

static void test_names(void)
{
  run("agree.cases", 4, names, 100);
}

static void test_dates(void)
{
  run("dates.cases", 2, dates, 9);
}

static void test_addresses(void)
{
  run("addresses.cases", 2, addresses, 12);
}

int main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/judge/names", test_names);
  g_test_add_func("/judge/dates", test_dates);
  g_test_add_func("/judge/addresses", test_addresses);
  return g_test_run();
}
