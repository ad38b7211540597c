/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scene into sharp pixels: papers, what lies under and on them, then light. Decides nothing. */
#include "spoil.h"
#include <math.h>

#pragma GCC optimize("O3") /* every pixel passes here */

typedef struct {
  SpoilScene *scene;
  SpoilField gain[3], shadow, glare;
  double ray[3][3]; /* of the pixel (0, 0), and what a pixel right or down adds */
  unsigned char curve[4097]; /* light to grey level */
  float linear[256];
} Render;

static void set_rays(Render *r) {
  const PhotoCamera *c = &r->scene->camera;
  for (int i = 0; i < 3; i++) {
    r->ray[1][i] = c->right[i] / c->focal;
    r->ray[2][i] = c->down[i] / c->focal;
    r->ray[0][i] = c->ahead[i] - r->ray[1][i] * c->w / 2 - r->ray[2][i] * c->h / 2;
  }
}

/* ------------------------------------------------------------------ light */

static double gain_of(const SpoilScene *s, double px, double py, int colour) {
  double gain[3];
  PhotoSpot p = photo_desk_at(&s->camera, px, py);
  photo_light_at(&s->light, &s->camera, p, px, py, gain);
  return gain[colour] * (0.985 + 0.03 * photo_noise(p.x / 70 + 40, p.y / 70 + 40, s->ground.seed));
}

static double red_gain(const void *scene, double px, double py) { return gain_of(scene, px, py, 0); }
static double green_gain(const void *scene, double px, double py) { return gain_of(scene, px, py, 1); }
static double blue_gain(const void *scene, double px, double py) { return gain_of(scene, px, py, 2); }

static double shadow_there(const void *scene, double px, double py) {
  const SpoilScene *s = scene;
  PhotoSpot p = photo_desk_at(&s->camera, px, py);
  return spoil_shadow_at(s->shadow, p.x, p.y);
}

/* The desk mirrors less than paper and plastic. */
static double glare_there(const void *scene, double px, double py) {
  const SpoilScene *s = scene;
  double u, v;
  PhotoSpot p = photo_desk_at(&s->camera, px, py);
  double out = spoil_sheet_distance(s->sheet[0], p.x, p.y, &u, &v);
  return spoil_glare_at(s->glare, p.x, p.y) * (1 - 0.7 * CLAMP(out / 3, 0, 1));
}

static void set_light(Render *r) {
  SpoilScene *s = r->scene;
  static double (*const gains[])(const void *, double, double) = {red_gain, green_gain, blue_gain};
  for (int c = 0; c < 3; c++) r->gain[c] = spoil_field(s->camera.w, s->camera.h, 32, gains[c], s);
  if (s->shadow) r->shadow = spoil_field(s->camera.w, s->camera.h, 8, shadow_there, s);
  if (s->glare) r->glare = spoil_field(s->camera.w, s->camera.h, 8, glare_there, s);
  for (int i = 0; i <= 4096; i++) r->curve[i] = raster_clamp(spoil_level(i / 4096.0));
  for (int i = 0; i < 256; i++) r->linear[i] = (float)spoil_linear(i);
}

/* ------------------------------------------------------------------ surfaces */

static void face_at(const ExamRaster *f, double u, double v, double rgb[3]) {
  float fu = (float)CLAMP(u - 0.5, 0, f->w - 1.001), fv = (float)CLAMP(v - 0.5, 0, f->h - 1.001);
  int x = (int)fu, y = (int)fv;
  float a = fu - (float)x, b = fv - (float)y;
  const unsigned char *p = f->bytes + ((size_t)y * (size_t)f->w + (size_t)x) * 3, *q = p + (size_t)f->w * 3;
  for (int c = 0; c < 3; c++) rgb[c] = (p[c] * (1 - a) + p[c + 3] * a) * (1 - b) + (q[c] * (1 - a) + q[c + 3] * a) * b;
}

/* Stripes of red, green and blue, and the gaps between rows. */
static void screen_at(const SpoilSheet *s, double u, double v, double rgb[3]) {
  const ExamRaster *f = &s->face[0];
  int x = CLAMP((int)floor(u), 0, f->w - 1), y = CLAMP((int)floor(v), 0, f->h - 1);
  const unsigned char *p = f->bytes + ((size_t)y * (size_t)f->w + (size_t)x) * 3;
  double row = 1 + 0.16 * cos(2 * M_PI * (v - y - 0.5));
  for (int c = 0; c < 3; c++) rgb[c] = (12 + p[c] * 0.95) * row * (1 + 0.42 * cos(2 * M_PI * (u - x - (2 * c + 1) / 6.0)));
}

static double sheet_at(const Render *r, const SpoilSheet *sheet, PhotoSpot p, double dots_per_px, double rgb[3]) {
  double u, v, distance = spoil_sheet_distance(sheet, p.x, p.y, &u, &v), face[3];
  double on = CLAMP(0.5 - distance * sheet->dots / dots_per_px, 0, 1);
  if (on <= 0) return 0;
  int mip = dots_per_px < 1.5 ? 0 : dots_per_px < 3 ? 1 : 2;
  if (r->scene->screen > 0)
    screen_at(sheet, (u + sheet->w / 2) * sheet->dots, (v + sheet->h / 2) * sheet->dots, face);
  else
    face_at(&sheet->face[mip], (u / sheet->w + 0.5) * sheet->face[mip].w, (v / sheet->h + 0.5) * sheet->face[mip].h, face);
  for (int c = 0; c < 3; c++) rgb[c] += on * (face[c] * sheet->tint[c] - rgb[c]);
  return on;
}

