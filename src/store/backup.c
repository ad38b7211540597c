/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of the whole register, and back. A backup:
 *   FOLDER/format  FOLDER/register.db  FOLDER/blobs/ab/NAME  FOLDER/tombstones   as in a store
 *   FOLDER/backup.sha256     one line a file, "SHA-256  path", and last "HMAC  backup.sha256": keyed, so that nobody else can write one
 * Without site.key (that is what the escrow copy is for) and without results (they are made again). */
#include "base/digest.h"
#include "base/file.h"
#include "store/blobs.h"
#include "store/inside.h"
#include <errno.h>
#include <fcntl.h>
#include <recto/error.h>
#include <stdio.h>
#include <unistd.h>

#define MOST (2u << 30)

/* Copies a file by its bytes, durably, and tells its digest. */
static bool copy_file(const char *from, const char *to, char **ret_sha256, GError **error) {
  g_autoptr(GBytes) bytes = recto_file_read(from, MOST, error);
  if (!bytes) return false;
  uint8_t sha256[32];
  gsize size = 0;
  const void *data = g_bytes_get_data(bytes, &size);
  recto_digest_bytes(data, size, sha256);
  if (!recto_file_write_durable(to, data, size, error)) return false;
  if (ret_sha256) *ret_sha256 = recto_digest_hex(sha256);
  return true;
}

static bool list_copy(const char *from, const char *to, const char *path, GString *manifest, GError **error) {
  g_autofree char *source = g_build_filename(from, path, NULL), *target = g_build_filename(to, path, NULL), *sha256 = NULL;
  if (!copy_file(source, target, &sha256, error)) return false;
  g_string_append_printf(manifest, "%s  %s\n", sha256, path);
  return true;
}

static bool list_present(const char *folder, const char *path, GString *manifest, GError **error) {
  g_autofree char *full = g_build_filename(folder, path, NULL);
  uint8_t sha256[32];
  int fd = open(full, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  bool right = fd >= 0 && recto_digest_fd(fd, sha256, NULL, error);
  if (fd < 0) recto_store_fail(error, "error.backup-copy", "the copied register cannot be opened");
  if (fd >= 0) close(fd);
  if (!right) return false;
  g_autofree char *hex = recto_digest_hex(sha256);
  g_string_append_printf(manifest, "%s  %s\n", hex, path);
  return true;
}

static bool finish_manifest(const RectoStore *store, const char *folder, GString *manifest, GError **error) {
  g_autofree char *path = g_build_filename(folder, "backup.sha256", NULL), *mac = recto_keyed_name(store->chain_key, manifest->str, manifest->len);
  g_string_append_printf(manifest, "%s  backup.sha256\n", mac);
  return recto_file_write_durable(path, manifest->str, manifest->len, error);
}

static bool copy_originals(RectoLedger *rows, const char *from, const char *to, GString *manifest, RectoStoreProgress progress, gpointer data, GError **error) {
  g_autoptr(GPtrArray) files = recto_ledger_files(rows, NULL, error);
  g_autoptr(GHashTable) done = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; files && i < files->len; i++) {
    const RectoFileRow *row = files->pdata[i];
    g_autofree char *path = recto_blobs_path(RECTO_BLOBS_ORIGINALS, row->blob);
    if (g_hash_table_add(done, row->blob) && !list_copy(from, to, path, manifest, error)) {
      g_prefix_error(error, "an original of dossier %s: ", row->number);
      return false;
    }
    if (progress) progress(i + 1, files->len, data);
  }
  return files != NULL;
}

static bool copy_all(RectoStore *store, const char *part, RectoStoreProgress progress, gpointer data, GError **error) {
  g_autoptr(GString) manifest = g_string_new(NULL);
  g_autofree char *rows_path = g_build_filename(part, "register.db", NULL), *tombstones = recto_store_file(store, "tombstones");
  if (!recto_blobs_prepare(part, error) || !list_copy(store->folder, part, "format", manifest, error)) return false;
  if (g_file_test(tombstones, G_FILE_TEST_EXISTS) && !list_copy(store->folder, part, "tombstones", manifest, error)) return false;
  if (!recto_ledger_copy(store->ledger, rows_path, error)) return false;
  /* The copy's rows say which originals belong to it. It is opened no more than that: opening would change its bytes. */
  g_autoptr(RectoLedger) rows = recto_ledger_open(part, error);
  bool right = rows && copy_originals(rows, store->folder, part, manifest, progress, data, error);
  if (rows) recto_ledger_settle(rows);
  g_clear_pointer(&rows, recto_ledger_free);
  return right && list_present(part, "register.db", manifest, error) && finish_manifest(store, part, manifest, error) && recto_file_sync_folder(part, error);
}

