/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the judge's findings ask of a person, as questions that a correction answers. Must not know: HTML, the store. */
#include "work/point.h"
#include <recto/json.h>

#define MOST_SIGHTS 4
#define MOST_OTHERS 2

const char *recto_point_word(RectoPointKind kind) {
  static const char *const words[RECTO_N_POINTS] = {"conflict", "type", "person", "field", "page"};
  return words[kind];
}

static void seen_free(gpointer data) {
  RectoSeen *sight = data;
  g_free(sight->value);
  g_free(sight->as_read);
  g_free(sight->type);
  g_free(sight);
}

void recto_point_free(RectoPoint *point) {
  if (!point) return;
  g_free(point->type);
  g_free(point->field);
  g_ptr_array_unref(point->sights);
  g_ptr_array_unref(point->guesses);
  g_free(point);
}

RectoPoint *recto_point_new(RectoPointKind kind, RectoPageId page, const char *type) {
  RectoPoint *point = g_new0(RectoPoint, 1);
  *point = (RectoPoint){.kind = kind, .page = page, .type = g_strdup(type), .finding = -1};
  point->sights = g_ptr_array_new_with_free_func(seen_free);
  point->guesses = g_ptr_array_new_with_free_func(g_free);
  return point;
}

/* A field stays one question, whether its values quarrel or one is unsure. */
char *recto_point_id(const RectoPoint *point) {
  if (point->field) return g_strdup_printf("%u.%u.field.%s", point->page.file + 1, point->page.page + 1, point->field);
  return g_strdup_printf("%u.%u.%s", point->page.file + 1, point->page.page + 1, recto_point_word(point->kind));
}

/* ------------------------------------------------------------------ fields */

static const RectoObservation *chosen_of(const RectoField *field) {
  return field->chosen >= 0 && (guint)field->chosen < field->seen->len ? field->seen->pdata[field->chosen] : NULL;
}

static bool clerk_spoke(const RectoField *field) {
  const RectoObservation *chosen = chosen_of(field);
  return chosen && chosen->means == RECTO_MEANS_CLERK;
}

static bool is_told(const RectoPoint *point, const RectoObservation *seen) {
  for (guint i = 0; i < point->sights->len; i++) {
    const RectoSeen *sight = point->sights->pdata[i];
    if (sight->own && sight->means == seen->means && g_strcmp0(sight->value, seen->value) == 0) return true;
  }
  return false;
}

static void add_sight(RectoPoint *point, const RectoDocument *document, const RectoObservation *seen, bool own) {
  RectoSeen *sight = g_new0(RectoSeen, 1);
  *sight = (RectoSeen){g_strdup(seen->value), g_strdup(seen->as_read), seen->confidence, seen->means, seen->check, seen->place, g_strdup(document->type), own};
  g_ptr_array_add(point->sights, sight);
}

static void add_own(RectoPoint *point, const RectoDocument *document, const RectoField *field) {
  const RectoObservation *chosen = chosen_of(field);
  if (chosen) add_sight(point, document, chosen, true);
  for (guint i = 0; i < field->seen->len && point->sights->len < MOST_SIGHTS; i++) {
    const RectoObservation *seen = field->seen->pdata[i];
    if (seen->means != RECTO_MEANS_CLERK && !is_told(point, seen)) add_sight(point, document, seen, true);
  }
}

/* What a person said of the page that this one took the place of; it has no place on this one. */
static void add_inherited(RectoPoint *point, const RectoFinding *finding, const RectoDocument *document) {
  const char *value = g_str_equal(finding->message, "finding.inherited-value") ? g_hash_table_lookup(finding->args, "value-b") : NULL;
  if (!value) return;
  g_autoptr(RectoObservation) said = recto_observation_new(value, value, 1, RECTO_MEANS_CLERK, (RectoPlace){{0, point->page.file, RECTO_WHOLE_FILE}, {0, 0, 0, 0}});
  add_sight(point, document, said, true);
}

static RectoPageId page_of(const RectoDocument *document, const RectoField *field) {
  const RectoObservation *chosen = field ? chosen_of(field) : NULL;
  if (!chosen && field && field->seen->len) chosen = field->seen->pdata[0];
  if (chosen && chosen->place.page.page != RECTO_WHOLE_FILE) return chosen->place.page;
  return document->pages->len ? g_array_index(document->pages, RectoPageId, 0) : (RectoPageId){0, 0, 0};
}

