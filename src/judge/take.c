/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text to normal values: dates, months, amounts, numbers, sex, country, plain text. Names and addresses have files of their own. */
#include "judge/take.h"

#include "base/regex.h"
#include "judge/nationality.h"

#include <recto/number.h>
#include <recto/text.h>
#include <string.h>

void recto_taken_clear(Taken *taken)
{
  g_clear_pointer(&taken->value, g_free);
}

static Taken nothing(void)
{
  return (Taken){NULL, RECTO_CANNOT_TELL, 0, 0, 0};
}

static bool has_prefix_word(const char *name, const char *word)
{
  return strstr(name, word) != NULL;
}

/* Births lie in the past, expiries may lie ahead; other dates are at most a year ahead of reception. */
typedef struct { int pivot, first, last; bool single; /* not a period's */ } Window;

static Window window_for(const char *name, int year)
{
  if (has_prefix_word(name, "birth")) return (Window){year, year - 120, year, false};
  if (has_prefix_word(name, "expiry") || has_prefix_word(name, "until") || has_prefix_word(name, "end")) return (Window){year + 20, year - 30, year + 60, false};
  bool issued = g_str_equal(name, "issue-date");
  return (Window){year + 1, year - (issued ? 30 : 60), year + 2, issued};
}

/* "XX XXX 1988", "00/00/1988", "né vers 1960", "1988": a birth whose day nobody knew. */
static Taken take_year(const char *text, Window window)
{
  GRegex *regex = recto_regex("^[^\\p{L}\\d]*(?:(?:en|vers|in|l'ann.e|ann.e|pr.sum.e?s?|n.e?)\\s+)*(?:(?:X{1,3}|0{1,2}|[*_#-]{1,3})[ ./-]*){0,2}((?:18|19|20)\\d\\d)(?![\\d/.-])", G_REGEX_CASELESS);
  g_autoptr(GMatchInfo) match = NULL;
  if (!g_regex_match(regex, text, 0, &match)) return nothing();
  g_autofree char *found = g_match_info_fetch(match, 1);
  int year = (int)g_ascii_strtoll(found, NULL, 10), start = 0, end = 0;
  if (year < window.first || year > window.last) return nothing();
  g_match_info_fetch_pos(match, 1, &start, &end);
  return (Taken){g_steal_pointer(&found), RECTO_CANNOT_TELL, (size_t)start, (size_t)end, 0.8};
}

/* "du 10/07/2024 au 06/01/2025": how many bytes after the first date the range ends; 0 = no range. */
static size_t range_after(const char *text, int pivot)
{
  const char *rest = text + strspn(text, " \n");
  size_t start, length, word = g_str_has_prefix(rest, "au ") ? 3 : g_str_has_prefix(rest, "- ") || g_str_has_prefix(rest, "à ") ? strcspn(rest, " ") + 1 : 0;
  RectoDate date;
  if (!word || !recto_date_find(rest + word, pivot, &date, &start, &length) || start > 0) return 0;
  return (size_t)(rest - text) + word + length;
}

static Taken find_date(Window window, const char *text)
{
  size_t offset = 0;
  for (int tries = 0; tries < 6; tries++) {
    RectoDate date;
    size_t start, length;
    if (!recto_date_find(text + offset, window.pivot, &date, &start, &length)) return nothing();
    size_t range = window.single ? range_after(text + offset + start + length, window.pivot) : 0;
    if (range) {
      offset += start + length + range;
      continue;
    }
    if (date.year >= window.first && date.year <= window.last) {
      char iso[11];
      return (Taken){g_strdup(recto_date_to_iso(date, iso)), RECTO_CANNOT_TELL, offset + start, offset + start + length, recto_date_is_full(date) ? 1 : 0.6};
    }
    offset += start + length;
  }
  return nothing();
}

/* "08 AGO/AUG 1996": the month in the holder's language, then in English or French; NULL = no such date. */
static char *without_first_month(const char *text)
{
  GRegex *regex = recto_regex("(\\d{1,2})\\s*\\p{L}{3,5}\\.?\\s*/\\s*(\\p{L}{3,5}\\.?\\s*\\d{2,4})", 0);
  return g_regex_match(regex, text, 0, NULL) ? g_regex_replace(regex, text, -1, 0, "\\1 \\2", 0, NULL) : NULL;
}

