/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts as JSON (for people and programs) and as stored bytes (for the result cache).
 * The JSON of a dossier follows models/schema/dossier.schema.json. Reading JSON from outside caps depth and size first. */
#ifndef RECTO_JSON_H
#define RECTO_JSON_H

#include <json-glib/json-glib.h>
#include <recto/dossier.h>

typedef enum { RECTO_JSON_WORDS = 1 << 0, /* words of every page */ RECTO_JSON_BARE = 1 << 1 /* no cpu figures */ } RectoJsonFlags;

/* One member of the open object. */
void recto_json_string(JsonBuilder *builder, const char *key, const char *value); /* NULL = null */
void recto_json_string_if(JsonBuilder *builder, const char *key, const char *value); /* NULL leaves the member out */
void recto_json_int(JsonBuilder *builder, const char *key, gint64 value);
/* One member of an object that may be NULL: NULL, or `otherwise`, when it is absent or of another kind. Borrowed. */
const char *recto_json_text(JsonObject *object, const char *key);
gint64 recto_json_number(JsonObject *object, const char *key, gint64 otherwise);

/* Each opens one JSON value at the builder's position. */
void recto_json_add_file(JsonBuilder *builder, const RectoFile *file, RectoJsonFlags flags);
void recto_json_add_page(JsonBuilder *builder, const RectoPage *page, RectoJsonFlags flags);
void recto_json_add_sheet(JsonBuilder *builder, const RectoSheet *sheet);
void recto_json_add_document(JsonBuilder *builder, const RectoDocument *document);
void recto_json_add_person(JsonBuilder *builder, const RectoPerson *person);
void recto_json_add_piece(JsonBuilder *builder, const RectoPieceResult *piece);
void recto_json_add_finding(JsonBuilder *builder, const RectoFinding *finding);
void recto_json_add_dossier(JsonBuilder *builder, const RectoDossier *dossier, RectoJsonFlags flags);
/* The builder's value as indented UTF-8 text with a final newline; ends the builder. Owned by the caller. */
char *recto_json_finish(JsonBuilder *builder);
/* Parses untrusted JSON with a cap on bytes and nesting (json-glib itself overflows its stack). Errors: FORMAT. */
JsonNode *recto_json_parse(const char *text, gssize length, size_t max_bytes, GError **error);

/* The stored form of one file's reading, pictures included: a versioned, length-prefixed GVariant, checked on the way in. Errors: FORMAT. */
GBytes *recto_file_freeze(const RectoFile *file);
RectoFile *recto_file_thaw(GBytes *bytes, GError **error);

#endif
