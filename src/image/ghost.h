/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Print of the other side that shows through: marks like letters, but all of a paler ink. Asked only when a page reads badly. Must not know: words. */
#ifndef RECTO_GHOST_H
#define RECTO_GHOST_H

#include "image/survey.h"

/* Grey of the evened survey (paper 200) between the ink of this side and that of the other, near the latter; 0 = all marks are of one ink. */
int recto_ghost_find(const RectoSurvey *survey, const RectoModels *limits);
/* Share of the marks that are of the paler ink; 0 = all are of one. */
double recto_ghost_share(const RectoSurvey *survey, const RectoModels *limits);

#endif
