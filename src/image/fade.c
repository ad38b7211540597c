/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contrast of letters along their line. Must not know: verdicts. */
#include "image/fade.h"

#include "image/detail.h"
#include "image/textlines.h"
#include "image/trail.h"

#include <math.h>

enum { TILE = 8, BURNT = 245, SHORTEST = 5, SPOTS = RECTO_TRAIL_PLACES };
enum { CELL = 4, NOTHING = 251, OPEN = 5, RISE = 28, FEW = 3, OUTER = 3 }; /* of a patch: survey px, grey from which nothing is seen, of the paper along a line, letters */

/* Of the contrast of the line's stronger letters, of the third letter further in, of the stronger ones again two letters in (boxes to be ticked end at once), and of each letter from the next
 * one: noise may turn a step around. */
static const double PALE = 0.7, PALE_OF_THIRD = 0.85, STILL_PALE = 0.93, STEP = 1.05, REACH = 6, PLACE = 14; /* REACH: letter heights of the light that are shown; PLACE: within which ends belong together */
static const double AS_SHARP = 0.78; /* of the page's detail: 24 lines that pale into light 0.79 to 1.1, 12 that pale by a soft lens 0.43 to 0.75 */
static const double REST_AS_SHARP = 0.55; /* of what is left beyond their ends: 47 in light 0.3 to 1.09, 36 of them 0.55 and more; 4 in a soft part 0.25 to 0.51 */

static const double NEXT = 5, WIDE = 1.5, PALER = 0.8; /* letter heights to a patch, and of it; of the line's contrast */
/* The rim of a broad patch: letter heights to it, and of it; of the line's contrast. Such ends stand on 6 of 216 drawn photos, all with light over letters. */
enum { GLOW = 225, RISE_FAR = 14 };
static const double FAR = 12, BROAD = 4, PALER_FAR = 0.9;

typedef struct { PIX *grey, *paper, *patch, *frame; const RectoSurvey *survey; const RectoSharp *sharp; const RectoBox *soft; bool bright; } Sight; /* paper: brightest of each TILE of grey; patch: 1 bpp, CELLs in which nothing is seen; bright: the page is exposed to the full */

static int brightest_near(PIX *paper, const BOX *box) { return recto_pix_brightest_near(paper, TILE, box); }

static double usual_contrast(const int *contrast, int n) {
  g_autoptr(GArray) values = g_array_sized_new(FALSE, FALSE, sizeof(int), (guint)n);
  g_array_append_vals(values, contrast, (guint)n);
  return recto_int_upper_quarter(values);
}

/* `at` is the outermost letter, `way` leads inwards. */
static bool pales(const int *contrast, int at, int way, double usual) {
  double c0 = contrast[at], c1 = contrast[at + way], c2 = contrast[at + 2 * way], c3 = contrast[at + 3 * way];
  return c0 < PALE * usual && c0 < PALE_OF_THIRD * c3 && c2 < STILL_PALE * usual && c0 <= STEP * c1 && c1 <= STEP * c2;
}

static bool is_inside(const RectoBox *soft, double x, double y) {
  return soft && x >= soft->x && y >= soft->y && x < soft->x + soft->width && y < soft->y + soft->height;
}

/* Places of a line (survey px, with the height of what stands there), three of them, have this share of the page's detail. */
typedef struct { double x, y, height; } Spot;

static bool are_sharp(const Sight *sight, const Spot spots[SPOTS], double share) {
  double sum = 0, back = 1 / sight->survey->factor;
  int n = 0;
  for (int i = 0; i < SPOTS; i++) {
    double detail[RECTO_DIRECTIONS], x = spots[i].x * back, y = spots[i].y * back;
    if (is_inside(sight->soft, x, y)) return false;
    if (!recto_detail_measure(sight->frame, x, y, MAX(spots[i].height, 0.8 * sight->survey->letter_height) * back, sight->survey->apart, detail)) continue;
    sum += recto_detail_worst(detail);
    n++;
  }
  return n > 0 && sum / n >= share * sight->sharp->detail;
}

static bool is_sharp(const Sight *sight, const RectoTextLine *line, int at, int way) {
  Spot spots[SPOTS];
  for (int i = 0; i < SPOTS; i++) {
    const BOX *box = line->letter[at + i * way];
    spots[i] = (Spot){box->x + box->w / 2.0, box->y + box->h / 2.0, box->h};
  }
  return are_sharp(sight, spots, AS_SHARP);
}

/* What is left of the line beyond its end is as sharp as well: light pales, a soft lens blurs. */
static RectoTrail trail_after(const Sight *sight, const RectoTextLine *line, int at, int way, double usual) {
  double place[RECTO_TRAIL_PLACES][2];
  RectoTrail trail = recto_trail_after(sight->grey, sight->paper, TILE, line, at, way, usual, sight->survey->letter_height, place);
  Spot spots[SPOTS];
  for (int i = 0; i < SPOTS && trail; i++) spots[i] = (Spot){place[i][0], place[i][1], 0};
  return trail && are_sharp(sight, spots, REST_AS_SHARP) ? trail : RECTO_TRAIL_NONE;
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
    if (fade.ends > ret->ends) ret->ends = fade.ends, ret->box = fade.box;
  }
}

