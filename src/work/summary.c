/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of the list, and the terms by which a dossier is found again.
 * Urgency: what the office must do first. 3 a person here must look (a page cannot be read, is not recognised, must be checked); 2 complete, to be passed on;
 * 1 waits for the applicant; 3 more when the applicant's right to stay ends within 30 days or has ended. */
#include "work/parts.h"
#include <recto/json.h>
#include <recto/text.h>

static const RectoPerson *applicant_of(const RectoDossier *dossier) {
  for (guint i = 0; i < dossier->persons->len; i++) {
    const RectoPerson *person = dossier->persons->pdata[i];
    if (person->role == RECTO_ROLE_APPLICANT) return person;
  }
  return NULL;
}

/* The day on which the last paper that gives the applicant a right to stay ends; NULL = not known. Borrowed. */
static const char *right_ends(const RectoDossier *dossier, const RectoPerson *applicant) {
  static const char *const papers[] = {"residence-card", "recepisse", "visa", "visa-validation", NULL};
  const char *latest = NULL;
  for (guint i = 0; applicant && i < dossier->documents->len; i++) {
    const RectoDocument *document = dossier->documents->pdata[i];
    const char *date = recto_fields_value(document->fields, "expiry-date");
    if (!date || strlen(date) != 10 || !g_strv_contains(papers, document->type) || g_strcmp0(document->person, applicant->id) != 0) continue;
    if (!latest || strcmp(date, latest) > 0) latest = date;
  }
  return latest;
}

typedef struct { int action, check; } Counts;

static Counts count(const RectoDossier *dossier) {
  Counts counts = {0, 0};
  for (guint i = 0; i < dossier->findings->len; i++) {
    const RectoFinding *finding = dossier->findings->pdata[i];
    counts.action += finding->weight == RECTO_WEIGHT_ACTION;
    counts.check += finding->weight == RECTO_WEIGHT_CHECK;
  }
  return counts;
}

static int urgency_of(const RectoDossier *dossier, const Counts *counts, const char *due, int64_t now) {
  int urgency = counts->check > 0 ? 3 : dossier->complete == RECTO_YES ? 2 : 1;
  RectoDate end;
  if (!due || !recto_date_from_iso(due, &end)) return urgency;
  g_autoptr(GDateTime) soon = g_date_time_new_from_unix_utc(now / G_USEC_PER_SEC + 30 * 86400);
  g_autofree char *limit = g_date_time_format(soon, "%Y-%m-%d");
  return strcmp(due, limit) <= 0 ? urgency + 3 : urgency;
}

static char *describe(const RectoDossier *dossier, const RectoWho *who, const Counts *counts) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_who_write(builder, who);
  recto_json_string_if(builder, "complete", recto_answer_word(dossier->complete));
  recto_json_int(builder, "toDo", counts->action);
  recto_json_int(builder, "toCheck", counts->check);
  recto_json_int(builder, "pages", dossier->sheets->len);
  json_builder_end_object(builder);
  return recto_json_finish(builder);
}

/* ------------------------------------------------------------------ whose it is */

/* Numbers of the applicant's papers, borrowed. */
static GPtrArray *numbers_of(const RectoDossier *dossier, const RectoPerson *applicant) {
  GPtrArray *numbers = g_ptr_array_new();
  for (guint i = 0; applicant && i < dossier->documents->len; i++) {
    const RectoDocument *document = dossier->documents->pdata[i];
    for (const char *const *name = recto_paper_numbers; *name; name++) {
      const char *number = recto_fields_value(document->fields, *name);
      if (number && g_strcmp0(document->person, applicant->id) == 0) g_ptr_array_add(numbers, (gpointer)number);
    }
  }
  return numbers;
}

