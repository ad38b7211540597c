/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of keys, and the one function that checks a map of nodes against such a table and fills a C struct from it.
 * A shape says which keys a map may hold, what each must be and where in the struct it goes. Every fault is told; the struct is filled as far as it goes.
 * Must not know: any particular key (those stand in type.c, procedure.c, …). */
#ifndef RECTO_MODEL_BIND_H
#define RECTO_MODEL_BIND_H

#include "model/node.h"

#include <stddef.h>

typedef enum {
  RECTO_KEY_TEXT,      /* char*: not empty */
  RECTO_KEY_ID,        /* char*: lower-case letters, digits, dashes */
  RECTO_KEY_WORD,      /* int (an enum): position in `words` */
  RECTO_KEY_WORD_TEXT, /* char*: one of `words` */
  RECTO_KEY_YES_NO,    /* bool */
  RECTO_KEY_INTEGER,   /* int, least..most */
  RECTO_KEY_NUMBER,    /* double, least..most */
  RECTO_KEY_DATE,      /* RectoDate, full */
  RECTO_KEY_TEXTS,     /* char**: a list of texts; one text alone is a list of one */
  RECTO_KEY_PHRASES,   /* char**: texts, folded */
  RECTO_KEY_PATTERNS,  /* char**: phrases folded, "/…/" kept and compiled */
  RECTO_KEY_WORDS,     /* char**: texts that are all in `words` */
  RECTO_KEY_IDS,       /* char**: ids */
  RECTO_KEY_REFS,      /* char**: ids that are known in the set `set` */
  RECTO_KEY_REF,       /* char*: an id that is known in the set `set` */
  RECTO_KEY_REGEX,     /* char*: PCRE, compiled */
  RECTO_KEY_LABELS,    /* GHashTable*: language -> text, "fr" required */
  RECTO_KEY_MAPS,      /* GPtrArray*: a list of maps of `shape` */
  RECTO_KEY_INLINE,    /* a map of `shape` whose fields are in the same struct */
  RECTO_KEY_CUSTOM,    /* `custom` reads it */
} RectoKeyKind;

typedef enum { RECTO_SET_NONE, RECTO_SET_TYPES, RECTO_SET_QUESTIONS, RECTO_SET_PIECES, RECTO_N_SETS } RectoSet;

typedef struct {
  RectoFaults *faults;
  GHashTable *sets[RECTO_N_SETS]; /* of char*: what references may name; NULL = not checked */
} RectoBinder;

typedef struct RectoShape RectoShape;
typedef void (*RectoCustomFunc)(RectoBinder *binder, const RectoNode *node, void *target);

typedef struct {
  const char *name;
  RectoKeyKind kind;
  size_t offset;
  bool required;
  const char *const *words;  /* WORD, WORDS, WORD_TEXT */
  double least, most;        /* INTEGER, NUMBER */
  const RectoShape *shape;   /* MAPS, INLINE */
  RectoSet set;              /* REF, REFS */
  RectoCustomFunc custom;
} RectoKey;

struct RectoShape {
  const char *what;              /* "a clue" */
  const RectoKey *keys;          /* ends with a NULL name */
  size_t size;                   /* of the struct; 0 for INLINE */
  size_t id_offset;              /* of the char* that must be unique in a list; RECTO_NO_ID = none */
  void (*begin)(void *target);   /* sets defaults; may be NULL */
  void (*end)(RectoBinder *binder, const RectoNode *node, void *target); /* checks across keys; may be NULL */
  void (*free)(void *target);
};
#define RECTO_NO_ID ((size_t)-1)

/* Fills target (already allocated; `begin` is called). True when the node is a map. */
bool recto_bind(RectoBinder *binder, const RectoNode *node, const RectoShape *shape, void *target);
/* Allocates, binds. NULL when the node is no map. */
void *recto_bind_new(RectoBinder *binder, const RectoNode *node, const RectoShape *shape);
/* Tells an unknown key or word with the nearest right one. */
void recto_fault_unknown(RectoBinder *binder, const RectoNode *node, const char *what, const char *word, const char *const *words);
void recto_fault_unknown_ref(RectoBinder *binder, const RectoNode *node, RectoSet set, const char *word);
bool recto_is_id(const char *text);
/* The text of a node, or NULL with a fault. */
const char *recto_bind_text(RectoBinder *binder, const RectoNode *node, const char *what);

#endif
