/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of text whose letters are so blurred that they have run together: no letters are left, but the rows still stand under one another.
 * Must not know: verdicts. */
#ifndef RECTO_ROWS_H
#define RECTO_ROWS_H

#include "image/survey.h"

/* Boxes, survey px, of rows that begin under or over another one of like height, as paragraphs and tables do. NULL when memory is short. */
BOXA *recto_rows_find(const RectoSurvey *survey, const RectoModels *limits);

#endif
