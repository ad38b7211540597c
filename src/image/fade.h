/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of print that pale letter by letter until nothing is left on burnt-out paper: light lies there, and what it hides is gone. White paper that is merely
 * exposed to the full keeps its letters as black at the end of a line as in its middle. Must not know: verdicts. */
#ifndef RECTO_FADE_H
#define RECTO_FADE_H

#include "image/survey.h"

#include <recto/fact.h>

typedef struct {
  int ends;     /* of lines that pale */
  RectoBox box; /* frame px: around them and the light beside them; without meaning when there are none */
} RectoFade;

/* Letters that are out of focus pale too: those in the box (frame px; may be NULL) are not counted. */
void recto_fade_measure(const RectoSurvey *survey, const RectoBox *soft, RectoFade *ret);

#endif
