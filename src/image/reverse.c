/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds and inverts bars of light print on a dark ground. Must not know: words. */
#include "image/reverse.h"

static double ink_share(PIX *ink, int x, int y, int width, int height) {
  g_autoptr(PIX) part = recto_pix_cut(ink, x, y, width, height);
  l_float32 share = 0;
  return part && pixForegroundFraction(part, &share) == 0 ? share : 0;
}

/* Solid along all four sides (a line of print is not, nor a code, nor a picture), and neither empty nor full inside. */
static bool is_bar(PIX *ink, const BOX *box, const RectoModels *limits) {
  enum { SIDE = 2 };
  int least = (int)recto_limit(limits, "image.reverse.height-least");
  if (box->h < least || box->w < 2 * least || box->h > pixGetHeight(ink) / 4) return false;
  double edge = recto_limit(limits, "image.reverse.edge"), inside = ink_share(ink, box->x, box->y, box->w, box->h);
  if (inside < recto_limit(limits, "image.reverse.ground") || inside > recto_limit(limits, "image.reverse.full")) return false;
  return ink_share(ink, box->x, box->y + 1, box->w, SIDE) >= edge && ink_share(ink, box->x, box->y + box->h - 1 - SIDE, box->w, SIDE) >= edge &&
         ink_share(ink, box->x + 1, box->y, SIDE, box->h) >= edge && ink_share(ink, box->x + box->w - 1 - SIDE, box->y, SIDE, box->h) >= edge;
}

BOXA *recto_reverse_find(const RectoSurvey *survey, const RectoModels *limits) {
  int least = (int)recto_limit(limits, "image.reverse.height-least");
  g_autoptr(PIX) closed = pixCloseSafeBrick(NULL, survey->ink, 7, 7); /* light strokes are filled … */
  g_autoptr(PIX) solid = closed ? pixOpenBrick(NULL, closed, 2 * least, least) : NULL; /* … rules and single letters go */
  g_autoptr(BOXA) found = solid ? pixConnComp(solid, NULL, 8) : NULL;
  BOXA *bars = NULL;
  for (int i = 0; found && i < found->n; i++) {
    const BOX *box = found->box[i];
    if (!is_bar(survey->ink, box, limits)) continue;
    if (!bars) bars = boxaCreate(4);
    if (bars) boxaAddBox(bars, (BOX *)box, L_COPY);
  }
  return bars;
}

PIX *recto_reverse_cut(PIX *picture, const BOX *bar, double scale, int *ret_x, int *ret_y) {
  *ret_x = (int)(bar->x * scale);
  *ret_y = (int)(bar->y * scale);
  PIX *cut = recto_pix_cut(picture, *ret_x, *ret_y, (int)(bar->w * scale + 0.5), (int)(bar->h * scale + 0.5));
  if (cut) pixInvert(cut, cut);
  return cut;
}
