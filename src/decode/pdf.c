/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF by poppler-glib: the document, its traits, and the ears that catch poppler's complaints. */
#include "decode/pdf.h"

/* A PDF that stands first in an archive, stored as it is, is the archive's. */
static int bid(const uint8_t *data, size_t size) {
  gssize at = recto_pdf_find_head(data, size);
  return at == 0 ? 90 : at > 0 && !recto_sniff_is_archive(data, size) ? 50 : 0;
}

/* ------------------------------------------------------------------ complaints */

static void on_message(const char *domain, GLogLevelFlags level, const char *text, gpointer data) {
  RectoPdfEars *ears = data;
  ears->complaints++;
  if (text && (strstr(text, "xref") || strstr(text, "XRef") || strstr(text, "trailer"))) ears->rebuilt = true;
}

void recto_pdf_ears_open(RectoPdfEars *ears) {
  *ears = (RectoPdfEars){0};
  ears->handler = g_log_set_handler("Poppler", G_LOG_LEVEL_MASK | G_LOG_FLAG_FATAL | G_LOG_FLAG_RECURSION, on_message, ears);
}

void recto_pdf_ears_close(RectoPdfEars *ears) {
  if (ears->handler) g_log_remove_handler("Poppler", ears->handler);
  ears->handler = 0;
}

/* ------------------------------------------------------------------ the document */

static RectoOutcome why_not(const GError *error) {
  return g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED) ? RECTO_OUTCOME_ENCRYPTED : RECTO_OUTCOME_CORRUPT;
}

/* Poppler finds scripts that hang on the catalogue; those of buttons and fields only the bytes tell. */
static bool has_script(const RectoSource *source, PopplerDocument *document) {
  return poppler_document_has_javascript(document) || memmem(source->data, source->size, "/JavaScript", 11);
}

static void take_traits(const RectoSource *source, PopplerDocument *document, RectoFile *file) {
  file->n_attachments = poppler_document_get_n_attachments(document);
  if (file->n_attachments) file->traits |= RECTO_TRAIT_ATTACHMENTS;
  if (has_script(source, document)) file->traits |= RECTO_TRAIT_SCRIPT;
  if ((poppler_document_get_permissions(document) & POPPLER_PERMISSIONS_FULL) != POPPLER_PERMISSIONS_FULL) file->traits |= RECTO_TRAIT_OWNER_PASSWORD;
}

/* A page tree that is empty on purpose, not one that was lost. */
static bool says_empty(const RectoSource *source) { return memmem(source->data, source->size, "/Count 0", 8) != NULL; }

static bool open_pdf(RectoSource *source, RectoFile *file) {
  g_auto(RectoPdfEars) ears = {0};
  g_autoptr(GError) error = NULL;
  RectoPdf *pdf = source->self = g_new0(RectoPdf, 1);
  recto_pdf_ears_open(&ears);
  pdf->document = poppler_document_new_from_bytes(source->bytes, NULL, &error);
  bool cut = recto_pdf_is_cut(source->data, source->size);
  if (cut) file->traits |= RECTO_TRAIT_TRUNCATED;
  if (!pdf->document) {
    file->outcome = why_not(error);
    return false;
  }
  int pages = poppler_document_get_n_pages(pdf->document);
  source->n_pages = pages > 0 ? (uint32_t)pages : 0;
  take_traits(source, pdf->document, file);
  pdf->largest_image = recto_pdf_largest_image(source->data, source->size);
  if (ears.rebuilt) file->traits |= RECTO_TRAIT_REPAIRED;
  file->warnings += ears.complaints;
  file->outcome = source->n_pages ? RECTO_OUTCOME_OK : !cut && says_empty(source) ? RECTO_OUTCOME_EMPTY : RECTO_OUTCOME_CORRUPT;
  return source->n_pages > 0;
}

static void load(RectoSource *source, uint32_t index, double min_scale, RectoPicture *ret) {
  RectoPdf *pdf = source->self;
  g_auto(RectoPdfEars) ears = {0};
  recto_pdf_ears_open(&ears);
  g_autoptr(GObject) object = (GObject *)poppler_document_get_page(pdf->document, (int)index);
  PopplerPage *page = (PopplerPage *)object;
  if (!page) ret->outcome = RECTO_OUTCOME_CORRUPT;
  else recto_pdf_draw(source, page, min_scale, ret);
  double width = 0, height = 0;
  if (page) poppler_page_get_size(page, &width, &height);
  if (ret->pix && width > 0) ret->layer = recto_pdf_layer(page, pixGetWidth(ret->pix) / width, source->limits.words);
  if (ret->pix) {
    uint32_t attached = 0;
    source->traits |= recto_pdf_extras(page, ret->layer ? ret->layer->len : 0, &attached);
    pdf->attached += attached;
  }
  ret->warnings = ears.complaints;
}

static void finish(RectoSource *source, RectoFile *file) {
  RectoPdf *pdf = source->self;
  file->n_attachments += pdf->attached;
  pdf->attached = 0;
}

static void close_pdf(RectoSource *source) {
  RectoPdf *pdf = source->self;
  if (!pdf) return;
  g_clear_object(&pdf->document);
  g_free(pdf);
}

const RectoHandler recto_pdf_handler = {.format = RECTO_FORMAT_PDF, .bid = bid, .open = open_pdf, .picture = load, .finish = finish, .close = close_pdf};
