/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places of pages as pictures for a person's screen, cut out by jailed children and kept sealed beside the reading. May be lost without harm: the next judgement
 * makes them again. Must not know: HTML, why a place is shown. */
#ifndef RECTO_SHOW_H
#define RECTO_SHOW_H

#include "work/point.h"
#include "work/reading.h"

/* Best effort, as many as limit review.pictures allows; what is there already is not made again. */
void recto_points_show(const RectoReading *reading, const RectoDossier *dossier);
/* The same of given places (of RectoPlace); an empty box is the whole page. */
void recto_places_show(const RectoReading *reading, const GArray *places);
/* NULL = not made yet, or it cannot be. */
GBytes *recto_place_picture(const RectoStoreDossier *stored, const char *key);

#endif
