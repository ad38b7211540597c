/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The code of printed sheets: written, read back, and every change of it found. */
#include <glib.h>
#include <recto/sheet.h>

static const RectoSheetCode codes[] = {
    {.kind = RECTO_SHEET_SEPARATOR, .set = "7K3VX", .serial = 3, .count = 25},
    {.kind = RECTO_SHEET_SEPARATOR, .set = "00000", .serial = 1, .count = 1},
    {.kind = RECTO_SHEET_SEPARATOR, .set = "YYYYY", .serial = 999, .count = 999},
    {.kind = RECTO_SHEET_COVER, .set = "A1C2E", .serial = 1, .count = 1, .number = "2026-000123"},
    {.kind = RECTO_SHEET_COVER, .set = "A1C2E", .serial = 2, .count = 3, .number = "7"},
    {.kind = RECTO_SHEET_COVER, .set = "A1C2E", .serial = 1, .count = 1, .number = "2026-000123", .procedure = "salarie-renouvellement"},
    {.kind = RECTO_SHEET_COVER, .set = "9WPTR", .serial = 12, .count = 40, .number = "123456789012345678901234", .procedure = "changement-adresse"},
};

static void assert_same(const RectoSheetCode *a, const RectoSheetCode *b) {
  g_assert_true(recto_sheet_code_same(a, b));
  g_assert_cmpstr(a->procedure, ==, b->procedure);
}

static void test_there_and_back(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(codes); i++) {
    RectoSheetCode back;
    g_autofree char *square = recto_sheet_code_text(&codes[i], RECTO_SHEET_SQUARE), *bars = recto_sheet_code_text(&codes[i], RECTO_SHEET_BARS);
    g_autofree char *type = recto_sheet_code_text(&codes[i], RECTO_SHEET_TYPE);
    g_assert_true(recto_sheet_code_parse(square, &back));
    assert_same(&codes[i], &back);
    g_assert_true(recto_sheet_code_parse(bars, &back) && recto_sheet_code_same(&codes[i], &back));
    g_assert_cmpstr(back.procedure, ==, "");
    g_assert_true(recto_sheet_code_parse_type(type, &back) && recto_sheet_code_same(&codes[i], &back));
  }
  g_autofree char *text = recto_sheet_code_text(&codes[0], RECTO_SHEET_SQUARE), *cover = recto_sheet_code_text(&codes[5], RECTO_SHEET_SQUARE);
  g_assert_true(g_str_has_prefix(text, "RECTO1/S/7K3VX/003/025/")); /* the printed form is a promise: sheets outlive programs */
  g_assert_true(g_str_has_prefix(cover, "RECTO1/C/2026-000123/A1C2E/001/001/SALARIE-RENOUVELLEMENT/"));
}

/* Each letter in turn becomes every other byte; what is still taken must say the same. */
static void test_every_change(void) {
  guint taken = 0, refused = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(codes); i++) {
    g_autofree char *text = recto_sheet_code_text(&codes[i], RECTO_SHEET_SQUARE);
    for (char *at = text; *at; at++) {
      char right = *at;
      for (int c = 1; c < 256; c++) {
        *at = (char)c;
        RectoSheetCode back = {.serial = -1};
        bool read = recto_sheet_code_parse(text, &back);
        if (read) assert_same(&codes[i], &back);
        else g_assert_cmpint(back.serial, ==, -1);
        read ? taken++ : refused++;
      }
      *at = right;
    }
  }
  g_assert_cmpuint(taken, >, 0);
  g_assert_cmpuint(refused, >, 20 * taken);
}

/* Neighbours swapped, a letter lost or doubled, the end cut. */
static void test_other_changes(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(codes); i++) {
    g_autofree char *text = recto_sheet_code_text(&codes[i], RECTO_SHEET_SQUARE);
    size_t length = strlen(text);
    RectoSheetCode back;
    for (size_t k = 0; k < length; k++) {
      g_autofree char *swapped = g_strdup(text), *cut = g_strndup(text, k);
      if (k + 1 < length && text[k] != text[k + 1]) {
        swapped[k] = text[k + 1], swapped[k + 1] = text[k];
        g_assert_false(recto_sheet_code_parse(swapped, &back));
      }
      g_assert_false(recto_sheet_code_parse(cut, &back));
    }
  }
}

