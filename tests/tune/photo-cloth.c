/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tuning family's desks, cloths and floors: none of them is among those that judge (tests/judge/photo-ground.c). Knows nothing of cameras. */
#include "../judge/photo.h"
#include <math.h>

enum { CREAM, LEATHER, PALE_GLASS, PARQUET, NEWSPAPER, LACE, TERRAZZO, DENIM, CORK, ARGYLE, DOTS, SLATE, PLANKS, CLOTHS };
static const char *const names[] = {"cream-desk", "leather", "pale-glass", "parquet", "newspaper", "lace", "terrazzo", "denim", "cork", "argyle", "dots", "slate", "planks"};

static void mix(const double *from, const double *to, double t, double gain, double rgb[3]) {
  for (int i = 0; i < 3; i++) rgb[i] = (from[i] + (to[i] - from[i]) * CLAMP(t, 0, 1)) * gain;
}

static double part(double x, double step) { return x / step - floor(x / step); }
static double grain(const PhotoGround *g, double x, double y, double size, double depth) { return 1 - depth / 2 + depth * photo_noise(x / size, y / size, g->seed + 11); }

static void cream_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  mix(g->a, g->a, 0, grain(g, x, y, 90, 0.06) * grain(g, x, y, 0.9, 0.03), rgb);
}

static void leather_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double crease = fabs(photo_noise(x / 5, y / 5, g->seed) - 0.5) * 2;
  mix(g->a, g->b, 1 - crease * 3, grain(g, x, y, 60, 0.2), rgb);
}

/* A ceiling lamp mirrored in it, softly. */
static void glass_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double band = exp(-pow(sin(x / g->size) * 1.8, 2)) * 0.14, smear = photo_noise(x / 120, y / 30, g->seed);
  mix(g->a, g->b, smear, 0.95 + band, rgb);
}

/* Herring-bone: rods of `size` by a quarter of it, in two directions. */
static void parquet_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double wide = g->size / 4, u = x / wide, v = y / wide;
  int i = (int)floor(u), j = (int)floor(v), k = ((i - j) % 8 + 8) % 8;
  bool lying = k < 4;
  double across = lying ? part(v, 1) : part(u, 1), along = lying ? (k + part(u, 1)) / 4 : ((7 - k) + part(v, 1)) / 4;
  guint32 rod = g->seed + (guint32)((lying ? j * 7919 + (i - k) * 31 : i * 6271 + (j + k) * 37) & 0xffff);
  double fibre = photo_noise(lying ? x / 40 : x / 1.1, lying ? y / 1.1 : y / 40, rod);
  mix(g->a, g->b, 0.6 * fibre + 0.5 * photo_noise(3.3, 7.7, rod), MIN(MIN(across, 1 - across) * wide, MIN(along, 1 - along) * g->size) < 0.6 ? 0.5 : 1, rgb);
}

static void planks_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double at = part(y, g->size) * g->size, gap = MIN(at, g->size - at);
  guint32 board = g->seed + (guint32)(int)floor(y / g->size) * 53u;
  mix(g->a, g->b, photo_noise(x / 90, at / 2, board) * 0.7 + photo_noise(x / 12, at / 0.6, board + 1) * 0.4, gap < 1.4 ? 0.35 : 1, rgb);
}

/* Columns of grey lines and dark headings: print that lies under the page. */
static void newspaper_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double column = part(x, 48) * 48, line = part(y, 3.6) * 3.6;
  int col = (int)floor(x / 48), block = (int)floor(y / 90 + 0.37 * (col % 5));
  bool heading = photo_noise(col * 3.1, block * 5.7, g->seed) > 0.62 && part(y + 33.3 * (col % 5), 90) * 90 < 14;
  bool word = photo_noise(x / (heading ? 5 : 2.2), floor(y / (heading ? 7 : 3.6)) * 9.1, g->seed + 3) > 0.42;
  bool letter = photo_noise(x / (heading ? 1.2 : 0.35), y / (heading ? 1.2 : 0.5), g->seed + 5) > 0.4;
  bool ink = column > 3 && word && letter && (heading ? part(y, 7) > 0.25 : line > 1.2);
  mix(g->a, g->b, ink ? 0.9 : 0, grain(g, x, y, 140, 0.08), rgb);
}

