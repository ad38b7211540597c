/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Print that goes on outside the picture: letters that lie half outside, lines that begin or end nearer to the frame than any margin is.
 * Must not know: verdicts. */
#ifndef RECTO_CUT_H
#define RECTO_CUT_H

#include "image/survey.h"

#include <recto/fact.h>

typedef enum { RECTO_SIDE_LEFT, RECTO_SIDE_RIGHT, RECTO_SIDE_TOP, RECTO_SIDE_BOTTOM, RECTO_SIDES } RectoSide;
RectoSide recto_side_opposite(RectoSide side);

typedef struct {
  int touching; /* letters that the frame cuts and that go on in their line, at the top and bottom also slivers of them that stand in a row (severed.h) */
  int rules;    /* that run out of the picture, left and right only */
  int near;     /* letters closer to it than any margin is wide */
  int ends;     /* lines of print that end at this side, left and right only */
  int own;      /* of these, the ends of long lines: no strip of a neighbouring page */
  double rows;  /* share of all lines that these are; of the rows of letters when few lines are whole */
  RectoBox box; /* strip along the side, frame px */
} RectoCut;

/* One for each side. `corner` (may be NULL): four points, px of the frame, between which the picture that came lies; turning it has filled what is outside with paper. */
void recto_cut_measure(const RectoSurvey *survey, const double (*corner)[2], RectoCut ret[RECTO_SIDES]);

#endif
