/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads again, row by row, what the page's own reading passed over: figures in tinted boxes, short labels in a table's corner. The OCR's layout drops them
 * although each reads well alone. Must not know: documents. */
#ifndef RECTO_MISSED_H
#define RECTO_MISSED_H

#include "read/words.h"

/* Adds to `words` what is read in rows of letters on which no word stands. `clean` is the picture that was read, `scale` its px per frame px. */
void recto_missed_read(RectoOcr *ocr, const RectoWordsTask *task, PIX *clean, double scale, int deadline_ms, const RectoModels *limits, GPtrArray *words);

/* Reads the bars of light print on dark, turned, each alone, and keeps the better words. */
void recto_bars_read(RectoOcr *ocr, const RectoWordsTask *task, PIX *clean, double scale, int deadline_ms, const RectoModels *limits, GPtrArray *words);

#endif
