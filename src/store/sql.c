/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements, bound and stepped. */
#include "store/sql.h"
#include <recto/error.h>
#include <stdarg.h>

bool recto_sql_fail(RectoLedger *ledger, GError **error) {
  static const struct { int code; const char *key, *english; } told[] = {
      {SQLITE_FULL, "error.disk-full", "the disk is full; nothing was taken"},
      {SQLITE_BUSY, "error.store-busy", "other programs keep the register busy; try again"},
      {SQLITE_CORRUPT, "error.store-damaged", "the register is damaged; run recto verify, and restore a backup"},
      {SQLITE_NOTADB, "error.store-damaged", "the register is damaged; run recto verify, and restore a backup"},
      {SQLITE_READONLY, "error.store-unwritable", "the register cannot be opened for writing"},
      {SQLITE_PERM, "error.store-unwritable", "the register cannot be opened for writing"},
      {SQLITE_CANTOPEN, "error.store-unwritable", "the register cannot be opened for writing"},
      {SQLITE_IOERR, "error.disk-fails", "the disk fails; nothing was taken"},
  };
  int code = sqlite3_errcode(ledger->db) & 0xff;
  for (gsize i = 0; i < G_N_ELEMENTS(told); i++)
    if (told[i].code == code) return recto_error_say(error, RECTO_ERROR_STORE, told[i].key, told[i].english, NULL);
  return recto_error_say(error, RECTO_ERROR_STORE, "error.store-fails", "register: {what}", "what", sqlite3_errmsg(ledger->db), NULL);
}

static sqlite3_stmt *prepared(RectoLedger *ledger, const char *sql) {
  sqlite3_stmt *statement = g_hash_table_lookup(ledger->statements, sql);
  if (statement) return statement;
  if (sqlite3_prepare_v3(ledger->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) return NULL;
  g_hash_table_insert(ledger->statements, (gpointer)sql, statement);
  return statement;
}

static int bind_one(sqlite3_stmt *statement, int index, char type, va_list *list) {
  if (type == 'i') return sqlite3_bind_int64(statement, index, va_arg(*list, int64_t));
  if (type == 't') return sqlite3_bind_text(statement, index, va_arg(*list, const char *), -1, SQLITE_TRANSIENT);
  GBytes *bytes = va_arg(*list, GBytes *);
  gsize size = 0;
  const void *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;
  return bytes ? sqlite3_bind_blob64(statement, index, data ? data : "", size, SQLITE_TRANSIENT) : sqlite3_bind_null(statement, index);
}

static sqlite3_stmt *ask(RectoLedger *ledger, GError **error, const char *sql, const char *types, va_list list) {
  sqlite3_stmt *statement = prepared(ledger, sql);
  va_list copy;
  va_copy(copy, list);
  bool right = statement != NULL;
  if (right) sqlite3_reset(statement);
  for (int i = 0; right && types[i]; i++) right = bind_one(statement, i + 1, types[i], &copy) == SQLITE_OK;
  va_end(copy);
  if (right) return statement;
  recto_sql_fail(ledger, error);
  return NULL;
}

sqlite3_stmt *recto_sql_ask(RectoLedger *ledger, GError **error, const char *sql, const char *types, ...) {
  va_list list;
  va_start(list, types);
  sqlite3_stmt *statement = ask(ledger, error, sql, types, list);
  va_end(list);
  return statement;
}

void recto_sql_end(sqlite3_stmt *statement) {
  if (!statement) return;
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
}

bool recto_sql_row(RectoLedger *ledger, sqlite3_stmt *statement, GError **error) {
  if (!statement) return false;
  int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) recto_sql_fail(ledger, error);
  recto_sql_end(statement);
  return false;
}

bool recto_sql_do(RectoLedger *ledger, GError **error, const char *sql, const char *types, ...) {
  va_list list;
  va_start(list, types);
  sqlite3_stmt *statement = ask(ledger, error, sql, types, list);
  va_end(list);
  if (!statement) return false;
  int code = sqlite3_step(statement);
  bool right = code == SQLITE_DONE || code == SQLITE_ROW || recto_sql_fail(ledger, error);
  recto_sql_end(statement);
  return right;
}

char *recto_sql_text(sqlite3_stmt *statement, int column) { return g_strdup((const char *)sqlite3_column_text(statement, column)); }

GBytes *recto_sql_bytes(sqlite3_stmt *statement, int column) {
  if (sqlite3_column_type(statement, column) == SQLITE_NULL) return NULL;
  return g_bytes_new(sqlite3_column_blob(statement, column), (gsize)sqlite3_column_bytes(statement, column));
}
