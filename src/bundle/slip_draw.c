/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slip on its page: as much as fits, in the order that the header of slip.h promises. Must not know: dossiers. */
#include "bundle/leaf.h"
#include "bundle/slip_parts.h"

#define LEFT 46.0
#define WIDTH 503.0
#define TOP 38.0
#define BOTTOM 808.0
#define SQUARE 74.0
#define NUMBER_WIDTH 172.0
#define ISSUER_WIDTH (WIDTH - SQUARE - NUMBER_WIDTH - 22)
#define LABEL 96.0
#define PAD 10.0
#define NUMBER_CELL 22.0
#define PAGES_CELL 34.0
#define DIGEST_CELL 107.0
#define GUTTER 16.0
#define SIGNATURE_WIDTH 150.0
#define SIGNATURE_HEIGHT 46.0
#define ROWS_MOST 64u /* no page holds more */

static const RectoLeafStyle SERVICE = {.size = 11.5, .bold = true, .lines = 6}, ISSUER = {.size = 9, .lines = 2}, NUMBER = {.size = 25, .bold = true, .align = RECTO_LEAF_RIGHT},
                            NUMBER_LABEL = {.size = 9.5, .align = RECTO_LEAF_RIGHT}, TITLE = {.size = 21, .bold = true}, SOFT = {.size = 9.5, .grey = 0.25}, BODY = {.size = 9.5},
                            BODY_BOLD = {.size = 9.5, .bold = true}, HEADING = {.size = 12.5, .bold = true}, SUBHEADING = {.size = 10.5, .bold = true}, STRONG = {.size = 11.5, .bold = true},
                            CELL = {.size = 9}, CELL_SOFT = {.size = 8.5, .grey = 0.25}, CELL_HEAD = {.size = 8.5, .bold = true}, SMALL = {.size = 8.5}, CODE = {.size = 8.5, .mono = true};

/* How much is said. Tried from the first on; the first that fits is drawn. */
typedef struct {
  bool texts;       /* explanations under what must be done */
  bool what;        /* what was recognised in each file */
  int name_lines;
  int columns;      /* of files, side by side */
  guint points;     /* of each list, at most */
  guint rows;       /* files, at least; G_MAXUINT = all of them */
} Level;
static const Level levels[] = {{true, true, 2, 1, 99, G_MAXUINT}, {true, true, 1, 1, 99, G_MAXUINT}, {true, false, 1, 1, 99, G_MAXUINT}, {true, false, 1, 2, 99, G_MAXUINT},
                               {false, false, 1, 2, 99, G_MAXUINT}, {true, false, 1, 2, 99, 16},     {false, false, 1, 2, 99, 16},        {false, false, 1, 2, 14, 10},
                               {false, false, 1, 2, 8, 4},          {false, false, 1, 2, 4, 0},      {false, false, 1, 2, 2, 0}};

typedef struct {
  RectoLeaf *leaf;
  const RectoSlip *slip;
  const Level *level;
  guint rows;  /* drawn of the table */
  bool dry;    /* measure only */
  double y;
} Pen;

/* ------------------------------------------------------------------ strokes */

static double text_at(const Pen *pen, double x, double y, double width, RectoLeafStyle style, const char *text) {
  return pen->dry ? recto_leaf_text_height(pen->leaf, width, style, text) : recto_leaf_text(pen->leaf, x, y, width, style, text);
}

static void put(Pen *pen, double x, double width, RectoLeafStyle style, double gap, const char *text) {
  if (!text || !*text) return;
  pen->y += text_at(pen, x, pen->y, width, style, text) + gap;
}

static void rule(const Pen *pen, double y, double thickness, double grey) {
  if (!pen->dry) recto_leaf_fill(pen->leaf, LEFT, y, WIDTH, thickness, grey);
}

/* ------------------------------------------------------------------ head */

