/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deposits: originals sealed and durable first, then one transaction that makes them count, then the acknowledgement. */
#include "base/digest.h"
#include "store/blobs.h"
#include "store/inside.h"
#include <errno.h>
#include <recto/error.h>
#include <recto/json.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_BYTES ((size_t)1 << 30)

typedef struct { char *blob, *sha256; GBytes *twin; uint64_t size; } Sealed;

static void sealed_clear(gpointer data) {
  Sealed *sealed = data;
  g_free(sealed->blob);
  g_free(sealed->sha256);
  g_clear_pointer(&sealed->twin, g_bytes_unref);
}

void recto_store_receipt_clear(RectoStoreReceipt *receipt) {
  g_clear_pointer(&receipt->number, g_free);
  g_clear_pointer(&receipt->twins, g_ptr_array_unref);
}

static bool fits(uint64_t size, size_t max_bytes, GError **error) {
  if (size <= max_bytes) return true;
  g_autofree char *most = g_strdup_printf("%zu", max_bytes);
  return recto_error_say(error, RECTO_ERROR_FORMAT, "error.file-too-big", "the file is larger than {most} bytes", "most", most, NULL);
}

static GBytes *read_whole(int fd, size_t max_bytes, GError **error) {
  struct stat status;
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    recto_store_fail(error, "error.only-files", "only ordinary files can be deposited");
    return NULL;
  }
  if (!fits((uint64_t)status.st_size, max_bytes, error)) return NULL;
  size_t size = (size_t)status.st_size, done = 0;
  uint8_t *data = g_malloc(size + 1);
  for (ssize_t n; done < size; done += (size_t)n) {
    n = pread(fd, data + done, size - done, (off_t)done);
    if (n < 0 && errno == EINTR) n = 0;
    else if (n <= 0) break;
  }
  if (done == size) return g_bytes_new_take(data, size);
  g_free(data);
  recto_store_fail(error, "error.file-cut", "the file cannot be read to its end");
  return NULL;
}

/* The same bytes again in a dossier: what lies there counts only if it still opens. */
static bool lies_there(const RectoStoreDossier *dossier, const char *name, const char *purpose) {
  g_autoptr(GBytes) there = recto_blobs_take(dossier->folder, RECTO_BLOBS_ORIGINALS, name, NULL), plain = there ? recto_unseal(dossier->key, purpose, there, NULL) : NULL;
  return plain != NULL;
}

static GBytes *bytes_of(const RectoStoreFile *file, size_t most, uint8_t ret_sha256[32], GError **error) {
  GBytes *bytes = file->bytes ? fits(g_bytes_get_size(file->bytes), most, error) ? g_bytes_ref(file->bytes) : NULL : read_whole(file->fd, most, error);
  if (bytes && file->bytes) memcpy(ret_sha256, file->sha256, 32);
  else if (bytes) recto_digest_bytes(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), ret_sha256);
  return bytes;
}

static bool seal_file(RectoStore *store, const RectoStoreDossier *dossier, const RectoStoreFile *file, size_t most, Sealed *sealed, GError **error) {
  uint8_t sha256[32];
  g_autoptr(GBytes) bytes = bytes_of(file, most, sha256, error);
  if (!bytes) return false;
  gsize size = 0;
  const void *data = g_bytes_get_data(bytes, &size);
  sealed->sha256 = recto_digest_hex(sha256);
  sealed->blob = recto_keyed_name(dossier->key, data, size);
  sealed->twin = recto_store_find_digest(store, data, size);
  sealed->size = size;
  g_autofree char *purpose = g_strconcat("blob/", sealed->blob, NULL);
  if (lies_there(dossier, sealed->blob, purpose)) return recto_blobs_confirm(dossier->folder, RECTO_BLOBS_ORIGINALS, sealed->blob, error);
  g_autoptr(GBytes) box = recto_seal(dossier->key, purpose, data, size, error);
  return box && recto_blobs_put(dossier->folder, RECTO_BLOBS_ORIGINALS, sealed->blob, box, error);
}

static char *describe(const RectoStoreDeposit *deposit, const GArray *sealed, uint32_t first) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  g_autoptr(JsonNode) remarks = deposit->remarks ? recto_json_parse(deposit->remarks, -1, 1 << 22, NULL) : NULL;
  json_builder_begin_object(builder);
  recto_json_string_if(builder, "channel", deposit->channel);
  if (remarks) {
    json_builder_set_member_name(builder, "remarks");
    json_builder_add_value(builder, g_steal_pointer(&remarks));
  }
  json_builder_set_member_name(builder, "files");
  json_builder_begin_array(builder);
  for (guint i = 0; i < sealed->len; i++) {
    const Sealed *one = &g_array_index(sealed, Sealed, i);
    json_builder_begin_object(builder);
    recto_json_int(builder, "ordinal", first + i);
    recto_json_string_if(builder, "name", deposit->files[i].name);
    recto_json_string_if(builder, "blob", one->blob);
    recto_json_int(builder, "size", (int64_t)one->size);
    recto_json_string_if(builder, "sha256", one->sha256);
    recto_json_string_if(builder, "from", deposit->files[i].from);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  return recto_json_finish(builder);
}

