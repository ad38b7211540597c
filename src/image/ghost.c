/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two inks on one page. Must not know: words. */
#include "image/ghost.h"

#include <math.h>

enum { PAPER = 200 }; /* of the evened survey */

/* How many marks of about a letter's height have this darkest grey. */
static int count_marks(const RectoSurvey *survey, const RectoModels *limits, int ret_count[PAPER]) {
  g_autoptr(PIX) marks = pixThresholdToBinary(survey->even, (l_int32)recto_limit(limits, "image.rows.ink"));
  g_autoptr(BOXA) boxes = marks ? pixConnCompBB(marks, 8) : NULL;
  int total = 0;
  for (int i = 0; boxes && i < boxes->n; i++) {
    const BOX *box = boxes->box[i];
    if (box->h * 2 < survey->letter_height || box->h > survey->letter_height * 3) continue;
    int darkest = 255;
    for (int y = box->y; y < box->y + box->h; y++)
      for (int x = box->x; x < box->x + box->w; x++) darkest = MIN(darkest, GET_DATA_BYTE(pixGetData(survey->even) + (size_t)y * (size_t)pixGetWpl(survey->even), x));
    if (darkest >= PAPER) continue;
    ret_count[darkest]++;
    total++;
  }
  return total;
}

typedef struct { double n, sum; } Class;

/* Otsu's parting of the marks, not of the pixels. */
static void part_marks(const int count[PAPER], Class *dark, Class *pale) {
  Class all = {0}, low = {0};
  for (int v = 0; v < PAPER; v++) all.n += count[v], all.sum += (double)count[v] * v;
  double best = -1;
  for (int v = 0; v < PAPER; v++) {
    low.n += count[v], low.sum += (double)count[v] * v;
    Class high = {all.n - low.n, all.sum - low.sum};
    if (low.n == 0 || high.n == 0) continue;
    double apart = high.sum / high.n - low.sum / low.n, between = low.n * high.n * apart * apart;
    if (between > best) best = between, *dark = low, *pale = high;
  }
}

/* From the middle most of the way to the grey that next to none of the other side's marks reach: the more of this side's strokes are left, whose thin parts are grey. */
static int limit_of(const int count[PAPER], const Class *pale, double between) {
  const double next_to_none = 0.02, most = 0.8;
  int below = 0, v = (int)between;
  for (; v < PAPER && below + count[v] <= next_to_none * pale->n; v++) below += count[v];
  return (int)lround(between + most * (v - between));
}

/* The page's two inks; false when it has one. */
static bool find_inks(const RectoSurvey *survey, const RectoModels *limits, int count[PAPER], Class *dark, Class *pale) {
  int total = count_marks(survey, limits, count), few = 0;
  part_marks(count, dark, pale);
  if (total < recto_limit(limits, "legible.letters") || pale->n == 0) return false;
  double low = dark->sum / dark->n, high = pale->sum / pale->n;
  for (int v = (int)(low + (high - low) * 0.4); v <= (int)(low + (high - low) * 0.6); v++) few += count[v];
  return pale->n >= recto_limit(limits, "image.ghost.share") * total && high - low >= recto_limit(limits, "image.ghost.apart") &&
         few <= recto_limit(limits, "image.ghost.between") * total;
}

int recto_ghost_find(const RectoSurvey *survey, const RectoModels *limits) {
  int count[PAPER] = {0};
  Class dark = {0}, pale = {0};
  bool two = find_inks(survey, limits, count, &dark, &pale);
  return two ? limit_of(count, &pale, (dark.sum / dark.n + pale.sum / pale.n) / 2) : 0;
}

double recto_ghost_share(const RectoSurvey *survey, const RectoModels *limits) {
  int count[PAPER] = {0};
  Class dark = {0}, pale = {0};
  return find_inks(survey, limits, count, &dark, &pale) ? pale.n / (dark.n + pale.n) : 0;
}
