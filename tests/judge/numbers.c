/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and numbers with right check digits: SIRET (Luhn), NIR (97), numéro fiscal (511), IBAN (97), MRZ (7-3-1). */
#include "exam.h"
#include <ctype.h>

ExamDate exam_date_from_iso(const char *iso) {
  ExamDate date = {0, 0, 0};
  sscanf(iso, "%d-%d-%d", &date.year, &date.month, &date.day);
  return date;
}

char *exam_date_to_iso(ExamDate date) { return g_strdup_printf("%04d-%02d-%02d", date.year, date.month, date.day); }

ExamDate exam_date_shift(ExamDate date, int amount, char unit) {
  g_autoptr(GDate) day = g_date_new_dmy((GDateDay)date.day, (GDateMonth)date.month, (GDateYear)date.year);
  if (unit == 'd') amount >= 0 ? g_date_add_days(day, (guint)amount) : g_date_subtract_days(day, (guint)-amount);
  if (unit == 'm') amount >= 0 ? g_date_add_months(day, (guint)amount) : g_date_subtract_months(day, (guint)-amount);
  if (unit == 'y') amount >= 0 ? g_date_add_years(day, (guint)amount) : g_date_subtract_years(day, (guint)-amount);
  return (ExamDate){g_date_get_year(day), (int)g_date_get_month(day), g_date_get_day(day)};
}

int exam_weekday(ExamDate date) {
  g_autoptr(GDate) day = g_date_new_dmy((GDateDay)date.day, (GDateMonth)date.month, (GDateYear)date.year);
  return (int)g_date_get_weekday(day) % 7;
}

char *exam_digits(ExamDice *dice, int count) {
  GString *text = g_string_new(NULL);
  for (int i = 0; i < count; i++) g_string_append_c(text, (char)('0' + exam_dice_int(dice, i ? 0 : 1, 9)));
  return g_string_free(text, FALSE);
}

static char luhn_digit(const char *digits) {
  int sum = 0, n = (int)strlen(digits);
  for (int i = 0; i < n; i++) {
    int d = digits[n - 1 - i] - '0';
    if (i % 2 == 0) d = d * 2 > 9 ? d * 2 - 9 : d * 2;
    sum += d;
  }
  return (char)('0' + (10 - sum % 10) % 10);
}

char *exam_siret(ExamDice *dice) {
  g_autofree char *eight = exam_digits(dice, 8);
  g_autofree char *thirteen = g_strdup_printf("%s%c%04d", eight, luhn_digit(eight), exam_dice_int(dice, 1, 9));
  return g_strdup_printf("%s%c", thirteen, luhn_digit(thirteen));
}

char *exam_nir(ExamDice *dice, char sex, ExamDate birth, bool abroad, const char *department) {
  g_autofree char *thirteen =
      g_strdup_printf("%c%02d%02d%s%03d%03d", sex == 'M' ? '1' : '2', birth.year % 100, birth.month, abroad ? "99" : department,
                      abroad ? exam_dice_int(dice, 101, 399) : exam_dice_int(dice, 1, 300), exam_dice_int(dice, 1, 400));
  guint64 number = g_ascii_strtoull(thirteen, NULL, 10);
  return g_strdup_printf("%s%02d", thirteen, (int)(97 - number % 97));
}

char *exam_fiscal_number(ExamDice *dice) {
  guint64 ten = (guint64)exam_dice_int(dice, 0, 3) * 1000000000u + exam_dice_next(dice) % 1000000000u;
  return g_strdup_printf("%010" G_GUINT64_FORMAT "%03d", ten, (int)(ten % 511));
}

char *exam_iban(ExamDice *dice) {
  g_autofree char *bank = exam_digits(dice, 10), *account = exam_digits(dice, 11);
  guint64 b = g_ascii_strtoull(bank, NULL, 10) / 100000, g = g_ascii_strtoull(bank, NULL, 10) % 100000, c = g_ascii_strtoull(account, NULL, 10);
  int key = (int)(97 - (89 * b + 15 * g + 3 * c) % 97);
  g_autofree char *bban = g_strdup_printf("%s%s%02d", bank, account, key);
  g_autofree char *moved = g_strdup_printf("%s152700", bban);
  int rest = 0;
  for (const char *p = moved; *p; p++) rest = (rest * 10 + *p - '0') % 97;
  return g_strdup_printf("FR%02d%s", 98 - rest, bban);
}

char exam_mrz_digit(const char *text, size_t length) {
  static const int weight[] = {7, 3, 1};
  int sum = 0;
  for (size_t i = 0; i < length; i++) {
    int v = isdigit((unsigned char)text[i]) ? text[i] - '0' : isupper((unsigned char)text[i]) ? text[i] - 'A' + 10 : 0;
    sum += v * weight[i % 3];
  }
  return (char)('0' + sum % 10);
}

/* ICAO 9303 part 3 section 6, the letters our people need; the rest by decomposition. */
static const char *special(gunichar c) {
  switch (c) {
  case 0xC6:
  case 0xE6: return "AE";
  case 0x152:
  case 0x153: return "OE";
  case 0xD8:
  case 0xF8: return "OE";
  case 0xDF: return "SS";
  case 0x141:
  case 0x142: return "L";
  case 0x131: return "I";
  case 0xD0:
  case 0xF0:
  case 0x110:
  case 0x111: return "D";
  case 0x18F:
  case 0x259: return "E";
  case 0x2019: return "'";
  default: return NULL;
  }
}

char *exam_upper_ascii(const char *text) {
  g_autofree char *nfd = g_utf8_normalize(text, -1, G_NORMALIZE_NFD);
  GString *out = g_string_new(NULL);
  for (const char *p = nfd; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    const char *s = special(c);
    if (s)
      g_string_append(out, s);
    else if (c < 128)
      g_string_append_c(out, (char)toupper((int)c));
  }
  return g_string_free(out, FALSE);
}