/* "11092032": the blanks between day, month and year were too narrow for the engine. */
static Taken take_joined(const char *text, Window window)
{
  GRegex *regex = recto_regex("(?<![\\d/.-])([0-3]\\d)([01]\\d)((?:19|20)\\d\\d)(?![\\d/.-])", 0);
  g_autofree char *spelt = g_regex_match(regex, text, 0, NULL) ? g_regex_replace(regex, text, -1, 0, "\\1/\\2/\\3", 0, NULL) : NULL;
  Taken taken = spelt ? find_date(window, spelt) : nothing();
  return taken.value ? (Taken){taken.value, taken.check, 0, strlen(text), 0.7} : taken;
}

/* "2710811971": slashes read as ones. */
static Taken take_slashless(const char *text, Window window)
{
  GRegex *regex = recto_regex("(?<!\\d)([0-3]\\d)[1lI|]([01]\\d)[1lI|]((?:19|20)\\d\\d)(?!\\d)", 0);
  g_autofree char *spelt = g_regex_match(regex, text, 0, NULL) ? g_regex_replace(regex, text, -1, 0, "\\1/\\2/\\3", 0, NULL) : NULL;
  Taken taken = spelt ? find_date(window, spelt) : nothing();
  return taken.value ? (Taken){taken.value, taken.check, 0, strlen(text), 0.7} : taken;
}

static Taken take_date(const char *name, const char *text, int year)
{
  Window window = window_for(name, year);
  Taken taken = find_date(window, text);
  g_autofree char *one_month = without_first_month(text);
  if (one_month && (!taken.value || strlen(taken.value) < 10)) {
    recto_taken_clear(&taken);
    taken = find_date(window, one_month);
    if (taken.value) return (Taken){taken.value, taken.check, 0, strlen(text), taken.trust};
  }
  if (taken.value) return taken;
  g_autofree char *figures = recto_numbers_in_figures(text);
  taken = find_date(window, figures);
  if (taken.value) return (Taken){taken.value, taken.check, 0, strlen(text), taken.trust};
  taken = take_slashless(text, window);
  if (!taken.value) taken = take_joined(text, window);
  if (taken.value) return taken;
  return has_prefix_word(name, "birth") ? take_year(text, window) : nothing();
}

/* "Période du 26/07/2026 au 25/08/2026": the month is where the period ends. */
static Taken take_month(const char *text, int year)
{
  RectoDate date, later;
  size_t start, length, start2, length2;
  if (!recto_date_find(text, year + 1, &date, &start, &length)) return nothing();
  if (date.month == 0 || date.year < year - 60 || date.year > year + 2) return nothing();
  const char *rest = text + start + length;
  if (recto_date_find(rest, year + 1, &later, &start2, &length2) && start2 <= 8 && later.month > 0 && recto_date_compare(later, date) > 0 && later.year <= year + 2)
    date = later;
  return (Taken){g_strdup_printf("%04d-%02d", date.year, date.month), RECTO_CANNOT_TELL, start, start + length, 1};
}

#define AMOUNT "-?\\s?(?:\\d{1,3}(?:[ .\\x{A0}\\x{202F}]\\d{3})+|\\d{1,7})(?:\\s?[,.]\\s?\\d{2})?(?!\\d)(?:\\s?(?:€|EUR|euros?|E\\b))?"

static Taken take_amount(const char *text)
{
  GRegex *regex = recto_regex("(?<![\\d,./])" AMOUNT "(?![%/\\d])", G_REGEX_CASELESS);
  g_autoptr(GMatchInfo) match = NULL;
  for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
    g_autofree char *found = g_match_info_fetch(match, 0);
    char *amount = recto_number_amount(found);
    if (!amount) continue;
    int start = 0, end = 0;
    g_match_info_fetch_pos(match, 0, &start, &end);
    return (Taken){amount, RECTO_CANNOT_TELL, (size_t)start, (size_t)end, 1};
  }
  return nothing();
}

