/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether two letters are one person's: what the papers say decides, a name alone never. */
#include "work/who.h"
#include <recto/json.h>

/* "family|given|birth|number|paper,paper"; an empty part is not known. Leaks nothing: the parts live as long as the table. */
static RectoWho who_of(const char *words, GPtrArray *keep) {
  char **parts = g_strsplit(words, "|", -1);
  g_ptr_array_add(keep, parts);
  g_assert_cmpuint(g_strv_length(parts), ==, 5);
  RectoWho who = {*parts[0] ? parts[0] : NULL, *parts[1] ? parts[1] : NULL, *parts[2] ? parts[2] : NULL, *parts[3] ? parts[3] : NULL, NULL};
  if (*parts[4]) {
    char **papers = g_strsplit(parts[4], ",", -1);
    GPtrArray *numbers = g_ptr_array_new();
    g_ptr_array_add(keep, papers);
    for (char **paper = papers; *paper; paper++) g_ptr_array_add(numbers, *paper);
    who.numbers = numbers;
  }
  return who;
}

static void forget(RectoWho *who) {
  if (who->numbers) g_ptr_array_unref((GPtrArray *)who->numbers);
}

static const struct { const char *a, *b; RectoAnswer same; } pairs[] = {
    /* a name alone */
    {"YILMAZ|AYSE|||", "YILMAZ|AYSE|||", RECTO_CANNOT_TELL},
    {"YILMAZ|AYSE|||", "SAVADOGO|MOUSSA|||", RECTO_NO},
    {"YILMAZ|AYSE|1990-04-12||", "YILMAZ|AYSE|||", RECTO_CANNOT_TELL},
    {"AYSE YILMAZ||||", "YILMAZ|AYSE||9901234567|", RECTO_CANNOT_TELL},
    /* birth dates: the same; a digit misread; day and month swapped; another person's */
    {"YILMAZ|AYSE|1990-04-12||", "YILMAZ|AYSE|1990-04-12||", RECTO_YES},
    {"YILMAZ|AYSE|1990-04-12||", "YILMAZ|AYSE|1990-04-17||", RECTO_CANNOT_TELL},
    {"YILMAZ|AYSE|1990-04-12||", "YILMAZ|AYSE|1990-12-04||", RECTO_CANNOT_TELL},
    {"YILMAZ|AYSE|1990-04-12||", "YILMAZ|AYSE|1963-11-28||", RECTO_NO},
    {"YILMAZ|AYSE|1990-04-12||", "YILMAS|AYSE|1990-04-12||", RECTO_YES},
    /* the month that a social security number tells: the same; the year or the month wrong; another person's */
    {"YILMAZ|AYSE|1990-04||", "YILMAZ|AYSE|1990-04-12||", RECTO_YES},
    {"YILMAZ|AYSE|1990-04||", "YILMAZ|AYSE|1990-04||", RECTO_YES},
    {"YILMAZ|AYSE|1990-04||", "YILMAS|AYSE|1990-04-12||", RECTO_CANNOT_TELL},
    {"YILMAZ|AYSE|1990-04||", "YILMAZ|AYSE|1990-11-12||", RECTO_CANNOT_TELL},
    {"YILMAZ|AYSE|1990-04||", "YILMAZ|AYSE|1996-04-12||", RECTO_CANNOT_TELL},
    {"YILMAZ|AYSE|1990-04||", "YILMAZ|AYSE|1963-11-28||", RECTO_NO},
    {"YILMAZ|AYSE|1990||", "YILMAZ|AYSE|1990-11-28||", RECTO_CANNOT_TELL},
    {"YILMAZ|AYSE|1990||", "YILMAZ|AYSE|1963-11-28||", RECTO_NO},
    /* twins, and a family name that marriage changed */
    {"YILMAZ|AYSE|1990-04-12||", "YILMAZ|FATMA|1990-04-12||", RECTO_CANNOT_TELL},
    {"YILMAZ|AYSE|1990-04-12|9901234567|", "YILMAZ|FATMA|1990-04-12|8802345678|", RECTO_NO},
    {"YILMAZ|AYSE|1990-04-12||", "DEMIR|AYSE|1990-04-12||", RECTO_CANNOT_TELL},
    {"YILMAZ|AYSE|1990-04-12||", "SAVADOGO|MOUSSA|1990-04-12||", RECTO_NO},
    /* numbers: the same; one digit misread; some; another person's */
    {"YILMAZ|AYSE||9901234567|", "YILMAZ|AYSE||9901234567|", RECTO_YES},
    {"YILMAZ|AYSE||9901234567|", "YLMAZ|AYSE||9901234567|", RECTO_YES},
    {"YILMAZ|AYSE||9901234567|", "YILMAZ|AYSE||9901234507|", RECTO_YES},
    {"YILMAZ|AYSE||9901234567|", "YILMAS|AYSE||9901234507|", RECTO_CANNOT_TELL},
    {"YILMAZ|AYSE||9901234567|", "YILMAZ|FATMA||9901234568|", RECTO_CANNOT_TELL},
    {"YILMAZ|AYSE||9901234567|", "YILMAZ|AYSE||9901234888|", RECTO_CANNOT_TELL},
    {"YILMAZ|AYSE||9901234567|", "YILMAZ|AYSE||8812376540|", RECTO_NO},
    {"YILMAZ|AYSE|1990-04-12|9901234567|", "YILMAZ|AYSE|1990-04-12|8812376540|", RECTO_CANNOT_TELL},
    {"YILMAZ|AYSE|1990-04-12|9901234567|", "YILMAZ|AYSE|1990-04-12|9901234588|", RECTO_YES},
    {"YILMAZ|AYSE|1990-04-12|9901234567|", "YILMAZ|AYSE|1963-11-28|9901234567|", RECTO_CANNOT_TELL},
    {"|||9901234567|", "YILMAZ|AYSE||9901234567|", RECTO_YES},
    {"YILMAZ|AYSE||9901234567|", "SAVADOGO|MOUSSA||9901234567|", RECTO_CANNOT_TELL},
    /* a paper's number ties */
    {"YILMAZ|AYSE|||U12345678", "YILMAZ|AYSE|||X98765432,U12345678", RECTO_YES},
    {"YILMAZ|AYSE|||U12345678", "YILMAZ|AYSE|||X98765432", RECTO_CANNOT_TELL},
    {"YILMAZ|AYSE|1990-04-12||U12345678", "SAVADOGO|MOUSSA|1963-11-28||U12345678", RECTO_CANNOT_TELL},
};

