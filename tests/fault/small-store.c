/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The harness's own test: a small store in the manner of the real one, right as it stands, and wrong in one way by name:
 *   no-file-sync    the blob is not synced before its rename        no-folder-sync  the blob's folder is not synced after it
 *   early-rename    the blob is renamed before it is synced         early-ack       acknowledged before the commit
 *   loose-database  SQLite's synchronous=OFF                        no-unique       looked up, then inserted; nothing keeps a key from standing twice
 *   small-store write FOLDER BUG SEED WRITER STEPS ACK-FD
 *   small-store verify FOLDER ACKS BUG SEED WRITERS STEPS           prints as verify-store does
 * All writers use the same keys, so that two at once meet. Must not know: librecto. */
#include <fcntl.h>
#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct { char *folder; const char *bug; sqlite3 *db; } Store;

static bool has(const Store *store, const char *bug) { return g_str_equal(store->bug, bug); }
static bool run(Store *store, const char *sql) { return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK; }

static bool sync_folder(const char *folder) {
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  bool right = fd >= 0 && fsync(fd) == 0;
  if (fd >= 0) close(fd);
  return right;
}

static bool store_open(Store *store) {
  g_autofree char *path = g_build_filename(store->folder, "rows.db", NULL), *blobs = g_build_filename(store->folder, "blobs", NULL);
  if (sqlite3_open(path, &store->db) != SQLITE_OK) return false;
  sqlite3_busy_timeout(store->db, 20000);
  bool right = run(store, "PRAGMA journal_mode = WAL") && run(store, has(store, "loose-database") ? "PRAGMA synchronous = OFF" : "PRAGMA synchronous = FULL");
  right = right && run(store, has(store, "no-unique") ? "CREATE TABLE IF NOT EXISTS deposit(id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT)"
                                                      : "CREATE TABLE IF NOT EXISTS deposit(id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE)");
  return right && g_mkdir_with_parents(blobs, 0700) == 0 && sync_folder(store->folder);
}

static int64_t id_of(Store *store, const char *key) {
  sqlite3_stmt *statement = NULL;
  int64_t id = 0;
  if (sqlite3_prepare_v2(store->db, "SELECT id FROM deposit WHERE key = ?", -1, &statement, NULL) != SQLITE_OK) return -1;
  sqlite3_bind_text(statement, 1, key, -1, SQLITE_TRANSIENT);
  int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) id = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return code == SQLITE_ROW || code == SQLITE_DONE ? id : -1;
}

static bool insert(Store *store, const char *key) {
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(store->db, "INSERT INTO deposit(key) VALUES(?) ON CONFLICT DO NOTHING", -1, &statement, NULL) != SQLITE_OK) return false;
  sqlite3_bind_text(statement, 1, key, -1, SQLITE_TRANSIENT);
  bool right = sqlite3_step(statement) == SQLITE_DONE;
  sqlite3_finalize(statement);
  return right;
}

static char *bytes_of(const char *key, gsize *ret_size) {
  g_autofree char *word = g_strdup_printf("SPECIMEN %s ", key);
  *ret_size = 600 + g_str_hash(key) % 9000;
  char *bytes = g_malloc(*ret_size);
  for (gsize i = 0; i < *ret_size; i++) bytes[i] = word[i % strlen(word)];
  return bytes;
}

static char *blob_path(const Store *store, const char *key) { return g_build_filename(store->folder, "blobs", key, NULL); }

/* What lies there already is taken for whole: whoever renames too early is punished by the next one. */
static bool put_blob(Store *store, const char *key) {
  gsize size = 0;
  g_autofree char *path = blob_path(store, key), *temporary = g_strdup_printf("%s.%d", path, (int)getpid()), *bytes = bytes_of(key, &size);
  g_autofree char *folder = g_path_get_dirname(path);
  if (g_file_test(path, G_FILE_TEST_EXISTS)) return has(store, "no-folder-sync") || sync_folder(folder);
  int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool right = fd >= 0 && write(fd, bytes, size) == (ssize_t)size;
  if (right && has(store, "early-rename")) right = rename(temporary, path) == 0;
  if (right && !has(store, "no-file-sync")) right = fsync(fd) == 0;
  if (fd >= 0 && close(fd) != 0) right = false;
  if (right && !has(store, "early-rename")) right = rename(temporary, path) == 0;
  if (!right) unlink(temporary);
  return right && (has(store, "no-folder-sync") || sync_folder(folder));
}

