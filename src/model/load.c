/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads the folders of models: every file, every fault, then either all of it or nothing. Must not know: what is done with models. */
#include "model/model.h"

#include "base/file.h"

#include <recto/error.h>

/* One load: what is needed only while it runs. */
typedef struct {
  RectoModels *models;
  RectoFaults faults;
  GPtrArray *trees;              /* of RectoTree*: nodes stay while references are checked */
  GHashTable *types;             /* ids -> RectoType*, for references */
  GHashTable *questions;         /* procedure id -> GHashTable of question id -> RectoNode* */
  GHashTable *pieces;            /* procedure id -> GHashTable of piece id -> RectoNode* */
  GChecksum *sum;                /* of all files read */
} Load;

static int compare_texts(gconstpointer a, gconstpointer b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* Names of the .yaml files of a folder, sorted; an absent folder has none. */
static GPtrArray *list_files(Load *load, const char *folder) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name = dir ? g_dir_read_name(dir) : NULL; name; name = g_dir_read_name(dir)) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (name[0] == '.' || g_str_has_suffix(name, ".md") || g_str_has_suffix(name, "~")) continue;
    if (g_str_has_suffix(name, ".yaml")) g_ptr_array_add(names, g_strdup(name));
    else recto_fault_in(&load->faults, path, "only .yaml files belong here");
  }
  g_ptr_array_sort(names, compare_texts);
  return names;
}

static void add_to_sum(GChecksum *sum, const char *name, GBytes *bytes) {
  gsize size = 0;
  const guchar *data = g_bytes_get_data(bytes, &size);
  g_autofree char *head = g_strdup_printf("%s %" G_GSIZE_FORMAT "\n", name, size);
  g_checksum_update(sum, (const guchar *)head, -1);
  g_checksum_update(sum, data, (gssize)size);
}

static RectoTree *read_tree(Load *load, const char *folder, const char *kind, const char *name, GBytes **ret_bytes) {
  g_autofree char *path = g_build_filename(folder, kind, name, NULL), *relative = g_build_filename(kind, name, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = recto_file_read(path, RECTO_NODE_MAX_BYTES, &error);
  if (!bytes) {
    recto_fault_in(&load->faults, path, "cannot be read: %s", error->message);
    return NULL;
  }
  add_to_sum(load->sum, relative, bytes);
  RectoTree *tree = recto_tree_parse(path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &load->faults);
  g_ptr_array_add(load->trees, tree);
  if (ret_bytes) *ret_bytes = g_bytes_ref(bytes);
  return tree->root ? tree : NULL;
}

/* The id inside must be the file's name, so that a file is found by what it defines. */
static void check_name(Load *load, const RectoNode *root, const char *key, const char *name) {
  g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".yaml"));
  const RectoNode *id = recto_node_find(root, key);
  if (id && id->kind == RECTO_NODE_TEXT && !g_str_equal(id->text, stem)) {
    recto_fault_at(&load->faults, id, "%s \"%s\" stands in a file named \"%s\"; give both the same name", key, id->text, name);
  }
}

/* ------------------------------------------------------------------ documents */

static void load_type(Load *load, const char *folder, const char *name) {
  RectoTree *tree = read_tree(load, folder, "documents", name, NULL);
  if (!tree) return;
  RectoBinder binder = {.faults = &load->faults};
  RectoType *type = recto_bind_new(&binder, tree->root, &RECTO_TYPE_SHAPE);
  if (!type) return;
  check_name(load, tree->root, "type", name);
  if (type->id && g_str_equal(type->id, "unknown")) recto_fault_at(&load->faults, tree->root, "\"unknown\" is what no type wins; it has no file");
  if (type->id && g_hash_table_contains(load->types, type->id)) {
    recto_fault_at(&load->faults, tree->root, "document type \"%s\" is there already in an earlier folder; a local folder may only add types", type->id);
    recto_type_free(type);
    return;
  }
  g_ptr_array_add(load->models->types, type);
  if (type->id) g_hash_table_insert(load->types, type->id, type);
}

