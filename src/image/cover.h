/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Something that lies over the text: a finger, a pen, another paper. What is not paper, reaches in from the frame and holds no letters, where letters stand all
 * around, hides some. Must not know: verdicts. */
#ifndef RECTO_COVER_H
#define RECTO_COVER_H

#include "image/survey.h"

#include <recto/fact.h>

typedef struct {
  double share; /* of the text's area that is covered, 0..1 */
  int ends;     /* of lines of print at its edge: lines end at a margin, seldom at the edge of something dark */
  RectoBox box; /* around it, frame px */
} RectoCover;

void recto_cover_measure(const RectoSurvey *survey, const RectoModels *limits, RectoCover *ret);

#endif