static void test_refused(void) {
  static const char *const texts[] = {"", "RECTO1", "RECTO1/S", "RECTO1/S/7K3VX/003/025/", "RECTO1/S/7K3VX/003/025/00/00", "RECTO1/X/7K3VX/003/025/00", "RECTO-SEP-1",
                                      "RECTO1/C//A1C2E/001/001/00", "RECTO1//////", "////////", "https://example.org/RECTO1/S/7K3VX/003/025/00", "PATCH T"};
  RectoSheetCode back;
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_assert_false(recto_sheet_code_parse(texts[i], &back));
    g_assert_false(recto_sheet_code_parse_type(texts[i], &back));
  }
  g_assert_false(recto_sheet_code_parse(NULL, &back));
  static const RectoSheetCode unsound[] = {
      {.kind = RECTO_SHEET_SEPARATOR, .set = "7K3QX", .serial = 1, .count = 1}, /* Q is no letter of a set */
      {.kind = RECTO_SHEET_SEPARATOR, .set = "7K3V", .serial = 1, .count = 1},
      {.kind = RECTO_SHEET_SEPARATOR, .set = "7K3VX", .serial = 0, .count = 1},
      {.kind = RECTO_SHEET_SEPARATOR, .set = "7K3VX", .serial = 2, .count = 1},
      {.kind = RECTO_SHEET_SEPARATOR, .set = "7K3VX", .serial = 1, .count = 1000},
      {.kind = RECTO_SHEET_SEPARATOR, .set = "7K3VX", .serial = 1, .count = 1, .number = "1"},
      {.kind = RECTO_SHEET_COVER, .set = "7K3VX", .serial = 1, .count = 1},
      {.kind = RECTO_SHEET_COVER, .set = "7K3VX", .serial = 1, .count = 1, .number = "2026/1"},
      {.kind = RECTO_SHEET_COVER, .set = "7K3VX", .serial = 1, .count = 1, .number = "-1"},
      {.kind = RECTO_SHEET_COVER, .set = "7K3VX", .serial = 1, .count = 1, .number = "1", .procedure = "Not/so"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(unsound); i++) g_assert_null(recto_sheet_code_text(&unsound[i], RECTO_SHEET_SQUARE));
}

/* As OCR gives the big type: glued, split, in other letters' clothes; but never another sheet. */
static void test_type(void) {
  g_autofree char *right = recto_sheet_code_text(&codes[0], RECTO_SHEET_TYPE), *cover = recto_sheet_code_text(&codes[3], RECTO_SHEET_TYPE);
  RectoSheetCode back;
  g_auto(GStrv) groups = g_strsplit(right, " ", -1);
  g_autofree char *glued = g_strjoinv("", groups), *around = g_strconcat("SÉPARATEUR 3 / 25 ", right, " ne pas agrafer", NULL);
  g_assert_true(recto_sheet_code_parse_type(glued, &back) && recto_sheet_code_same(&back, &codes[0]));
  g_assert_true(recto_sheet_code_parse_type(around, &back) && recto_sheet_code_same(&back, &codes[0]));
  g_autofree char *odd = g_strdelimit(g_strdup(right), "0", 'O'), *odder = g_strdelimit(g_strdup(odd), "5", 'S'), *oddest = g_strdelimit(g_strdup(odder), "1", 'l');
  g_assert_true(recto_sheet_code_parse_type(oddest, &back) && recto_sheet_code_same(&back, &codes[0]));
  g_autofree char *dash = g_strjoinv("–", (char *[]){"RECTO1 C 2026", strchr(cover, '-') + 1, NULL});
  g_assert_true(recto_sheet_code_parse_type(dash, &back) && recto_sheet_code_same(&back, &codes[3]));
  for (char *at = right; *at; at++) {
    char letter = *at;
    for (int c = ' '; c < 127; c++) {
      *at = (char)c;
      if (recto_sheet_code_parse_type(right, &back)) g_assert_true(recto_sheet_code_same(&back, &codes[0]));
    }
    *at = letter;
  }
}

static void test_set(void) {
  char set[RECTO_SHEET_SET_LENGTH + 1], other[RECTO_SHEET_SET_LENGTH + 1];
  for (uint32_t chance = 0; chance < 1000; chance++) {
    recto_sheet_set_from(chance * 4294967u, set);
    recto_sheet_set_from(chance * 4294967u + 1, other);
    g_assert_true(recto_sheet_set_is(set));
    g_assert_cmpstr(set, !=, other);
  }
  RectoSheetKind kind = RECTO_SHEET_SEPARATOR;
  g_assert_true(recto_sheet_kind_from_word("cover", &kind) && kind == RECTO_SHEET_COVER);
  g_assert_false(recto_sheet_kind_from_word("blank", &kind));
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sheet/there-and-back", test_there_and_back);
  g_test_add_func("/sheet/every-change", test_every_change);
  g_test_add_func("/sheet/other-changes", test_other_changes);
  g_test_add_func("/sheet/refused", test_refused);
  g_test_add_func("/sheet/type", test_type);
  g_test_add_func("/sheet/set", test_set);
  return g_test_run();
}
