/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection rests while its answer is made elsewhere. Must not know: what is answered. */
#include "http/slow.h"

void http_slow_work(gpointer data, gpointer unused) {
  HttpRequest *request = data;
  bool late = g_atomic_int_get(&request->server->late); /* whoever still waits when the server has waited for them is told to come again */
  HttpReply *reply = late ? http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store") : request->route->answer(request);
  request->ready = reply;
  MHD_resume_connection(request->connection); /* the request is the daemon's again */
}

/* Who waits holds a connection, also when nobody is at its other end any more. Parts of uploads are here already and wait for the disk alone. */
static bool is_crowded(const HttpRequest *request) {
  return !(request->route->needs & HTTP_PART) && g_thread_pool_unprocessed(request->server->slow) >= (guint)recto_limit(request->server->config.models, "http.slow-waiting");
}

bool http_slow_waits(HttpRequest *request) {
  if (request->refused || !request->route || !(request->route->needs & HTTP_SLOW) || request->slow) return false;
  if (is_crowded(request)) {
    http_refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE, "busy");
    return false;
  }
  request->slow = true;
  MHD_suspend_connection(request->connection);
  g_thread_pool_push(request->route->needs & HTTP_PART ? request->server->parts : request->server->slow, request, NULL);
  return true;
}
