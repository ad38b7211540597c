/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person takes away: the slip, and the dated list of what did not arrive. Must not know: libmicrohttpd. */
#include "http/deposit.h"
#include "work/received.h"

/* The slip names no person and quotes no document: the dossier that it is made of does not know them. */
GBytes *http_slip_pdf(HttpRequest *request, const HttpStanding *standing, RectoStore *store, GError **error) {
  RectoServer *server = request->server;
  g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GArray) deposits = recto_received_deposits(standing->state, numbers);
  g_autoptr(RectoDossier) received = recto_received_dossier(standing->state);
  http_standing_mask(request, standing->state, received);
  g_autofree char *hash = NULL;
  uint64_t seq = 0;
  recto_store_head(store, &seq, &hash);
  const RectoDossier *judged = standing->view ? standing->view->dossier : NULL;
  /* Everything received is on it, judged or not. */
  for (guint i = 0; judged && i < received->files->len; i++) {
    RectoFile *file = received->files->pdata[i];
    for (guint k = 0; k < judged->files->len; k++) {
      RectoFile *known = judged->files->pdata[k];
      if (known->ordinal == file->ordinal) memcpy(known->sha256, file->sha256, sizeof known->sha256);
    }
  }
  const RectoDossier *told = judged && judged->files->len == received->files->len ? judged : received;
  RectoSlipOrder order = {.models = server->config.models, .dossier = told, .site = server->config.site, .language = request->language, .made_at = g_get_real_time(),
                          .software = "Recto " RECTO_VERSION, .deposits = (const RectoSlipDeposit *)deposits->data, .n_deposits = deposits->len, .history_seq = seq,
                          .history_hash = hash};
  g_mutex_lock(&server->slips);
  GBytes *pdf = recto_slip_pdf(&order, error);
  g_mutex_unlock(&server->slips);
  return pdf;
}

HttpReply *http_slip(HttpRequest *request) {
  g_autoptr(GError) error = NULL;
  RectoStore *store = http_store_take(request->server, &error);
  g_autoptr(HttpStanding) standing = store ? http_standing_load(request, store, request->session->number, &error) : NULL;
  GBytes *pdf = standing ? http_slip_pdf(request, standing, store, &error) : NULL;
  http_store_give(request->server, store);
  if (!pdf) return http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  HttpReply *reply = http_reply_new(MHD_HTTP_OK, "application/pdf", pdf);
  g_autofree char *name = g_strdup_printf("attachment; filename=\"%s.pdf\"", standing->state->number);
  http_reply_header(reply, MHD_HTTP_HEADER_CONTENT_DISPOSITION, name);
  return reply;
}

/* ------------------------------------------------------------------ what did not arrive */

static void put_cell(HttpPage *page, const char *label_key, const char *text) {
  g_autofree char *label = http_say(page->request, label_key, NULL);
  recto_html_open(page->html, "td", "data-label", label, NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
}

static void put_attempt(HttpPage *page, const RectoStateAttempt *attempt) {
  g_autofree char *when = http_say_moment(page->request, attempt->at), *size = http_say_size(page->request, attempt->size), *key = g_strdup_printf("fate.%s.text", attempt->cause);
  g_autofree char *most = http_say_size(page->request, (uint64_t)recto_limit(page->request->server->config.models, "channel.upload.max-bytes"));
  g_autofree char *cause = http_say(page->request, key, "size", most, NULL);
  recto_html_open(page->html, "tr", NULL);
  put_cell(page, "attempts.when", when);
  put_cell(page, "attempts.file", attempt->name);
  put_cell(page, "attempts.size", size);
  put_cell(page, "attempts.cause", cause);
  recto_html_close(page->html);
}

static void put_table(HttpPage *page, const HttpStanding *standing) {
  static const char *const columns[] = {"attempts.when", "attempts.file", "attempts.size", "attempts.cause"};
  recto_html_open(page->html, "table", NULL);
  http_put(page, "caption", NULL, "attempts.caption", "number", standing->state->number, NULL);
  recto_html_open(page->html, "thead", NULL);
  recto_html_open(page->html, "tr", NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
    recto_html_open(page->html, "th", "scope", "col", NULL);
    g_autofree char *text = http_say(page->request, columns[i], NULL);
    recto_html_text(page->html, text);
    recto_html_close(page->html);
  }
  recto_html_close(page->html);
  recto_html_close(page->html);
  recto_html_open(page->html, "tbody", NULL);
  for (guint i = 0; i < standing->state->attempts->len; i++) {
    const RectoStateAttempt *attempt = standing->state->attempts->pdata[i];
    if (attempt->ticket == page->request->session->ticket) put_attempt(page, attempt);
  }
  recto_html_close(page->html);
  recto_html_close(page->html);
}

static HttpReply *attempts(HttpRequest *request, const HttpStanding *standing) {
  HttpPage page;
  bool any = false;
  for (guint i = 0; i < standing->state->attempts->len; i++) any |= ((const RectoStateAttempt *)standing->state->attempts->pdata[i])->ticket == request->session->ticket;
  g_autofree char *title = http_say(request, "attempts.title", NULL), *made = http_say_moment(request, g_get_real_time()), *back = http_say(request, "piece.back", NULL);
  http_page_begin(&page, request, title, 0);
  http_put(&page, "p", "lead", "attempts.lead", NULL);
  if (any) put_table(&page, standing);
  else http_put(&page, "p", NULL, "attempts.none", NULL);
  http_put(&page, "p", "soft", "attempts.made", "when", made, "reference", request->reference, NULL);
  http_put(&page, "p", "soft noprint", "attempts.print", NULL);
  recto_html_open(page.html, "p", "class", "noprint", NULL);
  http_put_link(&page, NULL, "/deposit", back);
  recto_html_close(page.html);
  return http_page_end(&page, MHD_HTTP_OK);
}

HttpReply *http_attempts(HttpRequest *request) { return http_with_standing(request, attempts); }
