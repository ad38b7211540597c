/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MRZ parser: written cases, then every single-character corruption of drawn zones. */
#include <recto/mrz.h>
#include <recto/text.h>

static const RectoDate reception = {2026, 11, 23};

static RectoAnswer answer_of(const char *word) {
  RectoAnswer answer = RECTO_CANNOT_TELL;
  if (!recto_answer_from_word(word, &answer)) g_error("no such answer: %s", word);
  return answer;
}

static void expect(const RectoMrz *mrz, const char *line, const char *file) {
  g_auto(GStrv) words = g_strsplit(line, " ", 3);
  if (g_str_equal(line, "none")) {
    if (mrz) g_error("%s: a layout fits where none may", file);
    return;
  }
  if (!mrz) g_error("%s: no layout fits, wanted %s", file, line);
  bool check = g_str_equal(words[1], "?");
  if (check && g_str_equal(words[0], "composite")) {
    g_assert_cmpint(mrz->composite, ==, answer_of(words[2]));
  } else if (check) {
    const RectoMrzField *field = recto_mrz_field(mrz, words[0]);
    g_assert_nonnull(field);
    if (field->check != answer_of(words[2])) g_error("%s: %s", file, line);
  } else if (g_str_equal(words[0], "format")) {
    g_assert_cmpstr(recto_mrz_format_word(mrz->format), ==, words[2]);
  } else {
    const char *value = recto_mrz_value(mrz, words[0]), *wanted = g_str_equal(words[2], "?") ? NULL : words[2];
    if (value && !*value) value = NULL;
    if (g_strcmp0(value, wanted) != 0) g_error("%s: %s, got %s", file, line, value);
  }
}

static void run_block(const char *block, const char *file) {
  g_auto(GStrv) lines = g_strsplit(block, "\n", -1);
  g_autoptr(GPtrArray) zone = g_ptr_array_new();
  for (char **line = lines; *line; line++)
    if (**line == '|') g_ptr_array_add(zone, *line + 1);
  if (zone->len == 0) return;
  g_ptr_array_add(zone, NULL);
  g_autoptr(RectoMrz) mrz = recto_mrz_parse((const char *const *)zone->pdata, reception);
  for (char **line = lines; *line; line++)
    if (**line && **line != '|' && **line != '#') expect(mrz, *line, file);
}

static void test_cases(void) {
  g_autoptr(GDir) dir = g_dir_open("tests/cases/mrz", 0, NULL);
  guint blocks = 0;
  g_assert_nonnull(dir);
  for (const char *name; (name = g_dir_read_name(dir));) {
    if (!g_str_has_suffix(name, ".case")) continue;
    g_autofree char *path = g_build_filename("tests/cases/mrz", name, NULL), *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) all = g_strsplit(text, "\n\n", -1);
    for (char **block = all; *block; block++, blocks++) run_block(*block, name);
  }
  g_assert_cmpuint(blocks, >=, 14);
}

