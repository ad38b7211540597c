/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn on single leaves: bars that every reader reads, sheets in every form, letters that no font has. */
#include "bundle/code128.h"
#include "bundle/leaf.h"
#include "bundle/sheets.h"
#include "judge-cases.h"
#include "read/zxing.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <recto/error.h>
#include <unistd.h>

static void keep(const char *format, const uint8_t *bytes, size_t size, int x, int y, int width, int height, void *data)
{
  g_string_append_printf(data, "%s ", format);
  g_string_append_len(data, (const char *)bytes, (gssize)size);
}

static char *read_back(const GArray *bars)
{
  enum { HIGH = 60, CELL = 2, MARGIN = 40 };
  int modules = 0;
  for (guint i = 0; i < bars->len; i++) modules += g_array_index(bars, uint8_t, i);
  int wide = modules * CELL + 2 * MARGIN, at = MARGIN;
  g_autofree uint8_t *grey = g_malloc((size_t)wide * HIGH);
  memset(grey, 255, (size_t)wide * HIGH);
  for (guint i = 0; i < bars->len; at += CELL * g_array_index(bars, uint8_t, i), i++)
    for (int row = 5; row < HIGH - 5 && i % 2 == 0; row++) memset(grey + row * wide + at, 0, CELL * (size_t)g_array_index(bars, uint8_t, i));
  GString *out = g_string_new(NULL);
  recto_zxing_read(grey, wide, HIGH, wide, RECTO_ZXING_LINEAR, true, keep, out);
  return g_string_free(out, FALSE);
}

static void check_bars(const char *text)
{
  g_autoptr(GArray) bars = recto_code128(text);
  g_autofree char *back = read_back(bars), *wanted = g_strconcat("Code128 ", text, NULL);
  g_assert_cmpstr(back, ==, wanted);
}

/* Every letter in turn, every mixture of digits and letters at random. */
static void test_bars(void)
{
  for (char c = ' '; c <= '~'; c++) {
    const char text[] = {'A', c, 'z', 0};
    check_bars(text);
  }
  g_autoptr(GRand) rand = g_rand_new_with_seed(20261128);
  for (int i = 0; i < 400; i++) {
    char text[25] = {0};
    int length = g_rand_int_range(rand, 2, 24);
    for (int k = 0; k < length; k++) text[k] = g_rand_boolean(rand) ? (char)g_rand_int_range(rand, '0', '9' + 1) : (char)g_rand_int_range(rand, ' ' + 1, '~' + 1);
    if (i % 2) for (int k = 0; k < length; k++) if (k % 7) text[k] = (char)g_rand_int_range(rand, '0', '9' + 1);
    check_bars(text);
  }
  g_assert_null(recto_code128("é"));
  g_assert_null(recto_code128("a\tb"));
}

static void test_sheets(void)
{
  g_autofree char *folder = g_dir_make_tmp("recto-sheets-XXXXXX", NULL), *path = g_build_filename(folder, "a.pdf", NULL), *other = g_build_filename(folder, "b.pdf", NULL);
  g_autoptr(RectoModels) models = case_models();
  RectoSheetsOrder order = {.models = models, .kind = RECTO_SHEET_COVER, .set = "7K3VX", .count = 2, .number = "2026-000123", .procedure = "changement-adresse",
                            .made_at = G_GINT64_CONSTANT(1795420800) * G_USEC_PER_SEC};
  g_autoptr(GError) error = NULL;
  g_assert_true(recto_sheets_write(&order, path, &error) && recto_sheets_write(&order, other, &error));
  g_autofree char *a = NULL, *b = NULL;
  gsize size_a = 0, size_b = 0;
  g_assert_true(g_file_get_contents(path, &a, &size_a, NULL) && g_file_get_contents(other, &b, &size_b, NULL));
  g_assert_cmpmem(a, size_a, b, size_b); /* the same order, the same bytes */
  order.number = "2026/1";
  g_assert_false(recto_sheets_write(&order, other, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_USAGE);
  unlink(path);
  unlink(other);
  g_rmdir(folder);
}

static void test_letters(void)
{
  RectoLeaf *leaf = recto_leaf_new();
  RectoLeafStyle style = {.size = 10};
  bool unknown = false;
  RectoPdfaInfo info = {"t", "fr", 0};
  double one = recto_leaf_text(leaf, 50, 50, 300, style, "Nguyễn Иванов محمد עברית"), fit = recto_leaf_text_length(leaf, style, "mmmmmmmmmm");
  recto_leaf_text_fit(leaf, 50, 80, fit / 3, style, "mmmmmmmmmm");
  g_assert_cmpfloat(one, <, 1.9 * recto_leaf_text_height(leaf, 300, style, "Nguyen")); /* one line, whichever fonts the machine takes the other letters from */
  g_assert_cmpfloat(recto_leaf_text_height(leaf, 30, style, "un deux trois quatre cinq"), >, 2 * one);
  style.lines = 1;
  g_assert_cmpfloat(recto_leaf_text_height(leaf, 30, style, "un deux trois quatre cinq"), <, 1.5 * one);
  g_assert_cmpfloat(recto_leaf_text(leaf, 50, 50, 300, style, ""), ==, 0);
  recto_leaf_text(leaf, 50, 120, 300, style, "\xF4\x80\x80\x80"); /* private use: no font has it */
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) pdf = recto_leaf_end(leaf, &info, &unknown, &error);
  g_assert_nonnull(pdf);
  g_assert_true(unknown);
}

int main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/leaf/bars", test_bars);
  g_test_add_func("/leaf/sheets", test_sheets);
  g_test_add_func("/leaf/letters", test_letters);
  return g_test_run();
}
