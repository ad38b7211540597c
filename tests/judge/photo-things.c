/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies about on a desk: pens, coins, cables, a mug, a keyboard, a laptop, and the shadow of whoever takes the picture. */
#include "photo.h"
#include <math.h>
#include <string.h>

static double real(const PhotoTable *t, double low, double high) { return exam_dice_real(t->dice, low, high); }

static void ink(cairo_t *cairo, const double rgb[3], double k, double alpha) {
  cairo_set_source_rgba(cairo, CLAMP(rgb[0] * k / 255, 0, 1), CLAMP(rgb[1] * k / 255, 0, 1), CLAMP(rgb[2] * k / 255, 0, 1), alpha);
}

void photo_path(const PhotoTable *table, cairo_t *to, const PhotoSpot *spots, size_t count, double z) {
  for (size_t i = 0; i < count; i++) {
    PhotoSpot p = photo_project(table->camera, spots[i].x, spots[i].y, z);
    (i ? cairo_line_to : cairo_move_to)(to, p.x, p.y);
  }
  cairo_close_path(to);
}

/* Ground and thrown shadow of an outline at height z. */
static void throw_shadow(const PhotoTable *t, const PhotoSpot *spots, size_t count, double z) {
  PhotoSpot thrown[128];
  cairo_set_source_rgba(t->shadow, 0, 0, 0, 0.34);
  for (int step = 0; step < 3; step++) {
    double high = z * step / 2;
    for (size_t i = 0; i < count; i++) thrown[i] = (PhotoSpot){spots[i].x + t->light->fall[0] * high, spots[i].y + t->light->fall[1] * high};
    photo_path(t, t->shadow, thrown, count, 0);
    cairo_fill(t->shadow);
  }
}

void photo_flat(const PhotoTable *t, const PhotoSpot *spots, size_t count, double z, const double rgb[3]) {
  throw_shadow(t, spots, count, z);
  photo_path(t, t->over, spots, count, z);
  ink(t->over, rgb, 1, 1);
  cairo_fill(t->over);
}

/* ------------------------------------------------------------------ limbs */

/* Outline of a bar with round ends: one side there, the other back. 2 count + 14 spots. */
static size_t limb_outline(const PhotoJoint *j, size_t count, double k, double dx, double dy, PhotoSpot *ret) {
  size_t n = 0;
  for (int side = 0; side < 2; side++)
    for (size_t step = 0; step < count; step++) {
      size_t i = side ? count - 1 - step : step, a = i ? i - 1 : 0, b = i + 1 < count ? i + 1 : i;
      double tx = j[b].x - j[a].x, ty = j[b].y - j[a].y, long_ = MAX(hypot(tx, ty), 1e-6), sign = side ? -1 : 1;
      double nx = -ty / long_ * sign, ny = tx / long_ * sign, r = j[i].r * k;
      ret[n++] = (PhotoSpot){j[i].x + nx * r + dx * j[i].r, j[i].y + ny * r + dy * j[i].r};
      if (step + 1 < count) continue;
      for (int cap = 1; cap <= 7; cap++) {
        double turn = -M_PI * cap / 8, cx = nx * cos(turn) - ny * sin(turn), cy = nx * sin(turn) + ny * cos(turn);
        ret[n++] = (PhotoSpot){j[i].x + cx * r + dx * j[i].r, j[i].y + cy * r + dy * j[i].r};
      }
    }
  return n;
}

void photo_limb(const PhotoTable *t, const PhotoJoint *joints, size_t count, double z, const double rgb[3], double tone) {
  PhotoSpot spots[128];
  double far = hypot(t->light->fall[0], t->light->fall[1]) + 0.3, lx = -t->light->fall[0] / far, ly = -t->light->fall[1] / far;
  throw_shadow(t, spots, limb_outline(joints, count, 1, 0, 0, spots), z);
  for (int layer = 0; layer < 12; layer++) {
    double in = layer / 12.0, shift = in * in * 0.4;
    size_t n = limb_outline(joints, count, 1 - in, lx * shift, ly * shift, spots);
    photo_path(t, t->over, spots, n, z);
    ink(t->over, rgb, tone + (1.06 - tone) * sin(in * M_PI / 2), 1);
    cairo_fill(t->over);
  }
}

/* ------------------------------------------------------------------ places */

PhotoSpot photo_centre(const PhotoTable *t) { return photo_desk_at(t->camera, t->camera->w / 2.0, t->camera->h / 2.0); }

