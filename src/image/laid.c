/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Things of another colour, on a copy four times smaller than the survey. Must not know: verdicts. */
#include "image/laid.h"

#include "image/textmap.h"

#include <math.h>

enum { CHANNELS = RECTO_CHANNELS, OPEN = 5, SHORTEST = 3, OWN = 6, BEYOND = 3, BEFORE = 2 }; /* OWN: letters of the line whose paper is compared */
static const double SIZE = 4, CLOSE = 2.5, BESIDE = 1.6, REACH = 6, INWARD = 5, ROW = 0.8; /* letter heights */

/* 1 bpp: what is not of the paper's colour, without specks, closed over what is printed on it. */
static PIX *other_places(const RectoGround *ground) {
  double own[CHANNELS], limit = recto_limit(ground->limits, "image.laid.tint");
  g_autoptr(PIX) other = pixCreate(pixGetWidth(ground->plane[0]), pixGetHeight(ground->plane[0]), 1);
  for (int y = 0; other && y < pixGetHeight(other); y++)
    for (int x = 0; x < pixGetWidth(other); x++)
      if (recto_ground_at(ground, x, y, own) && recto_ground_differs(ground, own, limit))
        SET_DATA_BIT(pixGetData(other) + (size_t)y * (size_t)pixGetWpl(other), x);
  g_autoptr(PIX) firm = other ? pixOpenBrick(NULL, other, OPEN, OPEN) : NULL;
  int close = (int)(CLOSE * ground->height) | 1;
  return firm ? pixCloseSafeBrick(NULL, firm, close, close) : NULL;
}

/* ------------------------------------------------------------------ the ends of lines */

/* A line's end, in places; dx, dy lead outwards along the line. */
typedef struct { const BOX *letter; double x, y, dx, dy; } End;

static End end_of(const RectoTextLine *line, bool right, double step) {
  enum { LONG = 6 };
  const double most = 0.3;
  const BOX *first = line->letter[0], *last = line->letter[line->n - 1], *letter = right ? last : first;
  double lean = line->n >= LONG ? atan2((last->y + last->h) - (first->y + first->h), MAX(1, last->x - first->x)) : 0;
  if (fabs(lean) > most) lean = 0;
  return (End){letter, (right ? letter->x + letter->w : letter->x) / step, (letter->y + letter->h / 2.0) / step, (right ? 1 : -1) * cos(lean), (right ? 1 : -1) * sin(lean)};
}

/* Places from a point outwards to the thing; -1 = not so near. */
static int to_thing(PIX *thing, const End *end, double x, double y, int most) {
  for (int far = 0; far <= most; far++)
    if (recto_pix_is_set(thing, (int)(x + end->dx * far), (int)(y + end->dy * far))) return far;
  return -1;
}

/* The outline above and below the line, seen from it: a smooth curve that leans. An aligned one is a part of the page or its edge, a ragged one is light. */
static bool leans(PIX *thing, const End *end, const RectoGround *ground) {
  enum { ROWS = 4, LEAST = 4 };
  double at[2 * ROWS + 1], from[2 * ROWS + 1], n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, off = 0;
  double back = INWARD * ground->height;
  for (int row = -ROWS; row <= ROWS; row++) {
    double away = row * ROW * ground->height;
    int far = to_thing(thing, end, end->x - end->dx * back - end->dy * away, end->y - end->dy * back + end->dx * away, (int)(back + (BESIDE + INWARD) * ground->height) + 1);
    if (far <= 0) continue;
    at[(int)n] = away, from[(int)n] = far;
    n++, sx += away, sy += far, sxx += away * away, sxy += away * far;
  }
  if (n < LEAST || n * sxx - sx * sx < 1e-9) return false;
  double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx), middle = (sy - slope * sx) / n;
  for (int i = 0; i < (int)n; i++) off += fabs(from[i] - middle - slope * at[i]);
  return fabs(slope) >= recto_limit(ground->limits, "image.laid.lean") && off / n <= recto_limit(ground->limits, "image.laid.ragged") * ground->height;
}

/* By how much the colour changes at once there, against the paper of the line itself as well. */
static double change_at(const RectoTextLine *line, const End *end, int far, const RectoGround *ground) {
  double own[CHANNELS] = {0}, before[CHANNELS], beyond[CHANNELS];
  int n = MIN(OWN, line->n);
  for (int i = 0; i < n; i++) {
    int x, y;
    recto_ground_place(ground, line->letter[end->dx > 0 ? line->n - 1 - i : i], &x, &y);
    for (int c = 0; c < CHANNELS; c++) own[c] += (double)recto_ground_grey(ground, c, x, y) / n;
  }
  if (!recto_ground_at(ground, end->x + end->dx * (far + BEYOND), end->y + end->dy * (far + BEYOND), beyond)) return 0;
  bool outside = !recto_ground_at(ground, end->x + end->dx * (far - BEFORE), end->y + end->dy * (far - BEFORE), before);
  return outside ? recto_tint(beyond, own) : MIN(recto_tint(beyond, own), recto_tint(beyond, before));
}

