/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a dossier stands for a depositor. Must not know: HTML, JSON. */
#include "http/standing.h"
#include "http/staff.h"
#include <recto/judge.h>

const char *http_verdict_word(HttpVerdict verdict) {
  static const char *const words[] = {"waits", "readable", "hard", "unreadable", "problem", "person"};
  return words[verdict];
}

static void file_free(gpointer data) {
  HttpFile *file = data;
  g_ptr_array_unref(file->documents);
  g_free(file);
}

void http_standing_free(HttpStanding *standing) {
  if (!standing) return;
  g_clear_pointer(&standing->files, g_ptr_array_unref);
  g_clear_pointer(&standing->sights, g_ptr_array_unref);
  recto_view_free(standing->view);
  g_clear_pointer(&standing->alone, recto_dossier_free);
  recto_state_free(standing->state);
  g_clear_pointer(&standing->stored, recto_store_dossier_free);
  g_free(standing->etag);
  g_free(standing);
}

/* ------------------------------------------------------------------ one file */

/* The worst page speaks for its file; a defect that asks for another picture is told with it. */
static void weigh_page(HttpFile *file, const RectoPage *page) {
  const RectoDefect *worst = NULL;
  for (guint i = 0; i < page->defects->len && !worst; i++) {
    const RectoDefect *defect = &g_array_index(page->defects, RectoDefect, i);
    if (defect->retake && !defect->cured) worst = defect;
  }
  HttpVerdict verdict = page->legible == RECTO_NO ? HTTP_VERDICT_UNREADABLE : page->legible == RECTO_CANNOT_TELL && worst ? HTTP_VERDICT_HARD : HTTP_VERDICT_READABLE;
  if (page->gone || page->blank == RECTO_YES || verdict <= file->verdict) return;
  file->verdict = verdict;
  file->has_worst = worst != NULL;
  if (worst) file->worst = worst->kind;
}

static bool is_broken(RectoOutcome outcome) { return outcome != RECTO_OUTCOME_OK && outcome != RECTO_OUTCOME_DAMAGED; }

/* What is nobody's fault asks nothing of the sender. */
static bool is_for_a_person(RectoOutcome outcome) {
  return outcome == RECTO_OUTCOME_TIMEOUT || outcome == RECTO_OUTCOME_MEMORY || outcome == RECTO_OUTCOME_CRASH || outcome == RECTO_OUTCOME_SANDBOX || outcome == RECTO_OUTCOME_PROTOCOL;
}

static void weigh(HttpFile *file) {
  const RectoFile *facts = file->facts;
  if (file->sight == HTTP_SIGHT_WHOLE && is_broken(facts->outcome)) {
    file->verdict = is_for_a_person(facts->outcome) ? HTTP_VERDICT_PERSON : HTTP_VERDICT_PROBLEM;
    return;
  }
  file->verdict = HTTP_VERDICT_READABLE;
  for (guint i = 0; i < facts->pages->len; i++) weigh_page(file, facts->pages->pdata[i]);
}

static bool lies_in(const RectoDocument *document, uint32_t ordinal) {
  for (guint i = 0; i < document->pages->len; i++)
    if (g_array_index(document->pages, RectoPageId, i).file == ordinal) return true;
  return false;
}

static void find_documents(const HttpStanding *standing, HttpFile *file) {
  const GPtrArray *documents = standing->dossier->documents;
  for (guint i = 0; i < documents->len; i++) {
    const RectoDocument *document = documents->pdata[i];
    if (!lies_in(document, file->file->ordinal)) continue;
    if (g_str_equal(document->type, "unknown")) file->unrecognised = true;
    else if (!g_str_equal(document->type, "blank")) g_ptr_array_add(file->documents, (gpointer)document);
  }
}

static const RectoFile *find_facts(const HttpStanding *standing, uint32_t ordinal, const char **ret_reading) {
  const GPtrArray *files = standing->view ? standing->view->dossier->files : NULL;
  for (guint i = 0; files && i < files->len; i++) {
    const RectoFile *file = files->pdata[i];
    if (file->ordinal != ordinal) continue;
    *ret_reading = standing->view->readings->pdata[i];
    return file;
  }
  return NULL;
}

static void add_file(HttpStanding *standing, const RectoStateFile *known, bool working) {
  HttpFile *file = g_new0(HttpFile, 1);
  file->file = known;
  file->documents = g_ptr_array_new();
  g_ptr_array_add(standing->files, file);
  file->facts = find_facts(standing, known->ordinal, &file->reading);
  if (file->facts) file->sight = HTTP_SIGHT_WHOLE;
  RectoFile *sight = file->facts ? NULL : recto_sight_load(standing->stored, known->ordinal);
  if (sight) {
    g_ptr_array_add(standing->sights, sight);
    file->facts = sight;
    file->sight = HTTP_SIGHT_FIRST;
  }
  if (file->facts) weigh(file);
  else if (!working) {
    file->sight = HTTP_SIGHT_LEFT;
    file->verdict = HTTP_VERDICT_PERSON;
  }
  if (file->sight == HTTP_SIGHT_WHOLE) find_documents(standing, file);
  standing->busy |= working && file->sight < HTTP_SIGHT_WHOLE;
}

