/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a store: the contract that every backend keeps, and that tests/unit/test-ledger.c holds it to. SQLite today (ledger.c, ledger_rows.c).
 *
 * Promises of a backend
 *  - Nothing is visible to anyone before recto_ledger_commit returns true; then all of it is, and it survives a power cut.
 *  - A failed or abandoned transaction leaves no trace. A commit that fails may have happened: callers repeat with the same idempotency key.
 *  - Writers queue: between begin and commit no other writer of any process gets in. Readers outside a transaction see the last commit.
 *  - A number, a deposit id and a history seq are given once and never again, also after a purge.
 *  - What is deleted is overwritten (recto_ledger_settle ends that).
 * Rows carry ids, dates, counts and sealed bytes: no name, no file name, no text of a document.
 * Instants are µs UTC. Strings are UTF-8. A row returned is the caller's; NULL members mean "none".
 * One ledger serves one thread. Must not know: keys, what sealed bytes hold, files of originals. */
#ifndef RECTO_LEDGER_H
#define RECTO_LEDGER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct RectoLedger RectoLedger;

/* Opens or creates `folder`/register.db and brings its schema up to date. Errors: STORE (also a schema newer than this program). */
RectoLedger *recto_ledger_open(const char *folder, GError **error);
void recto_ledger_free(RectoLedger *ledger);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoLedger, recto_ledger_free)
/* Waits for other writers, up to half a minute. Errors of all that follows: STORE. */
bool recto_ledger_begin(RectoLedger *ledger, GError **error);
bool recto_ledger_commit(RectoLedger *ledger, GError **error);
void recto_ledger_abandon(RectoLedger *ledger); /* harmless when no transaction is open */
/* A consistent copy of the rows as a file of the same form. */
bool recto_ledger_copy(RectoLedger *ledger, const char *path, GError **error);
/* Writes deleted rows over in the log too. False without harm when a reader is at work: try again later. */
bool recto_ledger_settle(RectoLedger *ledger);
/* What the backend itself finds broken, one sentence each; empty when sound. */
GPtrArray *recto_ledger_examine(RectoLedger *ledger);

/* ------------------------------------------------------------------ facts about the store itself */
GBytes *recto_ledger_meta(RectoLedger *ledger, const char *name); /* NULL = none */
bool recto_ledger_set_meta(RectoLedger *ledger, const char *name, GBytes *value, GError **error);

/* ------------------------------------------------------------------ dossiers */
typedef enum { RECTO_DOSSIER_OPEN, RECTO_DOSSIER_CLOSED, RECTO_DOSSIER_PURGED } RectoDossierState;
typedef struct {
  char *number;            /* "2026-000001", a mail batch "C2026-000001" */
  int64_t created_at, changed_at;
  RectoDossierState state;
  uint64_t version;        /* of its last change */
  GBytes *key;             /* wrapped; NULL after purge */
  char *procedure;         /* model id */
  char *reception, *due;   /* civil dates, ISO */
  int urgency;             /* 0 nothing to do … the greater the sooner */
  GBytes *summary;         /* sealed */
} RectoDossierRow;
void recto_dossier_row_free(RectoDossierRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoDossierRow, recto_dossier_row_free)
/* The next number with this prefix ("2026-", "C2026-"), in a transaction. */
char *recto_ledger_next_number(RectoLedger *ledger, const char *prefix, GError **error);
bool recto_ledger_put_dossier(RectoLedger *ledger, const RectoDossierRow *row, GError **error); /* new, or all members of a known number */
RectoDossierRow *recto_ledger_dossier(RectoLedger *ledger, const char *number, GError **error);  /* NULL without error = none */
typedef struct {
  bool batches;            /* mail batches instead of dossiers */
  bool all;                /* closed and purged too */
  const char *prefix;      /* of the number, NULL = any */
  size_t most;             /* 0 = all */
} RectoLedgerFilter;
/* Most urgent first, then by due date, then the longest unchanged. Of RectoDossierRow*. */
GPtrArray *recto_ledger_dossiers(RectoLedger *ledger, const RectoLedgerFilter *filter, GError **error);
int64_t recto_ledger_count_dossiers(RectoLedger *ledger, const RectoLedgerFilter *filter); /* as if `most` were 0; -1 on failure */

