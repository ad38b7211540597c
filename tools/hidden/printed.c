/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is printed on pages and hides nothing, though it may look it: portraits and pictures with print around them, columns, shaded boxes, patterns of safety paper, stamps. Drawn by chance
 * on copies of the pages. */
#include "hidden-print.h"

#include <math.h>
#include <string.h>

enum { BYTES = 4, LONGEST = 600 };

static guint8 *pixel_of(const Page *page, int x, int y) { return page->at + (gsize)(y * page->width + x) * BYTES; }

static guint8 byte_of(double value) { return (guint8)(CLAMP(value, 0, 1) * 255 + 0.5); }

static Page *page_new(int width, int height, double letter, const double paper[3]) {
  Page *page = g_new0(Page, 1);
  *page = (Page){width, height, letter, g_malloc((gsize)width * (gsize)height * BYTES)};
  for (int i = 0; i < width * height; i++) {
    for (int c = 0; c < 3; c++) page->at[i * BYTES + c] = byte_of(paper[c]);
    page->at[i * BYTES + 3] = 0;
  }
  return page;
}

static Page *copy_of(const Page *page) {
  Page *copy = g_new0(Page, 1);
  *copy = *page;
  copy->at = g_memdup2(page->at, (gsize)page->width * (gsize)page->height * BYTES);
  return copy;
}

void page_free(gpointer page) {
  if (page) g_free(((Page *)page)->at);
  g_free(page);
}

/* Multiplied, as ink over what is there. */
static void ink(Page *page, int x, int y, const double tone[3], double share) {
  if (x < 0 || y < 0 || x >= page->width || y >= page->height || share <= 0) return;
  guint8 *at = pixel_of(page, x, y);
  for (int c = 0; c < 3; c++) at[c] = (guint8)(at[c] * (1 - share * (1 - tone[c])) + 0.5);
}

/* ---- a column of lines */

/* Words, justified or ragged, a paragraph's last line short, all of `size` px from line to line. */
static void write_lines(Page *page, BOX box, double size, const double tone[3], Rng *rng) {
  bool ragged = rng_int(rng, 0, 2) == 0;
  double x_height = size * rng_real(rng, 0.36, 0.5), dark = rng_real(rng, 0.6, 1);
  for (double top = box.y; top + size <= box.y + box.h; top += size) {
    bool last = rng_int(rng, 0, 6) == 0;
    double from = box.x + (rng_int(rng, 0, 6) == 0 ? size : 0), end = box.x + box.w - (last ? rng_real(rng, 0, 0.8) * box.w : ragged ? rng_real(rng, 0, 0.15) * box.w : 0);
    for (double x = from; x < end;) {
      double word = x_height * rng_real(rng, 1, 7), to = word > end - x - x_height ? end : x + word;
      for (int v = (int)(top - 0.2 * x_height); v < (int)(top + 1.4 * x_height + 1); v++)
        for (int u = (int)x; u < (int)(to + 1); u++) {
          double in = CLAMP(v + 1 - top, 0, 1) * CLAMP(top + x_height - v, 0, 1), tall = v < top ? 0.25 : v > top + x_height ? 0.12 : 0;
          ink(page, u, v, tone, dark * (in * rng_real(rng, 0.25, 1) + (1 - in) * tall * (rng_int(rng, 0, 2) == 0)));
          if (u >= 0 && v >= 0 && u < page->width && v < page->height) pixel_of(page, u, v)[3] = 255;
        }
      x = to + x_height * rng_real(rng, 0.5, ragged ? 0.7 : 1);
      if (to >= end) break;
    }
    if (last && rng_int(rng, 0, 2) == 0) top += size * rng_real(rng, 0.3, 1.5);
  }
}

/* ---- pictures */

