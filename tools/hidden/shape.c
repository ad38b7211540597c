/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outlines of things. */
#include "hidden-print.h"

#include <math.h>

static double paper_depth(const Shape *shape, double x, double y) {
  double depth = INFINITY;
  for (int i = 0; i < shape->n; i++) {
    Point a = shape->at[i], b = shape->at[(i + 1) % shape->n];
    double dx = b.x - a.x, dy = b.y - a.y;
    depth = fmin(depth, (dx * (y - a.y) - dy * (x - a.x)) / fmax(hypot(dx, dy), 1e-6));
  }
  return depth;
}

static double finger_depth(Point a, Point b, double radius, double x, double y) {
  double dx = b.x - a.x, dy = b.y - a.y, along = CLAMP(((x - a.x) * dx + (y - a.y) * dy) / fmax(dx * dx + dy * dy, 1e-6), 0, 1);
  return radius - hypot(x - a.x - along * dx, y - a.y - along * dy);
}

/* Half axes `size`, turned; a blob's outline goes in waves. */
static double round_depth(const Shape *shape, double x, double y, bool waves) {
  double dx = x - shape->at[0].x, dy = y - shape->at[0].y, u = (dx * cos(shape->lean) + dy * sin(shape->lean)) / shape->size[0],
         v = (dy * cos(shape->lean) - dx * sin(shape->lean)) / shape->size[1];
  double way = atan2(v, u),
         edge = waves ? 1 + shape->size[2] * sin(2 * way + shape->size[3]) + shape->size[4] * sin(3 * way + shape->size[5]) + shape->size[6] * sin(5 * way + shape->size[7]) : 1;
  return (edge - hypot(u, v)) * fmin(shape->size[0], shape->size[1]);
}

double shape_depth(const Shape *shape, double x, double y) {
  double depth = -INFINITY;
  switch (shape->kind) {
  case SHAPE_PAPER: return paper_depth(shape, x, y);
  case SHAPE_FINGERS:
    for (int i = 0; i + 1 < shape->n; i += 2) depth = fmax(depth, finger_depth(shape->at[i], shape->at[i + 1], shape->size[i / 2], x, y));
    return depth;
  case SHAPE_BLOB: return round_depth(shape, x, y, true);
  case SHAPE_ROUND:
  default: return round_depth(shape, x, y, false);
  }
}
