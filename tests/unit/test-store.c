/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The register: sealed, durable, numbered, chained, erasable. What survives kills and power cuts: tests/fault. */
#include "base/digest.h"
#include "base/file.h"
#include "base/seal.h"
#include "store/store.h"
#include <fcntl.h>
#include <recto/error.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define CANARY "CANARI-Żółć-DUPONT"
#define NOW ((int64_t)1764000000 * G_USEC_PER_SEC)

static char *new_folder(void) {
  char *folder = g_dir_make_tmp("recto-store-XXXXXX", NULL);
  g_assert_nonnull(folder);
  return folder;
}

static void test_seal(void) {
  uint8_t key[RECTO_KEY_SIZE], other[RECTO_KEY_SIZE];
  g_assert_true(recto_key_new(key, NULL) && recto_key_new(other, NULL));
  g_autoptr(GBytes) sealed = recto_seal(key, "p", CANARY, strlen(CANARY), NULL), plain = recto_unseal(key, "p", sealed, NULL);
  g_assert_cmpmem(g_bytes_get_data(plain, NULL), g_bytes_get_size(plain), CANARY, strlen(CANARY));
  g_assert_null(recto_unseal(other, "p", sealed, NULL));
  g_assert_null(recto_unseal(key, "q", sealed, NULL));
  gsize size = 0;
  const guint8 *data = g_bytes_get_data(sealed, &size);
  for (gsize i = 0; i < size; i++) {
    g_autofree guint8 *copy = g_memdup2(data, size);
    copy[i] ^= 1;
    g_autoptr(GBytes) altered = g_bytes_new(copy, size), cut = g_bytes_new(data, i);
    g_assert_null(recto_unseal(key, "p", altered, NULL));
    g_assert_null(recto_unseal(key, "p", cut, NULL));
  }
  g_autoptr(GBytes) nothing = recto_seal(key, "p", "", 0, NULL), empty = recto_unseal(key, "p", nothing, NULL);
  g_assert_cmpuint(g_bytes_get_size(empty), ==, 0);
}

/* ------------------------------------------------------------------ a folder with a store in it */

typedef struct { char *folder; RectoStore *store; } Place;

static void place_open(Place *place) {
  GError *error = NULL;
  place->store = recto_store_open(place->folder, &error);
  g_assert_no_error(error);
}

static Place place_new(void) {
  Place place = {new_folder(), NULL};
  place_open(&place);
  return place;
}

static void place_reopen(Place *place) {
  g_clear_pointer(&place->store, recto_store_free);
  place_open(place);
}

static void place_clear(Place *place) {
  g_clear_pointer(&place->store, recto_store_free);
  recto_file_remove_tree(place->folder);
  g_free(place->folder);
}

static int file_with(const char *text) {
  int fd = memfd_create("test", MFD_CLOEXEC);
  g_assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
  return fd;
}

/* Deposits one file; the receipt is the caller's. */
static bool put(RectoStore *store, const char *number, const char *key, const char *text, RectoStoreReceipt *receipt, GError **error) {
  int fd = file_with(text);
  RectoStoreFile file = {.fd = fd, .name = CANARY ".txt"};
  RectoStoreDeposit deposit = {.key = key, .number = number, .prefix = "2026-", .opening = "{\"procedure\": \"p\"}", .procedure = "p", .reception = "2026-03-16",
                               .who = CANARY, .channel = "counter", .now = NOW, .files = &file, .n_files = 1, .job = "judge"};
  bool right = recto_store_deposit(store, &deposit, receipt, error);
  close(fd);
  return right;
}

static char *put_new(RectoStore *store, const char *key, const char *text) {
  g_auto(RectoStoreReceipt) receipt = {0};
  GError *error = NULL;
  g_assert_true(put(store, NULL, key, text, &receipt, &error));
  g_assert_no_error(error);
  return g_strdup(receipt.number);
}

static char *blob_of(RectoStore *store, const char *number, guint ordinal) {
  g_autoptr(GPtrArray) files = recto_ledger_files(recto_store_ledger(store), number, NULL);
  g_assert_cmpuint(files->len, >, ordinal);
  return g_strdup(((RectoFileRow *)files->pdata[ordinal])->blob);
}

