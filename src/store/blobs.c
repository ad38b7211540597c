/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed bytes in 256 folders a kind, made once: a new blob costs one sync of itself and one of its shard. */
#include "store/blobs.h"
#include "base/file.h"
#include <errno.h>
#include <recto/error.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST (2u << 30)
static const char *const kinds[RECTO_N_BLOBS] = {"blobs", "results"};

static char *shard(const char *folder, RectoBlobKind kind, const char *name) {
  char letters[3] = {name[0], name[1], 0};
  return g_build_filename(folder, kinds[kind], letters, NULL);
}

static char *full_path(const char *folder, RectoBlobKind kind, const char *name) {
  g_autofree char *inside = shard(folder, kind, name);
  return g_build_filename(inside, name, NULL);
}

/* The last shard is made last: when it is there, all are. */
static bool prepare_kind(const char *folder, const char *kind, GError **error) {
  g_autofree char *parent = g_build_filename(folder, kind, NULL), *last = g_build_filename(parent, "ff", NULL);
  if (g_file_test(last, G_FILE_TEST_IS_DIR)) return true;
  if (!recto_file_make_folder(parent, error)) return false;
  for (int i = 0; i < 256; i++) {
    g_autofree char *name = g_strdup_printf("%02x", (unsigned)i), *path = g_build_filename(parent, name, NULL);
    if (i == 255 && !recto_file_sync_folder(parent, error)) return false;
    if (!recto_file_make_folder(path, error)) return false;
  }
  return recto_file_sync_folder(parent, error) && recto_file_sync_folder(folder, error);
}

bool recto_blobs_prepare(const char *folder, GError **error) {
  for (int i = 0; i < RECTO_N_BLOBS; i++)
    if (!prepare_kind(folder, kinds[i], error)) return false;
  return true;
}

bool recto_blobs_put(const char *folder, RectoBlobKind kind, const char *name, GBytes *sealed, GError **error) {
  g_autofree char *path = full_path(folder, kind, name);
  gsize size = 0;
  const void *data = g_bytes_get_data(sealed, &size);
  return recto_file_write_durable(path, data, size, error);
}

bool recto_blobs_confirm(const char *folder, RectoBlobKind kind, const char *name, GError **error) {
  g_autofree char *inside = shard(folder, kind, name);
  return recto_file_sync_folder(inside, error);
}

GBytes *recto_blobs_take(const char *folder, RectoBlobKind kind, const char *name, GError **error) {
  g_autofree char *path = full_path(folder, kind, name);
  return recto_file_read(path, MOST, error);
}

char *recto_blobs_path(RectoBlobKind kind, const char *name) { return g_strdup_printf("%s/%.2s/%s", kinds[kind], name, name); }

bool recto_blobs_remove(const char *folder, const char *path, GError **error) {
  g_autofree char *full = g_build_filename(folder, path, NULL), *inside = g_path_get_dirname(full);
  if (unlink(full) == 0 || errno == ENOENT) return recto_file_sync_folder(inside, error);
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_STORE, "a sealed file cannot be removed: %s", g_strerror(errno));
  return false;
}

static bool each_of_shard(const char *path, RectoBlobKind kind, RectoBlobFunc each, gpointer data) {
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    g_autofree char *full = g_build_filename(path, name, NULL);
    struct stat status;
    if (stat(full, &status) != 0) continue;
    bool whole = strlen(name) == 64 && strspn(name, "0123456789abcdef") == 64;
    if (!each(kind, name, whole, (int64_t)status.st_mtime * G_USEC_PER_SEC, data)) return false;
  }
  return true;
}

void recto_blobs_each(const char *folder, RectoBlobFunc each, gpointer data) {
  for (int kind = 0; kind < RECTO_N_BLOBS; kind++)
    for (int i = 0; i < 256; i++) {
      g_autofree char *name = g_strdup_printf("%02x", (unsigned)i), *path = g_build_filename(folder, kinds[kind], name, NULL);
      if (!each_of_shard(path, (RectoBlobKind)kind, each, data)) return;
    }
}

void recto_blobs_drop_leftover(const char *folder, RectoBlobKind kind, const char *name) {
  g_autofree char *path = full_path(folder, kind, name);
  unlink(path);
}
