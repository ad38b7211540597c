/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words a finding is put into; also for whoever prints places and dates beside findings. All results are owned by the caller. */
#ifndef RECTO_JUDGE_FINDINGS_H
#define RECTO_JUDGE_FINDINGS_H

#include <recto/judge.h>

typedef struct {
  const RectoModels *models;
  const RectoDossier *dossier;
  const RectoProcedure *procedure; /* may be NULL */
  const char *language;
} RectoWords;

char *recto_words_say(const RectoWords *words, const char *key);
char *recto_words_date(const RectoWords *words, const char *iso);             /* a full date in figures, a month in words */
char *recto_words_places(const RectoWords *words, const GArray *places);      /* "pages 1 et 3 du fichier « scan.pdf »" */

#endif
