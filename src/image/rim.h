/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rim of a burnt-out place on dimmer paper: whatever is printed there, letters, rules, a card's pattern, grows paler towards it or stands right beside it.
 * Needs no lines of print, so that cards, tables and handwriting tell it too. Must not know: verdicts. */
#ifndef RECTO_RIM_H
#define RECTO_RIM_H

#include "image/survey.h"

#include <recto/fact.h>

typedef struct {
  int parts;    /* of the 16 parts of the rim: those where print pales into the light or stands at it; 0 = no such place */
  RectoBox box; /* px of the frame: the burnt-out place */
} RectoRim;

/* Of all such places the one with the most parts. */
void recto_rim_measure(const RectoSurvey *survey, const RectoModels *limits, RectoRim *ret);

#endif
