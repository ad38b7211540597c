/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions without memory: a sealed cookie says which ticket was shown, and when. It opens as long as the ticket does, and a few hours.
 * A form brings the session's token as its first field; a request that a browser says another site sent is refused before that. Must not know: pages. */
#include "http/inside.h"
#include "base/ticket_code.h"
#include <recto/error.h>

#define COOKIE "recto"
#define PURPOSE "session"

void http_session_free(HttpSession *session) {
  if (!session) return;
  g_free(session->number);
  g_free(session);
}

HttpSession *http_session_copy(const HttpSession *session) {
  HttpSession *copy = g_memdup2(session, sizeof *session);
  copy->number = g_strdup(session->number);
  return copy;
}

HttpSession *http_session_new(const RectoTicketRow *ticket) {
  uint8_t chance[RECTO_KEY_SIZE];
  if (!recto_key_new(chance, NULL)) return NULL;
  HttpSession *session = g_new0(HttpSession, 1);
  *session = (HttpSession){.number = g_strdup(ticket->number), .ticket = ticket->ordinal, .began = g_get_real_time(), .expires_at = ticket->expires_at};
  for (int i = 0; i < HTTP_SESSION_ID; i++) g_snprintf(session->id + 2 * i, 3, "%02x", chance[i]);
  return session;
}

/* ------------------------------------------------------------------ the cookie: base64url of the sealed words "NUMBER TICKET BEGAN ID" */

char *http_session_seal(const RectoServer *server, const HttpSession *session) {
  g_autofree char *words = g_strdup_printf("%s %u %" G_GINT64_FORMAT " %s", session->number, session->ticket, session->began, session->id);
  g_autoptr(GBytes) sealed = recto_seal(server->session_key, PURPOSE, words, strlen(words), NULL);
  if (!sealed) return NULL;
  char *text = g_base64_encode(g_bytes_get_data(sealed, NULL), g_bytes_get_size(sealed));
  g_strdelimit(text, "+", '-');
  g_strdelimit(text, "/", '_');
  text[strcspn(text, "=")] = 0;
  return text;
}

static char *unseal(const RectoServer *server, const char *untrusted_cookie) {
  if (strlen(untrusted_cookie) > 512) return NULL;
  g_autoptr(GString) text = g_string_new(untrusted_cookie);
  g_strdelimit(text->str, "-", '+');
  g_strdelimit(text->str, "_", '/');
  while (text->len % 4) g_string_append_c(text, '=');
  gsize size = 0;
  g_autofree guchar *data = g_base64_decode(text->str, &size);
  g_autoptr(GBytes) sealed = g_bytes_new(data, size), plain = recto_unseal(server->session_key, PURPOSE, sealed, NULL);
  return plain ? g_strndup(g_bytes_get_data(plain, NULL), g_bytes_get_size(plain)) : NULL;
}

HttpSession *http_session_open(const RectoServer *server, const char *untrusted_cookie, int64_t now) {
  g_autofree char *words = unseal(server, untrusted_cookie); /* sealed by us: its form is ours */
  g_auto(GStrv) parts = words ? g_strsplit(words, " ", 4) : NULL;
  if (!parts || g_strv_length(parts) != 4 || strlen(parts[3]) != 2 * HTTP_SESSION_ID) return NULL;
  int64_t began = g_ascii_strtoll(parts[2], NULL, 10);
  if (now - began > (int64_t)recto_limit(server->config.models, "http.session-s") * G_USEC_PER_SEC) return NULL;
  HttpSession *session = g_new0(HttpSession, 1);
  session->number = g_strdup(parts[0]);
  session->ticket = (uint32_t)g_ascii_strtoull(parts[1], NULL, 10);
  session->began = began;
  g_strlcpy(session->id, parts[3], sizeof session->id);
  return session;
}

char *http_session_token(const RectoServer *server, const HttpSession *session) {
  g_autofree char *words = g_strconcat("form ", session->id, NULL), *name = recto_keyed_name(server->session_key, words, strlen(words));
  return g_strndup(name, 32);
}