/* Positions (line, from, to) that some check digit covers, and the digit itself. */
typedef struct { const char *lines[4]; struct { int line, from, to; } checked[8]; } Drawn;
static const Drawn drawn[] = {
    {{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10", NULL}, {{1, 0, 10}, {1, 13, 20}, {1, 21, 44}}},
    {{"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<", NULL}, {{0, 5, 30}, {1, 0, 7}, {1, 8, 15}, {1, 18, 30}}},
    {{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<", NULL}, {{1, 0, 10}, {1, 13, 20}, {1, 21, 28}}},
};

static int weight_class(char c) { return g_ascii_isdigit(c) ? c - '0' : c == '<' ? 0 : (c - 'A' + 10) % 10; }

static void corrupt(const Drawn *d, int line, int at, guint *seen, guint *invisible) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<";
  for (const char *c = alphabet; *c; c++) {
    if (d->lines[line][at] == *c) continue;
    g_autofree char *bad = g_strdup(d->lines[line]);
    bad[at] = *c;
    const char *lines[4] = {d->lines[0], d->lines[1], d->lines[2], NULL};
    lines[line] = bad;
    g_autoptr(RectoMrz) mrz = recto_mrz_parse(lines, reception);
    if (!mrz || mrz->all_checks == RECTO_NO) (*seen)++;
    else if (weight_class(*c) == weight_class(d->lines[line][at])) (*invisible)++; /* the classes that digits cannot see */
    else g_error("line %d position %d, %c: passes as right", line, at, *c);
  }
}

static void test_corruption(void) {
  guint seen = 0, invisible = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(drawn); i++)
    for (int s = 0; s < 8 && drawn[i].checked[s].to; s++)
      for (int at = drawn[i].checked[s].from; at < drawn[i].checked[s].to; at++) corrupt(&drawn[i], drawn[i].checked[s].line, at, &seen, &invisible);
  g_assert_cmpuint(seen, >, 3000);
  g_test_message("%u corruptions seen, %u in the classes that check digits cannot see", seen, invisible);
}

/* Our own French zones, with digits computed here. */
static char *with_digit(const char *before) { return g_strdup_printf("%s%c", before, recto_mrz_check_digit(before, strlen(before))); }

static void test_french_card(void) {
  g_autofree char *number = with_digit("TESTAB123"), *birth = with_digit("900713"), *expiry = with_digit("300211");
  g_autofree char *line1 = g_strdup_printf("IRFRA%s<7503120521<<<<", number);
  g_autofree char *covered = g_strdup_printf("%s%s%s<<<<<<<<<<<", line1 + 5, birth, expiry);
  g_autofree char *line2 = g_strdup_printf("%sF%sSEN<<<<<<<<<<<%c", birth, expiry, recto_mrz_check_digit(covered, strlen(covered)));
  const char *lines[] = {line1, line2, "ESSAI<<AMINATA<FATOUMATA<MARIA", NULL};
  g_autoptr(RectoMrz) mrz = recto_mrz_parse(lines, reception);
  g_assert_nonnull(mrz);
  g_assert_cmpint(mrz->all_checks, ==, RECTO_YES);
  g_assert_cmpstr(recto_mrz_value(mrz, "foreigner-number"), ==, "7503120521");
  g_assert_cmpstr(recto_mrz_value(mrz, "name-truncated"), ==, "yes");
  g_assert_cmpstr(recto_mrz_country(recto_mrz_value(mrz, "nationality")), ==, "SENEGAL");
}

static void test_old_identity_card(void) {
  g_autofree char *number = with_digit("150675C01234"), *birth = with_digit("651206");
  const char *line1 = "IDFRAESSAI<<<<<<<<<<<<<<<<<<<<75C042";
  g_autofree char *head = g_strdup_printf("%sCORINNE<<MARIE%sF", number, birth), *covered = g_strconcat(line1, head, NULL);
  g_autofree char *line2 = g_strdup_printf("%s%c", head, recto_mrz_check_digit(covered, strlen(covered)));
  g_autoptr(RectoMrz) mrz = recto_mrz_parse((const char *[]){line1, line2, NULL}, reception);
  g_assert_nonnull(mrz);
  g_assert_cmpint(mrz->format, ==, RECTO_MRZ_FR_ID);
  g_assert_cmpint(mrz->all_checks, ==, RECTO_YES);
  g_assert_cmpstr(recto_mrz_value(mrz, "surname"), ==, "ESSAI");
  g_assert_cmpstr(recto_mrz_value(mrz, "given-names"), ==, "CORINNE MARIE");
  g_assert_cmpstr(recto_mrz_value(mrz, "issue-month"), ==, "2015-06");
}

static void test_names(void) {
  static const struct { const char *printed, *zone; bool truncated; RectoAnswer answer; } cases[] = {
      {"Müller", "MUELLER", false, RECTO_YES}, {"Müller", "MULLER", false, RECTO_YES}, {"Müller", "MUXXLLER", false, RECTO_YES}, {"Ångström", "AANGSTROEM", false, RECTO_YES},
      {"d'Artagnan", "DARTAGNAN", false, RECTO_YES}, {"MARIE-CLAIRE", "MARIE CLAIRE", false, RECTO_YES}, {"Christelle Hélène Laurence", "CHRISTELLE HELENE LAUR", true, RECTO_YES},
      {"Christelle Hélène Laurence", "CHRISTELLE HELENE LAUR", false, RECTO_NO}, {"DUPONT", "MARTIN", false, RECTO_NO}, {"YILMAZ", "YILMA7", false, RECTO_CANNOT_TELL},
      {"", "X", false, RECTO_CANNOT_TELL},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    if (recto_mrz_name_agrees(cases[i].printed, cases[i].zone, cases[i].truncated) != cases[i].answer) g_error("%s / %s", cases[i].printed, cases[i].zone);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/mrz/cases", test_cases);
  g_test_add_func("/mrz/corruption", test_corruption);
  g_test_add_func("/mrz/french-card", test_french_card);
  g_test_add_func("/mrz/old-identity-card", test_old_identity_card);
  g_test_add_func("/mrz/names", test_names);
  return g_test_run();
}
