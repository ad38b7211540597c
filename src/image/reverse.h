/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Light print on a dark ground: table heads, totals, banners. The OCR takes such bars for pictures, so each is read alone, turned into
 * dark print on light (turned in place, a banner changes the threshold of the whole page).
 * Must not know: words. */
#ifndef RECTO_REVERSE_H
#define RECTO_REVERSE_H

#include "image/survey.h"

/* Bars of solid dark ground with light marks in them, in survey px. Owned by the caller; NULL when there are none. */
BOXA *recto_reverse_find(const RectoSurvey *survey, const RectoModels *limits);
/* One bar cut out of an 8 bpp picture and inverted; `scale` = picture px per survey px; `ret_x`, `ret_y`: where it lay in the picture. */
PIX *recto_reverse_cut(PIX *picture, const BOX *bar, double scale, int *ret_x, int *ret_y);

#endif
