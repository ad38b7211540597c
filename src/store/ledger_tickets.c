/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of deposit tickets: a keyed digest of the code, never the code. */
#include "store/sql.h"

#define I(value) ((int64_t)(value))

void recto_ticket_row_free(RectoTicketRow *row) {
  if (!row) return;
  g_free(row->number);
  g_clear_pointer(&row->digest, g_bytes_unref);
  g_free(row);
}

#define TICKET_COLUMNS "number, ordinal, digest, created_at, expires_at, revoked_at"
static RectoTicketRow *take_ticket(sqlite3_stmt *s) {
  RectoTicketRow *row = g_new0(RectoTicketRow, 1);
  *row = (RectoTicketRow){recto_sql_text(s, 0), (uint32_t)sqlite3_column_int64(s, 1), recto_sql_bytes(s, 2), sqlite3_column_int64(s, 3), sqlite3_column_int64(s, 4),
                          sqlite3_column_int64(s, 5)};
  return row;
}

bool recto_ledger_add_ticket(RectoLedger *ledger, const RectoTicketRow *row, GError **error) {
  return recto_sql_do(ledger, error, "INSERT INTO ticket(" TICKET_COLUMNS ") VALUES(?, ?, ?, ?, ?, ?)", "tibiii", row->number, I(row->ordinal), row->digest,
                      I(row->created_at), I(row->expires_at), I(row->revoked_at));
}

RectoTicketRow *recto_ledger_ticket_by_digest(RectoLedger *ledger, GBytes *digest, GError **error) {
  sqlite3_stmt *statement = recto_sql_ask(ledger, error, "SELECT " TICKET_COLUMNS " FROM ticket WHERE digest = ?", "b", digest);
  RectoTicketRow *row = recto_sql_row(ledger, statement, error) ? take_ticket(statement) : NULL;
  recto_sql_end(statement);
  return row;
}

GPtrArray *recto_ledger_tickets(RectoLedger *ledger, const char *number, GError **error) {
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)recto_ticket_row_free);
  GError *cause = NULL;
  sqlite3_stmt *statement = recto_sql_ask(ledger, error, "SELECT " TICKET_COLUMNS " FROM ticket WHERE number = ? ORDER BY ordinal", "t", number);
  if (!statement) return NULL;
  while (recto_sql_row(ledger, statement, &cause)) g_ptr_array_add(rows, take_ticket(statement));
  if (!cause) return g_steal_pointer(&rows);
  g_propagate_error(error, cause);
  return NULL;
}

bool recto_ledger_revoke_ticket(RectoLedger *ledger, const char *number, uint32_t ordinal, int64_t at, GError **error) {
  return recto_sql_do(ledger, error, "UPDATE ticket SET revoked_at = ? WHERE number = ? AND ordinal = ? AND revoked_at = 0", "iti", I(at), number, I(ordinal));
}
