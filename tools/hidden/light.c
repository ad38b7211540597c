/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The light on the scene, lamps in the paper's gloss, and the camera. */
#include "hidden-print.h"

#include <math.h>
#include <string.h>

/* Darker towards one side or around, of some tint. */
static void room(Scene *scene, Rng *rng) {
  double depth = rng_real(rng, 0, 0.5), way = rng_real(rng, 0, 2 * G_PI), level = rng_int(rng, 0, 2) ? rng_real(rng, 0.7, 1.05) : rng_real(rng, 0.3, 1), tint[3];
  for (int c = 0; c < 3; c++) tint[c] = 1 + rng_real(rng, -1, 1) * (rng_int(rng, 0, 1) ? 0.02 : 0.15);
  bool around = rng_int(rng, 0, 1);
  for (int y = 0, at = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++, at++) {
      double u = (double)x / scene->width - 0.5, v = (double)y / scene->height - 0.5, far = around ? u * u + v * v : (u * cos(way) + v * sin(way)) * 0.6 + 0.4;
      for (int c = 0; c < 3; c++) scene->colour[at][c] *= (float)(level * tint[c] * (1 - depth * far));
    }
}

/* What stands beside the desk keeps light away: no thing, and print is seen through it. */
static void shadow(Scene *scene, Rng *rng) {
  double soft = rng_int(rng, 0, 1) ? rng_real(rng, 1, 6) : rng_real(rng, 6, 60), keep = rng_real(rng, 0.25, 0.8);
  double way = rng_real(rng, 0, 2 * G_PI), x0 = rng_real(rng, 0, scene->width), y0 = rng_real(rng, 0, scene->height);
  Shape shape = {.kind = rng_int(rng, 0, 1) ? SHAPE_BLOB : SHAPE_FINGERS, .at = {{x0, y0}, {x0 + cos(way) * 900, y0 + sin(way) * 900}}, .n = 2, .lean = way};
  for (int i = 0; i < 2; i++) shape.size[i] = rng_real(rng, 0.05, 0.5) * scene->width;
  for (int i = 2; i < 8; i++) shape.size[i] = rng_real(rng, 0, 0.2);
  for (int y = 0, at = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++, at++) {
      double lost = CLAMP(shape_depth(&shape, x, y) / soft + 0.5, 0, 1) * (1 - keep);
      for (int c = 0; c < 3; c++) scene->colour[at][c] *= (float)(1 - lost);
    }
}

void light_fall(Scene *scene, Rng *rng) {
  room(scene, rng);
  if (rng_int(rng, 0, 2) == 0) shadow(scene, rng);
}

/* ---- lamps and windows in the paper's gloss */

enum { LOBES = 6, DARK = 6 /* of a lobe's sizes: no light falls there */ };

/* Light as it is thrown back: lobes of a lamp that runs together, a window, a tube; `bend`: the gloss is wavy. */
typedef struct {
  Shape window; /* n = 0: none */
  Point lobe[LOBES];
  double size[LOBES], flat[LOBES], lean, steep, bend, wave, phase, reach, veil;
  int n;
} Gleam;

static Point where_print_is(const Scene *scene, Rng *rng) {
  enum { TRIES = 40 };
  Point at = {rng_real(rng, 0, scene->width - 1), rng_real(rng, 0, scene->height - 1)};
  for (int i = 0; i < TRIES && scene->print[(int)at.y * scene->width + (int)at.x] < 0.5F && rng_int(rng, 0, 9); i++)
    at = (Point){rng_real(rng, 0, scene->width - 1), rng_real(rng, 0, scene->height - 1)};
  return at;
}

