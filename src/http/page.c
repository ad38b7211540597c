/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame of every page. Must not know: dossiers. */
#include "http/page.h"
#include "bundle/say.h"
#include "http/staff.h"
#include "http/static.h"

#define LANGUAGE_COOKIE "recto-language"

/* ------------------------------------------------------------------ words */

static char *say(const HttpRequest *request, const char *key, va_list list) {
  g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
  g_autofree char *whole = g_strconcat("web.", key, NULL);
  for (const char *name; (name = va_arg(list, const char *));) g_hash_table_insert(args, (gpointer)name, va_arg(list, char *));
  return recto_message(request->server->config.models, request->language, whole, args);
}

char *http_say(const HttpRequest *request, const char *key, ...) {
  va_list list;
  va_start(list, key);
  char *text = say(request, key, list);
  va_end(list);
  return text;
}

void http_put(HttpPage *page, const char *tag, const char *css_class, const char *key, ...) {
  va_list list;
  va_start(list, key);
  g_autofree char *text = say(page->request, key, list);
  va_end(list);
  recto_html_line(page->html, tag, css_class, text);
}

static RectoBundleOrder words_of(const HttpRequest *request) {
  return (RectoBundleOrder){.models = request->server->config.models, .site = request->server->config.site, .language = request->language};
}

char *http_say_moment(const HttpRequest *request, int64_t instant) {
  RectoBundleOrder order = words_of(request);
  return recto_say_moment(&order, instant);
}

char *http_say_size(const HttpRequest *request, uint64_t bytes) {
  RectoBundleOrder order = words_of(request);
  return recto_say_size(&order, bytes);
}

/* ------------------------------------------------------------------ language */

static const char *known_language(const RectoServer *server, const char *code, size_t length) {
  for (guint i = 0; i < server->languages->len; i++) {
    const char *language = server->languages->pdata[i];
    if (strlen(language) == length && g_ascii_strncasecmp(language, code, length) == 0) return language;
  }
  return NULL;
}

/* "fr-CA,en;q=0.8": in the order written, which is how browsers send it. */
static const char *asked_language(const RectoServer *server, const char *header) {
  for (const char *p = header; p && *p; p += strcspn(p, ","), p += *p == ',') {
    p += strspn(p, " ");
    const char *language = known_language(server, p, strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"));
    if (language) return language;
  }
  return NULL;
}

void http_page_choose_language(HttpRequest *request) {
  const RectoServer *server = request->server;
  const char *chosen = http_argument(request, "lang"), *cookie = MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, LANGUAGE_COOKIE);
  request->language = chosen ? known_language(server, chosen, strlen(chosen)) : NULL;
  request->new_language = request->language != NULL;
  if (!request->language && cookie) request->language = known_language(server, cookie, strlen(cookie));
  if (!request->language) request->language = asked_language(server, http_header(request, MHD_HTTP_HEADER_ACCEPT_LANGUAGE));
  if (!request->language) request->language = known_language(server, server->config.language, strlen(server->config.language));
  if (!request->language) request->language = "fr";
}

void http_page_keep_language(const HttpRequest *request, HttpReply *reply) {
  if (!request->new_language) return;
  g_autofree char *cookie = g_strdup_printf(LANGUAGE_COOKIE "=%s; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax%s", request->language, request->server->config.secure ? "; Secure" : "");
  http_reply_header(reply, MHD_HTTP_HEADER_SET_COOKIE, cookie);
}

/* ------------------------------------------------------------------ frame */

static bool is_staff_page(const HttpRequest *request) { return request->staff || (request->route && (request->route->needs & (HTTP_STAFF | HTTP_DOOR))); }

static void put_head(HttpPage *page, const char *title, int refresh) {
  RectoHtml *html = page->html;
  bool staff = is_staff_page(page->request);
  g_autofree char *whole = http_say(page->request, staff ? "staff.frame.title" : "frame.title", "title", title, NULL), *seconds = g_strdup_printf("%d", refresh);
  recto_html_open(html, "head", NULL);
  recto_html_void(html, "meta", "charset", "utf-8", NULL);
  recto_html_void(html, "meta", "name", "viewport", "content", "width=device-width, initial-scale=1", NULL);
  recto_html_void(html, "meta", "name", "color-scheme", "content", "light dark", NULL);
  recto_html_line(html, "title", NULL, whole);
  recto_html_void(html, "link", "rel", "stylesheet", "href", http_static_path("style.css"), NULL);
  if (staff) recto_html_void(html, "link", "rel", "stylesheet", "href", http_static_path("desk.css"), NULL);
  recto_html_void(html, "link", "rel", "icon", "href", http_static_path("icon.svg"), "type", "image/svg+xml", NULL);
  if (refresh) {
    recto_html_open(html, "noscript", NULL);
    recto_html_void(html, "meta", "http-equiv", "refresh", "content", seconds, NULL);
    recto_html_close(html);
  }
  recto_html_open(html, "script", "src", http_static_path(staff ? "desk.js" : "script.js"), "defer", "", NULL);
  recto_html_close(html);
  recto_html_close(html);
}

