/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking things up in loaded models. Must not know: files. */
#include "model/model.h"

const RectoType *recto_models_type(const RectoModels *models, const char *id) { return id ? g_hash_table_lookup(models->types_by_id, id) : NULL; }
const RectoFieldRule *recto_type_field(const RectoType *type, const char *name) {
  for (guint i = 0; type->fields && i < type->fields->len; i++) {
    const RectoFieldRule *rule = type->fields->pdata[i];
    if (g_strcmp0(rule->name, name) == 0) return rule;
  }
  return NULL;
}

const GPtrArray *recto_models_types(const RectoModels *models) { return models->types; }
const RectoProcedure *recto_models_procedure(const RectoModels *models, const char *id) { return id ? g_hash_table_lookup(models->procedures_by_id, id) : NULL; }
const GPtrArray *recto_models_procedures(const RectoModels *models) { return models->procedures; }
const GPtrArray *recto_models_warnings(const RectoModels *models) { return models->warnings; }
const char *recto_models_digest(const RectoModels *models) { return models->digest; }

const char *recto_procedure_digest(const RectoModels *models, const char *id) {
  GChecksum *sum = id ? g_hash_table_lookup(models->procedure_sums, id) : NULL;
  return sum ? g_checksum_get_string(sum) : NULL;
}

const char *recto_label(const GHashTable *labels, const char *language) {
  GHashTable *table = (GHashTable *)labels;
  const char *label = language ? g_hash_table_lookup(table, language) : NULL;
  if (!label) label = g_hash_table_lookup(table, "fr");
  if (label) return label;
  GHashTableIter iter;
  gpointer any = NULL;
  g_hash_table_iter_init(&iter, table);
  return g_hash_table_iter_next(&iter, NULL, &any) ? any : "";
}

/* "unknown" is no model but has a name: the message "type.unknown", which loading makes sure of. */
const char *recto_type_label(const RectoModels *models, const char *id, const char *language) {
  const RectoType *type = recto_models_type(models, id);
  if (type) return recto_label(type->labels, language);
  const char *order[] = {language ? language : "fr", "fr"};
  for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
    GHashTable *texts = g_hash_table_lookup(models->messages, order[i]);
    const char *text = texts ? g_hash_table_lookup(texts, "type.unknown") : NULL;
    if (text) return text;
  }
  return id ? id : "";
}
