/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the judge makes of the facts: documents, persons, fields, pieces, findings.
 * Every stage is a pure function of facts, models and given dates: no pixels, no I/O, no clock, no globals.
 * The machine observes, the person decides: yes / no / cannot tell, everywhere. */
#ifndef RECTO_DOSSIER_H
#define RECTO_DOSSIER_H

#include <recto/date.h>
#include <recto/fact.h>

/* How a value was seen. Which one speaks depends on the kind of field (see recto_merge). */
typedef enum {
  RECTO_MEANS_PRINTED,   /* read from the printed zone */
  RECTO_MEANS_MRZ,
  RECTO_MEANS_CODE,      /* barcode without a verified signature */
  RECTO_MEANS_SEAL,      /* 2D-Doc with a verified signature */
  RECTO_MEANS_CLERK,
} RectoMeans;

typedef enum {
  RECTO_FIELD_TEXT, RECTO_FIELD_NAME, RECTO_FIELD_GIVEN_NAMES, RECTO_FIELD_DATE, RECTO_FIELD_MONTH, RECTO_FIELD_AMOUNT,
  RECTO_FIELD_NUMBER, RECTO_FIELD_ADDRESS, RECTO_FIELD_COUNTRY, RECTO_FIELD_SEX, RECTO_FIELD_PRESENCE,
} RectoFieldKind;

typedef struct {
  char *value;       /* normal form: dates ISO (YYYY, YYYY-MM or YYYY-MM-DD), amounts "1234.56", names as printed, numbers without spaces */
  char *as_read;
  double confidence; /* 0..1 */
  double ceiling;    /* the most that the way it was found by may claim, 0..1; a second reading of the same place claims no more. Not stored. */
  RectoMeans means;
  RectoAnswer check; /* result of the field's own check digit: YES right, NO wrong, CANNOT_TELL none */
  RectoPlace place;
} RectoObservation;

typedef struct {
  char *name;          /* key of the type's model, e.g. "family-name" */
  RectoFieldKind kind;
  GPtrArray *seen;     /* of RectoObservation*: all are kept */
  int chosen;          /* index in seen, -1 = none */
  bool quarrel;        /* two observations disagree beyond spelling */
  bool unreadable;     /* a person looked and could not read it: nothing is chosen */
} RectoField;

typedef enum {
  RECTO_ROLE_UNKNOWN, RECTO_ROLE_APPLICANT, RECTO_ROLE_SPOUSE, RECTO_ROLE_CHILD, RECTO_ROLE_HOST, RECTO_ROLE_PARENT, RECTO_ROLE_EMPLOYER,
} RectoRole;

typedef struct {
  char *id;           /* "p1", "p2"…, in order of discovery */
  RectoRole role;
  GPtrArray *fields;  /* of RectoField*: family-name, given-names, birth-date, birth-place, nationality, sex, foreigner-number, address */
} RectoPerson;

/* A type's bid for a page. */
typedef struct {
  char *type;           /* model id; "unknown", "blank" and "separator" are types */
  char *side;           /* "recto", "verso", "page" or a model's own word; never NULL */
  double points, lead;  /* lead over the best bid of another type */
  GPtrArray *clues;     /* of char*: ids of the clues that were met, for the clerk's "why" */
} RectoBid;

/* One page after classification and page fields. */
typedef struct {
  RectoPageId page;
  RectoBid *won;        /* never NULL */
  GPtrArray *others;    /* of RectoBid*, best first, at most 3 */
  GPtrArray *fields;    /* of RectoField* seen on this page */
} RectoSheet;

typedef struct {
  char *id;             /* "d1", "d2"… in order of first page */
  char *type;           /* model id; "unknown" is a type */
  double confidence;
  GArray *pages;        /* of RectoPageId, in document order */
  GPtrArray *sides;     /* of char*, parallel to pages */
  GPtrArray *fields;    /* of RectoField*, merged */
  char *person;         /* id of the person it is about, NULL = not known */
  char *other_person;   /* second person it ties (hosted person's host, act's parent…), NULL = none */
  char *same_as;        /* id of an earlier document with the same content, NULL = none */
} RectoDocument;

typedef enum {
  RECTO_FINDING_MISSING, RECTO_FINDING_INCOMPLETE, RECTO_FINDING_UNREADABLE, RECTO_FINDING_UNSURE, RECTO_FINDING_EXPIRED,
  RECTO_FINDING_TOO_OLD, RECTO_FINDING_MISMATCH, RECTO_FINDING_DUPLICATE, RECTO_FINDING_UNTRANSLATED, RECTO_FINDING_DAMAGED,
  RECTO_FINDING_UNRECOGNISED, RECTO_FINDING_SEEN_ONLY, RECTO_FINDING_LATER, RECTO_FINDING_NOTE, RECTO_N_FINDINGS
} RectoFindingKind;

