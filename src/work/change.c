/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes to a dossier, checked before they are written. */
#include "work/change.h"
#include "base/seal.h"
#include "base/ticket_code.h"
#include "store/ticket.h"
#include "work/change_parts.h"

RectoState *recto_state_to_change(const RectoWork *work, const char *number, GError **error) {
  g_autoptr(RectoState) state = recto_state_load(work->store, number, error);
  if (!state || !state->closed) return g_steal_pointer(&state);
  REFUSE("error.closed", "dossier {number} is closed", "number", number);
  return NULL;
}

static bool knows_procedure(const RectoWork *work, const char *procedure, GError **error) {
  return recto_models_procedure(work->models, procedure) || REFUSE("error.no-procedure", "no procedure named {procedure}", "procedure", procedure);
}

/* ------------------------------------------------------------------ decided on what is there */

#define MOST_TRIES 16 /* a look, a verdict or a colleague's line between each of so many is no accident any more */

static bool try_change(const RectoWork *work, const char *number, const char *deed, RectoDecide decide, const RectoAsked *asked, GError **error) {
  g_autoptr(RectoState) state = recto_state_to_change(work, number, error);
  g_autofree char *body = state ? decide(work, state, asked, error) : NULL;
  return body && recto_store_record(work->store, state->number, state->version, deed, body, work->who, work->now, RECTO_JOB_JUDGE, NULL, error);
}

static bool has_moved_on(const GError *error) { return g_strcmp0(recto_error_key(error), "error.changed-meanwhile") == 0; }

bool recto_work_change(const RectoWork *work, const char *number, const char *deed, RectoDecide decide, const RectoAsked *asked, GError **error) {
  for (int tries = 1;; tries++) {
    GError *cause = NULL;
    if (try_change(work, number, deed, decide, asked, &cause)) return true;
    if (tries == MOST_TRIES || !has_moved_on(cause)) {
      g_propagate_error(error, cause);
      return false;
    }
    g_error_free(cause);
  }
}

/* ------------------------------------------------------------------ new */

bool recto_work_new(const RectoWork *work, const char *procedure, const RectoSituation *situation, RectoDate reception, char **ret_number, GError **error) {
  return recto_work_new_once(work, NULL, procedure, situation, reception, ret_number, error);
}

bool recto_work_new_once(const RectoWork *work, const char *key, const char *procedure, const RectoSituation *situation, RectoDate reception, char **ret_number, GError **error) {
  char iso[11];
  g_auto(RectoStoreReceipt) receipt = {0};
  g_autofree char *prefix = g_strdup_printf("%04d-", reception.year), *opening = recto_deed_open(procedure, reception, situation);
  if (!knows_procedure(work, procedure, error)) return false;
  RectoStoreDeposit deposit = {.key = key, .prefix = prefix, .opening = opening, .procedure = procedure, .reception = recto_date_to_iso(reception, iso), .who = work->who,
                               .channel = "counter", .now = work->now, .job = RECTO_JOB_JUDGE};
  if (!recto_store_deposit(work->store, &deposit, &receipt, error)) return false;
  *ret_number = g_strdup(receipt.number);
  return true;
}

bool recto_work_ticket(const RectoWork *work, const char *number, int64_t until, char **ret_code, uint32_t *ret_ordinal, GError **error) {
  uint8_t chance[RECTO_KEY_SIZE];
  char letters[RECTO_TICKET_LETTERS + 1];
  if (*number == 'C') return REFUSE("error.no-dossier", "no dossier {number} in this store", "number", number);
  if (!recto_key_new(chance, error)) return false;
  recto_ticket_code_from(chance, letters);
  if (!recto_store_add_ticket(work->store, number, letters, until, work->who, work->now, ret_ordinal, error)) return false;
  *ret_code = recto_ticket_code_spell(letters);
  return true;
}

/* ------------------------------------------------------------------ answers */

static char *decide_answers(const RectoWork *work, const RectoState *state, const RectoAsked *asked, GError **error) {
  return asked->procedure && !knows_procedure(work, asked->procedure, error) ? NULL : recto_deed_open(asked->procedure, asked->reception, asked->situation);
}

bool recto_work_answer(const RectoWork *work, const char *number, const char *procedure, RectoDate reception, const RectoSituation *situation, GError **error) {
  return recto_work_change(work, number, "answers", decide_answers, &(RectoAsked){.procedure = procedure, .reception = reception, .situation = situation}, error);
}

/* ------------------------------------------------------------------ files */

