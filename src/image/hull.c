/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convex hulls and the quadrilaterals around them. Pure geometry. */
#include "image/hull.h"

#include <math.h>

static double cross(HullPoint o, HullPoint a, HullPoint b) { return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x); }

/* First and last set pixel of a row; false when it has none. */
static bool row_ends(const l_uint32 *line, int width, int *ret_first, int *ret_last) {
  int first = 0, last = width - 1;
  while (first < width && !GET_DATA_BIT(line, first)) first++;
  if (first == width) return false;
  while (!GET_DATA_BIT(line, last)) last--;
  *ret_first = first;
  *ret_last = last;
  return true;
}

/* Appends to a chain that turns one way only. */
static void push(GArray *chain, guint fixed, HullPoint point) {
  while (chain->len >= fixed + 2 && cross(g_array_index(chain, HullPoint, chain->len - 2), g_array_index(chain, HullPoint, chain->len - 1), point) <= 0)
    g_array_set_size(chain, chain->len - 1);
  g_array_append_val(chain, point);
}

GArray *recto_hull_of(PIX *shape) {
  GArray *hull = g_array_new(FALSE, FALSE, sizeof(HullPoint));
  int width = pixGetWidth(shape), height = pixGetHeight(shape), wpl = pixGetWpl(shape), first = 0, last = 0;
  const l_uint32 *data = pixGetData(shape);
  for (int y = 0; y < height; y++) /* down the right side … */
    if (row_ends(data + (size_t)y * (size_t)wpl, width, &first, &last)) {
      push(hull, 0, (HullPoint){last + 1, y});
      push(hull, 0, (HullPoint){last + 1, y + 1});
    }
  guint right = hull->len ? hull->len - 1 : 0;
  for (int y = height - 1; y >= 0; y--) /* … and up the left */
    if (row_ends(data + (size_t)y * (size_t)wpl, width, &first, &last)) {
      push(hull, right, (HullPoint){first, y + 1});
      push(hull, right, (HullPoint){first, y});
    }
  return hull;
}

double recto_polygon_area(const HullPoint *points, guint n) {
  double twice = 0;
  for (guint i = 0; i < n; i++) twice += points[i].x * points[(i + 1) % n].y - points[(i + 1) % n].x * points[i].y;
  return fabs(twice) / 2;
}

bool recto_lines_meet(HullPoint a, HullPoint b, HullPoint c, HullPoint d, HullPoint *ret) {
  double ux = b.x - a.x, uy = b.y - a.y, vx = d.x - c.x, vy = d.y - c.y, det = ux * vy - uy * vx;
  if (fabs(det) < 1e-9 * (hypot(ux, uy) * hypot(vx, vy) + 1e-12)) return false;
  double t = ((c.x - a.x) * vy - (c.y - a.y) * vx) / det;
  *ret = (HullPoint){a.x + t * ux, a.y + t * uy};
  return true;
}

static HullPoint at(const GArray *points, guint i) { return g_array_index(points, HullPoint, i % points->len); }

/* What it adds to take away the side from i to i + 1: the triangle between it and where its neighbours meet. Negative = they do not meet outside. */
static double loss_of_side(const GArray *points, guint i, HullPoint *ret_corner) {
  HullPoint a = at(points, i + points->len - 1), b = at(points, i), c = at(points, i + 1), d = at(points, i + 2);
  if (!recto_lines_meet(a, b, d, c, ret_corner)) return -1;
  double forward = (ret_corner->x - b.x) * (b.x - a.x) + (ret_corner->y - b.y) * (b.y - a.y);
  if (forward < 0) return -1;
  HullPoint added[3] = {b, *ret_corner, c};
  return recto_polygon_area(added, 3);
}

static bool take_a_side_away(GArray *points) {
  double least = -1;
  guint side = 0;
  HullPoint corner = {0, 0}, best = {0, 0};
  for (guint i = 0; i < points->len; i++) {
    double loss = loss_of_side(points, i, &corner);
    if (loss < 0 || (least >= 0 && loss >= least)) continue;
    least = loss;
    side = i;
    best = corner;
  }
  if (least < 0) return false;
  g_array_index(points, HullPoint, side) = best;
  g_array_remove_index(points, (side + 1) % points->len);
  return true;
}

bool recto_hull_to_quad(const GArray *hull, HullPoint ret_quad[4]) {
  g_autoptr(GArray) points = g_array_new(FALSE, FALSE, sizeof(HullPoint));
  if (hull->len < 4) return false;
  g_array_append_vals(points, hull->data, hull->len);
  while (points->len > 4)
    if (!take_a_side_away(points)) return false;
  for (guint i = 0; i < 4; i++) ret_quad[i] = at(points, i);
  return true;
}
