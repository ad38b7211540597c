/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's answer, by the functions of `recto correct`: a line of the dossier's history, with whose it is, that wins over what the machine read and can be undone.
 * Must not know: libmicrohttpd. */
#include "http/review.h"
#include "http/form.h"
#include "judge/typed.h"
#include "work/change.h"
#include <recto/error.h>

typedef struct { HttpRequest *request; HttpDesk *desk; const RectoPoint *point; RectoWork work; const char *act; const char *problem; } Answering;

static bool correct(const Answering *answering, RectoCorrectionKind kind, const char *name, const char *value, GError **error) {
  RectoCorrection *correction = recto_correction_new(kind, answering->point->page, name, value);
  bool right = recto_work_correct(&answering->work, answering->desk->number, correction, error);
  recto_correction_free(correction);
  return right;
}

static bool refuse(GError **error) { return recto_error_say(error, RECTO_ERROR_USAGE, "error.correct-what", "no such answer", NULL); }

/* ------------------------------------------------------------------ a value */

static bool value(Answering *answering, GError **error) {
  guint64 n = 0;
  const GPtrArray *sights = answering->point->sights;
  if (!g_ascii_string_to_unsigned(answering->act + strlen("value "), 10, 1, sights->len, &n, NULL)) return refuse(error);
  const char *chosen = ((const RectoSeen *)sights->pdata[n - 1])->value;
  return chosen && *chosen ? correct(answering, RECTO_CORRECT_FIELD, answering->point->field, chosen, error) : refuse(error);
}

static const char *problem_of(RectoTyped typed, bool insists, RectoFieldKind kind) {
  switch (typed) {
  case RECTO_TYPED_RIGHT: return NULL;
  case RECTO_TYPED_EMPTY: return "empty";
  case RECTO_TYPED_LONG: return "long";
  case RECTO_TYPED_DIGIT: return insists ? NULL : "digit";
  default: return recto_field_kind_word(kind);
  }
}

static bool typed(Answering *answering, GError **error) {
  const RectoPoint *point = answering->point;
  const RectoType *type = recto_models_type(answering->request->server->config.models, point->type);
  RectoFieldRule plain = {.name = point->field, .kind = point->field_kind};
  const RectoFieldRule *rule = type ? recto_type_field(type, point->field) : NULL;
  const char *text = http_form_field(answering->request->form, "value");
  g_autofree char *clean = NULL;
  RectoTyped how = recto_typed_value(rule ? rule : &plain, text ? text : "", answering->desk->standing->state->reception.year, &clean);
  answering->problem = problem_of(how, g_str_equal(answering->act, "insist"), point->field_kind);
  return answering->problem ? refuse(error) : correct(answering, RECTO_CORRECT_FIELD, point->field, clean, error);
}

static bool unreadable(Answering *answering, GError **error) { return correct(answering, RECTO_CORRECT_UNREADABLE, answering->point->field, NULL, error); }
static bool none(Answering *answering, GError **error) { return correct(answering, RECTO_CORRECT_FIELD, answering->point->field, "", error); }

/* ------------------------------------------------------------------ a kind, a person, a page */

static bool is_type(const Answering *answering, const char *word) { return word && (recto_models_type(answering->request->server->config.models, word) || g_str_equal(word, "unknown")); }

static bool type(Answering *answering, GError **error) {
  const char *word = g_str_equal(answering->act, "pick") ? http_form_field(answering->request->form, "type") : answering->act + strlen("type ");
  if (g_strcmp0(word, "") == 0) answering->problem = "kind";
  return is_type(answering, word) ? correct(answering, RECTO_CORRECT_TYPE, NULL, word, error) : refuse(error);
}

static bool person(Answering *answering, GError **error) {
  RectoRole role;
  const char *word = answering->act + strlen("person ");
  return recto_role_from_word(word, &role) && role != RECTO_ROLE_UNKNOWN ? correct(answering, RECTO_CORRECT_PERSON, NULL, word, error) : refuse(error);
}

static bool keep(Answering *answering, GError **error) { return recto_work_anyway(&answering->work, answering->desk->number, &answering->point->page.file, 1, NULL, error); }

/* ------------------------------------------------------------------ which */

enum { OF_FIELD = 1, OF_TYPE = 2, OF_PERSON = 4, OF_PAGE = 8 };
static const struct { const char *act; bool begins; unsigned of; bool (*run)(Answering *answering, GError **error); } acts[] = {
    {"value ", true, OF_FIELD, value}, {"typed", false, OF_FIELD, typed}, {"insist", false, OF_FIELD, typed},   {"none", false, OF_FIELD, none},
    {"unreadable", false, OF_FIELD | OF_PAGE, unreadable},
    {"type ", true, OF_TYPE, type},    {"pick", false, OF_TYPE, type},    {"person ", true, OF_PERSON, person}, {"keep", false, OF_PAGE, keep},
};

