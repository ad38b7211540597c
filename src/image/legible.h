/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Can a person read this page? Said from measured physical defects only; "hard for the machine" is not a reason.
 * NO needs a defect far beyond its limit on enough letters; between the limits, or with too few letters, CANNOT_TELL.
 * What Recto's own cleaning repairs (shade, noise, lean, turn) is told as cured and never asks for a retake. Must not know: words. */
#ifndef RECTO_LEGIBLE_H
#define RECTO_LEGIBLE_H

#include "image/blank.h"
#include "image/screen.h"
#include "image/sharp.h"
#include "image/turn.h"

typedef struct {
  PIX *grey;                  /* upright frame, 8 bpp */
  const RectoSurvey *survey;  /* of the upright frame */
  const RectoSharp *sharp;
  const RectoBlank *blank;
  const RectoTurn *turn;
  const double (*corner)[2];  /* four, where the picture that came ends in the frame (recto_upright_frame); NULL = at its sides */
  double view;                /* degrees between the page and the sensor, from its corners; 0 = not known */
  const RectoScreen *screen;  /* NULL = not looked for */
  bool truncated;             /* the decoder says that a part of the picture is missing */
  bool photo;                 /* estimated dpi: a camera, so glare and framing are looked for */
} RectoLegibleInput;

/* Appends to `defects` (of RectoDefect), worst first, and returns the verdict. */
RectoAnswer recto_legible_judge(const RectoLegibleInput *input, const RectoModels *limits, GArray *defects);

#endif
