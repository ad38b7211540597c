/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the page's names or days plays a part: trained weights choose among all candidates, or say that none does.
 * A softmax over the candidates of one page; the weights are a hashed table (models/trained). */
#ifndef RECTO_JUDGE_ROLE_H
#define RECTO_JUDGE_ROLE_H

#include "judge/mention.h"

/* Positions in the table of weights: each feature once for the role, once for the role on this type of paper. */
GArray *recto_role_features(const GArray *features, const char *role, const char *type); /* of uint32_t */
GArray *recto_role_none(const char *role, const char *type, guint n_mentions);           /* of the candidate "none of them" */
/* The candidates for a role on the field: days, companies, places or persons. Of Mention*. */
GPtrArray *recto_role_mentions(const RectoFieldRule *rule, const char *role, const Layout *layout, int pivot_year);
/* What the mention gives to the field: all of it; of a subject's full name family-name and given-names get the part in capitals or the other. NULL = cannot tell. */
char *recto_role_value(const RectoFieldRule *rule, const char *role, const char *full);
/* Probability of each mention, the same value's added up; NULL when there are no weights. Owned by the caller. */
double *recto_role_chances(const RectoModels *models, const GPtrArray *mentions, const char *role, const char *type);

#endif
