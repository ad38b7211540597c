/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a page: at which scale and layout it is read, what share of its letters was read, whether to read again.
 * Must not know: documents. */
#ifndef RECTO_WORDS_H
#define RECTO_WORDS_H

#include "image/enlarge.h"
#include "image/light.h"
#include "read/ocr.h"

typedef struct {
  PIX *grey;                      /* upright frame, 8 bpp */
  double dpi;                     /* of it */
  bool dpi_estimated;
  const RectoSurvey *survey;      /* of the upright frame */
  const RectoCleaning *cleaning;
  int deadline_ms;                /* for all passes together */
  bool once;                      /* no second pass: somebody else reads the places again */
  const RectoEnlargers *nets;     /* that draw print anew; NULL = it is not */
} RectoWordsTask;

typedef struct {
  double coverage;                /* share of the page's letters inside good words; NAN without letters */
  bool stopped;                   /* the deadline cut it short */
  uint32_t cures;                 /* RectoCure bits of what the OCR was given */
} RectoWordsRead;

/* Appends the page's words (px of the upright frame, reading order). False when the OCR fails on this picture. */
bool recto_words_read(RectoOcr *ocr, const RectoWordsTask *task, const RectoModels *limits, GPtrArray *words, RectoWordsRead *ret);
/* Share of the survey's letters that lie inside words of confidence >= limit read.ocr.good; NAN without letters. */
double recto_words_coverage(const GPtrArray *words, const RectoSurvey *survey, const RectoModels *limits);
/* How sure the OCR is of a letter, on average over all of them; 0 without letters. */
double recto_words_confidence(const GPtrArray *words);
/* Words of at least three letters that the OCR is sure of. */
int recto_words_count_good(const GPtrArray *words, const RectoModels *limits);

/* Letters that the OCR is sure of in words of three letters or more, weighed by its confidence: how well a picture reads. */
double recto_words_letters(RectoOcr *ocr, PIX *grey, double dpi, const RectoModels *limits);

/* Adds to `words` those of `seen` that stand where `words` has nothing, in reading order: before the word that follows in their row, behind their row, or last.
 * Takes them from `seen`. */
void recto_words_add_missing(GPtrArray *words, GPtrArray *seen);
/* Forms: once a page stands straight, Tesseract reads a column of labels after the column of their values. A short line whose row was begun already by a line to
 * its right is set before that one, as a reader reads it. Columns of text are read left first, so that nothing of theirs is moved. */
void recto_words_set_labels(GPtrArray *words, const RectoModels *limits);
/* Keeps of two readings of the same place the better words: a word of `other` replaces the one it stands on when the OCR was clearly surer of it,
 * and is added where `words` has nothing. Takes words from `other`. */
void recto_words_take_better(GPtrArray *words, GPtrArray *other);
/* The text of every line, words joined by one space; of char*, ends with a NULL element that counts in len. */
GPtrArray *recto_words_lines(const GPtrArray *words);

#endif
