/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desk and the page on it. */
#include "hidden-print.h"

#include <leptonica/allheaders.h>
#include <math.h>

enum { BYTES = 4, CORNERS = 4 };

void desk_draw(Scene *scene, bool scan, Rng *rng) {
  const double lid[] = {1, 1, 1};
  Stuff desk = scan ? stuff_lid(rng, lid) : stuff_desk(rng);
  for (int y = 0, at = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++, at++) stuff_at(&desk, x, y, INFINITY, scene->colour[at]);
}

/* A page's place in the picture, its corners in order, and the way back: eight numbers (Leptonica's projective transform). */
typedef struct {
  Point corner[CORNERS];
  l_float32 back[8];
} Lie;

static bool lie_back(const Page *page, Lie *lie) {
  l_float32 wide = (l_float32)page->width, high = (l_float32)page->height;
  PTA *from = ptaCreate(CORNERS), *to = ptaCreate(CORNERS);
  const l_float32 own[CORNERS][2] = {{0, 0}, {wide, 0}, {wide, high}, {0, high}};
  for (int i = 0; i < CORNERS; i++) {
    ptaAddPt(from, (l_float32)lie->corner[i].x, (l_float32)lie->corner[i].y);
    ptaAddPt(to, own[i][0], own[i][1]);
  }
  l_float32 *numbers = NULL;
  bool ok = getProjectiveXformCoeffs(from, to, &numbers) == 0;
  for (int i = 0; ok && i < 8; i++) lie->back[i] = numbers[i];
  LEPT_FREE(numbers);
  ptaDestroy(&from), ptaDestroy(&to);
  return ok;
}

static void sample(const Page *page, double u, double v, float ret[BYTES]) {
  u = CLAMP(u - 0.5, 0, page->width - 1.001), v = CLAMP(v - 0.5, 0, page->height - 1.001);
  int x = (int)u, y = (int)v;
  float fu = (float)u - (float)x, fv = (float)v - (float)y;
  int right = x + 1 < page->width ? BYTES : 0, down = y + 1 < page->height ? BYTES * page->width : 0;
  const guint8 *at = page->at + BYTES * (y * page->width + x);
  for (int c = 0; c < BYTES; c++) ret[c] = ((at[c] * (1 - fu) + at[c + right] * fu) * (1 - fv) + (at[c + down] * (1 - fu) + at[c + right + down] * fu) * fv) / 255;
}

/* Over what lies there, in this tone. */
static void paste(Scene *scene, const Page *page, const Lie *lie, const double tone[3]) {
  Shape outline = {.kind = SHAPE_PAPER, .n = CORNERS};
  for (int i = 0; i < CORNERS; i++) outline.at[i] = lie->corner[i];
  const l_float32 *k = lie->back;
  for (int y = 0, at = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++, at++) {
      double depth = shape_depth(&outline, x + 0.5, y + 0.5);
      if (depth <= -0.5) continue;
      float over = (float)MIN(1, depth + 0.5), seen[BYTES];
      double below = k[6] * (x + 0.5) + k[7] * (y + 0.5) + 1;
      sample(page, (k[0] * (x + 0.5) + k[1] * (y + 0.5) + k[2]) / below, (k[3] * (x + 0.5) + k[4] * (y + 0.5) + k[5]) / below, seen);
      for (int c = 0; c < 3; c++) scene->colour[at][c] += over * (seen[c] * (float)tone[c] - scene->colour[at][c]);
      scene->page[at] = MAX(scene->page[at], over);
      scene->print[at] = seen[3] * over;
    }
}

/* In the middle, nearly, its longer side so much of what the picture holds; each corner moved by up to `jitter` of it. */
static bool lie_choose(const Scene *scene, const Page *page, double fill, double jitter, double turn, Rng *rng, Lie *ret) {
  double scale = fill * MIN(scene->width / (double)page->width, scene->height / (double)page->height), wide = page->width * scale / 2, high = page->height * scale / 2;
  double room_x = MAX(0, scene->width / 2.0 - wide), room_y = MAX(0, scene->height / 2.0 - high), x = scene->width / 2.0 + rng_real(rng, -1, 1) * room_x,
         y = scene->height / 2.0 + rng_real(rng, -1, 1) * room_y;
  const double at[CORNERS][2] = {{-wide, -high}, {wide, -high}, {wide, high}, {-wide, high}};
  for (int i = 0; i < CORNERS; i++) {
    double u = at[i][0] + rng_real(rng, -jitter, jitter) * 2 * wide, v = at[i][1] + rng_real(rng, -jitter, jitter) * 2 * high;
    ret->corner[i] = (Point){x + u * cos(turn) - v * sin(turn), y + u * sin(turn) + v * cos(turn)};
  }
  return lie_back(page, ret);
}

static const Page *blank_sheet(void) {
  enum { WIDE = 42, HIGH = 60 };
  static guint8 at[WIDE * HIGH * BYTES];
  static const Page sheet = {WIDE, HIGH, 0, at};
  for (int i = 0; i < WIDE * HIGH * BYTES; i++) at[i] = i % BYTES == 3 ? 0 : 250;
  return &sheet;
}

