/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Archives by libarchive: zip, tar, gzip, 7z, rar. A member is taken only when all of it came out; behind damage the archive is opened again and the
 * member stepped over. No path is used, no link followed, no filter program started. */
#include "decode/container.h"

#include <archive.h>
#include <archive_entry.h>

enum { STEP = 256 << 10, MOST_REOPENINGS = 32 };

typedef struct {
  RectoUnpacking *unpacking;
  const RectoMember *container;
  RectoZipDirectory directory;
  const char *word;
  struct archive *lib;
  uint32_t seen;       /* members whose head was read, folders too */
  uint32_t reopenings;
  uint32_t whole;      /* members that came out whole */
  bool hurt, locked;
} Archive;

const char *recto_archive_version(void) { return archive_version_string(); }

static void close_lib(Archive *archive) {
  if (archive->lib) archive_read_free(archive->lib);
  archive->lib = NULL;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Archive, close_lib)

/* Only what the content is: a zip is never tried as something else. */
static bool open_lib(Archive *archive) {
  close_lib(archive);
  gsize size = 0;
  const void *data = g_bytes_get_data(archive->container->bytes, &size);
  struct archive *lib = archive->lib = archive_read_new();
  if (!lib) return false;
  if (g_str_equal(archive->word, "ZIP archive")) archive_read_support_format_zip(lib);
  if (g_str_equal(archive->word, "7z archive")) archive_read_support_format_7zip(lib);
  if (g_str_equal(archive->word, "RAR archive")) archive_read_support_format_rar(lib), archive_read_support_format_rar5(lib);
  if (g_str_equal(archive->word, "tar archive")) archive_read_support_format_tar(lib);
  if (g_str_equal(archive->word, "gzip file")) {
    archive_read_support_filter_gzip(lib);
    archive_read_support_format_tar(lib);
    archive_read_support_format_raw(lib);
  }
  return archive_read_open_memory(lib, data, size) == ARCHIVE_OK;
}

/* ------------------------------------------------------------------ one member */

typedef struct { char *inner, *name, *path; bool odd; } Label;

