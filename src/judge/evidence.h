/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything one page says, gathered once: lines and zones, machine-readable zones, seals, shape words.
 * Owned by the stage that gathers it; the page and the models must outlive it. Must not know: which type the page is. */
#ifndef RECTO_JUDGE_EVIDENCE_H
#define RECTO_JUDGE_EVIDENCE_H

#include "judge/layout.h"
#include "judge/seal_code.h"

#include <recto/mrz.h>

typedef struct {
  const RectoModels *models;
  const RectoPage *page;
  Layout *layout;
  GPtrArray *mrz;       /* of RectoMrz* */
  GPtrArray *mrz_sights; /* of const RectoMrzSight*, parallel; the page's */
  GPtrArray *seals;     /* of SealCode* */
  GArray *seal_places;  /* of RectoBox, parallel */
} Evidence;

/* `reception` places two-digit years of an MRZ; an unset date is good enough to recognise formats. */
Evidence *recto_evidence_new(const RectoModels *models, const RectoPage *page, RectoDate reception);
void recto_evidence_free(Evidence *evidence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Evidence, recto_evidence_free)

/* "card", "sparse", "dense", "table", "portrait", "landscape", "photo", "colour", "prints", "mrz-lines". */
bool recto_evidence_has_shape(const Evidence *evidence, const char *word);
/* "td1 IR", "td3": a zone of this format whose document code begins so. */
bool recto_evidence_has_mrz(const Evidence *evidence, const char *format_and_prefix);
/* How sure the reader was of the least sure character of zone i's field. */
double recto_evidence_mrz_sure(const Evidence *evidence, guint i, const RectoMrzField *field);
bool recto_evidence_has_seal(const Evidence *evidence, const char *seal_type);
bool recto_evidence_has_code(const Evidence *evidence, const char *prefix);
/* The page's own counting, "page 2/3": true and both numbers when there is one. */
bool recto_evidence_page_mark(const Evidence *evidence, int *ret_page, int *ret_of);

#endif
