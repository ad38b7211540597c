/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Things over the text, on the map of its area. Must not know: verdicts. */
#include "image/cover.h"

#include "image/textmap.h"

enum { STEP = RECTO_TEXTMAP_STEP, OPEN = 3 };

/* 1 bpp: places whose brightest pixel is darker than the paper around. */
static PIX *darker_places(const RectoSurvey *survey, const RectoModels *limits) {
  g_autoptr(PIX) ground = pixScaleGrayMinMax(survey->calm, STEP, STEP, L_CHOOSE_MAX);
  int reach = ground ? (int)(MAX(pixGetWidth(ground), pixGetHeight(ground)) * recto_limit(limits, "image.cover.around")) | 1 : 1;
  g_autoptr(PIX) paper = ground ? pixDilateGray(ground, reach, reach) : NULL;
  PIX *dark = paper ? pixCreate(pixGetWidth(ground), pixGetHeight(ground), 1) : NULL;
  double limit = recto_limit(limits, "image.cover.dark");
  for (int y = 0; dark && y < pixGetHeight(dark); y++)
    for (int x = 0; x < pixGetWidth(dark); x++) {
      int own = GET_DATA_BYTE(pixGetData(ground) + (size_t)y * (size_t)pixGetWpl(ground), x), around = GET_DATA_BYTE(pixGetData(paper) + (size_t)y * (size_t)pixGetWpl(paper), x);
      if (own < limit * around) SET_DATA_BIT(pixGetData(dark) + (size_t)y * (size_t)pixGetWpl(dark), x);
    }
  return dark;
}

/* What of the mask hangs together with the picture's frame. */
static PIX *reaching_in(PIX *mask) {
  g_autoptr(PIX) seed = pixCreateTemplate(mask);
  if (!seed) return NULL;
  pixSetOrClearBorder(seed, 1, 1, 1, 1, PIX_SET);
  pixAnd(seed, seed, mask);
  return pixSeedfillBinary(NULL, seed, mask, 8);
}

static void take(PIX *over, const RectoTextMap *map, const RectoSurvey *survey, const RectoModels *limits, RectoCover *ret) {
  PIXA *patches = NULL;
  BOXA *boxes = pixConnComp(over, &patches, 8);
  double whole = MAX(1, recto_textmap_count(map->area)), most = 0;
  for (int i = 0; boxes && patches && i < boxes->n; i++) {
    const BOX *box = boxes->box[i];
    g_autoptr(PIX) text = recto_pix_cut(map->text, box->x, box->y, box->w, box->h), print = text ? pixAnd(NULL, text, patches->pix[i]) : NULL;
    double own = recto_textmap_count(patches->pix[i]);
    if (!print || recto_textmap_count(print) > recto_limit(limits, "image.cover.print") * own) continue;
    ret->share += own / whole;
    if (own <= most) continue;
    most = own;
    ret->box = recto_textmap_box(survey, box);
  }
  boxaDestroy(&boxes);
  pixaDestroy(&patches);
}

void recto_cover_measure(const RectoSurvey *survey, const RectoModels *limits, RectoCover *ret) {
  g_auto(RectoTextMap) map = {0};
  *ret = (RectoCover){0};
  if (!recto_textmap_make(survey, limits, &map)) return;
  g_autoptr(PIX) dark = darker_places(survey, limits), in = dark ? reaching_in(dark) : NULL, over = in ? pixAnd(NULL, in, map.area) : NULL;
  g_autoptr(PIX) firm = over ? pixOpenBrick(NULL, over, OPEN, OPEN) : NULL;
  if (firm) take(firm, &map, survey, limits, ret);
}