/* ------------------------------------------------------------------ deposits and their files */
typedef struct { uint64_t id; char *number; GBytes *idempotency; int64_t at; uint64_t version; uint32_t first_file, n_files; } RectoDepositRow;
void recto_deposit_row_free(RectoDepositRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoDepositRow, recto_deposit_row_free)
bool recto_ledger_add_deposit(RectoLedger *ledger, const RectoDepositRow *row, uint64_t *ret_id, GError **error); /* refuses a known key */
RectoDepositRow *recto_ledger_deposit_by_key(RectoLedger *ledger, GBytes *idempotency, GError **error);           /* NULL without error = none */
GPtrArray *recto_ledger_deposits(RectoLedger *ledger, const char *number, GError **error);                        /* oldest first */

typedef struct { char *number; uint32_t ordinal; uint64_t deposit; char *blob; GBytes *twin; uint64_t size; } RectoFileRow;
void recto_file_row_free(RectoFileRow *row);
bool recto_ledger_add_file(RectoLedger *ledger, const RectoFileRow *row, GError **error);
GPtrArray *recto_ledger_files(RectoLedger *ledger, const char *number, GError **error); /* NULL number = all dossiers; by ordinal */
GPtrArray *recto_ledger_twins(RectoLedger *ledger, GBytes *twin, GError **error);       /* files with the same bytes, oldest first */
bool recto_ledger_has_blob(RectoLedger *ledger, const char *blob);                      /* also true on failure: nothing is removed then */

bool recto_ledger_add_result(RectoLedger *ledger, const char *number, const char *name, GError **error);
GPtrArray *recto_ledger_results(RectoLedger *ledger, const char *number, GError **error); /* of char* */

/* Terms by which a dossier is found again: keyed digests of a number, of a name with a birth date. */
bool recto_ledger_set_terms(RectoLedger *ledger, const char *number, const GPtrArray *terms /* of GBytes* */, GError **error);
GPtrArray *recto_ledger_find_term(RectoLedger *ledger, GBytes *term, GError **error); /* numbers, of char* */

/* Deposit tickets (store/ticket.h), numbered in their dossier from 1. */
typedef struct { char *number; uint32_t ordinal; GBytes *digest; int64_t created_at, expires_at, revoked_at; /* 0 = not revoked */ } RectoTicketRow;
void recto_ticket_row_free(RectoTicketRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoTicketRow, recto_ticket_row_free)
bool recto_ledger_add_ticket(RectoLedger *ledger, const RectoTicketRow *row, GError **error); /* refuses a known digest, or a known number in the dossier */
RectoTicketRow *recto_ledger_ticket_by_digest(RectoLedger *ledger, GBytes *digest, GError **error); /* NULL without error = none */
GPtrArray *recto_ledger_tickets(RectoLedger *ledger, const char *number, GError **error);           /* of RectoTicketRow*, by ordinal */
bool recto_ledger_revoke_ticket(RectoLedger *ledger, const char *number, uint32_t ordinal, int64_t at, GError **error); /* one that is revoked keeps its day */

/* Accounts of the staff (store/account.h), numbered from 1; a number is never given again. */
typedef struct { uint64_t id, stamp; GBytes *digest, *sealed; int64_t created_at; } RectoAccountRow;
void recto_account_row_free(RectoAccountRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoAccountRow, recto_account_row_free)
bool recto_ledger_next_account(RectoLedger *ledger, uint64_t *ret_id, GError **error); /* in a transaction */
bool recto_ledger_put_account(RectoLedger *ledger, const RectoAccountRow *row, GError **error); /* new (refuses a known digest), or stamp and body of a known id */
bool recto_ledger_remove_account(RectoLedger *ledger, uint64_t id, GError **error);
RectoAccountRow *recto_ledger_account(RectoLedger *ledger, uint64_t id, GError **error);                /* NULL without error = none */
RectoAccountRow *recto_ledger_account_by_digest(RectoLedger *ledger, GBytes *digest, GError **error); /* the same */
GPtrArray *recto_ledger_accounts(RectoLedger *ledger, GError **error);                                  /* of RectoAccountRow*, by id */

