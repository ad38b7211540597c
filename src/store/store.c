/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of sealed files. Everything is written durably before it is acknowledged. */
#include "store/store.h"
#include "base/file.h"
#include "base/seal.h"
#include <errno.h>
#include <fcntl.h>
#include <recto/error.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FORMAT "recto-store 1\n"
#define MAX_RESULT (1u << 30)

struct RectoStore {
  char *folder;
  uint8_t key[RECTO_KEY_SIZE];
  int lock;
};
struct RectoStoreDossier {
  char *folder, *number;
  uint8_t key[RECTO_KEY_SIZE];
};

static bool fail(GError **error, const char *what) {
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_STORE, "%s", what);
  return false;
}

static char *inside(const char *folder, const char *a, const char *b) { return g_build_filename(folder, a, b, NULL); }

static bool check_format(const char *folder, GError **error) {
  g_autofree char *path = inside(folder, "format", NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) return recto_file_write_durable(path, FORMAT, strlen(FORMAT), error);
  g_autoptr(GBytes) format = recto_file_read(path, 64, error);
  if (!format) return false;
  g_autoptr(GBytes) wanted = g_bytes_new_static(FORMAT, strlen(FORMAT));
  return g_bytes_equal(format, wanted) || fail(error, "the store's folder was written by another version of Recto");
}

