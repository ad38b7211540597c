/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands, notes, other papers, whatever lies about on a desk. */
#include "hidden-print.h"

#include <math.h>

/* A place of print, or any place. */
static Point aim(const Scene *scene, Rng *rng) {
  enum { TRIES = 60 };
  Point at = {rng_real(rng, 0, scene->width), rng_real(rng, 0, scene->height)};
  bool print = rng_int(rng, 0, 3) > 0;
  for (int i = 0; print && i < TRIES && scene->print[(int)at.y * scene->width + (int)at.x] < 0.5F; i++)
    at = (Point){rng_real(rng, 0, scene->width - 1), rng_real(rng, 0, scene->height - 1)};
  return at;
}

static double size_of(const Scene *scene, Rng *rng) { return exp(rng_real(rng, log(0.025), log(0.24))) * MAX(scene->width, scene->height); }

/* Four corners, in order. */
static Shape sheet(Point at, double size, Rng *rng) {
  double ratio = rng_int(rng, 0, 4) ? rng_real(rng, 0.55, 1) : rng_real(rng, 0.15, 0.5), lean = rng_int(rng, 0, 2) ? rng_real(rng, -G_PI / 2, G_PI / 2) : rng_normal(rng) * 0.05,
         jitter = rng_int(rng, 0, 1) ? 0.01 : 0.06;
  const double corner[][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
  Shape ret = {.kind = SHAPE_PAPER, .n = G_N_ELEMENTS(corner), .lean = lean};
  for (int i = 0; i < ret.n; i++) {
    double u = size * (corner[i][0] + rng_real(rng, -jitter, jitter)), v = size * ratio * (corner[i][1] + rng_real(rng, -jitter, jitter));
    ret.at[i] = (Point){at.x + u * cos(lean) - v * sin(lean), at.y + u * sin(lean) + v * cos(lean)};
  }
  return ret;
}

/* From beyond the picture's rim to that place: one to four fingers, or an arm with a hand and a thumb. */
static Shape hand(const Scene *scene, Point at, double size, Rng *rng) {
  int fingers = rng_int(rng, 1, 4), side = rng_int(rng, 0, 3);
  double far = rng_real(rng, 0.3, 0.7), beyond = 0.1 * scene->height;
  Point from = side == 0   ? (Point){-beyond, far * scene->height}
               : side == 1 ? (Point){scene->width + beyond, far * scene->height}
               : side == 2 ? (Point){far * scene->width, -beyond}
                           : (Point){far * scene->width, scene->height + beyond};
  double dx = at.x - from.x, dy = at.y - from.y, away = fmax(1, hypot(dx, dy)), radius = CLAMP(size * 0.35, 5, 45), apart = radius * rng_real(rng, 1.7, 2.4);
  Shape ret = {.kind = SHAPE_FINGERS};
  for (int i = 0; i < fingers; i++) {
    double aside = (i - (fingers - 1) / 2.0) * apart, shorter = rng_real(rng, 0, 1.5) * radius, fan = rng_real(rng, 0.5, 1.2);
    ret.at[ret.n++] = (Point){at.x - dy / away * aside - dx / away * shorter, at.y + dx / away * aside - dy / away * shorter};
    ret.at[ret.n++] = (Point){from.x - dy / away * aside * fan, from.y + dx / away * aside * fan};
    ret.size[i] = radius * rng_real(rng, 0.85, 1.1);
  }
  if (fingers < 3 || rng_int(rng, 0, 1)) return ret;
  double back = rng_real(rng, 3, 6) * radius, palm = radius * (rng_real(rng, 0.6, 0.9) * fingers + 0.2);
  Point wrist = {at.x - dx / away * back, at.y - dy / away * back};
  ret.at[ret.n++] = wrist;
  ret.at[ret.n++] = from;
  ret.size[fingers] = palm;
  if (rng_int(rng, 0, 1)) return ret;
  double aside = (rng_int(rng, 0, 1) ? 1 : -1) * (palm + rng_real(rng, 0.5, 3) * radius), ahead = rng_real(rng, -0.5, 0.7) * back;
  ret.at[ret.n++] = wrist;
  ret.at[ret.n++] = (Point){wrist.x - dy / away * aside + dx / away * ahead, wrist.y + dx / away * aside + dy / away * ahead};
  ret.size[fingers + 1] = radius * rng_real(rng, 0.95, 1.2);
  return ret;
}

/* A pen, a cable, a ruler. */
static Shape stick(Point at, double size, Rng *rng) {
  double lean = rng_real(rng, 0, G_PI), length = size * rng_real(rng, 1.2, 3);
  Shape ret = {.kind = SHAPE_FINGERS, .n = 2};
  ret.at[0] = (Point){at.x - cos(lean) * length, at.y - sin(lean) * length};
  ret.at[1] = (Point){at.x + cos(lean) * length, at.y + sin(lean) * length};
  ret.size[0] = rng_real(rng, 2.5, 12);
  return ret;
}

static Shape round_thing(Point at, double size, bool blob, Rng *rng) {
  Shape ret = {.kind = blob ? SHAPE_BLOB : SHAPE_ROUND, .at = {at}, .n = 1, .lean = rng_real(rng, 0, G_PI)};
  ret.size[0] = size, ret.size[1] = size * (blob || rng_int(rng, 0, 1) ? rng_real(rng, 0.5, 1) : 1);
  for (int i = 2; blob && i < 8; i += 2) ret.size[i] = rng_real(rng, 0, 0.2), ret.size[i + 1] = rng_real(rng, 0, 2 * G_PI);
  return ret;
}

static void colour_around(const Scene *scene, Point at, double ret[3]) {
  int x = CLAMP((int)at.x, 0, scene->width - 1), y = CLAMP((int)at.y, 0, scene->height - 1);
  for (int c = 0; c < 3; c++) {
    ret[c] = 0;
    for (int k = -8; k <= 8; k++) ret[c] = MAX(ret[c], scene->colour[CLAMP(y + k / 3, 0, scene->height - 1) * scene->width + CLAMP(x + k, 0, scene->width - 1)][c]);
  }
}

static Shape choose(const Scene *scene, Rng *rng, Stuff *ret_stuff) {
  Point at = aim(scene, rng);
  double size = size_of(scene, rng), like[3];
  colour_around(scene, at, like);
  int kind = rng_int(rng, 0, 9);
  Shape shape = kind < 5 ? sheet(at, size, rng) : kind < 7 ? hand(scene, at, size, rng) : kind == 7 ? stick(at, size, rng) : round_thing(at, size * 0.7, kind == 9, rng);
  *ret_stuff = kind < 4 ? stuff_paper(rng, like) : kind < 5 || kind > 6 ? stuff_choose(rng) : stuff_skin(rng);
  ret_stuff->from = at;
  if (kind < 5) ret_stuff->lean = shape.lean + (rng_int(rng, 0, 2) ? 0 : G_PI / 2);
  return shape;
}

/* Its shadow on what lies below, then itself; `soft`: its outline may be out of focus. */
static void put(Scene *scene, const Shape *shape, const Stuff *stuff, Rng *rng) {
  double dark = rng_int(rng, 0, 3) ? rng_real(rng, 0.05, 0.5) : 0, reach = rng_real(rng, 1, 12), away = rng_real(rng, 0, 1) * reach, way = rng_real(rng, 0, 2 * G_PI),
         soft = rng_int(rng, 0, 2) ? 0.7 : rng_real(rng, 0.7, 3);
  double sx = away * cos(way), sy = away * sin(way);
  for (int y = 0, at = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++, at++) {
      double depth = shape_depth(shape, x + 0.5, y + 0.5), shade = dark > 0 ? dark * CLAMP(shape_depth(shape, x + 0.5 - sx, y + 0.5 - sy) / reach + 0.5, 0, 1) : 0;
      float over = (float)CLAMP(depth / soft + 0.5, 0, 1), own[3];
      if (over < 1 && shade > 0)
        for (int c = 0; c < 3; c++) scene->colour[at][c] *= 1 - (float)shade;
      if (over <= 0) continue;
      stuff_at(stuff, x, y, depth, own);
      for (int c = 0; c < 3; c++) scene->colour[at][c] += over * (own[c] - scene->colour[at][c]);
      scene->under[at] = MAX(scene->under[at], over);
    }
}

void thing_lay(Scene *scene, Rng *rng) {
  Stuff stuff;
  Shape shape = choose(scene, rng, &stuff);
  put(scene, &shape, &stuff, rng);
}
