/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small helpers over Leptonica pictures. Every function returns a new picture (or a new reference) and never changes its input.
 * NULL in or out of memory gives NULL out: callers treat a missing picture as "not measured". Must not know: facts, files. */
#ifndef RECTO_PIX_H
#define RECTO_PIX_H

#include <glib.h>
#include <leptonica/allheaders.h>
#include <stdbool.h>

void recto_pix_free(PIX *pix);
void recto_boxa_free(BOXA *boxes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PIX, recto_pix_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BOXA, recto_boxa_free)
void recto_pixa_free(PIXA *pixa);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PIXA, recto_pixa_free)

/* 8 bpp grey without colour map, from 1, 8 or 32 bpp. */
PIX *recto_pix_grey(PIX *pix);
/* Scaled by area mapping (down) or linear interpolation (up); 1 bpp becomes grey when it shrinks. Within 1 % of 1 the same picture. */
PIX *recto_pix_scaled(PIX *pix, double scale);
/* 8 bpp enlarged by a cubic (Catmull and Rom), which keeps edges that linear interpolation rounds off. */
PIX *recto_pix_enlarged(PIX *grey, double scale);
/* Turned clockwise by `degrees` about the centre into a width x height picture with the same centre; `paper` 0..255 fills what was outside. */
PIX *recto_pix_turned(PIX *pix, double degrees, int width, int height, int paper);
/* The same in a picture that holds all of it. */
PIX *recto_pix_levelled(PIX *pix, double degrees, int paper);
/* The part of the picture inside the box, cut to the frame. NULL when nothing is left. */
PIX *recto_pix_cut(PIX *pix, int x, int y, int width, int height);
/* 1 bpp, of the size of `whole`: nothing but the part, which lies there in the box. */
PIX *recto_pix_alone(PIX *whole, PIX *part, const BOX *box);
/* Value below which `share` (0..1) of the pixels of an 8 bpp picture lie; every `step`-th row and column is looked at. */
int recto_pix_percentile(PIX *grey, double share, int step);

bool recto_pix_holds(PIX *pix, int x, int y);
/* A pixel of a 1 bpp picture; false outside it. */
bool recto_pix_is_set(PIX *mask, int x, int y);
/* Of the pixels of an 8 bpp picture inside the box; 255 where it lies outside. */
int recto_pix_darkest(PIX *grey, const BOX *box);
/* 1 bpp, a px for each `cell` x `cell` px of an 8 bpp picture: set where none is darker than `from`, and places less than `open` cells wide left out. */
PIX *recto_pix_burnt(PIX *grey, int cell, int from, int open);
/* Of the two tiles to each side of the box's middle, and that one; `tiles` has a pixel for each `tile` x `tile` px of the picture that the box lies in. */
int recto_pix_brightest_near(PIX *tiles, int tile, const BOX *box);

/* Of what stands in the box against those tiles. */
int recto_pix_contrast(PIX *grey, PIX *tiles, int tile, const BOX *box);
/* The value that three quarters of them (at least one) do not exceed; sorts them. */
int recto_int_upper_quarter(GArray *values);
/* Of doubles; NAN where there is none. Sorts them. */
double recto_double_median(GArray *values);

/* x for y, width for height. */
BOXA *recto_boxes_on_their_side(const BOXA *boxes);
/* Of that size, not left of or above the frame: the place that holds most of the boxes, tried around some forty of them. */
BOX recto_boxes_densest(const BOXA *boxes, int width, int height);

/* For sorting arrays of int, of double. */
int recto_int_compare(gconstpointer a, gconstpointer b);
int recto_double_compare(gconstpointer a, gconstpointer b);

#endif
