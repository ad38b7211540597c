/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "label.h"

#include "table.h"

#include <math.h>
#include <string.h>

static const double BEFORE = 0.95, KEPT = 0.95, LOST = 0.8, LITTLE = 0.005, LINE = 0.02, NEARLY_ALL = 0.9;

static const Row *row_at(const GArray *rows, guint i) { return &g_array_index(rows, Row, i); }

/* NAN where the page before cannot be read. */
static double kept_of(const Row *row, const GHashTable *by_file) {
  const Row *before = g_hash_table_lookup((GHashTable *)by_file, row->clean);
  return before && before->recall >= BEFORE ? row->recall / before->recall : NAN;
}

static Label label_of(const Row *row, const GHashTable *by_file) {
  if (!*row->clean || strcmp(row->truth, "shown") == 0) return LABEL_READABLE;
  if (strcmp(row->truth, "hidden") == 0) return row->hidden <= LITTLE ? LABEL_READABLE : row->hidden >= LINE ? LABEL_UNREADABLE : LABEL_NEITHER;
  double kept = kept_of(row, by_file);
  return kept > KEPT ? LABEL_READABLE : kept < LOST ? LABEL_UNREADABLE : LABEL_NEITHER;
}

typedef struct { const GArray *rows; const GHashTable *by_file; const Label *labels; } Pages;

/* Of the pages of a defect that can be read before, at levels from..to: is nearly every one labelled so? False when there is none at `at`. */
static bool nearly_all(const Pages *pages, const char *defect, double from, double to, double at, Label label) {
  int all = 0, so = 0, there = 0;
  for (guint i = 0; i < pages->rows->len; i++) {
    const Row *row = row_at(pages->rows, i);
    if (strcmp(row->defect, defect) != 0 || row->level < from || row->level > to || isnan(kept_of(row, pages->by_file))) continue;
    all++;
    so += pages->labels[i] == label;
    there += row->level == at;
  }
  return there > 0 && so >= NEARLY_ALL * all;
}

Label *label_pages(const GArray *rows) {
  Label *labels = g_new0(Label, rows->len + 1);
  g_autofree Label *by_level = g_new0(Label, rows->len + 1);
  g_autoptr(GHashTable) by_file = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < rows->len; i++) g_hash_table_insert(by_file, row_at(rows, i)->file, (gpointer)row_at(rows, i));
  for (guint i = 0; i < rows->len; i++) labels[i] = label_of(row_at(rows, i), by_file);
  Pages pages = {rows, by_file, labels};
  for (guint i = 0; i < rows->len; i++) {
    const Row *row = row_at(rows, i);
    if (!*row->clean || strcmp(row->truth, "read") != 0 || !isnan(kept_of(row, by_file))) continue;
    if (nearly_all(&pages, row->defect, 0, row->level, row->level, LABEL_READABLE)) by_level[i] = LABEL_READABLE;
    else if (nearly_all(&pages, row->defect, row->level, INFINITY, row->level, LABEL_UNREADABLE)) by_level[i] = LABEL_UNREADABLE;
  }
  for (guint i = 0; i < rows->len; i++)
    if (by_level[i] != LABEL_NEITHER) labels[i] = by_level[i];
  return labels;
}
