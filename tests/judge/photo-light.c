/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lamp, shadows and the phone's optics: what falls onto the desk, and what becomes of it behind the lens. */
#include "photo.h"
#include <math.h>
#include <string.h>

PhotoLight photo_light_draw(ExamDice *dice, bool glossy) {
  PhotoLight l = {.ambient = exam_dice_real(dice, 0.25, 0.7), .vignette = exam_dice_real(dice, 0.04, 0.28)};
  double angle = exam_dice_real(dice, 0, 2 * M_PI), far = exam_dice_real(dice, 150, 800), level = exam_dice_real(dice, 0.72, 1.08);
  l.lamp[0] = far * cos(angle);
  l.lamp[1] = far * sin(angle);
  l.lamp[2] = exam_dice_real(dice, 450, 1400);
  l.fall[0] = -l.lamp[0] / l.lamp[2];
  l.fall[1] = -l.lamp[1] / l.lamp[2];
  double warm = exam_dice_real(dice, -0.06, 0.11), green = exam_dice_real(dice, -0.02, 0.02);
  l.white[0] = level * (1 + warm);
  l.white[1] = level * (1 + green);
  l.white[2] = level * (1 - warm * 1.3);
  l.blur = exam_dice_int(dice, 0, 3) ? exam_dice_real(dice, 0.45, 0.9) : exam_dice_real(dice, 0.9, 1.6);
  l.noise = exam_dice_real(dice, 0.8, 4.5) * (level < 0.85 ? 1.4 : 1);
  if (glossy && exam_dice_int(dice, 0, 1)) l.glare = exam_dice_real(dice, 25, 150);
  l.glare_at[0] = exam_dice_real(dice, 0.2, 0.8);
  l.glare_at[1] = exam_dice_real(dice, 0.2, 0.8);
  return l;
}

/* The lamp's light falls with the third power of the distance (slant counted), relative to the origin; the lens darkens its rim. */
void photo_light_at(const PhotoLight *l, const PhotoCamera *camera, PhotoSpot desk, double px, double py, double ret_gain[3]) {
  double dx = desk.x - l->lamp[0], dy = desk.y - l->lamp[1], z2 = l->lamp[2] * l->lamp[2];
  double middle = l->lamp[0] * l->lamp[0] + l->lamp[1] * l->lamp[1] + z2, here = dx * dx + dy * dy + z2;
  double lit = l->ambient + (1 - l->ambient) * MIN(pow(middle / here, 1.5), 1.5);
  double u = 2 * px / camera->w - 1, v = 2 * py / camera->h - 1, rim = (u * u + v * v) / 2;
  double gain = lit * (1 - l->vignette * rim * rim);
  for (int c = 0; c < 3; c++) ret_gain[c] = gain * l->white[c];
}

/* ------------------------------------------------------------------ shadows */

PhotoShade photo_shade_new(const PhotoCamera *camera) {
  PhotoShade s = {.w = camera->w / 2 + 2, .h = camera->h / 2 + 2};
  s.surface = cairo_image_surface_create(CAIRO_FORMAT_A8, s.w, s.h);
  s.cairo = cairo_create(s.surface);
  cairo_scale(s.cairo, 0.5, 0.5);
  return s;
}

void photo_shade_free(PhotoShade *s) {
  cairo_destroy(s->cairo);
  cairo_surface_destroy(s->surface);
}

/* One pass of a box of 2 r + 1; beyond the ends the last value goes on. */
static void box_line(unsigned char *base, size_t step, int n, int r, unsigned char *copy) {
  int sum = 0, size = 2 * r + 1;
  for (int i = 0; i < n; i++) copy[i] = base[(size_t)i * step];
  for (int i = -r; i <= r; i++) sum += copy[CLAMP(i, 0, n - 1)];
  for (int i = 0; i < n; i++) {
    base[(size_t)i * step] = (unsigned char)((sum + size / 2) / size);
    sum += copy[MIN(i + r + 1, n - 1)] - copy[MAX(i - r, 0)];
  }
}

/* Three boxes are nearly a bell. */
void photo_shade_blur(PhotoShade *s, double sigma) {
  int r = (int)lround(sigma / 2);
  cairo_surface_flush(s->surface);
  unsigned char *bytes = cairo_image_surface_get_data(s->surface);
  size_t stride = (size_t)cairo_image_surface_get_stride(s->surface);
  g_autofree unsigned char *copy = g_malloc((size_t)MAX(s->w, s->h));
  for (int pass = 0; pass < 3 && r > 0; pass++) {
    for (int y = 0; y < s->h; y++) box_line(bytes + (size_t)y * stride, 1, s->w, r, copy);
    for (int x = 0; x < s->w; x++) box_line(bytes + x, stride, s->h, r, copy);
  }
  cairo_surface_mark_dirty(s->surface);
}

double photo_shade_at(const PhotoShade *s, double x, double y) {
  double fx = CLAMP(x / 2 - 0.5, 0, s->w - 1.01), fy = CLAMP(y / 2 - 0.5, 0, s->h - 1.01);
  int i = (int)fx, j = (int)fy;
  double a = fx - i, b = fy - j;
  size_t stride = (size_t)cairo_image_surface_get_stride(s->surface);
  const unsigned char *p = cairo_image_surface_get_data(s->surface) + (size_t)j * stride + i, *q = p + stride;
  return ((p[0] * (1 - a) + p[1] * a) * (1 - b) + (q[0] * (1 - a) + q[1] * a) * b) / 255;
}

/* ------------------------------------------------------------------ behind the lens */

/* Grain of two neighbours, as a sensor of twice the pixels leaves it, a part of it in all colours; then the phone's own sharpening is left off. */
void photo_sensor(ExamRaster *raster, const PhotoLight *light, ExamDice *dice) {
  raster_blur(raster, light->blur);
  for (int y = 0; y < raster->h; y++) {
    unsigned char *p = raster->bytes + (size_t)y * (size_t)raster->w * 3;
    double before[3] = {0, 0, 0};
    for (int x = 0; x < raster->w; x++, p += 3) {
      double grey = exam_dice_gauss(dice) * light->noise, dark = 1.25 - p[1] / 512.0;
      for (int c = 0; c < 3; c++) {
        double own = exam_dice_gauss(dice) * light->noise * (c == 1 ? 0.5 : 0.9);
        p[c] = raster_clamp(p[c] + dark * (0.75 * grey + 0.6 * own + 0.35 * before[c]));
        before[c] = own;
      }
    }
  }
}
