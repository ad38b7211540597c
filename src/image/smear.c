/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of the survey, a letter's height wide and high, and runs of those that are out of focus. Must not know: verdicts. */
#include "image/smear.h"

#include "image/detail.h"

#include <math.h>
#include <string.h>

enum { PAPER = 200, FEW = 12, LONG = 5 };        /* of the evened survey; letters on the page; letters of a line */
enum { RUN = 4, BESIDE = 6, FAR = 8 };           /* cells of a run; from it to sharp letters in its row; to another run above or below */
enum { LINE = 2, LINES = 3 };                    /* rows from line to line; lines that need no sharp one beside them */
static const double ACROSS = 1.1, DOWN = 0.4;    /* half widths of what is seen coarsely (twice), letter heights */
static const double LEAST = 0.15, MOST = 1.8;    /* of the ink of sharp lines */
static const double ALONG = 0.004;               /* detail along the row: a crease's, a tinted bar's or a sheet's edge is as soft as a smear, and longer */
static const double LEAST_INK = 4;               /* grey levels: less is what grain leaves */
static const double SOFT_BEST = 0.28;            /* detail in the best direction: what moved, and rules, are sharp in one */
static const double EDGE = 0.2;                  /* of the paper, from one survey px to the next: surely sharp */

typedef enum { NOTHING, PRINT, SMEAR, EDGE_ALONG, OTHER } Cell; /* EDGE_ALONG: as soft, but along its row nothing changes; OTHER: ink that stands on no paper, and headlines */
typedef enum { NO_LETTER, LETTER, IN_LINE } Lettered;
typedef struct {
  const RectoSurvey *survey;
  const RectoGround *ground;
  PIX *grey, *ink;         /* the picture that is looked at closely; 8 bpp: the survey's ink, seen coarsely */
  double back;             /* px of that picture to one of the survey */
  double grain[RECTO_GRAIN_REACH]; /* its */
  double reduction;        /* survey px to one of that */
  double size, usual;      /* survey px of a cell; ink of sharp lines */
  double soft;
  int across, down;
  guint8 *cell, *lettered; /* Cell of each; Lettered: whether a letter stands there or in the next */
} Field;
typedef struct { int x, y, n; bool seen, taken; } Run; /* smears beside one another */

/* ------------------------------------------------------------------ cells */

/* Reduced by halves as far as a letter allows. */
static PIX *seen_coarsely(const RectoSurvey *survey, double height, double *ret_reduction) {
  const double least = 5; /* px of a letter */
  PIX *dark = pixInvert(NULL, survey->even);
  *ret_reduction = 1;
  if (dark) pixAddConstantGray(dark, PAPER - 255);
  for (; dark && height >= 2 * least; height /= 2, *ret_reduction *= 2) {
    PIX *half = pixScaleAreaMap2(dark);
    pixDestroy(&dark);
    dark = half;
  }
  int across = MAX(1, (int)lround(ACROSS * height)), down = MAX(1, (int)lround(DOWN * height));
  g_autoptr(PIX) once = dark ? pixBlockconv(dark, across, down) : NULL;
  pixDestroy(&dark);
  return once ? pixBlockconv(once, across, down) : NULL;
}

static int grey_at(PIX *pix, double x, double y) {
  int u = CLAMP((int)x, 0, pixGetWidth(pix) - 1), v = CLAMP((int)y, 0, pixGetHeight(pix) - 1);
  return GET_DATA_BYTE(pixGetData(pix) + (size_t)v * (size_t)pixGetWpl(pix), u);
}

/* At a place of the survey. */
static double ink_at(const Field *field, double x, double y) { return grey_at(field->ink, x / field->reduction, y / field->reduction); }

/* NAN without a long line. */
static double usual_ink(const Field *field) {
  const GArray *lines = field->ground->lines.lines;
  g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
  for (guint i = 0; i < lines->len; i++) {
    const RectoTextLine *line = &g_array_index(lines, RectoTextLine, i);
    for (int k = 0; k < line->n && line->n >= LONG; k++) {
      double value = ink_at(field, line->letter[k]->x + line->letter[k]->w / 2.0, line->letter[k]->y + line->letter[k]->h / 2.0);
      g_array_append_val(values, value);
    }
  }
  return recto_double_median(values);
}

