/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Archives through the real recto-reader: what comes out, under which name, and what is told of all that does not. */
#include "unpack-run.h"

#include <archive.h>
#include <archive_entry.h>
#include <gio/gio.h>
#include <recto/error.h>

static RectoReader *reader;

static void expect(const GByteArray *file, const char *name, const char *lines, const char *outcome) {
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, name, file->data, file->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
  g_autofree char *got = lines_of(&run);
  g_assert_cmpstr(got, ==, lines);
  g_assert_cmpstr(recto_outcome_word(run.told.outcome), ==, outcome);
}

static void expect_zip(Zip *zip, const char *lines, const char *outcome) {
  g_autoptr(GByteArray) file = zip_end(zip);
  expect(file, "courrier.zip", lines, outcome);
}

/* ------------------------------------------------------------------ what comes out */

static void test_plain(void) {
  Zip zip = zip_new();
  zip_text(&zip, "un.txt", "premier");
  zip_text(&zip, "dossier/", "");
  zip_text(&zip, "dossier/deux.txt", "deuxième");
  ZipMember stored = {.name = "dossier/trois.bin", .data = "PK\0x", .size = 4, .store = true};
  zip_add(&zip, &stored);
  g_autoptr(GByteArray) file = zip_end(&zip);
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "courrier.zip", file->data, file->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
  g_autofree char *got = lines_of(&run);
  g_assert_cmpstr(got, ==, "un.txt ok 7; deux.txt ok 9; trois.bin ok 4");
  const Got *two = part_named(&run, "deux.txt");
  g_assert_cmpstr(two->path, ==, "courrier.zip » dossier/deux.txt");
  g_assert_cmpint(memcmp(g_bytes_get_data(two->bytes, NULL), "deuxième", 9), ==, 0);
  g_assert_cmpuint(two->page, ==, RECTO_WHOLE_FILE);
  g_assert_cmpstr(run.told.format, ==, "ZIP archive");
  g_assert_cmpuint(run.told.declared, ==, 4);
  g_assert_cmpuint(run.told.n_taken, ==, 3);
  g_assert_cmpuint(run.told.n_refused, ==, 0);
  g_assert_cmpuint(run.told.total_bytes, ==, 20);
  g_assert_false(run.told.whole);
}

