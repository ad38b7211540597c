/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a clerk does to a dossier, by the functions that the command line has: each is a line of its history and can be undone. Must not know: libmicrohttpd. */
#include "http/desk.h"
#include "http/form.h"
#include "http/live.h"
#include "work/change.h"
#include <recto/error.h>
#include <recto/json.h>

typedef struct { HttpRequest *request; HttpDesk *desk; RectoWork work; RectoPageId page; const char *act; } Doing;

static const char *field(const Doing *doing, const char *name) { return http_form_field(doing->request->form, name); }

/* ------------------------------------------------------------------ of a page */

static bool correct(const Doing *doing, RectoCorrectionKind kind, const char *value, const RectoPageId *other, GError **error) {
  RectoCorrection *correction = recto_correction_new(kind, doing->page, NULL, value);
  if (other) correction->other = *other;
  bool right = recto_work_correct(&doing->work, doing->desk->number, correction, error);
  recto_correction_free(correction);
  return right;
}

static bool turn(const Doing *doing, GError **error) { return correct(doing, RECTO_CORRECT_TURN, doing->act + strlen("turn-"), NULL, error); }
static bool apart(const Doing *doing, GError **error) { return correct(doing, RECTO_CORRECT_APART, NULL, NULL, error); }

static bool refuse(GError **error) { return recto_error_say(error, RECTO_ERROR_USAGE, "error.no-page", "no such page", NULL); }

static bool after(const Doing *doing, const char *untrusted_place, GError **error) {
  RectoPageId other;
  return untrusted_place && recto_page_from_words(untrusted_place, &other) ? correct(doing, RECTO_CORRECT_TOGETHER, NULL, &other, error) : refuse(error);
}

static bool merge(const Doing *doing, GError **error) { return after(doing, field(doing, "previous"), error); }

/* "after 3:2", behind that page; "type passport", that kind. */
static bool move(const Doing *doing, GError **error) {
  const char *to = field(doing, "to");
  if (to && g_str_has_prefix(to, "after ")) return after(doing, to + strlen("after "), error);
  return to && g_str_has_prefix(to, "type ") ? correct(doing, RECTO_CORRECT_TYPE, to + strlen("type "), NULL, error) : refuse(error);
}

/* Of a longer file a page may go alone: the worker takes it out, nothing is taken apart here. */
static bool is_of_longer_file(const Doing *doing) {
  const HttpFile *file = http_standing_file(doing->desk->standing, doing->page.file);
  return file && file->facts && file->facts->pages->len > 1;
}

/* Somebody else's paper: the file, or this page of it alone, goes to that person's dossier. */
static bool elsewhere(const Doing *doing, GError **error) {
  g_autofree char *to = g_strstrip(g_strdup(field(doing, "to") ? field(doing, "to") : ""));
  bool sound = recto_store_is_number(to) && *to != 'C', alone = g_str_equal(doing->act, "elsewhere-page") && is_of_longer_file(doing);
  if (!sound) return refuse(error);
  if (!(alone ? recto_work_send(&doing->work, doing->desk->number, doing->page, to, error) : recto_work_move(&doing->work, doing->desk->number, &doing->page.file, 1, to, error))) return false;
  http_live_kick(doing->request->server, to);
  return true;
}

static bool withdraw(const Doing *doing, GError **error) { return recto_work_withdraw(&doing->work, doing->desk->number, &doing->page.file, 1, NULL, error); }
static bool anyway(const Doing *doing, GError **error) { return recto_work_anyway(&doing->work, doing->desk->number, &doing->page.file, 1, NULL, error); }

/* ------------------------------------------------------------------ of the dossier */

static bool seen(const Doing *doing, GError **error) {
  const char *piece = field(doing, "piece");
  return piece ? recto_work_seen(&doing->work, doing->desk->number, piece, NULL, error) : refuse(error);
}

static bool undo(const Doing *doing, GError **error) {
  guint64 version = 0;
  const char *text = field(doing, "version");
  if (!text || !g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &version, NULL)) return refuse(error);
  return recto_work_undo(&doing->work, doing->desk->number, version, NULL, error);
}

static bool close_it(const Doing *doing, GError **error) {
  return recto_store_close_dossier(doing->desk->store, doing->desk->number, g_str_equal(doing->act, "close"), doing->work.who, doing->work.now, error);
}

