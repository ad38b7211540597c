/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was received, from the register alone. Must not know: the terminal, HTML. */
#include "work/received.h"
#include "base/digest.h"
#include "work/parts.h"

/* One line a deposit whose files count, in their order. */
GArray *recto_received_deposits(const RectoState *state, GPtrArray *numbers) {
  GArray *deposits = g_array_new(FALSE, TRUE, sizeof(RectoSlipDeposit));
  for (guint i = 0; i < state->files->len; i++) {
    const RectoStateFile *file = state->files->pdata[i];
    RectoSlipDeposit *last = deposits->len ? &g_array_index(deposits, RectoSlipDeposit, deposits->len - 1) : NULL;
    g_autofree char *version = g_strdup_printf("%" G_GUINT64_FORMAT, file->version);
    if (!file->in_force) continue;
    if (last && g_str_equal(last->number, version)) {
      last->n_files = file->ordinal - last->first_file + 1;
      continue;
    }
    g_ptr_array_add(numbers, g_strdup(version));
    RectoSlipDeposit deposit = {numbers->pdata[numbers->len - 1], file->received_at, recto_channel_of(file->channel), file->ordinal, 1};
    g_array_append_val(deposits, deposit);
  }
  return deposits;
}

/* The dossier as registered, without anything read: the proof of deposit does not wait for the machine. */
RectoDossier *recto_received_dossier(const RectoState *state) {
  RectoDossier *dossier = recto_dossier_new(state->number, state->procedure);
  dossier->reception = state->reception;
  dossier->received_at = state->received_at;
  for (guint i = 0; i < state->files->len; i++) {
    const RectoStateFile *file = state->files->pdata[i];
    if (!file->in_force) continue;
    RectoFile *fact = recto_file_new(file->ordinal, file->name);
    fact->size = file->size;
    if (file->sha256) recto_digest_from_hex(file->sha256, fact->sha256);
    g_ptr_array_add(dossier->files, fact);
  }
  return dossier;
}