static void picture_fill(Page *page, BOX box, bool oval, Rng *rng) {
  Stuff stuff = stuff_choose(rng), hair = stuff_choose(rng), skin = stuff_skin(rng), coat = stuff_choose(rng);
  bool portrait = rng_int(rng, 0, 2) > 0, grey = rng_int(rng, 0, 2) == 0;
  stuff.from = (Point){box.x, box.y}, stuff.size = fmin(stuff.size, MAX(box.w, box.h) / 2.0 + 2);
  double pale = rng_int(rng, 0, 3) == 0 ? rng_real(rng, 0.3, 0.9) : 1, head = rng_real(rng, 0.2, 0.3), soft = rng_real(rng, 0.5, 2);
  Shape face = {.kind = SHAPE_ROUND, .at = {{box.x + box.w / 2.0, box.y + box.h * 0.45}}, .n = 1, .size = {box.h * head * 1.15, box.w * head}, .lean = G_PI / 2}, top = face, body = face;
  top.at[0].y -= box.h * 0.08, top.size[0] *= 1.15, top.size[1] *= 1.2;
  body.at[0].y = box.y + box.h * 1.05, body.size[0] = box.h * 0.35, body.size[1] = box.w * 0.48;
  for (int y = box.y; y < box.y + box.h; y++)
    for (int x = box.x; x < box.x + box.w; x++) {
      double u = (x + 0.5 - box.x) / box.w * 2 - 1, v = (y + 0.5 - box.y) / box.h * 2 - 1;
      if (oval && u * u + v * v > 1) continue;
      float own[3], over[3];
      stuff_at(&stuff, x, y, INFINITY, own);
      const Shape *shapes[] = {&body, &top, &face};
      const Stuff *of[] = {&coat, &hair, &skin};
      for (int k = 0; portrait && k < 3; k++) {
        double depth = shape_depth(shapes[k], x, y);
        float share = (float)CLAMP(depth / soft + 0.5, 0, 1);
        if (share <= 0) continue;
        stuff_at(of[k], x, y, fmax(0, depth), over);
        for (int c = 0; c < 3; c++) own[c] += share * (over[c] - own[c]);
      }
      float light = (own[0] + own[1] + own[2]) / 3;
      for (int c = 0; c < 3; c++) pixel_of(page, x, y)[c] = byte_of(1 - pale * (1 - (grey ? light : own[c])));
      pixel_of(page, x, y)[3] = 0;
    }
}

static double print_in(const Page *page, BOX box) {
  long sum = 0;
  for (int y = box.y; y < box.y + box.h; y++)
    for (int x = box.x; x < box.x + box.w; x++) sum += pixel_of(page, x, y)[3] > 0;
  return (double)sum / MAX(1, box.w * box.h);
}

static BOX grown(const Page *page, BOX box, int by) {
  int x0 = MAX(0, box.x - by), y0 = MAX(0, box.y - by);
  return (BOX){.x = x0, .y = y0, .w = MIN(page->width, box.x + box.w + by) - x0, .h = MIN(page->height, box.y + box.h + by) - y0};
}

/* Paper where print was. */
static void clear(Page *page, BOX box, const double paper[3]) {
  for (int y = box.y; y < box.y + box.h; y++)
    for (int x = box.x; x < box.x + box.w; x++) {
      guint8 *at = pixel_of(page, x, y);
      for (int c = 0; c < 3; c++) at[c] = byte_of(paper[c]);
      at[3] = 0;
    }
}

static void paper_of(const Page *page, double ret[3]) {
  for (int c = 0; c < 3; c++) {
    int count[256] = {0}, best = 0;
    for (int i = 0; i < page->width * page->height; i += 7) count[page->at[i * BYTES + c]]++;
    for (int k = 1; k < 256; k++)
      if (count[k] >= count[best]) best = k;
    ret[c] = best / 255.0;
  }
}

