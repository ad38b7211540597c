/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Things from the frame inside the convex hull of the lines of print. Must not know: verdicts. */
#include "image/reach.h"

#include <math.h>

enum { SHORTEST = 4, ACROSS = 4, OWN = 4 }; /* letters of a line; places: outside the outline, inside it */
/* Letter heights: a thing's width. Of the page's longer side: how far around the paper is looked for. Of that paper: as dark. Tint of another colour, and of a change at once; of the brightness outside: dark at once. */
static const double WIDE = 1.5, AROUND = 0.2, DARK = 0.72, TINT = 0.15, AT_ONCE = 0.75;

typedef struct { double x, y; } Point;

/* ------------------------------------------------------------------ what reaches in */

static double brightness(const double colour[RECTO_CHANNELS]) { return (colour[0] + 2 * colour[1] + colour[2]) / 4; }

/* 1 bpp: places that are dark for the paper around, or of another colour, and hang together with the frame. */
static PIX *things_of(const RectoGround *ground) {
  PIX *green = ground->plane[1];
  int reach = (int)(AROUND * MAX(pixGetWidth(green), pixGetHeight(green))) | 1, wide = (int)(WIDE * ground->height) | 1;
  g_autoptr(PIX) around = pixDilateGray(green, reach, reach), other = pixCreate(pixGetWidth(green), pixGetHeight(green), 1), seed = other ? pixCreateTemplate(other) : NULL;
  if (!around || !seed) return NULL;
  for (int y = 0; y < pixGetHeight(other); y++)
    for (int x = 0; x < pixGetWidth(other); x++) {
      double own[RECTO_CHANNELS];
      recto_ground_at(ground, x, y, own);
      int light = GET_DATA_BYTE(pixGetData(around) + (size_t)y * (size_t)pixGetWpl(around), x);
      if (own[1] < DARK * MIN(light, ground->paper[1]) || recto_ground_differs(ground, own, TINT)) SET_DATA_BIT(pixGetData(other) + (size_t)y * (size_t)pixGetWpl(other), x);
    }
  pixSetOrClearBorder(seed, 1, 1, 1, 1, PIX_SET);
  pixAnd(seed, seed, other);
  g_autoptr(PIX) in = pixSeedfillBinary(NULL, seed, other, 8);
  return in ? pixOpenBrick(NULL, in, wide, wide) : NULL;
}

/* ------------------------------------------------------------------ what print spans */

static int by_place(gconstpointer a, gconstpointer b) {
  const Point *p = a, *q = b;
  return p->x != q->x ? (p->x > q->x) - (p->x < q->x) : (p->y > q->y) - (p->y < q->y);
}

static double turn(Point o, Point a, Point b) { return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x); }

static void extend(GArray *hull, guint from, Point point) {
  while (hull->len >= from + 2 && turn(g_array_index(hull, Point, hull->len - 2), g_array_index(hull, Point, hull->len - 1), point) <= 0) g_array_set_size(hull, hull->len - 1);
  g_array_append_val(hull, point);
}

/* Convex, by Andrew's monotone chain; the first point comes last again. Sorts the points. */
static GArray *hull_of(GArray *points) {
  GArray *hull = g_array_new(FALSE, FALSE, sizeof(Point));
  g_array_sort(points, by_place);
  for (guint i = 0; i < points->len; i++) extend(hull, 0, g_array_index(points, Point, i));
  guint back = hull->len > 0 ? hull->len - 1 : 0;
  for (guint i = points->len; i-- > 0;) extend(hull, back, g_array_index(points, Point, i));
  return hull;
}

/* Where the hull lies in a row: false = nowhere. */
static bool span_of(const GArray *hull, double y, int width, int *from, int *to) {
  double least = INFINITY, most = -INFINITY;
  for (guint i = 1; i < hull->len; i++) {
    Point a = g_array_index(hull, Point, i - 1), b = g_array_index(hull, Point, i);
    if (MIN(a.y, b.y) > y || MAX(a.y, b.y) < y || a.y == b.y) continue;
    double x = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
    least = MIN(least, x), most = MAX(most, x);
  }
  *from = MAX(0, (int)ceil(least)), *to = MIN(width - 1, (int)most);
  return least <= most;
}

