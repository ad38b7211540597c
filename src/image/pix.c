/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small helpers over Leptonica pictures. Must not know: facts, files. */
#include "image/pix.h"

#include <math.h>

void recto_pix_free(PIX *pix) { pixDestroy(&pix); }
void recto_boxa_free(BOXA *boxes) { boxaDestroy(&boxes); }
void recto_pixa_free(PIXA *pixa) { pixaDestroy(&pixa); }

PIX *recto_pix_grey(PIX *pix) {
  if (!pix) return NULL;
  if (pixGetDepth(pix) == 8 && !pixGetColormap(pix)) return pixClone(pix);
  return pixConvertTo8(pix, 0);
}

PIX *recto_pix_scaled(PIX *pix, double scale) {
  if (!pix || scale <= 0) return NULL;
  if (fabs(scale - 1) < 0.01) return pixClone(pix);
  if (pixGetDepth(pix) == 1) {
    if (scale < 1) return pixScaleToGray(pix, (float)scale);
    g_autoptr(PIX) grey = recto_pix_grey(pix);
    return grey ? pixScaleGrayLI(grey, (float)scale, (float)scale) : NULL;
  }
  if (fabs(scale - 0.5) < 0.002) return pixScaleAreaMap2(pix);
  if (scale < 0.7) return pixScaleAreaMap(pix, (float)scale, (float)scale);
  return pixGetDepth(pix) == 32 ? pixScaleColorLI(pix, (float)scale, (float)scale) : pixScaleGrayLI(pix, (float)scale, (float)scale);
}

typedef struct { int from; float weight[4]; } Taps; /* of one new pixel: the first old one, and what each of four counts */

/* Catmull and Rom's cubic: goes through every old pixel. */
static Taps *taps_new(int n, double scale) {
  Taps *taps = g_new(Taps, (gsize)n);
  for (int i = 0; i < n; i++) {
    double at = (i + 0.5) / scale - 0.5, t = at - floor(at);
    taps[i] = (Taps){(int)floor(at) - 1,
                     {(float)(((-0.5 * t + 1) * t - 0.5) * t), (float)((1.5 * t - 2.5) * t * t + 1), (float)(((-1.5 * t + 2) * t + 0.5) * t), (float)((0.5 * t - 0.5) * t * t)}};
  }
  return taps;
}

static void enlarge_row(const l_uint32 *line, int width, const Taps *taps, int n, float *ret) {
  for (int x = 0; x < n; x++) {
    float sum = 0;
    for (int k = 0; k < 4; k++) sum += taps[x].weight[k] * (float)GET_DATA_BYTE(line, CLAMP(taps[x].from + k, 0, width - 1));
    ret[x] = sum;
  }
}

PIX *recto_pix_enlarged(PIX *grey, double scale) {
  int width = pixGetWidth(grey), height = pixGetHeight(grey), wide = (int)lround(width * scale), high = (int)lround(height * scale);
  PIX *large = scale > 0 && wide > 0 && high > 0 ? pixCreate(wide, high, 8) : NULL;
  if (!large) return NULL;
  g_autofree Taps *across = taps_new(wide, scale), *down = taps_new(high, scale);
  g_autofree float *rows = g_new(float, (gsize)wide * (gsize)height);
  for (int y = 0; y < height; y++) enlarge_row(pixGetData(grey) + (size_t)y * (size_t)pixGetWpl(grey), width, across, wide, rows + (size_t)y * (size_t)wide);
  for (int y = 0; y < high; y++) {
    l_uint32 *line = pixGetData(large) + (size_t)y * (size_t)pixGetWpl(large);
    const float *row[4];
    for (int k = 0; k < 4; k++) row[k] = rows + (size_t)CLAMP(down[y].from + k, 0, height - 1) * (size_t)wide;
    const float *w = down[y].weight;
    for (int x = 0; x < wide; x++) SET_DATA_BYTE(line, x, CLAMP((int)(w[0] * row[0][x] + w[1] * row[1][x] + w[2] * row[2][x] + w[3] * row[3][x] + 0.5f), 0, 255));
  }
  return large;
}

