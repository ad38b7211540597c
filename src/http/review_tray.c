/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of the mail that nobody could place, and dossiers whose examination failed again and again: what a person does with each, as `recto correct … --move-to`,
 * `recto withdraw` and `recto retry` do. Must not know: libmicrohttpd. */
#include "http/review.h"
#include "http/form.h"
#include "work/batch.h"
#include "work/show.h"
#include <recto/error.h>

/* ------------------------------------------------------------------ one page of the tray */

static char *name_of(RectoStore *store, const char *number) {
  g_autoptr(RectoDossierRow) row = number ? recto_ledger_dossier(recto_store_ledger(store), number, NULL) : NULL;
  g_autofree char *json = row ? recto_store_summary(store, row) : NULL;
  g_autoptr(JsonNode) root = json ? recto_json_parse(json, -1, 1 << 20, NULL) : NULL;
  JsonObject *line = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
  const char *family = line ? recto_json_text(line, "familyName") : NULL, *given = line ? recto_json_text(line, "givenNames") : NULL;
  return family || given ? g_strdup_printf("%s%s%s", family ? family : "", family && given ? " " : "", given ? given : "") : NULL;
}

static char *say_flag(const HttpRequest *request, const char *flag) {
  g_autofree char *key = g_strconcat("batch.flag.", flag, NULL);
  return recto_message(request->server->config.models, request->language, key, NULL);
}

static void open_form(HttpPage *page, const RectoTrayPage *waiting, const char *css_class) {
  g_autofree char *file = g_strdup_printf("%u", waiting->file + 1);
  http_put_form(page, "/review/tray", css_class);
  http_put_hidden(page, "batch", waiting->batch);
  http_put_hidden(page, "file", file);
}

static void put_move(HttpPage *page, const RectoTrayPage *waiting, const char *id, const char *person) {
  g_autofree char *input = g_strconcat("to-", id, NULL), *label = http_say(page->request, "review.tray.to", NULL), *go = http_say(page->request, "review.tray.go", NULL);
  open_form(page, waiting, "act elsewhere");
  if (waiting->suggested) http_put(page, "p", "soft", person ? "review.tray.suggested-person" : "review.tray.suggested", "number", waiting->suggested, "person", person ? person : "", NULL);
  recto_html_open(page->html, "label", "for", input, NULL);
  recto_html_text(page->html, label);
  recto_html_close(page->html);
  recto_html_void(page->html, "input", "id", input, "name", "to", "value", waiting->suggested, "maxlength", "20", "autocomplete", "off", "placeholder", "2026-000002", "dir", "ltr", "data-key", "d", NULL);
  http_put_act(page, "move", "small", go, NULL, NULL);
  recto_html_close(page->html);
}

static void put_new(HttpPage *page, const RectoTrayPage *waiting, const char *id) {
  const HttpRequest *request = page->request;
  const GPtrArray *procedures = recto_models_procedures(request->server->config.models);
  g_autofree char *select = g_strconcat("new-", id, NULL), *label = http_say(request, "review.tray.new", NULL), *go = http_say(request, "review.tray.new-go", NULL);
  open_form(page, waiting, "act");
  recto_html_open(page->html, "label", "for", select, NULL);
  recto_html_text(page->html, label);
  recto_html_close(page->html);
  recto_html_open(page->html, "select", "id", select, "name", "procedure", "data-key", "n", NULL);
  for (guint i = 0; i < procedures->len; i++) {
    const RectoProcedure *procedure = procedures->pdata[i];
    recto_html_open(page->html, "option", "value", procedure->id, NULL);
    recto_html_text(page->html, recto_label(procedure->labels, request->language));
    recto_html_close(page->html);
  }
  recto_html_close(page->html);
  http_put_act(page, "new", "second small", go, NULL, NULL);
  recto_html_close(page->html);
}

static void put_drop(HttpPage *page, const RectoTrayPage *waiting) {
  g_autofree char *text = http_say(page->request, "review.tray.drop", NULL);
  open_form(page, waiting, "act");
  http_put_act(page, "drop", "second small", text, NULL, "x");
  recto_html_close(page->html);
}

