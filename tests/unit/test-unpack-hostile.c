/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unpacking against files that ask for much, files cut and bent anywhere, and children that lie: always an outcome, never a crash of recto, memory and time bounded. */
#include "unpack-run.h"

#include <recto/error.h>
#include <sys/resource.h>

static RectoReader *reader, *fake;

static uint64_t own_memory(void) {
  g_autofree char *status = NULL;
  g_assert_true(g_file_get_contents("/proc/self/status", &status, NULL, NULL));
  const char *line = strstr(status, "VmHWM:");
  return line ? g_ascii_strtoull(line + 6, NULL, 10) * 1024 : 0;
}

typedef struct { uint64_t bytes, parts; } Sum;

static bool count_only(const RectoPart *part, gpointer user_data, GError **error) {
  Sum *sum = user_data;
  sum->parts++;
  if (part->fd >= 0) sum->bytes += part->size;
  return true;
}

/* Unpacks without keeping anything, within `seconds` and 24 MiB of recto's own memory. */
static RectoUnpacked spend(const GByteArray *file, RectoChannel channel, double seconds, Sum *sum) {
  RectoUnpacked told = {0};
  GError *error = NULL;
  int fd = memfd_create("bomb", MFD_CLOEXEC);
  g_assert_cmpint(write(fd, file->data, file->len), ==, (ssize_t)file->len);
  uint64_t before = own_memory();
  int64_t start = g_get_monotonic_time();
  g_assert_true(recto_reader_unpack(reader, fd, "bombe.zip", channel, RECTO_UNPACK_ALL, count_only, sum, &told, &error));
  double took = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
  g_test_message("%s note %s, %lu parts, %lu bytes, %.2f s, child %lu MB %.2f CPU s, recto grew %lu KB", recto_outcome_word(told.outcome),
                 told.note ? recto_part_note_word(told.note) : "-", sum->parts, sum->bytes, took, told.peak_bytes >> 20, told.cpu_seconds, (own_memory() - before) >> 10);
  g_assert_cmpfloat(took, <, seconds);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpuint(own_memory() - before, <, 24 << 20);
#endif
  close(fd);
  return told;
}

/* ------------------------------------------------------------------ bombs */

static GByteArray *zeros_zip(size_t size, int members) {
  g_autofree uint8_t *zeros = g_malloc0(size);
  Zip zip = zip_new();
  for (int i = 0; i < members; i++) {
    g_autofree char *name = g_strdup_printf("z%d.bin", i);
    ZipMember member = {.name = name, .data = zeros, .size = size};
    zip_add(&zip, &member);
  }
  return zip_end(&zip);
}

static void test_ratio(void) {
  g_autoptr(GByteArray) file = zeros_zip(90 << 20, 1);
  Sum sum = {0};
  g_auto(RectoUnpacked) told = spend(file, RECTO_CHANNEL_COUNTER, 30, &sum);
  g_assert_cmpuint(told.outcome, ==, RECTO_OUTCOME_TOO_BIG);
  g_assert_cmpuint(sum.bytes, ==, 0);
  g_assert_cmpuint(told.n_refused, >=, 1);
}

/* Many small members, each harmless: all together are not. */
static void test_ratio_of_many(void) {
  g_autoptr(GByteArray) file = zeros_zip(2 << 20, 90);
  Sum sum = {0};
  g_auto(RectoUnpacked) told = spend(file, RECTO_CHANNEL_COUNTER, 30, &sum);
  g_assert_cmpuint(told.outcome, ==, RECTO_OUTCOME_TOO_BIG);
  g_assert_cmpuint(sum.bytes, <=, 64 << 20);
}

/* Blank pages stored without packing are no bomb. */
static void test_blank_pages(void) {
  g_autoptr(GByteArray) file = zeros_zip(26 << 20, 2);
  Sum sum = {0};
  g_auto(RectoUnpacked) told = spend(file, RECTO_CHANNEL_COUNTER, 30, &sum);
  g_assert_cmpuint(told.outcome, ==, RECTO_OUTCOME_OK);
  g_assert_cmpuint(sum.bytes, ==, 52 << 20);
}

