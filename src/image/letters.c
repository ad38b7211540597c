/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters by their form, heights and neighbours. Must not know: pages, where the ink came from. */
#include "image/letters.h"

typedef struct { double min_height, max_height, max_aspect; } LetterForm;

static bool letter_like(const BOX *box, const LetterForm *form) {
  return box->h >= form->min_height && box->h <= form->max_height && box->w >= 2 && box->w <= form->max_aspect * box->h;
}

/* The height below which this share of the letter-like components lies; `skip` (may be NULL) leaves some out. */
static double height_at(const BOXA *boxes, const LetterForm *form, const bool *skip, double share) {
  g_autoptr(GArray) heights = g_array_new(FALSE, FALSE, sizeof(int));
  for (int i = 0; i < boxes->n; i++)
    if (letter_like(boxes->box[i], form) && !(skip && skip[i])) g_array_append_val(heights, boxes->box[i]->h);
  if (heights->len == 0) return 0;
  g_array_sort(heights, recto_int_compare);
  return g_array_index(heights, int, (guint)(heights->len * share));
}

/* Dotted lines on which a form is filled in: many even dots at even distances, much smaller than the letters. They may outnumber the letters ten to one. */
enum { DOTS_IN_LINE = 6, DOT_REACH = 4, DOT_WINDOW = 150 };

static bool next_dot(const BOX *a, const BOX *b, int step) {
  int gap = step > 0 ? b->x - (a->x + a->w) : a->x - (b->x + b->w);
  return gap > 0 && gap <= DOT_REACH * a->h && abs(a->h - b->h) <= 1 && abs(a->w - b->w) <= 1 && abs(a->y - b->y) <= 1;
}

/* How many dots follow box `i` to this side, each like the one before and as far from it as the first, DOTS_IN_LINE at most. */
static int dots_beside(const BOXA *boxes, int i, int step) {
  int found = 0, first_gap = 0, at = i;
  for (int j = i + step, seen = 0; j >= 0 && j < boxes->n && seen < DOT_WINDOW && found < DOTS_IN_LINE; j += step, seen++) {
    if (!next_dot(boxes->box[at], boxes->box[j], step)) continue;
    int gap = abs(boxes->box[j]->x - boxes->box[at]->x);
    if (found > 0 && abs(gap - first_gap) > 1) break;
    first_gap = found ? first_gap : gap;
    at = j;
    found++;
    seen = 0;
  }
  return found;
}

/* By box; owned by the caller. */
static bool *find_dots(const BOXA *boxes, const LetterForm *form) {
  bool *dots = g_new0(bool, (gsize)MAX(boxes->n, 1));
  double tall = height_at(boxes, form, NULL, 0.97);
  for (int i = 0; i < boxes->n; i++) {
    const BOX *box = boxes->box[i];
    bool small = box->h < tall / 2 && MAX(box->w, box->h) <= 2 * MIN(box->w, box->h);
    dots[i] = small && dots_beside(boxes, i, -1) + dots_beside(boxes, i, 1) >= DOTS_IN_LINE;
  }
  return dots;
}

static bool beside(const BOX *a, const BOX *b) {
  int height = MAX(a->h, b->h), gap = MAX(b->x - (a->x + a->w), a->x - (b->x + b->w));
  return gap < height && MIN(a->h, b->h) * 5 >= height * 2 && abs(a->y + a->h - b->y - b->h) * 3 <= height;
}

/* Boxes come sorted from the top, so a letter's neighbours on the line stand within a window of some hundred. */
double recto_letters_in_rows(const BOXA *letters) {
  int in_row = 0;
  for (int i = 0; i < letters->n; i++) {
    bool found = false;
    for (int step = -1; step <= 1 && !found; step += 2)
      for (int j = i + step, seen = 0; j >= 0 && j < letters->n && seen < 150 && !found; j += step, seen++) found = beside(letters->box[i], letters->box[j]);
    in_row += found;
  }
  return letters->n ? (double)in_row / letters->n : 0;
}

bool recto_letters_find(const BOXA *parts, int least, const RectoModels *limits, RectoLetters *ret) {
  *ret = (RectoLetters){.box = boxaCreate(MAX(parts->n, 1))};
  if (!ret->box) return false;
  LetterForm form = {MAX(least, recto_limit(limits, "image.survey.letter-min")), recto_limit(limits, "image.survey.letter-max"),
                     recto_limit(limits, "image.survey.letter-aspect")};
  g_autofree bool *dots = find_dots(parts, &form);
  ret->height = height_at(parts, &form, dots, 0.5);
  form.min_height = MAX(form.min_height, ret->height * 0.4);
  for (int i = 0; i < parts->n; i++)
    if (letter_like(parts->box[i], &form)) boxaAddBox(ret->box, parts->box[i], L_COPY);
  ret->rows = recto_letters_in_rows(ret->box);
  return true;
}

void recto_letters_clear(RectoLetters *letters) { boxaDestroy(&letters->box); }
