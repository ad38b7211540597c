/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters and lines at the sides of the frame. Must not know: verdicts. */
#include "image/cut.h"

#include "image/severed.h"
#include "image/textlines.h"

#include <math.h>

enum { SHORTEST = 3, LONG = 12, TOUCHES = 2 }; /* letters of a line, of one that no strip holds; survey px */
static const double NEAR = 0.5;   /* letter heights; any margin is wider */
static const double LINE = 1.5;   /* of a row */
static const double MARGIN = 2.5; /* of the narrowest usual margin, 5 mm */

RectoSide recto_side_opposite(RectoSide side) {
  static const RectoSide opposite[RECTO_SIDES] = {
      [RECTO_SIDE_LEFT] = RECTO_SIDE_RIGHT, [RECTO_SIDE_RIGHT] = RECTO_SIDE_LEFT, [RECTO_SIDE_TOP] = RECTO_SIDE_BOTTOM, [RECTO_SIDE_BOTTOM] = RECTO_SIDE_TOP};
  return opposite[side];
}

/* Of about the page's median letter: no headline, no dot. */
static bool is_usual(const RectoSurvey *survey, const BOX *box) { return abs(box->h - (int)survey->letter_height) * 2 <= survey->letter_height; }

/* What the frame leaves of a letter that it cuts. */
static bool is_part(const RectoSurvey *survey, const BOX *box) { return box->h * 2 <= survey->letter_height * 3; }

/* Too long for a letter: of the page's edge that runs along the frame, torn by grain. */
static bool is_dash(const RectoSurvey *survey, const BOX *box) { return box->w * 2 > survey->letter_height * 3; }

/* It goes on in its line: a speck at the frame does not. Letters cut across are all as high as what is left of their line. */
static bool has_next(const RectoSurvey *survey, const BOX *box, bool across) {
  for (int i = 0; i < survey->letters->n; i++) {
    const BOX *other = survey->letters->box[i];
    int gap = MAX(other->x - (box->x + box->w), box->x - (other->x + other->w));
    bool alike = across ? is_part(survey, other) && abs(box->h - other->h) * 2 <= box->h : is_usual(survey, other);
    if (other != box && gap > 0 && gap < (across ? survey->letter_height : box->h) && alike && abs(box->y + box->h - other->y - other->h) * 3 <= box->h) return true;
  }
  return false;
}

/* A side as a line that runs clockwise around the picture, survey px. */
typedef struct { double x, y, along_x, along_y; } Line;

static Line line_of(const RectoSurvey *survey, const double (*corner)[2], RectoSide side) {
  enum { TOP_LEFT, TOP_RIGHT, BOTTOM_RIGHT, BOTTOM_LEFT };
  static const int from[RECTO_SIDES] = {[RECTO_SIDE_LEFT] = BOTTOM_LEFT, [RECTO_SIDE_RIGHT] = TOP_RIGHT, [RECTO_SIDE_TOP] = TOP_LEFT, [RECTO_SIDE_BOTTOM] = BOTTOM_RIGHT};
  double w = pixGetWidth(survey->ink), h = pixGetHeight(survey->ink);
  const double own[4][2] = {{0, 0}, {w, 0}, {w, h}, {0, h}};
  const double *a = corner ? corner[from[side]] : own[from[side]], *b = corner ? corner[(from[side] + 1) % 4] : own[(from[side] + 1) % 4];
  double scale = corner ? survey->factor : 1, length = MAX(1e-9, hypot(b[0] - a[0], b[1] - a[1]));
  return (Line){a[0] * scale, a[1] * scale, (b[0] - a[0]) / length, (b[1] - a[1]) / length};
}

static double from_line(const Line *line, const BOX *box, RectoSide side) {
  double x = box->x + (side == RECTO_SIDE_LEFT ? 0 : side == RECTO_SIDE_RIGHT ? box->w : box->w / 2.0);
  double y = box->y + (side == RECTO_SIDE_TOP ? 0 : side == RECTO_SIDE_BOTTOM ? box->h : box->h / 2.0);
  return line->along_x * (y - line->y) - line->along_y * (x - line->x);
}

/* The side of the picture that came, and that of the frame into which it was turned without growing: each may cut. */
typedef struct { Line picture, frame; } Edge;

/* Survey px from a letter's middle, on that side, to the nearer of both. */
static double from_side(const Edge *edge, const BOX *box, RectoSide side) { return MIN(from_line(&edge->picture, box, side), from_line(&edge->frame, box, side)); }

