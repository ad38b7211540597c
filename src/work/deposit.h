/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was deposited: the record that makes originals count. Kept as sealed JSON. Must not know: what the files hold. */
#ifndef RECTO_DEPOSIT_H
#define RECTO_DEPOSIT_H

#include "store/store.h"
#include <recto/dossier.h>

typedef struct { char *name, *blob; uint64_t size; } RectoDepositFile;
typedef struct {
  char *procedure;
  RectoDate reception;
  int64_t received_at;
  RectoSituation *situation;
  GPtrArray *files; /* of RectoDepositFile* */
} RectoDeposit;

RectoDeposit *recto_deposit_new(const char *procedure, RectoDate reception, int64_t received_at, const RectoSituation *situation);
void recto_deposit_free(RectoDeposit *deposit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoDeposit, recto_deposit_free)
/* Seals the file into the store and lists it. Errors: USAGE (cannot be opened), STORE. */
bool recto_deposit_add_path(RectoDeposit *deposit, RectoStoreDossier *stored, const char *path, GError **error);
char *recto_deposit_to_json(const RectoDeposit *deposit);
RectoDeposit *recto_deposit_from_json(const char *json, GError **error);
/* Equal for equal intakes: procedure, reception, answers, names and bytes of the files in their order. Errors: USAGE. */
char *recto_deposit_fingerprint(const char *procedure, RectoDate reception, const RectoSituation *situation, const char *const *paths, GError **error);

#endif