/* Which of a document's fields a finding is about: the one it names; else the one that stands where it points. */
static const RectoField *field_of(const RectoDocument *document, const RectoFinding *finding) {
  if (finding->field) return recto_fields_lookup(document->fields, finding->field);
  for (guint i = 0; finding->places->len && i < document->fields->len; i++) {
    const RectoField *field = document->fields->pdata[i];
    const RectoObservation *chosen = chosen_of(field);
    const RectoPlace *place = &g_array_index(finding->places, RectoPlace, 0);
    if (chosen && place->box.width > 0 && recto_page_id_equal(chosen->place.page, place->page) && memcmp(&chosen->place.box, &place->box, sizeof place->box) == 0) return field;
  }
  return NULL;
}

/* The number behind a check digit that does not hold. */
static const RectoField *field_with_wrong_digit(const RectoDocument *document) {
  for (guint i = 0; i < document->fields->len; i++) {
    const RectoField *field = document->fields->pdata[i];
    const RectoObservation *chosen = chosen_of(field);
    if (chosen && chosen->check == RECTO_NO) return field;
  }
  return NULL;
}

/* ------------------------------------------------------------------ compared with another document */

static bool is_name(const char *field) { return strstr(field, "name") != NULL; }

/* The value that a finding holds against it; of a whole name, a part of it. */
static bool is_the_other(const RectoFinding *finding, const RectoField *field, const RectoField *other) {
  const char *wanted = g_hash_table_lookup(finding->args, "value-b"), *value = recto_field_value(other);
  if (!wanted || !value || !*value) return false;
  if (g_str_equal(wanted, value)) return g_str_equal(field->name, other->name) || is_name(field->name) == is_name(other->name);
  return is_name(field->name) && is_name(other->name) && strstr(wanted, value);
}

typedef struct { const RectoDocument *document; const RectoField *field; } Side;

static GArray *others_of(const RectoDossier *dossier, const RectoFinding *finding, const Side *side) {
  GArray *others = g_array_new(FALSE, FALSE, sizeof(Side));
  for (guint i = 0; i < dossier->documents->len && others->len < MOST_OTHERS; i++) {
    const RectoDocument *document = dossier->documents->pdata[i];
    for (guint k = 0; document != side->document && k < document->fields->len && others->len < MOST_OTHERS; k++) {
      Side other = {document, document->fields->pdata[k]};
      if (chosen_of(other.field) && is_the_other(finding, side->field, other.field)) g_array_append_val(others, other);
    }
  }
  return others;
}

/* Each side may be misread. Whichever nobody has looked at yet is asked about, the weaker first; the quarrel that is left is a fact of the papers. */
static RectoPoint *field_point(const RectoDossier *dossier, const RectoFinding *finding, const RectoDocument *document, const RectoField *field) {
  Side side = {document, field};
  g_autoptr(GArray) others = others_of(dossier, finding, &side);
  bool quarrel = field->quarrel || (finding->kind == RECTO_FINDING_MISMATCH && others->len);
  if (clerk_spoke(field)) {
    if (others->len == 0 || clerk_spoke(g_array_index(others, Side, 0).field)) return NULL;
    Side asked = g_array_index(others, Side, 0);
    g_array_index(others, Side, 0) = side;
    side = asked;
  }
  RectoPoint *point = recto_point_new(quarrel ? RECTO_POINT_CONFLICT : RECTO_POINT_FIELD, page_of(side.document, side.field), side.document->type);
  point->field = g_strdup(side.field->name);
  point->field_kind = side.field->kind;
  add_own(point, side.document, side.field);
  add_inherited(point, finding, side.document);
  for (guint i = 0; i < others->len; i++) add_sight(point, g_array_index(others, Side, i).document, chosen_of(g_array_index(others, Side, i).field), false);
  return point;
}

/* A field that was not read at all has no observation: its page is shown. */
static RectoPoint *unread_point(const RectoModels *models, const RectoDocument *document, const char *name) {
  const RectoType *type = recto_models_type(models, document->type);
  const RectoFieldRule *rule = type ? recto_type_field(type, name) : NULL;
  if (!rule) return NULL;
  RectoPoint *point = recto_point_new(RECTO_POINT_FIELD, page_of(document, NULL), document->type);
  point->field = g_strdup(name);
  point->field_kind = rule->kind;
  return point;
}

/* ------------------------------------------------------------------ kinds, persons, pages */

static void add_guess(RectoPoint *point, const char *type) {
  bool none = g_str_equal(type, "unknown") || g_str_equal(type, "blank");
  if (!none && !g_ptr_array_find_with_equal_func(point->guesses, type, g_str_equal, NULL)) g_ptr_array_add(point->guesses, g_strdup(type));
}

