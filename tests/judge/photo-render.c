/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scene into pixels: four rays a pixel onto page, papers or ground, then shadows, things, light, lens. Decides nothing. */
#include "photo-scene.h"
#include <math.h>

typedef struct {
  const PhotoScene *scene;
  PhotoShade page, others[PHOTO_OTHERS]; /* what each throws onto the things below */
} Render;

/* A sheet's own shadow: dark where it touches the desk, soft where it stands off. */
static void sheet_shadow(const PhotoScene *s, const PhotoSheet *sheet, PhotoShade *shade) {
  double high = sheet->lift * (s->form == FORM_PAPER ? 1.6 : 2.4), reach = hypot(s->light.fall[0], s->light.fall[1]), throws = high / MAX(reach, 0.6);
  for (int layer = 0; layer < 3; layer++) {
    static const double grow[] = {0.25, 0.1, 1.2}, alpha[] = {0.26, 0.3, 0.16};
    double far = layer == 1 ? throws : layer == 2 ? throws * 2.2 : 0;
    PhotoSpot p[4];
    for (int i = 0; i < 4; i++) {
      double u = (i == 1 || i == 2 ? 1 : -1) * (sheet->w / 2 + grow[layer]), v = (i >= 2 ? 1 : -1) * (sheet->h / 2 + grow[layer]);
      p[i].x = sheet->x + u * cos(sheet->turn) - v * sin(sheet->turn) + far * s->light.fall[0];
      p[i].y = sheet->y + u * sin(sheet->turn) + v * cos(sheet->turn) + far * s->light.fall[1];
      p[i] = photo_project(&s->camera, p[i].x, p[i].y, 0);
    }
    for (int i = 0; i < 4; i++) (i ? cairo_line_to : cairo_move_to)(shade->cairo, p[i].x, p[i].y);
    cairo_close_path(shade->cairo);
    cairo_set_source_rgba(shade->cairo, 0, 0, 0, alpha[layer] * MIN(sheet->lift + 0.2, 1.2));
    cairo_fill(shade->cairo);
  }
}

/* What lies under the page, from the top: papers, each in the shadow of those above it, then the ground. */
static void below_at(const Render *r, PhotoSpot p, double x, double y, double rgb[3]) {
  const PhotoScene *s = r->scene;
  double k = 1 - photo_shade_at(&r->page, x, y);
  bool paper = false;
  for (int i = s->n_others - 1; i >= 0 && !paper; i--) {
    paper = photo_sheet_at(&s->others[i], p.x, p.y, rgb);
    if (!paper) k *= 1 - photo_shade_at(&r->others[i], x, y);
  }
  if (!paper) photo_ground_at(&s->ground, p.x, p.y, rgb);
  for (int c = 0; c < 3; c++) rgb[c] *= k;
}

/* The mean of four rays; returns the share of them that meet the page. */
static double surface_at(const Render *r, int x, int y, double rgb[3]) {
  static const double at[4][2] = {{0.375, 0.125}, {0.875, 0.375}, {0.125, 0.625}, {0.625, 0.875}};
  const PhotoScene *s = r->scene;
  double page = 0;
  rgb[0] = rgb[1] = rgb[2] = 0;
  for (int i = 0; i < 4; i++) {
    PhotoSpot p = photo_desk_at(&s->camera, x + at[i][0], y + at[i][1]);
    double ray[3];
    if (s->layout && photo_sheet_at(&s->page, p.x, p.y, ray))
      page += 0.25;
    else
      below_at(r, p, x + 0.5, y + 0.5, ray);
    for (int c = 0; c < 3; c++) rgb[c] += ray[c] / 4;
  }
  return page;
}

static double glare_at(const PhotoScene *s, PhotoSpot p) {
  double u = p.x / s->page.w + 0.5 - s->light.glare_at[0], v = p.y / s->page.h + 0.5 - s->light.glare_at[1];
  return s->light.glare * exp(-(u * u + 0.6 * v * v + 0.5 * u * v) / 0.02);
}

static void pixel(const Render *r, int x, int y, const unsigned char *over, unsigned char *out) {
  const PhotoScene *s = r->scene;
  double rgb[3], gain[3], page = surface_at(r, x, y, rgb), dark = 1 - photo_shade_at(&s->shade, x + 0.5, y + 0.5);
  double big = s->big_shadow > 0 ? photo_shade_at(&s->big, x + 0.5, y + 0.5) : 0, seen = 1 - over[3] / 255.0;
  static const double sky[3] = {1.04, 1, 0.93}; /* what reaches a shadow is bluer */
  PhotoSpot desk = photo_desk_at(&s->camera, x + 0.5, y + 0.5);
  photo_light_at(&s->light, &s->camera, desk, x + 0.5, y + 0.5, gain);
  double glare = s->light.glare > 0 && page > 0 ? glare_at(s, desk) * page * seen : 0;
  for (int c = 0; c < 3; c++) out[c] = raster_clamp((rgb[c] * dark * seen + over[2 - c]) * gain[c] * (1 - big * sky[c]) + glare);
}

PIX *photo_render(PhotoScene *s) {
  double mm = photo_scale(&s->camera, 0, 0);
  ExamDice dice = exam_dice(s->seed, "sensor");
  Render r = {.scene = s, .page = photo_shade_new(&s->camera)};
  if (s->layout) sheet_shadow(s, &s->page, &r.page);
  photo_shade_blur(&r.page, 0.55 * mm);
  for (int i = 0; i < s->n_others; i++) {
    r.others[i] = photo_shade_new(&s->camera);
    sheet_shadow(s, &s->others[i], &r.others[i]);
    photo_shade_blur(&r.others[i], 0.55 * mm);
  }
  photo_shade_blur(&s->shade, 1.6 * mm);
  photo_shade_blur(&s->big, exam_dice_real(&dice, 24, 80) * MAX(s->camera.w, s->camera.h) / 2000);
  g_auto(ExamRaster) raster = raster_new(s->camera.w, s->camera.h, 3);
  cairo_surface_flush(s->over);
  const unsigned char *over = cairo_image_surface_get_data(s->over);
  size_t stride = (size_t)cairo_image_surface_get_stride(s->over);
  for (int y = 0; y < raster.h; y++)
    for (int x = 0; x < raster.w; x++)
      pixel(&r, x, y, over + (size_t)y * stride + (size_t)x * 4, raster.bytes + ((size_t)y * (size_t)raster.w + (size_t)x) * 3);
  photo_shade_free(&r.page);
  for (int i = 0; i < s->n_others; i++) photo_shade_free(&r.others[i]);
  photo_sensor(&raster, &s->light, &dice);
  return raster_to_pix(&raster);
}
