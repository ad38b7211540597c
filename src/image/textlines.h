/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of print, letter by letter. What hides a part of a page ends lines: the frame, something that lies there, light that burns the paper out.
 * Must not know: verdicts. */
#ifndef RECTO_TEXTLINES_H
#define RECTO_TEXTLINES_H

#include "image/survey.h"

#include <recto/fact.h>

typedef struct {
  const BOX **letter; /* from left to right, survey px; n of them, each at most about a letter's height from the next */
  int n;
} RectoTextLine;

typedef struct {
  const BOX **letter; /* all of them, line by line; owned */
  GArray *lines;      /* of RectoTextLine; owned */
} RectoTextLines;

/* Of boxes that outlive the lines; `height`: of the usual letter. */
void recto_textlines_make(const BOXA *letters, double height, RectoTextLines *ret);
/* The letter at a line's end and what lies `reach` beyond it (survey px; `outward`: -1 to the left, 1 to the right), no further than the picture. Frame px. */
RectoBox recto_textlines_beside(const RectoSurvey *survey, const BOX *letter, int outward, double reach);
void recto_textlines_clear(RectoTextLines *lines);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoTextLines, recto_textlines_clear)

#endif
