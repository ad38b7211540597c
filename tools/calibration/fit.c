/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrate-fit TABLE LIMITS OUT: limits of the verdict before OCR, fitted to measured worn pages by judging them all again with every value that could matter.
 * Limits that say "no" come first: "no" on at most 1 % of the readable pages, within that as few unreadable ones missed as can be, a wrong "no" worth three missed. Then
 * those that only doubt: "cannot tell" on at most 5 % of the readable, within that as few unreadable told "yes" as can be, a doubt worth half a "yes".
 * Of values that do as well the middle between the pages on either side is taken; where there are none on one side the old value stays. Prints old, new and how far
 * each may move; writes LIMITS with other values, nothing else changed. The same table gives the same bytes. */
#include "label.h"
#include "table.h"
#include "values.h"

#include "model/model.h"

#include <gio/gio.h>
#include <locale.h>
#include <math.h>
#include <string.h>

typedef struct {
  const char *key;
  const char *measures; /* names in the table, by spaces: a page lies beyond when one of them does */
  const char *defects;  /* by spaces: whose unreadable pages it is to catch. What else it would catch, by chance, does not count; what it would wrong does */
  bool above;           /* beyond = more; else less */
  bool whole;           /* a number of things */
  bool doubts;          /* says "cannot tell", not "no" */
  const char *softer;   /* the limit of the same measure that doubts, on the softer side of this one */
} Fitted;

#define SOFT "focus blur motion"
#define GRAIN "noise coarse-noise dark screen"
#define ASIDE "cut-left cut-right"
#define ACROSS "cut-top cut-bottom"
static const Fitted fitted[] = {
    {"legible.detail-retake", "detail", SOFT, false, false, false, "legible.detail-warn"},
    {"legible.soft-retake", "soft", "partial", true, false, false, "legible.soft-warn"},
    {"legible.height-retake", "height", "small", false, false, false, "legible.height-warn"},
    {"legible.grain-retake", "grain", GRAIN, true, false, false, "legible.grain-warn"},
    {"legible.cut-lines", "cut-left-rows cut-right-rows", ASIDE, true, false, false, NULL},
    {"legible.cut-letters", "cut-top-touching cut-bottom-touching", ACROSS, true, true, false, NULL},
    {"legible.glare-retake", "glare", "glare", true, false, false, "legible.glare-warn"},
    {"legible.glare-most", "glare", "glare", true, false, false, "legible.glare-retake"},
    {"legible.fade-ends", "fade-ends", "glare", true, true, false, NULL},
    {"legible.cover-retake", "cover", "finger", true, false, false, "legible.cover-warn"},
    {"legible.cover-warn", "cover", "finger", true, false, false, NULL},
    {"legible.cover-ends", "cover-ends", "finger", true, true, false, NULL},
    {"legible.detail-warn", "detail", SOFT, false, false, true, NULL},
    {"legible.soft-warn", "soft", "partial", true, false, true, NULL},
    {"legible.height-warn", "height", "small", false, false, true, NULL},
    {"legible.grain-warn", "grain", GRAIN, true, false, true, NULL},
    {"legible.glare-warn", "glare", "glare", true, false, true, NULL},
};
enum { N_FITTED = G_N_ELEMENTS(fitted), PASSES = 4, FEWEST = 20 };

typedef struct {
  const GArray *rows;
  const Label *labels;
  RectoModels *limits;
  GArray *defects; /* of the page just judged */
} Fit;

typedef struct { int readable, unreadable, wrong, caught, doubted, silent; } Tally; /* wrong, doubted: of the readable; caught, silent (told yes): of the unreadable */

/* ------------------------------------------------------------------ judging */

static RectoAnswer judge(const Fit *fit, const Row *row) {
  g_array_set_size(fit->defects, 0);
  return recto_legible_judge(&row->measures, fit->limits, fit->defects);
}

static bool is_one_of(const char *name, const char *names) {
  const char *at = strstr(names, name);
  for (; at; at = strstr(at + 1, name))
    if ((at == names || at[-1] == ' ') && (at[strlen(name)] == ' ' || at[strlen(name)] == 0)) return true;
  return false;
}

