/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The check stage: each piece of the procedure against the documents of the dossier, then files, pages and deadlines; findings in order of urgency.
 * Of the alternatives of a piece the best is chosen: the one that is met; else the one that the situation names and that was begun; else the fullest.
 * A false "missing" must be rarer than a false "present": what may lie among pages that were not recognised is looked for, not called missing.
 * Must not know: pixels, words of a language. */
#include "judge/check.h"

#include <stdlib.h>

/* One piece under check, perhaps for the second child. */
typedef struct {
  RectoChecking *checking;
  const RectoPiece *piece;
  RectoPieceResult *result;
  GHashTable *taken;       /* ids of documents that answer other pieces, and "person:p3" of children already served */
  GPtrArray *tries;        /* of RectoAlternativeTry* */
} Case;

static void alternative_try_free(gpointer data) {
  RectoAlternativeTry *alternative_try = data;
  if (alternative_try->state) recto_alternative_state_free(alternative_try->state);
  g_ptr_array_unref(alternative_try->tries);
  g_free(alternative_try);
}

/* ------------------------------------------------------------------ alternatives */

static const char *unanswered_in(const RectoChecking *checking, const RectoCondition *condition) {
  if (!condition) return NULL;
  if (condition->question) return recto_situation_answer(checking->procedure, checking->dossier->situation, condition->question) ? NULL : condition->question;
  for (guint i = 0; i < condition->parts->len; i++) {
    const char *question = unanswered_in(checking, g_ptr_array_index(condition->parts, i));
    if (question) return question;
  }
  return NULL;
}

static RectoFinding *question_finding(const Case *one, const RectoCondition *condition) {
  RectoFinding *finding = recto_finding_new(RECTO_FINDING_UNSURE, RECTO_WEIGHT_CHECK, "finding.unsure-question", NULL);
  const char *question = unanswered_in(one->checking, condition);
  if (!question && one->piece->for_each) question = "children";
  recto_finding_set(finding, "question", question ? question : "?");
  recto_finding_set(finding, "source", one->piece->source);
  return finding;
}

static void take_documents(GHashTable *taken, const RectoDemandState *state) {
  for (guint i = 0; i < state->documents->len; i++) g_hash_table_add(taken, g_strdup(g_ptr_array_index(state->documents, i)));
}

static void add_demand(const Case *one, RectoAlternativeTry *alternative_try, const RectoDemand *demand, GHashTable *taken) {
  RectoDemandTry *demand_try = recto_try_demand(one->checking, one->piece, one->result->id, alternative_try->alternative, demand, taken);
  if (demand_try->asked == RECTO_NO) {
    recto_demand_try_free(demand_try);
    return;
  }
  if (demand_try->asked == RECTO_CANNOT_TELL && demand_try->fit == RECTO_HOLE && !demand_try->state->documents->len) {
    demand_try->fit = RECTO_FLAW;
    demand_try->state->met = RECTO_CANNOT_TELL;
    g_free(demand_try->state->lacks);
    demand_try->state->lacks = g_strdup("demand.question");
    g_ptr_array_add(demand_try->findings, question_finding(one, demand->when));
  }
  take_documents(taken, demand_try->state);
  alternative_try->total++;
  alternative_try->found += demand_try->state->documents->len > 0;
  alternative_try->fit = MAX(alternative_try->fit, demand_try->fit);
  g_ptr_array_add(alternative_try->state->demands, demand_try->state);
  g_ptr_array_add(alternative_try->tries, demand_try);
}

static RectoAnswer all_met(const GPtrArray *demands) {
  RectoAnswer all = RECTO_YES;
  for (guint i = 0; i < demands->len; i++) {
    RectoAnswer met = ((RectoDemandState *)g_ptr_array_index(demands, i))->met;
    if (met == RECTO_NO) return RECTO_NO;
    if (met == RECTO_CANNOT_TELL) all = RECTO_CANNOT_TELL;
  }
  return all;
}

