/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day's dossiers: what was begun or changed today first, then what waits longest and most urgently. Must not know: libmicrohttpd. */
#include "http/desk.h"
#include "http/live.h"
#include "http/scans.h"
#include <recto/json.h>

#define MOST 200

static char *say_with(const HttpRequest *request, const char *key, const char *check, const char *todo, const char *date) {
  g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(args, (gpointer)"check", (gpointer)check);
  g_hash_table_insert(args, (gpointer)"todo", (gpointer)todo);
  g_hash_table_insert(args, (gpointer)"date", (gpointer)date);
  return recto_message(request->server->config.models, request->language, key, args);
}

typedef struct { const char *key, *tone; } Told;

static Told what_to_do(JsonObject *summary) {
  if (!summary || !recto_json_text(summary, "complete")) return (Told){"cli.list.waiting", "calm"};
  if (recto_json_number(summary, "toCheck", 0) > 0) return (Told){"cli.list.check", "check"};
  if (recto_json_number(summary, "toDo", 0) > 0) return (Told){"cli.list.todo", "action"};
  return (Told){"cli.list.complete", "good"};
}

static char *name_in(const HttpRequest *request, JsonObject *summary) {
  const char *family = summary ? recto_json_text(summary, "familyName") : NULL, *given = summary ? recto_json_text(summary, "givenNames") : NULL;
  if (!http_staff_may(request, RECTO_MAY_SEE) || !(family || given)) return NULL;
  return g_strdup_printf("%s%s%s", family ? family : "", family && given ? " " : "", given ? given : "");
}

static void put_second_line(HttpPage *page, const RectoStoreEntry *entry) {
  const HttpRequest *request = page->request;
  const RectoProcedure *procedure = entry->row->procedure ? recto_models_procedure(request->server->config.models, entry->row->procedure) : NULL;
  g_autofree char *others = http_live_others(request->server, entry->row->number, request->staff->id), *when = http_say_moment(request, entry->row->changed_at);
  g_autofree char *ends = entry->row->due ? say_with(request, entry->row->urgency > 3 ? "cli.list.ends-soon" : "cli.list.ends", "", "", entry->row->due) : NULL;
  recto_html_open(page->html, "span", "class", "soft", NULL);
  if (procedure) recto_html_text(page->html, recto_label(procedure->labels, request->language));
  recto_html_text(page->html, " · ");
  recto_html_text(page->html, when);
  if (ends) {
    recto_html_text(page->html, " · ");
    recto_html_text(page->html, ends);
  }
  recto_html_close(page->html);
  if (http_scan_runs(request->server, entry->row->number)) http_put(page, "span", "soft", "desk.queue.scanning", NULL);
  if (others) http_put(page, "span", "soft", "desk.others", "names", others, NULL);
}

