/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of print that pale letter by letter until nothing is left on burnt-out paper: light lies there, and what it hides is gone. White paper that is merely
 * exposed to the full keeps its letters as black at the end of a line as in its middle. Must not know: verdicts. */
#ifndef RECTO_FADE_H
#define RECTO_FADE_H

#include "image/sharp.h"

#include <recto/fact.h>

typedef struct {
  int ends;     /* of lines that pale, near one another */
  RectoBox box; /* frame px: around them and the light beside them; without meaning when there are none */
} RectoFade;

/* `grey` is the frame the survey was made of. Letters that are out of focus pale too: those softer than the page are not counted, nor those in its soft part where
 * that is larger than `soft_least` (share of its places). */
void recto_fade_measure(PIX *grey, const RectoSurvey *survey, const RectoSharp *sharp, double soft_least, RectoFade *ret);

#endif
