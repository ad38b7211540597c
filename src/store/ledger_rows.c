/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of dossiers, deposits, files, history; and their erasing. */
#include "store/sql.h"
#include <recto/error.h>

#define I(value) ((int64_t)(value))

void recto_dossier_row_free(RectoDossierRow *row) {
  if (!row) return;
  g_free(row->number);
  g_free(row->procedure);
  g_free(row->reception);
  g_free(row->due);
  g_clear_pointer(&row->key, g_bytes_unref);
  g_clear_pointer(&row->summary, g_bytes_unref);
  g_free(row);
}

void recto_deposit_row_free(RectoDepositRow *row) {
  if (!row) return;
  g_free(row->number);
  g_clear_pointer(&row->idempotency, g_bytes_unref);
  g_free(row);
}

void recto_file_row_free(RectoFileRow *row) {
  if (!row) return;
  g_free(row->number);
  g_free(row->blob);
  g_clear_pointer(&row->twin, g_bytes_unref);
  g_free(row);
}

void recto_history_row_free(RectoHistoryRow *row) {
  if (!row) return;
  g_free(row->number);
  g_free(row->deed);
  g_clear_pointer(&row->body, g_bytes_unref);
  g_free(row->digest);
  g_free(row->hash);
  g_free(row);
}

/* All rows of a bound statement; NULL with an error. */
typedef gpointer (*TakeRow)(sqlite3_stmt *statement);
static GPtrArray *take_rows(RectoLedger *ledger, sqlite3_stmt *statement, TakeRow take, GDestroyNotify free_row, GError **error) {
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
  GError *cause = NULL;
  if (!statement) return NULL;
  while (recto_sql_row(ledger, statement, &cause)) g_ptr_array_add(rows, take(statement));
  if (!cause) return g_steal_pointer(&rows);
  g_propagate_error(error, cause);
  return NULL;
}

static gpointer take_row(RectoLedger *ledger, sqlite3_stmt *statement, TakeRow take, GError **error) {
  gpointer row = recto_sql_row(ledger, statement, error) ? take(statement) : NULL;
  recto_sql_end(statement);
  return row;
}

static gpointer take_text(sqlite3_stmt *statement) { return recto_sql_text(statement, 0); }

/* ------------------------------------------------------------------ dossiers */

char *recto_ledger_next_number(RectoLedger *ledger, const char *prefix, GError **error) {
  GError *cause = NULL;
  g_autofree char *least = g_strconcat(prefix, "000000", NULL), *most = g_strconcat(prefix, "999999", NULL);
  sqlite3_stmt *statement = recto_sql_ask(ledger, &cause, "SELECT max(number) FROM dossier WHERE number BETWEEN ? AND ?", "tt", least, most);
  g_autofree char *greatest = cause ? NULL : take_row(ledger, statement, take_text, &cause);
  if (cause) {
    g_propagate_error(error, cause);
    return NULL;
  }
  gint64 next = greatest ? g_ascii_strtoll(greatest + strlen(prefix), NULL, 10) + 1 : 1;
  if (next <= 999999) return g_strdup_printf("%s%06" G_GINT64_FORMAT, prefix, next);
  recto_error_say(error, RECTO_ERROR_STORE, "error.no-number", "no number is left for this year", NULL);
  return NULL;
}

bool recto_ledger_put_dossier(RectoLedger *ledger, const RectoDossierRow *row, GError **error) {
  return recto_sql_do(ledger, error,
                      "INSERT INTO dossier(number, created_at, changed_at, state, version, key, procedure, reception, due, urgency, summary)"
                      " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(number) DO UPDATE SET created_at = excluded.created_at,"
                      " changed_at = excluded.changed_at, state = excluded.state, version = excluded.version, key = excluded.key,"
                      " procedure = excluded.procedure, reception = excluded.reception, due = excluded.due, urgency = excluded.urgency,"
                      " summary = excluded.summary",
                      "tiiiibtttib", row->number, I(row->created_at), I(row->changed_at), I(row->state), I(row->version), row->key, row->procedure,
                      row->reception, row->due, I(row->urgency), row->summary);
}

