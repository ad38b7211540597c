/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Recto knows: document types, procedures, messages and limits, loaded strictly from models/.
 * Loading reports *every* fault with file, line, key and the nearest right word, then refuses.
 * A second folder (--models) overlays local pieces: it may add or tighten at level "local", never loosen.
 * Loaded models never change. Must not know: pixels, dossiers. */
#ifndef RECTO_MODEL_H
#define RECTO_MODEL_H

#include <recto/dossier.h>

typedef struct RectoModels RectoModels;

/* ------------------------------------------------------------------ document types */

typedef enum {
  RECTO_CLUE_WORDS, /* phrases in the folded text, OCR-tolerant; "/…/" is a regular expression on the folded text */
  RECTO_CLUE_MRZ,   /* an MRZ of this format (word of recto/mrz.h: "td1", "td2", "td3", "mrv-a", "mrv-b", "fr-id") and code prefix */
  RECTO_CLUE_SEAL,  /* a 2D-Doc of this document type ("01", "04"…) */
  RECTO_CLUE_CODE,  /* a barcode whose text begins with this ("RECTO-SEP") */
  RECTO_CLUE_SHAPE, /* a property of the page: "card" (ID-1 shaped content), "sparse", "portrait" … see README */
} RectoClueKind;

typedef enum { RECTO_WHERE_ANYWHERE, RECTO_WHERE_TOP, RECTO_WHERE_BOTTOM, RECTO_WHERE_TITLE /* letters >= 1.3 x the page's median */, RECTO_WHERE_HEADING /* a short cell in capitals or such letters, upper part: clues only */ } RectoWhere;

typedef struct {
  char *id;
  RectoClueKind kind;
  char **any;        /* patterns, folded; NULL-terminated */
  int at_least;      /* how many different patterns must be met, default 1 */
  RectoWhere where;
  double points;     /* negative speaks against the type */
  char *side;        /* the side this clue speaks for, NULL = all */
} RectoClue;

typedef enum { RECTO_FROM_MRZ, RECTO_FROM_SEAL, RECTO_FROM_LABEL, RECTO_FROM_PATTERN, RECTO_FROM_PRESENCE,
  RECTO_FROM_BLOCK /* the addressee's block of a letter: key "name" or "address"; no label needed */,
  RECTO_FROM_ROLE /* key: the role that trained weights give to one of the page's names or days: "subject", "other", "issued"… */,
  RECTO_FROM_JOIN /* other fields of the page, one after the other: "family-name" and "given-names" */ } RectoFromKind;

typedef enum { RECTO_PLACE_RIGHT, RECTO_PLACE_BELOW, RECTO_PLACE_RIGHT_OR_BELOW, RECTO_PLACE_ABOVE, RECTO_PLACE_AFTER /* same text flow */,
  RECTO_PLACE_BELOW_RIGHT /* under the last label of a row, or right of that: figures set against the edge of their box */ } RectoPlaceWord;

/* One way to obtain a field; ways are tried in order and every hit is kept as an observation. */
typedef struct {
  RectoFromKind from;
  char *key;            /* MRZ field ("surname"), seal field id ("62"); else NULL */
  char **labels;        /* folded label phrases for LABEL; names of fields for JOIN */
  char **under;         /* LABEL: only where the nearest heading above is one of these folded phrases ("SALARIE" of a contract's two columns); NULL = anywhere */
  char **not_under;     /* LABEL: not where the nearest heading above is one of these ("PERE" of a birth certificate); NULL = none */
  RectoPlaceWord place;
  char *pattern;        /* PCRE on the unfolded text near the label or of the page; group 1 (or 0) is the value; NULL = the rest of the line */
  int lines;            /* how many lines the value may span, default 1 */
  int cell;             /* LABEL, to the right: only the n-th cell beside the label (a table with a column a spouse); 0 = the nearest that holds a value */
  char **stop;          /* folded words at which the value ends; may be NULL */
  RectoWhere where;     /* for PATTERN */
  double confidence;    /* ceiling for this way, 0..1 */
} RectoFrom;

