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

static char *describe(const RectoDossier *dossier, const RectoPerson *applicant, const Counts *counts) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_string_if(builder, "familyName", applicant ? recto_fields_value(applicant->fields, "family-name") : NULL);
  recto_json_string_if(builder, "givenNames", applicant ? recto_fields_value(applicant->fields, "given-names") : NULL);
  recto_json_string_if(builder, "complete", recto_answer_word(dossier->complete));
  recto_json_int(builder, "toDo", counts->action);
  recto_json_int(builder, "toCheck", counts->check);
  recto_json_int(builder, "pages", dossier->sheets->len);
  json_builder_end_object(builder);
  return recto_json_finish(builder);
}

static void add_term(GPtrArray *terms, const char *what, const char *value) {
  if (value && *value) g_ptr_array_add(terms, g_strdup_printf("%s:%s", what, value));
}

GPtrArray *recto_work_terms(const RectoWho *who) {
  GPtrArray *terms = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *folded = who->family ? recto_text_fold(who->family) : NULL, *both = folded && who->birth ? g_strdup_printf("%s|%s", folded, who->birth) : NULL;
  add_term(terms, "foreigner-number", who->foreigner_number);
  add_term(terms, "name-birth", both);
  for (guint i = 0; who->numbers && i < who->numbers->len; i++) add_term(terms, "document-number", who->numbers->pdata[i]);
  return terms;
}

static int compare_strings(gconstpointer a, gconstpointer b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

char *recto_work_name(const RectoWho *who) {
  if (!who->family && !who->given) return NULL;
  g_autofree char *joined = g_strdup_printf("%s %s", who->family ? who->family : "", who->given ? who->given : ""), *folded = recto_text_fold(joined);
  g_strdelimit(folded, "-'", ' ');
  g_auto(GStrv) words = g_strsplit(folded, " ", -1);
  g_autoptr(GPtrArray) kept = g_ptr_array_new();
  for (char **word = words; *word; word++)
    if (**word) g_ptr_array_add(kept, *word);
  g_ptr_array_sort(kept, compare_strings);
  g_ptr_array_add(kept, NULL);
  return g_strjoinv(" ", (char **)kept->pdata);
}

GPtrArray *recto_work_hints(const RectoWho *who) {
  GPtrArray *terms = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *name = recto_work_name(who);
  add_term(terms, "name", name);
  if (who->birth) add_term(terms, "named-birth", name);
  if (who->foreigner_number) add_term(terms, "named-number", name);
  return terms;
}

static void add_given_birth(GPtrArray *terms, const RectoWho *who) {
  if (!who->given || !who->birth) return;
  g_autofree char *folded = recto_text_fold(who->given), *first = g_strndup(folded, strcspn(folded, " -,")), *both = g_strdup_printf("%s|%s", first, who->birth);
  if (*first) add_term(terms, "given-birth", both);
}

#define LONG_WORD 4
/* Two words of a name together: one misread word does not hide the others, and one common given name is no hint. */
static void add_pairs(GPtrArray *terms, const RectoWho *who) {
  g_autofree char *name = recto_work_name(who);
  g_auto(GStrv) words = g_strsplit(name ? name : "", " ", -1);
  for (char **one = words; *one; one++)
    for (char **other = one + 1; *other; other++) {
      if (strlen(*one) < LONG_WORD || strlen(*other) < LONG_WORD) continue;
      g_autofree char *pair = g_strdup_printf("%s %s", *one, *other);
      add_term(terms, "pair", pair);
    }
}

GPtrArray *recto_work_weak_hints(const RectoWho *who) {
  GPtrArray *terms = g_ptr_array_new_with_free_func(g_free);
  add_given_birth(terms, who);
  if (!who->birth && !who->foreigner_number) add_pairs(terms, who);
  return terms;
}

/* Hints and sure terms together, NULL-terminated. */
GPtrArray *recto_work_all_terms(const RectoWho *who) {
  GPtrArray *terms = recto_work_terms(who), *hints = recto_work_hints(who);
  add_given_birth(terms, who);
  add_pairs(terms, who);
  g_ptr_array_extend_and_steal(terms, hints);
  g_ptr_array_add(terms, NULL);
  return terms;
}

static GPtrArray *terms_of(const RectoDossier *dossier, const RectoPerson *applicant) {
  g_autoptr(GPtrArray) numbers = g_ptr_array_new();
  for (guint i = 0; applicant && i < dossier->documents->len; i++) {
    const RectoDocument *document = dossier->documents->pdata[i];
    const char *number = recto_fields_value(document->fields, "document-number");
    if (number && g_strcmp0(document->person, applicant->id) == 0) g_ptr_array_add(numbers, (gpointer)number);
  }
  const GPtrArray *fields = applicant ? applicant->fields : NULL;
  RectoWho who = {recto_fields_value(fields, "family-name"), recto_fields_value(fields, "given-names"), recto_fields_value(fields, "birth-date"),
                  recto_fields_value(fields, "foreigner-number"), numbers};
  return recto_work_all_terms(&who);
}

bool recto_work_summarise(const RectoWork *work, const RectoDossier *dossier, GError **error) {
  const RectoPerson *applicant = applicant_of(dossier);
  const char *due = right_ends(dossier, applicant);
  Counts counts = count(dossier);
  g_autofree char *json = describe(dossier, applicant, &counts);
  g_autoptr(GPtrArray) terms = terms_of(dossier, applicant);
  RectoStoreSummary summary = {urgency_of(dossier, &counts, due, work->now), due, json, (const char *const *)terms->pdata};
  return recto_store_summarise(work->store, dossier->number, &summary, error);
}

bool recto_work_introduce(const RectoWork *work, const char *number, const RectoWho *who, GError **error) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  g_autoptr(GPtrArray) terms = recto_work_all_terms(who);
  json_builder_begin_object(builder);
  recto_json_string_if(builder, "familyName", who->family);
  recto_json_string_if(builder, "givenNames", who->given);
  json_builder_end_object(builder);
  g_autofree char *json = recto_json_finish(builder);
  RectoStoreSummary summary = {3, NULL, json, (const char *const *)terms->pdata};
  return recto_store_summarise(work->store, number, &summary, error);
}
