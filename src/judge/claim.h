/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that two fields of a page claim: the host's name is not also the guest's, nor a family name also the given names. */
#ifndef RECTO_JUDGE_CLAIM_H
#define RECTO_JUDGE_CLAIM_H

#include <recto/model.h>

/* Where two names that cannot be the same words were both read from the same place, one of them gives that reading up:
 * the one that has the better second choice. `fields`: of RectoField, of one page, settled; those changed are settled again. */
void recto_fields_settle_halves(const RectoModels *models, const RectoType *type, GPtrArray *fields); /* family against given names of one person; before they are joined */
void recto_fields_settle_others(const RectoModels *models, const RectoType *type, GPtrArray *fields); /* names of different people or bodies; after */

#endif