static void load_types(Load *load, const char *folder) {
  g_autofree char *path = g_build_filename(folder, "documents", NULL);
  g_autoptr(GPtrArray) names = list_files(load, path);
  for (guint i = 0; i < names->len; i++) load_type(load, folder, g_ptr_array_index(names, i));
}

/* ------------------------------------------------------------------ procedures */

/* Adds what a file defines to what earlier folders defined for the same procedure; the set is borrowed by the binder. */
static GHashTable *grow_set(GHashTable *sets, const char *procedure, const RectoNode *list) {
  g_autoptr(GHashTable) ids = recto_ids_of(list);
  GHashTable *set = g_hash_table_lookup(sets, procedure);
  GHashTableIter iter;
  gpointer key, value;
  if (!set) g_hash_table_insert(sets, g_strdup(procedure), set = g_hash_table_new(g_str_hash, g_str_equal));
  g_hash_table_iter_init(&iter, ids);
  while (g_hash_table_iter_next(&iter, &key, &value)) {
    if (!g_hash_table_contains(set, key)) g_hash_table_insert(set, key, value);
  }
  return set;
}

static void fill_binder(Load *load, RectoBinder *binder, const RectoNode *root, const char *id) {
  binder->sets[RECTO_SET_TYPES] = load->types;
  binder->sets[RECTO_SET_QUESTIONS] = grow_set(load->questions, id, recto_node_find(root, "questions"));
  binder->sets[RECTO_SET_PIECES] = grow_set(load->pieces, id, recto_node_find(root, "pieces"));
}

/* The tree of pieces/NAME.yaml, or NULL with a fault. */
static const RectoTree *shared_piece(Load *load, const char *folder, const RectoNode *use, GChecksum *sum) {
  if (use->kind != RECTO_NODE_TEXT || !recto_is_id(use->text)) {
    recto_fault_at(&load->faults, use, "use names a file of the folder pieces, like \"use: domicile\"");
    return NULL;
  }
  g_autofree char *name = g_strdup_printf("%s.yaml", use->text), *path = g_build_filename(folder, "pieces", name, NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
    recto_fault_at(&load->faults, use, "there is no piece \"pieces/%s\" to use", name);
    return NULL;
  }
  g_autoptr(GBytes) bytes = NULL;
  RectoTree *tree = read_tree(load, folder, "pieces", name, &bytes);
  if (!tree) return NULL;
  if (tree->root->kind != RECTO_NODE_MAP) {
    recto_fault_at(&load->faults, tree->root, "a piece must be a map, not %s", recto_node_kind_word(tree->root->kind));
    return NULL;
  }
  check_name(load, tree->root, "id", name);
  add_to_sum(sum, name, bytes);
  return tree;
}

/* "- use: domicile" stands for the piece written in pieces/domicile.yaml of the same folder; further keys beside "use" replace the piece's own.
 * False when the item had to be taken out. */
static bool put_shared_piece(Load *load, const char *folder, RectoNode *list, guint i, GChecksum *sum) {
  const RectoNode *item = g_ptr_array_index(list->items, i), *use = recto_node_find(item, "use");
  if (!use) return true;
  const RectoTree *tree = shared_piece(load, folder, use, sum);
  if (!tree) {
    recto_node_remove(list, i);
    return false;
  }
  RectoNode *piece = recto_node_copy(tree->root);
  for (guint j = 0; j < item->keys->len; j++) {
    const RectoNode *key = g_ptr_array_index(item->keys, j);
    if (!g_str_equal(key->text, "use")) recto_node_set(piece, key, g_ptr_array_index(item->items, j));
  }
  recto_node_replace(list, i, piece);
  return true;
}

static void put_shared_pieces(Load *load, const char *folder, const RectoTree *tree, GChecksum *sum) {
  RectoNode *list = (RectoNode *)recto_node_find(tree->root, "pieces");
  for (guint i = 0; list && list->kind == RECTO_NODE_LIST && i < list->items->len;) i += put_shared_piece(load, folder, list, i, sum);
}