static unsigned bit_of(const RectoPoint *point) {
  if (point->field) return OF_FIELD;
  return point->kind == RECTO_POINT_TYPE ? OF_TYPE : point->kind == RECTO_POINT_PERSON ? OF_PERSON : OF_PAGE;
}

static bool run(Answering *answering, GError **error) {
  for (gsize i = 0; answering->act && i < G_N_ELEMENTS(acts); i++) {
    bool is = acts[i].begins ? g_str_has_prefix(answering->act, acts[i].act) : g_str_equal(answering->act, acts[i].act);
    if (is && (acts[i].of & bit_of(answering->point))) return acts[i].run(answering, error);
  }
  return refuse(error);
}

/* "NUMBER.VERSION" of this person's line, and the question, to come back to it when it is undone. */
static char *told(const Answering *answering) {
  g_autoptr(GPtrArray) events = recto_store_history(answering->desk->store, answering->desk->number, NULL);
  for (guint i = events ? events->len : 0; i > 0; i--) {
    const RectoStoreEvent *event = events->pdata[i - 1];
    bool own = g_str_equal(event->deed, "correct") || g_str_equal(event->deed, "anyway");
    if (own && g_strcmp0(event->who, answering->work.who) == 0)
      return g_strdup_printf("%s.%" G_GUINT64_FORMAT "&back=%s", answering->desk->number, event->version, http_form_field(answering->request->form, "point"));
  }
  return NULL;
}

static HttpReply *answer(HttpRequest *request, HttpDesk *desk) {
  g_autoptr(GError) error = NULL;
  const char *name = http_form_field(request->form, "point");
  const RectoPoint *point = http_point_find(desk, name);
  if (!point || !http_point_is_open(desk, point)) return http_review_after(request, desk->store, name, "gone");
  Answering answering = {.request = request, .desk = desk, .point = point, .work = http_work(request->server, desk->store, request->staff->name), .act = http_form_field(request->form, "act")};
  if (run(&answering, &error)) {
    g_autofree char *what = told(&answering);
    http_desk_changed(request, desk->number);
    return http_review_after(request, desk->store, name, what);
  }
  if (answering.problem) return http_review_question(request, desk, point, answering.problem, http_form_field(request->form, "value"));
  if (g_error_matches(error, RECTO_ERROR, RECTO_ERROR_USAGE)) return http_problem(request, MHD_HTTP_CONFLICT, "desk-changed");
  return http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
}

/* ------------------------------------------------------------------ undo */

/* Only what this person answered: others' lines are undone at the desk, where one sees them. */
static bool is_own(const HttpDesk *desk, guint64 version, const char *who) {
  for (guint i = 0; i < desk->events->len; i++) {
    const RectoStoreEvent *event = desk->events->pdata[i];
    if (event->version == version) return (g_str_equal(event->deed, "correct") || g_str_equal(event->deed, "anyway")) && g_strcmp0(event->who, who) == 0;
  }
  return false;
}

static HttpReply *undo(HttpRequest *request, HttpDesk *desk) {
  guint64 version = 0;
  const char *text = http_form_field(request->form, "version"), *back = http_form_field(request->form, "back");
  RectoWork work = http_work(request->server, desk->store, request->staff->name);
  bool sound = text && g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &version, NULL) && is_own(desk, version, work.who);
  if (!sound || !recto_work_undo(&work, desk->number, version, NULL, NULL)) return http_problem(request, MHD_HTTP_CONFLICT, "desk-changed");
  http_desk_changed(request, desk->number);
  const RectoPoint *point = http_point_find(desk, back);
  g_autofree char *path = point ? g_strconcat("/review/ask/", back, NULL) : g_strdup("/review");
  return http_reply_see(path);
}

HttpReply *http_review_do(HttpRequest *request) {
  const char *act = http_form_field(request->form, "act");
  bool undoes = act && g_str_equal(act, "undo");
  g_autofree char *number = undoes ? g_strdup(http_form_field(request->form, "number")) : http_point_number(http_form_field(request->form, "point"));
  if (!number) return http_problem(request, MHD_HTTP_NOT_FOUND, "no-dossier");
  g_mutex_lock(&request->server->decisions);
  HttpReply *reply = http_with_dossier(request, number, undoes ? undo : answer);
  g_mutex_unlock(&request->server->decisions);
  return reply;
}
