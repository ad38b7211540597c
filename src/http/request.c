/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request on its way: its route, language, session; its body, taken as it comes or drained; its answer. Must not know: what pages say. */
#include "http/request.h"
#include "http/form.h"
#include "http/page.h"
#include "http/slow.h"
#include "http/staff.h"
#include "http/upload.h"
#include <arpa/inet.h>
#include <recto/error.h>
#include <sys/socket.h>

#define GONE 499 /* in the log */

const char *http_header(const HttpRequest *request, const char *name) { return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name); }
const char *http_argument(const HttpRequest *request, const char *name) { return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name); }

void http_refuse(HttpRequest *request, unsigned status, const char *why) {
  if (request->refused) return;
  request->refused = status;
  request->why = why;
}

/* ------------------------------------------------------------------ beginning */

/* An address stands for whoever is behind it; of IPv6 the network. */
static char *peer_of(const HttpRequest *request) {
  const char *told = request->server->config.proxied ? http_header(request, "X-Real-IP") : NULL;
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  const struct sockaddr *address = info ? info->client_addr : NULL;
  struct in6_addr six;
  char text[INET6_ADDRSTRLEN] = "-";
  if (told && inet_pton(AF_INET, told, &six) == 1) return g_strdup(told);
  if (told && inet_pton(AF_INET6, told, &six) == 1) {
    memset(six.s6_addr + 8, 0, 8);
    inet_ntop(AF_INET6, &six, text, sizeof text);
  } else if (address && address->sa_family == AF_INET) inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text, sizeof text);
  return g_strdup(text);
}

static bool fits(const HttpRoute *route, const char *path, const char **ret_word) {
  size_t length = strlen(route->path);
  bool open = length > 1 && route->path[length - 1] == '/';
  *ret_word = open && g_str_has_prefix(path, route->path) ? path + length : NULL;
  return open ? *ret_word && **ret_word && !strchr(*ret_word, '/') && strlen(*ret_word) <= 64 : g_str_equal(path, route->path);
}

/* HEAD is answered as GET, unless it has an answer of its own. */
static bool has_method(const HttpRoute *route, const char *method) {
  return g_str_equal(route->method, method) || (g_str_equal(method, "HEAD") && g_str_equal(route->method, "GET"));
}

static void find_route(HttpRequest *request) {
  const char *word = NULL;
  bool known = false;
  for (size_t i = 0; i < http_n_routes && !request->route; i++) {
    if (!fits(&http_routes[i], request->path, &word)) continue;
    known = true;
    if (!has_method(&http_routes[i], request->method)) continue;
    request->route = &http_routes[i];
    request->word = g_strdup(word);
  }
  if (!request->route) http_refuse(request, known ? MHD_HTTP_METHOD_NOT_ALLOWED : MHD_HTTP_NOT_FOUND, known ? "method" : "not-found");
}

/* Two ways to tell a body's length are one too many: a server in front might take the other one. */
static void check_framing(HttpRequest *request) {
  const char *length = http_header(request, MHD_HTTP_HEADER_CONTENT_LENGTH), *coding = http_header(request, MHD_HTTP_HEADER_TRANSFER_ENCODING);
  guint64 size = 0;
  if (length && (coding || !g_ascii_string_to_unsigned(length, 10, 0, G_MAXINT64, &size, NULL))) http_refuse(request, MHD_HTTP_BAD_REQUEST, "framing");
  if (coding && g_ascii_strcasecmp(coding, "chunked") != 0) http_refuse(request, MHD_HTTP_BAD_REQUEST, "framing");
}

static void check_body(HttpRequest *request) {
  unsigned needs = request->route ? request->route->needs : 0;
  bool takes = needs & (HTTP_FORM | HTTP_BYTES | HTTP_PART);
  if (!takes) return;
  if (!(needs & HTTP_API) && http_is_foreign(request)) http_refuse(request, MHD_HTTP_FORBIDDEN, "foreign");
  const char *length = http_header(request, MHD_HTTP_HEADER_CONTENT_LENGTH);
  if (!request->refused && (needs & HTTP_PART)) http_uploading_begin(request);
  else if (!request->refused) request->form = http_form_new(request); /* before its size is looked at: too large a file is noted by its name */
  if (length && g_ascii_strtoull(length, NULL, 10) > http_most_body(request)) http_refuse(request, MHD_HTTP_CONTENT_TOO_LARGE, "body-too-big");
}

