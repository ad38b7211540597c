/* SPDX-License-Identifier: GPL-3.0-or-later */
/* {name}, {name:filter:filter}, {name+3m:fr}, {pick a;b;c}, {rnd 10 99.99}, {int 1 9}, {digits 5}, {letters 3}, {calc a * b + c},
 * {if sex=F;a;b}, {say}. */
#include "exam.h"
#include <math.h>

void exam_set(ExamVars *vars, const char *name, const char *value) { g_hash_table_replace(vars->values, g_strdup(name), g_strdup(value)); }

void exam_take(ExamVars *vars, const char *name, char *value) { g_hash_table_replace(vars->values, g_strdup(name), value); }

const char *exam_value(const ExamVars *vars, const char *name) { return g_hash_table_lookup(vars->values, name); }

static char *random_letters(ExamVars *vars, int count, const char *alphabet) {
  GString *text = g_string_new(NULL);
  for (int i = 0; i < count; i++) g_string_append_c(text, alphabet[exam_dice_int(vars->dice, 0, (int)strlen(alphabet) - 1)]);
  return g_string_free(text, FALSE);
}

/* Left to right, no precedence: enough for a payslip. */
static char *calculate(const char *text) {
  g_auto(GStrv) parts = g_strsplit(text, " ", -1);
  double total = 0;
  char op = '+';
  for (char **p = parts; *p; p++) {
    if (!**p) continue;
    if (strlen(*p) == 1 && strchr("+-*/", **p)) {
      op = **p;
      continue;
    }
    double v = g_ascii_strtod(*p, NULL);
    total = op == '+' ? total + v : op == '-' ? total - v : op == '*' ? total * v : total / v;
  }
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup(g_ascii_formatd(number, sizeof number, "%.2f", round(total * 100) / 100));
}

