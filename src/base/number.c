/* SPDX-License-Identifier: GPL-3.0-or-later */
/* French numbers and their check digits (rules: python-stdnum fr.siret, fr.nir, fr.nif; ISO 13616; SIRENE for La Poste). */
#include <glib.h>
#include <recto/number.h>

/* The characters that are not separators, upper-cased; NULL if longer than `max`. */
static char *compact(const char *text, size_t max) {
  GString *out = g_string_new(NULL);
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_isspace(c) || c == '.' || c == '-' || c == '/') continue;
    if (c >= 0x80 || !g_ascii_isalnum((char)c)) {
      g_string_free(out, TRUE);
      return NULL;
    }
    g_string_append_c(out, g_ascii_toupper((char)c));
  }
  if (out->len > max) {
    g_string_free(out, TRUE);
    return NULL;
  }
  return g_string_free(out, FALSE);
}

static bool all_digits(const char *text, size_t from, size_t to) {
  for (size_t i = from; i < to; i++)
    if (!g_ascii_isdigit(text[i])) return false;
  return true;
}

static bool luhn(const char *digits, size_t n) {
  int sum = 0;
  for (size_t i = 0; i < n; i++) {
    int d = digits[n - 1 - i] - '0';
    if (i % 2) d = d * 2 > 9 ? d * 2 - 9 : d * 2;
    sum += d;
  }
  return sum % 10 == 0;
}

static RectoAnswer yes_no(bool right) { return right ? RECTO_YES : RECTO_NO; }

RectoAnswer recto_number_siren(const char *text) {
  g_autofree char *n = compact(text, 9);
  if (!n || strlen(n) != 9 || !all_digits(n, 0, 9)) return RECTO_CANNOT_TELL;
  return yes_no(luhn(n, 9));
}

RectoAnswer recto_number_siret(const char *text) {
  g_autofree char *n = compact(text, 14);
  if (!n || strlen(n) != 14 || !all_digits(n, 0, 14)) return RECTO_CANNOT_TELL;
  if (g_str_has_prefix(n, "356000000") && !g_str_equal(n, "35600000000048")) {
    int sum = 0;
    for (int i = 0; i < 14; i++) sum += n[i] - '0';
    return yes_no(sum % 5 == 0);
  }
  return yes_no(luhn(n, 9) && luhn(n, 14));
}

RectoAnswer recto_number_nir(const char *text) {
  g_autofree char *n = compact(text, 15);
  if (!n || strlen(n) != 15) return RECTO_CANNOT_TELL;
  if (n[5] == '2' && (n[6] == 'A' || n[6] == 'B')) {
    bool a = n[6] == 'A'; /* Corsica: 2A counts as 19, 2B as 18 */
    n[5] = '1';
    n[6] = a ? '9' : '8';
  }
  if (!all_digits(n, 0, 15) || strchr("12378", n[0]) == NULL) return RECTO_CANNOT_TELL;
  gint64 key = g_ascii_strtoll(n + 13, NULL, 10);
  n[13] = 0;
  return yes_no(key == 97 - g_ascii_strtoll(n, NULL, 10) % 97);
}

RectoAnswer recto_number_fiscal(const char *text) {
  g_autofree char *n = compact(text, 13);
  if (!n || strlen(n) != 13 || !all_digits(n, 0, 13) || n[0] > '3') return RECTO_CANNOT_TELL;
  gint64 key = g_ascii_strtoll(n + 10, NULL, 10);
  n[10] = 0;
  return yes_no(g_ascii_strtoll(n, NULL, 10) % 511 == key);
}

RectoAnswer recto_number_iban(const char *text) {
  g_autofree char *n = compact(text, 34);
  size_t length = n ? strlen(n) : 0;
  if (length < 15 || !g_ascii_isalpha(n[0]) || !g_ascii_isalpha(n[1]) || !all_digits(n, 2, 4)) return RECTO_CANNOT_TELL;
  if (g_str_has_prefix(n, "FR") && length != 27) return RECTO_CANNOT_TELL;
  int rest = 0;
  for (size_t i = 0; i < length; i++) {
    char c = n[(i + 4) % length];
    rest = g_ascii_isdigit(c) ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97;
  }
  return yes_no(rest == 1);
}

RectoAnswer recto_number_foreigner(const char *text) {
  g_autofree char *n = compact(text, 11);
  return n && strlen(n) == 10 && all_digits(n, 0, 10) ? RECTO_YES : RECTO_CANNOT_TELL;
}

/* Digits with their separators from the first digit on; sets where it ends. */
static char *amount_body(const char *text) {
  GString *out = g_string_new(NULL);
  while (*text && !g_ascii_isdigit(*text) && *text != '-') text = g_utf8_next_char(text);
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_isspace(c) || c == '\'') {
      if (!g_ascii_isdigit(*g_utf8_next_char(p))) break;
      continue;
    }
    if (!(c < 0x80 && (g_ascii_isdigit((char)c) || c == ',' || c == '.' || (c == '-' && out->len == 0)))) break;
    g_string_append_c(out, (char)c);
  }
  while (out->len && !g_ascii_isdigit(out->str[out->len - 1])) g_string_truncate(out, out->len - 1);
  return g_string_free(out, FALSE);
}

char *recto_number_amount(const char *text) {
  g_autofree char *body = amount_body(text);
  size_t n = strlen(body);
  if (n == 0 || n > 16) return NULL;
  /* The last separator followed by exactly one or two digits is the decimal one; every other separator groups thousands. */
  size_t decimal = n;
  for (size_t i = n; i-- > 0;)
    if (body[i] == ',' || body[i] == '.') {
      if (n - i - 1 <= 2) decimal = i;
      break;
    }
  GString *out = g_string_new(NULL);
  for (size_t i = 0; i < decimal; i++)
    if (g_ascii_isdigit(body[i]) || body[i] == '-') g_string_append_c(out, body[i]);
  if (out->len == 0) g_string_append_c(out, '0');
  g_string_append_c(out, '.');
  for (int k = 1; k <= 2; k++) g_string_append_c(out, decimal + k < n ? body[decimal + k] : '0');
  return g_string_free(out, FALSE);
}
