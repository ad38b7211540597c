/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts of the staff. Must not know: what a role may do, sessions, the clock. */
#include "store/account.h"
#include "store/inside.h"
#include <recto/error.h>
#include <recto/json.h>

#define NAME_MOST 64
#define LETTERS "abcdefghijklmnopqrstuvwxyz0123456789"

void recto_account_free(RectoAccount *account) {
  if (!account) return;
  g_free(account->name);
  g_free(account->role);
  if (account->hash) explicit_bzero(account->hash, strlen(account->hash));
  g_free(account->hash);
  g_free(account);
}

char *recto_account_name(const char *untrusted_name) {
  g_autofree char *name = g_ascii_strdown(untrusted_name, -1);
  size_t length = strlen(name);
  bool sound = length >= 1 && length <= NAME_MOST && strchr(LETTERS, *name) && strspn(name, LETTERS "._@-") == length;
  return sound ? g_steal_pointer(&name) : NULL;
}

/* ------------------------------------------------------------------ the sealed body: {"name", "role", "hash"} */

static GBytes *digest_of(const RectoStore *store, const char *name) {
  g_autofree char *text = g_strconcat("account ", name, NULL);
  return recto_store_find_digest(store, text, strlen(text));
}

/* A body fits one row and one state of it: an older one, put back, does not open. */
static char *purpose_of(uint64_t id, uint64_t stamp) { return g_strdup_printf("account/%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, id, stamp); }

static GBytes *seal(const RectoStore *store, const RectoAccount *account, GError **error) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_string(builder, "name", account->name);
  recto_json_string(builder, "role", account->role);
  recto_json_string_if(builder, "hash", account->hash);
  json_builder_end_object(builder);
  g_autofree char *json = recto_json_finish(builder), *purpose = purpose_of(account->id, account->stamp);
  GBytes *sealed = recto_seal(store->key, purpose, json, strlen(json), error);
  explicit_bzero(json, strlen(json));
  return sealed;
}

static RectoAccount *unseal(const RectoStore *store, const RectoAccountRow *row, GError **error) {
  g_autofree char *purpose = purpose_of(row->id, row->stamp);
  g_autoptr(GBytes) plain = recto_unseal(store->key, purpose, row->sealed, error);
  if (!plain) return NULL;
  g_autoptr(JsonNode) root = recto_json_parse(g_bytes_get_data(plain, NULL), (gssize)g_bytes_get_size(plain), 1 << 14, NULL);
  JsonObject *body = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
  const char *name = body ? recto_json_text(body, "name") : NULL, *role = body ? recto_json_text(body, "role") : NULL;
  if (!name || !role) {
    recto_store_fail(error, "error.account-form", "an account has not the form it should have");
    return NULL;
  }
  RectoAccount *account = g_new0(RectoAccount, 1);
  *account = (RectoAccount){row->id, row->stamp, g_strdup(name), g_strdup(role), g_strdup(recto_json_text(body, "hash")), row->created_at};
  return account;
}

/* ------------------------------------------------------------------ finding */

RectoAccount *recto_store_account(RectoStore *store, const char *name, GError **error) {
  g_autoptr(GBytes) digest = digest_of(store, name);
  g_autoptr(RectoAccountRow) row = recto_ledger_account_by_digest(store->ledger, digest, error);
  return row ? unseal(store, row, error) : NULL;
}

RectoAccount *recto_store_account_by_id(RectoStore *store, uint64_t id, GError **error) {
  g_autoptr(RectoAccountRow) row = recto_ledger_account(store->ledger, id, error);
  return row ? unseal(store, row, error) : NULL;
}

GPtrArray *recto_store_accounts(RectoStore *store, GError **error) {
  g_autoptr(GPtrArray) rows = recto_ledger_accounts(store->ledger, error);
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func((GDestroyNotify)recto_account_free);
  for (guint i = 0; rows && i < rows->len; i++) {
    RectoAccount *account = unseal(store, rows->pdata[i], error);
    if (!account) return NULL;
    g_ptr_array_add(accounts, account);
  }
  return rows ? g_steal_pointer(&accounts) : NULL;
}

/* ------------------------------------------------------------------ changes: the row and the line of the history, in one transaction */

static char *body_of(const RectoAccount *account, bool with_role) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_int(builder, "account", (int64_t)account->id);
  recto_json_string(builder, "name", account->name);
  if (with_role) recto_json_string(builder, "role", account->role);
  json_builder_end_object(builder);
  return recto_json_finish(builder);
}

