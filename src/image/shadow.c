/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Light of the paper along lines of print. Must not know: verdicts. */
#include "image/shadow.h"

#include "image/textlines.h"

enum { TILE = 8, SHORTEST = 5 };
enum { LOST = 30 };              /* grey of the paper below which no print differs from it by what an eye sees on a screen (20 levels) */
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

void recto_shadow_measure(const RectoSurvey *survey, RectoShadow *ret) {
  *ret = (RectoShadow){0};
  g_autoptr(PIX) paper = pixScaleGrayMinMax(survey->calm, TILE, TILE, L_CHOOSE_MAX);
  if (!paper || survey->letter_height <= 0) return;
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
