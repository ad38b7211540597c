/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limits of reading zones (models/limits.yaml, read.mrz), fetched once. Must not know: anything else. */
#ifndef RECTO_MRZ_RULES_H
#define RECTO_MRZ_RULES_H

#include <recto/model.h>

typedef struct {
  float ink_unrest, ink_drop;      /* ink is darker than its surroundings by this share of their deviation, and by this many grey levels */
  double glimpse, line, alone;     /* mean ln of the likeliest character: at the first few looks, over a line, over a line without a second */
  double uneven;                   /* mean distance of characters from even places, pitches */
  double apart_least, apart_most;  /* distance of lines, pitches */
  float heat;                      /* by which the net's certainty is divided */
  float outside, wrong_digit;      /* ln of how seldom a character stands where its kind does not belong, a digit is printed wrong */
  float digit_o, digit_i;          /* ln of how seldom numbers hold the letters O and I */
  double long_number, known_state; /* ln; share */
  double sure;                     /* READ from this probability that all is right */
  double fit, fill;                /* mean ln a character below which it is no zone; mean ln of filling the standard width */
  double same_most;                /* share of one character, fillers aside */
  int enlarge_below, coarse, fine; /* px of the longest side */
} RectoMrzRules;

RectoMrzRules recto_mrz_rules(const RectoModels *limits);

#endif