static double put_number(const Pen *pen) {
  const RectoSlip *slip = pen->slip;
  double x = LEFT + WIDTH - SQUARE - 12 - NUMBER_WIDTH;
  if (pen->dry) return TOP + SQUARE;
  double y = TOP + 10;
  y += recto_leaf_text(pen->leaf, x, y, NUMBER_WIDTH, NUMBER_LABEL, slip->number_label);
  recto_leaf_text_fit(pen->leaf, x, y, NUMBER_WIDTH, NUMBER, slip->number);
  recto_leaf_square_code(pen->leaf, LEFT + WIDTH - SQUARE, TOP, SQUARE, slip->square);
  return TOP + SQUARE;
}

static void put_head(Pen *pen) {
  const RectoSlip *slip = pen->slip;
  pen->y = TOP;
  for (guint i = 0; i < MIN(slip->issuer->len, 7); i++) put(pen, LEFT, ISSUER_WIDTH, i == 0 ? SERVICE : ISSUER, i == 0 ? 2 : 0.5, slip->issuer->pdata[i]);
  double below = put_number(pen);
  pen->y = MAX(pen->y, below) + 9;
  rule(pen, pen->y, 1.4, 0);
  pen->y += 9;
  put(pen, LEFT, WIDTH, TITLE, 5, slip->kind);
  for (guint i = 0; i < slip->facts->len; i++) {
    const RectoSlipFact *fact = slip->facts->pdata[i];
    RectoLeafStyle value = i == 0 ? BODY_BOLD : BODY;
    value.lines = 3;
    double label = text_at(pen, LEFT, pen->y, LABEL, SOFT, fact->label), height = text_at(pen, LEFT + LABEL, pen->y, WIDTH - LABEL, value, fact->value);
    pen->y += MAX(label, height) + 1;
  }
  pen->y += 8;
}

/* ------------------------------------------------------------------ lists */

static void put_point(Pen *pen, double x, double width, RectoLeafStyle style, const RectoSlipPoint *point, bool text) {
  if (pen->level->points < 20) style.lines = 2;
  text_at(pen, x, pen->y, 10, style, "•");
  put(pen, x + 10, width - 10, style, 0.5, point->title);
  if (text) put(pen, x + 10, width - 10, CELL, 2.5, point->text);
}

static void put_points(Pen *pen, double x, double width, RectoLeafStyle style, const RectoSlipList *list, bool texts) {
  guint shown = MIN(list->points->len, pen->level->points);
  for (guint i = 0; i < shown; i++) put_point(pen, x, width, style, list->points->pdata[i], texts);
  if (shown == list->points->len) return;
  g_autofree char *more = pen->slip->more(list->points->len - shown, pen->slip->data);
  put(pen, x + 10, width - 10, style, 1, more);
}

/* What must be done stands in a frame of its own: it is what a person looks for. */
static void put_todo(Pen *pen) {
  const RectoSlip *slip = pen->slip;
  double top = pen->y, x = LEFT + PAD, width = WIDTH - 2 * PAD;
  pen->y += 7;
  if (slip->verdict) put(pen, x, width, STRONG, 0, slip->verdict);
  else {
    put(pen, x, width, HEADING, 3, slip->todo.title);
    put_points(pen, x, width, BODY_BOLD, &slip->todo, pen->level->texts);
    pen->y += 3;
    put(pen, x, width, STRONG, 1, slip->when);
    put(pen, x, width, BODY, 0, slip->where);
  }
  pen->y += 7;
  if (!pen->dry) recto_leaf_frame(pen->leaf, LEFT + 0.7, top, WIDTH - 1.4, pen->y - top, 1.4);
  pen->y += 9;
}

static void put_list(Pen *pen, const RectoSlipList *list) {
  if (list->points->len == 0) return;
  put(pen, LEFT, WIDTH, SUBHEADING, 1, list->title);
  put_points(pen, LEFT, WIDTH, CELL, list, false);
  pen->y += 6;
}

/* ------------------------------------------------------------------ the table */

static double column_width(const Pen *pen) { return pen->level->columns == 1 ? WIDTH : (WIDTH - GUTTER) / 2; }