/* The letters of lines that do not lie on a thing. */
static GArray *letters_of(PIX *things, const RectoGround *ground) {
  GArray *points = g_array_new(FALSE, FALSE, sizeof(Point));
  for (guint i = 0; i < ground->lines.lines->len; i++) {
    const RectoTextLine *line = &g_array_index(ground->lines.lines, RectoTextLine, i);
    for (int k = 0; k < line->n && line->n >= SHORTEST; k++) {
      int x, y;
      recto_ground_place(ground, line->letter[k], &x, &y);
      Point point = {x, y};
      if (!recto_pix_is_set(things, x, y)) g_array_append_val(points, point);
    }
  }
  return points;
}

/* ------------------------------------------------------------------ */

typedef struct { double under, span, outline, sharp; int x0, y0, x1, y1; } Sum;

static void look_outwards(PIX *things, const RectoGround *ground, int x, int y, Sum *sum) {
  static const int way[][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
  for (size_t i = 0; i < G_N_ELEMENTS(way); i++) {
    double inside[RECTO_CHANNELS], outside[RECTO_CHANNELS];
    int dx = way[i][0], dy = way[i][1];
    if (recto_pix_is_set(things, x + dx, y + dy) || !recto_ground_at(ground, x - OWN * dx, y - OWN * dy, inside) || !recto_ground_at(ground, x + ACROSS * dx, y + ACROSS * dy, outside)) continue;
    sum->outline++;
    sum->sharp += brightness(inside) <= AT_ONCE * brightness(outside) || recto_tint(inside, outside) >= TINT;
  }
}

static Sum look_in(PIX *things, const RectoGround *ground, const GArray *hull) {
  Sum sum = {.x0 = G_MAXINT, .y0 = G_MAXINT};
  int from, to;
  for (int y = 0; y < pixGetHeight(things); y++) {
    if (!span_of(hull, y, pixGetWidth(things), &from, &to)) continue;
    for (int x = from; x <= to; x++) {
      sum.span++;
      if (!recto_pix_is_set(things, x, y)) continue;
      sum.under++;
      sum.x0 = MIN(sum.x0, x), sum.y0 = MIN(sum.y0, y), sum.x1 = MAX(sum.x1, x + 1), sum.y1 = MAX(sum.y1, y + 1);
      look_outwards(things, ground, x, y, &sum);
    }
  }
  return sum;
}

/* What lies between two documents is what they lie on: the print on one side of it does not hang together with that on the other. */
static bool parts_print(PIX *things, const GArray *hull, const GArray *letters) {
  const double few = 0.05; /* of the letters: a mark of their own */
  g_autoptr(PIX) clear = pixCreateTemplate(things), seed = clear ? pixCreateTemplate(things) : NULL;
  int from, to, together = 0;
  for (int y = 0; seed && y < pixGetHeight(clear); y++)
    for (int x = span_of(hull, y, pixGetWidth(clear), &from, &to) ? from : G_MAXINT; x <= to; x++)
      if (!recto_pix_is_set(things, x, y)) SET_DATA_BIT(pixGetData(clear) + (size_t)y * (size_t)pixGetWpl(clear), x);
  Point middle = g_array_index(letters, Point, letters->len / 2);
  if (seed) pixSetPixel(seed, (int)middle.x, (int)middle.y, 1);
  g_autoptr(PIX) part = seed ? pixSeedfillBinary(NULL, seed, clear, 8) : NULL;
  for (guint i = 0; part && i < letters->len; i++) together += recto_pix_is_set(part, (int)g_array_index(letters, Point, i).x, (int)g_array_index(letters, Point, i).y);
  return together > few * letters->len && together < (1 - few) * letters->len;
}

void recto_reach_measure(const RectoGround *ground, const RectoSurvey *survey, RectoReach *ret) {
  *ret = (RectoReach){0};
  double back = ground->step / survey->factor;
  g_autoptr(PIX) things = things_of(ground);
  g_autoptr(GArray) letters = things ? letters_of(things, ground) : g_array_new(FALSE, FALSE, sizeof(Point)), hull = hull_of(letters);
  if (!things || letters->len < SHORTEST) return;
  Sum sum = look_in(things, ground, hull);
  if (sum.under > 0 && parts_print(things, hull, letters)) return;
  *ret = (RectoReach){.letters = (int)letters->len, .share = sum.under / MAX(1, sum.span), .sharp = sum.outline > 0 ? sum.sharp / sum.outline : 0};
  if (sum.under > 0) ret->box = (RectoBox){(int)(sum.x0 * back), (int)(sum.y0 * back), (int)((sum.x1 - sum.x0) * back), (int)((sum.y1 - sum.y0) * back)};
}