#define DOSSIER_COLUMNS "number, created_at, changed_at, state, version, key, procedure, reception, due, urgency, summary"
static gpointer take_dossier(sqlite3_stmt *s) {
  RectoDossierRow *row = g_new0(RectoDossierRow, 1);
  *row = (RectoDossierRow){recto_sql_text(s, 0), sqlite3_column_int64(s, 1), sqlite3_column_int64(s, 2), (RectoDossierState)sqlite3_column_int(s, 3),
                           (uint64_t)sqlite3_column_int64(s, 4), recto_sql_bytes(s, 5), recto_sql_text(s, 6), recto_sql_text(s, 7), recto_sql_text(s, 8),
                           sqlite3_column_int(s, 9), recto_sql_bytes(s, 10)};
  return row;
}

RectoDossierRow *recto_ledger_dossier(RectoLedger *ledger, const char *number, GError **error) {
  return take_row(ledger, recto_sql_ask(ledger, error, "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE number = ?", "t", number), take_dossier, error);
}

/* "+number" in what follows: the list's own index is to be gone through, in its order, not that of the numbers.
 * Numbers are ASCII: what begins with the stem lies between it and the stem with a high letter added. Batches begin with C, dossiers with a digit. */
static const char *stem_of(const RectoLedgerFilter *filter, char **ret_end) {
  const char *stem = filter->prefix ? filter->prefix : filter->batches ? "C" : "";
  *ret_end = g_strconcat(stem, "~", NULL);
  if (!filter->prefix && !filter->batches) **ret_end = ':';
  return stem;
}

static int64_t last_state(const RectoLedgerFilter *filter) { return filter->all ? RECTO_DOSSIER_PURGED : RECTO_DOSSIER_OPEN; }

GPtrArray *recto_ledger_dossiers(RectoLedger *ledger, const RectoLedgerFilter *filter, GError **error) {
  g_autofree char *end = NULL;
  const char *stem = stem_of(filter, &end);
  sqlite3_stmt *statement =
      recto_sql_ask(ledger, error,
                    "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE state <= ? AND +number >= ? AND +number < ?"
                    " ORDER BY state, urgency DESC, due IS NULL, due, changed_at LIMIT ?",
                    "itti", last_state(filter), stem, end, filter->most ? I(filter->most) : I(-1));
  return take_rows(ledger, statement, take_dossier, (GDestroyNotify)recto_dossier_row_free, error);
}

int64_t recto_ledger_count_dossiers(RectoLedger *ledger, const RectoLedgerFilter *filter) {
  g_autofree char *end = NULL;
  const char *stem = stem_of(filter, &end);
  sqlite3_stmt *statement =
      recto_sql_ask(ledger, NULL, "SELECT count(*) FROM dossier WHERE state <= ? AND +number >= ? AND +number < ?", "itt", last_state(filter), stem, end);
  int64_t n = recto_sql_row(ledger, statement, NULL) ? sqlite3_column_int64(statement, 0) : -1;
  recto_sql_end(statement);
  return n;
}

/* ------------------------------------------------------------------ deposits and files */

bool recto_ledger_add_deposit(RectoLedger *ledger, const RectoDepositRow *row, uint64_t *ret_id, GError **error) {
  bool right = recto_sql_do(ledger, error, "INSERT INTO deposit(number, idempotency, at, version, first_file, n_files) VALUES(?, ?, ?, ?, ?, ?)", "tbiiii",
                            row->number, row->idempotency, I(row->at), I(row->version), I(row->first_file), I(row->n_files));
  if (right && ret_id) *ret_id = (uint64_t)sqlite3_last_insert_rowid(ledger->db);
  return right;
}

#define DEPOSIT_COLUMNS "id, number, idempotency, at, version, first_file, n_files"
static gpointer take_deposit(sqlite3_stmt *s) {
  RectoDepositRow *row = g_new0(RectoDepositRow, 1);
  *row = (RectoDepositRow){(uint64_t)sqlite3_column_int64(s, 0), recto_sql_text(s, 1), recto_sql_bytes(s, 2), sqlite3_column_int64(s, 3),
                           (uint64_t)sqlite3_column_int64(s, 4), (uint32_t)sqlite3_column_int64(s, 5), (uint32_t)sqlite3_column_int64(s, 6)};
  return row;
}