/* Of the ground that way, between lines: the brightest of some places. False where it is not of the page's colour, or outside the picture. */
static bool paper_near(const Field *field, double x, double y, double aside, int way, double *ret_light) {
  static const double away[] = {1.5, 2, 2.5, 3};
  const double tint = 0.1, darkest = 0.4; /* of the page's own light */
  const double *paper = field->ground->paper;
  double best[RECTO_CHANNELS], own[RECTO_CHANNELS], step = field->ground->step;
  *ret_light = -1;
  for (size_t i = 0; i < G_N_ELEMENTS(away); i++) {
    if (!recto_ground_at(field->ground, (x + aside * field->size) / step, (y + way * away[i] * field->size) / step, own)) continue;
    double light = MAX(own[0], MAX(own[1], own[2]));
    if (light <= *ret_light) continue;
    *ret_light = light;
    for (int c = 0; c < RECTO_CHANNELS; c++) best[c] = own[c];
  }
  return *ret_light >= darkest * MAX(paper[0], MAX(paper[1], paper[2])) && !recto_ground_differs(field->ground, best, tint);
}

/* The page's own colour above and below, as light as each other nearly: no edge of the page, no cloth, no picture. */
static bool on_paper(const Field *field, double x, double y) {
  const double aside = 2.5, darker = 0.85;
  double most = 0, least = 255, light;
  for (int corner = 0; corner < 4; corner++) {
    if (!paper_near(field, x, y, corner & 1 ? aside : -aside, corner & 2 ? 1 : -1, &light)) return false;
    most = MAX(most, light), least = MIN(least, light);
  }
  return least >= darker * most;
}

/* Steps of sharp strokes are seen in the survey already, and most places need not be looked at more closely. */
static bool has_edge(const Field *field, double x, double y, double contrast) {
  double reach = field->size / 2;
  for (double v = y - reach; v < y + reach; v++)
    for (double u = x - reach; u < x + reach; u++)
      if (abs(grey_at(field->survey->even, u + 1, v) - grey_at(field->survey->even, u, v)) >= contrast) return true;
  return false;
}

/* False where nothing of that size stands. */
static bool measure_cell(const Field *field, double x, double y, double height, double soft, Cell *ret) {
  double detail[RECTO_DIRECTIONS];
  if (!recto_detail_measure(field->grey, x * field->back, y * field->back, height * field->back, field->grain, detail)) return false;
  *ret = recto_detail_worst(detail) >= soft || recto_detail_best(detail) >= SOFT_BEST ? PRINT : detail[0] < ALONG ? EDGE_ALONG : SMEAR;
  return true;
}

/* By detail at a letter's size, or, where nothing of that size is left, at twice that: what is so soft has more of it there, and sharp edges have still more. */
static Cell look_closely(const Field *field, double x, double y) {
  const double at_twice = 1.6;
  Cell ret = NOTHING;
  if (!measure_cell(field, x, y, field->size, field->soft, &ret)) measure_cell(field, x, y, 2 * field->size, at_twice * field->soft, &ret);
  return ret;
}

static Cell look(const Field *field, int i, int j) {
  double x = (i + 0.5) * field->size, y = (j + 0.5) * field->size, ink = ink_at(field, x, y);
  if (ink < MAX(LEAST * field->usual, LEAST_INK)) return NOTHING;
  if (ink > MOST * field->usual || !on_paper(field, x, y)) return OTHER;
  return has_edge(field, x, y, EDGE * PAPER) ? PRINT : look_closely(field, x, y);
}

static void mark(Field *field, const BOX *letter, Lettered as) {
  int i = (int)((letter->x + letter->w / 2.0) / field->size), j = (int)((letter->y + letter->h / 2.0) / field->size);
  for (int y = MAX(0, j - 1); y <= MIN(field->down - 1, j + 1); y++)
    for (int x = MAX(0, i - 1); x <= MIN(field->across - 1, i + 1); x++) field->lettered[y * field->across + x] = (guint8)as;
}

