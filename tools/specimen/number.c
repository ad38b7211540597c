/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Check digits and MRZ strings. Sources: ICAO 9303 parts 3-7, the French cards' own layout, NIR key 97, tax key 511. Draws nothing. */
#include "number.h"
#include <string.h>

static int luhn_sum(const char *digits, bool check_follows) {
  int sum = 0, twice = check_follows;
  for (size_t i = strlen(digits); i-- > 0; twice = !twice) {
    int d = (digits[i] - '0') * (twice ? 2 : 1);
    sum += d > 9 ? d - 9 : d;
  }
  return sum;
}

char *number_luhn(const char *digits) { return g_strdup_printf("%s%d", digits, (10 - luhn_sum(digits, true) % 10) % 10); }

char *number_siret(Rng *rng) {
  g_autofree char *eight = rng_digits(rng, 8);
  g_autofree char *siren = number_luhn(eight);
  g_autofree char *thirteen = g_strdup_printf("%s%04d", siren, rng_int(rng, 1, 6));
  return number_luhn(thirteen);
}

/* Born abroad: department 99 and a country of three digits. */
char *number_nir(Rng *rng, char sex, int year, int month) {
  g_autofree char *body =
      g_strdup_printf("%c%02d%02d99%03d%03d", sex == 'F' ? '2' : '1', year % 100, month ? month : 20, rng_int(rng, 100, 360), rng_int(rng, 1, 480));
  guint64 value = g_ascii_strtoull(body, NULL, 10);
  return g_strdup_printf("%s%02d", body, (int)(97 - value % 97));
}

char *number_fiscal(Rng *rng) {
  g_autofree char *ten = g_strdup_printf("%d%09d", rng_int(rng, 1, 3), rng_int(rng, 0, 999999999));
  guint64 value = g_ascii_strtoull(ten, NULL, 10);
  return g_strdup_printf("%s%03d", ten, (int)(value % 511));
}

static int mod97(const char *digits) {
  int rest = 0;
  for (; *digits; digits++) rest = (rest * 10 + (*digits - '0')) % 97;
  return rest;
}

/* Bank codes that belong to no bank (fictitious), RIB key and IBAN key right. */
char *number_iban(Rng *rng) {
  int bank = rng_int(rng, 90000, 99999), desk = rng_int(rng, 1, 99999);
  g_autofree char *account = rng_digits(rng, 11);
  guint64 value = g_ascii_strtoull(account, NULL, 10);
  int key = 97 - (int)((89 * (guint64)bank + 15 * (guint64)desk + 3 * value) % 97);
  g_autofree char *bban = g_strdup_printf("%05d%05d%s%02d", bank, desk, account, key);
  g_autofree char *check = g_strconcat(bban, "152700", NULL);
  return g_strdup_printf("FR%02d%s", 98 - mod97(check), bban);
}

char number_mrz_digit(const char *text) {
  static const int weights[3] = {7, 3, 1};
  int sum = 0;
  for (size_t i = 0; text[i]; i++) {
    char c = text[i];
    int value = g_ascii_isdigit(c) ? c - '0' : g_ascii_isupper(c) ? c - 'A' + 10 : 0;
    sum += value * weights[i % 3];
  }
  return (char)('0' + sum % 10);
}

/* ICAO transliteration of what our pools print: marks fall, Ä Ö Ü Å Ø Æ Œ ß spelt out, apostrophes vanish, the rest becomes a filler. */
static char *mrz_name(const char *name) {
  static const struct {
    gunichar from;
    const char *to;
  } table[] = {{0xC4, "AE"},   {0xD6, "OE"}, {0xDC, "UE"}, {0xC5, "AA"}, {0xD8, "OE"}, {0xC6, "AE"}, {0x152, "OE"}, {0xDF, "SS"},
               {0x1E9E, "SS"}, {0x110, "D"}, {0x141, "L"}, {0xDE, "TH"}, {0xD0, "D"},  {0x131, "I"}, {0x18F, "E"}};
  g_autofree char *upper = g_utf8_strup(name, -1);
  GString *out = g_string_new(NULL);
  for (const char *p = upper; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p), base[8];
    const char *special = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
      if (table[i].from == c) special = table[i].to;
    if (special) {
      g_string_append(out, special);
      continue;
    }
    if (c == '\'' || c == 0x2019 || c == 0x2BC) continue;
    (void)g_unichar_fully_decompose(c, FALSE, base, 8);
    g_string_append_c(out, base[0] < 128 && g_ascii_isalpha((char)base[0]) ? (char)base[0] : '<');
  }
  return g_string_free(out, FALSE);
}

