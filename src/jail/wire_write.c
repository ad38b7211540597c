/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The child's half of the wire: facts to bytes. Everything is brought inside the rules here, so that only a hostile child ever breaks them. */
#include "jail/wire.h"

#include <math.h>
#include <recto/text.h>

typedef struct {
  GByteArray *tables; /* the fixed part and the tables */
  GByteArray *pool;
} Draft;

static Draft draft_new(const void *fixed, size_t size) {
  Draft draft = {g_byte_array_new(), g_byte_array_new()};
  g_byte_array_append(draft.tables, fixed, (guint)size);
  return draft;
}

static RectoWireTable add_bytes(Draft *draft, const void *data, size_t size) {
  RectoWireTable run = {draft->pool->len, (uint32_t)size};
  if (size) g_byte_array_append(draft->pool, data, (guint)size);
  return run;
}

static RectoWireTable add_table(Draft *draft, const GArray *rows) {
  RectoWireTable table = {draft->tables->len, rows->len};
  g_byte_array_append(draft->tables, (const guint8 *)rows->data, rows->len * g_array_get_element_size((GArray *)rows));
  return table;
}

/* Glues the pool behind the tables and puts the finished fixed part in front. */
static GByteArray *finish(Draft *draft, const void *fixed, size_t size) {
  memcpy(draft->tables->data, fixed, size);
  g_byte_array_append(draft->tables, draft->pool->data, draft->pool->len);
  g_byte_array_unref(draft->pool);
  return draft->tables;
}

static double ratio(double value) { return value > 0 ? MIN(value, 1) : 0; }

static double finite_or(double value, double otherwise) { return isfinite(value) ? value : otherwise; }

static double scale_or_one(double value) { return value >= 1e-4 && value <= 1e4 ? value : 1; }

static double amount(double value, double most) { return value > 0 ? MIN(value, most) : 0; }

static RectoWireBox inside(RectoBox box, uint32_t width, uint32_t height) {
  int64_t left = CLAMP((int64_t)box.x, 0, (int64_t)width), top = CLAMP((int64_t)box.y, 0, (int64_t)height);
  int64_t right = CLAMP((int64_t)box.x + MAX(box.width, 0), left, (int64_t)width);
  int64_t bottom = CLAMP((int64_t)box.y + MAX(box.height, 0), top, (int64_t)height);
  return (RectoWireBox){(int32_t)left, (int32_t)top, (int32_t)(right - left), (int32_t)(bottom - top)};
}

RectoWireGeometry recto_wire_geometry(const RectoGeometry *geometry) {
  RectoWireGeometry wire = {
    .source_width = geometry->source_width,
    .source_height = geometry->source_height,
    .decode_scale = scale_or_one(geometry->decode_scale),
    .exif = CLAMP(geometry->exif, 1, 8),
    .has_homography = geometry->has_homography,
    .quarter_turns = geometry->quarter_turns & 3,
    .skew = finite_or(geometry->skew, 0),
    .scale = scale_or_one(geometry->scale),
    .width = geometry->width,
    .height = geometry->height,
  };
  for (int i = 0; i < 9; i++) wire.homography[i] = finite_or(geometry->homography[i], i % 4 == 0);
  return wire;
}

static RectoWireTable add_defects(Draft *draft, const RectoPage *page) {
  g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(RectoWireDefect));
  for (guint i = 0; i < page->defects->len && i < RECTO_WIRE_MAX_DEFECTS; i++) {
    const RectoDefect *defect = &g_array_index(page->defects, RectoDefect, i);
    RectoWireDefect row = {defect->kind, (defect->cured ? 1u : 0u) | (defect->retake ? 2u : 0u), finite_or(defect->measured, 0), finite_or(defect->limit, 0),
                           inside(defect->box, page->geometry.width, page->geometry.height)};
    g_array_append_val(rows, row);
  }
  return add_table(draft, rows);
}

static RectoWireTable add_words(Draft *draft, const RectoPage *page) {
  g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(RectoWireWord));
  uint32_t width = page->geometry.width, height = page->geometry.height;
  for (guint i = 0; i < page->words->len && rows->len < RECTO_WIRE_MAX_WORDS; i++) {
    const RectoWord *word = g_ptr_array_index(page->words, i);
    g_autofree char *text = recto_text_clean(word->text ? word->text : "", -1, RECTO_WIRE_MAX_POOL_TEXT);
    g_strdelimit(text, "\t\n", ' ');
    if (!*g_strstrip(text)) continue;
    RectoWireWord row = {inside(word->box, width, height), ratio(word->confidence), CLAMP(word->line, 0, (int)RECTO_WIRE_MAX_WORDS),
                         CLAMP(word->block, 0, (int)RECTO_WIRE_MAX_WORDS), CLAMP(word->baseline, 0, (int)height), 0, add_bytes(draft, text, strlen(text))};
    g_array_append_val(rows, row);
  }
  return add_table(draft, rows);
}

