/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file being written. Must not know: what is written. */
#include "bundle/sink.h"
#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <recto/error.h>
#include <unistd.h>

#define BUFFER_SIZE (1 << 16)

struct RectoSink {
  int fd;
  char *name;
  GByteArray *memory; /* NULL = a file */
  GChecksum *sum;
  uint64_t size;
  GError *error;
  size_t used;
  uint8_t buffer[BUFFER_SIZE];
};

static void put(RectoSink *sink, const void *data, size_t size) {
  if (sink->memory) g_byte_array_append(sink->memory, data, (guint)size);
  else if (!sink->error) recto_file_write_all(sink->fd, data, size, &sink->error);
}

static void flush(RectoSink *sink) {
  if (sink->used > 0) put(sink, sink->buffer, sink->used);
  sink->used = 0;
}

RectoSink *recto_sink_open(int folder_fd, const char *name, GError **error) {
  int fd = openat(folder_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "cannot create %s in the bundle: %s", name, g_strerror(errno));
    return NULL;
  }
  RectoSink *sink = g_new0(RectoSink, 1);
  sink->fd = fd;
  sink->name = g_strdup(name);
  sink->sum = g_checksum_new(G_CHECKSUM_SHA256);
  return sink;
}

RectoSink *recto_sink_memory(void) {
  RectoSink *sink = g_new0(RectoSink, 1);
  sink->fd = -1;
  sink->memory = g_byte_array_new();
  sink->sum = g_checksum_new(G_CHECKSUM_SHA256);
  return sink;
}

GBytes *recto_sink_take(RectoSink *sink) {
  flush(sink);
  GBytes *bytes = g_byte_array_free_to_bytes(sink->memory);
  g_clear_error(&sink->error);
  g_checksum_free(sink->sum);
  g_free(sink);
  return bytes;
}

void recto_sink_write(RectoSink *sink, const void *data, size_t size) {
  g_checksum_update(sink->sum, data, (gssize)size);
  sink->size += size;
  if (size > BUFFER_SIZE - sink->used) flush(sink);
  if (size > BUFFER_SIZE) {
    put(sink, data, size);
    return;
  }
  if (size > 0) memcpy(sink->buffer + sink->used, data, size);
  sink->used += size;
}

void recto_sink_text(RectoSink *sink, const char *text) { recto_sink_write(sink, text, strlen(text)); }

void recto_sink_printf(RectoSink *sink, const char *format, ...) {
  va_list list;
  va_start(list, format);
  g_autofree char *text = g_strdup_vprintf(format, list);
  va_end(list);
  recto_sink_text(sink, text);
}

uint64_t recto_sink_size(const RectoSink *sink) { return sink->size; }

void recto_sink_digest(const RectoSink *sink, uint8_t ret_sha256[32]) {
  GChecksum *copy = g_checksum_copy(sink->sum);
  gsize length = 32;
  g_checksum_get_digest(copy, ret_sha256, &length);
  g_checksum_free(copy);
}

void recto_sink_fail(RectoSink *sink, GError *error) {
  if (sink->error) g_error_free(error);
  else sink->error = error;
}

bool recto_sink_close(RectoSink *sink, uint8_t ret_sha256[32], uint64_t *ret_size, GError **error) {
  flush(sink);
  if (!sink->error && fsync(sink->fd) != 0)
    g_set_error(&sink->error, RECTO_ERROR, RECTO_ERROR_DEVICE, "cannot sync %s: %s", sink->name, g_strerror(errno));
  if (close(sink->fd) != 0 && !sink->error)
    g_set_error(&sink->error, RECTO_ERROR, RECTO_ERROR_DEVICE, "cannot close %s: %s", sink->name, g_strerror(errno));
  bool right = !sink->error;
  if (right && ret_sha256) recto_sink_digest(sink, ret_sha256);
  if (right && ret_size) *ret_size = sink->size;
  if (sink->error) g_propagate_error(error, g_steal_pointer(&sink->error));
  g_checksum_free(sink->sum);
  g_free(sink->name);
  g_free(sink);
  return right;
}
