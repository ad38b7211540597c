/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything is opened and compared: the chain from its first line, every body, every original, and that rows and history tell the same. */
#include "base/digest.h"
#include "store/blobs.h"
#include "store/inside.h"
#include <recto/error.h>
#include <recto/json.h>

typedef struct {
  RectoStore *store;
  GPtrArray *faults;
  GHashTable *dossiers; /* number -> RectoStoreDossier*, NULL when purged or its key does not open */
  GHashTable *versions; /* number -> last version in the history */
  GHashTable *told;     /* "number/ordinal" -> "blob size sha256", as the history tells */
  RectoStoreProgress progress;
  gpointer data;
  size_t done, total;
} Verify;

void recto_store_fault_free(RectoStoreFault *fault) {
  if (!fault) return;
  g_free(fault->number);
  g_free(fault->path);
  g_free(fault->what);
  g_free(fault);
}

const char *recto_fault_kind_word(RectoFaultKind kind) {
  static const char *const words[] = {"register", "chain", "tail", "body", "original", "row", "key"};
  return words[kind];
}

static void found(Verify *verify, RectoFaultKind kind, uint64_t seq, const char *number, const char *path, const char *what) {
  RectoStoreFault *fault = g_new0(RectoStoreFault, 1);
  *fault = (RectoStoreFault){kind, seq, number && *number ? g_strdup(number) : NULL, g_strdup(path), g_strdup(what)};
  g_ptr_array_add(verify->faults, fault);
}

static void step(Verify *verify) {
  verify->done++;
  if (verify->progress) verify->progress(verify->done, verify->total, verify->data);
}

/* ------------------------------------------------------------------ the chain */

static void note_told_files(Verify *verify, const RectoHistoryRow *row, const char *body) {
  g_autoptr(JsonNode) root = recto_json_parse(body, -1, 1 << 26, NULL);
  JsonNode *files = root && JSON_NODE_HOLDS_OBJECT(root) ? json_object_get_member(json_node_get_object(root), "files") : NULL;
  if (!files || !JSON_NODE_HOLDS_ARRAY(files)) {
    found(verify, RECTO_FAULT_BODY, row->seq, row->number, NULL, "the line does not tell the files of its deposit");
    return;
  }
  JsonArray *array = json_node_get_array(files);
  for (guint i = 0; i < json_array_get_length(array); i++) {
    JsonObject *file = json_array_get_object_element(array, i);
    const char *blob = recto_json_text(file, "blob"), *sha256 = recto_json_text(file, "sha256");
    g_hash_table_insert(verify->told, g_strdup_printf("%s/%" G_GINT64_FORMAT, row->number, recto_json_number(file, "ordinal", -1)),
                        g_strdup_printf("%s %" G_GINT64_FORMAT " %s", blob ? blob : "", recto_json_number(file, "size", -1), sha256 ? sha256 : ""));
  }
}

static void check_body(Verify *verify, const RectoHistoryRow *row) {
  gpointer dossier = NULL;
  bool known = *row->number == 0 || g_hash_table_lookup_extended(verify->dossiers, row->number, NULL, &dossier);
  if (!row->body) {
    if (*row->number == 0 || dossier) found(verify, RECTO_FAULT_BODY, row->seq, row->number, NULL, "the content of this history line is gone");
    return;
  }
  uint8_t digest[32];
  recto_digest_bytes(g_bytes_get_data(row->body, NULL), g_bytes_get_size(row->body), digest);
  g_autofree char *hex = recto_digest_hex(digest), *who = NULL, *body = NULL;
  if (!g_str_equal(hex, row->digest)) {
    found(verify, RECTO_FAULT_BODY, row->seq, row->number, NULL, "the content of this history line was altered");
    return;
  }
  if (!known) found(verify, RECTO_FAULT_ROW, row->seq, row->number, NULL, "the history tells of a dossier that has no row");
  if (*row->number && !dossier) return;
  if (!recto_chain_open(verify->store, dossier, row, &who, &body, NULL)) {
    found(verify, RECTO_FAULT_BODY, row->seq, row->number, NULL, "the content of this history line does not open");
    return;
  }
  if (g_str_equal(row->deed, "deposit")) note_told_files(verify, row, body);
}

