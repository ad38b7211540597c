/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options: lookup, check, setting. */
#include "scanner/option.h"
#include "scanner/words.h"
#include <math.h>

SANE_Int recto_option_find(SANE_Handle device, const char *name) {
  const SANE_Option_Descriptor *option;
  for (SANE_Int i = 1; (option = sane_get_option_descriptor(device, i)); i++)
    if (option->name && option->type != SANE_TYPE_GROUP && g_str_equal(option->name, name)) return i;
  return 0;
}

bool recto_option_usable(const SANE_Option_Descriptor *option) {
  return option && option->type != SANE_TYPE_GROUP && SANE_OPTION_IS_ACTIVE(option->cap) && SANE_OPTION_IS_SETTABLE(option->cap);
}

const char *const *recto_option_words(const SANE_Option_Descriptor *option) {
  return option->type == SANE_TYPE_STRING && option->constraint_type == SANE_CONSTRAINT_STRING_LIST ? (const char *const *)option->constraint.string_list
                                                                                                    : NULL;
}

/* ------------------------------------------------------------------ numbers */

static double to_number(const SANE_Option_Descriptor *option, SANE_Word word) { return option->type == SANE_TYPE_FIXED ? SANE_UNFIX(word) : word; }
static SANE_Word to_word(const SANE_Option_Descriptor *option, double number) {
  return option->type == SANE_TYPE_FIXED ? (SANE_Word)lround(number * (1 << SANE_FIXED_SCALE_SHIFT)) : (SANE_Word)lround(number);
}
static double widest(const SANE_Option_Descriptor *option) { return option->type == SANE_TYPE_FIXED ? 32767 : 2147483647.0; }
static bool is_number(const SANE_Option_Descriptor *option) {
  return (option->type == SANE_TYPE_INT || option->type == SANE_TYPE_FIXED) && option->size == (SANE_Int)sizeof(SANE_Word);
}

static double nearest(const SANE_Option_Descriptor *option, double wanted) {
  if (option->constraint_type == SANE_CONSTRAINT_RANGE) {
    const SANE_Range *range = option->constraint.range;
    return recto_nearest_in_range(to_number(option, range->min), to_number(option, range->max), to_number(option, range->quant), wanted);
  }
  if (option->constraint_type != SANE_CONSTRAINT_WORD_LIST || option->constraint.word_list[0] < 1) return CLAMP(wanted, -widest(option), widest(option));
  size_t n = (size_t)option->constraint.word_list[0];
  g_autofree double *values = g_new(double, n);
  for (size_t i = 0; i < n; i++) values[i] = to_number(option, option->constraint.word_list[i + 1]);
  return recto_nearest_in_list(values, n, wanted);
}

/* A number is right when nothing allowed is nearer to it than it is to itself, within the fineness of SANE's fixed point. */
static bool parse_number(const SANE_Option_Descriptor *option, const char *text, SANE_Word *ret) {
  char *end = NULL;
  double number = g_ascii_strtod(text, &end);
  if (end == text || *end || !isfinite(number) || fabs(number) > widest(option)) return false;
  if (option->type == SANE_TYPE_INT && number != floor(number)) return false;
  double allowed = nearest(option, number);
  if (fabs(allowed - number) > (option->type == SANE_TYPE_FIXED ? 1e-3 : 0)) return false;
  *ret = to_word(option, allowed);
  return true;
}

/* ------------------------------------------------------------------ values */

static bool parse_switch(const char *text, SANE_Word *ret) {
  static const char *const YES[] = {"yes", "true", "1", "on", "oui", NULL}, *const NO[] = {"no", "false", "0", "off", "non", NULL};
  *ret = g_strv_contains(YES, text) ? SANE_TRUE : SANE_FALSE;
  return *ret == SANE_TRUE || g_strv_contains(NO, text);
}

/* The exact word, or the only one that differs in nothing but capitals. */
static const char *find_word(const char *const *words, const char *text) {
  const char *found = NULL;
  for (size_t i = 0; words[i]; i++) {
    if (g_str_equal(words[i], text)) return words[i];
    if (g_ascii_strcasecmp(words[i], text) == 0) found = words[i];
  }
  return found;
}

static void *parse_text(const SANE_Option_Descriptor *option, const char *text) {
  const char *const *words = recto_option_words(option);
  const char *word = words ? find_word(words, text) : text;
  if (!word || option->size <= 0 || strlen(word) >= (size_t)option->size) return NULL;
  char *value = g_malloc0((gsize)option->size);
  memcpy(value, word, strlen(word));
  return value;
}

void *recto_option_parse(const SANE_Option_Descriptor *option, const char *text) {
  SANE_Word word = 0;
  if (option->type == SANE_TYPE_STRING) return parse_text(option, text);
  if (option->type == SANE_TYPE_BUTTON) return *text ? NULL : g_malloc0(sizeof(SANE_Word));
  bool right = option->type == SANE_TYPE_BOOL ? parse_switch(text, &word) : is_number(option) && parse_number(option, text, &word);
  return right ? g_memdup2(&word, sizeof word) : NULL;
}

