/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The register's database: schema and its migrations, transactions, copies. WAL with synchronous=FULL: a commit that returned survives a power cut.
 *
 * Schema, by PRAGMA user_version. A migration is only ever added at the end.
 *   dossier   one row a number ever given; key and summary are NULL after a purge
 *   deposit   one row an acknowledged deposit; `idempotency` is unique over the store
 *   file      one row a deposited file; ordinals count over the dossier and are never reused
 *   result    names of stage results        term   keyed digests by which a dossier is found
 *   history   the chain                     job    work to be done, with leases
 *   ticket    keyed digests of the codes that let somebody deposit
 *   account   of the staff: a keyed digest of the name and a sealed body
 *   rubbish   files of erased dossiers that still have to be removed       meta  facts about the store */
#include "base/file.h"
#include "store/sql.h"
#include <errno.h>
#include <fcntl.h>
#include <recto/error.h>
#include <unistd.h>

const char *const recto_ledger_steps[] = {
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;"
    "CREATE TABLE dossier(number TEXT PRIMARY KEY, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, state INTEGER NOT NULL,"
    " version INTEGER NOT NULL, key BLOB, procedure TEXT, reception TEXT, due TEXT, urgency INTEGER NOT NULL, summary BLOB);"
    "CREATE INDEX dossier_by_urgency ON dossier(state, urgency DESC, due, changed_at);"
    "CREATE TABLE deposit(id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL REFERENCES dossier, idempotency BLOB NOT NULL UNIQUE,"
    " at INTEGER NOT NULL, version INTEGER NOT NULL, first_file INTEGER NOT NULL, n_files INTEGER NOT NULL);"
    "CREATE INDEX deposit_by_number ON deposit(number);"
    "CREATE TABLE file(number TEXT NOT NULL REFERENCES dossier, ordinal INTEGER NOT NULL, deposit INTEGER NOT NULL REFERENCES deposit,"
    " blob TEXT NOT NULL, twin BLOB NOT NULL, size INTEGER NOT NULL, PRIMARY KEY(number, ordinal)) WITHOUT ROWID;"
    "CREATE INDEX file_by_twin ON file(twin);"
    "CREATE INDEX file_by_blob ON file(blob);"
    "CREATE TABLE result(number TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY(number, name)) WITHOUT ROWID;"
    "CREATE TABLE term(term BLOB NOT NULL, number TEXT NOT NULL, PRIMARY KEY(term, number)) WITHOUT ROWID;"
    "CREATE INDEX term_by_number ON term(number);"
    "CREATE TABLE history(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, number TEXT NOT NULL, version INTEGER NOT NULL, deed TEXT NOT NULL,"
    " body BLOB, digest TEXT NOT NULL, hash TEXT NOT NULL, UNIQUE(number, version));"
    "CREATE TABLE job(id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL REFERENCES dossier, kind TEXT NOT NULL, state INTEGER NOT NULL,"
    " run_after INTEGER NOT NULL, lease_until INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, worker TEXT, reason TEXT);"
    "CREATE UNIQUE INDEX job_waiting ON job(number, kind) WHERE state = 0;"
    "CREATE INDEX job_open ON job(run_after, id) WHERE state < 2;"
    "CREATE INDEX job_by_number ON job(number) WHERE state <> 2;"
    "CREATE TABLE rubbish(path TEXT PRIMARY KEY) WITHOUT ROWID;",
    /* The list's own order, with all that the list chooses by: its first lines and their number are read from the index. */
    "DROP INDEX dossier_by_urgency;"
    "CREATE INDEX dossier_in_order ON dossier(state, urgency DESC, due IS NULL, due, changed_at, number);",
    "CREATE TABLE ticket(number TEXT NOT NULL REFERENCES dossier, ordinal INTEGER NOT NULL, digest BLOB NOT NULL UNIQUE, created_at INTEGER NOT NULL,"
    " expires_at INTEGER NOT NULL, revoked_at INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(number, ordinal)) WITHOUT ROWID;",
    "CREATE TABLE account(id INTEGER PRIMARY KEY, stamp INTEGER NOT NULL, digest BLOB NOT NULL UNIQUE, sealed BLOB NOT NULL, created_at INTEGER NOT NULL);",
    "CREATE TABLE session(digest TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;",
};
const size_t recto_ledger_n_steps = G_N_ELEMENTS(recto_ledger_steps);

static bool execute(RectoLedger *ledger, const char *sql, GError **error) {
  return sqlite3_exec(ledger->db, sql, NULL, NULL, NULL) == SQLITE_OK || recto_sql_fail(ledger, error);
}

static int64_t number_of(RectoLedger *ledger, const char *sql) {
  sqlite3_stmt *statement = recto_sql_ask(ledger, NULL, sql, "");
  int64_t value = recto_sql_row(ledger, statement, NULL) ? sqlite3_column_int64(statement, 0) : -1;
  recto_sql_end(statement);
  return value;
}

static bool is_newer(int64_t version, size_t n, GError **error) {
  if (version <= (int64_t)n) return false;
  recto_error_say(error, RECTO_ERROR_STORE, "error.store-newer", "the store was written by a newer Recto; nothing was changed", NULL);
  return true;
}

