/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Second opinion on which way is up, for pages whose letter shapes do not tell (capitals, cards, few letters): reading in each
 * direction that is still possible, then Tesseract's own test (it turned a passport upside down with confidence, so it comes second). A page is turned only when one direction clearly reads best. Must not know: documents. */
#ifndef RECTO_DIRECTION_H
#define RECTO_DIRECTION_H

#include "image/enlarge.h"
#include "image/turn.h"
#include "read/ocr.h"

/* `grey`: the frame that the survey was made of, of that dpi; `osd` and `nets` may be NULL. */
typedef struct { RectoOcr *ocr, *osd; const RectoEnlargers *nets; PIX *grey; double dpi; } RectoDirection;

/* Completes `turn` (quarter_turns, sure); leaves it alone when still unsure. */
void recto_direction_ask(const RectoDirection *ask, const RectoSurvey *survey, const RectoModels *limits, RectoTurn *turn);

#endif
