/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes other than deposits, and what the list shows. */
#include "store/inside.h"
#include <recto/error.h>

void recto_store_event_free(RectoStoreEvent *event) {
  if (!event) return;
  g_free(event->number);
  g_free(event->deed);
  g_free(event->who);
  g_free(event->body);
  g_free(event->hash);
  g_free(event);
}

void recto_store_entry_free(RectoStoreEntry *entry) {
  if (!entry) return;
  recto_dossier_row_free(entry->row);
  g_free(entry->summary);
  g_free(entry);
}

/* An open dossier's row for a change, in the transaction. */
static RectoDossierRow *row_to_change(RectoStore *store, const char *number, uint64_t expected, GError **error) {
  GError *cause = NULL;
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(store->ledger, number, &cause);
  if (cause) g_propagate_error(error, cause);
  else if (!row) recto_store_unknown(error, number);
  else if (row->state == RECTO_DOSSIER_PURGED) recto_store_purged(error, number);
  else if (expected && row->version != expected)
    recto_error_say(error, RECTO_ERROR_USAGE, "error.changed-meanwhile", "somebody changed dossier {number} meanwhile; nothing was written, try again", "number", number, NULL);
  else return g_steal_pointer(&row);
  return NULL;
}

static bool record(RectoStore *store, const char *number, uint64_t expected, const char *deed, const char *body, const char *who, int64_t now, const char *job,
                   int state, uint64_t *ret_version, GError **error) {
  g_autoptr(RectoDossierRow) row = row_to_change(store, number, expected, error);
  g_autoptr(RectoStoreDossier) dossier = row ? recto_store_dossier_of(store, row, error) : NULL;
  if (!dossier) return false;
  if (state >= 0) row->state = (RectoDossierState)state;
  return recto_chain_append(store, row, dossier, deed, who, body, now, ret_version, error) &&
         (!job || recto_ledger_add_job(store->ledger, number, job, now, error));
}

static bool record_whole(RectoStore *store, const char *number, uint64_t expected, const char *deed, const char *body, const char *who, int64_t now,
                         const char *job, int state, uint64_t *ret_version, GError **error) {
  uint64_t version = 0;
  if (!recto_ledger_begin(store->ledger, error)) return false;
  if (!record(store, number, expected, deed, body, who, now, job, state, &version, error) || !recto_ledger_commit(store->ledger, error)) {
    recto_ledger_abandon(store->ledger);
    return false;
  }
  recto_chain_tell_head(store);
  if (ret_version) *ret_version = version;
  return true;
}

bool recto_store_record(RectoStore *store, const char *number, uint64_t expected, const char *deed, const char *body, const char *who, int64_t now,
                        const char *job, uint64_t *ret_version, GError **error) {
  return record_whole(store, number, expected, deed, body, who, now, job, -1, ret_version, error);
}

bool recto_store_close_dossier(RectoStore *store, const char *number, bool closed, const char *who, int64_t now, GError **error) {
  return record_whole(store, number, 0, closed ? "close" : "reopen", NULL, who, now, NULL, closed ? RECTO_DOSSIER_CLOSED : RECTO_DOSSIER_OPEN, NULL, error);
}

/* ------------------------------------------------------------------ told */

/* Keys of the dossiers that come up, opened once; NULL for one that is purged. */
static RectoStoreDossier *known_dossier(RectoStore *store, GHashTable *opened, const char *number) {
  gpointer dossier = NULL;
  if (!*number) return NULL;
  if (g_hash_table_lookup_extended(opened, number, NULL, &dossier)) return dossier;
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(store->ledger, number, NULL);
  dossier = row ? recto_store_dossier_of(store, row, NULL) : NULL;
  g_hash_table_insert(opened, g_strdup(number), dossier);
  return dossier;
}

static void free_dossier(gpointer dossier) { recto_store_dossier_free(dossier); }

static GPtrArray *open_lines(RectoStore *store, const GPtrArray *rows, GError **error) {
  g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)recto_store_event_free);
  g_autoptr(GHashTable) opened = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_dossier);
  for (guint i = 0; i < rows->len; i++) {
    RectoHistoryRow *row = rows->pdata[i];
    RectoStoreEvent *event = g_new0(RectoStoreEvent, 1);
    *event = (RectoStoreEvent){.seq = row->seq, .version = row->version, .at = row->at, .number = g_strdup(row->number), .deed = g_strdup(row->deed),
                               .hash = g_strdup(row->hash)};
    g_ptr_array_add(events, event);
    RectoStoreDossier *dossier = known_dossier(store, opened, row->number);
    if (*row->number && !dossier) continue; /* purged: what happened and when is all that is left */
    if (!recto_chain_open(store, dossier, row, &event->who, &event->body, error)) {
      g_prefix_error(error, "history line %" G_GUINT64_FORMAT ": ", row->seq);
      return NULL;
    }
  }
  return g_steal_pointer(&events);
}