/* ACTION: the person must do something or the dossier stays incomplete. CHECK: a human must look. INFO: told, nothing to do now. */
typedef enum { RECTO_WEIGHT_INFO, RECTO_WEIGHT_CHECK, RECTO_WEIGHT_ACTION } RectoWeight;

typedef struct {
  RectoFindingKind kind;
  RectoWeight weight;
  char *message;      /* key in models/messages, e.g. "finding.too-old" */
  GHashTable *args;   /* char* -> char*, values for the message's {placeholders}; never NULL */
  char *piece;        /* piece id or NULL */
  char *document;     /* document id or NULL */
  char *person;       /* person id or NULL */
  char *field;        /* field name or NULL */
  GArray *places;     /* of RectoPlace; may be empty */
} RectoFinding;

typedef enum {
  RECTO_PIECE_RECEIVED,      /* all demands of one alternative are met */
  RECTO_PIECE_TO_CHECK,      /* present, but a human must look (cannot tell, too old, expired, unreadable…) */
  RECTO_PIECE_INCOMPLETE,    /* begun: some demands met, others not */
  RECTO_PIECE_MISSING,
  RECTO_PIECE_LATER,         /* due at handover */
  RECTO_PIECE_NOT_NEEDED,    /* its condition does not hold */
  RECTO_PIECE_ASK,           /* its condition depends on an unanswered question */
} RectoPieceState;

/* One demand of an alternative and what answers it. */
typedef struct {
  char *type;           /* document type id */
  char *of;             /* role word: "applicant", "host", "spouse"… */
  int count_needed, count_found;
  RectoAnswer met;
  GPtrArray *documents; /* of char*: document ids that answer it */
  char *lacks;          /* message key of what it lacks ("demand.verso", "demand.too-old"…), NULL if met */
} RectoDemandState;

typedef struct {
  char *id;             /* alternative id in the model */
  RectoAnswer met;
  GPtrArray *demands;   /* of RectoDemandState* */
} RectoAlternativeState;

typedef struct {
  char *id;             /* piece id in the procedure, e.g. "domicile"; for_each adds ".1", ".2" */
  RectoPieceState state;
  int chosen;           /* index of the best alternative, -1 = none */
  GPtrArray *alternatives; /* of RectoAlternativeState* */
  GPtrArray *documents; /* of char*: ids filed under this piece, in order */
} RectoPieceResult;

/* Answers to the procedure's questions: question id -> "yes" / "no" / number / word of its list. */
typedef struct {
  GHashTable *answers;  /* char* -> char* */
} RectoSituation;

/* The clerk's word. It overrides what the machine saw, and stays beside it. */
typedef enum {
  RECTO_CORRECT_TYPE,      /* the page is of type `value`, its side `name` (NULL = as the type has it) */
  RECTO_CORRECT_FIELD,     /* the field `name` of the document that the page belongs to is `value` ("" = there is none) */
  RECTO_CORRECT_PERSON,    /* the document that the page belongs to is about `value`: a role's word or a person's id */
  RECTO_CORRECT_TURN,      /* the page must be turned by `value` (90, 180, 270) degrees clockwise more than it was turned by itself */
  RECTO_CORRECT_TOGETHER,  /* the page belongs to the document of page `other`, after that page: order and merging */
  RECTO_CORRECT_APART,     /* the page begins a document of its own, with the pages of its document that come after it */
  RECTO_CORRECT_UNREADABLE,/* the field `name` of the document that the page belongs to, or the page itself (NULL), cannot be read by a person either */
  RECTO_N_CORRECTIONS
} RectoCorrectionKind;
/* `inherited`: it was said of a page that this one took the place of. A kind then speaks for this one too; a value as long as this one does not contradict it. */
typedef struct { RectoCorrectionKind kind; RectoPageId page, other; char *name, *value; bool inherited; } RectoCorrection;
RectoCorrection *recto_correction_new(RectoCorrectionKind kind, RectoPageId page, const char *name, const char *value);
RectoCorrection *recto_correction_copy(const RectoCorrection *correction);
void recto_correction_free(RectoCorrection *correction);
const char *recto_correction_word(RectoCorrectionKind kind);
bool recto_correction_from_word(const char *word, RectoCorrectionKind *ret);