static void check_version(Verify *verify, const RectoHistoryRow *row) {
  uint64_t last = GPOINTER_TO_SIZE(g_hash_table_lookup(verify->versions, row->number));
  if (row->version != last + 1) found(verify, RECTO_FAULT_CHAIN, row->seq, row->number, NULL, "a line of this dossier's history is missing before this one");
  g_hash_table_insert(verify->versions, g_strdup(row->number), GSIZE_TO_POINTER(row->version));
}

typedef struct { uint64_t seq; char *hash; bool known_met; } Link;

static void check_line(Verify *verify, Link *link, const RectoHistoryRow *row, const char *known_head, const char *told_hash, uint64_t told_seq) {
  g_autofree char *hash = recto_chain_hash(verify->store, link->hash, row);
  if (row->seq != link->seq + 1) {
    g_autofree char *what = g_strdup_printf("history lines are missing: %" G_GUINT64_FORMAT " follows %" G_GUINT64_FORMAT, row->seq, link->seq);
    found(verify, RECTO_FAULT_CHAIN, row->seq, row->number, NULL, what);
  } else if (!g_str_equal(hash, row->hash)) found(verify, RECTO_FAULT_CHAIN, row->seq, row->number, NULL, "this history line was altered");
  if (told_seq == row->seq && !g_str_equal(told_hash, row->hash)) found(verify, RECTO_FAULT_CHAIN, row->seq, row->number, "head", "the head tells another line here");
  link->known_met |= known_head && g_str_equal(known_head, row->hash);
  check_version(verify, row);
  check_body(verify, row);
  /* Goes on from what stands there: one altered line is one fault. */
  link->seq = row->seq;
  g_free(link->hash);
  link->hash = g_strdup(row->hash);
}

