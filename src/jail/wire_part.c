/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both halves of the wire for unpacking: a part's label and a container's facts. The parts' bytes are never looked at here.
 * A value is believed only after its own check. */
#include "jail/wire.h"

#include <recto/text.h>

enum { GIVES = 1, WHOLE = 2, MOST_MEMBERS = 1 << 24 };

/* ------------------------------------------------------------------ the child's half */

/* Texts are brought inside the rules here, so that an honest child never breaks them. */
static RectoWireTable add_text(GByteArray *pool, const char *text, size_t most) {
  g_autofree char *clean = recto_text_clean(text ? text : "", -1, most);
  g_strdelimit(clean, "\t\n", ' ');
  RectoWireTable run = {pool->len, (uint32_t)strlen(clean)};
  g_byte_array_append(pool, (const guint8 *)clean, run.count);
  return run;
}

static GByteArray *glue(const void *fixed, size_t size, const GByteArray *pool) {
  GByteArray *answer = g_byte_array_sized_new((guint)size + pool->len);
  g_byte_array_append(answer, fixed, (guint)size);
  g_byte_array_append(answer, pool->data, pool->len);
  return answer;
}

GByteArray *recto_wire_from_part(const RectoPart *part, bool gives) {
  g_autoptr(GByteArray) pool = g_byte_array_new();
  RectoWirePart wire = {.outcome = part->outcome,
                        .note = part->note,
                        .page = part->page,
                        .count = MIN(part->count, (uint32_t)MOST_MEMBERS),
                        .flags = (gives ? GIVES : 0u) | (part->whole ? WHOLE : 0u),
                        .size = gives ? part->size : 0};
  wire.name = add_text(pool, part->name, RECTO_WIRE_MAX_NAME);
  wire.path = add_text(pool, part->path, RECTO_WIRE_MAX_PATH);
  wire.pool = (RectoWireTable){sizeof wire, pool->len};
  return glue(&wire, sizeof wire, pool);
}

GByteArray *recto_wire_from_container(const RectoUnpacked *unpacked) {
  g_autoptr(GByteArray) pool = g_byte_array_new();
  RectoWireContainer wire = {.outcome = unpacked->outcome, .note = unpacked->note, .declared = MIN(unpacked->declared, (uint32_t)MOST_MEMBERS)};
  wire.format = add_text(pool, unpacked->format, 64);
  wire.subject = add_text(pool, unpacked->subject, RECTO_WIRE_MAX_FACT);
  wire.from = add_text(pool, unpacked->from, RECTO_WIRE_MAX_FACT);
  wire.date = add_text(pool, unpacked->date, RECTO_WIRE_MAX_FACT);
  wire.pool = (RectoWireTable){sizeof wire, pool->len};
  return glue(&wire, sizeof wire, pool);
}

/* ------------------------------------------------------------------ recto's half */

typedef struct { const uint8_t *data; size_t size; RectoWireTable pool; } Answer;

/* UTF-8 without control characters, at most `most` bytes. NULL if it is not. */
static char *text_of(const Answer *answer, RectoWireTable untrusted, uint32_t most) {
  RectoWireTable pool = answer->pool;
  if (pool.offset > answer->size || pool.count > answer->size - pool.offset) return NULL;
  if (untrusted.count > most || untrusted.offset > pool.count || untrusted.count > pool.count - untrusted.offset) return NULL;
  const char *start = (const char *)answer->data + pool.offset + untrusted.offset;
  if (!g_utf8_validate_len(start, untrusted.count, NULL)) return NULL;
  for (uint32_t i = 0; i < untrusted.count; i++) {
    unsigned char c = (unsigned char)start[i];
    if (c < 0x20 || c == 0x7f) return NULL;
  }
  return g_strndup(start, untrusted.count);
}

/* A name is shown, stored as a label, offered for downloads: nothing in it may be taken for a folder. */
static bool is_name(const char *name) { return name && *name && !strpbrk(name, "/\\") && strcmp(name, ".") != 0 && strcmp(name, "..") != 0; }

bool recto_wire_to_part(const uint8_t *untrusted, size_t size, RectoPart *part, bool *ret_gives) {
  RectoWirePart wire;
  if (size < sizeof wire) return false;
  memcpy(&wire, untrusted, sizeof wire);
  if (wire.outcome > RECTO_OUTCOME_PROTOCOL || wire.note >= RECTO_N_PART_NOTES || wire.flags > (GIVES | WHOLE) || wire.zero || wire.count > MOST_MEMBERS) return false;
  if (wire.flags == (GIVES | WHOLE) || (!(wire.flags & GIVES) && wire.size)) return false;
  if (wire.page >= RECTO_WIRE_MAX_PAGES && wire.page != RECTO_WHOLE_FILE) return false;
  Answer answer = {untrusted, size, wire.pool};
  part->name = text_of(&answer, wire.name, RECTO_WIRE_MAX_NAME);
  part->path = text_of(&answer, wire.path, RECTO_WIRE_MAX_PATH);
  if (!is_name(part->name) || !part->path) return false;
  part->outcome = (RectoOutcome)wire.outcome;
  part->note = (RectoPartNote)wire.note;
  part->page = wire.page;
  part->count = wire.count;
  part->whole = (wire.flags & WHOLE) != 0;
  part->size = wire.size;
  *ret_gives = (wire.flags & GIVES) != 0;
  return true;
}

static bool take_text(const Answer *answer, RectoWireTable untrusted, uint32_t most, char **text) {
  g_autofree char *taken = text_of(answer, untrusted, most);
  if (!taken) return false;
  g_free(*text);
  *text = *taken ? g_steal_pointer(&taken) : NULL;
  return true;
}

bool recto_wire_to_container(const uint8_t *untrusted, size_t size, RectoUnpacked *unpacked) {
  RectoWireContainer wire;
  if (size < sizeof wire) return false;
  memcpy(&wire, untrusted, sizeof wire);
  if (wire.outcome > RECTO_OUTCOME_PROTOCOL || wire.note >= RECTO_N_PART_NOTES || wire.declared > MOST_MEMBERS || wire.zero) return false;
  Answer answer = {untrusted, size, wire.pool};
  if (!take_text(&answer, wire.format, 64, &unpacked->format)) return false;
  if (!take_text(&answer, wire.subject, RECTO_WIRE_MAX_FACT, &unpacked->subject) || !take_text(&answer, wire.from, RECTO_WIRE_MAX_FACT, &unpacked->from)) return false;
  if (!take_text(&answer, wire.date, RECTO_WIRE_MAX_FACT, &unpacked->date)) return false;
  unpacked->outcome = (RectoOutcome)wire.outcome;
  unpacked->note = (RectoPartNote)wire.note;
  unpacked->declared = wire.declared;
  return true;
}
