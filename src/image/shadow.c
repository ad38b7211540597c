/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Light of the paper along lines of print. Must not know: verdicts. */
#include "image/shadow.h"

#include "image/textlines.h"
#include "image/textmap.h"

#include <math.h>

enum { TILE = RECTO_TEXTMAP_STEP, SHORTEST = 5 };
enum { LOST = 30 };              /* grey of the paper below which no print differs from it by what an eye sees on a screen (20 levels) */
enum { NONE = 23, PAPER = 110, PENUMBRA = 3, FARTHEST = 40, UNEVEN = 8, OPEN = 3 };
/* Of a dark place: grey below which no light is left in it (at 24 Recto still reads all of a page); grey of the paper around; TILEs of its rim; grain. */
static const double DIM = 0.6;   /* of the line's brightest paper: 50 lines on desks as dark as that keep 0.8 and more up to their last letter */
static const double BEYOND = 6;  /* letter heights from the last letter that is seen */

typedef struct { PIX *paper; double height; } Light; /* paper: brightest of each TILE of the survey; height: of letters, survey px */

/* The brightest around a place of the survey; -1 outside the picture. */
static int light_at(const Light *light, double x, double y) {
  int width = pixGetWidth(light->paper), height = pixGetHeight(light->paper), x0 = (int)x / TILE, y0 = (int)y / TILE, most = -1;
  if (x < 0 || y < 0 || x0 >= width || y0 >= height) return -1;
  for (int j = MAX(0, y0 - 1); j <= MIN(height - 1, y0 + 1); j++)
    for (int i = MAX(0, x0 - 1); i <= MIN(width - 1, x0 + 1); i++) most = MAX(most, GET_DATA_BYTE(pixGetData(light->paper) + (size_t)j * (size_t)pixGetWpl(light->paper), i));
  return most;
}

static int light_of(const Light *light, const BOX *letter) { return light_at(light, letter->x + letter->w / 2.0, letter->y + letter->h / 2.0); }

static int brightest_of(const Light *light, const RectoTextLine *line) {
  int most = 0;
  for (int i = 0; i < line->n; i++) most = MAX(most, light_of(light, line->letter[i]));
  return most;
}

static bool runs_into_dark(const Light *light, const BOX *letter, int way, int brightest) {
  int beyond = light_at(light, letter->x + letter->w / 2.0 + way * BEYOND * light->height, letter->y + letter->h / 2.0);
  return beyond >= 0 && beyond <= LOST && light_of(light, letter) <= DIM * brightest;
}

/* ------------------------------------------------------------------ dark places */

typedef enum { NO_PAPER, HARD, SOFT } Rim;

/* Brightest of each TILE, and the sides of the picture that came, in TILEs. */
typedef struct { PIX *paper; double corner[4][2]; } Ground;

static Ground ground_of(PIX *paper, const RectoSurvey *survey, const double (*corner)[2]) {
  double w = pixGetWidth(paper), h = pixGetHeight(paper), scale = survey->factor / TILE;
  Ground ground = {paper, {{0, 0}, {w, 0}, {w, h}, {0, h}}};
  for (int i = 0; corner && i < 4; i++) ground.corner[i][0] = corner[i][0] * scale, ground.corner[i][1] = corner[i][1] * scale;
  return ground;
}

/* Outside, or in the tiles that turning the picture has mixed with what fills its corners. */
static bool is_outside(const Ground *ground, int x, int y) {
  const double mixed = 2;
  if (!recto_pix_holds(ground->paper, x, y)) return true;
  for (int i = 0; i < 4; i++) {
    const double *a = ground->corner[i], *b = ground->corner[(i + 1) % 4];
    double along_x = b[0] - a[0], along_y = b[1] - a[1], length = hypot(along_x, along_y), inside = along_x * (y + 0.5 - a[1]) - along_y * (x + 0.5 - a[0]);
    bool own = fabs(along_x) < 1e-6 || fabs(along_y) < 1e-6; /* the frame's own side */
    if (length > 0 && inside / length < (own ? 0 : mixed)) return true;
  }
  return false;
}

