/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheets that part a stack. Must not know: chance, clock, how sheets are recognised. */
#include "bundle/sheets.h"
#include "base/file.h"
#include "bundle/leaf.h"
#include <recto/error.h>

/* Millimetres. Nothing stands within 12 mm of an edge: no office printer reaches there, and punch holes lie between 9 and 15 mm from the left. */
#define LEFT 18.0
#define RIGHT 192.0
#define TOP 13.0
#define BOTTOM 284.0
#define CODE 38.0
#define BARS 17.0           /* as broad as the bars are long */
#define LADDER_TOP 62.0
#define LADDER_BOTTOM 203.0
#define TYPE_TOP 208.0
#define COLUMN 142.0        /* what is written, left of the upright bars */
#define QUIET 6.0

typedef struct {
  const RectoSheetsOrder *order;
  RectoLeaf *leaf;
  RectoSheetCode code;
  char *square, *bars, *type;
} Sheet;

static void sheet_clear(Sheet *sheet) {
  g_free(sheet->square);
  g_free(sheet->bars);
  g_free(sheet->type);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sheet, sheet_clear)

static double mm(double length) { return length * RECTO_LEAF_MM; }

/* ------------------------------------------------------------------ codes */

static bool put_codes(const Sheet *sheet) {
  const double x[] = {LEFT, RIGHT - CODE}, y[] = {TOP, BOTTOM - CODE};
  bool right = true;
  for (int i = 0; i < 4; i++) right = right && recto_leaf_square_code(sheet->leaf, mm(x[i % 2]), mm(y[i / 2]), mm(CODE), sheet->square);
  right = right && recto_leaf_bars(sheet->leaf, mm(RIGHT - BARS), mm(LADDER_TOP), mm(BARS), mm(LADDER_BOTTOM - LADDER_TOP), true, sheet->bars);
  return right && recto_leaf_bars(sheet->leaf, mm(LEFT), mm(BOTTOM - CODE - QUIET - BARS), mm(RIGHT - LEFT), mm(BARS), false, sheet->bars);
}

/* ------------------------------------------------------------------ words */

static char *say(const Sheet *sheet, const char *language, const char *what) {
  g_autofree char *key = g_strdup_printf("sheets.%s.%s", recto_sheet_kind_word(sheet->order->kind), what), *k = g_strdup_printf("%d", sheet->code.serial);
  g_autofree char *n = g_strdup_printf("%d", sheet->code.count);
  g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(args, "k", k);
  g_hash_table_insert(args, "n", n);
  g_hash_table_insert(args, "number", (gpointer)sheet->code.number);
  return recto_message(sheet->order->models, language, key, args);
}

/* Below `y`, in points; returns where it ends. */
static double put(const Sheet *sheet, double y, RectoLeafStyle style, double gap, const char *text) {
  return y + recto_leaf_text(sheet->leaf, mm(LEFT), y, mm(COLUMN), style, text) + (text && *text ? gap : 0);
}

static double put_said(const Sheet *sheet, double y, RectoLeafStyle style, double gap, const char *language, const char *what) {
  g_autofree char *text = say(sheet, language, what);
  return put(sheet, y, style, gap, text);
}

static void put_words(const Sheet *sheet) {
  const RectoLeafStyle title = {.size = 54, .bold = true}, english = {.size = 17}, number = {.size = 50, .bold = true}, serial = {.size = 19, .bold = true};
  const RectoLeafStyle sentence = {.size = 14.5}, other = {.size = 11.5, .grey = 0.15};
  g_autofree char *heading = say(sheet, "fr", "title");
  double y = mm(TOP + CODE + 8);
  y += recto_leaf_text_fit(sheet->leaf, mm(LEFT), y, mm(COLUMN), title, heading);
  y = put_said(sheet, y - 6, english, 12, "en", "title");
  if (sheet->code.number[0]) y += recto_leaf_text_fit(sheet->leaf, mm(LEFT), y, mm(COLUMN), number, sheet->code.number) + 4;
  const RectoProcedure *procedure = sheet->order->procedure ? recto_models_procedure(sheet->order->models, sheet->order->procedure) : NULL;
  if (procedure) y = put(sheet, y, (RectoLeafStyle){.size = 15, .lines = 2}, 8, recto_label(procedure->labels, "fr"));
  y = put_said(sheet, y, serial, 14, "fr", "serial");
  y = put_said(sheet, y, sentence, 7, "fr", "what");
  y = put_said(sheet, y, sentence, 14, "fr", "how");
  y = put_said(sheet, y, other, 2, "en", "what");
  put_said(sheet, y, other, 0, "en", "how");
}