static bool check_chain(Verify *verify, const char *known_head, GError **error) {
  Link link = {0, g_strdup(""), false};
  uint64_t told_seq = 0;
  g_autofree char *told_hash = NULL;
  GPtrArray *rows = NULL;
  recto_chain_told_head(verify->store, &told_seq, &told_hash);
  do {
    g_clear_pointer(&rows, g_ptr_array_unref);
    rows = recto_ledger_history(verify->store->ledger, NULL, link.seq, 1000, error);
    for (guint i = 0; rows && i < rows->len; i++) {
      check_line(verify, &link, rows->pdata[i], known_head, told_hash ? told_hash : "", told_seq);
      step(verify);
    }
  } while (rows && rows->len > 0);
  if (rows && link.seq < told_seq) {
    g_autofree char *what = g_strdup_printf("the last history lines are gone: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " are left", link.seq, told_seq);
    found(verify, RECTO_FAULT_TAIL, told_seq, NULL, NULL, what);
  }
  if (rows && known_head && !link.known_met) found(verify, RECTO_FAULT_TAIL, 0, NULL, NULL, "the line whose hash was given is not in the history");
  g_free(link.hash);
  bool right = rows != NULL;
  g_clear_pointer(&rows, g_ptr_array_unref);
  return right;
}

/* ------------------------------------------------------------------ dossiers and originals */

static void free_dossier(gpointer dossier) { recto_store_dossier_free(dossier); }

static bool open_keys(Verify *verify, const GPtrArray *rows) {
  for (guint i = 0; i < rows->len; i++) {
    const RectoDossierRow *row = rows->pdata[i];
    RectoStoreDossier *dossier = row->state == RECTO_DOSSIER_PURGED ? NULL : recto_store_dossier_of(verify->store, row, NULL);
    if (!dossier && row->state != RECTO_DOSSIER_PURGED) found(verify, RECTO_FAULT_KEY, 0, row->number, NULL, "the dossier's key does not open");
    if (row->state == RECTO_DOSSIER_PURGED && row->key) found(verify, RECTO_FAULT_ROW, 0, row->number, NULL, "a purged dossier has a key");
    g_hash_table_insert(verify->dossiers, g_strdup(row->number), dossier);
  }
  return true;
}

static void check_versions(Verify *verify, const GPtrArray *rows) {
  for (guint i = 0; i < rows->len; i++) {
    const RectoDossierRow *row = rows->pdata[i];
    uint64_t last = GPOINTER_TO_SIZE(g_hash_table_lookup(verify->versions, row->number));
    if (last == row->version) continue;
    g_autofree char *what = g_strdup_printf("the dossier stands at version %" G_GUINT64_FORMAT ", its history ends at %" G_GUINT64_FORMAT, row->version, last);
    found(verify, last < row->version ? RECTO_FAULT_TAIL : RECTO_FAULT_ROW, 0, row->number, NULL, what);
  }
}

static void check_original(Verify *verify, const RectoFileRow *row) {
  const RectoStoreDossier *dossier = g_hash_table_lookup(verify->dossiers, row->number);
  g_autofree char *path = recto_blobs_path(RECTO_BLOBS_ORIGINALS, row->blob), *purpose = g_strconcat("blob/", row->blob, NULL);
  g_autofree char *place = g_strdup_printf("%s/%u", row->number, row->ordinal);
  if (!dossier) return;
  g_autoptr(GBytes) sealed = recto_blobs_take(verify->store->folder, RECTO_BLOBS_ORIGINALS, row->blob, NULL);
  g_autoptr(GBytes) plain = sealed ? recto_unseal(dossier->key, purpose, sealed, NULL) : NULL;
  if (!plain) {
    found(verify, RECTO_FAULT_ORIGINAL, 0, row->number, path, sealed ? "this original was altered, cut or swapped" : "this original is gone");
    return;
  }
  uint8_t sha256[32];
  recto_digest_bytes(g_bytes_get_data(plain, NULL), g_bytes_get_size(plain), sha256);
  g_autofree char *hex = recto_digest_hex(sha256), *is = g_strdup_printf("%s %zu %s", row->blob, g_bytes_get_size(plain), hex);
  const char *told = g_hash_table_lookup(verify->told, place);
  if (g_strcmp0(told, is) != 0) found(verify, RECTO_FAULT_ROW, 0, row->number, path, told ? "the history tells another original here" : "the history does not tell of this original");
  if (row->size != g_bytes_get_size(plain)) found(verify, RECTO_FAULT_ROW, 0, row->number, path, "the row tells another size");
  g_hash_table_remove(verify->told, place);
}

static void check_untold(Verify *verify) {
  GHashTableIter iter;
  gpointer place = NULL;
  g_hash_table_iter_init(&iter, verify->told);
  while (g_hash_table_iter_next(&iter, &place, NULL)) {
    g_autofree char *number = g_strndup(place, strcspn(place, "/"));
    found(verify, RECTO_FAULT_ROW, 0, number, NULL, "the history tells of a deposited file that has no row");
  }
}

static bool check_all(Verify *verify, const char *known_head, GError **error) {
  const RectoLedgerFilter everything[] = {{.all = true}, {.all = true, .batches = true}};
  g_autoptr(GPtrArray) dossiers = recto_ledger_dossiers(verify->store->ledger, &everything[0], error);
  g_autoptr(GPtrArray) batches = dossiers ? recto_ledger_dossiers(verify->store->ledger, &everything[1], error) : NULL;
  g_autoptr(GPtrArray) files = batches ? recto_ledger_files(verify->store->ledger, NULL, error) : NULL;
  g_autoptr(RectoHistoryRow) head = recto_ledger_head(verify->store->ledger, NULL);
  if (!files) return false;
  verify->total = files->len + (head ? head->seq : 0);
  open_keys(verify, dossiers);
  open_keys(verify, batches);
  if (!check_chain(verify, known_head, error)) return false;
  check_versions(verify, dossiers);
  check_versions(verify, batches);
  for (guint i = 0; i < files->len; i++) {
    check_original(verify, files->pdata[i]);
    step(verify);
  }
  check_untold(verify);
  return true;
}

GPtrArray *recto_store_verify(RectoStore *store, const char *known_head, RectoStoreProgress progress, gpointer data, GError **error) {
  Verify verify = {store, g_ptr_array_new_with_free_func((GDestroyNotify)recto_store_fault_free),
                   g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_dossier), g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                   g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free), progress, data, 0, 0};
  g_autoptr(GPtrArray) broken = recto_ledger_examine(store->ledger);
  for (guint i = 0; i < broken->len; i++) found(&verify, RECTO_FAULT_REGISTER, 0, NULL, "register.db", broken->pdata[i]);
  GError *cause = NULL;
  bool right = check_all(&verify, known_head, &cause);
  /* A register too damaged to be read through is a finding too, as long as something was found. */
  if (!right && verify.faults->len > 0) {
    right = true;
    g_clear_error(&cause);
  }
  g_hash_table_unref(verify.dossiers);
  g_hash_table_unref(verify.versions);
  g_hash_table_unref(verify.told);
  if (right) return verify.faults;
  g_ptr_array_unref(verify.faults);
  g_propagate_error(error, cause);
  return NULL;
}
