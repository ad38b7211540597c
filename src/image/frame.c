/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page to look at, with places framed. Must not know: what is wrong there, words. */
#include "image/frame.h"

#include <math.h>

#define RED 5   /* px of the line, and of the white one beneath it, which parts it from dark pictures */
#define WHITE 9

/* Inside the picture, so that all four sides of a frame at the edge are seen. */
static BOX *placed(PIX *pix, RectoBox box, double scale) {
  int width = pixGetWidth(pix), height = pixGetHeight(pix), air = width / 80, least = WHITE / 2 + 1; /* around the words, which the line must not cover */
  int left = MAX(least, (int)(box.x * scale) - air), top = MAX(least, (int)(box.y * scale) - air);
  int right = MIN(width - least, (int)ceil((box.x + box.width) * scale) + air), bottom = MIN(height - least, (int)ceil((box.y + box.height) * scale) + air);
  return right > left && bottom > top ? boxCreate(left, top, right - left, bottom - top) : NULL;
}

static void frame(PIX *pix, RectoBox box, double scale) {
  BOX *place = placed(pix, box, scale);
  if (!place) return;
  pixRenderBoxArb(pix, place, WHITE, 255, 255, 255);
  pixRenderBoxArb(pix, place, RED, 200, 30, 20);
  boxDestroy(&place);
}

static RectoImage *encode_png(PIX *pix) {
  l_uint8 *data = NULL;
  size_t size = 0;
  if (pixWriteMemPng(&data, &size, pix, 0) || !data) return NULL;
  g_autoptr(GBytes) bytes = g_bytes_new(data, size);
  lept_free(data);
  return recto_image_new(RECTO_IMAGE_PNG, (uint32_t)pixGetWidth(pix), (uint32_t)pixGetHeight(pix), 3, 8, bytes);
}

RectoImage *recto_frame_encode(PIX *upright, uint32_t width, const GArray *boxes, const RectoModels *limits) {
  if (!upright || width == 0) return NULL;
  double side = MAX(pixGetWidth(upright), pixGetHeight(upright)), shrink = MIN(1, recto_limit(limits, "image.page.framed-side") / side);
  g_autoptr(PIX) small = shrink < 1 ? pixScaleAreaMap(upright, (float)shrink, (float)shrink) : pixClone(upright);
  g_autoptr(PIX) rgb = small ? pixConvertTo32(small) : NULL; /* a picture of its own, to draw on */
  if (!rgb) return NULL;
  double scale = (double)pixGetWidth(rgb) / width;
  for (guint i = 0; i < boxes->len; i++) frame(rgb, g_array_index(boxes, RectoBox, i), scale);
  if (boxes->len == 0) frame(rgb, (RectoBox){0, 0, (int)width, G_MAXINT16}, scale);
  return encode_png(rgb);
}
