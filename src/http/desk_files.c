/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves the dossier: pictures that the reader made anew, never what came; the originals as attachments, to those who may; the slip and the bundle. */
#include "http/desk.h"
#include "base/file.h"
#include "bundle/piece_pdf.h"
#include <errno.h>
#include <fcntl.h>
#include <recto/error.h>
#include <unistd.h>

/* ------------------------------------------------------------------ pictures */

static HttpReply *none(HttpRequest *request) { return http_problem(request, MHD_HTTP_NOT_FOUND, "not-found"); }

static RectoFile *reading_of(const HttpDesk *desk, const HttpFile *file) { return file->reading ? recto_view_reading(desk->standing->stored, file->reading) : NULL; }

static HttpReply *picture(HttpRequest *request, HttpDesk *desk) {
  uint32_t place[2];
  g_autofree char *number = http_desk_place(request->word, place, 2);
  const HttpFile *file = http_standing_file(desk->standing, place[0]);
  g_autoptr(RectoFile) stored = file && number ? reading_of(desk, file) : NULL;
  const RectoFile *facts = stored ? stored : file ? file->facts : NULL;
  const RectoPage *page = facts && place[1] < facts->pages->len ? facts->pages->pdata[place[1]] : NULL;
  if (!page || !page->thumb || page->thumb->coding != RECTO_IMAGE_JPEG) return none(request);
  HttpReply *reply = http_reply_new(MHD_HTTP_OK, "image/jpeg", g_bytes_ref(page->thumb->bytes));
  http_reply_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL, "private, no-cache");
  return reply;
}

static HttpReply *with_place(HttpRequest *request, guint n, HttpDeskAnswer answer) {
  uint32_t place[2];
  g_autofree char *number = http_desk_place(request->word, place, n);
  return number ? http_with_dossier(request, number, answer) : none(request);
}

HttpReply *http_desk_picture(HttpRequest *request) { return with_place(request, 2, picture); }

static char *no_picture(const RectoPage *page, gpointer request) { return http_say(request, "desk.no-picture", NULL); }

/* The page as the reader cleaned it, as a PDF of one page with its words: to be read, enlarged, searched. */
static HttpReply *large(HttpRequest *request, HttpDesk *desk) {
  uint32_t place[2];
  g_autofree char *number = http_desk_place(request->word, place, 2);
  const HttpFile *file = number ? http_standing_file(desk->standing, place[0]) : NULL;
  RectoFile *stored = file ? reading_of(desk, file) : NULL;
  if (!stored || place[1] >= stored->pages->len) {
    recto_file_free(stored);
    return none(request);
  }
  g_autoptr(RectoDossier) dossier = recto_dossier_new(desk->number, NULL);
  RectoDocument *document = recto_document_new("d1", "unknown");
  RectoPageId id = ((const RectoPage *)stored->pages->pdata[place[1]])->id;
  g_ptr_array_add(dossier->files, stored);
  g_ptr_array_add(dossier->documents, document);
  g_array_append_val(document->pages, id);
  RectoPdfaInfo info = {desk->number, request->language, desk->standing->state->received_at};
  RectoSink *sink = recto_sink_memory();
  recto_piece_write(sink, dossier, document, &info, no_picture, request);
  HttpReply *reply = http_reply_new(MHD_HTTP_OK, "application/pdf", recto_sink_take(sink));
  http_reply_header(reply, MHD_HTTP_HEADER_CONTENT_DISPOSITION, "inline; filename=\"page.pdf\"");
  return reply;
}

HttpReply *http_desk_page(HttpRequest *request) { return with_place(request, 2, large); }

/* ------------------------------------------------------------------ originals */

static HttpReply *original(HttpRequest *request, HttpDesk *desk) {
  uint32_t ordinal = 0;
  g_autofree char *number = http_desk_place(request->word, &ordinal, 1), *name = number ? g_strdup_printf("%s-%u.bin", number, ordinal + 1) : NULL;
  const HttpFile *file = number ? http_standing_file(desk->standing, ordinal) : NULL;
  int fd = file ? recto_store_open_blob(desk->standing->stored, file->file->blob, NULL) : -1;
  HttpReply *reply = fd >= 0 ? http_reply_file("application/octet-stream", fd, name) : NULL;
  return reply ? reply : none(request);
}

HttpReply *http_desk_original(HttpRequest *request) { return with_place(request, 1, original); }

/* ------------------------------------------------------------------ slip and bundle */

static HttpReply *slip(HttpRequest *request, HttpDesk *desk) {
  g_autoptr(GError) error = NULL;
  GBytes *pdf = http_slip_pdf(request, desk->standing, desk->store, &error);
  if (!pdf) return http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  g_autofree char *name = g_strdup_printf("attachment; filename=\"%s.pdf\"", desk->number);
  HttpReply *reply = http_reply_new(MHD_HTTP_OK, "application/pdf", pdf);
  http_reply_header(reply, MHD_HTTP_HEADER_CONTENT_DISPOSITION, name);
  return reply;
}

HttpReply *http_desk_slip(HttpRequest *request) { return http_with_dossier(request, request->word, slip); }

/* Names are in it, unsealed: it is written where a restart removes it, opened, and its name goes before a byte of it is sent. */
static int write_bundle(HttpRequest *request, HttpDesk *desk, GError **error) {
  RectoServer *server = request->server;
  g_autofree char *folder = g_build_filename(server->bundles, "bundle-XXXXXX", NULL), *zip_name = g_strconcat(desk->number, ".zip", NULL);
  if (!server->config.bundle || !g_mkdtemp_full(folder, 0700)) {
    recto_error_say(error, RECTO_ERROR_DEVICE, "error.output-folder", "the output folder cannot be made", "path", folder, NULL);
    return -1;
  }
  g_autofree char *zip = g_build_filename(folder, zip_name, NULL);
  bool right = server->config.bundle(desk->number, request->language, request->staff->name, folder, server->config.bundle_data, error);
  int fd = right ? open(zip, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
  recto_file_remove_tree(folder);
  return fd;
}

static HttpReply *bundle(HttpRequest *request, HttpDesk *desk) {
  g_autoptr(GError) error = NULL;
  if (desk->standing->busy) return http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "desk-busy");
  int fd = write_bundle(request, desk, &error);
  if (error) g_printerr("recto: %s: the bundle could not be written: %s\n", desk->number, error->message);
  g_autofree char *name = g_strconcat(desk->number, ".zip", NULL);
  HttpReply *reply = fd >= 0 ? http_reply_file("application/zip", fd, name) : NULL;
  return reply ? reply : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "desk-busy");
}

HttpReply *http_desk_bundle(HttpRequest *request) { return http_with_dossier(request, request->word, bundle); }
