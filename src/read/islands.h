/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Second reading of the small documents on a sheet, one by one: each straightened and enlarged on its own, as sparse text, on its brightest
 * channel (tinted security print fades, black print stays). The page's own reading stays, the surer of two readings of a word is kept.
 * Must not know: cards. */
#ifndef RECTO_READ_ISLANDS_H
#define RECTO_READ_ISLANDS_H

#include "read/words.h"

/* `words`: the page's reading, improved and completed in place. `bright`: the upright frame's brightest channel, NULL for grey sources.
 * `islands`: RectoBox, px of the frame. `ret_stopped` is set when the deadline cut the reading short. */
void recto_islands_read(RectoOcr *ocr, const RectoWordsTask *task, PIX *bright, const GArray *islands, const RectoModels *limits, GPtrArray *words, bool *ret_stopped);

#endif
