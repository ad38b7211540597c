/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that arrive over minutes, kept until they are whole: on disk, in a file without a name, sealed block by block with a key that never leaves this
 * process. A spool holds one block in memory, whatever arrives; a process that dies leaves nothing that can be read. Must not know: what the bytes are. */
#ifndef RECTO_SPOOL_H
#define RECTO_SPOOL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct RectoSpool RectoSpool;

/* A file in `folder` that has no name. Errors of all: DEVICE (disk), ENGINE. */
RectoSpool *recto_spool_new(const char *folder, GError **error);
void recto_spool_free(RectoSpool *spool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoSpool, recto_spool_free)
bool recto_spool_write(RectoSpool *spool, const void *data, size_t size, GError **error);
uint64_t recto_spool_size(const RectoSpool *spool);
/* Everything that was written, as a sealed memory file at position 0, and its SHA-256; -1 on failure. The descriptor is the caller's. */
int recto_spool_open(RectoSpool *spool, uint8_t ret_sha256[32], GError **error);

#endif
