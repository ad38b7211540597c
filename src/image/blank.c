/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is there anything on the page? Must not know: words. */
#include "image/blank.h"

#include <math.h>

enum { TILE = 16 };

/* Paper map: per tile the grey that four fifths of its pixels do not exceed, and how far the tile's pixels scatter. */
typedef struct { int wide, high; guint8 *level; double scatter; } Paper;

static void paper_clear(Paper *paper) { g_clear_pointer(&paper->level, g_free); }
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Paper, paper_clear)

static void tile_levels(PIX *grey, int x0, int y0, int *ret_high, int *ret_low) {
  size_t count[256] = {0}, total = 0, below = 0;
  int x1 = MIN(x0 + TILE, pixGetWidth(grey)), y1 = MIN(y0 + TILE, pixGetHeight(grey)), wpl = pixGetWpl(grey);
  for (int y = y0; y < y1; y++) {
    const l_uint32 *line = pixGetData(grey) + (size_t)y * (size_t)wpl;
    for (int x = x0; x < x1; x++, total++) count[GET_DATA_BYTE(line, x)]++;
  }
  int value = 0;
  while (value < 255 && (below += count[value]) * 5 < total) value++;
  *ret_low = value;
  while (value < 255 && below * 5 < total * 4) below += count[++value];
  *ret_high = value;
}

static void paper_map(PIX *grey, Paper *ret) {
  ret->wide = (pixGetWidth(grey) + TILE - 1) / TILE;
  ret->high = (pixGetHeight(grey) + TILE - 1) / TILE;
  size_t n = (size_t)ret->wide * (size_t)ret->high;
  g_autofree guint8 *raw = g_malloc0(n);
  g_autofree int *spread = g_new0(int, n);
  for (int ty = 0; ty < ret->high; ty++)
    for (int tx = 0; tx < ret->wide; tx++) {
      size_t i = (size_t)ty * (size_t)ret->wide + (size_t)tx;
      int high, low;
      tile_levels(grey, tx * TILE, ty * TILE, &high, &low);
      raw[i] = (guint8)high;
      spread[i] = high - low;
    }
  /* The brightest of the neighbours: a stroke that fills its tile is still darker than the paper beside it. */
  ret->level = g_malloc0(n);
  for (int ty = 0; ty < ret->high; ty++)
    for (int tx = 0; tx < ret->wide; tx++)
      for (int dy = MAX(0, ty - 1); dy <= MIN(ret->high - 1, ty + 1); dy++)
        for (int dx = MAX(0, tx - 1); dx <= MIN(ret->wide - 1, tx + 1); dx++) {
          guint8 *best = &ret->level[(size_t)ty * (size_t)ret->wide + (size_t)tx];
          *best = MAX(*best, raw[(size_t)dy * (size_t)ret->wide + (size_t)dx]);
        }
  qsort(spread, n, sizeof(int), recto_int_compare);
  ret->scatter = spread[n * 3 / 10] / 1.68; /* P80 - P20 of a normal distribution is 1.68 sd; the calmer tiles tell the grain */
}

/* 1 bpp: pixels darker than their paper by more than `contrast`. */
static PIX *darker_than_paper(PIX *grey, const Paper *paper, double contrast) {
  int width = pixGetWidth(grey), height = pixGetHeight(grey);
  PIX *ink = pixCreate(width, height, 1);
  if (!ink) return NULL;
  for (int y = 0; y < height; y++) {
    const l_uint32 *line = pixGetData(grey) + (size_t)y * (size_t)pixGetWpl(grey);
    l_uint32 *out = pixGetData(ink) + (size_t)y * (size_t)pixGetWpl(ink);
    const guint8 *level = paper->level + (size_t)(y / TILE) * (size_t)paper->wide;
    for (int x = 0; x < width; x++)
      if (GET_DATA_BYTE(line, x) + contrast < level[x / TILE]) SET_DATA_BIT(out, x);
  }
  return ink;
}

typedef struct { int letters, marks; } Content;

