/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making, freeing and looking up the judge's values. */
#include <recto/dossier.h>
#include <stdarg.h>

static GPtrArray *strings_new(void) { return g_ptr_array_new_with_free_func(g_free); }

RectoObservation *recto_observation_new(const char *value, const char *as_read, double confidence, RectoMeans means, RectoPlace place) {
  RectoObservation *observation = g_new0(RectoObservation, 1);
  *observation = (RectoObservation){g_strdup(value), g_strdup(as_read ? as_read : value), confidence, 1, means, RECTO_CANNOT_TELL, place};
  return observation;
}

void recto_observation_free(RectoObservation *observation) {
  if (!observation) return;
  g_free(observation->value);
  g_free(observation->as_read);
  g_free(observation);
}

RectoField *recto_field_new(const char *name, RectoFieldKind kind) {
  RectoField *field = g_new0(RectoField, 1);
  *field = (RectoField){g_strdup(name), kind, g_ptr_array_new_with_free_func((GDestroyNotify)recto_observation_free), -1, false, false};
  return field;
}

void recto_field_free(RectoField *field) {
  if (!field) return;
  g_free(field->name);
  g_ptr_array_unref(field->seen);
  g_free(field);
}

const char *recto_field_value(const RectoField *field) {
  if (!field || field->chosen < 0 || (guint)field->chosen >= field->seen->len) return NULL;
  return ((RectoObservation *)field->seen->pdata[field->chosen])->value;
}

RectoField *recto_fields_lookup(const GPtrArray *fields, const char *name) {
  for (guint i = 0; fields && i < fields->len; i++) {
    RectoField *field = fields->pdata[i];
    if (g_str_equal(field->name, name)) return field;
  }
  return NULL;
}

const char *recto_fields_value(const GPtrArray *fields, const char *name) { return recto_field_value(recto_fields_lookup(fields, name)); }

static GPtrArray *fields_new(void) { return g_ptr_array_new_with_free_func((GDestroyNotify)recto_field_free); }

RectoPerson *recto_person_new(const char *id, RectoRole role) {
  RectoPerson *person = g_new0(RectoPerson, 1);
  *person = (RectoPerson){g_strdup(id), role, fields_new()};
  return person;
}

void recto_person_free(RectoPerson *person) {
  if (!person) return;
  g_free(person->id);
  g_ptr_array_unref(person->fields);
  g_free(person);
}

RectoBid *recto_bid_new(const char *type, const char *side, double points) {
  RectoBid *bid = g_new0(RectoBid, 1);
  *bid = (RectoBid){g_strdup(type), g_strdup(side ? side : "page"), points, 0, strings_new()};
  return bid;
}

void recto_bid_free(RectoBid *bid) {
  if (!bid) return;
  g_free(bid->type);
  g_free(bid->side);
  g_ptr_array_unref(bid->clues);
  g_free(bid);
}

RectoSheet *recto_sheet_new(RectoPageId page) {
  RectoSheet *sheet = g_new0(RectoSheet, 1);
  *sheet = (RectoSheet){page, NULL, g_ptr_array_new_with_free_func((GDestroyNotify)recto_bid_free), fields_new()};
  return sheet;
}

void recto_sheet_free(RectoSheet *sheet) {
  if (!sheet) return;
  recto_bid_free(sheet->won);
  g_ptr_array_unref(sheet->others);
  g_ptr_array_unref(sheet->fields);
  g_free(sheet);
}

RectoDocument *recto_document_new(const char *id, const char *type) {
  RectoDocument *document = g_new0(RectoDocument, 1);
  document->id = g_strdup(id);
  document->type = g_strdup(type);
  document->pages = g_array_new(FALSE, TRUE, sizeof(RectoPageId));
  document->sides = strings_new();
  document->fields = fields_new();
  return document;
}

