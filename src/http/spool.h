/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that arrive over minutes, or days, kept until they are whole, sealed block by block. A spool holds one block in memory, whatever arrives.
 *  - One without a name is sealed with a key that never leaves this process: a process that dies leaves nothing that can be read.
 *  - One with a name has a head that its owner wrote and a key of its owner; it is opened again, by this process or the next, and grows at its end. What was
 *    synced is there after a power cut; of what came later a beginning is.
 * Must not know: what the bytes are, who sends them. */
#ifndef RECTO_SPOOL_H
#define RECTO_SPOOL_H

#include "base/seal.h"

typedef struct RectoSpool RectoSpool;

/* A file in `folder` that has no name. Errors of all: DEVICE (disk), ENGINE. After an error on writing, what was whole before is all there is. */
RectoSpool *recto_spool_new(const char *folder, GError **error);
/* A new file; nothing of it is durable yet. Its name in its folder is part of what is sealed. */
RectoSpool *recto_spool_keep(const char *path, const uint8_t key[RECTO_KEY_SIZE], GBytes *head, GError **error);
/* One that was kept; whole blocks are opened and compared, and what follows the last of them is cut off. `known`: what recto_spool_sync told this process, so much is
 * not compared again; 0 = nothing is known. `ret_head` may be NULL. STORE: its head does not open. */
RectoSpool *recto_spool_reopen(const char *path, const uint8_t key[RECTO_KEY_SIZE], uint64_t known, GBytes **ret_head, GError **error);
/* The head alone. */
GBytes *recto_spool_head(const char *path, const uint8_t key[RECTO_KEY_SIZE], GError **error);
void recto_spool_free(RectoSpool *spool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoSpool, recto_spool_free)
bool recto_spool_write(RectoSpool *spool, const void *data, size_t size, GError **error);
/* Of one with a name: everything that was written is in the file, and with `durable` on the disk. `ret_known` (may be NULL): for recto_spool_reopen. */
bool recto_spool_settle(RectoSpool *spool, bool durable, uint64_t *ret_known, GError **error);
uint64_t recto_spool_size(const RectoSpool *spool);
/* Everything that was written, and its SHA-256. */
GBytes *recto_spool_take(RectoSpool *spool, uint8_t ret_sha256[32], GError **error);

#endif
