/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose document is it, and do documents agree with persons and with each other? A difference is shown with both values and both places; it never rejects.
 * Must not know: how names and addresses are compared (names.c, agree.c). */
#include "judge/check.h"
#include "judge/merge.h"

#include <recto/text.h>

static RectoRole role_of(const RectoDossier *dossier, const char *person) {
  const RectoPerson *found = person ? recto_dossier_person(dossier, person) : NULL;
  return found ? found->role : RECTO_ROLE_UNKNOWN;
}

static RectoRole role_from(const char *word) {
  RectoRole role = RECTO_ROLE_UNKNOWN;
  recto_role_from_word(word, &role);
  return role;
}

/* A document of nobody known may be anybody's; one of a known other person is not this one's. */
RectoAnswer recto_belongs(const RectoChecking *checking, const RectoDocument *document, const char *role, bool either_party) {
  RectoRole wanted = role_from(role), holder = role_of(checking->dossier, document->person);
  if (holder == wanted) return RECTO_YES;
  if (either_party && document->other_person && role_of(checking->dossier, document->other_person) == wanted) return RECTO_YES;
  return holder == RECTO_ROLE_UNKNOWN ? RECTO_CANNOT_TELL : RECTO_NO;
}

const RectoPerson *recto_person_of_role(const RectoDossier *dossier, const char *role) {
  RectoRole wanted = role_from(role);
  for (guint i = 0; i < dossier->persons->len; i++) {
    const RectoPerson *person = g_ptr_array_index(dossier->persons, i);
    if (person->role == wanted) return person;
  }
  return NULL;
}

/* ------------------------------------------------------------------ names */

/* A name as a document or person has it: in two parts, or full. */
typedef struct { const char *family, *given; const RectoField *field; } Name;

static Name name_in(const GPtrArray *fields) {
  const RectoField *family = recto_fields_lookup(fields, "family-name"), *full = recto_fields_lookup(fields, "full-name");
  const RectoField *given = recto_fields_lookup(fields, "given-names");
  if (recto_field_value(family)) return (Name){recto_field_value(family), recto_field_value(given), family};
  if (recto_field_value(full)) return (Name){recto_field_value(full), NULL, full};
  return (Name){NULL, recto_field_value(given), given};
}

static char *name_text(Name name) {
  if (name.family && name.given) return g_strdup_printf("%s %s", name.family, name.given);
  return g_strdup(name.family ? name.family : name.given);
}

static bool has_name(Name name) { return name.family || name.given; }

/* A full name is compared as one string with the two parts of the other. */
static RectoAnswer names_agree(Name a, Name b) {
  if (!has_name(a) || !has_name(b)) return RECTO_CANNOT_TELL;
  return recto_names_agree(a.family, a.given, b.family, b.given);
}

void recto_tell_person(const RectoChecking *checking, const RectoDocument *document, const char *role, GPtrArray *findings) {
  const RectoPerson *expected = recto_person_of_role(checking->dossier, role);
  Name written = name_in(document->fields), wanted = expected ? name_in(expected->fields) : (Name){0};
  const RectoObservation *seen = written.field ? recto_field_chosen(written.field) : NULL;
  bool firm = seen && seen->confidence >= recto_limit(checking->models, "check.firm-confidence"); /* a weak reading is no other name */
  bool other = expected && has_name(written) && has_name(wanted) && firm;
  RectoFinding *finding = recto_finding_of_document(other ? RECTO_FINDING_MISMATCH : RECTO_FINDING_UNSURE, RECTO_WEIGHT_CHECK,
                                                    other ? "finding.other-person" : "finding.unsure-person", document);
  recto_finding_set(finding, "role", role);
  if (other) {
    g_autofree char *a = name_text(written), *b = name_text(wanted);
    recto_finding_set(finding, "value-a", a);
    recto_finding_set(finding, "value-b", b);
    g_array_set_size(finding->places, 0);
    recto_places_add_field(finding->places, document, written.field);
    finding->field = g_strdup(written.field->name);
  }
  g_ptr_array_add(findings, finding);
}