static RectoAnswer check_number(const char *check, const char *value)
{
  if (!check) return RECTO_CANNOT_TELL;
  if (g_str_equal(check, "siret")) return recto_number_siret(value);
  if (g_str_equal(check, "siren")) return recto_number_siren(value);
  if (g_str_equal(check, "nir")) return recto_number_nir(value);
  if (g_str_equal(check, "fiscal")) return recto_number_fiscal(value);
  if (g_str_equal(check, "iban")) return recto_number_iban(value);
  if (g_str_equal(check, "foreigner")) return recto_number_foreigner(value);
  return RECTO_CANNOT_TELL;
}

static char digit_for(char c)
{
  switch (c) {
    case 'O': case 'o': case 'Q': case 'D': return '0';
    case 'I': case 'l': case '|': case 'i': case '!': return '1';
    case 'Z': case 'z': return '2';
    case 'S': case 's': return '5';
    case 'G': return '6';
    case 'B': return '8';
    default: return 0;
  }
}

/* Letters that OCR put in a digit's place, only in words that are mostly digits. Same length, so offsets hold. */
static char *with_digits(const char *text)
{
  char *out = g_strdup(text);
  for (char *word = out; *word;) {
    size_t length = strcspn(word, " \n\t"), digits = 0, slips = 0;
    for (size_t i = 0; i < length; i++) digits += g_ascii_isdigit(word[i]) ? 1 : 0, slips += digit_for(word[i]) ? 1 : 0;
    if (digits > 0 && digits >= slips && digits + slips + 2 >= length)
      for (size_t i = 0; i < length; i++)
        if (digit_for(word[i])) word[i] = digit_for(word[i]);
    word += length;
    word += strspn(word, " \n\t");
  }
  return out;
}

/* Grouping marks go; a slash belongs to an act's number ("2950/2004"). */
static char *compact_number(const char *check, const char *text)
{
  GString *out = g_string_new(NULL);
  for (const char *p = text; *p; p++)
    if (g_ascii_isalnum(*p) || (*p == '/' && !check)) g_string_append_c(out, g_ascii_toupper(*p));
  return g_string_free(out, FALSE);
}

static const char *default_number_pattern(const char *check)
{
  if (check && g_str_equal(check, "siret")) return "(?<!\\d)(\\d{3}[ .]?\\d{3}[ .]?\\d{3}[ .]?\\d{5}|(?:\\d ?){14})(?!\\d)";
  if (check && g_str_equal(check, "siren")) return "(?<!\\d)(\\d{3}[ .]?\\d{3}[ .]?\\d{3})(?!\\d)";
  if (check && g_str_equal(check, "nir")) return "(?<!\\d)([12378][ .]?\\d\\d[ .]?\\d\\d[ .]?(?:\\d\\d|2[AB])[ .]?\\d{3}[ .]?\\d{3}[ ./]*\\d\\d)(?!\\d)";
  if (check && g_str_equal(check, "fiscal")) return "(?<!\\d)([0-3](?: ?\\d){12})(?!\\d)";
  if (check && g_str_equal(check, "iban")) return "([A-Z]{2}\\d\\d(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?)";
  if (check && g_str_equal(check, "foreigner")) return "(?<![0-9A-Z])(\\d{9,10})(?![0-9A-Z])";
  return "([0-9A-Z][0-9A-Z ./-]*[0-9A-Z])";
}

/* One card number in thirty-six holds no digit; a word has vowels. */
static bool is_letter_number(const char *value)
{
  size_t vowels = 0;
  for (const char *p = value; *p; p++) vowels += strchr("AEIOU", *p) ? 1 : 0;
  return strlen(value) == 9 && vowels <= 1;
}

static Taken number_by(const char *check, const char *pattern, const char *text, double trust)
{
  GRegex *regex = recto_regex(pattern, 0);
  g_autoptr(GMatchInfo) match = NULL;
  Taken best = nothing();
  if (!regex) return best;
  for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
    int group = g_match_info_get_match_count(match) > 1 ? 1 : 0, start = 0, end = 0;
    g_autofree char *found = g_match_info_fetch(match, group);
    g_autofree char *value = compact_number(check, found);
    RectoAnswer answer = check_number(check, value);
    if (!*value || (best.value && answer != RECTO_YES)) continue;
    if (!strpbrk(value, "0123456789") && !is_letter_number(value)) continue;
    g_match_info_fetch_pos(match, group, &start, &end);
    recto_taken_clear(&best);
    best = (Taken){g_steal_pointer(&value), answer, (size_t)start, (size_t)end, trust};
    if (answer == RECTO_YES || !check) break;
  }
  return best;
}

