/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a new judgement of a dossier says that the one before did not: for people, in the words of the report. */
#include "cli/cli.h"
#include <recto/json.h>

static JsonObject *said_of(JsonNode *root) {
  JsonNode *said = root && JSON_NODE_HOLDS_OBJECT(root) ? json_object_get_member(json_node_get_object(root), "said") : NULL;
  return said && JSON_NODE_HOLDS_OBJECT(said) ? json_node_get_object(said) : NULL;
}

static JsonObject *pieces_of(JsonObject *said) {
  JsonNode *pieces = said ? json_object_get_member(said, "pieces") : NULL;
  return pieces && JSON_NODE_HOLDS_OBJECT(pieces) ? json_node_get_object(pieces) : NULL;
}

static void tell_piece(const RectoCli *cli, const RectoVerdict *verdict, const char *id, const char *before, const char *now) {
  const RectoProcedure *procedure = recto_models_procedure(cli->models, verdict->dossier->procedure);
  g_autofree char *stem = g_strndup(id, strcspn(id, "."));
  const char *label = id;
  for (guint i = 0; procedure && i < procedure->pieces->len; i++) {
    const RectoPiece *piece = procedure->pieces->pdata[i];
    if (g_str_equal(piece->id, stem)) label = recto_label(piece->labels, cli->language);
  }
  g_autofree char *key_before = g_strconcat("piece-state.", before, NULL), *key_now = g_strconcat("piece-state.", now, NULL);
  g_autofree char *was = recto_cli_say(cli, key_before, NULL), *is = recto_cli_say(cli, key_now, NULL);
  g_autofree char *text = recto_cli_say(cli, "cli.change", "piece", label, "before", was, "now", is, NULL);
  printf("  %s\n", text);
}

static guint lines_without(JsonObject *said, JsonObject *other) {
  JsonArray *lines = said && json_object_has_member(said, "findings") ? json_object_get_array_member(said, "findings") : NULL;
  JsonArray *others = other && json_object_has_member(other, "findings") ? json_object_get_array_member(other, "findings") : NULL;
  guint n = 0;
  for (guint i = 0; lines && i < json_array_get_length(lines); i++) {
    bool there = false;
    for (guint k = 0; others && k < json_array_get_length(others); k++)
      there |= g_strcmp0(json_array_get_string_element(lines, i), json_array_get_string_element(others, k)) == 0;
    n += !there;
  }
  return n;
}

static void tell_findings(const RectoCli *cli, JsonObject *before, JsonObject *now) {
  g_autofree char *more = g_strdup_printf("%u", lines_without(now, before)), *fewer = g_strdup_printf("%u", lines_without(before, now));
  g_autofree char *text = recto_cli_say(cli, "cli.change-findings", "more", more, "fewer", fewer, NULL);
  printf("  %s\n", text);
}

void recto_cli_tell_changes(const RectoCli *cli, const RectoVerdict *verdict) {
  if (!verdict->before) return;
  if (!verdict->changes) {
    g_autofree char *same = recto_cli_say(cli, "cli.no-change", NULL);
    printf("%s\n", same);
    return;
  }
  g_autoptr(JsonNode) before = recto_json_parse(verdict->before, -1, 1 << 24, NULL), now = recto_json_parse(verdict->changes, -1, 1 << 24, NULL);
  JsonObject *old_pieces = pieces_of(said_of(before)), *new_pieces = pieces_of(said_of(now));
  g_autofree char *title = recto_cli_say(cli, "cli.changes", NULL);
  printf("%s\n", title);
  g_autoptr(GList) ids = new_pieces ? json_object_get_members(new_pieces) : NULL;
  for (GList *at = ids; at; at = at->next) {
    const char *was = recto_json_text(old_pieces, at->data), *is = recto_json_text(new_pieces, at->data);
    if (was && is && !g_str_equal(was, is)) tell_piece(cli, verdict, at->data, was, is);
  }
  tell_findings(cli, said_of(before), said_of(now));
}
