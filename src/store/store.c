/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening the register, its keys, one dossier's sealed files. */
#include "store/store.h"
#include "base/digest.h"
#include "base/file.h"
#include "store/blobs.h"
#include "store/inside.h"
#include <fcntl.h>
#include <recto/error.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#define FORMAT "recto-store 2\n"

bool recto_store_fail(GError **error, const char *key, const char *english) { return recto_error_say(error, RECTO_ERROR_STORE, key, english, NULL); }
bool recto_store_unknown(GError **error, const char *number) {
  return recto_error_say(error, RECTO_ERROR_USAGE, "error.no-dossier", "no dossier {number} in this store", "number", number, NULL);
}
bool recto_store_purged(GError **error, const char *number) {
  return recto_error_say(error, RECTO_ERROR_USAGE, "error.purged", "dossier {number} was purged", "number", number, NULL);
}

char *recto_store_file(const RectoStore *store, const char *name) { return g_build_filename(store->folder, name, NULL); }
const char *recto_store_folder(const RectoStore *store) { return store->folder; }
RectoLedger *recto_store_ledger(RectoStore *store) { return store->ledger; }

bool recto_store_is_number(const char *text) {
  const char *p = *text == 'C' ? text + 1 : text;
  if (strlen(p) != 11 || p[4] != '-') return false;
  return strspn(p, "0123456789") == 4 && strspn(p + 5, "0123456789") == 6;
}

int recto_store_lock(const RectoStore *store, bool alone, GError **error) {
  g_autofree char *path = recto_store_file(store, "lock");
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd >= 0 && flock(fd, alone ? LOCK_EX : LOCK_SH) == 0) return fd;
  if (fd >= 0) close(fd);
  recto_store_fail(error, "error.store-lock", "the store cannot be locked");
  return -1;
}

/* ------------------------------------------------------------------ keys */

static void derive(const RectoStore *store, const char *purpose, uint8_t ret_key[RECTO_KEY_SIZE]) {
  g_autofree char *hex = recto_keyed_name(store->key, purpose, strlen(purpose));
  recto_digest_from_hex(hex, ret_key);
}

void recto_store_derive_key(const RectoStore *store, const char *purpose, uint8_t ret_key[32]) {
  g_autofree char *apart = g_strconcat("recto for ", purpose, NULL);
  derive(store, apart, ret_key);
}

void recto_store_dossier_derive_key(const RectoStoreDossier *dossier, const char *purpose, uint8_t ret_key[32]) {
  g_autofree char *apart = g_strconcat("recto for ", purpose, NULL), *hex = recto_keyed_name(dossier->key, apart, strlen(apart));
  recto_digest_from_hex(hex, ret_key);
}

char *recto_store_uploads(const RectoStore *store, const char *number) { return g_build_filename(store->folder, "uploads", number, NULL); }

void recto_store_use_key(RectoStore *store, const uint8_t key[RECTO_KEY_SIZE]) {
  memmove(store->key, key, RECTO_KEY_SIZE);
  derive(store, "recto history", store->chain_key);
  derive(store, "recto find", store->find_key);
}

static bool load_site_key(RectoStore *store, GError **error) {
  g_autofree char *path = recto_store_file(store, "site.key");
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
    g_autofree char *rows = recto_store_file(store, "register.db");
    if (g_file_test(rows, G_FILE_TEST_EXISTS)) return recto_store_fail(error, "error.key-missing", "site.key is not there: put its copy back into the store's folder");
    if (!recto_key_new(store->key, error) || !recto_file_write_durable(path, store->key, RECTO_KEY_SIZE, error)) return false;
  }
  g_autoptr(GBytes) key = recto_file_read(path, 64, error);
  if (!key) return false;
  if (g_bytes_get_size(key) != RECTO_KEY_SIZE) return recto_store_fail(error, "error.key-damaged", "site.key is not a key");
  recto_store_use_key(store, g_bytes_get_data(key, NULL));
  return true;
}