static char *text_of(RectoStore *store, const char *number, guint ordinal) {
  g_autoptr(RectoStoreDossier) dossier = recto_store_find(store, number, NULL);
  g_autofree char *blob = blob_of(store, number, ordinal);
  int fd = recto_store_open_blob(dossier, blob, NULL);
  char buffer[256] = {0};
  if (fd < 0) return NULL;
  g_assert_cmpint(read(fd, buffer, sizeof buffer - 1), >=, 0);
  g_assert_cmpint(write(fd, "x", 1), ==, -1); /* sealed against writing */
  close(fd);
  return g_strdup(buffer);
}

/* No name, no content and no file name may be found in what lies on the disk. */
static bool tree_holds(const char *folder, const char *needle, size_t size) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    g_autofree char *path = g_build_filename(folder, name, NULL), *text = NULL;
    gsize length = 0;
    if (memmem(name, strlen(name), needle, size)) return true;
    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
      if (tree_holds(path, needle, size)) return true;
    } else if (g_file_get_contents(path, &text, &length, NULL) && memmem(text, length, needle, size)) return true;
  }
  return false;
}

static void assert_sound(RectoStore *store) {
  GError *error = NULL;
  g_autoptr(GPtrArray) faults = recto_store_verify(store, NULL, NULL, NULL, &error);
  g_assert_no_error(error);
  for (guint i = 0; i < faults->len; i++) g_test_message("%s", ((RectoStoreFault *)faults->pdata[i])->what);
  g_assert_cmpuint(faults->len, ==, 0);
}

/* ------------------------------------------------------------------ tests */

static void test_life(void) {
  Place place = place_new();
  g_auto(RectoStoreReceipt) first = {0}, again = {0}, more = {0};
  g_assert_true(put(place.store, NULL, "a", CANARY " content", &first, NULL));
  g_assert_cmpstr(first.number, ==, "2026-000001");
  g_assert_false(first.again);
  g_assert_cmpuint(first.version, ==, 2); /* opened, deposited */
  g_assert_cmpuint(first.twins->len, ==, 0);
  place_reopen(&place);

  /* The same key is the same deposit, whatever comes with it. */
  g_assert_true(put(place.store, NULL, "a", "something else", &again, NULL));
  g_assert_true(again.again);
  g_assert_cmpstr(again.number, ==, first.number);
  g_assert_cmpuint(again.deposit, ==, first.deposit);
  g_assert_cmpint(again.received_at, ==, NOW);

  /* The same bytes are one blob and two deposits, flagged. */
  g_assert_true(put(place.store, first.number, "b", CANARY " content", &more, NULL));
  g_assert_cmpuint(more.first_file, ==, 1);
  g_assert_cmpuint(more.twins->len, ==, 1);
  g_autofree char *blob0 = blob_of(place.store, first.number, 0), *blob1 = blob_of(place.store, first.number, 1);
  g_assert_cmpstr(blob0, ==, blob1);
  g_autofree char *text = text_of(place.store, first.number, 1), *second = put_new(place.store, "c", CANARY " content");
  g_assert_cmpstr(text, ==, CANARY " content");
  g_assert_cmpstr(second, ==, "2026-000002");
  g_autofree char *other = blob_of(place.store, second, 0);
  g_assert_cmpstr(other, !=, blob0); /* never shared between dossiers */
  assert_sound(place.store);
  g_assert_false(tree_holds(place.folder, CANARY, strlen(CANARY)));
  g_assert_false(tree_holds(place.folder, "content", 7));
  g_autoptr(GError) unknown = NULL, strange = NULL;
  g_assert_null(recto_store_find(place.store, "2026-000009", &unknown));
  g_assert_error(unknown, RECTO_ERROR, RECTO_ERROR_USAGE);
  g_assert_null(recto_store_find(place.store, "../../etc", &strange));
  place_clear(&place);
}

static bool put_bytes(RectoStore *store, const char *number, const char *text, size_t most, RectoStoreReceipt *receipt, GError **error) {
  g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
  uint8_t sha256[32];
  recto_digest_bytes(text, strlen(text), sha256);
  RectoStoreFile file = {.fd = -1, .name = CANARY ".txt", .bytes = bytes, .sha256 = sha256};
  RectoStoreDeposit deposit = {.number = number, .who = "w", .channel = "upload", .now = NOW, .files = &file, .n_files = 1, .max_bytes = most};
  return recto_store_deposit(store, &deposit, receipt, error);
}

