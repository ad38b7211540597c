/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: reading them, checking the languages against each other, filling in values.
 * A text holds {name} for a value and {name|singular|plural} for a word that follows a number (French: plural from 2; other languages: from anything but 1).
 * Must not know: who says what when. */
#include "model/model.h"

#include <recto/reader.h>

#include <math.h>

#define NO_BREAK "\xc2\xa0"             /* U+00A0 */
#define NARROW_NO_BREAK "\xe2\x80\xaf"  /* U+202F */

/* French typography asks for a no-break space before : » € and inside « », a narrow one before ; ! ?. Authors type plain spaces. */
char *recto_french_spaces(const char *text) {
  static const struct { const char *plain, *set; } RULES[] = {
      {" :", NO_BREAK ":"},  {" ;", NARROW_NO_BREAK ";"}, {" !", NARROW_NO_BREAK "!"}, {" ?", NARROW_NO_BREAK "?"},
      {" »", NO_BREAK "»"},  {"« ", "«" NO_BREAK},        {" €", NO_BREAK "€"},        {"n° ", "n°" NO_BREAK},
      {" %", NO_BREAK "%"},
  };
  GString *set = g_string_new(NULL);
  while (*text) {
    size_t rule = 0;
    while (rule < G_N_ELEMENTS(RULES) && !g_str_has_prefix(text, RULES[rule].plain)) rule++;
    if (rule < G_N_ELEMENTS(RULES)) {
      g_string_append(set, RULES[rule].set);
      text += strlen(RULES[rule].plain);
    } else {
      g_string_append_c(set, *text++);
    }
  }
  return g_string_free(set, FALSE);
}

/* ------------------------------------------------------------------ reading */

static void add_texts(RectoFaults *faults, const RectoNode *node, const char *prefix, GHashTable *texts, bool french) {
  if (node->kind == RECTO_NODE_LIST) {
    recto_fault_at(faults, node, "messages are texts under nested keys; a list has no place here");
    return;
  }
  if (node->kind == RECTO_NODE_TEXT) {
    if (g_hash_table_contains(texts, prefix)) recto_fault_at(faults, node, "message \"%s\" is already said in an earlier file; only new keys may be added", prefix);
    else g_hash_table_insert(texts, g_strdup(prefix), french ? recto_french_spaces(node->text) : g_strdup(node->text));
    return;
  }
  for (guint i = 0; i < node->keys->len; i++) {
    const RectoNode *key = g_ptr_array_index(node->keys, i);
    g_autofree char *name = *prefix ? g_strdup_printf("%s.%s", prefix, key->text) : g_strdup(key->text);
    if (!recto_is_id(key->text)) recto_fault_at(faults, key, "key \"%s\" may hold only small letters, digits and dashes", key->text);
    else add_texts(faults, g_ptr_array_index(node->items, i), name, texts, french);
  }
}

void recto_messages_add(RectoFaults *faults, const RectoNode *root, GHashTable *texts, const char *language) {
  if (root->kind != RECTO_NODE_MAP) recto_fault_at(faults, root, "messages must be a map, not %s", recto_node_kind_word(root->kind));
  else add_texts(faults, root, "", texts, g_str_equal(language, "fr"));
}

/* ------------------------------------------------------------------ filling in */

/* The end of the placeholder that begins at `open` ('{'), or NULL when it is not one. Fills name and the two plural words (NULL if there are none). */
static const char *read_placeholder(const char *open, char **ret_name, char **ret_one, char **ret_many) {
  const char *close = strchr(open, '}');
  if (!close) return NULL;
  g_autofree char *inside = g_strndup(open + 1, (gsize)(close - open - 1));
  g_auto(GStrv) parts = g_strsplit(inside, "|", 3);
  guint n = g_strv_length(parts);
  if ((n != 1 && n != 3) || !recto_is_id(parts[0])) return NULL;
  *ret_name = g_strdup(parts[0]);
  *ret_one = n == 3 ? g_strdup(parts[1]) : NULL;
  *ret_many = n == 3 ? g_strdup(parts[2]) : NULL;
  return close + 1;
}

