/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text layer of a PDF page, believed only as far as the pixels bear it out: what a person sees is the truth, not what a file says about itself.
 * Hidden OCR text of scans is never believed. Must not know: PDF. */
#ifndef RECTO_TEXTLAYER_H
#define RECTO_TEXTLAYER_H

#include "image/survey.h"
#include "read/ocr.h"

typedef struct {
  double on_ink;    /* share of layer words whose box holds ink */
  double explained; /* share of the page's letters that lie inside layer words */
  double same;      /* share of sampled segments that a quick OCR reads alike; NAN when nothing was sampled */
} RectoLayerTrust;

/* Words of the layer brought into the upright frame, lines and blocks numbered in reading order. Owned by the caller.
 * `scale` and `quarter_turns` come from the page's geometry; a page with a skew has no usable layer. */
GPtrArray *recto_textlayer_place(const GPtrArray *layer, const RectoGeometry *geometry);
/* YES: take the layer. NO: it contradicts the pixels. CANNOT_TELL: it is only a part of what is seen; use OCR without alarm. */
RectoAnswer recto_textlayer_check(RectoOcr *ocr, PIX *grey, double dpi, const RectoSurvey *survey, const GPtrArray *words, const RectoModels *limits,
                                  RectoLayerTrust *ret_trust);

#endif
