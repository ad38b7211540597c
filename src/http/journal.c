/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal: who signed in, and what happened to which dossier and when; never what a dossier says. */
#include "http/door.h"
#include <recto/json.h>

#define MOST_LINES 1000 /* of the whole store, of which the page shows the last */

static void put_cell(HttpPage *page, const char *label_key, const char *text) {
  g_autofree char *label = http_say(page->request, label_key, NULL);
  recto_html_open(page->html, "td", "data-label", label, NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
}

static void put_head(HttpPage *page, const char *caption_key, bool numbers) {
  const char *const columns[] = {"staff.journal.when", "staff.journal.who", "staff.journal.what", numbers ? "staff.journal.number" : NULL};
  recto_html_open(page->html, "table", NULL);
  http_put(page, "caption", NULL, caption_key, NULL);
  recto_html_open(page->html, "thead", NULL);
  recto_html_open(page->html, "tr", NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(columns) && columns[i]; i++) {
    g_autofree char *text = http_say(page->request, columns[i], NULL);
    recto_html_open(page->html, "th", "scope", "col", NULL);
    recto_html_text(page->html, text);
    recto_html_close(page->html);
  }
  recto_html_close(page->html);
  recto_html_close(page->html);
  recto_html_open(page->html, "tbody", NULL);
}

/* Of a line about accounts its name is told; of a dossier nothing but the deed. */
static char *say_deed(const HttpRequest *request, const RectoStoreEvent *event) {
  g_autofree char *key = g_strdup_printf("staff.deed.%s", event->deed);
  g_autoptr(JsonNode) root = !*event->number && event->body ? recto_json_parse(event->body, -1, 1 << 20, NULL) : NULL;
  JsonObject *body = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
  const char *name = body ? recto_json_text(body, "name") : NULL, *word = body ? recto_json_text(body, "role") : NULL;
  g_autofree char *role_key = g_strconcat("role.", word ? word : "", NULL), *role = word ? http_say(request, role_key, NULL) : g_strdup("");
  return http_say(request, key, "name", name ? name : "", "role", role, NULL);
}

static void put_line(HttpPage *page, const RectoStoreEvent *event) {
  g_autofree char *when = http_say_moment(page->request, event->at), *what = say_deed(page->request, event);
  recto_html_open(page->html, "tr", NULL);
  put_cell(page, "staff.journal.when", when);
  put_cell(page, "staff.journal.who", event->who && *event->who ? event->who : "—");
  put_cell(page, "staff.journal.what", what);
  if (*event->number) put_cell(page, "staff.journal.number", event->number);
  recto_html_close(page->html);
}

static void put_table(HttpPage *page, const GPtrArray *events, bool dossiers) {
  guint n = 0;
  for (guint i = events->len; i > 0; i--) {
    const RectoStoreEvent *event = events->pdata[i - 1];
    if ((*event->number != 0) != dossiers) continue;
    if (n++ == 0) put_head(page, dossiers ? "staff.journal.dossiers" : "staff.journal.accounts", dossiers);
    put_line(page, event);
  }
  if (n == 0) http_put(page, "p", NULL, "staff.journal.none", NULL);
  else {
    recto_html_close(page->html);
    recto_html_close(page->html);
  }
}

HttpReply *http_journal(HttpRequest *request) {
  RectoStore *store = http_store_take(request->server, NULL);
  g_autoptr(GPtrArray) events = store ? recto_store_recent(store, MOST_LINES, NULL) : NULL;
  http_store_give(request->server, store);
  if (!events) return http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  HttpPage page;
  g_autofree char *title = http_say(request, "staff.journal.title", NULL);
  http_page_begin(&page, request, title, 0);
  http_put(&page, "p", "lead", "staff.journal.lead", NULL);
  put_table(&page, events, false);
  put_table(&page, events, true);
  return http_page_end(&page, MHD_HTTP_OK);
}
