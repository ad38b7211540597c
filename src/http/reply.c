/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers and the headers that all of them carry. Must not know: what is answered. */
#include "http/inside.h"
#include <sys/stat.h>
#include <unistd.h>

/* Pages have no picture, style or script but ours, are in nobody's frame, and send forms only to us. */
#define POLICY                                                                                                                                         \
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

static const struct { const char *name, *value; } always[] = {
    {"Content-Security-Policy", POLICY},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"}, /* "no-referrer" would make the origin of our own forms "null" */
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
    {"X-Robots-Tag", "noindex, nofollow"},
};

HttpReply *http_reply_new(unsigned status, const char *type, GBytes *body) {
  HttpReply *reply = g_new0(HttpReply, 1);
  *reply = (HttpReply){.status = status, .type = type, .body = body, .headers = g_ptr_array_new_with_free_func(g_free)};
  return reply;
}

HttpReply *http_reply_of(unsigned status, const char *type, struct MHD_Response *response) {
  HttpReply *reply = http_reply_new(status, type, NULL);
  reply->response = response;
  return reply;
}

HttpReply *http_reply_file(const char *type, int fd, const char *name) {
  struct stat file;
  struct MHD_Response *response = fstat(fd, &file) == 0 ? MHD_create_response_from_fd64((uint64_t)file.st_size, fd) : NULL;
  if (!response) {
    close(fd);
    return NULL;
  }
  HttpReply *reply = http_reply_of(MHD_HTTP_OK, type, response);
  g_autofree char *words = g_strdup_printf("attachment; filename=\"%s\"", name);
  http_reply_header(reply, MHD_HTTP_HEADER_CONTENT_DISPOSITION, words);
  return reply;
}

void http_reply_header(HttpReply *reply, const char *name, const char *value) {
  if (!value) return;
  g_ptr_array_add(reply->headers, g_strdup(name));
  g_ptr_array_add(reply->headers, g_strdup(value));
}

HttpReply *http_reply_see(const char *path) {
  HttpReply *reply = http_reply_new(MHD_HTTP_SEE_OTHER, NULL, NULL);
  http_reply_header(reply, MHD_HTTP_HEADER_LOCATION, path);
  return reply;
}

void http_reply_free(HttpReply *reply) {
  if (!reply) return;
  g_clear_pointer(&reply->body, g_bytes_unref);
  g_clear_pointer(&reply->response, MHD_destroy_response);
  g_ptr_array_unref(reply->headers);
  g_free(reply);
}

static bool has_header(const HttpReply *reply, const char *name) {
  for (guint i = 0; i < reply->headers->len; i += 2)
    if (g_ascii_strcasecmp(reply->headers->pdata[i], name) == 0) return true;
  return false;
}

enum MHD_Result http_reply_send(HttpReply *reply, struct MHD_Connection *connection) {
  gsize size = 0;
  const void *data = reply->body ? g_bytes_get_data(reply->body, &size) : NULL;
  struct MHD_Response *response = reply->response ? g_steal_pointer(&reply->response) : MHD_create_response_from_buffer(size, (void *)data, MHD_RESPMEM_MUST_COPY);
  for (gsize i = 0; i < G_N_ELEMENTS(always); i++)
    if (!has_header(reply, always[i].name)) MHD_add_response_header(response, always[i].name, always[i].value);
  if (reply->type) MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->type);
  if (!has_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL)) MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
  for (guint i = 0; i < reply->headers->len; i += 2) MHD_add_response_header(response, reply->headers->pdata[i], reply->headers->pdata[i + 1]);
  if (reply->close) MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
  enum MHD_Result queued = MHD_queue_response(connection, reply->status, response);
  MHD_destroy_response(response);
  http_reply_free(reply);
  return queued;
}
