/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Burnt-out light over the text of a page. What was under it is gone, so its share of the text's area is measured, not what it hid. Must not know: verdicts. */
#ifndef RECTO_GLARE_H
#define RECTO_GLARE_H

#include "image/survey.h"

#include <recto/fact.h>

typedef struct {
  double share; /* of the area that text takes, 0..1; 0 = no light lies over it */
  RectoBox box; /* px of the frame: the burnt-out place */
  double patch;     /* of a patch on far darker paper that print stands around: share of the picture; 0 = none */
  RectoBox patch_box;
} RectoGlare;

/* Only where paper is darker than burnt-out light: on a white scan nothing can be told. */
void recto_glare_measure(const RectoSurvey *survey, const RectoModels *limits, RectoGlare *ret);

#endif
