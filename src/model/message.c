/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: reading them, checking the languages against each other, filling in values.
 * A text holds {name} for a value and {name|singular|plural} for a word that follows a number, with as many words as the language has forms (language.c).
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
    if (!*prefix && g_str_equal(key->text, "language")) continue; /* the file's head, no text */
    if (!recto_is_id(key->text)) recto_fault_at(faults, key, "key \"%s\" may hold only small letters, digits and dashes", key->text);
    else add_texts(faults, g_ptr_array_index(node->items, i), name, texts, french);
  }
}

void recto_messages_add(RectoFaults *faults, const RectoNode *root, GHashTable *texts, const char *language) {
  if (root->kind != RECTO_NODE_MAP) recto_fault_at(faults, root, "messages must be a map, not %s", recto_node_kind_word(root->kind));
  else add_texts(faults, root, "", texts, g_str_equal(language, "fr"));
}

/* ------------------------------------------------------------------ filling in */

/* The end of the placeholder that begins at `open` ('{'), or NULL when it is not one. Fills the name and the words to choose from (NULL if there are none). */
static const char *read_placeholder(const char *open, guint forms, char **ret_name, char ***ret_words) {
  const char *close = strchr(open, '}');
  if (!close) return NULL;
  g_autofree char *inside = g_strndup(open + 1, (gsize)(close - open - 1));
  g_auto(GStrv) parts = g_strsplit(inside, "|", -1);
  guint n = g_strv_length(parts);
  if ((n != 1 && n != 1 + forms) || !recto_is_id(parts[0])) return NULL;
  *ret_name = g_strdup(parts[0]);
  *ret_words = n > 1 ? g_strdupv(parts + 1) : NULL;
  return close + 1;
}

/* In a sentence that runs from right to left a value stands by itself: a file's name or a French word may not turn the rest around (U+2068 … U+2069). */
static void append_value(GString *filled, const char *value, bool apart) { g_string_append_printf(filled, apart ? "\xe2\x81\xa8%s\xe2\x81\xa9" : "%s", value); }

static char *fill(const char *text, const RectoLanguage *language, const GHashTable *args) {
  GString *filled = g_string_new(language->right_to_left && *text == '{' ? "\xe2\x80\x8f" : NULL); /* U+200F: a value, being apart, does not tell which way it runs */
  guint forms = recto_plural_forms(language->plural);
  while (*text) {
    g_autofree char *name = NULL;
    g_auto(GStrv) words = NULL;
    const char *end = *text == '{' ? read_placeholder(text, forms, &name, &words) : NULL;
    const char *value = end && args ? g_hash_table_lookup((GHashTable *)args, name) : NULL;
    if (!end || !value) {
      g_string_append_c(filled, *text++);
      continue;
    }
    if (words) g_string_append(filled, words[recto_plural_form(language->plural, g_ascii_strtod(value, NULL))]);
    else append_value(filled, value, language->right_to_left);
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
  return text ? fill(text, recto_models_language(models, found), args) : g_strdup(key);
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

/* Names of the placeholders in a text; a brace that begins none is a fault. */
static GHashTable *placeholders_of(RectoFaults *faults, const char *file, guint forms, const char *key, const char *text) {
  static const char *const WANTED[] = {"", "{name|word}", "{name|singular|plural}", "{name|one|few|many}", "", "", "{name|zero|one|two|few|many|other}"};
  GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
    g_autofree char *name = NULL;
    g_auto(GStrv) words = NULL;
    if (read_placeholder(at, forms, &name, &words)) g_hash_table_add(names, g_steal_pointer(&name));
    else if (faults) recto_fault_in(faults, file, "message \"%s\": after \"%.12s\" a {name} or %s is not closed or not named rightly", key, at, WANTED[forms]);
  }
  return names;
}

typedef struct { RectoFaults *faults; const RectoLanguage *language; const char *file; GHashTable *french, *texts; } Check;

static void compare_placeholders(const Check *check, const char *key) {
  g_autoptr(GHashTable) a = placeholders_of(NULL, "fr", recto_plural_forms(RECTO_PLURAL_FRENCH), key, g_hash_table_lookup(check->french, key));
  g_autoptr(GHashTable) b = placeholders_of(NULL, check->file, recto_plural_forms(check->language->plural), key, g_hash_table_lookup(check->texts, key));
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init(&iter, b);
  while (g_hash_table_iter_next(&iter, &name, NULL)) {
    if (!g_hash_table_contains(a, name)) recto_fault_in(check->faults, check->file, "message \"%s\" has {%s}, which the French text does not have", key, (char *)name);
  }
  g_hash_table_iter_init(&iter, a);
  while (g_hash_table_iter_next(&iter, &name, NULL)) {
    if (!g_hash_table_contains(b, name)) recto_fault_in(check->faults, check->file, "message \"%s\" lacks {%s}, which the French text has", key, (char *)name);
  }
}

/* What a draft does not say is said in French. What an applicant reads it should say: a warning, which no shipped file may draw (tests/unit/test-model.c), but no
 * reason to refuse the languages that are in use. */
static void check_language(const Check *check, const RectoModels *models) {
  g_autoptr(GPtrArray) keys = sorted_keys(check->french), theirs = sorted_keys(check->texts);
  for (guint i = 0; i < keys->len; i++) {
    const char *key = g_ptr_array_index(keys, i);
    if (g_hash_table_contains(check->texts, key)) compare_placeholders(check, key);
    else if (!check->language->draft) recto_fault_in(check->faults, check->file, "message \"%s\" is said in French but not here", key);
    else if (recto_models_applicant_reads(models, key))
      g_ptr_array_add(check->faults->warnings, g_strdup_printf("%s: message \"%s\" is said in French but not here, and an applicant reads it", check->file, key));
  }
  for (guint i = 0; i < theirs->len; i++) {
    const char *key = g_ptr_array_index(theirs, i);
    if (!g_hash_table_contains(check->french, key)) recto_fault_in(check->faults, check->file, "message \"%s\" is said here but not in French", key);
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

static void check_texts(const Check *check) {
  g_autoptr(GPtrArray) keys = sorted_keys(check->texts);
  for (guint i = 0; i < keys->len; i++) {
    const char *key = g_ptr_array_index(keys, i);
    g_hash_table_unref(placeholders_of(check->faults, check->file, recto_plural_forms(check->language->plural), key, g_hash_table_lookup(check->texts, key)));
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
    Check check = {faults, recto_models_language(models, language), file, french, g_hash_table_lookup(models->messages, language)};
    check_texts(&check);
    if (!g_str_equal(language, "fr")) check_language(&check, models);
  }
  recto_applicant_check(faults, models);
  check_families(faults, french);
  for (guint i = 0; i < models->procedures->len; i++) check_procedure(faults, french, g_ptr_array_index(models->procedures, i));
  warn_unused(faults, models, french);
  warn_unnamed_fields(faults, models, french);
}