/* What the last line of a history says of its one file, from its size on: size and SHA-256. */
static char *last_size_on(RectoStore *store, const char *number) {
  g_autoptr(GPtrArray) events = recto_store_history(store, number, NULL);
  return g_strdup(strstr(((RectoStoreEvent *)events->pdata[events->len - 1])->body, "\"size\""));
}

/* Bytes in memory are registered as those of a file: one name, twins, the same digest in the history, the same bounds. */
static void test_from_memory(void) {
  Place place = place_new();
  g_auto(RectoStoreReceipt) receipt = {0}, over = {0};
  g_autoptr(GError) big = NULL;
  g_autofree char *number = put_new(place.store, "a", "12345"), *from_file = last_size_on(place.store, number);
  g_assert_false(put_bytes(place.store, number, "12345", 4, &over, &big));
  g_assert_error(big, RECTO_ERROR, RECTO_ERROR_FORMAT);
  g_assert_true(put_bytes(place.store, number, "12345", 5, &receipt, NULL));
  g_assert_cmpuint(receipt.twins->len, ==, 1);
  g_autofree char *from_memory = last_size_on(place.store, number), *text = text_of(place.store, number, 1), *one = blob_of(place.store, number, 0), *other = blob_of(place.store, number, 1);
  g_assert_cmpstr(from_memory, ==, from_file);
  g_assert_nonnull(strstr(from_memory, "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5"));
  g_assert_cmpstr(text, ==, "12345");
  g_assert_cmpstr(one, ==, other);
  assert_sound(place.store);
  place_clear(&place);
}

static void test_refusals(void) {
  Place place = place_new();
  int pipe_ends[2];
  g_assert_cmpint(pipe(pipe_ends), ==, 0);
  RectoStoreFile file = {.fd = pipe_ends[0], .name = "pipe"};
  RectoStoreDeposit deposit = {.prefix = "2026-", .who = "w", .channel = "counter", .now = NOW, .files = &file, .n_files = 1};
  g_auto(RectoStoreReceipt) receipt = {0};
  g_autoptr(GError) odd = NULL, big = NULL, nobody = NULL, closed = NULL, version = NULL;
  g_assert_false(recto_store_deposit(place.store, &deposit, &receipt, &odd));
  g_assert_error(odd, RECTO_ERROR, RECTO_ERROR_STORE);
  file.fd = file_with("12345");
  deposit.max_bytes = 4;
  g_assert_false(recto_store_deposit(place.store, &deposit, &receipt, &big));
  g_assert_error(big, RECTO_ERROR, RECTO_ERROR_FORMAT);
  close(file.fd);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  g_assert_false(put(place.store, "2026-000777", "k", "text", &receipt, &nobody));
  g_assert_error(nobody, RECTO_ERROR, RECTO_ERROR_USAGE);
  g_autofree char *number = put_new(place.store, "x", "x");
  g_assert_cmpstr(number, ==, "2026-000001"); /* what was refused used no number */
  g_assert_true(recto_store_close_dossier(place.store, number, true, "w", NOW, NULL));
  g_assert_false(put(place.store, number, "late", "text", &receipt, &closed));
  g_assert_error(closed, RECTO_ERROR, RECTO_ERROR_USAGE);
  g_assert_true(recto_store_close_dossier(place.store, number, false, "w", NOW, NULL));
  g_assert_true(put(place.store, number, "late", "text", &receipt, NULL));
  assert_sound(place.store);
  g_autofree char *format = g_build_filename(place.folder, "format", NULL);
  g_assert_true(g_file_set_contents(format, "recto-store 9\n", -1, NULL));
  g_assert_null(recto_store_open(place.folder, &version));
  g_assert_error(version, RECTO_ERROR, RECTO_ERROR_STORE);
  place_clear(&place);
}

static void test_history(void) {
  Place place = place_new();
  g_autofree char *number = put_new(place.store, "a", "one");
  uint64_t version = 0;
  g_assert_true(recto_store_record(place.store, number, 2, "seen", "{\"piece\": \"passport\"}", CANARY, NOW + 1, "judge", &version, NULL));
  g_assert_cmpuint(version, ==, 3);
  g_autoptr(GError) moved = NULL;
  g_assert_false(recto_store_record(place.store, number, 2, "seen", "{}", "w", NOW + 2, NULL, NULL, &moved));
  g_assert_error(moved, RECTO_ERROR, RECTO_ERROR_USAGE);
  g_autoptr(GPtrArray) events = recto_store_history(place.store, number, NULL);
  g_assert_cmpuint(events->len, ==, 3);
  const RectoStoreEvent *open = events->pdata[0], *seen = events->pdata[2];
  g_assert_cmpstr(open->deed, ==, "open");
  g_assert_cmpstr(seen->body, ==, "{\"piece\": \"passport\"}");
  g_assert_cmpstr(seen->who, ==, CANARY);
  g_assert_cmpint(seen->at, ==, NOW + 1);
  assert_sound(place.store);
  g_assert_false(tree_holds(place.folder, CANARY, strlen(CANARY)));
  g_assert_false(tree_holds(place.folder, "passport", 8));
  place_clear(&place);
}

