/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of unpacking: what a member is, who opens it, what it may still cost, how it is told. Must not know: any container. */
#include "decode/container.h"
#include "decode/inside.h"

#include <gmime/gmime.h>
#include <qpdf/qpdf-c.h>

/* ------------------------------------------------------------------ telling */

bool recto_unpacking_goes_on(const RectoUnpacking *unpacking) { return !unpacking->gone && !unpacking->stopped; }

bool recto_unpacking_greet(RectoUnpacking *unpacking) {
  if (unpacking->greeted) return !unpacking->gone;
  unpacking->greeted = true;
  unpacking->gone = !unpacking->emitter->container(unpacking->emitter->self, &unpacking->facts);
  return !unpacking->gone;
}

static void emit(RectoUnpacking *unpacking, const RectoPart *part, const uint8_t *bytes) {
  if (!recto_unpacking_greet(unpacking)) return;
  unpacking->told++;
  if (bytes) unpacking->given += part->size;
  unpacking->gone = !unpacking->emitter->part(unpacking->emitter->self, part, bytes);
}

void recto_unpacking_tell(RectoUnpacking *unpacking, const char *name, const char *path, RectoOutcome outcome, RectoPartNote note, uint32_t count) {
  RectoPart part = {.name = (char *)name, .path = (char *)path, .page = RECTO_WHOLE_FILE, .outcome = outcome, .note = note, .count = count, .fd = -1};
  emit(unpacking, &part, NULL);
}

/* A limit for the whole file: told once, with what is not taken because of it. */
static bool stop(RectoUnpacking *unpacking, const RectoMember *member, RectoPartNote note) {
  if (!recto_unpacking_goes_on(unpacking)) return false;
  recto_unpacking_tell(unpacking, member->name, member->path, RECTO_OUTCOME_TOO_BIG, note, member->remaining);
  unpacking->stopped = note;
  return false;
}

bool recto_unpacking_allow(RectoUnpacking *unpacking, uint64_t more, const RectoMember *member) {
  const RectoUnpackLimits *limits = &unpacking->order->limits;
  if (!recto_unpacking_goes_on(unpacking)) return false;
  unpacking->unpacked += more;
  bool bomb = unpacking->unpacked > limits->ratio_from && (double)unpacking->unpacked > limits->ratio * (double)unpacking->file_bytes;
  if (bomb) return stop(unpacking, member, RECTO_PART_BOMB);
  return unpacking->unpacked <= limits->total_bytes ? true : stop(unpacking, member, RECTO_PART_TOTAL);
}

/* The member's note, or that its name has been met before. */
static RectoPartNote note_of(RectoUnpacking *unpacking, const RectoMember *member) {
  bool fresh = g_hash_table_add(unpacking->paths, g_strdup(member->path));
  return fresh || member->note != RECTO_PART_PLAIN ? member->note : RECTO_PART_SAME_NAME;
}

void recto_unpacking_give(RectoUnpacking *unpacking, const RectoMember *member) {
  const RectoUnpackLimits *limits = &unpacking->order->limits;
  if (!recto_unpacking_goes_on(unpacking)) return;
  if (unpacking->told >= limits->members) {
    stop(unpacking, member, RECTO_PART_MEMBERS);
    return;
  }
  gsize size = 0;
  const uint8_t *bytes = member->bytes ? g_bytes_get_data(member->bytes, &size) : NULL;
  RectoPart part = {.name = (char *)member->name, .path = (char *)member->path, .page = member->page, .outcome = member->outcome, .count = 1, .fd = -1};
  part.size = size;
  part.note = note_of(unpacking, member);
  if (member->bytes && size == 0) part.outcome = RECTO_OUTCOME_EMPTY, part.note = RECTO_PART_EMPTY;
  else if (size > limits->part_bytes) part.outcome = RECTO_OUTCOME_TOO_BIG, part.note = RECTO_PART_TOO_BIG, bytes = NULL;
  if (bytes && unpacking->given + size > limits->total_bytes) {
    stop(unpacking, member, RECTO_PART_TOTAL);
    return;
  }
  emit(unpacking, &part, size ? bytes : NULL);
}

/* ------------------------------------------------------------------ opening */

typedef RectoVerdict (*Opener)(RectoUnpacking *unpacking, const RectoMember *container);

static const struct { const char *word; uint32_t want; bool nests; Opener open; } OPENERS[] = {
  {"ZIP archive", RECTO_UNPACK_ARCHIVE, true, recto_archive_open}, {"7z archive", RECTO_UNPACK_ARCHIVE, true, recto_archive_open},
  {"RAR archive", RECTO_UNPACK_ARCHIVE, true, recto_archive_open}, {"tar archive", RECTO_UNPACK_ARCHIVE, true, recto_archive_open},
  {"gzip file", RECTO_UNPACK_ARCHIVE, true, recto_archive_open},   {"e-mail", RECTO_UNPACK_MAIL, true, recto_mail_open},
  {"tiff", RECTO_UNPACK_PAGES, false, recto_stack_open_tiff},      {"pdf", RECTO_UNPACK_PAGES, false, recto_stack_open_pdf},
};

const char *recto_content_word(const uint8_t *data, size_t size) {
  RectoFormat format = recto_source_format(data, size);
  return format != RECTO_FORMAT_UNKNOWN ? recto_format_word(format) : size ? recto_sniff_other(data, size) : NULL;
}