/* Where least print stands of some places; the lines that would run into it end before it, or are not there. */
static void picture(Page *page, Rng *rng) {
  enum { TRIES = 12 };
  double size = exp(rng_real(rng, log(0.05), log(0.45))), ratio = rng_real(rng, 0.6, 1.6), least = 2, paper[3];
  BOX best = {0};
  for (int i = 0; i < TRIES; i++) {
    int w = CLAMP((int)(size * sqrt(ratio) * page->width), 8, page->width - 2), h = CLAMP((int)(size / sqrt(ratio) * page->width), 8, page->height - 2);
    BOX box = {.x = rng_int(rng, 0, page->width - w - 1), .y = rng_int(rng, 0, page->height - h - 1), .w = w, .h = h};
    double share = print_in(page, grown(page, box, 3));
    if (share < least) least = share, best = box;
  }
  paper_of(page, paper);
  BOX around = grown(page, best, rng_int(rng, 2, 6));
  if (least > 0.03) {
    bool left = rng_int(rng, 0, 1), whole = rng_int(rng, 0, 1);
    if (whole || left) around.w += around.x, around.x = 0;
    if (whole || !left) around.w = page->width - around.x;
  }
  if (least > 0) clear(page, around, paper);
  picture_fill(page, best, rng_int(rng, 0, 5) == 0, rng);
  if (rng_int(rng, 0, 3) == 0) { /* its rim */
    const double dark[] = {0.2, 0.2, 0.2};
    for (int x = best.x; x < best.x + best.w; x++) ink(page, x, best.y, dark, 0.8), ink(page, x, best.y + best.h - 1, dark, 0.8);
    for (int y = best.y; y < best.y + best.h; y++) ink(page, best.x, y, dark, 0.8), ink(page, best.x + best.w - 1, y, dark, 0.8);
  }
}

/* ---- over print, which is seen through it */

static void shaded_box(Page *page, Rng *rng) {
  double tone[3];
  bool inverse = rng_int(rng, 0, 4) == 0, band = rng_int(rng, 0, 2) == 0;
  tone_choose(rng, inverse ? 0.1 : 0.6, inverse ? 0.5 : 0.97, 0.25, tone);
  int w = band ? page->width - 1 : rng_int(rng, page->width / 12, page->width - 1), h = rng_int(rng, 8, MAX(9, page->height / (inverse ? 12 : 3)));
  int x0 = rng_int(rng, 0, page->width - w - 1), y0 = rng_int(rng, 0, page->height - h - 1);
  for (int y = y0; y < y0 + h; y++)
    for (int x = x0; x < x0 + w; x++) {
      guint8 *at = pixel_of(page, x, y);
      for (int c = 0; c < 3; c++) at[c] = inverse ? byte_of(1 - at[c] / 255.0 * (1 - tone[c])) : (guint8)(at[c] * tone[c]);
    }
}

/* Waves and rosettes of safety paper. */
static void pattern(Page *page, Rng *rng) {
  double tone[3], other[3], share = rng_real(rng, 0.1, 0.7), size = rng_real(rng, 3, 40), bend = rng_real(rng, 0, 30), bow = rng_real(rng, 20, 300), lean = rng_real(rng, 0, G_PI);
  tone_choose(rng, 0.4, 0.9, 0.4, tone), tone_choose(rng, 0.4, 0.95, 0.4, other);
  bool round = rng_int(rng, 0, 2) == 0, whole = rng_int(rng, 0, 1);
  Point at = {rng_real(rng, 0, page->width), rng_real(rng, 0, page->height)};
  double reach = whole ? INFINITY : rng_real(rng, 20, 250);
  for (int y = 0; y < page->height; y++)
    for (int x = 0; x < page->width; x++) {
      double dx = x - at.x, dy = y - at.y, away = hypot(dx, dy), u = dx * cos(lean) + dy * sin(lean), v = dy * cos(lean) - dx * sin(lean);
      if (away > reach) continue;
      double wave = round ? sin(away / size * 2 * G_PI + 3 * sin(atan2(dy, dx) * 6)) : sin((v + bend * sin(u / bow * 2 * G_PI)) / size * 2 * G_PI);
      ink(page, x, y, tone, share * (0.5 + 0.5 * wave));
      if (whole) ink(page, x, y, other, 0.3 * share * (0.5 + 0.5 * sin(u / bow)));
    }
}

