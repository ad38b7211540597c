/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed bytes by name: the contract of where they lie. A folder today: FOLDER/KIND/ab/NAME, two letters of the name as shard.
 *  - put returns true only when the bytes are durable under their name; a name is absent or whole, never half.
 *  - putting a name that is there replaces it as a whole. Names are 64 hexadecimal letters.
 * Must not know: keys, rows, what the bytes mean. */
#ifndef RECTO_BLOBS_H
#define RECTO_BLOBS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum { RECTO_BLOBS_ORIGINALS, RECTO_BLOBS_RESULTS, RECTO_N_BLOBS } RectoBlobKind;

/* Makes the shards. Errors of all: STORE or DEVICE. */
bool recto_blobs_prepare(const char *folder, GError **error);
bool recto_blobs_put(const char *folder, RectoBlobKind kind, const char *name, GBytes *sealed, GError **error);
/* Makes durable what another writer, who may have died before its last step, left whole under this name. */
bool recto_blobs_confirm(const char *folder, RectoBlobKind kind, const char *name, GError **error);
GBytes *recto_blobs_take(const char *folder, RectoBlobKind kind, const char *name, GError **error);
/* Path below the folder, owned by the caller. */
char *recto_blobs_path(RectoBlobKind kind, const char *name);
/* Removes a path that recto_blobs_path gave and makes the removal durable. An absent one is removed already. */
bool recto_blobs_remove(const char *folder, const char *path, GError **error);
/* Calls for every name; temporary leftovers are told with `whole` false and the path's own name. Stops when the function answers false. */
typedef bool (*RectoBlobFunc)(RectoBlobKind kind, const char *name, bool whole, int64_t changed_at, gpointer data);
void recto_blobs_each(const char *folder, RectoBlobFunc each, gpointer data);
/* Removes a temporary leftover told by recto_blobs_each. */
void recto_blobs_drop_leftover(const char *folder, RectoBlobKind kind, const char *name);

#endif
