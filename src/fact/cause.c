/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a page's defects, the one that people are told, and where on the page it is. Must not know: words, how a defect is measured. */
#include <recto/fact.h>

/* ------------------------------------------------------------------ the cause */

/* What is told first: what is not in the picture before what is hidden in it, before what is unsharp, small, dark. A shadow that has to go and a screen's pixels are taken for things
 * over the text, too (four drawn pages have both, none of them with a thing); print of the other side for things and for blur. A file that was cut tells of nothing else with certainty.
 * (Order of the retake causes: cut-off, glare and finger, blur, small, dark; models/README.md.) */
int recto_defect_rank(RectoDefectKind kind) {
  static const RectoDefectKind ORDER[] = {RECTO_DEFECT_DAMAGED, RECTO_DEFECT_CUT_EDGE, RECTO_DEFECT_GLARE, RECTO_DEFECT_SHOW_THROUGH, RECTO_DEFECT_UNEVEN_LIGHT, RECTO_DEFECT_SCREEN,
                                          RECTO_DEFECT_OCCLUSION, RECTO_DEFECT_STEEP, RECTO_DEFECT_BLUR, RECTO_DEFECT_MOTION, RECTO_DEFECT_PARTIAL_BLUR,
                                          RECTO_DEFECT_SMALL_TEXT, RECTO_DEFECT_DARK, RECTO_DEFECT_NOISE, RECTO_DEFECT_SKEW, RECTO_DEFECT_TURNED, RECTO_DEFECT_NOT_A_DOCUMENT};
  int rank = 0;
  while (rank < (int)G_N_ELEMENTS(ORDER) && ORDER[rank] != kind) rank++;
  return rank;
}

int recto_defect_compare(gconstpointer a, gconstpointer b) {
  const RectoDefect *x = a, *y = b;
  int weight_x = x->retake ? 0 : x->cured ? 2 : 1, weight_y = y->retake ? 0 : y->cured ? 2 : 1;
  return weight_x != weight_y ? weight_x - weight_y : recto_defect_rank(x->kind) - recto_defect_rank(y->kind);
}

bool recto_defects_hold(const GArray *defects, RectoDefectKind kind) {
  for (guint i = 0; i < defects->len; i++)
    if (g_array_index(defects, RectoDefect, i).kind == kind) return true;
  return false;
}

/* What must be made again comes before what is only suspected; what Recto repaired itself is no cause. */
static bool goes_before(const RectoDefect *a, const RectoDefect *b) {
  if (!b || a->retake != b->retake) return !b || a->retake;
  return recto_defect_rank(a->kind) < recto_defect_rank(b->kind);
}

const RectoDefect *recto_main_cause(const RectoPage *page) {
  const RectoDefect *main = NULL;
  for (guint i = 0; i < page->defects->len; i++) {
    const RectoDefect *defect = &g_array_index(page->defects, RectoDefect, i);
    if (!defect->cured && goes_before(defect, main)) main = defect;
  }
  return main;
}

GArray *recto_cause_boxes(const RectoPage *page, const RectoDefect *cause) {
  GArray *boxes = g_array_new(FALSE, FALSE, sizeof(RectoBox));
  for (guint i = 0; cause && i < page->defects->len; i++) {
    const RectoDefect *defect = &g_array_index(page->defects, RectoDefect, i);
    if (defect->kind == cause->kind && defect->retake == cause->retake && !defect->cured && !recto_box_is_empty(defect->box)) g_array_append_val(boxes, defect->box);
  }
  return boxes;
}

/* ------------------------------------------------------------------ the place */

typedef enum { FIRST, MIDDLE, LAST, ALL } Third;

/* In which third of a length a stretch lies; one that reaches into the first and the last lies in all. */
static Third third_of(int start, int length, double whole) {
  double first = 3 * start / whole, last = 3 * (start + length - 1) / whole;
  if (first < 1 && last >= 2) return ALL;
  double middle = (first + last) / 2;
  return middle < 1 ? FIRST : middle < 2 ? MIDDLE : LAST;
}

/* Strips along one side of the picture, as a cut edge is told. */
static const char *edge_word(Third across, Third down) {
  if (down == ALL && across != ALL) return across == LAST ? "right-edge" : "left-edge";
  return down == LAST ? "bottom-edge" : "top-edge";
}

const char *recto_place_word(const RectoPage *page, RectoDefectKind kind, RectoBox box) {
  static const char *const WORDS[4][4] = {{"top-left", "top", "top-right", "top"}, {"left", "middle", "right", "middle"}, {"bottom-left", "bottom", "bottom-right", "bottom"},
                                          {"left", "middle", "right", "whole"}};
  double width = MAX(page->geometry.width, 1), height = MAX(page->geometry.height, 1);
  if (recto_box_is_empty(box)) return "whole";
  Third across = third_of(box.x, box.width, width), down = third_of(box.y, box.height, height);
  bool strip = (across == ALL) != (down == ALL);
  return kind == RECTO_DEFECT_CUT_EDGE && strip ? edge_word(across, down) : WORDS[down][across];
}

void recto_box_share(const RectoPage *page, RectoBox box, double ret[4]) {
  double width = MAX(page->geometry.width, 1), height = MAX(page->geometry.height, 1);
  double air = 0.012 * width; /* around the words, so that the frame does not cover them on a thumbnail */
  double w = (box.width + 2 * air) / width, h = (box.height + 2 * air) / height;
  double x = (box.x + box.width / 2.0) / width - w / 2, y = (box.y + box.height / 2.0) / height - h / 2;
  ret[2] = MIN(w, 1);
  ret[3] = MIN(h, 1);
  ret[0] = CLAMP(x, 0, 1 - ret[2]);
  ret[1] = CLAMP(y, 0, 1 - ret[3]);
}