static void lace_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double s = g->size, u = part(x, s) - 0.5, v = part(y, s) - 0.5, far = hypot(u, v), angle = atan2(v, u);
  bool hole = (far > 0.16 && far < 0.3 + 0.05 * cos(8 * angle) && cos(8 * angle) > -0.3) || (far > 0.42 && part(x + y, s / 6) < 0.4 && part(x - y, s / 6) < 0.4);
  mix(hole ? g->b : g->a, g->b, hole ? 0 : 0.12 * photo_noise(x / 0.6, y / 0.6, g->seed), grain(g, x, y, 110, 0.1), rgb);
}

static void terrazzo_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double chip = photo_noise(x / g->size, y / g->size, g->seed), small = photo_noise(x / 2.4, y / 2.4, g->seed + 1);
  const double *to = photo_noise(x / (2 * g->size), y / (2 * g->size), g->seed + 2) > 0.5 ? g->b : g->c;
  mix(g->a, to, (chip - 0.66) * 14 + (small > 0.8 ? 0.6 : 0), grain(g, x, y, 70, 0.04), rgb);
}

static void denim_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double twill = part(x + y * 0.6, 1.3) < 0.45 ? 0.55 : 0.1, seam = fabs(part(y, 210) * 210 - 100);
  mix(g->a, g->b, twill + 0.3 * photo_noise(x / 30, y / 20, g->seed), seam < 5 ? 1.18 : seam < 6.5 ? 0.7 : 1, rgb);
  if (fabs(seam - 3.5) < 0.6 && part(x, 4) < 0.6) mix(g->c, g->c, 0, 1, rgb);
}

static void cork_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  mix(g->a, g->b, (photo_noise(x / 3.5, y / 3.5, g->seed) - 0.5) * 3 + (photo_noise(x / 1.1, y / 1.1, g->seed + 1) > 0.75 ? 0.5 : 0), grain(g, x, y, 80, 0.1), rgb);
}

static void argyle_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double s = g->size, u = x / s, v = y / (1.5 * s);
  bool one = part(u + v, 2) < 0.5, other = part(u - v, 2) < 0.5;
  double line = MIN(fabs(part(u + v + 0.5, 1) - 0.5), fabs(part(u - v + 0.5, 1) - 0.5)) * s;
  mix(one == other ? g->a : one ? g->b : g->c, g->a, 0, grain(g, x, y, 0.6, 0.14) * (line < 0.5 ? 0.7 : 1), rgb);
}

static void dots_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double s = g->size, shift = (int)floor(y / s) % 2 ? 0.5 : 0, far = hypot(part(x / s + shift, 1) - 0.5, part(y, s) - 0.5) * s;
  mix(g->a, g->b, (s * 0.24 - far) / 0.4, grain(g, x, y, 0.5, 0.1) * grain(g, x, y, 120, 0.12), rgb);
}

static void slate_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double layer = photo_noise(x / 70, y / 70, g->seed) + 0.4 * photo_noise(x / 15, y / 25, g->seed + 1), step = part(layer, 0.22);
  mix(g->a, g->b, step, grain(g, x, y, 1.2, 0.1) * (step < 0.05 ? 0.7 : 1), rgb);
}

static void (*const kinds_at[])(const PhotoGround *, double, double, double[3]) = {cream_at, leather_at, glass_at, parquet_at, newspaper_at, lace_at, terrazzo_at,
                                                                                   denim_at, cork_at,    argyle_at, dots_at,    slate_at,     planks_at};

