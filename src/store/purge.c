/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erasing a dossier, and what writers that died left behind. The transaction destroys the key: from then on nothing of the dossier can be read.
 * Removing the sealed files and writing over the database's log may be interrupted: the rubbish list remembers what is left. */
#include "base/file.h"
#include "store/blobs.h"
#include "store/inside.h"
#include <recto/error.h>
#include <recto/json.h>
#include <unistd.h>

/* One line a purged dossier, outside the register, so that it can be kept with the backups. Written whole from the rows. */
static bool write_tombstones(RectoStore *store, GError **error) {
  g_autofree char *path = recto_store_file(store, "tombstones");
  g_autoptr(GString) lines = g_string_new(NULL);
  for (int batches = 0; batches < 2; batches++) {
    RectoLedgerFilter filter = {.all = true, .batches = batches};
    g_autoptr(GPtrArray) rows = recto_ledger_dossiers(store->ledger, &filter, error);
    if (!rows) return false;
    for (guint i = 0; i < rows->len; i++) {
      const RectoDossierRow *row = rows->pdata[i];
      if (row->state != RECTO_DOSSIER_PURGED) continue;
      g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(row->changed_at / G_USEC_PER_SEC);
      g_autofree char *day = g_date_time_format_iso8601(when);
      g_string_append_printf(lines, "%s %s\n", row->number, day);
    }
  }
  return recto_file_write_durable(path, lines->str, lines->len, error);
}

static bool clear_one(RectoStore *store, const char *path, GError **error) {
  return g_str_equal(path, "tombstones") ? write_tombstones(store, error) : recto_blobs_remove(store->folder, path, error);
}

/* The list is forgotten last: as long as the key may lie in the register's log, the next purge or opening has something to end. */
bool recto_store_clear_rubbish(RectoStore *store, GError **error) {
  g_autoptr(GPtrArray) rubbish = recto_ledger_rubbish(store->ledger, error);
  if (!rubbish) return false;
  for (guint i = 0; i < rubbish->len; i++)
    if (!clear_one(store, rubbish->pdata[i], error)) return false;
  if (rubbish->len > 0 && !recto_ledger_settle(store->ledger))
    return recto_store_fail(error, "error.purge-reader", "the dossier is erased; somebody reads the register: purge again to write over what is left");
  for (guint i = 0; i < rubbish->len; i++)
    if (!recto_ledger_forget_rubbish(store->ledger, rubbish->pdata[i], error)) return false;
  return true;
}

/* The line that tells of the purge is the store's own: its body stays readable. */
static bool erase(RectoStore *store, RectoDossierRow *row, const char *reason, const char *who, int64_t now, GError **error) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_builder_set_member_name(builder, "number");
  json_builder_add_string_value(builder, row->number);
  json_builder_set_member_name(builder, "reason");
  json_builder_add_string_value(builder, reason ? reason : "");
  json_builder_end_object(builder);
  g_autofree char *body = recto_json_finish(builder);
  return recto_chain_append(store, NULL, NULL, "purge", who, body, now, NULL, error) && recto_ledger_erase(store->ledger, row->number, now, error);
}

static bool purge(RectoStore *store, const char *number, const char *reason, const char *who, int64_t now, GError **error) {
  GError *cause = NULL;
  if (!recto_ledger_begin(store->ledger, error)) return false;
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(store->ledger, number, &cause);
  if (!row && !cause) recto_store_unknown(&cause, number);
  bool right = row && (row->state == RECTO_DOSSIER_PURGED || erase(store, row, reason, who, now, &cause)) && recto_ledger_commit(store->ledger, &cause);
  if (!right) recto_ledger_abandon(store->ledger);
  if (cause) g_propagate_error(error, cause);
  if (!right) return false;
  recto_chain_tell_head(store);
  g_autofree char *uploads = recto_store_uploads(store, number);
  if (g_file_test(uploads, G_FILE_TEST_EXISTS)) recto_file_remove_tree(uploads); /* sealed with the key that is gone: one that stays is rubbish */
  bool settled = recto_store_clear_rubbish(store, error);
  recto_ledger_settle(store->ledger); /* the names of blobs too, when nobody reads: they tell nothing without the key */
  return settled;
}

bool recto_store_purge(RectoStore *store, const char *number, const char *reason, const char *who, int64_t now, GError **error) {
  int lock = recto_store_lock(store, true, error);
  bool right = lock >= 0 && purge(store, number, reason, who, now, error);
  if (lock >= 0) close(lock);
  return right;
}

/* ------------------------------------------------------------------ leftovers */

#define DAY ((int64_t)24 * 3600 * G_USEC_PER_SEC)
typedef struct { RectoStore *store; int64_t now; size_t n; } Sweep;

static bool sweep_one(RectoBlobKind kind, const char *name, bool whole, int64_t changed_at, gpointer data) {
  Sweep *sweep = data;
  if (sweep->now - changed_at < DAY || (whole && recto_ledger_has_blob(sweep->store->ledger, name))) return true;
  recto_blobs_drop_leftover(sweep->store->folder, kind, name);
  sweep->n++;
  return true;
}

size_t recto_store_sweep(RectoStore *store, int64_t now) {
  Sweep sweep = {store, now, 0};
  int lock = recto_store_lock(store, true, NULL);
  if (lock < 0) return 0;
  recto_blobs_each(store->folder, sweep_one, &sweep);
  close(lock);
  return sweep.n;
}