/* A headline's strokes are as wide as smears of small print, and no softer for it. */
static void leave_out(Field *field, const BOX *letter) {
  for (int y = (int)(letter->y / field->size); y <= MIN(field->down - 1, (int)((letter->y + letter->h) / field->size)); y++)
    for (int x = (int)(letter->x / field->size); x <= MIN(field->across - 1, (int)((letter->x + letter->w) / field->size)); x++) field->cell[y * field->across + x] = OTHER;
}

static void mark_letters(Field *field) {
  const double large = 2;
  const BOXA *letters = field->survey->letters;
  for (int k = 0; k < letters->n; k++) {
    mark(field, letters->box[k], LETTER);
    if (letters->box[k]->h > large * field->size) leave_out(field, letters->box[k]);
  }
  for (guint i = 0; i < field->ground->lines.lines->len; i++) {
    const RectoTextLine *line = &g_array_index(field->ground->lines.lines, RectoTextLine, i);
    for (int k = 0; k < line->n && line->n >= LONG; k++) mark(field, line->letter[k], IN_LINE);
  }
}

/* ------------------------------------------------------------------ runs */

/* Where most ink stands a letter's height above or below that row, survey px. */
static double middle_at(const Field *field, double x, int row) {
  double y = (row + 0.5) * field->size, best = y;
  for (double v = y - field->size; v <= y + field->size; v++)
    if (ink_at(field, x, v) > ink_at(field, x, best)) best = v;
  return best;
}

/* A line of print; what lies across the lines, as a pen or the pattern of a cloth does, leans more. */
static bool is_level(const Field *field, const Run *run) {
  const double most = 0.15;
  double from = run->x + 0.5, to = run->x + run->n - 0.5;
  return fabs(middle_at(field, to * field->size, run->y) - middle_at(field, from * field->size, run->y)) <= most * run->n * field->size;
}

static bool is_smear(const Field *field, int x, int y) { return x < field->across && field->cell[y * field->across + x] == SMEAR; }

static GArray *find_runs(const Field *field) {
  GArray *runs = g_array_new(FALSE, FALSE, sizeof(Run));
  for (int y = 0; y < field->down; y++)
    for (int x = 0; x < field->across; x++) {
      Run run = {.x = x, .y = y};
      for (; is_smear(field, x, y); x++) run.n++;
      if (run.n >= RUN && is_level(field, &run)) g_array_append_val(runs, run);
    }
  return runs;
}

/* A sharp line of print stands beside it in its row. */
static bool goes_on(const Field *field, const Run *run) {
  int from = MAX(0, run->x - BESIDE), to = MIN(field->across, run->x + run->n + BESIDE), row = run->y * field->across;
  for (int x = from; x < to; x++)
    if (field->cell[row + x] == PRINT && field->lettered[row + x] == IN_LINE) return true;
  return false;
}

/* One stands at most so many rows above or below the other. */
static bool are_near(const Run *run, const Run *other) {
  return abs(other->y - run->y) <= FAR && other->x < run->x + run->n && run->x < other->x + other->n;
}

/* Adds what stands near a run; runs are sorted by their rows. */
static void add_near(GArray *runs, guint i, GArray *group) {
  const Run *run = &g_array_index(runs, Run, i);
  guint first = i;
  while (first > 0 && run->y - g_array_index(runs, Run, first - 1).y <= FAR) first--;
  for (guint k = first; k < runs->len && g_array_index(runs, Run, k).y - run->y <= FAR; k++) {
    Run *other = &g_array_index(runs, Run, k);
    if (other->seen || !are_near(run, other)) continue;
    other->seen = true;
    g_array_append_val(group, k);
  }
}

static int lines_of(const GArray *runs, const GArray *group) {
  g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(int));
  for (guint k = 0; k < group->len; k++) g_array_append_val(rows, g_array_index(runs, Run, g_array_index(group, guint, k)).y);
  g_array_sort(rows, recto_int_compare);
  int lines = 0, last = -LINE;
  for (guint k = 0; k < rows->len; k++)
    if (g_array_index(rows, int, k) - last >= LINE) last = g_array_index(rows, int, k), lines++;
  return lines;
}

