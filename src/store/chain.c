/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history: every line's hash covers the one before, keyed, so that nobody without site.key can write a history that verifies.
 * Hashes are made over the digest of the sealed body: an erased body leaves the chain whole. */
#include "base/digest.h"
#include "store/inside.h"
#include <fcntl.h>
#include <recto/error.h>
#include <unistd.h>

char *recto_chain_hash(const RectoStore *store, const char *previous, const RectoHistoryRow *row) {
  g_autofree char *text = g_strdup_printf("%s|%" G_GUINT64_FORMAT "|%" G_GINT64_FORMAT "|%s|%" G_GUINT64_FORMAT "|%s|%s", previous, row->seq, row->at,
                                          row->number, row->version, row->deed, row->digest);
  return recto_keyed_name(store->chain_key, text, strlen(text));
}

static char *body_purpose(const char *number, uint64_t version) { return g_strdup_printf("history/%s/%" G_GUINT64_FORMAT, number, version); }

/* Plain body: who, a zero byte, the JSON. */
static GBytes *seal_body(const RectoStore *store, const RectoStoreDossier *dossier, const RectoHistoryRow *row, const char *who, const char *body, GError **error) {
  g_autofree char *purpose = body_purpose(row->number, row->version);
  g_autoptr(GString) plain = g_string_new(who ? who : "");
  g_string_append_c(plain, 0);
  g_string_append(plain, body ? body : "{}");
  return recto_seal(dossier ? dossier->key : store->key, purpose, plain->str, plain->len, error);
}

RectoHistoryRow *recto_chain_line(RectoStore *store, const RectoHistoryRow *head, const RectoStoreDossier *dossier, uint64_t version, const char *deed,
                                  const char *who, const char *body, int64_t at, GError **error) {
  g_autoptr(RectoHistoryRow) row = g_new0(RectoHistoryRow, 1);
  uint8_t digest[32];
  row->seq = head ? head->seq + 1 : 1;
  row->at = at;
  row->number = g_strdup(dossier ? dossier->number : "");
  row->version = version;
  row->deed = g_strdup(deed);
  if (!(row->body = seal_body(store, dossier, row, who, body, error))) return NULL;
  recto_digest_bytes(g_bytes_get_data(row->body, NULL), g_bytes_get_size(row->body), digest);
  row->digest = recto_digest_hex(digest);
  row->hash = recto_chain_hash(store, head ? head->hash : "", row);
  return g_steal_pointer(&row);
}

bool recto_chain_open(RectoStore *store, const RectoStoreDossier *dossier, const RectoHistoryRow *row, char **ret_who, char **ret_body, GError **error) {
  if (!row->body) return true;
  g_autofree char *purpose = body_purpose(row->number, row->version);
  g_autoptr(GBytes) plain = recto_unseal(dossier ? dossier->key : store->key, purpose, row->body, error);
  if (!plain) return false;
  gsize size = 0;
  const char *data = g_bytes_get_data(plain, &size);
  const char *gap = memchr(data, 0, size);
  if (!gap) return recto_store_fail(error, "error.history-form", "a history line has not the form it should have");
  *ret_who = g_strdup(data);
  *ret_body = g_strndup(gap + 1, size - (gsize)(gap + 1 - data));
  return true;
}

/* Lines of the store itself count their own versions. */
static bool own_version(RectoStore *store, uint64_t *ret_version, GError **error) {
  g_autoptr(GBytes) known = recto_ledger_meta(store->ledger, "own-version");
  uint64_t version = 0;
  if (known && g_bytes_get_size(known) == sizeof version) memcpy(&version, g_bytes_get_data(known, NULL), sizeof version);
  version++;
  g_autoptr(GBytes) next = g_bytes_new(&version, sizeof version);
  *ret_version = version;
  return recto_ledger_set_meta(store->ledger, "own-version", next, error);
}

bool recto_chain_append(RectoStore *store, RectoDossierRow *dossier_row, const RectoStoreDossier *dossier, const char *deed, const char *who, const char *body,
                        int64_t at, uint64_t *ret_version, GError **error) {
  GError *cause = NULL;
  g_autoptr(RectoHistoryRow) head = recto_ledger_head(store->ledger, &cause);
  uint64_t version = dossier_row ? dossier_row->version + 1 : 0;
  bool right = !cause && (dossier_row || own_version(store, &version, &cause));
  g_autoptr(RectoHistoryRow) line = right ? recto_chain_line(store, head, dossier, version, deed, who, body, at, &cause) : NULL;
  right = line && recto_ledger_append(store->ledger, line, &cause);
  if (right && dossier_row) {
    dossier_row->version = version;
    if (!g_str_equal(deed, "viewed")) dossier_row->changed_at = at; /* who looks changes nothing: the list keeps its order */
    right = recto_ledger_put_dossier(store->ledger, dossier_row, &cause);
  }
  if (right && ret_version) *ret_version = version;
  if (cause) g_propagate_error(error, cause);
  return right;
}

/* ------------------------------------------------------------------ the head beside the register */

/* "SEQ HASH CHECK\n". The check is keyed and covers both: a line half written by a program that died tells nothing, instead of telling a wrong hash. */
#define HEAD_SIZE (20 + 1 + 64 + 1 + 64 + 1)
static char *head_line(const RectoStore *store, uint64_t seq, const char *hash) {
  g_autofree char *text = g_strdup_printf("%020" G_GUINT64_FORMAT " %s", seq, hash), *check = recto_keyed_name(store->chain_key, text, strlen(text));
  return g_strdup_printf("%s %s\n", text, check);
}

void recto_chain_tell_head(RectoStore *store) {
  g_autoptr(RectoHistoryRow) head = recto_ledger_head(store->ledger, NULL);
  g_autofree char *path = recto_store_file(store, "head"), *told = NULL;
  uint64_t seq = 0;
  recto_chain_told_head(store, &seq, &told);
  if (!head || head->seq <= seq) return;
  g_autofree char *text = head_line(store, head->seq, head->hash);
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return;
  ssize_t n = pwrite(fd, text, strlen(text), 0);
  (void)n;
  close(fd);
}

void recto_chain_told_head(const RectoStore *store, uint64_t *ret_seq, char **ret_hash) {
  g_autofree char *path = recto_store_file(store, "head"), *text = NULL;
  gsize size = 0;
  *ret_seq = 0;
  if (!g_file_get_contents(path, &text, &size, NULL) || size != HEAD_SIZE || strspn(text, "0123456789") != 20) return;
  uint64_t seq = g_ascii_strtoull(text, NULL, 10);
  g_autofree char *hash = g_strndup(text + 21, 64), *whole = head_line(store, seq, hash);
  if (!g_str_equal(whole, text)) return;
  *ret_seq = seq;
  *ret_hash = g_steal_pointer(&hash);
}

bool recto_store_head(RectoStore *store, uint64_t *ret_seq, char **ret_hash) {
  g_autoptr(RectoHistoryRow) head = recto_ledger_head(store->ledger, NULL);
  if (!head) return false;
  *ret_seq = head->seq;
  *ret_hash = g_strdup(head->hash);
  return true;
}