/* Lays the picture centred on a paper-coloured one of the wanted size. */
static PIX *centred(PIX *pix, int width, int height, int paper) {
  PIX *wide = pixCreate(width, height, pixGetDepth(pix));
  if (!wide) return NULL;
  if (pixGetDepth(pix) == 8) pixSetAllGray(wide, paper);
  else pixSetAllArbitrary(wide, (l_uint32)paper << 24 | (l_uint32)paper << 16 | (l_uint32)paper << 8);
  int dx = (int)lround((width - pixGetWidth(pix)) / 2.0), dy = (int)lround((height - pixGetHeight(pix)) / 2.0);
  pixRasterop(wide, dx, dy, pixGetWidth(pix), pixGetHeight(pix), PIX_SRC, pix, 0, 0);
  return wide;
}

static PIX *turned_in_place(PIX *pix, double degrees, int paper) {
  float angle = (float)(degrees * G_PI / 180);
  if (pixGetDepth(pix) == 8) return pixRotateAMGray(pix, angle, (l_uint8)paper);
  return pixRotateAMColor(pix, angle, (l_uint32)paper << 24 | (l_uint32)paper << 16 | (l_uint32)paper << 8);
}

PIX *recto_pix_turned(PIX *pix, double degrees, int width, int height, int paper) {
  if (!pix) return NULL;
  g_autoptr(PIX) deep = pixGetDepth(pix) == 32 ? pixClone(pix) : recto_pix_grey(pix);
  if (!deep) return NULL;
  bool same = width == pixGetWidth(deep) && height == pixGetHeight(deep);
  if (fabs(degrees) < 1e-6) return same ? g_steal_pointer(&deep) : centred(deep, width, height, paper);
  if (same) return turned_in_place(deep, degrees, paper);
  /* Leptonica turns within the frame: work in one that holds both, then cut. */
  int big_w = MAX(width, pixGetWidth(deep)), big_h = MAX(height, pixGetHeight(deep));
  g_autoptr(PIX) wide = centred(deep, big_w, big_h, paper);
  g_clear_pointer(&deep, recto_pix_free);
  g_autoptr(PIX) turned = wide ? turned_in_place(wide, degrees, paper) : NULL;
  if (!turned || (big_w == width && big_h == height)) return g_steal_pointer(&turned);
  return centred(turned, width, height, paper);
}

PIX *recto_pix_levelled(PIX *pix, double degrees, int paper) {
  if (!pix) return NULL;
  double angle = fabs(degrees) * G_PI / 180, width = pixGetWidth(pix), height = pixGetHeight(pix);
  return recto_pix_turned(pix, degrees, (int)lround(width * cos(angle) + height * sin(angle)), (int)lround(height * cos(angle) + width * sin(angle)), paper);
}

PIX *recto_pix_cut(PIX *pix, int x, int y, int width, int height) {
  if (!pix || width <= 0 || height <= 0) return NULL;
  BOX *box = boxCreate(x, y, width, height);
  PIX *cut = box ? pixClipRectangle(pix, box, NULL) : NULL;
  boxDestroy(&box);
  return cut;
}

PIX *recto_pix_alone(PIX *whole, PIX *part, const BOX *box) {
  PIX *alone = whole && part ? pixCreateTemplate(whole) : NULL;
  if (alone) pixRasterop(alone, box->x, box->y, box->w, box->h, PIX_SRC, part, 0, 0);
  return alone;
}

int recto_pix_percentile(PIX *grey, double share, int step) {
  size_t count[256] = {0}, total = 0, below = 0;
  int width = pixGetWidth(grey), height = pixGetHeight(grey), wpl = pixGetWpl(grey);
  const l_uint32 *data = pixGetData(grey);
  for (int y = 0; y < height; y += step) {
    const l_uint32 *line = data + (size_t)y * (size_t)wpl;
    for (int x = 0; x < width; x += step, total++) count[GET_DATA_BYTE(line, x)]++;
  }
  int value = 0;
  while (value < 255 && (below += count[value]) < share * (double)total) value++;
  return value;
}

