/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of print that run into the dark: a shadow so deep that what stands in it is lost to the eye, however much light is made even. Dark desks beside a page
 * do not dim the paper before the line ends. Must not know: verdicts. */
#ifndef RECTO_SHADOW_H
#define RECTO_SHADOW_H

#include "image/survey.h"

#include <recto/fact.h>

typedef struct {
  int ends;     /* of lines that run into the dark */
  RectoBox box; /* frame px: around them and the dark beside them; empty without */
} RectoShadow;

void recto_shadow_measure(const RectoSurvey *survey, RectoShadow *ret);

#endif
