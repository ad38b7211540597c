/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two JSON forms, read strictly: a wrong type, a page told twice or a file that nobody drew is an error, never a better score. */
#include "stack-score.h"
#include <json-glib/json-glib.h>

#define SCORE_ERROR g_quark_from_static_string("stack-score")

static void truth_clear(gpointer data) {
  TruthPage *page = data;
  g_free(page->kind), g_free(page->whose), g_free(page->says);
}

static void found_clear(gpointer data) {
  FoundPage *page = data;
  g_free(page->dossier), g_free(page->kind), g_free(page->flag);
}

static void file_free(gpointer data) {
  ScoredFile *file = data;
  g_free(file->file), g_free(file->repeat_of), g_free(file->told_repeat_of);
  g_clear_pointer(&file->pages, g_array_unref);
  g_clear_pointer(&file->found, g_array_unref);
  g_free(file);
}

static bool fault(GError **error, const char *path, const char *what) {
  g_set_error(error, SCORE_ERROR, 0, "%s: %s", path, what);
  return false;
}

/* A text, or NULL where `may_be_null` allows it. */
static bool read_text(JsonObject *object, const char *name, bool may_be_null, char **ret, const char *path, GError **error) {
  JsonNode *node = json_object_get_member(object, name);
  bool text = node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING;
  bool null = node && JSON_NODE_HOLDS_NULL(node);
  if (!text && !(null && may_be_null)) {
    g_set_error(error, SCORE_ERROR, 0, "%s: \"%s\" must be %s", path, name, may_be_null ? "a text or null" : "a text");
    return false;
  }
  *ret = text ? json_node_dup_string(node) : NULL;
  return true;
}

static bool read_list(JsonObject *object, const char *name, JsonArray **ret, const char *path, GError **error) {
  JsonNode *node = json_object_get_member(object, name);
  if (!node || !JSON_NODE_HOLDS_ARRAY(node)) {
    g_set_error(error, SCORE_ERROR, 0, "%s: \"%s\" must be a list", path, name);
    return false;
  }
  *ret = json_node_get_array(node);
  for (guint i = 0; i < json_array_get_length(*ret); i++)
    if (!JSON_NODE_HOLDS_OBJECT(json_array_get_element(*ret, i))) return fault(error, path, "a list holds something that is no object");
  return true;
}

static bool read_number(JsonObject *object, const char *name, gint64 *ret, const char *path, GError **error) {
  JsonNode *node = json_object_get_member(object, name);
  if (!node || !JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_INT64) {
    g_set_error(error, SCORE_ERROR, 0, "%s: \"%s\" must be a whole number", path, name);
    return false;
  }
  *ret = json_node_get_int(node);
  return true;
}

static JsonObject *load(JsonParser *parser, const char *path, const char *format, GError **error) {
  if (!json_parser_load_from_file(parser, path, error)) return NULL;
  JsonNode *root = json_parser_get_root(parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT(root)) return fault(error, path, "no object"), NULL;
  g_autofree char *told = NULL;
  if (!read_text(json_node_get_object(root), "format", false, &told, path, error)) return NULL;
  if (!g_str_equal(told, format)) {
    g_set_error(error, SCORE_ERROR, 0, "%s: format \"%s\" where \"%s\" is expected", path, told, format);
    return NULL;
  }
  return json_node_get_object(root);
}

/* ------------------------------------------------------------------ truth */

static bool read_truth_page(JsonObject *object, ScoredFile *file, const char *path, GError **error) {
  TruthPage page = {0};
  FoundPage none = {0};
  page.only_with_flag = json_object_get_boolean_member_with_default(object, "only_with_flag", FALSE);
  bool fine = read_text(object, "kind", false, &page.kind, path, error) && read_text(object, "whose", true, &page.whose, path, error) &&
              read_text(object, "says", false, &page.says, path, error);
  g_array_append_val(file->pages, page);
  g_array_append_val(file->found, none);
  return fine;
}

