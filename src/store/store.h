/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The register: numbered dossiers, their originals, their history, the work to be done. Sealed, durable, never forgetting what it acknowledged.
 *
 *   FOLDER/format                     "recto-store 2"
 *   FOLDER/site.key                   wraps the dossier keys, mode 0600; `recto key copy` makes the copy that a burnt disk will ask for
 *   FOLDER/register.db                rows (ledger.h), SQLite
 *   FOLDER/blobs/ab/NAME              originals, sealed with their dossier's key, named by keyed HMAC of their bytes
 *   FOLDER/results/ab/NAME            stage results, sealed, named by keyed HMAC of the result's key; may be lost without harm
 *   FOLDER/head                       seq and hash of the last history line, written after each commit: a cut tail shows
 *   FOLDER/tombstones                 numbers purged and when: a restored backup buries them again
 *   FOLDER/uploads/NUMBER/ID          what arrived so far of an upload that goes on later (http/partial.h); not part of the register, nor of backups
 *   FOLDER/lock                       held shared by backups, alone by purges
 *
 * What has been acknowledged (a function that returned true) survives kill, power cut and full disk. What failed may be repeated with the same
 * idempotency key. Everything that happens to a dossier is a numbered line of its history; nothing is ever changed in place but by a purge.
 * The state of a dossier is told by its history alone: work/ folds it. Errors: STORE unless said otherwise.
 * One RectoStore serves one thread. Must not know: document types, procedures, pixels, the clock. */
#ifndef RECTO_STORE_H
#define RECTO_STORE_H

#include "store/ledger.h"

typedef struct RectoStore RectoStore;
typedef struct RectoStoreDossier RectoStoreDossier;

/* Opens or creates; finishes purges that were interrupted. */
RectoStore *recto_store_open(const char *folder, GError **error);
void recto_store_free(RectoStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoStore, recto_store_free)
const char *recto_store_folder(const RectoStore *store);
/* A key of this store for another purpose than its own, the same at every opening: what it seals opens only with site.key. */
void recto_store_derive_key(const RectoStore *store, const char *purpose, uint8_t ret_key[32]);
/* The same of one dossier: its purge ends it. */
void recto_store_dossier_derive_key(const RectoStoreDossier *dossier, const char *purpose, uint8_t ret_key[32]);
/* Where unfinished uploads of a dossier lie; its purge removes it. Owned by the caller; need not exist. */
char *recto_store_uploads(const RectoStore *store, const char *number);
/* Whether `text` has the form of a number: "2026-000001", or of a mail batch: "C2026-000001". */
bool recto_store_is_number(const char *text);

/* ------------------------------------------------------------------ deposits */
typedef struct {
  int fd;                   /* read from its beginning; stays the caller's */
  const char *name;         /* as given, untrusted; kept sealed */
  const char *from;         /* where it comes from, for people ("courrier C2026-000004, page 3"); NULL = it came by itself */
  GBytes *bytes;            /* instead of `fd`: they are in memory, … */
  const uint8_t *sha256;    /* … and whoever read them made their digest, 32 bytes */
} RectoStoreFile;

typedef struct {
  const char *key;          /* idempotency key; NULL = none: two calls are two deposits */
  const char *number;       /* dossier; NULL = a new one */
  const char *prefix;       /* of a new number: "2026-" or "C2026-" */
  const char *opening;      /* of a new dossier: JSON object, first line of its history */
  const char *procedure, *reception; /* of a new dossier, in clear in the list; may be NULL */
  const char *who;          /* who did it, kept sealed */
  const char *channel;      /* "counter", "mail", "upload", "scanner" */
  const char *remarks;      /* JSON object kept with the deposit, or NULL */
  int64_t now;
  const RectoStoreFile *files;
  size_t n_files;           /* 0 only for a new dossier: it is opened, and has no "deposit" line yet */
  size_t max_bytes;         /* of one file; 0 = 1 GiB */
  const char *job;          /* kind of job to be done afterwards, NULL = none */
} RectoStoreDeposit;

typedef struct {
  char *number;
  uint64_t deposit, version;
  uint32_t first_file, n_files; /* ordinals in the dossier */
  int64_t received_at;
  bool again;               /* the key was acknowledged before; nothing was added */
  GPtrArray *twins;         /* of RectoFileRow*: files that had the same bytes before, this dossier's own too */
} RectoStoreReceipt;
void recto_store_receipt_clear(RectoStoreReceipt *receipt);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoStoreReceipt, recto_store_receipt_clear)
/* All files or none. Errors: STORE, DEVICE (disk), FORMAT (a file is too big), USAGE (no such dossier, or it is closed or purged). */
bool recto_store_deposit(RectoStore *store, const RectoStoreDeposit *deposit, RectoStoreReceipt *ret_receipt, GError **error);
/* Whether a deposit with this idempotency key was acknowledged; false also on failure. */
bool recto_store_acknowledged(RectoStore *store, const char *key);
/* … and what was acknowledged, with `again`. */
bool recto_store_receipt(RectoStore *store, const char *key, RectoStoreReceipt *ret_receipt);

/* ------------------------------------------------------------------ history */
typedef struct {
  uint64_t seq, version;
  int64_t at;
  char *number, *deed;
  char *who;                /* NULL once erased */
  char *body;               /* JSON; NULL once erased */
  char *hash;
} RectoStoreEvent;
void recto_store_event_free(RectoStoreEvent *event);
/* Deeds that the store itself writes: "open" {…opening}, "deposit" {channel, deposit, remarks, files: [{ordinal, name, blob, size, sha256, from}]}, "purge" {reason},
 * "backup", "restore", "key-copy", "ticket", "ticket-revoked" (ticket.h), "account-added" and the like (account.h). Everything else is the caller's; "viewed" does
 * not count as a change of the dossier. `expected`: the version it was decided on, 0 = any; USAGE when it has moved.
 * `ret_version` may be NULL. */
