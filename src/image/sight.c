/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The copy that the net looks at, once or twice. Must not know: verdicts, lines of print. */
#include "image/sight.h"

#include <math.h>

enum { CHANNELS = 3 };

/* ---- the copy */

static int steps_of(double length) { return MAX(1, (int)lround(length / MAPNET_STEP)); }

/* Nearly the brightest of each pixel's brightest channel: the paper, whatever its tint. */
static double paper_of(PIX *small) {
  const double share = 0.9;
  const int darkest = 40;
  g_autoptr(PIX) grey = pixConvertRGBToGrayMinMax(small, L_CHOOSE_MAX);
  return grey ? MAX(darkest, recto_pix_percentile(grey, share, 2)) : 255;
}

RectoMap recto_sight_picture(PIX *colour) {
  double ratio = (double)pixGetWidth(colour) / pixGetHeight(colour), width = sqrt(SIGHT_AREA * ratio);
  int across = steps_of(width), down = steps_of(width / ratio);
  g_autoptr(PIX) small = MIN(across, down) * MAPNET_STEP < MAPNET_NARROWEST ? NULL : pixScaleToSize(colour, across * MAPNET_STEP, down * MAPNET_STEP);
  if (!small) return (RectoMap){0};
  RectoMap ret = recto_map_new(pixGetWidth(small), pixGetHeight(small), MAPNET_IN);
  double paper = paper_of(small);
  for (int y = 0; y < ret.height; y++) {
    const l_uint32 *line = pixGetData(small) + (size_t)y * (size_t)pixGetWpl(small);
    for (int x = 0; x < ret.width; x++) {
      static const int shift[CHANNELS] = {L_RED_SHIFT, L_GREEN_SHIFT, L_BLUE_SHIFT};
      float *at = recto_map_at(&ret, x, y);
      for (int c = 0; c < CHANNELS; c++) at[c] = (float)(line[x] >> shift[c] & 0xff) / (float)paper;
      at[CHANNELS] = 1; /* inside */
    }
  }
  return ret;
}

/* ---- a second look, where print takes a small part of the picture: a card on a sheet */

/* Where print stands, with some of what lies around, px of `colour`; false where that is not much smaller than the picture. */
static bool find_print(const RectoMap *told, PIX *colour, BOX *ret) {
  const double most = 0.4, around = 0.12; /* of the picture; of the extent */
  g_autoptr(PIX) all = recto_sight_places(told, SIGHT_PRINT), places = all ? pixSelectBySize(all, 2, 2, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, NULL) : NULL; /* no single ones */
  BOX *extent = NULL;
  if (!places || pixClipToForeground(places, NULL, &extent) || !extent) return false;
  double margin = around * MAX(extent->w, extent->h) + 1, across = (double)pixGetWidth(colour) / told->width, down = (double)pixGetHeight(colour) / told->height;
  int x0 = MAX(0, (int)((extent->x - margin) * across)), y0 = MAX(0, (int)((extent->y - margin) * down));
  *ret = (BOX){.x = x0,
               .y = y0,
               .w = MIN(pixGetWidth(colour), (int)((extent->x + extent->w + margin) * across)) - x0,
               .h = MIN(pixGetHeight(colour), (int)((extent->y + extent->h + margin) * down)) - y0};
  boxDestroy(&extent);
  return (double)ret->w * ret->h < most * pixGetWidth(colour) * pixGetHeight(colour);
}

static RectoMap look(const RectoMapnet *net, PIX *colour) {
  g_auto(RectoMap) picture = recto_sight_picture(colour);
  if (!picture.at) return (RectoMap){0};
  return recto_mapnet_see(net, &picture);
}

void recto_sight_measure(const RectoMapnet *net, PIX *colour, const RectoSurvey *survey, const RectoTextLines *lines, RectoSight *ret) {
  *ret = (RectoSight){0};
  g_auto(RectoMap) all = look(net, colour), near_by = {0};
  double width = pixGetWidth(survey->grey) / survey->factor, height = pixGetHeight(survey->grey) / survey->factor, across = width / pixGetWidth(colour), down = height / pixGetHeight(colour);
  RectoTold told = {all, {.w = (int)width, .h = (int)height}, survey->factor};
  BOX part = {0};
  if (!all.at) return;
  g_autoptr(PIX) cut = find_print(&all, colour, &part) ? recto_pix_cut(colour, part.x, part.y, part.w, part.h) : NULL;
  if (cut) near_by = look(net, cut);
  if (near_by.at) told = (RectoTold){near_by, {.x = (int)(part.x * across), .y = (int)(part.y * down), .w = MAX(1, (int)(part.w * across)), .h = MAX(1, (int)(part.h * down))}, survey->factor};
  recto_sight_tell(&told, survey, lines, ret);
}