static char *fit(const char *text, size_t width) {
  GString *out = g_string_new(text);
  g_string_truncate(out, MIN(out->len, width));
  while (out->len < width) g_string_append_c(out, '<');
  return g_string_free(out, FALSE);
}

static char *both_names(const MrzData *data, size_t width) {
  g_autofree char *family = mrz_name(data->family), *given = mrz_name(data->given);
  g_autofree char *joined = *given ? g_strconcat(family, "<<", given, NULL) : g_strdup(family);
  return fit(joined, width);
}

static char *with_digit(const char *field) { return g_strdup_printf("%s%c", field, number_mrz_digit(field)); }

char *mrz_td1(const MrzData *d) {
  g_autofree char *number = fit(d->number, 9), *number_cd = with_digit(number);
  g_autofree char *optional = fit(d->optional ? d->optional : "", 15);
  g_autofree char *birth = with_digit(d->birth), *expiry = with_digit(d->expiry);
  g_autofree char *names = both_names(d, 30);
  g_autofree char *all = g_strconcat(number_cd, optional, birth, expiry, "<<<<<<<<<<<", NULL);
  return g_strdup_printf("%s%s%s%s\n%s%c%s%s<<<<<<<<<<<%c\n%s", d->code, d->state, number_cd, optional, birth, d->sex, expiry, d->nationality,
                         number_mrz_digit(all), names);
}

char *mrz_td3(const MrzData *d) {
  g_autofree char *number = fit(d->number, 9), *number_cd = with_digit(number);
  g_autofree char *optional = fit(d->optional ? d->optional : "", 14);
  g_autofree char *birth = with_digit(d->birth), *expiry = with_digit(d->expiry), *names = both_names(d, 39);
  char check = d->optional && *d->optional ? number_mrz_digit(optional) : '0';
  g_autofree char *all = g_strdup_printf("%s%s%s%s%c", number_cd, birth, expiry, optional, check);
  return g_strdup_printf("%s%s%s\n%s%s%s%c%s%s%c%c", d->code, d->state, names, number_cd, d->nationality, birth, d->sex, expiry, optional, check,
                         number_mrz_digit(all));
}

char *mrz_visa_b(const MrzData *d) {
  g_autofree char *number = fit(d->number, 9), *number_cd = with_digit(number);
  g_autofree char *birth = with_digit(d->birth), *expiry = with_digit(d->expiry), *names = both_names(d, 31);
  g_autofree char *optional = fit(d->optional ? d->optional : "", 8);
  return g_strdup_printf("%s%s%s\n%s%s%s%c%s%s", d->code, d->state, names, number_cd, d->nationality, birth, d->sex, expiry, optional);
}

/* 2x36: first names are separated by two fillers and cut at 14; the last digit covers both lines. */
char *mrz_french_id(const MrzData *d, const char *office, const char *card_number) {
  g_autofree char *family = mrz_name(d->family), *family_25 = fit(family, 25), *given = mrz_name(d->given);
  g_auto(GStrv) parts = g_strsplit(given, "<", -1);
  g_autofree char *given_joined = g_strjoinv("<<", parts), *given_14 = fit(given_joined, 14);
  g_autofree char *number_cd = with_digit(card_number), *birth = with_digit(d->birth);
  g_autofree char *one = g_strdup_printf("IDFRA%s%s", family_25, office);
  g_autofree char *two = g_strdup_printf("%s%s%s%c", number_cd, given_14, birth, d->sex);
  g_autofree char *all = g_strconcat(one, two, NULL);
  return g_strdup_printf("%s\n%s%c", one, two, number_mrz_digit(all));
}