static bool load_site_key(RectoStore *store, GError **error) {
  g_autofree char *path = inside(store->folder, "site.key", NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return recto_key_new(store->key, error) && recto_file_write_durable(path, store->key, RECTO_KEY_SIZE, error);
  g_autoptr(GBytes) key = recto_file_read(path, 64, error);
  if (!key) return false;
  if (g_bytes_get_size(key) != RECTO_KEY_SIZE) return fail(error, "site.key is not a key");
  memcpy(store->key, g_bytes_get_data(key, NULL), RECTO_KEY_SIZE);
  return true;
}

/* One writer at a time: two intakes into one folder wait for each other only while numbers are given. */
static bool lock_store(RectoStore *store, GError **error) {
  g_autofree char *path = inside(store->folder, "lock", NULL);
  store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  return (store->lock >= 0 && flock(store->lock, LOCK_EX) == 0) || fail(error, "the store cannot be locked");
}

static void unlock_store(RectoStore *store) {
  if (store->lock >= 0) close(store->lock);
  store->lock = -1;
}

RectoStore *recto_store_open(const char *folder, GError **error) {
  g_autoptr(RectoStore) store = g_new0(RectoStore, 1);
  store->folder = g_strdup(folder);
  store->lock = -1;
  g_autofree char *dossiers = inside(folder, "dossiers", NULL), *open_folder = inside(folder, "open", NULL);
  bool right = recto_file_make_folder(dossiers, error) && recto_file_make_folder(open_folder, error) && lock_store(store, error) &&
               check_format(folder, error) && load_site_key(store, error);
  unlock_store(store);
  if (!right) {
    g_prefix_error(error, "store: ");
    return NULL;
  }
  return g_steal_pointer(&store);
}

void recto_store_free(RectoStore *store) {
  if (!store) return;
  unlock_store(store);
  explicit_bzero(store->key, sizeof store->key);
  g_free(store->folder);
  g_free(store);
}

void recto_store_dossier_free(RectoStoreDossier *dossier) {
  if (!dossier) return;
  explicit_bzero(dossier->key, sizeof dossier->key);
  g_free(dossier->folder);
  g_free(dossier->number);
  g_free(dossier);
}

const char *recto_store_number(const RectoStoreDossier *dossier) { return dossier->number; }

static bool is_number(const char *text) { return g_regex_match_simple("^[0-9]{4}-[0-9]{6}$", text, 0, 0); }

static RectoStoreDossier *open_dossier(RectoStore *store, const char *number, GError **error) {
  g_autoptr(RectoStoreDossier) dossier = g_new0(RectoStoreDossier, 1);
  dossier->number = g_strdup(number);
  dossier->folder = inside(store->folder, "dossiers", number);
  g_autofree char *key_path = inside(dossier->folder, "key", NULL);
  g_autoptr(GBytes) wrapped = recto_file_read(key_path, 256, error);
  g_autoptr(GBytes) key = wrapped ? recto_unseal(store->key, number, wrapped, error) : NULL;
  if (!key || g_bytes_get_size(key) != RECTO_KEY_SIZE) {
    g_prefix_error(error, "dossier %s: ", number);
    return NULL;
  }
  memcpy(dossier->key, g_bytes_get_data(key, NULL), RECTO_KEY_SIZE);
  return g_steal_pointer(&dossier);
}

static bool make_dossier(RectoStore *store, const char *number, GError **error) {
  uint8_t key[RECTO_KEY_SIZE];
  g_autofree char *folder = inside(store->folder, "dossiers", number), *blobs = inside(folder, "blobs", NULL), *results = inside(folder, "results", NULL);
  g_autofree char *key_path = inside(folder, "key", NULL);
  if (!recto_key_new(key, error)) return false;
  g_autoptr(GBytes) wrapped = recto_seal(store->key, number, key, sizeof key, error);
  explicit_bzero(key, sizeof key);
  g_autofree char *dossiers = inside(store->folder, "dossiers", NULL);
  return wrapped && recto_file_make_folder(blobs, error) && recto_file_make_folder(results, error) &&
         recto_file_write_durable(key_path, g_bytes_get_data(wrapped, NULL), g_bytes_get_size(wrapped), error) && recto_file_sync_folder(dossiers, error);
}

/* One more than the greatest number of the year; a number is never given twice because folders are never removed. */
static char *next_number(RectoStore *store, int year) {
  g_autofree char *folder = inside(store->folder, "dossiers", NULL), *prefix = g_strdup_printf("%04d-", year);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  gint64 greatest = 0;
  for (const char *name; dir && (name = g_dir_read_name(dir));)
    if (is_number(name) && g_str_has_prefix(name, prefix)) greatest = MAX(greatest, g_ascii_strtoll(name + 5, NULL, 10));
  return g_strdup_printf("%04d-%06" G_GINT64_FORMAT, year, greatest + 1);
}

static char *begun_number(const char *open_path) {
  g_autoptr(GBytes) bytes = recto_file_read(open_path, 32, NULL);
  if (!bytes) return NULL;
  g_autofree char *number = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
  return is_number(number) ? g_steal_pointer(&number) : NULL;
}

RectoStoreDossier *recto_store_begin(RectoStore *store, const char *fingerprint, int year, bool *ret_resumed, GError **error) {
  g_autofree char *name = recto_keyed_name(store->key, fingerprint, strlen(fingerprint)), *open_path = inside(store->folder, "open", name);
  if (!lock_store(store, error)) return NULL;
  g_autofree char *number = begun_number(open_path);
  bool resumed = number != NULL;
  if (!resumed) number = next_number(store, year);
  bool right = resumed || (make_dossier(store, number, error) && recto_file_write_durable(open_path, number, strlen(number), error));
  unlock_store(store);
  if (right && ret_resumed) *ret_resumed = resumed;
  return right ? open_dossier(store, number, error) : NULL;
}

RectoStoreDossier *recto_store_find(RectoStore *store, const char *number, GError **error) {
  g_autofree char *folder = is_number(number) ? inside(store->folder, "dossiers", number) : NULL;
  if (!folder || !g_file_test(folder, G_FILE_TEST_IS_DIR)) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_USAGE, "no dossier %s in this store", number);
    return NULL;
  }
  return open_dossier(store, number, error);
}

