/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Light over text, on a copy eight times smaller than the survey. Must not know: verdicts. */
#include "image/glare.h"

enum { STEP = 8, BURNT = 250, OPEN = 3, LINE_GAP = 3, WORD_GAP = 6 }; /* gaps in letter heights */

typedef struct {
  PIX *text; /* 1 bpp: where letters stand, joined to words and lines */
  PIX *area; /* 1 bpp: the area that they take, gaps of columns and paragraphs filled */
} TextMap;

static void text_map_clear(TextMap *map) {
  pixDestroy(&map->text);
  pixDestroy(&map->area);
}

static PIX *letter_mask(const RectoSurvey *survey) {
  PIX *mask = pixCreate(MAX(1, pixGetWidth(survey->grey) / STEP), MAX(1, pixGetHeight(survey->grey) / STEP), 1);
  for (int i = 0; mask && i < survey->letters->n; i++) {
    const BOX *box = survey->letters->box[i];
    if (box->h * 2 >= survey->letter_height && box->h <= survey->letter_height * 3)
      pixRasterop(mask, box->x / STEP, box->y / STEP, box->w / STEP + 1, box->h / STEP + 1, PIX_SET, NULL, 0, 0);
  }
  return mask;
}

static bool text_map_make(const RectoSurvey *survey, const RectoModels *limits, TextMap *ret) {
  g_autoptr(PIX) letters = letter_mask(survey);
  if (!letters) return false;
  int letter = MAX(1, (int)(survey->letter_height / STEP)), across = (int)(pixGetWidth(letters) * recto_limit(limits, "image.glare.gap-across")),
      down = (int)(pixGetHeight(letters) * recto_limit(limits, "image.glare.gap-down"));
  ret->text = pixCloseSafeBrick(NULL, letters, WORD_GAP * letter + 1, LINE_GAP * letter + 1);
  ret->area = pixCloseSafeBrick(NULL, letters, MAX(1, across), MAX(1, down));
  if (ret->text && ret->area) return true;
  text_map_clear(ret);
  return false;
}

static l_int32 count(PIX *mask) {
  l_int32 n = 0;
  return mask && !pixCountPixels(mask, &n, NULL) ? n : 0;
}

static PIX *burnt_out(const RectoSurvey *survey) {
  g_autoptr(PIX) darkest = pixScaleGrayMinMax(survey->grey, STEP, STEP, L_CHOOSE_MIN), dim = darkest ? pixThresholdToBinary(darkest, BURNT) : NULL,
                 burnt = dim ? pixInvert(NULL, dim) : NULL;
  return burnt ? pixOpenBrick(NULL, burnt, OPEN, OPEN) : NULL;
}

/* The part of a mask in the box, cut to its size. */
static PIX *part_of(PIX *mask, const BOX *box) {
  PIX *part = pixCreate(box->w, box->h, 1);
  if (part) pixRasterop(part, 0, 0, box->w, box->h, PIX_SRC, mask, box->x, box->y);
  return part;
}

/* Paper that is burnt out all around its print can still be read: letters stand inside the patch, closed over their gaps. */
static bool print_stands_in(PIX *patch, PIX *text, int letter, const RectoModels *limits) {
  g_autoptr(PIX) closed = pixCloseSafeBrick(NULL, patch, WORD_GAP * letter + 1, LINE_GAP * letter + 1), print = closed ? pixAnd(NULL, closed, text) : NULL;
  return print && count(print) > recto_limit(limits, "image.glare.print") * count(closed);
}

/* The patch that takes most of the text's area: others may be lamps, windows, white things on the desk. Where paper burns out around its print, it may have
 * burnt out beside it too: nothing can be told. */
static void take_largest(PIX *burnt, const TextMap *map, const RectoSurvey *survey, const RectoModels *limits, RectoGlare *ret) {
  PIXA *patches = NULL;
  BOXA *boxes = pixConnComp(burnt, &patches, 8);
  double back = STEP / survey->factor, whole = MAX(1, count(map->area));
  int letter = MAX(1, (int)(survey->letter_height / STEP));
  for (int i = 0; boxes && patches && i < boxes->n; i++) {
    const BOX *box = boxes->box[i];
    g_autoptr(PIX) text = part_of(map->text, box), area = part_of(map->area, box), under = area ? pixAnd(NULL, area, patches->pix[i]) : NULL;
    if (!text || !under) continue;
    if (print_stands_in(patches->pix[i], text, letter, limits)) {
      *ret = (RectoGlare){0};
      break;
    }
    double share = count(under) / whole;
    if (share <= ret->share) continue;
    *ret = (RectoGlare){share, {(int)(box->x * back), (int)(box->y * back), (int)(box->w * back), (int)(box->h * back)}};
  }
  boxaDestroy(&boxes);
  pixaDestroy(&patches);
}

void recto_glare_measure(const RectoSurvey *survey, const RectoModels *limits, RectoGlare *ret) {
  TextMap map = {0};
  *ret = (RectoGlare){0};
  if (survey->paper >= recto_limit(limits, "image.glare.paper") || !text_map_make(survey, limits, &map)) return;
  g_autoptr(PIX) burnt = burnt_out(survey);
  if (burnt) take_largest(burnt, &map, survey, limits, ret);
  text_map_clear(&map);
}
