/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that lean towards each other. Must not know: words. */
#include "image/keystone.h"

#include <math.h>

enum { SLICES = 10, SWEEP_REDUCTION = 2, SEARCH_REDUCTION = 1 };

/* Points of the lines at the top and the bottom, as they are and as they should be. */
typedef struct { PTA *from, *to; } Pair;

static void pair_clear(Pair *pair) {
  ptaDestroy(&pair->from);
  ptaDestroy(&pair->to);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pair, pair_clear)

/* Where the ink of a slice lies, from its top; -1 = none. */
static double middle_of(PIX *slice) {
  NUMA *rows = pixCountPixelsByRow(slice, NULL);
  double sum = 0, weighted = 0;
  for (int y = 0; rows && y < numaGetCount(rows); y++) {
    float n = 0;
    numaGetFValue(rows, y, &n);
    sum += (double)n;
    weighted += (double)n * y;
  }
  numaDestroy(&rows);
  return sum > 0 ? weighted / sum : -1;
}

/* How the lean grows down the page: a line through the leans of slices. */
typedef struct { int n; double y[SLICES], lean[SLICES], slope, first; } Growth;

static void measure_slices(PIX *ink, const RectoModels *limits, Growth *ret) {
  int high = pixGetHeight(ink) / SLICES;
  for (int i = 0; i < SLICES; i++) {
    float angle = 0, confidence = 0;
    g_autoptr(PIX) slice = recto_pix_cut(ink, 0, i * high, pixGetWidth(ink), high);
    double middle = slice ? middle_of(slice) : -1;
    if (middle < 0 || pixFindSkewSweepAndSearch(slice, &angle, &confidence, SWEEP_REDUCTION, SEARCH_REDUCTION, (float)recto_limit(limits, "image.keystone.sweep"), 1.0f, 0.01f)) continue;
    if ((double)confidence < recto_limit(limits, "image.keystone.confidence")) continue;
    ret->y[ret->n] = i * high + middle;
    ret->lean[ret->n++] = (double)angle;
  }
}

static void fit(Growth *growth) {
  double y = 0, lean = 0, yy = 0, both = 0;
  for (int i = 0; i < growth->n; i++) y += growth->y[i] / growth->n, lean += growth->lean[i] / growth->n;
  for (int i = 0; i < growth->n; i++) yy += pow(growth->y[i] - y, 2), both += (growth->y[i] - y) * (growth->lean[i] - lean);
  growth->slope = yy > 0 ? both / yy : 0;
  growth->first = lean - growth->slope * y;
}

/* Growth from each slice to the next, median, over that of all: seen from one side, lines lean a little more from each to the next; two papers that lie askew
 * lean at once. */
static double steadiness(const Growth *growth) {
  double steps[SLICES] = {0};
  int n = growth->n - 1;
  for (int i = 0; i < n; i++) steps[i] = (growth->lean[i + 1] - growth->lean[i]) / MAX(growth->y[i + 1] - growth->y[i], 1);
  qsort(steps, (size_t)n, sizeof *steps, recto_double_compare);
  return growth->slope == 0 ? 0 : (steps[n / 2] + steps[(n - 1) / 2]) / 2 / growth->slope;
}

/* Degrees from the top to the bottom of the page; 0 where too few slices have lines. */
static double spread_of(PIX *ink, const RectoModels *limits, double *ret_steady) {
  Growth growth = {0};
  measure_slices(ink, limits, &growth);
  *ret_steady = 0;
  if (growth.n < recto_limit(limits, "image.keystone.slices")) return 0;
  fit(&growth);
  *ret_steady = steadiness(&growth);
  return fabs(growth.slope) * pixGetHeight(ink);
}

static void multiply(const double a[9], const double b[9], double ret[9]) {
  double product[9];
  for (int i = 0; i < 9; i++) product[i] = a[i / 3 * 3] * b[i % 3] + a[i / 3 * 3 + 1] * b[3 + i % 3] + a[i / 3 * 3 + 2] * b[6 + i % 3];
  for (int i = 0; i < 9; i++) ret[i] = product[i];
}

/* Squares up `ink` once more and adds the step to `map`. NULL when the lines do not tell. */
static PIX *squared(PIX *ink, const RectoModels *limits, double map[9]) {
  g_auto(Pair) pair = {0};
  float *step = NULL;
  if (pixGetLocalSkewTransform(ink, SLICES, SWEEP_REDUCTION, SEARCH_REDUCTION, (float)recto_limit(limits, "image.keystone.sweep"), 1.0f, 0.01f, &pair.from, &pair.to)) return NULL;
  if (getProjectiveXformCoeffs(pair.from, pair.to, &step) || !step) return NULL;
  const double more[9] = {step[0], step[1], step[2], step[3], step[4], step[5], step[6], step[7], 1};
  LEPT_FREE(step);
  PIX *square = pixProjectiveSampledPta(ink, pair.to, pair.from, L_BRING_IN_WHITE);
  if (square) multiply(more, map, map);
  return square;
}

/* Survey px to frame px. */
static void in_frame(double map[9], double factor) {
  const double down[9] = {factor, 0, 0, 0, factor, 0, 0, 0, 1}, up[9] = {1 / factor, 0, 0, 0, 1 / factor, 0, 0, 0, 1};
  multiply(map, down, map);
  multiply(up, map, map);
}

void recto_keystone_find(const RectoSurvey *survey, const RectoModels *limits, RectoKeystone *ret) {
  *ret = (RectoKeystone){.map = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  if (survey->letters->n < recto_limit(limits, "image.keystone.letters") || survey->rows < recto_limit(limits, "legible.rows-sure")) return;
  int limit = (int)MAX(40, survey->letter_height * 8);
  g_autoptr(PIX) ink = pixSelectBySize(survey->ink, limit * 4, limit, 8, L_SELECT_IF_BOTH, L_SELECT_IF_LTE, NULL);
  double steady = 0;
  ret->left = ret->spread = ink ? spread_of(ink, limits, &steady) : 0;
  if (ret->spread < recto_limit(limits, "image.keystone.spread") || steady < recto_limit(limits, "image.keystone.steady")) return;
  for (int step = 0; step < 2 && ink; step++) {
    PIX *square = squared(ink, limits, ret->map);
    pixDestroy(&ink);
    ink = square;
  }
  if (!ink) return;
  ret->left = spread_of(ink, limits, &steady);
  ret->sure = ret->left <= recto_limit(limits, "image.keystone.left") * ret->spread;
  in_frame(ret->map, survey->factor);
}
