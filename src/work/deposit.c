/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deposit record. */
#include "work/deposit.h"
#include "base/digest.h"
#include <errno.h>
#include <fcntl.h>
#include <recto/error.h>
#include <recto/json.h>
#include <recto/text.h>
#include <sys/stat.h>
#include <unistd.h>

/* The register takes what the reader may refuse: a file too big to read is still received. */
#define MAX_ORIGINAL ((size_t)1 << 30)

static void deposit_file_free(RectoDepositFile *file) {
  g_free(file->name);
  g_free(file->blob);
  g_free(file);
}

RectoDeposit *recto_deposit_new(const char *procedure, RectoDate reception, int64_t received_at, const RectoSituation *situation) {
  RectoDeposit *deposit = g_new0(RectoDeposit, 1);
  *deposit = (RectoDeposit){g_strdup(procedure), reception, received_at, recto_situation_copy(situation),
                            g_ptr_array_new_with_free_func((GDestroyNotify)deposit_file_free)};
  return deposit;
}

void recto_deposit_free(RectoDeposit *deposit) {
  if (!deposit) return;
  g_free(deposit->procedure);
  recto_situation_free(deposit->situation);
  g_ptr_array_unref(deposit->files);
  g_free(deposit);
}

static int open_path(const char *path, GError **error) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  struct stat status;
  if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) return fd;
  const char *why = fd < 0 ? g_strerror(errno) : "not an ordinary file";
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_USAGE, "%s: %s", path, why);
  if (fd >= 0) close(fd);
  return -1;
}

static void list_file(RectoDeposit *deposit, const char *name, const char *blob, uint64_t size) {
  RectoDepositFile *file = g_new0(RectoDepositFile, 1);
  *file = (RectoDepositFile){g_strdup(name), g_strdup(blob), size};
  g_ptr_array_add(deposit->files, file);
}

bool recto_deposit_add_path(RectoDeposit *deposit, RectoStoreDossier *stored, const char *path, GError **error) {
  int fd = open_path(path, error);
  struct stat status = {0};
  if (fd < 0) return false;
  g_autofree char *blob = recto_store_put_blob(stored, fd, MAX_ORIGINAL, error), *base = g_path_get_basename(path), *name = recto_text_clean(base, -1, 240);
  if (fstat(fd, &status) != 0) status.st_size = 0;
  close(fd);
  if (!blob) return false;
  list_file(deposit, name, blob, (uint64_t)status.st_size);
  return true;
}

static int compare_strings(gconstpointer a, gconstpointer b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static char **sorted_questions(const RectoSituation *situation) {
  guint n = 0;
  char **keys = (char **)g_hash_table_get_keys_as_array(situation->answers, &n);
  qsort(keys, n, sizeof *keys, compare_strings);
  return keys;
}

static void add_member(JsonBuilder *builder, const char *key, const char *value) {
  json_builder_set_member_name(builder, key);
  json_builder_add_string_value(builder, value);
}

char *recto_deposit_to_json(const RectoDeposit *deposit) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  char iso[11];
  json_builder_begin_object(builder);
  add_member(builder, "format", "recto-deposit/1");
  add_member(builder, "procedure", deposit->procedure);
  add_member(builder, "reception", recto_date_to_iso(deposit->reception, iso));
  json_builder_set_member_name(builder, "receivedAt");
  json_builder_add_int_value(builder, deposit->received_at);
  json_builder_set_member_name(builder, "situation");
  json_builder_begin_object(builder);
  g_autofree char **questions = sorted_questions(deposit->situation);
  for (char **q = questions; *q; q++) add_member(builder, *q, g_hash_table_lookup(deposit->situation->answers, *q));
  json_builder_end_object(builder);
  json_builder_set_member_name(builder, "files");
  json_builder_begin_array(builder);
  for (guint i = 0; i < deposit->files->len; i++) {
    const RectoDepositFile *file = deposit->files->pdata[i];
    json_builder_begin_object(builder);
    add_member(builder, "name", file->name);
    add_member(builder, "blob", file->blob);
    json_builder_set_member_name(builder, "size");
    json_builder_add_int_value(builder, (gint64)file->size);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  return recto_json_finish(builder);
}

static const char *string_member(JsonObject *object, const char *key) {
  JsonNode *node = json_object_get_member(object, key);
  return node && json_node_get_value_type(node) == G_TYPE_STRING ? json_node_get_string(node) : NULL;
}

static bool read_files(RectoDeposit *deposit, JsonObject *object) {
  JsonNode *node = json_object_get_member(object, "files");
  if (!node || !JSON_NODE_HOLDS_ARRAY(node)) return false;
  JsonArray *files = json_node_get_array(node);
  for (guint i = 0; i < json_array_get_length(files); i++) {
    JsonNode *element = json_array_get_element(files, i);
    JsonObject *file = JSON_NODE_HOLDS_OBJECT(element) ? json_node_get_object(element) : NULL;
    const char *name = file ? string_member(file, "name") : NULL, *blob = file ? string_member(file, "blob") : NULL;
    if (!name || !blob || strlen(blob) != 64) return false;
    list_file(deposit, name, blob, (uint64_t)json_object_get_int_member_with_default(file, "size", 0));
  }
  return true;
}

static void read_situation(RectoSituation *situation, JsonObject *object) {
  JsonNode *node = json_object_get_member(object, "situation");
  if (!node || !JSON_NODE_HOLDS_OBJECT(node)) return;
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;
  json_object_iter_init(&iter, json_node_get_object(node));
  while (json_object_iter_next(&iter, &key, &value))
    if (json_node_get_value_type(value) == G_TYPE_STRING) g_hash_table_insert(situation->answers, g_strdup(key), json_node_dup_string(value));
}

RectoDeposit *recto_deposit_from_json(const char *json, GError **error) {
  g_autoptr(JsonNode) root = recto_json_parse(json, -1, 1 << 24, error);
  if (!root) return NULL;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
  const char *procedure = object ? string_member(object, "procedure") : NULL;
  RectoDate reception;
  g_autoptr(RectoDeposit) deposit = NULL;
  if (procedure && recto_date_from_iso(string_member(object, "reception"), &reception)) {
    deposit = recto_deposit_new(procedure, reception, json_object_get_int_member_with_default(object, "receivedAt", 0), NULL);
    read_situation(deposit->situation, object);
    if (read_files(deposit, object)) return g_steal_pointer(&deposit);
  }
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_FORMAT, "the deposit's record is not of this form");
  return NULL;
}

char *recto_deposit_fingerprint(const char *procedure, RectoDate reception, const RectoSituation *situation, const char *const *paths, GError **error) {
  char iso[11];
  GString *out = g_string_new(NULL);
  g_string_append_printf(out, "%s|%s", procedure, recto_date_to_iso(reception, iso));
  g_autofree char **questions = sorted_questions(situation);
  for (char **q = questions; *q; q++) g_string_append_printf(out, "|%s=%s", *q, (const char *)g_hash_table_lookup(situation->answers, *q));
  for (const char *const *path = paths; *path; path++) {
    uint8_t sha256[32];
    int fd = open_path(*path, error);
    bool right = fd >= 0 && recto_digest_fd(fd, sha256, NULL, error);
    if (fd >= 0) close(fd);
    if (!right) {
      g_string_free(out, TRUE);
      return NULL;
    }
    g_autofree char *hex = recto_digest_hex(sha256), *name = g_path_get_basename(*path);
    g_string_append_printf(out, "|%s %s", hex, name);
  }
  return g_string_free(out, FALSE);
}