static void load_overlay(Load *load, const char *folder, const RectoTree *tree, const char *id, GBytes *bytes) {
  RectoBinder binder = {.faults = &load->faults};
  RectoProcedure *procedure = g_hash_table_lookup(load->models->procedures_by_id, id);
  if (!procedure) {
    recto_fault_at(&load->faults, recto_node_find(tree->root, "overlay"), "there is no procedure \"%s\" in an earlier folder to lay this over", id);
    return;
  }
  GChecksum *sum = g_hash_table_lookup(load->models->procedure_sums, id);
  if (sum) add_to_sum(sum, "overlay", bytes);
  put_shared_pieces(load, folder, tree, sum);
  fill_binder(load, &binder, tree->root, id);
  RectoOverlay *overlay = recto_bind_new(&binder, tree->root, &RECTO_OVERLAY_SHAPE);
  if (overlay) recto_overlay_apply(&binder, tree->root, overlay, procedure);
  recto_overlay_free(overlay);
}

static void load_base(Load *load, const char *folder, const RectoTree *tree, const char *id, GBytes *bytes) {
  RectoBinder binder = {.faults = &load->faults};
  if (g_hash_table_contains(load->models->procedures_by_id, id)) {
    recto_fault_at(&load->faults, tree->root, "procedure \"%s\" is there already in an earlier folder; write \"overlay: %s\" to add to it", id, id);
    return;
  }
  GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
  add_to_sum(sum, id, bytes);
  g_hash_table_replace(load->models->procedure_sums, g_strdup(id), sum);
  put_shared_pieces(load, folder, tree, sum);
  fill_binder(load, &binder, tree->root, id);
  RectoProcedure *procedure = recto_bind_new(&binder, tree->root, &RECTO_PROCEDURE_SHAPE);
  if (!procedure) return;
  g_ptr_array_add(load->models->procedures, procedure);
  if (!procedure->id) return;
  g_hash_table_insert(load->models->procedures_by_id, procedure->id, procedure);
}

static void load_procedure(Load *load, const char *folder, const char *name) {
  g_autoptr(GBytes) bytes = NULL;
  RectoTree *tree = read_tree(load, folder, "procedures", name, &bytes);
  if (!tree) return;
  bool overlay = recto_node_find(tree->root, "overlay") != NULL;
  const char *key = overlay ? "overlay" : "procedure";
  const RectoNode *id = recto_node_find(tree->root, key);
  check_name(load, tree->root, key, name);
  g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".yaml"));
  const char *word = id && id->kind == RECTO_NODE_TEXT ? id->text : stem;
  if (overlay) load_overlay(load, folder, tree, word, bytes);
  else load_base(load, folder, tree, word, bytes);
}

static void load_procedures(Load *load, const char *folder) {
  g_autofree char *path = g_build_filename(folder, "procedures", NULL);
  g_autoptr(GPtrArray) names = list_files(load, path);
  for (guint i = 0; i < names->len; i++) load_procedure(load, folder, g_ptr_array_index(names, i));
}

/* ------------------------------------------------------------------ messages and limits */

/* `only`: NULL = every language; else French, which every sentence falls back to, and that one. */
static void load_messages(Load *load, const char *folder, const char *only) {
  g_autofree char *path = g_build_filename(folder, "messages", NULL);
  g_autoptr(GPtrArray) names = list_files(load, path);
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index(names, i);
    g_autofree char *language = g_strndup(name, strcspn(name, "-.")); /* fr.yaml, fr-report.yaml */
    if (only && !g_str_equal(language, only) && !g_str_equal(language, "fr")) continue;
    RectoTree *tree = read_tree(load, folder, "messages", name, NULL);
    if (!tree) continue;
    GHashTable *texts = g_hash_table_lookup(load->models->messages, language);
    if (!texts) g_hash_table_insert(load->models->messages, g_strdup(language), texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free));
    g_autofree char *main_file = g_strdup_printf("%s.yaml", language);
    recto_language_add(&load->faults, tree->root, load->models->languages, language, g_str_equal(name, main_file));
    recto_messages_add(&load->faults, tree->root, texts, language);
  }
}