void recto_document_free(RectoDocument *document) {
  if (!document) return;
  g_free(document->id);
  g_free(document->type);
  g_array_unref(document->pages);
  g_ptr_array_unref(document->sides);
  g_ptr_array_unref(document->fields);
  g_free(document->person);
  g_free(document->other_person);
  g_free(document->same_as);
  g_free(document);
}

RectoFinding *recto_finding_new(RectoFindingKind kind, RectoWeight weight, const char *message, ...) {
  RectoFinding *finding = g_new0(RectoFinding, 1);
  finding->kind = kind;
  finding->weight = weight;
  finding->message = g_strdup(message);
  finding->args = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  finding->places = g_array_new(FALSE, TRUE, sizeof(RectoPlace));
  va_list list;
  va_start(list, message);
  for (const char *key; (key = va_arg(list, const char *));) {
    const char *value = va_arg(list, const char *);
    g_hash_table_insert(finding->args, g_strdup(key), g_strdup(value ? value : ""));
  }
  va_end(list);
  return finding;
}

void recto_finding_free(RectoFinding *finding) {
  if (!finding) return;
  g_free(finding->message);
  g_hash_table_unref(finding->args);
  g_free(finding->piece);
  g_free(finding->document);
  g_free(finding->person);
  g_free(finding->field);
  g_array_unref(finding->places);
  g_free(finding);
}

RectoDemandState *recto_demand_state_new(const char *type, const char *of) {
  RectoDemandState *demand = g_new0(RectoDemandState, 1);
  *demand = (RectoDemandState){g_strdup(type), g_strdup(of), 1, 0, RECTO_CANNOT_TELL, strings_new(), NULL};
  return demand;
}

void recto_demand_state_free(RectoDemandState *demand) {
  if (!demand) return;
  g_free(demand->type);
  g_free(demand->of);
  g_free(demand->lacks);
  g_ptr_array_unref(demand->documents);
  g_free(demand);
}

RectoAlternativeState *recto_alternative_state_new(const char *id) {
  RectoAlternativeState *alternative = g_new0(RectoAlternativeState, 1);
  *alternative = (RectoAlternativeState){g_strdup(id), RECTO_CANNOT_TELL, g_ptr_array_new_with_free_func((GDestroyNotify)recto_demand_state_free)};
  return alternative;
}

void recto_alternative_state_free(RectoAlternativeState *alternative) {
  if (!alternative) return;
  g_free(alternative->id);
  g_ptr_array_unref(alternative->demands);
  g_free(alternative);
}

RectoPieceResult *recto_piece_result_new(const char *id) {
  RectoPieceResult *piece = g_new0(RectoPieceResult, 1);
  *piece = (RectoPieceResult){g_strdup(id), RECTO_PIECE_ASK, -1, g_ptr_array_new_with_free_func((GDestroyNotify)recto_alternative_state_free), strings_new()};
  return piece;
}

void recto_piece_result_free(RectoPieceResult *piece) {
  if (!piece) return;
  g_free(piece->id);
  g_ptr_array_unref(piece->alternatives);
  g_ptr_array_unref(piece->documents);
  g_free(piece);
}

RectoSituation *recto_situation_new(void) {
  RectoSituation *situation = g_new0(RectoSituation, 1);
  situation->answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return situation;
}

RectoSituation *recto_situation_copy(const RectoSituation *situation) {
  RectoSituation *copy = recto_situation_new();
  GHashTableIter iter;
  gpointer key, value;
  if (!situation) return copy;
  g_hash_table_iter_init(&iter, situation->answers);
  while (g_hash_table_iter_next(&iter, &key, &value)) g_hash_table_insert(copy->answers, g_strdup(key), g_strdup(value));
  return copy;
}

void recto_situation_free(RectoSituation *situation) {
  if (!situation) return;
  g_hash_table_unref(situation->answers);
  g_free(situation);
}

RectoCorrection *recto_correction_new(RectoCorrectionKind kind, RectoPageId page, const char *name, const char *value) {
  RectoCorrection *correction = g_new0(RectoCorrection, 1);
  *correction = (RectoCorrection){kind, page, {0, RECTO_WHOLE_FILE, 0}, g_strdup(name), g_strdup(value), false};
  return correction;
}

