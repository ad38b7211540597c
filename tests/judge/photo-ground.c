/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page lies on: desks, cloths, floors, as functions of the place in millimetres. Knows nothing of cameras. */
#include "photo.h"
#include <math.h>

enum { LIGHT_DESK, DARK_DESK, WHITE_DESK, WOOD, CHECKS, FLOWERS, STRIPES, TILES, MARBLE, CARPET, BEDSHEET, WALL, GROUNDS };
static const char *const names[] = {"light-desk", "dark-desk", "white-desk", "wood",   "checks",   "flowers",
                                    "stripes",    "tiles",     "marble",     "carpet", "bedsheet", "wall"};

/* ------------------------------------------------------------------ noise */

static double lattice(int x, int y, guint32 seed) {
  guint32 h = (guint32)x * 0x8da6b343u ^ (guint32)y * 0xd8163841u ^ seed * 0xcb1ab31fu;
  h = (h ^ (h >> 15)) * 0x2c1b3c6du;
  h = (h ^ (h >> 12)) * 0x297a2d39u;
  return (double)(h ^ (h >> 15)) / 4294967296.0;
}

double photo_noise(double x, double y, guint32 seed) {
  double fx = floor(x), fy = floor(y), a = x - fx, b = y - fy;
  int i = (int)fx, j = (int)fy;
  a = a * a * (3 - 2 * a);
  b = b * b * (3 - 2 * b);
  double top = lattice(i, j, seed) * (1 - a) + lattice(i + 1, j, seed) * a;
  double bottom = lattice(i, j + 1, seed) * (1 - a) + lattice(i + 1, j + 1, seed) * a;
  return top * (1 - b) + bottom * b;
}

static double cloud(double x, double y, int octaves, guint32 seed) {
  double sum = 0, weight = 0.5, total = 0;
  for (int i = 0; i < octaves; i++, weight /= 2, x = x * 2.03 + 17, y = y * 2.03 + 31, seed += 101) {
    sum += weight * photo_noise(x, y, seed);
    total += weight;
  }
  return sum / total;
}

static void blend(const double *from, const double *to, double t, double rgb[3]) {
  for (int i = 0; i < 3; i++) rgb[i] = from[i] + (to[i] - from[i]) * CLAMP(t, 0, 1);
}

static void gain(double rgb[3], double k) {
  for (int i = 0; i < 3; i++) rgb[i] *= k;
}

static double part(double x, double step) { return x / step - floor(x / step); }

/* 1 on the line, 0 beside it, with a soft rim. */
static double near_line(double distance, double half, double rim) { return CLAMP((half + rim - fabs(distance)) / rim, 0, 1); }

/* Threads of a woven cloth, 0.94 to 1.06, and the slow swell of a cloth that does not lie flat. */
static double weave(double x, double y, guint32 seed) {
  double thread = 0.5 * photo_noise(x / 0.5, y / 4, seed + 1) + 0.5 * photo_noise(x / 4, y / 0.5, seed + 2);
  return (0.92 + 0.16 * thread) * (0.94 + 0.12 * photo_noise(x / 130, y / 90, seed + 3));
}

/* ------------------------------------------------------------------ kinds */

static void plain_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  blend(g->a, g->a, 0, rgb);
  gain(rgb, (0.97 + 0.06 * cloud(x / 70, y / 70, 3, g->seed)) * (0.975 + 0.05 * photo_noise(x / 0.7, y / 0.7, g->seed + 9)));
}

/* Boards side by side along x, each with rings of its own; the pores are short dark strokes. */
static void wood_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double board = floor(y / g->size), across = y - board * g->size;
  guint32 seed = g->seed + (guint32)(int)board * 977u;
  double bend = 22 * cloud(x / 260, y / 70, 3, seed), ring = 0.5 + 0.5 * sin((y + bend) * 2 * M_PI / g->second);
  double grain = cloud(x / 60, y / 1.6, 3, seed + 5), pore = photo_noise(x / 14, y / 0.45, seed + 7);
  blend(g->a, g->b, 0.42 * ring + 0.75 * grain - 0.1, rgb);
  gain(rgb, (pore > 0.82 ? 1 - (pore - 0.82) * 1.6 : 1) * (0.92 + 0.16 * lattice((int)board, 3, g->seed)));
  gain(rgb, 1 - 0.6 * near_line(MIN(across, g->size - across), 0.4, 0.8));
}