static bool note_own(RectoStore *store, const char *deed, const char *who, int64_t now, GError **error) {
  if (!recto_ledger_begin(store->ledger, error)) return false;
  if (recto_chain_append(store, NULL, NULL, deed, who, NULL, now, NULL, error) && recto_ledger_commit(store->ledger, error)) {
    recto_chain_tell_head(store);
    return true;
  }
  recto_ledger_abandon(store->ledger);
  return false;
}

static bool rename_into_place(const char *part, const char *folder, GError **error) {
  g_autofree char *parent = g_path_get_dirname(folder);
  if (rename(part, folder) == 0) return recto_file_sync_folder(parent, error);
  return recto_error_say(error, RECTO_ERROR_STORE, "error.backup-name", "the finished copy cannot be given its name: {why}", "why", g_strerror(errno), NULL);
}

static bool is_free(const char *folder, GError **error) {
  if (!g_file_test(folder, G_FILE_TEST_EXISTS)) return true;
  return recto_error_say(error, RECTO_ERROR_USAGE, "error.exists", "{path} is there already; nothing was changed", "path", folder, NULL);
}

bool recto_store_backup(RectoStore *store, const char *folder, const char *who, int64_t now, RectoStoreProgress progress, gpointer data, GError **error) {
  g_autofree char *target = g_canonicalize_filename(folder, NULL), *part = g_strconcat(target, ".part", NULL);
  if (!is_free(target, error)) return false;
  recto_file_remove_tree(part);
  int lock = recto_store_lock(store, false, error); /* no purge meanwhile */
  bool right = lock >= 0 && note_own(store, "backup", who, now, error) && recto_file_make_folder(part, error) && copy_all(store, part, progress, data, error);
  if (lock >= 0) close(lock);
  if (right && rename_into_place(part, target, error)) return true;
  recto_file_remove_tree(part);
  return false;
}

/* ------------------------------------------------------------------ restore */

/* The manifest's paths and digests, its own mark checked. */
static char **read_manifest(const RectoStore *store, const char *backup, GError **error) {
  g_autofree char *path = g_build_filename(backup, "backup.sha256", NULL);
  g_autoptr(GBytes) bytes = recto_file_read(path, MOST, error);
  if (!bytes) return NULL;
  g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
  const char *last = g_str_has_suffix(text, "  backup.sha256\n") && strlen(text) >= 80 ? text + strlen(text) - 80 : NULL;
  g_autofree char *mac = last ? recto_keyed_name(store->chain_key, text, (size_t)(last - text)) : NULL;
  if (!mac || !g_str_has_prefix(last, mac)) {
    recto_store_fail(error, "error.backup-list", "the backup's list was altered or cut, or it belongs to another site key");
    return NULL;
  }
  g_autofree char *lines = g_strndup(text, (gsize)(last - text));
  return g_strsplit(g_strstrip(lines), "\n", -1);
}

/* Only what a backup can hold is copied; a path from the list is never trusted further. */
static bool is_backup_path(const char *path) {
  if (g_str_equal(path, "format") || g_str_equal(path, "register.db") || g_str_equal(path, "tombstones")) return true;
  return g_regex_match_simple("^blobs/[0-9a-f]{2}/[0-9a-f]{64}$", path, 0, 0);
}

static bool restore_file(const char *backup, const char *part, const char *line, GError **error) {
  const char *path = strlen(line) > 66 ? line + 66 : "";
  g_autofree char *sha256 = NULL;
  if (!is_backup_path(path)) return recto_store_fail(error, "error.backup-list", "the backup's list has not the form it should have");
  g_autofree char *from = g_build_filename(backup, path, NULL), *to = g_build_filename(part, path, NULL);
  if (!copy_file(from, to, &sha256, error)) return false;
  if (g_str_has_prefix(line, sha256)) return true;
  return recto_error_say(error, RECTO_ERROR_STORE, "error.backup-damaged", "the backup is damaged: {path} was altered", "path", path, NULL);
}

static bool restore_files(const RectoStore *keys, const char *backup, const char *part, RectoStoreProgress progress, gpointer data, GError **error) {
  g_auto(GStrv) lines = read_manifest(keys, backup, error);
  size_t n = lines ? g_strv_length(lines) : 0;
  for (size_t i = 0; i < n; i++) {
    if (!restore_file(backup, part, lines[i], error)) return false;
    if (progress) progress(i + 1, n, data);
  }
  return lines != NULL;
}

