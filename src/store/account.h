/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts of the staff: who may sign in, with which password, as what. A row holds a keyed digest of the name and one sealed body: who has the store's files
 * and not its key reads no name, guesses no password and gives nobody another role. Every change is a line of the store's own history:
 * "account-added" {account, name, role}, "account-role" {account, name, role}, "account-password" {account, name}, "account-removed" {account, name}; so are
 * "sign-in" {account, name, way}, "sign-out" {account, name} and "sign-in-refused" {name, cause}, which others write.
 * Must not know: what a role may do (work/role.h), sessions, the clock. Errors of all: STORE, USAGE. */
#ifndef RECTO_STORE_ACCOUNT_H
#define RECTO_STORE_ACCOUNT_H

#include "store/store.h"

typedef struct {
  uint64_t id;       /* never given again */
  uint64_t stamp;    /* grows with each change: what was begun under an earlier one has ended */
  char *name, *role; /* role: a word of work/role.h */
  char *hash;        /* base/password.h; NULL = none: it is entered through a trusted server alone */
  int64_t created_at;
} RectoAccount;
void recto_account_free(RectoAccount *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoAccount, recto_account_free)

/* 1 to 64 of a-z 0-9 . _ @ - with a letter or digit first; capitals count as small letters. Owned by the caller; NULL = not a name. */
char *recto_account_name(const char *untrusted_name);
/* NULL without error: there is none. */
RectoAccount *recto_store_account(RectoStore *store, const char *name, GError **error);
RectoAccount *recto_store_account_by_id(RectoStore *store, uint64_t id, GError **error);
GPtrArray *recto_store_accounts(RectoStore *store, GError **error); /* of RectoAccount*, oldest first */
/* `account` gives name, role and hash; USAGE: there is one of that name. */
bool recto_store_add_account(RectoStore *store, const RectoAccount *account, const char *who, int64_t now, GError **error);
/* NULL members are left as they are. USAGE: there is no account of that name. */
bool recto_store_change_account(RectoStore *store, const char *name, const char *role, const char *hash, const char *who, int64_t now, GError **error);
bool recto_store_remove_account(RectoStore *store, const char *name, const char *who, int64_t now, GError **error);
/* A line of the store's own history that changes nothing. `body` is JSON. */
bool recto_store_note(RectoStore *store, const char *deed, const char *body, const char *who, int64_t now, GError **error);

#endif