static Shape window_at(Point at, double size, double lean, Rng *rng) {
  Shape shape = {.kind = SHAPE_PAPER, .n = 4};
  static const double corner[][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
  double high = size * rng_real(rng, 0.15, 1), askew = rng_real(rng, -0.4, 0.4);
  for (int i = 0; i < 4; i++) {
    double u = corner[i][0] * size + askew * corner[i][1] * high, v = corner[i][1] * high;
    shape.at[i] = (Point){at.x + u * cos(lean) - v * sin(lean), at.y + u * sin(lean) + v * cos(lean)};
  }
  return shape;
}

static Gleam gleam_choose(const Scene *scene, Rng *rng) {
  Point at = where_print_is(scene, rng);
  double size = exp(rng_real(rng, log(7), log(95)));
  Gleam ret = {.lean = rng_real(rng, 0, G_PI), .steep = rng_real(rng, 1.2, 6), .phase = rng_real(rng, 0, 100), .reach = size * rng_real(rng, 0.1, 1.2), .veil = rng_int(rng, 0, 2) ? 0 : rng_real(rng, 0.05, 0.4)};
  ret.bend = rng_int(rng, 0, 2) ? rng_real(rng, 0, 0.6) * size : 0, ret.wave = size * rng_real(rng, 0.3, 1.2);
  if (rng_int(rng, 0, 3) == 0) ret.window = window_at(at, size, ret.lean, rng);
  else ret.n = rng_int(rng, 0, 1) ? 1 : rng_int(rng, 2, LOBES);
  for (int i = 0; i < ret.n; i++) {
    double away = i ? rng_real(rng, 0, 1.4) * size : 0, way = rng_real(rng, 0, 2 * G_PI);
    ret.lobe[i] = (Point){at.x + away * cos(way), at.y + away * sin(way)};
    ret.size[i] = size * (i ? rng_real(rng, 0.25, 0.9) : 1), ret.flat[i] = rng_int(rng, 0, 3) ? rng_real(rng, 0.45, 1) : rng_real(rng, 0.08, 0.4);
  }
  return ret;
}

/* How much of it falls on a place, 0 to 1. */
static double gleam_at(const Gleam *gleam, double x, double y) {
  if (gleam->bend > 0) {
    double own = x;
    x += gleam->bend * 2 * (cloud_at(x, y, gleam->wave, gleam->phase) - 0.5);
    y += gleam->bend * 2 * (cloud_at(own, y, gleam->wave, gleam->phase + 31) - 0.5);
  }
  double most = 0, far = INFINITY;
  for (int i = 0; i < gleam->n; i++) {
    double dx = x - gleam->lobe[i].x, dy = y - gleam->lobe[i].y, u = dx * cos(gleam->lean) + dy * sin(gleam->lean), v = dy * cos(gleam->lean) - dx * sin(gleam->lean);
    double away = hypot(u, v / gleam->flat[i]) / gleam->size[i];
    far = fmin(far, (away - 1) * gleam->size[i]);
    if (away < DARK) most = 1 - (1 - most) * (1 - exp(-pow(away, gleam->steep) * M_LN2));
  }
  if (gleam->window.n) {
    far = -shape_depth(&gleam->window, x, y);
    most = far <= 0 ? 1 : exp(-far / fmax(1, gleam->reach * 0.3));
  }
  return fmin(1, most + gleam->veil * exp(-fmax(0, far) / (2 * gleam->reach)));
}

/* The brightest channel, then of a few pixels around: what print stands on. Owned by the caller. */
static float *ground_of(const Scene *scene) {
  enum { REACH = 4 };
  int n = scene->width * scene->height;
  float *ground = g_new(float, n);
  for (int i = 0; i < n; i++) ground[i] = MAX(scene->colour[i][0], MAX(scene->colour[i][1], scene->colour[i][2]));
  for (int down = 0; down <= 1; down++) {
    g_autofree float *from = g_memdup2(ground, sizeof *ground * (gsize)n);
    for (int y = 0, i = 0; y < scene->height; y++)
      for (int x = 0; x < scene->width; x++, i++)
        for (int k = -REACH; k <= REACH; k++) {
          int u = down ? x : x + k, v = down ? y + k : y;
          if (u >= 0 && v >= 0 && u < scene->width && v < scene->height) ground[i] = MAX(ground[i], from[v * scene->width + u]);
        }
  }
  return ground;
}

/* Burnt out in the middle, less around; `strength` below 1 only pales. Where paper is burnt out by itself no lamp shows. */
void lamp_shine(Scene *scene, Rng *rng) {
  const double lost = 0.85; /* of the room that light left between ink and white */
  const float bright = 0.97F, white = 0.99F;
  double strength = rng_int(rng, 0, 3) ? rng_real(rng, 1, 3) : rng_real(rng, 0.2, 0.7), warm = rng_real(rng, 0.93, 1);
  Gleam gleam = gleam_choose(scene, rng);
  g_autofree float *ground = ground_of(scene);
  for (int y = 0, i = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++, i++) {
      double k = strength * gleam_at(&gleam, x, y);
      if (k < 0.01) continue;
      float after = 0;
      for (int c = 0; c < 3; c++) {
        scene->colour[i][c] += (float)(k * (c == 2 ? warm : 1));
        after = MAX(after, scene->colour[i][c]);
      }
      if (k >= lost && ground[i] < bright && after >= white) scene->burnt[i] = 1;
    }
}

static float (*softened(const Scene *scene, double deviation))[3] {
  int reach = (int)ceil(2.5 * deviation), n = scene->width * scene->height;
  float(*from)[3] = g_memdup2(scene->colour, sizeof *from * (gsize)n), (*to)[3] = g_malloc_n((gsize)n, sizeof *to);
  for (int down = 0; down <= 1; down++) {
    for (int y = 0, at = 0; y < scene->height; y++)
      for (int x = 0; x < scene->width; x++, at++) {
        float sum[3] = {0}, whole = 0;
        for (int k = -reach; k <= reach; k++) {
          int u = CLAMP(down ? x : x + k, 0, scene->width - 1), v = CLAMP(down ? y + k : y, 0, scene->height - 1);
          float w = expf(-(float)(k * k) / (float)(2 * deviation * deviation));
          for (int c = 0; c < 3; c++) sum[c] += w * from[v * scene->width + u][c];
          whole += w;
        }
        for (int c = 0; c < 3; c++) to[at][c] = sum[c] / whole;
      }
    float(*held)[3] = from;
    from = to, to = held;
  }
  g_free(to);
  return from;
}

/* Beyond a line the page curls, or lies nearer or farther; or a spot of the lens is greasy. */
void lens_miss(Scene *scene, Rng *rng) {
  double most = rng_real(rng, 0.05, 0.7) * fmax(2, scene->letter), way = rng_real(rng, 0, 2 * G_PI), reach = rng_real(rng, 4, 120), x0 = rng_real(rng, 0.1, 0.9) * scene->width,
         y0 = rng_real(rng, 0.1, 0.9) * scene->height;
  bool spot = rng_int(rng, 0, 1), band = rng_int(rng, 0, 1);
  double wide = rng_real(rng, 0.08, 0.4) * scene->height;
  g_autofree float(*some)[3] = softened(scene, most / 2), (*all)[3] = softened(scene, most);
  for (int y = 0, at = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++, at++) {
      double along = (x - x0) * cos(way) + (y - y0) * sin(way),
             depth = spot   ? wide - hypot(x - x0, y - y0)
                     : band ? wide / 2 - fabs(along)
                            : along,
             k = 2 * CLAMP(depth / reach + 0.5, 0, 1);
      for (int c = 0; c < 3; c++)
        scene->colour[at][c] = (float)(k < 1 ? scene->colour[at][c] + k * (some[at][c] - scene->colour[at][c]) : some[at][c] + (k - 1) * (all[at][c] - some[at][c]));
    }
}

static void soften(Scene *scene, double deviation) {
  float(*all)[3] = softened(scene, deviation);
  g_free(scene->colour);
  scene->colour = all;
}

/* Normal numbers, made once: a sensor has millions of pixels. */
static float normal_of(guint64 chance) {
  enum { N = 4096 };
  static float numbers[N];
  static gsize made;
  if (g_once_init_enter(&made)) {
    Rng rng = rng_new(1, "grain");
    for (int i = 0; i < N; i++) numbers[i] = (float)rng_normal(&rng);
    g_once_init_leave(&made, 1);
  }
  return numbers[chance % N];
}

void camera_see(Scene *scene, Rng *rng) {
  if (rng_int(rng, 0, 1)) soften(scene, rng_real(rng, 0.3, rng_int(rng, 0, 5) ? 0.8 : 2));
  double grain = rng_int(rng, 0, 1) ? rng_real(rng, 0, 0.02) : rng_real(rng, 0, 0.06), curve = rng_real(rng, 0.8, 1.25);
  for (int i = 0; i < scene->width * scene->height; i++) {
    guint64 chance = rng_next(rng);
    float own = (float)grain * normal_of(chance);
    for (int c = 0; c < 3; c++) scene->colour[i][c] = powf(CLAMP(scene->colour[i][c] + own + 0.3F * (float)grain * normal_of(chance >> (12 * (c + 1))), 0, 1), (float)curve);
  }
}
