/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convex hulls of shapes, and the four-sided shape that fits one best. Pure geometry. */
#ifndef RECTO_HULL_H
#define RECTO_HULL_H

#include "image/pix.h"

typedef struct { double x, y; } HullPoint;

/* Hull of the set pixels of a 1 bpp picture, clockwise on the screen (y grows downwards), as an array of HullPoint; fewer than three points for an empty one. */
GArray *recto_hull_of(PIX *shape);
/* Area inside a polygon given as HullPoint[n], in px². */
double recto_polygon_area(const HullPoint *points, guint n);
/* The four-sided shape around the hull, got by taking away the side whose loss adds the least area until four are left. False when there is none. */
bool recto_hull_to_quad(const GArray *hull, HullPoint ret_quad[4]);
/* Where two lines, each through two points, meet. False when they run alike. */
bool recto_lines_meet(HullPoint a, HullPoint b, HullPoint c, HullPoint d, HullPoint *ret);

#endif
