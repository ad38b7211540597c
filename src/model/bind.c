/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills structs from nodes by tables of keys. Must not know: any particular key. */
#include "model/model.h"

#include <recto/date.h>
#include <recto/text.h>

#include <math.h>

#define AT(type, target, offset) G_STRUCT_MEMBER(type, target, offset)

void recto_fault_unknown(RectoBinder *binder, const RectoNode *node, const char *what, const char *word, const char *const *words) {
  const char *nearest = recto_nearest_word(word, words);
  if (nearest) {
    recto_fault_at(binder->faults, node, "unknown %s \"%s\"; did you mean \"%s\"?", what, word, nearest);
    return;
  }
  g_autofree char *all = g_strjoinv(", ", (char **)words);
  recto_fault_at(binder->faults, node, "unknown %s \"%s\"; known: %s", what, word, all);
}

static int compare_texts(gconstpointer a, gconstpointer b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

void recto_fault_unknown_ref(RectoBinder *binder, const RectoNode *node, RectoSet set, const char *word) {
  static const char *const WHAT[] = {"name", "document type", "question", "piece"};
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init(&iter, binder->sets[set]);
  while (g_hash_table_iter_next(&iter, &key, NULL)) g_ptr_array_add(names, key);
  g_ptr_array_sort(names, compare_texts);
  g_ptr_array_add(names, NULL);
  recto_fault_unknown(binder, node, WHAT[set], word, (const char *const *)names->pdata);
}

bool recto_is_id(const char *text) {
  if (!g_ascii_islower(*text) && !g_ascii_isdigit(*text)) return false;
  for (; *text; text++) {
    if (!g_ascii_islower(*text) && !g_ascii_isdigit(*text) && *text != '-') return false;
  }
  return true;
}

const char *recto_bind_text(RectoBinder *binder, const RectoNode *node, const char *what) {
  if (node->kind != RECTO_NODE_TEXT) {
    recto_fault_at(binder->faults, node, "%s must be a text, not %s", what, recto_node_kind_word(node->kind));
    return NULL;
  }
  if (!*g_strstrip(node->text)) {
    recto_fault_at(binder->faults, node, "%s has no value", what);
    return NULL;
  }
  return node->text;
}

static int word_position(const char *const *words, const char *word) {
  for (int i = 0; words[i]; i++) {
    if (g_str_equal(words[i], word)) return i;
  }
  return -1;
}

/* What many patterns need, written {{title}} in a model file: a person's titles, a name in running text, a company in running text. */
static const struct { const char *word, *means; } PATTERN_WORDS[] = {
#define TITLE "(?:M(?:r|me|lle|M)?\\.?|MME|MLLE|MR|Mrs|Mons(?:ieur|\\.)|M[aà]d(?:ame|emoiselle)|MONSIEUR|MADAME|MADEMOISELLE)(?![\\p{L}])"
    {"{{title}}", "(?<![\\p{L}'’])" TITLE "(?:\\s*(?:[,/]|ou|et|OU|ET)\\s*" TITLE ")*\\s*:?\\s*"},
    {"{{name}}", "(\\p{Lu}[^\\n\\t,;:(/0-9]{2,60}?)(?=\\s*(?:[\\n\\t,;:(/0-9]|$)|\\s+-\\s|\\.\\s|\\s+(?:n[ée]e?\\b|n[ée]\\(e\\)|demeurant|domicili|r[ée]sidant|habitant|titulaire|est\\b|a\\b|ont\\b|sont\\b|occupe|"
                 "fait\\b|exerce|travaille|d[ée]clare|certifie|atteste|dont\\b|de nationalit|depuis|pour\\b|en\\b|qui\\b|au\\b|à\\b|agissant|repr[ée]sent|immatricul|employ|ci-apr|sur\\b|dans\\b|chez\\b|s'est))"},
    {"{{company}}", "(\\p{Lu}[^\\n\\t,;:(]{1,60}?)(?=\\s*(?:[\\n\\t,;:(]|$)|\\s+-\\s|\\.\\s|\\s+(?:certifi|attest|dont\\b|depuis|pour\\b|sise?\\b|situ|repr[ée]sent|immatricul|ayant|au\\b|a\\b|est\\b|d[ée]clare|en qualit))"},
#undef TITLE
};

static char *with_pattern_words(const char *pattern) {
  GString *out = g_string_new(pattern);
  for (gsize i = 0; i < G_N_ELEMENTS(PATTERN_WORDS); i++) g_string_replace(out, PATTERN_WORDS[i].word, PATTERN_WORDS[i].means, 0);
  return g_string_free(out, FALSE);
}

static bool regex_is_good(RectoBinder *binder, const RectoNode *node, const char *pattern) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, &error);
  if (regex) return true;
  recto_fault_at(binder->faults, node, "bad regular expression: %s", error->message);
  return false;
}