/* The state goes into the piece's result, which owns it; the try owns the findings. */
static void try_alternative(Case *one, const RectoAlternative *alternative) {
  RectoAlternativeTry *alternative_try = g_new0(RectoAlternativeTry, 1);
  alternative_try->alternative = alternative;
  alternative_try->tries = g_ptr_array_new_with_free_func(recto_demand_try_free);
  alternative_try->state = recto_alternative_state_new(alternative->id);
  alternative_try->applies = recto_condition_holds(one->checking->procedure, alternative->when, one->checking->dossier->situation);
  g_ptr_array_add(one->tries, alternative_try);
  g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init(&iter, one->taken);
  while (g_hash_table_iter_next(&iter, &key, NULL)) g_hash_table_add(taken, g_strdup(key));
  if (alternative_try->applies != RECTO_NO) {
    for (guint i = 0; i < alternative->demands->len; i++) add_demand(one, alternative_try, g_ptr_array_index(alternative->demands, i), taken);
  }
  if (!alternative_try->total) alternative_try->fit = RECTO_HOLE; /* ruled out, or told by a person only */
  alternative_try->state->met = alternative_try->total ? all_met(alternative_try->state->demands) : RECTO_NO;
  g_ptr_array_add(one->result->alternatives, alternative_try->state);
}

static bool is_named(const RectoAlternativeTry *one) { return one->alternative->when && one->applies == RECTO_YES; }

/* > 0 when a is the better one. */
static double compare_tries(const RectoAlternativeTry *a, const RectoAlternativeTry *b) {
  bool fits_a = a->fit == RECTO_FITS, fits_b = b->fit == RECTO_FITS;
  if (fits_a != fits_b) return fits_a ? 1 : -1;
  bool begun_a = is_named(a) && a->found, begun_b = is_named(b) && b->found;
  if (begun_a != begun_b && !fits_a) return begun_a ? 1 : -1;
  if (a->fit != b->fit) return a->fit < b->fit ? 1 : -1;
  double share_a = a->total ? (double)a->found / a->total : 0, share_b = b->total ? (double)b->found / b->total : 0;
  if (share_a != share_b) return share_a - share_b;
  return is_named(a) - is_named(b);
}

/* -1 when no alternative that the situation leaves has demands. */
static int best_try(const Case *one) {
  int best = -1;
  for (guint i = 0; i < one->tries->len; i++) {
    const RectoAlternativeTry *candidate = g_ptr_array_index(one->tries, i);
    if (!candidate->total) continue;
    if (best < 0 || compare_tries(candidate, g_ptr_array_index(one->tries, best)) > 0) best = (int)i;
  }
  return best;
}

/* ------------------------------------------------------------------ telling */

static void tell(const Case *one, RectoFinding *finding) {
  g_free(finding->piece);
  finding->piece = g_strdup(one->result->id);
  if (one->piece->level == RECTO_LEVEL_ADVICE) finding->weight = RECTO_WEIGHT_INFO;
  g_ptr_array_add(one->checking->findings, finding);
}

/* Alternatives that the situation leaves, as ids: "facture,quittance". */
static char *accepted(const Case *one) {
  g_autoptr(GString) ids = g_string_new(NULL);
  for (guint i = 0; i < one->tries->len; i++) {
    const RectoAlternativeTry *alternative_try = g_ptr_array_index(one->tries, i);
    if (alternative_try->applies == RECTO_NO) continue;
    g_string_append_printf(ids, "%s%s", ids->len ? "," : "", alternative_try->alternative->id);
  }
  return g_strdup(ids->str);
}

static void point_at_strays(const RectoChecking *checking, RectoFinding *finding) {
  g_array_append_vals(finding->places, checking->strays->data, checking->strays->len);
}

static void tell_missing(const Case *one) {
  bool stray = one->checking->strays->len > 0, advice = one->piece->level == RECTO_LEVEL_ADVICE;
  const char *message = advice ? "finding.missing-advice" : stray ? "finding.missing-maybe" : one->piece->indispensable ? "finding.missing" : "finding.missing-deferrable";
  RectoFinding *finding = recto_finding_new(RECTO_FINDING_MISSING, stray ? RECTO_WEIGHT_CHECK : RECTO_WEIGHT_ACTION, message, NULL);
  g_autofree char *alternatives = accepted(one);
  recto_finding_set(finding, "alternatives", alternatives);
  recto_finding_set(finding, "source", one->piece->source);
  if (stray && !advice) point_at_strays(one->checking, finding);
  tell(one, finding);
}

