/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grain of a picture: sensor noise, dither, the pattern of a screen. Told as its density, sd × size: grain of twice the size hides a letter as grain of
 * twice the depth does (Pelli and others: what an eye needs to tell a letter is its ink's energy over the density of the noise). Must not know: letters. */
#ifndef RECTO_GRAIN_H
#define RECTO_GRAIN_H

#include "image/pix.h"

/* Scatter (sd, grey levels) of the calmest twentieth of the picture, pixel against its four neighbours; black tiles say nothing. 0 when too few can be measured. */
double recto_grain_of(PIX *grey);
enum { RECTO_GRAIN_SIZES = 4 }; /* 1, 2, 4 and 8 px */

/* Scatter × size of grain of each size, of an 8 bpp picture; grey levels × px. Sharp clean pages 1 to 5; beyond the size of strokes print itself is measured. */
void recto_grain_measure(PIX *grey, double ret_density[RECTO_GRAIN_SIZES]);

enum { RECTO_GRAIN_REACH = 4 }; /* px */
/* Scatter of pixels against those 1, 2, 3 and 4 px beside them and below, on the calmest twentieth; farther away it is that of 4. Grain that a telephone has smoothed hardly
 * differs from one pixel to the next, and in full from the third on. 0 when too few places can be measured. */
void recto_grain_apart(PIX *grey, double ret_scatter[RECTO_GRAIN_REACH]);
/* The scatter of the size at which it is largest. */
double recto_grain_scatter(const double density[RECTO_GRAIN_SIZES]);

#endif
