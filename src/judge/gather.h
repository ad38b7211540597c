/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheets to documents: which pages belong together. Steps of recto_assemble. Must not know: procedures. */
#ifndef RECTO_JUDGE_GATHER_H
#define RECTO_JUDGE_GATHER_H

#include <recto/model.h>

/* Documents with pages, sides and merged fields, in order of first page, without persons. Blank and separator sheets make none.
 * `corrections` (may be NULL): which pages a clerk put together or apart. */
GPtrArray *recto_gather_documents(const RectoModels *models, const GPtrArray *files, const GPtrArray *sheets, const GPtrArray *corrections);
/* Marks later documents that say the same as an earlier one. Needs persons. */
void recto_mark_repeats(const RectoModels *models, const GPtrArray *files, const GPtrArray *documents);
/* Persons with merged fields and roles; sets person and other_person of the documents. */
GPtrArray *recto_gather_persons(const RectoModels *models, const GPtrArray *documents, const RectoSituation *situation, RectoDate reception);

#endif