static void test_list(void) {
  Place place = place_new();
  g_autofree char *calm = put_new(place.store, "a", "1"), *urgent = put_new(place.store, "b", "2"), *soon = put_new(place.store, "c", "3");
  const char *terms[] = {"foreigner-number:9901234567", NULL};
  RectoStoreSummary one = {1, NULL, "{\"familyName\": \"" CANARY "\"}", terms}, three = {3, NULL, "{}", NULL}, due = {3, "2026-02-01", "{}", NULL};
  g_assert_true(recto_store_summarise(place.store, calm, &one, NULL) && recto_store_summarise(place.store, urgent, &three, NULL) &&
                recto_store_summarise(place.store, soon, &due, NULL));
  RectoLedgerFilter all = {0};
  g_autoptr(GPtrArray) list = recto_store_list(place.store, &all, NULL);
  g_assert_cmpuint(list->len, ==, 3);
  const char *expected[] = {soon, urgent, calm};
  for (guint i = 0; i < 3; i++) g_assert_cmpstr(((RectoStoreEntry *)list->pdata[i])->row->number, ==, expected[i]);
  g_assert_nonnull(strstr(((RectoStoreEntry *)list->pdata[2])->summary, CANARY));
  g_autoptr(GPtrArray) found = recto_store_with_term(place.store, terms[0], NULL), none = recto_store_with_term(place.store, "foreigner-number:1", NULL);
  g_assert_cmpuint(found->len, ==, 1);
  g_assert_cmpuint(none->len, ==, 0);
  g_assert_false(tree_holds(place.folder, "9901234567", 10));
  g_assert_false(tree_holds(place.folder, CANARY, strlen(CANARY)));
  assert_sound(place.store);
  place_clear(&place);
}

static void test_results(void) {
  Place place = place_new();
  g_autofree char *number = put_new(place.store, "a", "1");
  g_autoptr(RectoStoreDossier) dossier = recto_store_find(place.store, number, NULL);
  g_autoptr(GBytes) result = g_bytes_new(CANARY, strlen(CANARY));
  g_assert_true(recto_store_put_result(dossier, "key", result, NULL) && recto_store_put_result(dossier, "key", result, NULL));
  g_autoptr(GBytes) found = recto_store_result(dossier, "key");
  g_assert_true(g_bytes_equal(found, result));
  g_assert_null(recto_store_result(dossier, "other key"));
  g_assert_false(tree_holds(place.folder, CANARY, strlen(CANARY)));
  place_clear(&place);
}

/* ------------------------------------------------------------------ purge */

static void test_purge(void) {
  Place place = place_new();
  g_autofree char *gone = put_new(place.store, "a", "\xff\xd8\xff\xe0 JFIF " CANARY), *kept = put_new(place.store, "b", "kept");
  g_autoptr(RectoStoreDossier) dossier = recto_store_find(place.store, gone, NULL);
  g_autoptr(GBytes) result = g_bytes_new("r", 1);
  g_assert_true(recto_store_put_result(dossier, "key", result, NULL));
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(recto_store_ledger(place.store), gone, NULL);
  g_autofree char *blob = blob_of(place.store, gone, 0);
  GError *error = NULL;
  g_assert_true(recto_store_purge(place.store, gone, "délai écoulé", "w", NOW, &error));
  g_assert_no_error(error);
  g_assert_null(recto_store_find(place.store, gone, NULL));
  /* Not even its sealed key is left, in no file of the store. */
  gsize size = 0;
  const char *wrapped = g_bytes_get_data(row->key, &size);
  g_assert_false(tree_holds(place.folder, wrapped + 20, size - 36));
  g_assert_false(tree_holds(place.folder, blob, strlen(blob)));
  assert_sound(place.store);
  g_autoptr(GPtrArray) events = recto_store_history(place.store, NULL, NULL);
  const RectoStoreEvent *first = events->pdata[0], *last = events->pdata[events->len - 1];
  g_assert_null(first->body);
  g_assert_cmpstr(last->deed, ==, "purge");
  g_assert_nonnull(strstr(last->body, gone));
  g_auto(RectoStoreReceipt) receipt = {0};
  g_assert_true(put(place.store, NULL, "a", "again", &receipt, NULL)); /* the key was acknowledged: nothing comes back */
  g_assert_true(receipt.again);
  g_autofree char *text = text_of(place.store, kept, 0), *next = put_new(place.store, "c", "next");
  g_assert_cmpstr(text, ==, "kept");
  g_assert_cmpstr(next, ==, "2026-000003"); /* its number is never given again */
  g_assert_true(recto_store_purge(place.store, gone, "twice", "w", NOW, NULL));
  assert_sound(place.store);
  place_clear(&place);
}

