/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two people of one name in a stack, told apart by what their papers say beside it. One letter's date may be misread; two papers of different kinds that agree
 * are not misread alike. */
#include "judge/party_parts.h"

#include <string.h>

enum { FAR = 3 }; /* figures of a number: no misreading any more */

/* ------------------------------------------------------------------ hints compared */

static bool month_known(const char *birth) { return birth && strlen(birth) >= strlen("1986-02"); }

/* The same number, or the same birth as far as both tell it; a year alone is many people's. */
static bool ties(const char *birth_a, const char *number_a, const char *birth_b, const char *number_b)
{
  if (recto_foreigner_numbers_differ(number_a, number_b) == 0) return true;
  return month_known(birth_a) && month_known(birth_b) && recto_births_agree(birth_a, birth_b) == RECTO_YES;
}

static bool contradicts(const char *birth_a, const char *number_a, const char *birth_b, const char *number_b)
{
  return recto_births_agree(birth_a, birth_b) == RECTO_NO || recto_foreigner_numbers_differ(number_a, number_b) > FAR;
}

static bool hints_tie(const Hint *a, const Hint *b) { return ties(a->birth, a->number, b->birth, b->number); }
static bool hints_quarrel(const Hint *a, const Hint *b) { return contradicts(a->birth, a->number, b->birth, b->number); }

static bool party_ties(const Party *party, const Hint *hint)
{
  for (guint i = 0; i < party->sayings->len; i++) {
    const Said *said = &g_array_index(party->sayings, Said, i);
    if (ties(said->birth, said->number, hint->birth, hint->number)) return true;
  }
  return false;
}

/* What one of its papers says otherwise and none says alike. A birth that no applicant can have is a child's, or the date of a card's end read as one. */
static bool party_quarrels(const RectoParties *found, const Party *party, const Hint *hint)
{
  bool quarrels = false;
  for (guint i = 0; i < party->sayings->len; i++) {
    const Said *said = &g_array_index(party->sayings, Said, i);
    const char *birth = recto_birth_may_be_applicants(said->birth, found->year) ? said->birth : NULL;
    quarrels = quarrels || contradicts(birth, said->number, hint->birth, hint->number);
  }
  return quarrels && !party_ties(party, hint);
}

/* Nothing that the person's own papers say is otherwise. */
static bool hint_fits(const Party *party, const Hint *hint)
{
  for (guint i = 0; i < party->sayings->len; i++) {
    const Said *said = &g_array_index(party->sayings, Said, i);
    if (recto_births_agree(said->birth, hint->birth) == RECTO_NO || recto_foreigner_numbers_differ(said->number, hint->number) > 0) return false;
  }
  return true;
}

/* ------------------------------------------------------------------ whom a hint is about */

/* Whom the page names, when it names one party alone; of several, the only one whom the hint ties. */
static int named_by(const RectoParties *found, const Leaf *leaf)
{
  int named = -1, tied = -1;
  guint n_named = 0, n_tied = 0;
  if (leaf->party >= 0) return leaf->party;
  for (guint p = 0; p < found->parties->len; p++) {
    if (leaf->evidence[p] < PARTY_NAMED) continue;
    named = (int)p;
    n_named++;
    if (!party_ties(party_at(found, p), &leaf->hint)) continue;
    tied = (int)p;
    n_tied++;
  }
  if (n_named == 1) return named;
  return n_tied == 1 ? tied : -1;
}

static bool has_hint(const Leaf *leaf) { return leaf->kind == LEAF_PAPER && recto_hint_tells(&leaf->hint); }

static void settle(const RectoParties *found, Leaf *leaf)
{
  bool tied = false;
  for (guint p = 0; p < found->parties->len; p++) tied = tied || (leaf->evidence[p] >= PARTY_NAMED && party_ties(party_at(found, p), &leaf->hint));
  for (guint p = 0; tied && p < found->parties->len; p++)
    if (leaf->evidence[p] > PARTY_FAMILY && leaf->party != (int)p && party_quarrels(found, party_at(found, p), &leaf->hint)) leaf->evidence[p] = PARTY_FAMILY;
}

void recto_parties_settle_by_hints(RectoParties *found)
{
  for (guint i = 0; i < found->leaves->len; i++)
    if (has_hint(leaf_of(found, i))) settle(found, leaf_of(found, i));
}