static void put_waiting(HttpPage *page, RectoStore *store, const RectoTrayPage *waiting, guint n) {
  const HttpRequest *request = page->request;
  g_autofree char *id = g_strdup_printf("w%u", n + 1), *title = g_strconcat(id, "-t", NULL), *file = g_strdup_printf("%u", waiting->file + 1), *why = say_flag(request, waiting->flag);
  g_autofree char *src = g_strdup_printf("/review/tray-page/%s.%u", waiting->batch, waiting->file + 1), *alt = http_say(request, "review.tray.picture", "page", file, "batch", waiting->batch, NULL), *person = name_of(store, waiting->suggested);
  recto_html_open(page->html, "article", "class", "page check", "id", id, "tabindex", "0", "data-card", "", "aria-labelledby", title, NULL);
  recto_html_open(page->html, "p", "class", "title", "id", title, NULL);
  g_autofree char *number = g_strdup_printf("%u", waiting->page), *text = http_say(request, "review.tray.page", "page", number, "batch", waiting->batch, NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
  http_put_name(page, "p", "soft", waiting->source);
  if (recto_models_type(request->server->config.models, waiting->type)) http_put(page, "p", NULL, "review.tray.kind", "document", recto_type_label(request->server->config.models, waiting->type, request->language), NULL);
  http_put(page, "p", NULL, "review.tray.why", "why", why, NULL);
  recto_html_void(page->html, "img", "class", "mail", "src", src, "alt", alt, "loading", "lazy", NULL);
  put_move(page, waiting, id, person);
  put_new(page, waiting, id);
  put_drop(page, waiting);
  recto_html_close(page->html);
}

/* ------------------------------------------------------------------ the tray */

static HttpReply *tray(HttpRequest *request, RectoStore *store, const char *done) {
  RectoWork work = http_work(request->server, store, request->staff->name);
  g_autoptr(GPtrArray) pages = recto_work_tray(&work, NULL);
  guint most = (guint)recto_limit(request->server->config.models, "review.listed");
  if (!pages) return http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  HttpPage page;
  g_autofree char *title = http_say(request, "review.tray.title", NULL), *n = g_strdup_printf("%u", pages->len);
  http_page_begin(&page, request, title, 0);
  if (done && recto_store_is_number(done)) {
    recto_html_open(page.html, "div", "class", "box good", "role", "status", NULL);
    http_put(&page, "p", NULL, *done == 'C' ? "review.tray.dropped" : "review.tray.done", "number", done, NULL);
    recto_html_close(page.html);
  }
  http_put(&page, "p", "lead", pages->len ? "review.tray.lead" : "review.tray.none", "n", n, NULL);
  recto_html_open(page.html, "div", "class", "cards", NULL);
  for (guint i = 0; i < MIN(pages->len, most); i++) put_waiting(&page, store, pages->pdata[i], i);
  recto_html_close(page.html);
  return http_page_end(&page, MHD_HTTP_OK);
}

HttpReply *http_review_tray_page(HttpRequest *request) {
  RectoStore *store = http_store_take(request->server, NULL);
  HttpReply *reply = store ? tray(request, store, http_argument(request, "done")) : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  http_store_give(request->server, store);
  return reply;
}

/* ------------------------------------------------------------------ its pictures */

/* As it is shown large; else small. */
static GBytes *picture_of(const RectoStoreDossier *stored, const RectoView *view, uint32_t ordinal, const RectoModels *models) {
  for (guint i = 0; i < view->dossier->files->len; i++) {
    const RectoFile *file = view->dossier->files->pdata[i];
    const RectoPage *page = file->ordinal == ordinal && file->pages->len ? file->pages->pdata[0] : NULL;
    if (!page) continue;
    g_autofree char *key = recto_place_key(view->readings->pdata[i], 0, recto_place_around(models, (RectoBox){0, 0, 0, 0}, page->geometry.width, page->geometry.height));
    GBytes *large = recto_place_picture(stored, key);
    g_autoptr(RectoFile) read = large ? NULL : recto_view_reading(stored, view->readings->pdata[i]);
    const RectoPage *whole = read && read->pages->len ? read->pages->pdata[0] : NULL;
    bool small = whole && whole->thumb && whole->thumb->coding == RECTO_IMAGE_JPEG;
    return large ? large : small ? g_bytes_ref(whole->thumb->bytes) : NULL;
  }
  return NULL;
}

HttpReply *http_review_tray_picture(HttpRequest *request) {
  g_auto(GStrv) words = g_strsplit(request->word, ".", 3);
  guint64 ordinal = 0;
  bool sound = g_strv_length(words) == 2 && *words[0] == 'C' && recto_store_is_number(words[0]) && g_ascii_string_to_unsigned(words[1], 10, 1, 100000, &ordinal, NULL);
  RectoStore *store = sound ? http_store_take(request->server, NULL) : NULL;
  g_autoptr(RectoStoreDossier) stored = store ? recto_store_find(store, words[0], NULL) : NULL;
  g_autoptr(RectoState) state = stored ? recto_state_load(store, words[0], NULL) : NULL;
  g_autoptr(RectoView) view = state ? recto_view_load(stored, state, true) : NULL;
  GBytes *picture = view ? picture_of(stored, view, (uint32_t)ordinal - 1, request->server->config.models) : NULL;
  g_clear_pointer(&stored, recto_store_dossier_free);
  http_store_give(request->server, store);
  if (!picture) return http_problem(request, MHD_HTTP_NOT_FOUND, "not-found");
  HttpReply *reply = http_reply_new(MHD_HTTP_OK, "image/jpeg", picture);
  http_reply_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL, "private, no-cache");
  return reply;
}