static RectoWireTable add_codes(Draft *draft, const RectoPage *page) {
  g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(RectoWireCode));
  for (guint i = 0; i < page->codes->len && rows->len < RECTO_WIRE_MAX_CODES; i++) {
    const RectoCode *code = g_ptr_array_index(page->codes, i);
    gsize size = 0;
    const void *data = code->bytes ? g_bytes_get_data(code->bytes, &size) : NULL;
    if (size > RECTO_WIRE_MAX_CODE_BYTES) continue;
    RectoWireCode row = {code->kind, 0, inside(code->box, page->geometry.width, page->geometry.height), add_bytes(draft, data, size)};
    g_array_append_val(rows, row);
  }
  return add_table(draft, rows);
}

static RectoWireTable add_mrz(Draft *draft, const RectoPage *page) {
  g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(RectoWireMrzLine));
  for (guint i = 0; i < page->mrz->len; i++) {
    const RectoMrzSight *sight = g_ptr_array_index(page->mrz, i);
    for (guint l = 0; sight->lines && sight->lines[l] && rows->len < RECTO_WIRE_MAX_MRZ_LINES; l++) {
      g_autofree char *text = g_strndup(sight->lines[l], RECTO_WIRE_MAX_MRZ_LENGTH), *sure = g_strndup(sight->sure[l], RECTO_WIRE_MAX_MRZ_LENGTH);
      g_strcanon(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", '<');
      if (!*text) continue;
      RectoWireMrzLine row = {i, sight->state, inside(sight->box, page->geometry.width, page->geometry.height), ratio(sight->confidence),
                              add_bytes(draft, text, strlen(text)), add_bytes(draft, sure, strlen(sure))};
      g_array_append_val(rows, row);
    }
  }
  return add_table(draft, rows);
}

static RectoWireImage add_image(Draft *draft, const RectoImage *image) {
  if (!image || !image->bytes || !image->width || !image->height) return (RectoWireImage){0};
  if (image->width > RECTO_WIRE_MAX_SIDE || image->height > RECTO_WIRE_MAX_SIDE) return (RectoWireImage){0};
  if ((uint64_t)image->width * image->height > RECTO_WIRE_MAX_AREA || g_bytes_get_size(image->bytes) == 0) return (RectoWireImage){0};
  return (RectoWireImage){1,
                          image->coding,
                          image->width,
                          image->height,
                          (uint32_t)image->components,
                          (uint32_t)image->bits,
                          add_bytes(draft, g_bytes_get_data(image->bytes, NULL), g_bytes_get_size(image->bytes))};
}

GByteArray *recto_wire_from_page(const RectoPage *page) {
  const RectoMeasures *m = &page->measures;
  RectoWirePage wire = {
    .outcome = page->outcome,
    .warnings = page->warnings,
    .geometry = recto_wire_geometry(&page->geometry),
    .dpi = amount(page->dpi, 1e5),
    .coverage = isnan(page->coverage) ? NAN : ratio(page->coverage),
    .cpu_seconds = amount(page->cpu_seconds, 1e6),
    .flags = (page->dpi_estimated ? 1u : 0u) | (page->colour ? 2u : 0u) | (uint32_t)page->upright << 2 | MIN(page->prints, 255u) << 8 | page->cures << 16,
    .blank = page->blank,
    .legible = page->legible,
    .text_source = page->text_source,
    .measures = {m->ink, m->components, m->letter_height, m->detail, m->noise, m->shade, m->skew_confidence, m->orientation_confidence},
  };
  for (int i = 0; i < 8; i++) {
    if (isinf(wire.measures[i])) wire.measures[i] = NAN;
  }
  memcpy(wire.sha256, page->sha256, sizeof wire.sha256);
  Draft draft = draft_new(&wire, sizeof wire);
  wire.defects = add_defects(&draft, page);
  wire.words = add_words(&draft, page);
  wire.codes = add_codes(&draft, page);
  wire.mrz = add_mrz(&draft, page);
  wire.image = add_image(&draft, page->image);
  wire.thumb = add_image(&draft, page->thumb);
  wire.pool = (RectoWireTable){draft.tables->len, draft.pool->len};
  return finish(&draft, &wire, sizeof wire);
}

GByteArray *recto_wire_from_file(const RectoFile *file) {
  RectoWireFile wire = {file->format, file->outcome, file->traits, file->warnings, file->declared_pages, file->n_attachments, amount(file->cpu_seconds, 1e6), {0}, {0}};
  Draft draft = draft_new(&wire, sizeof wire);
  if (file->format == RECTO_FORMAT_OTHER) {
    g_autofree char *word = recto_text_clean(file->other_format ? file->other_format : "?", -1, 64);
    wire.other_format = add_bytes(&draft, word, strlen(word));
  }
  wire.pool = (RectoWireTable){draft.tables->len, draft.pool->len};
  return finish(&draft, &wire, sizeof wire);
}

GByteArray *recto_wire_from_look(const RectoLook *look) {
  RectoWireLook wire = {.outcome = look->outcome, .confidence = ratio(look->confidence)};
  Draft draft = draft_new(&wire, sizeof wire);
  g_autofree char *text = look->text ? recto_text_clean(look->text, -1, RECTO_WIRE_MAX_LOOK_TEXT) : NULL;
  if (text) wire.text = add_bytes(&draft, g_strdelimit(text, "\t", ' '), strlen(text));
  wire.picture = add_image(&draft, look->picture);
  wire.pool = (RectoWireTable){draft.tables->len, draft.pool->len};
  return finish(&draft, &wire, sizeof wire);
}
