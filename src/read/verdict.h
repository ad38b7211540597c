/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reading says of a doubt about a page: print that was read for sure is neither blurred nor lost in grain; a defect that was suspected, on a page of which
 * nothing can be read, is one. Low OCR alone is no defect: where nothing was measured, nothing is added. Must not know: documents. */
#ifndef RECTO_VERDICT_H
#define RECTO_VERDICT_H

#include "read/mirrored.h"

#include <recto/fact.h>
#include <recto/model.h>

/* Once the words of `page` and its coverage are known: changes its defects and its verdict. */
void recto_verdict_after_words(RectoPage *page, const RectoModels *limits);

/* Print of the other side that runs into this one's is a defect of the picture, whatever else was told. */
void recto_verdict_other_side(RectoPage *page, const RectoMirrored *mirrored, const RectoModels *limits);

#endif