GPtrArray *recto_store_history(RectoStore *store, const char *number, GError **error) {
  g_autoptr(GPtrArray) rows = recto_ledger_history(store->ledger, number, 0, 0, error);
  return rows ? open_lines(store, rows, error) : NULL;
}

GPtrArray *recto_store_recent(RectoStore *store, size_t most, GError **error) {
  GError *cause = NULL;
  g_autoptr(RectoHistoryRow) head = recto_ledger_head(store->ledger, &cause);
  uint64_t after = head && head->seq > most ? head->seq - most : 0;
  g_autoptr(GPtrArray) rows = cause ? NULL : recto_ledger_history(store->ledger, NULL, after, most, &cause);
  if (cause) g_propagate_error(error, cause);
  return rows ? open_lines(store, rows, error) : NULL;
}

/* ------------------------------------------------------------------ the list */

static char *summary_purpose(const char *number) { return g_strconcat("summary/", number, NULL); }

static GPtrArray *term_digests(const RectoStore *store, const char *const *terms) {
  GPtrArray *digests = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  for (; terms && *terms; terms++) g_ptr_array_add(digests, recto_store_find_digest(store, *terms, strlen(*terms)));
  return digests;
}

static bool summarise(RectoStore *store, const char *number, const RectoStoreSummary *summary, GError **error) {
  g_autoptr(RectoDossierRow) row = row_to_change(store, number, 0, error);
  g_autoptr(RectoStoreDossier) dossier = row ? recto_store_dossier_of(store, row, error) : NULL;
  if (!dossier) return false;
  g_autofree char *purpose = summary_purpose(number);
  g_autoptr(GPtrArray) digests = term_digests(store, summary->terms);
  g_clear_pointer(&row->summary, g_bytes_unref);
  g_free(row->due);
  row->due = g_strdup(summary->due);
  row->urgency = summary->urgency;
  row->summary = recto_seal(dossier->key, purpose, summary->json, strlen(summary->json), error);
  return row->summary && recto_ledger_put_dossier(store->ledger, row, error) && recto_ledger_set_terms(store->ledger, number, digests, error);
}

bool recto_store_summarise(RectoStore *store, const char *number, const RectoStoreSummary *summary, GError **error) {
  if (!recto_ledger_begin(store->ledger, error)) return false;
  if (summarise(store, number, summary, error) && recto_ledger_commit(store->ledger, error)) return true;
  recto_ledger_abandon(store->ledger);
  return false;
}

GPtrArray *recto_store_with_term(RectoStore *store, const char *term, GError **error) {
  g_autoptr(GBytes) digest = recto_store_find_digest(store, term, strlen(term));
  return recto_ledger_find_term(store->ledger, digest, error);
}

char *recto_store_summary(RectoStore *store, const RectoDossierRow *row) {
  g_autoptr(RectoStoreDossier) dossier = row->summary ? recto_store_dossier_of(store, row, NULL) : NULL;
  g_autofree char *purpose = summary_purpose(row->number);
  g_autoptr(GBytes) plain = dossier ? recto_unseal(dossier->key, purpose, row->summary, NULL) : NULL;
  return plain ? g_strndup(g_bytes_get_data(plain, NULL), g_bytes_get_size(plain)) : NULL;
}

GPtrArray *recto_store_list(RectoStore *store, const RectoLedgerFilter *filter, GError **error) {
  g_autoptr(GPtrArray) rows = recto_ledger_dossiers(store->ledger, filter, error);
  if (!rows) return NULL;
  GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)recto_store_entry_free);
  for (guint i = 0; i < rows->len; i++) {
    RectoStoreEntry *entry = g_new0(RectoStoreEntry, 1);
    entry->row = g_steal_pointer(&rows->pdata[i]);
    g_ptr_array_add(entries, entry);
    entry->summary = recto_store_summary(store, entry->row);
  }
  g_ptr_array_set_free_func(rows, NULL);
  return entries;
}
