/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a document reaches above its zone, by the sizes of ICAO 9303-4, -5, -6 and -7: the characters of a zone stand 2.54 mm apart, so it is a ruler.
 * Must not know: verdicts. */
#ifndef RECTO_MRZ_EXTENT_H
#define RECTO_MRZ_EXTENT_H

#include "mrz/read.h"

/* Share (0..1) of the document's part above its zone that lies outside a picture of width x height px, in which the zone was found; 0 where all of it may be inside, or
 * where the zone is not read or of no document of those sizes. A page seen from below looks shorter than it is: up to 0.15 at 30 degrees. */
double recto_mrz_lost_above(const RectoMrzFound *found, int width, int height);

#endif