/* A demand of the chosen alternative that nothing answers, while another part of it is there. */
static void tell_absent_part(const Case *one, const RectoDemandTry *demand_try) {
  bool stray = one->checking->strays->len > 0;
  RectoFinding *finding = recto_finding_new(RECTO_FINDING_INCOMPLETE, stray ? RECTO_WEIGHT_CHECK : RECTO_WEIGHT_ACTION,
                                            stray ? "finding.incomplete-part-maybe" : "finding.incomplete-part", NULL);
  g_autofree char *types = g_strjoinv(",", demand_try->demand->types);
  recto_finding_set(finding, "demand-types", types);
  recto_finding_set(finding, "demand-of", demand_try->demand->of);
  recto_finding_set(finding, "demand-both-sides", demand_try->demand->sides && g_strv_length(demand_try->demand->sides) > 1 ? "yes" : NULL);
  recto_finding_set_number(finding, "demand-count", demand_try->demand->count);
  recto_finding_set(finding, "source", one->piece->source);
  if (stray) point_at_strays(one->checking, finding);
  tell(one, finding);
}

static void tell_try(const Case *one, const RectoAlternativeTry *chosen) {
  for (guint i = 0; i < chosen->tries->len; i++) {
    RectoDemandTry *demand_try = g_ptr_array_index(chosen->tries, i);
    if (!demand_try->state->documents->len && demand_try->fit == RECTO_HOLE) tell_absent_part(one, demand_try);
    while (demand_try->findings->len) tell(one, g_ptr_array_steal_index(demand_try->findings, 0));
  }
}

static const RectoDocument *first_document(const RectoChecking *checking, const RectoDemandTry *demand_try) {
  return demand_try->state->documents->len ? recto_dossier_document(checking->dossier, g_ptr_array_index(demand_try->state->documents, 0)) : NULL;
}

/* An expired card is answered for by the valid paper beside it: say so, so that nobody rejects the card. */
static void tell_valid_pair(const Case *one, const RectoAlternativeTry *chosen) {
  const RectoDocument *expired = NULL, *valid = NULL;
  const char *date = NULL, *until = NULL, *iso = NULL;
  for (guint i = 0; i < chosen->tries->len; i++) {
    const RectoDemandTry *demand_try = g_ptr_array_index(chosen->tries, i);
    const RectoDocument *document = first_document(one->checking, demand_try);
    if (!document || !g_str_equal(demand_try->demand->of, "applicant")) continue;
    RectoAnswer answer = recto_is_unexpired(one->checking, document, one->checking->dossier->reception, &iso);
    if (!demand_try->demand->unexpired && answer == RECTO_NO) expired = document, date = iso;
    if (demand_try->demand->unexpired && answer == RECTO_YES) valid = document, until = iso;
  }
  if (!expired || !valid) return;
  RectoFinding *finding = recto_finding_of_document(RECTO_FINDING_NOTE, RECTO_WEIGHT_INFO, "finding.expired-pair", expired);
  recto_places_add_document(finding->places, valid);
  recto_finding_set(finding, "date", date);
  recto_finding_set(finding, "until", until);
  tell(one, finding);
}

/* ------------------------------------------------------------------ one piece */

static void file_documents(const Case *one, const RectoAlternativeTry *chosen) {
  for (guint i = 0; i < chosen->state->demands->len; i++) {
    const RectoDemandState *state = g_ptr_array_index(chosen->state->demands, i);
    for (guint j = 0; j < state->documents->len; j++) {
      const char *id = g_ptr_array_index(state->documents, j);
      g_ptr_array_add(one->result->documents, g_strdup(id));
      if (!g_hash_table_contains(one->checking->used, id)) g_hash_table_insert(one->checking->used, g_strdup(id), g_strdup(one->piece->id));
    }
  }
}