/* One line of the table from x on; returns its height. The digest's letters are lower than the others'. */
static double put_cells(const Pen *pen, double x, RectoLeafStyle style, RectoLeafStyle code, char *const cells[4]) {
  double whole = column_width(pen), name = whole - NUMBER_CELL - PAGES_CELL - DIGEST_CELL, tallest = 0;
  const double at[] = {x, x + NUMBER_CELL, x + NUMBER_CELL + name, x + whole - DIGEST_CELL + 6}, width[] = {NUMBER_CELL, name, PAGES_CELL - 2, DIGEST_CELL - 5};
  for (int i = 0; i < 4; i++) {
    RectoLeafStyle look = i == 3 ? code : style;
    look.lines = i == 1 ? pen->level->name_lines : 1;
    if (i == 2) look.align = RECTO_LEAF_RIGHT;
    double height = text_at(pen, at[i], pen->y + (look.mono ? 1.2 : 0), width[i], look, cells[i]);
    tallest = MAX(tallest, height);
  }
  return tallest;
}

static void put_column_heads(Pen *pen) {
  double height = 0;
  for (int i = 0; i < pen->level->columns; i++) height = put_cells(pen, LEFT + i * (column_width(pen) + GUTTER), CELL_HEAD, CELL_HEAD, pen->slip->columns);
  pen->y += height + 1;
  rule(pen, pen->y, 0.9, 0);
}

/* This row, and beside it the next where there are two columns; returns how many were put. */
static guint put_row(Pen *pen, guint i, guint shown) {
  const RectoSlipRow *row = pen->slip->rows->pdata[i];
  guint n = 0;
  pen->y += pen->level->columns == 1 ? 1.5 : 0.6;
  if (row->deposit) put(pen, LEFT, WIDTH, CELL_HEAD, 0, row->name);
  double height = 0;
  while (n < (guint)pen->level->columns && i + n < shown && !row->deposit) {
    const RectoSlipRow *next = pen->slip->rows->pdata[i + n];
    if (next->deposit) break;
    char *const cells[] = {next->number, next->name, next->pages, next->digest};
    height = put_cells(pen, LEFT + n++ * (column_width(pen) + GUTTER), CELL, CODE, cells);
  }
  pen->y += height;
  RectoLeafStyle what = CELL_SOFT;
  what.lines = pen->level->name_lines;
  if (pen->level->what && !row->deposit) put(pen, LEFT + NUMBER_CELL, WIDTH - NUMBER_CELL - DIGEST_CELL - PAGES_CELL, what, 0, row->what);
  pen->y += 0.8;
  rule(pen, pen->y, 0.4, 0.55);
  return MAX(n, 1);
}

/* A deposit's headline never ends the table. */
static guint rows_shown(const Pen *pen) {
  guint n = MIN(pen->rows, pen->slip->rows->len);
  while (n > 0 && n < pen->slip->rows->len && ((const RectoSlipRow *)pen->slip->rows->pdata[n - 1])->deposit) n--;
  return n;
}

static void put_rest(Pen *pen, guint shown) {
  guint files = 0, pages = 0;
  for (guint i = shown; i < pen->slip->rows->len; i++) {
    const RectoSlipRow *row = pen->slip->rows->pdata[i];
    files += row->n_files;
    pages += row->n_pages;
  }
  if (files == 0 || shown == 0) return; /* the count above says it all */
  g_autofree char *text = pen->slip->rest(files, pages, pen->slip->data);
  pen->y += 2;
  put(pen, LEFT + NUMBER_CELL, WIDTH - NUMBER_CELL, BODY_BOLD, 0, text);
}

static void put_received(Pen *pen) {
  const RectoSlip *slip = pen->slip;
  if (slip->rows->len == 0) return;
  put(pen, LEFT, WIDTH, HEADING, 0, slip->received_title);
  put(pen, LEFT, WIDTH, CELL, 3, slip->sum);
  guint shown = rows_shown(pen);
  if (shown > 0) put_column_heads(pen);
  for (guint i = 0; i < shown;) i += put_row(pen, i, shown);
  put_rest(pen, shown);
  pen->y += 3;
  put(pen, LEFT, WIDTH, SMALL, 0, slip->full_list);
}

