/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sentence a line of a history; the words stand in models/messages under history. Must not know: who is told. */
#include "work/words.h"
#include <recto/json.h>
#include <recto/judge.h>

static const char *text_in(JsonObject *object, const char *name) {
  const char *text = recto_json_text(object, name);
  return text ? text : "";
}

static char *numbers_in(JsonObject *object, const char *name) {
  g_autoptr(GString) out = g_string_new(NULL);
  JsonNode *node = object ? json_object_get_member(object, name) : NULL;
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
  for (guint i = 0; array && i < json_array_get_length(array); i++)
    g_string_append_printf(out, "%s%" G_GINT64_FORMAT, i ? ", " : "", json_array_get_int_element(array, i) + 1);
  return g_strdup(out->str);
}

static JsonObject *remarks_in(JsonObject *body) {
  JsonNode *remarks = body ? json_object_get_member(body, "remarks") : NULL;
  return remarks && JSON_NODE_HOLDS_OBJECT(remarks) ? json_node_get_object(remarks) : NULL;
}

/* "1:3, 1:4": pages of longer files. */
static char *pages_in(JsonObject *object) {
  g_autoptr(GString) out = g_string_new(NULL);
  JsonNode *node = object ? json_object_get_member(object, "pages") : NULL;
  JsonArray *pages = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
  for (guint i = 0; pages && i < json_array_get_length(pages); i++) g_string_append_printf(out, "%s%s", i ? ", " : "", json_array_get_string_element(pages, i));
  return g_strdup(out->str);
}

static guint files_in(JsonObject *object) {
  JsonNode *node = object ? json_object_get_member(object, "files") : NULL;
  return node && JSON_NODE_HOLDS_ARRAY(node) ? json_array_get_length(json_node_get_array(node)) : 0;
}

/* Did whoever brought these files choose to send them in spite of what was said of them? */
static bool sent_anyway(JsonObject *body) {
  JsonObject *remarks = remarks_in(body);
  JsonNode *anyway = remarks ? json_object_get_member(remarks, "anyway") : NULL;
  return anyway && json_node_get_value_type(anyway) == G_TYPE_BOOLEAN && json_node_get_boolean(anyway);
}

static char *key_of(const RectoStoreEvent *event, JsonObject *body, const char *pages) {
  if (g_str_equal(event->deed, "correct")) return g_strconcat("history.correct.", text_in(body, "kind"), NULL);
  if (g_str_equal(event->deed, "stayed")) return g_strconcat("history.stayed.", text_in(body, "cause"), NULL);
  if (g_str_equal(event->deed, "deposit") && *pages) return g_strdup("history.deposit-page");
  if (g_str_equal(event->deed, "deposit") && remarks_in(body) && recto_json_text(remarks_in(body), "moved")) return g_strdup("history.deposit-moved");
  if (g_str_equal(event->deed, "withdraw") && *text_in(body, "to")) return g_strdup(*pages ? "history.withdraw-page" : "history.withdraw-to");
  return g_strconcat("history.", event->deed, g_str_equal(event->deed, "deposit") && sent_anyway(body) ? "-anyway" : "", NULL);
}

static char *word_in(const RectoModels *models, const char *language, const char *family, const char *word) {
  g_autofree char *key = g_strconcat(family, ".", word, NULL);
  return recto_message_exists(models, language, key) ? recto_message(models, language, key, NULL) : g_strdup(word);
}

/* A kind, a field, a role as people call them, where a correction names one; the kinds are known only where the models are. */
static char *say_name(const RectoModels *models, const char *language, JsonObject *body) {
  bool side = g_str_equal(text_in(body, "kind"), "type");
  return word_in(models, language, side ? "side" : "field", text_in(body, "name"));
}

static char *say_value(const RectoModels *models, const char *language, JsonObject *body) {
  const char *kind = text_in(body, "kind"), *value = text_in(body, "value");
  if (g_str_equal(kind, "type") && recto_models_type(models, value)) return g_strdup(recto_type_label(models, value, language));
  if (g_str_equal(kind, "type")) return word_in(models, language, "type", value);
  return g_str_equal(kind, "person") ? word_in(models, language, "role", value) : g_strdup(value);
}

static char *sentence(const RectoModels *models, const char *language, const RectoStoreEvent *event, JsonObject *body) {
  bool deposit = g_str_equal(event->deed, "deposit");
  g_autofree char *pages = pages_in(deposit ? remarks_in(body) : body), *key = key_of(event, body, pages);
  g_autofree char *channel_key = g_strconcat("slip.channel.", text_in(body, "channel"), NULL);
  g_autofree char *channel = recto_message_exists(models, language, channel_key) ? recto_message(models, language, channel_key, NULL) : g_strdup(text_in(body, "channel"));
  g_autofree char *n = g_strdup_printf("%u", files_in(body)), *files = deposit ? g_strdup("") : numbers_in(body, "files");
  g_autofree char *version = g_strdup_printf("%" G_GINT64_FORMAT, recto_json_number(body, "version", 0));
  bool correction = g_str_equal(event->deed, "correct");
  g_autofree char *name = correction ? say_name(models, language, body) : g_strdup(text_in(body, "name")), *value = correction ? say_value(models, language, body) : g_strdup(text_in(body, "value"));
  const char *from = deposit && remarks_in(body) ? text_in(remarks_in(body), "moved") : "";
  JsonNode *said = body ? json_object_get_member(body, "said") : NULL;
  const char *complete = said && JSON_NODE_HOLDS_OBJECT(said) ? text_in(json_node_get_object(said), "complete") : "";
  g_autofree char *verdict_key = g_strconcat("cli.complete.", *complete ? complete : "cannot-tell", NULL), *verdict = recto_message(models, language, verdict_key, NULL);
  return recto_say_with(models, language, key, "n", n, "files", files, "channel", channel, "piece", text_in(body, "piece"), "page", text_in(body, "page"), "other",
                       text_in(body, "other"), "name", name, "value", value, "to", text_in(body, "to"), "why", text_in(body, "why"),
                       "version", version, "pages", pages, "from", from, "verdict", verdict, "procedure", text_in(body, "procedure"), NULL);
}

char *recto_event_words(const RectoModels *models, const char *language, const RectoStoreEvent *event) {
  g_autoptr(JsonNode) root = event->body ? recto_json_parse(event->body, -1, 1 << 26, NULL) : NULL;
  return sentence(models, language, event, root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL);
}
