/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands that hold a page, and a cat that is none. Shapes only: rounded limbs, shaded. */
#include "photo.h"
#include <math.h>
#include <string.h>

static double real(const PhotoTable *t, double low, double high) { return exam_dice_real(t->dice, low, high); }

typedef struct {
  double x, y, along[2], side[2]; /* a place on the desk and two directions from it */
} Grip;

static PhotoJoint joint(const Grip *g, double along, double side, double r) {
  return (PhotoJoint){g->x + along * g->along[0] + side * g->side[0], g->y + along * g->along[1] + side * g->side[1], r};
}

/* Between the knots of a limb the radius goes softly. */
static size_t smooth(const PhotoJoint *knots, size_t count, PhotoJoint *ret) {
  size_t n = 0;
  for (size_t i = 0; i + 1 < count; i++)
    for (int k = 0; k < 6; k++) {
      double s = k / 6.0, soft = s * s * (3 - 2 * s);
      const PhotoJoint *a = &knots[i], *b = &knots[i + 1];
      ret[n++] = (PhotoJoint){a->x + (b->x - a->x) * s, a->y + (b->y - a->y) * s, a->r + (b->r - a->r) * soft};
    }
  ret[n++] = knots[count - 1];
  return n;
}

static void limb(const PhotoTable *t, const PhotoJoint *knots, size_t count, double z, const double rgb[3], double tone) {
  PhotoJoint joints[48];
  photo_limb(t, joints, smooth(knots, count, joints), z, rgb, tone);
}

static void nail(const PhotoTable *t, const Grip *g, double along, double side, double r, double z, const double skin[3]) {
  for (int layer = 0; layer < 3; layer++) {
    static const double size[] = {1, 0.9, 0.35}, light[] = {0.82, 1.1, 1.22};
    PhotoSpot spots[24];
    for (int i = 0; i < 24; i++) {
      double a = i * M_PI / 12, u = along + r * 1.1 * size[layer] * cos(a), v = side + r * 0.62 * size[layer] * sin(a);
      PhotoJoint p = joint(g, u - (layer == 2 ? r * 0.3 : 0), v, 0);
      spots[i] = (PhotoSpot){p.x, p.y};
    }
    photo_path(t, t->over, spots, 24, z);
    cairo_set_source_rgba(t->over, MIN(skin[0] * light[layer] / 255, 1), MIN(skin[1] * light[layer] / 255, 1),
                          MIN((skin[2] * light[layer] + 8) / 255, 1), layer == 2 ? 0.5 : 0.85);
    cairo_fill(t->over);
  }
}

/* The wrinkles of a knuckle. */
static void knuckle(const PhotoTable *t, const Grip *g, double along, double side, double r, double z) {
  for (int i = -1; i <= 1; i++) {
    PhotoJoint a = joint(g, along + 2 * i, side - r * 0.6, 0), b = joint(g, along + 2.5 * i, side + r * 0.6, 0);
    PhotoSpot p = photo_project(t->camera, a.x, a.y, z), q = photo_project(t->camera, b.x, b.y, z);
    cairo_move_to(t->over, p.x, p.y);
    cairo_line_to(t->over, q.x, q.y);
    cairo_set_line_width(t->over, 0.5 * photo_scale(t->camera, g->x, g->y));
    cairo_set_source_rgba(t->over, 0.25, 0.1, 0.06, 0.22);
    cairo_stroke(t->over);
  }
}

static void draw_finger(const PhotoTable *t, const Grip *g, double from, double side, double r, double spread, const double skin[3]) {
  PhotoJoint knots[] = {joint(g, from + r * 0.6, side, r * 0.72), joint(g, from + 12, side, r * 0.98), joint(g, from + 26, side + spread, r),
                        joint(g, from + 44, side + spread * 2, r * 1.06), joint(g, from + 82, side + spread * 3, r * 1.2)};
  limb(t, knots, 5, 9, skin, 0.66);
  nail(t, g, from + r * 0.95, side, r * 0.78, 9 + r * 0.2, skin);
  knuckle(t, g, from + 27, side + spread, r, 9);
}

/* Palm, wrist and sleeve: they leave the frame. */
static void draw_arm(const PhotoTable *t, const Grip *g, double palm, double width, const double skin[3]) {
  static const double cloths[][3] = {{48, 58, 84}, {92, 96, 100}, {160, 60, 58}, {226, 224, 218}, {34, 34, 36}, {96, 112, 78}};
  const double *cloth = cloths[exam_dice_int(t->dice, 0, 5)];
  double bend = real(t, -50, 50);
  PhotoJoint hand[] = {joint(g, palm, 0, width * 0.75), joint(g, palm + 40, 0, width), joint(g, palm + 80, bend * 0.2, width * 0.85),
                       joint(g, palm + 130, bend * 0.5, 29)};
  PhotoJoint sleeve[] = {joint(g, palm + 150, bend * 0.6, 36), joint(g, palm + 260, bend, 42), joint(g, palm + 600, bend * 2, 52)};
  limb(t, hand, 4, 14, skin, 0.62);
  limb(t, sleeve, 3, 16, cloth, 0.55);
}