static RectoPoint *type_point(const RectoDossier *dossier, RectoPageId page) {
  const RectoSheet *sheet = NULL;
  for (guint i = 0; i < dossier->sheets->len && !sheet; i++)
    if (recto_page_id_equal(((const RectoSheet *)dossier->sheets->pdata[i])->page, page)) sheet = dossier->sheets->pdata[i];
  RectoPoint *point = recto_point_new(RECTO_POINT_TYPE, page, sheet ? sheet->won->type : "unknown");
  if (sheet) add_guess(point, sheet->won->type);
  for (guint k = 0; sheet && k < sheet->others->len; k++) add_guess(point, ((const RectoBid *)sheet->others->pdata[k])->type);
  return point;
}

static RectoPoint *person_point(const RectoDocument *document) {
  static const char *const names[] = {"family-name", "full-name", "given-names"};
  RectoPoint *point = recto_point_new(RECTO_POINT_PERSON, page_of(document, NULL), document->type);
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    const RectoField *field = recto_fields_lookup(document->fields, names[i]);
    if (field && chosen_of(field) && chosen_of(field)->place.page.page != RECTO_WHOLE_FILE) add_sight(point, document, chosen_of(field), true);
  }
  return point;
}

/* ------------------------------------------------------------------ from findings */

static bool is_about_person(const RectoFinding *finding) { return g_str_equal(finding->message, "finding.other-person") || g_str_equal(finding->message, "finding.unsure-person"); }
/* What a person could not read is no question any more. */
static bool is_said(const RectoFinding *finding) { return g_str_has_prefix(finding->message, "finding.unreadable-said"); }
static bool is_about_page(const RectoFinding *finding) { return finding->kind == RECTO_FINDING_UNREADABLE || g_str_equal(finding->message, "finding.hard-page"); }

static RectoPoint *about_document(const RectoModels *models, const RectoDossier *dossier, const RectoFinding *finding, const RectoDocument *document) {
  if (is_about_person(finding)) return person_point(document);
  if (finding->kind != RECTO_FINDING_MISMATCH && finding->kind != RECTO_FINDING_UNSURE) return NULL; /* too old, expired: read surely enough to say so */
  const RectoField *field = g_str_equal(finding->message, "finding.zone-digit") ? field_with_wrong_digit(document) : field_of(document, finding);
  if (field && field->seen->len) return field_point(dossier, finding, document, field);
  return finding->field && !field ? unread_point(models, document, finding->field) : NULL;
}

static RectoPoint *point_for(const RectoModels *models, const RectoDossier *dossier, const RectoFinding *finding) {
  const RectoDocument *document = finding->document ? recto_dossier_document(dossier, finding->document) : NULL;
  const RectoPlace *place = finding->places->len ? &g_array_index(finding->places, RectoPlace, 0) : NULL;
  bool paged = place && place->page.page != RECTO_WHOLE_FILE && recto_dossier_page(dossier, place->page);
  if (is_said(finding)) return NULL;
  bool of_kind = finding->kind == RECTO_FINDING_UNRECOGNISED || g_str_equal(finding->message, "finding.inherited-kind-unsure");
  if (of_kind && paged) return type_point(dossier, place->page);
  if (is_about_page(finding) && paged) return recto_point_new(RECTO_POINT_PAGE, place->page, document ? document->type : "unknown");
  return document && document->pages->len ? about_document(models, dossier, finding, document) : NULL;
}

/* ------------------------------------------------------------------ a name that the slip would leave open */

static const RectoField *same_field(const RectoDocument *document, const char *name, const RectoObservation *seen) {
  const RectoField *field = recto_fields_lookup(document->fields, name);
  const RectoObservation *own = field ? chosen_of(field) : NULL;
  return own && recto_page_id_equal(own->place.page, seen->place.page) && g_strcmp0(own->value, seen->value) == 0 ? field : NULL;
}

static RectoPoint *name_point(const RectoModels *models, const RectoDossier *dossier, const RectoPerson *person, const char *name) {
  const RectoField *field = recto_fields_lookup(person->fields, name);
  const RectoObservation *seen = field ? chosen_of(field) : NULL;
  if (!seen || seen->means == RECTO_MEANS_CLERK || seen->confidence >= recto_limit(models, "bundle.slip.name-sure")) return NULL;
  for (guint i = 0; i < dossier->documents->len; i++) {
    const RectoDocument *document = dossier->documents->pdata[i];
    const RectoField *own = same_field(document, name, seen);
    if (!own) continue;
    RectoPoint *point = recto_point_new(RECTO_POINT_FIELD, page_of(document, own), document->type);
    point->field = g_strdup(name);
    point->field_kind = own->kind;
    add_own(point, document, own);
    return point;
  }
  return NULL;
}

/* ------------------------------------------------------------------ all of a dossier */