static bool is_named_before(const uint32_t *ordinals, size_t i) {
  for (size_t k = 0; k < i; k++)
    if (ordinals[k] == ordinals[i]) return true;
  return false;
}

bool recto_state_in_force(const RectoState *state, const uint32_t *ordinals, size_t n, GError **error) {
  for (size_t i = 0; i < n; i++) {
    const RectoStateFile *file = recto_state_file(state, ordinals[i]);
    g_autofree char *number = g_strdup_printf("%u", ordinals[i] + 1);
    if (!file) return REFUSE("error.no-file", "there is no file {file} in dossier {number}", "file", number, "number", state->number);
    if (!file->in_force) return REFUSE("error.file-withdrawn", "file {file} of dossier {number} was withdrawn before", "file", number, "number", state->number);
    if (is_named_before(ordinals, i)) return REFUSE("error.file-twice", "file {file} is named twice", "file", number);
  }
  return true;
}

char *recto_decide_withdraw(const RectoWork *work, const RectoState *state, const RectoAsked *asked, GError **error) {
  return recto_state_in_force(state, asked->ordinals, asked->n, error) ? recto_deed_withdraw(asked->ordinals, asked->n, asked->to, asked->there, asked->why) : NULL;
}

bool recto_work_withdraw(const RectoWork *work, const char *number, const uint32_t *ordinals, size_t n, const char *why, GError **error) {
  return recto_work_change(work, number, "withdraw", recto_decide_withdraw, &(RectoAsked){.ordinals = ordinals, .n = n, .why = why}, error);
}

static char *decide_anyway(const RectoWork *work, const RectoState *state, const RectoAsked *asked, GError **error) {
  return recto_state_in_force(state, asked->ordinals, asked->n, error) ? recto_deed_anyway(asked->ordinals, asked->n, asked->why) : NULL;
}

bool recto_work_anyway(const RectoWork *work, const char *number, const uint32_t *ordinals, size_t n, const char *why, GError **error) {
  return recto_work_change(work, number, "anyway", decide_anyway, &(RectoAsked){.ordinals = ordinals, .n = n, .why = why}, error);
}

/* ------------------------------------------------------------------ originals that were shown */

static char *list_pieces(const RectoProcedure *procedure) {
  g_autoptr(GString) list = g_string_new(NULL);
  for (guint i = 0; i < procedure->pieces->len; i++) g_string_append_printf(list, "%s%s", i ? ", " : "", ((const RectoPiece *)procedure->pieces->pdata[i])->id);
  return g_strdup(list->str);
}

static bool refuse_piece(const RectoProcedure *procedure, const char *piece, GError **error) {
  g_autofree char *list = list_pieces(procedure);
  return REFUSE("error.no-piece", "the procedure asks for no piece {piece} ({list})", "piece", piece, "list", list);
}

static char *decide_seen(const RectoWork *work, const RectoState *state, const RectoAsked *asked, GError **error) {
  const RectoProcedure *procedure = recto_models_procedure(work->models, state->procedure);
  g_autofree char *question = g_strconcat("seen.", asked->piece, NULL);
  if (!procedure) REFUSE("error.no-procedure", "no procedure named {procedure}", "procedure", state->procedure);
  else if (!recto_procedure_answer_fits(procedure, question, "yes", NULL)) refuse_piece(procedure, asked->piece, error);
  else return recto_deed_seen(asked->piece, asked->why);
  return NULL;
}

bool recto_work_seen(const RectoWork *work, const char *number, const char *piece, const char *why, GError **error) {
  return recto_work_change(work, number, "seen", decide_seen, &(RectoAsked){.piece = piece, .why = why}, error);
}

/* ------------------------------------------------------------------ corrections */

static bool page_is_there(const RectoState *state, RectoPageId page, GError **error) { return recto_state_page_counts(state, page, error); }

static bool is_pseudo_type(const char *word) { return g_strv_contains((const char *const[]){"unknown", "blank", "separator", NULL}, word); }

static char *list_types(const RectoModels *models) {
  const GPtrArray *types = recto_models_types(models);
  g_autoptr(GString) list = g_string_new("unknown");
  for (guint i = 0; i < types->len; i++) g_string_append_printf(list, ", %s", ((const RectoType *)types->pdata[i])->id);
  return g_strdup(list->str);
}

/* "recto", or "recto+verso" for both on one page. */
static bool has_sides(const RectoType *type, const char *words) {
  g_auto(GStrv) sides = g_strsplit(words, "+", -1);
  for (char **side = sides; *side; side++)
    if (!g_strv_contains((const char *const *)type->sides, *side)) return false;
  return true;
}