typedef struct {
  char *number;           /* "2026-000123"; digits and dash */
  char *procedure;        /* model id */
  char *procedure_version;/* in-force date + digest prefix of the model file */
  RectoDate reception;    /* civil date at the site on which the pieces were received */
  int64_t received_at;    /* µs UTC */
  RectoSituation *situation;
  GPtrArray *corrections; /* of RectoCorrection*, in the order in which they were made */
  GPtrArray *files;       /* of RectoFile*, those in force; ordinals of withdrawn ones are left out */
  GPtrArray *sheets;      /* of RectoSheet*, one per page, page order */
  GPtrArray *documents;   /* of RectoDocument* */
  GPtrArray *persons;     /* of RectoPerson* */
  GPtrArray *pieces;      /* of RectoPieceResult*, in the procedure's order */
  GPtrArray *findings;    /* of RectoFinding*, most urgent first */
  RectoAnswer complete;   /* YES: nothing missing and nothing to check; NO: something missing; CANNOT_TELL: a human must look */
} RectoDossier;

RectoObservation *recto_observation_new(const char *value, const char *as_read, double confidence, RectoMeans means, RectoPlace place);
void recto_observation_free(RectoObservation *observation);
RectoField *recto_field_new(const char *name, RectoFieldKind kind);
void recto_field_free(RectoField *field);
const char *recto_field_value(const RectoField *field); /* the chosen value or NULL */
RectoField *recto_fields_lookup(const GPtrArray *fields, const char *name); /* borrowed, or NULL */
const char *recto_fields_value(const GPtrArray *fields, const char *name);
RectoPerson *recto_person_new(const char *id, RectoRole role);
void recto_person_free(RectoPerson *person);
RectoBid *recto_bid_new(const char *type, const char *side, double points);
void recto_bid_free(RectoBid *bid);
RectoSheet *recto_sheet_new(RectoPageId page);
void recto_sheet_free(RectoSheet *sheet);
RectoDocument *recto_document_new(const char *id, const char *type);
/* The one that holds this page, the sheet that is it; NULL = none. Borrowed. */
RectoDocument *recto_document_of_page(const GPtrArray *documents, RectoPageId page);
RectoSheet *recto_sheet_of_page(const GPtrArray *sheets, RectoPageId page);
void recto_document_free(RectoDocument *document);
/* Varargs: key, value, key, value, NULL. */
RectoFinding *recto_finding_new(RectoFindingKind kind, RectoWeight weight, const char *message, ...) G_GNUC_NULL_TERMINATED;
void recto_finding_free(RectoFinding *finding);
RectoDemandState *recto_demand_state_new(const char *type, const char *of);
void recto_demand_state_free(RectoDemandState *demand);
RectoAlternativeState *recto_alternative_state_new(const char *id);
void recto_alternative_state_free(RectoAlternativeState *alternative);
RectoPieceResult *recto_piece_result_new(const char *id);
void recto_piece_result_free(RectoPieceResult *piece);
RectoSituation *recto_situation_new(void);
RectoSituation *recto_situation_copy(const RectoSituation *situation);
void recto_situation_free(RectoSituation *situation);
RectoDossier *recto_dossier_new(const char *number, const char *procedure);
void recto_dossier_free(RectoDossier *dossier);
const RectoPage *recto_dossier_page(const RectoDossier *dossier, RectoPageId id);        /* borrowed, or NULL */
const RectoDocument *recto_dossier_document(const RectoDossier *dossier, const char *id); /* borrowed, or NULL */
const RectoPerson *recto_dossier_person(const RectoDossier *dossier, const char *id);     /* borrowed, or NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoObservation, recto_observation_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoField, recto_field_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoPerson, recto_person_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoBid, recto_bid_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoSheet, recto_sheet_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoDocument, recto_document_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoFinding, recto_finding_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoSituation, recto_situation_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoDossier, recto_dossier_free)

const char *recto_means_word(RectoMeans means);
const char *recto_field_kind_word(RectoFieldKind kind);
const char *recto_role_word(RectoRole role);
const char *recto_finding_word(RectoFindingKind kind);
const char *recto_weight_word(RectoWeight weight);
const char *recto_piece_state_word(RectoPieceState state);
bool recto_means_from_word(const char *word, RectoMeans *ret);
bool recto_field_kind_from_word(const char *word, RectoFieldKind *ret);
bool recto_role_from_word(const char *word, RectoRole *ret);
bool recto_finding_from_word(const char *word, RectoFindingKind *ret);
bool recto_weight_from_word(const char *word, RectoWeight *ret);
bool recto_piece_state_from_word(const char *word, RectoPieceState *ret);

#endif
