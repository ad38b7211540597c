/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Can a person read this page? Said from measured physical defects only; "hard for the machine" is not a reason.
 * NO needs a defect far beyond its limit on enough letters; between the limits, or with too few letters, CANNOT_TELL.
 * What Recto's own cleaning repairs (shade, noise, lean, turn) is told as cured and never asks for a retake. Must not know: words. */
#ifndef RECTO_LEGIBLE_H
#define RECTO_LEGIBLE_H

#include "image/blank.h"
#include "image/cover.h"
#include "image/cut.h"
#include "image/fade.h"
#include "image/glare.h"
#include "image/sight.h"
#include "image/laid.h"
#include "image/lid.h"
#include "image/reach.h"
#include "image/rim.h"
#include "image/screen.h"
#include "image/shadow.h"
#include "image/sharp.h"
#include "image/smear.h"
#include "image/turn.h"

typedef struct {
  PIX *grey;                  /* upright frame, 8 bpp */
  PIX *colour;                /* a copy of it in 32 bpp, of any size; NULL = no colour */
  const RectoSurvey *survey;  /* of the upright frame */
  const RectoSharp *sharp;
  const RectoBlank *blank;
  const RectoTurn *turn;
  const double (*corner)[2];  /* four, where the picture that came ends in the frame (recto_upright_frame); NULL = at its sides */
  const RectoCut *came;       /* RECTO_SIDES of the picture before it was turned by its lean, which loses a row of pixels or more there; NULL = not turned */
  double view;                /* degrees between the page and the sensor, from its corners; 0 = not known */
  const RectoScreen *screen;  /* NULL = not looked for */
  bool truncated;             /* the decoder says that a part of the picture is missing */
  bool photo;                 /* estimated dpi: a camera, so glare and framing are looked for */
  double lost_above;          /* share of the document above its zone that lies outside the picture (mrz/extent.h); 0 = none, or not known */
  const RectoMapnet *sight;   /* that sees what hides print; NULL = it is not asked */
  bool whole;                 /* measure what the verdict does not ask for as well, as far as there are letters: limits are fitted on it */
} RectoLegibleInput;

/* All that the verdict is judged by, so that it can be judged again by other limits without the page. */
typedef struct {
  bool blank, truncated, photo;
  double side;                     /* longer side of the frame, px */
  int frame_width, frame_height;
  int print;                       /* letters as dark as print */
  double rows, print_rows, light, shade; /* of the survey */
  int paper;
  double height;                   /* of letters, px of the frame */
  double skew, view;
  int quarter_turns;
  RectoSharp sharp;
  RectoScreen screen;
  double screen_height, screen_rows; /* of letters, in the screen's pixels, and their share in rows; 0 = no screen, or none seen on it */
  double screen_lines;               /* usual height of whole lines there, whose letters may be torn or joined; 0 = fewer than three */
  RectoCut cut[RECTO_SIDES];       /* these eleven only where the verdict asks for them, or `whole` */
  RectoGlare glare;
  RectoRim rim;
  RectoFade fade;
  double ghost;                    /* share of the marks that are the other side's, where lines pale */
  RectoCover cover;
  RectoLaid laid;
  RectoReach reach;
  RectoSight hidden;
  RectoShadow shadow;
  RectoSmear smear;
  double lost_above;
  double lid[RECTO_SIDES];
} RectoLegible;

void recto_legible_measure(const RectoLegibleInput *input, const RectoModels *limits, RectoLegible *ret);
/* Appends to `defects` (of RectoDefect), worst first, and returns the verdict. */
RectoAnswer recto_legible_judge(const RectoLegible *page, const RectoModels *limits, GArray *defects);

#endif
