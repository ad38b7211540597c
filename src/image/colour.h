/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is there colour worth keeping on a page? Measured against the paper's own colour, so that yellow lamps and tinted paper do not count,
 * and blue ink, a red stamp or a photograph do. Must not know: documents. */
#ifndef RECTO_COLOUR_H
#define RECTO_COLOUR_H

#include "image/pix.h"
#include <recto/model.h>

/* Share of clearly coloured pixels, 0..1; 0 for pictures without colour. */
double recto_colour_share(PIX *pix, const RectoModels *limits);
bool recto_colour_is_worth_keeping(PIX *pix, const RectoModels *limits);

#endif