/* The page itself in another language; after a form was sent, the page that it leads to. */
static void put_languages(HttpPage *page) {
  const RectoServer *server = page->request->server;
  bool get = !page->request->route || g_str_equal(page->request->route->method, "GET");
  const char *path = get && page->request->route && (page->request->session || page->request->staff) ? page->request->path : is_staff_page(page->request) ? "/sign-in" : "/";
  const char *kept = http_argument(page->request, "f");
  g_autofree char *label = http_say(page->request, "frame.languages", NULL);
  recto_html_open(page->html, "nav", "class", "languages", "aria-label", label, NULL);
  for (guint i = 0; i < server->languages->len; i++) {
    const char *language = server->languages->pdata[i];
    const RectoLanguage *known = recto_models_language(server->config.models, language);
    const char *name = known->name;
    if (known->draft && is_staff_page(page->request)) continue; /* drafts are of what applicants read */
    g_autofree char *rest = kept ? g_uri_escape_string(kept, NULL, FALSE) : NULL;
    g_autofree char *href = g_strdup_printf("%s?lang=%s%s%s", path, language, rest ? "&f=" : "", rest ? rest : "");
    bool here = g_str_equal(language, page->request->language);
    recto_html_open(page->html, "a", "href", href, "lang", language, "hreflang", language, "aria-current", here ? "true" : NULL, NULL);
    recto_html_text(page->html, name ? name : language);
    recto_html_close(page->html);
  }
  recto_html_close(page->html);
}

/* ------------------------------------------------------------------ what the staff sees above every page */

