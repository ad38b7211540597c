/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dossiers whose examination failed again and again: why, what to do, and back to work as `recto retry` does. Must not know: libmicrohttpd. */
#include "http/review.h"
#include "http/form.h"

/* "failed", "interrupted"; a lease that ran out has its own word. */
static char *say_reason(const HttpRequest *request, const char *reason) {
  bool died = g_strcmp0(reason, "failed") != 0;
  return http_say(request, died ? "review.stuck.died" : "review.stuck.failed", NULL);
}

static void put_job(HttpPage *page, const RectoJobRow *job) {
  const HttpRequest *request = page->request;
  bool mail = *job->number == 'C';
  g_autofree char *why = say_reason(request, job->reason), *path = http_desk_path(job->number), *retry = http_say(request, "review.stuck.retry", NULL), *open = http_say(request, "review.ask.dossier", NULL), *tries = g_strdup_printf("%d", job->attempts);
  recto_html_open(page->html, "div", "class", "box check", NULL);
  http_put(page, "p", "strong", mail ? "review.stuck.batch" : "review.stuck.dossier", "number", job->number, "n", tries, NULL);
  recto_html_line(page->html, "p", NULL, why);
  http_put(page, "p", NULL, "review.stuck.do", NULL);
  recto_html_open(page->html, "div", "class", "links", NULL);
  http_put_form(page, "/review/stuck", "act");
  http_put_hidden(page, "number", job->number);
  http_put_act(page, "retry", "second", retry, NULL, NULL);
  recto_html_close(page->html);
  if (!mail) http_put_link(page, NULL, path, open);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

static HttpReply *stuck(HttpRequest *request, RectoStore *store) {
  g_autoptr(GPtrArray) jobs = recto_ledger_jobs(recto_store_ledger(store), NULL, NULL);
  guint n = 0;
  if (!jobs) return http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  for (guint i = 0; i < jobs->len; i++) n += ((const RectoJobRow *)jobs->pdata[i])->state == RECTO_JOB_QUARANTINED;
  HttpPage page;
  g_autofree char *title = http_say(request, "review.stuck.title", NULL), *count = g_strdup_printf("%u", n);
  http_page_begin(&page, request, title, 0);
  http_put(&page, "p", "lead", n ? "review.stuck.lead" : "review.stuck.none", "n", count, NULL);
  for (guint i = 0; i < jobs->len; i++)
    if (((const RectoJobRow *)jobs->pdata[i])->state == RECTO_JOB_QUARANTINED) put_job(&page, jobs->pdata[i]);
  return http_page_end(&page, MHD_HTTP_OK);
}

HttpReply *http_review_stuck_page(HttpRequest *request) {
  RectoStore *store = http_store_take(request->server, NULL);
  HttpReply *reply = store ? stuck(request, store) : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  http_store_give(request->server, store);
  return reply;
}

HttpReply *http_review_stuck(HttpRequest *request) {
  const char *number = http_form_field(request->form, "number");
  RectoStore *store = number && recto_store_is_number(number) ? http_store_take(request->server, NULL) : NULL;
  size_t n = 0;
  bool right = store && recto_ledger_retry(recto_store_ledger(store), number, &n, NULL);
  http_store_give(request->server, store);
  if (!right) return http_problem(request, MHD_HTTP_NOT_FOUND, "no-dossier");
  http_desk_changed(request, number);
  return http_reply_see("/review/stuck");
}
