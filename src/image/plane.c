/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Areas and meeting points. Pure geometry. */
#include "image/plane.h"

#include <math.h>

double recto_polygon_area(const PlanePoint *points, guint n) {
  double twice = 0;
  for (guint i = 0; i < n; i++) twice += points[i].x * points[(i + 1) % n].y - points[(i + 1) % n].x * points[i].y;
  return fabs(twice) / 2;
}

bool recto_lines_meet(PlanePoint a, PlanePoint b, PlanePoint c, PlanePoint d, PlanePoint *ret) {
  double ux = b.x - a.x, uy = b.y - a.y, vx = d.x - c.x, vy = d.y - c.y, det = ux * vy - uy * vx;
  if (fabs(det) < 1e-9 * (hypot(ux, uy) * hypot(vx, vy) + 1e-12)) return false;
  double t = ((c.x - a.x) * vy - (c.y - a.y) * vx) / det;
  *ret = (PlanePoint){a.x + t * ux, a.y + t * uy};
  return true;
}
