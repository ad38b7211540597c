/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader's facts as JSON, and reading JSON from outside. Must not know: what is done with it. */
#include "base/digest.h"
#include "fact/json_parts.h"
#include <math.h>
#include <recto/error.h>

void recto_json_string(JsonBuilder *builder, const char *key, const char *value) {
  json_builder_set_member_name(builder, key);
  if (value) json_builder_add_string_value(builder, value);
  else json_builder_add_null_value(builder);
}

void recto_json_string_if(JsonBuilder *builder, const char *key, const char *value) {
  if (value) recto_json_string(builder, key, value);
}

void recto_json_int(JsonBuilder *builder, const char *key, gint64 value) {
  json_builder_set_member_name(builder, key);
  json_builder_add_int_value(builder, value);
}

static JsonNode *value_of(JsonObject *object, const char *key) {
  JsonNode *node = object ? json_object_get_member(object, key) : NULL;
  return node && JSON_NODE_HOLDS_VALUE(node) ? node : NULL;
}

const char *recto_json_text(JsonObject *object, const char *key) {
  JsonNode *node = value_of(object, key);
  return node && json_node_get_value_type(node) == G_TYPE_STRING ? json_node_get_string(node) : NULL;
}

gint64 recto_json_number(JsonObject *object, const char *key, gint64 otherwise) {
  JsonNode *node = value_of(object, key);
  return node && json_node_get_value_type(node) == G_TYPE_INT64 ? json_node_get_int(node) : otherwise;
}

/* Rounded to `digits` decimals so that equal facts give equal text; NAN is null. */
void recto_json_double(JsonBuilder *builder, const char *key, double value, int digits) {
  json_builder_set_member_name(builder, key);
  double unit = pow(10, digits);
  if (isfinite(value)) json_builder_add_double_value(builder, round(value * unit) / unit);
  else json_builder_add_null_value(builder);
}

void recto_json_bool(JsonBuilder *builder, const char *key, bool value) {
  json_builder_set_member_name(builder, key);
  json_builder_add_boolean_value(builder, value);
}

void recto_json_box(JsonBuilder *builder, const char *key, RectoBox box) {
  json_builder_set_member_name(builder, key);
  json_builder_begin_array(builder);
  json_builder_add_int_value(builder, box.x);
  json_builder_add_int_value(builder, box.y);
  json_builder_add_int_value(builder, box.width);
  json_builder_add_int_value(builder, box.height);
  json_builder_end_array(builder);
}

void recto_json_open(JsonBuilder *builder, const char *key, bool array) {
  if (key) json_builder_set_member_name(builder, key);
  if (array) json_builder_begin_array(builder);
  else json_builder_begin_object(builder);
}

static void add_digest(JsonBuilder *builder, const uint8_t sha256[32]) {
  g_autofree char *hex = recto_digest_hex(sha256);
  recto_json_string(builder, "sha256", hex);
}

static void add_geometry(JsonBuilder *builder, const RectoGeometry *g) {
  recto_json_open(builder, "geometry", false);
  recto_json_int(builder, "sourceWidth", g->source_width);
  recto_json_int(builder, "sourceHeight", g->source_height);
  recto_json_double(builder, "decodeScale", g->decode_scale, 4);
  recto_json_int(builder, "exif", g->exif);
  recto_json_int(builder, "quarterTurns", g->quarter_turns);
  recto_json_double(builder, "skew", g->skew, 3);
  recto_json_double(builder, "scale", g->scale, 4);
  recto_json_int(builder, "width", g->width);
  recto_json_int(builder, "height", g->height);
  if (g->has_homography) {
    recto_json_open(builder, "homography", true);
    for (int i = 0; i < 9; i++) json_builder_add_double_value(builder, g->homography[i]);
    json_builder_end_array(builder);
  }
  json_builder_end_object(builder);
}

static void add_measures(JsonBuilder *builder, const RectoMeasures *m) {
  recto_json_open(builder, "measures", false);
  recto_json_double(builder, "ink", m->ink, 5);
  recto_json_int(builder, "components", m->components);
  recto_json_double(builder, "letterHeight", m->letter_height, 2);
  recto_json_double(builder, "detail", m->detail, 4);
  recto_json_double(builder, "noise", m->noise, 2);
  recto_json_double(builder, "shade", m->shade, 3);
  recto_json_double(builder, "skewConfidence", m->skew_confidence, 2);
  recto_json_double(builder, "orientationConfidence", m->orientation_confidence, 2);
  json_builder_end_object(builder);
}

