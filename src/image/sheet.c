/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sheet by its lightness: print is thin, so the lightest of a tile is paper. Must not know: corners, letters. */
#include "image/sheet.h"

enum { TILE = 16, OPEN = 3 };
static const double LIGHTEST = 0.95;

static PIX *light_tiles(PIX *grey, const RectoModels *limits) {
  g_autoptr(PIX) tiles = pixScaleGrayMinMax(grey, TILE, TILE, L_CHOOSE_MAX);
  if (!tiles) return NULL;
  g_autoptr(PIX) dark = pixThresholdToBinary(tiles, (l_int32)(recto_limit(limits, "image.sheet.light") * recto_pix_percentile(tiles, LIGHTEST, 1)));
  g_autoptr(PIX) light = dark ? pixInvert(NULL, dark) : NULL;
  return light ? pixOpenBrick(NULL, light, OPEN, OPEN) : NULL;
}

static PIX *largest_part(PIX *mask) {
  PIXA *parts = NULL;
  BOXA *all = pixConnComp(mask, &parts, 4);
  g_autoptr(BOXA) boxes = all;
  g_autoptr(PIXA) pieces = parts;
  l_int32 most = 0, best = -1, area = 0;
  for (int i = 0; pieces && i < pieces->n; i++)
    if (!pixCountPixels(pieces->pix[i], &area, NULL) && area > most) most = area, best = i;
  return best < 0 ? NULL : recto_pix_alone(mask, pieces->pix[best], boxes->box[best]);
}

PIX *recto_sheet_find(PIX *grey, const RectoModels *limits) {
  g_autoptr(PIX) light = light_tiles(grey, limits);
  g_autoptr(PIX) part = light ? largest_part(light) : NULL;
  g_autoptr(PIX) sheet = part ? pixHolesByFilling(part, 4) : NULL;
  l_float32 share = 0;
  if (!sheet || !pixOr(sheet, sheet, part) || pixForegroundFraction(sheet, &share)) return NULL;
  return share >= recto_limit(limits, "image.sheet.least") && share <= recto_limit(limits, "image.sheet.most") ? g_steal_pointer(&sheet) : NULL;
}

BOXA *recto_sheet_boxes(PIX *sheet, const BOXA *boxes, bool on) {
  BOXA *found = boxaCreate(MAX(boxes->n, 1));
  for (int i = 0; found && i < boxes->n; i++) {
    const BOX *box = boxes->box[i];
    int x = MIN((box->x + box->w / 2) / TILE, pixGetWidth(sheet) - 1), y = MIN((box->y + box->h / 2) / TILE, pixGetHeight(sheet) - 1);
    if (recto_pix_is_set(sheet, x, y) == on) boxaAddBox(found, boxes->box[i], L_COPY);
  }
  return found;
}