typedef struct {
  char *name;
  RectoFieldKind kind;
  char *check;          /* "siret", "iban", "nir", "fiscal", "foreigner", NULL */
  char *side;           /* only on this side, NULL = any */
  bool required;        /* counted in accuracy and asked back from a human when absent */
  char *of;             /* "person" (default), "other", or "document" */
  GPtrArray *from;      /* of RectoFrom* */
} RectoFieldRule;

typedef enum { RECTO_PAPER_PAGE, RECTO_PAPER_CARD, RECTO_PAPER_BOOKLET } RectoPaper; /* A4; ID-1 (ISO/IEC 7810); a passport's page (ID-3) */

typedef struct {
  char *id;
  GHashTable *labels;   /* language -> text */
  RectoPaper paper;     /* its proportions, for whoever takes a picture of it */
  char **sides;         /* e.g. {"recto","verso",NULL} or {"page",NULL} */
  int min_pages, max_pages; /* of one document; max 0 = no limit */
  GPtrArray *clues;     /* of RectoClue* */
  double needs, lead;   /* points to win, lead over the runner-up of another type */
  GPtrArray *fields;    /* of RectoFieldRule* */
  char *date_field;     /* from which its age counts ("issue-date"), NULL = none */
  char *expiry_field;   /* NULL = none */
  int expiry_grace_years; /* added to the expiry for holders adult at issue (old French cards: 5) */
  char *key_field;      /* number that tells two documents of this type apart and ties recto to verso; NULL = by person */
  bool nationals;       /* only the State's own nationals hold it: whoever does asks for no title */
  bool posted;          /* comes by post to the address of whom it names: found in another's letter it may have strayed there */
  bool identity;        /* one of the documents that gate the first récépissé (R431-10) */
} RectoType;

/* ------------------------------------------------------------------ procedures */

typedef enum { RECTO_LEVEL_LEGAL, RECTO_LEVEL_LOCAL, RECTO_LEVEL_ADVICE } RectoLevel;
typedef enum { RECTO_STAGE_DEPOSIT, RECTO_STAGE_HANDOVER } RectoStage;
typedef enum { RECTO_QUESTION_YES_NO, RECTO_QUESTION_NUMBER, RECTO_QUESTION_CHOICE } RectoQuestionKind;

typedef struct {
  char *id;
  RectoQuestionKind kind;
  GHashTable *labels;      /* language -> text */
  char **choices;          /* for CHOICE: machine words; labels are messages "choice.<question>.<word>" */
  char *default_answer;    /* NULL = unanswered */
  struct RectoCondition *when; /* asked only when; NULL = always */
} RectoQuestion;

/* A condition over the situation: leaf "question == answer" or all-of / any-of / not. Three-valued: an unanswered question cannot tell. */
typedef enum { RECTO_CONDITION_IS, RECTO_CONDITION_AT_LEAST, RECTO_CONDITION_ALL, RECTO_CONDITION_ANY, RECTO_CONDITION_NOT } RectoConditionKind;
typedef struct RectoCondition {
  RectoConditionKind kind;
  char *question, *answer;
  GPtrArray *parts;        /* of RectoCondition* */
} RectoCondition;

typedef struct {
  char **types;            /* any of these document types answers the demand */
  char *of;                /* role word; default "applicant" */
  char **sides;            /* sides that must be there; NULL = as the type says */
  int count;               /* default 1 */
  bool consecutive_months; /* the documents' period-month fields must follow each other, the last one within `latest_months` of reception */
  int latest_months;
  int max_age_months;      /* 0 = no limit; on the type's date field, counted back from the reception date */
  bool unexpired;          /* expiry not before reception */
  char **must_match;       /* person fields that must agree with the person of role `of`; "name" = family and given names or the full name */
  bool either_party;       /* the person may be any of the two whom the document ties (marriage certificate) */
  RectoCondition *when;    /* the demand holds only when; NULL = always */
} RectoDemand;

typedef struct {
  char *id;
  GHashTable *labels;
  GPtrArray *demands;      /* of RectoDemand*, all of them */
  RectoCondition *when;
} RectoAlternative;