bool photo_free_spot(const PhotoTable *t, double margin, PhotoSpot *ret_spot) {
  for (int i = 0; i < 40; i++) {
    double x = t->camera->w * real(t, 0, 1), y = t->camera->h * real(t, 0, 1);
    PhotoSpot p = photo_desk_at(t->camera, x, y);
    if (!t->empty && photo_within(t->page, x, y, -margin * photo_scale(t->camera, p.x, p.y))) continue;
    *ret_spot = p;
    return true;
  }
  return false;
}

static size_t ring(double x, double y, double r, PhotoSpot *ret) {
  for (int i = 0; i < 60; i++) ret[i] = (PhotoSpot){x + r * cos(i * M_PI / 30), y + r * sin(i * M_PI / 30)};
  return 60;
}

/* A rectangle with its corner at (x, y), its sides along the angle and a right angle further, corners rounded. */
static size_t slab(PhotoSpot at, double angle, double x, double y, double w, double h, double r, PhotoSpot *ret) {
  size_t n = 0;
  for (int c = 0; c < 4; c++)
    for (int k = 0; k < 6; k++) {
      double a = M_PI + c * M_PI / 2 + k * M_PI / 10, u = x + (c == 1 || c == 2 ? w - r : r) + r * cos(a), v = y + (c >= 2 ? h - r : r) + r * sin(a);
      ret[n++] = (PhotoSpot){at.x + u * cos(angle) - v * sin(angle), at.y + u * sin(angle) + v * cos(angle)};
    }
  return n;
}

/* ------------------------------------------------------------------ things */

static bool draw_pen(const PhotoTable *t) {
  static const double bodies[][3] = {{32, 62, 148}, {36, 36, 38}, {206, 206, 208}, {176, 36, 40}, {222, 170, 48}, {70, 130, 90}};
  PhotoSpot p;
  if (!photo_free_spot(t, 8, &p)) return false;
  double a = real(t, 0, 2 * M_PI), dx = cos(a), dy = sin(a), r = real(t, 3.6, 5.2), body = real(t, 115, 135);
  static const double metal[3] = {176, 174, 170};
  const double *colour = bodies[exam_dice_int(t->dice, 0, G_N_ELEMENTS(bodies) - 1)];
  PhotoJoint tip[] = {{p.x, p.y, 0.5}, {p.x + 6 * dx, p.y + 6 * dy, 1.6}, {p.x + 17 * dx, p.y + 17 * dy, r}};
  PhotoJoint bar[] = {{p.x + 17 * dx, p.y + 17 * dy, r}, {p.x + body * dx, p.y + body * dy, r}};
  PhotoJoint clip[] = {{p.x + (body - 40) * dx, p.y + (body - 40) * dy, 1.3}, {p.x + body * dx, p.y + body * dy, 1.5}};
  photo_limb(t, tip, 3, 4, metal, 0.5);
  photo_limb(t, bar, 2, 4, colour, 0.45);
  photo_limb(t, clip, 2, 7, exam_dice_int(t->dice, 0, 1) ? metal : colour, 0.6);
  return true;
}

static bool draw_coins(const PhotoTable *t) {
  static const double metals[][3] = {{196, 160, 84}, {176, 112, 74}, {186, 186, 182}};
  PhotoSpot p, spots[60];
  if (!photo_free_spot(t, 10, &p)) return false;
  for (int i = exam_dice_int(t->dice, 1, 5); i > 0; i--) {
    double x = p.x + real(t, -35, 35), y = p.y + real(t, -35, 35), r = real(t, 8, 13);
    const double *metal = metals[exam_dice_int(t->dice, 0, 2)];
    photo_flat(t, spots, ring(x, y, r, spots), 2, metal);
    for (int k = 0; k < 6; k++) {
      static const double size[] = {0.95, 0.86, 0.72, 0.66, 0.4, 0.3}, tone[] = {1.18, 0.82, 1.12, 0.96, 0.84, 1.05};
      photo_path(t, t->over, spots, ring(x - k * 0.1, y + k * 0.1, r * size[k], spots), 2);
      ink(t->over, metal, tone[k], 1);
      cairo_fill(t->over);
    }
  }
  return true;
}

static bool draw_cable(const PhotoTable *t) {
  static const double skins[][3] = {{232, 232, 230}, {34, 34, 36}};
  PhotoSpot p;
  if (!photo_free_spot(t, 12, &p)) return false;
  PhotoSpot c = photo_centre(t);
  double away = atan2(p.y - c.y, p.x - c.x) + M_PI / 2 + real(t, -0.5, 0.5), bend = real(t, -0.02, 0.02), swing = real(t, 8, 30);
  PhotoJoint j[48];
  for (int i = 0; i < 48; i++) {
    double s = (i - 24) * 11.0, a = away + bend * s / 8, side = swing * sin(s / 60);
    j[i] = (PhotoJoint){p.x + s * cos(a) - side * sin(a), p.y + s * sin(a) + side * cos(a), 1.9};
  }
  photo_limb(t, j, 48, 2, skins[exam_dice_int(t->dice, 0, 1)], 0.6);
  return true;
}

