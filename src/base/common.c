/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a password is one common word or pattern, stretched. Must not know: files. */
#include "base/common.h"
#include <glib.h>
#include <recto/text.h>
#include <string.h>

#define LEAST_WORD 4 /* letters: shorter ones stand in every sentence */
#define MOST_UNIT 6  /* letters or figures: "abc123abc123abc123" is one of so many, repeated */

static void wipe(char **text) {
  if (*text) explicit_bzero(*text, strlen(*text));
  g_free(*text);
}
#define secret __attribute__((cleanup(wipe)))

/* ------------------------------------------------------------------ words */

static bool is_listed(const char *words, size_t size, const char *word, size_t length) {
  const char *end = words ? words + size : NULL;
  for (const char *line = words; line && line < end;) {
    const char *next = memchr(line, '\n', (size_t)(end - line));
    size_t n = (size_t)((next ? next : end) - line);
    if (n == length && *line != '#' && g_ascii_strncasecmp(line, word, n) == 0) return true;
    line = next ? next + 1 : NULL;
  }
  return false;
}

/* What figures and signs stand for between letters. */
static char letter_of(char c) {
  static const char signs[] = "013457@$!", letters[] = "OIEASTASI";
  const char *at = c ? strchr(signs, c) : NULL;
  return at ? letters[at - signs] : c;
}

/* "12Passw0rd2024!!" -> "PASSWORD". `folded` is in capitals, without accents. */
static char *core_of(const char *folded) {
  const char *from = folded, *to = folded + strlen(folded);
  GString *core = g_string_new(NULL);
  while (from < to && !g_ascii_isalpha(*from)) from++;
  while (to > from && !g_ascii_isalpha(to[-1])) to--;
  for (; from < to; from++)
    if (g_ascii_isalpha(letter_of(*from))) g_string_append_c(core, letter_of(*from));
  return g_string_free(core, FALSE);
}

/* Of "SOLEILSOLEILSOL": 6. Its length when nothing repeats. */
static size_t unit_of(const char *text) {
  size_t length = strlen(text), unit = 1;
  for (; unit < length; unit++) {
    size_t i = unit;
    while (i < length && text[i] == text[i - unit]) i++;
    if (i == length) break;
  }
  return unit;
}

static bool is_one_word(const char *words, size_t size, const char *own, const char *folded) {
  secret char *core = core_of(folded);
  g_autofree char *name = own ? recto_text_fold(own) : NULL, *own_core = name ? core_of(name) : NULL;
  size_t unit = unit_of(core);
  core[unit] = 0;
  if (own_core && unit >= LEAST_WORD && g_str_equal(core, own_core)) return true;
  return unit >= LEAST_WORD && is_listed(words, size, core, unit);
}

/* ------------------------------------------------------------------ patterns */

/* Letters and figures alone, in capitals. */
static char *keys_of(const char *folded) {
  GString *keys = g_string_new(NULL);
  for (; *folded; folded++)
    if (g_ascii_isalnum(*folded)) g_string_append_c(keys, *folded);
  return g_string_free(keys, FALSE);
}

/* Along a row, round and round, either way. */
static bool runs_along(const char *row, const char *keys) {
  size_t width = strlen(row), length = strlen(keys);
  for (int way = -1; way <= 1; way += 2) {
    const char *at = strchr(row, *keys);
    size_t place = at ? (size_t)(at - row) : 0, i = 0;
    for (; at && i < length && keys[i] == row[place]; i++) place = (place + width + (size_t)way) % width;
    if (at && i == length) return true;
  }
  return false;
}

static bool is_pattern(const char *keys) {
  static const char *const rows[] = {"1234567890", "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "AZERTYUIOPQSDFGHJKLMWXCVBN", "QWERTYUIOPASDFGHJKLZXCVBNM", "QWERTZUIOPASDFGHJKLYXCVBNM", "1QAZ2WSX3EDC4RFV5TGB6YHN7UJM", "1AZ2QS3WX4EDC5RFV6TGB7YHN8UJ"};
  if (unit_of(keys) <= MOST_UNIT) return true;
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    if (runs_along(rows[i], keys)) return true;
  return false;
}

bool recto_password_is_common(const char *words, size_t size, const char *own, const char *untrusted_password) {
  if (!g_utf8_validate(untrusted_password, -1, NULL)) return false;
  secret char *folded = recto_text_fold(untrusted_password);
  secret char *keys = keys_of(folded);
  return (g_str_is_ascii(folded) && is_pattern(*keys ? keys : folded)) || is_one_word(words, size, own, folded);
}