typedef struct {
  char *id;
  GHashTable *labels, *explain; /* language -> text; explain = one sentence for the applicant */
  char *source;            /* "CESEDA annexe 10, 1°" */
  char *source_url;        /* may be NULL */
  RectoDate since, until;  /* in force, until not set = open */
  RectoLevel level;
  bool indispensable;      /* false: deferrable, the examination goes on without it (CRPA L114-5-1) */
  RectoStage stage;
  char *for_each;          /* "child": once per child of the situation; NULL */
  RectoCondition *when;    /* NULL = always */
  GPtrArray *alternatives; /* of RectoAlternative*, any of them */
  char **shares;           /* ids of pieces whose documents may answer this one too; NULL = a document answers one piece only */
  char *tightens;          /* id of the piece that this local piece makes stricter; NULL */
} RectoPiece;

typedef struct {
  char *id;
  GHashTable *labels;      /* finding label */
  char *field;             /* person or document field compared */
  char **types;            /* documents compared; NULL = all of the applicant */
  char *of;                /* role */
  RectoWeight weight;
} RectoAgreement;

/* A distance from a date read on a document: "-120 days", "+6 months". */
typedef struct { bool set; int months, days; } RectoOffset;

/* A fact of the situation worth telling (deadlines, duties). Its words are the messages "note.<id>.title", ".text", ".action".
 * It holds when `when` holds and, if a field is named, after field + after < reception <= field + until. */
typedef struct {
  char *id;
  char **types;            /* documents that carry the date; NULL = no date, `when` alone decides */
  char *of;                /* role word; default "applicant" */
  char *field;
  RectoOffset after, until;
  RectoWeight weight;      /* info or check */
  char *source;
  RectoCondition *when;    /* NULL = always */
} RectoNote;

/* UNKNOWN: the file does not say, and a receipt leaves the place empty for a person. */
typedef enum { RECTO_SILENCE_UNKNOWN, RECTO_SILENCE_REFUSAL, RECTO_SILENCE_ACCEPTANCE } RectoSilence;

typedef struct {
  char *id;
  GHashTable *labels;
  char *source;
  char *version;           /* in-force date of the file, "2026-04-03" */
  bool checked;            /* status: checked (true) or draft */
  RectoSilence silence;    /* what the authority's silence means, and after how long from the reception */
  int silence_months, silence_days;
  char *silence_source;    /* the articles; NULL with UNKNOWN */
  GPtrArray *questions;    /* of RectoQuestion* */
  GPtrArray *pieces;       /* of RectoPiece* */
  GPtrArray *agreements;   /* of RectoAgreement* */
  GPtrArray *notes;        /* of RectoNote* */
} RectoProcedure;

/* ------------------------------------------------------------------ loading and lookup */

/* `folders`: NULL-terminated, the shipped folder first, overlays after. All faults go into one GError (RECTO_ERROR_MODEL), a line each. */
RectoModels *recto_models_load(const char *const *folders, GError **error);
void recto_models_free(RectoModels *models);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoModels, recto_models_free)

const RectoType *recto_models_type(const RectoModels *models, const char *id);           /* NULL = no such type */
const RectoFieldRule *recto_type_field(const RectoType *type, const char *name);           /* NULL = the type has no such field */
const GPtrArray *recto_models_types(const RectoModels *models);                          /* of const RectoType* */
const RectoProcedure *recto_models_procedure(const RectoModels *models, const char *id); /* NULL = none */
const GPtrArray *recto_models_procedures(const RectoModels *models);
const char *recto_models_digest(const RectoModels *models);                              /* hex SHA-256 of all files read, sorted by name */
const char *recto_procedure_digest(const RectoModels *models, const char *id);           /* hex SHA-256 of that procedure's files */

/* What a load did not refuse but a keeper of models should read; of char*, "file:line:column: what". Never NULL. */
const GPtrArray *recto_models_warnings(const RectoModels *models);
/* Is `answer` a fit answer to `question` of this procedure? "seen.<piece>" = "yes" is fit too: the original was shown at the counter and handed back.
 * On false, *ret_why (may be NULL) says what would be fit, with the nearest right word; owned by the caller. */