static bool is_neighbour(const BOX *a, const BOX *b) {
  int height = MAX(a->h, b->h), gap = MAX(b->x - (a->x + a->w), a->x - (b->x + b->w));
  int overlap = MIN(a->y + a->h, b->y + b->h) - MAX(a->y, b->y);
  return gap < 2 * height && overlap * 2 >= MIN(a->h, b->h) && MIN(a->h, b->h) * 4 >= height;
}

/* Heights of letters, px. */
typedef struct { int least, most; } Size;

static Size letter_size(const RectoModels *limits) { return (Size){(int)recto_limit(limits, "image.survey.letter-min"), (int)recto_limit(limits, "image.survey.letter-max")}; }

static bool is_letter(const BOXA *boxes, int self, Size size) {
  if (boxes->box[self]->h < size.least || boxes->box[self]->h > size.most) return false;
  for (int step = -1; step <= 1; step += 2) /* boxes come roughly from top to bottom: a window around suffices */
    for (int i = self + step; i >= 0 && i < boxes->n && abs(i - self) < 120; i += step)
      if (boxes->box[i]->h <= size.most && is_neighbour(boxes->box[self], boxes->box[i])) return true;
  return false;
}

/* Streaks of the scanner and folds: very long, very thin. */
static bool is_streak(const BOX *box, int width, int height) {
  return (box->h > height / 3 && box->w * 20 < box->h) || (box->w > width / 3 && box->h * 20 < box->w);
}

static bool in_margin(const BOX *box, int width, int height, double margin) {
  double x = box->x + box->w / 2.0, y = box->y + box->h / 2.0;
  return x < width * margin || x > width * (1 - margin) || y < height * margin || y > height * (1 - margin);
}

/* A punched hole (ISO 838: 6 mm wide, 12 mm from the edge; binders differ): round, filled, in a wider margin than what else is passed over. */
static bool is_hole(PIX *ink, const BOX *box, const RectoModels *limits) {
  int width = pixGetWidth(ink), height = pixGetHeight(ink), wide = MAX(box->w, box->h), narrow = MIN(box->w, box->h), side = MIN(width, height);
  if (!in_margin(box, width, height, recto_limit(limits, "image.blank.hole-margin")) || narrow * 4 < wide * 3) return false;
  if (wide < recto_limit(limits, "image.blank.hole-least") * side || wide > recto_limit(limits, "image.blank.hole-most") * side) return false;
  g_autoptr(PIX) part = recto_pix_cut(ink, box->x, box->y, box->w, box->h);
  l_float32 share = 0;
  return part && !pixForegroundFraction(part, &share) && share > 0.6 && share < 0.92; /* a disc fills 0.785 of its square */
}

/* A staple: a short bar in a corner. */
static bool is_staple(const BOX *box, int width, int height, const RectoModels *limits) {
  double corner = recto_limit(limits, "image.blank.staple-corner"), x = (box->x + box->w / 2.0) / width, y = (box->y + box->h / 2.0) / height;
  bool in_corner = MIN(x, 1 - x) < corner && MIN(y, 1 - y) < corner;
  int wide = MAX(box->w, box->h), narrow = MIN(box->w, box->h);
  return in_corner && narrow * 4 < wide && wide < recto_limit(limits, "image.blank.staple-most") * MIN(width, height);
}

/* Folds and streaks cross and then make one component: what is straight for long is taken out first. */
static PIX *without_long_lines(PIX *ink, const RectoModels *limits) {
  int length = (int)recto_limit(limits, "image.blank.fold");
  g_autoptr(PIX) thick = pixDilateBrick(NULL, ink, 3, 3); /* a fold lies a little askew */
  g_autoptr(PIX) across = thick ? pixOpenBrick(NULL, thick, length, 1) : NULL;
  g_autoptr(PIX) down = thick ? pixOpenBrick(NULL, thick, 1, length) : NULL;
  g_autoptr(PIX) lines = across && down ? pixOr(NULL, across, down) : NULL;
  g_autoptr(PIX) wide = lines ? pixDilateBrick(NULL, lines, 5, 5) : NULL;
  return wide ? pixSubtract(NULL, ink, wide) : pixClone(ink);
}

static bool is_mark(PIX *ink, const BOX *box, const RectoModels *limits) {
  int width = pixGetWidth(ink), height = pixGetHeight(ink);
  if (MAX(box->w, box->h) < recto_limit(limits, "image.blank.mark-size") || in_margin(box, width, height, recto_limit(limits, "image.blank.margin"))) return false;
  return !is_hole(ink, box, limits) && !is_staple(box, width, height, limits);
}