/* Of all readable pages, and of the unreadable ones of these defects (NULL = all); `alone`: of the readable ones of these too. */
static Tally tally_of(const Fit *fit, const char *defects, bool alone) {
  Tally tally = {0};
  for (guint i = 0; i < fit->rows->len; i++) {
    const Row *row = &g_array_index(fit->rows, Row, i);
    bool readable = fit->labels[i] == LABEL_READABLE;
    if (fit->labels[i] == LABEL_NEITHER || (defects && (alone || !readable) && !is_one_of(row->defect, defects))) continue;
    RectoAnswer told = judge(fit, row);
    tally.readable += readable, tally.unreadable += !readable;
    tally.wrong += readable && told == RECTO_NO, tally.caught += !readable && told == RECTO_NO;
    tally.doubted += readable && told == RECTO_CANNOT_TELL, tally.silent += !readable && told == RECTO_YES;
  }
  return tally;
}

static double excess(int n, double share, int all) { return MAX(0, n - floor(share * all)); }

static double cost_of(const Fit *fit, const char *defects, bool doubts) {
  const double wrong_most = 0.01, doubted_most = 0.05, never = 1000, worth = 3, half = 0.5;
  Tally tally = tally_of(fit, defects, false);
  double wrong = never * excess(tally.wrong, wrong_most, tally.readable) + worth * tally.wrong + (tally.unreadable - tally.caught);
  return doubts ? never * wrong + never * excess(tally.doubted, doubted_most, tally.readable) + half * tally.doubted + tally.silent : wrong;
}

/* ------------------------------------------------------------------ one limit */

static double *limit_at(const Fit *fit, const char *key) { return g_hash_table_lookup(fit->limits->limits, key); }

static int compare_doubles(gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* What the labelled pages measure, each value once. */
static GArray *values_of(const Fit *fit, const Fitted *what) {
  g_auto(GStrv) names = g_strsplit(what->measures, " ", -1);
  g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(double));
  for (guint i = 0; i < fit->rows->len; i++)
    for (guint k = 0; names[k] && fit->labels[i] != LABEL_NEITHER; k++) {
      double value = table_measure(&g_array_index(fit->rows, Row, i).measures, names[k]);
      if (isfinite(value)) g_array_append_val(all, value);
    }
  g_array_sort(all, compare_doubles);
  GArray *once = g_array_new(FALSE, FALSE, sizeof(double));
  for (guint i = 0; i < all->len; i++)
    if (i == 0 || g_array_index(all, double, i) > g_array_index(all, double, i - 1)) g_array_append_val(once, g_array_index(all, double, i));
  return once;
}

/* Sets the limit, and what must not be harder than it; `ret_softer` keeps what that was. */
static void set_limit(const Fit *fit, const Fitted *what, double value, double *ret_softer) {
  *limit_at(fit, what->key) = value;
  if (!what->softer) return;
  double *softer = limit_at(fit, what->softer);
  if (ret_softer) *ret_softer = *softer;
  if (what->above ? *softer > value : *softer < value) *softer = value;
}

static double cost_at(const Fit *fit, const Fitted *what, double value) {
  double old = *limit_at(fit, what->key), softer = 0;
  set_limit(fit, what, value, &softer);
  double cost = cost_of(fit, what->defects, what->doubts);
  *limit_at(fit, what->key) = old;
  if (what->softer) *limit_at(fit, what->softer) = softer;
  return cost;
}

/* A limit that doubts may not be harder than the one of its measure that says no. */
static bool may_be(const Fit *fit, const Fitted *what, double value) {
  for (size_t i = 0; i < N_FITTED; i++) {
    if (!fitted[i].softer || strcmp(fitted[i].softer, what->key) != 0) continue;
    double harder = *limit_at(fit, fitted[i].key);
    if (what->above ? value > harder : value < harder) return false;
  }
  return true;
}

typedef struct { double from, to, cost; bool open_from, open_to; } Range; /* values between two measured ones that cost the same */

