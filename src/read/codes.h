/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Barcodes of a page: Leptonica finds patches that are dense with small black and white cells, zxing decodes the patches.
 * zxing alone, on the whole page, misses a DataMatrix that is off the centre lines and costs three times as much. Raw bytes are kept.
 * Must not know: what a code means. */
#ifndef RECTO_CODES_H
#define RECTO_CODES_H

#include "image/survey.h"
#include <recto/fact.h>

/* Appends RectoCode* in px of the frame. `grey` is the frame the survey was made of. */
void recto_codes_read(PIX *grey, const RectoSurvey *survey, const RectoModels *limits, GPtrArray *codes);

#endif