static void label_clear(Label *label) {
  g_free(label->inner);
  g_free(label->name);
  g_free(label->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Label, label_clear)

/* gzip may not know its name: then it is the file's own without ".gz". */
static char *raw_name(const Archive *archive) {
  const char *name = archive->container->name;
  if (g_str_has_suffix(name, ".gz")) return g_strndup(name, strlen(name) - 3);
  if (g_str_has_suffix(name, ".tgz")) return g_strdup_printf("%.*s.tar", (int)strlen(name) - 4, name);
  return g_strdup(name);
}

static char *stored_name(const Archive *archive, struct archive_entry *entry) {
  const char *utf8 = archive_entry_pathname_utf8(entry), *raw = archive_entry_pathname(entry);
  bool unnamed = archive_format(archive->lib) == ARCHIVE_FORMAT_RAW && (!raw || g_str_equal(raw, "data"));
  if (unnamed) return raw_name(archive);
  if (raw && *raw) return recto_name_decode(raw, strlen(raw));
  return g_strdup(utf8 ? utf8 : "");
}

static Label label_of(const Archive *archive, struct archive_entry *entry) {
  Label label = {0};
  g_autofree char *stored = stored_name(archive, entry);
  label.inner = recto_name_path(stored, &label.odd);
  label.name = recto_name_base(label.inner);
  label.path = g_strdup_printf("%s » %s", archive->container->path, *label.inner ? label.inner : label.name);
  return label;
}

/* All of the member's bytes, or why not. Sizes that an archive states are believed only as a hint. */
static RectoVerdict read_member(Archive *archive, struct archive_entry *entry, const RectoMember *member, GByteArray **ret) {
  uint64_t most = archive->unpacking->order->limits.part_bytes;
  uint64_t stated = archive_entry_size_is_set(entry) ? (uint64_t)MAX(archive_entry_size(entry), 0) : 0;
  if (stated > most) return (RectoVerdict){RECTO_OUTCOME_TOO_BIG, RECTO_PART_TOO_BIG};
  g_autoptr(GByteArray) bytes = g_byte_array_sized_new((guint)MIN(stated, 16 << 20));
  g_autofree uint8_t *step = g_malloc(STEP);
  for (;;) {
    la_ssize_t got = archive_read_data(archive->lib, step, STEP);
    if (got == ARCHIVE_RETRY) continue;
    if (got < 0) return (RectoVerdict){RECTO_OUTCOME_CORRUPT, RECTO_PART_DAMAGED};
    if (got == 0) break;
    if (!recto_unpacking_allow(archive->unpacking, (uint64_t)got, member)) return (RectoVerdict){RECTO_OUTCOME_TOO_BIG, RECTO_PART_TOTAL};
    if (bytes->len + (uint64_t)got > most) return (RectoVerdict){RECTO_OUTCOME_TOO_BIG, RECTO_PART_TOO_BIG};
    g_byte_array_append(bytes, step, (guint)got);
  }
  if (stated && bytes->len != stated) return (RectoVerdict){RECTO_OUTCOME_CORRUPT, RECTO_PART_DAMAGED};
  *ret = g_steal_pointer(&bytes);
  return (RectoVerdict){RECTO_OUTCOME_OK, RECTO_PART_PLAIN};
}

/* What is told by its head alone. */
static RectoVerdict judge_head(struct archive_entry *entry, const Label *label) {
  if (recto_name_is_system(label->inner)) return (RectoVerdict){RECTO_OUTCOME_OK, RECTO_PART_SYSTEM_FILE};
  if (archive_entry_hardlink(entry) || archive_entry_symlink(entry)) return (RectoVerdict){RECTO_OUTCOME_UNSUPPORTED, RECTO_PART_LINK};
  __LA_MODE_T type = archive_entry_filetype(entry);
  if (type != AE_IFREG && type != 0) return (RectoVerdict){RECTO_OUTCOME_UNSUPPORTED, RECTO_PART_LINK};
  if (archive_entry_is_data_encrypted(entry) > 0) return (RectoVerdict){RECTO_OUTCOME_ENCRYPTED, RECTO_PART_ENCRYPTED};
  return (RectoVerdict){RECTO_OUTCOME_OK, label->odd ? RECTO_PART_ODD_NAME : RECTO_PART_PLAIN};
}

static uint32_t remaining(const Archive *archive) { return archive->directory.count >= archive->seen ? archive->directory.count - archive->seen + 1 : 0; }

static void take_member(Archive *archive, struct archive_entry *entry) {
  if (archive_entry_filetype(entry) == AE_IFDIR) return;
  RectoUnpacking *unpacking = archive->unpacking;
  g_auto(Label) label = label_of(archive, entry);
  RectoVerdict verdict = judge_head(entry, &label);
  RectoMember member = {.name = label.name, .path = label.path, .depth = archive->container->depth + 1, .page = RECTO_WHOLE_FILE, .remaining = remaining(archive)};
  bool wanted = verdict.outcome == RECTO_OUTCOME_OK && verdict.note != RECTO_PART_SYSTEM_FILE;
  g_autoptr(GByteArray) data = NULL;
  if (wanted) {
    RectoVerdict read = read_member(archive, entry, &member, &data);
    if (!recto_unpacking_goes_on(unpacking)) return;
    if (read.outcome != RECTO_OUTCOME_OK) verdict = read;
  }
  archive->whole += data != NULL;
  archive->hurt = archive->hurt || verdict.outcome == RECTO_OUTCOME_CORRUPT;
  archive->locked = archive->locked || verdict.outcome == RECTO_OUTCOME_ENCRYPTED;
  g_autoptr(GBytes) bytes = data ? g_byte_array_free_to_bytes(g_steal_pointer(&data)) : NULL;
  member.bytes = bytes;
  member.outcome = verdict.outcome;
  member.note = verdict.note;
  if (bytes && g_bytes_get_size(bytes)) recto_unpacking_take(unpacking, &member);
  else recto_unpacking_give(unpacking, &member);
}

/* ------------------------------------------------------------------ all members */

/* Opens again and steps over what has been seen. Only where heads can be read without the data before them. */
static bool reopen(Archive *archive) {
  struct archive_entry *entry = NULL;
  if (archive->reopenings++ >= MOST_REOPENINGS || !open_lib(archive)) return false;
  for (uint32_t i = 0; i < archive->seen; i++)
    if (archive_read_next_header(archive->lib, &entry) < ARCHIVE_WARN) return false;
  return true;
}

/* True at the orderly end. */
static bool walk(Archive *archive) {
  uint32_t fresh = archive->seen; /* members seen since it was last opened */
  while (recto_unpacking_goes_on(archive->unpacking)) {
    struct archive_entry *entry = NULL;
    int result = archive_read_next_header(archive->lib, &entry);
    if (result == ARCHIVE_EOF) return true;
    if (result == ARCHIVE_RETRY) continue;
    if (result < ARCHIVE_WARN) {
      if (archive_read_has_encrypted_entries(archive->lib) > 0) archive->locked = true;
      if (archive->seen == fresh || !reopen(archive)) return false;
      fresh = archive->seen;
      continue;
    }
    archive->seen++;
    take_member(archive, entry);
  }
  return true;
}

static uint32_t lost_members(const Archive *archive) { return archive->directory.count > archive->seen ? archive->directory.count - archive->seen : 0; }

static RectoVerdict judge(const Archive *archive, uint32_t told, bool ended) {
  bool rar = g_str_equal(archive->word, "RAR archive");
  if (told > 0 && archive->locked && archive->whole == 0) return (RectoVerdict){RECTO_OUTCOME_ENCRYPTED, RECTO_PART_ENCRYPTED};
  if (told > 0) return ended && !archive->hurt ? (RectoVerdict){RECTO_OUTCOME_OK, RECTO_PART_PLAIN} : (RectoVerdict){RECTO_OUTCOME_DAMAGED, RECTO_PART_DAMAGED};
  if (archive->locked) return (RectoVerdict){RECTO_OUTCOME_ENCRYPTED, RECTO_PART_ENCRYPTED};
  if (ended && archive->directory.count == archive->seen) return (RectoVerdict){RECTO_OUTCOME_EMPTY, RECTO_PART_EMPTY};
  return rar ? (RectoVerdict){RECTO_OUTCOME_UNSUPPORTED, RECTO_PART_NO_READER} : (RectoVerdict){RECTO_OUTCOME_CORRUPT, RECTO_PART_DAMAGED};
}

RectoVerdict recto_archive_open(RectoUnpacking *unpacking, const RectoMember *container) {
  gsize size = 0;
  const uint8_t *data = g_bytes_get_data(container->bytes, &size);
  g_auto(Archive) archive = {.unpacking = unpacking, .container = container, .word = recto_content_word(data, size)};
  bool zip = g_str_equal(archive.word, "ZIP archive");
  if (zip) archive.directory = recto_zip_directory(data, size);
  if (container->depth == 0) unpacking->facts.declared = archive.directory.count;
  if (archive.directory.overlaps) return (RectoVerdict){RECTO_OUTCOME_TOO_BIG, RECTO_PART_OVERLAP};
  uint32_t before = unpacking->told;
  bool ended = open_lib(&archive) && walk(&archive);
  uint32_t lost = lost_members(&archive), told = unpacking->told - before;
  ended = ended && lost == 0 && (!zip || archive.directory.found);
  if (told > 0 && !ended && recto_unpacking_goes_on(unpacking))
    recto_unpacking_tell(unpacking, container->name, container->path, RECTO_OUTCOME_CORRUPT, RECTO_PART_LOST, lost);
  return judge(&archive, told, ended || unpacking->stopped);
}