/* ------------------------------------------------------------------ which */

typedef struct { const char *act; bool (*run)(const Doing *doing, GError **error); bool of_page; } Act;
static const Act acts[] = {
    {"turn-90", turn, true},       {"turn-180", turn, true},   {"turn-270", turn, true}, {"apart", apart, true}, {"merge", merge, true},        {"move", move, true},         {"elsewhere", elsewhere, true}, {"elsewhere-page", elsewhere, true},
    {"withdraw", withdraw, true}, {"anyway", anyway, true}, {"seen", seen, false},   {"undo", undo, false},  {"close", close_it, false}, {"reopen", close_it, false},
};

static const Act *act_of(const char *untrusted_word) {
  for (size_t i = 0; untrusted_word && i < G_N_ELEMENTS(acts); i++)
    if (g_str_equal(acts[i].act, untrusted_word)) return &acts[i];
  return NULL;
}

static bool is_about(const RectoStoreEvent *event, const char *place) {
  g_autoptr(JsonNode) root = event->body ? recto_json_parse(event->body, -1, 1 << 20, NULL) : NULL;
  JsonObject *body = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
  return body && g_strcmp0(recto_json_text(body, "page"), place) == 0;
}

/* Somebody else did something to this page since it was shown: the same again would be too much. */
static bool has_moved(const Doing *doing) {
  const char *shown = field(doing, "seen");
  g_autofree char *place = recto_page_to_words(doing->page);
  guint64 version = shown ? g_ascii_strtoull(shown, NULL, 10) : 0;
  for (guint i = doing->desk->events->len; i > 0; i--) {
    const RectoStoreEvent *event = doing->desk->events->pdata[i - 1];
    if (event->version <= version) return false;
    if (g_str_equal(event->deed, "correct") && g_strcmp0(event->who, doing->work.who) != 0 && is_about(event, place)) return true;
  }
  return false;
}

static HttpReply *done(const Doing *doing, const Act *act) {
  g_autofree char *path = http_desk_path(doing->desk->number);
  g_autofree char *place = act->of_page && act->run != withdraw && act->run != elsewhere ? g_strdup_printf("%s#p%u-%u", path, doing->page.file + 1, doing->page.page + 1) : g_strdup(path);
  http_desk_changed(doing->request, doing->desk->number);
  return http_reply_see(place);
}

static HttpReply *act(HttpRequest *request, HttpDesk *desk) {
  g_autoptr(GError) error = NULL;
  Doing doing = {.request = request, .desk = desk, .work = http_work(request->server, desk->store, request->staff->name), .act = http_form_field(request->form, "act")};
  const Act *known = act_of(doing.act);
  const char *place = http_form_field(request->form, "page");
  if (!known || (known->of_page && !(place && recto_page_from_words(place, &doing.page)))) return http_problem(request, MHD_HTTP_BAD_REQUEST, "no-such-act");
  if (known->of_page && has_moved(&doing)) return http_problem(request, MHD_HTTP_CONFLICT, "desk-moved");
  if (known->run(&doing, &error)) return done(&doing, known);
  return g_error_matches(error, RECTO_ERROR, RECTO_ERROR_USAGE) ? http_problem(request, MHD_HTTP_CONFLICT, "desk-changed") : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
}

HttpReply *http_desk_do(HttpRequest *request) { return http_with_dossier(request, http_form_field(request->form, "number"), act); }

/* ------------------------------------------------------------------ files */

HttpReply *http_desk_add(HttpRequest *request) {
  const GPtrArray *arrivals = http_form_arrivals(request->form);
  const char *number = http_form_field(request->form, "number");
  bool refused = false;
  if (!number || !recto_store_is_number(number)) return http_problem(request, MHD_HTTP_NOT_FOUND, "no-dossier");
  if (arrivals->len == 0) return http_problem(request, MHD_HTTP_BAD_REQUEST, "no-file");
  for (guint i = 0; i < arrivals->len; i++) refused |= ((const HttpArrival *)arrivals->pdata[i])->fate != HTTP_KEPT;
  http_live_kick(request->server, number);
  g_autofree char *path = http_desk_path(number), *since = g_strdup_printf("%s?since=%" G_GINT64_FORMAT, path, g_get_real_time() / G_USEC_PER_SEC - 60);
  return http_reply_see(refused ? since : path);
}