static Content count_along(PIX *ink, const BOXA *boxes, const RectoModels *limits) {
  Content content = {0};
  Size size = letter_size(limits);
  for (int i = 0; i < boxes->n; i++) {
    const BOX *box = boxes->box[i];
    if (box->h < size.least || is_streak(box, pixGetWidth(ink), pixGetHeight(ink))) continue;
    if (is_letter(boxes, i, size)) content.letters++;
    else content.marks += is_mark(ink, box, limits);
  }
  return content;
}

static int letters_down(PIX *ink, const BOXA *boxes, const RectoModels *limits) {
  g_autoptr(BOXA) turned = recto_boxes_on_their_side(boxes);
  Size size = letter_size(limits);
  int letters = 0;
  for (int i = 0; turned && i < turned->n; i++) letters += !is_streak(boxes->box[i], pixGetWidth(ink), pixGetHeight(ink)) && is_letter(turned, i, size);
  return letters;
}

/* A short note that came on its side has letters that stand above each other. */
static Content count_content(PIX *ink, const RectoModels *limits) {
  g_autoptr(BOXA) boxes = pixConnCompBB(ink, 8);
  if (!boxes) return (Content){0};
  Content content = count_along(ink, boxes, limits);
  content.letters = MAX(content.letters, letters_down(ink, boxes, limits));
  return content;
}

static double ink_share(PIX *ink, double margin) {
  int width = pixGetWidth(ink), height = pixGetHeight(ink), dx = (int)(width * margin), dy = (int)(height * margin);
  g_autoptr(PIX) inside = recto_pix_cut(ink, dx, dy, width - 2 * dx, height - 2 * dy);
  l_float32 share = 0;
  return inside && !pixForegroundFraction(inside, &share) ? share : 0;
}

void recto_blank_measure(const RectoSurvey *survey, const RectoModels *limits, RectoBlank *ret) {
  *ret = (RectoBlank){.blank = RECTO_CANNOT_TELL};
  bool too_dark = survey->paper <= recto_limit(limits, "image.blank.clear-contrast"); /* nothing can be so much darker than its paper */
  g_auto(Paper) paper = {0};
  paper_map(survey->calm, &paper);
  double grain = recto_limit(limits, "image.blank.grain") * paper.scatter;
  bool unseen = too_dark || grain > survey->paper / 2; /* print of half the paper's depth would not stand out of its grain */
  ret->hidden = too_dark || survey->calm != survey->grey;
  g_autoptr(PIX) clear = darker_than_paper(survey->calm, &paper, MAX(recto_limit(limits, "image.blank.clear-contrast") + grain / 2, grain));
  if (!clear) return;
  Content sure = count_content(clear, limits);
  ret->ink = ink_share(clear, recto_limit(limits, "image.blank.margin"));
  ret->letters = sure.letters;
  ret->marks = sure.marks;
  if (sure.letters >= recto_limit(limits, "image.blank.letters") || sure.marks >= recto_limit(limits, "image.blank.marks")) {
    ret->blank = RECTO_NO;
    return;
  }
  g_autoptr(PIX) faint = darker_than_paper(survey->calm, &paper, MAX(recto_limit(limits, "image.blank.faint-contrast"), grain));
  if (!faint) return;
  g_autoptr(PIX) unfolded = without_long_lines(faint, limits);
  if (!unfolded) return;
  Content weak = count_content(unfolded, limits);
  ret->faint = weak.letters;
  if (sure.letters + sure.marks + weak.marks == 0 && weak.letters < recto_limit(limits, "image.blank.letters") && !unseen) ret->blank = RECTO_YES;
}

/* ---- what the faint rows say */

/* `beside`: the boxes, or the same on their side, whichever way they are asked. */
static BOXA *letters_along(const BOXA *boxes, const BOXA *beside, const RectoModels *limits) {
  BOXA *letters = boxaCreate(MAX(boxes->n, 1));
  Size size = letter_size(limits);
  for (int i = 0; letters && i < boxes->n; i++)
    if (is_letter(beside, i, size)) boxaAddBox(letters, boxes->box[i], L_COPY);
  return letters;
}

