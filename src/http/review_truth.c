/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The corrections as a file to keep: what `recto corrections` prints. Must not know: libmicrohttpd. */
#include "http/review.h"
#include "work/truth.h"

static void add_line(const char *line, gpointer out) {
  g_string_append(out, line);
  g_string_append_c(out, '\n');
}

HttpReply *http_review_corrections(HttpRequest *request) {
  RectoStore *store = http_store_take(request->server, NULL);
  GString *lines = g_string_new(NULL);
  bool right = store && recto_truth_tell(store, request->server->config.models, NULL, add_line, lines, NULL, NULL);
  http_store_give(request->server, store);
  GBytes *bytes = g_string_free_to_bytes(lines);
  if (!right) {
    g_bytes_unref(bytes);
    return http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  }
  HttpReply *reply = http_reply_new(MHD_HTTP_OK, "application/x-ndjson", bytes);
  http_reply_header(reply, MHD_HTTP_HEADER_CONTENT_DISPOSITION, "attachment; filename=\"corrections.jsonl\"");
  return reply;
}