static bool note_twins(RectoStore *store, const GArray *sealed, RectoStoreReceipt *receipt, GError **error) {
  receipt->twins = g_ptr_array_new_with_free_func((GDestroyNotify)recto_file_row_free);
  for (guint i = 0; i < sealed->len; i++) {
    g_autoptr(GPtrArray) same = recto_ledger_twins(store->ledger, g_array_index(sealed, Sealed, i).twin, error);
    if (!same) return false;
    g_ptr_array_extend_and_steal(receipt->twins, g_steal_pointer(&same));
  }
  return true;
}

/* In the transaction: has this key been acknowledged? */
static bool answered_before(RectoStore *store, GBytes *key, RectoStoreReceipt *receipt, bool *ret_answered, GError **error) {
  GError *cause = NULL;
  g_autoptr(RectoDepositRow) row = recto_ledger_deposit_by_key(store->ledger, key, &cause);
  if (cause) {
    g_propagate_error(error, cause);
    return false;
  }
  *ret_answered = row != NULL;
  if (row) {
    *receipt = (RectoStoreReceipt){g_steal_pointer(&row->number), row->id, row->version, row->first_file, row->n_files, row->at, true,
                                   g_ptr_array_new_with_free_func((GDestroyNotify)recto_file_row_free)};
  }
  return true;
}

static bool open_row(RectoStore *store, const RectoStoreDeposit *deposit, RectoStoreDossier *dossier, RectoDossierRow **ret_row, GError **error) {
  g_autoptr(RectoDossierRow) row = NULL;
  if (deposit->number) {
    row = recto_ledger_dossier(store->ledger, deposit->number, error);
    if (row && row->state == RECTO_DOSSIER_OPEN) {
      *ret_row = g_steal_pointer(&row);
      return true;
    }
    if (!row && error && *error) return false;
    if (!row) return recto_store_unknown(error, deposit->number);
    if (row->state == RECTO_DOSSIER_PURGED) return recto_store_purged(error, deposit->number);
    return recto_error_say(error, RECTO_ERROR_USAGE, "error.closed", "dossier {number} is closed", "number", deposit->number, NULL);
  }
  row = g_new0(RectoDossierRow, 1);
  if (!(row->number = recto_ledger_next_number(store->ledger, deposit->prefix, error)) || !(row->key = recto_store_wrap(store, dossier, row->number, error))) return false;
  row->created_at = deposit->now;
  row->procedure = g_strdup(deposit->procedure);
  row->reception = g_strdup(deposit->reception);
  g_free(dossier->number);
  dossier->number = g_strdup(row->number);
  bool right = recto_ledger_put_dossier(store->ledger, row, error) &&
               recto_chain_append(store, row, dossier, "open", deposit->who, deposit->opening, deposit->now, NULL, error);
  if (right) *ret_row = g_steal_pointer(&row);
  return right;
}

static bool next_ordinal(RectoStore *store, const char *number, uint32_t *ret_first, GError **error) {
  g_autoptr(GPtrArray) files = recto_ledger_files(store->ledger, number, error);
  if (!files) return false;
  *ret_first = files->len ? ((RectoFileRow *)files->pdata[files->len - 1])->ordinal + 1 : 0;
  return true;
}

static bool list_files(RectoStore *store, const RectoStoreReceipt *receipt, const GArray *sealed, GError **error) {
  for (guint i = 0; i < sealed->len; i++) {
    const Sealed *one = &g_array_index(sealed, Sealed, i);
    RectoFileRow row = {receipt->number, receipt->first_file + i, receipt->deposit, one->blob, one->twin, one->size};
    if (!recto_ledger_add_file(store->ledger, &row, error)) return false;
  }
  return true;
}