bool recto_store_record(RectoStore *store, const char *number, uint64_t expected, const char *deed, const char *body, const char *who, int64_t now,
                        const char *job, uint64_t *ret_version, GError **error);
/* Of RectoStoreEvent*, oldest first. NULL number = the whole store's (bodies of dossiers included). */
GPtrArray *recto_store_history(RectoStore *store, const char *number, GError **error);
/* The last `most` lines of the whole store, oldest first. */
GPtrArray *recto_store_recent(RectoStore *store, size_t most, GError **error);
/* Seq and hash of the last line; false when nothing happened yet. */
bool recto_store_head(RectoStore *store, uint64_t *ret_seq, char **ret_hash);

/* ------------------------------------------------------------------ one dossier */
/* USAGE: no such number, or purged. */
RectoStoreDossier *recto_store_find(RectoStore *store, const char *number, GError **error);
void recto_store_dossier_free(RectoStoreDossier *dossier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoStoreDossier, recto_store_dossier_free)
const char *recto_store_number(const RectoStoreDossier *dossier);
/* A sealed (unwritable) memory file with the original's bytes, positioned at 0. */
int recto_store_open_blob(const RectoStoreDossier *dossier, const char *name, GError **error);
bool recto_store_put_result(RectoStoreDossier *dossier, const char *key, GBytes *result, GError **error);
GBytes *recto_store_result(const RectoStoreDossier *dossier, const char *key); /* NULL = none, or damaged: then it is made again */

/* ------------------------------------------------------------------ the list */
typedef struct {
  int urgency;
  const char *due;          /* ISO or NULL */
  const char *json;         /* shown in the list: kept sealed */
  const char *const *terms; /* NULL-terminated words by which the dossier is found again ("foreigner-number:9901234567"); kept as keyed digests */
} RectoStoreSummary;
bool recto_store_summarise(RectoStore *store, const char *number, const RectoStoreSummary *summary, GError **error);
char *recto_store_summary(RectoStore *store, const RectoDossierRow *row); /* its JSON; NULL = none, purged or damaged. Owned by the caller. */
bool recto_store_close_dossier(RectoStore *store, const char *number, bool closed, const char *who, int64_t now, GError **error);
/* Numbers that were given this term, of char*. */
GPtrArray *recto_store_with_term(RectoStore *store, const char *term, GError **error);
typedef struct { RectoDossierRow *row; char *summary; /* JSON or NULL */ } RectoStoreEntry;
void recto_store_entry_free(RectoStoreEntry *entry);
GPtrArray *recto_store_list(RectoStore *store, const RectoLedgerFilter *filter, GError **error); /* of RectoStoreEntry* */
RectoLedger *recto_store_ledger(RectoStore *store); /* for jobs: claim, renew, finish (ledger.h); borrowed */

/* ------------------------------------------------------------------ keeping and erasing */
/* Key destroyed, originals, results, history's bodies removed; number, dates and the chain stay. A killed purge is finished by the next opening. */
bool recto_store_purge(RectoStore *store, const char *number, const char *reason, const char *who, int64_t now, GError **error);

typedef enum {
  RECTO_FAULT_REGISTER, /* the rows' own form */
  RECTO_FAULT_CHAIN,    /* a history line was altered, left out, or comes in the wrong place */
  RECTO_FAULT_TAIL,     /* the last lines are gone */
  RECTO_FAULT_BODY,     /* a history line's content was altered or removed */
  RECTO_FAULT_ORIGINAL, /* an original is absent, altered, cut or swapped */
  RECTO_FAULT_ROW,      /* rows and history tell different things */
  RECTO_FAULT_KEY,      /* a dossier's key does not open */
} RectoFaultKind;
typedef struct { RectoFaultKind kind; uint64_t seq; /* history line, 0 = none */ char *number, *path; /* NULL = none */ char *what; } RectoStoreFault;
void recto_store_fault_free(RectoStoreFault *fault);
const char *recto_fault_kind_word(RectoFaultKind kind);
typedef void (*RectoStoreProgress)(size_t done, size_t total, gpointer data);
/* Everything is opened and compared. `known_head` (a hash printed on a slip or kept elsewhere; NULL = none) must be in the chain. Of RectoStoreFault*. */
GPtrArray *recto_store_verify(RectoStore *store, const char *known_head, RectoStoreProgress progress, gpointer data, GError **error);
/* Removes what nothing refers to and what is older than a day before `now`: leftovers of writers that died. Gives their number. */
size_t recto_store_sweep(RectoStore *store, int64_t now);

/* A whole, checked copy without site.key and without results, under a name that appears only when it is complete. USAGE: `folder` exists. */
bool recto_store_backup(RectoStore *store, const char *folder, const char *who, int64_t now, RectoStoreProgress progress, gpointer data, GError **error);
/* Puts a backup back as a new store and verifies it. `tombstones` (the lost store's file, may be NULL): what was purged since is purged again. */
bool recto_store_restore(const char *backup, const char *folder, const char *key_file, const char *tombstones, const char *who, int64_t now,
                         RectoStoreProgress progress, gpointer data, GError **error);
/* The escrow copy of the site key: written, or compared. */
bool recto_store_copy_key(RectoStore *store, const char *path, const char *who, int64_t now, GError **error);
bool recto_store_check_key(RectoStore *store, const char *path, GError **error);
int64_t recto_store_key_copied_at(RectoStore *store); /* 0 = never: say so to people */

#endif