bool recto_pix_holds(PIX *pix, int x, int y) { return x >= 0 && y >= 0 && x < pixGetWidth(pix) && y < pixGetHeight(pix); }

bool recto_pix_is_set(PIX *mask, int x, int y) {
  return recto_pix_holds(mask, x, y) && GET_DATA_BIT(pixGetData(mask) + (size_t)y * (size_t)pixGetWpl(mask), x);
}

int recto_pix_darkest(PIX *grey, const BOX *box) {
  int darkest = 255;
  for (int y = box->y; y < box->y + box->h && y < pixGetHeight(grey); y++)
    for (int x = box->x; x < box->x + box->w && x < pixGetWidth(grey); x++) darkest = MIN(darkest, GET_DATA_BYTE(pixGetData(grey) + (size_t)y * (size_t)pixGetWpl(grey), x));
  return darkest;
}

PIX *recto_pix_burnt(PIX *grey, int cell, int from, int open) {
  g_autoptr(PIX) darkest = pixScaleGrayMinMax(grey, cell, cell, L_CHOOSE_MIN), seen = darkest ? pixThresholdToBinary(darkest, from) : NULL;
  g_autoptr(PIX) nothing = seen ? pixInvert(NULL, seen) : NULL;
  return nothing ? pixOpenBrick(NULL, nothing, open, open) : NULL;
}

int recto_pix_brightest_near(PIX *tiles, int tile, const BOX *box) {
  enum { AROUND = 2 };
  int brightest = 0, width = pixGetWidth(tiles), height = pixGetHeight(tiles), x0 = (box->x + box->w / 2) / tile, y0 = (box->y + box->h / 2) / tile;
  for (int y = MAX(0, y0 - AROUND); y <= MIN(height - 1, y0 + AROUND); y++)
    for (int x = MAX(0, x0 - AROUND); x <= MIN(width - 1, x0 + AROUND); x++) brightest = MAX(brightest, GET_DATA_BYTE(pixGetData(tiles) + (size_t)y * (size_t)pixGetWpl(tiles), x));
  return brightest;
}

int recto_pix_contrast(PIX *grey, PIX *tiles, int tile, const BOX *box) { return recto_pix_brightest_near(tiles, tile, box) - recto_pix_darkest(grey, box); }

int recto_int_upper_quarter(GArray *values) {
  g_array_sort(values, recto_int_compare);
  return g_array_index(values, int, values->len * 3 / 4);
}

double recto_double_median(GArray *values) {
  if (values->len == 0) return NAN;
  g_array_sort(values, recto_double_compare);
  return g_array_index(values, double, values->len / 2);
}

BOXA *recto_boxes_on_their_side(const BOXA *boxes) {
  BOXA *turned = boxaCreate(MAX(1, boxes->n));
  for (int i = 0; turned && i < boxes->n; i++) {
    const BOX *box = boxes->box[i];
    boxaAddBox(turned, boxCreate(box->y, box->x, box->h, box->w), L_INSERT);
  }
  return turned;
}

BOX recto_boxes_densest(const BOXA *boxes, int width, int height) {
  BOX best = {.w = width, .h = height};
  int most = -1;
  for (int k = 0; k < boxes->n; k += MAX(1, boxes->n / 40)) {
    int x = MAX(0, boxes->box[k]->x - width / 2), y = MAX(0, boxes->box[k]->y - height / 2), inside = 0;
    for (int i = 0; i < boxes->n; i++) {
      const BOX *box = boxes->box[i];
      inside += box->x >= x && box->y >= y && box->x + box->w <= x + width && box->y + box->h <= y + height;
    }
    if (inside > most) most = inside, best.x = x, best.y = y;
  }
  return best;
}

int recto_int_compare(gconstpointer a, gconstpointer b) {
  int x = *(const int *)a, y = *(const int *)b;
  return (x > y) - (x < y);
}

int recto_double_compare(gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
