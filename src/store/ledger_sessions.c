/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the staff's sessions: a digest of the id that a browser holds, and what the server sealed of it. */
#include "store/sql.h"

void recto_session_row_free(RectoSessionRow *row) {
  if (!row) return;
  g_free(row->digest);
  g_clear_pointer(&row->sealed, g_bytes_unref);
  g_free(row);
}

bool recto_ledger_add_session(RectoLedger *ledger, const RectoSessionRow *row, GError **error) {
  return recto_sql_do(ledger, error, "INSERT INTO session(digest, sealed) VALUES(?, ?)", "tb", row->digest, row->sealed);
}

bool recto_ledger_keep_session(RectoLedger *ledger, const RectoSessionRow *row, GError **error) {
  return recto_sql_do(ledger, error, "UPDATE session SET sealed = ? WHERE digest = ?", "bt", row->sealed, row->digest);
}

bool recto_ledger_remove_session(RectoLedger *ledger, const char *digest, GError **error) { return recto_sql_do(ledger, error, "DELETE FROM session WHERE digest = ?", "t", digest); }

bool recto_ledger_has_session(RectoLedger *ledger, const char *digest) {
  sqlite3_stmt *statement = recto_sql_ask(ledger, NULL, "SELECT 1 FROM session WHERE digest = ?", "t", digest);
  bool there = recto_sql_row(ledger, statement, NULL);
  recto_sql_end(statement);
  return there;
}

GPtrArray *recto_ledger_sessions(RectoLedger *ledger, GError **error) {
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)recto_session_row_free);
  GError *cause = NULL;
  sqlite3_stmt *statement = recto_sql_ask(ledger, error, "SELECT digest, sealed FROM session ORDER BY digest", "");
  if (!statement) return NULL;
  while (recto_sql_row(ledger, statement, &cause)) {
    RectoSessionRow *row = g_new0(RectoSessionRow, 1);
    *row = (RectoSessionRow){recto_sql_text(statement, 0), recto_sql_bytes(statement, 1)};
    g_ptr_array_add(rows, row);
  }
  if (!cause) return g_steal_pointer(&rows);
  g_propagate_error(error, cause);
  return NULL;
}