/* A key of another store would make rows that nobody can open: the first opening leaves a mark of its key. */
static bool check_site_key(RectoStore *store, GError **error) {
  g_autoptr(GBytes) mark = recto_store_find_digest(store, "site key", strlen("site key")), known = recto_ledger_meta(store->ledger, "key-mark");
  if (known) return g_bytes_equal(mark, known) || recto_store_fail(error, "error.key-other", "site.key is the key of another store");
  if (!recto_ledger_begin(store->ledger, error)) return false;
  if (recto_ledger_set_meta(store->ledger, "key-mark", mark, error) && recto_ledger_commit(store->ledger, error)) return true;
  recto_ledger_abandon(store->ledger);
  return false;
}

GBytes *recto_store_find_digest(const RectoStore *store, const void *data, size_t size) {
  g_autofree char *hex = recto_keyed_name(store->find_key, data, size);
  uint8_t *digest = g_malloc(RECTO_KEY_SIZE);
  recto_digest_from_hex(hex, digest);
  return g_bytes_new_take(digest, RECTO_KEY_SIZE);
}

/* ------------------------------------------------------------------ opening */

static bool check_format(const char *folder, GError **error) {
  g_autofree char *path = g_build_filename(folder, "format", NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) return recto_file_write_durable(path, FORMAT, strlen(FORMAT), error);
  g_autoptr(GBytes) format = recto_file_read(path, 64, error), wanted = g_bytes_new_static(FORMAT, strlen(FORMAT));
  if (!format) return false;
  return g_bytes_equal(format, wanted) || recto_store_fail(error, "error.store-other-form", "this folder was written by another version of Recto; nothing was changed");
}

/* Whoever creates the store does it alone. The format is written last: with it, everything else is there. */
static bool prepare(RectoStore *store, GError **error) {
  g_autofree char *format = recto_store_file(store, "format");
  if (g_file_test(format, G_FILE_TEST_EXISTS)) return check_format(store->folder, error) && load_site_key(store, error);
  int lock = recto_store_lock(store, true, error);
  g_autofree char *parent = g_path_get_dirname(store->folder);
  bool right = lock >= 0 && recto_blobs_prepare(store->folder, error) && load_site_key(store, error) && check_format(store->folder, error) &&
               recto_file_sync_folder(parent, error);
  if (lock >= 0) close(lock);
  return right;
}

RectoStore *recto_store_open(const char *folder, GError **error) {
  g_autoptr(RectoStore) store = g_new0(RectoStore, 1);
  store->folder = g_canonicalize_filename(folder, NULL);
  bool right = recto_file_make_folder(store->folder, error) && prepare(store, error) && (store->ledger = recto_ledger_open(store->folder, error)) &&
               check_site_key(store, error);
  if (!right) {
    g_prefix_error(error, "store: ");
    return NULL;
  }
  recto_store_clear_rubbish(store, NULL); /* what cannot be removed now is removed at the next opening */
  return g_steal_pointer(&store);
}

void recto_store_free(RectoStore *store) {
  if (!store) return;
  recto_ledger_free(store->ledger);
  g_free(store->folder);
  explicit_bzero(store, sizeof *store);
  g_free(store);
}

/* ------------------------------------------------------------------ one dossier */

void recto_store_dossier_free(RectoStoreDossier *dossier) {
  if (!dossier) return;
  g_free(dossier->folder);
  g_free(dossier->number);
  explicit_bzero(dossier, sizeof *dossier);
  g_free(dossier);
}

const char *recto_store_number(const RectoStoreDossier *dossier) { return dossier->number; }

static char *key_purpose(const char *number) { return g_strconcat("key/", number, NULL); }

GBytes *recto_store_wrap(const RectoStore *store, const RectoStoreDossier *dossier, const char *number, GError **error) {
  g_autofree char *purpose = key_purpose(number);
  return recto_seal(store->key, purpose, dossier->key, RECTO_KEY_SIZE, error);
}

