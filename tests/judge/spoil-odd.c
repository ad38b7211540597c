/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page shown on a screen, and pictures without any page: a landscape, a portrait, cloth. Judges nothing. */
#include "spoil.h"
#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ screen */

static void fill(ExamRaster *r, int x, int y, int w, int h, const unsigned char rgb[3]) {
  for (int j = MAX(y, 0); j < MIN(y + h, r->h); j++)
    for (int i = MAX(x, 0); i < MIN(x + w, r->w); i++) memcpy(r->bytes + ((size_t)j * (size_t)r->w + (size_t)i) * 3, rgb, 3);
}

/* The page as the screen's pixels show it: each the mean of what it covers. */
static void show_page(ExamRaster *screen, const SpoilSheet *page, int x0, int y0, int w, int h) {
  const ExamRaster *f = &page->face[0];
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      int left = x * f->w / w, right = MAX((x + 1) * f->w / w, left + 1), top = y * f->h / h, bottom = MAX((y + 1) * f->h / h, top + 1),
          sum[3] = {0, 0, 0};
      for (int j = top; j < bottom; j++)
        for (int i = left; i < right; i++)
          for (int c = 0; c < 3; c++) sum[c] += f->bytes[((size_t)j * (size_t)f->w + (size_t)i) * 3 + (size_t)c];
      for (int c = 0; c < 3; c++)
        screen->bytes[((size_t)(y0 + y) * (size_t)screen->w + (size_t)(x0 + x)) * 3 + (size_t)c] =
            (unsigned char)(sum[c] / ((right - left) * (bottom - top)));
    }
}

SpoilSheet *spoil_screen(const SpoilSheet *page, double pitch, ExamDice *dice) {
  static const unsigned char backs[][3] = {{82, 86, 89}, {43, 43, 46}, {212, 214, 218}}, bar[3] = {50, 54, 57}, knob[3] = {150, 156, 162};
  int w = MAX((int)lround(page->w / pitch), 4), h = MAX((int)lround(page->h / pitch), 4), wide = w * 7 / 4, tall = h * 13 / 10, top = (tall - h) / 2;
  SpoilSheet *s = spoil_sheet_empty(wide * pitch, tall * pitch, 1 / pitch);
  ExamRaster *r = &s->face[0];
  fill(r, 0, 0, r->w, r->h, backs[exam_dice_int(dice, 0, 2)]);
  fill(r, 0, 0, r->w, top / 2, bar);
  for (int i = 0; i < 6; i++) fill(r, r->w / 4 + i * r->w / 12, top / 6, MAX(top / 8, 2), MAX(top / 8, 2), knob);
  show_page(r, page, (r->w - w) / 2, top, MIN(w, r->w - (r->w - w) / 2), MIN(h, r->h - top));
  s->tint[0] = 0.94;
  s->tint[1] = 0.98;
  s->x_height = page->x_height;
  s->middle = page->middle;
  g_array_unref(s->words);
  s->words = g_array_ref(page->words);
  g_string_assign(s->text, page->text->str);
  return s;
}

/* ------------------------------------------------------------------ no document */

static double cloud(double x, double y, int octaves, guint32 seed) {
  double sum = 0, weight = 0.5;
  for (int i = 0; i < octaves; i++, weight /= 2, x = x * 2.07 + 11, y = y * 2.07 + 23)
    sum += weight * photo_noise(x + 100, y + 100, seed + (guint32)i * 91u);
  return sum;
}

static void mix(double rgb[3], const double to[3], double t) {
  for (int c = 0; c < 3; c++) rgb[c] += CLAMP(t, 0, 1) * (to[c] - rgb[c]);
}

/* Sky with clouds, ranges of hills that fade with the distance, a meadow. */
static void landscape_at(double u, double v, guint32 seed, double rgb[3]) {
  static const double low[3] = {206, 222, 234}, white[3] = {246, 246, 244}, far[3] = {142, 164, 188}, near[3] = {62, 84, 58},
                      grass[3] = {96, 118, 52};
  rgb[0] = 92, rgb[1] = 142, rgb[2] = 200;
  mix(rgb, low, v * 2.1);
  mix(rgb, white, (cloud(u * 3, v * 8, 5, seed) - 0.48) * 4);
  for (int i = 0; i < 5; i++) {
    double depth = i / 4.0, edge = 0.36 + 0.075 * i - (0.17 - 0.028 * i) * (cloud(u * (2 + i), i * 7, 6, seed + 5) - 0.35),
           colour[3] = {far[0], far[1], far[2]};
    if (v < edge) continue;
    mix(colour, near, depth);
    double rough = 0.85 + 0.4 * cloud(u * 26 * (1 + i), v * 60 * (1 + i), 4, seed + 9);
    for (int c = 0; c < 3; c++) rgb[c] = colour[c] * (1 + (rough - 1) * (0.2 + 0.8 * depth));
  }
  double meadow = 0.7 + 0.02 * cloud(u * 4, 3, 3, seed + 2);
  if (v < meadow) return;
  double blades = 0.5 + 0.75 * cloud(u * 160 / (0.3 + 2 * (v - meadow)) * 0.4, v * 45, 4, seed + 3);
  for (int c = 0; c < 3; c++) rgb[c] = grass[c] * blades * (0.85 + 0.5 * (v - meadow));
}

