/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries one demand on the documents of a dossier: which answer it, how well, and what is to be told about them.
 * Must not know: alternatives and pieces (check.c chooses). */
#include "judge/check.h"

#include <string.h>

/* One document held against the demand. */
typedef struct {
  const RectoDocument *document;
  const RectoDocument *partner; /* another document that may hold the missing side; NULL */
  RectoAnswer belongs;
  RectoFit fit;
  const char *lacks;
  guint order;
  GPtrArray *findings;
} Candidate;

static void candidate_free(gpointer data) {
  Candidate *candidate = data;
  g_ptr_array_unref(candidate->findings);
  g_free(candidate);
}

static void finding_free(gpointer finding) { recto_finding_free(finding); }

void recto_demand_try_free(gpointer data) {
  RectoDemandTry *demand_try = data;
  if (demand_try->state) recto_demand_state_free(demand_try->state);
  g_ptr_array_unref(demand_try->findings);
  g_free(demand_try);
}

/* ------------------------------------------------------------------ one document */

static void worsen(Candidate *candidate, RectoFit fit, const char *lacks) {
  if (fit <= candidate->fit && candidate->lacks) return;
  candidate->fit = MAX(fit, candidate->fit);
  candidate->lacks = lacks;
}

/* A sheet that bears both sides says "recto+verso". */
static bool has_side(const RectoDocument *document, const char *side) {
  for (guint i = 0; i < document->sides->len; i++) {
    g_auto(GStrv) parts = g_strsplit_set(g_ptr_array_index(document->sides, i), "+ ", -1);
    if (g_strv_contains((const char *const *)parts, side)) return true;
  }
  return false;
}

static bool names_nobody(const RectoChecking *checking, const RectoDocument *document) {
  static const char *const NAMES[] = {"full-name", "family-name", "given-names", NULL};
  const RectoType *type = recto_models_type(checking->models, document->type);
  for (guint i = 0; type && i < type->fields->len; i++) {
    if (g_strv_contains(NAMES, ((RectoFieldRule *)g_ptr_array_index(type->fields, i))->name)) return false;
  }
  return true;
}

/* A type that bears no name (a photo sheet) is the applicant's. */
static RectoAnswer belongs_to(const RectoChecking *checking, const RectoDemand *demand, const RectoDocument *document) {
  RectoAnswer belongs = recto_belongs(checking, document, demand->of, demand->either_party);
  if (belongs == RECTO_CANNOT_TELL && names_nobody(checking, document) && g_str_equal(demand->of, "applicant")) return RECTO_YES;
  return belongs;
}

bool recto_document_may_answer(const RectoChecking *checking, const RectoDemand *demand, const RectoDocument *document) {
  if (document->same_as || !g_strv_contains((const char *const *)demand->types, document->type)) return false;
  return belongs_to(checking, demand, document) != RECTO_NO;
}

static bool is_free(const GHashTable *taken, const RectoDocument *document) {
  GHashTable *table = (GHashTable *)taken;
  if (g_hash_table_contains(table, document->id)) return false;
  g_autofree char *person = g_strdup_printf("person:%s", document->person ? document->person : "");
  return !document->person || !g_hash_table_contains(table, person);
}

/* The verso that could not be tied to its recto lies about as a document of its own. */
static const RectoDocument *find_partner(const RectoChecking *checking, const RectoDemand *demand, const RectoDocument *document, const char *side, const GHashTable *taken) {
  for (guint i = 0; i < checking->dossier->documents->len; i++) {
    const RectoDocument *other = g_ptr_array_index(checking->dossier->documents, i);
    if (other == document || !g_str_equal(other->type, document->type) || !recto_document_may_answer(checking, demand, other)) continue;
    if (is_free(taken, other) && has_side(other, side) && !has_side(document, side)) return other;
  }
  return NULL;
}

static char *places_arg(const RectoDocument *document) {
  g_autoptr(GString) pages = g_string_new(NULL);
  for (guint i = 0; i < document->pages->len; i++) {
    RectoPageId id = g_array_index(document->pages, RectoPageId, i);
    g_string_append_printf(pages, "%s%u.%u", pages->len ? "," : "", id.file, id.page);
  }
  return g_strdup(pages->str);
}