/* ------------------------------------------------------------------ single values */

static void bind_number(RectoBinder *binder, const RectoKey *key, const RectoNode *node, void *target) {
  const char *text = recto_bind_text(binder, node, key->name);
  if (!text) return;
  char *end = NULL;
  double value = g_ascii_strtod(text, &end);
  bool whole = key->kind == RECTO_KEY_INTEGER;
  if (*end || !isfinite(value) || (whole && value != floor(value))) {
    recto_fault_at(binder->faults, node, "%s must be a %snumber, not \"%s\"", key->name, whole ? "whole " : "", text);
  } else if (value < key->least || value > key->most) {
    recto_fault_at(binder->faults, node, "%s must lie between %g and %g, not %s", key->name, key->least, key->most, text);
  } else if (whole) {
    AT(int, target, key->offset) = (int)value;
  } else {
    AT(double, target, key->offset) = value;
  }
}

static void bind_yes_no(RectoBinder *binder, const RectoKey *key, const RectoNode *node, void *target) {
  const char *text = recto_bind_text(binder, node, key->name);
  if (!text) return;
  if (g_str_equal(text, "yes")) AT(bool, target, key->offset) = true;
  else if (g_str_equal(text, "no")) AT(bool, target, key->offset) = false;
  else recto_fault_at(binder->faults, node, "%s must be yes or no, not \"%s\"", key->name, text);
}

static void bind_date(RectoBinder *binder, const RectoKey *key, const RectoNode *node, void *target) {
  const char *text = recto_bind_text(binder, node, key->name);
  RectoDate date = {0};
  if (!text) return;
  if (recto_date_from_iso(text, &date) && recto_date_is_full(date) && recto_date_is_valid(date)) AT(RectoDate, target, key->offset) = date;
  else recto_fault_at(binder->faults, node, "%s must be a date like 2026-04-03, not \"%s\"", key->name, text);
}

static void bind_word(RectoBinder *binder, const RectoKey *key, const RectoNode *node, void *target) {
  const char *text = recto_bind_text(binder, node, key->name);
  if (!text) return;
  int position = word_position(key->words, text);
  if (position < 0) recto_fault_unknown(binder, node, key->name, text, key->words);
  else if (key->kind == RECTO_KEY_WORD) AT(int, target, key->offset) = position;
  else AT(char *, target, key->offset) = g_strdup(text);
}

/* TEXT, ID, REF, REGEX */
static void bind_string(RectoBinder *binder, const RectoKey *key, const RectoNode *node, void *target) {
  const char *text = recto_bind_text(binder, node, key->name);
  if (!text) return;
  if (key->kind == RECTO_KEY_ID && !recto_is_id(text)) {
    recto_fault_at(binder->faults, node, "%s \"%s\" may hold only small letters, digits and dashes", key->name, text);
    return;
  }
  if (key->kind == RECTO_KEY_REF && binder->sets[key->set] && !g_hash_table_contains(binder->sets[key->set], text)) {
    recto_fault_unknown_ref(binder, node, key->set, text);
    return;
  }
  g_autofree char *value = key->kind == RECTO_KEY_REGEX ? with_pattern_words(text) : g_strdup(text);
  if (key->kind == RECTO_KEY_REGEX && !regex_is_good(binder, node, value)) return;
  AT(char *, target, key->offset) = g_steal_pointer(&value);
}

/* ------------------------------------------------------------------ lists of texts */