RectoStoreDossier *recto_store_dossier_of(RectoStore *store, const RectoDossierRow *row, GError **error) {
  g_autofree char *purpose = key_purpose(row->number);
  g_autoptr(GBytes) key = row->key ? recto_unseal(store->key, purpose, row->key, NULL) : NULL;
  if (!row->key) recto_store_purged(error, row->number);
  else if (!key || g_bytes_get_size(key) != RECTO_KEY_SIZE)
    recto_error_say(error, RECTO_ERROR_STORE, "error.dossier-key", "the key of dossier {number} does not open", "number", row->number, NULL);
  if (!key || g_bytes_get_size(key) != RECTO_KEY_SIZE) return NULL;
  RectoStoreDossier *dossier = g_new0(RectoStoreDossier, 1);
  dossier->folder = g_strdup(store->folder);
  dossier->number = g_strdup(row->number);
  dossier->ledger = store->ledger;
  memcpy(dossier->key, g_bytes_get_data(key, NULL), RECTO_KEY_SIZE);
  return dossier;
}

RectoStoreDossier *recto_store_find(RectoStore *store, const char *number, GError **error) {
  GError *cause = NULL;
  g_autoptr(RectoDossierRow) row = recto_store_is_number(number) ? recto_ledger_dossier(store->ledger, number, &cause) : NULL;
  if (row) return recto_store_dossier_of(store, row, error);
  if (cause) g_propagate_error(error, cause);
  else recto_store_unknown(error, number);
  return NULL;
}

int recto_store_open_blob(const RectoStoreDossier *dossier, const char *name, GError **error) {
  g_autofree char *purpose = g_strconcat("blob/", name, NULL);
  g_autoptr(GBytes) sealed = recto_blobs_take(dossier->folder, RECTO_BLOBS_ORIGINALS, name, NULL), bytes = sealed ? recto_unseal(dossier->key, purpose, sealed, NULL) : NULL;
  if (!bytes) {
    recto_error_say(error, RECTO_ERROR_STORE, "error.original", "an original of dossier {number} is gone or was altered; run recto verify", "number", dossier->number, NULL);
    return -1;
  }
  int fd = memfd_create("recto-original", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  bool right = fd >= 0 && recto_file_write_all(fd, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), error) &&
               fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0 && lseek(fd, 0, SEEK_SET) == 0;
  if (right) return fd;
  if (error && !*error) recto_store_fail(error, "error.memory", "no memory file to be had");
  if (fd >= 0) close(fd);
  return -1;
}

/* ------------------------------------------------------------------ results */

static char *result_name(const RectoStoreDossier *dossier, const char *key) { return recto_keyed_name(dossier->key, key, strlen(key)); }
static char *result_purpose(const char *name) { return g_strconcat("result/", name, NULL); }

/* The row comes first: a purge then knows of the file whenever it may have come to be. */
bool recto_store_put_result(RectoStoreDossier *dossier, const char *key, GBytes *result, GError **error) {
  g_autofree char *name = result_name(dossier, key), *purpose = result_purpose(name);
  gsize size = 0;
  const void *data = g_bytes_get_data(result, &size);
  g_autoptr(GBytes) sealed = recto_seal(dossier->key, purpose, data, size, error);
  return sealed && recto_ledger_add_result(dossier->ledger, dossier->number, name, error) &&
         recto_blobs_put(dossier->folder, RECTO_BLOBS_RESULTS, name, sealed, error);
}

GBytes *recto_store_result(const RectoStoreDossier *dossier, const char *key) {
  g_autofree char *name = result_name(dossier, key), *purpose = result_purpose(name);
  g_autoptr(GBytes) sealed = recto_blobs_take(dossier->folder, RECTO_BLOBS_RESULTS, name, NULL);
  return sealed ? recto_unseal(dossier->key, purpose, sealed, NULL) : NULL;
}
