/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fingers, a pen, a slip of paper over the page: solid shapes with a light on them, each a function of the place. Decides nothing. */
#include "spoil.h"
#include <math.h>

static double fleck(const SpoilCover *c, double x, double y, guint32 salt) { return photo_noise(x + 500, y + 500, c->seed + salt); }

/* ------------------------------------------------------------------ limbs */

typedef struct {
  double distance, along, side, radius, nx, ny; /* along: mm from the tip; (nx, ny): from the axis to the place */
} Touch;

static Touch touch_limb(const PhotoJoint *j, double x, double y) {
  Touch best = {.distance = 1e9};
  double before = 0;
  for (int i = 0; i < 3; i++) {
    double dx = j[i + 1].x - j[i].x, dy = j[i + 1].y - j[i].y, length = MAX(sqrt(dx * dx + dy * dy), 1e-6), ux = dx / length, uy = dy / length;
    double t = ((x - j[i].x) * ux + (y - j[i].y) * uy), held = CLAMP(t, 0, length), k = held / length,
           r = j[i].r + (j[i + 1].r - j[i].r) * k * k * (3 - 2 * k);
    double ex = x - j[i].x - held * ux, ey = y - j[i].y - held * uy, far = sqrt(ex * ex + ey * ey);
    if (far - r < best.distance)
      best = (Touch){far - r, before + (i == 0 ? t : held), (y - j[i].y) * ux - (x - j[i].x) * uy, r, ex / MAX(far, 1e-6), ey / MAX(far, 1e-6)};
    before += length;
  }
  return best;
}

static Touch touch(const SpoilCover *c, double x, double y, int *ret_limb) {
  Touch best = {.distance = 1e9};
  for (int i = 0; i < c->limbs; i++) {
    Touch t = touch_limb(c->joint[i], x, y);
    if (t.distance < best.distance) {
      best = t;
      *ret_limb = i;
    }
  }
  return best;
}

static double paper_distance(const SpoilCover *c, double x, double y) {
  double dx = x - c->at.x, dy = y - c->at.y, u = dx * c->along.x + dy * c->along.y, v = dy * c->along.x - dx * c->along.y;
  double torn = 0.25 * (fleck(c, u / 2, v / 2, 3) - 0.5), a = fabs(u) - c->half[0], b = fabs(v) - c->half[1] + torn;
  return hypot(MAX(a, 0), MAX(b, 0)) + MIN(MAX(a, b), 0);
}

static void stretch(SpoilCover *c, double x, double y, double r) {
  const double at[] = {x, y};
  for (int i = 0; i < 2; i++) {
    c->low[i] = MIN(c->low[i], at[i] - r);
    c->high[i] = MAX(c->high[i], at[i] + r);
  }
}

void spoil_cover_bound(SpoilCover *c) {
  double rim = 6 * c->soft + 2 * c->z;
  c->low[0] = c->low[1] = 1e9;
  c->high[0] = c->high[1] = -1e9;
  if (c->kind == COVER_PAPER) stretch(c, c->at.x, c->at.y, c->half[0] + c->half[1] + rim);
  for (int i = 0; i < c->limbs; i++)
    for (int k = 0; k < 4; k++) stretch(c, c->joint[i][k].x, c->joint[i][k].y, c->joint[i][k].r + rim);
}

double spoil_cover_distance(const SpoilCover *c, double x, double y) {
  int limb;
  if (x < c->low[0] || y < c->low[1] || x > c->high[0] || y > c->high[1]) return 99;
  return c->kind == COVER_PAPER ? paper_distance(c, x, y) : touch(c, x, y, &limb).distance;
}

/* Dark where it touches, soft where it stands off; a second, fainter fringe is the room's. */
double spoil_cover_shadow(const SpoilCover *c, double x, double y) {
  double thrown = spoil_cover_distance(c, x - c->fall[0] * c->z, y - c->fall[1] * c->z), near = spoil_cover_distance(c, x, y);
  double core = CLAMP(0.5 - thrown / c->soft, 0, 1), room = exp(-MAX(near, 0) / (c->soft * 1.1));
  return (1 - 0.42 * core * core * (3 - 2 * core)) * (1 - 0.3 * room);
}

/* ------------------------------------------------------------------ skin */

/* 1 on the nail, 0 off it; `ret_up`: 0 at its root, 1 at its edge. */
static double nail(const Touch *t, double *ret_up) {
  double r = t->radius, u = (t->along - 0.25 * r) / (0.95 * r), v = t->side / (0.68 * r);
  *ret_up = 0.5 - 0.5 * u;
  return CLAMP((1 - pow(pow(fabs(u), 2.6) + pow(fabs(v), 2.6), 1 / 2.6)) * 9, 0, 1);
}

