/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of a procedure: alternatives of demands; how they are written and copied. Must not know: how a dossier is checked. */
#include "model/model.h"

static const char *const LEVEL_WORDS[] = {"legal", "local", "advice", NULL};
static const char *const STAGE_WORDS[] = {"deposit", "handover", NULL};
static const char *const ROLE_WORDS[] = {"applicant", "spouse", "child", "host", "parent", "employer", NULL};
static const char *const FOR_EACH_WORDS[] = {"child", NULL};

static void demand_begin(void *target) {
  RectoDemand *demand = target;
  demand->count = 1;
  demand->latest_months = 2;
}

static void demand_free(void *target) {
  RectoDemand *demand = target;
  g_strfreev(demand->types);
  g_free(demand->of);
  g_strfreev(demand->sides);
  g_strfreev(demand->must_match);
  recto_condition_free(demand->when);
  g_free(demand);
}

static bool type_has_field(const RectoType *type, const char *name) {
  for (guint i = 0; type->fields && i < type->fields->len; i++) {
    if (g_strcmp0(((RectoFieldRule *)g_ptr_array_index(type->fields, i))->name, name) == 0) return true;
  }
  return false;
}

/* What a demand asks of a type that the type cannot give would never be met, or never be checked. */
static void check_against_type(RectoBinder *binder, const RectoNode *node, const RectoDemand *demand, const RectoType *type) {
  bool months = type_has_field(type, "period-month");
  if (demand->max_age_months && !type->date_field && !months) recto_fault_at(binder->faults, node, "document type \"%s\" has no date-field, so its age could never be checked", type->id);
  if (demand->unexpired && !type->expiry_field) recto_fault_at(binder->faults, node, "document type \"%s\" has no expiry-field, so its expiry could never be checked", type->id);
  for (char **side = demand->sides; side && *side; side++) {
    g_autofree char *sides = g_strjoinv(", ", type->sides);
    if (!g_strv_contains((const char *const *)type->sides, *side)) recto_fault_at(binder->faults, node, "document type \"%s\" has no side \"%s\"; its sides are: %s", type->id, *side, sides);
  }
  if (demand->consecutive_months && !months) recto_fault_at(binder->faults, node, "document type \"%s\" has no field period-month, so its months could never be checked", type->id);
}

static void demand_end(RectoBinder *binder, const RectoNode *node, void *target) {
  RectoDemand *demand = target;
  if (!demand->of) demand->of = g_strdup("applicant");
  for (char **type = demand->types; type && *type; type++) {
    const RectoType *known = binder->sets[RECTO_SET_TYPES] ? g_hash_table_lookup(binder->sets[RECTO_SET_TYPES], *type) : NULL;
    if (known) check_against_type(binder, node, demand, known);
  }
  const RectoNode *latest = recto_node_find(node, "latest-months");
  if (latest && !demand->consecutive_months) recto_fault_at(binder->faults, latest, "latest-months belongs to consecutive-months: yes");
}

static const RectoKey DEMAND_KEYS[] = {
    {.name = "types", .kind = RECTO_KEY_REFS, .offset = offsetof(RectoDemand, types), .required = true, .set = RECTO_SET_TYPES},
    {.name = "of", .kind = RECTO_KEY_WORD_TEXT, .offset = offsetof(RectoDemand, of), .words = ROLE_WORDS},
    {.name = "sides", .kind = RECTO_KEY_IDS, .offset = offsetof(RectoDemand, sides)},
    {.name = "count", .kind = RECTO_KEY_INTEGER, .offset = offsetof(RectoDemand, count), .least = 1, .most = 120},
    {.name = "consecutive-months", .kind = RECTO_KEY_YES_NO, .offset = offsetof(RectoDemand, consecutive_months)},
    {.name = "latest-months", .kind = RECTO_KEY_INTEGER, .offset = offsetof(RectoDemand, latest_months), .least = 0, .most = 24},
    {.name = "max-age-months", .kind = RECTO_KEY_INTEGER, .offset = offsetof(RectoDemand, max_age_months), .least = 1, .most = 600},
    {.name = "unexpired", .kind = RECTO_KEY_YES_NO, .offset = offsetof(RectoDemand, unexpired)},
    {.name = "must-match", .kind = RECTO_KEY_IDS, .offset = offsetof(RectoDemand, must_match)},
    {.name = "either-party", .kind = RECTO_KEY_YES_NO, .offset = offsetof(RectoDemand, either_party)},
    {.name = "when", .kind = RECTO_KEY_CUSTOM, .offset = offsetof(RectoDemand, when), .custom = recto_bind_condition},
    {0}};