HttpRequest *http_request_new(RectoServer *server, struct MHD_Connection *connection, const char *path, const char *method) {
  HttpRequest *request = g_new0(HttpRequest, 1);
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  *request = (HttpRequest){.server = server, .connection = connection, .watched = info ? info->socket_context : NULL, .method = method, .path = g_strdup(path),
                           .began = g_get_monotonic_time()};
  g_snprintf(request->reference, sizeof request->reference, "%08X", g_random_int());
  recto_watch_head(request->watched);
  request->peer = peer_of(request);
  http_page_choose_language(request);
  check_framing(request);
  if (strlen(path) > 256 || !g_str_is_ascii(path)) http_refuse(request, MHD_HTTP_NOT_FOUND, "not-found");
  else find_route(request);
  if (request->route && (request->route->needs & (HTTP_STAFF | HTTP_DOOR))) http_staff_find(request);
  else if (request->route) http_session_find(request);
  check_body(request);
  return request;
}

/* ------------------------------------------------------------------ body */

uint64_t http_most_body(const HttpRequest *request) {
  const RectoModels *models = request->server->config.models;
  unsigned needs = request->route ? request->route->needs : 0;
  if (needs & (HTTP_BYTES | HTTP_PART)) return (uint64_t)recto_limit(models, "channel.upload.max-bytes");
  return needs & HTTP_FILES ? (uint64_t)recto_limit(models, "http.body-bytes") : 65536;
}

/* What is refused is still read to its end, so that a browser, which listens only then, is told why. */
void http_request_take(HttpRequest *request, const char *bytes, size_t size) {
  recto_watch_bytes(request->watched, size);
  request->body_bytes += size;
  if (request->form && !request->refused) http_form_take(request->form, bytes, size);
  if (request->uploading && !request->refused) http_uploading_take(request, bytes, size);
  if (request->body_bytes > http_most_body(request)) http_refuse(request, MHD_HTTP_CONTENT_TOO_LARGE, "body-too-big");
}

/* ------------------------------------------------------------------ answer */

static void log_line(const HttpRequest *request) {
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();
  g_autofree char *when = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
  double ms = (double)(g_get_monotonic_time() - request->began) / 1000;
  g_printerr("%s http %s %s %s %u %s ticket=%u account=%" G_GUINT64_FORMAT " in=%" G_GUINT64_FORMAT " ms=%.0f\n", when, request->reference, request->route ? request->route->method : "-",
             request->route ? request->route->path : "-", request->answered, request->session ? request->session->number : "-",
             request->session ? request->session->ticket : 0, request->staff ? request->staff->account : 0, request->body_bytes, ms);
}

/* As nginx has it, an end of what a client says is an end of its listening (499 in the log). Else those who left are served before those who wait: clients that
 * gave up after a fifth of a second kept the front page from everybody for minutes (make fuzz-serve). */
bool http_request_is_void(HttpRequest *request) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  char byte;
  bool asks = g_str_equal(request->method, MHD_HTTP_METHOD_GET) && !request->slow && !request->answered;
  if (!asks || !info || recv(info->connect_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0) return false;
  request->answered = GONE;
  return true;
}

bool http_request_waits(HttpRequest *request) {
  if (!request->complete) {
    request->complete = true;
    recto_watch_answered(request->watched);
    if (request->form && !request->refused) http_form_end(request->form);
  }
  return (request->form && http_form_waits(request->form)) || http_slow_waits(request);
}

/* Somebody of the staff who opens a page after a rest is led to the door, and from there to the page. */
static HttpReply *refusal(HttpRequest *request) {
  const char *accept = http_header(request, MHD_HTTP_HEADER_ACCEPT);
  bool page = request->route && g_str_equal(request->route->method, "GET") && accept && strstr(accept, "text/html");
  if (!page || !g_str_equal(request->why, "no-staff-session")) return http_problem(request, request->refused, request->why);
  g_autofree char *door = g_strconcat("/sign-in?to=", request->path, NULL);
  return http_reply_see(door);
}

static HttpReply *answer(HttpRequest *request) {
  if (request->refused) return refusal(request);
  if (request->ready) return g_steal_pointer(&request->ready);
  return request->route->answer(request);
}

enum MHD_Result http_request_answer(HttpRequest *request) {
  HttpReply *reply = answer(request);
  if (request->route && (request->route->needs & HTTP_PART)) http_uploading_tell(request, reply);
  http_page_keep_language(request, reply);
  request->answered = reply->status;
  recto_watch_answered(request->watched);
  return http_reply_send(reply, request->connection);
}

void http_request_free(HttpRequest *request) {
  if (request->form) http_form_free(request->form); /* one that was cut tells so */
  if (request->uploading) http_uploading_end(request);
  log_line(request);
  recto_watch_idle(request->watched);
  http_session_free(request->session);
  http_staff_free(request->staff);
  http_reply_free(request->ready);
  g_free(request->path);
  g_free(request->word);
  g_free(request->peer);
  g_free(request);
}
