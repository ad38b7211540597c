/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

typedef enum { TEXT, REAL, WHOLE, SIZE, FLAG } Kind;
typedef struct { const char *name; Kind kind; size_t at; } Column;

#define OF(name, kind, member) {name, kind, offsetof(Row, member)}
#define MEASURE(name, kind, member) OF(name, kind, measures.member)
#define CUT(name, side) MEASURE("cut-" name "-touching", WHOLE, cut[side].touching), MEASURE("cut-" name "-rules", WHOLE, cut[side].rules), MEASURE("cut-" name "-own", WHOLE, cut[side].own), MEASURE("cut-" name "-ends", WHOLE, cut[side].ends), MEASURE("cut-" name "-rows", REAL, cut[side].rows), MEASURE("cut-" name "-near", WHOLE, cut[side].near), MEASURE("lid-" name, REAL, lid[side])
static const Column columns[] = {
    OF("file", TEXT, file), OF("kind", TEXT, kind), OF("defect", TEXT, defect), OF("level", REAL, level), OF("amount", REAL, amount), OF("truth", TEXT, truth),
    OF("hidden", REAL, hidden), OF("x", REAL, x), OF("clean", TEXT, clean), OF("recall", REAL, recall),
    MEASURE("blank", FLAG, blank), MEASURE("truncated", FLAG, truncated), MEASURE("photo", FLAG, photo), MEASURE("side", REAL, side), MEASURE("print", WHOLE, print),
    MEASURE("rows", REAL, rows), MEASURE("print-rows", REAL, print_rows), MEASURE("light", REAL, light), MEASURE("shade", REAL, shade), MEASURE("paper", WHOLE, paper),
    MEASURE("height", REAL, height), MEASURE("skew", REAL, skew), MEASURE("view", REAL, view), MEASURE("quarter-turns", WHOLE, quarter_turns),
    MEASURE("letters", SIZE, sharp.n), MEASURE("places", WHOLE, sharp.places), MEASURE("anywhere", FLAG, sharp.anywhere), MEASURE("detail", REAL, sharp.detail),
    MEASURE("detail-best", REAL, sharp.detail_best), MEASURE("contrast", REAL, sharp.contrast), MEASURE("noise", REAL, sharp.noise), MEASURE("snr", REAL, sharp.snr),
    MEASURE("in-lines", WHOLE, sharp.in_lines), MEASURE("grain", REAL, sharp.grain), MEASURE("soft", REAL, sharp.soft), MEASURE("soft-most", REAL, sharp.soft_most), MEASURE("sharpest", REAL, sharp.sharpest), MEASURE("smear", REAL, smear.share), MEASURE("smear-print", WHOLE, smear.print), MEASURE("smear-cells", WHOLE, smear.cells),
    CUT("left", RECTO_SIDE_LEFT), CUT("right", RECTO_SIDE_RIGHT), CUT("top", RECTO_SIDE_TOP), CUT("bottom", RECTO_SIDE_BOTTOM),
    MEASURE("glare", REAL, glare.share), MEASURE("glare-patch", REAL, glare.patch), MEASURE("glare-rim", WHOLE, rim.parts), MEASURE("fade-ends", WHOLE, fade.ends), MEASURE("fade-into", WHOLE, fade.into), MEASURE("ghost", REAL, ghost), MEASURE("cover", REAL, cover.share), MEASURE("cover-ends", WHOLE, cover.ends), MEASURE("laid", REAL, laid.share), MEASURE("laid-ends", WHOLE, laid.ends), MEASURE("shadow-ends", WHOLE, shadow.ends), MEASURE("shadow-rim", REAL, shadow.rim), MEASURE("shadow-area", REAL, shadow.area), MEASURE("lost-above", REAL, lost_above),
    MEASURE("reach", REAL, reach.share), MEASURE("reach-sharp", REAL, reach.sharp), MEASURE("reach-letters", WHOLE, reach.letters),
    MEASURE("hidden-print", REAL, hidden.print), MEASURE("hidden-thing", REAL, hidden.thing.share), MEASURE("hidden-ends", WHOLE, hidden.thing.ends), MEASURE("hidden-through", WHOLE, hidden.thing.through), MEASURE("hidden-lost", REAL, hidden.thing.lost), MEASURE("hidden-size", WHOLE, hidden.thing.size), MEASURE("hidden-light", REAL, hidden.light),
    MEASURE("screen", REAL, screen.share), MEASURE("screen-pitch", REAL, screen.pitch), MEASURE("screen-height", REAL, screen_height),
    MEASURE("screen-rows", REAL, screen_rows), MEASURE("screen-lines", REAL, screen_lines)};