/* ------------------------------------------------------------------ the whole */

/* Whether somebody still works, or will, on the dossier: a job in quarantine waits for a person. */
static bool is_working(RectoStore *store, const char *number) {
  g_autoptr(GPtrArray) jobs = recto_ledger_jobs(recto_store_ledger(store), number, NULL);
  for (guint i = 0; jobs && i < jobs->len; i++)
    if (((const RectoJobRow *)jobs->pdata[i])->state <= RECTO_JOB_LEASED) return true;
  return false;
}

/* Before anything was judged: what an empty dossier of this procedure is asked for. */
static const RectoDossier *judge_nothing(HttpStanding *standing, const RectoModels *models) {
  const RectoState *state = standing->state;
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  RectoCase the_case = {state->number, state->procedure, state->reception, state->received_at, state->situation, none, NULL, NULL};
  standing->alone = recto_judge(models, &the_case, NULL);
  if (!standing->alone) standing->alone = recto_dossier_new(state->number, state->procedure);
  return standing->alone;
}

static char *etag_of(const HttpStanding *standing, const HttpRequest *request) {
  g_autoptr(GString) all = g_string_new(request->language);
  g_string_append_printf(all, "|%s|%" G_GUINT64_FORMAT "|%" G_GUINT64_FORMAT "|%d", recto_models_digest(request->server->config.models), standing->state->version,
                         standing->view ? standing->view->version : 0, standing->busy);
  for (guint i = 0; i < standing->files->len; i++) {
    const HttpFile *file = standing->files->pdata[i];
    g_string_append_printf(all, "|%u %d %d %u", file->file->ordinal, file->sight, file->verdict, file->facts ? file->facts->pages->len : 0);
  }
  g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, all->str, -1);
  return g_strdup_printf("\"%.24s\"", digest);
}

void http_standing_mask(const HttpRequest *request, const RectoState *state, const RectoDossier *dossier) {
  if (request->staff) return;
  for (guint i = 0; i < dossier->files->len; i++) {
    RectoFile *file = dossier->files->pdata[i];
    const RectoStateFile *known = recto_state_file(state, file->ordinal);
    if (known && known->ticket == request->session->ticket) continue;
    g_free(file->name);
    file->name = recto_message(request->server->config.models, request->language, "web.overview.other-file", NULL);
  }
}

static void fill(HttpStanding *standing, const HttpRequest *request, RectoStore *store) {
  const RectoModels *models = request->server->config.models;
  bool working = is_working(store, standing->state->number);
  standing->procedure = standing->state->procedure ? recto_models_procedure(models, standing->state->procedure) : NULL;
  standing->whole = http_staff_may(request, RECTO_MAY_SEE);
  standing->view = recto_view_load(standing->stored, standing->state, standing->whole);
  standing->dossier = standing->view ? standing->view->dossier : judge_nothing(standing, models);
  http_standing_mask(request, standing->state, standing->dossier);
  for (guint i = 0; i < standing->state->files->len; i++) {
    const RectoStateFile *file = standing->state->files->pdata[i];
    if (!file->in_force) continue;
    if (request->staff || file->ticket == request->session->ticket) add_file(standing, file, working);
    else standing->n_others++;
  }
  standing->etag = etag_of(standing, request);
}

HttpStanding *http_standing_load(const HttpRequest *request, RectoStore *store, const char *number, GError **error) {
  g_autoptr(HttpStanding) standing = g_new0(HttpStanding, 1);
  standing->files = g_ptr_array_new_with_free_func(file_free);
  standing->sights = g_ptr_array_new_with_free_func((GDestroyNotify)recto_file_free);
  standing->stored = recto_store_find(store, number, error);
  standing->state = standing->stored ? recto_state_load(store, number, error) : NULL;
  if (!standing->state) return NULL;
  fill(standing, request, store);
  return g_steal_pointer(&standing);
}

bool http_page_tells(const RectoFinding *finding) { return finding->kind == RECTO_FINDING_UNREADABLE && !g_str_has_prefix(finding->message, "finding.unreadable-said"); }

const HttpFile *http_standing_file(const HttpStanding *standing, uint32_t ordinal) {
  for (guint i = 0; i < standing->files->len; i++) {
    const HttpFile *file = standing->files->pdata[i];
    if (file->file->ordinal == ordinal) return file;
  }
  return NULL;
}

const RectoPieceResult *http_standing_piece(const HttpStanding *standing, const char *id) {
  for (guint i = 0; i < standing->dossier->pieces->len; i++) {
    const RectoPieceResult *piece = standing->dossier->pieces->pdata[i];
    if (g_str_equal(piece->id, id) && piece->state != RECTO_PIECE_NOT_NEEDED) return piece;
  }
  return NULL;
}

/* "payslips.2" is the second of "payslips". */
const RectoPiece *http_standing_rule(const HttpStanding *standing, const char *id) {
  g_autofree char *base = g_strndup(id, strcspn(id, "."));
  for (guint i = 0; standing->procedure && i < standing->procedure->pieces->len; i++) {
    const RectoPiece *piece = standing->procedure->pieces->pdata[i];
    if (g_str_equal(piece->id, base)) return piece;
  }
  return NULL;
}