static void skin_at(const SpoilCover *c, double x, double y, double rgb[3]) {
  int limb = 0;
  Touch t = touch(c, x, y, &limb);
  double k = CLAMP(1 + t.distance / t.radius, 0, 1), up = sqrt(MAX(1 - k * k, 0)),
         lit = up * 0.78 + k * (t.nx * c->light[0] + t.ny * c->light[1]) * 0.5;
  double shade = 0.5 + 0.52 * CLAMP(lit, -0.4, 1.15), blush = fleck(c, x / 6, y / 6, 11) * 0.09 + (t.along < 6 ? 0.05 : 0);
  double pores = 0.95 + 0.07 * fleck(c, x / 0.42, y / 0.42, 12) + 0.05 * fleck(c, x / 1.3, y / 1.3, 13);
  double lines = sin(t.along * 3.1 + 2.5 * fleck(c, t.side / 2, t.along / 5, 14) + limb),
         knuckle = t.radius > 15 ? 0 : exp(-pow((t.along - 25) / 5.5, 2));
  pores *= 1 - 0.085 * knuckle * MAX(lines, 0) - 0.02 * MAX(lines, 0);
  const double warm[3] = {1 + blush, 1 - blush * 0.6, 1 - blush * 0.7}, deep[3] = {0.02, -0.05, -0.07};
  for (int i = 0; i < 3; i++) rgb[i] = c->skin[i] * (shade + deep[i] * (1 - shade) * 2) * pores * warm[i];
  if (t.radius > 15) return; /* a hand, no finger */
  double along, on = nail(&t, &along), gloss = exp(-pow((t.side / t.radius - 0.3 * c->light[0] - 0.1) / 0.13, 2)) * 26;
  if (on <= 0) return;
  double bow = along + 0.09 * pow(t.side / t.radius, 2), white = CLAMP((bow - 0.87) * 30, 0, 1),
         moon = 0.3 * CLAMP((0.17 - along - 0.3 * pow(t.side / t.radius, 2)) * 14, 0, 1);
  double rim = 1 - 0.16 * CLAMP((0.75 - on) * 4, 0, 1);
  const double tone[3] = {1.06, 0.98, 0.99};
  for (int i = 0; i < 3; i++) {
    double plate = c->skin[i] * shade * tone[i] * rim + gloss * shade + (white + moon * 0.5) * (212 * shade - c->skin[i] * shade) * 0.45;
    rgb[i] += on * (plate - rgb[i]);
  }
}

/* ------------------------------------------------------------------ things */

static void pen_at(const SpoilCover *c, double x, double y, double rgb[3]) {
  int limb = 0;
  Touch t = touch(c, x, y, &limb);
  double k = CLAMP(1 + t.distance / t.radius, 0, 1), facing = t.nx * c->light[0] + t.ny * c->light[1];
  double shade = 0.42 + 0.5 * sqrt(MAX(1 - k * k, 0)) + 0.25 * k * facing, gloss = exp(-pow((k * facing - 0.38) / 0.09, 2)) * 95;
  const double *colour = t.along < 9 || (t.along > 40 && t.along < 43) ? c->second : c->skin;
  for (int i = 0; i < 3; i++) rgb[i] = colour[i] * shade * (0.98 + 0.03 * fleck(c, x * 2, y * 2, 5)) + gloss;
}

/* A note with a few lines of a hand on it, curling at one end. */
static void paper_at(const SpoilCover *c, double x, double y, double rgb[3]) {
  double dx = x - c->at.x, dy = y - c->at.y, u = dx * c->along.x + dy * c->along.y, v = dy * c->along.x - dx * c->along.y;
  double curl = (u + c->half[0]) / (2 * c->half[0]), shade = 0.99 - 0.1 * pow(CLAMP(curl, 0, 1), 3) + 0.02 * fleck(c, x / 9, y / 9, 6);
  double grain = 0.985 + 0.03 * fleck(c, x / 0.3, y / 0.3, 7), line = floor(u / 8),
         wave = 1.4 * sin(v * 2.3 + 3 * fleck(c, v / 3, line * 7, 8)) * fleck(c, v / 2.2, line * 13, 9);
  bool written = fabs(v) < c->half[1] * 0.8 && fabs(u) < c->half[0] - 7 && fleck(c, v / 9, line * 5, 10) > 0.34;
  double stroke = written ? CLAMP(1.4 - fabs(u - line * 8 - 4 - wave) * 3.2, 0, 1) : 0;
  for (int i = 0; i < 3; i++) rgb[i] = c->skin[i] * shade * grain * (1 - stroke) + c->second[i] * stroke;
}

void spoil_cover_at(const SpoilCover *c, double x, double y, double rgb[3]) {
  static void (*const at[])(const SpoilCover *, double, double,
                            double[3]) = {[COVER_FINGERS] = skin_at, [COVER_PEN] = pen_at, [COVER_PAPER] = paper_at};
  at[c->kind](c, x, y, rgb);
}
