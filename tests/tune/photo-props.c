/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies about in the tuning family: books, a tablet, a ruler, scissors, a pencil. Books and tablets have four straight sides as pages do. */
#include "../judge/photo.h"
#include <math.h>

static double real(const PhotoTable *t, double low, double high) { return exam_dice_real(t->dice, low, high); }

/* Where a thing lies and how it is turned. */
typedef struct { PhotoSpot at; double turn; } Place;

static PhotoSpot spot(const Place *p, double x, double y) {
  return (PhotoSpot){p->at.x + x * cos(p->turn) - y * sin(p->turn), p->at.y + x * sin(p->turn) + y * cos(p->turn)};
}

static void plate(const PhotoTable *t, const Place *p, double x, double y, double w, double h, double z, const double rgb[3]) {
  photo_flat(t, (PhotoSpot[]){spot(p, x, y), spot(p, x + w, y), spot(p, x + w, y + h), spot(p, x, y + h)}, 4, z, rgb);
}

/* Beside the page, turned so that it goes on away from it. */
static bool lay(const PhotoTable *t, double margin, Place *ret) {
  if (!photo_free_spot(t, margin, &ret->at)) return false;
  PhotoSpot c = photo_centre(t);
  double away = atan2(ret->at.y - c.y, ret->at.x - c.x);
  ret->turn = round((away - M_PI / 4) / (M_PI / 2)) * M_PI / 2 + real(t, -0.45, 0.45);
  return true;
}

static bool draw_book(const PhotoTable *t) {
  static const double covers[][3] = {{150, 36, 44}, {40, 70, 110}, {222, 206, 160}, {236, 234, 228}, {46, 84, 60}, {30, 30, 34}}, leaves[3] = {228, 222, 206}, gold[3] = {210, 180, 100};
  Place p;
  if (!lay(t, 5, &p)) return false;
  double thick = real(t, 6, 26), w = real(t, 105, 170), h = w * real(t, 1.35, 1.6);
  const double *cover = covers[exam_dice_int(t->dice, 0, 5)];
  plate(t, &p, 2, 2, w - 3, h - 4, thick * 0.6, leaves);
  plate(t, &p, 0, 0, w, h, thick, cover);
  plate(t, &p, w * 0.15, h * 0.12, w * 0.7, h * 0.06, thick, gold);
  plate(t, &p, w * 0.25, h * 0.24, w * 0.5, h * 0.03, thick, gold);
  return true;
}

static bool draw_tablet(const PhotoTable *t) {
  static const double rim[3] = {24, 24, 26}, off[3] = {44, 46, 52}, on[3] = {226, 232, 238}, bar[3] = {60, 110, 180};
  Place p;
  if (!lay(t, 5, &p)) return false;
  bool phone = exam_dice_int(t->dice, 0, 1), lit = exam_dice_int(t->dice, 0, 1);
  double w = phone ? 72 : 168, h = phone ? 150 : 240;
  plate(t, &p, 0, 0, w, h, 7, rim);
  plate(t, &p, 4, phone ? 4 : 10, w - 8, h - (phone ? 8 : 20), 7, lit ? on : off);
  if (lit) plate(t, &p, 4, phone ? 4 : 10, w - 8, h * 0.08, 7, bar);
  return true;
}

static bool draw_ruler(const PhotoTable *t) {
  static const double bodies[][3] = {{226, 214, 150}, {200, 224, 230}, {178, 180, 184}}, mark[3] = {40, 40, 40};
  Place p;
  if (!lay(t, 4, &p)) return false;
  p.turn = real(t, 0, M_PI);
  plate(t, &p, 0, 0, 210, 30, 2, bodies[exam_dice_int(t->dice, 0, 2)]);
  for (int i = 0; i <= 40; i++) plate(t, &p, 5 + i * 5, 0, 0.4, i % 2 ? 4 : 7, 2, mark);
  return true;
}

static bool draw_scissors(const PhotoTable *t) {
  static const double steel[3] = {170, 172, 176}, grips[][3] = {{200, 60, 40}, {40, 40, 44}, {50, 110, 160}};
  Place p;
  if (!lay(t, 10, &p)) return false;
  const double *grip = grips[exam_dice_int(t->dice, 0, 2)];
  for (int side = -1; side <= 1; side += 2) {
    PhotoSpot a = spot(&p, 0, side * 9), b = spot(&p, 70, 0), c = spot(&p, 120, -side * 9), d = spot(&p, 150, -side * 20), e = spot(&p, 165, -side * 4);
    PhotoJoint blade[] = {{a.x, a.y, 1}, {b.x, b.y, 5}, {c.x, c.y, 4}}, loop[] = {{c.x, c.y, 5}, {d.x, d.y, 5}, {e.x, e.y, 5}};
    photo_limb(t, blade, 3, 4, steel, 0.6);
    photo_limb(t, loop, 3, 5, grip, 0.5);
  }
  return true;
}

static bool draw_pencil(const PhotoTable *t) {
  static const double woods[][3] = {{220, 170, 40}, {40, 120, 90}, {190, 50, 50}}, bare[3] = {222, 190, 140}, lead[3] = {50, 50, 54};
  Place p;
  if (!lay(t, 8, &p)) return false;
  p.turn = real(t, 0, 2 * M_PI);
  PhotoSpot a = spot(&p, 0, 0), b = spot(&p, 5, 0), c = spot(&p, 18, 0), d = spot(&p, 165, 0);
  photo_limb(t, (PhotoJoint[]){{b.x, b.y, 1.2}, {c.x, c.y, 3.6}}, 2, 4, bare, 0.6);
  photo_limb(t, (PhotoJoint[]){{a.x, a.y, 0.4}, {b.x, b.y, 1.2}}, 2, 4, lead, 0.6);
  photo_limb(t, (PhotoJoint[]){{c.x, c.y, 3.6}, {d.x, d.y, 3.6}}, 2, 4, woods[exam_dice_int(t->dice, 0, 2)], 0.5);
  return true;
}

static const struct {
  const char *name;
  bool (*draw)(const PhotoTable *);
} props[] = {{"book", draw_book}, {"tablet", draw_tablet}, {"ruler", draw_ruler}, {"scissors", draw_scissors}, {"pencil", draw_pencil}};

const char *photo_prop_name(ExamDice *dice) { return props[exam_dice_int(dice, 0, G_N_ELEMENTS(props) - 1)].name; }

bool photo_prop(const PhotoTable *table, const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(props); i++)
    if (g_str_equal(props[i].name, name)) return props[i].draw(table);
  return false;
}
