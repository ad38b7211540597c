/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The job table: who works on what, until when. A worker that dies loses its lease; a job that kills its workers goes to quarantine, where people see it. */
#include "store/sql.h"

#define I(value) ((int64_t)(value))

void recto_job_row_free(RectoJobRow *row) {
  if (!row) return;
  g_free(row->number);
  g_free(row->kind);
  g_free(row->worker);
  g_free(row->reason);
  g_free(row);
}

#define JOB_COLUMNS "id, number, kind, state, run_after, lease_until, attempts, worker, reason"
static RectoJobRow *take_job(sqlite3_stmt *s) {
  RectoJobRow *row = g_new0(RectoJobRow, 1);
  *row = (RectoJobRow){(uint64_t)sqlite3_column_int64(s, 0), recto_sql_text(s, 1), recto_sql_text(s, 2), (RectoJobState)sqlite3_column_int(s, 3),
                       sqlite3_column_int64(s, 4), sqlite3_column_int64(s, 5), sqlite3_column_int(s, 6), recto_sql_text(s, 7), recto_sql_text(s, 8)};
  return row;
}

bool recto_ledger_add_job(RectoLedger *ledger, const char *number, const char *kind, int64_t run_after, GError **error) {
  return recto_sql_do(ledger, error,
                      "INSERT INTO job(number, kind, state, run_after) VALUES(?, ?, 0, ?)"
                      " ON CONFLICT(number, kind) WHERE state = 0 DO UPDATE SET run_after = min(run_after, excluded.run_after)",
                      "tti", number, kind, I(run_after));
}

/* Leases that ran out once too often end in quarantine. */
static bool quarantine_lost(RectoLedger *ledger, int64_t now, int most_attempts, GError **error) {
  return recto_sql_do(ledger, error, "UPDATE job SET state = 3, reason = 'lost' WHERE state = 1 AND lease_until < ? AND attempts >= ?", "ii", I(now), I(most_attempts));
}

/* Nobody works on a dossier while another worker holds a lease on it. */
static RectoJobRow *oldest(RectoLedger *ledger, const char *number, int64_t now, GError **error) {
  sqlite3_stmt *statement = recto_sql_ask(ledger, error,
                                          "SELECT " JOB_COLUMNS " FROM job WHERE state < 2 AND (?1 IS NULL OR number = ?1)"
                                          " AND ((state = 0 AND run_after <= ?2) OR (state = 1 AND lease_until < ?2))"
                                          " AND NOT EXISTS(SELECT 1 FROM job AS other WHERE other.number = job.number AND other.id <> job.id"
                                          " AND other.state = 1 AND other.lease_until >= ?2) ORDER BY run_after, id LIMIT 1",
                                          "ti", number, I(now));
  RectoJobRow *row = recto_sql_row(ledger, statement, error) ? take_job(statement) : NULL;
  recto_sql_end(statement);
  return row;
}

static bool lease_it(RectoLedger *ledger, RectoJobRow *job, const char *worker, int64_t until, GError **error) {
  job->attempts++;
  job->state = RECTO_JOB_LEASED;
  job->lease_until = until;
  g_free(job->worker);
  job->worker = g_strdup(worker);
  return recto_sql_do(ledger, error, "UPDATE job SET state = 1, attempts = ?, worker = ?, lease_until = ? WHERE id = ?", "itii", I(job->attempts), worker, I(until),
                      I(job->id));
}

RectoJobRow *recto_ledger_claim(RectoLedger *ledger, const char *number, const char *worker, int64_t now, int64_t lease, int most_attempts, GError **error) {
  GError *cause = NULL;
  if (!recto_ledger_begin(ledger, error)) return NULL;
  g_autoptr(RectoJobRow) job = NULL;
  bool right = quarantine_lost(ledger, now, most_attempts, &cause);
  if (right) job = oldest(ledger, number, now, &cause);
  right = right && !cause && (!job || lease_it(ledger, job, worker, now + lease, &cause)) && recto_ledger_commit(ledger, &cause);
  if (right) return g_steal_pointer(&job);
  recto_ledger_abandon(ledger);
  g_propagate_error(error, cause);
  return NULL;
}

/* Whether the last statement changed the one row that the lease is about. */
static bool held(RectoLedger *ledger, bool right, bool *ret_held) {
  if (right && ret_held) *ret_held = sqlite3_changes(ledger->db) == 1;
  return right;
}

bool recto_ledger_renew(RectoLedger *ledger, uint64_t id, const char *worker, int64_t until, bool *ret_held, GError **error) {
  bool right = recto_sql_do(ledger, error, "UPDATE job SET lease_until = ? WHERE id = ? AND state = 1 AND worker = ?", "iit", I(until), I(id), worker);
  return held(ledger, right, ret_held);
}

bool recto_ledger_finish(RectoLedger *ledger, uint64_t id, const char *worker, bool *ret_held, GError **error) {
  bool right = recto_sql_do(ledger, error, "UPDATE job SET state = 2, reason = NULL WHERE id = ? AND state = 1 AND worker = ?", "it", I(id), worker);
  return held(ledger, right, ret_held);
}

/* A job that is put back while a new one of the same dossier waits already is done by that one. */
bool recto_ledger_give_back(RectoLedger *ledger, const RectoJobRow *job, int64_t run_after, bool quarantine, bool forgive, const char *reason, GError **error) {
  if (quarantine)
    return recto_sql_do(ledger, error, "UPDATE job SET state = 3, reason = ? WHERE id = ? AND state = 1 AND worker = ?", "tit", reason, I(job->id), job->worker);
  return recto_sql_do(ledger, error,
                      "UPDATE job SET state = CASE WHEN EXISTS(SELECT 1 FROM job AS other WHERE other.number = job.number AND other.kind = job.kind"
                      " AND other.state = 0) THEN 2 ELSE 0 END, run_after = ?, attempts = attempts - ?, reason = ? WHERE id = ? AND state = 1 AND worker = ?",
                      "iitit", I(run_after), I(forgive), reason, I(job->id), job->worker);
}

GPtrArray *recto_ledger_jobs(RectoLedger *ledger, const char *number, GError **error) {
  g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func((GDestroyNotify)recto_job_row_free);
  GError *cause = NULL;
  sqlite3_stmt *statement = number ? recto_sql_ask(ledger, &cause, "SELECT " JOB_COLUMNS " FROM job WHERE state <> 2 AND number = ? ORDER BY id", "t", number)
                                   : recto_sql_ask(ledger, &cause, "SELECT " JOB_COLUMNS " FROM job WHERE state <> 2 ORDER BY id", "");
  while (recto_sql_row(ledger, statement, &cause)) g_ptr_array_add(jobs, take_job(statement));
  if (!cause) return g_steal_pointer(&jobs);
  g_propagate_error(error, cause);
  return NULL;
}

bool recto_ledger_retry(RectoLedger *ledger, const char *number, size_t *ret_n, GError **error) {
  bool right = recto_sql_do(ledger, error,
                            "UPDATE OR REPLACE job SET state = 0, attempts = 0, run_after = 0, reason = NULL WHERE state = 3 AND (?1 IS NULL OR number = ?1)", "t", number);
  if (right && ret_n) *ret_n = (size_t)sqlite3_changes(ledger->db);
  return right;
}
