/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outermost pixels of the survey. Must not know: verdicts. */
#include "image/severed.h"

#include <math.h>

enum { TOUCHES = 2, SLIVER = 1, THIN = 2, MANY = 10 }; /* survey px; so low a piece may be dust: a row of so many is none; so thin is what is left of the paper's edge */
/* Letter heights: a piece's width and height at most, the gap to the next; a rule's thickness at most and what is seen of it. Of a row: what lies between its pieces. Of the paper: the grey there. Of a rule's px, of that grey: enough. Of the pieces' usual height: by how much one may differ. */
static const double WIDE = 2.2, HIGH = 2.5, GAP = 1.2, LEAST_GAP = 0.03, RULE = 0.35, LONG = 3, PAPER = 0.85, SOLID = 0.9, ALIKE = 0.35;

/* ------------------------------------------------------------------ pieces of letters */

/* The ink near the side, high enough that what is cut off there is no piece: boxes of the survey. */
static BOXA *ink_near(const RectoSurvey *survey, bool top) {
  int high = (int)(HIGH * survey->letter_height) + 2 * TOUCHES + 1, height = pixGetHeight(survey->ink), from = top ? 0 : MAX(0, height - high);
  g_autoptr(PIX) strip = recto_pix_cut(survey->ink, 0, from, pixGetWidth(survey->ink), MIN(high, height));
  BOXA *boxes = strip ? pixConnCompBB(strip, 8) : NULL;
  for (int i = 0; boxes && i < boxes->n; i++) boxes->box[i]->y += from;
  return boxes;
}

static bool is_piece(const RectoSurvey *survey, const BOX *box, bool top) {
  double height = survey->letter_height;
  bool touches = top ? box->y <= TOUCHES : box->y + box->h >= pixGetHeight(survey->ink) - TOUCHES;
  return touches && box->w >= TOUCHES && box->w <= WIDE * height && box->h <= HIGH * height && recto_survey_is_dark(survey, box);
}

static int by_left(gconstpointer a, gconstpointer b) { return (*(BOX *const *)a)->x - (*(BOX *const *)b)->x; }

/* Paper between the pieces, and some of it. */
static bool stand_on_paper(const RectoSurvey *survey, const GPtrArray *pieces, guint from, guint to, bool top) {
  int n = 0, bright = 0, span = 0, y = top ? TOUCHES : pixGetHeight(survey->grey) - 1 - TOUCHES;
  const l_uint32 *row = pixGetData(survey->grey) + (size_t)MAX(0, y) * (size_t)pixGetWpl(survey->grey);
  for (guint i = from; i + 1 < to; i++) {
    const BOX *piece = pieces->pdata[i], *next = pieces->pdata[i + 1];
    for (int x = piece->x + piece->w + 1; x < next->x - 1; x++, n++) bright += GET_DATA_BYTE(row, x) >= PAPER * survey->paper;
    span += next->x - piece->x;
  }
  return n >= LEAST_GAP * span && bright >= SOLID * n;
}

/* The paper's own edge does, torn by grain; lines of print keep a margin. */
static bool runs_to_corner(const RectoSurvey *survey, const BOX *first, const BOX *last) {
  double near = GAP * survey->letter_height;
  return first->x <= near || last->x + last->w >= pixGetWidth(survey->ink) - near;
}

/* Pieces `from`..`to` stand in a row: those of about the usual height, if they are cut letters. */
static int count_row(const RectoSurvey *survey, const GPtrArray *pieces, guint from, guint to, bool top) {
  g_autoptr(GArray) heights = g_array_new(FALSE, FALSE, sizeof(int));
  for (guint i = from; i < to; i++) g_array_append_val(heights, ((const BOX *)pieces->pdata[i])->h);
  g_array_sort(heights, recto_int_compare);
  int usual = g_array_index(heights, int, heights->len / 2), alike = 0;
  for (guint i = 0; i < heights->len; i++) alike += abs(g_array_index(heights, int, i) - usual) <= MAX(1, ALIKE * usual);
  if (usual <= THIN && runs_to_corner(survey, pieces->pdata[from], pieces->pdata[to - 1])) return 0;
  if ((usual <= SLIVER && alike < MANY) || !stand_on_paper(survey, pieces, from, to, top)) return 0;
  return alike;
}

int recto_severed_pieces(const RectoSurvey *survey, bool top) {
  enum { LEAST = 3 };
  g_autoptr(BOXA) ink = survey->calm == survey->grey ? ink_near(survey, top) : NULL; /* in grain every row has specks */
  g_autoptr(GPtrArray) pieces = g_ptr_array_new();
  int count = 0;
  for (int i = 0; ink && i < ink->n; i++)
    if (is_piece(survey, ink->box[i], top)) g_ptr_array_add(pieces, ink->box[i]);
  g_ptr_array_sort(pieces, by_left);
  for (guint from = 0, to = 0; from < pieces->len; from = to) {
    for (to = from + 1; to < pieces->len; to++) {
      const BOX *before = pieces->pdata[to - 1], *next = pieces->pdata[to];
      if (next->x - (before->x + before->w) > GAP * survey->letter_height) break;
    }
    if (to - from >= LEAST) count += count_row(survey, pieces, from, to, top);
  }
  return count;
}

/* ------------------------------------------------------------------ rules */

/* A straight line of ink from the side inwards, no thicker than a rule. */
static bool is_rule(PIX *ink, int at, int thick, int inward, int side, int length) {
  int solid = 0;
  for (int k = 0; k < length; k++) {
    int x = side + inward * k, n = 0;
    for (int y = at - 1; y <= at + thick; y++) n += recto_pix_is_set(ink, x, y);
    solid += n > 0 && n <= thick + 1;
    if (recto_pix_is_set(ink, x, at - 2) && recto_pix_is_set(ink, x, at + thick + 1)) return false; /* a part of something larger */
  }
  return solid >= SOLID * length;
}

int recto_severed_rules(const RectoSurvey *survey, bool left) {
  int width = pixGetWidth(survey->ink), height = pixGetHeight(survey->ink), thickest = MAX(2, (int)(RULE * survey->letter_height)), length = (int)(LONG * survey->letter_height), count = 0, bright = 0;
  int x = left ? TOUCHES : width - 1 - TOUCHES, inward = left ? 1 : -1;
  for (int y = 0; y < height; y++) bright += GET_DATA_BYTE(pixGetData(survey->grey) + (size_t)y * (size_t)pixGetWpl(survey->grey), x) >= PAPER * survey->paper;
  if (bright < SOLID * height || length < 1) return 0; /* something else than paper lies there */
  for (int y = 0, run = 0; y <= height; y++) {
    if (recto_pix_is_set(survey->ink, x, y)) {
      run++;
      continue;
    }
    count += run > 0 && run <= thickest && is_rule(survey->ink, y - run, run, inward, x, length);
    run = 0;
  }
  return count;
}
