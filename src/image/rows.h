/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of text whose letters are so blurred that they have run together: no letters are left to measure, but the rows themselves still have edges.
 * Must not know: verdicts. */
#ifndef RECTO_ROWS_H
#define RECTO_ROWS_H

#include "image/survey.h"

typedef struct {
  int n;        /* rows that begin under or over another one of like height, as paragraphs and tables do */
  double blur;  /* edge sigma / height of the row, median; NAN without rows */
  double worst; /* that of the band of the page whose rows are blurred most; 0 = none */
  int worst_y, worst_height; /* that band, px of the frame */
} RectoRows;

void recto_rows_measure(const RectoSurvey *survey, const RectoModels *limits, RectoRows *ret);

#endif