RectoDepositRow *recto_ledger_deposit_by_key(RectoLedger *ledger, GBytes *idempotency, GError **error) {
  return take_row(ledger, recto_sql_ask(ledger, error, "SELECT " DEPOSIT_COLUMNS " FROM deposit WHERE idempotency = ?", "b", idempotency), take_deposit, error);
}

GPtrArray *recto_ledger_deposits(RectoLedger *ledger, const char *number, GError **error) {
  sqlite3_stmt *statement = recto_sql_ask(ledger, error, "SELECT " DEPOSIT_COLUMNS " FROM deposit WHERE number = ? ORDER BY id", "t", number);
  return take_rows(ledger, statement, take_deposit, (GDestroyNotify)recto_deposit_row_free, error);
}

bool recto_ledger_add_file(RectoLedger *ledger, const RectoFileRow *row, GError **error) {
  return recto_sql_do(ledger, error, "INSERT INTO file(number, ordinal, deposit, blob, twin, size) VALUES(?, ?, ?, ?, ?, ?)", "tiitbi", row->number,
                      I(row->ordinal), I(row->deposit), row->blob, row->twin, I(row->size));
}

static gpointer take_file(sqlite3_stmt *s) {
  RectoFileRow *row = g_new0(RectoFileRow, 1);
  *row = (RectoFileRow){recto_sql_text(s, 0), (uint32_t)sqlite3_column_int64(s, 1), (uint64_t)sqlite3_column_int64(s, 2), recto_sql_text(s, 3),
                        recto_sql_bytes(s, 4), (uint64_t)sqlite3_column_int64(s, 5)};
  return row;
}

GPtrArray *recto_ledger_files(RectoLedger *ledger, const char *number, GError **error) {
  sqlite3_stmt *statement = number ? recto_sql_ask(ledger, error, "SELECT number, ordinal, deposit, blob, twin, size FROM file WHERE number = ? ORDER BY ordinal", "t", number)
                                   : recto_sql_ask(ledger, error, "SELECT number, ordinal, deposit, blob, twin, size FROM file ORDER BY number, ordinal", "");
  return take_rows(ledger, statement, take_file, (GDestroyNotify)recto_file_row_free, error);
}

GPtrArray *recto_ledger_twins(RectoLedger *ledger, GBytes *twin, GError **error) {
  sqlite3_stmt *statement =
      recto_sql_ask(ledger, error, "SELECT number, ordinal, deposit, blob, twin, size FROM file WHERE twin = ? ORDER BY deposit, ordinal", "b", twin);
  return take_rows(ledger, statement, take_file, (GDestroyNotify)recto_file_row_free, error);
}

bool recto_ledger_has_blob(RectoLedger *ledger, const char *blob) {
  GError *error = NULL;
  sqlite3_stmt *statement = recto_sql_ask(ledger, &error, "SELECT 1 FROM file WHERE blob = ?1 UNION ALL SELECT 1 FROM result WHERE name = ?1 LIMIT 1", "t", blob);
  bool has = recto_sql_row(ledger, statement, &error) || error;
  recto_sql_end(statement);
  g_clear_error(&error);
  return has;
}

bool recto_ledger_add_result(RectoLedger *ledger, const char *number, const char *name, GError **error) {
  return recto_sql_do(ledger, error, "INSERT OR IGNORE INTO result(number, name) VALUES(?, ?)", "tt", number, name);
}

GPtrArray *recto_ledger_results(RectoLedger *ledger, const char *number, GError **error) {
  return take_rows(ledger, recto_sql_ask(ledger, error, "SELECT name FROM result WHERE number = ? ORDER BY name", "t", number), take_text, g_free, error);
}

bool recto_ledger_set_terms(RectoLedger *ledger, const char *number, const GPtrArray *terms, GError **error) {
  bool right = recto_sql_do(ledger, error, "DELETE FROM term WHERE number = ?", "t", number);
  for (guint i = 0; right && i < terms->len; i++)
    right = recto_sql_do(ledger, error, "INSERT OR IGNORE INTO term(term, number) VALUES(?, ?)", "bt", terms->pdata[i], number);
  return right;
}

