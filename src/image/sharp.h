/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharpness, contrast and noise of the letters of a page.
 * Edge width relative to letter height, per direction: independent of contrast, exposure and resolution, and motion shows as one bad direction. What pixels
 * alone make of a sharp edge is taken out first: without that small sharp print measures more than large blurred print.
 * Variance of the Laplacian is not used: it calls sharp photos blurry and noise sharp. Must not know: verdicts. */
#ifndef RECTO_SHARP_H
#define RECTO_SHARP_H

#include "image/survey.h"

typedef struct {
  size_t n;                /* letters measured */
  double across, along;    /* edge sigma beyond what pixels alone make / letter height, medians, for edges met going across (x) and down (y); NAN without letters */
  double contrast;         /* median grey levels between paper and stroke */
  double noise;            /* grey levels (sd) on paper; NAN where no paper could be measured */
  double snr;              /* contrast / noise; NAN without either */
  double worst;            /* `across` of the band of the page that is blurred most; 0 = none */
  int worst_y, worst_height; /* that band, frame px */
} RectoSharp;

/* `grey` is the frame the survey was made of (8 bpp, full size). */
void recto_sharp_measure(PIX *grey, const RectoSurvey *survey, const RectoModels *limits, RectoSharp *ret);
/* Edge sigma / height of whatever dark thing fills the box, across; NAN where it has no edges. */
double recto_sharp_box(PIX *grey, const BOX *box);
/* The one number for verdicts: the worse direction, vertical edges trusted less (thin horizontals of sans-serif fonts). */
double recto_sharp_blur(const RectoSharp *sharp);

#endif
