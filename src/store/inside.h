/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the store share. Must not be included elsewhere. */
#ifndef RECTO_STORE_INSIDE_H
#define RECTO_STORE_INSIDE_H

#include "base/seal.h"
#include "store/store.h"

struct RectoStore {
  char *folder;
  uint8_t key[RECTO_KEY_SIZE];       /* site.key */
  uint8_t chain_key[RECTO_KEY_SIZE]; /* derived: makes the history's hashes */
  uint8_t find_key[RECTO_KEY_SIZE];  /* derived: names terms, twins, idempotency keys */
  RectoLedger *ledger;
};

struct RectoStoreDossier {
  char *folder, *number;
  uint8_t key[RECTO_KEY_SIZE];
  RectoLedger *ledger;               /* borrowed; NULL for a dossier that has no row yet */
};

/* Sets the site key and what is derived from it. */
void recto_store_use_key(RectoStore *store, const uint8_t key[RECTO_KEY_SIZE]);
/* Errors that several files say; false. */
bool recto_store_fail(GError **error, const char *key, const char *english); /* STORE */
bool recto_store_unknown(GError **error, const char *number);                /* USAGE: no such dossier */
bool recto_store_purged(GError **error, const char *number);
char *recto_store_file(const RectoStore *store, const char *name);
/* 32 bytes under the store's own keyed digest. */
GBytes *recto_store_find_digest(const RectoStore *store, const void *data, size_t size);
RectoStoreDossier *recto_store_dossier_of(RectoStore *store, const RectoDossierRow *row, GError **error);
GBytes *recto_store_wrap(const RectoStore *store, const RectoStoreDossier *dossier, const char *number, GError **error);

/* The line that follows `head` (NULL = the first), its hash made. `dossier` NULL: a line of the store itself, number "". Errors: ENGINE. */
RectoHistoryRow *recto_chain_line(RectoStore *store, const RectoHistoryRow *head, const RectoStoreDossier *dossier, uint64_t version, const char *deed,
                                  const char *who, const char *body, int64_t at, GError **error);
char *recto_chain_hash(const RectoStore *store, const char *previous, const RectoHistoryRow *row);
/* Opens a line's body. `dossier` as above. NULL members when it was erased. */
bool recto_chain_open(RectoStore *store, const RectoStoreDossier *dossier, const RectoHistoryRow *row, char **ret_who, char **ret_body, GError **error);
/* Appends in the open transaction and updates the dossier's row (in `dossier_row`, may be NULL for the store's own lines). */
bool recto_chain_append(RectoStore *store, RectoDossierRow *dossier_row, const RectoStoreDossier *dossier, const char *deed, const char *who, const char *body,
                        int64_t at, uint64_t *ret_version, GError **error);
/* After a commit: FOLDER/head. Best effort, never ahead of the register. */
void recto_chain_tell_head(RectoStore *store);
/* The head as FOLDER/head tells it; seq 0 when there is none. */
void recto_chain_told_head(const RectoStore *store, uint64_t *ret_seq, char **ret_hash);
/* Removes files of erased dossiers. */
bool recto_store_clear_rubbish(RectoStore *store, GError **error);
/* FOLDER/lock, shared or alone; closing it lets go. -1 with an error. */
int recto_store_lock(const RectoStore *store, bool alone, GError **error);

#endif
