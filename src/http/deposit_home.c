/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: a ticket is shown, and the session begins. Must not know: dossiers. */
#include "http/deposit.h"
#include "http/form.h"

static void put_door(HttpPage *page, const char *why) {
  RectoHtml *html = page->html;
  http_put(page, "p", "lead", "home.lead", NULL);
  if (why) {
    g_autofree char *title = g_strdup_printf("problem.%s.title", why), *action = g_strdup_printf("problem.%s.action", why);
    recto_html_open(html, "div", "class", "box action", "role", "alert", NULL);
    http_put(page, "p", "strong", title, NULL);
    http_put(page, "p", NULL, action, NULL);
    recto_html_close(html);
  }
  http_put_form(page, "/open", "door");
  recto_html_open(html, "label", "for", "ticket", NULL);
  g_autofree char *label = http_say(page->request, "home.ticket", NULL);
  recto_html_text(html, label);
  recto_html_close(html);
  http_put(page, "p", "soft", "home.ticket-form", NULL);
  recto_html_void(html, "input", "id", "ticket", "name", "ticket", "required", "", "autocomplete", "off", "autocapitalize", "characters", "spellcheck", "false", "dir", "ltr",
                  "maxlength", "40", NULL);
  recto_html_open(html, "button", "type", "submit", NULL);
  g_autofree char *go = http_say(page->request, "home.go", NULL);
  recto_html_text(html, go);
  recto_html_close(html);
  recto_html_close(html);
  http_put(page, "h2", NULL, "home.none", NULL);
  http_put(page, "p", NULL, "home.none-text", NULL);
}

static HttpReply *door(HttpRequest *request, unsigned status, const char *why) {
  HttpPage page;
  g_autofree char *title = http_say(request, "home.title", NULL);
  http_page_begin(&page, request, title, 0);
  put_door(&page, why);
  return http_page_end(&page, status);
}

HttpReply *http_home(HttpRequest *request) { return request->session ? http_reply_see("/deposit") : door(request, MHD_HTTP_OK, NULL); }

static HttpReply *enter(HttpRequest *request, const char *code) {
  const char *why = NULL;
  g_autoptr(RectoTicketRow) ticket = http_ticket_find(request->server, request->peer, code ? code : "", &why);
  if (!ticket) return door(request, g_str_equal(why, "too-many-tries") ? MHD_HTTP_TOO_MANY_REQUESTS : MHD_HTTP_FORBIDDEN, why);
  g_autoptr(HttpSession) session = http_session_new(ticket);
  if (!session) return http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  HttpReply *reply = http_reply_see("/deposit"); /* the code does not stay in the address */
  http_session_keep(request->server, reply, session);
  return reply;
}

HttpReply *http_open(HttpRequest *request) { return enter(request, http_form_field(request->form, "ticket")); }
HttpReply *http_open_link(HttpRequest *request) { return enter(request, request->word); }

HttpReply *http_leave(HttpRequest *request) {
  HttpReply *reply = http_reply_see("/");
  http_session_keep(request->server, reply, NULL);
  return reply;
}
