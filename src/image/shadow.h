/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A shadow so deep that what stands in it is lost to the eye, however much light is made even: lines of print that run into the dark, and places as dark as
 * that which the paper grows into by and by. A dark desk begins at the paper's edge at once, and does not dim it before a line ends. Must not know: verdicts. */
#ifndef RECTO_SHADOW_H
#define RECTO_SHADOW_H

#include "image/survey.h"

#include <recto/fact.h>

typedef struct {
  int ends;     /* of lines that run into the dark */
  RectoBox box; /* frame px: around them and the dark beside them; empty without */
  double rim;   /* length of the largest dark place's soft outline, in sides of the picture; 0 where two thirds of its outline are hard */
  double area;  /* of that place, share of the picture */
  RectoBox deep_box;
} RectoShadow;

/* `corner` (may be NULL): four points, px of the frame, clockwise from the top left, between which the picture that came lies; what is outside is no paper. */
void recto_shadow_measure(const RectoSurvey *survey, const double (*corner)[2], RectoShadow *ret);

#endif
