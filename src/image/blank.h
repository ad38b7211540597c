/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is there anything on the page? By content, never by mean grey: a full page of text has a mean above 245, a two-line letter or a faint receipt more.
 * The outer margin (scanner edge, punch holes, staples) counts only where letters stand in a row; paper grain and single specks do not count;
 * coloured and recycled sheets without content are blank. A lone signature, stamp or picture is content.
 * Faint rows (show-through or pale print) give CANNOT_TELL: what stands there decides, see recto_through_ask and recto_blank_after_words.
 * Must not know: words. */
#ifndef RECTO_BLANK_H
#define RECTO_BLANK_H

#include "image/survey.h"

typedef struct {
  RectoAnswer blank;
  double ink;     /* share of clearly dark pixels inside the margin, 0..1 */
  int letters;    /* clear letters standing beside another one */
  int faint;      /* the same at the faint threshold */
  bool hidden;    /* so dark or grainy that the page's own print may be no deeper than faint rows are */
  int marks;      /* clear components too big for letters: strokes of a signature, stamps, pictures */
} RectoBlank;

typedef struct {
  double letter_height; /* median, px of the survey */
  double depth;         /* grey levels under the paper of the deeper strokes */
  bool second;          /* something else stands on the page that is clearly deeper: a pencil note on a back that shows through */
} RectoFaint;

void recto_blank_measure(const RectoSurvey *survey, const RectoModels *limits, RectoBlank *ret);
/* The part of the page (at most `side` px of the survey) where most faint letters stand, brought to full contrast on white paper.
 * NULL when there are none. */
PIX *recto_blank_raise(const RectoSurvey *survey, int side, const RectoModels *limits, RectoFaint *ret);
/* After OCR: `good_words` = words of three letters or more that the OCR is sure of. */
RectoAnswer recto_blank_after_words(const RectoBlank *blank, int good_words, const RectoModels *limits);

#endif
