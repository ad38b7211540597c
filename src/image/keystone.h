/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page seen from one side: its lines lean towards each other. Told by the lines alone, so that a page without visible edges is squared up too. A map is proposed only
 * when the lines stand parallel under it: where it does not help, nothing is done. Must not know: words, the page's edges. */
#ifndef RECTO_KEYSTONE_H
#define RECTO_KEYSTONE_H

#include "image/survey.h"

typedef struct {
  double spread;  /* degrees between the lines at the top and at the bottom; 0 = not measured */
  double left;    /* what is left of them under the map */
  double map[9];  /* row-major, frame -> squared frame of the same size, frame px */
  bool sure;      /* the map is worth applying */
} RectoKeystone;

/* `survey`: of the upright frame. */
void recto_keystone_find(const RectoSurvey *survey, const RectoModels *limits, RectoKeystone *ret);

#endif