static bool is_one(const char *number, const char *language) {
  double value = fabs(g_ascii_strtod(number, NULL));
  return g_str_equal(language, "fr") ? value < 2 : value == 1;
}

static char *fill(const char *text, const char *language, const GHashTable *args) {
  GString *filled = g_string_new(NULL);
  while (*text) {
    g_autofree char *name = NULL, *one = NULL, *many = NULL;
    const char *end = *text == '{' ? read_placeholder(text, &name, &one, &many) : NULL;
    const char *value = end && args ? g_hash_table_lookup((GHashTable *)args, name) : NULL;
    if (!end || !value) {
      g_string_append_c(filled, *text++);
      continue;
    }
    g_string_append(filled, one ? (is_one(value, language) ? one : many) : value);
    text = end;
  }
  return g_string_free(filled, FALSE);
}

static const char *find_text(const RectoModels *models, const char *language, const char *key, const char **ret_language) {
  const char *order[] = {language, "fr", "en"};
  for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
    GHashTable *texts = order[i] ? g_hash_table_lookup(models->messages, order[i]) : NULL;
    const char *text = texts ? g_hash_table_lookup(texts, key) : NULL;
    if (!text) continue;
    *ret_language = order[i];
    return text;
  }
  return NULL;
}

char *recto_message(const RectoModels *models, const char *language, const char *key, const GHashTable *args) {
  const char *found = "fr";
  const char *text = find_text(models, language, key, &found);
  return text ? fill(text, found, args) : g_strdup(key);
}

bool recto_message_exists(const RectoModels *models, const char *language, const char *key) {
  GHashTable *texts = language ? g_hash_table_lookup(models->messages, language) : NULL;
  return texts && g_hash_table_contains(texts, key);
}

/* ------------------------------------------------------------------ checks */

static int compare_texts(gconstpointer a, gconstpointer b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static GPtrArray *sorted_keys(GHashTable *table) {
  GPtrArray *keys = g_ptr_array_new();
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init(&iter, table);
  while (g_hash_table_iter_next(&iter, &key, NULL)) g_ptr_array_add(keys, key);
  g_ptr_array_sort(keys, compare_texts);
  return keys;
}

GPtrArray *recto_models_languages(const RectoModels *models) {
  g_autoptr(GPtrArray) keys = sorted_keys(models->messages);
  GPtrArray *languages = g_ptr_array_new_with_free_func(g_free);
  if (g_hash_table_contains(models->messages, "fr")) g_ptr_array_add(languages, g_strdup("fr"));
  for (guint i = 0; i < keys->len; i++)
    if (!g_str_equal(keys->pdata[i], "fr")) g_ptr_array_add(languages, g_strdup(keys->pdata[i]));
  return languages;
}

/* Names of the placeholders in a text; a brace that begins none is a fault. */
static GHashTable *placeholders_of(RectoFaults *faults, const char *language, const char *key, const char *text) {
  GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
    g_autofree char *name = NULL, *one = NULL, *many = NULL;
    if (read_placeholder(at, &name, &one, &many)) g_hash_table_add(names, g_steal_pointer(&name));
    else if (faults) recto_fault_in(faults, language, "message \"%s\": after \"%.12s\" a {name} or {name|singular|plural} is not closed or not named rightly", key, at);
  }
  return names;
}

static void compare_placeholders(RectoFaults *faults, const char *key, const char *french, const char *other, const char *language) {
  g_autoptr(GHashTable) a = placeholders_of(NULL, "fr", key, french), b = placeholders_of(NULL, language, key, other);
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init(&iter, b);
  while (g_hash_table_iter_next(&iter, &name, NULL)) {
    if (!g_hash_table_contains(a, name)) recto_fault_in(faults, language, "message \"%s\" has {%s}, which the French text does not have", key, (char *)name);
  }
  g_hash_table_iter_init(&iter, a);
  while (g_hash_table_iter_next(&iter, &name, NULL)) {
    if (!g_hash_table_contains(b, name)) recto_fault_in(faults, language, "message \"%s\" lacks {%s}, which the French text has", key, (char *)name);
  }
}