/* The text as it goes into the struct, or NULL with a fault. */
static char *one_text(RectoBinder *binder, const RectoKey *key, const RectoNode *node) {
  const char *text = recto_bind_text(binder, node, key->name);
  if (!text) return NULL;
  size_t length = strlen(text);
  switch (key->kind) {
  case RECTO_KEY_PATTERNS:
    if (length > 2 && text[0] == '/' && text[length - 1] == '/') {
      g_autofree char *inner = g_strndup(text + 1, length - 2);
      return regex_is_good(binder, node, inner) ? g_strdup(text) : NULL;
    }
    /* fall through */
  case RECTO_KEY_PHRASES: {
    g_autofree char *folded = recto_text_fold(text);
    if (*folded) return g_steal_pointer(&folded);
    recto_fault_at(binder->faults, node, "%s \"%s\" has no letter or digit left after folding", key->name, text);
    return NULL;
  }
  case RECTO_KEY_WORDS:
    if (word_position(key->words, text) >= 0) return g_strdup(text);
    recto_fault_unknown(binder, node, key->name, text, key->words);
    return NULL;
  case RECTO_KEY_IDS:
    if (recto_is_id(text)) return g_strdup(text);
    recto_fault_at(binder->faults, node, "%s \"%s\" may hold only small letters, digits and dashes", key->name, text);
    return NULL;
  case RECTO_KEY_REFS:
    if (!binder->sets[key->set] || g_hash_table_contains(binder->sets[key->set], text)) return g_strdup(text);
    recto_fault_unknown_ref(binder, node, key->set, text);
    return NULL;
  default: return g_strdup(text);
  }
}

static void bind_texts(RectoBinder *binder, const RectoKey *key, const RectoNode *node, void *target) {
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
  if (node->kind == RECTO_NODE_MAP) {
    recto_fault_at(binder->faults, node, "%s must be a text or a list of texts, not a map", key->name);
    return;
  }
  guint n = node->kind == RECTO_NODE_LIST ? node->items->len : 1;
  if (n == 0) recto_fault_at(binder->faults, node, "%s is an empty list; leave the key out or name something", key->name);
  for (guint i = 0; i < n; i++) {
    const RectoNode *item = node->kind == RECTO_NODE_LIST ? g_ptr_array_index(node->items, i) : node;
    char *text = one_text(binder, key, item);
    if (text && g_ptr_array_find_with_equal_func(texts, text, g_str_equal, NULL)) {
      recto_fault_at(binder->faults, item, "%s \"%s\" stands here twice", key->name, text);
      g_clear_pointer(&text, g_free);
    }
    if (text) g_ptr_array_add(texts, text);
  }
  g_ptr_array_add(texts, NULL);
  g_ptr_array_set_free_func(texts, NULL);
  AT(char **, target, key->offset) = (char **)g_ptr_array_free(g_steal_pointer(&texts), FALSE);
}

static void bind_labels(RectoBinder *binder, const RectoKey *key, const RectoNode *node, void *target) {
  GHashTable *labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  AT(GHashTable *, target, key->offset) = labels;
  if (node->kind != RECTO_NODE_MAP) {
    recto_fault_at(binder->faults, node, "%s must be a map of languages, like {fr: …, en: …}, not %s", key->name, recto_node_kind_word(node->kind));
    return;
  }
  for (guint i = 0; i < node->keys->len; i++) {
    const RectoNode *language = g_ptr_array_index(node->keys, i), *value = g_ptr_array_index(node->items, i);
    bool fit = strlen(language->text) == 2 && g_ascii_islower(language->text[0]) && g_ascii_islower(language->text[1]);
    if (!fit) recto_fault_at(binder->faults, language, "\"%s\" is no language; use two letters, like fr or en", language->text);
    const char *text = recto_bind_text(binder, value, language->text);
    bool french = g_str_equal(language->text, "fr");
    if (fit && text) g_hash_table_insert(labels, g_strdup(language->text), french ? recto_french_spaces(text) : g_strdup(text));
  }
  if (!recto_node_find(node, "fr")) recto_fault_at(binder->faults, node, "%s lacks \"fr\"", key->name);
  else if (!recto_node_find(node, "en")) recto_warn_at(binder->faults, node, "%s lacks \"en\"; the French text is shown instead", key->name);
}

/* ------------------------------------------------------------------ maps */

static void check_unique(RectoBinder *binder, const RectoShape *shape, const GPtrArray *array, const RectoNode *item, void *target) {
  const char *id = shape->id_offset == RECTO_NO_ID ? NULL : AT(char *, target, shape->id_offset);
  for (guint i = 0; id && i < array->len; i++) {
    if (g_strcmp0(AT(char *, g_ptr_array_index(array, i), shape->id_offset), id) != 0) continue;
    recto_fault_at(binder->faults, item, "%s \"%s\" stands here twice; keep one", shape->what, id);
    return;
  }
}

