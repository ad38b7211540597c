/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strings and pictures that nobody meant to be zones: the parser and the reader may say "none", never anything unsound. RECTO_FUZZ_SECONDS (default 2) each. */
#include "mrz/read.h"

#include <recto/mrz.h>
#include <string.h>

static const char *const seeds[] = {"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F1204159ZE184226B<<<<<10", "I<UTOD231458907<<<<<<<<<<<<<<<|7408122F1204159UTO<<<<<<<<<<<6|ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
                                    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<|L8988901C4UTO4009078F9612109<<<<<<<<", "I<UTOD23145890<7349<<<<<<<<<<<|3407127M9507122UTO<<<<<<<<<<<2|STEVENSON<<PETER<JOHN<<<<<<<<<",
                                    "IDFRAESSAI<<<<<<<<<<<<<<<<<<<<75C042|150675C012342CORINNE<<MARIE6512068F4", "D1FRA13AA000026181231MARTIN<<9"};
static GRand *chance;

static double seconds(void) {
  const char *word = g_getenv("RECTO_FUZZ_SECONDS");
  return word ? g_ascii_strtod(word, NULL) : 2;
}

static char any_character(void) {
  static const char likely[] = "<<<<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  int dice = g_rand_int_range(chance, 0, 40);
  return dice == 0 ? (char)g_rand_int_range(chance, 1, 256) : dice == 1 ? ' ' : dice == 2 ? '|' : likely[g_rand_int_range(chance, 0, (gint)strlen(likely))];
}

static char *mutant(void) {
  GString *text = g_string_new(seeds[g_rand_int_range(chance, 0, G_N_ELEMENTS(seeds))]);
  for (int n = g_rand_int_range(chance, 0, 12); n > 0; n--) {
    gssize at = g_rand_int_range(chance, 0, (gint)text->len + 1);
    switch (g_rand_int_range(chance, 0, 5)) {
    case 0: g_string_insert_c(text, at, any_character()); break;
    case 1: if ((gsize)at < text->len) g_string_erase(text, at, 1); break;
    case 2: g_string_truncate(text, (gsize)at); break;
    case 3: g_string_insert(text, at, seeds[g_rand_int_range(chance, 0, G_N_ELEMENTS(seeds))] + g_rand_int_range(chance, 0, 20)); break;
    default: if ((gsize)at < text->len) text->str[at] = any_character();
    }
  }
  return g_string_free(text, FALSE);
}

/* What the parser gives out is sound whatever came in. */
static void check_sound(const RectoMrz *mrz, char **lines) {
  guint n = g_strv_length(lines);
  g_assert_cmpint(mrz->format, !=, RECTO_MRZ_UNKNOWN);
  bool any_wrong = mrz->composite == RECTO_NO;
  for (guint i = 0; i < mrz->fields->len; i++) {
    const RectoMrzField *field = mrz->fields->pdata[i];
    g_assert_true(field->name && field->raw);
    g_assert_true(!field->value || g_utf8_validate(field->value, -1, NULL));
    g_assert_cmpint(field->line, >=, 1);
    g_assert_cmpuint((guint)field->line, <=, n);
    g_assert_cmpint(field->at, >=, 1);
    g_assert_cmpint(field->at + field->length - 1, <=, 44);
    any_wrong = any_wrong || field->check == RECTO_NO;
    RectoDate date;
    if (g_str_has_suffix(field->name, "-date") && field->value) g_assert_true(recto_date_from_iso(field->value, &date));
  }
  g_assert_true((mrz->all_checks == RECTO_NO) == any_wrong);
}

static void test_strings(void) {
  gint64 end = g_get_monotonic_time() + (gint64)(seconds() * 1e6);
  guint parsed = 0, tried = 0;
  for (; g_get_monotonic_time() < end; tried++) {
    g_autofree char *text = mutant();
    g_auto(GStrv) lines = g_strsplit(text, "|", -1);
    g_autoptr(RectoMrz) mrz = recto_mrz_parse((const char *const *)lines, (RectoDate){2026, 11, 25});
    if (!mrz) continue;
    parsed++;
    check_sound(mrz, lines);
  }
  g_test_message("%u strings, %u of them had a layout", tried, parsed);
  g_assert_cmpuint(parsed, >, 100);
}

/* Noise, stripes, dots in rows, and sizes at the edge of everything. */
static PIX *odd_picture(void) {
  static const int sides[] = {1, 2, 15, 17, 64, 300, 900};
  int width = sides[g_rand_int_range(chance, 0, G_N_ELEMENTS(sides))], height = sides[g_rand_int_range(chance, 0, G_N_ELEMENTS(sides))];
  PIX *pix = pixCreate(width, height, 8);
  int kind = g_rand_int_range(chance, 0, 4), step = g_rand_int_range(chance, 3, 30), mark = g_rand_int_range(chance, 1, step);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      int value = kind == 0 ? g_rand_int_range(chance, 0, 256) : kind == 1 ? (x / step % 2 ? 20 : 230) : kind == 2 ? (x % step < mark && y % (2 * step) < step ? 10 : 240) : 255;
      SET_DATA_BYTE(pixGetData(pix) + y * pixGetWpl(pix), x, value);
    }
  return pix;
}

static void test_pictures(void) {
  g_autoptr(GError) error = NULL;
  g_autoptr(RectoModels) limits = recto_limits_load("models", &error);
  g_autofree RectoMrzWeights *weights = recto_mrz_weights_load("models/ocr/mrz.weights", &error);
  g_assert_no_error(error);
  gint64 end = g_get_monotonic_time() + (gint64)(seconds() * 1e6);
  for (int i = 0; i < 20 || g_get_monotonic_time() < end; i++) {
    g_autoptr(PIX) picture = odd_picture();
    g_autoptr(GArray) found = recto_mrz_read(picture, weights, limits);
    for (guint k = 0; k < found->len; k++) g_assert_cmpint(g_array_index(found, RectoMrzFound, k).sight->state, !=, RECTO_MRZ_READ);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  chance = g_rand_new_with_seed(g_getenv("RECTO_FUZZ_SEED") ? (guint32)g_ascii_strtoull(g_getenv("RECTO_FUZZ_SEED"), NULL, 10) : 20261125);
  g_test_add_func("/mrz/odd-strings", test_strings);
  g_test_add_func("/mrz/odd-pictures", test_pictures);
  int failed = g_test_run();
  g_rand_free(chance);
  return failed;
}
