/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto's half of the wire: untrusted bytes to facts, or nothing. Works on a private copy; every sum is made in 64 bits.
 * A value is believed only after its own check; no check depends on a value that was not checked before. */
#include "jail/wire.h"

#include <math.h>

typedef struct {
  const uint8_t *data;
  size_t size;
  const char *pool;
  uint32_t pool_size;
  uint32_t width, height; /* of the page's frame */
} Answer;

/* Rows of `row` bytes, at most `max` of them, wholly inside the answer. */
static const void *table(const Answer *answer, RectoWireTable untrusted, size_t row, uint32_t max) {
  if (untrusted.count > max || untrusted.offset % 8 || untrusted.offset > answer->size) return NULL;
  if ((uint64_t)untrusted.count * row > answer->size - untrusted.offset) return NULL;
  return answer->data + untrusted.offset;
}

static bool open_pool(Answer *answer, RectoWireTable untrusted) {
  if (untrusted.offset > answer->size || untrusted.count > answer->size - untrusted.offset) return false;
  answer->pool = (const char *)answer->data + untrusted.offset;
  answer->pool_size = untrusted.count;
  return true;
}

static const char *run(const Answer *answer, RectoWireTable untrusted, uint32_t max) {
  if (untrusted.count > max || untrusted.offset > answer->pool_size || untrusted.count > answer->pool_size - untrusted.offset) return NULL;
  return answer->pool + untrusted.offset;
}

/* UTF-8 without control characters but those in `allowed`. NULL if it is not. Owned by the caller. */
static char *text(const Answer *answer, RectoWireTable untrusted, uint32_t max, const char *allowed) {
  const char *start = run(answer, untrusted, max);
  if (!start || !g_utf8_validate_len(start, untrusted.count, NULL)) return NULL;
  for (uint32_t i = 0; i < untrusted.count; i++) {
    unsigned char c = (unsigned char)start[i];
    if ((c < 0x20 || c == 0x7f) && !strchr(allowed, c)) return NULL;
  }
  return g_strndup(start, untrusted.count);
}

static bool is_ratio(double untrusted) { return untrusted >= 0 && untrusted <= 1; }

static bool is_within(double untrusted, double low, double high) { return untrusted >= low && untrusted <= high; }

static bool to_box(const Answer *answer, const RectoWireBox *untrusted, RectoBox *ret) {
  int64_t x = untrusted->x, y = untrusted->y, width = untrusted->width, height = untrusted->height;
  if (x < 0 || y < 0 || width < 0 || height < 0 || x + width > answer->width || y + height > answer->height) return false;
  *ret = (RectoBox){(int)x, (int)y, (int)width, (int)height};
  return true;
}

static bool is_frame(uint32_t width, uint32_t height) {
  if (width > RECTO_WIRE_MAX_SIDE || height > RECTO_WIRE_MAX_SIDE) return false;
  return (uint64_t)width * height <= RECTO_WIRE_MAX_AREA && (width == 0) == (height == 0);
}

bool recto_wire_to_geometry(const RectoWireGeometry *untrusted, RectoGeometry *ret) {
  const RectoWireGeometry *u = untrusted;
  if (!is_frame(u->source_width, u->source_height) || !is_frame(u->width, u->height)) return false;
  if (!is_within(u->decode_scale, 1e-4, 1e4) || !is_within(u->scale, 1e-4, 1e4) || !is_within(u->skew, -360, 360)) return false;
  if (u->exif < 1 || u->exif > 8 || u->quarter_turns < 0 || u->quarter_turns > 3 || u->has_homography < 0 || u->has_homography > 1) return false;
  RectoGeometry geometry = {
    .source_width = u->source_width,
    .source_height = u->source_height,
    .decode_scale = u->decode_scale,
    .exif = u->exif,
    .has_homography = u->has_homography == 1,
    .quarter_turns = u->quarter_turns,
    .skew = u->skew,
    .scale = u->scale,
    .width = u->width,
    .height = u->height,
  };
  for (int i = 0; i < 9; i++) {
    if (!is_within(u->homography[i], -1e9, 1e9)) return false;
    geometry.homography[i] = u->homography[i];
  }
  *ret = geometry;
  return true;
}

