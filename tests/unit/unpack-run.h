/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unpacking with the real recto-reader in its jail, told as lines; and a writer of zips that can lie. */
#ifndef RECTO_UNPACK_RUN_H
#define RECTO_UNPACK_RUN_H

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <recto/reader.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

typedef struct { char *name, *path; RectoOutcome outcome; RectoPartNote note; uint32_t page, count; bool whole; GBytes *bytes; } Got;

typedef struct {
  GPtrArray *parts; /* of Got */
  RectoUnpacked told;
  GError *error;
  uint32_t stop_after; /* parts; 0 = never */
} Run;

static inline void got_free(gpointer data) {
  Got *got = data;
  g_free(got->name);
  g_free(got->path);
  if (got->bytes) g_bytes_unref(got->bytes);
  g_free(got);
}

static inline void run_clear(Run *run) {
  g_clear_pointer(&run->parts, g_ptr_array_unref);
  recto_unpacked_clear(&run->told);
  g_clear_error(&run->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

/* The reader program beside the tests; the shipped limits with `changes` ("key=value;…" of whole lines, everywhere they stand). */
static inline RectoReader *unpack_reader(const char *program, const char *changes) {
  g_autoptr(GError) error = NULL;
  g_autofree char *self = g_file_read_link("/proc/self/exe", NULL), *here = g_path_get_dirname(self), *path = g_build_filename(here, program, NULL);
  g_autofree char *folder = g_dir_make_tmp("recto-unpack-XXXXXX", NULL), *file = g_build_filename(folder, "limits.yaml", NULL), *ocr = g_build_filename(folder, "ocr", NULL);
  g_autofree char *limits = NULL, *shipped = g_canonicalize_filename("models/ocr", NULL);
  g_assert_true(g_file_get_contents("models/limits.yaml", &limits, NULL, NULL));
  g_auto(GStrv) pairs = g_strsplit(changes, ";", -1);
  for (char **pair = pairs; *pair && **pair; pair++) {
    g_auto(GStrv) sides = g_strsplit(*pair, "=", 2);
    g_autofree char *pattern = g_strdup_printf("(?m)^( +%s:) .*$", sides[0]), *value = g_strdup_printf("\\1 %s", sides[1]), *old = g_steal_pointer(&limits);
    g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
    limits = g_regex_replace(regex, old, -1, 0, value, 0, NULL);
    g_assert_cmpstr(old, !=, limits);
  }
  g_assert_true(g_file_set_contents(file, limits, -1, NULL));
  g_assert_cmpint(symlink(shipped, ocr), ==, 0);
  RectoReaderConfig config = {.program = path, .models_folder = folder, .workers = 1};
  RectoReader *reader = recto_reader_new(&config, &error);
  g_assert_no_error(error);
  g_unlink(ocr);
  g_unlink(file);
  g_rmdir(folder);
  return reader;
}

static inline bool keep_part(const RectoPart *part, gpointer user_data, GError **error) {
  Run *run = user_data;
  Got *got = g_new0(Got, 1);
  *got = (Got){g_strdup(part->name), g_strdup(part->path), part->outcome, part->note, part->page, part->count, part->whole, NULL};
  g_assert_true(g_utf8_validate(part->name, -1, NULL) && g_utf8_validate(part->path, -1, NULL));
  g_assert_null(strpbrk(part->name, "/\\"));
  if (part->fd >= 0) {
    uint8_t *data = g_malloc(part->size + 1);
    g_assert_cmpint(fcntl(part->fd, F_GET_SEALS), ==, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
    for (uint64_t at = 0; at < part->size;) {
      ssize_t n = read(part->fd, data + at, part->size - at);
      g_assert_cmpint(n, >, 0);
      at += (uint64_t)n;
    }
    g_assert_cmpint(read(part->fd, data + part->size, 1), ==, 0);
    got->bytes = g_bytes_new_take(data, part->size);
  }
  g_ptr_array_add(run->parts, got);
  if (!run->stop_after || run->parts->len < run->stop_after) return true;
  g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  return false;
}

static inline bool unpack_bytes(RectoReader *reader, const char *name, const void *data, size_t size, RectoChannel channel, uint32_t want, Run *run) {
  int fd = memfd_create("container", MFD_CLOEXEC);
  for (size_t at = 0; at < size;) {
    ssize_t n = write(fd, (const char *)data + at, size - at);
    g_assert_cmpint(n, >, 0);
    at += (size_t)n;
  }
  run->parts = g_ptr_array_new_with_free_func(got_free);
  bool right = recto_reader_unpack(reader, fd, name, channel, want, keep_part, run, &run->told, &run->error);
  close(fd);
  return right;
}

/* "scan.pdf ok 12; lien unsupported link" : name, outcome, note, bytes. */
static inline char *lines_of(const Run *run) {
  GString *lines = g_string_new(NULL);
  for (guint i = 0; i < run->parts->len; i++) {
    const Got *got = run->parts->pdata[i];
    g_string_append_printf(lines, "%s%s %s", i ? "; " : "", got->name, recto_outcome_word(got->outcome));
    if (got->note) g_string_append_printf(lines, " %s", recto_part_note_word(got->note));
    if (got->count != 1) g_string_append_printf(lines, " x%u", got->count);
    if (got->bytes) g_string_append_printf(lines, " %zu", g_bytes_get_size(got->bytes));
    if (got->whole) g_string_append(lines, " whole");
  }
  return g_string_free(lines, FALSE);
}

static inline const Got *part_named(const Run *run, const char *name) {
  for (guint i = 0; i < run->parts->len; i++) {
    const Got *got = run->parts->pdata[i];
    if (g_str_equal(got->name, name)) return got;
  }
  return NULL;
}

/* ------------------------------------------------------------------ zips */

typedef struct { GByteArray *file, *table; uint32_t count; } Zip;

static inline void put_le(GByteArray *to, uint64_t value, int length) {
  for (int i = 0; i < length; i++) {
    guint8 byte = i < 8 ? (guint8)(value >> (8 * i)) : 0;
    g_byte_array_append(to, &byte, 1);
  }
}

static inline Zip zip_new(void) { return (Zip){g_byte_array_new(), g_byte_array_new(), 0}; }

typedef struct { const char *name; size_t name_length; const void *data; size_t size; uint16_t flags; bool store; uint32_t mode; uint32_t wrong_crc; } ZipMember;

static inline GByteArray *deflate_raw(const void *data, size_t size) {
  GByteArray *out = g_byte_array_new();
  g_byte_array_set_size(out, (guint)(size + size / 100 + 64));
  z_stream stream = {.next_in = (Bytef *)data, .avail_in = (uInt)size, .next_out = out->data, .avail_out = out->len};
  g_assert_cmpint(deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_set_size(out, (guint)stream.total_out);
  deflateEnd(&stream);
  return out;
}

/* Local header, data, and the entry of the table; `at` = UINT32_MAX: where it really stands. */
static inline void zip_entry(Zip *zip, const ZipMember *member, uint32_t at, uint32_t packed_size, uint32_t crc) {
  size_t length = member->name_length ? member->name_length : strlen(member->name);
  g_byte_array_append(zip->table, (const guint8 *)"PK\1\2\x14\x03\x14\0", 8);
  put_le(zip->table, member->flags, 2);
  put_le(zip->table, member->store ? 0 : 8, 2);
  put_le(zip->table, 0, 4);
  put_le(zip->table, crc, 4);
  put_le(zip->table, packed_size, 4);
  put_le(zip->table, member->size, 4);
  put_le(zip->table, length, 2);
  put_le(zip->table, 0, 8);
  put_le(zip->table, (uint64_t)(member->mode ? member->mode : 0100644) << 16, 4);
  put_le(zip->table, at, 4);
  g_byte_array_append(zip->table, (const guint8 *)member->name, (guint)length);
  zip->count++;
}

static inline void zip_add(Zip *zip, const ZipMember *member) {
  size_t length = member->name_length ? member->name_length : strlen(member->name);
  uint32_t at = zip->file->len, crc = (uint32_t)crc32(0, member->data, (uInt)member->size) ^ member->wrong_crc;
  g_autoptr(GByteArray) packed = member->store ? NULL : deflate_raw(member->data, member->size);
  const guint8 *data = packed ? packed->data : member->data;
  uint32_t size = packed ? packed->len : (uint32_t)member->size;
  g_byte_array_append(zip->file, (const guint8 *)"PK\3\4\x14\0", 6);
  put_le(zip->file, member->flags, 2);
  put_le(zip->file, member->store ? 0 : 8, 2);
  put_le(zip->file, 0, 4);
  put_le(zip->file, crc, 4);
  put_le(zip->file, size, 4);
  put_le(zip->file, member->size, 4);
  put_le(zip->file, length, 2);
  put_le(zip->file, 0, 2);
  g_byte_array_append(zip->file, (const guint8 *)member->name, (guint)length);
  if (size) g_byte_array_append(zip->file, data, size);
  zip_entry(zip, member, at, size, crc);
}

static inline void zip_text(Zip *zip, const char *name, const char *text) {
  ZipMember member = {.name = name, .data = text, .size = strlen(text)};
  zip_add(zip, &member);
}

/* Ends the zip. Owned by the caller. */
static inline GByteArray *zip_end(Zip *zip) {
  uint32_t at = zip->file->len;
  g_byte_array_append(zip->file, zip->table->data, zip->table->len);
  g_byte_array_append(zip->file, (const guint8 *)"PK\5\6\0\0\0\0", 8);
  put_le(zip->file, MIN(zip->count, 65535), 2);
  put_le(zip->file, MIN(zip->count, 65535), 2);
  put_le(zip->file, zip->table->len, 4);
  put_le(zip->file, at, 4);
  put_le(zip->file, 0, 2);
  g_byte_array_unref(zip->table);
  zip->table = NULL;
  return zip->file;
}

#endif
