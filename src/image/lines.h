/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long straight edges of a picture, by votes of its edge pixels, and where along each of them edges run. Pure pixels. */
#ifndef RECTO_LINES_H
#define RECTO_LINES_H

#include "image/pix.h"

/* x·cos(angle) + y·sin(angle) = rho; angle within half a turn: which side is brighter does not count. */
typedef struct { double angle, rho, votes; } StraightEdge;

/* The edge pixels of a picture: for each, which ways the edge's normal may point. */
typedef struct {
  int width, height;
  unsigned char *ways; /* a bit for each eighth of half a turn, of an edge within two px; owned */
  float *votes;        /* owned; made ready for lines that are across the gradient only */
  int rhos, middle;
} EdgeMap;

bool recto_edges_begin(int width, int height, EdgeMap *ret);
void recto_edges_clear(EdgeMap *map);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EdgeMap, recto_edges_clear)
/* Adds the edges of some 8 bpp pictures of the map's size, the strongest of them at each place. `least`: grey levels per pixel from which a pixel is an edge. */
void recto_edges_add(EdgeMap *map, PIX *const *pictures, int n, double least);
/* To be called once, when all are added. */
void recto_edges_spread(EdgeMap *map);
/* Appends the lines with most votes to `lines` (of StraightEdge), at most `most`, none like another; `length`: votes, in pixels of full contrast, from which a
 * line counts. */
void recto_edges_lines(const EdgeMap *map, double length, guint most, GArray *lines);
/* True when an edge across this normal (radians) runs within two px; false outside. */
bool recto_edges_run(const EdgeMap *map, double x, double y, double angle);

#endif