/* A patch of that width, not a mere speck, begins within `next` of the line's end (letter heights): survey px from there to its far side, 0 = none. */
static int patch_after(const Sight *sight, const End *end, double next, double least) {
  double height = sight->survey->letter_height;
  int x = (end->way > 0 ? end->letter->x : end->letter->x + end->letter->w) / CELL, y = (end->letter->y + end->letter->h / 2) / CELL, wide = 0;
  int width = pixGetWidth(sight->patch), step = -end->way, most = (int)(next * height / CELL), far = 0;
  if (y >= pixGetHeight(sight->patch)) return 0;
  const l_uint32 *row = pixGetData(sight->patch) + (size_t)y * (size_t)pixGetWpl(sight->patch);
  for (; far <= most && x >= 0 && x < width && !GET_DATA_BIT(row, x); far++) x += step;
  for (; x >= 0 && x < width && GET_DATA_BIT(row, x); x += step) wide++;
  return wide * CELL >= least * height ? (far + wide) * CELL : 0;
}

/* The paper burns out close behind the line; or its outer letters pale and it burns out farther on, over a good part of the page. */
static int light_after(const Sight *sight, const End *end, int paper, int rise, double outer) {
  int reach = paper >= BURNT && rise >= RISE && (!sight->bright || outer <= PALER) ? patch_after(sight, end, NEXT, WIDE) : 0;
  return reach == 0 && paper >= GLOW && rise >= RISE_FAR && outer <= (sight->bright ? PALER : PALER_FAR) ? patch_after(sight, end, FAR, BROAD) : reach;
}

/* The paper grows brighter along the line up to the patch; on a page that is bright all over its outer letters must be paler as well. */
static void look_into_light(const Sight *sight, const RectoTextLine *line, const int *contrast, double usual, RectoFade *fade) {
  int darkest = 255;
  for (int i = 0; i < line->n; i++) darkest = MIN(darkest, brightest_near(sight->paper, line->letter[i]));
  for (int way = -1; way <= 1; way += 2) {
    int at = way > 0 ? 0 : line->n - 1, end_paper = brightest_near(sight->paper, line->letter[at]);
    double outer = 0;
    for (int i = 0; i < OUTER; i++) outer += contrast[at + i * way] / (OUTER * usual);
    End end = {line->letter[at], way};
    int reach = light_after(sight, &end, end_paper, end_paper - darkest, outer);
    if (reach == 0) continue;
    fade->into++;
    fade->into_box = recto_box_union(fade->into_box, recto_textlines_beside(sight->survey, end.letter, -way, reach));
  }
}

static void look_along(const Sight *sight, const RectoTextLine *line, GArray *ends, RectoFade *fade) {
  g_autofree int *contrast = g_new(int, (gsize)line->n);
  for (int i = 0; i < line->n; i++) contrast[i] = recto_pix_contrast(sight->grey, sight->paper, TILE, line->letter[i]);
  double usual = usual_contrast(contrast, line->n);
  look_into_light(sight, line, contrast, usual, fade);
  for (int way = -1; way <= 1 && line->n >= SHORTEST; way += 2) {
    int at = way > 0 ? 0 : line->n - 1;
    End end = {line->letter[at], way};
    bool burnt = brightest_near(sight->paper, end.letter) >= BURNT;
    RectoTrail trail = trail_after(sight, line, at, way, usual);
    if (!(trail || (burnt && pales(contrast, at, way, usual))) || !is_sharp(sight, line, at, way)) continue;
    for (int i = 0; i < (trail == RECTO_TRAIL_LONG ? 2 : 1); i++) g_array_append_val(ends, end); /* a long one says as much as two lines */
  }
}

void recto_fade_measure(PIX *grey, const RectoSurvey *survey, const RectoSharp *sharp, const RectoModels *limits, RectoFade *ret) {
  *ret = (RectoFade){0};
  g_autoptr(PIX) paper = pixScaleGrayMinMax(survey->calm, TILE, TILE, L_CHOOSE_MAX), patch = recto_pix_burnt(survey->calm, CELL, NOTHING, OPEN);
  if (!paper || !patch) return;
  g_auto(RectoTextLines) lines = {0};
  recto_textlines_make(survey->letters, survey->letter_height, &lines);
  bool soft = sharp->soft >= recto_limit(limits, "legible.soft-warn"), bright = survey->paper >= recto_limit(limits, "image.fade.bright");
  Sight sight = {survey->calm, paper, patch, grey, survey, sharp, soft ? &sharp->soft_box : NULL, bright};
  g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(End));
  for (guint i = 0; i < lines.lines->len; i++) {
    const RectoTextLine *line = &g_array_index(lines.lines, RectoTextLine, i);
    if (line->n >= FEW) look_along(&sight, line, ends, ret);
  }
  take_place(ends, survey, ret);
}
