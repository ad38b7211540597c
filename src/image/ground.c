/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy four times smaller than the survey. Must not know: verdicts. */
#include "image/ground.h"

#include <math.h>

enum { TILE = 2, BRIGHT = 3, DARKEST_PAPER = 32, DARKEST = 40, LONG = 5, ENOUGH = 40 }; /* DARKEST: of the brightest channel of what has a colour; LONG: letters of a line; ENOUGH: of all those lines */

void recto_ground_clear(RectoGround *ground) {
  for (int c = 0; c < RECTO_CHANNELS; c++) pixDestroy(&ground->plane[c]);
  recto_textlines_clear(&ground->lines);
}

int recto_ground_grey(const RectoGround *ground, int channel, int x, int y) {
  return GET_DATA_BYTE(pixGetData(ground->plane[channel]) + (size_t)y * (size_t)pixGetWpl(ground->plane[channel]), x);
}

bool recto_ground_at(const RectoGround *ground, double x, double y, double ret[RECTO_CHANNELS]) {
  if (!recto_pix_holds(ground->plane[0], (int)x, (int)y)) return false;
  for (int c = 0; c < RECTO_CHANNELS; c++) ret[c] = recto_ground_grey(ground, c, (int)x, (int)y);
  return true;
}

void recto_ground_place(const RectoGround *ground, const BOX *box, int *x, int *y) {
  *x = CLAMP((int)((box->x + box->w / 2.0) / ground->step), 0, pixGetWidth(ground->plane[0]) - 1);
  *y = CLAMP((int)((box->y + box->h / 2.0) / ground->step), 0, pixGetHeight(ground->plane[0]) - 1);
}

typedef struct { int count[RECTO_CHANNELS][256], n; } Greys;

static void take(const RectoGround *ground, const BOX *letter, Greys *greys) {
  int x, y;
  recto_ground_place(ground, letter, &x, &y);
  for (int c = 0; c < RECTO_CHANNELS; c++) greys->count[c][recto_ground_grey(ground, c, x, y)]++;
  greys->n++;
}

static void find_paper(const BOXA *print, RectoGround *ground) {
  Greys greys = {.n = 0};
  for (guint i = 0; i < ground->lines.lines->len; i++) {
    const RectoTextLine *line = &g_array_index(ground->lines.lines, RectoTextLine, i);
    for (int k = 0; k < line->n && line->n >= LONG; k++) take(ground, line->letter[k], &greys);
  }
  if (greys.n < ENOUGH) {
    greys = (Greys){.n = 0};
    for (int i = 0; i < print->n; i++) take(ground, print->box[i], &greys);
  }
  for (int c = 0; c < RECTO_CHANNELS; c++) {
    int value = 0;
    for (int seen = 0; value < 255 && (seen += greys.count[c][value]) * 2 < greys.n;) value++;
    ground->paper[c] = MAX(value, DARKEST_PAPER);
  }
}

bool recto_ground_make(PIX *colour, const RectoSurvey *survey, const RectoModels *limits, RectoGround *ret) {
  static const int component[RECTO_CHANNELS] = {COLOR_RED, COLOR_GREEN, COLOR_BLUE};
  *ret = (RectoGround){.limits = limits, .coloured = colour && pixGetDepth(colour) == 32};
  recto_textlines_make(survey->print, survey->letter_height, &ret->lines);
  g_autoptr(PIX) seen = ret->coloured ? pixClone(colour) : pixConvertTo32(survey->calm);
  g_autoptr(PIX) small = seen ? recto_pix_scaled(seen, 0.5 * pixGetWidth(survey->grey) / pixGetWidth(seen)) : NULL;
  for (int c = 0; small && c < RECTO_CHANNELS; c++) {
    g_autoptr(PIX) plane = pixGetRGBComponent(small, component[c]), brightest = plane ? pixScaleGrayMinMax(plane, TILE, TILE, L_CHOOSE_MAX) : NULL;
    ret->plane[c] = brightest ? pixDilateGray(brightest, BRIGHT, BRIGHT) : NULL;
    if (!ret->plane[c]) return false;
  }
  if (!small) return false;
  ret->step = (double)pixGetWidth(survey->grey) / pixGetWidth(ret->plane[0]);
  ret->height = survey->letter_height / ret->step;
  find_paper(survey->print, ret);
  return true;
}

double recto_tint(const double own[RECTO_CHANNELS], const double other[RECTO_CHANNELS]) {
  double most = 0, least = INFINITY;
  for (int c = 0; c < RECTO_CHANNELS; c++) {
    double v = own[c] / MAX(other[c], 1);
    most = MAX(most, v), least = MIN(least, v);
  }
  return most > 0 ? 1 - least / most : 0;
}

bool recto_ground_differs(const RectoGround *ground, const double own[RECTO_CHANNELS], double tint) {
  return MAX(own[0], MAX(own[1], own[2])) >= DARKEST && recto_tint(own, ground->paper) >= tint;
}
