/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store: sealed, durable, resumable. */
#include "base/file.h"
#include "base/seal.h"
#include "store/store.h"
#include "work/deposit.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define CANARY "CANARI-Żółć-DUPONT"

static char *new_folder(void) {
  char *folder = g_dir_make_tmp("recto-store-XXXXXX", NULL);
  g_assert_nonnull(folder);
  return folder;
}

static char *write_file(const char *folder, const char *name, const char *text) {
  char *path = g_build_filename(folder, name, NULL);
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  return path;
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

/* No name, no content and no file name may be found in what lies on the disk. */
static bool tree_holds(const char *folder, const char *needle) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    g_autofree char *path = g_build_filename(folder, name, NULL), *text = NULL;
    gsize size = 0;
    if (strstr(name, needle)) return true;
    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
      if (tree_holds(path, needle)) return true;
    } else if (g_file_get_contents(path, &text, &size, NULL) && memmem(text, size, needle, strlen(needle))) return true;
  }
  return false;
}

static void test_life(void) {
  g_autofree char *folder = new_folder(), *outside = new_folder(), *path = write_file(outside, CANARY ".txt", CANARY " content");
  g_autoptr(RectoStore) store = recto_store_open(folder, NULL);
  g_assert_nonnull(store);
  bool resumed = true;
  g_autoptr(RectoStoreDossier) dossier = recto_store_begin(store, "fingerprint", 2026, &resumed, NULL);
  g_assert_false(resumed);
  g_assert_cmpstr(recto_store_number(dossier), ==, "2026-000001");
  g_autofree char *none = recto_store_deposit(dossier, NULL);
  g_assert_null(none);
  g_autoptr(RectoSituation) situation = recto_situation_new();
  g_hash_table_insert(situation->answers, g_strdup("married"), g_strdup("yes"));
  g_autoptr(RectoDeposit) deposit = recto_deposit_new("p", (RectoDate){2026, 3, 16}, 42, situation);
  g_assert_true(recto_deposit_add_path(deposit, dossier, path, NULL));
  g_autofree char *json = recto_deposit_to_json(deposit);
  g_assert_true(recto_store_put_deposit(dossier, json, NULL));
  g_autoptr(GBytes) result = g_bytes_new(CANARY, strlen(CANARY));
  g_assert_true(recto_store_put_result(dossier, "key", result, NULL));
  g_assert_false(tree_holds(folder, CANARY));
  g_assert_false(tree_holds(folder, "content"));

  /* As after a kill: everything is found again under the same fingerprint. */
  g_autoptr(RectoStore) again = recto_store_open(folder, NULL);
  g_autoptr(RectoStoreDossier) same = recto_store_begin(again, "fingerprint", 2026, &resumed, NULL);
  g_assert_true(resumed);
  g_autofree char *kept = recto_store_deposit(same, NULL);
  g_autoptr(RectoDeposit) read_back = recto_deposit_from_json(kept, NULL);
  g_assert_nonnull(read_back);
  g_assert_cmpint(read_back->received_at, ==, 42);
  g_assert_cmpstr(g_hash_table_lookup(read_back->situation->answers, "married"), ==, "yes");
  RectoDepositFile *file = read_back->files->pdata[0];
  g_assert_cmpstr(file->name, ==, CANARY ".txt");
  int fd = recto_store_open_blob(same, file->blob, NULL);
  char buffer[64] = {0};
  g_assert_cmpint(read(fd, buffer, sizeof buffer), ==, (gssize)strlen(CANARY " content"));
  g_assert_cmpint(write(fd, "x", 1), ==, -1); /* sealed against writing */
  close(fd);
  g_autoptr(GBytes) found = recto_store_result(same, "key");
  g_assert_true(g_bytes_equal(found, result));
  g_assert_null(recto_store_result(same, "other key"));
  g_autoptr(RectoStoreDossier) second = recto_store_begin(again, "another", 2026, &resumed, NULL);
  g_assert_cmpstr(recto_store_number(second), ==, "2026-000002");
  g_assert_null(recto_store_find(again, "2026-000009", NULL));
  g_assert_null(recto_store_find(again, "../../etc", NULL));
  recto_file_remove_tree(folder);
  recto_file_remove_tree(outside);
}

static void test_refusals(void) {
  g_autofree char *folder = new_folder(), *fifo = g_build_filename(folder, "fifo", NULL);
  g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
  g_autoptr(RectoSituation) situation = recto_situation_new();
  g_autoptr(GError) error = NULL, absent = NULL;
  g_assert_null(recto_deposit_fingerprint("p", (RectoDate){2026, 1, 1}, situation, (const char *[]){fifo, NULL}, &error));
  g_assert_nonnull(error); /* and did not block on it */
  g_assert_null(recto_deposit_fingerprint("p", (RectoDate){2026, 1, 1}, situation, (const char *[]){"/nonexistent/x", NULL}, &absent));
  g_assert_nonnull(absent);
  g_autofree char *format = g_build_filename(folder, "format", NULL);
  g_assert_true(g_file_set_contents(format, "recto-store 9\n", -1, NULL));
  g_autoptr(GError) version = NULL;
  g_assert_null(recto_store_open(folder, &version));
  g_assert_nonnull(version);
  recto_file_remove_tree(folder);
}

/* The same answers in any order, the same files: the same intake. Another byte, name or date: another. */
static void test_fingerprint(void) {
  g_autofree char *folder = new_folder(), *a = write_file(folder, "a", "1"), *b = write_file(folder, "b", "2");
  g_autoptr(RectoSituation) one = recto_situation_new(), two = recto_situation_new();
  for (int i = 0; i < 9; i++) g_hash_table_insert(one->answers, g_strdup_printf("q%d", i), g_strdup("yes"));
  for (int i = 8; i >= 0; i--) g_hash_table_insert(two->answers, g_strdup_printf("q%d", i), g_strdup("yes"));
  RectoDate day = {2026, 1, 1};
  g_autofree char *first = recto_deposit_fingerprint("p", day, one, (const char *[]){a, b, NULL}, NULL);
  g_autofree char *same = recto_deposit_fingerprint("p", day, two, (const char *[]){a, b, NULL}, NULL);
  g_autofree char *order = recto_deposit_fingerprint("p", day, one, (const char *[]){b, a, NULL}, NULL);
  g_autofree char *other_day = recto_deposit_fingerprint("p", (RectoDate){2026, 1, 2}, one, (const char *[]){a, b, NULL}, NULL);
  g_assert_cmpstr(first, ==, same);
  g_assert_cmpstr(first, !=, order);
  g_assert_cmpstr(first, !=, other_day);
  recto_file_remove_tree(folder);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/store/seal", test_seal);
  g_test_add_func("/store/life", test_life);
  g_test_add_func("/store/refusals", test_refusals);
  g_test_add_func("/store/fingerprint", test_fingerprint);
  return g_test_run();
}