static void test_part_too_big(void) {
  g_autoptr(GByteArray) file = zeros_zip(21 << 20, 2);
  Sum sum = {0};
  g_auto(RectoUnpacked) told = spend(file, RECTO_CHANNEL_UPLOAD, 30, &sum);
  g_assert_cmpuint(told.n_taken, ==, 0);
  g_assert_cmpuint(told.n_refused, ==, 2);
}

/* 42.zip: archives of archives, each level sixteen times the one below. */
static void test_levels(void) {
  g_autoptr(GByteArray) inner = zeros_zip(8 << 20, 1);
  for (int level = 0; level < 4; level++) {
    Zip zip = zip_new();
    for (int i = 0; i < 16; i++) {
      g_autofree char *name = g_strdup_printf("lib %d.zip", i);
      ZipMember member = {.name = name, .data = inner->data, .size = inner->len};
      zip_add(&zip, &member);
    }
    g_byte_array_unref(inner);
    inner = zip_end(&zip);
  }
  for (RectoChannel channel = RECTO_CHANNEL_UPLOAD; channel <= RECTO_CHANNEL_MAIL; channel++) {
    Sum sum = {0};
    g_auto(RectoUnpacked) told = spend(inner, channel, 60, &sum);
    g_assert_cmpuint(told.n_refused + told.n_taken, >=, 1);
    g_assert_cmpuint(sum.bytes, <, 64 << 20);
  }
}

/* One packed kernel that two hundred entries share. */
static void test_overlap(void) {
  g_autofree uint8_t *zeros = g_malloc0(1 << 20);
  Zip zip = zip_new();
  ZipMember member = {.name = "a.bin", .data = zeros, .size = 1 << 20};
  zip_add(&zip, &member);
  g_autoptr(GByteArray) packed = deflate_raw(zeros, 1 << 20);
  for (int i = 0; i < 200; i++) zip_entry(&zip, &member, (uint32_t)(i % 2), packed->len, (uint32_t)crc32(0, zeros, 1 << 20));
  g_autoptr(GByteArray) file = zip_end(&zip);
  Sum sum = {0};
  g_auto(RectoUnpacked) told = spend(file, RECTO_CHANNEL_MAIL, 10, &sum);
  g_assert_cmpuint(told.outcome, ==, RECTO_OUTCOME_TOO_BIG);
  g_assert_cmpuint(told.note, ==, RECTO_PART_OVERLAP);
  g_assert_cmpuint(sum.bytes, ==, 0);
}

/* A TIFF whose pages all point to the same pixels: a small file, much to give. */
static void test_shared_strips(void) {
  GByteArray *file = g_byte_array_new();
  g_byte_array_append(file, (const guint8 *)"II*\0\x08\0\0\0", 8);
  static const uint32_t SIZE = 4 << 20;
  for (uint32_t page = 0; page < 1500; page++) {
    uint32_t tags[6][3] = {{256, 4, 2048}, {257, 4, 2048}, {258, 3, 8}, {262, 3, 1}, {273, 4, 100000}, {279, 4, SIZE}};
    put_le(file, 6, 2);
    for (int i = 0; i < 6; i++) put_le(file, tags[i][0], 2), put_le(file, tags[i][1], 2), put_le(file, 1, 4), put_le(file, tags[i][2], 4);
    put_le(file, page == 1499 ? 0 : file->len + 4, 4);
  }
  g_byte_array_set_size(file, 100000 + SIZE);
  Sum sum = {0};
  g_auto(RectoUnpacked) told = spend(file, RECTO_CHANNEL_COUNTER, 60, &sum);
  g_assert_cmpuint(told.outcome, ==, RECTO_OUTCOME_TOO_BIG);
  g_assert_cmpuint(sum.bytes, <=, (uint64_t)1 << 30);
  g_byte_array_unref(file);
}

static void test_entry_flood(void) {
  Zip zip = zip_new();
  for (int i = 0; i < 60000; i++) {
    g_autofree char *name = g_strdup_printf("%d", i);
    ZipMember member = {.name = name, .data = "x", .size = 1, .store = true};
    zip_add(&zip, &member);
  }
  g_autoptr(GByteArray) file = zip_end(&zip);
  Sum sum = {0};
  g_auto(RectoUnpacked) told = spend(file, RECTO_CHANNEL_MAIL, 60, &sum);
  g_assert_cmpuint(told.outcome, ==, RECTO_OUTCOME_TOO_BIG);
  g_assert_cmpuint(told.n_taken, ==, 2000);
  g_assert_cmpuint(told.n_refused, ==, 58000);
}

