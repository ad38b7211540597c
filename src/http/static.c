/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that travel inside the program. Must not know: dossiers. */
#include "http/static.h"
#include "bundle/embed.h"

RECTO_EMBED(web_style, "models/web/deposit.css");
RECTO_EMBED(web_script, "models/web/deposit.js");
RECTO_EMBED(web_camera_script, "models/web/camera.js");
RECTO_EMBED(web_desk_style, "models/web/desk.css");
RECTO_EMBED(web_desk_script, "models/web/desk.js");
RECTO_EMBED(web_icon, "models/web/icon.svg");
RECTO_EMBED(web_openapi, "models/web/openapi.json");

typedef struct { const char *name, *type, *bytes; const uint64_t *size; } Static;
static const Static files[] = {
    {"style.css", "text/css; charset=utf-8", recto_embed_web_style, &recto_embed_web_style_size},
    {"script.js", "text/javascript; charset=utf-8", recto_embed_web_script, &recto_embed_web_script_size},
    {"camera.js", "text/javascript; charset=utf-8", recto_embed_web_camera_script, &recto_embed_web_camera_script_size},
    {"desk.css", "text/css; charset=utf-8", recto_embed_web_desk_style, &recto_embed_web_desk_style_size},
    {"desk.js", "text/javascript; charset=utf-8", recto_embed_web_desk_script, &recto_embed_web_desk_script_size},
    {"icon.svg", "image/svg+xml", recto_embed_web_icon, &recto_embed_web_icon_size},
    {"openapi.json", "application/json", recto_embed_web_openapi, &recto_embed_web_openapi_size},
};

static const Static *find(const char *name) {
  for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
    if (g_str_equal(files[i].name, name)) return &files[i];
  return NULL;
}

/* The same in every process: the digest's beginning is the file's version. */
static char *digest_of(const Static *file) {
  g_autofree char *whole = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)file->bytes, (gsize)*file->size);
  return g_strndup(whole, 12);
}

const char *http_static_path(const char *name) {
  const Static *file = find(name);
  g_autofree char *digest = file ? digest_of(file) : NULL, *path = file ? g_strdup_printf("/static/%s?%s", name, digest) : NULL;
  return path ? g_intern_string(path) : NULL;
}

HttpReply *http_not_modified(const HttpRequest *request, const char *etag) {
  const char *known = http_header(request, MHD_HTTP_HEADER_IF_NONE_MATCH);
  if (!known || !(g_str_equal(known, "*") || strstr(known, etag))) return NULL;
  HttpReply *reply = http_reply_new(MHD_HTTP_NOT_MODIFIED, NULL, NULL);
  http_reply_header(reply, MHD_HTTP_HEADER_ETAG, etag);
  return reply;
}

HttpReply *http_static_answer(HttpRequest *request) {
  const Static *file = find(request->word);
  if (!file) return http_problem(request, MHD_HTTP_NOT_FOUND, "not-found");
  g_autofree char *digest = digest_of(file), *etag = g_strdup_printf("\"%s\"", digest);
  HttpReply *reply = http_not_modified(request, etag);
  if (!reply) {
    reply = http_reply_new(MHD_HTTP_OK, file->type, g_bytes_new_static(file->bytes, (gsize)*file->size));
    http_reply_header(reply, MHD_HTTP_HEADER_ETAG, etag);
  }
  http_reply_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL, "public, max-age=86400");
  return reply;
}