static RectoWho who_of(const RectoPerson *applicant, const GPtrArray *numbers) {
  const GPtrArray *fields = applicant ? applicant->fields : NULL;
  return (RectoWho){recto_fields_value(fields, "family-name"), recto_fields_value(fields, "given-names"), recto_fields_value(fields, "birth-date"),
                    recto_fields_value(fields, "foreigner-number"), numbers};
}

static GPtrArray *terms_of(const RectoWho *who) {
  GPtrArray *terms = recto_who_hints(who);
  g_ptr_array_add(terms, NULL);
  return terms;
}

bool recto_work_summarise(const RectoWork *work, const RectoDossier *dossier, GError **error) {
  const RectoPerson *applicant = applicant_of(dossier);
  const char *due = right_ends(dossier, applicant);
  Counts counts = count(dossier);
  g_autoptr(GPtrArray) numbers = numbers_of(dossier, applicant);
  RectoWho who = who_of(applicant, numbers);
  g_autofree char *json = describe(dossier, &who, &counts);
  g_autoptr(GPtrArray) terms = terms_of(&who);
  RectoStoreSummary summary = {urgency_of(dossier, &counts, due, work->now), due, json, (const char *const *)terms->pdata};
  return recto_store_summarise(work->store, dossier->number, &summary, error);
}

/* The list's line of a dossier; an empty object when there is none. */
static JsonNode *line_of(const RectoWork *work, const RectoDossierRow *row) {
  g_autofree char *json = recto_store_summary(work->store, row);
  JsonNode *root = json ? recto_json_parse(json, -1, 1 << 20, NULL) : NULL;
  if (root && JSON_NODE_HOLDS_OBJECT(root)) return root;
  g_clear_pointer(&root, json_node_unref);
  root = json_node_new(JSON_NODE_OBJECT);
  json_node_take_object(root, json_object_new());
  return root;
}

/* The line's other members as they were, and the person. */
static char *rewrite(JsonObject *line, const RectoWho *who) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  static const char *const ours[] = {"familyName", "givenNames", "birthDate", "foreignerNumber", "documentNumbers", NULL};
  g_autoptr(GList) members = json_object_get_members(line);
  json_builder_begin_object(builder);
  recto_who_write(builder, who);
  for (GList *at = members; at; at = at->next) {
    if (g_strv_contains(ours, at->data)) continue;
    json_builder_set_member_name(builder, at->data);
    json_builder_add_value(builder, json_node_copy(json_object_get_member(line, at->data)));
  }
  json_builder_end_object(builder);
  return recto_json_finish(builder);
}

bool recto_work_introduce(const RectoWork *work, const char *number, const RectoWho *who, GError **error) {
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(recto_store_ledger(work->store), number, error);
  if (!row) return false;
  g_autoptr(JsonNode) root = line_of(work, row);
  bool first = !row->summary, more = false;
  RectoWho known = recto_who_read(json_node_get_object(root)), joined = recto_who_join(&known, who, &more);
  g_autoptr(GPtrArray) known_numbers = (GPtrArray *)known.numbers, numbers = (GPtrArray *)joined.numbers;
  if (!first && (!more || recto_who_same(&known, who) == RECTO_NO)) return true; /* a host's papers, sent later under a cover sheet */
  g_autofree char *json = rewrite(json_node_get_object(root), &joined);
  g_autoptr(GPtrArray) terms = terms_of(&joined);
  RectoStoreSummary summary = {first ? 3 : row->urgency, row->due, json, (const char *const *)terms->pdata};
  return recto_store_summarise(work->store, number, &summary, error);
}

bool recto_work_same_person(const RectoWork *work, const char *number, const RectoWho *who, RectoAnswer *ret, GError **error) {
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(recto_store_ledger(work->store), number, error);
  if (!row) return false;
  g_autoptr(JsonNode) root = line_of(work, row);
  RectoWho known = recto_who_read(json_node_get_object(root));
  g_autoptr(GPtrArray) numbers = (GPtrArray *)known.numbers;
  *ret = recto_who_same(&known, who);
  return true;
}
