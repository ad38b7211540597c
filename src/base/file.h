/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Durable files: written beside their final name, synced, renamed, folder synced. A name is either absent or whole.
 * Must not know: what is stored. */
#ifndef RECTO_FILE_H
#define RECTO_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* All mode 0600. Errors: DEVICE, naming the last path element only (paths may be personal). */
bool recto_file_write_durable(const char *path, const void *data, size_t size, GError **error);
/* Writes everything or fails. */
bool recto_file_write_all(int fd, const void *data, size_t size, GError **error);
bool recto_file_sync_folder(const char *folder, GError **error);
/* Copies from offset 0 of `from` to the current position of `to`. */
bool recto_file_copy(int from, int to, GError **error);
/* Creates the folder and its parents, mode 0700. */
bool recto_file_make_folder(const char *folder, GError **error);
/* Removes a folder tree without following links. Best effort; false if something is left. */
bool recto_file_remove_tree(const char *folder);
/* The whole file, at most `max` bytes. Errors: DEVICE, FORMAT (over max). */
GBytes *recto_file_read(const char *path, size_t max, GError **error);

#endif
