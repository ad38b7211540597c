/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dossier begins: its procedure, then the few questions that matter for it. A question that only some answers raise is asked when they are given.
 * Must not know: libmicrohttpd. */
#include "http/desk.h"
#include "http/form.h"
#include "work/change.h"

#define UNKNOWN "" /* not answered yet: nothing is judged by it */

/* ------------------------------------------------------------------ which procedure */

static HttpReply *choose(HttpRequest *request) {
  const GPtrArray *procedures = recto_models_procedures(request->server->config.models);
  HttpPage page;
  g_autofree char *title = http_say(request, "desk.new.title", NULL);
  http_page_begin(&page, request, title, 0);
  http_put(&page, "p", "lead", "desk.new.choose", NULL);
  recto_html_open(page.html, "ul", "class", "rows", NULL);
  for (guint i = 0; i < procedures->len; i++) {
    const RectoProcedure *procedure = procedures->pdata[i];
    g_autofree char *href = g_strconcat("/desk/new?procedure=", procedure->id, NULL);
    recto_html_open(page.html, "li", NULL);
    recto_html_open(page.html, "a", "href", href, NULL);
    http_put_label(&page, "span", "name", procedure->labels);
    if (procedure->source) recto_html_line(page.html, "span", "soft", procedure->source);
    recto_html_close(page.html);
    recto_html_close(page.html);
  }
  recto_html_close(page.html);
  return http_page_end(&page, MHD_HTTP_OK);
}

/* ------------------------------------------------------------------ its questions */