static bool read_truth(const char *path, GPtrArray *files, GError **error) {
  g_autoptr(JsonParser) parser = json_parser_new();
  JsonObject *root = load(parser, path, "recto-stack-truth/1", error);
  if (!root) return false;
  ScoredFile *file = g_new0(ScoredFile, 1);
  g_ptr_array_add(files, file);
  file->pages = g_array_new(FALSE, TRUE, sizeof(TruthPage));
  file->found = g_array_new(FALSE, TRUE, sizeof(FoundPage));
  g_array_set_clear_func(file->pages, truth_clear);
  g_array_set_clear_func(file->found, found_clear);
  g_autofree char *repeat = NULL;
  JsonArray *pages = NULL;
  if (!read_text(root, "file", false, &file->file, path, error) || !read_text(root, "repeat_of", true, &file->repeat_of, path, error) ||
      !read_text(root, "repeat", true, &repeat, path, error) || !read_list(root, "pages", &pages, path, error))
    return false;
  file->identical = g_strcmp0(repeat, "identical") == 0;
  for (guint i = 0; i < json_array_get_length(pages); i++)
    if (!read_truth_page(json_array_get_object_element(pages, i), file, path, error)) return false;
  return true;
}

GPtrArray *score_read_truths(char **paths, GError **error) {
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(file_free);
  for (char **p = paths; *p; p++)
    if (!read_truth(*p, files, error)) return NULL;
  return g_steal_pointer(&files);
}

/* ------------------------------------------------------------------ result */

static ScoredFile *find(GPtrArray *files, const char *name) {
  for (guint i = 0; i < files->len; i++) {
    ScoredFile *file = files->pdata[i];
    if (g_str_equal(file->file, name)) return file;
  }
  return NULL;
}

static bool read_found_page(JsonObject *object, ScoredFile *file, const char *path, GError **error) {
  gint64 number = 0;
  if (!read_number(object, "page", &number, path, error)) return false;
  if (number < 1 || number > file->found->len) {
    g_set_error(error, SCORE_ERROR, 0, "%s: %s has no page %" G_GINT64_FORMAT, path, file->file, number);
    return false;
  }
  FoundPage *page = &g_array_index(file->found, FoundPage, (guint)number - 1);
  if (page->present) {
    g_set_error(error, SCORE_ERROR, 0, "%s: page %" G_GINT64_FORMAT " of %s is told twice", path, number, file->file);
    return false;
  }
  page->present = true;
  return read_text(object, "dossier", true, &page->dossier, path, error) && read_text(object, "kind", false, &page->kind, path, error) &&
         read_text(object, "flag", true, &page->flag, path, error);
}

static bool read_found_file(JsonObject *object, GPtrArray *files, const char *path, GError **error) {
  g_autofree char *name = NULL;
  JsonArray *pages = NULL;
  if (!read_text(object, "file", false, &name, path, error)) return false;
  ScoredFile *file = find(files, name);
  if (!file || file->answered) {
    g_set_error(error, SCORE_ERROR, 0, "%s: %s %s", path, name, file ? "is told twice" : "has no truth file");
    return false;
  }
  file->answered = true;
  if (!read_text(object, "repeatedOf", true, &file->told_repeat_of, path, error) || !read_list(object, "pages", &pages, path, error)) return false;
  for (guint i = 0; i < json_array_get_length(pages); i++)
    if (!read_found_page(json_array_get_object_element(pages, i), file, path, error)) return false;
  return true;
}

bool score_read_result(const char *path, GPtrArray *files, GError **error) {
  g_autoptr(JsonParser) parser = json_parser_new();
  JsonObject *root = load(parser, path, "recto-batch/1", error);
  JsonArray *list = NULL;
  if (!root || !read_list(root, "files", &list, path, error)) return false;
  for (guint i = 0; i < json_array_get_length(list); i++)
    if (!read_found_file(json_array_get_object_element(list, i), files, path, error)) return false;
  return true;
}