/* ------------------------------------------------------------------ must match */

/* A weak reading or a quarrel says no "no". */
static RectoAnswer softened(const RectoChecking *checking, RectoAnswer answer, const RectoField *field) {
  const RectoObservation *seen = field ? recto_field_chosen(field) : NULL;
  bool firm = seen && !field->quarrel && seen->confidence >= recto_limit(checking->models, "check.firm-confidence");
  return answer == RECTO_NO && !firm ? RECTO_CANNOT_TELL : answer;
}

static RectoFinding *mismatch(RectoAnswer answer, RectoWeight weight, const RectoDocument *a, const RectoField *field, const char *value_a, const char *value_b) {
  bool no = answer == RECTO_NO;
  RectoFinding *finding = recto_finding_of_document(no ? RECTO_FINDING_MISMATCH : RECTO_FINDING_UNSURE, weight, no ? "finding.mismatch" : "finding.unsure-match", a);
  g_array_set_size(finding->places, 0);
  recto_places_add_field(finding->places, a, field);
  finding->field = g_strdup(field->name);
  recto_finding_set(finding, "kind", recto_field_kind_word(field->kind));
  recto_finding_set(finding, "value-a", value_a);
  recto_finding_set(finding, "value-b", value_b);
  recto_finding_set(finding, "type-a", a->type);
  return finding;
}

/* Nothing is asked of a person's field that the dossier does not know. */
static RectoAnswer match_field(const RectoChecking *checking, const RectoDemand *demand, const RectoPerson *person, const RectoDocument *document, const char *name,
                               GPtrArray *findings) {
  bool whole_name = g_str_equal(name, "name");
  Name written = name_in(document->fields), known = name_in(person->fields);
  const RectoField *field = whole_name ? written.field : recto_fields_lookup(document->fields, name);
  g_autofree char *value_a = whole_name ? name_text(written) : g_strdup(recto_field_value(field));
  g_autofree char *value_b = whole_name ? name_text(known) : g_strdup(recto_fields_value(person->fields, name));
  if (!value_b) return RECTO_YES;
  if (!value_a) {
    RectoFinding *finding = recto_finding_of_document(RECTO_FINDING_UNSURE, RECTO_WEIGHT_CHECK, "finding.unread-match", document);
    finding->field = g_strdup(name);
    recto_finding_set(finding, "value-b", value_b);
    g_ptr_array_add(findings, finding);
    return RECTO_CANNOT_TELL;
  }
  RectoAnswer answer = whole_name ? names_agree(written, known) : recto_values_agree(field->kind, value_a, value_b);
  answer = softened(checking, answer, field);
  if (answer == RECTO_YES) return RECTO_YES;
  RectoFinding *finding = mismatch(answer, RECTO_WEIGHT_CHECK, document, field, value_a, value_b);
  recto_finding_set(finding, "role-b", demand->of);
  g_ptr_array_add(findings, finding);
  return RECTO_CANNOT_TELL;
}

/* NO never comes out of here: a name that differs is looked at by a person. */
RectoAnswer recto_check_match(const RectoChecking *checking, const RectoDemand *demand, const RectoDocument *document, GPtrArray *findings) {
  const RectoPerson *person = recto_person_of_role(checking->dossier, demand->of);
  RectoAnswer all = RECTO_YES;
  for (char **name = demand->must_match; person && name && *name; name++) {
    if (match_field(checking, demand, person, document, *name, findings) != RECTO_YES) all = RECTO_CANNOT_TELL;
  }
  return all;
}

/* ------------------------------------------------------------------ agreements across documents */

typedef struct { const RectoDocument *document; const RectoField *field; } Bearer;

static bool is_compared(const RectoAgreement *agreement, const RectoDocument *document) {
  return !document->same_as && (!agreement->types || g_strv_contains((const char *const *)agreement->types, document->type));
}

