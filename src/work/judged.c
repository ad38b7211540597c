/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the judge said, kept in the history when it changes: so a change of rules shows what it changed. */
#include "work/parts.h"
#include <recto/json.h>
#include <recto/text.h>

static void add_text(JsonBuilder *builder, const char *member, const char *value) {
  json_builder_set_member_name(builder, member);
  json_builder_add_string_value(builder, value ? value : "");
}

/* "missing finding.missing domicile" or "unreadable finding.unreadable 2:1": keys, piece and pages, no words of the documents. */
static char *line_of(const RectoFinding *finding) {
  g_autoptr(GString) line = g_string_new(recto_finding_word(finding->kind));
  g_string_append_printf(line, " %s %s", finding->message, recto_weight_word(finding->weight));
  if (finding->piece) g_string_append_printf(line, " %s", finding->piece);
  if (finding->field) g_string_append_printf(line, " %s", finding->field);
  for (guint i = 0; i < finding->places->len; i++) {
    g_autofree char *page = recto_page_to_words(g_array_index(finding->places, RectoPlace, i).page);
    g_string_append_printf(line, " %s", page);
  }
  return g_strdup(line->str);
}

static void add_said(JsonBuilder *builder, const RectoDossier *dossier) {
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < dossier->findings->len; i++) g_ptr_array_add(lines, line_of(dossier->findings->pdata[i]));
  g_ptr_array_sort(lines, recto_text_compare);
  json_builder_begin_object(builder);
  add_text(builder, "complete", recto_answer_word(dossier->complete));
  json_builder_set_member_name(builder, "pieces");
  json_builder_begin_object(builder);
  for (guint i = 0; i < dossier->pieces->len; i++) {
    const RectoPieceResult *piece = dossier->pieces->pdata[i];
    add_text(builder, piece->id, recto_piece_state_word(piece->state));
  }
  json_builder_end_object(builder);
  json_builder_set_member_name(builder, "findings");
  json_builder_begin_array(builder);
  for (guint i = 0; i < lines->len; i++) json_builder_add_string_value(builder, lines->pdata[i]);
  json_builder_end_array(builder);
  json_builder_end_object(builder);
}

char *recto_judged_body(const RectoDossier *dossier) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  add_text(builder, "rules", dossier->procedure_version);
  json_builder_set_member_name(builder, "said");
  add_said(builder, dossier);
  json_builder_end_object(builder);
  return recto_json_finish(builder);
}

static JsonNode *said_of(const char *body) {
  g_autoptr(JsonNode) root = body ? recto_json_parse(body, -1, 1 << 24, NULL) : NULL;
  JsonNode *said = root && JSON_NODE_HOLDS_OBJECT(root) ? json_object_get_member(json_node_get_object(root), "said") : NULL;
  return said ? json_node_copy(said) : NULL;
}

bool recto_judged_same(const char *a, const char *b) {
  g_autoptr(JsonNode) said_a = said_of(a), said_b = said_of(b);
  return said_a && said_b ? json_node_equal(said_a, said_b) : said_a == said_b;
}
