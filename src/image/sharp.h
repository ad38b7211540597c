/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharpness, contrast and noise of the print of a page: what image/detail.h measures, at its letters; where letters ran together, along its rows; where
 * nothing looks like text, all over the picture. Must not know: verdicts. */
#ifndef RECTO_SHARP_H
#define RECTO_SHARP_H

#include "image/detail.h"
#include "image/survey.h"

#include <recto/fact.h>

typedef struct {
  size_t n;                /* letters measured */
  int places;              /* places where detail was measured */
  bool anywhere;           /* too few letters and rows: measured all over the picture */
  int in_lines;            /* letters in long lines, where these were measured alone, amid marks that stand in none; 0 = all that stands in the picture was */
  double line_height;      /* their letters' usual height, survey px; of the survey's letters where none were measured alone */
  double detail;           /* fine structure over coarse in the worst direction, median; sharp print 0.3 and more; NAN where nothing stands */
  double detail_best;      /* in the best direction */
  double contrast;         /* median grey levels between paper and stroke; NAN without letters */
  double noise;            /* grey levels (sd) on paper */
  int grain_size;          /* px: the size at which the grain scatters most; 1 from pixel to pixel, 2 and more where a telephone has smoothed it or a picture was enlarged */
  double fine;             /* density of the grain as far as it is finer than strokes, grey levels × px */
  double snr;              /* contrast / that (px: of grain from pixel to pixel it is contrast / noise); NAN without letters */
  double density;          /* of the grain, grey levels × px, as far as it is finer than letters; 0 without letters */
  double grain;            /* density / (contrast without what the grain adds to it × letter height): what hides letters; without letters, those that could stand there */
  double soft;             /* share of the places that are surely out of focus by themselves, beside others in their row */
  double soft_most;        /* the same against its sharpest quarter, whose detail is `sharpest`: most of the page may be out of focus */
  double sharpest;
  RectoBox soft_box;       /* where most of them lie, frame px; empty without */
} RectoSharp;

/* `grey` is the frame the survey was made of (8 bpp, full size). */
void recto_sharp_measure(PIX *grey, const RectoSurvey *survey, const RectoModels *limits, RectoSharp *ret);

#endif
