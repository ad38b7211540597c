/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Light print on a dark ground: table heads, totals, banners. The OCR takes such bars for pictures, so they are turned into dark print on light.
 * Must not know: words. */
#ifndef RECTO_REVERSE_H
#define RECTO_REVERSE_H

#include "image/survey.h"

/* Bars of solid dark ground with light marks in them, in survey px. Owned by the caller; NULL when there are none. */
BOXA *recto_reverse_find(const RectoSurvey *survey, const RectoModels *limits);
/* `picture` (8 bpp) with those bars inverted; `scale` = picture px per survey px. The picture itself (a new reference) when there are none. */
PIX *recto_reverse_apply(PIX *picture, const BOXA *bars, double scale);

#endif
