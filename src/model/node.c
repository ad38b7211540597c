/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one YAML file event by event into nodes, with caps on bytes and depth. Must not know: what the keys mean. */
#include "model/node.h"

#include <recto/text.h>
#include <yaml.h>

void recto_faults_init(RectoFaults *faults) {
  faults->faults = g_ptr_array_new_with_free_func(g_free);
  faults->warnings = g_ptr_array_new_with_free_func(g_free);
}

void recto_faults_clear(RectoFaults *faults) {
  g_clear_pointer(&faults->faults, g_ptr_array_unref);
  g_clear_pointer(&faults->warnings, g_ptr_array_unref);
}

static void note(GPtrArray *lines, const RectoNode *node, const char *format, va_list args) {
  g_autofree char *what = g_strdup_vprintf(format, args);
  g_ptr_array_add(lines, g_strdup_printf("%s:%d:%d: %s", node->file, node->line, node->column, what));
}

void recto_fault_at(RectoFaults *faults, const RectoNode *node, const char *format, ...) {
  va_list args;
  va_start(args, format);
  note(faults->faults, node, format, args);
  va_end(args);
}

void recto_warn_at(RectoFaults *faults, const RectoNode *node, const char *format, ...) {
  va_list args;
  va_start(args, format);
  note(faults->warnings, node, format, args);
  va_end(args);
}

void recto_fault_in(RectoFaults *faults, const char *file, const char *format, ...) {
  va_list args;
  va_start(args, format);
  g_autofree char *what = g_strdup_vprintf(format, args);
  va_end(args);
  g_ptr_array_add(faults->faults, g_strdup_printf("%s: %s", file, what));
}

static void node_free(gpointer data) {
  RectoNode *node = data;
  if (!node) return;
  g_free(node->text);
  g_clear_pointer(&node->keys, g_ptr_array_unref);
  g_clear_pointer(&node->items, g_ptr_array_unref);
  g_free(node);
}

RectoNode *recto_node_copy(const RectoNode *node) {
  RectoNode *copy = g_memdup2(node, sizeof *node);
  copy->text = g_strdup(node->text);
  copy->keys = node->keys ? g_ptr_array_new_with_free_func(node_free) : NULL;
  copy->items = node->items ? g_ptr_array_new_with_free_func(node_free) : NULL;
  for (guint i = 0; node->keys && i < node->keys->len; i++) g_ptr_array_add(copy->keys, recto_node_copy(g_ptr_array_index(node->keys, i)));
  for (guint i = 0; node->items && i < node->items->len; i++) g_ptr_array_add(copy->items, recto_node_copy(g_ptr_array_index(node->items, i)));
  return copy;
}

void recto_node_set(RectoNode *map, const RectoNode *key, const RectoNode *value) {
  for (guint i = 0; i < map->keys->len; i++) {
    RectoNode *name = g_ptr_array_index(map->keys, i);
    if (!g_str_equal(name->text, key->text)) continue;
    node_free(g_ptr_array_index(map->items, i));
    map->items->pdata[i] = recto_node_copy(value);
    return;
  }
  g_ptr_array_add(map->keys, recto_node_copy(key));
  g_ptr_array_add(map->items, recto_node_copy(value));
}

void recto_node_replace(RectoNode *list, guint i, RectoNode *item) {
  node_free(g_ptr_array_index(list->items, i));
  list->items->pdata[i] = item;
}

void recto_node_remove(RectoNode *list, guint i) { g_ptr_array_remove_index(list->items, i); }

void recto_tree_free(RectoTree *tree) {
  if (!tree) return;
  node_free(tree->root);
  g_free(tree->file);
  g_free(tree);
}

const char *recto_node_kind_word(RectoNodeKind kind) {
  static const char *const WORDS[] = {"a text", "a list", "a map"};
  return WORDS[kind];
}

const RectoNode *recto_node_find(const RectoNode *map, const char *key) {
  if (!map || map->kind != RECTO_NODE_MAP) return NULL;
  for (guint i = 0; i < map->keys->len; i++) {
    const RectoNode *name = g_ptr_array_index(map->keys, i);
    if (g_str_equal(name->text, key)) return g_ptr_array_index(map->items, i);
  }
  return NULL;
}

