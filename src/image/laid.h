/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Something of another colour that lies over the page: a hand, a note, another paper, as light as the page itself. Lines of print end at its outline, which
 * leans or bends against them; what is printed on a page stands square to its lines, and so does the page's own edge. Must not know: verdicts. */
#ifndef RECTO_LAID_H
#define RECTO_LAID_H

#include "image/ground.h"

#include <recto/fact.h>

typedef struct {
  int ends;     /* of lines of print at the outline of one thing, the most */
  double share; /* of the text's area that it covers, 0..1 */
  RectoBox box; /* frame px: the thing, or the ends where it is as wide as the picture; without meaning when there are none */
} RectoLaid;

/* Without colours nothing is found. */
void recto_laid_measure(const RectoGround *ground, const RectoSurvey *survey, RectoLaid *ret);

#endif
