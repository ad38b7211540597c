/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which dossier an envelope belongs to: the one of its cover sheet; else the open one that a number or a name with a birth date finds; a new one only when no
 * namesake could be the same person. */
#include "work/batch_parts.h"

RectoWho recto_envelope_who(const RectoEnvelope *envelope) {
  return (RectoWho){envelope->family, envelope->given, envelope->birth, envelope->foreigner_number, envelope->document_numbers};
}

static bool is_open_dossier(const RectoWork *work, const char *number) {
  g_autoptr(RectoDossierRow) row = number[0] == 'C' ? NULL : recto_ledger_dossier(recto_store_ledger(work->store), number, NULL);
  return row && row->state == RECTO_DOSSIER_OPEN;
}

/* Open dossiers that have this term. */
static bool add_with_term(const RectoWork *work, const char *term, GPtrArray *known, GError **error) {
  g_autoptr(GPtrArray) numbers = recto_store_with_term(work->store, term, error);
  for (guint k = 0; numbers && k < numbers->len; k++)
    if (is_open_dossier(work, numbers->pdata[k]) && !g_ptr_array_find_with_equal_func(known, numbers->pdata[k], g_str_equal, NULL))
      g_ptr_array_add(known, g_strdup(numbers->pdata[k]));
  return numbers != NULL;
}

static bool add_known(const RectoWork *work, const RectoWho *who, GPtrArray *known, GError **error) {
  g_autoptr(GPtrArray) terms = recto_work_terms(who);
  for (guint i = 0; i < terms->len; i++)
    if (!add_with_term(work, terms->pdata[i], known, error)) return false;
  return true;
}

/* Both sides know a birth date and a number, and neither is the same: two people. One of them alone may have been misread. */
static bool add_told_apart(const RectoWork *work, const RectoWho *who, const char *name, GPtrArray *told_apart, GError **error) {
  if (!who->birth || !who->foreigner_number) return true;
  g_autofree char *births = g_strconcat("named-birth:", name, NULL), *numbers = g_strconcat("named-number:", name, NULL);
  g_autoptr(GPtrArray) with_birth = g_ptr_array_new_with_free_func(g_free), with_number = g_ptr_array_new_with_free_func(g_free);
  if (!add_with_term(work, births, with_birth, error) || !add_with_term(work, numbers, with_number, error)) return false;
  for (guint i = 0; i < with_birth->len; i++)
    if (g_ptr_array_find_with_equal_func(with_number, with_birth->pdata[i], g_str_equal, NULL)) g_ptr_array_add(told_apart, g_strdup(with_birth->pdata[i]));
  return true;
}

/* Dossiers of a namesake that may be the same person: nothing was found by a number or a birth date, and nothing tells them apart. */
static bool add_namesakes(const RectoWork *work, const RectoWho *who, GPtrArray *namesakes, GError **error) {
  g_autofree char *name = recto_work_name(who);
  if (!name) return true;
  g_autofree char *term = g_strconcat("name:", name, NULL);
  g_autoptr(GPtrArray) told_apart = g_ptr_array_new_with_free_func(g_free), weak = recto_work_weak_hints(who);
  if (!add_with_term(work, term, namesakes, error) || !add_told_apart(work, who, name, told_apart, error)) return false;
  for (guint i = namesakes->len; i > 0; i--)
    if (g_ptr_array_find_with_equal_func(told_apart, namesakes->pdata[i - 1], g_str_equal, NULL)) g_ptr_array_remove_index(namesakes, i - 1);
  for (guint i = 0; i < weak->len; i++)
    if (!add_with_term(work, weak->pdata[i], namesakes, error)) return false;
  return true;
}

bool recto_batch_target(const RectoWork *work, const RectoEnvelope *envelope, const char *same_person, RectoTarget *ret, GError **error) {
  g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(g_free), namesakes = g_ptr_array_new_with_free_func(g_free);
  *ret = (RectoTarget){NULL, NULL, false};
  if (envelope->number) { /* a cover sheet: that dossier and no other; one that is not open is a person's matter */
    ret->unsure = !is_open_dossier(work, envelope->number);
    if (!ret->unsure) ret->number = g_strdup(envelope->number);
    return true;
  }
  if (envelope->person == UINT32_MAX) return true;
  RectoWho who = recto_envelope_who(envelope);
  if (same_person) {
    ret->unsure = !envelope->proven; /* a name alone, twice in a stack: mother and daughter, or one person's second letter */
    *(ret->unsure ? &ret->suggested : &ret->number) = g_strdup(same_person);
    return true;
  }
  if (!add_known(work, &who, known, error) || (known->len == 0 && !add_namesakes(work, &who, namesakes, error))) return false;
  ret->unsure = known->len > 1 || namesakes->len > 0;
  if (known->len == 1) ret->number = g_strdup(known->pdata[0]);
  ret->suggested = g_strdup(known->len ? known->pdata[0] : namesakes->len ? namesakes->pdata[0] : NULL);
  return true;
}
