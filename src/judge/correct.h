/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clerk's word on documents and persons. Steps of recto_assemble; a correction whose page is not there changes nothing.
 * Must not know: procedures. */
#ifndef RECTO_JUDGE_CORRECT_H
#define RECTO_JUDGE_CORRECT_H

#include <recto/model.h>

/* Fields that a clerk gave speak; what was seen stays beside them. `corrections` may be NULL, here and below. */
void recto_correct_fields(const RectoModels *models, const GPtrArray *corrections, const GPtrArray *documents);
/* Whom a document is about. May add a person. */
void recto_correct_persons(const GPtrArray *corrections, const GPtrArray *documents, GPtrArray *persons);

#endif