/* What is absent may lie among pages that were not recognised: then it is looked for before anybody is asked for it. */
static void send_to_strays(const RectoChecking *checking, RectoFinding *finding, const char *seen) {
  if (!checking->strays->len) return;
  char *message = g_strdup_printf("%s-maybe", finding->message);
  g_free(finding->message);
  finding->message = message;
  finding->weight = RECTO_WEIGHT_CHECK;
  recto_finding_set(finding, "seen", seen);
  g_array_set_size(finding->places, 0);
  g_array_append_vals(finding->places, checking->strays->data, checking->strays->len);
}

static void check_sides(const RectoChecking *checking, const RectoDemand *demand, Candidate *candidate, const GHashTable *taken) {
  const RectoDocument *document = candidate->document;
  const RectoType *type = recto_models_type(checking->models, document->type);
  char **sides = demand->sides ? demand->sides : type ? type->sides : NULL;
  for (; sides && *sides; sides++) {
    if (has_side(document, *sides)) continue;
    candidate->partner = find_partner(checking, demand, document, *sides, taken);
    if (candidate->partner) {
      worsen(candidate, RECTO_FLAW, "demand.person");
      recto_tell_person(checking, candidate->partner, demand->of, candidate->findings);
      continue;
    }
    worsen(candidate, RECTO_HOLE, "demand.side");
    RectoFinding *finding = recto_finding_of_document(RECTO_FINDING_INCOMPLETE, RECTO_WEIGHT_ACTION, "finding.incomplete-side", document);
    g_autofree char *seen = places_arg(document);
    recto_finding_set(finding, "side", *sides);
    send_to_strays(checking, finding, seen);
    g_ptr_array_add(candidate->findings, finding);
  }
}

static void check_pages(const RectoChecking *checking, Candidate *candidate) {
  const RectoDocument *document = candidate->document;
  const RectoType *type = recto_models_type(checking->models, document->type);
  for (guint i = 0; i < document->pages->len; i++) {
    const RectoPage *page = recto_dossier_page(checking->dossier, g_array_index(document->pages, RectoPageId, i));
    if (page && (recto_page_is_unreadable(page) || recto_page_said_unreadable(checking->dossier, page->id))) worsen(candidate, RECTO_FLAW, "demand.unreadable");
  }
  if (recto_document_has_unreadable(document)) worsen(candidate, RECTO_FLAW, "demand.unreadable");
  if (!type || (int)document->pages->len >= type->min_pages) return;
  worsen(candidate, RECTO_FLAW, "demand.pages");
  RectoFinding *finding = recto_finding_of_document(RECTO_FINDING_INCOMPLETE, RECTO_WEIGHT_CHECK, "finding.incomplete-pages", document);
  recto_finding_set_number(finding, "found", (int)document->pages->len);
  recto_finding_set_number(finding, "needed", type->min_pages);
  g_ptr_array_add(candidate->findings, finding);
}

static void check_dates(const RectoChecking *checking, const RectoPiece *piece, const RectoDemand *demand, Candidate *candidate) {
  RectoAnswer fresh = recto_check_age(checking, piece, demand, candidate->document, candidate->findings);
  if (fresh != RECTO_YES) worsen(candidate, RECTO_FLAW, fresh == RECTO_NO ? "demand.too-old" : "demand.date");
  if (!demand->unexpired) return;
  RectoAnswer valid = recto_check_expiry(checking, candidate->document, candidate->findings);
  if (valid != RECTO_YES) worsen(candidate, RECTO_FLAW, valid == RECTO_NO ? "demand.expired" : "demand.date");
}

static Candidate *judge_document(const RectoChecking *checking, const RectoPiece *piece, const RectoDemand *demand, const RectoDocument *document, const GHashTable *taken) {
  Candidate *candidate = g_new0(Candidate, 1);
  candidate->document = document;
  candidate->findings = g_ptr_array_new_with_free_func(finding_free);
  candidate->belongs = belongs_to(checking, demand, document);
  check_sides(checking, demand, candidate, taken);
  check_pages(checking, candidate);
  check_dates(checking, piece, demand, candidate);
  if (candidate->belongs == RECTO_CANNOT_TELL) {
    worsen(candidate, RECTO_FLAW, "demand.person");
    recto_tell_person(checking, document, demand->of, candidate->findings);
  } else if (recto_check_match(checking, demand, document, candidate->findings) != RECTO_YES) {
    worsen(candidate, RECTO_FLAW, "demand.mismatch");
  }
  return candidate;
}

/* ------------------------------------------------------------------ the demand */

