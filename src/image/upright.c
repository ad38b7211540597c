/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The geometry chain, planned, applied and replayed. Must not know: why a turn was chosen. */
#include "image/upright.h"

#include <math.h>
#include <string.h>

void recto_upright_begin(int width, int height, double decode_scale, int exif, RectoGeometry *ret) {
  bool sideways = exif >= 5 && exif <= 8;
  *ret = (RectoGeometry){.source_width = (uint32_t)width,
                         .source_height = (uint32_t)height,
                         .decode_scale = decode_scale > 0 ? decode_scale : 1,
                         .exif = exif >= 1 && exif <= 8 ? exif : 1,
                         .homography = {1, 0, 0, 0, 1, 0, 0, 0, 1},
                         .scale = 1,
                         .width = (uint32_t)(sideways ? height : width),
                         .height = (uint32_t)(sideways ? width : height)};
}

/* Size of the frame after EXIF and quarter turns. */
static void turned_size(const RectoGeometry *geometry, double *ret_width, double *ret_height) {
  bool sideways = (geometry->exif >= 5) != (geometry->quarter_turns % 2 == 1);
  *ret_width = sideways ? geometry->source_height : geometry->source_width;
  *ret_height = sideways ? geometry->source_width : geometry->source_height;
}

void recto_upright_plan(RectoGeometry *geometry, int quarter_turns, double skew, double scale, const RectoModels *limits) {
  geometry->quarter_turns = ((quarter_turns % 4) + 4) % 4;
  geometry->skew = skew;
  geometry->scale = scale;
  double width, height, angle = fabs(skew) * G_PI / 180;
  turned_size(geometry, &width, &height);
  double wide = width, high = height;
  if (fabs(skew) > recto_limit(limits, "image.turn.keep-corners")) {
    wide = width * cos(angle) + height * sin(angle);
    high = height * cos(angle) + width * sin(angle);
  }
  geometry->width = (uint32_t)MAX(1, lround(wide * scale));
  geometry->height = (uint32_t)MAX(1, lround(high * scale));
}

static PIX *flipped(PIX *pix, int quarter_turns, bool left_right, bool top_bottom) {
  PIX *turned = quarter_turns ? pixRotateOrth(pix, quarter_turns) : pixCopy(NULL, pix);
  if (turned && left_right) pixFlipLR(turned, turned);
  if (turned && top_bottom) pixFlipTB(turned, turned);
  return turned;
}

/* Undoes an EXIF orientation: 6 means "turn clockwise to show", and so on (TIFF 6.0, tag 274). */
static PIX *exif_undone(PIX *pix, int exif) {
  switch (exif) {
  case 2: return flipped(pix, 0, true, false);
  case 3: return flipped(pix, 2, false, false);
  case 4: return flipped(pix, 0, false, true);
  case 5: return flipped(pix, 1, true, false);
  case 6: return flipped(pix, 1, false, false);
  case 7: return flipped(pix, 1, false, true);
  case 8: return flipped(pix, 3, false, false);
  default: return pixClone(pix);
  }
}

PIX *recto_upright_face(PIX *decoded, const RectoGeometry *geometry) {
  if (!decoded) return NULL;
  g_autoptr(PIX) face = exif_undone(decoded, geometry->exif);
  if (!face || !geometry->has_homography) return g_steal_pointer(&face);
  /* Leptonica wants the map from the new frame to the old one. */
  const double *h = geometry->homography;
  double det = h[0] * (h[4] * h[8] - h[5] * h[7]) - h[1] * (h[3] * h[8] - h[5] * h[6]) + h[2] * (h[3] * h[7] - h[4] * h[6]);
  double inverse[9] = {h[4] * h[8] - h[5] * h[7], h[2] * h[7] - h[1] * h[8], h[1] * h[5] - h[2] * h[4],
                       h[5] * h[6] - h[3] * h[8], h[0] * h[8] - h[2] * h[6], h[2] * h[3] - h[0] * h[5],
                       h[3] * h[7] - h[4] * h[6], h[1] * h[6] - h[0] * h[7], h[0] * h[4] - h[1] * h[3]};
  if (fabs(det) < 1e-12 || fabs(inverse[8]) < 1e-12) return g_steal_pointer(&face);
  /* The map is for the picture as it was first decoded; a look decodes it with more pixels. */
  double more = (double)pixGetWidth(decoded) / MAX(1u, geometry->source_width), unit[9] = {1, 1, more, 1, 1, more, 1 / more, 1 / more, 1};
  float map[8];
  for (int i = 0; i < 8; i++) map[i] = (float)(inverse[i] / inverse[8] * unit[i]);
  return pixProjective(face, map, L_BRING_IN_WHITE);
}