static RectoPieceState lacking_state(const Case *one, const RectoAlternativeTry *chosen) {
  if (chosen && chosen->fit == RECTO_FLAW) return RECTO_PIECE_TO_CHECK;
  if (one->checking->strays->len) return RECTO_PIECE_TO_CHECK;
  return chosen && chosen->found ? RECTO_PIECE_INCOMPLETE : RECTO_PIECE_MISSING;
}

/* The piece is due and not met. */
static void settle_lacking(Case *one, const RectoAlternativeTry *chosen) {
  one->result->state = lacking_state(one, chosen);
  if (chosen && chosen->found) tell_try(one, chosen);
  else tell_missing(one);
}

static void settle(Case *one, RectoAnswer asked, const RectoAlternativeTry *chosen) {
  if (chosen) file_documents(one, chosen);
  if (chosen && chosen->fit == RECTO_FITS) {
    one->result->state = RECTO_PIECE_RECEIVED;
    tell_try(one, chosen);
    tell_valid_pair(one, chosen);
  } else if (one->piece->stage == RECTO_STAGE_HANDOVER) {
    one->result->state = RECTO_PIECE_LATER;
    RectoFinding *finding = recto_finding_new(RECTO_FINDING_LATER, RECTO_WEIGHT_INFO, "finding.later", "source", one->piece->source, NULL);
    tell(one, finding);
  } else if (asked == RECTO_CANNOT_TELL) {
    one->result->state = RECTO_PIECE_ASK;
    tell(one, question_finding(one, one->piece->when));
  } else {
    settle_lacking(one, chosen);
  }
}

static bool was_seen(const Case *one) {
  g_autofree char *key = g_strdup_printf("seen.%s", one->result->id);
  return g_strcmp0(g_hash_table_lookup(one->checking->dossier->situation->answers, key), "yes") == 0;
}

static bool is_shared(const RectoPiece *piece, const char *other) { return piece->shares && g_strv_contains((const char *const *)piece->shares, other); }

static GHashTable *taken_for(const RectoChecking *checking, const RectoPiece *piece, const GHashTable *persons) {
  GHashTable *taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init(&iter, checking->used);
  while (g_hash_table_iter_next(&iter, &key, &value)) {
    if (!is_shared(piece, value)) g_hash_table_add(taken, g_strdup(key));
  }
  g_hash_table_iter_init(&iter, (GHashTable *)persons);
  while (g_hash_table_iter_next(&iter, &key, NULL)) g_hash_table_add(taken, g_strdup(key));
  return taken;
}

static void remember_persons(const Case *one, GHashTable *persons) {
  for (guint i = 0; i < one->result->documents->len; i++) {
    const RectoDocument *document = recto_dossier_document(one->checking->dossier, g_ptr_array_index(one->result->documents, i));
    if (document && document->person) g_hash_table_add(persons, g_strdup_printf("person:%s", document->person));
  }
}

/* `persons`: children already served by this piece; grows. */
static void check_piece_for(RectoChecking *checking, const RectoPiece *piece, const char *id, RectoAnswer asked, GHashTable *persons) {
  Case one = {checking, piece, recto_piece_result_new(id), taken_for(checking, piece, persons), g_ptr_array_new_with_free_func(alternative_try_free)};
  one.result->chosen = -1;
  for (guint i = 0; i < piece->alternatives->len; i++) try_alternative(&one, g_ptr_array_index(piece->alternatives, i));
  int best = best_try(&one);
  const RectoAlternativeTry *chosen = best < 0 ? NULL : g_ptr_array_index(one.tries, best);
  if (chosen && chosen->found) one.result->chosen = best;
  if (asked == RECTO_NO) {
    one.result->state = RECTO_PIECE_NOT_NEEDED;
  } else if (was_seen(&one) && (!chosen || chosen->fit != RECTO_FITS)) {
    if (chosen) file_documents(&one, chosen);
    one.result->state = RECTO_PIECE_RECEIVED;
    tell(&one, recto_finding_new(RECTO_FINDING_SEEN_ONLY, RECTO_WEIGHT_INFO, "finding.seen", NULL));
  } else {
    settle(&one, asked, chosen);
  }
  remember_persons(&one, persons);
  g_ptr_array_add(checking->dossier->pieces, one.result);
  /* the states belong to the result now */
  for (guint i = 0; i < one.tries->len; i++) {
    RectoAlternativeTry *alternative_try = g_ptr_array_index(one.tries, i);
    for (guint j = 0; j < alternative_try->tries->len; j++) ((RectoDemandTry *)g_ptr_array_index(alternative_try->tries, j))->state = NULL;
    alternative_try->state = NULL;
  }
  g_ptr_array_unref(one.tries);
  g_hash_table_unref(one.taken);
}