static void checks_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double hatch = part(x + y, 1.4) < 0.5 ? 0.08 : 0; /* twill of the half-tone squares */
  int both = (part(x, g->size) < 0.5) + (part(y, g->size) < 0.5);
  blend(g->a, g->b, both == 2 ? 1 : both ? 0.46 + hatch : 0, rgb);
  gain(rgb, weave(x, y, g->seed));
}

static void stripes_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double at = part(x, g->size);
  bool thin = (at > 0.62 && at < 0.66) || (at > 0.8 && at < 0.84);
  blend(g->a, at < 0.45 ? g->b : g->c, at < 0.45 || thin, rgb);
  gain(rgb, weave(x, y, g->seed));
}

/* One flower and one leaf in each cell of the cloth, both within it. */
static void flowers_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double s = g->size;
  int i = (int)floor(x / s), j = (int)floor(y / s);
  double r = s * (0.2 + 0.1 * lattice(i, j, g->seed)), room = s / 2 - r;
  double u = x - (i + 0.5) * s - room * (2 * lattice(i, j, g->seed + 1) - 1), v = y - (j + 0.5) * s - room * (2 * lattice(i, j, g->seed + 2) - 1);
  double far = hypot(u, v), angle = atan2(v, u) + 6 * lattice(i, j, g->seed + 3), petal = r * (0.55 + 0.45 * fabs(cos(2.5 * angle)));
  static const double middle[3] = {222, 176, 52}, leaf[3] = {78, 120, 66};
  double lu = u * 0.7 + v * 0.7, lv = (v * 0.7 - u * 0.7) / 0.4;
  blend(g->a, leaf, (r * 1.25 - hypot(lu, lv)) / 0.5, rgb);
  blend(rgb, lattice(i, j, g->seed + 4) < 0.6 ? g->b : g->c, (petal - far) / 0.5, rgb);
  if (far < petal) gain(rgb, 0.82 + 0.22 * far / r);
  blend(rgb, middle, (r * 0.24 - far) / 0.5, rgb);
  gain(rgb, weave(x, y, g->seed));
}

static void tiles_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double s = g->size, u = part(x, s) * s, v = part(y, s) * s, edge = MIN(MIN(u, s - u), MIN(v, s - v));
  int i = (int)floor(x / s), j = (int)floor(y / s);
  blend(g->a, g->b, cloud(x / 45 + i * 7, y / 45 + j * 5, 4, g->seed) * 1.4 - 0.4, rgb);
  gain(rgb, (0.95 + 0.1 * lattice(i, j, g->seed)) * (0.97 + 0.06 * photo_noise(x / 0.8, y / 0.8, g->seed + 4)));
  if (edge < 4) gain(rgb, 1 + 0.05 * (u < 4 || v < 4 ? 1 : -1) * (4 - edge) / 4);
  blend(rgb, g->c, near_line(edge, g->second, 0.5), rgb);
}

static void marble_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double wx = x + 60 * cloud(x / 80, y / 80, 3, g->seed + 1), wy = y + 60 * cloud(x / 80, y / 80, 3, g->seed + 2);
  double vein = pow(1 - fabs(2 * cloud(wx / g->size, wy / g->size, 4, g->seed) - 1), 14);
  double fine = pow(1 - fabs(2 * cloud(wx / 30, wy / 40, 3, g->seed + 8) - 1), 22);
  blend(g->a, g->b, 0.8 * vein + 0.3 * fine + 0.25 * cloud(x / 60, y / 60, 2, g->seed + 5), rgb);
}

