/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What print stands on, in colour and without the print: of each place the brightest of every channel; and the lines of print that stand there. Made once for all that lies on a page.
 * Must not know: verdicts. */
#ifndef RECTO_GROUND_H
#define RECTO_GROUND_H

#include "image/textlines.h"

enum { RECTO_CHANNELS = 3 };

typedef struct {
  PIX *plane[RECTO_CHANNELS]; /* 8 bpp: red, green, blue; owned */
  double step, height;        /* survey px of a place; a letter's height in places */
  double paper[RECTO_CHANNELS]; /* the page's own colour: the middle value under long lines of print, where there are enough; under all print elsewhere */
  bool coloured;
  RectoTextLines lines;       /* of the survey's print; owned */
  const RectoModels *limits;
} RectoGround;

/* `colour`: the frame in 32 bpp, reduced as far as one likes: a quarter of the survey's pixels are enough. NULL = none: the survey's greys are taken. The survey outlives it. */
bool recto_ground_make(PIX *colour, const RectoSurvey *survey, const RectoModels *limits, RectoGround *ret);
int recto_ground_grey(const RectoGround *ground, int channel, int x, int y);
/* False outside the picture. */
bool recto_ground_at(const RectoGround *ground, double x, double y, double ret[RECTO_CHANNELS]);
/* The place of a box of the survey. */
void recto_ground_place(const RectoGround *ground, const BOX *box, int *x, int *y);
/* How far a colour is from another, whatever the light: 0 = the same, 1 = a channel is missing. */
double recto_tint(const double own[RECTO_CHANNELS], const double other[RECTO_CHANNELS]);
/* So far, at least, from the page's own colour, and not too dark to have one. */
bool recto_ground_differs(const RectoGround *ground, const double own[RECTO_CHANNELS], double tint);

void recto_ground_clear(RectoGround *ground);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoGround, recto_ground_clear)

#endif
