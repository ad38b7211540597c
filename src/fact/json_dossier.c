/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The judge's values as JSON; the form is models/schema/dossier.schema.json. People count from 1, so files and pages do here. */
#include "fact/json_parts.h"
#include <recto/text.h>

static void add_place(JsonBuilder *builder, const char *key, const RectoPlace *place) {
  recto_json_open(builder, key, false);
  recto_json_int(builder, "file", place->page.file + 1);
  if (place->page.page != RECTO_WHOLE_FILE) recto_json_int(builder, "page", place->page.page + 1);
  if (!recto_box_is_empty(place->box)) recto_json_box(builder, "box", place->box);
  json_builder_end_object(builder);
}

static void add_strings(JsonBuilder *builder, const char *key, const GPtrArray *strings) {
  recto_json_open(builder, key, true);
  for (guint i = 0; i < strings->len; i++) json_builder_add_string_value(builder, strings->pdata[i]);
  json_builder_end_array(builder);
}

static void add_observation(JsonBuilder *builder, const RectoObservation *o) {
  json_builder_begin_object(builder);
  recto_json_string(builder, "value", o->value);
  recto_json_string(builder, "asRead", o->as_read);
  recto_json_double(builder, "confidence", o->confidence, 3);
  recto_json_string(builder, "means", recto_means_word(o->means));
  recto_json_string(builder, "check", recto_answer_word(o->check));
  add_place(builder, "place", &o->place);
  json_builder_end_object(builder);
}

