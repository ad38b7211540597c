/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Print of the other side that is nearly as dark as this side's: lines that are read in a mirror. Paler print is told apart by its ink (image/ghost.h).
 * Must not know: verdicts, documents. */
#ifndef RECTO_MIRRORED_H
#define RECTO_MIRRORED_H

#include "image/survey.h"
#include "read/ocr.h"

typedef struct {
  int lines;    /* that were read, chosen all over the page: long ones, nine at most */
  int mirrored; /* of these */
  double depth; /* of the darkest mirrored line's ink, share of that of the page's darkest print; 0 = none */
} RectoMirrored;

/* `grey`: the frame of `survey`. 0.1 to 0.3 CPU s, half as much again where something is read in the mirror. */
void recto_mirrored_measure(RectoOcr *ocr, PIX *grey, const RectoSurvey *survey, const RectoModels *limits, RectoMirrored *ret);

#endif
