/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The judge: pure functions from facts, models and given dates to a dossier.
 * classify -> page fields -> assemble -> merge -> check. No pixels, no I/O, no clock, no globals. */
#ifndef RECTO_JUDGE_H
#define RECTO_JUDGE_H

#include <recto/model.h>
#include <recto/reader.h>
#include <recto/sheet.h>

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
/* Two readings of birth dates: NO only when they differ in more than two figures, what one misreading does not do. NULL is not known: CANNOT_TELL. */
RectoAnswer recto_births_agree(const char *iso_a, const char *iso_b);
/* Two readings of foreigner numbers, in wrong figures: 0 = the same, 4 = more than three, another person's; -1 = one is not known. */
int recto_foreigner_numbers_differ(const char *a, const char *b);
/* Fields whose value is one person's alone, NULL-terminated: numbers of papers (a visa gives that of its passport too), the social security number. */
extern const char *const recto_paper_numbers[];
RectoAnswer recto_dates_agree(const char *iso_a, const char *iso_b); /* partial dates agree with what they leave open */
RectoAnswer recto_addresses_agree(const char *a, const char *b);

/* The words of a finding in a language. All owned by the caller. */
typedef struct { char *title, *text, *action; } RectoFindingText; /* what happened; where and why; what to do next (may be empty) */
RectoFindingText recto_finding_text(const RectoModels *models, const RectoDossier *dossier, const RectoFinding *finding, const char *language);
void recto_finding_text_clear(RectoFindingText *text);

/* ------------------------------------------------------------------ what is told of a page's legibility: one cause, one place, one action */

/* "glare, at the top right"; NULL without a cause. Owned by the caller. */
char *recto_cause_words(const RectoModels *models, const RectoPage *page, const char *language);

typedef struct {
  RectoAnswer told;          /* NO: make it again; CANNOT_TELL: look at it yourself */
  const RectoDefect *defect; /* borrowed from the page; NULL = no measured cause */
  const char *picture;       /* word of the pictogram (bundle/pictogram.h): a defect's, "damaged", "look" */
  char *cause;               /* may be NULL */
  char *text, *action;       /* what happened; what to do */
} RectoPageWords;
/* False when there is nothing to tell: the page can be read, or is blank. `where` names page and file ("where.page"). */
bool recto_page_words(const RectoModels *models, const RectoPage *page, const char *where, const char *language, RectoPageWords *ret);
void recto_page_words_clear(RectoPageWords *words);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoPageWords, recto_page_words_clear)
/* A message with pairs of name and value, NULL at the end. */
char *recto_say_with(const RectoModels *models, const char *language, const char *key, const char *first, ...) G_GNUC_NULL_TERMINATED;

/* Never lock a person out: an unreadable page is accepted, and a person of the service looks at it, from the third try on (limit check.tries) or when whoever
 * handed it in chose to send it as it is. */
typedef enum { RECTO_ACCEPTED_NOT, RECTO_ACCEPTED_TRIES, RECTO_ACCEPTED_ANYWAY } RectoAcceptance;
RectoAcceptance recto_file_acceptance(const RectoModels *models, const RectoFile *file);

/* ------------------------------------------------------------------ our own sheets in a stack (recto/sheet.h) */

/* What said so (bit set). */
typedef enum { RECTO_SEPARATOR_QR = 1, RECTO_SEPARATOR_BARS = 2, RECTO_SEPARATOR_TYPE = 4 } RectoSeparatorMeans;

/* Is this page one of our printed sheets?
 * YES: a code or the big type says so with a right check, and no other code of the page says otherwise; `code` is that sheet's, with its procedure if a square code had it.
 * CANNOT_TELL: it may be one that could not be read. Its words are those of our sheets, or a code begins as ours and its check is wrong; or the codes name
 * different sheets (`quarrel`: one lies on the other; `code` is the first); or the page itself could not be read. A person must look.
 * NO: nothing speaks for it. */
typedef struct {
  RectoAnswer ours;
  uint32_t means;      /* which agreed on `code`; 0 = there is no code */
  bool quarrel;
  RectoSheetCode code; /* only with means */
} RectoSeparatorSight;
void recto_separator_sight(const RectoModels *models, const RectoPage *page, RectoSeparatorSight *ret);

/* The check on the count: what the serials of one printed set tell. Seen at both ends of a hole means that the sheets between were in the stack: they were
 * missed, or two pages stuck together. Of sheets before the first and after the last nothing can be said: a stack need not use a whole set. */
typedef struct {
  RectoSheetKind kind;
  char set[RECTO_SHEET_SET_LENGTH + 1];
  int count, first, last; /* sheets of the set; least and greatest serial seen */
  GArray *missing;        /* of int: serials between first and last that were not seen */
  GArray *again;          /* of int: serials seen more than once (used again for another batch, or scanned twice): told, no fault */
} RectoSeparatorSet;
/* `codes` in the order of the pages. Of RectoSeparatorSet*, in order of first sight. */
GPtrArray *recto_separators_missing(const RectoSheetCode *codes, size_t n);
void recto_separator_set_free(RectoSeparatorSet *set);

#endif
