/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of text as wholes. Must not know: verdicts. */
#include "image/rows.h"

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

BOXA *recto_rows_find(const RectoSurvey *survey, const RectoModels *limits) {
  g_autoptr(BOXA) stripes = find_stripes(survey, limits);
  BOXA *rows = stripes ? boxaCreate(MAX(stripes->n, 1)) : NULL;
  for (int i = 0; rows && i < stripes->n; i++)
    if (has_companion(stripes, i)) boxaAddBox(rows, stripes->box[i], L_COPY);
  return rows;
}
