/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of print that end in light. They pale letter by letter until nothing is left on burnt-out paper, or the paper grows brighter along them up to a patch in
 * which nothing at all is seen: what it hides is gone. White paper that is merely exposed to the full keeps its letters as black at the end of a line as in its
 * middle, and is as bright there. Must not know: verdicts. */
#ifndef RECTO_FADE_H
#define RECTO_FADE_H

#include "image/sharp.h"

#include <recto/fact.h>

typedef struct {
  int ends;     /* of lines that pale, near one another */
  RectoBox box; /* frame px: around them and the light beside them; without meaning when there are none */
  int into;     /* of lines that run into a burnt-out patch, anywhere */
  RectoBox into_box;
} RectoFade;

/* `grey` is the frame the survey was made of. Letters that are out of focus pale too: those softer than the page are not counted, nor those in its soft part where
 * that is larger than limit legible.soft-warn. */
void recto_fade_measure(PIX *grey, const RectoSurvey *survey, const RectoSharp *sharp, const RectoModels *limits, RectoFade *ret);

#endif
