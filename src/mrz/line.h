/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of characters: where each stands and what the net sees there. Starts from a rough guess and settles on the characters themselves: each look
 * says how far the character lies from the cell's middle. Must not know: layouts, other lines. */
#ifndef RECTO_MRZ_LINE_H
#define RECTO_MRZ_LINE_H

#include "mrz/chain.h"
#include "mrz/net.h"

/* Places are counted from any character; a line may begin at a negative place. */
enum { RECTO_LINE_REACH = 56 };

typedef struct {
  double x[3], y[3];  /* the middle of place i, px of level 0, curves of second order */
  double tall;        /* length of the way down by the pitch, 1 = the font's own proportions */
  double lean;        /* tangent by which the way down leans along the line */
  double uneven;      /* mean distance of the characters from the curve along it, pitches: fixed-pitch print keeps to it, other print does not */
  bool looked[2 * RECTO_LINE_REACH];
  RectoMrzGlance glance[2 * RECTO_LINE_REACH]; /* of place i at i + RECTO_LINE_REACH, where looked */
} RectoMrzLine;

typedef struct { RectoPyramid *picture; const RectoMrzWeights *weights; } RectoMrzEye;

/* From a chain, read forwards or turned round. */
void recto_mrz_line_begin(RectoMrzLine *line, const RectoChain *chain, bool turned);
RectoMrzCell recto_mrz_line_cell(const RectoMrzLine *line, double place);
const RectoMrzGlance *recto_mrz_line_look(RectoMrzLine *line, RectoMrzEye *eye, int place);
/* Looks at every `step`-th of the places `from` to `to` and moves the line onto the characters seen there; forgets the looks. False when too few are seen. */
bool recto_mrz_line_settle(RectoMrzLine *line, RectoMrzEye *eye, int from, int to, int step, int order);
/* Mean over these places of the logarithm of the likeliest character; low where print is not OCR-B, or none. */
double recto_mrz_line_score(RectoMrzLine *line, RectoMrzEye *eye, int from, int to, int step);
/* Goes on at both ends as long as there are characters, correcting the course; then settles on all. `ret_from`, `ret_to`: first and last place with one. */
void recto_mrz_line_extend(RectoMrzLine *line, RectoMrzEye *eye, int *from, int *to);

double recto_mrz_glance_best(const RectoMrzGlance *glance); /* logarithm of the likeliest character */
double recto_mrz_glance_present(const RectoMrzGlance *glance); /* probability that there is a character */

#endif