static bool append(RectoStore *store, const char *deed, const RectoAccount *account, const char *who, int64_t now, GError **error) {
  g_autofree char *body = body_of(account, !g_str_equal(deed, "account-password") && !g_str_equal(deed, "account-removed"));
  return recto_chain_append(store, NULL, NULL, deed, who, body, now, NULL, error);
}

static bool finish(RectoStore *store, bool right, GError **error) {
  if (right && recto_ledger_commit(store->ledger, error)) {
    recto_chain_tell_head(store);
    return true;
  }
  recto_ledger_abandon(store->ledger);
  return false;
}

static bool put(RectoStore *store, const RectoAccount *account, GError **error) {
  g_autoptr(GBytes) digest = digest_of(store, account->name), sealed = seal(store, account, error);
  RectoAccountRow row = {account->id, account->stamp, digest, sealed, account->created_at};
  return sealed && recto_ledger_put_account(store->ledger, &row, error);
}

static bool add(RectoStore *store, const RectoAccount *asked, const char *who, int64_t now, GError **error) {
  GError *cause = NULL;
  g_autoptr(RectoAccount) known = recto_store_account(store, asked->name, &cause);
  if (known) return recto_error_say(error, RECTO_ERROR_USAGE, "error.account-known", "there is an account {name} already", "name", asked->name, NULL);
  if (cause) {
    g_propagate_error(error, cause);
    return false;
  }
  RectoAccount account = *asked;
  account.stamp = 1;
  account.created_at = now;
  return recto_ledger_next_account(store->ledger, &account.id, error) && put(store, &account, error) && append(store, "account-added", &account, who, now, error);
}

bool recto_store_add_account(RectoStore *store, const RectoAccount *account, const char *who, int64_t now, GError **error) {
  return recto_ledger_begin(store->ledger, error) && finish(store, add(store, account, who, now, error), error);
}

/* The account of that name, to be changed. */
static RectoAccount *known(RectoStore *store, const char *name, GError **error) {
  GError *cause = NULL;
  RectoAccount *account = recto_store_account(store, name, &cause);
  if (cause) g_propagate_error(error, cause);
  else if (!account) recto_error_say(error, RECTO_ERROR_USAGE, "error.no-account", "there is no account {name}", "name", name, NULL);
  return account;
}

static bool change(RectoStore *store, const char *name, const char *role, const char *hash, const char *who, int64_t now, GError **error) {
  g_autoptr(RectoAccount) account = known(store, name, error);
  if (!account) return false;
  account->stamp++;
  if (role) {
    g_free(account->role);
    account->role = g_strdup(role);
  }
  if (hash) {
    g_free(account->hash);
    account->hash = g_strdup(hash);
  }
  return put(store, account, error) && (!role || append(store, "account-role", account, who, now, error)) && (!hash || append(store, "account-password", account, who, now, error));
}

bool recto_store_change_account(RectoStore *store, const char *name, const char *role, const char *hash, const char *who, int64_t now, GError **error) {
  return recto_ledger_begin(store->ledger, error) && finish(store, change(store, name, role, hash, who, now, error), error);
}

static bool remove_one(RectoStore *store, const char *name, const char *who, int64_t now, GError **error) {
  g_autoptr(RectoAccount) account = known(store, name, error);
  return account && recto_ledger_remove_account(store->ledger, account->id, error) && append(store, "account-removed", account, who, now, error);
}

bool recto_store_remove_account(RectoStore *store, const char *name, const char *who, int64_t now, GError **error) {
  return recto_ledger_begin(store->ledger, error) && finish(store, remove_one(store, name, who, now, error), error);
}

bool recto_store_note(RectoStore *store, const char *deed, const char *body, const char *who, int64_t now, GError **error) {
  return recto_ledger_begin(store->ledger, error) && finish(store, recto_chain_append(store, NULL, NULL, deed, who, body, now, NULL, error), error);
}