static void put_row(HttpPage *page, const RectoStoreEntry *entry) {
  const HttpRequest *request = page->request;
  g_autoptr(JsonNode) root = entry->summary ? recto_json_parse(entry->summary, -1, 1 << 20, NULL) : NULL;
  JsonObject *summary = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
  g_autofree char *check = g_strdup_printf("%" G_GINT64_FORMAT, recto_json_number(summary, "toCheck", 0)), *todo = g_strdup_printf("%" G_GINT64_FORMAT, recto_json_number(summary, "toDo", 0));
  Told told = what_to_do(summary);
  g_autofree char *state = say_with(request, told.key, check, todo, ""), *href = http_desk_path(entry->row->number), *name = name_in(request, summary);
  recto_html_open(page->html, "li", NULL);
  recto_html_open(page->html, "a", "href", href, NULL);
  recto_html_open(page->html, "span", "class", "name", NULL);
  recto_html_text(page->html, entry->row->number);
  if (name) {
    recto_html_text(page->html, " – ");
    http_put_name(page, "span", NULL, name);
  }
  recto_html_close(page->html);
  http_put_badge(page, told.tone, state);
  put_second_line(page, entry);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

/* The site's midnight. */
static int64_t today_began(const HttpRequest *request) {
  const RectoSite *site = request->server->config.site;
  g_autoptr(GTimeZone) zone = site && site->time_zone ? g_time_zone_new_identifier(site->time_zone) : g_time_zone_new_local();
  g_autoptr(GDateTime) now = g_date_time_new_now(zone), midnight = g_date_time_new(zone, g_date_time_get_year(now), g_date_time_get_month(now), g_date_time_get_day_of_month(now), 0, 0, 0);
  return g_date_time_to_unix(midnight) * G_USEC_PER_SEC;
}

static void put_list(HttpPage *page, const GPtrArray *entries, bool today, const char *title_key, const char *none_key) {
  int64_t midnight = today_began(page->request);
  guint n = 0;
  http_put(page, "h2", NULL, title_key, NULL);
  for (guint i = 0; i < entries->len; i++) {
    const RectoStoreEntry *entry = entries->pdata[i];
    if ((entry->row->changed_at >= midnight) != today) continue;
    if (n++ == 0) recto_html_open(page->html, "ul", "class", "rows", NULL);
    put_row(page, entry);
  }
  if (n) recto_html_close(page->html);
  else http_put(page, "p", "soft", none_key, NULL);
}

static void put_find(HttpPage *page, const char *why) {
  g_autofree char *go = http_say(page->request, "desk.queue.open", NULL), *label = http_say(page->request, "desk.queue.number", NULL), *begin = http_say(page->request, "desk.new.tab", NULL);
  recto_html_open(page->html, "div", "class", "links head-links", NULL);
  http_put_link(page, "button", "/desk/new", begin);
  recto_html_open(page->html, "form", "method", "get", "action", "/desk", "class", "find", NULL);
  recto_html_open(page->html, "label", "for", "number", NULL);
  recto_html_text(page->html, label);
  recto_html_close(page->html);
  recto_html_void(page->html, "input", "id", "number", "name", "number", "maxlength", "20", "autocomplete", "off", "placeholder", "2026-000001", "dir", "ltr", NULL);
  recto_html_open(page->html, "button", "type", "submit", "class", "second", NULL);
  recto_html_text(page->html, go);
  recto_html_close(page->html);
  recto_html_close(page->html);
  recto_html_close(page->html);
  if (!why) return;
  recto_html_open(page->html, "div", "class", "box action", "role", "alert", NULL);
  http_put(page, "p", "strong", why, NULL);
  recto_html_close(page->html);
}

static HttpReply *queue(HttpRequest *request, const GPtrArray *entries, const char *why) {
  HttpPage page;
  g_autofree char *title = http_say(request, "desk.queue.tab", NULL);
  http_page_begin(&page, request, title, 0);
  put_find(&page, why);
  recto_html_open(page.html, "div", "data-queue", "", NULL);
  put_list(&page, entries, true, "desk.queue.today", "desk.queue.today-none");
  put_list(&page, entries, false, "desk.queue.before", "desk.queue.before-none");
  recto_html_close(page.html);
  return http_page_end(&page, why ? MHD_HTTP_NOT_FOUND : MHD_HTTP_OK);
}

/* A number that was typed: the dossier's page, if there is one. */
static HttpReply *find(RectoStore *store, const char *untrusted_number) {
  g_autofree char *number = g_strstrip(g_strdup(untrusted_number));
  g_autoptr(RectoStoreDossier) known = recto_store_is_number(number) && *number != 'C' ? recto_store_find(store, number, NULL) : NULL;
  g_autofree char *path = http_desk_path(number);
  return known ? http_reply_see(path) : NULL;
}

static HttpReply *answer(HttpRequest *request, RectoStore *store) {
  const char *asked = http_argument(request, "number");
  const RectoLedgerFilter filter = {.most = MOST};
  HttpReply *found = asked && *asked ? find(store, asked) : NULL;
  if (found) return found;
  g_autoptr(GPtrArray) entries = recto_store_list(store, &filter, NULL);
  return entries ? queue(request, entries, asked && *asked ? "desk.queue.no-such" : NULL) : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
}

HttpReply *http_desk(HttpRequest *request) {
  RectoStore *store = http_store_take(request->server, NULL);
  HttpReply *reply = store ? answer(request, store) : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  http_store_give(request->server, store);
  return reply;
}