/* What is no container is its own part; wanting nothing of a kind leaves it alone. */
static void test_whole(void) {
  static const struct { const char *name, *data, *lines, *outcome; } FILES[] = {
    {"a.jpg", "\xff\xd8\xff\xe0xxxxxxxxxxxx", "a.jpg ok whole", "ok"},
    {"a.txt", "Bonjour, voici mes papiers.\n", "a.txt unsupported whole", "unsupported"},
    {"a.msg", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1_\0_\0p\0r\0o\0p\0e\0r\0t\0i\0e\0s\0", "a.msg unsupported no-reader whole", "unsupported"},
    {"a.cab", "MSCF\0\0\0\0", "a.cab unsupported no-reader whole", "unsupported"},
    {"a.rar", "Rar!\x1a\a\1\0 not really", "a.rar unsupported no-reader whole", "unsupported"},
    {"a.7z", "7z\xbc\xaf\x27\x1c not really", "a.7z corrupt damaged whole", "corrupt"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(FILES); i++) {
    size_t size = g_str_equal(FILES[i].name, "a.msg") ? 32 : strlen(FILES[i].data);
    g_auto(Run) run = {0};
    g_assert_true(unpack_bytes(reader, FILES[i].name, FILES[i].data, size, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
    g_autofree char *got = lines_of(&run);
    g_assert_cmpstr(got, ==, FILES[i].lines);
    g_assert_cmpstr(recto_outcome_word(run.told.outcome), ==, FILES[i].outcome);
    g_assert_true(run.told.whole);
    g_assert_cmpuint(run.told.n_taken, ==, 1);
  }
  Zip zip = zip_new();
  zip_text(&zip, "un.txt", "premier");
  g_autoptr(GByteArray) file = zip_end(&zip);
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "a.zip", file->data, file->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_MAIL | RECTO_UNPACK_PAGES, &run));
  g_autofree char *got = lines_of(&run);
  g_assert_cmpstr(got, ==, "a.zip unsupported whole");
}

/* A document that is a zip inside is a document. */
static void test_office(void) {
  Zip zip = zip_new();
  zip_text(&zip, "word/document.xml", "<w/>");
  g_autoptr(GByteArray) file = zip_end(&zip);
  expect(file, "lettre.docx", "lettre.docx unsupported whole", "unsupported");
  Zip outer = zip_new();
  ZipMember member = {.name = "lettre.docx", .data = file->data, .size = file->len};
  zip_add(&outer, &member);
  g_autofree char *lines = g_strdup_printf("lettre.docx ok %u", file->len);
  expect_zip(&outer, lines, "ok");
}

static GByteArray *pack(int (*format)(struct archive *), int (*filter)(struct archive *)) {
  GByteArray *out = g_byte_array_new();
  size_t used = 0;
  g_byte_array_set_size(out, 1 << 20);
  struct archive *archive = archive_write_new();
  format(archive);
  if (filter) filter(archive);
  g_assert_cmpint(archive_write_open_memory(archive, out->data, out->len, &used), ==, ARCHIVE_OK);
  for (int i = 0; i < 3; i++) {
    struct archive_entry *entry = archive_entry_new();
    g_autofree char *name = g_strdup_printf("pièces/page-%d.txt", i);
    archive_entry_set_pathname_utf8(entry, name);
    archive_entry_set_pathname(entry, name);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_filetype(entry, i == 1 ? AE_IFLNK : AE_IFREG);
    if (i == 1) archive_entry_set_symlink(entry, "/etc/passwd");
    archive_entry_set_size(entry, i == 1 ? 0 : 5);
    g_assert_cmpint(archive_write_header(archive, entry), >=, ARCHIVE_WARN);
    if (i != 1) archive_write_data(archive, "texte", 5);
    archive_entry_free(entry);
  }
  archive_write_close(archive);
  archive_write_free(archive);
  g_byte_array_set_size(out, (guint)used);
  return out;
}

static void test_other_archives(void) {
  g_autoptr(GByteArray) tar = pack(archive_write_set_format_ustar, NULL);
  expect(tar, "a.tar", "page-0.txt ok 5; page-1.txt unsupported link; page-2.txt ok 5", "ok");
  g_autoptr(GByteArray) tgz = pack(archive_write_set_format_pax_restricted, archive_write_add_filter_gzip);
  expect(tgz, "a.tar.gz", "page-0.txt ok 5; page-1.txt unsupported link; page-2.txt ok 5", "ok");
  g_autoptr(GByteArray) seven = pack(archive_write_set_format_7zip, NULL);
  expect(seven, "a.7z", "page-0.txt ok 5; page-1.txt unsupported link; page-2.txt ok 5", "ok");
  g_byte_array_set_size(tgz, tgz->len / 2);
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "a.tar.gz", tgz->data, tgz->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
  g_assert_cmpuint(run.told.outcome, !=, RECTO_OUTCOME_OK);
}

static void test_gzip(void) {
  const char *text = "une page de texte";
  g_autoptr(GByteArray) raw = deflate_raw(text, strlen(text));
  g_autoptr(GByteArray) file = g_byte_array_new();
  g_byte_array_append(file, (const guint8 *)"\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  g_byte_array_append(file, raw->data, raw->len);
  put_le(file, crc32(0, (const Bytef *)text, (uInt)strlen(text)), 4);
  put_le(file, strlen(text), 4);
  expect(file, "lettre.txt.gz", "lettre.txt ok 17", "ok");
  g_byte_array_set_size(file, file->len - 12);
  expect(file, "lettre.txt.gz", "lettre.txt.gz corrupt damaged whole", "corrupt");
}

/* ------------------------------------------------------------------ names */

static void test_names(void) {
  static const struct { const char *stored, *name, *path, *note; } NAMES[] = {
    {"../../etc/passwd", "passwd", "etc/passwd", "odd-name"},
    {"/etc/cron.d/x", "x", "etc/cron.d/x", NULL},
    {"C:\\Users\\Awa\\scan.pdf", "scan.pdf", "Users/Awa/scan.pdf", NULL},
    {"..\\..\\a.pdf", "a.pdf", "a.pdf", "odd-name"},
    {"a/./b//c.pdf", "c.pdf", "a/b/c.pdf", NULL},
    {"photo\xe2\x80\xae" "fdp.exe", "photofdp.exe", "photofdp.exe", "odd-name"},
    {"li\ngne.pdf", "li gne.pdf", "li gne.pdf", NULL},
    {"b\x01.pdf", "b.pdf", "b.pdf", "odd-name"},
    {"..", "sans-nom", "sans-nom", "odd-name"},
    {"pi\xc3\xa8" "ce d'identit\xc3\xa9.pdf", "pièce d'identité.pdf", "pièce d'identité.pdf", NULL},
    {"pi\x8a" "ce d'identit\x82.pdf", "pièce d'identité.pdf", "pièce d'identité.pdf", NULL},           /* CP850, Windows */
    {"pi\xe8" "ce d'identit\xe9.pdf", "pièce d'identité.pdf", "pièce d'identité.pdf", NULL},           /* Windows-1252 */
    {"e\xcc\x81t\xc3\xa9.pdf", "été.pdf", "été.pdf", NULL},                                                /* macOS, taken apart */
  };
  for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
    Zip zip = zip_new();
    zip_text(&zip, NAMES[i].stored, "contenu");
    g_autoptr(GByteArray) file = zip_end(&zip);
    g_auto(Run) run = {0};
    g_assert_true(unpack_bytes(reader, "x.zip", file->data, file->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
    g_assert_cmpuint(run.parts->len, ==, 1);
    const Got *got = run.parts->pdata[0];
    g_autofree char *path = g_strconcat("x.zip » ", NAMES[i].path, NULL);
    g_assert_cmpstr(got->name, ==, NAMES[i].name);
    g_assert_cmpstr(got->path, ==, path);
    g_assert_cmpstr(recto_part_note_word(got->note), ==, NAMES[i].note);
    g_assert_cmpuint(g_bytes_get_size(got->bytes), ==, 7);
  }
}

/* A name with a zero in it ends there, as it does for everybody who shows it. */
static void test_zero_in_name(void) {
  Zip zip = zip_new();
  ZipMember member = {.name = "a.pdf\0.exe", .name_length = 10, .data = "contenu", .size = 7};
  zip_add(&zip, &member);
  expect_zip(&zip, "a.pdf ok 7", "ok");
}

static void test_long_name(void) {
  g_autofree char *long_name = g_strnfill(4000, 'a'), *stored = g_strconcat(long_name, "é.pdf", NULL);
  Zip zip = zip_new();
  zip_text(&zip, stored, "x");
  g_autoptr(GByteArray) file = zip_end(&zip);
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "x.zip", file->data, file->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
  const Got *got = run.parts->pdata[0];
  g_assert_cmpuint(strlen(got->name), <=, 255);
  g_assert_true(g_str_has_suffix(got->name, ".pdf"));
}

static void test_same_name(void) {
  Zip zip = zip_new();
  zip_text(&zip, "a.pdf", "un");
  zip_text(&zip, "a.pdf", "deux");
  zip_text(&zip, "b/a.pdf", "trois");
  expect_zip(&zip, "a.pdf ok 2; a.pdf ok same-name 4; a.pdf ok 5", "ok");
}

static void test_system_files(void) {
  Zip zip = zip_new();
  zip_text(&zip, "scan.txt", "un");
  zip_text(&zip, "__MACOSX/._scan.txt", "rien");
  zip_text(&zip, ".DS_Store", "rien");
  zip_text(&zip, "dossier/Thumbs.db", "rien");
  g_autoptr(GByteArray) file = zip_end(&zip);
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "x.zip", file->data, file->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
  g_autofree char *got = lines_of(&run);
  g_assert_cmpstr(got, ==, "scan.txt ok 2; ._scan.txt ok system-file; .DS_Store ok system-file; Thumbs.db ok system-file");
  g_assert_cmpuint(run.told.n_left_out, ==, 3);
  g_assert_cmpuint(run.told.outcome, ==, RECTO_OUTCOME_OK);
}

/* ------------------------------------------------------------------ what is refused, and told */

static void test_refused(void) {
  Zip zip = zip_new();
  ZipMember link = {.name = "lien", .data = "/etc/passwd", .size = 11, .mode = 0120777, .store = true};
  ZipMember device = {.name = "disque", .data = "", .size = 0, .mode = 060666, .store = true};
  ZipMember locked = {.name = "secret.pdf", .data = "123456789012345", .size = 15, .flags = 1, .store = true};
  zip_add(&zip, &link);
  zip_add(&zip, &device);
  zip_add(&zip, &locked);
  zip_text(&zip, "libre.txt", "oui");
  zip_text(&zip, "vide.pdf", "");
  expect_zip(&zip, "lien unsupported link; disque unsupported link; secret.pdf encrypted encrypted; libre.txt ok 3; vide.pdf empty empty", "ok");
  Zip all = zip_new();
  zip_add(&all, &locked);
  expect_zip(&all, "secret.pdf encrypted encrypted", "encrypted");
  Zip none = zip_new();
  expect_zip(&none, "courrier.zip empty empty whole", "empty");
}

static GByteArray *nested(int levels) {
  Zip zip = zip_new();
  zip_text(&zip, "fond.txt", "au fond");
  GByteArray *inner = zip_end(&zip);
  for (int i = 1; i < levels; i++) {
    Zip outer = zip_new();
    ZipMember member = {.name = "dedans.zip", .data = inner->data, .size = inner->len, .store = true};
    zip_add(&outer, &member);
    g_byte_array_unref(inner);
    inner = zip_end(&outer);
  }
  return inner;
}

static void test_depth(void) {
  g_autoptr(GByteArray) two = nested(2), three = nested(3), nine = nested(9);
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "x.zip", two->data, two->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
  g_assert_cmpstr(((Got *)run.parts->pdata[0])->path, ==, "x.zip » dedans.zip » fond.txt");
  for (int i = 0; i < 2; i++) {
    g_auto(Run) deep = {0};
    const GByteArray *file = i ? nine : three;
    g_assert_true(unpack_bytes(reader, "x.zip", file->data, file->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &deep));
    g_assert_cmpuint(deep.parts->len, ==, 1);
    const Got *got = deep.parts->pdata[0];
    g_assert_cmpuint(got->note, ==, RECTO_PART_DEPTH);
    g_assert_cmpuint(got->outcome, ==, RECTO_OUTCOME_TOO_BIG);
    g_assert_nonnull(got->bytes); /* given as it is */
  }
}

static void test_members_limit(void) {
  Zip zip = zip_new();
  for (int i = 0; i < 150; i++) {
    g_autofree char *name = g_strdup_printf("%03d.txt", i);
    zip_text(&zip, name, "x");
  }
  g_autoptr(GByteArray) file = zip_end(&zip);
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "x.zip", file->data, file->len, RECTO_CHANNEL_UPLOAD, RECTO_UNPACK_ALL, &run));
  g_assert_cmpuint(run.parts->len, ==, 101);
  const Got *last = run.parts->pdata[100];
  g_assert_cmpuint(last->note, ==, RECTO_PART_MEMBERS);
  g_assert_cmpuint(last->count, ==, 50);
  g_assert_cmpuint(run.told.outcome, ==, RECTO_OUTCOME_TOO_BIG);
  g_assert_cmpuint(run.told.n_taken, ==, 100);
  g_assert_cmpuint(run.told.n_refused, ==, 50);
}

/* ------------------------------------------------------------------ damage */

static void test_damage(void) {
  Zip zip = zip_new();
  zip_text(&zip, "un.txt", "premier");
  ZipMember wrong = {.name = "faux.pdf", .data = "contenu qui a changé", .size = 20, .wrong_crc = 1};
  zip_add(&zip, &wrong);
  zip_text(&zip, "trois.txt", "troisième");
  expect_zip(&zip, "un.txt ok 7; faux.pdf corrupt damaged; trois.txt ok 10", "damaged");
}

static void test_lost_table(void) {
  Zip zip = zip_new();
  zip_text(&zip, "un.txt", "premier");
  zip_text(&zip, "deux.txt", "deuxième");
  uint32_t data = zip.file->len;
  g_autoptr(GByteArray) file = zip_end(&zip);
  g_byte_array_set_size(file, file->len - 30); /* inside the table */
  expect(file, "x.zip", "un.txt ok 7; deux.txt ok 9; x.zip corrupt lost x0", "damaged");
  g_byte_array_set_size(file, data - 4); /* inside the last member */
  expect(file, "x.zip", "un.txt ok 7; deux.txt corrupt damaged; x.zip corrupt lost x0", "damaged");
}

/* The table says three, the file holds one of them. */
static void test_counted_loss(void) {
  Zip zip = zip_new();
  zip_text(&zip, "un.txt", "premier");
  ZipMember ghost = {.name = "fantome.pdf", .data = "", .size = 500, .store = true};
  zip_entry(&zip, &ghost, 0x00ffffff, 500, 0);
  zip_entry(&zip, &ghost, 0x01ffffff, 500, 0);
  g_autoptr(GByteArray) file = zip_end(&zip);
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "x.zip", file->data, file->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
  g_assert_cmpuint(run.told.declared, ==, 3);
  g_assert_cmpuint(run.told.n_taken, ==, 1);
  g_assert_cmpuint(run.told.n_refused, >=, 2);
  g_assert_cmpuint(run.told.outcome, ==, RECTO_OUTCOME_DAMAGED);
}

/* Sizes behind the data (bit 3), as writers to a pipe make them; zip64 sizes. */
static void test_streamed(void) {
  GByteArray *file = g_byte_array_new();
  g_autoptr(GByteArray) packed = deflate_raw("contenu du fichier", 18);
  uint32_t crc = (uint32_t)crc32(0, (const Bytef *)"contenu du fichier", 18);
  g_byte_array_append(file, (const guint8 *)"PK\3\4\x14\0\x08\0\x08\0\0\0\0\0", 14);
  put_le(file, 0, 12);
  put_le(file, 5, 2);
  put_le(file, 0, 2);
  g_byte_array_append(file, (const guint8 *)"a.txt", 5);
  g_byte_array_append(file, packed->data, packed->len);
  g_byte_array_append(file, (const guint8 *)"PK\7\x08", 4);
  put_le(file, crc, 4);
  put_le(file, packed->len, 4);
  put_le(file, 18, 4);
  Zip zip = {file, g_byte_array_new(), 0};
  ZipMember member = {.name = "a.txt", .data = "", .size = 18, .flags = 8};
  zip_entry(&zip, &member, 0, packed->len, crc);
  expect_zip(&zip, "a.txt ok 18", "ok");
}

static int ignore_write(struct archive *archive) {
  archive_write_set_format_zip(archive);
  return archive_write_set_options(archive, "zip:zip64");
}

static void test_zip64(void) {
  g_autoptr(GByteArray) file = pack(ignore_write, NULL);
  expect(file, "x.zip", "page-0.txt ok 5; page-1.txt unsupported link; page-2.txt ok 5", "ok");
}

/* ------------------------------------------------------------------ the caller */

static void test_caller_stops(void) {
  Zip zip = zip_new();
  for (int i = 0; i < 20; i++) zip_text(&zip, "a.txt", "x");
  g_autoptr(GByteArray) file = zip_end(&zip);
  g_auto(Run) run = {.stop_after = 3};
  g_assert_false(unpack_bytes(reader, "x.zip", file->data, file->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
  g_assert_error(run.error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint(run.parts->len, ==, 3);
  expect(file, "x.txt", "a.txt ok 1; a.txt ok same-name 1; a.txt ok same-name 1; a.txt ok same-name 1; a.txt ok same-name 1; a.txt ok same-name 1; a.txt ok same-name 1; "
         "a.txt ok same-name 1; a.txt ok same-name 1; a.txt ok same-name 1; a.txt ok same-name 1; a.txt ok same-name 1; a.txt ok same-name 1; a.txt ok same-name 1; "
         "a.txt ok same-name 1; a.txt ok same-name 1; a.txt ok same-name 1; a.txt ok same-name 1; a.txt ok same-name 1; a.txt ok same-name 1", "ok");
}

static void test_before_any_child(void) {
  g_auto(Run) empty = {0};
  g_assert_true(unpack_bytes(reader, "x.zip", "", 0, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &empty));
  g_assert_cmpuint(empty.told.outcome, ==, RECTO_OUTCOME_EMPTY);
  g_assert_cmpuint(empty.parts->len, ==, 0);
  RectoUnpacked told = {0};
  GError *error = NULL;
  int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_true(recto_reader_unpack(reader, folder, "x", RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, keep_part, NULL, &told, &error));
  g_assert_cmpuint(told.outcome, ==, RECTO_OUTCOME_UNSUPPORTED);
  close(folder);
}

/* A part larger than one step of the wire, and one of exactly one step. */
static void test_large(void) {
  static const size_t SIZES[] = {(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5000000};
  for (size_t k = 0; k < G_N_ELEMENTS(SIZES); k++) {
    g_autofree uint8_t *data = g_malloc(SIZES[k]);
    uint32_t state = 12345;
    for (size_t i = 0; i < SIZES[k]; i++) data[i] = (uint8_t)((state = state * 1664525 + 1013904223) >> 24);
    Zip zip = zip_new();
    ZipMember member = {.name = "gros.bin", .data = data, .size = SIZES[k]};
    zip_add(&zip, &member);
    g_autoptr(GByteArray) file = zip_end(&zip);
    g_auto(Run) run = {0};
    g_assert_true(unpack_bytes(reader, "x.zip", file->data, file->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
    const Got *got = part_named(&run, "gros.bin");
    g_assert_cmpuint(g_bytes_get_size(got->bytes), ==, SIZES[k]);
    g_assert_cmpint(memcmp(g_bytes_get_data(got->bytes, NULL), data, SIZES[k]), ==, 0);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  reader = unpack_reader("../../recto-reader", "");
  static const struct { const char *name; void (*run)(void); } TESTS[] = {
    {"plain", test_plain}, {"whole", test_whole}, {"office", test_office}, {"other-archives", test_other_archives}, {"gzip", test_gzip}, {"names", test_names},
    {"zero-in-name", test_zero_in_name}, {"long-name", test_long_name}, {"same-name", test_same_name}, {"system-files", test_system_files}, {"refused", test_refused}, {"depth", test_depth},
    {"members-limit", test_members_limit}, {"damage", test_damage}, {"lost-table", test_lost_table}, {"counted-loss", test_counted_loss},
    {"streamed", test_streamed}, {"zip64", test_zip64}, {"caller-stops", test_caller_stops}, {"before-any-child", test_before_any_child}, {"large", test_large},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(TESTS); i++) {
    g_autofree char *path = g_strconcat("/unpack/", TESTS[i].name, NULL);
    g_test_add_func(path, TESTS[i].run);
  }
  int status = g_test_run();
  recto_reader_free(reader);
  return status;
}