PIX *recto_upright_finish(PIX *face, double reduction, const RectoGeometry *geometry, int paper) {
  if (!face) return NULL;
  g_autoptr(PIX) turned = geometry->quarter_turns ? pixRotateOrth(face, geometry->quarter_turns) : pixClone(face);
  double step = reduction / geometry->scale;
  int width = (int)MAX(1, lround(geometry->width * step)), height = (int)MAX(1, lround(geometry->height * step));
  if (turned && geometry->skew == 0 && abs(width - pixGetWidth(turned)) <= 1 && abs(height - pixGetHeight(turned)) <= 1)
    return g_steal_pointer(&turned);
  return recto_pix_turned(turned, geometry->skew, width, height, paper);
}

static void face_size(const RectoGeometry *geometry, double *ret_width, double *ret_height) {
  bool sideways = geometry->exif >= 5;
  *ret_width = sideways ? geometry->source_height : geometry->source_width;
  *ret_height = sideways ? geometry->source_width : geometry->source_height;
}

void recto_upright_point(const RectoGeometry *geometry, double *x, double *y) {
  double px = *x, py = *y, wide = 0, high = 0, swap;
  face_size(geometry, &wide, &high);
  for (int k = 0; k < geometry->quarter_turns; k++) { /* clockwise */
    swap = px, px = high - py, py = swap;
    swap = wide, wide = high, high = swap;
  }
  double angle = geometry->skew * G_PI / 180, dx = px - wide / 2, dy = py - high / 2;
  *x = geometry->width / 2.0 + geometry->scale * (cos(angle) * dx - sin(angle) * dy);
  *y = geometry->height / 2.0 + geometry->scale * (sin(angle) * dx + cos(angle) * dy);
}

void recto_upright_frame(const RectoGeometry *geometry, double ret_corner[4][2]) {
  double wide = 0, high = 0;
  face_size(geometry, &wide, &high);
  const double face[4][2] = {{0, 0}, {wide, 0}, {wide, high}, {0, high}};
  for (int i = 0; i < 4; i++) {
    const double *corner = face[(i - geometry->quarter_turns + 4) % 4];
    ret_corner[i][0] = corner[0], ret_corner[i][1] = corner[1];
    recto_upright_point(geometry, &ret_corner[i][0], &ret_corner[i][1]);
  }
}

static void multiply(const double a[9], const double b[9], double ret[9]) {
  double product[9];
  for (int i = 0; i < 9; i++) product[i] = a[i / 3 * 3] * b[i % 3] + a[i / 3 * 3 + 1] * b[3 + i % 3] + a[i / 3 * 3 + 2] * b[6 + i % 3];
  for (int i = 0; i < 9; i++) ret[i] = product[i];
}

void recto_upright_map(RectoGeometry *geometry, const double map[9], double ret_face[9]) {
  double origin[2] = {0, 0}, along[2] = {1, 0}, down[2] = {0, 1};
  recto_upright_point(geometry, &origin[0], &origin[1]);
  recto_upright_point(geometry, &along[0], &along[1]);
  recto_upright_point(geometry, &down[0], &down[1]);
  double a = along[0] - origin[0], b = down[0] - origin[0], c = along[1] - origin[1], d = down[1] - origin[1], det = a * d - b * c;
  const double there[9] = {a, b, origin[0], c, d, origin[1], 0, 0, 1};
  const double back[9] = {d / det, -b / det, (b * origin[1] - d * origin[0]) / det, -c / det, a / det, (c * origin[0] - a * origin[1]) / det, 0, 0, 1};
  multiply(map, there, ret_face);
  multiply(back, ret_face, ret_face);
  multiply(ret_face, geometry->homography, geometry->homography);
  double scale = geometry->homography[8];
  for (int i = 0; i < 9 && fabs(scale) > 1e-12; i++) geometry->homography[i] /= scale;
  geometry->has_homography = true;
}

PIX *recto_upright_mapped(PIX *face, const double step[9]) {
  RectoGeometry geometry = {.source_width = (uint32_t)pixGetWidth(face), .exif = 1, .has_homography = true};
  memcpy(geometry.homography, step, sizeof geometry.homography);
  return recto_upright_face(face, &geometry);
}

PIX *recto_upright_replay(PIX *decoded, const RectoGeometry *geometry, double zoom) {
  if (!decoded || geometry->source_width == 0) return NULL;
  double more = (double)pixGetWidth(decoded) / geometry->source_width;
  g_autoptr(PIX) face = recto_upright_face(decoded, geometry);
  g_autoptr(PIX) turned = recto_upright_finish(face, more, geometry, 255);
  return recto_pix_scaled(turned, geometry->scale / more * zoom);
}