/* Each sheet darkens what lies under it, close by and where the lamp throws its edge. */
static double under(const SpoilScene *s, const SpoilSheet *sheet, PhotoSpot p) {
  double u, v, high = s->plan.scan ? 0.6 : 1.2;
  double near = spoil_sheet_distance(sheet, p.x, p.y, &u, &v),
         thrown = spoil_sheet_distance(sheet, p.x - s->light.fall[0] * high, p.y - s->light.fall[1] * high, &u, &v);
  return (1 - 0.3 * exp(-MAX(near, 0) / 0.9)) * (1 - 0.28 * CLAMP(0.6 - thrown / 1.2, 0, 1));
}

static void below_at(const Render *r, PhotoSpot p, double rgb[3]) {
  const SpoilScene *s = r->scene;
  if (s->plan.scan)
    for (int c = 0; c < 3; c++) rgb[c] = s->lid[c];
  else
    photo_ground_at(&s->ground, p.x, p.y, rgb);
}

static void darken(double rgb[3], double k) {
  for (int c = 0; c < 3; c++) rgb[c] *= k;
}

static void surface_at(const Render *r, PhotoSpot p, double px_per_mm, double rgb[3]) {
  const SpoilScene *s = r->scene;
  double u, v;
  bool deep = spoil_sheet_distance(s->sheet[0], p.x, p.y, &u, &v) < -2 / px_per_mm;
  if (!deep) {
    below_at(r, p, rgb);
    if (s->sheet[1]) {
      darken(rgb, under(s, s->sheet[1], p));
      sheet_at(r, s->sheet[1], p, s->sheet[1]->dots / px_per_mm, rgb);
    }
    if (s->screen <= 0) darken(rgb, under(s, s->sheet[0], p));
  }
  sheet_at(r, s->sheet[0], p, s->sheet[0]->dots / px_per_mm, rgb);
}

static void cover(const SpoilScene *s, PhotoSpot p, double px_per_mm, double rgb[3]) {
  double on = CLAMP(0.5 - spoil_cover_distance(s->cover, p.x, p.y) * px_per_mm / 2, 0, 1), over[3];
  if (on < 1) darken(rgb, spoil_cover_shadow(s->cover, p.x, p.y));
  if (on <= 0) return;
  spoil_cover_at(s->cover, p.x, p.y, over);
  for (int c = 0; c < 3; c++) rgb[c] += on * (over[c] - rgb[c]);
}

/* Lines where the screen's grid and the sensor's meet: wide, bent, not of one colour. */
static void interfere(const SpoilScene *s, int x, int y, double rgb[3]) {
  double w = s->camera.w, u = x / w, v = y / w, a = s->light.glare_at[0], b = s->light.glare_at[1],
         bend = 5 * (u - a) * (u - a) + 4 * (v - b) * (v - b);
  for (int c = 0; c < 3; c++)
    rgb[c] *= 1 + s->light.glare * (sin(2 * M_PI * ((9 + 24 * a) * u + (8 - 30 * b) * v + bend * 3) + c * 0.9) +
                                    0.6 * sin(2 * M_PI * (34 * b * v - 14 * u + bend * 5) + c * 1.7));
}

static void pixel(const Render *r, int x, int y, unsigned char *out) {
  const SpoilScene *s = r->scene;
  double ray[3], rgb[3] = {0, 0, 0};
  for (int i = 0; i < 3; i++) ray[i] = r->ray[0][i] + r->ray[1][i] * (x + 0.5) + r->ray[2][i] * (y + 0.5);
  double t = -s->camera.eye[2] / MIN(ray[2], -1e-3), px_per_mm = s->camera.focal / t;
  PhotoSpot p = {s->camera.eye[0] + t * ray[0], s->camera.eye[1] + t * ray[1]};
  surface_at(r, p, px_per_mm, rgb);
  if (s->cover) cover(s, p, px_per_mm, rgb);
  if (s->screen > 0) interfere(s, x, y, rgb);
  for (int c = 0; c < 3; c++) out[c] = raster_clamp(rgb[c] * spoil_field_at(&r->gain[c], x, y));
  if (!s->shadow && !s->glare) return;
  double left = s->shadow ? spoil_field_at(&r->shadow, x, y) : 1, more = s->glare ? spoil_field_at(&r->glare, x, y) : 0;
  static const double sky[3] = {0.05, 0, -0.07}; /* what reaches a shadow is bluer */
  for (int c = 0; c < 3; c++) {
    double light = r->linear[out[c]] * left * (1 - (1 - left) * sky[c]) + more * (s->glare ? s->glare->colour[c] : 1);
    out[c] = r->curve[(int)(MIN(light, 1) * 4096 + 0.5)];
  }
}

ExamRaster spoil_render(SpoilScene *s) {
  g_autofree Render *r = g_new0(Render, 1);
  r->scene = s;
  set_rays(r);
  set_light(r);
  ExamRaster out = raster_new(s->camera.w, s->camera.h, 3);
  unsigned char *p = out.bytes;
  for (int y = 0; y < out.h; y++)
    for (int x = 0; x < out.w; x++, p += 3) pixel(r, x, y, p);
  for (int c = 0; c < 3; c++) spoil_field_clear(&r->gain[c]);
  spoil_field_clear(&r->shadow);
  spoil_field_clear(&r->glare);
  return out;
}
