/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a jailed child does with one file. The engines are the only state of the reader: they are loaded once by the zygote, before the jail
 * closes, and every child inherits them. Must not know: the wire, the jail. */
#include "reader/serve.h"

#include "read/zxing.h"
#include "reader/page.h"

#include <recto/error.h>

static RectoEngines engines;

static bool has_language(const char *folder, const char *language) {
  g_autofree char *file = g_strconcat(language, ".traineddata", NULL);
  g_autofree char *path = g_build_filename(folder, file, NULL);
  return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

/* A model of our own under models/ocr wins over the system's. */
static RectoOcr *load_engine(const char *models_folder, const char *language, GError **error) {
  g_autofree char *own = models_folder ? g_build_filename(models_folder, "ocr", NULL) : NULL;
  return recto_ocr_new(own && has_language(own, language) ? own : NULL, language, error);
}

bool recto_serve_warm_up(const char *models_folder, const RectoModels *limits, GError **error) {
  setMsgSeverity(L_SEVERITY_NONE);
  recto_unpack_warm_up();
  if (engines.ocr) return true;
  engines.ocr = load_engine(models_folder, "fra", error);
  if (!engines.ocr) return false;
  g_autofree char *zone = g_build_filename(models_folder ? models_folder : "models", "ocr", "mrz.weights", NULL);
  engines.mrz = recto_mrz_weights_load(zone, error);
  if (!engines.mrz) return false;
  g_autofree char *nets = g_build_filename(models_folder ? models_folder : "models", "ocr", NULL);
  if (!recto_enlargers_load(nets, &engines.nets, error)) return false;
  g_autofree char *sight = g_build_filename(nets, "hidden.weights", NULL);
  engines.sight = recto_mapnet_load(sight, error);
  if (!engines.sight) return false;
  engines.osd = load_engine(models_folder, "osd", NULL); /* without it undecided pages are read in every direction */
  /* One line of nothing: the network's weights are unpacked now, once, and shared by every child. */
  g_autoptr(PIX) line = pixCreate(200, 48, 8);
  if (line) pixSetAllGray(line, 255);
  RectoOcrTask task = {.layout = RECTO_LAYOUT_LINE, .dpi = 200};
  g_auto(RectoOcrResult) result = {0};
  recto_ocr_read(engines.ocr, line, &task, &result);
  return true;
}

bool recto_serve_file(const RectoServeOrder *order, const RectoEmitter *emitter) {
  g_autoptr(RectoFile) file = recto_file_new(order->ordinal, order->name);
  g_autoptr(RectoSource) source = recto_source_open(order->fd, file, order->limits, order->channel);
  if (!emitter->opened(emitter->self, file)) return false;
  if (!source) return emitter->finished(emitter->self, file);
  uint32_t n = recto_source_n_pages(source), last = order->n_pages ? MIN(n, order->first_page + order->n_pages) : n;
  for (uint32_t i = order->first_page; i < last; i++) {
    if (!emitter->page_begins(emitter->self, i)) return false;
    g_autoptr(RectoPage) page = recto_page_new((RectoPageId){order->deposit, order->ordinal, i});
    if (!recto_page_read(&engines, source, order, emitter, page, &file->traits)) return false;
    file->cpu_seconds += page->cpu_seconds;
  }
  recto_source_finish(source, file);
  return emitter->finished(emitter->self, file);
}

RectoLook *recto_serve_look(const RectoServeOrder *order, uint32_t page, const RectoGeometry *geometry, const RectoLookOrder *look) {
  g_autoptr(RectoFile) file = recto_file_new(order->ordinal, order->name);
  g_autoptr(RectoSource) source = recto_source_open(order->fd, file, order->limits, order->channel);
  if (source && page < recto_source_n_pages(source)) return recto_look_read(&engines, source, page, geometry, look, order->limits);
  RectoLook *none = g_new0(RectoLook, 1);
  none->order = *look;
  none->order.purpose = g_strdup(look->purpose);
  none->order.alphabet = g_strdup(look->alphabet);
  none->outcome = source ? RECTO_OUTCOME_CORRUPT : file->outcome;
  return none;
}

char *recto_serve_versions(void) {
  char *leptonica = getLeptonicaVersion();
  g_autofree char *decoders = recto_decode_versions();
  char *versions = g_strdup_printf("%s; tesseract %s; zxing %s; %s", leptonica ? leptonica : "leptonica", recto_ocr_version(), recto_zxing_version(), decoders);
  lept_free(leptonica);
  return versions;
}
