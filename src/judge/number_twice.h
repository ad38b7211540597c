/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document number that stands twice on a page: printed, and in the zone. */
#ifndef RECTO_JUDGE_NUMBER_TWICE_H
#define RECTO_JUDGE_NUMBER_TWICE_H

#include "judge/evidence.h"

/* Holds the printed observations of a number field against the page's zone lines. Where the zone's check digit proves the print, the print's check becomes YES;
 * where print and zone differ in a few places and exactly one choice between the two readings satisfies the digit, that spelling is added (means: zone,
 * check YES). No character is taken that neither reading saw. The caller settles. */
void recto_number_twice(const Evidence *evidence, RectoField *field);

#endif
