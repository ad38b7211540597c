/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The addressee's block of a letter: name line, street lines, postcode and town, in one column, where envelopes have their window. */
#ifndef RECTO_JUDGE_BLOCK_H
#define RECTO_JUDGE_BLOCK_H

#include "judge/labels.h"

typedef struct {
  Snippet *name, *address; /* lines; either may be NULL */
  double points;           /* likeness to an addressee's block, see models/limits.yaml judge.block */
} AddressBlock;

/* The likeliest block, or false. */
bool recto_block_find(const RectoModels *models, const Layout *layout, AddressBlock *ret);
void recto_block_clear(AddressBlock *block);

#endif