static const RectoShape DEMAND_SHAPE = {
    .what = "a demand", .keys = DEMAND_KEYS, .size = sizeof(RectoDemand), .id_offset = RECTO_NO_ID, .begin = demand_begin, .end = demand_end, .free = demand_free};

static void alternative_free(void *target) {
  RectoAlternative *alternative = target;
  g_free(alternative->id);
  g_clear_pointer(&alternative->labels, g_hash_table_unref);
  g_clear_pointer(&alternative->demands, g_ptr_array_unref);
  recto_condition_free(alternative->when);
  g_free(alternative);
}

/* Without all-of, no document type answers it: it is told to people, and only a person can say that it is there. */
static void alternative_end(RectoBinder *binder, const RectoNode *node, void *target) {
  RectoAlternative *alternative = target;
  if (!alternative->demands) alternative->demands = g_ptr_array_new_with_free_func(demand_free);
}

static const RectoKey ALTERNATIVE_KEYS[] = {
    {.name = "id", .kind = RECTO_KEY_ID, .offset = offsetof(RectoAlternative, id), .required = true},
    {.name = "labels", .kind = RECTO_KEY_LABELS, .offset = offsetof(RectoAlternative, labels), .required = true},
    {.name = "all-of", .kind = RECTO_KEY_MAPS, .offset = offsetof(RectoAlternative, demands), .shape = &DEMAND_SHAPE},
    {.name = "when", .kind = RECTO_KEY_CUSTOM, .offset = offsetof(RectoAlternative, when), .custom = recto_bind_condition},
    {0}};
static const RectoShape ALTERNATIVE_SHAPE = {.what = "an alternative",
                                             .keys = ALTERNATIVE_KEYS,
                                             .size = sizeof(RectoAlternative),
                                             .id_offset = offsetof(RectoAlternative, id),
                                             .end = alternative_end,
                                             .free = alternative_free};

static void piece_begin(void *target) { ((RectoPiece *)target)->indispensable = false; }

static void piece_free(void *target) {
  RectoPiece *piece = target;
  g_free(piece->id);
  g_clear_pointer(&piece->labels, g_hash_table_unref);
  g_clear_pointer(&piece->explain, g_hash_table_unref);
  g_free(piece->source);
  g_free(piece->source_url);
  g_free(piece->for_each);
  recto_condition_free(piece->when);
  g_clear_pointer(&piece->alternatives, g_ptr_array_unref);
  g_strfreev(piece->shares);
  g_free(piece->tightens);
  g_free(piece);
}

static void piece_end(RectoBinder *binder, const RectoNode *node, void *target) {
  RectoPiece *piece = target;
  if (!piece->alternatives) piece->alternatives = g_ptr_array_new_with_free_func(alternative_free);
  if (piece->alternatives->len == 0 && piece->stage == RECTO_STAGE_DEPOSIT) {
    recto_fault_at(binder->faults, node, "a piece due at deposit needs at least one alternative under \"any-of\"");
  }
  if (recto_date_is_set(piece->since) && recto_date_is_set(piece->until) && recto_date_compare(piece->until, piece->since) < 0) {
    recto_fault_at(binder->faults, recto_node_find(node, "until"), "until lies before since");
  }
  for (char **share = piece->shares; share && *share; share++) {
    if (piece->id && g_str_equal(*share, piece->id)) recto_fault_at(binder->faults, recto_node_find(node, "shares"), "a piece cannot share with itself");
  }
  GHashTable *questions = binder->sets[RECTO_SET_QUESTIONS];
  if (piece->for_each && questions && !g_hash_table_contains(questions, "children")) {
    recto_fault_at(binder->faults, recto_node_find(node, "for-each"), "for-each: child needs a question \"children\" of kind number");
  }
}