/* applicant.yaml of the first folder: which sentences an applicant reads. */
static void load_applicant(Load *load, const char *folder) {
  g_autofree char *path = g_build_filename(folder, "applicant.yaml", NULL);
  RectoTree *tree = g_file_test(path, G_FILE_TEST_EXISTS) ? read_tree(load, folder, "", "applicant.yaml", NULL) : NULL;
  if (tree) recto_applicant_load(&load->faults, tree->root, load->models);
}

static void load_limits(Load *load, const char *folder, bool first) {
  g_autofree char *path = g_build_filename(folder, "limits.yaml", NULL);
  if (!first) {
    if (g_file_test(path, G_FILE_TEST_EXISTS)) recto_fault_in(&load->faults, path, "limits are measured, not local; a second folder has none");
    return;
  }
  RectoTree *tree = read_tree(load, folder, "", "limits.yaml", NULL);
  if (!tree) return;
  recto_limits_add(&load->faults, tree->root, load->models->limits);
  recto_limits_check(&load->faults, path, load->models->limits);
}

/* ------------------------------------------------------------------ the whole */

static void sum_free(gpointer sum) { g_checksum_free(sum); }
static void tree_free(gpointer tree) { recto_tree_free(tree); }

static RectoModels *models_new(void) {
  RectoModels *models = g_new0(RectoModels, 1);
  models->types = g_ptr_array_new_with_free_func(recto_type_free);
  models->types_by_id = g_hash_table_new(g_str_hash, g_str_equal);
  models->procedures = g_ptr_array_new_with_free_func(recto_procedure_free);
  models->procedures_by_id = g_hash_table_new(g_str_hash, g_str_equal);
  models->messages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
  models->languages = g_ptr_array_new_with_free_func(recto_language_free);
  models->limits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  models->warnings = g_ptr_array_new_with_free_func(g_free);
  models->procedure_sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, sum_free);
  return models;
}

void recto_models_free(RectoModels *models) {
  if (!models) return;
  g_hash_table_unref(models->types_by_id);
  g_hash_table_unref(models->procedures_by_id);
  g_ptr_array_unref(models->types);
  g_ptr_array_unref(models->procedures);
  g_hash_table_unref(models->messages);
  g_ptr_array_unref(models->languages);
  g_strfreev(models->applicant);
  g_hash_table_unref(models->limits);
  g_ptr_array_unref(models->warnings);
  g_hash_table_unref(models->procedure_sums);
  g_clear_pointer(&models->role_weights, g_bytes_unref);
  g_clear_pointer(&models->type_weights, g_bytes_unref);
  g_clear_pointer(&models->passwords, g_bytes_unref);
  g_free(models->digest);
  g_free(models);
}

/* models/trained/NAME.weights: bytes, not text; the digest covers them. */
static void load_weights(Load *load, const char *folder, const char *name, gsize size, GBytes **weights) {
  g_autofree char *path = g_build_filename(folder, "trained", name, NULL);
  if (*weights || !g_file_test(path, G_FILE_TEST_EXISTS)) return;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = recto_file_read(path, size, &error);
  if (!bytes || g_bytes_get_size(bytes) != size) {
    recto_fault_in(&load->faults, path, "is not a table of weights; make it anew with make train");
    return;
  }
  g_checksum_update(load->sum, g_bytes_get_data(bytes, NULL), (gssize)size);
  *weights = g_steal_pointer(&bytes);
}

#define MOST_PASSWORDS (1u << 20) /* bytes */

static void load_passwords(Load *load, const char *folder) {
  g_autofree char *path = g_build_filename(folder, "passwords.txt", NULL);
  g_autoptr(GError) error = NULL;
  if (load->models->passwords || !g_file_test(path, G_FILE_TEST_EXISTS)) return;
  load->models->passwords = recto_file_read(path, MOST_PASSWORDS, &error);
  if (error) recto_fault_in(&load->faults, path, "cannot be read");
}