static bool type_fits(const RectoWork *work, const char *value, const char *side, GError **error) {
  const RectoType *type = recto_models_type(work->models, value);
  if (!type && !is_pseudo_type(value)) {
    g_autofree char *list = list_types(work->models);
    return REFUSE("error.no-type", "unknown document type {type} ({list})", "type", value, "list", list);
  }
  if (!side || !type || !type->sides || has_sides(type, side)) return true;
  g_autofree char *sides = g_strjoinv(", ", type->sides);
  return REFUSE("error.no-side", "a document of type {type} has no side {side} ({list})", "type", value, "side", side, "list", sides);
}

/* A role, or "p" and a number. */
static bool person_fits(const char *word, GError **error) {
  RectoRole role = RECTO_ROLE_UNKNOWN;
  bool person = *word == 'p' && word[1] && strspn(word + 1, "0123456789") == strlen(word + 1);
  return person || recto_role_from_word(word, &role) ||
         REFUSE("error.no-person", "{word} is neither a role (applicant, spouse, child, host, parent, employer, unknown) nor a person of the dossier (p1, p2…)",
                "word", word);
}

static bool turn_fits(const char *degrees, GError **error) {
  static const char *const turns[] = {"90", "180", "270", NULL};
  return g_strv_contains(turns, degrees) || REFUSE("error.bad-turn", "a page is turned by 90, 180 or 270 degrees, not by {turn}", "turn", degrees);
}

static bool correction_fits(const RectoWork *work, const RectoState *state, const RectoCorrection *correction, GError **error) {
  const char *value = correction->value ? correction->value : "";
  if (!page_is_there(state, correction->page, error)) return false;
  switch (correction->kind) {
  case RECTO_CORRECT_TYPE: return type_fits(work, value, correction->name, error);
  case RECTO_CORRECT_FIELD: return (correction->name && *correction->name && correction->value) || recto_error_say(error, RECTO_ERROR_USAGE, "error.no-field", "a field needs a name and a value", NULL);
  case RECTO_CORRECT_PERSON: return person_fits(value, error);
  case RECTO_CORRECT_TURN: return turn_fits(value, error);
  case RECTO_CORRECT_TOGETHER: return page_is_there(state, correction->other, error);
  case RECTO_CORRECT_APART: case RECTO_CORRECT_UNREADABLE: return true;
  case RECTO_N_CORRECTIONS: break;
  }
  return false;
}

static char *decide_correct(const RectoWork *work, const RectoState *state, const RectoAsked *asked, GError **error) {
  return correction_fits(work, state, asked->correction, error) ? recto_deed_correct(asked->correction) : NULL;
}

bool recto_work_correct(const RectoWork *work, const char *number, const RectoCorrection *correction, GError **error) {
  return recto_work_change(work, number, "correct", decide_correct, &(RectoAsked){.correction = correction}, error);
}

/* ------------------------------------------------------------------ undo */

static bool can_undo(const GPtrArray *events, const char *number, uint64_t version, GError **error) {
  static const char *const undoable[] = {"deposit", "withdraw", "send", "answers", "seen", "anyway", "correct", "undo", NULL};
  const RectoStoreEvent *event = version >= 1 && version <= events->len ? events->pdata[version - 1] : NULL;
  g_autofree char *which = g_strdup_printf("%" G_GUINT64_FORMAT, version);
  if (!event) return REFUSE("error.no-version", "dossier {number} has no version {version}", "number", number, "version", which);
  if (!g_strv_contains(undoable, event->deed)) return REFUSE("error.not-undoable", "version {version} ({deed}) cannot be undone", "version", which, "deed", event->deed);
  g_autoptr(GHashTable) undone = recto_state_undone(events);
  return !g_hash_table_contains(undone, GSIZE_TO_POINTER((gsize)version)) || REFUSE("error.undone-before", "version {version} was undone before", "version", which);
}

static char *decide_undo(const RectoWork *work, const RectoState *state, const RectoAsked *asked, GError **error) {
  g_autoptr(GPtrArray) events = recto_store_history(work->store, state->number, error);
  return events && can_undo(events, state->number, asked->version, error) ? recto_deed_undo(asked->version, asked->why) : NULL;
}

bool recto_work_undo_here(const RectoWork *work, const char *number, uint64_t version, const char *why, GError **error) {
  return recto_work_change(work, number, "undo", decide_undo, &(RectoAsked){.version = version, .why = why}, error);
}