static const RectoKey PIECE_KEYS[] = {
    {.name = "id", .kind = RECTO_KEY_ID, .offset = offsetof(RectoPiece, id), .required = true},
    {.name = "labels", .kind = RECTO_KEY_LABELS, .offset = offsetof(RectoPiece, labels), .required = true},
    {.name = "explain", .kind = RECTO_KEY_LABELS, .offset = offsetof(RectoPiece, explain)},
    {.name = "source", .kind = RECTO_KEY_TEXT, .offset = offsetof(RectoPiece, source), .required = true},
    {.name = "source-url", .kind = RECTO_KEY_TEXT, .offset = offsetof(RectoPiece, source_url)},
    {.name = "since", .kind = RECTO_KEY_DATE, .offset = offsetof(RectoPiece, since)},
    {.name = "until", .kind = RECTO_KEY_DATE, .offset = offsetof(RectoPiece, until)},
    {.name = "level", .kind = RECTO_KEY_WORD, .offset = offsetof(RectoPiece, level), .required = true, .words = LEVEL_WORDS},
    {.name = "indispensable", .kind = RECTO_KEY_YES_NO, .offset = offsetof(RectoPiece, indispensable), .required = true},
    {.name = "stage", .kind = RECTO_KEY_WORD, .offset = offsetof(RectoPiece, stage), .words = STAGE_WORDS},
    {.name = "for-each", .kind = RECTO_KEY_WORD_TEXT, .offset = offsetof(RectoPiece, for_each), .words = FOR_EACH_WORDS},
    {.name = "when", .kind = RECTO_KEY_CUSTOM, .offset = offsetof(RectoPiece, when), .custom = recto_bind_condition},
    {.name = "any-of", .kind = RECTO_KEY_MAPS, .offset = offsetof(RectoPiece, alternatives), .shape = &ALTERNATIVE_SHAPE},
    {.name = "shares", .kind = RECTO_KEY_REFS, .offset = offsetof(RectoPiece, shares), .set = RECTO_SET_PIECES},
    {0}};
const RectoShape RECTO_PIECE_SHAPE = {.what = "a piece",
                                      .keys = PIECE_KEYS,
                                      .size = sizeof(RectoPiece),
                                      .id_offset = offsetof(RectoPiece, id),
                                      .begin = piece_begin,
                                      .end = piece_end,
                                      .free = piece_free};

/* ------------------------------------------------------------------ copies, for the stricter twin of a piece */

GHashTable *recto_labels_copy(const GHashTable *labels) {
  if (!labels) return NULL;
  GHashTable *copy = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init(&iter, (GHashTable *)labels);
  while (g_hash_table_iter_next(&iter, &key, &value)) g_hash_table_insert(copy, g_strdup(key), g_strdup(value));
  return copy;
}

static RectoDemand *copy_demand(const RectoDemand *demand) {
  RectoDemand *copy = g_new(RectoDemand, 1);
  *copy = *demand;
  copy->types = g_strdupv(demand->types);
  copy->of = g_strdup(demand->of);
  copy->sides = g_strdupv(demand->sides);
  copy->must_match = g_strdupv(demand->must_match);
  copy->when = recto_condition_copy(demand->when);
  return copy;
}

GPtrArray *recto_alternatives_copy(const GPtrArray *alternatives) {
  GPtrArray *copies = g_ptr_array_new_with_free_func(alternative_free);
  for (guint i = 0; i < alternatives->len; i++) {
    const RectoAlternative *alternative = g_ptr_array_index(alternatives, i);
    RectoAlternative *copy = g_new0(RectoAlternative, 1);
    copy->id = g_strdup(alternative->id);
    copy->labels = recto_labels_copy(alternative->labels);
    copy->when = recto_condition_copy(alternative->when);
    copy->demands = g_ptr_array_new_with_free_func(demand_free);
    for (guint j = 0; j < alternative->demands->len; j++) g_ptr_array_add(copy->demands, copy_demand(g_ptr_array_index(alternative->demands, j)));
    g_ptr_array_add(copies, copy);
  }
  return copies;
}
