/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people said beside what the machine says without them. Must not know: HTML, the terminal. */
#include "work/truth.h"
#include <recto/json.h>
#include <recto/judge.h>

typedef struct { RectoDossier *kinds, *values; } Machine; /* judged without corrections of kinds and values; without those of values alone */

static void machine_clear(Machine *machine) {
  g_clear_pointer(&machine->kinds, recto_dossier_free);
  g_clear_pointer(&machine->values, recto_dossier_free);
}

/* ------------------------------------------------------------------ the machine alone */

static GPtrArray *corrections_but(const RectoState *state, bool kinds) {
  GPtrArray *some = g_ptr_array_new();
  for (guint i = 0; i < state->corrections->len; i++) {
    RectoCorrection *correction = state->corrections->pdata[i];
    bool left_out = correction->kind == RECTO_CORRECT_FIELD || correction->kind == RECTO_CORRECT_PERSON || correction->kind == RECTO_CORRECT_UNREADABLE || (kinds && correction->kind == RECTO_CORRECT_TYPE);
    if (!left_out) g_ptr_array_add(some, correction);
  }
  return some;
}

static GPtrArray *readings_of(const RectoStoreDossier *stored, const RectoView *view, const RectoState *state) {
  GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)recto_file_free);
  for (guint i = 0; i < view->readings->len; i++) {
    RectoFile *file = recto_view_reading(stored, view->readings->pdata[i]);
    uint32_t ordinal = ((const RectoFile *)view->dossier->files->pdata[i])->ordinal;
    if (!file) continue;
    file->ordinal = ordinal;
    for (guint p = 0; p < file->pages->len; p++) ((RectoPage *)file->pages->pdata[p])->id.file = ordinal;
    recto_state_mark(state, file);
    g_ptr_array_add(files, file);
  }
  return files;
}

static RectoDossier *judge(const RectoModels *models, const RectoStoreDossier *stored, const RectoView *view, const RectoState *state, bool kinds) {
  g_autoptr(GPtrArray) files = readings_of(stored, view, state), corrections = corrections_but(state, kinds);
  RectoCase the_case = {state->number, state->procedure, state->reception, state->received_at, state->situation, files, NULL, corrections};
  return recto_judge(models, &the_case, NULL);
}

/* ------------------------------------------------------------------ lines */

static const RectoDocument *document_with(const RectoDossier *dossier, RectoPageId page) {
  for (guint i = 0; dossier && i < dossier->documents->len; i++) {
    const RectoDocument *document = dossier->documents->pdata[i];
    for (guint p = 0; p < document->pages->len; p++)
      if (recto_page_id_equal(g_array_index(document->pages, RectoPageId, p), page)) return document;
  }
  return NULL;
}

static void add_null(JsonBuilder *builder, const char *member) {
  json_builder_set_member_name(builder, member);
  json_builder_add_null_value(builder);
}

static void add_value(JsonBuilder *builder, const char *member, const char *value) {
  if (value && *value) recto_json_string(builder, member, value);
  else add_null(builder, member);
}

static void add_box(JsonBuilder *builder, const RectoBox *box) {
  const int values[] = {box->x, box->y, box->width, box->height};
  json_builder_set_member_name(builder, "box");
  json_builder_begin_array(builder);
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) json_builder_add_int_value(builder, values[i]);
  json_builder_end_array(builder);
}

static void begin_machine(JsonBuilder *builder, const char *value, double confidence) {
  json_builder_set_member_name(builder, "machine");
  json_builder_begin_object(builder);
  add_value(builder, "value", value);
  json_builder_set_member_name(builder, "confidence");
  json_builder_add_double_value(builder, (double)(int)(confidence * 1000 + 0.5) / 1000);
}

static void add_field(JsonBuilder *builder, const RectoDossier *dossier, const RectoCorrection *correction) {
  const RectoDocument *document = document_with(dossier, correction->page);
  const RectoField *field = document ? recto_fields_lookup(document->fields, correction->name) : NULL;
  const RectoObservation *seen = field && field->chosen >= 0 && (guint)field->chosen < field->seen->len ? field->seen->pdata[field->chosen] : NULL;
  add_value(builder, "type", document ? document->type : NULL);
  recto_json_string(builder, "field", correction->name);
  if (seen && seen->place.box.width > 0) add_box(builder, &seen->place.box);
  else add_null(builder, "box");
  if (seen) {
    begin_machine(builder, seen->value, seen->confidence);
    recto_json_string(builder, "means", recto_means_word(seen->means));
    json_builder_end_object(builder);
  } else add_null(builder, "machine");
}

static void add_type(JsonBuilder *builder, const RectoDossier *dossier, const RectoCorrection *correction) {
  const RectoDocument *document = document_with(dossier, correction->page);
  const char *won = NULL;
  for (guint i = 0; dossier && i < dossier->sheets->len; i++) {
    const RectoSheet *sheet = dossier->sheets->pdata[i];
    if (recto_page_id_equal(sheet->page, correction->page)) won = sheet->won->type;
  }
  add_null(builder, "box");
  if (won) {
    begin_machine(builder, won, document ? document->confidence : 0);
    json_builder_end_object(builder);
  } else add_null(builder, "machine");
}