/* What was purged after the backup was made is purged again. */
static bool bury_again(RectoStore *store, const char *tombstones, const char *who, int64_t now, GError **error) {
  g_autoptr(GBytes) bytes = recto_file_read(tombstones, 1 << 26, error);
  if (!bytes) return false;
  g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    g_autofree char *number = g_strndup(*line, strcspn(*line, " "));
    g_autoptr(RectoDossierRow) row = recto_store_is_number(number) ? recto_ledger_dossier(store->ledger, number, NULL) : NULL;
    if (row && row->state != RECTO_DOSSIER_PURGED && !recto_store_purge(store, number, "purged before the backup was put back", who, now, error)) return false;
  }
  return true;
}

static bool check_restored(const char *part, const char *tombstones, const char *who, int64_t now, GError **error) {
  g_autoptr(RectoStore) store = recto_store_open(part, error);
  g_autoptr(GPtrArray) faults = store ? recto_store_verify(store, NULL, NULL, NULL, error) : NULL;
  if (!faults) return false;
  if (faults->len > 0) {
    const char *what = ((const RectoStoreFault *)faults->pdata[0])->what;
    return recto_error_say(error, RECTO_ERROR_STORE, "error.backup-verify", "the backup does not verify: {what}", "what", what, NULL);
  }
  return note_own(store, "restore", who, now, error) && (!tombstones || bury_again(store, tombstones, who, now, error));
}

static bool borrow_key(RectoStore *keys, const char *key_file, const char *part, GError **error) {
  g_autofree char *target = g_build_filename(part, "site.key", NULL);
  g_autoptr(GBytes) key = recto_file_read(key_file, 64, error);
  if (!key) return false;
  if (g_bytes_get_size(key) != RECTO_KEY_SIZE) return recto_store_fail(error, "error.key-file", "the key file is not a key");
  recto_store_use_key(keys, g_bytes_get_data(key, NULL));
  return recto_file_write_durable(target, keys->key, RECTO_KEY_SIZE, error);
}

bool recto_store_restore(const char *backup, const char *folder, const char *key_file, const char *tombstones, const char *who, int64_t now,
                         RectoStoreProgress progress, gpointer data, GError **error) {
  g_autofree char *target = g_canonicalize_filename(folder, NULL), *part = g_strconcat(target, ".part", NULL);
  RectoStore keys = {0};
  if (!is_free(target, error)) return false;
  recto_file_remove_tree(part);
  bool right = recto_file_make_folder(part, error) && borrow_key(&keys, key_file, part, error) && recto_blobs_prepare(part, error) &&
               restore_files(&keys, backup, part, progress, data, error) && check_restored(part, tombstones, who, now, error) &&
               rename_into_place(part, target, error);
  explicit_bzero(&keys, sizeof keys);
  if (!right) recto_file_remove_tree(part);
  return right;
}

/* ------------------------------------------------------------------ the key's copy */

bool recto_store_copy_key(RectoStore *store, const char *path, const char *who, int64_t now, GError **error) {
  if (!is_free(path, error) || !recto_file_write_durable(path, store->key, RECTO_KEY_SIZE, error) || !note_own(store, "key-copy", who, now, error)) return false;
  g_autoptr(GBytes) when = g_bytes_new(&now, sizeof now);
  if (!recto_ledger_begin(store->ledger, error)) return false;
  if (recto_ledger_set_meta(store->ledger, "key-copied-at", when, error) && recto_ledger_commit(store->ledger, error)) return true;
  recto_ledger_abandon(store->ledger);
  return false;
}

bool recto_store_check_key(RectoStore *store, const char *path, GError **error) {
  g_autoptr(GBytes) copy = recto_file_read(path, 64, error), own = g_bytes_new(store->key, RECTO_KEY_SIZE);
  if (!copy) return false;
  return g_bytes_equal(copy, own) || recto_store_fail(error, "error.key-differs", "this file is not the key of this store");
}

int64_t recto_store_key_copied_at(RectoStore *store) {
  g_autoptr(GBytes) when = recto_ledger_meta(store->ledger, "key-copied-at");
  int64_t at = 0;
  if (when && g_bytes_get_size(when) == sizeof at) memcpy(&at, g_bytes_get_data(when, NULL), sizeof at);
  return at;
}
