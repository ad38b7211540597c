/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person said of a page that another took the place of: taken over for the new one, and told; a question where the new one says otherwise (correct.c decides which).
 * Must not know: how a kind is won, or a field settled. */
#include "judge/check.h"
#include "judge/merge.h"

/* A later word on the new page itself, or on another page of its document, is the person's on this one. */
static bool is_overruled(const RectoDossier *dossier, guint at, const RectoDocument *document) {
  const RectoCorrection *own = dossier->corrections->pdata[at];
  for (guint i = at + 1; i < dossier->corrections->len; i++) {
    const RectoCorrection *later = dossier->corrections->pdata[i];
    bool of_field = own->kind == RECTO_CORRECT_FIELD && (later->kind == RECTO_CORRECT_FIELD || later->kind == RECTO_CORRECT_UNREADABLE) && g_strcmp0(later->name, own->name) == 0;
    bool same = own->kind == RECTO_CORRECT_TYPE ? later->kind == own->kind && recto_page_id_equal(later->page, own->page) : of_field && recto_document_of_page(dossier->documents, later->page) == document;
    if (same) return true;
  }
  return false;
}

static RectoFinding *finding_of_page(RectoFindingKind kind, RectoWeight weight, const char *message, const RectoDocument *document, RectoPageId page) {
  RectoFinding *finding = recto_finding_of_document(kind, weight, message, document);
  g_array_set_size(finding->places, 0);
  recto_places_add_page(finding->places, page);
  return finding;
}

/* ------------------------------------------------------------------ kinds */

/* The kind that the page would surely have won by itself. */
static const RectoBid *own_of(const RectoModels *models, const RectoSheet *sheet) {
  const RectoBid *best = sheet && sheet->others->len ? sheet->others->pdata[0] : NULL;
  const RectoType *type = best ? recto_models_type(models, best->type) : NULL;
  return type && best->points >= type->needs && best->lead >= type->lead ? best : NULL;
}

static void tell_kind(RectoChecking *checking, const RectoCorrection *correction, const RectoDocument *document) {
  const RectoBid *own = own_of(checking->models, recto_sheet_of_page(checking->dossier->sheets, correction->page));
  bool other = own && !g_str_equal(own->type, correction->value);
  RectoFinding *finding = finding_of_page(other ? RECTO_FINDING_UNSURE : RECTO_FINDING_NOTE, other ? RECTO_WEIGHT_CHECK : RECTO_WEIGHT_INFO,
                                          other ? "finding.inherited-kind-unsure" : "finding.inherited-kind", document, correction->page);
  if (other) recto_finding_set(finding, "type-b", own->type);
  g_ptr_array_add(checking->findings, finding);
}

/* ------------------------------------------------------------------ values */

static void tell_contradiction(RectoChecking *checking, const RectoCorrection *correction, const RectoDocument *document, const RectoField *field) {
  const RectoObservation *chosen = recto_field_chosen(field);
  RectoFinding *finding = recto_finding_of_document(RECTO_FINDING_MISMATCH, RECTO_WEIGHT_CHECK, *correction->value ? "finding.inherited-value" : "finding.inherited-none", document);
  g_array_set_size(finding->places, 0);
  recto_places_add_field(finding->places, document, field);
  finding->field = g_strdup(field->name);
  recto_finding_set(finding, "kind", recto_field_kind_word(field->kind));
  recto_finding_set(finding, "value-a", chosen->value);
  if (*correction->value) recto_finding_set(finding, "value-b", correction->value);
  g_ptr_array_add(checking->findings, finding);
}

/* Those that were taken over are named together, once a document. */
static void add_kept(GHashTable *kept, const RectoDocument *document, const char *name) {
  GString *names = g_hash_table_lookup(kept, document);
  if (!names) g_hash_table_insert(kept, (gpointer)document, names = g_string_new(NULL));
  g_string_append_printf(names, "%s%s", names->len ? "," : "", name);
}

static void tell_value(RectoChecking *checking, const RectoCorrection *correction, const RectoDocument *document, GHashTable *kept) {
  const RectoField *field = recto_fields_lookup(document->fields, correction->name);
  const RectoObservation *chosen = field ? recto_field_chosen(field) : NULL;
  if (!field) return;
  if (chosen && chosen->means != RECTO_MEANS_CLERK) tell_contradiction(checking, correction, document, field);
  else add_kept(kept, document, correction->name);
}

static void tell_kept(RectoChecking *checking, GHashTable *kept) {
  for (guint i = 0; i < checking->dossier->documents->len; i++) {
    const RectoDocument *document = checking->dossier->documents->pdata[i];
    const GString *names = g_hash_table_lookup(kept, document);
    if (!names) continue;
    RectoFinding *finding = recto_finding_of_document(RECTO_FINDING_NOTE, RECTO_WEIGHT_INFO, "finding.inherited-values", document);
    recto_finding_set(finding, "fields", names->str);
    g_ptr_array_add(checking->findings, finding);
  }
}

static void free_names(gpointer names) { g_string_free(names, TRUE); }

void recto_check_inherited(RectoChecking *checking) {
  const RectoDossier *dossier = checking->dossier;
  g_autoptr(GHashTable) kept = g_hash_table_new_full(NULL, NULL, NULL, free_names);
  for (guint i = 0; i < dossier->corrections->len; i++) {
    const RectoCorrection *correction = dossier->corrections->pdata[i];
    const RectoDocument *document = correction->inherited ? recto_document_of_page(dossier->documents, correction->page) : NULL;
    if (!document || is_overruled(dossier, i, document)) continue;
    if (correction->kind == RECTO_CORRECT_TYPE && g_str_equal(document->type, correction->value)) tell_kind(checking, correction, document);
    if (correction->kind == RECTO_CORRECT_FIELD && correction->name && correction->value) tell_value(checking, correction, document, kept);
  }
  tell_kept(checking, kept);
}