/* A purge killed after its transaction: the next opening ends it. */
static void test_purge_resumes(void) {
  Place place = place_new();
  g_autofree char *gone = put_new(place.store, "a", "to go"), *blob = blob_of(place.store, gone, 0);
  g_autofree char *path = g_strdup_printf("%s/blobs/%.2s/%s", place.folder, blob, blob), *tombstones = g_build_filename(place.folder, "tombstones", NULL);
  RectoLedger *ledger = recto_store_ledger(place.store);
  g_assert_true(recto_ledger_begin(ledger, NULL) && recto_ledger_erase(ledger, gone, NOW, NULL) && recto_ledger_commit(ledger, NULL));
  g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
  place_reopen(&place);
  g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
  g_autofree char *buried = NULL;
  g_assert_true(g_file_get_contents(tombstones, &buried, NULL, NULL) && g_str_has_prefix(buried, gone));
  g_autoptr(GPtrArray) rubbish = recto_ledger_rubbish(recto_store_ledger(place.store), NULL);
  g_assert_cmpuint(rubbish->len, ==, 0);
  place_clear(&place);
}

static void test_sweep(void) {
  Place place = place_new();
  g_autofree char *number = put_new(place.store, "a", "1"), *blob = blob_of(place.store, number, 0);
  g_autofree char *stray = g_strdup_printf("%s/blobs/%.2s/%s.tmp-77", place.folder, blob, blob);
  g_assert_true(g_file_set_contents(stray, "half", -1, NULL));
  int64_t now = g_get_real_time();
  g_assert_cmpuint(recto_store_sweep(place.store, now), ==, 0); /* may be a writer at work */
  g_assert_cmpuint(recto_store_sweep(place.store, now + (int64_t)25 * 3600 * G_USEC_PER_SEC), ==, 1);
  g_assert_false(g_file_test(stray, G_FILE_TEST_EXISTS));
  assert_sound(place.store);
  place_clear(&place);
}

/* ------------------------------------------------------------------ verify names what was done */

static bool names(RectoStore *store, RectoFaultKind kind, uint64_t seq, const char *number) {
  g_autoptr(GPtrArray) faults = recto_store_verify(store, NULL, NULL, NULL, NULL);
  bool met = false;
  for (guint i = 0; i < faults->len; i++) {
    const RectoStoreFault *fault = faults->pdata[i];
    g_test_message("%s %" G_GUINT64_FORMAT " %s: %s", recto_fault_kind_word(fault->kind), fault->seq, fault->number ? fault->number : "-", fault->what);
    met |= fault->kind == kind && (seq == 0 || fault->seq == seq) && (!number || g_strcmp0(fault->number, number) == 0);
  }
  return met;
}