/* ------------------------------------------------------------------ what is done to it */

static bool place(const RectoWork *work, const char *batch, uint32_t ordinal, const char *to, GError **error) {
  bool sound = recto_store_is_number(to) && *to != 'C';
  return sound ? recto_work_move(work, batch, &ordinal, 1, to, error) : recto_error_say(error, RECTO_ERROR_USAGE, "error.no-page", "no such dossier", NULL);
}

/* Where it went: a number, owned by the caller; NULL with an error. */
static char *handle(const HttpRequest *request, const RectoWork *work, const char *batch, uint32_t ordinal, GError **error) {
  const char *act = http_form_field(request->form, "act"), *to = http_form_field(request->form, "to"), *procedure = http_form_field(request->form, "procedure");
  g_autofree char *number = g_strstrip(g_strdup(to ? to : ""));
  if (g_strcmp0(act, "move") == 0) return place(work, batch, ordinal, number, error) ? g_steal_pointer(&number) : NULL;
  if (g_strcmp0(act, "drop") == 0) return recto_work_withdraw(work, batch, &ordinal, 1, NULL, error) ? g_strdup(batch) : NULL;
  if (g_strcmp0(act, "new") == 0 && procedure && recto_models_procedure(request->server->config.models, procedure)) {
    g_autoptr(RectoSituation) none = recto_situation_new();
    g_autofree char *today = http_today(request), *begun = NULL, *key = g_strdup_printf("tray|%s|%u", batch, ordinal);
    RectoDate day = {0};
    recto_date_from_iso(today, &day);
    return recto_work_new_once(work, key, procedure, none, day, &begun, error) && place(work, batch, ordinal, begun, error) ? g_steal_pointer(&begun) : NULL;
  }
  recto_error_say(error, RECTO_ERROR_USAGE, "error.correct-what", "no such act", NULL);
  return NULL;
}

static HttpReply *tray_done(HttpRequest *request, RectoStore *store) {
  g_autoptr(GError) error = NULL;
  uint32_t ordinal = 0;
  const char *batch = http_form_field(request->form, "batch");
  RectoWork work = http_work(request->server, store, request->staff->name);
  bool sound = batch && *batch == 'C' && recto_store_is_number(batch) && http_form_ordinal(request->form, "file", &ordinal);
  g_autofree char *number = sound ? handle(request, &work, batch, ordinal, &error) : NULL;
  if (!sound) return http_problem(request, MHD_HTTP_BAD_REQUEST, "no-such-act");
  if (!number) return g_error_matches(error, RECTO_ERROR, RECTO_ERROR_USAGE) ? http_problem(request, MHD_HTTP_CONFLICT, "review-tray") : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  if (*number != 'C') http_desk_changed(request, number);
  g_autofree char *path = g_strconcat("/review/tray?done=", number, NULL);
  return http_reply_see(path);
}

HttpReply *http_review_tray(HttpRequest *request) {
  RectoStore *store = http_store_take(request->server, NULL);
  HttpReply *reply = store ? tray_done(request, store) : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  http_store_give(request->server, store);
  return reply;
}
