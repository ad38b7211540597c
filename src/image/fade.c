/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contrast of letters along their line. Must not know: verdicts. */
#include "image/fade.h"

#include "image/detail.h"
#include "image/textlines.h"

#include <math.h>

enum { TILE = 8, BURNT = 245, SHORTEST = 5 };

/* Of the contrast of the line's stronger letters, of the third letter further in, and of each letter from the next one: noise may turn a step around. */
static const double PALE = 0.7, PALE_OF_THIRD = 0.85, STEP = 1.05, REACH = 6, PLACE = 14; /* REACH: letter heights of the light that are shown; PLACE: within which ends belong together */
static const double AS_SHARP = 0.78; /* of the page's detail: 24 lines that pale into light 0.79 to 1.1, 12 that pale by a soft lens 0.43 to 0.75 */

typedef struct { PIX *grey, *paper, *frame; const RectoSurvey *survey; const RectoSharp *sharp; const RectoBox *soft; } Sight; /* paper: brightest of each TILE of grey */

static int brightest_near(PIX *paper, const BOX *box) {
  int brightest = 0, width = pixGetWidth(paper), height = pixGetHeight(paper), x0 = (box->x + box->w / 2) / TILE, y0 = (box->y + box->h / 2) / TILE;
  for (int y = MAX(0, y0 - 2); y <= MIN(height - 1, y0 + 2); y++)
    for (int x = MAX(0, x0 - 2); x <= MIN(width - 1, x0 + 2); x++) brightest = MAX(brightest, GET_DATA_BYTE(pixGetData(paper) + (size_t)y * (size_t)pixGetWpl(paper), x));
  return brightest;
}

static int contrast_of(const Sight *sight, const BOX *box) { return brightest_near(sight->paper, box) - recto_pix_darkest(sight->grey, box); }

static double usual_contrast(const int *contrast, int n) {
  g_autoptr(GArray) values = g_array_sized_new(FALSE, FALSE, sizeof(int), (guint)n);
  g_array_append_vals(values, contrast, (guint)n);
  g_array_sort(values, recto_int_compare);
  return g_array_index(values, int, (guint)n * 3 / 4);
}

/* `at` is the outermost letter, `way` leads inwards. */
static bool pales(const int *contrast, int at, int way, double usual) {
  double c0 = contrast[at], c1 = contrast[at + way], c2 = contrast[at + 2 * way], c3 = contrast[at + 3 * way];
  return c0 < PALE * usual && c0 < PALE_OF_THIRD * c3 && c0 <= STEP * c1 && c1 <= STEP * c2;
}

static bool is_inside(const RectoBox *soft, double x, double y) {
  return soft && x >= soft->x && y >= soft->y && x < soft->x + soft->width && y < soft->y + soft->height;
}

/* The three outermost letters are as sharp as the page. */
static bool is_sharp(const Sight *sight, const RectoTextLine *line, int at, int way) {
  enum { LETTERS = 3 };
  double sum = 0, back = 1 / sight->survey->factor;
  int n = 0;
  for (int i = 0; i < LETTERS; i++) {
    const BOX *box = line->letter[at + i * way];
    double detail[RECTO_DIRECTIONS], x = (box->x + box->w / 2.0) * back, y = (box->y + box->h / 2.0) * back;
    if (is_inside(sight->soft, x, y)) return false;
    if (!recto_detail_measure(sight->frame, x, y, MAX(box->h, 0.8 * sight->survey->letter_height) * back, sight->sharp->noise, detail)) continue;
    sum += MIN(MIN(detail[0], detail[1]), MIN(detail[2], detail[3]));
    n++;
  }
  return n > 0 && sum / n >= AS_SHARP * sight->sharp->detail;
}

/* A line's end that pales, survey px; `way` leads inwards. */
typedef struct { const BOX *letter; int way; } End;

static bool are_near(const End *a, const End *b, double reach) {
  return hypot(a->letter->x - b->letter->x, a->letter->y - b->letter->y) <= reach;
}

/* Adds what hangs together with end `i`, and marks it. */
static void gather(const GArray *ends, guint i, bool *taken, const RectoSurvey *survey, RectoFade *fade) {
  const End *own = &g_array_index(ends, End, i);
  taken[i] = true;
  fade->box = recto_box_union(fade->box, recto_textlines_beside(survey, own->letter, -own->way, REACH * survey->letter_height));
  fade->ends++;
  for (guint j = 0; j < ends->len; j++)
    if (!taken[j] && are_near(own, &g_array_index(ends, End, j), PLACE * survey->letter_height)) gather(ends, j, taken, survey, fade);
}

/* Light lies in one place: of the ends that hang together, the most. */
static void take_place(const GArray *ends, const RectoSurvey *survey, RectoFade *ret) {
  g_autofree bool *taken = g_new0(bool, ends->len + 1);
  for (guint i = 0; i < ends->len; i++) {
    RectoFade fade = {0};
    if (!taken[i]) gather(ends, i, taken, survey, &fade);
    if (fade.ends > ret->ends) *ret = fade;
  }
}

static void look_along(const Sight *sight, const RectoTextLine *line, GArray *ends) {
  g_autofree int *contrast = g_new(int, (gsize)line->n);
  for (int i = 0; i < line->n; i++) contrast[i] = contrast_of(sight, line->letter[i]);
  double usual = usual_contrast(contrast, line->n);
  for (int way = -1; way <= 1; way += 2) {
    int at = way > 0 ? 0 : line->n - 1;
    End end = {line->letter[at], way};
    bool burnt = brightest_near(sight->paper, end.letter) >= BURNT;
    if (burnt && pales(contrast, at, way, usual) && is_sharp(sight, line, at, way)) g_array_append_val(ends, end);
  }
}

void recto_fade_measure(PIX *grey, const RectoSurvey *survey, const RectoSharp *sharp, double soft_least, RectoFade *ret) {
  *ret = (RectoFade){0};
  g_autoptr(PIX) paper = pixScaleGrayMinMax(survey->calm, TILE, TILE, L_CHOOSE_MAX);
  if (!paper) return;
  g_auto(RectoTextLines) lines = {0};
  recto_textlines_make(survey->letters, survey->letter_height, &lines);
  Sight sight = {survey->calm, paper, grey, survey, sharp, sharp->soft >= soft_least ? &sharp->soft_box : NULL};
  g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(End));
  for (guint i = 0; i < lines.lines->len; i++) {
    const RectoTextLine *line = &g_array_index(lines.lines, RectoTextLine, i);
    if (line->n >= SHORTEST) look_along(&sight, line, ends);
  }
  take_place(ends, survey, ret);
}
