/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words out of focus that ran together and left no letters to measure, on a page of which the rest is sharp. Ink that is out of focus spreads but is not lost: seen coarsely, a smear is
 * nearly as dark as a line of sharp print; seen closely, nothing fine is left in it. Must not know: verdicts. */
#ifndef RECTO_SMEAR_H
#define RECTO_SMEAR_H

#include "image/ground.h"
#include "image/sharp.h"

#include <recto/fact.h>

typedef struct {
  int print;    /* cells where letters stand, or smears in rows; a cell is a letter's height wide and high */
  int cells;    /* of them, those that are smears in rows */
  double share; /* the same, share of print */
  RectoBox box; /* around these, frame px; empty without */
} RectoSmear;

/* `grey`: the frame that the survey and the ground were made of, a screen's grid in it or not; `sharp`: of it, whose lines tell how large the page's letters are; `soft`: detail
 * (image/detail.h) below which a place is out of focus. */
void recto_smear_measure(PIX *grey, const RectoSurvey *survey, const RectoGround *ground, const RectoSharp *sharp, double soft, RectoSmear *ret);

#endif