static bool put_sealed(RectoStoreDossier *dossier, const char *folder, const char *name, const void *data, size_t size, GError **error) {
  g_autofree char *path = inside(dossier->folder, folder, name), *purpose = g_strdup_printf("%s/%s/%s", dossier->number, folder, name);
  g_autoptr(GBytes) sealed = recto_seal(dossier->key, purpose, data, size, error);
  return sealed && recto_file_write_durable(path, g_bytes_get_data(sealed, NULL), g_bytes_get_size(sealed), error);
}

static GBytes *take_sealed(const RectoStoreDossier *dossier, const char *folder, const char *name, GError **error) {
  g_autofree char *path = inside(dossier->folder, folder, name), *purpose = g_strdup_printf("%s/%s/%s", dossier->number, folder, name);
  g_autoptr(GBytes) sealed = recto_file_read(path, MAX_RESULT, error);
  return sealed ? recto_unseal(dossier->key, purpose, sealed, error) : NULL;
}

static GBytes *read_whole(int fd, size_t max_bytes, GError **error) {
  struct stat status;
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    fail(error, "only ordinary files can be deposited");
    return NULL;
  }
  if ((guint64)status.st_size > max_bytes) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_FORMAT, "the file is larger than %zu bytes", max_bytes);
    return NULL;
  }
  size_t size = (size_t)status.st_size, done = 0;
  uint8_t *data = g_malloc(size + 1);
  for (ssize_t n; done < size; done += (size_t)n) {
    n = pread(fd, data + done, size - done, (off_t)done);
    if (n < 0 && errno == EINTR) n = 0;
    else if (n <= 0) break;
  }
  if (done == size) return g_bytes_new_take(data, size);
  g_free(data);
  fail(error, "the file cannot be read to its end");
  return NULL;
}

char *recto_store_put_blob(RectoStoreDossier *dossier, int fd, size_t max_bytes, GError **error) {
  g_autoptr(GBytes) bytes = read_whole(fd, max_bytes, error);
  if (!bytes) return NULL;
  gsize size = 0;
  const void *data = g_bytes_get_data(bytes, &size);
  g_autofree char *name = recto_keyed_name(dossier->key, data, size), *path = inside(dossier->folder, "blobs", name);
  if (!g_file_test(path, G_FILE_TEST_EXISTS) && !put_sealed(dossier, "blobs", name, data, size, error)) return NULL;
  return g_steal_pointer(&name);
}

int recto_store_open_blob(const RectoStoreDossier *dossier, const char *name, GError **error) {
  g_autoptr(GBytes) bytes = take_sealed(dossier, "blobs", name, error);
  if (!bytes) return -1;
  int fd = memfd_create("recto-original", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  bool right = fd >= 0 && recto_file_write_all(fd, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), error) &&
               fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0 && lseek(fd, 0, SEEK_SET) == 0;
  if (right) return fd;
  if (error && !*error) fail(error, "no memory file to be had");
  if (fd >= 0) close(fd);
  return -1;
}

bool recto_store_put_deposit(RectoStoreDossier *dossier, const char *json, GError **error) {
  return put_sealed(dossier, "", "deposit", json, strlen(json), error);
}

char *recto_store_deposit(const RectoStoreDossier *dossier, GError **error) {
  g_autofree char *path = inside(dossier->folder, "deposit", NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) return NULL;
  g_autoptr(GBytes) bytes = take_sealed(dossier, "", "deposit", error);
  return bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;
}

bool recto_store_put_result(RectoStoreDossier *dossier, const char *key, GBytes *result, GError **error) {
  g_autofree char *name = recto_keyed_name(dossier->key, key, strlen(key));
  return put_sealed(dossier, "results", name, g_bytes_get_data(result, NULL), g_bytes_get_size(result), error);
}

GBytes *recto_store_result(const RectoStoreDossier *dossier, const char *key) {
  g_autofree char *name = recto_keyed_name(dossier->key, key, strlen(key));
  return take_sealed(dossier, "results", name, NULL);
}