static void check_language(RectoFaults *faults, GHashTable *french, GHashTable *texts, const char *language) {
  g_autoptr(GPtrArray) keys = sorted_keys(french), theirs = sorted_keys(texts);
  for (guint i = 0; i < keys->len; i++) {
    const char *key = g_ptr_array_index(keys, i), *text = g_hash_table_lookup(texts, key);
    if (text) compare_placeholders(faults, key, g_hash_table_lookup(french, key), text, language);
    else recto_fault_in(faults, language, "message \"%s\" is said in French but not here", key);
  }
  for (guint i = 0; i < theirs->len; i++) {
    const char *key = g_ptr_array_index(theirs, i);
    if (!g_hash_table_contains(french, key)) recto_fault_in(faults, language, "message \"%s\" is said here but not in French", key);
  }
}

static void need(RectoFaults *faults, GHashTable *french, const char *format, const char *a, const char *b, const char *why) {
  g_autoptr(GString) key = g_string_new(NULL);
  g_string_append_printf(key, "%s", format);
  g_string_replace(key, "%a", a, 1);
  g_string_replace(key, "%b", b ? b : "", 1);
  if (!g_hash_table_contains(french, key->str)) recto_fault_in(faults, "messages/fr.yaml", "message \"%s\" is missing; %s", key->str, why);
}

static void need_three(RectoFaults *faults, GHashTable *french, const char *family, const char *word, const char *why) {
  static const char *const PARTS[] = {"title", "text", "action"};
  for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++) {
    g_autofree char *key = g_strdup_printf("%s.%s.%s", family, word, PARTS[i]);
    need(faults, french, key, "", NULL, why);
  }
}

/* Keys that follow from words of the code: whatever can happen to a file or page has its sentence. */
static void check_families(RectoFaults *faults, GHashTable *french) {
  need(faults, french, "type.unknown", "", NULL, "a page can be of no known type");
  for (int i = RECTO_OUTCOME_DAMAGED; i <= RECTO_OUTCOME_PROTOCOL; i++) need_three(faults, french, "outcome", recto_outcome_word((RectoOutcome)i), "a file can end so");
  for (int bit = 0; bit <= 11; bit++) need_three(faults, french, "trait", recto_trait_word((RectoTrait)(1 << bit)), "a file can be so");
  for (int i = RECTO_PART_PLAIN + 1; i < RECTO_N_PART_NOTES; i++) {
    need(faults, french, "unpack.%a.text", recto_part_note_word((RectoPartNote)i), NULL, "a part of a file can be so");
    need(faults, french, "unpack.%a.action", recto_part_note_word((RectoPartNote)i), NULL, "a part of a file can be so");
  }
  for (int i = 0; i < RECTO_N_DEFECTS; i++) need_three(faults, french, "defect", recto_defect_word((RectoDefectKind)i), "a page can have it");
  for (int i = RECTO_ROLE_UNKNOWN; i <= RECTO_ROLE_EMPLOYER; i++) need(faults, french, "role.%a", recto_role_word((RectoRole)i), NULL, "a person can have this role");
  for (int i = RECTO_PIECE_RECEIVED; i <= RECTO_PIECE_ASK; i++) need(faults, french, "piece-state.%a", recto_piece_state_word((RectoPieceState)i), NULL, "a piece can be so");
}