static void add_fields(JsonBuilder *builder, const GPtrArray *fields) {
  recto_json_open(builder, "fields", true);
  for (guint i = 0; i < fields->len; i++) {
    const RectoField *field = fields->pdata[i];
    json_builder_begin_object(builder);
    recto_json_string(builder, "name", field->name);
    recto_json_string(builder, "kind", recto_field_kind_word(field->kind));
    recto_json_string(builder, "value", recto_field_value(field));
    recto_json_bool(builder, "quarrel", field->quarrel);
    recto_json_int(builder, "chosen", field->chosen);
    recto_json_open(builder, "seen", true);
    for (guint j = 0; j < field->seen->len; j++) add_observation(builder, field->seen->pdata[j]);
    json_builder_end_array(builder);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void add_bid(JsonBuilder *builder, const char *key, const RectoBid *bid) {
  recto_json_open(builder, key, false);
  recto_json_string(builder, "type", bid->type);
  recto_json_string(builder, "side", bid->side);
  recto_json_double(builder, "points", bid->points, 2);
  recto_json_double(builder, "lead", bid->lead, 2);
  add_strings(builder, "clues", bid->clues);
  json_builder_end_object(builder);
}

void recto_json_add_sheet(JsonBuilder *builder, const RectoSheet *sheet) {
  json_builder_begin_object(builder);
  recto_json_int(builder, "file", sheet->page.file + 1);
  recto_json_int(builder, "page", sheet->page.page + 1);
  add_bid(builder, "won", sheet->won);
  recto_json_open(builder, "others", true);
  for (guint i = 0; i < sheet->others->len; i++) add_bid(builder, NULL, sheet->others->pdata[i]);
  json_builder_end_array(builder);
  add_fields(builder, sheet->fields);
  json_builder_end_object(builder);
}

void recto_json_add_document(JsonBuilder *builder, const RectoDocument *document) {
  json_builder_begin_object(builder);
  recto_json_string(builder, "id", document->id);
  recto_json_string(builder, "type", document->type);
  recto_json_double(builder, "confidence", document->confidence, 3);
  recto_json_string(builder, "person", document->person);
  recto_json_string(builder, "otherPerson", document->other_person);
  recto_json_string(builder, "sameAs", document->same_as);
  recto_json_open(builder, "pages", true);
  for (guint i = 0; i < document->pages->len; i++) {
    const RectoPageId *id = &g_array_index(document->pages, RectoPageId, i);
    json_builder_begin_object(builder);
    recto_json_int(builder, "file", id->file + 1);
    recto_json_int(builder, "page", id->page + 1);
    recto_json_string(builder, "side", i < document->sides->len ? document->sides->pdata[i] : "page");
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
  add_fields(builder, document->fields);
  json_builder_end_object(builder);
}

void recto_json_add_person(JsonBuilder *builder, const RectoPerson *person) {
  json_builder_begin_object(builder);
  recto_json_string(builder, "id", person->id);
  recto_json_string(builder, "role", recto_role_word(person->role));
  add_fields(builder, person->fields);
  json_builder_end_object(builder);
}

static void add_demand(JsonBuilder *builder, const RectoDemandState *demand) {
  json_builder_begin_object(builder);
  recto_json_string(builder, "type", demand->type);
  recto_json_string(builder, "of", demand->of);
  recto_json_int(builder, "countNeeded", demand->count_needed);
  recto_json_int(builder, "countFound", demand->count_found);
  recto_json_string(builder, "met", recto_answer_word(demand->met));
  recto_json_string(builder, "lacks", demand->lacks);
  add_strings(builder, "documents", demand->documents);
  json_builder_end_object(builder);
}

void recto_json_add_piece(JsonBuilder *builder, const RectoPieceResult *piece) {
  json_builder_begin_object(builder);
  recto_json_string(builder, "id", piece->id);
  recto_json_string(builder, "state", recto_piece_state_word(piece->state));
  recto_json_int(builder, "chosen", piece->chosen);
  recto_json_open(builder, "alternatives", true);
  for (guint i = 0; i < piece->alternatives->len; i++) {
    const RectoAlternativeState *alternative = piece->alternatives->pdata[i];
    json_builder_begin_object(builder);
    recto_json_string(builder, "id", alternative->id);
    recto_json_string(builder, "met", recto_answer_word(alternative->met));
    recto_json_open(builder, "demands", true);
    for (guint j = 0; j < alternative->demands->len; j++) add_demand(builder, alternative->demands->pdata[j]);
    json_builder_end_array(builder);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
  add_strings(builder, "documents", piece->documents);
  json_builder_end_object(builder);
}

/* Hash tables in key order, so that equal dossiers give equal text. */
static void add_table(JsonBuilder *builder, const char *key, GHashTable *table) {
  recto_json_open(builder, key, false);
  guint n = 0;
  g_autofree char **keys = (char **)g_hash_table_get_keys_as_array(table, &n);
  qsort(keys, n, sizeof *keys, recto_text_compare);
  for (guint i = 0; i < n; i++) recto_json_string(builder, keys[i], g_hash_table_lookup(table, keys[i]));
  json_builder_end_object(builder);
}

void recto_json_add_finding(JsonBuilder *builder, const RectoFinding *finding) {
  json_builder_begin_object(builder);
  recto_json_string(builder, "kind", recto_finding_word(finding->kind));
  recto_json_string(builder, "weight", recto_weight_word(finding->weight));
  recto_json_string(builder, "message", finding->message);
  add_table(builder, "args", finding->args);
  recto_json_string(builder, "piece", finding->piece);
  recto_json_string(builder, "document", finding->document);
  recto_json_string(builder, "person", finding->person);
  recto_json_string(builder, "field", finding->field);
  recto_json_open(builder, "places", true);
  for (guint i = 0; i < finding->places->len; i++) add_place(builder, NULL, &g_array_index(finding->places, RectoPlace, i));
  json_builder_end_array(builder);
  json_builder_end_object(builder);
}

#define ADD_LIST(builder, key, list, add)                                     \
  do {                                                                        \
    recto_json_open(builder, key, true);                                      \
    for (guint i_ = 0; i_ < (list)->len; i_++) add(builder, (list)->pdata[i_]); \
    json_builder_end_array(builder);                                          \
  } while (0)

void recto_json_add_dossier(JsonBuilder *builder, const RectoDossier *dossier, RectoJsonFlags flags) {
  char reception[11];
  g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(dossier->received_at / G_USEC_PER_SEC);
  g_autofree char *received = moment ? g_date_time_format(moment, "%Y-%m-%dT%H:%M:%SZ") : NULL;
  json_builder_begin_object(builder);
  recto_json_string(builder, "format", "recto-dossier/1");
  recto_json_string(builder, "number", dossier->number);
  recto_json_string(builder, "procedure", dossier->procedure);
  recto_json_string(builder, "procedureVersion", dossier->procedure_version);
  recto_json_string(builder, "reception", recto_date_to_iso(dossier->reception, reception));
  recto_json_string(builder, "receivedAt", received);
  add_table(builder, "situation", dossier->situation->answers);
  recto_json_string(builder, "complete", recto_answer_word(dossier->complete));
  ADD_LIST(builder, "findings", dossier->findings, recto_json_add_finding);
  ADD_LIST(builder, "pieces", dossier->pieces, recto_json_add_piece);
  ADD_LIST(builder, "documents", dossier->documents, recto_json_add_document);
  ADD_LIST(builder, "persons", dossier->persons, recto_json_add_person);
  ADD_LIST(builder, "sheets", dossier->sheets, recto_json_add_sheet);
  recto_json_open(builder, "files", true);
  for (guint i = 0; i < dossier->files->len; i++) recto_json_add_file(builder, dossier->files->pdata[i], flags);
  json_builder_end_array(builder);
  json_builder_end_object(builder);
}
