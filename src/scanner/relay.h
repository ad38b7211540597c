/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records on their way to recto. A record that cannot be sent means that recto is gone: the process ends there. Must not know: SANE. */
#ifndef RECTO_SCANNER_RELAY_H
#define RECTO_SCANNER_RELAY_H

#include "scanner/wire.h"
#include <stdbool.h>

/* Copies as much of `text` (NULL = empty) as fits whole, as valid UTF-8 without control characters; line feeds stay when `list`. */
void recto_relay_text(char *field, size_t size, const char *text, bool list);
/* False when `word` did not fit. */
bool recto_relay_word(char *field, size_t size, const char *word);
/* Fills in magic and sequence. `fd` (-1 = none) stays the caller's. */
void recto_relay(RectoScanRecord *record, RectoScanKind kind, int fd);
void recto_relay_note(RectoScanNoteCode code, const char *name, const char *wanted, const char *given);
void recto_relay_end(RectoScanStatus status, uint32_t pages);
/* At most four a second: rows are a sign of life. */
void recto_relay_rows(uint32_t page, uint32_t rows, uint32_t promised);

#endif
