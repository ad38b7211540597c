/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Light over text, on a copy eight times smaller than the survey. Must not know: verdicts. */
#include "image/glare.h"

#include "image/textlines.h"
#include "image/textmap.h"

enum { STEP = RECTO_TEXTMAP_STEP, BURNT = 250, OPEN = 3 };

/* Paper that is burnt out all around its print can still be read: letters stand inside the patch, closed over their gaps. */
static bool print_stands_in(PIX *patch, PIX *text, const RectoTextMap *map, const RectoModels *limits) {
  g_autoptr(PIX) closed = recto_textmap_closed(map, patch), print = closed ? pixAnd(NULL, closed, text) : NULL;
  return print && recto_textmap_count(print) > recto_limit(limits, "image.glare.print") * recto_textmap_count(closed);
}

/* Print stands beside the patch, above and below it: there is no reason why none should stand under it. Specks of a desk stand in no lines. `box`: in STEPs of the survey. */
static bool print_stands_around(const RectoTextLines *lines, const BOX *box) {
  enum { LINE = 4, LEAST = 5 };
  int beside = 0, above = 0, below = 0;
  double left = box->x * STEP, right = left + box->w * STEP, top = box->y * STEP, bottom = top + box->h * STEP, wide = (right - left) / 2;
  for (guint i = 0; i < lines->lines->len; i++) {
    const RectoTextLine *line = &g_array_index(lines->lines, RectoTextLine, i);
    for (int k = 0; k < line->n && line->n >= LINE; k++) {
      const BOX *letter = line->letter[k];
      double x = letter->x + letter->w / 2.0, y = letter->y + letter->h / 2.0;
      bool row = y >= top && y <= bottom, column = x >= left - wide && x <= right + wide;
      beside += row && (x < left || x > right), above += column && y < top, below += column && y > bottom;
    }
  }
  return beside >= LEAST && above >= LEAST && below >= LEAST;
}

/* Of patches on paper that does not burn out by itself, the largest with print around. */
static void take_patch(PIX *burnt, const RectoSurvey *survey, RectoGlare *ret) {
  PIXA *patches = NULL;
  BOXA *boxes = pixConnComp(burnt, &patches, 8);
  double whole = MAX(1, (double)pixGetWidth(burnt) * pixGetHeight(burnt));
  g_auto(RectoTextLines) lines = {0};
  recto_textlines_make(survey->print, survey->letter_height, &lines);
  for (int i = 0; boxes && patches && i < boxes->n; i++) {
    double share = recto_textmap_count(patches->pix[i]) / whole;
    if (share <= ret->patch || !print_stands_around(&lines, boxes->box[i])) continue;
    ret->patch = share, ret->patch_box = recto_textmap_box(survey, boxes->box[i]);
  }
  boxaDestroy(&boxes);
  pixaDestroy(&patches);
}

/* The patch that takes most of the text's area: others may be lamps, windows, white things on the desk. Where paper burns out around its print, it may have
 * burnt out beside it too: nothing can be told. */
static void take_largest(PIX *burnt, const RectoTextMap *map, const RectoSurvey *survey, const RectoModels *limits, RectoGlare *ret) {
  PIXA *patches = NULL;
  BOXA *boxes = pixConnComp(burnt, &patches, 8);
  double whole = MAX(1, recto_textmap_count(map->area));
  for (int i = 0; boxes && patches && i < boxes->n; i++) {
    const BOX *box = boxes->box[i];
    g_autoptr(PIX) text = recto_pix_cut(map->text, box->x, box->y, box->w, box->h), area = recto_pix_cut(map->area, box->x, box->y, box->w, box->h),
                   under = area ? pixAnd(NULL, area, patches->pix[i]) : NULL;
    if (!text || !under) continue;
    if (print_stands_in(patches->pix[i], text, map, limits)) {
      *ret = (RectoGlare){0};
      break;
    }
    double share = recto_textmap_count(under) / whole;
    if (share <= ret->share) continue;
    *ret = (RectoGlare){.share = share, .box = recto_textmap_box(survey, box)};
  }
  boxaDestroy(&boxes);
  pixaDestroy(&patches);
}

void recto_glare_measure(const RectoSurvey *survey, const RectoModels *limits, RectoGlare *ret) {
  g_auto(RectoTextMap) map = {0};
  *ret = (RectoGlare){0};
  if (survey->paper >= recto_limit(limits, "image.glare.paper") || !recto_textmap_make(survey, limits, &map)) return;
  g_autoptr(PIX) burnt = recto_pix_burnt(survey->grey, STEP, BURNT, OPEN);
  if (burnt) take_largest(burnt, &map, survey, limits, ret);
  if (burnt && survey->paper < recto_limit(limits, "image.glare.bright")) take_patch(burnt, survey, ret);
}
