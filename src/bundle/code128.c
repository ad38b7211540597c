/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Code 128: letters in set B, runs of digits two by two in set C where that is shorter. Must not know: paper. */
#include "bundle/code128.h"
#include <stdbool.h>
#include <stdint.h>

enum { TO_C = 99, TO_B = 100, START_B = 104, START_C = 105, STOP = 106, N_VALUES = 107, MODULUS = 103 };

/* ISO/IEC 15417, table 1: the six widths of each value; the stop has a seventh. */
static const char *const widths[N_VALUES] = {
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312", "231212", "112232", "122132", "122231", "113222",
    "123122", "123221", "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321",
    "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121",
    "313121", "211331", "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224",
    "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
    "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113",
    "114311", "411113", "411311", "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
};

static void put(GArray *values, uint8_t value) { g_array_append_val(values, value); }

static guint digits_at(const char *text) {
  guint n = 0;
  while (g_ascii_isdigit(text[n])) n++;
  return n;
}

/* Set C pays where at least four digits stand at an end, or six between letters: each change of set costs a value. */
static bool pays(const char *at, guint n, bool first) { return n >= (first || !at[n] ? 4u : 6u); }

static GArray *values_of(const char *text) {
  GArray *values = g_array_new(FALSE, FALSE, 1);
  bool in_c = pays(text, digits_at(text), true);
  put(values, in_c ? START_C : START_B);
  for (const char *at = text; *at;) {
    guint n = digits_at(at);
    if (in_c && n >= 2) {
      put(values, (uint8_t)((at[0] - '0') * 10 + at[1] - '0'));
      at += 2;
    } else if (in_c) {
      put(values, TO_B);
      in_c = false;
    } else if (n % 2 == 0 && pays(at, n, false)) {
      put(values, TO_C);
      in_c = true;
    } else {
      put(values, (uint8_t)(*at++ - ' '));
    }
  }
  return values;
}

static void put_check(GArray *values) {
  unsigned sum = g_array_index(values, uint8_t, 0);
  for (guint i = 1; i < values->len; i++) sum = (sum + i * g_array_index(values, uint8_t, i)) % MODULUS;
  put(values, (uint8_t)(sum % MODULUS));
  put(values, STOP);
}

GArray *recto_code128(const char *text) {
  for (const char *p = text; *p; p++)
    if (*p < ' ' || *p > '~') return NULL;
  g_autoptr(GArray) values = values_of(text);
  put_check(values);
  GArray *out = g_array_new(FALSE, FALSE, 1);
  for (guint i = 0; i < values->len; i++)
    for (const char *width = widths[g_array_index(values, uint8_t, i)]; *width; width++) put(out, (uint8_t)(*width - '0'));
  return out;
}
