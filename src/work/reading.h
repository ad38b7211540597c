/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of a registered dossier, read once and kept: what a stored reading is valid for is its key. Must not know: the judge. */
#ifndef RECTO_READING_H
#define RECTO_READING_H

#include "work/lease.h"

typedef struct {
  const RectoWork *work;
  RectoStoreDossier *stored;
  RectoState *state;
  GPtrArray *chosen;       /* of RectoStateFile*, borrowed from the state */
  GPtrArray *files;        /* of RectoFile*, parallel: names and sizes at first, everything once read */
  RectoLease *lease;       /* borrowed; renewed while reading */
  char *limits_digest;
  size_t pages_done, pages_total;
} RectoReading;

typedef bool (*RectoFileChoice)(const RectoStateFile *file);
/* Those in force when `choice` is NULL. Errors: STORE, USAGE, FORMAT, MODEL. */
bool recto_reading_load(RectoReading *reading, const RectoWork *work, const char *number, RectoFileChoice choice, GError **error);
/* Reads what has no stored reading. Errors: STORE, ENGINE, G_IO_ERROR_CANCELLED. */
bool recto_reading_run(RectoReading *reading, GError **error);
/* Under which the reading of file `index` is kept in the store. Owned by the caller. */
char *recto_reading_key(const RectoReading *reading, guint index);
/* Keeps the reading of file `index` for the same bytes in another dossier, so that nobody reads them again. Best effort. */
void recto_reading_lend(const RectoReading *reading, guint index, RectoStoreDossier *to, const RectoStateFile *file);
void recto_reading_clear(RectoReading *reading);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoReading, recto_reading_clear)
void recto_reading_tell(const RectoReading *reading, RectoStep step, size_t done, size_t total, const RectoNews *news);

#endif
