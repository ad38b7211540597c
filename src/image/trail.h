/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left of a line of print beyond its last letter that is seen well: under light that burns the paper out it goes on, paler and paler, until nothing is left.
 * A line that simply ends has nothing beyond it, pale print is as pale all along. Must not know: verdicts. */
#ifndef RECTO_TRAIL_H
#define RECTO_TRAIL_H

#include "image/textlines.h"

enum { RECTO_TRAIL_PLACES = 3 };
typedef enum { RECTO_TRAIL_NONE, RECTO_TRAIL_SHORT, RECTO_TRAIL_LONG } RectoTrail; /* long: over four letter heights and more, and clearly paler at its end */

/* `grey` is the survey's calm copy, `paper` the brightest of each `tile` of it; `at` the line's outermost letter, `way` (1, -1) leads inwards; `usual` the contrast of the
 * line's stronger letters, `height` the page's usual letter, survey px. `ret_place`: where the first of the pale rest stands (x, y, survey px), when there is one. */
RectoTrail recto_trail_after(PIX *grey, PIX *paper, int tile, const RectoTextLine *line, int at, int way, double usual, double height, double ret_place[RECTO_TRAIL_PLACES][2]);

#endif