/* Where the page is held: on an edge away from its corners, or on a corner; the hand comes from outside. */
static Grip draw_grip(const PhotoTable *t, bool corner) {
  static const double normals[4][2] = {{0, -1}, {1, 0}, {0, 1}, {-1, 0}};
  int edge = exam_dice_int(t->dice, 0, 2) ? exam_dice_int(t->dice, 1, 3) : 0;
  double nx = normals[edge][0], ny = normals[edge][1], at = corner ? (exam_dice_int(t->dice, 0, 1) ? 0.5 : -0.5) : real(t, -0.28, 0.28);
  double x = nx * t->page_w / 2 + (ny != 0 ? at * t->page_w : 0), y = ny * t->page_h / 2 + (nx != 0 ? at * t->page_h : 0);
  double angle = atan2(ny, nx) + real(t, -0.55, 0.55);
  if (corner) angle = atan2(y / t->page_h, x / t->page_w) + real(t, -0.4, 0.4);
  return (Grip){x, y, {cos(angle), sin(angle)}, {-sin(angle), cos(angle)}};
}

void photo_hand(const PhotoTable *t, bool corner, const char **ret_name) {
  static const double skins[][3] = {{226, 178, 152}, {208, 156, 126}, {176, 122, 92}, {132, 88, 64}, {92, 60, 46}, {236, 194, 172}};
  const double *skin = skins[exam_dice_int(t->dice, 0, 5)];
  Grip g = draw_grip(t, corner);
  double deep = MIN(real(t, 10, 30), 0.22 * MIN(t->page_w, t->page_h));
  int kind = corner ? exam_dice_int(t->dice, 0, 2) : exam_dice_int(t->dice, 0, 3);
  if (kind < 2) {
    draw_finger(t, &g, -deep, 0, real(t, 9, 11), real(t, -3, 3), skin);
    draw_arm(t, &g, 75 - deep, 34, skin);
    *ret_name = "thumb";
    return;
  }
  int count = corner || kind == 3 ? 4 : 2;
  for (int i = 0; i < count; i++) {
    static const double back[] = {9, 0, 3, 15};
    double side = (i - (count - 1) / 2.0) * 18.5;
    draw_finger(t, &g, -deep - (corner ? 14 : 0) + back[i], side, 8.6 - (i == 3), -side * 0.03, skin);
  }
  draw_arm(t, &g, 86 - deep, 41, skin);
  *ret_name = "fingers";
}

/* ------------------------------------------------------------------ a cat */

static void fur(const PhotoTable *t, const PhotoJoint *j, size_t count, const double rgb[3]) {
  for (int i = 0; i < 5000; i++) {
    double at = real(t, 0, (double)count - 1.001);
    size_t k = (size_t)at;
    double s = at - (double)k, a = real(t, 0, 2 * M_PI), out = sqrt(real(t, 0, 1)) * 1.03, r = j[k].r + (j[k + 1].r - j[k].r) * s;
    double x = j[k].x + (j[k + 1].x - j[k].x) * s + out * r * cos(a), y = j[k].y + (j[k + 1].y - j[k].y) * s + out * r * sin(a);
    double lean = atan2(j[k + 1].y - j[k].y, j[k + 1].x - j[k].x) + real(t, -0.5, 0.5), hair = real(t, 8, 20), high = 40 * (1 - out * out * 0.8);
    double tone = real(t, 0.6, 1.25) * (sin(at * 9) > 0.2 ? 0.7 : 1.05) * (1.05 - 0.35 * out);
    PhotoSpot p = photo_project(t->camera, x, y, high), q = photo_project(t->camera, x + hair * cos(lean), y + hair * sin(lean), high);
    cairo_move_to(t->over, p.x, p.y);
    cairo_line_to(t->over, q.x, q.y);
    cairo_set_source_rgba(t->over, MIN(rgb[0] * tone / 255, 1), MIN(rgb[1] * tone / 255, 1), MIN(rgb[2] * tone / 255, 1), 0.55);
    cairo_set_line_width(t->over, 1.1 * photo_scale(t->camera, x, y));
    cairo_stroke(t->over);
  }
}

static void ear(const PhotoTable *t, const Grip *g, double side, const double rgb[3]) {
  PhotoJoint a = joint(g, -50, side * 42, 0), b = joint(g, -78, side * 34, 0), c = joint(g, -58, side * 10, 0);
  photo_flat(t, (PhotoSpot[]){{a.x, a.y}, {b.x, b.y}, {c.x, c.y}}, 3, 40, rgb);
}

void photo_cat(const PhotoTable *t) {
  static const double furs[][3] = {{196, 132, 74}, {92, 88, 84}, {48, 46, 46}, {222, 212, 198}};
  const double *rgb = furs[exam_dice_int(t->dice, 0, 3)];
  PhotoSpot c = photo_centre(t);
  double a = real(t, 0, 2 * M_PI);
  Grip g = {c.x - 60 * cos(a), c.y - 60 * sin(a), {cos(a), sin(a)}, {-sin(a), cos(a)}};
  PhotoJoint tail[] = {joint(&g, 200, 20, 13), joint(&g, 270, 60, 13), joint(&g, 290, 130, 12), joint(&g, 250, 180, 9)};
  PhotoJoint body[] = {joint(&g, 20, 5, 60), joint(&g, 60, 0, 78), joint(&g, 140, 0, 92), joint(&g, 195, 8, 80)};
  PhotoJoint head[] = {joint(&g, -40, 0, 48), joint(&g, -20, 0, 50)};
  limb(t, tail, 4, 10, rgb, 0.5);
  fur(t, tail, 4, rgb);
  limb(t, body, 4, 45, rgb, 0.45);
  fur(t, body, 4, rgb);
  ear(t, &g, 1, rgb);
  ear(t, &g, -1, rgb);
  limb(t, head, 2, 45, rgb, 0.5);
  fur(t, head, 2, rgb);
}
