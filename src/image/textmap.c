/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where text stands on a page. Must not know: light, things over it. */
#include "image/textmap.h"

enum { STEP = RECTO_TEXTMAP_STEP, LINE_GAP = 3, WORD_GAP = 6 }; /* gaps in letter heights */

void recto_textmap_clear(RectoTextMap *map) {
  pixDestroy(&map->text);
  pixDestroy(&map->area);
}

static PIX *letter_mask(const RectoSurvey *survey) {
  PIX *mask = pixCreate(MAX(1, pixGetWidth(survey->grey) / STEP), MAX(1, pixGetHeight(survey->grey) / STEP), 1);
  const BOXA *print = survey->print;
  for (int i = 0; mask && i < print->n; i++) {
    const BOX *box = print->box[i];
    pixRasterop(mask, box->x / STEP, box->y / STEP, box->w / STEP + 1, box->h / STEP + 1, PIX_SET, NULL, 0, 0);
  }
  return mask;
}

PIX *recto_textmap_closed(const RectoTextMap *map, PIX *mask) {
  return pixCloseSafeBrick(NULL, mask, WORD_GAP * map->letter + 1, LINE_GAP * map->letter + 1);
}

bool recto_textmap_make(const RectoSurvey *survey, const RectoModels *limits, RectoTextMap *ret) {
  *ret = (RectoTextMap){.letter = MAX(1, (int)(survey->letter_height / STEP))};
  g_autoptr(PIX) letters = letter_mask(survey);
  if (!letters) return false;
  int across = (int)(pixGetWidth(letters) * recto_limit(limits, "image.text.gap-across")), down = (int)(pixGetHeight(letters) * recto_limit(limits, "image.text.gap-down"));
  ret->text = recto_textmap_closed(ret, letters);
  ret->area = pixCloseSafeBrick(NULL, letters, MAX(1, across), MAX(1, down));
  if (ret->text && ret->area) return true;
  recto_textmap_clear(ret);
  return false;
}

int recto_textmap_count(PIX *mask) {
  l_int32 n = 0;
  return mask && !pixCountPixels(mask, &n, NULL) ? n : 0;
}

RectoBox recto_textmap_box(const RectoSurvey *survey, const BOX *box) {
  double back = STEP / survey->factor;
  return (RectoBox){(int)(box->x * back), (int)(box->y * back), (int)(box->w * back), (int)(box->h * back)};
}