/* As dark as print, cut ones too; the boxes are the survey's. */
static BOXA *dark_letters(const RectoSurvey *survey) {
  BOXA *dark = boxaCreate(MAX(survey->letters->n, 1));
  for (int i = 0; dark && i < survey->letters->n; i++)
    if (recto_survey_is_dark(survey, survey->letters->box[i])) boxaAddBox(dark, survey->letters->box[i], L_CLONE);
  return dark;
}

/* Of the rows of letters, the share that begins or ends near the side, whether they hang together in lines or not. */
static void count_letters(const RectoSurvey *survey, const BOXA *dark, const Edge *edge, RectoSide side, RectoCut *cut) {
  int step = MAX(1, (int)(survey->letter_height * LINE)), n_rows = pixGetHeight(survey->ink) / step + 1, rows = 0, near = 0;
  g_autofree uint8_t *seen = g_new0(uint8_t, (gsize)n_rows); /* 1 = letters, 2 = one of them near the side */
  bool across = side == RECTO_SIDE_TOP || side == RECTO_SIDE_BOTTOM;
  for (int i = 0; i < dark->n; i++) {
    const BOX *box = dark->box[i];
    double from = from_side(edge, box, side);
    bool close = from <= NEAR * survey->letter_height && (across ? from <= TOUCHES && is_part(survey, box) : is_usual(survey, box)) && has_next(survey, box, across);
    if (is_usual(survey, box)) seen[MIN((box->y + box->h / 2) / step, n_rows - 1)] |= close ? 3 : 1;
    cut->near += is_usual(survey, box) && from <= MARGIN * survey->letter_height;
    cut->touching += close && from <= TOUCHES ? (across && is_dash(survey, box) ? -2 : 1) : 0;
  }
  cut->touching = MAX(cut->touching, 0);
  for (int i = 0; i < n_rows; i++) rows += seen[i] > 0, near += seen[i] == 3;
  cut->rows = rows ? (double)near / rows : 0;
}

static void count_ends(const RectoSurvey *survey, const RectoTextLines *lines, const Edge side[RECTO_SIDES], RectoCut ret[RECTO_SIDES]) {
  int whole = 0;
  double near = NEAR * survey->letter_height;
  for (guint i = 0; i < lines->lines->len; i++) {
    const RectoTextLine *line = &g_array_index(lines->lines, RectoTextLine, i);
    if (line->n < SHORTEST) continue;
    whole++;
    for (RectoSide s = RECTO_SIDE_LEFT; s <= RECTO_SIDE_RIGHT; s++) {
      bool ends = from_side(&side[s], line->letter[s == RECTO_SIDE_LEFT ? 0 : line->n - 1], s) <= near;
      ret[s].ends += ends, ret[s].own += ends && line->n >= LONG;
    }
  }
  for (RectoSide s = RECTO_SIDE_LEFT; s <= RECTO_SIDE_RIGHT; s++)
    if (whole > 0) ret[s].rows = MAX(ret[s].rows, (double)ret[s].ends / whole);
}

static RectoBox strip_of(const RectoSurvey *survey, RectoSide side) {
  int width = (int)(pixGetWidth(survey->ink) / survey->factor), height = (int)(pixGetHeight(survey->ink) / survey->factor), strip = MAX(8, MAX(width, height) / 20);
  switch (side) {
  case RECTO_SIDE_LEFT: return (RectoBox){0, 0, strip, height};
  case RECTO_SIDE_RIGHT: return (RectoBox){width - strip, 0, strip, height};
  case RECTO_SIDE_TOP: return (RectoBox){0, 0, width, strip};
  case RECTO_SIDE_BOTTOM: default: return (RectoBox){0, height - strip, width, strip};
  }
}

void recto_cut_measure(const RectoSurvey *survey, const double (*corner)[2], RectoCut ret[RECTO_SIDES]) {
  Edge edge[RECTO_SIDES];
  g_auto(RectoTextLines) lines = {0};
  g_autoptr(BOXA) dark = dark_letters(survey);
  recto_textlines_make(survey->print, survey->letter_height, &lines);
  for (RectoSide side = RECTO_SIDE_LEFT; side < RECTO_SIDES; side++) {
    ret[side] = (RectoCut){.box = strip_of(survey, side)};
    edge[side] = (Edge){line_of(survey, corner, side), line_of(survey, NULL, side)};
    if (dark) count_letters(survey, dark, &edge[side], side, &ret[side]);
    if (side >= RECTO_SIDE_TOP) ret[side].touching = MAX(ret[side].touching, recto_severed_pieces(survey, side == RECTO_SIDE_TOP));
    else ret[side].rules = recto_severed_rules(survey, side == RECTO_SIDE_LEFT);
  }
  count_ends(survey, &lines, edge, ret);
}