void page_lay(Scene *scene, const Page *page, bool scan, Rng *rng) {
  bool card = page->width > page->height, copied = card && rng_int(rng, 0, 2) == 0;
  double tone[3], light = scan && rng_int(rng, 0, 2) ? 1 : rng_real(rng, 0.85, 1), tint = rng_int(rng, 0, 2) ? 0.02 : 0.12,
                  turn = rng_int(rng, 0, 1) ? rng_normal(rng) * 0.03 : rng_normal(rng) * 0.12,
                  jitter = scan                 ? 0
                           : rng_int(rng, 0, 1) ? 0.02
                                                : 0.06;
  for (int c = 0; c < 3; c++) tone[c] = light * (1 + rng_real(rng, -tint, tint));
  Lie lie;
  if ((copied || (scan && card)) && lie_choose(scene, blank_sheet(), scan ? 1.6 : rng_real(rng, 0.8, 1.2), jitter, turn, rng, &lie)) paste(scene, blank_sheet(), &lie, tone);
  if (scan && rng_int(rng, 0, 1)) tone[0] = tone[1] = tone[2] = light;
  double fill = copied ? rng_real(rng, 0.35, 0.7) : scan ? rng_real(rng, 0.85, 1.05) : rng_real(rng, 0.6, 1.05);
  if (!lie_choose(scene, page, fill, copied ? 0.005 : jitter, turn, rng, &lie)) return;
  paste(scene, page, &lie, tone);
  scene->letter = page->letter * hypot(lie.corner[1].x - lie.corner[0].x, lie.corner[1].y - lie.corner[0].y) / page->width;
}

/* Its shadow on what lies below. */
static void shade_around(Scene *scene, const Lie *lie, Rng *rng) {
  Shape outline = {.kind = SHAPE_PAPER, .n = CORNERS};
  double dark = rng_real(rng, 0.05, 0.5), reach = rng_real(rng, 1, 12), away = rng_real(rng, 0, 1) * reach, way = rng_real(rng, 0, 2 * G_PI);
  for (int i = 0; i < CORNERS; i++) outline.at[i] = (Point){lie->corner[i].x + away * cos(way), lie->corner[i].y + away * sin(way)};
  for (int y = 0, at = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++, at++) {
      double shade = dark * CLAMP(shape_depth(&outline, x + 0.5, y + 0.5) / reach + 0.5, 0, 1);
      for (int c = 0; c < 3 && shade > 0; c++) scene->colour[at][c] *= 1 - (float)shade;
    }
}

void page_add(Scene *scene, const Page *page, Rng *rng) {
  double light = rng_real(rng, 0.8, 1), tint = rng_int(rng, 0, 1) ? 0.02 : 0.1, tone[3];
  for (int c = 0; c < 3; c++) tone[c] = light * (1 + rng_real(rng, -tint, tint));
  Lie lie;
  if (!lie_choose(scene, page, rng_real(rng, 0.25, rng_int(rng, 0, 2) ? 0.6 : 0.9), 0.02, rng_normal(rng) * 0.15, rng, &lie)) return;
  if (rng_int(rng, 0, 3)) shade_around(scene, &lie, rng);
  paste(scene, page, &lie, tone);
}

/* Values of `n` channels a pixel, by the nearest; `beyond`: what lies outside. */
static void turn_plane(const Scene *scene, float *plane, int n, double cosine, double sine, double scale, float beyond) {
  int w = scene->width, h = scene->height;
  g_autofree float *from = g_memdup2(plane, sizeof *plane * (gsize)(w * h * n));
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      double dx = (x - w / 2.0) / scale, dy = (y - h / 2.0) / scale;
      int u = (int)lround(w / 2.0 + dx * cosine + dy * sine), v = (int)lround(h / 2.0 - dx * sine + dy * cosine);
      for (int c = 0; c < n; c++) plane[(y * w + x) * n + c] = u >= 0 && v >= 0 && u < w && v < h ? from[(v * w + u) * n + c] : beyond;
    }
}

/* Of the paper: the grey that seven tenths of the picture are darker than, as the reader fills what it turns. */
static float fill_of(const Scene *scene) {
  enum { GREYS = 256 };
  int count[GREYS] = {0}, n = scene->width * scene->height, below = 0, grey = 0;
  for (int i = 0; i < n; i++) count[(int)((GREYS - 1) * MIN(1, (scene->colour[i][0] + scene->colour[i][1] + scene->colour[i][2]) / 3))]++;
  while (grey < GREYS - 1 && (below += count[grey]) < 0.7 * n) grey++;
  return (float)grey / (GREYS - 1);
}

void scene_turn(Scene *scene, Rng *rng) {
  double angle = rng_real(rng, -0.36, 0.36) * (rng_int(rng, 0, 1) ? 1 : 0.2), scale = rng_int(rng, 0, 1) ? 1 : rng_real(rng, 0.75, 1), cosine = cos(angle), sine = sin(angle);
  turn_plane(scene, &scene->colour[0][0], 3, cosine, sine, scale, rng_int(rng, 0, 2) ? fill_of(scene) : 1);
  float *const planes[] = {scene->page, scene->print, scene->under, scene->burnt};
  for (size_t i = 0; i < G_N_ELEMENTS(planes); i++) turn_plane(scene, planes[i], 1, cosine, sine, scale, 0);
}