const char *recto_nearest_word(const char *word, const char *const *words) {
  int best = MAX(1, ((int)g_utf8_strlen(word, -1) + 1) / 3) + 1;
  const char *nearest = NULL;
  for (; *words; words++) {
    int distance = recto_text_distance(word, *words, best);
    if (distance >= best) continue;
    best = distance;
    nearest = *words;
  }
  return nearest;
}

/* ------------------------------------------------------------------ parsing */

typedef struct {
  yaml_parser_t parser;
  RectoFaults *faults;
  const char *file;
} Reading;

static void fault_mark(Reading *reading, yaml_mark_t mark, const char *what) {
  RectoNode at = {.file = reading->file, .line = (int)mark.line + 1, .column = (int)mark.column + 1};
  recto_fault_at(reading->faults, &at, "%s", what);
}

static bool next(Reading *reading, yaml_event_t *event) {
  if (yaml_parser_parse(&reading->parser, event)) return true;
  const char *problem = reading->parser.problem ? reading->parser.problem : "cannot be read as YAML";
  g_autofree char *what = g_strdup_printf("this is not YAML: %s%s%s", problem, reading->parser.context ? " " : "",
                                          reading->parser.context ? reading->parser.context : "");
  fault_mark(reading, reading->parser.problem_mark, what);
  return false;
}

static RectoNode *node_new(const Reading *reading, RectoNodeKind kind, yaml_mark_t mark) {
  RectoNode *node = g_new0(RectoNode, 1);
  node->kind = kind;
  node->file = reading->file;
  node->line = (int)mark.line + 1;
  node->column = (int)mark.column + 1;
  if (kind != RECTO_NODE_TEXT) node->items = g_ptr_array_new_with_free_func(node_free);
  if (kind == RECTO_NODE_MAP) node->keys = g_ptr_array_new_with_free_func(node_free);
  return node;
}

static void refuse_anchor(Reading *reading, const yaml_event_t *event, const yaml_char_t *anchor, const yaml_char_t *tag) {
  if (anchor) fault_mark(reading, event->start_mark, "anchors (&name) are not used here; write the value out");
  if (tag) fault_mark(reading, event->start_mark, "tags (!name) are not used here; write the value without one");
}

static RectoNode *read_node(Reading *reading, yaml_event_t *event, int depth);

static RectoNode *read_text(Reading *reading, const yaml_event_t *event) {
  refuse_anchor(reading, event, event->data.scalar.anchor, event->data.scalar.tag);
  RectoNode *node = node_new(reading, RECTO_NODE_TEXT, event->start_mark);
  node->text = g_strndup((const char *)event->data.scalar.value, event->data.scalar.length);
  node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
  if (strlen(node->text) != event->data.scalar.length) fault_mark(reading, event->start_mark, "a zero byte inside a text");
  return node;
}

/* Takes the nodes up to `end`. NULL when the file cannot be read on. */
static RectoNode *read_list(Reading *reading, const yaml_event_t *start, int depth) {
  refuse_anchor(reading, start, start->data.sequence_start.anchor, start->data.sequence_start.tag);
  RectoNode *list = node_new(reading, RECTO_NODE_LIST, start->start_mark);
  for (;;) {
    yaml_event_t event;
    if (!next(reading, &event)) break;
    bool end = event.type == YAML_SEQUENCE_END_EVENT;
    RectoNode *item = end ? NULL : read_node(reading, &event, depth + 1);
    yaml_event_delete(&event);
    if (end) return list;
    if (!item) break;
    g_ptr_array_add(list->items, item);
  }
  node_free(list);
  return NULL;
}

static void add_pair(Reading *reading, RectoNode *map, RectoNode *key, RectoNode *value) {
  const char *fault = NULL;
  if (key->kind != RECTO_NODE_TEXT) fault = "a key must be a text";
  else if (g_str_equal(key->text, "<<")) fault = "merge keys (<<) are not used here; write the keys out";
  else if (recto_node_find(map, key->text)) fault = "duplicate";
  if (!fault) {
    g_ptr_array_add(map->keys, key);
    g_ptr_array_add(map->items, value);
    return;
  }
  if (g_str_equal(fault, "duplicate")) recto_fault_at(reading->faults, key, "key \"%s\" stands here twice; keep one", key->text);
  else recto_fault_at(reading->faults, key, "%s", fault);
  node_free(key);
  node_free(value);
}