static char *random_real(ExamVars *vars, const char *text) {
  char *end = NULL;
  double low = g_ascii_strtod(text, &end), high = g_ascii_strtod(end, NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup(g_ascii_formatd(number, sizeof number, "%.2f", exam_dice_real(vars->dice, low, high)));
}

/* {if name=value;yes;no} */
static char *choose_if(ExamVars *vars, const char *text) {
  g_auto(GStrv) parts = g_strsplit(text, ";", 3);
  g_auto(GStrv) test = g_strsplit(parts[0], "=", 2);
  const char *value = exam_value(vars, test[0]);
  bool yes = value && test[1] && g_str_equal(value, test[1]);
  return g_strdup(yes ? parts[1] : parts[1] && parts[2] ? parts[2] : "");
}

/* {say}: one of the sentences of the block of that name, its own braces expanded. */
static char *say(ExamVars *vars) {
  if (!vars->sentences || !vars->sentences->len) return NULL;
  const char *line = vars->sentences->pdata[exam_dice_int(vars->dice, 0, (int)vars->sentences->len - 1)];
  return exam_expand(vars, line, false, NULL);
}

/* A word that makes its own text. NULL = no such word. */
static char *make_word(ExamVars *vars, const char *body) {
  if (g_str_has_prefix(body, "pick ")) {
    g_auto(GStrv) list = g_strsplit(body + 5, ";", -1);
    return g_strdup(list[exam_dice_int(vars->dice, 0, (int)g_strv_length(list) - 1)]);
  }
  if (g_str_equal(body, "say")) return say(vars);
  if (g_str_has_prefix(body, "if ")) return choose_if(vars, body + 3);
  if (g_str_has_prefix(body, "calc ")) return calculate(body + 5);
  if (g_str_has_prefix(body, "rnd ")) return random_real(vars, body + 4);
  if (g_str_has_prefix(body, "digits ")) return exam_digits(vars->dice, (int)g_ascii_strtoll(body + 7, NULL, 10));
  if (g_str_has_prefix(body, "letters ")) return random_letters(vars, (int)g_ascii_strtoll(body + 8, NULL, 10), "ABCDEFGHJKLMNPRSTUVWXYZ");
  if (g_str_has_prefix(body, "alnum ")) return random_letters(vars, (int)g_ascii_strtoll(body + 6, NULL, 10), "ABCDEFGHJKLMNPRSTUVWXYZ23456789");
  if (g_str_has_prefix(body, "int ")) {
    char *end = NULL;
    int low = (int)g_ascii_strtoll(body + 4, &end, 10), high = (int)g_ascii_strtoll(end, NULL, 10);
    return g_strdup_printf("%d", exam_dice_int(vars->dice, low, high));
  }
  return NULL;
}

/* "today+3m" -> value of today, three months later. */
static char *named_value(const ExamVars *vars, const char *name) {
  size_t plain = strcspn(name, "+-");
  g_autofree char *key = g_strndup(name, plain);
  const char *value = exam_value(vars, key);
  if (!value || !name[plain]) return g_strdup(value);
  char *unit = NULL;
  int amount = (int)g_ascii_strtoll(name + plain, &unit, 10);
  return exam_date_to_iso(exam_date_shift(exam_date_from_iso(value), amount, *unit));
}

static char *filtered(char *value, char **filters) {
  for (char **f = filters; value && *f; f++) {
    char *next = exam_filter(value, *f);
    g_free(value);
    value = next;
  }
  return value;
}

/* The body of one brace, its own braces expanded already. A trailing ":filter" works on words too, after a "|". */
static char *one_value(ExamVars *vars, const char *body) {
  g_auto(GStrv) halves = g_strsplit(body, "|", 2);
  char *made = make_word(vars, halves[0]);
  if (made) {
    g_auto(GStrv) filters = g_strsplit(halves[1] ? halves[1] : "", ":", -1);
    return halves[1] ? filtered(made, filters) : made;
  }
  g_auto(GStrv) parts = g_strsplit_set(body, ":|", -1);
  return filtered(named_value(vars, parts[0]), parts + 1);
}

static const char *closing_brace(const char *open) {
  int depth = 0;
  for (const char *p = open; *p; p++) {
    depth += *p == '{' ? 1 : *p == '}' ? -1 : 0;
    if (depth == 0) return p;
  }
  return NULL;
}

/* Words (pick, if) give layout text, which may be markup; names give values, which are escaped. */
static bool is_layout_text(const char *body) { return g_str_has_prefix(body, "pick ") || g_str_has_prefix(body, "if "); }

/* Quotes stay as they are: markup allows them in text, and the semicolon of "&apos;" would end a choice of {if …;…}. */
static char *escape(const char *value) {
  g_autoptr(GString) text = g_string_new(NULL);
  for (const char *p = value; *p; p++) {
    if (*p == '&') g_string_append(text, "&amp;");
    else if (*p == '<') g_string_append(text, "&lt;");
    else if (*p == '>') g_string_append(text, "&gt;");
    else g_string_append_c(text, *p);
  }
  return g_strdup(text->str);
}

static bool append_value(ExamVars *vars, GString *out, const char *inner, bool markup, GError **error) {
  bool layout_text = is_layout_text(inner);
  g_autofree char *body = exam_expand(vars, inner, markup && layout_text, error);
  if (!body) return false;
  g_autofree char *value = one_value(vars, body);
  if (!value) {
    g_set_error(error, EXAM_ERROR, 0, "no value or filter for {%s}", inner);
    return false;
  }
  g_autofree char *escaped = markup && !layout_text ? escape(value) : g_steal_pointer(&value);
  g_string_append(out, escaped);
  return true;
}

char *exam_expand(ExamVars *vars, const char *text, bool markup, GError **error) {
  g_autoptr(GString) out = g_string_new(NULL);
  for (const char *p = text; *p; p++) {
    if (*p != '{') {
      g_string_append_c(out, *p);
      continue;
    }
    const char *close = closing_brace(p);
    if (!close) {
      g_set_error(error, EXAM_ERROR, 0, "open brace in '%s'", text);
      return NULL;
    }
    g_autofree char *inner = g_strndup(p + 1, (size_t)(close - p - 1));
    if (!append_value(vars, out, inner, markup, error)) return NULL;
    p = close;
  }
  return g_strdup(out->str);
}
