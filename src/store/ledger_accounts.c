/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of staff accounts: a keyed digest of the name and a sealed body. */
#include "store/sql.h"

#define I(value) ((int64_t)(value))

void recto_account_row_free(RectoAccountRow *row) {
  if (!row) return;
  g_clear_pointer(&row->digest, g_bytes_unref);
  g_clear_pointer(&row->sealed, g_bytes_unref);
  g_free(row);
}

#define ACCOUNT_COLUMNS "id, stamp, digest, sealed, created_at"
static RectoAccountRow *take_account(sqlite3_stmt *s) {
  RectoAccountRow *row = g_new0(RectoAccountRow, 1);
  *row = (RectoAccountRow){(uint64_t)sqlite3_column_int64(s, 0), (uint64_t)sqlite3_column_int64(s, 1), recto_sql_bytes(s, 2), recto_sql_bytes(s, 3), sqlite3_column_int64(s, 4)};
  return row;
}

/* Counted apart from the rows: a number that was given is not given again when its account goes. */
bool recto_ledger_next_account(RectoLedger *ledger, uint64_t *ret_id, GError **error) {
  g_autoptr(GBytes) known = recto_ledger_meta(ledger, "accounts");
  uint64_t id = 0;
  if (known && g_bytes_get_size(known) == sizeof id) memcpy(&id, g_bytes_get_data(known, NULL), sizeof id);
  *ret_id = ++id;
  g_autoptr(GBytes) next = g_bytes_new(&id, sizeof id);
  return recto_ledger_set_meta(ledger, "accounts", next, error);
}

bool recto_ledger_put_account(RectoLedger *ledger, const RectoAccountRow *row, GError **error) {
  return recto_sql_do(ledger, error, "INSERT INTO account(" ACCOUNT_COLUMNS ") VALUES(?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET stamp = excluded.stamp, sealed = excluded.sealed",
                      "iibbi", I(row->id), I(row->stamp), row->digest, row->sealed, I(row->created_at));
}

bool recto_ledger_remove_account(RectoLedger *ledger, uint64_t id, GError **error) { return recto_sql_do(ledger, error, "DELETE FROM account WHERE id = ?", "i", I(id)); }

static RectoAccountRow *one(RectoLedger *ledger, sqlite3_stmt *statement, GError **error) {
  RectoAccountRow *row = recto_sql_row(ledger, statement, error) ? take_account(statement) : NULL;
  recto_sql_end(statement);
  return row;
}

RectoAccountRow *recto_ledger_account(RectoLedger *ledger, uint64_t id, GError **error) {
  return one(ledger, recto_sql_ask(ledger, error, "SELECT " ACCOUNT_COLUMNS " FROM account WHERE id = ?", "i", I(id)), error);
}

RectoAccountRow *recto_ledger_account_by_digest(RectoLedger *ledger, GBytes *digest, GError **error) {
  return one(ledger, recto_sql_ask(ledger, error, "SELECT " ACCOUNT_COLUMNS " FROM account WHERE digest = ?", "b", digest), error);
}

GPtrArray *recto_ledger_accounts(RectoLedger *ledger, GError **error) {
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)recto_account_row_free);
  GError *cause = NULL;
  sqlite3_stmt *statement = recto_sql_ask(ledger, error, "SELECT " ACCOUNT_COLUMNS " FROM account ORDER BY id", "");
  if (!statement) return NULL;
  while (recto_sql_row(ledger, statement, &cause)) g_ptr_array_add(rows, take_account(statement));
  if (!cause) return g_steal_pointer(&rows);
  g_propagate_error(error, cause);
  return NULL;
}