/* Value `i` of n + 1 that part the pages differently: between measured value i - 1 and i. */
static double between(const GArray *values, guint i, bool whole) {
  double low = i > 0 ? g_array_index(values, double, i - 1) : NAN, high = i < values->len ? g_array_index(values, double, i) : NAN;
  if (isnan(low)) return whole ? high : high - fabs(high) * 0.1 - 1e-6;
  if (isnan(high)) return whole ? low + 1 : low + fabs(low) * 0.1 + 1e-6;
  return whole ? high : (low + high) / 2;
}

static void note(const GArray *values, guint i, double cost, Range *ret) {
  *ret = (Range){i > 0 ? g_array_index(values, double, i - 1) : -INFINITY, i < values->len ? g_array_index(values, double, i) : INFINITY, cost, i == 0, i == values->len};
}

/* Ranges of one cost each, in order. */
static GArray *ranges_of(const Fit *fit, const Fitted *what, const GArray *values) {
  GArray *ranges = g_array_new(FALSE, FALSE, sizeof(Range));
  for (guint i = 0; i <= values->len; i++) {
    double value = between(values, i, what->whole), cost = may_be(fit, what, value) ? cost_at(fit, what, value) : INFINITY;
    Range range, *last = ranges->len ? &g_array_index(ranges, Range, ranges->len - 1) : NULL;
    note(values, i, cost, &range);
    if (last && last->cost == cost) last->to = range.to, last->open_to = range.open_to;
    else g_array_append_val(ranges, range);
  }
  return ranges;
}

static bool holds(const Range *range, double value) { return value > range->from && value <= range->to; }

/* Three digits are all that a measurement bears. */
static double rounded(double value, bool whole) {
  if (whole || value == 0) return round(value);
  double unit = pow(10, floor(log10(fabs(value))) - 2);
  return round(value / unit) * unit;
}

/* The best range; of equal ones the old value's, else the widest. */
static const Range *best_of(const GArray *ranges, double old) {
  const Range *best = NULL;
  for (guint i = 0; i < ranges->len; i++) {
    const Range *range = &g_array_index(ranges, Range, i);
    if (best && range->cost > best->cost) continue;
    bool better = !best || range->cost < best->cost || (!holds(best, old) && (holds(range, old) || range->to - range->from > best->to - best->from));
    if (better) best = range;
  }
  return best;
}

static double value_in(const Range *range, const Fitted *what, double old) {
  const double margin = 0.1;
  bool open = range->open_from || range->open_to || !isfinite(range->cost);
  if (open && holds(range, old)) return old;
  if (range->open_from) return rounded(what->whole ? range->to : range->to * (1 - margin), what->whole);
  if (range->open_to) return rounded(what->whole ? range->from + 1 : range->from * (1 + margin), what->whole);
  double middle = what->whole ? ceil((range->from + range->to) / 2) : (range->from + range->to) / 2, value = rounded(middle, what->whole);
  return holds(range, value) ? value : middle;
}

/* True when it has moved. */
static bool fit_limit(const Fit *fit, const Fitted *what, Range *ret_range) {
  g_autoptr(GArray) values = values_of(fit, what);
  if (values->len == 0) return false;
  g_autoptr(GArray) ranges = ranges_of(fit, what, values);
  double old = *limit_at(fit, what->key);
  const Range *best = best_of(ranges, old);
  double value = value_in(best, what, old);
  *ret_range = *best;
  set_limit(fit, what, value, NULL);
  return value != old;
}

/* ------------------------------------------------------------------ all of them */

static void fit_all(const Fit *fit, Range ranges[N_FITTED]) {
  bool moved = true;
  for (int pass = 0; pass < PASSES && moved; pass++) {
    moved = false;
    for (size_t i = 0; i < N_FITTED; i++) moved = fit_limit(fit, &fitted[i], &ranges[i]) || moved;
  }
}

static void print_tally(const char *name, const Fit *fit) {
  Tally t = tally_of(fit, NULL, false);
  g_print("%-4s unreadable told no %d of %d, told yes %d; readable told no %d of %d, cannot tell %d\n", name, t.caught, t.unreadable, t.silent, t.wrong, t.readable, t.doubted);
}

static char *text_of(double value) { return g_strdup_printf("%.6g", value); }

static char *bound_of(double value, bool open) { return open ? g_strdup("any") : text_of(value); }

