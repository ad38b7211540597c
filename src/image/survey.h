/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The survey of a page: a small grey copy, the same with even light, its ink, and the boxes of what looks like letters.
 * Made once; every measure reads it. Lengths are survey pixels; frame px x factor = survey px. Must not know: words, OCR. */
#ifndef RECTO_SURVEY_H
#define RECTO_SURVEY_H

#include "image/grain.h"
#include <recto/model.h>

typedef struct {
  PIX *grey, *even, *ink; /* 8 bpp, 8 bpp, 1 bpp; owned. The ink holds the ground's as well, which `letters` may leave out */
  PIX *calm;              /* 8 bpp: grey, smoothed where its grain would tear the letters apart; owned */
  double factor;          /* survey px per frame px; 2 where a small picture was enlarged, else <= 1 */
  double grain[RECTO_GRAIN_SIZES]; /* density of the grain by its size, grey levels × frame px */
  double apart[RECTO_GRAIN_REACH]; /* scatter of bare paper by the distance between its pixels, grey levels, frame px */
  int paper;              /* grey of the paper, 0..255 */
  double light;           /* share of the picture nearly as light as its lightest tenth: pages of text 0.58 to 1, drawn faces and landscapes 0.23 to 0.45 */
  double shade;           /* darkest to brightest paper under the text (P5/P95 of the background map at the letters) */
  BOXA *letters;          /* text-like components; owned */
  int palest;             /* grey of the evened survey: print is as dark as this */
  BOXA *print;            /* letters that are; owned */
  double print_rows;      /* `rows` of them alone */
  double letter_height;   /* median, survey px; 0 without letters */
  double rows;            /* share of letters that stand beside another of like height on the same line: text 0.8 and more, pictures far less */
} RectoSurvey;

/* `grey` is the frame in 8 bpp. Returns false only when memory is short or the picture has no pixels. */
bool recto_survey_make(PIX *grey, const RectoModels *limits, RectoSurvey *ret);
/* The same survey with only ink below `ink` (0..200 of the evened grey): print without the tinted pattern under it. Its letters are found in all of that ink, that of the ground beside a sheet
 * as well. */
bool recto_survey_darker(const RectoSurvey *survey, int ink, const RectoModels *limits, RectoSurvey *ret);
/* As dark as most print of the page; the grain of a desk is paler. */
bool recto_survey_is_dark(const RectoSurvey *survey, const BOX *box);
void recto_survey_clear(RectoSurvey *survey);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoSurvey, recto_survey_clear)

#endif