static void stamp(Page *page, Rng *rng) {
  double tone[3], size = rng_real(rng, 12, 60), lean = rng_normal(rng) * 0.3, share = rng_real(rng, 0.3, 0.95), line = rng_real(rng, 0.8, 3), phase = rng_real(rng, 0, 1);
  tone_choose(rng, 0.1, 0.5, 0.9, tone);
  bool round = rng_int(rng, 0, 2) > 0, full = rng_int(rng, 0, 5) == 0;
  Point at = {rng_real(rng, 0, page->width), rng_real(rng, 0, page->height)};
  for (int y = (int)(at.y - 1.5 * size); y < at.y + 1.5 * size; y++)
    for (int x = (int)(at.x - 1.5 * size); x < at.x + 1.5 * size; x++) {
      double dx = x - at.x, dy = y - at.y, u = dx * cos(lean) + dy * sin(lean), v = dy * cos(lean) - dx * sin(lean);
      double from = round ? hypot(u, v) : MAX(fabs(u), fabs(v) * 2), rim = fabs(from - size) < line || fabs(from - size * 0.68) < line / 2;
      bool text = from < size * 0.95 && from > size * 0.75 && fmod(fabs(round ? atan2(v, u) * size : u) + phase * 9, 5) < 3, middle = from < size * 0.55 && fmod(fabs(v) + 20, 8) < 4 && fmod(fabs(u), 4) < 2.6;
      if (rim || text || middle || (full && from < size)) ink(page, x, y, tone, full && !rim ? share * 0.6 : share * rng_real(rng, 0.5, 1));
    }
}

/* A picture so pale that print stands over it: arms, a leaf, a second portrait. */
static void backdrop(Page *page, Rng *rng) {
  int w = rng_int(rng, page->width / 12, page->width / 2), h = rng_int(rng, page->height / 12, page->height / 2);
  BOX box = {.x = rng_int(rng, 0, page->width - w - 1), .y = rng_int(rng, 0, page->height - h - 1), .w = w, .h = h};
  g_autoptr(Page) other = copy_of(page);
  double share = rng_real(rng, 0.08, 0.55);
  picture_fill(other, box, rng_int(rng, 0, 1), rng);
  for (int y = box.y; y < box.y + box.h; y++)
    for (int x = box.x; x < box.x + box.w; x++) {
      const guint8 *own = pixel_of(other, x, y);
      if (own[3]) continue; /* outside an oval */
      double tone[3] = {own[0] / 255.0, own[1] / 255.0, own[2] / 255.0};
      ink(page, x, y, tone, share);
    }
}

/* Rules between columns, rivers and roads of a map, a flourish. */
static void curve(Page *page, Rng *rng) {
  bool straight = rng_int(rng, 0, 1);
  double tone[3], x = rng_real(rng, 0, page->width), y = rng_real(rng, 0, page->height), way = straight ? rng_int(rng, 0, 1) * G_PI / 2 : rng_real(rng, 0, 2 * G_PI), wide = rng_real(rng, 0.5, 2.5),
         bend = 0, share = rng_real(rng, 0.3, 1);
  tone_choose(rng, 0, 0.7, 0.3, tone);
  for (int left = rng_int(rng, 60, 600); left > 0; left--) {
    if (!straight && left % 20 == 0) bend = rng_normal(rng) * 0.04;
    way += bend, x += cos(way), y += sin(way);
    for (int v = (int)(y - wide); v <= y + wide; v++)
      for (int u = (int)(x - wide); u <= x + wide; u++)
        if (hypot(u - x, v - y) <= wide) ink(page, u, v, tone, wide > 1 ? 0.25 * share : share);
  }
}