bool recto_procedure_answer_fits(const RectoProcedure *procedure, const char *question, const char *answer, char **ret_why);
/* Does a condition hold in this situation? NULL condition = YES; unanswered questions take their default, else CANNOT_TELL. */
RectoAnswer recto_condition_holds(const RectoProcedure *procedure, const RectoCondition *condition, const RectoSituation *situation);
/* The answer given, or the question's default, or NULL. */
const char *recto_situation_answer(const RectoProcedure *procedure, const RectoSituation *situation, const char *question);

/* Trained weights (models/trained), kept in 1/RECTO_WEIGHT_SCALE: of roles that a page's names and days play, of types by a page's words. NULL = the folder has none. */
#define RECTO_ROLE_WEIGHTS (1u << 17)
#define RECTO_TYPE_WEIGHTS (1u << 18)
#define RECTO_WEIGHT_SCALE 16.0
const int8_t *recto_models_role_weights(const RectoModels *models);
const int8_t *recto_models_type_weights(const RectoModels *models);
/* models/passwords.txt (base/common.h); of what is found it judges nothing, and is no part of the digest. Borrowed; NULL = the folder has none. */
const char *recto_models_passwords(const RectoModels *models, gsize *ret_size);
/* Language lookup with fallback: language, "fr", any. Never NULL for a loaded label. */
const char *recto_label(const GHashTable *labels, const char *language);
const char *recto_type_label(const RectoModels *models, const char *type, const char *language);
/* Message text with {name} placeholders replaced from args (may be NULL). An unknown key returns the key itself, so that nothing vanishes. Owned by the caller. */
char *recto_message(const RectoModels *models, const char *language, const char *key, const GHashTable *args);
bool recto_message_exists(const RectoModels *models, const char *language, const char *key);

/* How a language spells a word beside a number; `forms` texts in {n|…}: 2, 2, 1, 3, 6. */
typedef enum { RECTO_PLURAL_ENGLISH, RECTO_PLURAL_FRENCH, RECTO_PLURAL_NONE, RECTO_PLURAL_RUSSIAN, RECTO_PLURAL_ARABIC } RectoPlural;
typedef struct {
  char *code, *name;       /* "ar"; its own name for itself, NULL when its file has no head */
  bool draft;              /* no person who speaks it has reviewed it: off unless asked for, and then said */
  bool right_to_left;
  RectoPlural plural;
  char **fonts, *package;  /* families that hold every letter of its sentences, and the Debian package that brings them; NULL = not told */
} RectoLanguage;
const RectoLanguage *recto_models_language(const RectoModels *models, const char *code); /* NULL = there are no sentences in it */
const GPtrArray *recto_models_languages(const RectoModels *models);                      /* of const RectoLanguage* */
const GHashTable *recto_models_sentences(const RectoModels *models, const char *code);   /* key -> text, unfilled; NULL = none */
/* Is this a sentence that an applicant reads (models/applicant.yaml)? A draft may lack the others, which are then French. */
bool recto_models_applicant_reads(const RectoModels *models, const char *key);

/* models/limits.yaml: a number under a dotted key ("channel.upload.max-bytes"). Loading fails if a key that the code names is absent. */
double recto_limit(const RectoModels *models, const char *key);
/* Limits alone, for recto-reader, which knows nothing else. Same strictness. */
/* The sentences alone, of French and one more language: for programs that only tell (a tenth of the time). No types, procedures, limits. Errors: MODEL. */
RectoModels *recto_messages_load(const char *const *folders, const char *language, GError **error);
RectoModels *recto_limits_load(const char *folder, GError **error);

/* ------------------------------------------------------------------ site */

/* Who receives the dossier; from site.yaml. Texts may be NULL. */
typedef struct {
  char *service, *address, *phone, *email, *agent, *time_zone;
  bool competent_authority; /* accusé de réception if true, bordereau otherwise */
  char *opening_hours;      /* one or two lines for people */
  char *court;              /* the administrative court that hears appeals, with its address */
  int deadline_days;        /* given for what is missing, from the day the slip is made; 0 = none is set */
  char *leaked_passwords;   /* a file on this machine that passwords of the staff must not be in (base/leaked.h) */
} RectoSite;
/* Strict, as the models are. Errors: MODEL. */
bool recto_site_load(const char *path, RectoSite *ret_site, GError **error);
void recto_site_clear(RectoSite *site);

#endif