static void carpet_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double fleck = photo_noise(x / 3.2, y / 3.2, g->seed + 6);
  blend(g->a, g->b, fleck > 0.62 ? (fleck - 0.62) * 5 : 0, rgb);
  gain(rgb, (0.55 + 0.8 * cloud(x / 1.9, y / 1.9, 3, g->seed)) * (0.92 + 0.16 * photo_noise(x / 60, y / 60, g->seed + 3)));
}

/* Height of the folds of a bed sheet, mm. */
static double folds(const PhotoGround *g, double x, double y) {
  double u = x + 50 * photo_noise(x / 140, y / 140, g->seed + 1), v = y + 70 * photo_noise(x / 200, y / 200, g->seed + 2);
  double long_fold = photo_noise(u / g->size, v / (g->size * 3.2), g->seed), small = photo_noise(v / 60 + 5, u / 35, g->seed + 3);
  return 26 * long_fold * long_fold + 5 * small;
}

static void bedsheet_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double slope = (folds(g, x + 2, y + 1.2) - folds(g, x, y)) / 2.3;
  blend(g->a, g->b, part(x, 46) < 0.08 ? g->second : 0, rgb);
  gain(rgb, (0.96 + 0.08 * photo_noise(x / 0.5, y / 0.5, g->seed + 9)) * CLAMP(0.98 + 0.42 * slope, 0.6, 1.1));
}

static void wall_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double bump = cloud(x / 4 + 0.15, y / 4 + 0.15, 3, g->seed) - cloud(x / 4, y / 4, 3, g->seed);
  blend(g->a, g->a, 0, rgb);
  gain(rgb, (1 + 1.1 * bump) * (0.96 + 0.08 * cloud(x / 120, y / 120, 2, g->seed + 2)));
}

static void (*const kinds_at[])(const PhotoGround *, double, double, double[3]) = {plain_at,   plain_at, plain_at,  wood_at,   checks_at,   flowers_at,
                                                                                   stripes_at, tiles_at, marble_at, carpet_at, bedsheet_at, wall_at};

void photo_ground_at(const PhotoGround *g, double x, double y, double rgb[3]) {
  double u = x * g->turn[0] - y * g->turn[1] + g->shift[0], v = x * g->turn[1] + y * g->turn[0] + g->shift[1];
  g->at(g, u, v, rgb);
}

/* ------------------------------------------------------------------ choosing */

typedef struct {
  double a[3], b[3], c[3];
} Palette;
static const Palette palettes[GROUNDS][3] = {
    [LIGHT_DESK] = {{{196, 186, 170}}, {{182, 184, 186}}, {{208, 196, 160}}},
    [DARK_DESK] = {{{58, 52, 50}}, {{40, 44, 52}}, {{84, 62, 50}}},
    [WHITE_DESK] = {{{232, 231, 228}}, {{238, 234, 224}}, {{226, 229, 233}}},
    [WOOD] = {{{122, 78, 44}, {186, 136, 88}}, {{196, 160, 116}, {228, 200, 158}}, {{66, 42, 30}, {112, 74, 52}}},
    [CHECKS] = {{{238, 234, 228}, {168, 34, 40}}, {{236, 236, 234}, {44, 84, 148}}, {{240, 234, 214}, {86, 122, 70}}},
    [FLOWERS] = {{{236, 228, 210}, {196, 62, 74}, {92, 112, 176}},
                 {{64, 84, 122}, {232, 220, 206}, {218, 120, 130}},
                 {{218, 226, 216}, {226, 138, 60}, {168, 70, 110}}},
    [STRIPES] = {{{232, 226, 212}, {62, 92, 138}, {170, 60, 56}},
                 {{214, 200, 172}, {142, 120, 92}, {70, 60, 54}},
                 {{240, 240, 238}, {196, 200, 204}, {120, 140, 160}}},
    [TILES] = {{{206, 196, 180}, {188, 174, 152}, {140, 134, 126}},
               {{228, 228, 226}, {214, 216, 216}, {168, 168, 166}},
               {{150, 92, 66}, {176, 112, 80}, {196, 184, 168}}},
    [MARBLE] = {{{232, 230, 226}, {128, 130, 136}}, {{40, 46, 44}, {148, 158, 150}}, {{214, 198, 180}, {146, 112, 92}}},
    [CARPET] = {{{140, 128, 112}, {196, 184, 164}}, {{70, 74, 84}, {108, 112, 122}}, {{132, 52, 50}, {62, 44, 60}}},
    [BEDSHEET] = {{{232, 231, 229}, {130, 150, 190}}, {{198, 208, 222}, {240, 240, 240}}, {{226, 206, 200}, {160, 110, 110}}},
    [WALL] = {{{226, 222, 212}}, {{190, 200, 196}}, {{212, 186, 150}}},
};