static void bind_maps(RectoBinder *binder, const RectoKey *key, const RectoNode *node, void *target) {
  GPtrArray *array = AT(GPtrArray *, target, key->offset);
  if (!array) AT(GPtrArray *, target, key->offset) = array = g_ptr_array_new_with_free_func(key->shape->free);
  if (node->kind != RECTO_NODE_LIST) {
    recto_fault_at(binder->faults, node, "%s must be a list, not %s", key->name, recto_node_kind_word(node->kind));
    return;
  }
  for (guint i = 0; i < node->items->len; i++) {
    const RectoNode *item = g_ptr_array_index(node->items, i);
    void *part = recto_bind_new(binder, item, key->shape);
    if (!part) continue;
    check_unique(binder, key->shape, array, item, part);
    g_ptr_array_add(array, part);
  }
}

static void bind_key(RectoBinder *binder, const RectoKey *key, const RectoNode *node, void *target) {
  switch (key->kind) {
  case RECTO_KEY_TEXT:
  case RECTO_KEY_ID:
  case RECTO_KEY_REF:
  case RECTO_KEY_REGEX: bind_string(binder, key, node, target); return;
  case RECTO_KEY_WORD:
  case RECTO_KEY_WORD_TEXT: bind_word(binder, key, node, target); return;
  case RECTO_KEY_YES_NO: bind_yes_no(binder, key, node, target); return;
  case RECTO_KEY_INTEGER:
  case RECTO_KEY_NUMBER: bind_number(binder, key, node, target); return;
  case RECTO_KEY_DATE: bind_date(binder, key, node, target); return;
  case RECTO_KEY_TEXTS:
  case RECTO_KEY_PHRASES:
  case RECTO_KEY_PATTERNS:
  case RECTO_KEY_WORDS:
  case RECTO_KEY_IDS:
  case RECTO_KEY_REFS: bind_texts(binder, key, node, target); return;
  case RECTO_KEY_LABELS: bind_labels(binder, key, node, target); return;
  case RECTO_KEY_MAPS: bind_maps(binder, key, node, target); return;
  case RECTO_KEY_INLINE: recto_bind(binder, node, key->shape, target); return;
  case RECTO_KEY_CUSTOM: key->custom(binder, node, (char *)target + key->offset); return;
  }
}

static const RectoKey *find_key(const RectoShape *shape, const char *name) {
  for (const RectoKey *key = shape->keys; key->name; key++) {
    if (g_str_equal(key->name, name)) return key;
  }
  return NULL;
}

static void fault_unknown_key(RectoBinder *binder, const RectoShape *shape, const RectoNode *name) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const RectoKey *key = shape->keys; key->name; key++) g_ptr_array_add(names, (gpointer)key->name);
  g_ptr_array_add(names, NULL);
  recto_fault_unknown(binder, name, "key", name->text, (const char *const *)names->pdata);
}

bool recto_bind(RectoBinder *binder, const RectoNode *node, const RectoShape *shape, void *target) {
  if (shape->begin) shape->begin(target);
  if (node->kind != RECTO_NODE_MAP) {
    recto_fault_at(binder->faults, node, "%s must be a map, not %s", shape->what, recto_node_kind_word(node->kind));
    return false;
  }
  for (guint i = 0; i < node->keys->len; i++) {
    const RectoNode *name = g_ptr_array_index(node->keys, i);
    const RectoKey *key = find_key(shape, name->text);
    if (key) bind_key(binder, key, g_ptr_array_index(node->items, i), target);
    else fault_unknown_key(binder, shape, name);
  }
  for (const RectoKey *key = shape->keys; key->name; key++) {
    if (key->required && !recto_node_find(node, key->name)) recto_fault_at(binder->faults, node, "%s lacks the key \"%s\"", shape->what, key->name);
  }
  if (shape->end) shape->end(binder, node, target);
  return true;
}

void *recto_bind_new(RectoBinder *binder, const RectoNode *node, const RectoShape *shape) {
  void *target = g_malloc0(shape->size);
  if (recto_bind(binder, node, shape, target)) return target;
  shape->free(target);
  return NULL;
}