static void tell(int fd, const char *word, const char *key, int64_t id) {
  g_autofree char *line = g_strdup_printf("%s deposit %s %" G_GINT64_FORMAT "\n", word, key, id);
  if (fd >= 0 && write(fd, line, strlen(line)) < 0) g_error("nobody hears what is acknowledged");
}

static bool deposit(Store *store, const char *key, int ack_fd) {
  int64_t id = id_of(store, key);
  if (id > 0) {
    tell(ack_fd, "ack", key, id);
    return true;
  }
  if (id < 0 || !put_blob(store, key) || !run(store, "BEGIN IMMEDIATE")) return false;
  bool right = insert(store, key);
  if (right && has(store, "early-ack")) tell(ack_fd, "ack", key, sqlite3_last_insert_rowid(store->db));
  right = right && run(store, "COMMIT");
  if (!right) run(store, "ROLLBACK");
  if (right && !has(store, "early-ack")) tell(ack_fd, "ack", key, id_of(store, key));
  return right;
}

static int deposit_all(Store *store, const char *seed, int steps, int ack_fd) {
  int refused = 0;
  for (int i = 0; i < steps; i++) {
    g_autofree char *key = g_strdup_printf("s%s-%d", seed, i);
    refused += !deposit(store, key, ack_fd);
  }
  return refused;
}

/* ------------------------------------------------------------------ verify */

typedef struct { int acknowledged, lost, doubled, half, broken; } Count;

static void check_rows(Store *store, Count *count) {
  sqlite3_stmt *statement = NULL;
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  int code = sqlite3_prepare_v2(store->db, "SELECT key FROM deposit", -1, &statement, NULL);
  while (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
    const char *key = (const char *)sqlite3_column_text(statement, 0);
    gsize size = 0, is_size = 0;
    g_autofree char *path = blob_path(store, key), *wanted = bytes_of(key, &size), *is = NULL;
    if (!g_file_get_contents(path, &is, &is_size, NULL) || is_size != size || memcmp(is, wanted, size) != 0) count->half++;
    if (!g_hash_table_add(seen, g_strdup(key))) count->doubled++;
  }
  count->broken += code != SQLITE_OK;
  sqlite3_finalize(statement);
}

static void check_acks(Store *store, const char *path, Count *count) {
  g_autofree char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, NULL)) return;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i] && lines[i + 1]; i++) {
    g_auto(GStrv) words = g_strsplit(lines[i], " ", -1);
    count->acknowledged++;
    count->lost += g_strv_length(words) != 4 || id_of(store, words[2]) != g_ascii_strtoll(words[3], NULL, 10);
  }
}

static int verify(Store *store, char **argv) {
  Count count = {0}, later = {0};
  bool opens = store_open(store);
  if (opens) {
    check_rows(store, &count);
    check_acks(store, argv[3], &count);
    count.broken += deposit_all(store, argv[5], (int)g_ascii_strtoll(argv[7], NULL, 10), -1);
    check_rows(store, &later);
  } else count.broken++;
  printf("result acknowledged=%d lost=%d doubled=%d half=%d broken=%d opens=%d\n", count.acknowledged, count.lost, count.doubled + later.doubled, count.half + later.half,
         count.broken + later.broken, opens);
  return count.lost || count.doubled + later.doubled || count.half + later.half || count.broken + later.broken;
}

int main(int argc, char **argv) {
  if (argc != 8) return 2;
  bool verifies = g_str_equal(argv[1], "verify");
  Store store = {argv[2], verifies ? argv[4] : argv[3], NULL};
  int status = verifies               ? verify(&store, argv)
               : !store_open(&store) || deposit_all(&store, argv[4], (int)g_ascii_strtoll(argv[6], NULL, 10), (int)g_ascii_strtoll(argv[7], NULL, 10)) ? 3 : 0;
  sqlite3_close(store.db);
  return status;
}
