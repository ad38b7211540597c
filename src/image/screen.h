/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture taken of a screen: its pixels stand as a grid of even pitch all over the paper, which no sheet shows. Letters of too few of them are gone,
 * however large they are in the picture. Must not know: what letters are, verdicts. */
#ifndef RECTO_SCREEN_H
#define RECTO_SCREEN_H

#include "image/pix.h"

#include <recto/model.h>

typedef struct {
  double pitch; /* of the grid, frame px; 0 = none seen. Grids finer than 2.5 px make only waves and are not told */
  double share; /* of the light windows of the picture that show this grid, across and down */
} RectoScreen;

/* `grey`: 8 bpp. `letters`: where print stands, its px times `back` those of `grey`: only there is looked, since a woven cloth beside a page has a grid as well; NULL = everywhere. */
void recto_screen_measure(PIX *grey, const BOXA *letters, double back, RectoScreen *ret);
/* The grid is on so much of the picture that it is a screen's. */
bool recto_screen_is_seen(const RectoScreen *screen, const RectoModels *limits);
/* The picture without that grid: each pixel the mean of one pitch across and down, in which the grid's own waves end each other; and without the bands that the grid
 * makes with the sensor's. A new picture; the same one when memory is short. */
PIX *recto_screen_taken_out(PIX *grey, double pitch);

#endif