static int compare_candidates(gconstpointer a, gconstpointer b) {
  const Candidate *x = *(const Candidate *const *)a, *y = *(const Candidate *const *)b;
  if (x->fit != y->fit) return x->fit > y->fit ? 1 : -1;
  if ((x->belongs == RECTO_YES) != (y->belongs == RECTO_YES)) return x->belongs == RECTO_YES ? -1 : 1;
  if (x->findings->len != y->findings->len) return x->findings->len > y->findings->len ? 1 : -1;
  return x->order > y->order ? 1 : -1;
}

static GPtrArray *candidates_of(const RectoChecking *checking, const RectoPiece *piece, const RectoDemand *demand, const GHashTable *taken) {
  GPtrArray *candidates = g_ptr_array_new_with_free_func(candidate_free);
  for (guint i = 0; i < checking->dossier->documents->len; i++) {
    const RectoDocument *document = g_ptr_array_index(checking->dossier->documents, i);
    if (!recto_document_may_answer(checking, demand, document) || !is_free(taken, document)) continue;
    Candidate *candidate = judge_document(checking, piece, demand, document, taken);
    candidate->order = i;
    g_ptr_array_add(candidates, candidate);
  }
  g_ptr_array_sort(candidates, compare_candidates);
  return candidates;
}

static void add_document(RectoDemandState *state, const RectoDocument *document) {
  if (!document || g_ptr_array_find_with_equal_func(state->documents, document->id, g_str_equal, NULL)) return;
  g_ptr_array_add(state->documents, g_strdup(document->id));
}

/* The demand becomes as good as the worst document it takes. */
static void take(RectoDemandTry *demand_try, Candidate *candidate) {
  RectoDemandState *state = demand_try->state;
  add_document(state, candidate->document);
  add_document(state, candidate->partner);
  state->count_found++;
  if (candidate->fit > demand_try->fit || (candidate->lacks && !state->lacks)) {
    demand_try->fit = MAX(demand_try->fit, candidate->fit);
    g_free(state->lacks);
    state->lacks = g_strdup(candidate->lacks);
  }
  while (candidate->findings->len) g_ptr_array_add(demand_try->findings, g_ptr_array_steal_index(candidate->findings, 0));
}

static RectoFinding *shortage(const RectoChecking *checking, const RectoPiece *piece, const RectoDemandTry *demand_try, RectoFindingKind kind, const char *message) {
  RectoFinding *finding = recto_finding_new(kind, RECTO_WEIGHT_ACTION, message, NULL);
  recto_finding_set(finding, "type", demand_try->state->type);
  recto_finding_set(finding, "source", piece->source);
  recto_finding_set_number(finding, "needed", demand_try->demand->count);
  recto_finding_set_number(finding, "found", demand_try->state->count_found);
  for (guint i = 0; i < demand_try->state->documents->len; i++) {
    recto_places_add_document(finding->places, recto_dossier_document(checking->dossier, g_ptr_array_index(demand_try->state->documents, i)));
  }
  return finding;
}

static void lack(RectoDemandTry *demand_try, RectoFit fit, const char *lacks, RectoFinding *finding) {
  demand_try->fit = MAX(demand_try->fit, fit);
  g_free(demand_try->state->lacks);
  demand_try->state->lacks = g_strdup(lacks);
  g_ptr_array_add(demand_try->findings, finding);
}

static char *seen_arg(const RectoChecking *checking, const RectoDemandTry *demand_try) {
  g_autoptr(GString) all = g_string_new(NULL);
  for (guint i = 0; i < demand_try->state->documents->len; i++) {
    g_autofree char *pages = places_arg(recto_dossier_document(checking->dossier, g_ptr_array_index(demand_try->state->documents, i)));
    g_string_append_printf(all, "%s%s", all->len ? "," : "", pages);
  }
  return g_strdup(all->str);
}

static void check_count(const RectoChecking *checking, const RectoPiece *piece, RectoDemandTry *demand_try) {
  RectoDemandState *state = demand_try->state;
  if (state->count_found == 0 || state->count_found >= state->count_needed) return;
  RectoFinding *finding = shortage(checking, piece, demand_try, RECTO_FINDING_INCOMPLETE, "finding.incomplete-count");
  g_autofree char *seen = seen_arg(checking, demand_try);
  send_to_strays(checking, finding, seen);
  lack(demand_try, RECTO_HOLE, "demand.count-short", finding);
}

