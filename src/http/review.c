/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of what a person must decide, the most urgent first, and the way from one question to the next. Must not know: libmicrohttpd. */
#include "http/review.h"

/* ------------------------------------------------------------------ words */

char *http_say_field(const HttpRequest *request, const char *field) {
  const RectoModels *models = request->server->config.models;
  g_autofree char *key = g_strconcat("field.", field, NULL);
  return recto_message_exists(models, request->language, key) ? recto_message(models, request->language, key, NULL) : g_strdup(field);
}

static char *with_capital(const char *text) {
  if (!*text) return g_strdup(text);
  g_autofree char *first = g_utf8_strup(text, (gssize)(g_utf8_next_char(text) - text));
  return g_strconcat(first, g_utf8_next_char(text), NULL);
}

char *http_say_point(const HttpRequest *request, const RectoPoint *point) {
  g_autofree char *key = g_strconcat("review.point.", recto_point_word(point->kind), NULL), *field = point->field ? http_say_field(request, point->field) : NULL;
  return field ? with_capital(field) : http_say(request, key, NULL);
}

char *http_say_value(const HttpRequest *request, RectoFieldKind kind, const char *value) {
  RectoDate date = {0};
  bool dated = (kind == RECTO_FIELD_DATE || kind == RECTO_FIELD_MONTH) && g_str_equal(request->language, "fr") && recto_date_from_iso(value, &date);
  return dated ? recto_date_to_french(date) : g_strdup(value);
}

char *http_today(const HttpRequest *request) {
  const RectoSite *site = request->server->config.site;
  g_autoptr(GTimeZone) zone = site && site->time_zone ? g_time_zone_new_identifier(site->time_zone) : g_time_zone_new_local();
  g_autoptr(GDateTime) now = g_date_time_new_now(zone);
  return g_date_time_format(now, "%Y-%m-%d");
}

/* ------------------------------------------------------------------ names of points */

char *http_point_number(const char *untrusted_name) {
  const char *dot = untrusted_name ? strchr(untrusted_name, '.') : NULL;
  g_autofree char *number = dot ? g_strndup(untrusted_name, (gsize)(dot - untrusted_name)) : NULL;
  return number && recto_store_is_number(number) && *number != 'C' ? g_steal_pointer(&number) : NULL;
}

static char *name_of(const char *number, const RectoPoint *point) {
  g_autofree char *id = recto_point_id(point);
  return g_strconcat(number, ".", id, NULL);
}

const RectoPoint *http_point_find(const HttpDesk *desk, const char *untrusted_name) {
  const GPtrArray *points = desk->standing->view ? desk->standing->view->points : NULL;
  for (guint i = 0; points && i < points->len; i++) {
    g_autofree char *name = name_of(desk->number, points->pdata[i]);
    if (g_strcmp0(name, untrusted_name) == 0) return points->pdata[i];
  }
  return NULL;
}

bool http_point_is_open(const HttpDesk *desk, const RectoPoint *point) {
  return !desk->standing->state->closed && !recto_point_is_answered(point, desk->standing->state, desk->standing->dossier->documents);
}

/* ------------------------------------------------------------------ the next one */

static GPtrArray *all_points(const HttpRequest *request, RectoStore *store) {
  const RectoModels *models = request->server->config.models;
  g_autofree char *today = http_today(request);
  return recto_points_open(store, models, today, (size_t)recto_limit(models, "review.dossiers"), NULL);
}

static const RectoOpenPoint *following(const GPtrArray *all, const char *name) {
  guint from = 0;
  for (guint i = 0; name && i < all->len; i++) {
    const RectoOpenPoint *open = all->pdata[i];
    g_autofree char *own = name_of(open->number, open->point);
    if (g_str_equal(own, name)) from = i + 1;
  }
  for (guint i = from; i < all->len; i++)
    if (!((const RectoOpenPoint *)all->pdata[i])->answered) return all->pdata[i];
  return NULL;
}

HttpReply *http_review_after(HttpRequest *request, RectoStore *store, const char *name, const char *told) {
  g_autoptr(GPtrArray) all = all_points(request, store);
  const RectoOpenPoint *next = all ? following(all, name) : NULL;
  g_autofree char *own = next ? name_of(next->number, next->point) : NULL;
  g_autofree char *path = g_strdup_printf("/review%s%s%s%s", next ? "/ask/" : "", next ? own : "", told ? "?told=" : "", told ? told : "");
  return all ? http_reply_see(path) : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
}

static HttpReply *with_store(HttpRequest *request, HttpReply *(*answer)(HttpRequest *, RectoStore *)) {
  RectoStore *store = http_store_take(request->server, NULL);
  HttpReply *reply = store ? answer(request, store) : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  http_store_give(request->server, store);
  return reply;
}

static HttpReply *next(HttpRequest *request, RectoStore *store) { return http_review_after(request, store, http_argument(request, "after"), NULL); }

HttpReply *http_review_next(HttpRequest *request) { return with_store(request, next); }

/* ------------------------------------------------------------------ the list */

