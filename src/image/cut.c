/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters and lines at the sides of the frame. Must not know: verdicts. */
#include "image/cut.h"

#include "image/textlines.h"

enum { SHORTEST = 3 };            /* letters of a line */
static const double NEAR = 0.5;   /* letter heights; any margin is wider */
static const double LINE = 1.5;   /* of a row */

/* Of about the page's median letter: no headline, no dot. */
static bool is_usual(const RectoSurvey *survey, const BOX *box) { return abs(box->h - (int)survey->letter_height) * 2 <= survey->letter_height; }

/* It goes on in its line: a speck at the frame does not. */
static bool has_next(const RectoSurvey *survey, const BOX *box) {
  for (int i = 0; i < survey->letters->n; i++) {
    const BOX *other = survey->letters->box[i];
    int gap = MAX(other->x - (box->x + box->w), box->x - (other->x + other->w));
    if (other != box && gap > 0 && gap < box->h && is_usual(survey, other) && abs(box->y + box->h - other->y - other->h) * 3 <= box->h) return true;
  }
  return false;
}

/* Survey px from a letter to a side of the frame. */
static int from_side(const RectoSurvey *survey, const BOX *box, RectoSide side) {
  switch (side) {
  case RECTO_SIDE_LEFT: return box->x;
  case RECTO_SIDE_RIGHT: return pixGetWidth(survey->ink) - box->x - box->w;
  case RECTO_SIDE_TOP: return box->y;
  case RECTO_SIDE_BOTTOM: default: return pixGetHeight(survey->ink) - box->y - box->h;
  }
}

/* Of the rows of letters, the share that begins or ends near the side, whether they hang together in lines or not. */
static void count_letters(const RectoSurvey *survey, RectoSide side, RectoCut *cut) {
  int step = MAX(1, (int)(survey->letter_height * LINE)), n_rows = pixGetHeight(survey->ink) / step + 1, rows = 0, near = 0;
  g_autofree uint8_t *seen = g_new0(uint8_t, (gsize)n_rows); /* 1 = letters, 2 = one of them near the side */
  for (int i = 0; i < survey->letters->n; i++) {
    const BOX *box = survey->letters->box[i];
    if (!is_usual(survey, box)) continue;
    int from = from_side(survey, box, side);
    bool close = from <= NEAR * survey->letter_height && has_next(survey, box);
    seen[MIN((box->y + box->h / 2) / step, n_rows - 1)] |= close ? 3 : 1;
    cut->touching += close && from <= 1;
  }
  for (int i = 0; i < n_rows; i++) rows += seen[i] > 0, near += seen[i] == 3;
  cut->rows = rows ? (double)near / rows : 0;
}

static void count_ends(const RectoSurvey *survey, const RectoTextLines *lines, RectoCut ret[RECTO_SIDES]) {
  int whole = 0;
  double near = NEAR * survey->letter_height;
  for (guint i = 0; i < lines->lines->len; i++) {
    const RectoTextLine *line = &g_array_index(lines->lines, RectoTextLine, i);
    if (line->n < SHORTEST) continue;
    whole++;
    ret[RECTO_SIDE_LEFT].ends += from_side(survey, line->letter[0], RECTO_SIDE_LEFT) <= near;
    ret[RECTO_SIDE_RIGHT].ends += from_side(survey, line->letter[line->n - 1], RECTO_SIDE_RIGHT) <= near;
  }
  for (RectoSide side = RECTO_SIDE_LEFT; side <= RECTO_SIDE_RIGHT; side++)
    if (whole > 0) ret[side].rows = MAX(ret[side].rows, (double)ret[side].ends / whole);
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

void recto_cut_measure(const RectoSurvey *survey, RectoCut ret[RECTO_SIDES]) {
  g_auto(RectoTextLines) lines = {0};
  recto_textlines_make(survey->letters, survey->letter_height, &lines);
  for (RectoSide side = RECTO_SIDE_LEFT; side < RECTO_SIDES; side++) {
    ret[side] = (RectoCut){.box = strip_of(survey, side)};
    count_letters(survey, side, &ret[side]);
  }
  count_ends(survey, &lines, ret);
}