static const void *at(const Row *row, const Column *column) { return (const char *)row + column->at; }

static double number_at(const Row *row, const Column *column) {
  switch (column->kind) {
  case REAL: return *(const double *)at(row, column);
  case WHOLE: return *(const int *)at(row, column);
  case SIZE: return (double)*(const size_t *)at(row, column);
  case FLAG: return *(const bool *)at(row, column);
  case TEXT: default: return NAN;
  }
}

static void set(Row *row, const Column *column, const char *text) {
  void *to = (char *)row + column->at;
  double value = *text ? g_ascii_strtod(text, NULL) : NAN, whole = isfinite(value) ? value : 0;
  switch (column->kind) {
  case TEXT: g_free(*(char **)to), *(char **)to = g_strdup(text); break;
  case REAL: *(double *)to = value; break;
  case WHOLE: *(int *)to = (int)whole; break;
  case SIZE: *(size_t *)to = (size_t)whole; break;
  case FLAG: *(bool *)to = whole != 0; break;
  }
}

char *table_head(void) {
  GString *line = g_string_new(columns[0].name);
  for (size_t i = 1; i < G_N_ELEMENTS(columns); i++) g_string_append_printf(line, "\t%s", columns[i].name);
  return g_string_free(line, FALSE);
}

char *table_line(const Row *row) {
  GString *line = g_string_new(NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE] = "";
    if (i) g_string_append_c(line, '\t');
    if (columns[i].kind != TEXT) g_string_append(line, isfinite(number_at(row, &columns[i])) ? g_ascii_formatd(number, sizeof number, "%.6g", number_at(row, &columns[i])) : "");
    else g_string_append(line, *(char *const *)at(row, &columns[i]) ? *(char *const *)at(row, &columns[i]) : "");
  }
  return g_string_free(line, FALSE);
}

double table_measure(const RectoLegible *measures, const char *name) {
  Row row = {.measures = *measures};
  for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
    if (strcmp(columns[i].name, name) == 0) return number_at(&row, &columns[i]);
  return NAN;
}

static void row_clear(gpointer data) {
  Row *row = data;
  g_free(row->file), g_free(row->kind), g_free(row->defect), g_free(row->truth), g_free(row->clean);
}

static const Column *find(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
    if (strcmp(columns[i].name, name) == 0) return &columns[i];
  return NULL;
}

GArray *table_read(const char *path, GError **error) {
  g_autofree char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, error)) return NULL;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_auto(GStrv) names = g_strsplit(lines[0] ? lines[0] : "", "\t", -1);
  GArray *rows = g_array_new(FALSE, FALSE, sizeof(Row));
  g_array_set_clear_func(rows, row_clear);
  for (guint n = 1; lines[0] && lines[n]; n++) {
    if (!*lines[n] || lines[n][0] == '#') continue;
    g_auto(GStrv) cells = g_strsplit(lines[n], "\t", -1);
    Row row = {.hidden = NAN, .recall = NAN};
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
      if (columns[i].kind == TEXT) set(&row, &columns[i], "");
    for (guint i = 0; names[i] && cells[i]; i++)
      if (find(names[i])) set(&row, find(names[i]), cells[i]);
    g_array_append_val(rows, row);
  }
  return rows;
}
