/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite for ledger.c and ledger_rows.c: a statement is prepared once, its values are bound by a word of letters. Must not know: tables.
 *   t  const char* (NULL = NULL)     i  int64_t     b  GBytes* (NULL = NULL) */
#ifndef RECTO_SQL_H
#define RECTO_SQL_H

#include "store/ledger.h"
#include <sqlite3.h>

struct RectoLedger {
  sqlite3 *db;
  GHashTable *statements; /* SQL literal -> sqlite3_stmt* */
  bool inside;            /* a transaction is open */
};

/* The schema's steps, in order; PRAGMA user_version counts those that were taken. Beside the register itself, for tests of migrations. */
extern const char *const recto_ledger_steps[];
extern const size_t recto_ledger_n_steps;
/* Takes all missing steps in one transaction: a killed migration has not happened. Errors: STORE (also when more steps were taken than there are). */
bool recto_ledger_migrate(RectoLedger *ledger, const char *const *steps, size_t n, GError **error);

/* Runs a statement that answers no rows. */
bool recto_sql_do(RectoLedger *ledger, GError **error, const char *sql, const char *types, ...);
/* A bound statement to step; borrowed; NULL with an error. */
sqlite3_stmt *recto_sql_ask(RectoLedger *ledger, GError **error, const char *sql, const char *types, ...);
/* True while there is a row. After the last one, or on failure, the statement is reset. */
bool recto_sql_row(RectoLedger *ledger, sqlite3_stmt *statement, GError **error);
/* Steps once more to the end so that no read stays open. */
void recto_sql_end(sqlite3_stmt *statement);
bool recto_sql_fail(RectoLedger *ledger, GError **error);
char *recto_sql_text(sqlite3_stmt *statement, int column);    /* owned; NULL for NULL */
GBytes *recto_sql_bytes(sqlite3_stmt *statement, int column); /* owned; NULL for NULL */

#endif
