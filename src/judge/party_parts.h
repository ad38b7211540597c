/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the making of parties is put together from: party.c finds them and weighs pages, namesakes.c takes hints and parts two people of one name. */
#ifndef RECTO_JUDGE_PARTY_PARTS_H
#define RECTO_JUDGE_PARTY_PARTS_H

#include "judge/party.h"

static inline Leaf *leaf_of(const RectoParties *found, guint i) { return &g_array_index(found->leaves, Leaf, i); }
static inline Party *party_at(const RectoParties *found, guint i) { return found->parties->pdata[i]; }

Party *recto_party_new(RectoParties *found); /* stays owned by `found` */
/* A page that names several people speaks of the one whom its birth date or number fits. Changes the evidence. */
void recto_parties_settle_by_hints(RectoParties *found);
/* Two papers of one name that agree with each other and contradict that person's own are a namesake's: a party of its own. True = some were parted, and the
 * evidence must be weighed again. */
bool recto_parties_part_namesakes(RectoParties *found);
void recto_parties_take_hints(RectoParties *found); /* fills Leaf.hinted */

#endif
