/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What did not work: what happened, that nothing is lost, what to do next, and a reference that the log has too. Must not know: dossiers. */
#include "http/form.h"
#include "http/page.h"
#include <recto/json.h>

/* Those that have a name everywhere (draft-ietf-httpbis-resumable-upload); the others have one here. */
static char *type_of(const char *why) {
  static const struct { const char *why, *type; } known[] = {
      {"upload-offset", "mismatching-upload-offset"}, {"upload-length", "inconsistent-upload-length"}, {"upload-complete", "completed-upload"}};
  for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
    if (g_str_equal(known[i].why, why)) return g_strconcat("https://iana.org/assignments/http-problem-types#", known[i].type, NULL);
  return g_strconcat("urn:recto:problem:", why, NULL);
}

/* RFC 9457 */
static HttpReply *for_programs(HttpRequest *request, unsigned status, const char *why, const char *title, const char *text) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  g_autofree char *type = type_of(why);
  json_builder_begin_object(builder);
  recto_json_string(builder, "type", type);
  recto_json_int(builder, "status", status);
  recto_json_string(builder, "title", title);
  recto_json_string(builder, "detail", text);
  recto_json_string(builder, "reference", request->reference);
  json_builder_end_object(builder);
  g_autofree char *json = recto_json_finish(builder);
  return http_reply_new(status, "application/problem+json", g_bytes_new(json, strlen(json)));
}

/* Back to the dossier that a form of the desk was about. NULL = it was about none; owned by the caller. */
static char *dossier_of(const HttpRequest *request) {
  const char *number = request->staff && request->form ? http_form_field(request->form, "number") : NULL;
  return number && recto_store_is_number(number) ? g_strconcat("/desk/dossier/", number, NULL) : NULL;
}

static HttpReply *for_people(HttpRequest *request, unsigned status, const char *title, const char *text, const char *action) {
  HttpPage page;
  http_page_begin(&page, request, title, 0);
  recto_html_line(page.html, "p", "lead", text);
  recto_html_line(page.html, "p", NULL, action);
  bool staff = request->staff || (request->route && (request->route->needs & (HTTP_STAFF | HTTP_DOOR)));
  if (!staff) http_put(&page, "p", NULL, "problem.other-ways", NULL);
  recto_html_open(page.html, "p", NULL);
  g_autofree char *dossier = dossier_of(request);
  g_autofree char *back = http_say(request, dossier ? "desk.answers.back" : staff ? "problem.desk" : request->session ? "problem.back" : "problem.begin", NULL);
  http_put_link(&page, "button", dossier ? dossier : staff ? "/desk" : request->session ? "/deposit" : "/", back);
  recto_html_close(page.html);
  http_put(&page, "p", "soft", "problem.reference", "reference", request->reference, NULL);
  return http_page_end(&page, status);
}

HttpReply *http_problem(HttpRequest *request, unsigned status, const char *why) {
  g_autofree char *title_key = g_strdup_printf("problem.%s.title", why), *text_key = g_strdup_printf("problem.%s.text", why), *action_key = g_strdup_printf("problem.%s.action", why);
  g_autofree char *title = http_say(request, title_key, NULL), *text = http_say(request, text_key, NULL), *action = http_say(request, action_key, NULL);
  bool program = request->route ? (request->route->needs & HTTP_API) != 0 : g_str_has_prefix(request->path, "/api/");
  HttpReply *reply = program ? for_programs(request, status, why, title, text) : for_people(request, status, title, text, action);
  if (status == MHD_HTTP_SERVICE_UNAVAILABLE || status == MHD_HTTP_TOO_MANY_REQUESTS) http_reply_header(reply, MHD_HTTP_HEADER_RETRY_AFTER, status == MHD_HTTP_TOO_MANY_REQUESTS ? "3600" : "30");
  if (status == MHD_HTTP_UNAUTHORIZED) http_reply_header(reply, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
  return reply;
}
