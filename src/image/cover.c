/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Things over the text, on the map of its area. Must not know: verdicts. */
#include "image/cover.h"

#include "image/textlines.h"
#include "image/textmap.h"

#include <math.h>

enum { STEP = RECTO_TEXTMAP_STEP, OPEN = 3, SHORTEST = 3 }; /* SHORTEST: letters of a line */

static const double BESIDE = 1.6, EDGE = 1.5, BRIGHTER = 1.25; /* letter heights; of the page's paper */

/* 1 bpp: places whose brightest pixel is darker than the paper around. */
static PIX *darker_places(const RectoSurvey *survey, const RectoModels *limits) {
  g_autoptr(PIX) ground = pixScaleGrayMinMax(survey->calm, STEP, STEP, L_CHOOSE_MAX);
  int reach = ground ? (int)(MAX(pixGetWidth(ground), pixGetHeight(ground)) * recto_limit(limits, "image.cover.around")) | 1 : 1;
  g_autoptr(PIX) paper = ground ? pixDilateGray(ground, reach, reach) : NULL;
  PIX *dark = paper ? pixCreate(pixGetWidth(ground), pixGetHeight(ground), 1) : NULL;
  double limit = recto_limit(limits, "image.cover.dark"), brightest = BRIGHTER * survey->paper; /* a lamp in the picture is no paper */
  for (int y = 0; dark && y < pixGetHeight(dark); y++)
    for (int x = 0; x < pixGetWidth(dark); x++) {
      int own = GET_DATA_BYTE(pixGetData(ground) + (size_t)y * (size_t)pixGetWpl(ground), x), around = GET_DATA_BYTE(pixGetData(paper) + (size_t)y * (size_t)pixGetWpl(paper), x);
      if (own < limit * MIN(around, brightest)) SET_DATA_BIT(pixGetData(dark) + (size_t)y * (size_t)pixGetWpl(dark), x);
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

/* Print that is seen through it says that it is a shadow; the paper beside the print lies in it too. */
static bool is_shadow(PIX *thing, const BOX *box, const RectoTextMap *map, const RectoModels *limits) {
  g_autoptr(PIX) text = recto_pix_cut(map->text, box->x, box->y, box->w, box->h), area = recto_pix_cut(map->area, box->x, box->y, box->w, box->h);
  g_autoptr(PIX) print = text ? pixAnd(NULL, text, thing) : NULL, over = area ? pixAnd(NULL, area, thing) : NULL;
  return !print || !over || recto_textmap_count(print) > recto_limit(limits, "image.cover.print") * recto_textmap_count(over);
}

/* The share of the text's area under one thing: a little of it may be the edge of a page that lies on a desk. */
static void take(PIX *thing, const BOX *box, const RectoTextMap *map, const RectoSurvey *survey, double *most, RectoCover *ret) {
  g_autoptr(PIX) area = recto_pix_cut(map->area, box->x, box->y, box->w, box->h), over = area ? pixAnd(NULL, area, thing) : NULL;
  g_autoptr(PIX) firm = over ? pixOpenBrick(NULL, over, OPEN, OPEN) : NULL;
  g_autoptr(BOXA) patches = firm ? pixConnCompBB(firm, 8) : NULL;
  double whole = MAX(1, recto_textmap_count(map->area));
  ret->share += recto_textmap_count(firm) / whole;
  for (int i = 0; patches && i < patches->n; i++) {
    BOX patch = *patches->box[i];
    double size = (double)patch.w * patch.h;
    if (size <= *most) continue;
    *most = size;
    patch.x += box->x, patch.y += box->y;
    ret->box = recto_textmap_box(survey, &patch);
  }
}

/* What is dark, reaches in and hides: 1 bpp. */
static PIX *find_things(PIX *solid, const RectoTextMap *map, const RectoSurvey *survey, const RectoModels *limits, RectoCover *ret) {
  PIXA *things = NULL;
  g_autoptr(BOXA) boxes = pixConnComp(solid, &things, 8);
  PIX *hiding = boxes && things ? pixCreateTemplate(solid) : NULL;
  double most = 0;
  for (int i = 0; hiding && i < boxes->n; i++) {
    const BOX *box = boxes->box[i];
    PIX *thing = things->pix[i];
    if (is_shadow(thing, box, map, limits)) continue;
    take(thing, box, map, survey, &most, ret);
    pixRasterop(hiding, box->x, box->y, box->w, box->h, PIX_SRC | PIX_DST, thing, 0, 0);
  }
  pixaDestroy(&things);
  return hiding;
}

/* Px of the map from `x` (survey) to the nearest thing along a row; `most` when there is none so near. Outside the picture: 0. */
static int to_thing(PIX *things, double x, int y, bool right, int most) {
  if (y < 0 || y >= pixGetHeight(things)) return 0;
  for (int far = 0; far < most; far++) {
    int at = (int)(x / STEP) + (right ? far : -far);
    if (at >= 0 && at < pixGetWidth(things) && GET_DATA_BIT(pixGetData(things) + (size_t)y * (size_t)pixGetWpl(things), at)) return far;
  }
  return most;
}

/* Something begins where the line ends, or before the next letter could stand, and not far up and down as well: that is the edge of the paper, near which the print of
 * cards stands. */
static bool ends_at(const BOX *letter, bool right, PIX *things, double height) {
  double from = right ? letter->x + letter->w : letter->x, back = from + (right ? -EDGE : EDGE) * height;
  int y = (int)(letter->y + letter->h / 2.0), most = (int)ceil(BESIDE * height / STEP) + 1, wide = (int)((BESIDE + 2 * EDGE) * height / STEP), alike = 0;
  if (to_thing(things, from, y / STEP, right, most) >= most) return false;
  static const int away[] = {-8, -4, 4, 8}; /* letter heights */
  for (size_t i = 0; i < G_N_ELEMENTS(away); i++) alike += to_thing(things, back, (int)((y + away[i] * height) / STEP), right, wide) < wide;
  return alike < (int)G_N_ELEMENTS(away);
}

static RectoBox in_frame(const BOX *box, double back) {
  int x0 = (int)(box->x * back), y0 = (int)(box->y * back);
  return (RectoBox){x0, y0, (int)((box->x + box->w) * back) - x0, (int)((box->y + box->h) * back) - y0};
}

static void count_ends(const RectoSurvey *survey, PIX *things, RectoCover *ret) {
  g_auto(RectoTextLines) lines = {0};
  RectoBox around = {0};
  recto_textlines_make(survey->print, survey->letter_height, &lines);
  for (guint i = 0; i < lines.lines->len; i++) {
    const RectoTextLine *line = &g_array_index(lines.lines, RectoTextLine, i);
    for (int right = 0; right <= 1 && line->n >= SHORTEST; right++) {
      const BOX *letter = line->letter[right ? line->n - 1 : 0];
      if (!ends_at(letter, right, things, survey->letter_height)) continue;
      ret->ends++;
      around = recto_box_union(around, in_frame(letter, 1 / survey->factor));
    }
  }
  if (ret->share <= 0) ret->box = around;
}

void recto_cover_measure(const RectoSurvey *survey, const RectoModels *limits, RectoCover *ret) {
  g_auto(RectoTextMap) map = {0};
  *ret = (RectoCover){0};
  if (!recto_textmap_make(survey, limits, &map)) return;
  g_autoptr(PIX) dark = darker_places(survey, limits), in = dark ? reaching_in(dark) : NULL, solid = in ? pixOpenBrick(NULL, in, OPEN, OPEN) : NULL;
  g_autoptr(PIX) things = solid ? find_things(solid, &map, survey, limits, ret) : NULL;
  if (things) count_ends(survey, things, ret);
}