static void put_choice(HttpPage *page, const RectoQuestion *question, const char *value, const char *text, bool chosen) {
  g_autofree char *name = g_strconcat("q-", question->id, NULL), *id = g_strdup_printf("q-%s-%s", question->id, *value ? value : "unknown");
  recto_html_open(page->html, "label", "for", id, "class", "pick", NULL);
  recto_html_void(page->html, "input", "type", "radio", "id", id, "name", name, "value", value, "checked", chosen ? "" : NULL, NULL);
  recto_html_open(page->html, "span", NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

static void put_choices(HttpPage *page, const RectoQuestion *question, const char *answer) {
  static const char *const yes_no[] = {"yes", "no", NULL};
  const HttpRequest *request = page->request;
  const char *const *words = question->kind == RECTO_QUESTION_YES_NO ? yes_no : (const char *const *)question->choices;
  for (; *words; words++) {
    g_autofree char *key = question->kind == RECTO_QUESTION_YES_NO ? g_strconcat("web.desk.new.", *words, NULL) : g_strdup_printf("choice.%s.%s", question->id, *words);
    g_autofree char *text = recto_message(request->server->config.models, request->language, key, NULL);
    put_choice(page, question, *words, text, g_strcmp0(answer, *words) == 0);
  }
  g_autofree char *unknown = http_say(request, "desk.new.unknown", NULL);
  put_choice(page, question, UNKNOWN, unknown, !answer);
}

static void put_question(HttpPage *page, const RectoQuestion *question, const char *answer) {
  g_autofree char *name = g_strconcat("q-", question->id, NULL);
  bool number = question->kind == RECTO_QUESTION_NUMBER;
  recto_html_open(page->html, "fieldset", NULL);
  recto_html_open(page->html, "legend", NULL);
  recto_html_text(page->html, recto_label(question->labels, page->request->language));
  recto_html_close(page->html);
  if (number) recto_html_void(page->html, "input", "type", "number", "name", name, "min", "0", "max", "99", "inputmode", "numeric", "value", answer ? answer : "", "aria-label", recto_label(question->labels, page->request->language), NULL);
  else put_choices(page, question, answer);
  recto_html_close(page->html);
}

static bool is_asked(const RectoProcedure *procedure, const RectoQuestion *question, const RectoSituation *situation) {
  return !question->when || recto_condition_holds(procedure, question->when, situation) == RECTO_YES;
}

static char *today(const HttpRequest *request) {
  const RectoSite *site = request->server->config.site;
  g_autoptr(GTimeZone) zone = site && site->time_zone ? g_time_zone_new_identifier(site->time_zone) : g_time_zone_new_local();
  g_autoptr(GDateTime) now = g_date_time_new_now(zone);
  return g_date_time_format(now, "%Y-%m-%d");
}

static void put_reception(HttpPage *page, const char *reception) {
  g_autofree char *label = http_say(page->request, "desk.new.reception", NULL), *day = today(page->request);
  recto_html_open(page->html, "p", "class", "field", NULL);
  recto_html_open(page->html, "label", "for", "reception", NULL);
  recto_html_text(page->html, label);
  recto_html_close(page->html);
  recto_html_void(page->html, "input", "type", "date", "id", "reception", "name", "reception", "required", "", "max", day, "value", reception ? reception : day, NULL);
  recto_html_close(page->html);
}

/* A form that is sent twice begins one dossier. */
static char *fresh_key(void) {
  g_autofree char *uuid = g_uuid_string_random();
  return g_strdup(uuid);
}

typedef struct {
  const RectoProcedure *procedure;
  const RectoSituation *situation;
  const char *reception, *key, *why; /* of the form that came before; NULL = none */
  const char *number;                /* of a dossier whose answers are changed; NULL = a new one */
} Asked;

static void put_end(HttpPage *page, const Asked *asked) {
  const HttpRequest *request = page->request;
  g_autofree char *go = http_say(request, asked->number ? "desk.answers.go" : "desk.new.go", NULL), *other = http_say(request, asked->number ? "desk.answers.back" : "desk.new.other", NULL);
  g_autofree char *back = asked->number ? http_desk_path(asked->number) : g_strdup("/desk/new");
  recto_html_open(page->html, "div", "class", "links", NULL);
  recto_html_open(page->html, "button", "type", "submit", NULL);
  recto_html_text(page->html, go);
  recto_html_close(page->html);
  http_put_link(page, NULL, back, other);
  recto_html_close(page->html);
}

static HttpReply *ask(HttpRequest *request, const Asked *asked) {
  HttpPage page;
  const RectoProcedure *procedure = asked->procedure;
  const RectoSituation *situation = asked->situation;
  g_autofree char *title = http_say(request, asked->number ? "desk.answers.title" : "desk.new.title", "number", asked->number ? asked->number : "", NULL), *fresh = asked->key ? NULL : fresh_key();
  http_page_begin(&page, request, title, 0);
  http_put_label(&page, "p", "lead", procedure->labels);
  if (asked->why) http_put(&page, "p", "box check", asked->why, NULL);
  http_put_form(&page, asked->number ? "/desk/answers" : "/desk/new", "questions");
  http_put_hidden(&page, "number", asked->number);
  http_put_hidden(&page, "procedure", procedure->id);
  http_put_hidden(&page, "key", asked->key ? asked->key : fresh);
  for (guint i = 0; i < procedure->questions->len; i++) {
    const RectoQuestion *question = procedure->questions->pdata[i];
    if (is_asked(procedure, question, situation)) put_question(&page, question, recto_situation_answer(procedure, situation, question->id));
  }
  put_reception(&page, asked->reception);
  put_end(&page, asked);
  recto_html_close(page.html);
  return http_page_end(&page, MHD_HTTP_OK);
}

HttpReply *http_desk_new_page(HttpRequest *request) {
  const char *id = http_argument(request, "procedure");
  const RectoProcedure *procedure = id ? recto_models_procedure(request->server->config.models, id) : NULL;
  g_autoptr(RectoSituation) nothing = recto_situation_new();
  const Asked asked = {.procedure = procedure, .situation = nothing};
  return procedure ? ask(request, &asked) : choose(request);
}

/* ------------------------------------------------------------------ the answers */

static const char *answer_of(const HttpRequest *request, const RectoQuestion *question) {
  g_autofree char *name = g_strconcat("q-", question->id, NULL);
  return http_form_field(request->form, name);
}

/* False: an answer is not one. */
static bool take_answers(const HttpRequest *request, const RectoProcedure *procedure, RectoSituation *situation) {
  for (guint i = 0; i < procedure->questions->len; i++) {
    const RectoQuestion *question = procedure->questions->pdata[i];
    const char *answer = answer_of(request, question);
    if (!answer || !*answer) continue;
    if (!recto_procedure_answer_fits(procedure, question->id, answer, NULL)) return false;
    g_hash_table_insert(situation->answers, g_strdup(question->id), g_strdup(answer));
  }
  return true;
}

/* The answers raise a question that the form did not have. */
static bool asks_more(const HttpRequest *request, const RectoProcedure *procedure, const RectoSituation *situation) {
  for (guint i = 0; i < procedure->questions->len; i++) {
    const RectoQuestion *question = procedure->questions->pdata[i];
    if (question->when && is_asked(procedure, question, situation) && !answer_of(request, question)) return true;
  }
  return false;
}

static HttpReply *begin(HttpRequest *request, const RectoProcedure *procedure, const RectoSituation *situation, RectoDate reception, const char *untrusted_key) {
  g_autofree char *number = NULL, *key = untrusted_key ? g_strdup_printf("desk-new|%" G_GUINT64_FORMAT "|%.64s", request->staff->account, untrusted_key) : NULL;
  RectoStore *store = http_store_take(request->server, NULL);
  RectoWork work = http_work(request->server, store, request->staff->name);
  bool right = store && recto_work_new_once(&work, key, procedure->id, situation, reception, &number, NULL);
  http_store_give(request->server, store);
  g_autofree char *path = right ? http_desk_path(number) : NULL;
  return right ? http_reply_see(path) : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
}

/* What a form answers; NULL = nothing is wrong with it, else the problem. */
static const char *read_form(HttpRequest *request, const RectoProcedure *procedure, RectoSituation *situation, RectoDate *ret_reception) {
  const char *day = http_form_field(request->form, "reception");
  g_autofree char *now = today(request);
  bool dated = day && strlen(day) == 10 && recto_date_from_iso(day, ret_reception) && strcmp(day, now) <= 0;
  return procedure && dated && take_answers(request, procedure, situation) ? NULL : "bad-answer";
}

HttpReply *http_desk_new(HttpRequest *request) {
  const char *id = http_form_field(request->form, "procedure"), *key = http_form_field(request->form, "key");
  const RectoProcedure *procedure = id ? recto_models_procedure(request->server->config.models, id) : NULL;
  g_autoptr(RectoSituation) situation = recto_situation_new();
  RectoDate reception = {0};
  const char *fault = read_form(request, procedure, situation, &reception);
  if (fault) return http_problem(request, MHD_HTTP_BAD_REQUEST, fault);
  const Asked asked = {procedure, situation, http_form_field(request->form, "reception"), key, "desk.new.more", NULL};
  return asks_more(request, procedure, situation) ? ask(request, &asked) : begin(request, procedure, situation, reception, key);
}

/* ------------------------------------------------------------------ other answers */

static HttpReply *answers_page(HttpRequest *request, HttpDesk *desk) {
  const RectoState *state = desk->standing->state;
  char iso[11];
  const Asked asked = {.procedure = desk->standing->procedure, .situation = state->situation, .reception = recto_date_is_set(state->reception) ? recto_date_to_iso(state->reception, iso) : NULL,
                       .number = desk->number};
  return asked.procedure && !state->closed ? ask(request, &asked) : http_problem(request, MHD_HTTP_CONFLICT, "desk-changed");
}

HttpReply *http_desk_answers_page(HttpRequest *request) { return http_with_dossier(request, request->word, answers_page); }

static HttpReply *answers(HttpRequest *request, HttpDesk *desk) {
  const RectoProcedure *procedure = desk->standing->procedure;
  g_autoptr(RectoSituation) situation = recto_situation_new();
  RectoDate reception = {0};
  const char *fault = read_form(request, procedure, situation, &reception);
  if (fault) return http_problem(request, MHD_HTTP_BAD_REQUEST, fault);
  const Asked asked = {procedure, situation, http_form_field(request->form, "reception"), NULL, "desk.new.more", desk->number};
  if (asks_more(request, procedure, situation)) return ask(request, &asked);
  RectoWork work = http_work(request->server, desk->store, request->staff->name);
  if (!recto_work_answer(&work, desk->number, NULL, reception, situation, NULL)) return http_problem(request, MHD_HTTP_CONFLICT, "desk-changed");
  http_desk_changed(request, desk->number);
  g_autofree char *path = http_desk_path(desk->number);
  return http_reply_see(path);
}

HttpReply *http_desk_answers(HttpRequest *request) { return http_with_dossier(request, http_form_field(request->form, "number"), answers); }