/* Two letters that contradict each other are two people's, or one of them was misread: neither says anything. */
static void drop_quarrels(RectoParties *found)
{
  g_autofree bool *quarrels = g_new0(bool, found->parties->len + 1);
  for (guint i = 0; i < found->leaves->len; i++)
    for (guint k = i + 1; k < found->leaves->len; k++) {
      const Leaf *one = leaf_of(found, i), *other = leaf_of(found, k);
      bool agree = recto_births_agree(one->hint.birth, other->hint.birth) != RECTO_NO && recto_foreigner_numbers_differ(one->hint.number, other->hint.number) <= 0;
      if (one->hinted >= 0 && one->hinted == other->hinted && !agree) quarrels[one->hinted] = true;
    }
  for (guint i = 0; i < found->leaves->len; i++) {
    Leaf *leaf = leaf_of(found, i);
    if (leaf->hinted >= 0 && quarrels[leaf->hinted]) leaf->hinted = -1;
  }
}

void recto_parties_take_hints(RectoParties *found)
{
  for (guint i = 0; i < found->leaves->len; i++) {
    Leaf *leaf = leaf_of(found, i);
    int party = has_hint(leaf) ? named_by(found, leaf) : -1;
    if (party >= 0 && hint_fits(party_at(found, (guint)party), &leaf->hint)) leaf->hinted = party;
  }
  drop_quarrels(found);
}

/* ------------------------------------------------------------------ a party of its own */

/* Papers of one name that give the same birth or number, and do not fit the party of that name. */
typedef struct { guint party; GArray *leaves; } Group;

static void group_free(gpointer data)
{
  Group *group = data;
  g_array_unref(group->leaves);
  g_free(group);
}

static const Leaf *member(const RectoParties *found, const Group *group, guint i) { return leaf_of(found, g_array_index(group->leaves, guint, i)); }

static bool joins(const RectoParties *found, const Group *group, const Hint *hint)
{
  bool tied = false;
  for (guint i = 0; i < group->leaves->len; i++) {
    const Hint *other = &member(found, group, i)->hint;
    if (hints_quarrel(other, hint)) return false;
    tied = tied || hints_tie(other, hint);
  }
  return tied;
}

static void add_to_group(const RectoParties *found, GPtrArray *groups, guint party, guint leaf)
{
  for (guint g = 0; g < groups->len; g++) {
    Group *group = groups->pdata[g];
    if (group->party != party || !joins(found, group, &leaf_of(found, leaf)->hint)) continue;
    g_array_append_val(group->leaves, leaf);
    return;
  }
  Group *group = g_new0(Group, 1);
  group->party = party;
  group->leaves = g_array_new(FALSE, FALSE, sizeof(guint));
  g_array_append_val(group->leaves, leaf);
  g_ptr_array_add(groups, group);
}

/* Two kinds of paper say it: a letter and a payslip, not the same line of two months' payslips. */
static bool is_confirmed(const RectoParties *found, const Group *group)
{
  for (guint i = 1; i < group->leaves->len; i++)
    if (!g_str_equal(member(found, group, i)->sheet->won->type, member(found, group, 0)->sheet->won->type)) return true;
  return false;
}

static bool is_full(const char *birth) { return birth && strlen(birth) == strlen("1986-02-17"); }

/* The name as the party's papers spell it, with the group's own birth and number. */
static Said said_of_group(const RectoParties *found, const Group *group)
{
  const Said *known = &g_array_index(party_at(found, group->party)->sayings, Said, 0);
  Said said = {.family = known->family, .given = known->given, .full = known->full, .confidence = known->confidence};
  for (guint i = 0; i < group->leaves->len; i++) {
    const Hint *hint = &member(found, group, i)->hint;
    if (!said.birth && is_full(hint->birth)) said.birth = hint->birth;
    if (!said.number) said.number = hint->number;
  }
  return said;
}

static void part_group(RectoParties *found, const Group *group)
{
  Said said = said_of_group(found, group);
  Party *own = recto_party_new(found);
  int index = (int)found->parties->len - 1;
  g_array_append_val(own->sayings, said);
  for (guint i = 0; i < group->leaves->len; i++) {
    Leaf *leaf = leaf_of(found, g_array_index(group->leaves, guint, i));
    if (leaf->party == (int)group->party) leaf->party = index;
  }
}

bool recto_parties_part_namesakes(RectoParties *found)
{
  g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(group_free);
  bool parted = false;
  for (guint i = 0; i < found->leaves->len; i++) {
    const Leaf *leaf = leaf_of(found, i);
    int party = has_hint(leaf) ? named_by(found, leaf) : -1;
    if (party >= 0 && party_quarrels(found, party_at(found, (guint)party), &leaf->hint)) add_to_group(found, groups, (guint)party, i);
  }
  for (guint g = 0; g < groups->len; g++) {
    const Group *group = groups->pdata[g];
    Said said = said_of_group(found, group);
    if (!is_confirmed(found, group) || (!said.birth && !said.number)) continue;
    part_group(found, group);
    parted = true;
  }
  return parted;
}