/* Sessions of the staff: a digest of the id, and what the server sealed (http/kept.h). */
typedef struct { char *digest; GBytes *sealed; } RectoSessionRow;
void recto_session_row_free(RectoSessionRow *row);
bool recto_ledger_add_session(RectoLedger *ledger, const RectoSessionRow *row, GError **error);  /* refuses a known digest */
bool recto_ledger_keep_session(RectoLedger *ledger, const RectoSessionRow *row, GError **error); /* one that is not there is not made */
bool recto_ledger_remove_session(RectoLedger *ledger, const char *digest, GError **error);
bool recto_ledger_has_session(RectoLedger *ledger, const char *digest);
GPtrArray *recto_ledger_sessions(RectoLedger *ledger, GError **error);                           /* of RectoSessionRow*, by digest */

/* ------------------------------------------------------------------ history */
typedef struct {
  uint64_t seq;            /* 1, 2, 3… over the whole store */
  int64_t at;
  char *number;            /* "" = the store itself */
  uint64_t version;        /* 1, 2, 3… in the dossier */
  char *deed;
  GBytes *body;            /* sealed; NULL once erased */
  char *digest;            /* SHA-256 of the sealed body, hexadecimal */
  char *hash;              /* over the previous hash and all above but the body, hexadecimal */
} RectoHistoryRow;
void recto_history_row_free(RectoHistoryRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoHistoryRow, recto_history_row_free)
bool recto_ledger_append(RectoLedger *ledger, const RectoHistoryRow *row, GError **error); /* refuses a known seq, or a known version of the dossier */
RectoHistoryRow *recto_ledger_head(RectoLedger *ledger, GError **error);                   /* NULL without error = nothing happened yet */
/* In order. NULL number = all; `after` seq 0 = from the beginning; most 0 = all. */
GPtrArray *recto_ledger_history(RectoLedger *ledger, const char *number, uint64_t after, size_t most, GError **error);

/* ------------------------------------------------------------------ jobs */
typedef enum { RECTO_JOB_READY, RECTO_JOB_LEASED, RECTO_JOB_DONE, RECTO_JOB_QUARANTINED } RectoJobState;
typedef struct {
  uint64_t id;
  char *number, *kind;
  RectoJobState state;
  int64_t run_after, lease_until;
  int attempts;            /* leases taken; those that ended in another way than done count */
  char *worker, *reason;   /* ids and key words only */
} RectoJobRow;
void recto_job_row_free(RectoJobRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoJobRow, recto_job_row_free)
/* One waiting job per dossier and kind: asking again while one waits changes nothing but that it may be done as soon as the sooner of both. */
bool recto_ledger_add_job(RectoLedger *ledger, const char *number, const char *kind, int64_t run_after, GError **error);
/* Takes the oldest job that waits or whose lease has run out, of this dossier (NULL = any) and of one that nobody works on. A job whose lease ran out `most_attempts` times goes to
 * quarantine instead. NULL without error = none. A transaction of its own. */
RectoJobRow *recto_ledger_claim(RectoLedger *ledger, const char *number, const char *worker, int64_t now, int64_t lease, int most_attempts, GError **error);
/* The three ends need the lease: false without error (ret_held) when it was lost to another worker. Transactions of their own. */
bool recto_ledger_renew(RectoLedger *ledger, uint64_t id, const char *worker, int64_t until, bool *ret_held, GError **error);
bool recto_ledger_finish(RectoLedger *ledger, uint64_t id, const char *worker, bool *ret_held, GError **error);
/* Put back: `quarantine` or to be tried again at `run_after`. `forgive`: the attempt does not count (interrupted by a person). */
bool recto_ledger_give_back(RectoLedger *ledger, const RectoJobRow *job, int64_t run_after, bool quarantine, bool forgive, const char *reason, GError **error);
GPtrArray *recto_ledger_jobs(RectoLedger *ledger, const char *number, GError **error);       /* not done ones, oldest first; NULL = all */
bool recto_ledger_retry(RectoLedger *ledger, const char *number, size_t *ret_n, GError **error); /* quarantined -> ready; NULL = all */

/* ------------------------------------------------------------------ erasing */
/* Key, summary, bodies, files, results, terms, jobs, tickets of a dossier go; number, dates, deposits' ids and keys, history's chain stay. Names of blobs and
 * results become rubbish, to be removed from the folder and then forgotten; so does "tombstones", the list of the erased, to be written anew. In a transaction. */
bool recto_ledger_erase(RectoLedger *ledger, const char *number, int64_t at, GError **error);
GPtrArray *recto_ledger_rubbish(RectoLedger *ledger, GError **error); /* paths below the store's folder, of char* */
bool recto_ledger_forget_rubbish(RectoLedger *ledger, const char *path, GError **error);

#endif
