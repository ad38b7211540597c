/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "register.h"
#include "work/batch_parts.h"

struct Register { RectoStore *store; RectoWork work; guint n; };

Register *register_open(const char *folder, GError **error) {
  RectoStore *store = recto_store_open(folder, error);
  if (!store) return NULL;
  Register *reg = g_new0(Register, 1);
  reg->store = store;
  reg->work = (RectoWork){.store = store, .who = "split-run", .worker = "split-run", .now = (int64_t)1764000000 * G_USEC_PER_SEC};
  return reg;
}

void register_free(Register *reg) {
  if (!reg) return;
  recto_store_free(reg->store);
  g_free(reg);
}

static bool is_placed(const RectoSplit *split, guint envelope) {
  for (guint i = 0; i < split->pages->len; i++) {
    const RectoSplitPage *page = split->pages->pdata[i];
    if (page->envelope == envelope && page->flag == RECTO_SPLIT_SURE && !g_str_equal(page->type, "blank")) return true;
  }
  return false;
}

static char *open_dossier(Register *reg, GError **error) {
  g_autofree char *key = g_strdup_printf("place|%u", reg->n++), *opening = recto_deed_open("p", (RectoDate){2026, 3, 16}, NULL);
  g_auto(RectoStoreReceipt) receipt = {0};
  RectoStoreDeposit deposit = {.key = key, .prefix = "2026-", .opening = opening, .procedure = "p", .reception = "2026-03-16", .who = reg->work.who, .channel = "mail",
                               .now = reg->work.now};
  return recto_store_deposit(reg->store, &deposit, &receipt, error) ? g_strdup(receipt.number) : NULL;
}

static char *place(Register *reg, const RectoEnvelope *envelope, const char *same_person, GError **error) {
  RectoTarget target = {0};
  if (!recto_batch_target(&reg->work, envelope, same_person, &target, error)) return NULL;
  g_free(target.suggested);
  if (target.unsure) return target.number;
  RectoWho who = recto_envelope_who(envelope);
  if (!target.number) target.number = open_dossier(reg, error);
  if (target.number && !recto_work_introduce(&reg->work, target.number, &who, error)) g_clear_pointer(&target.number, g_free);
  return target.number;
}

GPtrArray *register_place(Register *reg, const RectoSplit *split, GError **error) {
  g_autoptr(GHashTable) by_person = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  GPtrArray *numbers = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < split->envelopes->len; i++) {
    const RectoEnvelope *envelope = split->envelopes->pdata[i];
    gpointer person = GUINT_TO_POINTER(envelope->person);
    char *number = is_placed(split, i) ? place(reg, envelope, envelope->person == UINT32_MAX ? NULL : g_hash_table_lookup(by_person, person), error) : NULL;
    if (number && envelope->person != UINT32_MAX) g_hash_table_insert(by_person, person, g_strdup(number));
    g_ptr_array_add(numbers, number);
  }
  return numbers;
}
