/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points as JSON of the view, and the list of all that are open. Must not know: HTML. */
#include "work/view.h"
#include <recto/json.h>

#define THOUSANDTHS 1000

static void add_place(JsonBuilder *builder, const RectoPlace *place) {
  const int64_t values[] = {place->page.file, place->page.page, place->box.x, place->box.y, place->box.width, place->box.height};
  json_builder_set_member_name(builder, "place");
  json_builder_begin_array(builder);
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) json_builder_add_int_value(builder, values[i]);
  json_builder_end_array(builder);
}

static void add_sight(JsonBuilder *builder, const RectoSeen *sight) {
  json_builder_begin_object(builder);
  recto_json_string_if(builder, "value", sight->value);
  recto_json_string_if(builder, "asRead", sight->as_read);
  recto_json_int(builder, "confidence", (int64_t)(sight->confidence * THOUSANDTHS + 0.5));
  recto_json_string(builder, "means", recto_means_word(sight->means));
  recto_json_string(builder, "check", recto_answer_word(sight->check));
  recto_json_string_if(builder, "type", sight->type);
  recto_json_int(builder, "own", sight->own);
  add_place(builder, &sight->place);
  json_builder_end_object(builder);
}

void recto_point_write(JsonBuilder *builder, const RectoPoint *point) {
  g_autofree char *page = recto_page_to_words(point->page);
  json_builder_begin_object(builder);
  recto_json_string(builder, "kind", recto_point_word(point->kind));
  recto_json_string(builder, "page", page);
  recto_json_string_if(builder, "type", point->type);
  recto_json_string_if(builder, "field", point->field);
  recto_json_string(builder, "fieldKind", recto_field_kind_word(point->field_kind));
  recto_json_int(builder, "finding", point->finding);
  json_builder_set_member_name(builder, "guesses");
  json_builder_begin_array(builder);
  for (guint i = 0; i < point->guesses->len; i++) json_builder_add_string_value(builder, point->guesses->pdata[i]);
  json_builder_end_array(builder);
  json_builder_set_member_name(builder, "sights");
  json_builder_begin_array(builder);
  for (guint i = 0; i < point->sights->len; i++) add_sight(builder, point->sights->pdata[i]);
  json_builder_end_array(builder);
  json_builder_end_object(builder);
}

/* ------------------------------------------------------------------ reading */