/* From the bottom up, ring by ring; then the rim, the inner wall and what is in it. */
static bool draw_mug(const PhotoTable *t) {
  static const double glazes[][3] = {{236, 234, 230}, {60, 92, 120}, {170, 60, 52}, {44, 46, 50}, {206, 190, 150}};
  static const double drinks[][3] = {{52, 32, 20}, {150, 92, 36}, {178, 140, 104}};
  PhotoSpot p, spots[60];
  if (!photo_free_spot(t, 46, &p)) return false;
  const double *glaze = glazes[exam_dice_int(t->dice, 0, 4)];
  double tall = real(t, 75, 100), a = real(t, 0, 2 * M_PI);
  PhotoJoint throws[] = {{p.x, p.y, 40}, {p.x + t->light->fall[0] * tall, p.y + t->light->fall[1] * tall, 40}};
  PhotoSpot outline[32];
  size_t n = limb_outline(throws, 2, 1, 0, 0, outline);
  photo_path(t, t->shadow, outline, n, 0);
  cairo_set_source_rgba(t->shadow, 0, 0, 0, 0.55);
  cairo_fill(t->shadow);
  PhotoJoint handle[] = {{p.x + 38 * cos(a), p.y + 38 * sin(a), 6}, {p.x + 68 * cos(a), p.y + 68 * sin(a), 6}};
  photo_limb(t, handle, 2, tall * 0.6, glaze, 0.55);
  for (double z = 0; z <= tall; z += 2) {
    photo_path(t, t->over, spots, ring(p.x, p.y, 40, spots), z);
    ink(t->over, glaze, 0.5 + 0.38 * z / tall, 1);
    cairo_fill(t->over);
  }
  photo_path(t, t->over, spots, ring(p.x, p.y, 40, spots), tall);
  ink(t->over, glaze, 1.08, 1);
  cairo_fill(t->over);
  photo_path(t, t->over, spots, ring(p.x, p.y, 36.5, spots), tall);
  cairo_save(t->over);
  cairo_clip_preserve(t->over);
  ink(t->over, glaze, 0.62, 1);
  cairo_fill(t->over);
  photo_path(t, t->over, spots, ring(p.x, p.y, 36.5, spots), tall - 18);
  ink(t->over, drinks[exam_dice_int(t->dice, 0, 2)], 1, 1);
  cairo_fill(t->over);
  cairo_restore(t->over);
  return true;
}

static void draw_keys(const PhotoTable *t, PhotoSpot at, double angle, double x, double y, int rows, const double key[3]) {
  PhotoSpot spots[24];
  for (int row = 0; row < rows; row++)
    for (int i = 0; i < 15; i++) {
      double wide = i == 14 ? 25 : 16.5;
      photo_path(t, t->over, spots, slab(at, angle, x + i * 19 + row * 2, y + row * 19, wide, 16.5, 2, spots), 8);
      ink(t->over, key, 0.72, 1);
      cairo_fill(t->over);
      photo_path(t, t->over, spots, slab(at, angle, x + i * 19 + row * 2 + 1, y + row * 19 + 0.6, wide - 2, 14.5, 2, spots), 9.5);
      ink(t->over, key, 1.05, 1);
      cairo_fill(t->over);
      photo_path(t, t->over, spots, slab(at, angle, x + i * 19 + row * 2 + 5, y + row * 19 + 4, 3 + (i * 7 + row * 3) % 3, 4, 1.2, spots), 9.5);
      ink(t->over, key, key[0] > 120 ? 0.4 : 2.6, 0.8);
      cairo_fill(t->over);
    }
}

/* A place beside the page, and the direction from the picture's middle through it: what lies there goes on beyond the frame. */
static bool border_spot(const PhotoTable *t, double margin, PhotoSpot *ret_spot, double *ret_away) {
  if (!photo_free_spot(t, margin, ret_spot)) return false;
  PhotoSpot c = photo_centre(t), s = photo_project(t->camera, ret_spot->x, ret_spot->y, 0);
  bool near_rim = MIN(MIN(s.x, t->camera->w - s.x), MIN(s.y, t->camera->h - s.y)) < 0.13 * MAX(t->camera->w, t->camera->h);
  *ret_away = atan2(ret_spot->y - c.y, ret_spot->x - c.x);
  return near_rim;
}

