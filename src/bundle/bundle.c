/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bundle, file by file: originals, pieces, facts, report, manifests, zip. One file and one page at a time in memory.
 * Must not know: pixels, store, clock. */
#include "base/digest.h"
#include "bundle/bag.h"
#include "bundle/embed.h"
#include "bundle/file_names.h"
#include "bundle/piece_pdf.h"
#include "bundle/report_html.h"
#include "bundle/report_pdf.h"
#include "bundle/say.h"
#include "bundle/zip.h"
#include <errno.h>
#include <recto/bundle.h>
#include <recto/error.h>
#include <recto/json.h>
#include <unistd.h>

RECTO_EMBED(dossier_schema, "models/schema/dossier.schema.json");

typedef struct {
  const RectoBundleOrder *order;
  RectoBag *bag;
  GPtrArray *originals; /* of char*: file name of each original */
  GHashTable *pieces;   /* document id -> file name of its PDF */
  RectoBundleProgress progress;
  gpointer progress_data;
  size_t done, total;
} Work;

void recto_bundle_paths_clear(RectoBundlePaths *paths) {
  g_clear_pointer(&paths->folder, g_free);
  g_clear_pointer(&paths->zip, g_free);
  g_clear_pointer(&paths->report_html, g_free);
  g_clear_pointer(&paths->report_pdf, g_free);
  g_clear_pointer(&paths->dossier_json, g_free);
}

static void step(Work *work) {
  work->done++;
  if (work->progress) work->progress(work->done, work->total, work->progress_data);
}

/* ------------------------------------------------------------------ originals */

static void copy_bytes(RectoSink *sink, int fd) {
  g_autofree uint8_t *buffer = g_malloc(1 << 16);
  off_t offset = 0;
  for (;;) {
    ssize_t n = pread(fd, buffer, 1 << 16, offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) recto_sink_fail(sink, g_error_new(RECTO_ERROR, RECTO_ERROR_DEVICE, "cannot read an original: %s", g_strerror(errno)));
    if (n <= 0) return;
    recto_sink_write(sink, buffer, (size_t)n);
    offset += n;
  }
}

/* The copy must be what the reader saw: its digest stands in the facts. */
static bool is_same(const RectoBagEntry *entry, const RectoFile *file, GError **error) {
  g_autofree char *hex = recto_digest_hex(file->sha256);
  if (g_str_equal(hex, entry->hex) && entry->size == file->size) return true;
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "file %u is no longer what was read: its digest differs", file->ordinal + 1);
  return false;
}

static bool write_original(Work *work, const RectoFile *file, GError **error) {
  char *name = recto_bundle_name(file->ordinal + 1, work->order->dossier->files->len, file->name);
  g_ptr_array_add(work->originals, name);
  int fd = work->order->open_original(file->ordinal, work->order->open_data, error);
  if (fd < 0) return false;
  RectoSink *sink = recto_bag_open(work->bag, "originaux", name, error);
  if (sink) copy_bytes(sink, fd);
  close(fd);
  return sink && recto_bag_close(work->bag, sink, error) && is_same(recto_bag_last(work->bag), file, error);
}

static bool write_originals(Work *work, GError **error) {
  const GPtrArray *files = work->order->dossier->files;
  for (guint i = 0; i < files->len; i++) {
    if (!write_original(work, files->pdata[i], error)) return false;
    step(work);
  }
  return true;
}

/* ------------------------------------------------------------------ pieces */

static char *say_absent(const RectoPage *page, gpointer data) {
  const RectoBundleOrder *order = data;
  g_autofree char *place = recto_say_page(order, page->id);
  return recto_say(order, "report.document.absent", "place", place, NULL);
}

static bool write_piece(Work *work, const RectoDocument *document, GError **error) {
  const RectoBundleOrder *order = work->order;
  g_autofree char *type_name = g_strdup_printf("%s.pdf", document->type);
  g_autofree char *name = recto_bundle_name(g_hash_table_size(work->pieces) + 1, order->dossier->documents->len, type_name);
  RectoSink *sink = recto_bag_open(work->bag, "pieces", name, error);
  if (!sink) return false;
  g_autofree char *title =
      recto_say(order, "report.document.pdf-title", "type", recto_type_label(order->models, document->type, order->language), "number", order->dossier->number, NULL);
  RectoPdfaInfo info = {.title = title, .language = order->language, .made_at = order->made_at};
  recto_piece_write(sink, order->dossier, document, &info, say_absent, (gpointer)order);
  g_hash_table_insert(work->pieces, g_strdup(document->id), g_steal_pointer(&name));
  return recto_bag_close(work->bag, sink, error);
}

/* Blank sheets and separators are told in the report and stay in the originals; they are no pieces. */
static bool is_piece(const RectoDossier *dossier, const RectoDocument *document) {
  if (g_str_equal(document->type, "blank") || g_str_equal(document->type, "separator")) return false;
  return recto_piece_has_pictures(dossier, document);
}

