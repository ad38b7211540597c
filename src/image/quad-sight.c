/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the search and the proof of pages share: the picture in three greys, a side's normal, the shape of a page. Must not know: candidates. */
#include "image/quad-parts.h"

#include <math.h>

/* Luminance, blue and the darkest colour of each pixel, a byte each. */
static PIX *mixed(PIX *colour) {
  PIX *all = pixCreate(pixGetWidth(colour), pixGetHeight(colour), 32);
  for (int y = 0; all && y < pixGetHeight(colour); y++) {
    l_uint32 *to = pixGetData(all) + (size_t)y * (size_t)pixGetWpl(all);
    const l_uint32 *from = pixGetData(colour) + (size_t)y * (size_t)pixGetWpl(colour);
    for (int x = 0; x < pixGetWidth(colour); x++) {
      l_uint32 red = from[x] >> L_RED_SHIFT & 255, green = from[x] >> L_GREEN_SHIFT & 255, blue = from[x] >> L_BLUE_SHIFT & 255;
      to[x] = (77 * red + 150 * green + 29 * blue) >> 8 << L_RED_SHIFT | blue << L_GREEN_SHIFT | MIN(MIN(red, green), blue) << L_BLUE_SHIFT;
    }
  }
  return all;
}

bool recto_quad_sight_open(PIX *pix, const RectoModels *limits, QuadSight *ret) {
  if (!pix) return false;
  bool colour = pixGetDepth(pix) == 32;
  *ret = (QuadSight){.limits = limits, .width = pixGetWidth(pix), .height = pixGetHeight(pix), .n = colour ? QUAD_CHANNELS : 1};
  g_autoptr(PIX) grey = colour ? NULL : recto_pix_grey(pix);
  ret->all = colour ? mixed(pix) : grey ? pixConvertTo32(grey) : NULL;
  if (!ret->all) return false;
  ret->data = pixGetData(ret->all), ret->wpl = pixGetWpl(ret->all);
  return true;
}

/* Dark print goes, paper stays. */
PIX *recto_quad_sight_channel(const QuadSight *sight, int channel, int closed) {
  static const int colours[QUAD_CHANNELS] = {COLOR_RED, COLOR_GREEN, COLOR_BLUE};
  g_autoptr(PIX) grey = pixGetRGBComponent(sight->all, colours[channel]);
  return grey && closed > 1 ? pixCloseGray(grey, closed, closed) : g_steal_pointer(&grey);
}

void recto_quad_sight_clear(QuadSight *sight) { pixDestroy(&sight->all); }

void recto_quad_greys_at(const QuadSight *sight, double x, double y, double ret[QUAD_CHANNELS]) {
  x = CLAMP(x, 0, sight->width - 1.01), y = CLAMP(y, 0, sight->height - 1.01);
  int left = (int)x, top = (int)y;
  float dx = (float)(x - left), dy = (float)(y - top), a = (1 - dx) * (1 - dy), b = dx * (1 - dy), c = (1 - dx) * dy, d = dx * dy;
  const l_uint32 *at = sight->data + (size_t)top * (size_t)sight->wpl + left;
  size_t next = left + 1 < sight->width, under = top + 1 < sight->height ? (size_t)sight->wpl : 0;
  l_uint32 p = at[0], q = at[next], r = at[under], s = at[under + next];
  for (int i = 0, shift = L_RED_SHIFT; i < QUAD_CHANNELS; i++, shift -= 8)
    ret[i] = (double)(a * (float)(p >> shift & 255) + b * (float)(q >> shift & 255) + c * (float)(r >> shift & 255) + d * (float)(s >> shift & 255));
}

void recto_quad_normal(PlanePoint a, PlanePoint b, double *ret_x, double *ret_y) {
  double length = MAX(1e-9, hypot(b.x - a.x, b.y - a.y));
  *ret_x = (b.y - a.y) / length;
  *ret_y = -(b.x - a.x) / length;
}

bool recto_quad_is_page_shaped(const PlanePoint quad[4], const RectoModels *limits) {
  double shortest = INFINITY, longest = 0, most = recto_limit(limits, "image.quad.angle");
  bool turns = (quad[3].x - quad[0].x) * (quad[1].y - quad[0].y) > (quad[3].y - quad[0].y) * (quad[1].x - quad[0].x); /* the same way at all corners, else two sides cross */
  for (int i = 0; i < 4; i++) {
    PlanePoint a = quad[(i + 3) % 4], b = quad[i], c = quad[(i + 1) % 4];
    double ux = a.x - b.x, uy = a.y - b.y, vx = c.x - b.x, vy = c.y - b.y, length = hypot(vx, vy);
    double angle = acos(CLAMP((ux * vx + uy * vy) / MAX(1e-9, hypot(ux, uy) * length), -1, 1)) * 180 / G_PI;
    if (fabs(angle - 90) > most || (ux * vy - uy * vx > 0) != turns) return false;
    shortest = MIN(shortest, length), longest = MAX(longest, length);
  }
  return shortest >= recto_limit(limits, "image.quad.side-least") * longest;
}