/* "X75WRPGP]": a bracket in a run of capitals is a J. Same length, so offsets hold. */
static char *with_capitals(const char *text)
{
  char *out = g_strdup(text);
  for (char *p = out; *p; p++)
    if (*p == ']' && p > out + 2 && (g_ascii_isupper(p[-1]) || g_ascii_isdigit(p[-1])) && (g_ascii_isupper(p[-2]) || g_ascii_isdigit(p[-2]))) *p = 'J';
  return out;
}

/* The text as read speaks first. Repaired digits count as checked only where a check digit proves them. */
static Taken take_number(const char *check, const char *pattern, const char *as_read)
{
  const char *form = pattern ? pattern : default_number_pattern(check);
  g_autofree char *text = check ? g_strdup(as_read) : with_capitals(as_read);
  Taken plain = number_by(check, form, text, 1);
  if (plain.value && plain.check != RECTO_NO) return plain;
  g_autofree char *repaired_text = with_digits(text);
  Taken repaired = number_by(check, form, repaired_text, check ? 0.9 : 0.7);
  if (repaired.value && (!plain.value || repaired.check == RECTO_YES)) {
    recto_taken_clear(&plain);
    return repaired;
  }
  recto_taken_clear(&repaired);
  return plain;
}

static Taken take_sex(const char *text)
{
  g_autofree char *folded = recto_text_fold(text);
  GRegex *regex = recto_regex("^[^A-Z]*(?:[A-Z]\\s?/\\s?(?=[MF]\\b))?(?:(M|H|MASCULIN|MALE|HOMME)|(F|FEMININ|FEMALE|FEMME))\\b", 0);
  g_autoptr(GMatchInfo) match = NULL;
  if (!g_regex_match(regex, folded, 0, &match)) return nothing();
  g_autofree char *man = g_match_info_fetch(match, 1);
  return (Taken){g_strdup(man && *man ? "M" : "F"), RECTO_CANNOT_TELL, 0, strlen(text), 1};
}

static void trim_marks(const char *text, size_t *start, size_t *end)
{
  while (*start < *end && strchr(" \n\t.:;,-/|*=_~'\"", text[*start])) (*start)++;
  while (*end > *start && strchr(" \n\t:;,-/|*=_~'\"", text[*end - 1])) (*end)--;
}

static char *one_line(const char *text, size_t start, size_t end)
{
  GString *out = g_string_new(NULL);
  for (size_t i = start; i < end; i++) {
    bool space = g_ascii_isspace(text[i]);
    if (space && (out->len == 0 || out->str[out->len - 1] == ' ')) continue;
    g_string_append_c(out, space ? ' ' : text[i]);
  }
  return g_strchomp(g_string_free(out, FALSE));
}

/* Words; figures alone ("26/06/1989") are no text. With a pattern the rule has said what it wants. */
static Taken take_text(const char *text, bool any)
{
  size_t start = strspn(text, "\t "), end = start + strcspn(text + start, "\t");
  trim_marks(text, &start, &end);
  if (end <= start) return nothing();
  char *value = one_line(text, start, end);
  g_autofree char *squeezed = recto_text_squeeze(value);
  bool letters = false;
  for (const char *p = squeezed; *p; p++) letters = letters || g_ascii_isalpha(*p);
  if (strlen(squeezed) < (any ? 1 : 2) || (!letters && !any)) {
    g_free(value);
    return nothing();
  }
  return (Taken){value, RECTO_CANNOT_TELL, start, end, 1};
}

/* A nationality's normal form is its three-letter code, whatever the paper prints: adjective, country or code. */
static Taken take_country(const char *text)
{
  const char *code = recto_nationality_code(text);
  return code ? (Taken){g_strdup(code), RECTO_CANNOT_TELL, 0, strlen(text), 1} : nothing();
}

