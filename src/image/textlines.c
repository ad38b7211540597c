/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters linked to the next one on their right. Must not know: what ends a line. */
#include "image/textlines.h"

/* In letter heights: of letters, specks and pictures left out; of the white between two letters or words; by which feet may differ. */
static const double LOW = 0.6, HIGH = 2.6, GAP = 1.3, FOOT = 0.35;

typedef struct { const BOX *box; int next; bool follows; } Letter;

static int compare_left(gconstpointer a, gconstpointer b) {
  const Letter *x = a, *y = b;
  return x->box->x != y->box->x ? x->box->x - y->box->x : x->box->y - y->box->y;
}

static GArray *letters_of(const BOXA *boxes, double height) {
  GArray *letters = g_array_new(FALSE, FALSE, sizeof(Letter));
  for (int i = 0; i < boxes->n; i++) {
    Letter letter = {boxes->box[i], -1, false};
    if (letter.box->h >= LOW * height && letter.box->h <= HIGH * height) g_array_append_val(letters, letter);
  }
  g_array_sort(letters, compare_left);
  return letters;
}

/* The nearest on the right whose foot stands at the same height. */
static int next_of(const GArray *letters, guint i, double height) {
  const BOX *own = g_array_index(letters, Letter, i).box;
  double nearest = GAP * height;
  int next = -1, right = own->x + own->w;
  for (guint j = i + 1; j < letters->len; j++) {
    const Letter *other = &g_array_index(letters, Letter, j);
    int gap = other->box->x - right;
    if (gap > GAP * height) break;
    if (gap < -2 || gap > nearest || other->follows || abs(own->y + own->h - other->box->y - other->box->h) > FOOT * height) continue;
    nearest = gap;
    next = (int)j;
  }
  return next;
}

static void follow(RectoTextLines *lines, const GArray *letters) {
  const BOX **at = lines->letter = g_new0(const BOX *, (gsize)letters->len + 1);
  for (guint i = 0; i < letters->len; i++) {
    if (g_array_index(letters, Letter, i).follows) continue;
    RectoTextLine line = {at, 0};
    for (int j = (int)i; j >= 0; j = g_array_index(letters, Letter, j).next) line.letter[line.n++] = g_array_index(letters, Letter, j).box;
    at += line.n;
    g_array_append_val(lines->lines, line);
  }
}

void recto_textlines_make(const BOXA *boxes, double height, RectoTextLines *ret) {
  g_autoptr(GArray) letters = letters_of(boxes, height);
  *ret = (RectoTextLines){.lines = g_array_new(FALSE, FALSE, sizeof(RectoTextLine))};
  for (guint i = 0; i < letters->len; i++) {
    int next = next_of(letters, i, height);
    g_array_index(letters, Letter, i).next = next;
    if (next >= 0) g_array_index(letters, Letter, next).follows = true;
  }
  follow(ret, letters);
}

RectoBox recto_textlines_beside(const RectoSurvey *survey, const BOX *letter, int outward, double reach) {
  double back = 1 / survey->factor;
  int x0 = (int)(MAX(0, letter->x - (outward < 0 ? reach : 0)) * back), y0 = (int)(letter->y * back);
  int x1 = (int)(MIN(pixGetWidth(survey->grey), letter->x + letter->w + (outward > 0 ? reach : 0)) * back), y1 = (int)((letter->y + letter->h) * back);
  return (RectoBox){x0, y0, x1 - x0, y1 - y0};
}

void recto_textlines_clear(RectoTextLines *lines) {
  g_clear_pointer(&lines->letter, g_free);
  g_clear_pointer(&lines->lines, g_array_unref);
}