static void add_person(JsonBuilder *builder, const RectoDossier *dossier, const RectoCorrection *correction) {
  const RectoDocument *document = document_with(dossier, correction->page);
  const RectoPerson *person = document && document->person ? recto_dossier_person(dossier, document->person) : NULL;
  add_value(builder, "type", document ? document->type : NULL);
  add_null(builder, "box");
  if (person) {
    begin_machine(builder, recto_role_word(person->role), document->confidence);
    json_builder_end_object(builder);
  } else add_null(builder, "machine");
}

/* A page that no person can read, beside what the machine said of it. */
static void add_page(JsonBuilder *builder, const RectoDossier *dossier, const RectoCorrection *correction) {
  const RectoPage *page = dossier ? recto_dossier_page(dossier, correction->page) : NULL;
  add_null(builder, "box");
  json_builder_set_member_name(builder, "machine");
  json_builder_begin_object(builder);
  add_value(builder, "legible", page ? recto_answer_word(page->legible) : NULL);
  json_builder_end_object(builder);
}

/* On one line. */
static char *finish(JsonBuilder *builder) {
  g_autoptr(JsonNode) root = json_builder_get_root(builder);
  g_autoptr(JsonGenerator) generator = json_generator_new();
  json_generator_set_root(generator, root);
  return json_generator_to_data(generator, NULL);
}

static char *line_of(const Machine *machine, const char *number, const RectoCorrection *correction) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  g_autofree char *page = recto_page_to_words(correction->page);
  json_builder_begin_object(builder);
  recto_json_string(builder, "dossier", number);
  recto_json_string(builder, "page", page);
  recto_json_string(builder, "kind", recto_correction_word(correction->kind));
  bool unreadable = correction->kind == RECTO_CORRECT_UNREADABLE;
  if (unreadable && !correction->name) add_page(builder, machine->values, correction);
  if (correction->kind == RECTO_CORRECT_FIELD || (unreadable && correction->name)) add_field(builder, machine->values, correction);
  if (correction->kind == RECTO_CORRECT_TYPE) add_type(builder, machine->kinds, correction);
  if (correction->kind == RECTO_CORRECT_PERSON) add_person(builder, machine->values, correction);
  add_value(builder, "human", correction->value);
  json_builder_end_object(builder);
  return finish(builder);
}

/* ------------------------------------------------------------------ which count */

/* A word that was only taken over says nothing that a person saw on this page. */
static bool is_measured(const RectoCorrection *correction) { return !correction->inherited && (correction->kind == RECTO_CORRECT_UNREADABLE || correction->kind == RECTO_CORRECT_FIELD || correction->kind == RECTO_CORRECT_TYPE || correction->kind == RECTO_CORRECT_PERSON); }

/* "Cannot be read" is a word on the same thing as a value is. */
static RectoCorrectionKind matter_of(const RectoCorrection *correction) { return correction->kind == RECTO_CORRECT_UNREADABLE && correction->name ? RECTO_CORRECT_FIELD : correction->kind; }

/* A later word on the same thing replaces the earlier one. */
static bool is_last(const RectoState *state, guint at) {
  const RectoCorrection *own = state->corrections->pdata[at];
  for (guint i = at + 1; i < state->corrections->len; i++) {
    const RectoCorrection *later = state->corrections->pdata[i];
    if (matter_of(later) == matter_of(own) && recto_page_id_equal(later->page, own->page) && g_strcmp0(later->kind == RECTO_CORRECT_TYPE ? NULL : later->name, own->kind == RECTO_CORRECT_TYPE ? NULL : own->name) == 0) return false;
  }
  return true;
}

static bool tell_dossier(RectoStore *store, const RectoModels *models, const char *number, RectoTruthLine tell, gpointer data, size_t *n, GError **error) {
  g_autoptr(RectoStoreDossier) stored = recto_store_find(store, number, error);
  g_autoptr(RectoState) state = stored ? recto_state_load(store, number, error) : NULL;
  if (!state) return false;
  g_autoptr(RectoView) view = NULL;
  Machine machine = {0};
  for (guint i = 0; i < state->corrections->len; i++) {
    const RectoCorrection *correction = state->corrections->pdata[i];
    if (!is_measured(correction) || !is_last(state, i)) continue;
    if (!view && (view = recto_view_load(stored, state, true))) machine = (Machine){judge(models, stored, view, state, true), judge(models, stored, view, state, false)};
    g_autofree char *line = line_of(&machine, number, correction);
    tell(line, data);
    (*n)++;
  }
  machine_clear(&machine);
  return true;
}

bool recto_truth_tell(RectoStore *store, const RectoModels *models, const char *number, RectoTruthLine line, gpointer data, size_t *ret_n, GError **error) {
  size_t n = 0;
  RectoLedgerFilter filter = {.all = true};
  g_autoptr(GPtrArray) rows = number ? NULL : recto_ledger_dossiers(recto_store_ledger(store), &filter, error);
  bool right = number ? tell_dossier(store, models, number, line, data, &n, error) : rows != NULL;
  for (guint i = 0; rows && right && i < rows->len; i++) {
    const RectoDossierRow *row = rows->pdata[i];
    if (row->state != RECTO_DOSSIER_PURGED) right = tell_dossier(store, models, row->number, line, data, &n, error);
  }
  if (ret_n) *ret_n = n;
  return right;
}
