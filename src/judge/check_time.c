/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ages, expiries, runs of months, deadlines: all counted from the reception date of the pieces, never from the day of processing (a mailed file waits).
 * A date that was not read, or read in part, or read in two ways that decide differently, cannot tell: it is looked at, never held against anybody. */
#include "judge/check.h"
#include "judge/merge.h"

#include <string.h>

/* ------------------------------------------------------------------ dates as intervals */

/* The days a partial date leaves open. */
typedef struct { RectoDate first, last; } Span;

static bool span_of(const char *iso, Span *ret) {
  RectoDate date;
  if (!iso || !recto_date_from_iso(iso, &date) || !recto_date_is_set(date)) return false;
  ret->first = (RectoDate){date.year, date.month ? date.month : 1, date.day ? date.day : 1};
  RectoDate year_end = {date.year, 12, 31};
  RectoDate month_end = recto_date_add_days(recto_date_add_months((RectoDate){date.year, date.month ? date.month : 1, 1}, 1), -1);
  ret->last = date.day ? date : date.month ? month_end : year_end;
  return true;
}

static RectoAnswer on_or_after(const char *iso, RectoDate limit) {
  Span span;
  if (!span_of(iso, &span)) return RECTO_CANNOT_TELL;
  if (recto_date_compare(span.first, limit) >= 0) return RECTO_YES;
  return recto_date_compare(span.last, limit) < 0 ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* The answer of a field that may have been read several times: a weak reading says no "no", a quarrel counts only if both sides agree in the answer. */
static RectoAnswer field_on_or_after(const RectoChecking *checking, const RectoField *field, RectoDate limit) {
  const RectoObservation *chosen = field ? recto_field_chosen(field) : NULL;
  if (!chosen) return RECTO_CANNOT_TELL;
  RectoAnswer answer = on_or_after(chosen->value, limit);
  if (answer == RECTO_NO && chosen->confidence < recto_limit(checking->models, "check.firm-confidence")) return RECTO_CANNOT_TELL;
  for (guint i = 0; field->quarrel && i < field->seen->len; i++) {
    const RectoObservation *seen = g_ptr_array_index(field->seen, i);
    if (on_or_after(seen->value, limit) != answer) return RECTO_CANNOT_TELL;
  }
  return answer;
}

/* ------------------------------------------------------------------ age */

/* The field from which a document's age counts; a receipt without a date counts by its month. */
static const RectoField *date_field_of(const RectoChecking *checking, const RectoDocument *document) {
  const RectoType *type = recto_models_type(checking->models, document->type);
  const RectoField *field = type && type->date_field ? recto_fields_lookup(document->fields, type->date_field) : NULL;
  return recto_field_value(field) ? field : recto_fields_lookup(document->fields, "period-month");
}

static RectoFinding *age_finding(const RectoChecking *checking, RectoFindingKind kind, RectoWeight weight, const char *message, const RectoPiece *piece,
                                 const RectoDemand *demand, const RectoDocument *document, const RectoField *field, RectoDate limit) {
  char iso[11];
  RectoFinding *finding = recto_finding_of_document(kind, weight, message, document);
  if (recto_field_value(field)) {
    g_array_set_size(finding->places, 0);
    recto_places_add_field(finding->places, document, field);
    finding->field = g_strdup(field->name);
    recto_finding_set(finding, "date", recto_field_value(field));
  }
  recto_finding_set(finding, "reception", recto_date_to_iso(recto_received_on(checking->dossier, document), iso));
  recto_finding_set(finding, "limit", recto_date_to_iso(limit, iso));
  recto_finding_set(finding, "source", piece->source);
  recto_finding_set_number(finding, "n", demand->max_age_months);
  return finding;
}

RectoDate recto_received_on(const RectoDossier *dossier, const RectoDocument *document) {
  RectoDate earliest = {0};
  for (guint i = 0; i < document->pages->len; i++) {
    RectoPageId page = g_array_index(document->pages, RectoPageId, i);
    for (guint f = 0; f < dossier->files->len; f++) {
      const RectoFile *file = dossier->files->pdata[f];
      if (file->ordinal != page.file) continue;
      RectoDate day = recto_date_is_set(file->received) ? file->received : dossier->reception;
      if (!recto_date_is_set(earliest) || recto_date_compare(day, earliest) < 0) earliest = day;
    }
  }
  return recto_date_is_set(earliest) ? earliest : dossier->reception;
}

/* Six months old on the day is still right: counted back from reception, 28/29 February for a day that month does not have. */
RectoAnswer recto_check_age(const RectoChecking *checking, const RectoPiece *piece, const RectoDemand *demand, const RectoDocument *document, GPtrArray *findings) {
  if (!demand->max_age_months) return RECTO_YES;
  RectoDate reception = recto_received_on(checking->dossier, document), limit = recto_date_add_months(reception, -demand->max_age_months);
  const RectoField *field = date_field_of(checking, document);
  const char *message = NULL;
  RectoAnswer fresh = field_on_or_after(checking, field, limit);
  RectoFindingKind kind = RECTO_FINDING_UNSURE;
  RectoWeight weight = RECTO_WEIGHT_CHECK;
  Span span;
  if (fresh == RECTO_NO) {
    message = "finding.too-old";
    kind = RECTO_FINDING_TOO_OLD;
    weight = RECTO_WEIGHT_ACTION;
  } else if (!recto_field_value(field)) {
    message = "finding.unsure-date";
  } else if (fresh == RECTO_CANNOT_TELL) {
    message = "finding.unsure-age";
  } else if (span_of(recto_field_value(field), &span) && recto_date_compare(span.first, reception) > 0) {
    message = "finding.future-date";
    fresh = RECTO_CANNOT_TELL;
  }
  if (message) g_ptr_array_add(findings, age_finding(checking, kind, weight, message, piece, demand, document, field, limit));
  return fresh;
}

/* ------------------------------------------------------------------ expiry */

/* Was the holder adult when a ten-year card was issued? Old French cards of adults run five years longer than printed. */
static RectoAnswer was_adult(const RectoDocument *document, const char *expiry) {
  RectoDate born, ends;
  const char *birth = recto_fields_value(document->fields, "birth-date");
  if (!birth || !recto_date_from_iso(birth, &born) || !recto_date_from_iso(expiry, &ends)) return RECTO_CANNOT_TELL;
  RectoDate issued = recto_date_add_months(ends, -120);
  const char *iso = recto_fields_value(document->fields, "issue-date");
  if (iso) recto_date_from_iso(iso, &issued);
  RectoAnswer minor = on_or_after(birth, recto_date_add_days(recto_date_add_months(issued, -18 * 12), 1));
  return minor == RECTO_NO ? RECTO_YES : minor == RECTO_YES ? RECTO_NO : RECTO_CANNOT_TELL;
}

RectoAnswer recto_is_unexpired(const RectoChecking *checking, const RectoDocument *document, RectoDate day, const char **ret_iso) {
  const RectoType *type = recto_models_type(checking->models, document->type);
  const RectoField *field = type && type->expiry_field ? recto_fields_lookup(document->fields, type->expiry_field) : NULL;
  const char *iso = recto_field_value(field);
  if (ret_iso) *ret_iso = iso;
  RectoAnswer answer = field_on_or_after(checking, field, day);
  if (answer != RECTO_NO || !type->expiry_grace_years) return answer;
  RectoAnswer within = field_on_or_after(checking, field, recto_date_add_months(day, -12 * type->expiry_grace_years));
  if (within != RECTO_YES) return within;
  return was_adult(document, iso);
}

RectoAnswer recto_check_expiry(const RectoChecking *checking, const RectoDocument *document, GPtrArray *findings) {
  char iso[11];
  const char *expiry = NULL;
  RectoDate reception = recto_received_on(checking->dossier, document);
  RectoAnswer answer = recto_is_unexpired(checking, document, reception, &expiry);
  if (answer == RECTO_YES) return RECTO_YES;
  const RectoType *type = recto_models_type(checking->models, document->type);
  bool card = g_str_equal(document->type, "residence-card") || g_str_equal(document->type, "visa");
  const char *message = answer == RECTO_CANNOT_TELL ? "finding.unsure-expiry" : card ? "finding.expired-card" : "finding.expired";
  RectoFinding *finding =
      recto_finding_of_document(answer == RECTO_NO ? RECTO_FINDING_EXPIRED : RECTO_FINDING_UNSURE, RECTO_WEIGHT_CHECK, message, document);
  if (expiry) {
    g_array_set_size(finding->places, 0);
    recto_places_add_field(finding->places, document, recto_fields_lookup(document->fields, type->expiry_field));
    finding->field = g_strdup(type->expiry_field);
    recto_finding_set(finding, "date", expiry);
  }
  recto_finding_set(finding, "reception", recto_date_to_iso(reception, iso));
  g_ptr_array_add(findings, finding);
  return answer;
}

/* ------------------------------------------------------------------ months in a row */

/* Months are counted from year 0, so that December and January are neighbours. 0 = not read. */
static int month_of(const RectoDocument *document) {
  RectoDate date;
  const char *iso = recto_fields_value(document->fields, "period-month");
  return iso && recto_date_from_iso(iso, &date) && date.month ? date.year * 12 + date.month - 1 : 0;
}

static bool has_month(const GArray *months, int month) {
  for (guint i = 0; i < months->len; i++) {
    if (g_array_index(months, int, i) == month) return true;
  }
  return false;
}

static int count_in_run(const GArray *months, int last, int length) {
  int found = 0;
  for (int i = 0; i < length; i++) found += has_month(months, last - i);
  return found;
}

static char *join_months(const GArray *months, int last, int length, bool absent) {
  g_autoptr(GString) list = g_string_new(NULL);
  for (int month = last - length + 1; month <= last; month++) {
    if (has_month(months, month) == absent) continue;
    g_string_append_printf(list, "%s%04d-%02d", list->len ? "," : "", month / 12, month % 12 + 1);
  }
  return g_strdup(list->str);
}

static int compare_months(gconstpointer a, gconstpointer b) { return *(const int *)a - *(const int *)b; }

static bool run_anywhere(const GArray *months, int length) {
  for (guint i = 0; i < months->len; i++) {
    if (count_in_run(months, g_array_index(months, int, i), length) == length) return true;
  }
  return false;
}

/* The last month may be the month of reception or up to `latest_months` before it (a payslip comes late). The run that lacks least is taken; of two such,
 * the one whose last month is there (people are asked for the gap, not for a month that is not paid yet), then the latest. */
RectoMonths recto_check_months(const RectoChecking *checking, const RectoDemand *demand, const GPtrArray *documents) {
  RectoMonths result = {.met = RECTO_NO};
  g_autoptr(GArray) months = g_array_new(FALSE, FALSE, sizeof(int));
  RectoDate reception = checking->dossier->reception;
  int unread = 0, now = reception.year * 12 + reception.month - 1, best_last = now;
  for (guint i = 0; i < documents->len; i++) {
    int month = month_of(g_ptr_array_index(documents, i));
    if (!month) unread++;
    else if (!has_month(months, month)) g_array_append_val(months, month);
  }
  g_array_sort(months, compare_months);
  int best = -1;
  for (int last = now; last >= now - demand->latest_months; last--) {
    int found = count_in_run(months, last, demand->count), rank = 2 * found + has_month(months, last);
    if (rank <= best) continue;
    best = rank;
    result.found = found;
    best_last = last;
  }
  if (result.found == demand->count) result.met = RECTO_YES;
  else if (result.found + unread >= demand->count) result.met = RECTO_CANNOT_TELL;
  else result.too_old = run_anywhere(months, demand->count);
  int first = months->len ? g_array_index(months, int, 0) : now, latest = months->len ? g_array_index(months, int, months->len - 1) : now - 1;
  result.missing = join_months(months, best_last, demand->count, true);
  result.found_months = join_months(months, latest, latest - first + 1, false);
  int oldest_last = now - demand->latest_months;
  recto_date_to_iso((RectoDate){oldest_last / 12, oldest_last % 12 + 1, 0}, result.limit);
  return result;
}

void recto_months_clear(RectoMonths *months) {
  g_clear_pointer(&months->missing, g_free);
  g_clear_pointer(&months->found_months, g_free);
}

/* ------------------------------------------------------------------ notes on deadlines */

static RectoDate moved(RectoDate date, RectoOffset offset) { return recto_date_add_days(recto_date_add_months(date, offset.months), offset.days); }

/* after < reception - date <= until, for a full date only: a deadline is never told from a guess. */
static bool note_holds(const RectoNote *note, RectoDate date, RectoDate reception) {
  if (note->after.set && recto_date_compare(reception, moved(date, note->after)) <= 0) return false;
  return !note->until.set || recto_date_compare(reception, moved(date, note->until)) <= 0;
}

static const char *note_field(const RectoChecking *checking, const RectoNote *note, const RectoDocument *document) {
  const RectoType *type = recto_models_type(checking->models, document->type);
  return g_str_equal(note->field, "expiry") ? (type ? type->expiry_field : NULL) : note->field;
}

static RectoFinding *note_finding(const RectoChecking *checking, const RectoNote *note) {
  char iso[11];
  g_autofree char *message = g_strdup_printf("note.%s", note->id);
  RectoFinding *finding = recto_finding_new(RECTO_FINDING_NOTE, note->weight, message, NULL);
  recto_finding_set(finding, "source", note->source);
  recto_finding_set(finding, "reception", recto_date_to_iso(checking->dossier->reception, iso));
  return finding;
}

/* Of several such documents (an old card and a new one) the latest date speaks. */
static void check_dated_note(RectoChecking *checking, const RectoNote *note) {
  const RectoDocument *best = NULL;
  const RectoField *best_field = NULL;
  RectoDate best_date = {0};
  for (guint i = 0; i < checking->dossier->documents->len; i++) {
    const RectoDocument *document = g_ptr_array_index(checking->dossier->documents, i);
    if (!g_strv_contains((const char *const *)note->types, document->type) || document->same_as) continue;
    if (recto_belongs(checking, document, note->of, false) != RECTO_YES) continue;
    const char *name = note_field(checking, note, document);
    const RectoField *field = name ? recto_fields_lookup(document->fields, name) : NULL;
    RectoDate date;
    if (!recto_field_value(field) || field->quarrel || !recto_date_from_iso(recto_field_value(field), &date) || !recto_date_is_full(date)) continue;
    if (best && recto_date_compare(date, best_date) <= 0) continue;
    best = document;
    best_field = field;
    best_date = date;
  }
  if (!best || !note_holds(note, best_date, checking->dossier->reception)) return;
  RectoFinding *finding = note_finding(checking, note);
  finding->document = g_strdup(best->id);
  finding->field = g_strdup(best_field->name);
  recto_finding_set(finding, "type", best->type);
  recto_finding_set(finding, "date", recto_field_value(best_field));
  recto_places_add_field(finding->places, best, best_field);
  g_ptr_array_add(checking->findings, finding);
}

void recto_check_notes(RectoChecking *checking) {
  for (guint i = 0; i < checking->procedure->notes->len; i++) {
    const RectoNote *note = g_ptr_array_index(checking->procedure->notes, i);
    if (recto_condition_holds(checking->procedure, note->when, checking->dossier->situation) != RECTO_YES) continue;
    if (note->field) check_dated_note(checking, note);
    else g_ptr_array_add(checking->findings, note_finding(checking, note));
  }
}