bool recto_ledger_migrate(RectoLedger *ledger, const char *const *steps, size_t n, GError **error) {
  int64_t version = number_of(ledger, "PRAGMA user_version");
  if (version == (int64_t)n) return true;
  if (is_newer(version, n, error) || !recto_ledger_begin(ledger, error)) return false;
  version = number_of(ledger, "PRAGMA user_version"); /* another process may have been faster */
  bool right = version >= 0 ? !is_newer(version, n, error) : recto_sql_fail(ledger, error);
  for (size_t i = (size_t)version; right && i < n; i++) right = execute(ledger, steps[i], error);
  g_autofree char *stamp = g_strdup_printf("PRAGMA user_version = %zu", n);
  right = right && execute(ledger, stamp, error) && recto_ledger_commit(ledger, error);
  if (!right) recto_ledger_abandon(ledger);
  return right;
}

/* Before anything is set that a newer program may have meant otherwise. */
static bool is_known_form(RectoLedger *ledger, GError **error) {
  int64_t version = number_of(ledger, "PRAGMA user_version");
  return version >= 0 ? !is_newer(version, recto_ledger_n_steps, error) : recto_sql_fail(ledger, error);
}

static void finalize(gpointer statement) { sqlite3_finalize(statement); }

RectoLedger *recto_ledger_open(const char *folder, GError **error) {
  g_autoptr(RectoLedger) ledger = g_new0(RectoLedger, 1);
  g_autofree char *path = g_build_filename(folder, "register.db", NULL);
  bool fresh = !g_file_test(path, G_FILE_TEST_EXISTS);
  ledger->statements = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, finalize);
  if (sqlite3_open_v2(path, &ledger->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, NULL) != SQLITE_OK) {
    recto_sql_fail(ledger, error);
    return NULL;
  }
  sqlite3_busy_timeout(ledger->db, 30000);
  sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  bool right = is_known_form(ledger, error) &&
               execute(ledger, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
                               "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON", error) &&
               recto_ledger_migrate(ledger, recto_ledger_steps, recto_ledger_n_steps, error) && (!fresh || recto_file_sync_folder(folder, error));
  return right ? g_steal_pointer(&ledger) : NULL;
}

void recto_ledger_free(RectoLedger *ledger) {
  if (!ledger) return;
  recto_ledger_abandon(ledger);
  g_clear_pointer(&ledger->statements, g_hash_table_unref);
  sqlite3_close(ledger->db);
  g_free(ledger);
}

bool recto_ledger_begin(RectoLedger *ledger, GError **error) {
  g_return_val_if_fail(!ledger->inside, false);
  ledger->inside = execute(ledger, "BEGIN IMMEDIATE", error);
  return ledger->inside;
}

bool recto_ledger_commit(RectoLedger *ledger, GError **error) {
  bool right = execute(ledger, "COMMIT", error);
  if (right) ledger->inside = false;
  else recto_ledger_abandon(ledger);
  return right;
}

void recto_ledger_abandon(RectoLedger *ledger) {
  if (ledger->inside && !sqlite3_get_autocommit(ledger->db)) execute(ledger, "ROLLBACK", NULL);
  ledger->inside = false;
}

bool recto_ledger_copy(RectoLedger *ledger, const char *path, GError **error) {
  RectoLedger copy = {0};
  bool right = sqlite3_open_v2(path, &copy.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, NULL) == SQLITE_OK;
  sqlite3_backup *backup = right ? sqlite3_backup_init(copy.db, "main", ledger->db, "main") : NULL;
  right = backup && sqlite3_backup_step(backup, -1) == SQLITE_DONE;
  if (backup) right = sqlite3_backup_finish(backup) == SQLITE_OK && right;
  /* One file, without a log beside it. */
  right = right && execute(&copy, "PRAGMA journal_mode = DELETE", NULL);
  if (!right) recto_sql_fail(&copy, error);
  sqlite3_close(copy.db);
  return right;
}

/* SQLite cuts its log without a sync: after a power cut the old one would lie there again, and in it what was deleted. */
static bool sync_log(RectoLedger *ledger) {
  const char *rows = sqlite3_db_filename(ledger->db, "main"), *path = rows ? sqlite3_filename_wal(rows) : NULL;
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
  if (fd < 0) return path && errno == ENOENT;
  bool right = fsync(fd) == 0;
  close(fd);
  return right;
}

bool recto_ledger_settle(RectoLedger *ledger) {
  int left = 0, done = 0;
  return sqlite3_wal_checkpoint_v2(ledger->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &left, &done) == SQLITE_OK && left == 0 && sync_log(ledger);
}

GPtrArray *recto_ledger_examine(RectoLedger *ledger) {
  GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
  const char *const tests[] = {"PRAGMA integrity_check(20)", "SELECT 'a row of ' || \"table\" || ' belongs to nothing' FROM pragma_foreign_key_check LIMIT 20"};
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
    g_autoptr(GError) error = NULL;
    sqlite3_stmt *statement = recto_sql_ask(ledger, &error, tests[i], "");
    while (recto_sql_row(ledger, statement, &error)) {
      const char *text = (const char *)sqlite3_column_text(statement, 0);
      if (g_strcmp0(text, "ok") != 0) g_ptr_array_add(found, g_strdup(text));
    }
    if (error) g_ptr_array_add(found, g_strdup(error->message));
  }
  return found;
}

GBytes *recto_ledger_meta(RectoLedger *ledger, const char *name) {
  sqlite3_stmt *statement = recto_sql_ask(ledger, NULL, "SELECT value FROM meta WHERE name = ?", "t", name);
  GBytes *value = recto_sql_row(ledger, statement, NULL) ? recto_sql_bytes(statement, 0) : NULL;
  recto_sql_end(statement);
  return value;
}

bool recto_ledger_set_meta(RectoLedger *ledger, const char *name, GBytes *value, GError **error) {
  return recto_sql_do(ledger, error, "INSERT INTO meta(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value", "tb", name, value);
}
