/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Non-local means (Buades, Coll, Morel 2005): each pixel becomes the mean of those around it whose own surroundings look alike, so that grain goes and strokes keep
 * their edges, where a mean of all of them would blur both. Must not know: letters, what the picture is for. */
#ifndef RECTO_NONLOCAL_H
#define RECTO_NONLOCAL_H

#include "image/pix.h"

/* `deviation`: of the grain, grey levels from pixel to pixel, > 0. 8 bpp; a new picture of the same size, NULL when memory is short. */
PIX *recto_nonlocal_mean(PIX *grey, double deviation);

#endif