static bool write_pieces(Work *work, GError **error) {
  const RectoDossier *dossier = work->order->dossier;
  for (guint i = 0; i < dossier->documents->len; i++) {
    const RectoDocument *document = dossier->documents->pdata[i];
    if (is_piece(dossier, document) && !write_piece(work, document, error)) return false;
    step(work);
  }
  return true;
}

/* ------------------------------------------------------------------ facts and report */

static bool write_text(Work *work, const char *name, const char *text, size_t size, GError **error) {
  RectoSink *sink = recto_bag_open(work->bag, NULL, name, error);
  if (!sink) return false;
  recto_sink_write(sink, text, size);
  return recto_bag_close(work->bag, sink, error);
}

static bool write_json(Work *work, GError **error) {
  g_autoptr(JsonBuilder) builder = json_builder_new_immutable();
  recto_json_add_dossier(builder, work->order->dossier, RECTO_JSON_BARE);
  g_autofree char *text = recto_json_finish(builder);
  return write_text(work, "dossier.json", text, strlen(text), error) &&
         write_text(work, "dossier.schema.json", recto_embed_dossier_schema, (size_t)recto_embed_dossier_schema_size, error);
}

static bool write_report(Work *work, GError **error) {
  g_autoptr(RectoReport) report = recto_report_new(work->order, work->pieces, work->originals);
  RectoSink *html = recto_bag_open(work->bag, NULL, "report.html", error);
  if (!html) return false;
  recto_report_html_write(html, report);
  if (!recto_bag_close(work->bag, html, error)) return false;
  step(work);
  RectoPdfaInfo info = {.title = report->title, .language = work->order->language, .made_at = work->order->made_at};
  g_autoptr(GBytes) pdf = recto_report_pdf(report, &info, error);
  if (!pdf) return false;
  bool right = write_text(work, "report.pdf", g_bytes_get_data(pdf, NULL), g_bytes_get_size(pdf), error);
  step(work);
  return right;
}

static bool write_tags(Work *work, GError **error) {
  const RectoBundleOrder *order = work->order;
  char day[11];
  g_autoptr(GDateTime) made = g_date_time_new_from_unix_utc(order->made_at / G_USEC_PER_SEC);
  RectoDate date = {g_date_time_get_year(made), g_date_time_get_month(made), g_date_time_get_day_of_month(made)};
  const char *service = order->site && order->site->service ? order->site->service : "-";
  const char *const info[] = {"Source-Organization", service, "Bagging-Date", recto_date_to_iso(date, day), "External-Identifier", order->dossier->number,
                              "Bag-Software-Agent", order->software ? order->software : "Recto", NULL};
  return recto_bag_describe(work->bag, info, error);
}

/* ------------------------------------------------------------------ the whole */

static bool write_contents(Work *work, GError **error) {
  return write_originals(work, error) && write_pieces(work, error) && write_json(work, error) && write_report(work, error) && write_tags(work, error);
}

static void fill_paths(RectoBundlePaths *paths, char *folder, char *zip) {
  *paths = (RectoBundlePaths){.folder = folder, .zip = zip, .report_html = g_build_filename(folder, "data", "report.html", NULL),
                              .report_pdf = g_build_filename(folder, "data", "report.pdf", NULL),
                              .dossier_json = g_build_filename(folder, "data", "dossier.json", NULL)};
}

/* The zip is whole before the folder appears; then both get their names. */
static bool publish(Work *work, const char *name, RectoBundlePaths *ret_paths, GError **error) {
  const RectoBundleOrder *order = work->order;
  g_autofree char *temporary = order->zip ? recto_zip_write(order->folder, name, work->bag, order->made_at, error) : NULL;
  if (order->zip && !temporary) return false;
  g_autofree char *folder = recto_bag_publish(work->bag, error);
  g_autofree char *zip_name = g_strdup_printf("%s.zip", name);
  g_autofree char *zip = order->zip ? g_build_filename(order->folder, zip_name, NULL) : NULL;
  if (!folder) {
    if (temporary) unlink(temporary);
    return false;
  }
  if (zip && rename(temporary, zip) != 0) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "cannot give the zip its name: %s", g_strerror(errno));
    unlink(temporary);
    return false;
  }
  step(work);
  fill_paths(ret_paths, g_steal_pointer(&folder), g_steal_pointer(&zip));
  return true;
}

bool recto_bundle_write(const RectoBundleOrder *order, RectoBundleProgress progress, gpointer progress_data, RectoBundlePaths *ret_paths, GError **error) {
  g_autofree char *name = recto_bundle_element(order->dossier->number);
  if (!name) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_FORMAT, "the dossier's number cannot be a folder's name");
    return false;
  }
  g_autoptr(RectoBag) bag = recto_bag_begin(order->folder, name, error);
  if (!bag) return false;
  g_autoptr(GPtrArray) originals = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GHashTable) pieces = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  Work work = {.order = order, .bag = bag, .originals = originals, .pieces = pieces, .progress = progress, .progress_data = progress_data,
               .total = order->dossier->files->len + order->dossier->documents->len + 3};
  return write_contents(&work, error) && publish(&work, name, ret_paths, error);
}