const char *recto_models_passwords(const RectoModels *models, gsize *ret_size) {
  *ret_size = 0;
  return models->passwords ? g_bytes_get_data(models->passwords, ret_size) : NULL;
}

const int8_t *recto_models_role_weights(const RectoModels *models) {
  return models->role_weights ? g_bytes_get_data(models->role_weights, NULL) : NULL;
}

const int8_t *recto_models_type_weights(const RectoModels *models) {
  return models->type_weights ? g_bytes_get_data(models->type_weights, NULL) : NULL;
}

static void load_begin(Load *load) {
  load->models = models_new();
  recto_faults_init(&load->faults);
  load->trees = g_ptr_array_new_with_free_func(tree_free);
  load->types = g_hash_table_new(g_str_hash, g_str_equal);
  load->questions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
  load->pieces = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
  load->sum = g_checksum_new(G_CHECKSUM_SHA256);
}

/* A piece that several procedures use tells its faults once. */
static char *join_once(const GPtrArray *faults) {
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) lines = g_ptr_array_new();
  for (guint i = 0; i < faults->len; i++) {
    if (g_hash_table_add(told, g_ptr_array_index(faults, i))) g_ptr_array_add(lines, g_ptr_array_index(faults, i));
  }
  g_ptr_array_add(lines, NULL);
  return g_strjoinv("\n", (char **)lines->pdata);
}

/* The models if there is no fault; else NULL and one error with all faults, a line each. */
static RectoModels *load_end(Load *load, GError **error) {
  RectoModels *models = g_steal_pointer(&load->models);
  models->digest = g_strdup(g_checksum_get_string(load->sum));
  g_hash_table_unref(load->types);
  g_hash_table_unref(load->questions);
  g_hash_table_unref(load->pieces);
  g_ptr_array_unref(load->trees);
  g_checksum_free(load->sum);
  if (load->faults.faults->len) {
    g_autofree char *lines = join_once(load->faults.faults);
    g_set_error_literal(error, RECTO_ERROR, RECTO_ERROR_MODEL, lines);
    g_clear_pointer(&models, recto_models_free);
  } else {
    g_ptr_array_extend_and_steal(models->warnings, g_steal_pointer(&load->faults.warnings));
  }
  recto_faults_clear(&load->faults);
  return models;
}

RectoModels *recto_models_load(const char *const *folders, GError **error) {
  Load load;
  load_begin(&load);
  for (size_t i = 0; folders[i]; i++) {
    if (!g_file_test(folders[i], G_FILE_TEST_IS_DIR)) recto_fault_in(&load.faults, folders[i], "is no folder of models");
    else load_types(&load, folders[i]);
  }
  for (size_t i = 0; folders[i]; i++) load_procedures(&load, folders[i]);
  for (size_t i = 0; folders[i]; i++) load_messages(&load, folders[i], NULL);
  if (folders[0]) load_applicant(&load, folders[0]);
  for (size_t i = 0; folders[i]; i++) {
    load_weights(&load, folders[i], "roles.weights", RECTO_ROLE_WEIGHTS, &load.models->role_weights);
    load_weights(&load, folders[i], "types.weights", RECTO_TYPE_WEIGHTS, &load.models->type_weights);
    load_passwords(&load, folders[i]);
  }
  for (size_t i = 0; folders[i]; i++) load_limits(&load, folders[i], i == 0);
  GHashTableIter iter;
  gpointer id, type;
  g_hash_table_iter_init(&iter, load.types);
  while (g_hash_table_iter_next(&iter, &id, &type)) g_hash_table_insert(load.models->types_by_id, id, type);
  recto_messages_check(&load.faults, load.models);
  return load_end(&load, error);
}

RectoModels *recto_messages_load(const char *const *folders, const char *language, GError **error) {
  Load load;
  load_begin(&load);
  for (size_t i = 0; folders[i]; i++) load_messages(&load, folders[i], language);
  return load_end(&load, error);
}

RectoModels *recto_limits_load(const char *folder, GError **error) {
  Load load;
  load_begin(&load);
  load_limits(&load, folder, true);
  return load_end(&load, error);
}