static int opener_of(const RectoUnpacking *unpacking, const char *word) {
  for (size_t i = 0; word && i < G_N_ELEMENTS(OPENERS); i++)
    if (g_str_equal(OPENERS[i].word, word) && (OPENERS[i].want & unpacking->order->want)) return (int)i;
  return -1;
}

static const char *word_of(const GBytes *bytes) {
  gsize size = 0;
  const uint8_t *data = g_bytes_get_data((GBytes *)bytes, &size);
  return recto_content_word(data, size);
}

static bool is_closed_archive(const char *word) {
  static const char *const CLOSED[] = {"archive", "compressed file", "Outlook mailbox", "Outlook message", NULL};
  return word && g_strv_contains(CLOSED, word);
}

void recto_unpacking_take(RectoUnpacking *unpacking, const RectoMember *member) {
  RectoMember given = *member;
  const char *word = member->bytes ? word_of(member->bytes) : NULL;
  int opener = opener_of(unpacking, word);
  if (given.note == RECTO_PART_PLAIN && is_closed_archive(word)) given.note = RECTO_PART_NO_READER;
  if (opener >= 0 && OPENERS[opener].nests && member->depth >= unpacking->order->limits.depth) {
    given.outcome = RECTO_OUTCOME_TOO_BIG;
    given.note = RECTO_PART_DEPTH;
    opener = -1;
  }
  if (opener < 0) return recto_unpacking_give(unpacking, &given);
  uint32_t before = unpacking->told;
  RectoVerdict verdict = OPENERS[opener].open(unpacking, member);
  bool out = unpacking->told > before;
  if (!out && verdict.outcome != RECTO_OUTCOME_OK) given.outcome = verdict.outcome, given.note = verdict.note;
  if (!out) recto_unpacking_give(unpacking, &given);
  else if (verdict.outcome != RECTO_OUTCOME_OK) unpacking->facts.outcome = RECTO_OUTCOME_DAMAGED, unpacking->facts.note = verdict.note;
}

/* ------------------------------------------------------------------ the file itself */

/* Nothing came out of it: it is its own part. What Recto reads is well, what nobody knows is not. */
static void give_whole(RectoUnpacking *unpacking, const RectoMember *file, RectoVerdict verdict, const char *word) {
  RectoFormat format = RECTO_FORMAT_UNKNOWN;
  bool readable = word && recto_format_from_word(word, &format) && format != RECTO_FORMAT_OTHER && format != RECTO_FORMAT_UNKNOWN;
  if (verdict.outcome == RECTO_OUTCOME_OK && !readable) verdict.outcome = RECTO_OUTCOME_UNSUPPORTED;
  if (verdict.note == RECTO_PART_PLAIN && is_closed_archive(word)) verdict.note = RECTO_PART_NO_READER;
  unpacking->facts.outcome = verdict.outcome;
  unpacking->facts.note = verdict.note;
  RectoPart part = {.name = (char *)file->name, .path = (char *)file->path, .page = RECTO_WHOLE_FILE, .outcome = verdict.outcome, .note = verdict.note, .count = 1,
                    .whole = true, .fd = -1};
  emit(unpacking, &part, NULL);
}

static void open_file(RectoUnpacking *unpacking, const RectoMember *file) {
  const char *word = file->bytes ? word_of(file->bytes) : NULL;
  int opener = opener_of(unpacking, word);
  RectoVerdict verdict = {file->bytes ? RECTO_OUTCOME_OK : RECTO_OUTCOME_CORRUPT, RECTO_PART_PLAIN};
  unpacking->facts.format = g_strdup(word);
  if (opener >= 0) verdict = OPENERS[opener].open(unpacking, file);
  if (unpacking->told == 0 && !unpacking->gone) return give_whole(unpacking, file, verdict, word);
  if (unpacking->stopped) verdict = (RectoVerdict){RECTO_OUTCOME_TOO_BIG, unpacking->stopped};
  if (verdict.outcome == RECTO_OUTCOME_OK) return; /* members may have left their own word */
  unpacking->facts.outcome = verdict.outcome;
  unpacking->facts.note = verdict.note;
}

bool recto_unpack_file(const RectoUnpackOrder *order, const RectoUnpackEmitter *emitter) {
  bool odd = false;
  g_autofree char *path = recto_name_path(order->name ? order->name : "", &odd), *name = recto_name_base(path);
  g_autoptr(GBytes) bytes = recto_bytes_map(order->fd);
  g_autoptr(GHashTable) paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  RectoUnpacking unpacking = {.order = order, .emitter = emitter, .file_bytes = bytes ? g_bytes_get_size(bytes) : 0, .paths = paths};
  RectoMember file = {.name = name, .path = name, .bytes = bytes, .page = RECTO_WHOLE_FILE};
  open_file(&unpacking, &file);
  bool heard = recto_unpacking_greet(&unpacking) && emitter->finished(emitter->self, &unpacking.facts);
  g_free(unpacking.facts.format);
  g_free(unpacking.facts.subject);
  g_free(unpacking.facts.from);
  g_free(unpacking.facts.date);
  return heard;
}

void recto_unpack_warm_up(void) { recto_mail_warm_up(); }

char *recto_unpack_versions(void) {
  return g_strdup_printf("%s; gmime %u.%u.%u; libqpdf %s", recto_archive_version(), gmime_major_version, gmime_minor_version, gmime_micro_version,
                         qpdf_get_qpdf_version());
}
