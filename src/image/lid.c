/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scanner's lid beside a sheet. Must not know: verdicts. */
#include "image/lid.h"

#include <math.h>

enum { TILE = 8, SKIP = 3, OUTER = 3, TRIES = 8 }; /* survey px; TILEs at the picture's side that turning it may have mixed, and behind them those that are even */
static const double DEEPEST = 0.6, ALONG = 0.93, OFF = 1.5, LEAST = 0.02; /* of the picture; of the places along the side; TILEs from the line; of the picture */
static const int EVEN = 5;      /* grey levels, at the side */
static const double STEP = 3.5; /* to the sheet, from the four TILEs before: the lid itself grows lighter by and by */

/* The brightest of each TILE, seen from one side: `along` it and `deep` into the picture. */
typedef struct { PIX *tiles; RectoSide side; int along, deep; } View;

static View view_of(PIX *tiles, RectoSide side) {
  bool across = side == RECTO_SIDE_TOP || side == RECTO_SIDE_BOTTOM;
  int width = pixGetWidth(tiles), height = pixGetHeight(tiles);
  return (View){tiles, side, across ? width : height, across ? height : width};
}

static int grey_at(const View *view, int along, int deep) {
  int x = view->side == RECTO_SIDE_LEFT ? deep : view->side == RECTO_SIDE_RIGHT ? view->deep - 1 - deep : along;
  int y = view->side == RECTO_SIDE_TOP ? deep : view->side == RECTO_SIDE_BOTTOM ? view->deep - 1 - deep : along;
  return GET_DATA_BYTE(pixGetData(view->tiles) + (size_t)y * (size_t)pixGetWpl(view->tiles), x);
}

static bool steps_at(const View *view, int along, int deep) {
  double before = 0;
  for (int i = 1; i <= 4; i++) before += grey_at(view, along, deep - i) / 4.0;
  for (int i = 0; i < 3; i++)
    if (fabs(grey_at(view, along, deep + i) - before) <= STEP) return false;
  return true;
}

/* Where the lid ends; -1 = it does not begin there, or does not end. */
static int end_at(const View *view, int along) {
  int most = (int)(DEEPEST * view->deep), first = grey_at(view, along, SKIP);
  for (int deep = SKIP + 1; deep < SKIP + OUTER; deep++)
    if (abs(grey_at(view, along, deep) - first) > EVEN) return -1;
  for (int deep = SKIP + OUTER; deep < most; deep++)
    if (steps_at(view, along, deep)) return deep;
  return -1;
}

typedef struct { double slope, middle; int n; } Fit;

/* Least squares over the places that lie near `before`. */
static Fit fit_line(const int *end, int n, const Fit *before) {
  double count = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (int i = 0; i < n; i++) {
    if (end[i] < 0 || fabs(end[i] - before->middle - before->slope * i) > OFF) continue;
    count++, sx += i, sy += end[i], sxx += (double)i * i, sxy += (double)i * end[i];
  }
  double spread = count * sxx - sx * sx;
  if (spread < 1e-9) return (Fit){0};
  double slope = (count * sxy - sx * sy) / spread;
  return (Fit){slope, (sy - slope * sx) / count, (int)count};
}

/* From the middle end, so that a few places that end elsewhere do not bend the line. */
static Fit middle_of(const int *end, int n) {
  g_autofree int *sorted = g_memdup2(end, (gsize)n * sizeof *end);
  qsort(sorted, (size_t)n, sizeof *sorted, recto_int_compare);
  return (Fit){0, sorted[n / 2], n};
}

static bool holds_print(const RectoSurvey *survey, const View *view, const Fit *line) {
  for (int i = 0; i < survey->letters->n; i++) {
    const BOX *box = survey->letters->box[i];
    double x = (box->x + box->w / 2.0) / TILE, y = (box->y + box->h / 2.0) / TILE;
    double along = view->side == RECTO_SIDE_TOP || view->side == RECTO_SIDE_BOTTOM ? x : y;
    double deep = view->side == RECTO_SIDE_LEFT ? x : view->side == RECTO_SIDE_TOP ? y : view->side == RECTO_SIDE_RIGHT ? view->deep - x : view->deep - y;
    if (recto_survey_is_dark(survey, box) && deep > SKIP && deep < line->middle + line->slope * along - OFF) return true;
  }
  return false;
}

static double lid_at(const RectoSurvey *survey, const View *view) {
  if (view->deep < 4 * (SKIP + OUTER) || view->along < SKIP) return 0;
  g_autofree int *end = g_new(int, (gsize)view->along);
  for (int i = 0; i < view->along; i++) end[i] = end_at(view, i);
  Fit line = middle_of(end, view->along);
  for (int i = 0; i < TRIES; i++) line = fit_line(end, view->along, &line); /* each nearer to the edge */
  double share = (line.middle + line.slope * view->along / 2) / view->deep;
  return line.n >= ALONG * view->along && share >= LEAST && !holds_print(survey, view, &line) ? share : 0;
}

void recto_lid_measure(const RectoSurvey *survey, double ret[RECTO_SIDES]) {
  g_autoptr(PIX) tiles = pixScaleGrayMinMax(survey->calm, TILE, TILE, L_CHOOSE_MAX);
  for (RectoSide side = RECTO_SIDE_LEFT; side < RECTO_SIDES; side++) {
    ret[side] = 0;
    if (!tiles) continue;
    View view = view_of(tiles, side);
    ret[side] = lid_at(survey, &view);
  }
}