/* Its long edge faces the page. */
static bool draw_keyboard(const PhotoTable *t) {
  static const double cases[][3] = {{42, 42, 46}, {206, 207, 210}, {26, 26, 28}}, keys[][3] = {{58, 58, 62}, {236, 236, 236}, {44, 44, 48}};
  PhotoSpot p, spots[24];
  double away;
  if (!border_spot(t, 6, &p, &away)) return false;
  int kind = exam_dice_int(t->dice, 0, 2);
  double angle = round((away - M_PI / 2) / (M_PI / 2)) * M_PI / 2 + real(t, -0.2, 0.2);
  double x = -real(t, 80, 260);
  photo_flat(t, spots, slab(p, angle, x, 0, 310, 120, 6, spots), 8, cases[kind]);
  draw_keys(t, p, angle, x + 8, 10, 5, keys[kind]);
  return true;
}

/* One corner of it points at the page. */
static bool draw_laptop(const PhotoTable *t) {
  static const double shells[][3] = {{186, 188, 192}, {62, 64, 68}, {214, 200, 186}}, dark[3] = {40, 40, 44};
  PhotoSpot p, spots[24];
  double away;
  if (!border_spot(t, 6, &p, &away)) return false;
  double angle = away - M_PI / 4 + real(t, -0.3, 0.3);
  const double *shell = shells[exam_dice_int(t->dice, 0, 2)];
  photo_flat(t, spots, slab(p, angle, 0, 0, 320, 225, 9, spots), 14, shell);
  photo_path(t, t->over, spots, slab(p, angle, 1, 1, 318, 223, 9, spots), 15);
  ink(t->over, shell, 1.08, 1);
  cairo_fill(t->over);
  photo_path(t, t->over, spots, slab(p, angle, 14, 75, 292, 118, 3, spots), 15);
  ink(t->over, shell, 0.8, 1);
  cairo_fill(t->over);
  draw_keys(t, p, angle, 17, 80, 5, dark);
  photo_path(t, t->over, spots, slab(p, angle, 105, 8, 110, 58, 4, spots), 15);
  ink(t->over, shell, 0.93, 1);
  cairo_fill(t->over);
  return true;
}

static const struct {
  const char *name;
  bool (*draw)(const PhotoTable *);
} things[] = {{"pen", draw_pen}, {"coins", draw_coins},       {"cable", draw_cable},
              {"mug", draw_mug}, {"keyboard", draw_keyboard}, {"laptop", draw_laptop}};

const char *photo_thing_name(ExamDice *dice) {
  static const int often[] = {0, 0, 0, 1, 1, 2, 2, 3, 4, 4, 5};
  return things[often[exam_dice_int(dice, 0, G_N_ELEMENTS(often) - 1)]].name;
}

bool photo_thing(const PhotoTable *table, const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(things); i++)
    if (g_str_equal(things[i].name, name)) return things[i].draw(table);
  return false;
}

/* A phone and the arm that holds it, between the lamp and the page: drawn in the picture, wide and soft. */
void photo_big_shadow(const PhotoTable *t, cairo_t *to, double strength) {
  double w = t->camera->w, h = t->camera->h, a = real(t, -0.5, 0.5) + exam_dice_int(t->dice, 0, 3) * M_PI / 2;
  cairo_save(to);
  cairo_translate(to, w * real(t, 0.25, 0.75), h * real(t, 0.25, 0.75));
  cairo_rotate(to, a);
  cairo_scale(to, w * real(t, 0.8, 1.5), w * real(t, 0.8, 1.5));
  cairo_rectangle(to, -0.14, -0.3, 0.28, 0.55);
  cairo_new_sub_path(to);
  cairo_arc(to, 0.1, 0.12, 0.15, 0, 2 * M_PI);
  cairo_new_sub_path(to);
  cairo_move_to(to, -0.02, 0.1);
  cairo_line_to(to, 0.2, 0.06);
  cairo_line_to(to, 0.5, 2);
  cairo_line_to(to, 0.1, 2);
  cairo_close_path(to);
  cairo_set_fill_rule(to, CAIRO_FILL_RULE_WINDING);
  cairo_set_source_rgba(to, 0, 0, 0, strength);
  cairo_push_group(to);
  cairo_set_source_rgba(to, 0, 0, 0, 1);
  cairo_fill(to);
  cairo_pop_group_to_source(to);
  cairo_paint_with_alpha(to, strength);
  cairo_restore(to);
}
