/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of one shape: components of like size that cover each other when laid one on the other. Must not know: words. */
#include "image/prints.h"

/* One look at the page: which pixels are dark, and the grey that they were. */
typedef struct { PIX *grey, *dark; const RectoModels *limits; double side; } Look;

/* What is darker than `share` of the paper, its grain closed. Hair and clothes at 0.7; at 0.92 the whole print, whose ground is never white. */
static PIX *darker_than(PIX *grey, int paper, double share) {
  g_autoptr(PIX) bits = pixThresholdToBinary(grey, MAX(1, (int)(share * paper)));
  return bits ? pixCloseSafeBrick(NULL, bits, 3, 3) : NULL;
}

/* A solid rectangle is a print when its sides are those of an identity photo and there is a picture on it. */
static bool is_photo(const Look *look, const BOX *box) {
  double aspect = (double)MIN(box->w, box->h) / MAX(box->w, box->h);
  if (aspect < recto_limit(look->limits, "image.prints.aspect-least") || aspect > recto_limit(look->limits, "image.prints.aspect-most")) return false;
  g_autoptr(PIX) inside = recto_pix_cut(look->grey, box->x, box->y, box->w, box->h);
  if (!inside) return false;
  return recto_pix_percentile(inside, 0.9, 1) - recto_pix_percentile(inside, 0.1, 1) >= (int)recto_limit(look->limits, "image.prints.depth");
}

static bool is_candidate(const Look *look, const BOX *box, PIX *shape) {
  double least = look->side * recto_limit(look->limits, "image.prints.least"), most = look->side * recto_limit(look->limits, "image.prints.most");
  l_float32 full = 0;
  if (box->w < least || box->h < least || box->w > most || box->h > most || pixForegroundFraction(shape, &full) != 0) return false;
  if (MIN(box->w, box->h) > recto_limit(look->limits, "image.prints.square") * MAX(box->w, box->h)) return false; /* square codes come in copies too */
  if (full > recto_limit(look->limits, "image.prints.full-most")) return is_photo(look, box);
  return full >= recto_limit(look->limits, "image.prints.full-least");
}

/* Share of the ink of both that lies one on the other when their boxes are centred; a shift of a pixel or two is forgiven. */
static double likeness(PIX *a, PIX *b) {
  enum { SHIFT = 2 };
  double best = 0;
  int dx = (pixGetWidth(a) - pixGetWidth(b)) / 2, dy = (pixGetHeight(a) - pixGetHeight(b)) / 2;
  l_int32 in_a = 0, in_b = 0, both = 0;
  pixCountPixels(a, &in_a, NULL);
  pixCountPixels(b, &in_b, NULL);
  for (int y = dy - SHIFT; y <= dy + SHIFT; y++)
    for (int x = dx - SHIFT; x <= dx + SHIFT; x++) {
      g_autoptr(PIX) common = pixCopy(NULL, a);
      if (!common || pixRasterop(common, 0, 0, pixGetWidth(a), pixGetHeight(a), PIX_CLR, NULL, 0, 0) != 0) return 0;
      pixRasterop(common, x, y, pixGetWidth(b), pixGetHeight(b), PIX_SRC, b, 0, 0);
      pixRasterop(common, 0, 0, pixGetWidth(a), pixGetHeight(a), PIX_SRC & PIX_DST, a, 0, 0);
      pixCountPixels(common, &both, NULL);
      best = MAX(best, (double)both / MAX(1, in_a + in_b - both));
    }
  return best;
}

static bool are_alike(PIXA *shapes, int a, int b, const RectoModels *limits) {
  const BOX *one = shapes->boxa->box[a], *other = shapes->boxa->box[b];
  double slack = MAX(2, recto_limit(limits, "image.prints.size-slack") * MAX(one->w, one->h));
  if (ABS(one->w - other->w) > slack || ABS(one->h - other->h) > slack) return false;
  return likeness(shapes->pix[a], shapes->pix[b]) >= recto_limit(limits, "image.prints.alike");
}

static uint32_t copies_in(const Look *look) {
  g_autoptr(PIXA) shapes = NULL;
  g_autoptr(BOXA) boxes = look->dark ? pixConnComp(look->dark, &shapes, 8) : NULL;
  g_autoptr(GArray) chosen = g_array_new(FALSE, FALSE, sizeof(int));
  uint32_t most = 0, limit = (uint32_t)recto_limit(look->limits, "image.prints.candidates");
  for (int i = 0; boxes && shapes && i < shapes->n && chosen->len < limit; i++)
    if (is_candidate(look, shapes->boxa->box[i], shapes->pix[i])) g_array_append_val(chosen, i);
  for (guint i = 0; i < chosen->len; i++) {
    uint32_t copies = 1;
    for (guint k = 0; k < chosen->len; k++)
      copies += k != i && are_alike(shapes, g_array_index(chosen, int, i), g_array_index(chosen, int, k), look->limits);
    most = MAX(most, copies);
  }
  return most;
}

uint32_t recto_prints_count(const RectoSurvey *survey, const RectoModels *limits) {
  static const double shares[] = {0.7, 0.92};
  double side = MAX(1, MAX(pixGetWidth(survey->grey), pixGetHeight(survey->grey))), scale = MIN(1, recto_limit(limits, "image.prints.side") / side);
  g_autoptr(PIX) grey = recto_pix_scaled(survey->grey, scale);
  uint32_t most = 0;
  for (guint i = 0; grey && i < G_N_ELEMENTS(shares); i++) {
    g_autoptr(PIX) dark = darker_than(grey, survey->paper, shares[i]);
    uint32_t copies = copies_in(&(Look){grey, dark, limits, side * scale});
    most = MAX(most, copies);
  }
  return most >= 2 ? most : 0;
}