static void put_second_line(HttpPage *page, const RectoOpenPoint *open, bool near) {
  const HttpRequest *request = page->request;
  g_autofree char *ends = open->due ? http_say_value(request, RECTO_FIELD_DATE, open->due) : NULL;
  recto_html_open(page->html, "span", "class", "soft", NULL);
  recto_html_text(page->html, open->number);
  if (open->person) {
    recto_html_text(page->html, " – ");
    http_put_name(page, "span", NULL, open->person);
  }
  if (ends) {
    g_autofree char *text = http_say(request, near ? "review.list.ends-soon" : "review.list.ends", "date", ends, NULL);
    recto_html_text(page->html, " · ");
    recto_html_text(page->html, text);
  }
  recto_html_close(page->html);
}

static void put_row(HttpPage *page, const RectoOpenPoint *open, bool near) {
  const HttpRequest *request = page->request;
  const RectoPoint *point = open->point;
  g_autofree char *name = name_of(open->number, point), *href = g_strconcat("/review/ask/", name, NULL), *what = http_say_point(request, point);
  g_autofree char *number = g_strdup_printf("%u", point->page.file + 1), *key = g_strconcat("review.kind.", recto_point_word(point->kind), NULL), *badge = http_say(request, key, NULL);
  bool known = point->type && !g_str_equal(point->type, "unknown");
  g_autofree char *where = http_say(request, known ? "review.list.where" : "review.list.where-unknown", "document", known ? recto_type_label(request->server->config.models, point->type, request->language) : "", "page", number, NULL);
  recto_html_open(page->html, "li", NULL);
  recto_html_open(page->html, "a", "href", href, NULL);
  recto_html_open(page->html, "span", "class", "name", NULL);
  recto_html_text(page->html, what);
  recto_html_text(page->html, " – ");
  recto_html_text(page->html, where);
  recto_html_close(page->html);
  http_put_badge(page, point->kind == RECTO_POINT_CONFLICT ? "action" : "check", badge);
  put_second_line(page, open, near);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

static char *soon_day(const HttpRequest *request) {
  RectoDate day = {0};
  char iso[11] = "";
  g_autofree char *today = http_today(request);
  recto_date_from_iso(today, &day);
  return g_strdup(recto_date_to_iso(recto_date_add_days(day, (int)recto_limit(request->server->config.models, "review.near-days")), iso));
}

static void put_list(HttpPage *page, const GPtrArray *all) {
  guint shown = 0, most = (guint)recto_limit(page->request->server->config.models, "review.listed");
  g_autofree char *soon = soon_day(page->request);
  int group = -1;
  for (guint i = 0; i < all->len && shown < most; i++) {
    const RectoOpenPoint *open = all->pdata[i];
    if (open->answered) continue;
    bool near = open->due && strcmp(open->due, soon) <= 0;
    int own = near ? 0 : 1;
    if (own != group) {
      if (group >= 0) recto_html_close(page->html);
      if (near || group >= 0) http_put(page, "h2", NULL, near ? "review.list.near" : "review.list.rest", NULL);
      recto_html_open(page->html, "ul", "class", "rows", NULL);
      group = own;
    }
    put_row(page, open, near);
    shown++;
  }
  if (group >= 0) recto_html_close(page->html);
}

static guint count_open(const GPtrArray *all) {
  guint n = 0;
  for (guint i = 0; i < all->len; i++) n += !((const RectoOpenPoint *)all->pdata[i])->answered;
  return n;
}

static void put_begin(HttpPage *page, guint n) {
  const HttpRequest *request = page->request;
  g_autofree char *count = g_strdup_printf("%u", n), *begin = http_say(request, "review.list.begin", NULL), *truth = http_say(request, "review.list.corrections", NULL), *days = g_strdup_printf("%d", (int)recto_limit(request->server->config.models, "review.near-days"));
  http_put(page, "p", "lead", n ? "review.list.lead" : "review.list.none", "n", count, NULL);
  if (n) http_put(page, "p", "soft", "review.list.order", "days", days, NULL);
  recto_html_open(page->html, "div", "class", "links", NULL);
  if (n) {
    recto_html_open(page->html, "a", "class", "button", "href", "/review/next", "data-global", "n", NULL);
    recto_html_text(page->html, begin);
    recto_html_line(page->html, "kbd", NULL, "n");
    recto_html_close(page->html);
  }
  http_put_link(page, "button second", "/review/corrections", truth);
  recto_html_close(page->html);
}

static HttpReply *list(HttpRequest *request, RectoStore *store) {
  g_autoptr(GPtrArray) all = all_points(request, store);
  if (!all) return http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  HttpPage page;
  g_autofree char *title = http_say(request, "review.list.title", NULL);
  http_page_begin(&page, request, title, 0);
  http_put_review_told(&page, store);
  put_begin(&page, count_open(all));
  put_list(&page, all);
  return http_page_end(&page, MHD_HTTP_OK);
}

HttpReply *http_review(HttpRequest *request) { return with_store(request, list); }
