/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Durable files. The order write -> fsync -> rename -> fsync(folder) is what survives a power cut (measured: without it whole databases vanish). */
#include "base/file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <recto/error.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the disk says of every file is the store's trouble, not this file's. */
static bool fail(const char *what, const char *path, GError **error) {
  int saved = errno;
  g_autofree char *name = path ? g_path_get_basename(path) : g_strdup("");
  if (saved == ENOSPC || saved == EDQUOT) return recto_error_say(error, RECTO_ERROR_STORE, "error.disk-full", "the disk is full; nothing was taken", NULL);
  if (saved == EIO) return recto_error_say(error, RECTO_ERROR_STORE, "error.disk-fails", "the disk fails; nothing was taken", NULL);
  if (saved == EROFS) return recto_error_say(error, RECTO_ERROR_STORE, "error.store-unwritable", "the store cannot be opened for writing", NULL);
  if (saved == ENOENT) return recto_error_say(error, RECTO_ERROR_DEVICE, "error.no-such-file", "{name}: no such file", "name", name, NULL);
  if (saved == EACCES || saved == EPERM) return recto_error_say(error, RECTO_ERROR_DEVICE, "error.not-allowed", "{name}: not allowed", "name", name, NULL);
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "%s %s: %s", what, name, g_strerror(saved));
  return false;
}

bool recto_file_write_all(int fd, const void *data, size_t size, GError **error) {
  const uint8_t *p = data;
  while (size > 0) {
    ssize_t n = write(fd, p, size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail("cannot write", NULL, error);
    p += n;
    size -= (size_t)n;
  }
  return true;
}

bool recto_file_sync_folder(const char *folder, GError **error) {
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return fail("cannot open folder", folder, error);
  bool right = fsync(fd) == 0 || errno == EINVAL;
  if (!right) fail("cannot sync folder", folder, error);
  close(fd);
  return right;
}

bool recto_file_write_durable(const char *path, const void *data, size_t size, GError **error) {
  g_autofree char *temporary = g_strdup_printf("%s.tmp-%d", path, (int)gettid()); /* threads of one process write the same name too */
  g_autofree char *folder = g_path_get_dirname(path);
  int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return fail("cannot create", path, error);
  bool right = recto_file_write_all(fd, data, size, error);
  if (right && fsync(fd) != 0) right = fail("cannot sync", path, error);
  if (close(fd) != 0 && right) right = fail("cannot close", path, error);
  if (right && rename(temporary, path) != 0) right = fail("cannot rename", path, error);
  if (!right) unlink(temporary);
  return right && recto_file_sync_folder(folder, error);
}

bool recto_file_copy(int from, int to, GError **error) {
  g_autofree uint8_t *buffer = g_malloc(1 << 17);
  for (off_t offset = 0;;) {
    ssize_t n = pread(from, buffer, 1 << 17, offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail("cannot read", NULL, error);
    if (n == 0) return true;
    if (!recto_file_write_all(to, buffer, (size_t)n, error)) return false;
    offset += n;
  }
}

bool recto_file_make_folder(const char *folder, GError **error) {
  if (g_mkdir_with_parents(folder, 0700) == 0) return true;
  return fail("cannot make folder", folder, error);
}

static bool remove_entries(int folder_fd) {
  DIR *dir = fdopendir(folder_fd);
  if (!dir) {
    close(folder_fd);
    return false;
  }
  bool all = true;
  for (struct dirent *entry; (entry = readdir(dir));) {
    if (g_str_equal(entry->d_name, ".") || g_str_equal(entry->d_name, "..")) continue;
    if (unlinkat(dirfd(dir), entry->d_name, 0) == 0) continue;
    int inner = openat(dirfd(dir), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner < 0 || !remove_entries(inner) || unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR) != 0) all = false;
  }
  closedir(dir);
  return all;
}

bool recto_file_remove_tree(const char *folder) {
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT;
  return remove_entries(fd) && rmdir(folder) == 0;
}

GBytes *recto_file_read(const char *path, size_t max, GError **error) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    fail("cannot open", path, error);
    return NULL;
  }
  g_autoptr(GByteArray) bytes = g_byte_array_new();
  g_autofree uint8_t *buffer = g_malloc(1 << 16);
  ssize_t n;
  while ((n = read(fd, buffer, 1 << 16)) > 0 && bytes->len <= max) g_byte_array_append(bytes, buffer, (guint)n);
  close(fd);
  if (n < 0) {
    fail("cannot read", path, error);
    return NULL;
  }
  if (bytes->len > max) {
    g_autofree char *most = g_strdup_printf("%zu", max);
    recto_error_say(error, RECTO_ERROR_FORMAT, "error.file-too-big", "the file is larger than {most} bytes", "most", most, NULL);
    return NULL;
  }
  return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}