/* Everything but the originals, inside one transaction. */
static bool enter(RectoStore *store, const RectoStoreDeposit *deposit, RectoStoreDossier *dossier, GBytes *key, const GArray *sealed, RectoStoreReceipt *receipt,
                  GError **error) {
  g_autoptr(RectoDossierRow) row = NULL;
  bool answered = false;
  if (!answered_before(store, key, receipt, &answered, error)) return false;
  if (answered) return true;
  if (!note_twins(store, sealed, receipt, error) || !open_row(store, deposit, dossier, &row, error)) return false;
  receipt->number = g_strdup(row->number);
  receipt->received_at = deposit->now;
  receipt->n_files = sealed->len;
  if (!next_ordinal(store, row->number, &receipt->first_file, error)) return false;
  receipt->version = row->version + (sealed->len > 0);
  g_autofree char *body = describe(deposit, sealed, receipt->first_file);
  RectoDepositRow entry = {0, row->number, key, deposit->now, receipt->version, receipt->first_file, receipt->n_files};
  return recto_ledger_add_deposit(store->ledger, &entry, &receipt->deposit, error) && list_files(store, receipt, sealed, error) &&
         (sealed->len == 0 || recto_chain_append(store, row, dossier, "deposit", deposit->who, body, deposit->now, NULL, error)) &&
         (!deposit->job || recto_ledger_add_job(store->ledger, row->number, deposit->job, deposit->now, error));
}

/* A key that was acknowledged is answered without writing anything. */
static bool asked_again(RectoStore *store, GBytes *key, RectoStoreReceipt *ret_receipt, bool *ret_answered, GError **error) {
  RectoStoreReceipt receipt = {0};
  if (!answered_before(store, key, &receipt, ret_answered, error)) return false;
  if (*ret_answered) *ret_receipt = receipt;
  return true;
}

static GBytes *idempotency(const RectoStore *store, const char *key, GError **error) {
  uint8_t random[RECTO_KEY_SIZE];
  if (key) return recto_store_find_digest(store, key, strlen(key));
  return recto_key_new(random, error) ? g_bytes_new(random, sizeof random) : NULL;
}

bool recto_store_receipt(RectoStore *store, const char *key, RectoStoreReceipt *ret_receipt) {
  g_autoptr(GBytes) digest = recto_store_find_digest(store, key, strlen(key));
  bool answered = false;
  return asked_again(store, digest, ret_receipt, &answered, NULL) && answered;
}

bool recto_store_acknowledged(RectoStore *store, const char *key) {
  g_autoptr(GBytes) digest = recto_store_find_digest(store, key, strlen(key));
  g_autoptr(RectoDepositRow) row = recto_ledger_deposit_by_key(store->ledger, digest, NULL);
  return row != NULL;
}

static RectoStoreDossier *target(RectoStore *store, const RectoStoreDeposit *deposit, GError **error) {
  if (deposit->number) return recto_store_find(store, deposit->number, error);
  RectoStoreDossier *dossier = g_new0(RectoStoreDossier, 1);
  dossier->folder = g_strdup(store->folder);
  dossier->ledger = store->ledger;
  if (recto_key_new(dossier->key, error)) return dossier;
  recto_store_dossier_free(dossier);
  return NULL;
}

static bool take_in(RectoStore *store, const RectoStoreDeposit *deposit, GBytes *key, RectoStoreReceipt *ret_receipt, GError **error) {
  g_autoptr(RectoStoreDossier) dossier = target(store, deposit, error);
  if (!dossier) return false;
  g_autoptr(GArray) sealed = g_array_new(FALSE, TRUE, sizeof(Sealed));
  g_array_set_clear_func(sealed, sealed_clear);
  for (size_t i = 0; i < deposit->n_files; i++) {
    g_array_set_size(sealed, (guint)i + 1);
    if (!seal_file(store, dossier, &deposit->files[i], deposit->max_bytes ? deposit->max_bytes : MOST_BYTES, &g_array_index(sealed, Sealed, i), error)) return false;
  }
  g_auto(RectoStoreReceipt) receipt = {0};
  bool right = recto_ledger_begin(store->ledger, error) && enter(store, deposit, dossier, key, sealed, &receipt, error) && recto_ledger_commit(store->ledger, error);
  if (!right) {
    recto_ledger_abandon(store->ledger);
    return false;
  }
  recto_chain_tell_head(store);
  *ret_receipt = receipt;
  receipt = (RectoStoreReceipt){0};
  return true;
}

bool recto_store_deposit(RectoStore *store, const RectoStoreDeposit *deposit, RectoStoreReceipt *ret_receipt, GError **error) {
  GError *cause = NULL;
  g_autoptr(GBytes) key = idempotency(store, deposit->key, &cause);
  bool answered = false;
  int lock = key ? recto_store_lock(store, false, &cause) : -1; /* a purge waits until nobody writes originals */
  bool right = lock >= 0 && asked_again(store, key, ret_receipt, &answered, &cause) && (answered || take_in(store, deposit, key, ret_receipt, &cause));
  if (lock >= 0) close(lock);
  if (cause) g_propagate_error(error, cause);
  return right;
}