static void print_limits(const double old[N_FITTED], const Fit *fit, const Range ranges[N_FITTED]) {
  g_print("\n%-24s %10s %10s   %s\n", "limit", "old", "new", "as good from … to (the pages beside it)");
  for (size_t i = 0; i < N_FITTED; i++) {
    g_autofree char *was = text_of(old[i]), *is = text_of(*limit_at(fit, fitted[i].key)), *from = bound_of(ranges[i].from, ranges[i].open_from), *to = bound_of(ranges[i].to, ranges[i].open_to);
    g_print("%-24s %10s %10s   %s … %s\n", fitted[i].key, was, is, from, to);
  }
}

static int compare_names(gconstpointer a, gconstpointer b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static GPtrArray *defects_of(const GArray *rows) {
  GPtrArray *names = g_ptr_array_new();
  for (guint i = 0; i < rows->len; i++)
    if (!g_ptr_array_find_with_equal_func(names, g_array_index(rows, Row, i).defect, g_str_equal, NULL)) g_ptr_array_add(names, g_array_index(rows, Row, i).defect);
  g_ptr_array_sort(names, compare_names);
  return names;
}

static void swap_limits(const Fit *fit, double values[N_FITTED]) {
  for (size_t i = 0; i < N_FITTED; i++) {
    double *limit = limit_at(fit, fitted[i].key), other = values[i];
    values[i] = *limit, *limit = other;
  }
}

static void print_defects(const Fit *fit, double old[N_FITTED]) {
  g_autoptr(GPtrArray) names = defects_of(fit->rows);
  g_print("\n%-14s %-30s %s\n", "defect", "unreadable: no, old -> new", "readable: no, old -> new");
  for (guint i = 0; i < names->len; i++) {
    Tally now = tally_of(fit, names->pdata[i], true);
    swap_limits(fit, old);
    Tally was = tally_of(fit, names->pdata[i], true);
    swap_limits(fit, old);
    g_print("%-14s %3d -> %3d of %-16d %3d -> %3d of %d\n", (char *)names->pdata[i], was.caught, now.caught, now.unreadable, was.wrong, now.wrong, now.readable);
  }
}

static bool write_limits(const Fit *fit, const double old[N_FITTED], const char *from, const char *to, GError **error) {
  g_autofree char *text = NULL;
  if (!g_file_get_contents(from, &text, NULL, error)) return false;
  g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
  for (size_t i = 0; i < N_FITTED; i++)
    if (*limit_at(fit, fitted[i].key) != old[i]) g_hash_table_insert(values, (char *)fitted[i].key, text_of(*limit_at(fit, fitted[i].key)));
  g_autofree char *changed = values_replaced(text, values, error);
  return changed && g_file_set_contents(to, changed, -1, error);
}

static bool fit_table(const char *table, const char *from, const char *to, GError **error) {
  g_autofree char *folder = g_path_get_dirname(from);
  g_autoptr(GArray) rows = table_read(table, error);
  g_autoptr(RectoModels) limits = rows ? recto_limits_load(folder, error) : NULL;
  if (!limits) return false;
  g_autofree Label *labels = label_pages(rows);
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  Fit fit = {rows, labels, limits, defects};
  Tally before = tally_of(&fit, NULL, false);
  if (before.readable < FEWEST || before.unreadable < FEWEST) {
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s has %d readable and %d unreadable pages, at least %d of each are needed", table, before.readable, before.unreadable, FEWEST);
    return false;
  }
  double old[N_FITTED];
  Range ranges[N_FITTED] = {{0}};
  for (size_t i = 0; i < N_FITTED; i++) old[i] = *limit_at(&fit, fitted[i].key);
  print_tally("old", &fit);
  fit_all(&fit, ranges);
  print_tally("new", &fit);
  print_limits(old, &fit, ranges);
  print_defects(&fit, old);
  return write_limits(&fit, old, from, to, error);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  if (argc != 4) {
    g_printerr("usage: calibrate-fit TABLE LIMITS OUT\n");
    return 2;
  }
  g_autoptr(GError) error = NULL;
  if (fit_table(argv[1], argv[2], argv[3], &error)) return 0;
  g_printerr("calibrate-fit: %s\n", error->message);
  return 1;
}
