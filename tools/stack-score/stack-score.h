/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scanned mail beside its truth, as plain values. Knows neither librecto nor how stacks are drawn: two JSON forms meet here (main.c tells them). */
#ifndef STACK_SCORE_H
#define STACK_SCORE_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
  char *kind, *whose, *says; /* whose: applicant, NULL = nobody's */
  bool only_with_flag;
} TruthPage;

typedef struct {
  bool present; /* the result speaks of this page at all */
  char *dossier, *kind, *flag;
} FoundPage;

typedef struct {
  char *file, *repeat_of, *told_repeat_of;
  bool identical, answered; /* answered: the result speaks of this file */
  GArray *pages, *found; /* TruthPage, FoundPage: same length */
} ScoredFile;

typedef struct {
  guint files, files_missing, pages, lost, told_blank, told_separator;
  guint to_place, placed, flagged, wrong, wrong_person, wrong_split, wrong_foreign;
  guint careful, careful_flagged, careful_unproven; /* pages that may only be placed with a flag */
  guint separators, separators_found, separators_false;
  guint blanks, blanks_kept, blanks_told;
  guint types, types_right;
  guint repeats_identical, repeats_identical_noticed, repeats_again, repeats_again_noticed, repeats_false, repeated_pages;
} Totals;

typedef void (*Listing)(const ScoredFile *file, guint page, const char *fault); /* page from 1 */

/* read.c: strict; the error names file and member. */
GPtrArray *score_read_truths(char **paths, GError **error); /* ScoredFile* */
bool score_read_result(const char *path, GPtrArray *files, GError **error); /* fills found */
/* score.c */
Totals score_count(const GPtrArray *files, Listing listing); /* listing may be NULL */

#endif
