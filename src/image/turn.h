/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which way is up, and how far the page leans. Measured on the survey's ink; nothing is turned here.
 * A page is never turned on a weak sign: `sure` false means "leave it, or ask the OCR for a second opinion". Must not know: OCR. */
#ifndef RECTO_TURN_H
#define RECTO_TURN_H

#include "image/survey.h"

typedef struct {
  int quarter_turns;             /* clockwise turns that bring the text upright, as far as is known */
  bool axis_sure;                /* lines run along the axis that quarter_turns (mod 2) implies */
  bool sure;                     /* up and down are told apart */
  bool doubtful;                 /* … by so strong a sign as Latin letters seldom give, or by capitals, or head down: worth a second opinion where words can be read */
  double orientation_confidence; /* of the best direction, pixOrientDetect's unit (sigma) */
  double skew;                   /* degrees clockwise still to turn after the quarter turns; 0 when not sure */
  double skew_confidence;        /* best to worst line score, 1 = none */
} RectoTurn;

void recto_turn_measure(const RectoSurvey *survey, const RectoModels *limits, RectoTurn *ret);

#endif