static void draw_landscape(ExamRaster *r, ExamDice *dice) {
  guint32 seed = (guint32)exam_dice_next(dice);
  for (int y = 0; y < r->h; y++)
    for (int x = 0; x < r->w; x++) {
      double rgb[3];
      landscape_at((double)x / r->h, (double)y / r->h, seed, rgb);
      for (int c = 0; c < 3; c++) r->bytes[((size_t)y * (size_t)r->w + (size_t)x) * 3 + (size_t)c] = raster_clamp(rgb[c]);
    }
}

static void draw_cloth(ExamRaster *r, ExamDice *dice) {
  PhotoGround g = photo_ground_draw(dice, false);
  while (!strstr("checks flowers stripes carpet bedsheet", g.name)) g = photo_ground_draw(dice, false);
  double mm = exam_dice_real(dice, 220, 420) / MAX(r->w, r->h), dark = exam_dice_real(dice, 0.1, 0.35);
  for (int y = 0; y < r->h; y++)
    for (int x = 0; x < r->w; x++) {
      double rgb[3], u = 2.0 * x / r->w - 1, v = 2.0 * y / r->h - 1;
      photo_ground_at(&g, x * mm, y * mm, rgb);
      for (int c = 0; c < 3; c++)
        r->bytes[((size_t)y * (size_t)r->w + (size_t)x) * 3 + (size_t)c] = raster_clamp(rgb[c] * (1 - dark * (u * u + v * v + u) / 3));
    }
}

/* The drawn head of the identity papers, large, before a blurred room. */
static bool draw_portrait(ExamRaster *r, ExamDice *dice) {
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, r->w, r->h);
  ExamInk ink = {.cairo = cairo_create(surface), .width = r->w, .height = r->h, .face = (unsigned)exam_dice_int(dice, 0, 79)};
  ExamStyle style = {0};
  exam_ornament(&ink, dice, "portrait", 0, 0, r->w, r->h, &style);
  cairo_surface_flush(surface);
  const unsigned char *data = cairo_image_surface_get_data(surface);
  size_t stride = (size_t)cairo_image_surface_get_stride(surface);
  guint32 seed = (guint32)exam_dice_next(dice);
  for (int y = 0; y < r->h; y++)
    for (int x = 0; x < r->w; x++) {
      const uint32_t v = ((const uint32_t *)(const void *)(data + (size_t)y * stride))[x];
      bool wall = (v & 0xffffff) == 0xd7dadd;
      double u = (double)x / r->w, w = (double)y / r->h,
             light = (wall ? 0.45 + 0.6 * cloud(u * 3, w * 3, 2, seed) : 0.9 + 0.12 * cloud(u * 9, w * 9, 4, seed)) * (1.08 - 0.35 * u);
      for (int c = 0; c < 3; c++) r->bytes[((size_t)y * (size_t)r->w + (size_t)x) * 3 + (size_t)c] = raster_clamp((v >> (16 - 8 * c) & 255) * light);
    }
  bool fine = cairo_status(ink.cairo) == CAIRO_STATUS_SUCCESS;
  cairo_destroy(ink.cairo);
  cairo_surface_destroy(surface);
  spoil_defocus(r, MAX(r->w, r->h) / 900.0);
  return fine;
}

ExamRaster spoil_no_document(const SpoilPlan *plan, ExamDice *dice, const char **ret_name, GError **error) {
  static const char *const names[] = {"cloth", "landscape", "portrait"};
  int which = plan->level % 3, longer = plan->scan ? 297 * plan->dpi * 10 / 254 : (int)sqrt(plan->megapixels * 1e6 * 4 / 3),
      shorter = longer * (plan->scan ? 210 : 3) / (plan->scan ? 297 : 4);
  bool wide = which == 1;
  ExamRaster r = raster_new(wide ? longer : shorter, wide ? shorter : longer, 3);
  *ret_name = names[which];
  if (which == 0) draw_cloth(&r, dice);
  if (which == 1) draw_landscape(&r, dice);
  if (which == 2 && !draw_portrait(&r, dice)) g_set_error(error, EXAM_ERROR, 0, "the portrait cannot be drawn");
  return r;
}