/* ------------------------------------------------------------------ cut and bent files */

static GByteArray *small_zip(void) {
  Zip zip = zip_new();
  zip_text(&zip, "un.txt", "premier fichier, un peu plus long que son nom");
  ZipMember stored = {.name = "dossier/deux.bin", .data = "0123456789abcdef0123456789abcdef", .size = 32, .store = true};
  zip_add(&zip, &stored);
  zip_text(&zip, "trois.txt", "troisième");
  return zip_end(&zip);
}

static const char MAIL[] =
  "From: a@example.org\nSubject: SPECIMEN\nMIME-Version: 1.0\nMessage-ID: <1@example.org>\nContent-Type: multipart/mixed; boundary=\"zz\"\n\n"
  "--zz\nContent-Type: text/plain; charset=utf-8\n\nBonjour, voici mes pièces jointes.\n"
  "--zz\nContent-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: base64\n\nQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=\n"
  "--zz\nContent-Type: message/rfc822\n\nFrom: b@example.org\nSubject: dedans\n\nau fond\n--zz--\n";

/* Says of a spoilt file that it is not whole, or gives all that the whole one gives. */
static void tell_or_whole(const char *name, const void *data, size_t size, const char *whole_lines) {
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, name, data, size, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
  g_autofree char *got = lines_of(&run);
  bool told = run.told.outcome != RECTO_OUTCOME_OK;
  if (!told && strcmp(got, whole_lines) != 0) g_error("%s cut to %zu says ok but gives: %s", name, size, got);
  g_assert_true(run.told.outcome != RECTO_OUTCOME_SANDBOX && run.told.outcome != RECTO_OUTCOME_PROTOCOL && run.told.outcome != RECTO_OUTCOME_CRASH);
}

static char *whole_lines(const char *name, const void *data, size_t size) {
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, name, data, size, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
  g_assert_cmpuint(run.told.outcome, ==, RECTO_OUTCOME_OK);
  return lines_of(&run);
}

static void test_cuts(void) {
  g_autoptr(GByteArray) zip = small_zip();
  struct { const char *name; const void *data; size_t size; } files[] = {{"x.zip", zip->data, zip->len}, {"x.eml", MAIL, sizeof MAIL - 1}};
  for (size_t k = 0; k < G_N_ELEMENTS(files); k++) {
    g_autofree char *lines = whole_lines(files[k].name, files[k].data, files[k].size);
    for (size_t i = 0; i < 64; i++) tell_or_whole(files[k].name, files[k].data, 1 + i * (files[k].size - 1) / 64, lines);
  }
}

