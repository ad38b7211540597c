/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the finder of pages (quad.c): the picture in three greys (quad-sight.c), shapes that may be the page (quad-search.c), and what speaks for each (quad-side.c). Must not know: which is taken. */
#ifndef RECTO_QUAD_PARTS_H
#define RECTO_QUAD_PARTS_H

#include "image/plane.h"
#include <recto/model.h>

enum { QUAD_CHANNELS = 3 };

/* One picture in three greys: luminance, blue, the darkest of the three colours; of a grey picture all are the same. */
typedef struct {
  PIX *all; /* 32 bpp: the three in place of red, green, blue; owned */
  const l_uint32 *data; /* its pixels, `wpl` to a row */
  int wpl;
  int n, width, height; /* n: greys that differ, 3 or 1 */
  const RectoModels *limits;
} QuadSight;

bool recto_quad_sight_open(PIX *pix, const RectoModels *limits, QuadSight *ret);
void recto_quad_sight_clear(QuadSight *sight);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(QuadSight, recto_quad_sight_clear)
/* One of the greys, 8 bpp; `closed`: side in px of what dark print is closed away by, 1 = none. NULL without memory. */
PIX *recto_quad_sight_channel(const QuadSight *sight, int channel, int closed);
/* The greys at a place between pixels; the nearest inside the picture. */
void recto_quad_greys_at(const QuadSight *sight, double x, double y, double ret[QUAD_CHANNELS]);
/* Outward normal of the side a-b of a shape that runs clockwise on the screen. */
void recto_quad_normal(PlanePoint a, PlanePoint b, double *ret_x, double *ret_y);
/* No corner too far from a right angle, no side too short beside another. */
bool recto_quad_is_page_shaped(const PlanePoint quad[4], const RectoModels *limits);
/* A four-sided shape: its corners clockwise on the screen, and how well edges run along it, 0..1. */
typedef struct { PlanePoint at[4]; double score; } QuadCandidate;
/* Those that look most like a page, the best first, none like another; an array of QuadCandidate. */
GArray *recto_quad_search(const QuadSight *sight);

/* What is measured along the sides of a candidate once they lie on their edges. */
typedef struct {
  PlanePoint at[4];
  const struct QuadSide *sides[4]; /* of quad-side.c, held by the array of those that were laid */
  double on_line;  /* share of the points of the worst side that lie on its line */
  double worst;    /* that share of the side that has least of it and of different ground beyond */
  double mean;     /* the same of all sides */
  double step;     /* grey levels across the weakest side */
  double brighter; /* share of the points on the sides at which the inside is the brighter side */
  double agree;    /* of the worst side: 1 = all its points agree whether that is so, 0 = half of them and all mixed; a pattern's do not */
  double ends;     /* share of the points next to a corner, of the two worst of the eight ends, that lie on the side's line and step one way */
  double calm;     /* share of the points of the worst side just inside which there is nothing: margins are bare */
  double beyond;   /* share of the points past a corner, of the worst of the eight ends, at which the side goes on */
  double apart;    /* share of the points on the sides at which it is lighter, darker or of another colour outside */
  double side_apart[4]; /* the same of each side */
  double darker;   /* share of the points on the worst side at which it is lighter outside */
  double ring;     /* share of those at which it is as light outside as on the average */
  double ground;   /* light outside over light inside, medians */
} QuadProof;
/* Moves the sides of the candidate onto the edges of `sight`, of which one px is `scale` px of the candidate's picture. False when a side has no edge. `laid`: the sides
 * of earlier candidates of this picture and scale, at first none; those of this one are added, to be freed by g_free. Leaves `beyond` at 0. */
bool recto_quad_prove(const QuadSight *sight, const QuadCandidate *candidate, double scale, GPtrArray *laid, QuadProof *ret);
/* Looks past the corners of what was proved, and sets `beyond`. */
void recto_quad_prove_ends(const QuadSight *sight, QuadProof *proof);
/* How well another edge runs near a side that has the same ground on either side, or outside of one when sides go on, 0..1: which of the two is the page's, a frame's,
 * a head's or another sheet's is not told. */
double recto_quad_twin(const QuadSight *sight, const QuadProof *proof);

#endif
