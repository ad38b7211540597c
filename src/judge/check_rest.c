/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left when the pieces are checked: documents that no piece took, fields that were not read or read in two ways, seals that vouch.
 * Must not know: how a piece is decided. */
#include "judge/check.h"
#include "judge/merge.h"

#include <string.h>

/* ------------------------------------------------------------------ documents that no piece took */

static bool has_demand_for(const RectoChecking *checking, const RectoPiece *piece, const RectoDocument *document) {
  for (guint i = 0; i < piece->alternatives->len; i++) {
    const RectoAlternative *alternative = g_ptr_array_index(piece->alternatives, i);
    for (guint j = 0; j < alternative->demands->len; j++) {
      if (recto_document_may_answer(checking, g_ptr_array_index(alternative->demands, j), document)) return true;
    }
  }
  return false;
}

const RectoPiece *recto_piece_of_result(const RectoChecking *checking, const RectoPieceResult *result) {
  g_autofree char *id = g_strndup(result->id, strcspn(result->id, "."));
  for (guint i = 0; i < checking->procedure->pieces->len; i++) {
    const RectoPiece *piece = g_ptr_array_index(checking->procedure->pieces, i);
    if (g_str_equal(piece->id, id)) return piece;
  }
  return NULL;
}

static RectoPieceResult *home_of(const RectoChecking *checking, const RectoDocument *document, bool needed) {
  for (guint i = 0; i < checking->dossier->pieces->len; i++) {
    RectoPieceResult *result = g_ptr_array_index(checking->dossier->pieces, i);
    const RectoPiece *piece = recto_piece_of_result(checking, result);
    bool is_needed = result->state != RECTO_PIECE_NOT_NEEDED;
    if (piece && is_needed == needed && has_demand_for(checking, piece, document)) return result;
  }
  return NULL;
}

/* A second bill, a fourth payslip: filed under the piece that asks for such, after the documents that answer it. */
void recto_file_the_rest(RectoChecking *checking) {
  for (guint i = 0; i < checking->dossier->documents->len; i++) {
    const RectoDocument *document = g_ptr_array_index(checking->dossier->documents, i);
    if (g_hash_table_contains(checking->used, document->id) || document->same_as) continue;
    RectoPieceResult *home = home_of(checking, document, true);
    if (!home) home = home_of(checking, document, false);
    if (home) g_ptr_array_add(home->documents, g_strdup(document->id));
  }
}

/* ------------------------------------------------------------------ fields */

static char *unread_fields(const RectoType *type, const RectoDocument *document) {
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < type->fields->len; i++) {
    const RectoFieldRule *rule = g_ptr_array_index(type->fields, i);
    bool here = !rule->side;
    for (guint j = 0; !here && j < document->sides->len; j++) here = strstr(g_ptr_array_index(document->sides, j), rule->side) != NULL;
    if (!rule->required || !here || recto_fields_value(document->fields, rule->name) || strstr(names->str, rule->name)) continue;
    g_string_append_printf(names, "%s%s", names->len ? "," : "", rule->name);
  }
  return g_strdup(names->str);
}

/* Two readings of one field: told, and asked only when another zone of the document (machine-readable, code) says otherwise and nothing vouches for the chosen one.
 * Two readings of the printed zone are our own doubt; dates and names that decide something soften their answer by themselves. */
static void tell_quarrel(RectoChecking *checking, const RectoDocument *document, const RectoField *field) {
  const RectoObservation *chosen = recto_field_chosen(field);
  if (!field->quarrel || !chosen) return;
  bool vouched = chosen->check == RECTO_YES || chosen->means == RECTO_MEANS_SEAL || chosen->means == RECTO_MEANS_CLERK;
  for (guint i = 0; i < field->seen->len; i++) {
    const RectoObservation *other = g_ptr_array_index(field->seen, i);
    if (other == chosen || recto_values_agree(field->kind, chosen->value, other->value) != RECTO_NO) continue;
    RectoFinding *finding = recto_finding_of_document(RECTO_FINDING_MISMATCH, vouched || other->means == chosen->means ? RECTO_WEIGHT_INFO : RECTO_WEIGHT_CHECK, "finding.quarrel", document);
    g_array_set_size(finding->places, 0);
    g_array_append_val(finding->places, chosen->place);
    g_array_append_val(finding->places, other->place);
    finding->field = g_strdup(field->name);
    recto_finding_set(finding, "kind", recto_field_kind_word(field->kind));
    recto_finding_set(finding, "value-a", chosen->value);
    recto_finding_set(finding, "value-b", other->value);
    g_ptr_array_add(checking->findings, finding);
    return;
  }
}

/* A proof of address with a verified seal cannot be refused (CRPA R113-8): said, so that nobody does. */
static void tell_seal(RectoChecking *checking, const RectoDocument *document) {
  static const char *const PROOFS[] = {"energy-bill", "water-bill", "internet-bill", "tax-notice", NULL};
  bool sealed = false;
  for (guint i = 0; i < document->fields->len; i++) {
    const RectoObservation *seen = recto_field_chosen(g_ptr_array_index(document->fields, i));
    if (seen && seen->means == RECTO_MEANS_SEAL) sealed = true;
  }
  if (!sealed || !g_strv_contains(PROOFS, document->type)) return;
  g_ptr_array_add(checking->findings, recto_finding_of_document(RECTO_FINDING_NOTE, RECTO_WEIGHT_INFO, "finding.sealed", document));
}

void recto_check_fields(RectoChecking *checking) {
  for (guint i = 0; i < checking->dossier->documents->len; i++) {
    const RectoDocument *document = g_ptr_array_index(checking->dossier->documents, i);
    const RectoType *type = recto_models_type(checking->models, document->type);
    if (!type || document->same_as) continue;
    g_autofree char *unread = unread_fields(type, document);
    if (*unread) {
      RectoFinding *finding = recto_finding_of_document(RECTO_FINDING_UNSURE, RECTO_WEIGHT_INFO, "finding.unread-fields", document);
      recto_finding_set(finding, "fields", unread);
      g_ptr_array_add(checking->findings, finding);
    }
    tell_seal(checking, document);
    for (guint j = 0; j < document->fields->len; j++) tell_quarrel(checking, document, g_ptr_array_index(document->fields, j));
  }
}
