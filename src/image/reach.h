/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Something dark or of another colour that reaches over the page from the frame, a finger, a hand, a bag: so deep that it lies between the page's lines of print, whether one of them
 * ends at it or not. Must not know: verdicts. */
#ifndef RECTO_REACH_H
#define RECTO_REACH_H

#include "image/ground.h"

#include <recto/fact.h>

typedef struct {
  int letters;  /* of the lines that were looked at; cards have few, and bands of their own that reach to the frame */
  double share; /* of the area that the lines span together, under it */
  double sharp; /* share of its outline there at which colour or brightness change at once: a shadow's do not */
  RectoBox box; /* px of the frame: that part of it */
} RectoReach;

void recto_reach_measure(const RectoGround *ground, const RectoSurvey *survey, RectoReach *ret);

#endif
