/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of text as wholes. Must not know: verdicts. */
#include "image/rows.h"

#include "image/sharp.h"

#include <math.h>

/* Dark stripes on the evened survey, words of one row joined. */
static BOXA *find_stripes(const RectoSurvey *survey, const RectoModels *limits) {
  int gap = (int)recto_limit(limits, "image.rows.gap") | 1;
  g_autoptr(PIX) ink = pixThresholdToBinary(survey->even, (l_int32)recto_limit(limits, "image.rows.ink"));
  g_autoptr(PIX) joined = ink ? pixCloseSafeBrick(NULL, ink, gap, 1) : NULL;
  g_autoptr(BOXA) all = joined ? pixConnCompBB(joined, 8) : NULL;
  BOXA *stripes = all ? boxaCreate(MAX(all->n, 1)) : NULL;
  double least = recto_limit(limits, "image.rows.height-least"), most = recto_limit(limits, "image.rows.height-most");
  double aspect = recto_limit(limits, "image.rows.aspect");
  for (int i = 0; stripes && i < all->n; i++) {
    const BOX *box = all->box[i];
    bool at_edge = box->x <= 1 || box->x + box->w >= pixGetWidth(survey->even) - 1; /* a table's grain runs through the picture */
    if (!at_edge && box->h >= least && box->h <= most && box->w >= aspect * box->h) boxaAddBox(stripes, all->box[i], L_COPY);
  }
  return stripes;
}

/* Does another stripe of like height begin at the same left edge a few lines above or below? */
static bool has_companion(const BOXA *stripes, int self) {
  const BOX *a = stripes->box[self];
  for (int i = 0; i < stripes->n; i++) {
    const BOX *b = stripes->box[i];
    int taller = MAX(a->h, b->h), step = abs(a->y - b->y);
    if (i != self && 3 * MIN(a->h, b->h) >= 2 * taller && step > taller / 2 && step < 5 * taller && abs(a->x - b->x) < taller) return true;
  }
  return false;
}

static int compare_doubles(gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

typedef struct { double blur; int y; } Row;

static double median_between(const GArray *rows, int from, int to, guint least) {
  g_autoptr(GArray) blurs = g_array_new(FALSE, FALSE, sizeof(double));
  for (guint i = 0; i < rows->len; i++) {
    const Row *row = &g_array_index(rows, Row, i);
    if (row->y >= from && row->y < to) g_array_append_val(blurs, row->blur);
  }
  if (blurs->len < MAX(least, 1)) return NAN;
  g_array_sort(blurs, compare_doubles);
  return g_array_index(blurs, double, blurs->len / 2);
}

enum { BANDS = 6, BAND_ROWS = 4 };

static void find_worst_band(const GArray *rows, const RectoSurvey *survey, RectoRows *ret) {
  int height = pixGetHeight(survey->grey);
  for (int band = 0; band < BANDS; band++) {
    int from = height * band / BANDS, to = height * (band + 1) / BANDS;
    double blur = median_between(rows, from, to, BAND_ROWS);
    if (!(blur > ret->worst)) continue;
    ret->worst = blur;
    ret->worst_y = (int)(from / survey->factor);
    ret->worst_height = (int)((to - from) / survey->factor);
  }
}

void recto_rows_measure(const RectoSurvey *survey, const RectoModels *limits, RectoRows *ret) {
  g_autoptr(BOXA) stripes = find_stripes(survey, limits);
  g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(Row));
  for (int i = 0; stripes && i < stripes->n; i++) {
    Row row = {has_companion(stripes, i) ? recto_sharp_box(survey->grey, stripes->box[i]) : NAN, stripes->box[i]->y};
    if (isfinite(row.blur)) g_array_append_val(rows, row);
  }
  *ret = (RectoRows){.n = (int)rows->len, .blur = median_between(rows, 0, G_MAXINT, 1)};
  find_worst_band(rows, survey, ret);
}