typedef struct { double a[3], b[3], c[3], small, large; } Palette;
static const Palette palettes[CLOTHS][2] = {
    [CREAM] = {{{234, 226, 208}, {0}, {0}, 1, 2}, {{214, 212, 206}, {0}, {0}, 1, 2}},
    [LEATHER] = {{{46, 40, 36}, {22, 18, 16}, {0}, 1, 2}, {{122, 70, 42}, {78, 42, 26}, {0}, 1, 2}},
    [PALE_GLASS] = {{{198, 212, 206}, {214, 224, 220}, {0}, 60, 140}, {{168, 178, 184}, {190, 198, 200}, {0}, 60, 140}},
    [PARQUET] = {{{168, 118, 70}, {206, 160, 110}, {0}, 180, 320}, {{112, 76, 50}, {148, 104, 70}, {0}, 180, 320}},
    [NEWSPAPER] = {{{214, 208, 196}, {54, 52, 52}, {0}, 1, 2}, {{228, 226, 220}, {70, 70, 74}, {0}, 1, 2}},
    [LACE] = {{{236, 232, 222}, {120, 84, 60}, {0}, 24, 46}, {{230, 230, 232}, {70, 80, 96}, {0}, 24, 46}},
    [TERRAZZO] = {{{214, 210, 204}, {150, 120, 100}, {96, 102, 104}, 5, 14}, {{110, 112, 112}, {200, 196, 188}, {60, 62, 66}, 5, 14}},
    [DENIM] = {{{48, 66, 104}, {112, 130, 162}, {196, 150, 80}, 1, 2}, {{34, 38, 52}, {70, 78, 98}, {180, 180, 176}, 1, 2}},
    [CORK] = {{{178, 132, 88}, {132, 90, 56}, {0}, 1, 2}, {{198, 156, 112}, {150, 104, 66}, {0}, 1, 2}},
    [ARGYLE] = {{{222, 216, 204}, {118, 40, 52}, {44, 60, 88}, 26, 60}, {{72, 92, 80}, {176, 172, 150}, {204, 160, 76}, 26, 60}},
    [DOTS] = {{{238, 236, 234}, {52, 92, 140}, {0}, 14, 42}, {{178, 48, 58}, {240, 236, 230}, {0}, 14, 42}},
    [SLATE] = {{{62, 66, 70}, {92, 96, 98}, {0}, 1, 2}, {{128, 130, 126}, {158, 158, 150}, {0}, 1, 2}},
    [PLANKS] = {{{214, 186, 144}, {180, 142, 96}, {0}, 80, 160}, {{140, 136, 128}, {104, 98, 92}, {0}, 80, 160}},
};

PhotoGround photo_cloth_draw(ExamDice *dice, bool bare) {
  static const int seldom[] = {CREAM, LEATHER, PALE_GLASS, PARQUET, NEWSPAPER, TERRAZZO, SLATE, PLANKS, DENIM, DOTS};
  static const int often[] = {CREAM, CREAM, CREAM, LEATHER, LEATHER, PALE_GLASS, PALE_GLASS, PARQUET, PARQUET, NEWSPAPER, LACE, LACE, TERRAZZO, TERRAZZO, DENIM, CORK, ARGYLE, DOTS, SLATE, PLANKS, PLANKS};
  int kind = bare ? seldom[exam_dice_int(dice, 0, G_N_ELEMENTS(seldom) - 1)] : often[exam_dice_int(dice, 0, G_N_ELEMENTS(often) - 1)];
  const Palette *p = &palettes[kind][exam_dice_int(dice, 0, 1)];
  double level = exam_dice_real(dice, 0.88, 1.04), angle = exam_dice_int(dice, 0, 1) * M_PI / 2 + exam_dice_real(dice, -0.5, 0.5);
  PhotoGround g = {.at = kinds_at[kind], .kind = kind, .name = names[kind], .seed = (guint32)exam_dice_next(dice), .turn = {cos(angle), sin(angle)}};
  for (int i = 0; i < 3; i++) g.a[i] = p->a[i] * level, g.b[i] = p->b[i] * level, g.c[i] = p->c[i] * level;
  g.shift[0] = exam_dice_real(dice, 3000, 9000);
  g.shift[1] = exam_dice_real(dice, 3000, 9000);
  g.size = exam_dice_real(dice, p->small, p->large);
  return g;
}