static bool read_defects(const Answer *answer, RectoWireTable untrusted, RectoPage *page) {
  const RectoWireDefect *rows = table(answer, untrusted, sizeof *rows, RECTO_WIRE_MAX_DEFECTS);
  if (!rows) return false;
  for (uint32_t i = 0; i < untrusted.count; i++) {
    RectoDefect defect = {.measured = rows[i].measured, .limit = rows[i].limit, .cured = rows[i].flags & 1, .retake = (rows[i].flags & 2) != 0};
    if (rows[i].kind >= RECTO_N_DEFECTS || rows[i].flags > 3 || !isfinite(defect.measured) || !isfinite(defect.limit)) return false;
    if (!to_box(answer, &rows[i].box, &defect.box)) return false;
    defect.kind = (RectoDefectKind)rows[i].kind;
    g_array_append_val(page->defects, defect);
  }
  return true;
}

static bool read_words(const Answer *answer, RectoWireTable untrusted, RectoPage *page) {
  const RectoWireWord *rows = table(answer, untrusted, sizeof *rows, RECTO_WIRE_MAX_WORDS);
  if (!rows) return false;
  for (uint32_t i = 0; i < untrusted.count; i++) {
    const RectoWireWord *row = &rows[i];
    RectoBox box;
    if (!to_box(answer, &row->box, &box) || !is_ratio(row->confidence)) return false;
    if (row->line < 0 || row->line > (int)RECTO_WIRE_MAX_WORDS || row->block < 0 || row->block > (int)RECTO_WIRE_MAX_WORDS) return false;
    if (row->baseline < 0 || row->baseline > (int)answer->height) return false;
    g_autofree char *string = text(answer, row->text, RECTO_WIRE_MAX_POOL_TEXT, "");
    if (!string || !*string) return false;
    RectoWord *word = recto_word_new(string, box, row->confidence);
    word->line = row->line;
    word->block = row->block;
    word->baseline = row->baseline;
    g_ptr_array_add(page->words, word);
  }
  return true;
}

static bool read_codes(const Answer *answer, RectoWireTable untrusted, RectoPage *page) {
  const RectoWireCode *rows = table(answer, untrusted, sizeof *rows, RECTO_WIRE_MAX_CODES);
  if (!rows) return false;
  for (uint32_t i = 0; i < untrusted.count; i++) {
    RectoBox box;
    const char *data = run(answer, rows[i].bytes, RECTO_WIRE_MAX_CODE_BYTES);
    if (!data || rows[i].kind > RECTO_CODE_OTHER || !to_box(answer, &rows[i].box, &box)) return false;
    g_ptr_array_add(page->codes, recto_code_new((RectoCodeKind)rows[i].kind, data, rows[i].bytes.count, box));
  }
  return true;
}

static bool is_mrz_line(const char *line) {
  return strlen(line) >= 1 && strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<") == strlen(line);
}

