/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cleaning for the OCR: smooth noise, even the light, sharpen what is soft, each only when a measure asks for it. Grey stays grey: binarised pages read worse.
 * Must not know: words. */
#ifndef RECTO_LIGHT_H
#define RECTO_LIGHT_H

#include "image/sharp.h"
#include <recto/fact.h>

typedef struct {
  double smooth;   /* width of a mean that calms the grain, px of the frame; 0 = none */
  double grain;    /* difference of pixels that may look alike all the same, grey levels × px of the frame; 0 = a plain mean, which takes a third of the time */
  int coarse;      /* px of the frame: size of the grain; from 2 on the picture is reduced by it before it is calmed: what is finer is not there */
  bool even;       /* background normalisation */
  bool flexible;   /* the kind for deep shadow */
  bool stretch;    /* contrast to full range first (dark pages) */
  double sharpen;  /* half width of the unsharp mask, px of the frame; 0 = none */
  bool redraw;     /* so grainy or soft that print is drawn anew before it is read (image/enlarge.h) */
} RectoCleaning;

/* What the measures ask for. */
RectoCleaning recto_light_decide(const RectoSurvey *survey, const RectoSharp *sharp, const RectoModels *limits);
/* RectoCure bits of it. */
uint32_t recto_light_cures(const RectoCleaning *cleaning);
/* The grain calmed, at the contrast that the page has. */
PIX *recto_light_calm(PIX *grey, double scale, const RectoCleaning *cleaning);
/* The rest of it. */
PIX *recto_light_even(PIX *calm, double scale, const RectoCleaning *cleaning);
/* Applied to an 8 bpp picture, `scale` times the frame. Returns a new reference; the picture itself when nothing is to be done or memory is short. */
PIX *recto_light_clean(PIX *grey, double scale, const RectoCleaning *cleaning);
/* Once more, for a second reading: by the same mask on what is clean already. Same reference rules. */
PIX *recto_light_sharpen(PIX *clean, double scale, const RectoCleaning *cleaning);
/* Unrest of the middle tile, grey levels (sd, pixel against its neighbours): a screen's pattern that comes and goes leaves calm places, so that the grain,
 * measured there, does not see it. */
double recto_light_unrest(PIX *grey);
/* A mean of three pixels each way. Same reference rules. */
PIX *recto_light_smooth(PIX *grey);
/* What is lighter than `share` of the paper becomes white: the paler print of the other side. Same reference rules. */
PIX *recto_light_whiten(PIX *clean, double share, double letter_height);

#endif
