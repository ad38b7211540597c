/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A .zip through libarchive, file by file with a small buffer. Must not know: what the files are. */
#include "bundle/zip.h"
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <recto/error.h>
#include <unistd.h>

static bool refuse(struct archive *archive, GError **error) {
  const char *why = archive_error_string(archive);
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "cannot write the zip: %s", why ? why : "unknown reason");
  return false;
}

static bool copy_data(struct archive *archive, const char *path, GError **error) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  g_autofree char *buffer = g_malloc(1 << 16);
  ssize_t n = fd < 0 ? -1 : 0;
  bool right = fd >= 0;
  while (right && (n = read(fd, buffer, 1 << 16)) > 0) right = archive_write_data(archive, buffer, (size_t)n) == n || refuse(archive, error);
  if (fd >= 0) close(fd);
  if (n < 0) g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "cannot read a file of the bundle again: %s", g_strerror(errno));
  return right && n == 0;
}

/* JPEG and G4 pictures do not shrink further: PDFs and originals are stored, text is deflated. */
static bool is_text(const char *path) { return g_str_has_suffix(path, ".json") || g_str_has_suffix(path, ".html") || g_str_has_suffix(path, ".txt"); }

static bool add_file(struct archive *archive, const char *root, RectoBag *bag, const RectoBagEntry *item, int64_t seconds, GError **error) {
  struct archive_entry *entry = archive_entry_new();
  g_autofree char *inside = g_build_filename(root, item->path, NULL);
  archive_entry_set_pathname_utf8(entry, inside);
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0644);
  archive_entry_set_size(entry, (la_int64_t)item->size);
  archive_entry_set_mtime(entry, seconds, 0);
  if (is_text(item->path)) archive_write_zip_set_compression_deflate(archive);
  else archive_write_zip_set_compression_store(archive);
  bool right = archive_write_header(archive, entry) == ARCHIVE_OK || refuse(archive, error);
  archive_entry_free(entry);
  if (!right) return false;
  g_autofree char *path = g_build_filename(recto_bag_folder(bag), item->path, NULL);
  if (!copy_data(archive, path, error)) return false;
  return archive_write_finish_entry(archive) == ARCHIVE_OK || refuse(archive, error);
}

static bool write_all(int fd, const char *name, RectoBag *bag, int64_t made_at, GError **error) {
  struct archive *archive = archive_write_new();
  archive_write_set_format_zip(archive);
  archive_write_set_options(archive, "zip:hdrcharset=UTF-8");
  archive_write_set_bytes_per_block(archive, 1 << 16);
  archive_write_set_bytes_in_last_block(archive, 1);
  const GPtrArray *entries = recto_bag_entries(bag);
  bool right = archive_write_open_fd(archive, fd) == ARCHIVE_OK || refuse(archive, error);
  for (guint i = 0; right && i < entries->len; i++) right = add_file(archive, name, bag, entries->pdata[i], made_at / G_USEC_PER_SEC, error);
  if (right && archive_write_close(archive) != ARCHIVE_OK) right = refuse(archive, error);
  archive_write_free(archive);
  return right;
}

char *recto_zip_write(const char *parent, const char *name, RectoBag *bag, int64_t made_at, GError **error) {
  g_autofree char *hidden = g_strdup_printf(".%s.zip.XXXXXX", name);
  g_autofree char *temporary = g_build_filename(parent, hidden, NULL);
  int fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "cannot create the zip: %s", g_strerror(errno));
    return NULL;
  }
  bool right = write_all(fd, name, bag, made_at, error);
  if (right && fsync(fd) != 0) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "cannot sync the zip: %s", g_strerror(errno));
    right = false;
  }
  close(fd);
  if (!right) unlink(temporary);
  return right ? g_steal_pointer(&temporary) : NULL;
}
