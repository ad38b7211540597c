/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Civil dates: arithmetic and writing. Reading French dates is in date_read.c. */
#include <glib.h>
#include <recto/date.h>

static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static int days_in_month(int year, int month) {
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month_days[month - 1] + (month == 2 && leap);
}

bool recto_date_is_set(RectoDate date) { return date.year > 0; }

bool recto_date_is_full(RectoDate date) { return date.year > 0 && date.month > 0 && date.day > 0; }

bool recto_date_is_valid(RectoDate date) {
  if (date.year < 1850 || date.year > 2150) return false;
  if (date.month < 0 || date.month > 12 || date.day < 0 || date.day > 31) return false;
  if (date.month == 0) return date.day == 0;
  return date.day <= days_in_month(date.year, date.month);
}

int recto_date_compare(RectoDate a, RectoDate b) {
  if (a.year != b.year) return a.year < b.year ? -1 : 1;
  if (a.month != b.month) return a.month < b.month ? -1 : 1;
  if (a.day != b.day) return a.day < b.day ? -1 : 1;
  return 0;
}

RectoDate recto_date_add_months(RectoDate date, int months) {
  int total = date.year * 12 + (date.month - 1) + months;
  RectoDate result = {total / 12, total % 12 + 1, date.day};
  if (result.day > 0) result.day = MIN(result.day, days_in_month(result.year, result.month));
  return result;
}

/* Days since 1 March of year 0 (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
static int to_days(RectoDate date) {
  int y = date.month <= 2 ? date.year - 1 : date.year, m = (date.month + 9) % 12;
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + date.day - 1;
}

static RectoDate from_days(int days) {
  int era = days / 146097, doe = days % 146097;
  int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  int mp = (5 * doy + 2) / 153, month = mp < 10 ? mp + 3 : mp - 9;
  return (RectoDate){yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

RectoDate recto_date_add_days(RectoDate date, int days) { return from_days(to_days(date) + days); }

int recto_date_days_between(RectoDate from, RectoDate to) { return to_days(to) - to_days(from); }

int recto_date_months_between(RectoDate from, RectoDate to) {
  int months = (to.year - from.year) * 12 + to.month - from.month;
  if (from.day && to.day) {
    if (months > 0 && recto_date_compare(recto_date_add_months(from, months), to) > 0) months--;
    if (months < 0 && recto_date_compare(recto_date_add_months(from, months), to) < 0) months++;
  }
  return months;
}

char *recto_date_to_iso(RectoDate date, char buffer[11]) {
  int year = CLAMP(date.year, 0, 9999), month = CLAMP(date.month, 0, 99), day = CLAMP(date.day, 0, 99);
  if (day) g_snprintf(buffer, 11, "%04d-%02d-%02d", year, month, day);
  else if (month) g_snprintf(buffer, 11, "%04d-%02d", year, month);
  else if (year) g_snprintf(buffer, 11, "%04d", year);
  else buffer[0] = 0;
  return buffer;
}

static bool read_digits(const char **p, int n, int *ret) {
  int value = 0;
  for (int i = 0; i < n; i++) {
    if (!g_ascii_isdigit((*p)[i])) return false;
    value = value * 10 + (*p)[i] - '0';
  }
  *p += n;
  *ret = value;
  return true;
}

bool recto_date_from_iso(const char *text, RectoDate *ret) {
  RectoDate date = {0};
  if (!text || !read_digits(&text, 4, &date.year)) return false;
  if (*text == '-') {
    text++;
    if (!read_digits(&text, 2, &date.month)) return false;
    if (*text == '-') {
      text++;
      if (!read_digits(&text, 2, &date.day)) return false;
    }
  }
  if (*text || !recto_date_is_valid(date)) return false;
  *ret = date;
  return true;
}

char *recto_date_to_french(RectoDate date) {
  if (date.day) return g_strdup_printf("%02d/%02d/%04d", date.day, date.month, date.year);
  if (date.month) return g_strdup_printf("%02d/%04d", date.month, date.year);
  if (date.year) return g_strdup_printf("%04d", date.year);
  return g_strdup("");
}
