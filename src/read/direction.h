/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Second opinion on which way is up, for pages whose letter shapes do not tell (capitals, cards, few letters): reading in each
 * direction that is still possible, then Tesseract's own test (it turned a passport upside down with confidence, so it comes second). A page is turned only when one direction clearly reads best. Must not know: documents. */
#ifndef RECTO_DIRECTION_H
#define RECTO_DIRECTION_H

#include "image/turn.h"
#include "read/ocr.h"

/* Completes `turn` (quarter_turns, sure) for the frame `grey` with its survey; leaves it alone when still unsure. `osd` may be NULL. */
void recto_direction_ask(RectoOcr *ocr, RectoOcr *osd, PIX *grey, const RectoSurvey *survey, double dpi, const RectoModels *limits, RectoTurn *turn);

#endif
