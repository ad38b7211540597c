/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several pages of the desk say. Must not know: libmicrohttpd. */
#include "http/desk.h"
#include "http/live.h"
#include <recto/json.h>

char *http_desk_path(const char *number) { return g_strconcat("/desk/dossier/", number, NULL); }

/* ------------------------------------------------------------------ loading */

static char *person_of(const HttpRequest *request, RectoStore *store, const char *number) {
  g_autoptr(RectoDossierRow) row = http_staff_may(request, RECTO_MAY_SEE) ? recto_ledger_dossier(recto_store_ledger(store), number, NULL) : NULL;
  g_autofree char *json = row ? recto_store_summary(store, row) : NULL;
  g_autoptr(JsonNode) root = json ? recto_json_parse(json, -1, 1 << 20, NULL) : NULL;
  JsonObject *summary = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
  const char *family = summary ? recto_json_text(summary, "familyName") : NULL, *given = summary ? recto_json_text(summary, "givenNames") : NULL;
  return family || given ? g_strdup_printf("%s%s%s", family ? family : "", family && given ? " " : "", given ? given : "") : NULL;
}

static void desk_clear(HttpDesk *desk) {
  http_standing_free(desk->standing);
  if (desk->events) g_ptr_array_unref(desk->events);
  if (desk->undone) g_hash_table_unref(desk->undone);
  g_free(desk->person);
  g_free(desk->stamp);
}

static HttpReply *answer_with(HttpRequest *request, RectoStore *store, const char *number, HttpDeskAnswer answer) {
  HttpDesk desk = {.store = store, .number = number};
  desk.stamp = http_live_stamp(request->server, store, number, request->staff->id); /* before the rest is looked at: what comes meanwhile is news */
  desk.standing = http_standing_load(request, store, number, NULL);
  desk.events = desk.standing ? recto_store_history(store, number, NULL) : NULL;
  desk.undone = desk.events ? recto_state_undone(desk.events) : NULL;
  desk.person = desk.events ? person_of(request, store, number) : NULL;
  HttpReply *reply = desk.events ? answer(request, &desk) : http_problem(request, MHD_HTTP_NOT_FOUND, "no-dossier");
  desk_clear(&desk);
  return reply;
}

/* Written before the dossier is looked at: a page does not tell its own view as news. What a page asks by itself is no look, but for its pictures. */
static void note_view(const HttpRequest *request, RectoStore *store, const char *number) {
  unsigned needs = request->route->needs;
  g_autoptr(RectoStoreDossier) known = recto_store_find(store, number, NULL);
  if (known && (!(needs & HTTP_QUIET) || HTTP_RIGHT(needs) == RECTO_MAY_SEE)) http_staff_viewed(request, store, number);
}

HttpReply *http_with_dossier(HttpRequest *request, const char *untrusted_number, HttpDeskAnswer answer) {
  bool sound = untrusted_number && recto_store_is_number(untrusted_number) && *untrusted_number != 'C';
  if (!sound) return http_problem(request, MHD_HTTP_NOT_FOUND, "no-dossier");
  RectoStore *store = http_store_take(request->server, NULL);
  if (store) note_view(request, store, untrusted_number);
  HttpReply *reply = store ? answer_with(request, store, untrusted_number, answer) : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  http_store_give(request->server, store);
  return reply;
}

uint64_t http_desk_last_change(const HttpDesk *desk, const char *but) {
  static const char *const changes[] = {"deposit", "withdraw", "send", "stayed", "answers", "seen", "anyway", "correct", "undo", "close", "reopen", NULL};
  for (guint i = desk->events->len; i > 0; i--) {
    const RectoStoreEvent *event = desk->events->pdata[i - 1];
    if (g_strv_contains(changes, event->deed) && (!but || g_strcmp0(event->who, but) != 0)) return event->version;
  }
  return 0;
}

void http_desk_changed(const HttpRequest *request, const char *number) {
  const RectoServerConfig *config = &request->server->config;
  if (config->wake) config->wake(config->wake_data);
  http_live_kick(request->server, number);
}

/* ------------------------------------------------------------------ places */

static const HttpFile *file_of(const HttpDesk *desk, uint32_t ordinal) { return http_standing_file(desk->standing, ordinal); }

const RectoPage *http_desk_page_of(const HttpDesk *desk, RectoPageId id) {
  const HttpFile *file = file_of(desk, id.file);
  const RectoPage *page = file && file->facts && id.page < file->facts->pages->len ? file->facts->pages->pdata[id.page] : NULL;
  return page && !page->gone ? page : NULL;
}

char *http_page_name(const HttpDesk *desk, RectoPageId id) {
  const HttpFile *file = file_of(desk, id.file);
  bool alone = !file || !file->facts || file->facts->pages->len <= 1;
  return alone ? g_strdup_printf("%u", id.file + 1) : g_strdup_printf("%u.%u", id.file + 1, id.page + 1);
}

char *http_desk_place(const char *untrusted_word, uint32_t *ret, guint n) {
  g_auto(GStrv) parts = g_strsplit(untrusted_word, ".", (gint)n + 2);
  if (g_strv_length(parts) != n + 1 || !recto_store_is_number(parts[0]) || *parts[0] == 'C') return NULL;
  for (guint i = 0; i < n; i++) {
    guint64 number = 0;
    if (!g_ascii_string_to_unsigned(parts[i + 1], 10, 1, 100000, &number, NULL)) return NULL;
    ret[i] = (uint32_t)number - 1;
  }
  return g_strdup(parts[0]);
}

/* ------------------------------------------------------------------ forms */

void http_put_desk_form(HttpPage *page, const HttpDesk *desk, const char *action, const char *css_class) {
  g_autofree char *seen = g_strdup_printf("%" G_GUINT64_FORMAT, desk->standing->state->version);
  http_put_form(page, action, css_class);
  http_put_hidden(page, "number", desk->number);
  http_put_hidden(page, "seen", seen);
}

void http_put_act(HttpPage *page, const char *act, const char *css_class, const char *text, const char *why, const char *key) {
  recto_html_open(page->html, "button", "type", "submit", "name", "act", "value", act, "class", css_class, "title", why, "data-key", key, NULL);
  recto_html_text(page->html, text);
  if (key) recto_html_line(page->html, "kbd", NULL, key);
  recto_html_close(page->html);
}
