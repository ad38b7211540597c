/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what the net saw at each place to the likeliest zone: alphabets by position, names by their grammar, codes of states, and check digits by an exact
 * search over residues. A check digit that does not hold costs likelihood, it is not forbidden: where the picture is clear, a wrongly printed digit stays
 * as printed and is told. Must not know: pixels. */
#ifndef RECTO_MRZ_DECODE_H
#define RECTO_MRZ_DECODE_H

#include "mrz/rules.h"
#include "mrz/zone.h"

#include <recto/mrz.h>

typedef struct {
  RectoMrzFormat format;
  int lines, width;
  char text[RECTO_ZONE_LINES][RECTO_ZONE_WIDTH + 1];
  float sure[RECTO_ZONE_LINES][RECTO_ZONE_WIDTH]; /* probability that this character is right */
  double all_sure;  /* that all of them are */
  int checks_wrong; /* check digits that do not hold in `text` */
  int checks_right;
  int outside;      /* characters that do not belong where they stand */
  double fit;       /* natural logarithm of the text's likelihood, priors included */
} RectoMrzDecoded;

/* The likeliest layout of the zone's size. False when there is none of that size. */
bool recto_mrz_decode(const RectoMrzZone *zone, const RectoMrzRules *rules, RectoMrzDecoded *ret);

#endif