static void sql(const Place *place, const char *statement) {
  g_autofree char *path = g_build_filename(place->folder, "register.db", NULL), *fault = NULL;
  sqlite3 *db = NULL;
  g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
  g_assert_cmpint(sqlite3_exec(db, statement, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint(sqlite3_changes(db), >, 0);
  sqlite3_close(db);
}

static Place place_with_three(char *numbers[3]) {
  Place place = place_new();
  for (int i = 0; i < 3; i++) {
    char key[2] = {(char)('a' + i), 0};
    numbers[i] = put_new(place.store, key, key);
  }
  assert_sound(place.store);
  return place;
}

static char *blob_path(const Place *place, const char *number) {
  g_autofree char *blob = blob_of(place->store, number, 0);
  return g_strdup_printf("%s/blobs/%.2s/%s", place->folder, blob, blob);
}

static void test_verify_originals(void) {
  char *numbers[3];
  Place place = place_with_three(numbers);
  g_autofree char *a = blob_path(&place, numbers[0]), *b = blob_path(&place, numbers[1]), *c = blob_path(&place, numbers[2]), *bytes_a = NULL, *bytes_b = NULL;
  gsize size_a = 0, size_b = 0;
  g_assert_true(g_file_get_contents(a, &bytes_a, &size_a, NULL) && g_file_get_contents(b, &bytes_b, &size_b, NULL));
  bytes_a[size_a / 2] ^= 1;
  g_assert_true(g_file_set_contents(a, bytes_a, (gssize)size_a, NULL));
  g_assert_true(names(place.store, RECTO_FAULT_ORIGINAL, 0, numbers[0]));
  bytes_a[size_a / 2] ^= 1;
  g_assert_true(g_file_set_contents(a, bytes_b, (gssize)size_b, NULL) && g_file_set_contents(b, bytes_a, (gssize)size_a, NULL)); /* swapped */
  g_assert_true(names(place.store, RECTO_FAULT_ORIGINAL, 0, numbers[0]) && names(place.store, RECTO_FAULT_ORIGINAL, 0, numbers[1]));
  g_assert_true(g_file_set_contents(a, bytes_a, (gssize)size_a, NULL) && g_file_set_contents(b, bytes_b, (gssize)size_b - 1, NULL)); /* cut */
  g_assert_true(names(place.store, RECTO_FAULT_ORIGINAL, 0, numbers[1]));
  g_assert_true(g_file_set_contents(b, bytes_b, (gssize)size_b, NULL));
  assert_sound(place.store);
  g_assert_cmpint(unlink(c), ==, 0);
  g_assert_true(names(place.store, RECTO_FAULT_ORIGINAL, 0, numbers[2]));
  for (int i = 0; i < 3; i++) g_free(numbers[i]);
  place_clear(&place);
}

static void test_verify_history(void) {
  static const struct { const char *statement; RectoFaultKind kind; uint64_t seq; } cases[] = {
      {"UPDATE history SET at = at + 1 WHERE seq = 3", RECTO_FAULT_CHAIN, 3},
      {"UPDATE history SET deed = 'seen' WHERE seq = 2", RECTO_FAULT_CHAIN, 2},
      {"UPDATE history SET number = '2026-000009' WHERE seq = 4", RECTO_FAULT_CHAIN, 4},
      {"UPDATE history SET body = randomblob(60) WHERE seq = 4", RECTO_FAULT_BODY, 4},
      {"UPDATE history SET body = NULL WHERE seq = 4", RECTO_FAULT_BODY, 4},
      {"DELETE FROM history WHERE seq = 3", RECTO_FAULT_CHAIN, 4},
      {"DELETE FROM history WHERE seq = 6", RECTO_FAULT_TAIL, 0},
      {"UPDATE dossier SET version = 1 WHERE number = '2026-000002'", RECTO_FAULT_ROW, 0},
      {"UPDATE file SET size = size + 1 WHERE number = '2026-000002'", RECTO_FAULT_ROW, 0},
      {"UPDATE dossier SET key = (SELECT key FROM dossier WHERE number = '2026-000001') WHERE number = '2026-000002'", RECTO_FAULT_KEY, 0},
      {"DELETE FROM file WHERE number = '2026-000003'", RECTO_FAULT_ROW, 0},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    char *numbers[3];
    Place place = place_with_three(numbers);
    sql(&place, cases[i].statement);
    g_test_message("%s", cases[i].statement);
    g_assert_true(names(place.store, cases[i].kind, cases[i].seq, NULL));
    for (int k = 0; k < 3; k++) g_free(numbers[k]);
    place_clear(&place);
  }
}

/* The whole end taken away, rows and all: the head beside the register, or a hash printed on a slip, tells. */
static void test_verify_tail(void) {
  char *numbers[3];
  Place place = place_with_three(numbers);
  uint64_t seq = 0;
  g_autofree char *hash = NULL, *head = g_build_filename(place.folder, "head", NULL);
  g_assert_true(recto_store_head(place.store, &seq, &hash));
  sql(&place, "PRAGMA foreign_keys = OFF; DELETE FROM job WHERE number = '2026-000003'; DELETE FROM history WHERE seq > 4; DELETE FROM file WHERE number = '2026-000003';"
              "DELETE FROM deposit WHERE number = '2026-000003'; DELETE FROM dossier WHERE number = '2026-000003'");
  g_assert_true(names(place.store, RECTO_FAULT_TAIL, seq, NULL));
  g_assert_cmpint(unlink(head), ==, 0);
  assert_sound(place.store); /* nothing inside tells it any more */
  g_autoptr(GPtrArray) faults = recto_store_verify(place.store, hash, NULL, NULL, NULL);
  g_assert_cmpuint(faults->len, ==, 1);
  for (int i = 0; i < 3; i++) g_free(numbers[i]);
  place_clear(&place);
}

/* A writer that died within its write of the head: a new number beside an old hash accuses nobody. */
static void test_torn_head(void) {
  char *numbers[3];
  Place place = place_with_three(numbers);
  g_autofree char *head = g_build_filename(place.folder, "head", NULL), *before = NULL, *after = NULL;
  gsize size_before = 0, size_after = 0;
  g_assert_true(g_file_get_contents(head, &before, &size_before, NULL));
  g_autofree char *next = put_new(place.store, "next", "next");
  g_assert_true(g_file_get_contents(head, &after, &size_after, NULL));
  g_assert_cmpuint(size_after, ==, size_before);
  g_assert_cmpint(memcmp(before, after, size_after), !=, 0);
  for (gsize cut = 0; cut <= size_after; cut++) {
    memcpy(before, after, cut);
    g_assert_true(g_file_set_contents(head, before, (gssize)size_before, NULL));
    assert_sound(place.store);
  }
  for (int i = 0; i < 3; i++) g_free(numbers[i]);
  place_clear(&place);
}

/* ------------------------------------------------------------------ keys and copies */

static void test_keys(void) {
  Place place = place_new();
  g_autofree char *number = put_new(place.store, "a", "1"), *other_folder = new_folder(), *copy = g_build_filename(other_folder, "copy.key", NULL);
  g_autofree char *own = g_build_filename(place.folder, "site.key", NULL), *text = NULL;
  g_assert_cmpint(recto_store_key_copied_at(place.store), ==, 0);
  g_assert_true(recto_store_copy_key(place.store, copy, "w", NOW, NULL));
  g_assert_cmpint(recto_store_key_copied_at(place.store), ==, NOW);
  g_assert_true(recto_store_check_key(place.store, copy, NULL));
  g_assert_false(recto_store_copy_key(place.store, copy, "w", NOW, NULL)); /* never written over */
  g_clear_pointer(&place.store, recto_store_free);
  g_assert_cmpint(unlink(own), ==, 0);
  g_autoptr(GError) absent = NULL, wrong = NULL;
  g_assert_null(recto_store_open(place.folder, &absent)); /* a new key would make the rest unreadable for ever */
  g_assert_error(absent, RECTO_ERROR, RECTO_ERROR_STORE);
  g_assert_true(g_file_set_contents(own, "0123456789abcdef0123456789abcdef", 32, NULL));
  g_assert_null(recto_store_open(place.folder, &wrong));
  g_autofree char *key = NULL;
  gsize size = 0;
  g_assert_true(g_file_get_contents(copy, &key, &size, NULL) && g_file_set_contents(own, key, (gssize)size, NULL));
  place_open(&place);
  text = text_of(place.store, number, 0);
  g_assert_cmpstr(text, ==, "1");
  recto_file_remove_tree(other_folder);
  place_clear(&place);
}

static void test_backup(void) {
  Place place = place_new();
  g_autofree char *kept = put_new(place.store, "a", "kept"), *purged = put_new(place.store, "b", "purged later"), *outside = new_folder();
  g_autofree char *backup = g_build_filename(outside, "backup", NULL), *back = g_build_filename(outside, "back", NULL), *key = g_build_filename(place.folder, "site.key", NULL);
  g_autofree char *tombstones = g_build_filename(place.folder, "tombstones", NULL), *bad = g_build_filename(outside, "bad", NULL);
  GError *error = NULL;
  g_assert_true(recto_store_backup(place.store, backup, "w", NOW, NULL, NULL, &error));
  g_assert_no_error(error);
  g_assert_false(recto_store_backup(place.store, backup, "w", NOW, NULL, NULL, NULL)); /* there already */
  g_assert_true(recto_store_purge(place.store, purged, "r", "w", NOW, NULL));
  g_assert_true(recto_store_restore(backup, back, key, tombstones, "w", NOW, NULL, NULL, &error));
  g_assert_no_error(error);
  Place second = {g_strdup(back), NULL};
  place_open(&second);
  assert_sound(second.store);
  g_autofree char *text = text_of(second.store, kept, 0), *next = put_new(second.store, "c", "x");
  g_assert_cmpstr(text, ==, "kept");
  g_assert_cmpstr(next, ==, "2026-000003");
  g_assert_null(recto_store_find(second.store, purged, NULL)); /* buried again */
  /* A backup with one altered byte is refused, and nothing is left of the attempt. */
  g_autofree char *blob = blob_of(place.store, kept, 0), *path = g_strdup_printf("%s/blobs/%.2s/%s", backup, blob, blob), *bytes = NULL;
  gsize size = 0;
  g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
  bytes[30] ^= 1;
  g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
  g_autoptr(GError) damaged = NULL;
  g_assert_false(recto_store_restore(backup, bad, key, NULL, "w", NOW, NULL, NULL, &damaged));
  g_assert_error(damaged, RECTO_ERROR, RECTO_ERROR_STORE);
  g_assert_false(g_file_test(bad, G_FILE_TEST_EXISTS));
  place_clear(&second);
  recto_file_remove_tree(outside);
  place_clear(&place);
}

/* ------------------------------------------------------------------ threads */

typedef struct { const char *folder, *number; int errors; } Crowd;

/* Each thread has a store of its own; all deposit the same bytes in the same dossier. */
static gpointer deposit_same(gpointer data) {
  Crowd *crowd = data;
  g_autoptr(RectoStore) store = recto_store_open(crowd->folder, NULL);
  for (int i = 0; i < 12; i++) {
    g_autofree char *text = g_strdup_printf("%d %0200000d", i, 0);
    int fd = file_with(text);
    RectoStoreFile file = {.fd = fd, .name = "same.pdf"};
    g_auto(RectoStoreReceipt) receipt = {0};
    RectoStoreDeposit deposit = {.number = crowd->number, .channel = "upload", .now = NOW, .files = &file, .n_files = 1};
    if (!recto_store_deposit(store, &deposit, &receipt, NULL)) g_atomic_int_inc(&crowd->errors);
    close(fd);
  }
  return NULL;
}

static void test_threads(void) {
  Place place = place_new();
  g_auto(RectoStoreReceipt) receipt = {0};
  RectoStoreDeposit opening = {.prefix = "2026-", .opening = "{}", .now = NOW};
  g_assert_true(recto_store_deposit(place.store, &opening, &receipt, NULL));
  Crowd crowd = {place.folder, receipt.number, 0};
  GThread *threads[6];
  for (size_t i = 0; i < G_N_ELEMENTS(threads); i++) threads[i] = g_thread_new("depositor", deposit_same, &crowd);
  for (size_t i = 0; i < G_N_ELEMENTS(threads); i++) g_thread_join(threads[i]);
  g_assert_cmpint(crowd.errors, ==, 0);
  g_autoptr(GPtrArray) faults = recto_store_verify(place.store, NULL, NULL, NULL, NULL), files = recto_ledger_files(recto_store_ledger(place.store), receipt.number, NULL);
  g_assert_cmpuint(faults->len, ==, 0);
  g_assert_cmpuint(files->len, ==, 6 * 12);
  place_clear(&place);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/store/seal", test_seal);
  g_test_add_func("/store/life", test_life);
  g_test_add_func("/store/threads", test_threads);
  g_test_add_func("/store/from-memory", test_from_memory);
  g_test_add_func("/store/refusals", test_refusals);
  g_test_add_func("/store/history", test_history);
  g_test_add_func("/store/list", test_list);
  g_test_add_func("/store/results", test_results);
  g_test_add_func("/store/purge", test_purge);
  g_test_add_func("/store/purge/resumes", test_purge_resumes);
  g_test_add_func("/store/sweep", test_sweep);
  g_test_add_func("/store/verify/originals", test_verify_originals);
  g_test_add_func("/store/verify/history", test_verify_history);
  g_test_add_func("/store/verify/tail", test_verify_tail);
  g_test_add_func("/store/verify/torn-head", test_torn_head);
  g_test_add_func("/store/keys", test_keys);
  g_test_add_func("/store/backup", test_backup);
  return g_test_run();
}