/* A page of columns, headings and pictures, as papers and forms are set. */
static Page *columns(Rng *rng) {
  bool wide = rng_int(rng, 0, 5) == 0;
  double paper[3], tone[3], size = exp(rng_real(rng, log(4.5), log(13)));
  tone_choose(rng, rng_int(rng, 0, 2) ? 0.97 : 0.8, 1, 0.04, paper), tone_choose(rng, 0, 0.35, 0.2, tone);
  Page *page = page_new(wide ? LONGEST : 425, wide ? 425 : LONGEST, size * 0.6, paper);
  int n = wide ? rng_int(rng, 2, 5) : rng_int(rng, 1, 4), margin = rng_int(rng, 4, 50), gap = rng_int(rng, 5, 24), inner = (page->width - 2 * margin - (n - 1) * gap) / n;
  int top = margin + rng_int(rng, 0, 90), bottom = page->height - margin - rng_int(rng, 0, 40);
  if (top > margin + 20) write_lines(page, (BOX){.x = margin + rng_int(rng, 0, 60), .y = margin, .w = page->width - 2 * margin - 60, .h = top - margin - 4}, size * rng_real(rng, 1, 2.2), tone, rng);
  for (int k = 0; k < n; k++) {
    BOX column = {.x = margin + k * (inner + gap), .y = top, .w = inner, .h = MAX(20, bottom - top - (rng_int(rng, 0, 3) ? 0 : rng_int(rng, 0, 200)))};
    write_lines(page, column, size, tone, rng);
  }
  for (int pictures = rng_int(rng, 0, 5) / 2; pictures > 0; pictures--) { /* in its column */
    int k = rng_int(rng, 0, n - 1), h = rng_int(rng, 20, 160), y = rng_int(rng, top, MAX(top, bottom - h - 1));
    BOX place = {.x = margin + k * (inner + gap), .y = y, .w = inner, .h = MIN(h, page->height - y - 1)}, around = grown(page, place, 4), own = place;
    around.x = place.x - gap / 2, around.w = place.w + gap;
    around.x = MAX(0, around.x), around.w = MIN(around.w, page->width - around.x);
    clear(page, around, paper);
    int shrink = rng_int(rng, 0, inner / 5);
    own.x += shrink, own.w -= 2 * shrink;
    if (rng_int(rng, 0, 3)) picture_fill(page, own, false, rng);
  }
  return page;
}

/* Two levels, as an office scanner makes them; or ink paler than it was. */
static void contrast(Page *page, Rng *rng) {
  bool two = rng_int(rng, 0, 1);
  double steep = two ? rng_real(rng, 2, 6) : rng_real(rng, 0.4, 0.9), middle = two ? rng_real(rng, 0.4, 0.8) : 1;
  for (int i = 0; i < page->width * page->height; i++) {
    guint8 *at = page->at + i * BYTES;
    double grey = (at[0] + at[1] + at[2]) / 765.0;
    for (int c = 0; c < 3; c++) at[c] = byte_of(middle + steep * ((two ? grey : at[c] / 255.0) - middle));
  }
}

Page *page_printed(const Page *page, Rng *rng) {
  Page *copy = rng_int(rng, 0, 3) == 0 ? columns(rng) : copy_of(page);
  if (rng_int(rng, 0, 3) == 0) contrast(copy, rng);
  if (rng_int(rng, 0, 2) == 0) pattern(copy, rng);
  for (int n = rng_int(rng, 0, 4) / 2; n > 0; n--) shaded_box(copy, rng);
  for (int n = rng_int(rng, 0, 5) / 2; n > 0; n--) picture(copy, rng);
  for (int n = rng_int(rng, 0, 3) / 2; n > 0; n--) stamp(copy, rng);
  for (int n = rng_int(rng, 0, 4) / 2; n > 0; n--) backdrop(copy, rng);
  for (int n = rng_int(rng, 0, 3) ? 0 : rng_int(rng, 1, 5); n > 0; n--) curve(copy, rng);
  return copy;
}
