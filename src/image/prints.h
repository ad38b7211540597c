/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints of one picture side by side: identity photos come as four, five or eight like copies on a strip or a sheet, often without a word.
 * Must not know: words, what the picture shows. */
#ifndef RECTO_PRINTS_H
#define RECTO_PRINTS_H

#include "image/survey.h"

/* How many like copies of one large shape that is neither a letter nor a plain rectangle the page holds; 0 = none, else 2 and more. */
uint32_t recto_prints_count(const RectoSurvey *survey, const RectoModels *limits);

#endif
