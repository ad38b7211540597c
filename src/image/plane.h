/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points, polygons and lines of a plane. Pure geometry. */
#ifndef RECTO_PLANE_H
#define RECTO_PLANE_H

#include "image/pix.h"

typedef struct { double x, y; } PlanePoint;

/* Area inside a polygon given as PlanePoint[n], in px². */
double recto_polygon_area(const PlanePoint *points, guint n);
/* Where two lines, each through two points, meet. False when they run alike. */
bool recto_lines_meet(PlanePoint a, PlanePoint b, PlanePoint c, PlanePoint d, PlanePoint *ret);

#endif
