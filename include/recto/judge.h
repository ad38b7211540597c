/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The judge: pure functions from facts, models and given dates to a dossier.
 * classify -> page fields -> assemble -> merge -> check. No pixels, no I/O, no clock, no globals. */
#ifndef RECTO_JUDGE_H
#define RECTO_JUDGE_H

#include <recto/model.h>
#include <recto/reader.h>

/* Types bid on every page. Returns RectoSheet* per page of every file, in page order, without fields. A page without an outcome OK/DAMAGED is "unknown". */
GPtrArray *recto_classify(const RectoModels *models, const GPtrArray *files);
/* Page fields of one sheet's winning type, all observations kept. `looks` (of RectoLook*, may be NULL) are second readings. `pivot_year`: two-digit years end here (reception year + 20 for expiry dates is handled by kind). */
GPtrArray *recto_page_fields(const RectoModels *models, const RectoPage *page, const RectoBid *bid, const GPtrArray *looks, int pivot_year);
/* Places worth a second look: required fields found weakly or with a wrong check digit. Of RectoLookOrder*, most useful first. */
GPtrArray *recto_questions(const RectoModels *models, const RectoPage *page, const RectoSheet *sheet);
void recto_look_order_free(RectoLookOrder *order);
/* Sheets with fields -> documents (merged fields) and persons with roles. */
void recto_assemble(const RectoModels *models, const GPtrArray *files, const GPtrArray *sheets, const RectoSituation *situation, RectoDate reception,
                    const GPtrArray *corrections, GPtrArray **ret_documents, GPtrArray **ret_persons);
/* Fills pieces, findings and complete of a dossier whose files, sheets, documents and persons are set. */
void recto_check(const RectoModels *models, RectoDossier *dossier);

typedef struct {
  const char *number, *procedure;
  RectoDate reception;
  int64_t received_at;
  const RectoSituation *situation;
  GPtrArray *files;        /* of RectoFile*; taken by the dossier (a reference) */
  const GPtrArray *looks;  /* of RectoLook*, may be NULL */
  const GPtrArray *corrections; /* of RectoCorrection*, may be NULL: the clerk's word, later ones over earlier ones */
} RectoCase;
/* Types that a clerk gave replace what the pages' bids won; sides follow. Words and pages that do not fit are left as they are. */
void recto_correct_sheets(const RectoModels *models, const GPtrArray *corrections, const GPtrArray *sheets);
/* The whole chain. Errors: RECTO_ERROR_USAGE for an unknown procedure or answer. */
RectoDossier *recto_judge(const RectoModels *models, const RectoCase *the_case, GError **error);

/* Do two names denote the same person? Transliteration, MRZ truncation, order, usage name, particles, single names.
 * YES, NO, or CANNOT_TELL for near misses. Pass NULL for an unknown part. */
RectoAnswer recto_names_agree(const char *family_a, const char *given_a, const char *family_b, const char *given_b);
RectoAnswer recto_dates_agree(const char *iso_a, const char *iso_b); /* partial dates agree with what they leave open */
RectoAnswer recto_addresses_agree(const char *a, const char *b);

/* The words of a finding in a language. All owned by the caller. */
typedef struct { char *title, *text, *action; } RectoFindingText; /* what happened; where and why; what to do next (may be empty) */
RectoFindingText recto_finding_text(const RectoModels *models, const RectoDossier *dossier, const RectoFinding *finding, const char *language);
void recto_finding_text_clear(RectoFindingText *text);

#endif