/* A full name of one word may be a label's neighbour: kept, but it starts no quarrel. */
static Taken take_name(const RectoFieldRule *rule, const char *text, bool keep_commas)
{
  size_t start = 0, end = strlen(text);
  guint words = 2;
  bool of_document = rule->of && g_str_equal(rule->of, "document"); /* an employer or landlord may be a company */
  char *name = of_document ? recto_company_clean(text) : recto_person_clean(text, keep_commas, &words);
  if (!name) return nothing();
  bool whole_name = !of_document && !keep_commas && !g_str_has_suffix(rule->name, "family-name"); /* two letters alone are dirt, or half a name */
  if (whole_name && words == 1 && g_utf8_strlen(name, -1) < 3) {
    g_free(name);
    return nothing();
  }
  if (!of_document && words == 1 && strlen(name) > 3 && recto_nationality_code(name) && g_ascii_strcasecmp(name, "france") != 0) { /* "POLOGNE" stood where the name was looked for */
    g_free(name);
    return nothing();
  }
  const char *at = strstr(text, name);
  if (at) {
    start = (size_t)(at - text);
    end = start + strlen(name);
  }
  bool whole = words > 1 || g_str_equal(rule->name, "family-name") || keep_commas;
  return (Taken){name, RECTO_CANNOT_TELL, start, end, whole ? 1 : 0.6};
}

static Taken take_address(const char *text)
{
  g_autofree char *folded = recto_text_fold(text);
  const char *first = folded + strspn(folded, " :.-");
  if (g_str_has_prefix(first, "IDENTIQUE") || g_str_has_prefix(first, "IDEM")) return nothing(); /* what follows is another paragraph's */
  size_t start, end;
  bool whole;
  char *address = recto_address_in(text, &whole, &start, &end);
  return address ? (Taken){address, RECTO_CANNOT_TELL, start, end, whole ? 1 : 0.6} : nothing();
}

static Taken take_kind(const RectoFieldRule *rule, const char *text, int year, bool patterned)
{
  switch (rule->kind) {
    case RECTO_FIELD_NAME: return take_name(rule, text, false);
    case RECTO_FIELD_GIVEN_NAMES: return take_name(rule, text, true);
    case RECTO_FIELD_DATE: return take_date(rule->name, text, year);
    case RECTO_FIELD_MONTH: return take_month(text, year);
    case RECTO_FIELD_AMOUNT: return take_amount(text);
    case RECTO_FIELD_NUMBER: return take_number(rule->check, NULL, text);
    case RECTO_FIELD_ADDRESS: return take_address(text);
    case RECTO_FIELD_COUNTRY: return take_country(text);
    case RECTO_FIELD_SEX: return take_sex(text);
    default: return take_text(text, patterned);
  }
}

Taken recto_take(const RectoFieldRule *rule, const char *pattern, const char *text, int pivot_year)
{
  return recto_take_from(rule, pattern, text, 0, pivot_year);
}

Taken recto_take_from(const RectoFieldRule *rule, const char *pattern, const char *text, size_t begin, int pivot_year)
{
  if (!pattern) return take_kind(rule, text, pivot_year, false);
  if (rule->kind == RECTO_FIELD_NUMBER) return take_number(rule->check, pattern, text);
  GRegex *regex = recto_regex(pattern, G_REGEX_MULTILINE);
  g_autoptr(GMatchInfo) match = NULL;
  if (!regex) return nothing();
  for (g_regex_match_full(regex, text, -1, (gint)begin, 0, &match, NULL); g_match_info_matches(match); g_match_info_next(match, NULL)) {
    int group = g_match_info_get_match_count(match) > 1 ? 1 : 0, start = 0, end = 0;
    g_autofree char *found = g_match_info_fetch(match, group);
    g_match_info_fetch_pos(match, group, &start, &end);
    if (start < 0) continue;
    if (rule->kind == RECTO_FIELD_DATE || rule->kind == RECTO_FIELD_MONTH) g_strdelimit(found, "\n\t", ' ');
    Taken taken = take_kind(rule, found, pivot_year, true);
    if (!taken.value) continue;
    taken.start += (size_t)start;
    taken.end += (size_t)start;
    return taken;
  }
  return nothing();
}
