/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixels to words: one Tesseract handle, grey pictures in, words with boxes, confidence, lines and baselines out.
 * The handle is made before the jail closes and used by one thread. Never gives Tesseract a file. Its OpenMP is switched off here
 * (on two cores it costs six times the CPU). The deadline counts CPU time and is asked for between words only: the parent kills what does not come back.
 * Must not know: documents, the frame's history. */
#ifndef RECTO_OCR_H
#define RECTO_OCR_H

#include "image/pix.h"
#include <recto/fact.h>

typedef struct RectoOcr RectoOcr;

typedef enum {
  RECTO_LAYOUT_PAGE = 3,    /* columns and blocks found by Tesseract */
  RECTO_LAYOUT_BLOCK = 6,   /* one block of text lines */
  RECTO_LAYOUT_LINE = 7,    /* one line */
  RECTO_LAYOUT_SPARSE = 11, /* words wherever they stand: cards, forms, tables */
} RectoLayout;

typedef struct {
  RectoLayout layout;
  int dpi;               /* of the picture given */
  int deadline_ms;       /* of CPU time; 0 = none */
  const char *alphabet;  /* characters allowed; NULL = all */
} RectoOcrTask;

typedef struct {
  GPtrArray *words;      /* of RectoWord*, boxes in px of the picture given, in reading order */
  bool stopped;          /* the deadline cut it short */
} RectoOcrResult;

/* `folder`: where LANGUAGE.traineddata lies, NULL = Tesseract's own. Errors: ENGINE. */
RectoOcr *recto_ocr_new(const char *folder, const char *language, GError **error);
void recto_ocr_free(RectoOcr *ocr);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoOcr, recto_ocr_free)
const char *recto_ocr_version(void);

/* CPU seconds of this process: the clock of every deadline here. */
double recto_ocr_clock(void);
/* False when Tesseract fails on this picture (then no words). */
bool recto_ocr_read(RectoOcr *ocr, PIX *grey, const RectoOcrTask *task, RectoOcrResult *ret);
void recto_ocr_result_clear(RectoOcrResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoOcrResult, recto_ocr_result_clear)

/* Tesseract's script and orientation test on a handle of language "osd": clockwise quarter turns that bring the text upright. False = cannot tell. */
bool recto_ocr_orientation(RectoOcr *osd, PIX *grey, int dpi, int *ret_quarter_turns, double *ret_confidence);

#endif