static bool is_in_force(const RectoChecking *checking, const RectoPiece *piece) {
  RectoDate day = checking->dossier->reception;
  if (recto_date_is_set(piece->since) && recto_date_compare(day, piece->since) < 0) return false;
  return !recto_date_is_set(piece->until) || recto_date_compare(day, piece->until) <= 0;
}

static void check_piece(RectoChecking *checking, const RectoPiece *piece) {
  const RectoSituation *situation = checking->dossier->situation;
  RectoAnswer asked = is_in_force(checking, piece) ? recto_condition_holds(checking->procedure, piece->when, situation) : RECTO_NO;
  g_autoptr(GHashTable) persons = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if (!piece->for_each) {
    check_piece_for(checking, piece, piece->id, asked, persons);
    return;
  }
  const char *children = recto_situation_answer(checking->procedure, situation, "children");
  long n = children ? strtol(children, NULL, 10) : 0;
  if (!children && asked != RECTO_NO) asked = RECTO_CANNOT_TELL;
  if (children && n == 0) asked = RECTO_NO;
  if (n == 0) check_piece_for(checking, piece, piece->id, asked, persons);
  for (long i = 1; i <= n; i++) {
    g_autofree char *id = g_strdup_printf("%s.%ld", piece->id, i);
    check_piece_for(checking, piece, id, asked, persons);
  }
}

/* ------------------------------------------------------------------ the whole */

/* Findings about pages learn which piece their document answers. */
static void attach_pieces(RectoChecking *checking) {
  for (guint i = 0; i < checking->findings->len; i++) {
    RectoFinding *finding = g_ptr_array_index(checking->findings, i);
    for (guint j = 0; !finding->piece && finding->document && j < checking->dossier->pieces->len; j++) {
      const RectoPieceResult *result = g_ptr_array_index(checking->dossier->pieces, j);
      if (g_ptr_array_find_with_equal_func(result->documents, finding->document, g_str_equal, NULL)) finding->piece = g_strdup(result->id);
    }
  }
}

static bool is_settled(RectoPieceState state) { return state == RECTO_PIECE_RECEIVED || state == RECTO_PIECE_LATER || state == RECTO_PIECE_NOT_NEEDED; }

static bool something_lacks(const RectoChecking *checking) {
  for (guint i = 0; i < checking->dossier->pieces->len; i++) {
    const RectoPieceResult *result = g_ptr_array_index(checking->dossier->pieces, i);
    const RectoPiece *piece = recto_piece_of_result(checking, result);
    if (piece->level != RECTO_LEVEL_ADVICE && !is_settled(result->state)) return true;
  }
  return false;
}

/* Deadlines are worth a look but do not make a dossier incomplete. */
static RectoAnswer completeness(const RectoChecking *checking) {
  RectoAnswer complete = RECTO_YES;
  for (guint i = 0; i < checking->dossier->pieces->len; i++) {
    const RectoPieceResult *result = g_ptr_array_index(checking->dossier->pieces, i);
    if (recto_piece_of_result(checking, result)->level == RECTO_LEVEL_ADVICE) continue;
    if (result->state == RECTO_PIECE_MISSING || result->state == RECTO_PIECE_INCOMPLETE) return RECTO_NO;
    if (!is_settled(result->state)) complete = RECTO_CANNOT_TELL;
  }
  for (guint i = 0; i < checking->findings->len; i++) {
    const RectoFinding *finding = g_ptr_array_index(checking->findings, i);
    if (finding->weight >= RECTO_WEIGHT_CHECK && finding->kind != RECTO_FINDING_NOTE) complete = RECTO_CANNOT_TELL;
  }
  return complete;
}