static BOXA *faint_letters(PIX *ink, const RectoModels *limits) {
  g_autoptr(BOXA) boxes = pixConnCompBB(ink, 8);
  g_autoptr(BOXA) turned = boxes ? recto_boxes_on_their_side(boxes) : NULL;
  g_autoptr(BOXA) along = turned ? letters_along(boxes, boxes, limits) : NULL;
  g_autoptr(BOXA) down = turned ? letters_along(boxes, turned, limits) : NULL;
  if (!along || !down) return NULL;
  return down->n > along->n ? g_steal_pointer(&down) : g_steal_pointer(&along);
}

static double median_height(const BOXA *letters) {
  g_autofree int *heights = g_new(int, MAX(letters->n, 1));
  for (int i = 0; i < letters->n; i++) heights[i] = letters->box[i]->h;
  qsort(heights, (size_t)letters->n, sizeof(int), recto_int_compare);
  return letters->n ? heights[letters->n / 2] : 0;
}

/* Depth under the paper, so that the deeper strokes become black. */
static PIX *raised(PIX *grey, const Paper *paper, const BOX *where, double contrast, double *ret_depth) {
  int width = MIN(where->w, pixGetWidth(grey) - where->x), height = MIN(where->h, pixGetHeight(grey) - where->y);
  PIX *part = pixCreate(width, height, 8);
  size_t count[256] = {0}, total = 0, below = 0;
  for (int pass = 0, full = 255; part && pass < 2; pass++) {
    for (int y = 0; y < height; y++) {
      const l_uint32 *line = pixGetData(grey) + (size_t)(where->y + y) * (size_t)pixGetWpl(grey);
      l_uint32 *out = pixGetData(part) + (size_t)y * (size_t)pixGetWpl(part);
      const guint8 *level = paper->level + (size_t)((where->y + y) / TILE) * (size_t)paper->wide;
      for (int x = 0; x < width; x++) {
        int depth = CLAMP(level[(where->x + x) / TILE] - GET_DATA_BYTE(line, where->x + x), 0, 255);
        if (pass == 0 && depth > contrast) count[depth]++, total++;
        if (pass == 1) SET_DATA_BYTE(out, x, 255 - MIN(255, 255 * depth / full));
      }
    }
    if (pass == 1) break;
    full = 0;
    while (full < 255 && (double)(below += count[full]) < 0.9 * (double)total) full++;
    *ret_depth = full = MAX(full, 1);
  }
  return part;
}

PIX *recto_blank_raise(const RectoSurvey *survey, int side, const RectoModels *limits, RectoFaint *ret) {
  g_auto(Paper) paper = {0};
  paper_map(survey->grey, &paper);
  double contrast = MAX(recto_limit(limits, "image.blank.faint-contrast"), recto_limit(limits, "image.blank.grain") * paper.scatter);
  g_autoptr(PIX) faint = darker_than_paper(survey->grey, &paper, contrast);
  g_autoptr(BOXA) letters = faint ? faint_letters(faint, limits) : NULL;
  if (!letters || letters->n < recto_limit(limits, "image.blank.letters")) return NULL;
  ret->letter_height = median_height(letters);
  BOX where = recto_boxes_densest(letters, side, side);
  PIX *part = raised(survey->grey, &paper, &where, contrast, &ret->depth);
  double deeper = recto_limit(limits, "image.blank.second-depth") * ret->depth + recto_limit(limits, "image.blank.grain") / 2 * paper.scatter;
  g_autoptr(PIX) second = darker_than_paper(survey->grey, &paper, deeper);
  Content content = second ? count_content(second, limits) : (Content){0};
  ret->second = content.letters >= recto_limit(limits, "image.blank.letters") || content.marks > 0;
  return part;
}

RectoAnswer recto_blank_after_words(const RectoBlank *blank, int good_words, const RectoModels *limits) {
  if (blank->blank != RECTO_CANNOT_TELL) return blank->blank;
  return good_words >= recto_limit(limits, "image.blank.good-words") ? RECTO_NO : RECTO_CANNOT_TELL;
}
