/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The code of printed sheets, written and read; the table stands in the header. Must not know: pages, pictures, chance. */
#include <glib.h>
#include <recto/sheet.h>
#include <recto/text.h>

#define PREFIX "RECTO1"
#define CHECK_LENGTH 2
#define MODULUS 619
#define RADIX 25
static const char SAFE[] = "0123456789ACEFHKMNPRTVWXY", ALL[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/";

/* ------------------------------------------------------------------ letters */

static bool all_of(const char *text, const char *letters) { return text[strspn(text, letters)] == 0; }

bool recto_sheet_set_is(const char *set) { return set && strlen(set) == RECTO_SHEET_SET_LENGTH && all_of(set, SAFE); }

bool recto_sheet_number_is(const char *number) {
  size_t length = number ? strlen(number) : 0;
  if (length < 1 || length > RECTO_SHEET_NUMBER_MAX || !all_of(number, "0123456789-")) return false;
  return number[0] != '-' && number[length - 1] != '-';
}

static bool procedure_is(const char *procedure) {
  return strlen(procedure) <= RECTO_SHEET_PROCEDURE_MAX && all_of(procedure, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

void recto_sheet_set_from(uint32_t chance, char ret_set[RECTO_SHEET_SET_LENGTH + 1]) {
  const char *letters = SAFE + strspn(SAFE, "0123456789");
  uint32_t radix = (uint32_t)strlen(letters);
  for (int i = 0; i < RECTO_SHEET_SET_LENGTH; i++, chance /= radix) ret_set[i] = letters[chance % radix];
  ret_set[RECTO_SHEET_SET_LENGTH] = 0;
}

/* A letter that SET and CHECK never hold, as the one it resembles. */
static char resembled(char c) {
  static const char from[] = "BDGILOQSUZ", to[] = "80611005V2";
  const char *at = c ? strchr(from, c) : NULL;
  return at ? to[at - from] : c;
}

static void resemble_all(char *text) {
  for (; *text; text++) *text = resembled(*text);
}

static void write_check(const char *text, char ret_check[CHECK_LENGTH + 1]) {
  unsigned v = 0;
  for (; *text; text++) v = (v * (sizeof ALL - 1) + (unsigned)(strchr(ALL, *text) - ALL)) % MODULUS;
  ret_check[0] = SAFE[v / RADIX];
  ret_check[1] = SAFE[v % RADIX];
  ret_check[2] = 0;
}

/* ------------------------------------------------------------------ writing */

static bool is_sound(const RectoSheetCode *code) {
  if (!recto_sheet_set_is(code->set) || code->serial < 1 || code->serial > code->count || code->count > RECTO_SHEET_COUNT_MAX) return false;
  if (code->kind == RECTO_SHEET_SEPARATOR) return !code->number[0] && !code->procedure[0];
  return code->kind == RECTO_SHEET_COVER && recto_sheet_number_is(code->number) && procedure_is(code->procedure);
}

char *recto_sheet_code_text(const RectoSheetCode *code, RectoSheetForm form) {
  if (!is_sound(code)) return NULL;
  g_autofree char *procedure = g_ascii_strup(code->procedure, -1);
  bool cover = code->kind == RECTO_SHEET_COVER, told = form == RECTO_SHEET_SQUARE && *procedure;
  g_autofree char *body = g_strdup_printf(PREFIX "/%c/%s%s%s/%03d/%03d%s%s/", cover ? 'C' : 'S', code->number, cover ? "/" : "", code->set, code->serial, code->count,
                                          told ? "/" : "", told ? procedure : "");
  char check[CHECK_LENGTH + 1];
  write_check(body, check);
  char *text = g_strconcat(body, check, NULL);
  return form == RECTO_SHEET_TYPE ? g_strdelimit(text, "/", ' ') : text;
}

/* ------------------------------------------------------------------ reading */

static bool three_digits(const char *text, int *ret) {
  if (strlen(text) != 3 || !all_of(text, "0123456789")) return false;
  *ret = (text[0] - '0') * 100 + (text[1] - '0') * 10 + text[2] - '0';
  return true;
}

/* Set, serial and count, from three parts in their order. */
static bool take_serial(char **parts, RectoSheetCode *code) {
  for (int i = 0; i < 3; i++) resemble_all(parts[i]);
  if (!recto_sheet_set_is(parts[0]) || !three_digits(parts[1], &code->serial) || !three_digits(parts[2], &code->count)) return false;
  g_strlcpy(code->set, parts[0], sizeof code->set);
  return true;
}

static bool take_number(char *part, RectoSheetCode *code) {
  resemble_all(part);
  return g_strlcpy(code->number, part, sizeof code->number) < sizeof code->number;
}

static bool take_procedure(const char *part, RectoSheetCode *code) {
  g_autofree char *lower = g_ascii_strdown(part, -1);
  return *lower && g_strlcpy(code->procedure, lower, sizeof code->procedure) < sizeof code->procedure;
}

/* The check as read and as it must be, written anew from what was understood: whatever does not come out the same was changed. */
static bool check_holds(const RectoSheetCode *code, char *check) {
  resemble_all(check);
  g_autofree char *text = recto_sheet_code_text(code, RECTO_SHEET_SQUARE);
  return text && strlen(check) == CHECK_LENGTH && g_str_has_suffix(text, check);
}

bool recto_sheet_code_parse(const char *text, RectoSheetCode *ret) {
  if (!text || strlen(text) > 128) return false;
  g_autofree char *upper = g_strstrip(g_ascii_strup(text, -1));
  g_auto(GStrv) parts = g_strsplit(upper, "/", -1);
  guint n = g_strv_length(parts);
  if (n < 6 || n > 8 || !g_str_equal(parts[0], PREFIX) || strlen(parts[1]) != 1) return false;
  RectoSheetCode code = {.kind = parts[1][0] == 'C' ? RECTO_SHEET_COVER : RECTO_SHEET_SEPARATOR};
  bool cover = code.kind == RECTO_SHEET_COVER;
  if (cover ? n < 7 : n != 6 || parts[1][0] != 'S') return false;
  if (cover && !take_number(parts[2], &code)) return false;
  if (!take_serial(parts + (cover ? 3 : 2), &code)) return false;
  if (n == 8 && !take_procedure(parts[6], &code)) return false;
  if (!check_holds(&code, parts[n - 1])) return false;
  *ret = code;
  return true;
}

/* ------------------------------------------------------------------ big type */

#define SERIAL_LENGTH (RECTO_SHEET_SET_LENGTH + 3 + 3 + CHECK_LENGTH)

/* Letters, digits and dashes alone, each as what it resembles. */
static char *squeeze(const char *text) {
  g_autofree char *folded = recto_text_fold(text);
  GString *out = g_string_new(NULL);
  for (const char *p = folded; *p; p++)
    if (g_ascii_isalnum(*p) || *p == '-') g_string_append_c(out, resembled(*p));
  return g_string_free(out, FALSE);
}

/* `at` begins after the letter of the kind. */
static bool read_at(const char *at, size_t number_length, RectoSheetCode *ret) {
  if (strlen(at) < number_length + SERIAL_LENGTH) return false;
  g_autofree char *number = g_strndup(at, number_length), *set = g_strndup(at += number_length, RECTO_SHEET_SET_LENGTH);
  g_autofree char *serial = g_strndup(at += RECTO_SHEET_SET_LENGTH, 3), *count = g_strndup(at += 3, 3), *check = g_strndup(at + 3, CHECK_LENGTH);
  char *parts[] = {set, serial, count};
  RectoSheetCode code = {.kind = number_length ? RECTO_SHEET_COVER : RECTO_SHEET_SEPARATOR};
  if (!take_number(number, &code) || !take_serial(parts, &code) || !check_holds(&code, check)) return false;
  *ret = code;
  return true;
}

/* Where the number ends the type does not say: every length is tried, and one alone may hold. */
static bool read_cover(const char *at, RectoSheetCode *ret) {
  int held = 0;
  for (size_t length = 1; length <= RECTO_SHEET_NUMBER_MAX; length++) held += read_at(at, length, ret);
  return held == 1;
}

static const char begin[] = "RECT01"; /* PREFIX as squeeze() leaves it */

bool recto_sheet_code_parse_type(const char *text, RectoSheetCode *ret) {
  g_autofree char *letters = squeeze(text);
  RectoSheetCode code;
  for (const char *at = letters; (at = strstr(at, begin)); at++) {
    char kind = at[sizeof begin - 1];
    if (!kind) return false;
    bool right = kind == 'C' ? read_cover(at + sizeof begin, &code) : kind == resembled('S') && read_at(at + sizeof begin, 0, &code);
    if (!right) continue;
    *ret = code;
    return true;
  }
  return false;
}

bool recto_sheet_code_begins_type(const char *text) {
  g_autofree char *letters = squeeze(text);
  for (const char *at = letters; (at = strstr(at, begin)); at++)
    if (at[sizeof begin - 1] == 'C' || at[sizeof begin - 1] == resembled('S')) return true;
  return false;
}

/* ------------------------------------------------------------------ the rest */

bool recto_sheet_code_same(const RectoSheetCode *a, const RectoSheetCode *b) {
  return a->kind == b->kind && a->serial == b->serial && a->count == b->count && g_str_equal(a->set, b->set) && g_str_equal(a->number, b->number);
}

const char *recto_sheet_kind_word(RectoSheetKind kind) { return kind == RECTO_SHEET_COVER ? "cover" : "separator"; }

bool recto_sheet_kind_from_word(const char *word, RectoSheetKind *ret) {
  for (int kind = RECTO_SHEET_SEPARATOR; kind <= RECTO_SHEET_COVER; kind++)
    if (g_str_equal(word, recto_sheet_kind_word(kind))) {
      *ret = kind;
      return true;
    }
  return false;
}