static bool lies_in(PIX *thing, const RectoTextLine *line, const RectoGround *ground) {
  int in = 0;
  for (int i = 0; i < line->n; i++) {
    int x, y;
    recto_ground_place(ground, line->letter[i], &x, &y);
    in += recto_pix_is_set(thing, x, y);
  }
  return in * 2 > line->n;
}

/* `ret_faint`: ends where the colour changes less. */
static void look_at_line(PIX *thing, const RectoTextLine *line, const RectoGround *ground, const RectoSurvey *survey, RectoLaid *laid, int *ret_faint) {
  double change = recto_limit(ground->limits, "image.laid.change"), faint = recto_limit(ground->limits, "image.laid.change-faint");
  if (line->n < SHORTEST || lies_in(thing, line, ground)) return;
  for (int right = 0; right <= 1; right++) {
    End end = end_of(line, right, ground->step);
    int x, y, far = to_thing(thing, &end, end.x, end.y, (int)ceil(BESIDE * ground->height));
    recto_ground_place(ground, end.letter, &x, &y);
    double changes = far < 0 || recto_pix_is_set(thing, x, y) ? 0 : change_at(line, &end, far, ground);
    if (changes < faint || !leans(thing, &end, ground)) continue;
    *(changes >= change ? &laid->ends : ret_faint) += 1;
    laid->box = recto_box_union(laid->box, recto_textlines_beside(survey, end.letter, right ? 1 : -1, REACH * survey->letter_height));
  }
}

/* A thing as wide as the picture hangs together with what the page lies on. */
static RectoBox box_of(const BOX *thing, const RectoGround *ground, const RectoSurvey *survey, RectoBox ends) {
  double back = ground->step / survey->factor;
  bool wide = thing->w * 4 > pixGetWidth(ground->plane[0]) * 3 && thing->h * 4 > pixGetHeight(ground->plane[0]) * 3;
  return wide ? ends : (RectoBox){(int)(thing->x * back), (int)(thing->y * back), (int)(thing->w * back), (int)(thing->h * back)};
}

/* Of the area where the page's text stands. */
static double share_of(PIX *thing, PIX *area) {
  g_autoptr(PIX) over = pixAnd(NULL, thing, area);
  return (double)recto_textmap_count(over) / MAX(1, recto_textmap_count(area));
}

/* 1 bpp, in places. */
static PIX *text_area(const RectoSurvey *survey, const RectoGround *ground) {
  g_auto(RectoTextMap) map = {0};
  return recto_textmap_make(survey, ground->limits, &map) ? pixScaleToSize(map.area, pixGetWidth(ground->plane[0]), pixGetHeight(ground->plane[0])) : NULL;
}

static void look_at_thing(PIX *places, PIX *part, const BOX *box, PIX *area, const RectoGround *ground, const RectoSurvey *survey, RectoLaid *ret) {
  g_autoptr(PIX) thing = recto_pix_alone(places, part, box);
  RectoLaid laid = {0};
  int faint = 0;
  if (!thing) return;
  for (guint i = 0; i < ground->lines.lines->len; i++) look_at_line(thing, &g_array_index(ground->lines.lines, RectoTextLine, i), ground, survey, &laid, &faint);
  if (laid.ends + faint >= recto_limit(ground->limits, "image.laid.faint-ends")) laid.ends += faint;
  if (laid.ends > ret->ends) *ret = (RectoLaid){laid.ends, share_of(thing, area), box_of(box, ground, survey, laid.box)};
}

void recto_laid_measure(const RectoGround *ground, const RectoSurvey *survey, RectoLaid *ret) {
  *ret = (RectoLaid){0};
  if (!ground->coloured || survey->print->n == 0) return;
  g_autoptr(PIX) places = other_places(ground), area = places ? text_area(survey, ground) : NULL;
  if (!area) return;
  PIXA *parts = NULL;
  BOXA *boxes = pixConnComp(places, &parts, 8);
  for (int i = 0; boxes && parts && i < boxes->n; i++) {
    const BOX *box = boxes->box[i];
    if (MIN(box->w, box->h) >= SIZE * ground->height) look_at_thing(places, parts->pix[i], box, area, ground, survey, ret);
  }
  boxaDestroy(&boxes);
  pixaDestroy(&parts);
}
