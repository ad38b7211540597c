/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which dossier an envelope belongs to: the one of its cover sheet; else the open one whose person surely is the same; a new one only when no open dossier could
 * be the same person's. */
#include "work/batch_parts.h"

RectoWho recto_envelope_who(const RectoEnvelope *envelope) {
  return (RectoWho){envelope->family, envelope->given, envelope->birth, envelope->foreigner_number, envelope->document_numbers};
}

static bool is_open_dossier(const RectoWork *work, const char *number) {
  g_autoptr(RectoDossierRow) row = number[0] == 'C' ? NULL : recto_ledger_dossier(recto_store_ledger(work->store), number, NULL);
  return row && row->state == RECTO_DOSSIER_OPEN;
}

/* Open dossiers that any hint finds. */
static GPtrArray *candidates(const RectoWork *work, const RectoWho *who, GError **error) {
  g_autoptr(GPtrArray) hints = recto_who_hints(who), found = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < hints->len; i++) {
    g_autoptr(GPtrArray) numbers = recto_store_with_term(work->store, hints->pdata[i], error);
    if (!numbers) return NULL;
    for (guint k = 0; k < numbers->len; k++)
      if (!g_ptr_array_find_with_equal_func(found, numbers->pdata[k], g_str_equal, NULL) && is_open_dossier(work, numbers->pdata[k]))
        g_ptr_array_add(found, g_strdup(numbers->pdata[k]));
  }
  return g_steal_pointer(&found);
}

/* Dossiers that surely are this person's, and those that may be. */
static bool search(const RectoWork *work, const RectoWho *who, GPtrArray *sure, GPtrArray *perhaps, GError **error) {
  g_autoptr(GPtrArray) found = candidates(work, who, error);
  for (guint i = 0; found && i < found->len; i++) {
    RectoAnswer same = RECTO_NO;
    if (!recto_work_same_person(work, found->pdata[i], who, &same, error)) return false;
    if (same != RECTO_NO) g_ptr_array_add(same == RECTO_YES ? sure : perhaps, g_strdup(found->pdata[i]));
  }
  return found != NULL;
}

bool recto_batch_target(const RectoWork *work, const RectoEnvelope *envelope, const char *same_person, RectoTarget *ret, GError **error) {
  g_autoptr(GPtrArray) sure = g_ptr_array_new_with_free_func(g_free), perhaps = g_ptr_array_new_with_free_func(g_free);
  *ret = (RectoTarget){NULL, NULL, false};
  if (envelope->number) { /* a cover sheet: that dossier and no other; one that is not open is a person's matter */
    ret->unsure = !is_open_dossier(work, envelope->number);
    if (!ret->unsure) ret->number = g_strdup(envelope->number);
    return true;
  }
  if (envelope->person == UINT32_MAX) return true;
  RectoWho who = recto_envelope_who(envelope);
  bool named_only = envelope->shared && !envelope->proven; /* a name alone, twice in a stack: mother and daughter, or one person's second letter */
  if (same_person) {
    ret->unsure = named_only;
    *(ret->unsure ? &ret->suggested : &ret->number) = g_strdup(same_person);
    return true;
  }
  if (!search(work, &who, sure, perhaps, error)) return false;
  ret->unsure = named_only || sure->len > 1 || (sure->len == 0 && perhaps->len > 0);
  if (sure->len == 1 && !named_only) ret->number = g_strdup(sure->pdata[0]);
  ret->suggested = g_strdup(sure->len ? sure->pdata[0] : perhaps->len ? perhaps->pdata[0] : NULL);
  return true;
}