static gint compare_in(gconstpointer a, gconstpointer b, gpointer checking) {
  return recto_compare_findings(checking, *(const RectoFinding *const *)a, *(const RectoFinding *const *)b);
}

static bool same_args(GHashTable *a, GHashTable *b) {
  GHashTableIter iter;
  gpointer key, value;
  if (g_hash_table_size(a) != g_hash_table_size(b)) return false;
  g_hash_table_iter_init(&iter, a);
  while (g_hash_table_iter_next(&iter, &key, &value)) {
    if (g_strcmp0(g_hash_table_lookup(b, key), value) != 0) return false;
  }
  return true;
}

/* The same thing said of three payslips is said once, with three places. */
static void merge_twins(GPtrArray *findings) {
  for (guint i = 0; i < findings->len; i++) {
    RectoFinding *first = g_ptr_array_index(findings, i);
    for (guint j = i + 1; j < findings->len;) {
      const RectoFinding *twin = g_ptr_array_index(findings, j);
      bool same = first->weight == twin->weight && g_str_equal(first->message, twin->message) && g_strcmp0(first->piece, twin->piece) == 0 &&
                  g_strcmp0(first->field, twin->field) == 0 && same_args(first->args, twin->args) && twin->places->len && first->places->len;
      if (!same) {
        j++;
        continue;
      }
      g_array_append_vals(first->places, twin->places->data, twin->places->len);
      g_ptr_array_remove_index(findings, j);
    }
  }
}

static void end(RectoChecking *checking) {
  RectoDossier *dossier = checking->dossier;
  attach_pieces(checking);
  merge_twins(checking->findings);
  dossier->complete = checking->procedure ? completeness(checking) : RECTO_CANNOT_TELL;
  g_ptr_array_sort_with_data(checking->findings, compare_in, checking);
  g_ptr_array_set_size(dossier->findings, 0);
  while (checking->findings->len) g_ptr_array_add(dossier->findings, g_ptr_array_steal_index(checking->findings, 0));
  g_ptr_array_unref(checking->findings);
  g_array_unref(checking->strays);
  g_hash_table_unref(checking->used);
}

static void finding_free(gpointer finding) { recto_finding_free(finding); }

void recto_check(const RectoModels *models, RectoDossier *dossier) {
  RectoChecking checking = {.models = models, .dossier = dossier, .procedure = recto_models_procedure(models, dossier->procedure)};
  checking.used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  checking.strays = g_array_new(FALSE, FALSE, sizeof(RectoPlace));
  checking.findings = g_ptr_array_new_with_free_func(finding_free);
  if (!dossier->situation) dossier->situation = recto_situation_new();
  g_ptr_array_set_size(dossier->pieces, 0);
  recto_find_strays(&checking);
  if (checking.procedure) {
    for (guint i = 0; i < checking.procedure->pieces->len; i++) check_piece(&checking, g_ptr_array_index(checking.procedure->pieces, i));
    recto_file_the_rest(&checking);
    recto_check_agreements(&checking);
    recto_check_notes(&checking);
  } else {
    g_ptr_array_add(checking.findings, recto_finding_new(RECTO_FINDING_UNSURE, RECTO_WEIGHT_CHECK, "finding.no-procedure", "procedure", dossier->procedure, NULL));
  }
  recto_check_files(&checking);
  recto_check_pages(&checking);
  recto_check_said(&checking);
  recto_check_duplicates(&checking);
  recto_check_fields(&checking);
  recto_check_inherited(&checking);
  recto_check_strays(&checking, !checking.procedure || something_lacks(&checking));
  end(&checking);
}
