/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Storage of typed values and expansion of layout text. The printed forms live in forms.c. */
#include "vars.h"
#include "forms.h"
#include <stdio.h>
#include <string.h>

struct Vars {
  GHashTable *values; /* name -> Value */
  GHashTable *overrides; /* name -> text */
};

static void value_free(gpointer data) {
  Value *v = data;
  g_free(v->text);
  g_free(v->family);
  g_free(v->given);
  g_free(v->groups);
  if (v->rows) g_ptr_array_unref(v->rows);
  g_free(v);
}

Vars *vars_new(void) {
  Vars *vars = g_new0(Vars, 1);
  vars->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, value_free);
  vars->overrides = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return vars;
}

void vars_free(Vars *vars) {
  g_hash_table_unref(vars->values);
  g_hash_table_unref(vars->overrides);
  g_free(vars);
}

void vars_override(Vars *vars, const char *name, const char *text) {
  g_hash_table_insert(vars->overrides, g_strdup(name), g_strdup(text));
  vars_text(vars, name, text);
}

static Value *put(Vars *vars, const char *name, ValueKind kind) {
  Value *v = g_new0(Value, 1);
  v->kind = kind;
  g_hash_table_insert(vars->values, g_strdup(name), v);
  return v;
}

static const char *override_of(const Vars *vars, const char *name) { return g_hash_table_lookup(vars->overrides, name); }

void vars_text(Vars *vars, const char *name, const char *text) {
  const char *over = override_of(vars, name);
  char *copy = g_strdup(over ? over : text ? text : "");
  put(vars, name, VALUE_TEXT)->text = copy;
}

void vars_format(Vars *vars, const char *name, const char *format, ...) {
  va_list list;
  va_start(list, format);
  g_autofree char *text = g_strdup_vprintf(format, list);
  va_end(list);
  vars_text(vars, name, text);
}

/* An override of a person is "FAMILY/Given". */
void vars_person(Vars *vars, const char *name, const char *family, const char *given) {
  const char *over = override_of(vars, name);
  g_auto(GStrv) parts = over ? g_strsplit(over, "/", 2) : NULL;
  g_autofree char *f = g_strdup(parts ? parts[0] : family), *g = g_strdup(parts ? (parts[0] && parts[1] ? parts[1] : "") : given);
  Value *v = put(vars, name, VALUE_PERSON);
  v->family = g_steal_pointer(&f);
  v->given = g_steal_pointer(&g);
}

void vars_date(Vars *vars, const char *name, int year, int month, int day) {
  const char *over = override_of(vars, name);
  if (over) {
    month = day = 0;
    sscanf(over, "%d-%d-%d", &year, &month, &day);
  }
  Value *v = put(vars, name, VALUE_DATE);
  v->ymd[0] = year, v->ymd[1] = month, v->ymd[2] = day;
}

void vars_gdate(Vars *vars, const char *name, const GDate *date) {
  vars_date(vars, name, g_date_get_year(date), (int)g_date_get_month(date), g_date_get_day(date));
}

void vars_month(Vars *vars, const char *name, int year, int month) {
  vars_date(vars, name, year, month, 0);
  Value *v = g_hash_table_lookup(vars->values, name);
  v->kind = VALUE_MONTH;
}

void vars_amount(Vars *vars, const char *name, double amount) {
  const char *over = override_of(vars, name);
  put(vars, name, VALUE_AMOUNT)->amount = over ? g_ascii_strtod(over, NULL) : amount;
}

void vars_number(Vars *vars, const char *name, const char *digits, const char *groups) {
  const char *over = override_of(vars, name);
  char *copy = g_strdup(over ? over : digits);
  Value *v = put(vars, name, VALUE_NUMBER);
  v->text = copy;
  v->groups = g_strdup(groups);
}

void vars_list(Vars *vars, const char *name, GPtrArray *rows) { put(vars, name, VALUE_LIST)->rows = rows; }

static const Value *find(const Vars *vars, const char *name) { return g_hash_table_lookup(vars->values, name); }

bool vars_has(const Vars *vars, const char *name) {
  const Value *v = find(vars, name);
  if (!v) return false;
  return v->kind == VALUE_TEXT || v->kind == VALUE_NUMBER ? v->text[0] != 0 : true;
}

const char *vars_raw(const Vars *vars, const char *name) {
  const Value *v = find(vars, name);
  return v && v->text ? v->text : "";
}

double vars_amount_of(const Vars *vars, const char *name) {
  const Value *v = find(vars, name);
  return v ? v->amount : 0;
}

void vars_ymd_of(const Vars *vars, const char *name, int ret[3]) {
  const Value *v = find(vars, name);
  for (int i = 0; i < 3; i++) ret[i] = v ? v->ymd[i] : 0;
}

bool vars_gdate_of(const Vars *vars, const char *name, GDate *ret) {
  int ymd[3];
  vars_ymd_of(vars, name, ymd);
  if (!ymd[0] || !ymd[1] || !ymd[2]) return false;
  g_date_set_dmy(ret, (GDateDay)ymd[2], (GDateMonth)ymd[1], (GDateYear)ymd[0]);
  return true;
}

const GPtrArray *vars_rows(const Vars *vars, const char *name) {
  const Value *v = find(vars, name);
  return v ? v->rows : NULL;
}

static char *row_cell(const char *row, int index) {
  g_auto(GStrv) cells = g_strsplit(row ? row : "", "\t", -1);
  return g_strdup(index < (int)g_strv_length(cells) ? cells[index] : "");
}

/* `key` is what stood between the braces. */
static char *expand_key(const Vars *vars, const char *key, const char *row, VarsSeen seen, void *closure) {
  if (g_ascii_isdigit(key[0]) && !key[1]) return row_cell(row, key[0] - '1');
  if (key[0] == '?' || key[0] == '!') {
    g_auto(GStrv) parts = g_strsplit(key + 1, ":", 2);
    bool shown = vars_has(vars, parts[0]) == (key[0] == '?');
    return g_strdup(shown && parts[1] ? parts[1] : "");
  }
  bool silent = key[0] == '~', told = key[0] == '=';
  g_auto(GStrv) parts = g_strsplit(silent || told ? key + 1 : key, ":", 2);
  const Value *v = find(vars, parts[0]);
  if (!v) {
    g_printerr("specimen: the layout names {%s}, which nobody sets\n", parts[0]);
    return g_strdup("");
  }
  g_autofree char *truth = form_truth(v, parts[1]);
  if (seen && !silent && truth && *truth) seen(closure, parts[0], truth);
  return told ? g_strdup("") : form_print(v, parts[1]);
}

char *vars_expand(const Vars *vars, const char *text, const char *row, VarsSeen seen, void *closure) {
  GString *out = g_string_new(NULL);
  while (*text) {
    const char *end = *text == '{' ? text + 1 : NULL;
    for (int depth = 1; end && *end; end++) {
      depth += *end == '{' ? 1 : *end == '}' ? -1 : 0;
      if (depth == 0) break;
    }
    if (!end || !*end) {
      g_string_append_c(out, *text++);
      continue;
    }
    g_autofree char *key = g_strndup(text + 1, (gsize)(end - text - 1));
    g_autofree char *value = expand_key(vars, key, row, seen, closure);
    g_autofree char *again = strchr(value, '{') ? vars_expand(vars, value, row, seen, closure) : g_strdup(value);
    g_string_append(out, again);
    text = end + 1;
  }
  return g_string_free(out, FALSE);
}