void http_session_keep(const RectoServer *server, HttpReply *reply, const HttpSession *session) {
  g_autofree char *value = session ? http_session_seal(server, session) : NULL;
  int seconds = value ? (int)recto_limit(server->config.models, "http.session-s") : 0;
  /* Lax, not Strict: a link in a mail must open the page; forms are held to the token. */
  g_autofree char *cookie = g_strdup_printf(COOKIE "=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s", value ? value : "", seconds, server->config.secure ? "; Secure" : "");
  http_reply_header(reply, MHD_HTTP_HEADER_SET_COOKIE, cookie);
}

/* ------------------------------------------------------------------ tickets */

RectoTicketRow *http_ticket_find(RectoServer *server, const char *peer, const char *untrusted_code, const char **ret_why) {
  char letters[RECTO_TICKET_LETTERS + 1];
  g_autofree char *who = g_strconcat("ticket ", peer, NULL);
  double tries = recto_limit(server->config.models, "http.ticket-tries");
  int64_t now = g_get_monotonic_time();
  *ret_why = "ticket-typo";
  if (recto_ticket_code_parse(untrusted_code, letters) != RECTO_TICKET_RIGHT) return NULL; /* a misprint, not a guess: the check found it */
  RectoStore *store = http_store_take(server, NULL);
  *ret_why = "store";
  if (!store) return NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(RectoTicketRow) row = recto_store_find_ticket(store, letters, &error);
  http_store_give(server, store);
  if (error) return NULL;
  /* A right ticket opens whatever others behind the same address tried: a waiting room must not be shut out. 80 bits are not guessed. */
  *ret_why = row || recto_throttle_take(server->throttle, who, 1, tries, now) ? "ticket-unknown" : "too-many-tries";
  if (!row) return NULL;
  if (row->revoked_at) *ret_why = "ticket-revoked";
  else if (!recto_ticket_is_open(row, g_get_real_time())) *ret_why = "ticket-expired";
  else return g_steal_pointer(&row);
  return NULL;
}

/* The ticket of a cookie may have been revoked since. */
static bool is_still_open(HttpRequest *request, HttpSession *session) {
  RectoStore *store = http_store_take(request->server, NULL);
  g_autoptr(RectoTicketRow) row = store ? recto_store_ticket(store, session->number, session->ticket, NULL) : NULL;
  http_store_give(request->server, store);
  if (!row || !recto_ticket_is_open(row, g_get_real_time())) return false;
  session->expires_at = row->expires_at;
  return true;
}

static void find_by_cookie(HttpRequest *request) {
  const char *cookie = MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, COOKIE);
  g_autoptr(HttpSession) session = cookie ? http_session_open(request->server, cookie, g_get_real_time()) : NULL;
  if (session && is_still_open(request, session)) request->session = g_steal_pointer(&session);
  else if (request->route->needs & HTTP_TICKET) http_refuse(request, MHD_HTTP_FORBIDDEN, "no-session");
}

/* Programs show the ticket itself, each time; a cookie, which a browser would send by itself, does not count. */
static void find_by_header(HttpRequest *request) {
  const char *header = http_header(request, MHD_HTTP_HEADER_AUTHORIZATION), *why = "no-ticket";
  bool bearer = header && g_ascii_strncasecmp(header, "Bearer ", 7) == 0;
  g_autoptr(RectoTicketRow) row = bearer ? http_ticket_find(request->server, request->peer, header + 7, &why) : NULL;
  if (row) request->session = http_session_new(row);
  if (!request->session) http_refuse(request, g_str_equal(why, "too-many-tries") ? MHD_HTTP_TOO_MANY_REQUESTS : MHD_HTTP_UNAUTHORIZED, why);
}

void http_session_find(HttpRequest *request) {
  unsigned needs = request->route->needs;
  if (!(needs & HTTP_API)) find_by_cookie(request);
  else if (needs & HTTP_TICKET) find_by_header(request);
}

bool http_is_foreign(const HttpRequest *request) {
  const char *site = http_header(request, "Sec-Fetch-Site"), *origin = http_header(request, MHD_HTTP_HEADER_ORIGIN), *host = http_header(request, MHD_HTTP_HEADER_HOST);
  if (site && !g_str_equal(site, "same-origin") && !g_str_equal(site, "none")) return true;
  if (!origin) return false;
  const char *name = strstr(origin, "://");
  return !name || !host || g_ascii_strcasecmp(name + 3, host) != 0;
}
