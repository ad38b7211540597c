/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The insides of loaded models, shared by the sources of this folder only. Nothing here changes after loading. */
#ifndef RECTO_MODEL_MODEL_H
#define RECTO_MODEL_MODEL_H

#include "model/bind.h"

#include <recto/model.h>

struct RectoModels {
  GPtrArray *types;              /* of RectoType* */
  GHashTable *types_by_id;       /* borrowed keys and values */
  GPtrArray *procedures;         /* of RectoProcedure* */
  GHashTable *procedures_by_id;  /* borrowed */
  GHashTable *messages;          /* language -> (key -> text) */
  GPtrArray *languages;          /* of RectoLanguage*, those of `messages` */
  char **applicant;              /* keys that an applicant reads, "…*" for all that begin so; NULL = none told */
  GHashTable *limits;            /* key -> double* */
  GPtrArray *warnings;           /* of char* */
  GBytes *role_weights, *type_weights; /* int8_t each; NULL = none */
  GBytes *passwords;                   /* NULL = none */
  char *digest;
  GHashTable *procedure_sums;    /* procedure id -> GChecksum* while loading, hex text after */
};

/* Shapes of what stands in a file, by the key that names its kind ("type", "procedure", "overlay"). */
extern const RectoShape RECTO_TYPE_SHAPE, RECTO_PROCEDURE_SHAPE, RECTO_OVERLAY_SHAPE, RECTO_PIECE_SHAPE, RECTO_QUESTION_SHAPE, RECTO_AGREEMENT_SHAPE, RECTO_NOTE_SHAPE;

void recto_type_free(gpointer type);
void recto_procedure_free(gpointer procedure);
void recto_condition_free(RectoCondition *condition);
RectoCondition *recto_condition_copy(const RectoCondition *condition);

/* RECTO_KEY_CUSTOM functions: a condition into RectoCondition*, an offset ("-120 days") into RectoOffset. */
void recto_bind_condition(RectoBinder *binder, const RectoNode *node, void *target);
void recto_bind_offset(RectoBinder *binder, const RectoNode *node, void *target);
void recto_bind_version(RectoBinder *binder, const RectoNode *node, void *target);
GHashTable *recto_labels_copy(const GHashTable *labels);
GPtrArray *recto_alternatives_copy(const GPtrArray *alternatives);

/* What a local folder says about a procedure of the folder before it. */
typedef struct {
  char *id, *piece;              /* new piece; the piece it makes stricter */
  GHashTable *labels, *explain;
  char *source, *source_url;
  int max_age_months, count;     /* 0 = as before */
  RectoCondition *when;
} RectoTighten;
typedef struct {
  char *overlay, *source, *version;
  GPtrArray *questions, *pieces, *agreements, *notes, *tighten;
} RectoOverlay;
void recto_overlay_free(gpointer overlay);
/* Moves the overlay's parts into the procedure, after checking that they only add or tighten. */
void recto_overlay_apply(RectoBinder *binder, const RectoNode *node, RectoOverlay *overlay, RectoProcedure *procedure);

/* Sets of ids for references, read from the nodes before binding. Borrowed from the nodes. */
GHashTable *recto_ids_of(const RectoNode *list);

/* Messages: nested maps of texts -> dotted keys. French texts get their no-break spaces here. */
void recto_messages_add(RectoFaults *faults, const RectoNode *root, GHashTable *texts, const char *language);
void recto_messages_check(RectoFaults *faults, const RectoModels *models);

/* Languages: the block "language" at the head of a language's main file. A language without one is reviewed, and counts as English does (French: as French). */
void recto_language_add(RectoFaults *faults, const RectoNode *root, GPtrArray *languages, const char *code, bool main_file);
void recto_language_free(gpointer language);
guint recto_plural_forms(RectoPlural plural);
guint recto_plural_form(RectoPlural plural, double value); /* which of them, from 0 */
void recto_applicant_load(RectoFaults *faults, const RectoNode *root, RectoModels *models);
void recto_applicant_check(RectoFaults *faults, const RectoModels *models);
char *recto_french_spaces(const char *text);

/* Limits: nested maps of numbers -> dotted keys. */
void recto_limits_add(RectoFaults *faults, const RectoNode *root, GHashTable *limits);
void recto_limits_check(RectoFaults *faults, const char *file, const GHashTable *limits);

#endif
