/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of the fine structure of print is left. The structure function, mean square difference of pixels a distance apart (Kolmogorov's), is taken at a
 * sixth of a letter's height, where strokes begin and end, and at half of it, where letters and gaps alternate. The ratio of the two says what blur has taken,
 * however deep the print and however large the letters; taken in four directions it shows motion too, and the grain's own share is subtracted.
 * The Laplacian's variance knows neither size nor contrast: it calls sharp photos blurred and noise sharp. Must not know: letters, verdicts. */
#ifndef RECTO_DETAIL_H
#define RECTO_DETAIL_H

#include "image/grain.h"

enum { RECTO_DIRECTIONS = 4 }; /* across, down, down to the right, down to the left */

/* Of 8 bpp `grey`, in a window of 3 x 1.6 letter heights around (x, y); `height`: of a letter, px; `grain`: scatter of bare paper (recto_grain_apart).
 * Sharp print 0.3 to 0.8 in its worst direction, print that cannot be read any more below 0.17. False where nothing stands. */
bool recto_detail_measure(PIX *grey, double x, double y, double height, const double grain[RECTO_GRAIN_REACH], double ret_detail[RECTO_DIRECTIONS]);
/* Of the worst and of the best direction. */
double recto_detail_worst(const double detail[RECTO_DIRECTIONS]);
double recto_detail_best(const double detail[RECTO_DIRECTIONS]);

#endif
