/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store as far as an intake needs it: a numbered dossier, its originals, its stage results; sealed, durable, resumable.
 * The register (history, jobs, purge, SQLite) widens this contract later.
 *
 *   FOLDER/format                      "recto-store 1"
 *   FOLDER/site.key                    wraps the dossier keys, mode 0600
 *   FOLDER/dossiers/NUMBER/key         the dossier's key, sealed with the site key
 *   FOLDER/dossiers/NUMBER/deposit     what was deposited: sealed JSON; its presence makes the dossier exist
 *   FOLDER/dossiers/NUMBER/blobs/NAME  sealed originals, named by keyed HMAC of their bytes
 *   FOLDER/dossiers/NUMBER/results/NAME  sealed stage results, named by keyed HMAC of the result's key
 *   FOLDER/open/NAME                   number of the dossier that an equal intake began (keyed HMAC of its fingerprint)
 * Must not know: documents, procedures, pixels. */
#ifndef RECTO_STORE_H
#define RECTO_STORE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct RectoStore RectoStore;
typedef struct RectoStoreDossier RectoStoreDossier;

/* Opens or creates. Errors: STORE. */
RectoStore *recto_store_open(const char *folder, GError **error);
void recto_store_free(RectoStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoStore, recto_store_free)

/* The dossier of this fingerprint if one was begun, else a new one with the next number of `year`. `ret_resumed` tells which. */
RectoStoreDossier *recto_store_begin(RectoStore *store, const char *fingerprint, int year, bool *ret_resumed, GError **error);
RectoStoreDossier *recto_store_find(RectoStore *store, const char *number, GError **error);
void recto_store_dossier_free(RectoStoreDossier *dossier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoStoreDossier, recto_store_dossier_free)
const char *recto_store_number(const RectoStoreDossier *dossier);

/* A blob's name. Acknowledged only when durable; the same bytes twice are one blob. `fd` is read from its beginning. */
char *recto_store_put_blob(RectoStoreDossier *dossier, int fd, size_t max_bytes, GError **error);
/* A sealed (unwritable) memory file with the original's bytes, positioned at 0. */
int recto_store_open_blob(const RectoStoreDossier *dossier, const char *name, GError **error);
bool recto_store_put_deposit(RectoStoreDossier *dossier, const char *json, GError **error);
char *recto_store_deposit(const RectoStoreDossier *dossier, GError **error); /* NULL without error when the deposit was never completed */
bool recto_store_put_result(RectoStoreDossier *dossier, const char *key, GBytes *result, GError **error);
GBytes *recto_store_result(const RectoStoreDossier *dossier, const char *key); /* NULL = none, or damaged: then it is made again */

#endif
