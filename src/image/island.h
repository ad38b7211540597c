/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small documents lying on a larger sheet: cards, an open passport, a receipt, tickets. Each may lean its own way and is read on its own.
 * A page of running text is no island. Must not know: what the small document is. */
#ifndef RECTO_ISLAND_H
#define RECTO_ISLAND_H

#include "image/survey.h"
#include <recto/fact.h>

/* Boxes (RectoBox, px of the frame) from top to bottom; empty when the page is one document. `dpi` of the frame; `estimated` allows any size. */
GArray *recto_islands_find(const RectoSurvey *survey, double dpi, bool estimated, const RectoModels *limits);

#endif
