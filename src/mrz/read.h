/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machine-readable zones of a page: found at any angle, read, decoded. Must not know: documents, the frame's history. */
#ifndef RECTO_MRZ_READ_H
#define RECTO_MRZ_READ_H

#include "image/pix.h"
#include "mrz/decode.h"

#include <recto/fact.h>

typedef struct {
  RectoMrzSight *sight; /* owned; its box is empty: the caller knows the frame */
  double corner[4][2];  /* of the zone as printed: top left, top right, bottom right, bottom left; px of the picture */
  double angle;         /* degrees clockwise from the picture's rows to the zone's lines, -180..180 */
} RectoMrzFound;

/* `grey`: 8 bpp, for a coloured page its brightest channel (stamps and tints fade, black print stays). Array of RectoMrzFound, surest first; never NULL. */
GArray *recto_mrz_read(PIX *grey, const RectoMrzWeights *weights, const RectoModels *limits);

#endif
