/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits: nested maps of numbers become dotted keys. Every key that the sources name must be there: the list is gathered from them by
 * tools/limit-keys when the library is built. Must not know: what a limit is for. */
#include "model/model.h"

#include <math.h>

static const char *const NAMED_KEYS[] = {
#include "limit-keys.h"
    NULL};

static void add_numbers(RectoFaults *faults, const RectoNode *node, const char *prefix, GHashTable *limits) {
  if (node->kind == RECTO_NODE_LIST) {
    recto_fault_at(faults, node, "limits are numbers under nested keys; a list has no place here");
    return;
  }
  if (node->kind == RECTO_NODE_TEXT) {
    char *end = NULL;
    double value = g_ascii_strtod(node->text, &end);
    if (!*node->text || *end || !isfinite(value)) recto_fault_at(faults, node, "limit \"%s\" must be a number, not \"%s\"", prefix, node->text);
    else g_hash_table_insert(limits, g_strdup(prefix), g_memdup2(&value, sizeof value));
    return;
  }
  for (guint i = 0; i < node->keys->len; i++) {
    const RectoNode *key = g_ptr_array_index(node->keys, i);
    g_autofree char *name = *prefix ? g_strdup_printf("%s.%s", prefix, key->text) : g_strdup(key->text);
    if (!recto_is_id(key->text)) recto_fault_at(faults, key, "key \"%s\" may hold only small letters, digits and dashes", key->text);
    else add_numbers(faults, g_ptr_array_index(node->items, i), name, limits);
  }
}

void recto_limits_add(RectoFaults *faults, const RectoNode *root, GHashTable *limits) {
  if (root->kind != RECTO_NODE_MAP) recto_fault_at(faults, root, "limits must be a map, not %s", recto_node_kind_word(root->kind));
  else add_numbers(faults, root, "", limits);
}

void recto_limits_check(RectoFaults *faults, const char *file, const GHashTable *limits) {
  g_autoptr(GPtrArray) known = g_ptr_array_new();
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init(&iter, (GHashTable *)limits);
  while (g_hash_table_iter_next(&iter, &key, NULL)) g_ptr_array_add(known, key);
  g_ptr_array_add(known, NULL);
  for (const char *const *named = NAMED_KEYS; *named; named++) {
    if (g_hash_table_contains((GHashTable *)limits, *named)) continue;
    const char *nearest = recto_nearest_word(*named, (const char *const *)known->pdata);
    recto_fault_in(faults, file, "limit \"%s\", which the program needs, is missing%s%s%s", *named, nearest ? "; is \"" : "", nearest ? nearest : "",
                   nearest ? "\" meant?" : "");
  }
}

/* A key with a computed part cannot be gathered from the sources; a missing one is a mistake of ours that no default may hide. */
double recto_limit(const RectoModels *models, const char *key) {
  const double *value = g_hash_table_lookup(models->limits, key);
  if (!value) g_error("limit \"%s\" is not in limits.yaml", key);
  return *value;
}