static void add_defects(JsonBuilder *builder, const GArray *defects) {
  recto_json_open(builder, "defects", true);
  for (guint i = 0; i < defects->len; i++) {
    const RectoDefect *d = &g_array_index(defects, RectoDefect, i);
    json_builder_begin_object(builder);
    recto_json_string(builder, "kind", recto_defect_word(d->kind));
    recto_json_double(builder, "measured", d->measured, 4);
    recto_json_double(builder, "limit", d->limit, 4);
    recto_json_box(builder, "box", d->box);
    recto_json_bool(builder, "cured", d->cured);
    recto_json_bool(builder, "retake", d->retake);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

/* What people are told of these. */
static void add_cause(JsonBuilder *builder, const RectoPage *page) {
  const RectoDefect *cause = recto_main_cause(page);
  if (!cause) return;
  recto_json_open(builder, "cause", false);
  recto_json_string(builder, "kind", recto_defect_word(cause->kind));
  recto_json_string(builder, "place", recto_place_word(page, cause->kind, cause->box));
  json_builder_end_object(builder);
}

static void add_words(JsonBuilder *builder, const GPtrArray *words) {
  recto_json_open(builder, "words", true);
  for (guint i = 0; i < words->len; i++) {
    const RectoWord *w = words->pdata[i];
    json_builder_begin_object(builder);
    recto_json_string(builder, "text", w->text);
    recto_json_box(builder, "box", w->box);
    recto_json_double(builder, "confidence", w->confidence, 3);
    recto_json_int(builder, "line", w->line);
    recto_json_int(builder, "block", w->block);
    recto_json_int(builder, "baseline", w->baseline);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void add_codes(JsonBuilder *builder, const GPtrArray *codes) {
  recto_json_open(builder, "codes", true);
  for (guint i = 0; i < codes->len; i++) {
    const RectoCode *c = codes->pdata[i];
    gsize size = 0;
    const guchar *data = g_bytes_get_data(c->bytes, &size);
    g_autofree char *base64 = g_base64_encode(data, size);
    json_builder_begin_object(builder);
    recto_json_string(builder, "kind", recto_code_kind_word(c->kind));
    recto_json_string(builder, "text", c->text);
    recto_json_string(builder, "bytes", base64);
    recto_json_box(builder, "box", c->box);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void add_mrz(JsonBuilder *builder, const GPtrArray *sights) {
  recto_json_open(builder, "mrz", true);
  for (guint i = 0; i < sights->len; i++) {
    const RectoMrzSight *s = sights->pdata[i];
    json_builder_begin_object(builder);
    recto_json_open(builder, "lines", true);
    for (char **line = s->lines; *line; line++) json_builder_add_string_value(builder, *line);
    json_builder_end_array(builder);
    recto_json_string(builder, "state", recto_mrz_state_word(s->state));
    recto_json_open(builder, "sure", true);
    for (char **line = s->sure; *line; line++) json_builder_add_string_value(builder, *line);
    json_builder_end_array(builder);
    recto_json_box(builder, "box", s->box);
    recto_json_double(builder, "confidence", s->confidence, 3);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

void recto_json_add_page(JsonBuilder *builder, const RectoPage *page, RectoJsonFlags flags) {
  json_builder_begin_object(builder);
  recto_json_int(builder, "page", page->id.page + 1);
  recto_json_string(builder, "outcome", recto_outcome_word(page->outcome));
  if (page->gone) recto_json_bool(builder, page->moved ? "moved" : "replaced", true);
  recto_json_int(builder, "warnings", page->warnings);
  add_digest(builder, page->sha256);
  add_geometry(builder, &page->geometry);
  recto_json_double(builder, "dpi", page->dpi, 1);
  recto_json_bool(builder, "dpiEstimated", page->dpi_estimated);
  recto_json_bool(builder, "colour", page->colour);
  recto_json_int(builder, "prints", page->prints);
  recto_json_string(builder, "upright", recto_answer_word(page->upright));
  recto_json_open(builder, "cures", true);
  for (unsigned bit = 1; bit < 1u << RECTO_N_CURES; bit <<= 1)
    if (page->cures & bit) json_builder_add_string_value(builder, recto_cure_word(bit));
  json_builder_end_array(builder);
  recto_json_string(builder, "blank", recto_answer_word(page->blank));
  recto_json_string(builder, "legible", recto_answer_word(page->legible));
  add_measures(builder, &page->measures);
  add_defects(builder, page->defects);
  add_cause(builder, page);
  recto_json_string(builder, "textSource", recto_text_source_word(page->text_source));
  recto_json_double(builder, "coverage", page->coverage, 3);
  recto_json_int(builder, "wordCount", page->words->len);
  if (flags & RECTO_JSON_WORDS) add_words(builder, page->words);
  add_codes(builder, page->codes);
  add_mrz(builder, page->mrz);
  if (!(flags & RECTO_JSON_BARE)) recto_json_double(builder, "cpuSeconds", page->cpu_seconds, 3);
  json_builder_end_object(builder);
}

void recto_json_add_file(JsonBuilder *builder, const RectoFile *file, RectoJsonFlags flags) {
  json_builder_begin_object(builder);
  recto_json_int(builder, "file", file->ordinal + 1);
  recto_json_string(builder, "name", file->name);
  recto_json_int(builder, "size", (gint64)file->size);
  add_digest(builder, file->sha256);
  char received[11];
  if (recto_date_is_set(file->received)) recto_json_string(builder, "receivedOn", recto_date_to_iso(file->received, received));
  if (file->tries > 1) recto_json_int(builder, "tries", file->tries);
  if (file->anyway) recto_json_bool(builder, "sentAnyway", true);
  recto_json_string(builder, "format", recto_format_word(file->format));
  if (file->other_format) recto_json_string(builder, "otherFormat", file->other_format);
  recto_json_string(builder, "outcome", recto_outcome_word(file->outcome));
  recto_json_open(builder, "traits", true);
  for (unsigned bit = 1; bit <= RECTO_TRAIT_TEXT_DISAGREES; bit <<= 1)
    if (file->traits & bit) json_builder_add_string_value(builder, recto_trait_word(bit));
  json_builder_end_array(builder);
  recto_json_int(builder, "warnings", file->warnings);
  recto_json_int(builder, "declaredPages", file->declared_pages);
  recto_json_int(builder, "attachments", file->n_attachments);
  if (!(flags & RECTO_JSON_BARE)) recto_json_double(builder, "cpuSeconds", file->cpu_seconds, 3);
  recto_json_open(builder, "pages", true);
  for (guint i = 0; i < file->pages->len; i++) recto_json_add_page(builder, file->pages->pdata[i], flags);
  json_builder_end_array(builder);
  json_builder_end_object(builder);
}

char *recto_json_finish(JsonBuilder *builder) {
  g_autoptr(JsonNode) root = json_builder_get_root(builder);
  g_autoptr(JsonGenerator) generator = json_generator_new();
  json_generator_set_pretty(generator, TRUE);
  json_generator_set_indent(generator, 1);
  json_generator_set_root(generator, root);
  g_autofree char *text = json_generator_to_data(generator, NULL);
  return g_strconcat(text, "\n", NULL);
}

#define MAX_DEPTH 64

/* Nesting of brackets outside strings; json-glib recurses without a limit. */
static int nesting(const char *text, size_t size) {
  int depth = 0, deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < size; i++) {
    char c = text[i];
    if (in_string) {
      if (c == '\\') i++;
      else if (c == '"') in_string = false;
    } else if (c == '"') in_string = true;
    else if (c == '[' || c == '{') deepest = MAX(deepest, ++depth);
    else if (c == ']' || c == '}') depth--;
  }
  return deepest;
}

JsonNode *recto_json_parse(const char *text, gssize length, size_t max_bytes, GError **error) {
  size_t size = length < 0 ? strlen(text) : (size_t)length;
  const char *fault = size > max_bytes ? "too large" : nesting(text, size) > MAX_DEPTH ? "nested too deep" : !g_utf8_validate_len(text, size, NULL) ? "not UTF-8" : NULL;
  g_autoptr(JsonParser) parser = json_parser_new_immutable();
  g_autoptr(GError) cause = NULL;
  if (!fault && !json_parser_load_from_data(parser, text, (gssize)size, &cause)) fault = cause->message;
  JsonNode *root = fault ? NULL : json_parser_get_root(parser);
  if (!root) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_FORMAT, "this JSON cannot be read: %s", fault ? fault : "empty");
    return NULL;
  }
  return json_node_ref(root);
}