static void tell_months(const RectoChecking *checking, const RectoPiece *piece, RectoDemandTry *demand_try, const RectoMonths *months) {
  bool unsure = months->met == RECTO_CANNOT_TELL;
  const char *message = unsure ? "finding.unsure-months" : months->too_old ? "finding.too-old-months" : "finding.incomplete-months";
  RectoFindingKind kind = unsure ? RECTO_FINDING_UNSURE : months->too_old ? RECTO_FINDING_TOO_OLD : RECTO_FINDING_INCOMPLETE;
  RectoFinding *finding = shortage(checking, piece, demand_try, kind, message);
  if (unsure) finding->weight = RECTO_WEIGHT_CHECK;
  finding->field = g_strdup("period-month");
  recto_finding_set(finding, "limit", months->limit);
  recto_finding_set(finding, "months", months->missing);
  recto_finding_set(finding, "found-months", months->found_months);
  g_autofree char *seen = seen_arg(checking, demand_try);
  if (kind == RECTO_FINDING_INCOMPLETE) send_to_strays(checking, finding, seen);
  lack(demand_try, kind == RECTO_FINDING_INCOMPLETE ? RECTO_HOLE : RECTO_FLAW, months->too_old ? "demand.too-old" : "demand.months", finding);
}

static RectoMonths months_of(const RectoChecking *checking, const RectoDemand *demand, const GPtrArray *candidates, RectoFit worst) {
  g_autoptr(GPtrArray) documents = g_ptr_array_new();
  for (guint i = 0; i < candidates->len; i++) {
    const Candidate *candidate = g_ptr_array_index(candidates, i);
    if (candidate->fit <= worst) g_ptr_array_add(documents, (gpointer)candidate->document);
  }
  return recto_check_months(checking, demand, documents);
}

/* The months decide, not the number of documents: two payslips of one month count once. Documents with a flaw are taken only if the run needs them. */
static void take_months(const RectoChecking *checking, const RectoPiece *piece, RectoDemandTry *demand_try, GPtrArray *candidates) {
  if (!candidates->len) return;
  RectoFit worst = RECTO_FITS;
  RectoMonths months = months_of(checking, demand_try->demand, candidates, worst);
  if (months.met != RECTO_YES) {
    recto_months_clear(&months);
    worst = RECTO_HOLE;
    months = months_of(checking, demand_try->demand, candidates, worst);
  }
  for (guint i = 0; i < candidates->len; i++) {
    Candidate *candidate = g_ptr_array_index(candidates, i);
    if (candidate->fit <= worst) take(demand_try, candidate);
  }
  demand_try->state->count_found = months.met == RECTO_YES ? demand_try->state->count_needed : months.found;
  if (months.met != RECTO_YES) tell_months(checking, piece, demand_try, &months);
  recto_months_clear(&months);
}

static RectoAnswer answer_of(const RectoDemandTry *demand_try) {
  const char *lacks = demand_try->state->lacks;
  if (demand_try->fit == RECTO_FITS) return RECTO_YES;
  bool no = demand_try->fit == RECTO_HOLE || g_strcmp0(lacks, "demand.too-old") == 0 || g_strcmp0(lacks, "demand.expired") == 0;
  return no ? RECTO_NO : RECTO_CANNOT_TELL;
}

RectoDemandTry *recto_try_demand(RectoChecking *checking, const RectoPiece *piece, const char *piece_id, const RectoAlternative *alternative, const RectoDemand *demand,
                                 const GHashTable *taken) {
  RectoDemandTry *demand_try = g_new0(RectoDemandTry, 1);
  demand_try->demand = demand;
  demand_try->findings = g_ptr_array_new_with_free_func(finding_free);
  demand_try->asked = recto_condition_holds(checking->procedure, demand->when, checking->dossier->situation);
  demand_try->state = recto_demand_state_new(demand->types[0], demand->of);
  demand_try->state->count_needed = demand->count;
  g_autoptr(GPtrArray) candidates = candidates_of(checking, piece, demand, taken);
  if (demand->consecutive_months) {
    take_months(checking, piece, demand_try, candidates);
  } else {
    for (guint i = 0; i < candidates->len && (int)i < demand->count; i++) take(demand_try, g_ptr_array_index(candidates, i));
    check_count(checking, piece, demand_try);
  }
  if (!demand_try->state->documents->len) {
    demand_try->fit = RECTO_HOLE;
    demand_try->state->lacks = g_strdup("demand.absent");
  }
  demand_try->state->met = answer_of(demand_try);
  return demand_try;
}
