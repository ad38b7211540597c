/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be told to a depositor, as JSON of key words and positions. Must not know: HTML, who asks. */
#include "work/view.h"
#include <recto/json.h>

#define VIEW_KEY "view"
#define FORM 3

void recto_view_free(RectoView *view) {
  if (!view) return;
  recto_dossier_free(view->dossier);
  g_ptr_array_unref(view->readings);
  g_ptr_array_unref(view->points);
  g_free(view);
}

/* ------------------------------------------------------------------ writing */

static void add_ints(JsonBuilder *builder, const int64_t *values, size_t n) {
  json_builder_begin_array(builder);
  for (size_t i = 0; i < n; i++) json_builder_add_int_value(builder, values[i]);
  json_builder_end_array(builder);
}

static void begin_list(JsonBuilder *builder, const char *member) {
  json_builder_set_member_name(builder, member);
  json_builder_begin_array(builder);
}

static void add_page(JsonBuilder *builder, const RectoPage *page) {
  json_builder_begin_object(builder);
  recto_json_string(builder, "outcome", recto_outcome_word(page->outcome));
  recto_json_string(builder, "legible", recto_answer_word(page->legible));
  recto_json_string(builder, "blank", recto_answer_word(page->blank));
  recto_json_int(builder, "width", page->geometry.width);
  recto_json_int(builder, "height", page->geometry.height);
  begin_list(builder, "defects");
  for (guint i = 0; i < page->defects->len; i++) {
    const RectoDefect *defect = &g_array_index(page->defects, RectoDefect, i);
    json_builder_begin_object(builder);
    recto_json_string(builder, "kind", recto_defect_word(defect->kind));
    recto_json_int(builder, "retake", defect->retake);
    recto_json_int(builder, "cured", defect->cured);
    json_builder_set_member_name(builder, "box");
    add_ints(builder, (const int64_t[]){defect->box.x, defect->box.y, defect->box.width, defect->box.height}, 4);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
  json_builder_end_object(builder);
}

static void add_file(JsonBuilder *builder, const RectoFile *file, const char *key) {
  json_builder_begin_object(builder);
  recto_json_int(builder, "file", file->ordinal);
  recto_json_string(builder, "outcome", recto_outcome_word(file->outcome));
  recto_json_string(builder, "reading", key);
  begin_list(builder, "pages");
  for (guint i = 0; i < file->pages->len; i++) add_page(builder, file->pages->pdata[i]);
  json_builder_end_array(builder);
  json_builder_end_object(builder);
}

static void add_document(JsonBuilder *builder, const RectoDocument *document) {
  json_builder_begin_object(builder);
  recto_json_string(builder, "id", document->id);
  recto_json_string(builder, "type", document->type);
  begin_list(builder, "pages");
  for (guint i = 0; i < document->pages->len; i++) {
    RectoPageId page = g_array_index(document->pages, RectoPageId, i);
    add_ints(builder, (const int64_t[]){page.file, page.page}, 2);
  }
  json_builder_end_array(builder);
  json_builder_end_object(builder);
}

static void add_piece(JsonBuilder *builder, const RectoPieceResult *piece) {
  json_builder_begin_object(builder);
  recto_json_string(builder, "id", piece->id);
  recto_json_string(builder, "state", recto_piece_state_word(piece->state));
  begin_list(builder, "documents");
  for (guint i = 0; i < piece->documents->len; i++) json_builder_add_string_value(builder, piece->documents->pdata[i]);
  json_builder_end_array(builder);
  json_builder_end_object(builder);
}

/* Those whose words quote a document (a name, a number, two values) are for the office alone. */
static bool may_be_told(const RectoFinding *finding) {
  switch (finding->kind) {
  case RECTO_FINDING_UNSURE: case RECTO_FINDING_MISMATCH: case RECTO_FINDING_NOTE: case RECTO_FINDING_SEEN_ONLY: return false;
  default: return !g_hash_table_contains(finding->args, "value-a") && !g_hash_table_contains(finding->args, "value-b") && !g_hash_table_contains(finding->args, "zone");
  }
}

static void add_args(JsonBuilder *builder, GHashTable *args) {
  GHashTableIter iter;
  gpointer name, value;
  json_builder_set_member_name(builder, "args");
  json_builder_begin_object(builder);
  g_hash_table_iter_init(&iter, args);
  while (g_hash_table_iter_next(&iter, &name, &value)) recto_json_string(builder, name, value);
  json_builder_end_object(builder);
}

static void add_finding(JsonBuilder *builder, const RectoFinding *finding) {
  json_builder_begin_object(builder);
  recto_json_string(builder, "kind", recto_finding_word(finding->kind));
  recto_json_string(builder, "weight", recto_weight_word(finding->weight));
  recto_json_string(builder, "message", finding->message);
  recto_json_string_if(builder, "piece", finding->piece);
  recto_json_string_if(builder, "document", finding->document);
  recto_json_string_if(builder, "field", finding->field);
  recto_json_int(builder, "office", !may_be_told(finding));
  add_args(builder, finding->args);
  begin_list(builder, "places");
  for (guint i = 0; i < finding->places->len; i++) {
    const RectoPlace *place = &g_array_index(finding->places, RectoPlace, i);
    add_ints(builder, (const int64_t[]){place->page.file, place->page.page, place->box.x, place->box.y, place->box.width, place->box.height}, 6);
  }
  json_builder_end_array(builder);
  json_builder_end_object(builder);
}

static void add_points(JsonBuilder *builder, const RectoModels *models, const RectoDossier *dossier) {
  g_autoptr(GPtrArray) points = recto_points_of(models, dossier);
  begin_list(builder, "points");
  for (guint i = 0; i < points->len; i++) recto_point_write(builder, points->pdata[i]);
  json_builder_end_array(builder);
}

static char *write_view(const RectoReading *reading, const RectoDossier *dossier) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_int(builder, "form", FORM);
  recto_json_int(builder, "version", (int64_t)reading->state->version);
  recto_json_string(builder, "complete", recto_answer_word(dossier->complete));
  begin_list(builder, "files");
  for (guint i = 0; i < reading->files->len; i++) {
    g_autofree char *key = recto_reading_key(reading, i);
    add_file(builder, reading->files->pdata[i], key);
  }
  json_builder_end_array(builder);
  begin_list(builder, "documents");
  for (guint i = 0; i < dossier->documents->len; i++) add_document(builder, dossier->documents->pdata[i]);
  json_builder_end_array(builder);
  begin_list(builder, "pieces");
  for (guint i = 0; i < dossier->pieces->len; i++) add_piece(builder, dossier->pieces->pdata[i]);
  json_builder_end_array(builder);
  begin_list(builder, "findings");
  for (guint i = 0; i < dossier->findings->len; i++) add_finding(builder, dossier->findings->pdata[i]);
  json_builder_end_array(builder);
  add_points(builder, reading->work->models, dossier);
  json_builder_end_object(builder);
  return recto_json_finish(builder);
}