static void check_procedure(RectoFaults *faults, GHashTable *french, const RectoProcedure *procedure) {
  for (guint i = 0; i < procedure->questions->len; i++) {
    const RectoQuestion *question = g_ptr_array_index(procedure->questions, i);
    for (char **choice = question->choices; choice && *choice; choice++) need(faults, french, "choice.%a.%b", question->id, *choice, "a procedure offers this choice");
  }
  for (guint i = 0; i < procedure->notes->len; i++) {
    need_three(faults, french, "note", ((RectoNote *)g_ptr_array_index(procedure->notes, i))->id, "a procedure tells this note");
  }
}

/* Families of which every key belongs to something a model names. Other keys are named by code and cannot be followed from here. */
static void warn_unused(RectoFaults *faults, const RectoModels *models, GHashTable *french) {
  g_autoptr(GHashTable) used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < models->procedures->len; i++) {
    const RectoProcedure *procedure = g_ptr_array_index(models->procedures, i);
    for (guint j = 0; j < procedure->questions->len; j++) {
      const RectoQuestion *question = g_ptr_array_index(procedure->questions, j);
      for (char **choice = question->choices; choice && *choice; choice++) g_hash_table_add(used, g_strdup_printf("choice.%s.%s", question->id, *choice));
    }
    for (guint j = 0; j < procedure->notes->len; j++) g_hash_table_add(used, g_strdup_printf("note.%s", ((RectoNote *)g_ptr_array_index(procedure->notes, j))->id));
  }
  g_autoptr(GPtrArray) keys = sorted_keys(french);
  for (guint i = 0; i < keys->len; i++) {
    const char *key = g_ptr_array_index(keys, i), *last = strrchr(key, '.');
    bool note = g_str_has_prefix(key, "note."), choice = g_str_has_prefix(key, "choice.");
    g_autofree char *stem = note ? g_strndup(key, (gsize)(last - key)) : g_strdup(key);
    if ((note || choice) && !g_hash_table_contains(used, stem)) g_ptr_array_add(faults->warnings, g_strdup_printf("messages/fr.yaml: message \"%s\" is used by nothing", key));
  }
}

/* A field without a name in people's words is shown by its key. */
static void warn_unnamed_fields(RectoFaults *faults, const RectoModels *models, GHashTable *french) {
  for (guint i = 0; i < models->types->len; i++) {
    const RectoType *type = g_ptr_array_index(models->types, i);
    for (guint j = 0; type->id && j < type->fields->len; j++) {
      const RectoFieldRule *field = g_ptr_array_index(type->fields, j);
      g_autofree char *key = g_strdup_printf("field.%s", field->name ? field->name : "?");
      if (!g_hash_table_contains(french, key)) g_ptr_array_add(faults->warnings, g_strdup_printf("messages/fr.yaml: message \"%s\" is missing; documents/%s.yaml reads this field", key, type->id));
    }
  }
}

void recto_messages_check(RectoFaults *faults, const RectoModels *models) {
  GHashTable *french = g_hash_table_lookup(models->messages, "fr");
  if (!french) {
    recto_fault_in(faults, "messages/fr.yaml", "is missing; every message is said in French first");
    return;
  }
  g_autoptr(GPtrArray) languages = sorted_keys(models->messages);
  for (guint i = 0; i < languages->len; i++) {
    const char *language = g_ptr_array_index(languages, i);
    g_autofree char *file = g_strdup_printf("messages/%s.yaml", language);
    GHashTable *texts = g_hash_table_lookup(models->messages, language);
    g_autoptr(GPtrArray) keys = sorted_keys(texts);
    for (guint j = 0; j < keys->len; j++) {
      const char *key = g_ptr_array_index(keys, j);
      g_hash_table_unref(placeholders_of(faults, file, key, g_hash_table_lookup(texts, key)));
    }
    if (!g_str_equal(language, "fr")) check_language(faults, french, texts, file);
  }
  check_families(faults, french);
  for (guint i = 0; i < models->procedures->len; i++) check_procedure(faults, french, g_ptr_array_index(models->procedures, i));
  warn_unused(faults, models, french);
  warn_unnamed_fields(faults, models, french);
}
