/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strings of a machine-readable zone to fields. Nothing is repaired: a wrong digit is told as wrong. */
#include "base/mrz_layout.h"

typedef struct { const Layout *layout; char *lines[3]; RectoDate reception; RectoMrz *mrz; } Parse;

static int value_of(char c) {
  if (g_ascii_isdigit(c)) return c - '0';
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return c == '<' ? 0 : -1;
}

static bool add_weighted(const char *text, size_t length, int *sum, size_t *position) {
  static const int weights[] = {7, 3, 1};
  for (size_t i = 0; i < length; i++, (*position)++) {
    int value = value_of(text[i]);
    if (value < 0) return false;
    *sum += value * weights[*position % 3];
  }
  return true;
}

char recto_mrz_check_digit(const char *text, size_t length) {
  int sum = 0;
  size_t position = 0;
  return add_weighted(text, length, &sum, &position) ? (char)('0' + sum % 10) : 0;
}

static bool empty(const char *raw) { return strspn(raw, "<") == strlen(raw); }

static char *without_fillers(const char *raw) {
  g_autofree char *copy = g_strdelimit(g_strdup(raw), "<", ' ');
  g_strstrip(copy);
  GString *out = g_string_new(NULL);
  for (const char *p = copy; *p; p++)
    if (*p != ' ' || (out->len && out->str[out->len - 1] != ' ')) g_string_append_c(out, *p);
  return g_string_free(out, FALSE);
}

/* `offset`: characters from the zone's beginning to `raw`'s. */
static void add_field(Parse *parse, const Zone *zone, const char *name, const char *value, const char *raw, int offset, RectoAnswer check) {
  RectoMrzField *field = g_new0(RectoMrzField, 1);
  *field = (RectoMrzField){g_strdup(name), g_strdup(value), g_strdup(raw), check, zone->line, zone->at + offset, MIN((int)strlen(raw), zone->length)};
  g_ptr_array_add(parse->mrz->fields, field);
}

static void field_free(RectoMrzField *field) {
  g_free(field->name);
  g_free(field->value);
  g_free(field->raw);
  g_free(field);
}

/* A birth lies in the past, at most 110 years; an expiry from 20 years before to 50 years after reception. */
static int full_year(int two_digits, bool birth, RectoDate reception) {
  int reference = reception.year ? reception.year : 2026, century = reference / 100 * 100, year = century + two_digits;
  if (birth) return year > reference ? year - 100 : year;
  if (year > reference + 50) return year - 100;
  return year < reference - 50 ? year + 100 : year;
}

/* NULL when a known part is no digit or the calendar lacks the date. Unknown parts are fillers. */
static char *date_value(const char *raw, bool birth, RectoDate reception) {
  int parts[3] = {0};
  for (int i = 0; i < 3; i++) {
    char a = raw[2 * i], b = raw[2 * i + 1];
    if (a == '<' && b == '<') continue;
    if (!g_ascii_isdigit(a) || !g_ascii_isdigit(b)) return NULL;
    parts[i] = (a - '0') * 10 + b - '0';
  }
  if (raw[0] == '<') return NULL;
  RectoDate date = {full_year(parts[0], birth, reception), parts[1], parts[1] ? parts[2] : 0};
  char iso[11];
  return recto_date_is_valid(date) ? g_strdup(recto_date_to_iso(date, iso)) : NULL;
}

static RectoAnswer compare_digit(char computed, char printed) { return computed && computed == printed ? RECTO_YES : RECTO_NO; }

static RectoAnswer zone_check(const Zone *zone, const char *line, const char *raw) {
  if (!zone->check_at) return RECTO_CANNOT_TELL;
  char printed = line[zone->check_at - 1];
  if (printed == '<' && zone->check_may_be_empty && empty(raw)) return RECTO_YES;
  return compare_digit(recto_mrz_check_digit(raw, (size_t)zone->length), printed);
}

/* Primary << secondary. A letter in the last position means that the name may be cut (9303-3, 4.6). */
static void add_names(Parse *parse, const Zone *zone, const char *raw) {
  const char *split = strstr(raw, "<<");
  g_autofree char *primary = split ? g_strndup(raw, (gsize)(split - raw)) : g_strdup(raw);
  g_autofree char *surname = without_fillers(primary), *given = without_fillers(split ? split : "");
  add_field(parse, zone, "surname", surname, primary, 0, RECTO_CANNOT_TELL);
  add_field(parse, zone, "given-names", given, split ? split : "", split ? (int)(split - raw) : 0, RECTO_CANNOT_TELL);
  if (raw[strlen(raw) - 1] != '<') add_field(parse, zone, "name-truncated", "yes", "", 0, RECTO_CANNOT_TELL);
}

