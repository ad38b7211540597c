/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads that go on later: what arrived so far, each a sealed file below the store (store.h), opened with its dossier's key. They are no part of the register and
 * nobody is told that they were received. One has one writer at a time: whoever comes later takes its turn, since a telephone that lost its line does not tell.
 * How much may wait is counted by what was announced. Used by many threads. Must not know: HTTP, what a file shows. */
#ifndef RECTO_PARTIAL_H
#define RECTO_PARTIAL_H

#include "http/spool.h"
#include "store/store.h"
#include <recto/model.h>

#define RECTO_PARTIAL_UNKNOWN UINT64_MAX /* no length was told */
#define RECTO_PARTIAL_ID 32              /* hexadecimal letters */

/* What is known of it from the beginning. */
typedef struct {
  char *id, *number;     /* of itself, of the dossier */
  uint32_t ticket;
  char *name, *piece;    /* clean; what it is meant for, NULL = not told */
  char *peer;            /* keyed digest of the address that began it */
  bool replaces;         /* … the file `replaced` */
  uint32_t replaced;
  uint64_t length;       /* bytes in all */
  bool has_digest;       /* what it must come to, as its sender says */
  uint8_t sha256[32];
} RectoPartialHead;
void recto_partial_head_clear(RectoPartialHead *head);

typedef struct RectoPartials RectoPartials;
typedef struct RectoPartial RectoPartial;

RectoPartials *recto_partials_new(const RectoModels *models);
void recto_partials_free(RectoPartials *uploads);
/* Those that a process before this one left. Files that do not open are removed: their dossier is purged, or their beginning never reached the disk. */
void recto_partials_load(RectoPartials *uploads, RectoStore *store);
/* Removes those whose time is over or whose ticket is not open any more, unless somebody is writing. `now`: µs UTC. Gives how many. */
size_t recto_partials_sweep(RectoPartials *uploads, RectoStore *store, int64_t now);

typedef enum { RECTO_PARTIAL_DONE, RECTO_PARTIAL_LOST /* somebody else has its turn, or it is gone */, RECTO_PARTIAL_OVER /* more than its length */, RECTO_PARTIAL_DISK } RectoPartialFate;

/* A new one; `head` is copied. NULL: `ret_full` tells whether ticket or address have too many; else the disk. The first recto_partial_rest makes it durable. */
RectoPartial *recto_partials_begin(RectoPartials *uploads, RectoStore *store, const RectoPartialHead *head, bool *ret_full);
/* One of this ticket; NULL = there is none. Each is given back with recto_partial_unref. */
RectoPartial *recto_partials_find(RectoPartials *uploads, const char *number, uint32_t ticket, const char *id);
GPtrArray *recto_partials_of(RectoPartials *uploads, const char *number, uint32_t ticket); /* of RectoPartial*, the one touched last first */
RectoPartial *recto_partial_ref(RectoPartial *upload);
void recto_partial_unref(RectoPartial *upload);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoPartial, recto_partial_unref)
const RectoPartialHead *recto_partial_head(const RectoPartial *upload); /* as long as the upload */
/* Tells the length of one that had none; false: it is another one. */
bool recto_partial_tell_length(RectoPartial *upload, uint64_t length);
/* How much there is, whoever is writing. */
uint64_t recto_partial_size(RectoPartial *upload, RectoStore *store);

/* A turn at writing, from which everybody else's ends. 0: it does not open (the disk, or it is gone). */
guint recto_partial_turn(RectoPartial *upload, RectoStore *store, uint64_t *ret_size);
RectoPartialFate recto_partial_append(RectoPartial *upload, guint turn, const void *data, size_t size);
/* Ends the turn: what there is, is in the file, with `durable` on the disk. */
RectoPartialFate recto_partial_rest(RectoPartial *upload, guint turn, bool durable, uint64_t *ret_size);
/* In one's turn: the whole, and its digest; NULL on failure, without an error when it is somebody else's turn. */
GBytes *recto_partial_take(RectoPartial *upload, guint turn, uint8_t ret_sha256[32], GError **error);
/* It is not there any more, nor its file. */
void recto_partial_remove(RectoPartial *upload);
/* True once: an interruption of it is noted one time. */
bool recto_partial_first_break(RectoPartial *upload);

#endif
