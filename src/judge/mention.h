/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything on a page that could be a person's name, a company, a town or a day, each with what stands around it.
 * Owned by the caller; the layout must outlive it. Must not know: document types, fields. */
#ifndef RECTO_JUDGE_MENTION_H
#define RECTO_JUDGE_MENTION_H

#include "judge/layout.h"

typedef struct {
  char *value;        /* a name as printed, a person's without title; a day as ISO date */
  char *as_read;
  RectoBox box;
  double confidence;  /* mean of the words */
  GArray *features;   /* of uint32_t: hashes of what stands before, behind, beside and above it, of its shape and place */
} Mention;

/* Of Mention*, in reading order. `pivot_year`: two-digit years end here. */
GPtrArray *recto_mentions_of_names(const Layout *layout);
GPtrArray *recto_mentions_of_families(const Layout *layout); /* family names and given names printed apart, as on cards */
GPtrArray *recto_mentions_of_given_names(const Layout *layout);
GPtrArray *recto_mentions_of_companies(const Layout *layout);
GPtrArray *recto_mentions_of_places(const Layout *layout);
GPtrArray *recto_mentions_of_days(const Layout *layout, int pivot_year);

/* FNV-1a over a name and a value; the one hash of features. */
uint32_t recto_feature_hash(const char *name, const char *value);

#endif