static GArray *bearers_of(const RectoChecking *checking, const RectoAgreement *agreement) {
  GArray *bearers = g_array_new(FALSE, FALSE, sizeof(Bearer));
  for (guint i = 0; i < checking->dossier->documents->len; i++) {
    const RectoDocument *document = g_ptr_array_index(checking->dossier->documents, i);
    if (!is_compared(agreement, document) || recto_belongs(checking, document, agreement->of, false) != RECTO_YES) continue;
    Bearer bearer = {document, recto_fields_lookup(document->fields, agreement->field)};
    if (recto_field_value(bearer.field)) g_array_append_val(bearers, bearer);
  }
  return bearers;
}

/* The most trusted reading is the one the others are compared with: a signed seal, then a zone with its check digits, then the surest. */
static guint reference_of(const GArray *bearers) {
  guint best = 0;
  double best_trust = -1;
  for (guint i = 0; i < bearers->len; i++) {
    const RectoObservation *seen = recto_field_chosen(g_array_index(bearers, Bearer, i).field);
    double trust = seen->confidence + (seen->means == RECTO_MEANS_CLERK ? 8 : seen->means == RECTO_MEANS_SEAL ? 4 : 0) + (seen->check == RECTO_YES ? 2 : 0);
    if (trust <= best_trust) continue;
    best_trust = trust;
    best = i;
  }
  return best;
}

/* Given names are cut on cards and in machine-readable zones; addresses are written in many ways: there only a clear "no" is worth a word. */
static bool tells_doubt(RectoFieldKind kind) { return kind != RECTO_FIELD_ADDRESS && kind != RECTO_FIELD_GIVEN_NAMES && kind != RECTO_FIELD_TEXT; }

/* A piece that asks for the match has told it already. */
static bool was_told(const RectoChecking *checking, const char *field, const RectoDocument *document) {
  for (guint i = 0; i < checking->findings->len; i++) {
    const RectoFinding *finding = g_ptr_array_index(checking->findings, i);
    bool match = g_str_equal(finding->message, "finding.mismatch") || g_str_equal(finding->message, "finding.unsure-match");
    if (match && g_strcmp0(finding->field, field) == 0 && g_strcmp0(finding->document, document->id) == 0) return true;
  }
  return false;
}

static void compare(RectoChecking *checking, const RectoAgreement *agreement, Bearer reference, Bearer other) {
  const char *value_a = recto_field_value(reference.field), *value_b = recto_field_value(other.field);
  RectoAnswer answer = recto_values_agree(reference.field->kind, value_a, value_b);
  answer = softened(checking, softened(checking, answer, reference.field), other.field);
  if (answer == RECTO_YES || (answer == RECTO_CANNOT_TELL && !tells_doubt(reference.field->kind))) return;
  if (was_told(checking, agreement->field, other.document) || was_told(checking, agreement->field, reference.document)) return;
  RectoWeight weight = answer == RECTO_NO ? agreement->weight : MIN(agreement->weight, RECTO_WEIGHT_CHECK);
  RectoFinding *finding = mismatch(answer, weight, reference.document, reference.field, value_a, value_b);
  recto_places_add_field(finding->places, other.document, other.field);
  recto_finding_set(finding, "type-b", other.document->type);
  recto_finding_set(finding, "agreement", agreement->id);
  g_ptr_array_add(checking->findings, finding);
}

void recto_check_agreements(RectoChecking *checking) {
  for (guint i = 0; i < checking->procedure->agreements->len; i++) {
    const RectoAgreement *agreement = g_ptr_array_index(checking->procedure->agreements, i);
    g_autoptr(GArray) bearers = bearers_of(checking, agreement);
    guint reference = reference_of(bearers);
    for (guint j = 0; j < bearers->len; j++) {
      if (j != reference) compare(checking, agreement, g_array_index(bearers, Bearer, reference), g_array_index(bearers, Bearer, j));
    }
  }
}
