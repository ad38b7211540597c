/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The insides of the check stage, shared by check*.c only.
 * A demand is tried on documents, an alternative on its demands, a piece on its alternatives; findings stay with the try until the try is chosen.
 * Three answers everywhere. NO is said only where a fact was read that says no; what could not be read is CANNOT_TELL.
 * Must not know: pixels, words of a language (findings carry keys and raw values; findings.c puts them into words). */
#ifndef RECTO_JUDGE_CHECK_H
#define RECTO_JUDGE_CHECK_H

#include <recto/judge.h>

typedef struct {
  const RectoModels *models;
  RectoDossier *dossier;
  const RectoProcedure *procedure;
  GHashTable *used;      /* document id -> piece id of the model that it answers (without ".2") */
  GArray *strays;        /* RectoPlace: pages and files that may hold what is missing: unrecognised, unreadable, not opened */
  GPtrArray *findings;   /* of RectoFinding*, in the order they were found */
} RectoChecking;

/* What is wrong with a demand that is not met. HOLE: something is absent. FLAW: it is there, but a person must look. */
typedef enum { RECTO_FITS, RECTO_FLAW, RECTO_HOLE } RectoFit;

typedef struct {
  const RectoDemand *demand;
  RectoDemandState *state;
  RectoFit fit;
  RectoAnswer asked;     /* does the demand hold in this situation? CANNOT_TELL: an unanswered question */
  GPtrArray *findings;   /* of RectoFinding* */
} RectoDemandTry;

typedef struct {
  const RectoAlternative *alternative;
  RectoAnswer applies;
  RectoAlternativeState *state;
  RectoFit fit;
  int found, total;      /* demands with at least one document; demands */
  GPtrArray *tries;      /* of RectoDemandTry* */
} RectoAlternativeTry;

/* check_demand.c. `piece_id` is the result's id, with ".2" for the second child. */
RectoDemandTry *recto_try_demand(RectoChecking *checking, const RectoPiece *piece, const char *piece_id, const RectoAlternative *alternative, const RectoDemand *demand,
                                 const GHashTable *taken);
void recto_demand_try_free(gpointer demand_try);
bool recto_document_may_answer(const RectoChecking *checking, const RectoDemand *demand, const RectoDocument *document);

/* The day on which a document was received: its first page's, where that came later than the dossier. */
RectoDate recto_received_on(const RectoDossier *dossier, const RectoDocument *document);
/* check_time.c: findings are added to `findings`; the answer is about the document alone. */
RectoAnswer recto_check_age(const RectoChecking *checking, const RectoPiece *piece, const RectoDemand *demand, const RectoDocument *document, GPtrArray *findings);
RectoAnswer recto_check_expiry(const RectoChecking *checking, const RectoDocument *document, GPtrArray *findings);
/* Is the document's expiry on or after `day`? Grace years counted. *ret_iso (may be NULL) gets the date read, borrowed. */
RectoAnswer recto_is_unexpired(const RectoChecking *checking, const RectoDocument *document, RectoDate day, const char **ret_iso);
/* Which of the documents form the run of months, and what is missing. */
typedef struct { RectoAnswer met; bool too_old; int found; char *missing, *found_months; char limit[11]; } RectoMonths; /* lists of ISO months, comma-separated */
RectoMonths recto_check_months(const RectoChecking *checking, const RectoDemand *demand, const GPtrArray *documents);
void recto_months_clear(RectoMonths *months);
void recto_check_notes(RectoChecking *checking);

/* check_person.c */
RectoAnswer recto_belongs(const RectoChecking *checking, const RectoDocument *document, const char *role, bool either_party);
const RectoPerson *recto_person_of_role(const RectoDossier *dossier, const char *role);
/* Why it is not clear whose the document is, as a finding. */
void recto_tell_person(const RectoChecking *checking, const RectoDocument *document, const char *role, GPtrArray *findings);
RectoAnswer recto_check_match(const RectoChecking *checking, const RectoDemand *demand, const RectoDocument *document, GPtrArray *findings);
void recto_check_agreements(RectoChecking *checking);

/* check_pages.c */
void recto_find_strays(RectoChecking *checking);
void recto_check_files(RectoChecking *checking);
void recto_check_pages(RectoChecking *checking);
void recto_check_duplicates(RectoChecking *checking);
void recto_check_strays(RectoChecking *checking, bool something_lacks);
bool recto_page_is_unreadable(const RectoPage *page);
/* A person looked and could not read the page; a field of the document. */
bool recto_page_said_unreadable(const RectoDossier *dossier, RectoPageId page);
bool recto_document_has_unreadable(const RectoDocument *document);
void recto_check_said(RectoChecking *checking);

/* check_rest.c */
const RectoPiece *recto_piece_of_result(const RectoChecking *checking, const RectoPieceResult *result);
void recto_file_the_rest(RectoChecking *checking);
void recto_check_fields(RectoChecking *checking);

/* check_inherited.c */
void recto_check_inherited(RectoChecking *checking);

/* check_tell.c: findings with their places. */
void recto_places_add_page(GArray *places, RectoPageId page);
void recto_places_add_document(GArray *places, const RectoDocument *document);
void recto_places_add_field(GArray *places, const RectoDocument *document, const RectoField *field); /* the page alone if the field has no place */
void recto_finding_set(RectoFinding *finding, const char *key, const char *value); /* an argument; NULL value = nothing */
void recto_finding_set_number(RectoFinding *finding, const char *key, int value);
RectoFinding *recto_finding_of_document(RectoFindingKind kind, RectoWeight weight, const char *message, const RectoDocument *document);
int recto_compare_findings(const RectoChecking *checking, const RectoFinding *a, const RectoFinding *b);

#endif
