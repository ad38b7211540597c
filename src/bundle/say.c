/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of the report. Must not know: layout. */
#include "bundle/say.h"

static GHashTable *args_of(const char *first, va_list list) {
  GHashTable *args = g_hash_table_new(g_str_hash, g_str_equal);
  for (const char *name = first; name; name = va_arg(list, const char *)) g_hash_table_insert(args, (gpointer)name, (gpointer)va_arg(list, const char *));
  return args;
}

char *recto_say(const RectoBundleOrder *order, const char *key, ...) {
  va_list list;
  va_start(list, key);
  g_autoptr(GHashTable) args = args_of(va_arg(list, const char *), list);
  va_end(list);
  return recto_message(order->models, order->language, key, args);
}

static char *raw_word(const RectoBundleOrder *order, const char *group, const char *word) {
  g_autofree char *key = g_strdup_printf("%s.%s", group, word);
  if (!recto_message_exists(order->models, "fr", key)) return NULL;
  return recto_message(order->models, order->language, key, NULL);
}

char *recto_say_capital(const char *text) {
  if (!text || !*text) return g_strdup(text);
  char first[8] = {0};
  g_unichar_to_utf8(g_unichar_toupper(g_utf8_get_char(text)), first);
  return g_strconcat(first, g_utf8_next_char(text), NULL);
}

char *recto_say_word(const RectoBundleOrder *order, const char *group, const char *word) {
  g_autofree char *text = raw_word(order, group, word);
  if (!text || !*text) return NULL;
  return recto_say_capital(text);
}

char *recto_say_count(const RectoBundleOrder *order, const char *key, guint64 n) {
  g_autofree char *number = g_strdup_printf("%" G_GUINT64_FORMAT, n);
  return recto_say(order, key, "n", number, NULL);
}

/* ------------------------------------------------------------------ dates */

static char *month_word(const RectoBundleOrder *order, int month) {
  g_autofree char *number = g_strdup_printf("%d", month);
  return raw_word(order, "report.month", number);
}

char *recto_say_date(const RectoBundleOrder *order, RectoDate date) {
  g_autofree char *year = g_strdup_printf("%d", date.year);
  if (!recto_date_is_set(date) || date.month < 1 || date.month > 12) return g_steal_pointer(&year);
  g_autofree char *month = month_word(order, date.month);
  if (date.day == 0) return g_strdup_printf("%s %s", month, year);
  g_autofree char *day = date.day == 1 ? recto_say(order, "report.date.first", NULL) : g_strdup_printf("%d", date.day);
  return recto_say(order, "report.date.full", "day", day, "month", month, "year", year, NULL);
}

char *recto_say_iso(const RectoBundleOrder *order, const char *iso) {
  RectoDate date;
  if (!recto_date_from_iso(iso, &date)) return g_strdup(iso);
  return recto_say_date(order, date);
}

GTimeZone *recto_say_zone(const RectoSite *site) {
  GTimeZone *zone = g_time_zone_new_identifier(site && site->time_zone ? site->time_zone : "Europe/Paris");
  return zone ? zone : g_time_zone_new_utc();
}

static GDateTime *at_site(const RectoBundleOrder *order, int64_t instant) {
  g_autoptr(GTimeZone) zone = recto_say_zone(order->site);
  g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(instant / G_USEC_PER_SEC);
  return g_date_time_to_timezone(moment, zone);
}

static RectoDate day_of(GDateTime *moment) { return (RectoDate){g_date_time_get_year(moment), g_date_time_get_month(moment), g_date_time_get_day_of_month(moment)}; }

RectoDate recto_say_day_of(const RectoBundleOrder *order, int64_t instant) {
  g_autoptr(GDateTime) moment = at_site(order, instant);
  return day_of(moment);
}

char *recto_say_moment(const RectoBundleOrder *order, int64_t instant) {
  g_autoptr(GDateTime) moment = at_site(order, instant);
  g_autofree char *day = recto_say_date(order, day_of(moment));
  g_autofree char *hour = g_strdup_printf("%d", g_date_time_get_hour(moment));
  g_autofree char *minute = g_strdup_printf("%02d", g_date_time_get_minute(moment));
  return recto_say(order, "report.date.moment", "date", day, "hour", hour, "minute", minute, NULL);
}

char *recto_say_size(const RectoBundleOrder *order, uint64_t bytes) {
  if (bytes < 1000) return recto_say_count(order, "report.size.bytes", bytes);
  bool mega = bytes >= 1000000;
  uint64_t tenths = bytes / (mega ? 100000 : 100);
  g_autofree char *comma = recto_say(order, "report.size.comma", NULL);
  g_autofree char *n = tenths >= 100 ? g_strdup_printf("%" G_GUINT64_FORMAT, tenths / 10)
                                     : g_strdup_printf("%" G_GUINT64_FORMAT "%s%d", tenths / 10, comma, (int)(tenths % 10));
  return recto_say(order, mega ? "report.size.mega" : "report.size.kilo", "n", n, NULL);
}

/* ------------------------------------------------------------------ pages */

/* People count from 1, here as in dossier.json and in the names of the originals. */
static char *say_run(const RectoBundleOrder *order, RectoPageId first, RectoPageId last) {
  bool whole = first.page == RECTO_WHOLE_FILE;
  g_autofree char *file = g_strdup_printf("%u", first.file + 1);
  g_autofree char *from = g_strdup_printf("%u", first.page + 1);
  g_autofree char *to = g_strdup_printf("%u", last.page + 1);
  if (whole) return recto_say(order, "report.place.file", "file", file, NULL);
  return recto_say(order, first.page == last.page ? "report.place.page" : "report.place.pages", "file", file, "page", from, "last", to, NULL);
}

char *recto_say_page(const RectoBundleOrder *order, RectoPageId page) { return say_run(order, page, page); }

char *recto_say_pages(const RectoBundleOrder *order, const GArray *pages) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < pages->len; i++) {
    RectoPageId first = g_array_index(pages, RectoPageId, i), last = first;
    for (; i + 1 < pages->len; i++) {
      RectoPageId next = g_array_index(pages, RectoPageId, i + 1);
      if (next.deposit != last.deposit || next.file != last.file || next.page != last.page + 1) break;
      last = next;
    }
    g_autofree char *run = say_run(order, first, last);
    g_string_append_printf(out, "%s%s", out->len > 0 ? " ; " : "", run);
  }
  return g_string_free(out, FALSE);
}

/* ------------------------------------------------------------------ persons and fields */

char *recto_say_person(const RectoPerson *person) {
  const char *family = person ? recto_fields_value(person->fields, "family-name") : NULL;
  const char *given = person ? recto_fields_value(person->fields, "given-names") : NULL;
  if (!family && !given) return NULL;
  if (!family || !given) return g_strdup(family ? family : given);
  return g_strdup_printf("%s %s", family, given);
}

char *recto_say_field(const RectoBundleOrder *order, const RectoField *field) {
  const char *value = recto_field_value(field);
  if (!value || !*value) return NULL;
  if (field->kind == RECTO_FIELD_DATE || field->kind == RECTO_FIELD_MONTH) return recto_say_iso(order, value);
  if (field->kind == RECTO_FIELD_SEX || field->kind == RECTO_FIELD_PRESENCE) {
    g_autofree char *key = g_ascii_strdown(value, -1);
    char *word = recto_say_word(order, "report.value", key);
    if (word) return word;
  }
  return g_strdup(value);
}
