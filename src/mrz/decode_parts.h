/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of decoding share. */
#ifndef RECTO_MRZ_DECODE_PARTS_H
#define RECTO_MRZ_DECODE_PARTS_H

#include "base/mrz_layout.h"
#include "mrz/decode.h"

/* Natural logarithm of each character at each place, and which are allowed there (bit c = RECTO_MRZ_CHARACTERS[c]). */
typedef struct {
  float p[RECTO_ZONE_LINES][RECTO_ZONE_WIDTH][RECTO_MRZ_N_CHARACTERS];
  uint64_t allowed[RECTO_ZONE_LINES][RECTO_ZONE_WIDTH];
} Evidence;

typedef struct {
  int lines, width;
  int character[RECTO_ZONE_LINES][RECTO_ZONE_WIDTH];
  double sure[RECTO_ZONE_LINES][RECTO_ZONE_WIDTH];
  bool done[RECTO_ZONE_LINES][RECTO_ZONE_WIDTH];
  double fit, log_all; /* sum of the chosen logarithms and priors; logarithm of the probability that all is right */
  int checks_wrong, checks_right;
} Settled;

enum { FILLER = RECTO_MRZ_N_CHARACTERS - 1, LETTER_A = 10, LONG_NUMBER_MOST = 13 };

void settled_put(Settled *settled, int line, int at, int character, double sure);

/* Names: parts, one filler between parts, two between primary and secondary, nothing but fillers after the end. */
void decode_names(const Layout *layout, Evidence *evidence, Settled *settled);
/* Issuing state and nationality: the codes of 9303-3 section 5 before any others. */
void decode_codes(const Layout *layout, const RectoMrzRules *rules, const Evidence *evidence, Settled *settled);
/* Everything that a check digit covers. `extra`: characters by which a long number goes on in the optional data (9303-5, note j), 0 = none. */
void decode_residues(const Layout *layout, int extra, const RectoMrzRules *rules, const Evidence *evidence, Settled *settled);
/* Could a filler stand where the number's check digit does? */
bool decode_may_be_long(const Layout *layout, const Evidence *evidence);

#endif
