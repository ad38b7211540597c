/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that go over from a page to the one in its place. */
#include "work/inherit.h"

/* Whether a later word of the person on the same matter leaves this one nothing to say. */
static bool is_overruled(const GPtrArray *corrections, guint at) {
  const RectoCorrection *own = corrections->pdata[at];
  for (guint i = at + 1; i < corrections->len; i++) {
    const RectoCorrection *later = corrections->pdata[i];
    bool same = later->kind == own->kind || (own->kind == RECTO_CORRECT_FIELD && later->kind == RECTO_CORRECT_UNREADABLE);
    if (same && recto_page_id_equal(later->page, own->page) && (own->kind != RECTO_CORRECT_FIELD || g_strcmp0(later->name, own->name) == 0)) return true;
  }
  return false;
}

static bool is_kept(const RectoCorrection *correction) { return correction->kind == RECTO_CORRECT_TYPE || correction->kind == RECTO_CORRECT_FIELD || correction->kind == RECTO_CORRECT_PERSON; }

/* The same word, said of the new page in the old one's place; NULL = it does not go over. */
static RectoCorrection *hand_over(const GPtrArray *corrections, guint at, RectoPageId old, RectoPageId fresh, bool stands_there) {
  const RectoCorrection *word = corrections->pdata[at];
  bool own = recto_page_id_equal(word->page, old), of_place = word->kind == RECTO_CORRECT_TOGETHER || word->kind == RECTO_CORRECT_APART;
  bool names = word->kind == RECTO_CORRECT_TOGETHER && recto_page_id_equal(word->other, old);
  if (!(own && is_kept(word) && !is_overruled(corrections, at)) && !((own || names) && of_place && !stands_there)) return NULL;
  RectoCorrection *copy = recto_correction_copy(word);
  if (own) copy->page = fresh;
  if (names) copy->other = fresh;
  copy->inherited = true;
  return copy;
}

void recto_state_inherit(GPtrArray *corrections, RectoPageId old, RectoPageId fresh, bool stands_there) {
  for (guint i = 0, n = corrections->len; i < n; i++) {
    RectoCorrection *copy = hand_over(corrections, i, old, fresh, stands_there);
    if (copy) g_ptr_array_add(corrections, copy);
  }
}