RectoCorrection *recto_correction_copy(const RectoCorrection *correction) {
  RectoCorrection *copy = recto_correction_new(correction->kind, correction->page, correction->name, correction->value);
  copy->other = correction->other;
  copy->inherited = correction->inherited;
  return copy;
}

void recto_correction_free(RectoCorrection *correction) {
  if (!correction) return;
  g_free(correction->name);
  g_free(correction->value);
  g_free(correction);
}

RectoDossier *recto_dossier_new(const char *number, const char *procedure) {
  RectoDossier *dossier = g_new0(RectoDossier, 1);
  dossier->number = g_strdup(number);
  dossier->procedure = g_strdup(procedure);
  dossier->situation = recto_situation_new();
  dossier->corrections = g_ptr_array_new_with_free_func((GDestroyNotify)recto_correction_free);
  dossier->files = g_ptr_array_new_with_free_func((GDestroyNotify)recto_file_free);
  dossier->sheets = g_ptr_array_new_with_free_func((GDestroyNotify)recto_sheet_free);
  dossier->documents = g_ptr_array_new_with_free_func((GDestroyNotify)recto_document_free);
  dossier->persons = g_ptr_array_new_with_free_func((GDestroyNotify)recto_person_free);
  dossier->pieces = g_ptr_array_new_with_free_func((GDestroyNotify)recto_piece_result_free);
  dossier->findings = g_ptr_array_new_with_free_func((GDestroyNotify)recto_finding_free);
  return dossier;
}

void recto_dossier_free(RectoDossier *dossier) {
  if (!dossier) return;
  g_free(dossier->number);
  g_free(dossier->procedure);
  g_free(dossier->procedure_version);
  recto_situation_free(dossier->situation);
  g_ptr_array_unref(dossier->corrections);
  g_ptr_array_unref(dossier->files);
  g_ptr_array_unref(dossier->sheets);
  g_ptr_array_unref(dossier->documents);
  g_ptr_array_unref(dossier->persons);
  g_ptr_array_unref(dossier->pieces);
  g_ptr_array_unref(dossier->findings);
  g_free(dossier);
}

const RectoPage *recto_dossier_page(const RectoDossier *dossier, RectoPageId id) {
  for (guint i = 0; i < dossier->files->len; i++) {
    const RectoFile *file = dossier->files->pdata[i];
    if (file->ordinal == id.file) return id.page < file->pages->len ? file->pages->pdata[id.page] : NULL;
  }
  return NULL;
}

const RectoDocument *recto_dossier_document(const RectoDossier *dossier, const char *id) {
  for (guint i = 0; id && i < dossier->documents->len; i++) {
    const RectoDocument *document = dossier->documents->pdata[i];
    if (g_str_equal(document->id, id)) return document;
  }
  return NULL;
}

const RectoPerson *recto_dossier_person(const RectoDossier *dossier, const char *id) {
  for (guint i = 0; id && i < dossier->persons->len; i++) {
    const RectoPerson *person = dossier->persons->pdata[i];
    if (g_str_equal(person->id, id)) return person;
  }
  return NULL;
}

/* ------------------------------------------------------------------ by page */

RectoDocument *recto_document_of_page(const GPtrArray *documents, RectoPageId page) {
  for (guint i = 0; i < documents->len; i++) {
    RectoDocument *document = documents->pdata[i];
    for (guint k = 0; k < document->pages->len; k++)
      if (recto_page_id_equal(g_array_index(document->pages, RectoPageId, k), page)) return document;
  }
  return NULL;
}

RectoSheet *recto_sheet_of_page(const GPtrArray *sheets, RectoPageId page) {
  for (guint i = 0; i < sheets->len; i++)
    if (recto_page_id_equal(((RectoSheet *)sheets->pdata[i])->page, page)) return sheets->pdata[i];
  return NULL;
}