static void test_flips(void) {
  g_autoptr(GByteArray) zip = small_zip();
  struct { const char *name; const void *data; size_t size; } files[] = {{"x.zip", zip->data, zip->len}, {"x.eml", MAIL, sizeof MAIL - 1}};
  g_autoptr(GRand) dice = g_rand_new_with_seed(20261124);
  unsigned told = 0;
  for (int i = 0; i < 200; i++) {
    size_t k = (size_t)i % 2;
    g_autofree uint8_t *bent = g_memdup2(files[k].data, files[k].size);
    for (int n = 0; n < 1 + i % 3; n++) bent[g_rand_int_range(dice, 0, (gint32)files[k].size)] ^= (uint8_t)(1 << g_rand_int_range(dice, 0, 8));
    g_auto(Run) run = {0};
    g_assert_true(unpack_bytes(reader, files[k].name, bent, files[k].size, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
    g_assert_cmpuint(run.parts->len, >=, 1);
    g_assert_true(run.told.outcome != RECTO_OUTCOME_SANDBOX && run.told.outcome != RECTO_OUTCOME_PROTOCOL && run.told.outcome != RECTO_OUTCOME_CRASH);
    told += run.told.outcome != RECTO_OUTCOME_OK;
  }
  g_test_message("200 bent files: %u told as not whole", told);
}

/* ------------------------------------------------------------------ children that lie */

typedef struct { const char *name, *script, *lines, *outcome; } Lie;

static const Lie LIES[] = {
  {"good", "fake\ncontainer\npart a.txt 5\nbytes 5\npart b.txt -\npart c.txt 0\nend\n", "a.txt ok 5; b.txt ok; c.txt ok 0", "ok"},
  {"in-steps", "fake\ncontainer\npart a.txt 5\nbytes 2\nbytes 1\nbytes 2\nend\n", "a.txt ok 5", "ok"},
  {"whole", "fake\ncontainer\npart a.txt whole\nend\n", "a.txt ok whole", "ok"},
  {"no-greeting", "fake\npart a.txt 5\nbytes 5\nend\n", "", "protocol"},
  {"greets-twice", "fake\ncontainer\ncontainer\nend\n", "", "protocol"},
  {"too-few-bytes", "fake\ncontainer\npart a.txt 5\nbytes 3\npart b.txt -\nend\n", "", "protocol"},
  {"too-few-at-the-end", "fake\ncontainer\npart a.txt 5\nbytes 3\nend\n", "", "protocol"},
  {"too-many-bytes", "fake\ncontainer\npart a.txt 5\nbytes 6\nend\n", "", "protocol"},
  {"bytes-of-nothing", "fake\ncontainer\nbytes 6\nend\n", "", "protocol"},
  {"empty-step", "fake\ncontainer\npart a.txt 5\nbytes 0\nbytes 5\nend\n", "", "protocol"},
  {"after-the-end", "fake\ncontainer\npart a.txt -\nend\npart b.txt -\n", "a.txt ok", "protocol"},
  {"over-the-part", "fake\ncontainer\npart a.txt 30000000\nend\n", "", "protocol"},
  {"over-all", "fake\ncontainer\npart a.txt 99999999999999\nend\n", "", "protocol"},
  {"two-wholes", "fake\ncontainer\npart a.txt whole\npart b.txt whole\nend\n", "a.txt ok whole", "protocol"},
  {"whole-behind", "fake\ncontainer\npart a.txt -\npart b.txt whole\nend\n", "a.txt ok", "protocol"},
  {"folder-in-name", "fake\ncontainer\npart ../a.txt -\nend\n", "", "protocol"},
  {"name-dots", "fake\ncontainer\npart .. -\nend\n", "", "protocol"},
  {"outcome-unknown", "fake\ncontainer\npatch 0 99\npart a.txt -\nend\n", "", "protocol"},
  {"note-unknown", "fake\ncontainer\npatch 4 99\npart a.txt -\nend\n", "", "protocol"},
  {"page-unknown", "fake\ncontainer\npatch 11 1\npart a.txt -\nend\n", "", "protocol"},
  {"flags-unknown", "fake\ncontainer\npatch 16 4\npart a.txt -\nend\n", "", "protocol"},
  {"size-without-bytes", "fake\ncontainer\npatch 24 4\npart a.txt -\nend\n", "", "protocol"},
  {"name-outside", "fake\ncontainer\npatch 33 200\npart a.txt -\nend\n", "", "protocol"},
  {"pool-outside", "fake\ncontainer\npatch 51 200\npart a.txt -\nend\n", "", "protocol"},
  {"name-no-utf8", "fake\ncontainer\npatch 56 255\npart a.txt -\nend\n", "", "protocol"},
  {"name-control", "fake\ncontainer\npatch 56 10\npart a.txt -\nend\n", "", "protocol"},
  {"crash-in-a-part", "fake\ncontainer\npart a.txt 2\nbytes 2\npart b.txt 9\nbytes 3\ncrash\n", "a.txt ok 2", "crash"},
  {"memory", "fake\ncontainer\npart a.txt 2\nbytes 2\nmemory\n", "a.txt ok 2", "memory"},
  {"socket", "fake\ncontainer\npart a.txt 2\nbytes 2\nsocket\n", "a.txt ok 2", "sandbox"},
  {"spin", "fake\ncontainer\npart a.txt 2\nbytes 2\nspin\n", "a.txt ok 2", "timeout"},
  {"sleep", "fake\ncontainer\npart a.txt 2\nbytes 2\nsleep\n", "a.txt ok 2", "timeout"},
  {"leave", "fake\ncontainer\npart a.txt 2\nbytes 2\nleave\n", "a.txt ok 2", "protocol"},
};

static unsigned count_fds(void) {
  unsigned n = 0;
  g_autoptr(GDir) folder = g_dir_open("/proc/self/fd", 0, NULL);
  while (g_dir_read_name(folder)) n++;
  return n;
}

static void test_lie(gconstpointer data) {
  const Lie *lie = data;
  unsigned before = count_fds();
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(fake, "x.zip", lie->script, strlen(lie->script), RECTO_CHANNEL_UPLOAD, RECTO_UNPACK_ALL, &run));
  g_autofree char *got = lines_of(&run);
  g_assert_cmpstr(got, ==, lie->lines);
  g_assert_cmpstr(recto_outcome_word(run.told.outcome), ==, lie->outcome);
  g_assert_cmpuint(count_fds(), ==, before);
}

static void test_flood(void) {
  static const char SCRIPT[] = "fake\ncontainer\nflood 100000\nend\n";
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(fake, "x.zip", SCRIPT, sizeof SCRIPT - 1, RECTO_CHANNEL_UPLOAD, RECTO_UNPACK_ALL, &run));
  g_assert_cmpuint(run.told.outcome, ==, RECTO_OUTCOME_PROTOCOL);
  g_assert_cmpuint(run.parts->len, <, 300);
}