static char *number_text(double number) {
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup(g_ascii_formatd(buffer, sizeof buffer, "%.10g", round(number * 1e4) / 1e4));
}

static char *range_text(const SANE_Option_Descriptor *option) {
  const SANE_Range *range = option->constraint.range;
  g_autofree char *from = number_text(to_number(option, range->min)), *to = number_text(to_number(option, range->max));
  g_autofree char *step = number_text(to_number(option, range->quant));
  return range->quant ? g_strdup_printf("%s…%s (%s)", from, to, step) : g_strdup_printf("%s…%s", from, to);
}

static char *list_text(const SANE_Option_Descriptor *option) {
  GString *out = g_string_new(NULL);
  for (SANE_Int i = 1; i <= option->constraint.word_list[0]; i++) {
    g_autofree char *number = number_text(to_number(option, option->constraint.word_list[i]));
    g_string_append_printf(out, "%s%s", i > 1 ? "\n" : "", number);
  }
  return g_string_free(out, FALSE);
}

char *recto_option_allowed(const SANE_Option_Descriptor *option) {
  const char *const *words = recto_option_words(option);
  if (words) return g_strjoinv("\n", (char **)words);
  if (option->type == SANE_TYPE_BOOL) return g_strdup("yes\nno");
  if (option->type == SANE_TYPE_STRING) return g_strdup("…");
  if (!is_number(option)) return g_strdup("");
  if (option->constraint_type == SANE_CONSTRAINT_RANGE) return range_text(option);
  return option->constraint_type == SANE_CONSTRAINT_WORD_LIST ? list_text(option) : g_strdup(option->type == SANE_TYPE_INT ? "1, 2, 3…" : "1.5…");
}

static void *read_value(SANE_Handle device, SANE_Int index, const SANE_Option_Descriptor *option) {
  bool readable = option && option->type != SANE_TYPE_GROUP && option->type != SANE_TYPE_BUTTON && SANE_OPTION_IS_ACTIVE(option->cap) &&
                  (option->cap & SANE_CAP_SOFT_DETECT) && option->size > 0;
  if (!readable) return NULL;
  g_autofree char *value = g_malloc0((gsize)option->size + sizeof(SANE_Word));
  return sane_control_option(device, index, SANE_ACTION_GET_VALUE, value, NULL) == SANE_STATUS_GOOD ? g_steal_pointer(&value) : NULL;
}

char *recto_option_value(SANE_Handle device, SANE_Int index) {
  const SANE_Option_Descriptor *option = sane_get_option_descriptor(device, index);
  g_autofree char *value = read_value(device, index, option);
  SANE_Word word = 0;
  if (!value) return NULL;
  if (option->type == SANE_TYPE_STRING) return g_strdup(value);
  memcpy(&word, value, sizeof word);
  if (option->type == SANE_TYPE_BOOL) return g_strdup(word ? "yes" : "no");
  return is_number(option) ? number_text(to_number(option, word)) : NULL;
}

double recto_option_number(SANE_Handle device, SANE_Int index) {
  const SANE_Option_Descriptor *option = index ? sane_get_option_descriptor(device, index) : NULL;
  g_autofree char *value = option && is_number(option) ? read_value(device, index, option) : NULL;
  SANE_Word word = 0;
  if (!value) return NAN;
  memcpy(&word, value, sizeof word);
  return to_number(option, word);
}

/* ------------------------------------------------------------------ setting */

SANE_Status recto_option_set(SANE_Handle device, SANE_Int index, void *value, bool *ret_inexact) {
  SANE_Int info = 0;
  SANE_Status status = sane_control_option(device, index, SANE_ACTION_SET_VALUE, value, &info);
  if (status == SANE_STATUS_GOOD && ret_inexact) *ret_inexact = (info & SANE_INFO_INEXACT) != 0;
  return status;
}

SANE_Status recto_option_set_text(SANE_Handle device, SANE_Int index, const char *text) {
  g_autofree void *value = recto_option_parse(sane_get_option_descriptor(device, index), text);
  return value ? recto_option_set(device, index, value, NULL) : SANE_STATUS_INVAL;
}

SANE_Status recto_option_set_nearest(SANE_Handle device, SANE_Int index, double wanted, double *ret) {
  const SANE_Option_Descriptor *option = sane_get_option_descriptor(device, index);
  if (!is_number(option)) return SANE_STATUS_INVAL;
  double allowed = nearest(option, wanted);
  SANE_Word word = to_word(option, allowed);
  SANE_Status status = recto_option_set(device, index, &word, NULL);
  double now = recto_option_number(device, index);
  *ret = isnan(now) ? allowed : now;
  return status;
}

char *recto_option_names(SANE_Handle device) {
  GString *out = g_string_new(NULL);
  const SANE_Option_Descriptor *option;
  for (SANE_Int i = 1; (option = sane_get_option_descriptor(device, i)); i++)
    if (recto_option_usable(option) && option->name && *option->name) g_string_append_printf(out, "%s%s", out->len ? "\n" : "", option->name);
  return g_string_free(out, FALSE);
}