/* TD1 and TD2 (9303-5, 4.2.4 note j): a longer number goes on in the optional data, `<` stands where the digit would be, then digit, then `<`.
 * The digit covers both parts and skips the filler. */
static bool add_long_number(Parse *parse, const Zone *zone, const char *line) {
  if (parse->layout->format != RECTO_MRZ_TD1 && parse->layout->format != RECTO_MRZ_TD2) return false;
  if (line[zone->check_at - 1] != '<' || empty(line + zone->check_at)) return false;
  const char *rest = line + zone->check_at + (parse->layout->format == RECTO_MRZ_TD2 ? 18 : 0);
  size_t length = strcspn(rest, "<");
  if (length < 2) return false;
  g_autofree char *whole = g_strdup_printf("%.*s%.*s", zone->length, line + zone->at - 1, (int)length - 1, rest);
  add_field(parse, zone, zone->name, whole, whole, 0, compare_digit(recto_mrz_check_digit(whole, strlen(whole)), rest[length - 1]));
  return true;
}

static void add_sex(Parse *parse, const Zone *zone, const char *raw) {
  const char *value = *raw == 'M' || *raw == 'F' ? raw : *raw == '<' || *raw == 'X' ? "X" : NULL;
  add_field(parse, zone, "sex", value, raw, 0, RECTO_CANNOT_TELL);
}

static void add_zone(Parse *parse, const Zone *zone) {
  const char *line = parse->lines[zone->line - 1];
  g_autofree char *raw = g_strndup(line + zone->at - 1, (gsize)zone->length);
  RectoAnswer check = zone_check(zone, line, raw);
  g_autofree char *value = NULL;
  switch (zone->kind) {
  case ZONE_NAMES: add_names(parse, zone, raw); return;
  case ZONE_SEX: add_sex(parse, zone, raw); return;
  case ZONE_NUMBER:
    if (add_long_number(parse, zone, line)) return;
    value = without_fillers(raw);
    break;
  case ZONE_BIRTH: value = date_value(raw, true, parse->reception); break;
  case ZONE_EXPIRY: value = date_value(raw, false, parse->reception); break;
  case ZONE_ISSUE_MONTH: {
    g_autofree char *padded = g_strconcat(raw, "<<", NULL);
    value = date_value(padded, true, parse->reception);
    break;
  }
  default: value = without_fillers(raw);
  }
  if (value && !*value) g_clear_pointer(&value, g_free);
  add_field(parse, zone, zone->name, value, raw, 0, check);
}

static RectoAnswer composite(const Parse *parse) {
  const Layout *layout = parse->layout;
  if (!layout->composite_at) return RECTO_CANNOT_TELL;
  int sum = 0;
  size_t position = 0;
  for (const Span *span = layout->composite; span->length && span < layout->composite + G_N_ELEMENTS(layout->composite); span++)
    if (!add_weighted(parse->lines[span->line - 1] + span->at - 1, (size_t)span->length, &sum, &position)) return RECTO_NO;
  return compare_digit((char)('0' + sum % 10), parse->lines[layout->composite_line - 1][layout->composite_at - 1]);
}

/* French residence cards (code IR, state FRA) carry the foreigner's number in the first optional field. */
static void add_foreigner_number(Parse *parse) {
  static const Zone first_optional = {"foreigner-number", ZONE_TEXT, 1, 16, 15, 0, false};
  const char *code = recto_mrz_value(parse->mrz, "document-code"), *issuer = recto_mrz_value(parse->mrz, "issuer");
  const char *optional = recto_mrz_value(parse->mrz, "optional-1");
  if (parse->layout->format != RECTO_MRZ_TD1 || g_strcmp0(code, "IR") != 0 || g_strcmp0(issuer, "FRA") != 0 || !optional) return;
  size_t length = strlen(optional);
  if (length < 9 || length > 11 || strchr(optional, ' ')) return;
  const RectoMrzField *field = recto_mrz_field(parse->mrz, "optional-1");
  add_field(parse, &first_optional, "foreigner-number", optional, optional, (int)strspn(field->raw, "<"), RECTO_CANNOT_TELL);
}

static char *trimmed_line(const char *line) {
  GString *out = g_string_new(NULL);
  for (const char *p = line; *p; p++)
    if (!g_ascii_isspace(*p)) g_string_append_c(out, g_ascii_toupper(*p));
  return g_string_free(out, FALSE);
}