static void test_same(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
    g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    RectoWho a = who_of(pairs[i].a, keep), b = who_of(pairs[i].b, keep);
    g_test_message("%s = %s", pairs[i].a, pairs[i].b);
    g_assert_cmpint(recto_who_same(&a, &b), ==, pairs[i].same);
    g_assert_cmpint(recto_who_same(&b, &a), ==, pairs[i].same);
    forget(&a);
    forget(&b);
  }
}

static bool share_a_hint(const char *one, const char *other) {
  g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
  RectoWho a = who_of(one, keep), b = who_of(other, keep);
  g_autoptr(GPtrArray) of_a = recto_who_hints(&a), of_b = recto_who_hints(&b);
  bool shared = false;
  for (guint i = 0; i < of_a->len; i++) shared = shared || g_ptr_array_find_with_equal_func(of_b, of_a->pdata[i], g_str_equal, NULL);
  forget(&a);
  forget(&b);
  return shared;
}

/* Whoever may be the same must be found: through any one thing that was read alike. */
static void test_hints(void) {
  g_assert_true(share_a_hint("YILMAZ|AYSE|||", "ayşe Yılmaz||||"));
  g_assert_true(share_a_hint("YILMAZ|AYSE DILARA|||", "YILMAZ|AYSE|||"));
  g_assert_true(share_a_hint("YILMAZ|AYSE|1990-04-12||", "YLMAS|AVSE|1990-04-12||"));
  g_assert_true(share_a_hint("YILMAZ|AYSE||9901234567|", "YLMAS|AVSE||9901234567|"));
  g_assert_true(share_a_hint("YILMAZ|AYSE|||U12345678", "||||U12345678"));
  g_assert_true(share_a_hint("EL-AMRANI|NOUR EDDINE|||", "EL AMRANI|NOUR-EDDINE|||"));
  g_assert_false(share_a_hint("YILMAZ|AYSE|1990-04-12|9901234567|", "YILMAZ|FATMA|1963-11-28|8802345678|"));
}

static void test_kept(void) {
  g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
  RectoWho known = who_of("YILMAZ|AYSE|||U12345678", keep), now = who_of("YILMAZ|AYSE DILARA|1990-04-12|9901234567|X98765432,U12345678", keep);
  bool more = false;
  RectoWho both = recto_who_join(&known, &now, &more);
  g_assert_true(more);
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_who_write(builder, &both);
  json_builder_end_object(builder);
  g_autofree char *json = recto_json_finish(builder);
  g_autoptr(JsonNode) root = recto_json_parse(json, -1, 1 << 16, NULL);
  RectoWho read = recto_who_read(json_node_get_object(root));
  g_assert_cmpstr(read.family, ==, "YILMAZ");
  g_assert_cmpstr(read.given, ==, "AYSE"); /* a name is kept whole, never mixed from two letters */
  g_assert_cmpstr(read.birth, ==, "1990-04-12");
  g_assert_cmpstr(read.foreigner_number, ==, "9901234567");
  g_assert_cmpuint(read.numbers->len, ==, 2);
  g_assert_cmpstr(read.numbers->pdata[1], ==, "X98765432");
  RectoWho again = recto_who_join(&read, &known, &more);
  g_assert_false(more);
  forget(&again);
  forget(&read);
  forget(&both);
  forget(&known);
  forget(&now);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/who/same", test_same);
  g_test_add_func("/who/hints", test_hints);
  g_test_add_func("/who/kept", test_kept);
  return g_test_run();
}
