/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the side of the picture severs, pixel by pixel: rows of letters of which a sliver is left, too low to be letters, and rules that run out of the picture.
 * Only on paper that itself goes on to the side. Must not know: verdicts. */
#ifndef RECTO_SEVERED_H
#define RECTO_SEVERED_H

#include "image/survey.h"

/* Pieces of letters that stand in a row along the upper or lower side; none in grain. */
int recto_severed_pieces(const RectoSurvey *survey, bool top);
/* Rules that run across the left or right side. */
int recto_severed_rules(const RectoSurvey *survey, bool left);

#endif