/* Which layout n lines of this width and beginning can be. */
static RectoMrzFormat guess(char *const *lines, guint n, size_t width) {
  char first = lines[0][0];
  if (n == 3) return width == 30 && strchr("ACI", first) && lines[0][1] != 'V' ? RECTO_MRZ_TD1 : RECTO_MRZ_UNKNOWN;
  if (n == 2 && width == 44) return first == 'P' ? RECTO_MRZ_TD3 : first == 'V' ? RECTO_MRZ_MRV_A : RECTO_MRZ_UNKNOWN;
  if (n == 2 && width == 36) {
    if (first == 'V') return RECTO_MRZ_MRV_B;
    if (g_str_has_prefix(lines[0], "IDFRA")) return RECTO_MRZ_FR_ID;
    return strchr("ACIP", first) ? RECTO_MRZ_TD2 : RECTO_MRZ_UNKNOWN;
  }
  if (n == 1 && width == 30 && g_str_has_prefix(lines[0], "D1FRA")) return RECTO_MRZ_FR_LICENCE;
  return RECTO_MRZ_UNKNOWN;
}

/* The width that all lines reach when lost trailing fillers are put back: at most 4 may be missing, and the longest decides. */
static size_t standard_width(char *const *lines, guint n) {
  static const size_t widths[] = {30, 36, 44};
  size_t longest = 0;
  for (guint i = 0; i < n; i++) longest = MAX(longest, strlen(lines[i]));
  for (gsize i = 0; i < G_N_ELEMENTS(widths); i++) {
    bool right_count = n == 3 ? widths[i] == 30 : n == 1 ? widths[i] == 30 : widths[i] != 30;
    if (right_count && longest <= widths[i] && longest + 4 >= widths[i]) return widths[i];
  }
  return 0;
}

static RectoAnswer all_checks(const RectoMrz *mrz) {
  bool any = mrz->composite == RECTO_YES;
  if (mrz->composite == RECTO_NO) return RECTO_NO;
  for (guint i = 0; i < mrz->fields->len; i++) {
    const RectoMrzField *field = mrz->fields->pdata[i];
    if (field->check == RECTO_NO) return RECTO_NO;
    any = any || field->check == RECTO_YES;
  }
  return any ? RECTO_YES : RECTO_CANNOT_TELL;
}

static RectoMrz *parse_lines(char **lines, guint n, RectoDate reception) {
  size_t width = standard_width(lines, n);
  const Layout *layout = width ? recto_mrz_layout(guess(lines, n, width)) : NULL;
  if (!layout) return NULL;
  RectoMrz *mrz = g_new0(RectoMrz, 1);
  mrz->format = layout->format;
  mrz->fields = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
  Parse parse = {layout, {NULL}, reception, mrz};
  for (guint i = 0; i < n; i++) {
    g_autofree char *fill = g_strnfill(width - strlen(lines[i]), '<');
    parse.lines[i] = g_strconcat(lines[i], fill, NULL);
  }
  for (const Zone *zone = layout->zones; zone < layout->zones + G_N_ELEMENTS(layout->zones) && zone->name; zone++) add_zone(&parse, zone);
  add_foreigner_number(&parse);
  mrz->composite = composite(&parse);
  mrz->all_checks = all_checks(mrz);
  for (guint i = 0; i < n; i++) g_free(parse.lines[i]);
  return mrz;
}

RectoMrz *recto_mrz_parse(const char *const *lines, RectoDate reception) {
  guint n = lines ? g_strv_length((char **)lines) : 0;
  if (n < 1 || n > 3) return NULL;
  g_auto(GStrv) clean = g_new0(char *, n + 1);
  for (guint i = 0; i < n; i++) {
    clean[i] = trimmed_line(lines[i]);
    for (const char *p = clean[i]; *p; p++)
      if (value_of(*p) < 0) return NULL;
    if (!*clean[i]) return NULL;
  }
  return parse_lines(clean, n, reception);
}

void recto_mrz_free(RectoMrz *mrz) {
  if (!mrz) return;
  g_ptr_array_unref(mrz->fields);
  g_free(mrz);
}

const RectoMrzField *recto_mrz_field(const RectoMrz *mrz, const char *name) {
  for (guint i = 0; i < mrz->fields->len; i++) {
    const RectoMrzField *field = mrz->fields->pdata[i];
    if (g_str_equal(field->name, name)) return field;
  }
  return NULL;
}

const char *recto_mrz_value(const RectoMrz *mrz, const char *name) {
  const RectoMrzField *field = recto_mrz_field(mrz, name);
  return field ? field->value : NULL;
}