static void keep(GPtrArray *points, GHashTable *known, RectoPoint *point, int finding) {
  char *id = point ? recto_point_id(point) : NULL;
  if (!point || g_hash_table_contains(known, id)) {
    recto_point_free(point);
    g_free(id);
    return;
  }
  point->finding = finding;
  g_hash_table_add(known, id);
  g_ptr_array_add(points, point);
}

GPtrArray *recto_points_of(const RectoModels *models, const RectoDossier *dossier) {
  GPtrArray *points = g_ptr_array_new_with_free_func((GDestroyNotify)recto_point_free);
  g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < dossier->findings->len; i++) {
    const RectoFinding *finding = dossier->findings->pdata[i];
    if (finding->weight >= RECTO_WEIGHT_CHECK) keep(points, known, point_for(models, dossier, finding), (int)i);
  }
  for (guint i = 0; i < dossier->persons->len; i++) {
    const RectoPerson *person = dossier->persons->pdata[i];
    if (person->role != RECTO_ROLE_APPLICANT) continue;
    keep(points, known, name_point(models, dossier, person, "family-name"), -1);
    keep(points, known, name_point(models, dossier, person, "given-names"), -1);
  }
  return points;
}

/* ------------------------------------------------------------------ answered */

static bool share_document(const GPtrArray *documents, RectoPageId a, RectoPageId b) {
  if (recto_page_id_equal(a, b)) return true;
  for (guint i = 0; i < documents->len; i++) {
    const GArray *pages = ((const RectoDocument *)documents->pdata[i])->pages;
    bool has_a = false, has_b = false;
    for (guint k = 0; k < pages->len; k++) {
      has_a |= recto_page_id_equal(g_array_index(pages, RectoPageId, k), a);
      has_b |= recto_page_id_equal(g_array_index(pages, RectoPageId, k), b);
    }
    if (has_a && has_b) return true;
  }
  return false;
}

/* What was said of the page before this one is what the question is about, not its answer. */
static bool answers(const RectoPoint *point, const RectoCorrection *correction, const GPtrArray *documents) {
  if (correction->inherited) return false;
  bool unreadable = correction->kind == RECTO_CORRECT_UNREADABLE;
  if (point->kind == RECTO_POINT_PAGE) return unreadable && !correction->name && recto_page_id_equal(point->page, correction->page);
  if (point->field) return (unreadable || correction->kind == RECTO_CORRECT_FIELD) && g_strcmp0(correction->name, point->field) == 0 && share_document(documents, point->page, correction->page);
  if (point->kind == RECTO_POINT_TYPE) return correction->kind == RECTO_CORRECT_TYPE && recto_page_id_equal(point->page, correction->page);
  return point->kind == RECTO_POINT_PERSON && correction->kind == RECTO_CORRECT_PERSON && share_document(documents, point->page, correction->page);
}

bool recto_point_is_answered(const RectoPoint *point, const RectoState *state, const GPtrArray *documents) {
  const RectoStateFile *file = recto_state_file(state, point->page.file);
  if (!file || !file->in_force || (point->kind == RECTO_POINT_PAGE && file->anyway)) return true;
  if (!recto_state_page_counts(state, point->page, NULL)) return true;
  for (guint i = 0; i < state->corrections->len; i++)
    if (answers(point, state->corrections->pdata[i], documents)) return true;
  return false;
}

/* ------------------------------------------------------------------ pictures */

RectoBox recto_place_around(const RectoModels *models, RectoBox box, uint32_t width, uint32_t height) {
  if (box.width <= 0 || box.height <= 0) return (RectoBox){0, 0, (int)width, (int)height};
  int around = (int)MAX(recto_limit(models, "review.around") * box.height, recto_limit(models, "review.least-around"));
  int left = MAX(0, box.x - 2 * around), top = MAX(0, box.y - around);
  int right = MIN((int)width, box.x + box.width + 2 * around), bottom = MIN((int)height, box.y + box.height + around);
  return (RectoBox){left, top, MAX(1, right - left), MAX(1, bottom - top)};
}

char *recto_place_key(const char *reading, uint32_t page, RectoBox around) {
  return g_strdup_printf("place|%s|%u|%d %d %d %d", reading, page, around.x, around.y, around.width, around.height);
}

GArray *recto_point_places(const RectoPoint *point) {
  GArray *places = g_array_new(FALSE, TRUE, sizeof(RectoPlace));
  for (guint i = 0; i < point->sights->len; i++) {
    const RectoSeen *sight = point->sights->pdata[i];
    if (sight->place.page.page != RECTO_WHOLE_FILE && sight->place.box.width > 0) g_array_append_val(places, sight->place);
  }
  RectoPlace whole = {.page = point->page};
  if (places->len == 0) g_array_append_val(places, whole);
  return places;
}