/* Runs above and below one another are print if a sharp line goes on into one of them, or if they are lines enough: the page's edge, out of focus or in its own shadow, is alone, and so
 * are a brow and a mouth. */
static void take_rows(const Field *field, GArray *runs) {
  for (guint i = 0; i < runs->len; i++) {
    if (g_array_index(runs, Run, i).seen) continue;
    g_autoptr(GArray) group = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_index(runs, Run, i).seen = true;
    g_array_append_val(group, i);
    bool goes = false;
    for (guint k = 0; k < group->len; k++) {
      goes = goes || goes_on(field, &g_array_index(runs, Run, g_array_index(group, guint, k)));
      add_near(runs, g_array_index(group, guint, k), group);
    }
    bool print = goes || lines_of(runs, group) >= LINES;
    for (guint k = 0; print && k < group->len; k++) g_array_index(runs, Run, g_array_index(group, guint, k)).taken = true;
  }
}

static RectoBox box_of(const Field *field, const BOX *cells) {
  double px = field->size / field->survey->factor;
  return (RectoBox){(int)(cells->x * px), (int)(cells->y * px), (int)(cells->w * px), (int)(cells->h * px)};
}

static void sum_up(const Field *field, RectoSmear *ret) {
  g_autoptr(GArray) runs = find_runs(field);
  take_rows(field, runs);
  int smears = 0, x0 = field->across, y0 = field->down, x1 = 0, y1 = 0;
  for (guint i = 0; i < runs->len; i++) {
    const Run *run = &g_array_index(runs, Run, i);
    if (!run->taken) continue;
    smears += run->n;
    x0 = MIN(x0, run->x), x1 = MAX(x1, run->x + run->n), y0 = MIN(y0, run->y), y1 = MAX(y1, run->y + 1);
  }
  for (int i = 0; i < field->across * field->down; i++) ret->print += field->cell[i] == PRINT && field->lettered[i];
  ret->print += smears;
  ret->cells = smears;
  if (smears == 0) return;
  ret->share = (double)smears / ret->print;
  ret->box = box_of(field, &(BOX){.x = x0, .y = y0, .w = x1 - x0, .h = y1 - y0});
}

/* The frame, or, where letters are large enough in the survey, as small a copy of it: its grain is finer, and hides less of what is pale and soft. Owned by the caller. */
static PIX *choose_picture(PIX *frame, Field *field) {
  const double enough = 12; /* survey px of a letter */
  const RectoSurvey *survey = field->survey;
  PIX *small = field->size >= enough && survey->factor < 1 ? recto_pix_scaled(frame, survey->factor) : NULL;
  field->grey = small ? small : frame;
  field->back = small ? 1 : 1 / survey->factor;
  if (small) recto_grain_apart(small, field->grain);
  else memcpy(field->grain, survey->apart, sizeof field->grain);
  return small;
}

void recto_smear_measure(PIX *grey, const RectoSurvey *survey, const RectoGround *ground, const RectoSharp *sharp, double soft, RectoSmear *ret) {
  *ret = (RectoSmear){0};
  if (survey->letters->n < FEW) return;
  double size = sharp->line_height;
  Field field = {.survey = survey, .ground = ground, .size = size, .soft = soft, .across = (int)(pixGetWidth(survey->even) / size), .down = (int)(pixGetHeight(survey->even) / size)};
  g_autoptr(PIX) copy = choose_picture(grey, &field);
  g_autoptr(PIX) ink = seen_coarsely(survey, size, &field.reduction);
  gsize cells = (gsize)field.across * (gsize)field.down;
  g_autofree guint8 *cell = g_new0(guint8, cells), *lettered = g_new0(guint8, cells);
  field.ink = ink, field.cell = cell, field.lettered = lettered;
  field.usual = ink && cells > 0 ? usual_ink(&field) : 0;
  if (!(field.usual > 0)) return;
  for (int y = 0; y < field.down; y++)
    for (int x = 0; x < field.across; x++) cell[y * field.across + x] = (guint8)look(&field, x, y);
  mark_letters(&field);
  sum_up(&field, ret);
}
