/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is there colour worth keeping on a page? Must not know: documents. */
#include "image/colour.h"

/* Most frequent bright value of a channel (0 red, 1 green, 2 blue): the paper. */
static int paper_of(PIX *small, int channel) {
  g_autoptr(PIX) plane = pixGetRGBComponent(small, channel == 0 ? COLOR_RED : channel == 1 ? COLOR_GREEN : COLOR_BLUE);
  return plane ? MAX(recto_pix_percentile(plane, 0.6, 1), 32) : 255;
}

double recto_colour_share(PIX *pix, const RectoModels *limits) {
  if (!pix || pixGetDepth(pix) != 32) return 0;
  double side = MAX(pixGetWidth(pix), pixGetHeight(pix)), scale = MIN(1, recto_limit(limits, "image.colour.side") / side);
  g_autoptr(PIX) small = scale < 1 ? pixScaleAreaMap(pix, (float)scale, (float)scale) : pixClone(pix);
  if (!small) return 0;
  int paper[3], gate = (int)recto_limit(limits, "image.colour.gate");
  for (int c = 0; c < 3; c++) paper[c] = paper_of(small, c);
  size_t coloured = 0, width = (size_t)pixGetWidth(small), height = (size_t)pixGetHeight(small);
  for (size_t y = 0; y < height; y++) {
    const l_uint32 *line = pixGetData(small) + y * (size_t)pixGetWpl(small);
    for (size_t x = 0; x < width; x++) {
      int r, g, b;
      extractRGBValues(line[x], &r, &g, &b);
      r = MIN(255, r * 255 / paper[0]), g = MIN(255, g * 255 / paper[1]), b = MIN(255, b * 255 / paper[2]);
      if (MAX(r, MAX(g, b)) - MIN(r, MIN(g, b)) > gate) coloured++;
    }
  }
  return (double)coloured / (double)MAX(1, width * height);
}

bool recto_colour_is_worth_keeping(PIX *pix, const RectoModels *limits) { return recto_colour_share(pix, limits) >= recto_limit(limits, "image.colour.share"); }