static void put_tab(HttpPage *page, const char *href, const char *key) {
  const char *path = page->request->path;
  g_autofree char *text = http_say(page->request, key, NULL);
  recto_html_open(page->html, "a", "href", href, "aria-current", g_str_equal(path, href) ? "page" : NULL, NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
}

static void put_who(HttpPage *page) {
  const HttpStaff *staff = page->request->staff;
  g_autofree char *key = g_strconcat("role.", recto_staff_word(staff->role), NULL), *role = http_say(page->request, key, NULL);
  g_autofree char *words = http_say(page->request, "staff.frame.signed-in", "name", staff->name, "role", role, NULL), *out = http_say(page->request, "staff.frame.sign-out", NULL);
  http_put_form(page, "/sign-out", "who");
  recto_html_line(page->html, "span", "soft", words);
  recto_html_open(page->html, "button", "type", "submit", "class", "plain", NULL);
  recto_html_text(page->html, out);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

static void put_staff_bar(HttpPage *page) {
  const HttpRequest *request = page->request;
  g_autofree char *label = http_say(request, "staff.frame.nav", NULL);
  if (!request->staff) return;
  recto_html_open(page->html, "div", "class", "staff-bar", NULL);
  recto_html_open(page->html, "nav", "class", "tabs", "aria-label", label, NULL);
  if (http_staff_may(request, RECTO_MAY_DEPOSIT)) put_tab(page, "/desk", "desk.queue.tab");
  if (http_staff_may(request, RECTO_MAY_DEPOSIT)) put_tab(page, "/desk/new", "desk.new.tab");
  if (http_staff_may(request, RECTO_MAY_REVIEW)) put_tab(page, "/review", "review.list.tab");
  if (http_staff_may(request, RECTO_MAY_REVIEW)) put_tab(page, "/review/tray", "review.tray.tab");
  if (http_staff_may(request, RECTO_MAY_REVIEW)) put_tab(page, "/review/stuck", "review.stuck.tab");
  if (http_staff_may(request, RECTO_MAY_AUDIT)) put_tab(page, "/desk/journal", "staff.journal.title");
  put_tab(page, "/desk/password", "staff.password.title");
  recto_html_close(page->html);
  put_who(page);
  recto_html_close(page->html);
}

static void put_header(HttpPage *page) {
  const RectoSite *site = page->request->server->config.site;
  recto_html_open(page->html, "header", NULL);
  recto_html_open(page->html, "div", "class", "service", NULL);
  if (site && site->service) recto_html_line(page->html, "strong", NULL, site->service);
  http_put(page, "span", NULL, is_staff_page(page->request) ? "staff.frame.name" : "frame.name", NULL);
  recto_html_close(page->html);
  put_languages(page);
  put_staff_bar(page);
  recto_html_close(page->html);
}

static void put_draft_notice(HttpPage *page, const RectoLanguage *language) {
  if (!language || !language->draft) return;
  g_autofree char *notice = recto_message(page->request->server->config.models, page->request->language, "draft.notice", NULL);
  recto_html_line(page->html, "p", "box check noprint", notice);
}

void http_page_begin(HttpPage *page, HttpRequest *request, const char *title, int refresh) {
  static const char doctype[] = "<!DOCTYPE html>\n";
  *page = (HttpPage){.request = request, .sink = recto_sink_memory()};
  page->html = recto_html_new(page->sink);
  const RectoLanguage *language = recto_models_language(request->server->config.models, request->language);
  recto_html_literal(page->html, doctype, sizeof doctype - 1);
  recto_html_open(page->html, "html", "lang", request->language, "dir", language && language->right_to_left ? "rtl" : "ltr", NULL);
  put_head(page, title, refresh);
  recto_html_open(page->html, "body", "class", is_staff_page(request) ? "desk" : NULL, NULL);
  recto_html_open(page->html, "a", "class", "skip", "href", "#main", NULL);
  g_autofree char *skip = http_say(request, "frame.skip", NULL);
  recto_html_text(page->html, skip);
  recto_html_close(page->html);
  put_header(page);
  recto_html_open(page->html, "main", "id", "main", NULL);
  recto_html_line(page->html, "h1", NULL, title);
  put_draft_notice(page, language);
}

/* Where people are, when a screen is not enough. */
static void put_contact(HttpPage *page) {
  const RectoSite *site = page->request->server->config.site;
  if (!site || (!site->address && !site->phone)) return;
  http_put(page, "p", "contact-title", "frame.contact", NULL);
  recto_html_open(page->html, "p", "class", "contact", NULL);
  const char *const lines[] = {site->service, site->address, site->phone, site->opening_hours};
  for (size_t i = 0, n = 0; i < G_N_ELEMENTS(lines); i++) {
    if (!lines[i]) continue;
    if (n++) recto_html_void(page->html, "br", NULL);
    recto_html_open(page->html, "span", "dir", "auto", NULL); /* a telephone's digits stay in their order */
    recto_html_text(page->html, lines[i]);
    recto_html_close(page->html);
  }
  recto_html_close(page->html);
}

HttpReply *http_page_end(HttpPage *page, unsigned status) {
  recto_html_close(page->html);
  recto_html_open(page->html, "footer", NULL);
  if (!is_staff_page(page->request)) put_contact(page);
  http_put(page, "p", NULL, is_staff_page(page->request) ? "staff.frame.legal" : "frame.legal", NULL);
  recto_html_close(page->html);
  recto_html_free(page->html);
  return http_reply_new(status, "text/html; charset=utf-8", recto_sink_take(page->sink));
}

/* ------------------------------------------------------------------ parts */

void http_put_name(HttpPage *page, const char *tag, const char *css_class, const char *text) {
  recto_html_open(page->html, tag, "class", css_class, "dir", "auto", NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
}

void http_put_label(HttpPage *page, const char *tag, const char *css_class, const GHashTable *labels) {
  bool own = g_hash_table_contains((GHashTable *)labels, page->request->language);
  recto_html_open(page->html, tag, "class", css_class, "lang", own ? NULL : "fr", "dir", own ? NULL : "ltr", NULL);
  recto_html_text(page->html, recto_label(labels, page->request->language));
  recto_html_close(page->html);
}

void http_put_link(HttpPage *page, const char *css_class, const char *href, const char *text) {
  recto_html_open(page->html, "a", "class", css_class, "href", href, NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
}

void http_put_hidden(HttpPage *page, const char *name, const char *value) {
  if (value) recto_html_void(page->html, "input", "type", "hidden", "name", name, "value", value, NULL);
}

void http_put_form(HttpPage *page, const char *action, const char *css_class) {
  const HttpRequest *request = page->request;
  g_autofree char *token = http_token(request);
  recto_html_open(page->html, "form", "method", "post", "action", action, "enctype", "multipart/form-data", "class", css_class, NULL);
  http_put_hidden(page, "token", token);
}
