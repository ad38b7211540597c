/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A deposit ticket for the person at the counter: a leaf to take home, with which papers can be added later. Must not know: libmicrohttpd. */
#include "http/desk.h"
#include "base/file.h"
#include "bundle/ticket_leaf.h"
#include "http/form.h"
#include "work/change.h"
#include <fcntl.h>

/* The deposit page as applicants reach it: told when the server began, else as the clerk reached this one. Owned by the caller. */
static char *address_for(const HttpRequest *request, const char *code) {
  const RectoServerConfig *config = &request->server->config;
  const char *host = http_header(request, MHD_HTTP_HEADER_HOST);
  g_autofree char *base = config->url ? g_strdup(config->url) : g_strdup_printf("%s://%s", config->secure ? "https" : "http", host ? host : "localhost");
  while (g_str_has_suffix(base, "/")) base[strlen(base) - 1] = 0;
  bool sound = strlen(base) < 200 && base[strspn(base, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:/-[]_~%")] == 0;
  return sound ? g_strdup_printf("%s/d/%s", base, code) : NULL;
}

/* The leaf opens the dossier to whoever reads it: its file has no name any more before a byte of it is sent. */
static int draw(HttpRequest *request, const char *number, const char *code, int64_t until) {
  const RectoServerConfig *config = &request->server->config;
  g_autofree char *folder = g_build_filename(request->server->bundles, "ticket-XXXXXX", NULL), *url = address_for(request, code);
  if (!g_mkdtemp_full(folder, 0700)) return -1;
  g_autofree char *path = g_build_filename(folder, "ticket.pdf", NULL);
  RectoTicketLeaf leaf = {config->models, config->site, number, code, url, until, g_get_real_time()};
  g_mutex_lock(&request->server->slips);
  bool right = recto_ticket_leaf_write(&leaf, path, NULL);
  g_mutex_unlock(&request->server->slips);
  int fd = right ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
  recto_file_remove_tree(folder);
  return fd;
}

static HttpReply *ticket(HttpRequest *request, HttpDesk *desk) {
  RectoWork work = http_work(request->server, desk->store, request->staff->name);
  int64_t until = work.now + (int64_t)(recto_limit(request->server->config.models, "http.ticket-days") * 86400) * G_USEC_PER_SEC;
  g_autofree char *code = NULL, *name = g_strdup_printf("ticket-%s.pdf", desk->number);
  uint32_t ordinal = 0;
  if (!recto_work_ticket(&work, desk->number, until, &code, &ordinal, NULL)) return http_problem(request, MHD_HTTP_CONFLICT, "desk-changed");
  int fd = draw(request, desk->number, code, until);
  HttpReply *reply = fd >= 0 ? http_reply_file("application/pdf", fd, name) : NULL;
  return reply ? reply : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
}

HttpReply *http_desk_ticket(HttpRequest *request) { return http_with_dossier(request, http_form_field(request->form, "number"), ticket); }
