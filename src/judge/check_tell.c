/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings as the check stage makes them: arguments, places, and the order in which people meet them. Must not know: why something is found. */
#include "judge/check.h"
#include "judge/merge.h"

void recto_places_add_page(GArray *places, RectoPageId page) {
  for (guint i = 0; i < places->len; i++) {
    if (recto_page_id_equal(g_array_index(places, RectoPlace, i).page, page)) return;
  }
  RectoPlace place = {.page = page};
  g_array_append_val(places, place);
}

void recto_places_add_document(GArray *places, const RectoDocument *document) {
  for (guint i = 0; i < document->pages->len; i++) recto_places_add_page(places, g_array_index(document->pages, RectoPageId, i));
}

void recto_places_add_field(GArray *places, const RectoDocument *document, const RectoField *field) {
  const RectoObservation *seen = field ? recto_field_chosen(field) : NULL;
  if (seen) g_array_append_val(places, seen->place);
  else recto_places_add_document(places, document);
}

void recto_finding_set(RectoFinding *finding, const char *key, const char *value) {
  if (value) g_hash_table_insert(finding->args, g_strdup(key), g_strdup(value));
}

void recto_finding_set_number(RectoFinding *finding, const char *key, int value) { g_hash_table_insert(finding->args, g_strdup(key), g_strdup_printf("%d", value)); }

RectoFinding *recto_finding_of_document(RectoFindingKind kind, RectoWeight weight, const char *message, const RectoDocument *document) {
  RectoFinding *finding = recto_finding_new(kind, weight, message, NULL);
  finding->document = g_strdup(document->id);
  finding->person = g_strdup(document->person);
  recto_finding_set(finding, "type", document->type);
  recto_places_add_document(finding->places, document);
  return finding;
}

/* ------------------------------------------------------------------ order */

/* The position of a finding's piece in the procedure's order; findings without a piece come after those of pieces. */
static guint piece_rank(const RectoChecking *checking, const RectoFinding *finding) {
  const GPtrArray *pieces = checking->dossier->pieces;
  for (guint i = 0; finding->piece && i < pieces->len; i++) {
    if (g_str_equal(((RectoPieceResult *)g_ptr_array_index(pieces, i))->id, finding->piece)) return i;
  }
  return pieces->len;
}

static int compare_places(const RectoFinding *a, const RectoFinding *b) {
  if (!a->places->len || !b->places->len) return (a->places->len == 0) - (b->places->len == 0);
  return recto_page_id_compare(&g_array_index(a->places, RectoPlace, 0).page, &g_array_index(b->places, RectoPlace, 0).page);
}

/* Most urgent first: weight, then what an examination cannot do without, then kind, then the procedure's order, then pages. */
int recto_compare_findings(const RectoChecking *checking, const RectoFinding *a, const RectoFinding *b) {
  if (a->weight != b->weight) return b->weight > a->weight ? 1 : -1;
  bool light_a = g_str_equal(a->message, "finding.missing-deferrable"), light_b = g_str_equal(b->message, "finding.missing-deferrable");
  if (light_a != light_b) return light_a ? 1 : -1;
  if (a->kind != b->kind) return a->kind > b->kind ? 1 : -1;
  guint rank_a = piece_rank(checking, a), rank_b = piece_rank(checking, b);
  if (rank_a != rank_b) return rank_a > rank_b ? 1 : -1;
  int places = compare_places(a, b);
  return places ? places : g_strcmp0(a->message, b->message);
}