static RectoNode *read_map(Reading *reading, const yaml_event_t *start, int depth) {
  refuse_anchor(reading, start, start->data.mapping_start.anchor, start->data.mapping_start.tag);
  RectoNode *map = node_new(reading, RECTO_NODE_MAP, start->start_mark);
  RectoNode *key = NULL;
  for (;;) {
    yaml_event_t event;
    if (!next(reading, &event)) break;
    bool end = event.type == YAML_MAPPING_END_EVENT;
    RectoNode *item = end ? NULL : read_node(reading, &event, depth + 1);
    yaml_event_delete(&event);
    if (end) return map;
    if (!item) break;
    if (!key) {
      key = item;
      continue;
    }
    add_pair(reading, map, g_steal_pointer(&key), item);
  }
  node_free(key);
  node_free(map);
  return NULL;
}

static RectoNode *read_node(Reading *reading, yaml_event_t *event, int depth) {
  if (depth > RECTO_NODE_MAX_DEPTH) {
    fault_mark(reading, event->start_mark, "nested too deep");
    return NULL;
  }
  switch (event->type) {
  case YAML_SCALAR_EVENT: return read_text(reading, event);
  case YAML_SEQUENCE_START_EVENT: return read_list(reading, event, depth);
  case YAML_MAPPING_START_EVENT: return read_map(reading, event, depth);
  case YAML_ALIAS_EVENT: {
    /* told, and replaced by an empty text so that the rest of the file is still checked */
    fault_mark(reading, event->start_mark, "aliases (*name) are not used here; write the value out");
    RectoNode *node = node_new(reading, RECTO_NODE_TEXT, event->start_mark);
    node->text = g_strdup("");
    return node;
  }
  default: fault_mark(reading, event->start_mark, "something else than a value stands here"); return NULL;
  }
}

/* Stream and document events around the one root node. */
static RectoNode *read_file(Reading *reading) {
  RectoNode *root = NULL;
  int documents = 0;
  for (bool end = false; !end;) {
    yaml_event_t event;
    if (!next(reading, &event)) break;
    end = event.type == YAML_STREAM_END_EVENT;
    if (event.type == YAML_DOCUMENT_START_EVENT && ++documents > 1) {
      fault_mark(reading, event.start_mark, "a second document begins here; one file holds one");
      g_clear_pointer(&root, node_free);
      end = true;
    } else if (event.type >= YAML_ALIAS_EVENT) {
      root = read_node(reading, &event, 1);
      end = root == NULL;
    }
    yaml_event_delete(&event);
  }
  return root;
}

/* What must be right before libyaml sees the bytes. */
static bool bytes_are_fit(const char *file, const char *bytes, size_t size, RectoFaults *faults) {
  const char *end = NULL;
  if (size > RECTO_NODE_MAX_BYTES) {
    recto_fault_in(faults, file, "is larger than %d KiB", RECTO_NODE_MAX_BYTES / 1024);
    return false;
  }
  if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
    recto_fault_in(faults, file, "begins with a byte order mark; save it as UTF-8 without one");
    return false;
  }
  if (!g_utf8_validate(bytes, (gssize)size, &end)) {
    int line = 1;
    for (const char *at = bytes; at < end; at++) line += *at == '\n';
    recto_fault_in(faults, file, "line %d holds bytes that are not UTF-8", line);
    return false;
  }
  return true;
}

RectoTree *recto_tree_parse(const char *file, const char *untrusted_bytes, size_t size, RectoFaults *faults) {
  RectoTree *tree = g_new0(RectoTree, 1);
  tree->file = g_strdup(file);
  if (!bytes_are_fit(file, untrusted_bytes, size, faults)) return tree;
  Reading reading = {.faults = faults, .file = tree->file};
  if (!yaml_parser_initialize(&reading.parser)) g_error("out of memory");
  yaml_parser_set_encoding(&reading.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&reading.parser, (const unsigned char *)untrusted_bytes, size);
  guint before = faults->faults->len;
  tree->root = read_file(&reading);
  yaml_parser_delete(&reading.parser);
  if (!tree->root && faults->faults->len == before) recto_fault_in(faults, file, "is empty");
  return tree;
}