/* Rows of one sight follow each other; sights count up. */
static bool read_mrz(const Answer *answer, RectoWireTable untrusted, RectoPage *page) {
  const RectoWireMrzLine *rows = table(answer, untrusted, sizeof *rows, RECTO_WIRE_MAX_MRZ_LINES);
  if (!rows) return false;
  for (uint32_t i = 0; i < untrusted.count;) {
    g_autoptr(GStrvBuilder) lines = g_strv_builder_new(), sures = g_strv_builder_new();
    RectoBox box;
    uint32_t first = i;
    if (!to_box(answer, &rows[i].box, &box) || !is_ratio(rows[i].confidence) || rows[i].state > RECTO_MRZ_UNREADABLE) return false;
    for (; i < untrusted.count && rows[i].sight == rows[first].sight; i++) {
      g_autofree char *line = text(answer, rows[i].text, RECTO_WIRE_MAX_MRZ_LENGTH, "");
      g_autofree char *sure = text(answer, rows[i].sure, RECTO_WIRE_MAX_MRZ_LENGTH, "");
      if (!line || !is_mrz_line(line) || !sure || strlen(sure) != strlen(line) || strspn(sure, "0123456789") != strlen(sure)) return false;
      g_strv_builder_add(lines, line);
      g_strv_builder_add(sures, sure);
    }
    g_auto(GStrv) all = g_strv_builder_end(lines);
    RectoMrzSight *sight = recto_mrz_sight_new((const char *const *)all, box, rows[first].confidence);
    g_ptr_array_add(page->mrz, sight);
    sight->state = (RectoMrzState)rows[first].state;
    g_strfreev(sight->sure);
    sight->sure = g_strv_builder_end(sures);
  }
  return true;
}

static bool begins_as(const char *data, uint32_t size, RectoImageCoding coding) {
  if (coding == RECTO_IMAGE_JPEG) return size >= 4 && memcmp(data, "\xff\xd8\xff", 3) == 0;
  if (coding == RECTO_IMAGE_PNG) return size >= 8 && memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0;
  return size >= 1;
}

static bool read_image(const Answer *answer, const RectoWireImage *untrusted, RectoImage **ret) {
  if (untrusted->present == 0) return true;
  if (untrusted->present != 1 || untrusted->coding > RECTO_IMAGE_PNG || !is_frame(untrusted->width, untrusted->height) || !untrusted->width) return false;
  if (untrusted->components != 1 && untrusted->components != 3) return false;
  if (untrusted->bits != 8 && !(untrusted->bits == 1 && untrusted->components == 1)) return false;
  if (untrusted->coding == RECTO_IMAGE_G4 && untrusted->bits != 1) return false;
  const char *data = run(answer, untrusted->bytes, G_MAXUINT32);
  if (!data || !begins_as(data, untrusted->bytes.count, (RectoImageCoding)untrusted->coding)) return false;
  g_autoptr(GBytes) bytes = g_bytes_new(data, untrusted->bytes.count);
  *ret = recto_image_new((RectoImageCoding)untrusted->coding, untrusted->width, untrusted->height, (int)untrusted->components, (int)untrusted->bits, bytes);
  return true;
}

static bool read_measures(const double untrusted[8], RectoMeasures *ret) {
  for (int i = 0; i < 8; i++) {
    if (isinf(untrusted[i])) return false;
  }
  if (!is_within(untrusted[1], 0, 1e9)) return false;
  *ret = (RectoMeasures){untrusted[0], (uint32_t)untrusted[1], untrusted[2], untrusted[3], untrusted[4], untrusted[5], untrusted[6], untrusted[7]};
  return true;
}

#define FLAGS (0xff0fu | ((1u << RECTO_N_CURES) - 1) << 16)

static bool read_scalars(const RectoWirePage *untrusted, RectoPage *page) {
  const RectoWirePage *u = untrusted;
  if (u->outcome > RECTO_OUTCOME_PROTOCOL || (u->flags & ~FLAGS) || (u->flags >> 2 & 3) > RECTO_NO || u->blank > RECTO_NO || u->legible > RECTO_NO || u->text_source > RECTO_TEXT_MIXED) return false;
  if (!is_within(u->dpi, 0, 1e5) || !is_within(u->cpu_seconds, 0, 1e6)) return false;
  if (!isnan(u->coverage) && !is_ratio(u->coverage)) return false;
  page->outcome = (RectoOutcome)u->outcome;
  page->warnings = u->warnings;
  memcpy(page->sha256, u->sha256, sizeof page->sha256);
  page->dpi = u->dpi;
  page->dpi_estimated = u->flags & 1;
  page->colour = (u->flags & 2) != 0;
  page->prints = u->flags >> 8 & 0xff;
  page->upright = (RectoAnswer)(u->flags >> 2 & 3);
  page->cures = u->flags >> 16;
  page->blank = (RectoAnswer)u->blank;
  page->legible = (RectoAnswer)u->legible;
  page->text_source = (RectoTextSource)u->text_source;
  page->coverage = u->coverage;
  page->cpu_seconds = u->cpu_seconds;
  return read_measures(u->measures, &page->measures) && recto_wire_to_geometry(&u->geometry, &page->geometry);
}