/* Any byte of an announcement changed to anything: a breach or a harmless part. */
static void test_patches(void) {
  g_autoptr(GRand) dice = g_rand_new_with_seed(7);
  for (int i = 0; i < 300; i++) {
    g_autofree char *script = g_strdup_printf("fake\ncontainer\npatch %d %d\npart a.txt 5\nbytes 5\nend\n", g_rand_int_range(dice, 0, 66), g_rand_int_range(dice, 0, 256));
    g_auto(Run) run = {0};
    g_assert_true(unpack_bytes(fake, "x.zip", script, strlen(script), RECTO_CHANNEL_UPLOAD, RECTO_UNPACK_ALL, &run));
    g_assert_true(run.told.outcome == RECTO_OUTCOME_OK || run.told.outcome == RECTO_OUTCOME_PROTOCOL);
    g_assert_cmpuint(run.parts->len, <=, 1);
  }
}

/* A caller that is slow must not make the child look stalled. */
static bool be_slow(const RectoPart *part, gpointer user_data, GError **error) {
  g_usleep(4 * G_USEC_PER_SEC);
  return true;
}

static void test_slow_caller(void) {
  static const char SCRIPT[] = "fake\ncontainer\npart a.txt -\npart b.txt 2\nbytes 2\nend\n";
  g_auto(RectoUnpacked) told = {0};
  GError *error = NULL;
  int fd = memfd_create("x", MFD_CLOEXEC);
  g_assert_cmpint(write(fd, SCRIPT, sizeof SCRIPT - 1), ==, sizeof SCRIPT - 1);
  g_assert_true(recto_reader_unpack(fake, fd, "x.zip", RECTO_CHANNEL_UPLOAD, RECTO_UNPACK_ALL, be_slow, NULL, &told, &error));
  g_assert_cmpuint(told.outcome, ==, RECTO_OUTCOME_OK);
  g_assert_cmpuint(told.n_parts, ==, 2);
  close(fd);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  reader = unpack_reader("../../recto-reader", "");
  fake = unpack_reader("../hostile/recto-reader-fake", "seconds=1;wall=3");
  static const struct { const char *name; void (*run)(void); } TESTS[] = {
    {"bomb/ratio", test_ratio}, {"bomb/ratio-of-many", test_ratio_of_many}, {"bomb/blank-pages", test_blank_pages}, {"bomb/part-too-big", test_part_too_big},
    {"bomb/levels", test_levels}, {"bomb/overlap", test_overlap}, {"bomb/shared-strips", test_shared_strips}, {"bomb/entry-flood", test_entry_flood},
    {"cuts", test_cuts}, {"flips", test_flips}, {"flood", test_flood}, {"patches", test_patches}, {"slow-caller", test_slow_caller},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(TESTS); i++) {
    g_autofree char *path = g_strconcat("/unpack/", TESTS[i].name, NULL);
    g_test_add_func(path, TESTS[i].run);
  }
  for (size_t i = 0; i < G_N_ELEMENTS(LIES); i++) {
    g_autofree char *path = g_strconcat("/unpack/lie/", LIES[i].name, NULL);
    g_test_add_data_func(path, &LIES[i], test_lie);
  }
  int status = g_test_run();
  recto_reader_free(reader);
  recto_reader_free(fake);
  return status;
}