static void put_top(Pen *pen) {
  put_head(pen);
  put_todo(pen);
  put_list(pen, &pen->slip->check);
  put_list(pen, &pen->slip->later);
  put_received(pen);
}

/* ------------------------------------------------------------------ foot */

static void put_foot(Pen *pen, bool letters) {
  const RectoSlip *slip = pen->slip;
  rule(pen, pen->y, 0.9, 0);
  pen->y += 5;
  for (guint i = 0; i < slip->legal->len; i++) put(pen, LEFT, WIDTH, SMALL, 2.5, slip->legal->pdata[i]);
  if (letters) put(pen, LEFT, WIDTH, SMALL, 2.5, slip->letters);
  double top = pen->y + 3, width = WIDTH - SIGNATURE_WIDTH - 12, x = LEFT + WIDTH - SIGNATURE_WIDTH;
  pen->y = top;
  for (guint i = 0; i < slip->foot->len; i++) put(pen, LEFT, width, SMALL, 1, slip->foot->pdata[i]);
  put(pen, LEFT, width, CODE, 0, slip->history_hash);
  if (!pen->dry) recto_leaf_frame(pen->leaf, x, top, SIGNATURE_WIDTH, SIGNATURE_HEIGHT, 0.7);
  text_at(pen, x + 5, top + 3, SIGNATURE_WIDTH - 10, SMALL, slip->signature);
  pen->y = MAX(pen->y, top + SIGNATURE_HEIGHT);
}

/* ------------------------------------------------------------------ fitting */

static double height_of(Pen *pen, void (*part)(Pen *)) {
  pen->dry = true;
  pen->y = 0;
  part(pen);
  pen->dry = false;
  return pen->y;
}

static bool fits(Pen *pen, double bottom, guint rows) {
  pen->rows = rows;
  return height_of(pen, put_top) <= bottom;
}

/* The most rows that fit: more rows are never less high. */
static guint most_rows(Pen *pen, double bottom, guint least) {
  guint low = least, high = MIN(pen->slip->rows->len, ROWS_MOST);
  while (low < high) {
    guint middle = (low + high + 1) / 2;
    if (fits(pen, bottom, middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/* Sets the level and the rows. The last level is taken whatever comes: its lists are so short that it fits (tests/unit/test-slip.c). */
static void choose(Pen *pen, double bottom) {
  guint all = pen->slip->rows->len;
  for (size_t i = 0; i < G_N_ELEMENTS(levels); i++) {
    pen->level = &levels[i];
    bool whole = pen->level->rows == G_MAXUINT;
    if (whole ? all > ROWS_MOST || !fits(pen, bottom, all) : !fits(pen, bottom, MIN(pen->level->rows, all))) continue;
    pen->rows = whole ? all : most_rows(pen, bottom, MIN(pen->level->rows, all));
    return;
  }
  pen->rows = 0;
}

static GBytes *draw(const RectoSlip *slip, const RectoPdfaInfo *info, bool letters, bool *ret_unknown, GError **error) {
  Pen pen = {.leaf = recto_leaf_new(), .slip = slip, .level = levels, .dry = true};
  put_foot(&pen, letters);
  double foot = pen.y;
  choose(&pen, BOTTOM - foot - 8);
  pen.dry = false;
  put_top(&pen);
  pen.y = BOTTOM - foot;
  put_foot(&pen, letters);
  return recto_leaf_end(pen.leaf, info, ret_unknown, error);
}

GBytes *recto_slip_draw(const RectoSlip *slip, const RectoPdfaInfo *info, GError **error) {
  bool unknown = false;
  GBytes *pdf = draw(slip, info, false, &unknown, error);
  if (!pdf || !unknown) return pdf;
  g_bytes_unref(pdf);
  return draw(slip, info, true, &unknown, error);
}
