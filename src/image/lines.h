/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long straight edges of a picture, by votes of its edge pixels. Pure pixels. */
#ifndef RECTO_LINES_H
#define RECTO_LINES_H

#include "image/pix.h"

/* x·cos(angle) + y·sin(angle) = rho; the normal points to the brighter side. */
typedef struct { double angle, rho, votes; } StraightEdge;

/* Appends the strongest edges of an 8 bpp picture to `edges` (of StraightEdge), at most `most`, none of them like one that is there already. `least`: grey levels
 * per pixel from which a pixel is an edge; `length`: votes, in pixels of full contrast, from which a line counts. */
void recto_lines_find(PIX *grey, double least, double length, guint most, GArray *edges);

#endif
