/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page, from its picture to its facts, in the order of the house: geometry and measures, verdict, codes, words, MRZ, pictures.
 * Must not know: the wire, the jail, documents. */
#ifndef RECTO_READER_PAGE_H
#define RECTO_READER_PAGE_H

#include "decode/decode.h"
#include "image/enlarge.h"
#include "mrz/net.h"
#include "read/ocr.h"
#include "reader/serve.h"

/* Made before the jail closes, borrowed here. */
typedef struct { RectoOcr *ocr, *osd; RectoMrzWeights *mrz; RectoEnlargers nets; RectoMapnet *sight; } RectoEngines;

/* Fills `page` (its id is set) and emits the verdict and the page. `ret_traits` gets RECTO_TRAIT_TEXT_DISAGREES where it applies.
 * False only when the parent is gone. */
bool recto_page_read(const RectoEngines *engines, RectoSource *source, const RectoServeOrder *order, const RectoEmitter *emitter, RectoPage *page,
                     uint32_t *ret_traits);

/* Second reading of a place of page `page`, never NULL. */
RectoLook *recto_look_read(const RectoEngines *engines, RectoSource *source, uint32_t page, const RectoGeometry *geometry, const RectoLookOrder *order,
                           const RectoModels *limits);

#endif