void recto_view_keep(const RectoReading *reading, const RectoDossier *dossier) {
  g_autofree char *text = write_view(reading, dossier);
  g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
  g_autoptr(GError) error = NULL;
  if (!recto_store_put_result(reading->stored, VIEW_KEY, bytes, &error)) g_message("a view could not be kept: %s", error->message);
}

/* ------------------------------------------------------------------ reading: what is absent or of another form is left out */

static JsonArray *list_of(JsonObject *object, const char *member) {
  JsonNode *node = json_object_get_member(object, member);
  return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

static guint length_of(JsonArray *list) { return list ? json_array_get_length(list) : 0; }

static JsonObject *object_in(JsonArray *list, guint i) {
  JsonNode *node = json_array_get_element(list, i);
  return JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static bool ints_in(JsonArray *list, guint at, int64_t *values, guint n) {
  JsonNode *node = json_array_get_element(list, at);
  JsonArray *inner = JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
  if (length_of(inner) != n) return false;
  for (guint i = 0; i < n; i++) values[i] = json_array_get_int_element(inner, i);
  return true;
}

static void take_defects(JsonArray *list, RectoPage *page) {
  for (guint i = 0; i < length_of(list); i++) {
    JsonObject *object = object_in(list, i);
    RectoDefect defect = {.retake = object && recto_json_number(object, "retake", 0), .cured = object && recto_json_number(object, "cured", 0)};
    JsonArray *box = object ? list_of(object, "box") : NULL;
    if (!object || !recto_defect_from_word(recto_json_text(object, "kind"), &defect.kind) || length_of(box) != 4) continue;
    defect.box = (RectoBox){(int)json_array_get_int_element(box, 0), (int)json_array_get_int_element(box, 1), (int)json_array_get_int_element(box, 2),
                            (int)json_array_get_int_element(box, 3)};
    g_array_append_val(page->defects, defect);
  }
}

static void take_page(JsonObject *object, RectoFile *file, guint index) {
  RectoPage *page = recto_page_new((RectoPageId){0, file->ordinal, index});
  if (object) {
    recto_outcome_from_word(recto_json_text(object, "outcome"), &page->outcome);
    recto_answer_from_word(recto_json_text(object, "legible"), &page->legible);
    recto_answer_from_word(recto_json_text(object, "blank"), &page->blank);
    page->geometry.width = (uint32_t)recto_json_number(object, "width", 0);
    page->geometry.height = (uint32_t)recto_json_number(object, "height", 0);
    take_defects(list_of(object, "defects"), page);
  }
  g_ptr_array_add(file->pages, page);
}

static void take_file(JsonObject *object, const RectoState *state, RectoView *view) {
  uint32_t ordinal = (uint32_t)recto_json_number(object, "file", -1);
  const RectoStateFile *known = recto_state_file(state, ordinal);
  if (!known) return;
  RectoFile *file = recto_file_new(ordinal, known->name);
  JsonArray *pages = list_of(object, "pages");
  recto_outcome_from_word(recto_json_text(object, "outcome"), &file->outcome);
  file->size = known->size;
  for (guint i = 0; i < length_of(pages); i++) take_page(object_in(pages, i), file, i);
  recto_state_mark(state, file);
  g_ptr_array_add(view->dossier->files, file);
  g_ptr_array_add(view->readings, g_strdup(recto_json_text(object, "reading")));
}

static void take_document(JsonObject *object, RectoDossier *dossier) {
  const char *id = recto_json_text(object, "id"), *type = recto_json_text(object, "type");
  JsonArray *pages = list_of(object, "pages");
  if (!id || !type) return;
  RectoDocument *document = recto_document_new(id, type);
  for (guint i = 0; i < length_of(pages); i++) {
    int64_t place[2];
    RectoPageId page = {0, 0, 0};
    if (!ints_in(pages, i, place, 2)) continue;
    page.file = (uint32_t)place[0];
    page.page = (uint32_t)place[1];
    g_array_append_val(document->pages, page);
  }
  g_ptr_array_add(dossier->documents, document);
}

static void take_piece(JsonObject *object, RectoDossier *dossier) {
  const char *id = recto_json_text(object, "id");
  JsonArray *documents = list_of(object, "documents");
  if (!id) return;
  RectoPieceResult *piece = recto_piece_result_new(id);
  recto_piece_state_from_word(recto_json_text(object, "state"), &piece->state);
  for (guint i = 0; i < length_of(documents); i++) g_ptr_array_add(piece->documents, g_strdup(json_array_get_string_element(documents, i)));
  g_ptr_array_add(dossier->pieces, piece);
}

static void take_args(JsonObject *object, RectoFinding *finding) {
  JsonNode *node = json_object_get_member(object, "args");
  JsonObject *args = node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
  g_autoptr(GList) names = args ? json_object_get_members(args) : NULL;
  for (GList *at = names; at; at = at->next)
    if (recto_json_text(args, at->data)) g_hash_table_insert(finding->args, g_strdup(at->data), g_strdup(recto_json_text(args, at->data)));
}

static void take_finding(JsonObject *object, RectoDossier *dossier) {
  RectoFindingKind kind = RECTO_FINDING_NOTE;
  RectoWeight weight = RECTO_WEIGHT_INFO;
  const char *message = recto_json_text(object, "message");
  JsonArray *places = list_of(object, "places");
  if (!message || !recto_finding_from_word(recto_json_text(object, "kind"), &kind) || !recto_weight_from_word(recto_json_text(object, "weight"), &weight)) return;
  RectoFinding *finding = recto_finding_new(kind, weight, message, NULL);
  finding->piece = g_strdup(recto_json_text(object, "piece"));
  finding->document = g_strdup(recto_json_text(object, "document"));
  finding->field = g_strdup(recto_json_text(object, "field"));
  take_args(object, finding);
  for (guint i = 0; i < length_of(places); i++) {
    int64_t v[6];
    if (!ints_in(places, i, v, 6)) continue;
    RectoPlace place = {{0, (uint32_t)v[0], (uint32_t)v[1]}, {(int)v[2], (int)v[3], (int)v[4], (int)v[5]}};
    g_array_append_val(finding->places, place);
  }
  g_ptr_array_add(dossier->findings, finding);
}

static RectoView *read_view(JsonObject *root, const RectoState *state, bool office) {
  RectoView *view = g_new0(RectoView, 1);
  RectoDossier *dossier = view->dossier = recto_dossier_new(state->number, state->procedure);
  JsonArray *files = list_of(root, "files"), *documents = list_of(root, "documents"), *pieces = list_of(root, "pieces"), *findings = list_of(root, "findings"), *points = list_of(root, "points");
  view->readings = g_ptr_array_new_with_free_func(g_free);
  view->points = g_ptr_array_new_with_free_func((GDestroyNotify)recto_point_free);
  view->version = (uint64_t)recto_json_number(root, "version", 0);
  dossier->reception = state->reception;
  dossier->received_at = state->received_at;
  recto_answer_from_word(recto_json_text(root, "complete"), &dossier->complete);
  for (guint i = 0; i < length_of(files); i++)
    if (object_in(files, i)) take_file(object_in(files, i), state, view);
  for (guint i = 0; i < length_of(documents); i++)
    if (object_in(documents, i)) take_document(object_in(documents, i), dossier);
  for (guint i = 0; i < length_of(pieces); i++)
    if (object_in(pieces, i)) take_piece(object_in(pieces, i), dossier);
  for (guint i = 0; i < length_of(findings); i++) {
    JsonObject *finding = object_in(findings, i);
    if (finding && (office || recto_json_number(finding, "office", 1) == 0)) take_finding(finding, dossier);
  }
  for (guint i = 0; office && i < length_of(points); i++) {
    RectoPoint *point = object_in(points, i) ? recto_point_read(object_in(points, i)) : NULL;
    if (point) g_ptr_array_add(view->points, point);
  }
  return view;
}

RectoView *recto_view_load(const RectoStoreDossier *stored, const RectoState *state, bool office) {
  g_autoptr(GBytes) bytes = recto_store_result(stored, VIEW_KEY);
  g_autoptr(JsonNode) root = bytes ? recto_json_parse(g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes), 1 << 26, NULL) : NULL;
  if (!root || !JSON_NODE_HOLDS_OBJECT(root) || recto_json_number(json_node_get_object(root), "form", 0) != FORM) return NULL;
  return read_view(json_node_get_object(root), state, office);
}

RectoFile *recto_view_reading(const RectoStoreDossier *stored, const char *key) {
  g_autoptr(GBytes) frozen = key ? recto_store_result(stored, key) : NULL;
  return frozen ? recto_file_thaw(frozen, NULL) : NULL;
}

/* ------------------------------------------------------------------ first looks */

static char *sight_key(uint32_t ordinal, guint page) { return g_strdup_printf("sight|%u|%u", ordinal, page); }

void recto_sight_keep(RectoStoreDossier *stored, uint32_t ordinal, const RectoPage *page) {
  if (page->id.page >= RECTO_SIGHTS) return;
  RectoFile *file = recto_file_new(ordinal, "");
  g_autofree char *key = sight_key(ordinal, page->id.page);
  g_ptr_array_set_free_func(file->pages, NULL);
  g_ptr_array_add(file->pages, (gpointer)page);
  g_autoptr(GBytes) frozen = recto_file_freeze(file);
  recto_store_put_result(stored, key, frozen, NULL);
  recto_file_free(file);
}

RectoFile *recto_sight_load(const RectoStoreDossier *stored, uint32_t ordinal) {
  g_autoptr(RectoFile) file = recto_file_new(ordinal, "");
  for (guint i = 0; i < RECTO_SIGHTS; i++) {
    g_autofree char *key = sight_key(ordinal, i);
    g_autoptr(RectoFile) one = recto_view_reading(stored, key);
    if (!one || one->pages->len != 1) break;
    g_ptr_array_add(file->pages, g_ptr_array_steal_index(one->pages, 0));
  }
  return file->pages->len ? g_steal_pointer(&file) : NULL;
}