static int tile_at(PIX *paper, int x, int y) { return GET_DATA_BYTE(pixGetData(paper) + (size_t)y * (size_t)pixGetWpl(paper), x); }

/* From the rim of the dark to light paper: at once, by and by, or never. */
static Rim rim_at(const Ground *ground, int x, int y, const int way[2]) {
  int n = 0, last = LOST;
  for (; !is_outside(ground, x, y) && n < FARTHEST; n++, x += way[0], y += way[1]) {
    int light = tile_at(ground->paper, x, y);
    if (light >= PAPER) return n >= PENUMBRA ? SOFT : HARD;
    if (light < last - UNEVEN) return NO_PAPER;
    last = MAX(last, light);
  }
  return NO_PAPER;
}

/* All places on the outline, in four directions. */
static void count_rims(const Ground *ground, PIX *place, const BOX *box, int *soft, int *hard) {
  static const int ways[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
  for (int y = 0; y < box->h; y++)
    for (int x = 0; x < box->w; x++)
      for (int i = 0; i < 4 && recto_pix_is_set(place, x, y); i++) {
        if (recto_pix_is_set(place, x + ways[i][0], y + ways[i][1])) continue;
        Rim rim = rim_at(ground, box->x + x + ways[i][0], box->y + y + ways[i][1], ways[i]);
        *soft += rim == SOFT, *hard += rim == HARD;
      }
}

static PIX *dark_places(PIX *paper) {
  g_autoptr(PIX) dark = pixThresholdToBinary(paper, NONE);
  return dark ? pixOpenBrick(NULL, dark, OPEN, OPEN) : NULL;
}

static void look_at_dark(const Ground *ground, const RectoSurvey *survey, RectoShadow *ret) {
  PIX *paper = ground->paper;
  const double least = 0.02, mostly = 0.5; /* of the picture; soft to hard: the rest may be the edge of a page on a dark desk */
  g_autoptr(PIX) dark = dark_places(paper);
  PIXA *places = NULL;
  BOXA *boxes = dark ? pixConnComp(dark, &places, 8) : NULL;
  double whole = (double)pixGetWidth(paper) * pixGetHeight(paper), side = (pixGetWidth(paper) + pixGetHeight(paper)) / 2.0;
  for (int i = 0; boxes && places && i < boxes->n; i++) {
    const BOX *box = boxes->box[i];
    l_int32 area = 0, soft = 0, hard = 0;
    if (pixCountPixels(places->pix[i], &area, NULL) || area < least * whole) continue;
    count_rims(ground, places->pix[i], box, &soft, &hard);
    if (soft < mostly * hard || soft / side <= ret->rim) continue;
    ret->rim = soft / side, ret->area = area / whole;
    ret->deep_box = recto_textmap_box(survey, box);
  }
  boxaDestroy(&boxes);
  pixaDestroy(&places);
}

void recto_shadow_measure(const RectoSurvey *survey, const double (*corner)[2], RectoShadow *ret) {
  *ret = (RectoShadow){0};
  g_autoptr(PIX) paper = pixScaleGrayMinMax(survey->calm, TILE, TILE, L_CHOOSE_MAX);
  if (!paper || survey->letter_height <= 0) return;
  Ground ground = ground_of(paper, survey, corner);
  look_at_dark(&ground, survey, ret);
  g_auto(RectoTextLines) lines = {0};
  recto_textlines_make(survey->letters, survey->letter_height, &lines);
  Light light = {paper, survey->letter_height};
  for (guint i = 0; i < lines.lines->len; i++) {
    const RectoTextLine *line = &g_array_index(lines.lines, RectoTextLine, i);
    if (line->n < SHORTEST) continue;
    int brightest = brightest_of(&light, line);
    for (int way = -1; way <= 1; way += 2) {
      const BOX *letter = line->letter[way > 0 ? line->n - 1 : 0];
      if (!runs_into_dark(&light, letter, way, brightest)) continue;
      ret->ends++;
      ret->box = recto_box_union(ret->box, recto_textlines_beside(survey, letter, way, 2 * BEYOND * survey->letter_height));
    }
  }
}