GPtrArray *recto_ledger_find_term(RectoLedger *ledger, GBytes *term, GError **error) {
  return take_rows(ledger, recto_sql_ask(ledger, error, "SELECT number FROM term WHERE term = ? ORDER BY number", "b", term), take_text, g_free, error);
}

/* ------------------------------------------------------------------ history */

bool recto_ledger_append(RectoLedger *ledger, const RectoHistoryRow *row, GError **error) {
  return recto_sql_do(ledger, error, "INSERT INTO history(seq, at, number, version, deed, body, digest, hash) VALUES(?, ?, ?, ?, ?, ?, ?, ?)", "iititbtt",
                      I(row->seq), I(row->at), row->number, I(row->version), row->deed, row->body, row->digest, row->hash);
}

#define HISTORY_COLUMNS "seq, at, number, version, deed, body, digest, hash"
static gpointer take_history(sqlite3_stmt *s) {
  RectoHistoryRow *row = g_new0(RectoHistoryRow, 1);
  *row = (RectoHistoryRow){(uint64_t)sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1), recto_sql_text(s, 2), (uint64_t)sqlite3_column_int64(s, 3),
                           recto_sql_text(s, 4), recto_sql_bytes(s, 5), recto_sql_text(s, 6), recto_sql_text(s, 7)};
  return row;
}

RectoHistoryRow *recto_ledger_head(RectoLedger *ledger, GError **error) {
  return take_row(ledger, recto_sql_ask(ledger, error, "SELECT " HISTORY_COLUMNS " FROM history ORDER BY seq DESC LIMIT 1", ""), take_history, error);
}

GPtrArray *recto_ledger_history(RectoLedger *ledger, const char *number, uint64_t after, size_t most, GError **error) {
  int64_t limit = most ? I(most) : -1;
  sqlite3_stmt *statement =
      number ? recto_sql_ask(ledger, error, "SELECT " HISTORY_COLUMNS " FROM history WHERE number = ? AND seq > ? ORDER BY version LIMIT ?", "tii", number, I(after), limit)
             : recto_sql_ask(ledger, error, "SELECT " HISTORY_COLUMNS " FROM history WHERE seq > ? ORDER BY seq LIMIT ?", "ii", I(after), limit);
  return take_rows(ledger, statement, take_history, (GDestroyNotify)recto_history_row_free, error);
}

/* ------------------------------------------------------------------ erasing */

bool recto_ledger_erase(RectoLedger *ledger, const char *number, int64_t at, GError **error) {
  static const char *const steps[] = {
      "INSERT OR IGNORE INTO rubbish(path) SELECT 'blobs/' || substr(blob, 1, 2) || '/' || blob FROM file WHERE number = ?",
      "INSERT OR IGNORE INTO rubbish(path) SELECT 'results/' || substr(name, 1, 2) || '/' || name FROM result WHERE number = ?",
      "DELETE FROM file WHERE number = ?",
      "DELETE FROM result WHERE number = ?",
      "DELETE FROM term WHERE number = ?",
      "DELETE FROM job WHERE number = ?",
      "DELETE FROM ticket WHERE number = ?",
      "UPDATE history SET body = NULL WHERE number = ?",
      "UPDATE dossier SET key = NULL, summary = NULL, procedure = NULL, reception = NULL, due = NULL, urgency = 0, state = 2 WHERE number = ?",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
    if (!recto_sql_do(ledger, error, steps[i], "t", number)) return false;
  return recto_sql_do(ledger, error, "INSERT OR IGNORE INTO rubbish(path) VALUES('tombstones')", "") &&
         recto_sql_do(ledger, error, "UPDATE dossier SET changed_at = ? WHERE number = ?", "it", I(at), number);
}

GPtrArray *recto_ledger_rubbish(RectoLedger *ledger, GError **error) {
  return take_rows(ledger, recto_sql_ask(ledger, error, "SELECT path FROM rubbish ORDER BY path", ""), take_text, g_free, error);
}

bool recto_ledger_forget_rubbish(RectoLedger *ledger, const char *path, GError **error) {
  return recto_sql_do(ledger, error, "DELETE FROM rubbish WHERE path = ?", "t", path);
}