static void draw_sizes(PhotoGround *g, ExamDice *dice) {
  switch (g->kind) {
  case WOOD:
    g->size = exam_dice_int(dice, 0, 2) ? exam_dice_real(dice, 70, 150) : 900;
    g->second = exam_dice_real(dice, 5, 16);
    break;
  case CHECKS: g->size = exam_dice_int(dice, 0, 1) ? exam_dice_real(dice, 12, 24) : exam_dice_real(dice, 40, 80); break;
  case FLOWERS: g->size = exam_dice_real(dice, 35, 75); break;
  case STRIPES: g->size = exam_dice_real(dice, 24, 90); break;
  case TILES:
    g->size = exam_dice_int(dice, 0, 1) ? exam_dice_real(dice, 95, 110) : exam_dice_real(dice, 200, 333);
    g->second = exam_dice_real(dice, 0.8, 1.8);
    break;
  case MARBLE: g->size = exam_dice_real(dice, 120, 260); break;
  case BEDSHEET:
    g->size = exam_dice_real(dice, 70, 160);
    g->second = exam_dice_int(dice, 0, 1) * 0.5;
    break;
  default: break;
  }
}

PhotoGround photo_ground_draw(ExamDice *dice, bool bare) {
  static const int often[] = {LIGHT_DESK, LIGHT_DESK, DARK_DESK, DARK_DESK, WHITE_DESK, WHITE_DESK, WHITE_DESK, WOOD,    WOOD,
                              WOOD,       WOOD,       WOOD,      CHECKS,    CHECKS,     FLOWERS,    FLOWERS,    STRIPES, STRIPES,
                              TILES,      TILES,      MARBLE,    CARPET,    CARPET,     BEDSHEET,   BEDSHEET};
  static const int seldom[] = {LIGHT_DESK, DARK_DESK, WHITE_DESK, WOOD, WOOD, WALL, WALL, CARPET, TILES, CHECKS};
  int kind = bare ? seldom[exam_dice_int(dice, 0, G_N_ELEMENTS(seldom) - 1)] : often[exam_dice_int(dice, 0, G_N_ELEMENTS(often) - 1)];
  const Palette *p = &palettes[kind][exam_dice_int(dice, 0, 2)];
  double level = exam_dice_real(dice, 0.9, 1.04), angle = exam_dice_int(dice, 0, 1) * M_PI / 2 + exam_dice_real(dice, -0.35, 0.35);
  PhotoGround g = {.at = kinds_at[kind], .kind = kind, .name = names[kind], .seed = (guint32)exam_dice_next(dice), .turn = {cos(angle), sin(angle)}};
  for (int i = 0; i < 3; i++) {
    g.a[i] = p->a[i] * level;
    g.b[i] = p->b[i] * level;
    g.c[i] = p->c[i] * level;
  }
  g.shift[0] = exam_dice_real(dice, 3000, 9000);
  g.shift[1] = exam_dice_real(dice, 3000, 9000);
  draw_sizes(&g, dice);
  return g;
}
