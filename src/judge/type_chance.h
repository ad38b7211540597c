/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How probable each document type is for a page by its words alone: trained weights beside the clues that people wrote. A second opinion, never the only one. */
#ifndef RECTO_JUDGE_TYPE_CHANCE_H
#define RECTO_JUDGE_TYPE_CHANCE_H

#include "judge/evidence.h"

/* What the page says, each once. Of uint32_t hashes. */
GArray *recto_type_features(const Evidence *evidence);
/* Place of a feature's weight for a type. */
uint32_t recto_type_position(uint32_t feature, const char *type);
/* What each of `n` features weighs: a long page is not surer than a short one. */
double recto_type_share(guint n);
/* One chance a type, in the order of recto_models_types; they add up to 1. NULL = no weights, or a page with too few words to say. Owned by the caller. */
double *recto_type_chances(const RectoModels *models, const Evidence *evidence);

#endif
