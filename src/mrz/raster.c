/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Halvings of a grey picture, bilinear reading. */
#include "mrz/raster.h"

#include <glib.h>

void recto_pyramid_init(RectoPyramid *pyramid, RectoRaster bottom) { *pyramid = (RectoPyramid){.n = 1, .level = {bottom}}; }

void recto_pyramid_clear(RectoPyramid *pyramid) {
  for (int i = 0; i < pyramid->n; i++) g_free(pyramid->level[i].px);
  *pyramid = (RectoPyramid){0};
}

static RectoRaster halved(const RectoRaster *from) {
  RectoRaster to = {from->width / 2, from->height / 2, NULL};
  to.px = g_malloc((size_t)to.width * (size_t)to.height);
  for (int y = 0; y < to.height; y++) {
    const uint8_t *a = from->px + (size_t)(2 * y) * (size_t)from->width, *b = a + from->width;
    uint8_t *out = to.px + (size_t)y * (size_t)to.width;
    for (int x = 0; x < to.width; x++) out[x] = (uint8_t)((a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1] + 2) >> 2);
  }
  return to;
}

const RectoRaster *recto_pyramid_level(RectoPyramid *pyramid, int k, int *ret_k) {
  k = CLAMP(k, 0, RECTO_RASTER_LEVELS - 1);
  while (pyramid->n <= k) {
    const RectoRaster *last = &pyramid->level[pyramid->n - 1];
    if (last->width < 16 || last->height < 16) break;
    pyramid->level[pyramid->n] = halved(last);
    pyramid->n++;
  }
  *ret_k = MIN(k, pyramid->n - 1);
  return &pyramid->level[*ret_k];
}

float recto_raster_at(const RectoRaster *raster, float x, float y) {
  x = CLAMP(x, 0, (float)(raster->width - 1));
  y = CLAMP(y, 0, (float)(raster->height - 1));
  int x0 = (int)x, y0 = (int)y, x1 = MIN(x0 + 1, raster->width - 1), y1 = MIN(y0 + 1, raster->height - 1);
  float fx = x - (float)x0, fy = y - (float)y0;
  const uint8_t *a = raster->px + (size_t)y0 * (size_t)raster->width, *b = raster->px + (size_t)y1 * (size_t)raster->width;
  float top = (float)a[x0] + fx * (float)(a[x1] - a[x0]), low = (float)b[x0] + fx * (float)(b[x1] - b[x0]);
  return top + fy * (low - top);
}