static JsonArray *list_of(JsonObject *object, const char *member) {
  JsonNode *node = json_object_get_member(object, member);
  return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

static guint length_of(JsonArray *list) { return list ? json_array_get_length(list) : 0; }

static RectoSeen *read_sight(JsonObject *object) {
  JsonArray *place = list_of(object, "place");
  RectoSeen *sight = g_new0(RectoSeen, 1);
  *sight = (RectoSeen){.value = g_strdup(recto_json_text(object, "value")), .as_read = g_strdup(recto_json_text(object, "asRead")), .type = g_strdup(recto_json_text(object, "type")),
                        .confidence = (double)recto_json_number(object, "confidence", 0) / THOUSANDTHS, .own = recto_json_number(object, "own", 0) != 0};
  recto_means_from_word(recto_json_text(object, "means"), &sight->means);
  recto_answer_from_word(recto_json_text(object, "check"), &sight->check);
  int64_t v[6] = {0};
  for (guint i = 0; i < 6 && length_of(place) == 6; i++) v[i] = json_array_get_int_element(place, i);
  sight->place = (RectoPlace){{0, (uint32_t)v[0], (uint32_t)v[1]}, {(int)v[2], (int)v[3], (int)v[4], (int)v[5]}};
  return sight;
}

static bool kind_of(const char *word, RectoPointKind *ret) {
  for (int i = 0; word && i < RECTO_N_POINTS; i++) {
    if (!g_str_equal(word, recto_point_word((RectoPointKind)i))) continue;
    *ret = (RectoPointKind)i;
    return true;
  }
  return false;
}

RectoPoint *recto_point_read(JsonObject *object) {
  RectoPointKind kind;
  RectoPageId page;
  JsonArray *sights = list_of(object, "sights"), *guesses = list_of(object, "guesses");
  if (!kind_of(recto_json_text(object, "kind"), &kind) || !recto_page_from_words(recto_json_text(object, "page"), &page)) return NULL;
  RectoPoint *point = recto_point_new(kind, page, recto_json_text(object, "type"));
  point->field = g_strdup(recto_json_text(object, "field"));
  point->finding = (int)recto_json_number(object, "finding", -1);
  recto_field_kind_from_word(recto_json_text(object, "fieldKind"), &point->field_kind);
  for (guint i = 0; i < length_of(guesses); i++) g_ptr_array_add(point->guesses, g_strdup(json_array_get_string_element(guesses, i)));
  for (guint i = 0; i < length_of(sights); i++) {
    JsonNode *node = json_array_get_element(sights, i);
    if (JSON_NODE_HOLDS_OBJECT(node)) g_ptr_array_add(point->sights, read_sight(json_node_get_object(node)));
  }
  return point;
}

/* ------------------------------------------------------------------ all that are open */

void recto_open_point_free(RectoOpenPoint *open) {
  recto_point_free(open->point);
  g_free(open->number);
  g_free(open->due);
  g_free(open->person);
  g_free(open);
}

static int compare_due(const char *a, const char *b) {
  if (!a || !b) return (a == NULL) - (b == NULL);
  return strcmp(a, b);
}

int recto_open_point_compare(const RectoOpenPoint *a, const RectoOpenPoint *b, const char *soon) {
  bool near_a = a->due && strcmp(a->due, soon) <= 0, near_b = b->due && strcmp(b->due, soon) <= 0;
  int due = compare_due(a->due, b->due);
  if (near_a != near_b) return near_a ? -1 : 1;
  if (near_a && due) return due;
  if (!near_a && a->point->kind != b->point->kind) return a->point->kind < b->point->kind ? -1 : 1;
  if (due) return due;
  if (a->since != b->since) return a->since < b->since ? -1 : 1;
  int number = strcmp(a->number, b->number);
  if (number) return number;
  if (a->point->kind != b->point->kind) return a->point->kind < b->point->kind ? -1 : 1;
  int page = recto_page_id_compare(&a->point->page, &b->point->page);
  return page ? page : g_strcmp0(a->point->field, b->point->field);
}

static gint compare_open(gconstpointer a, gconstpointer b, gpointer soon) { return recto_open_point_compare(*(RectoOpenPoint *const *)a, *(RectoOpenPoint *const *)b, soon); }

static char *person_of(RectoStore *store, const RectoDossierRow *row) {
  g_autofree char *json = recto_store_summary(store, row);
  g_autoptr(JsonNode) root = json ? recto_json_parse(json, -1, 1 << 20, NULL) : NULL;
  JsonObject *line = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
  const char *family = line ? recto_json_text(line, "familyName") : NULL, *given = line ? recto_json_text(line, "givenNames") : NULL;
  return family || given ? g_strdup_printf("%s%s%s", family ? family : "", family && given ? " " : "", given ? given : "") : NULL;
}

/* A dossier that cannot be opened now must not hide the others. */
static void add_dossier(RectoStore *store, const RectoDossierRow *row, GPtrArray *all) {
  g_autoptr(RectoStoreDossier) stored = recto_store_find(store, row->number, NULL);
  g_autoptr(RectoState) state = stored ? recto_state_load(store, row->number, NULL) : NULL;
  g_autoptr(RectoView) view = state && !state->closed ? recto_view_load(stored, state, true) : NULL;
  g_autofree char *person = view && view->points->len ? person_of(store, row) : NULL;
  while (view && view->points->len) {
    RectoOpenPoint *open = g_new0(RectoOpenPoint, 1);
    *open = (RectoOpenPoint){.number = g_strdup(row->number), .person = g_strdup(person), .due = g_strdup(row->due), .since = row->created_at, .point = g_ptr_array_steal_index(view->points, 0)};
    open->answered = recto_point_is_answered(open->point, state, view->dossier->documents);
    g_ptr_array_add(all, open);
  }
}

static char *days_after(const RectoModels *models, const char *today) {
  RectoDate day = {0};
  char iso[11] = "";
  if (!recto_date_from_iso(today, &day) || !recto_date_is_full(day)) return g_strdup("");
  return g_strdup(recto_date_to_iso(recto_date_add_days(day, (int)recto_limit(models, "review.near-days")), iso));
}

GPtrArray *recto_points_open(RectoStore *store, const RectoModels *models, const char *today, size_t most, GError **error) {
  RectoLedgerFilter filter = {.most = most};
  g_autoptr(GPtrArray) rows = recto_ledger_dossiers(recto_store_ledger(store), &filter, error);
  if (!rows) return NULL;
  GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)recto_open_point_free);
  g_autofree char *soon = days_after(models, today);
  for (guint i = 0; i < rows->len; i++) add_dossier(store, rows->pdata[i], all);
  g_ptr_array_sort_with_data(all, compare_open, soon);
  return all;
}
