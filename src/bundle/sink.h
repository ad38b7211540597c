/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file being written: buffered, hashed and counted on the way. The first failure sticks and is told by recto_sink_close, so that writers need not
 * test every line. Must not know: what is written. */
#ifndef RECTO_SINK_H
#define RECTO_SINK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct RectoSink RectoSink;

/* Creates the file (mode 0600, must not exist) under the folder `folder_fd`. Errors: DEVICE. */
RectoSink *recto_sink_open(int folder_fd, const char *name, GError **error);
/* Into memory instead: what is written is had by recto_sink_take, which frees the sink. */
RectoSink *recto_sink_memory(void);
GBytes *recto_sink_take(RectoSink *sink);
void recto_sink_write(RectoSink *sink, const void *data, size_t size);
void recto_sink_text(RectoSink *sink, const char *text);
/* No floating point in here: printf would follow the locale. */
void recto_sink_printf(RectoSink *sink, const char *format, ...) G_GNUC_PRINTF(2, 3);
uint64_t recto_sink_size(const RectoSink *sink);
/* SHA-256 of all bytes written so far. */
void recto_sink_digest(const RectoSink *sink, uint8_t ret_sha256[32]);
void recto_sink_fail(RectoSink *sink, GError *error); /* takes the error */
/* Flushes, syncs and closes; frees the sink. `ret_sha256` and `ret_size` may be NULL. */
bool recto_sink_close(RectoSink *sink, uint8_t ret_sha256[32], uint64_t *ret_size, GError **error);

#endif
