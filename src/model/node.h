/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A YAML file as a tree of text, lists and maps, every node with its place in the file; and the list of faults found so far.
 * Only the plain part of YAML is read: anchors, aliases, tags, several documents, byte order marks and bytes outside UTF-8 are faults.
 * Reading never stops at the first fault unless the rest cannot be understood. Must not know: what the keys mean. */
#ifndef RECTO_MODEL_NODE_H
#define RECTO_MODEL_NODE_H

#include <glib.h>
#include <stdbool.h>

#define RECTO_NODE_MAX_BYTES (512 * 1024) /* models are written by hand; the largest is under 60 KiB */
#define RECTO_NODE_MAX_DEPTH 12

typedef enum { RECTO_NODE_TEXT, RECTO_NODE_LIST, RECTO_NODE_MAP } RectoNodeKind;

typedef struct RectoNode {
  RectoNodeKind kind;
  char *text;            /* TEXT: never NULL */
  bool plain;            /* TEXT: written without quotes */
  GPtrArray *keys;       /* MAP: of RectoNode* (TEXT), parallel to items */
  GPtrArray *items;      /* LIST, MAP: of RectoNode* */
  const char *file;      /* name for messages; belongs to the tree */
  int line, column;      /* from 1 */
} RectoNode;

typedef struct {
  char *file;            /* as people are told it: "models/documents/payslip.yaml" */
  RectoNode *root;       /* NULL when the file cannot be understood */
} RectoTree;

/* Faults stop a load, warnings do not. Each line is whole: "file:line:column: what; what to do". */
typedef struct { GPtrArray *faults, *warnings; /* of char* */ } RectoFaults;

void recto_faults_init(RectoFaults *faults);
void recto_faults_clear(RectoFaults *faults);
void recto_fault_at(RectoFaults *faults, const RectoNode *node, const char *format, ...) G_GNUC_PRINTF(3, 4);
void recto_warn_at(RectoFaults *faults, const RectoNode *node, const char *format, ...) G_GNUC_PRINTF(3, 4);
void recto_fault_in(RectoFaults *faults, const char *file, const char *format, ...) G_GNUC_PRINTF(3, 4);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoFaults, recto_faults_clear)

/* Never NULL; the tree has no root when the file is not understood (and then there is a fault). `file` is copied. */
RectoTree *recto_tree_parse(const char *file, const char *untrusted_bytes, size_t size, RectoFaults *faults);
void recto_tree_free(RectoTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoTree, recto_tree_free)

const RectoNode *recto_node_find(const RectoNode *map, const char *key); /* the value, or NULL */
RectoNode *recto_node_copy(const RectoNode *node);                       /* keeps the file's name, so its tree must outlive it */
void recto_node_set(RectoNode *map, const RectoNode *key, const RectoNode *value); /* copies both; replaces a key that is there */
void recto_node_replace(RectoNode *list, guint i, RectoNode *item);      /* takes the item */
void recto_node_remove(RectoNode *list, guint i);
const char *recto_node_kind_word(RectoNodeKind kind);                    /* "a text", "a list", "a map" */
/* The word of `words` nearest to `word` (at most a third of its letters differ), or NULL. */
const char *recto_nearest_word(const char *word, const char *const *words);

#endif