/* The code for eyes and OCR, across the sheet between the words and the bars; and how to print, between the lower codes. */
static void put_foot(const Sheet *sheet) {
  double between = LEFT + CODE + 5, width = RIGHT - CODE - 5 - between;
  const RectoLeafStyle type = {.size = 30, .bold = true, .align = RECTO_LEAF_CENTRE}, hint = {.size = 9, .align = RECTO_LEAF_CENTRE};
  recto_leaf_text_fit(sheet->leaf, mm(LEFT), mm(TYPE_TOP), mm(RIGHT - LEFT), type, sheet->type);
  g_autofree char *french = say(sheet, "fr", "print"), *english = say(sheet, "en", "print");
  double y = mm(BOTTOM - CODE + 9);
  y += recto_leaf_text(sheet->leaf, mm(between), y, mm(width), hint, french) + 4;
  recto_leaf_text(sheet->leaf, mm(between), y, mm(width), hint, english);
}

/* ------------------------------------------------------------------ the file */

static bool bad_order(const RectoSheetsOrder *order, GError **error) {
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_USAGE, "a sheet cannot carry this: number %s, set %s, sheet %d of %d (at most %d)", order->number ? order->number : "-",
              order->set ? order->set : "-", MAX(order->only, 1), order->count, RECTO_SHEET_COUNT_MAX);
  return false;
}

static bool put_sheet(const RectoSheetsOrder *order, RectoLeaf *leaf, int serial, GError **error) {
  g_auto(Sheet) sheet = {.order = order, .leaf = leaf, .code = {.kind = order->kind, .serial = serial, .count = order->count}};
  bool fits = g_strlcpy(sheet.code.set, order->set ? order->set : "", sizeof sheet.code.set) < sizeof sheet.code.set &&
              g_strlcpy(sheet.code.number, order->number ? order->number : "", sizeof sheet.code.number) < sizeof sheet.code.number &&
              g_strlcpy(sheet.code.procedure, order->procedure ? order->procedure : "", sizeof sheet.code.procedure) < sizeof sheet.code.procedure;
  sheet.square = fits ? recto_sheet_code_text(&sheet.code, RECTO_SHEET_SQUARE) : NULL;
  sheet.bars = fits ? recto_sheet_code_text(&sheet.code, RECTO_SHEET_BARS) : NULL;
  sheet.type = fits ? recto_sheet_code_text(&sheet.code, RECTO_SHEET_TYPE) : NULL;
  if (!sheet.square || !sheet.bars || !sheet.type) return bad_order(order, error);
  put_words(&sheet);
  put_foot(&sheet);
  return put_codes(&sheet) || bad_order(order, error);
}

bool recto_sheets_write(const RectoSheetsOrder *order, const char *path, GError **error) {
  g_autoptr(RectoLeaf) leaf = recto_leaf_new();
  int first = order->only ? order->only : 1, last = order->only ? order->only : order->count;
  if (first < 1 || last > order->count || order->count < 1 || order->count > RECTO_SHEET_COUNT_MAX) return bad_order(order, error);
  for (int serial = first; serial <= last; serial++) {
    if (!put_sheet(order, leaf, serial, error)) return false;
    recto_leaf_turn(leaf);
  }
  g_autofree char *key = g_strdup_printf("sheets.%s.file", recto_sheet_kind_word(order->kind)), *title = recto_message(order->models, "fr", key, NULL);
  RectoPdfaInfo info = {title, "fr", order->made_at};
  g_autoptr(GBytes) pdf = recto_leaf_end(g_steal_pointer(&leaf), &info, NULL, error);
  return pdf && recto_file_write_durable(path, g_bytes_get_data(pdf, NULL), g_bytes_get_size(pdf), error);
}