RectoPage *recto_wire_to_page(const uint8_t *untrusted, size_t size, RectoPageId id) {
  RectoWirePage wire;
  if (size < sizeof wire) return NULL;
  memcpy(&wire, untrusted, sizeof wire);
  g_autoptr(RectoPage) page = recto_page_new(id);
  if (!read_scalars(&wire, page)) return NULL;
  Answer answer = {untrusted, size, NULL, 0, page->geometry.width, page->geometry.height};
  if (!open_pool(&answer, wire.pool)) return NULL;
  if (!read_defects(&answer, wire.defects, page) || !read_words(&answer, wire.words, page) || !read_codes(&answer, wire.codes, page)) return NULL;
  if (!read_mrz(&answer, wire.mrz, page) || !read_image(&answer, &wire.image, &page->image) || !read_image(&answer, &wire.thumb, &page->thumb)) return NULL;
  return g_steal_pointer(&page);
}

bool recto_wire_to_file(const uint8_t *untrusted, size_t size, RectoFile *file) {
  RectoWireFile wire;
  if (size < sizeof wire) return false;
  memcpy(&wire, untrusted, sizeof wire);
  Answer answer = {untrusted, size, NULL, 0, 0, 0};
  if (!open_pool(&answer, wire.pool)) return false;
  if (wire.format > RECTO_FORMAT_OTHER || wire.outcome > RECTO_OUTCOME_PROTOCOL || wire.traits >= RECTO_TRAIT_TEXT_DISAGREES * 2u) return false;
  if (wire.declared_pages > G_MAXINT32 || wire.n_attachments > G_MAXINT32 || !is_within(wire.cpu_seconds, 0, 1e6)) return false;
  g_autofree char *other = wire.format == RECTO_FORMAT_OTHER ? text(&answer, wire.other_format, 64, "") : NULL;
  if (wire.format == RECTO_FORMAT_OTHER && !other) return false;
  file->format = (RectoFormat)wire.format;
  file->outcome = (RectoOutcome)wire.outcome;
  file->traits = wire.traits;
  file->warnings = wire.warnings;
  file->declared_pages = wire.declared_pages;
  file->n_attachments = wire.n_attachments;
  file->cpu_seconds = wire.cpu_seconds;
  g_free(file->other_format);
  file->other_format = g_steal_pointer(&other);
  return true;
}

bool recto_wire_to_look(const uint8_t *untrusted, size_t size, RectoLook *look) {
  RectoWireLook wire;
  if (size < sizeof wire) return false;
  memcpy(&wire, untrusted, sizeof wire);
  Answer answer = {untrusted, size, NULL, 0, 0, 0};
  if (!open_pool(&answer, wire.pool) || wire.outcome > RECTO_OUTCOME_PROTOCOL || !is_ratio(wire.confidence)) return false;
  g_autofree char *string = text(&answer, wire.text, RECTO_WIRE_MAX_LOOK_TEXT, "\n");
  g_autoptr(RectoImage) picture = NULL;
  if (!string || !read_image(&answer, &wire.picture, &picture)) return false;
  recto_image_free(look->picture);
  look->picture = g_steal_pointer(&picture);
  g_free(look->text);
  look->text = *string ? g_steal_pointer(&string) : NULL;
  look->outcome = (RectoOutcome)wire.outcome;
  look->confidence = wire.confidence;
  return true;
}
