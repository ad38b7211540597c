/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the verdict (legible.c): what hides print is measured and judged by itself (legible-hiding.c). Must not know: words. */
#ifndef RECTO_LEGIBLE_PARTS_H
#define RECTO_LEGIBLE_PARTS_H

#include "image/legible.h"

void recto_legible_add(GArray *defects, RectoDefectKind kind, double measured, double limit, RectoBox box, bool cured, bool retake);
/* Only what surely is text can be called unreadable: enough letters, standing in rows, all or the darkest of them. A picture's grain, a map or a grid is not. */
bool recto_legible_is_text(const RectoLegible *page, const RectoModels *limits);
bool recto_legible_is_sharp(const RectoLegible *page, const RectoModels *limits);
RectoAnswer recto_legible_worse(RectoAnswer a, RectoAnswer b);

/* The frame, light, things laid on the page, hands, shadows; of a page with letters. */
void recto_legible_measure_hiding(const RectoLegibleInput *input, const RectoModels *limits, RectoLegible *ret);
RectoAnswer recto_legible_judge_hiding(const RectoLegible *page, const RectoModels *limits, GArray *defects);
/* The two of them that ask for no rows of letters: a place without light, and a zone that lies too near to the upper side. */
RectoAnswer recto_legible_judge_shadow(const RectoLegible *page, const RectoModels *limits, GArray *defects);
RectoAnswer recto_legible_judge_extent(const RectoLegible *page, const RectoModels *limits, GArray *defects);

#endif
