/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What arrives, sealed on disk: without a name, and with one that is opened again after its writer died at any byte. */
#include "base/digest.h"
#include "base/file.h"
#include "http/spool.h"
#include <recto/error.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST 50000

static char *folder;
static uint8_t bytes[MOST];
static const uint8_t key[RECTO_KEY_SIZE] = {1, 2, 3}, other_key[RECTO_KEY_SIZE] = {3, 2, 1};

static RectoSpool *keep(const char *path) {
  g_autoptr(GBytes) head = g_bytes_new_static("what it is", 10);
  g_autoptr(GError) error = NULL;
  unlink(path);
  RectoSpool *spool = recto_spool_keep(path, key, head, &error);
  g_assert_no_error(error);
  return spool;
}

/* What is there is the beginning of `bytes`, `size` long. */
static void assert_holds(RectoSpool *spool, size_t size) {
  uint8_t sha256[32], wanted[32];
  g_assert_cmpuint(recto_spool_size(spool), ==, size);
  g_autoptr(GBytes) there = recto_spool_take(spool, sha256, NULL);
  g_assert_nonnull(there);
  g_assert_cmpmem(g_bytes_get_data(there, NULL), g_bytes_get_size(there), bytes, size);
  recto_digest_bytes(bytes, size, wanted);
  g_assert_cmpmem(sha256, 32, wanted, 32);
}

static void test_nameless(void) {
  g_autoptr(RectoSpool) spool = recto_spool_new(folder, NULL);
  for (size_t at = 0, n = 1; at < MOST; at += n, n = n * 3 + 1) g_assert_true(recto_spool_write(spool, bytes + at, MIN(n, MOST - at), NULL));
  assert_holds(spool, MOST);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  g_assert_null(g_dir_read_name(dir));
}

/* A writer that died leaves a beginning of its file: of what was settled nothing is missing, of the rest whole blocks are there, and it goes on. */
static void test_torn(void) {
  g_autofree char *path = g_build_filename(folder, "one", NULL);
  RectoSpool *spool = keep(path);
  struct stat settled;
  g_assert_true(recto_spool_write(spool, bytes, 100, NULL) && recto_spool_settle(spool, true, NULL, NULL) && stat(path, &settled) == 0);
  g_assert_true(recto_spool_write(spool, bytes + 100, 40, NULL) && recto_spool_settle(spool, false, NULL, NULL));
  recto_spool_free(spool);
  g_autoptr(GBytes) whole = recto_file_read(path, 1 << 20, NULL);
  for (size_t cut = 0; cut <= g_bytes_get_size(whole); cut++) {
    g_autoptr(GError) error = NULL;
    g_assert_true(g_file_set_contents(path, g_bytes_get_data(whole, NULL), (gssize)cut, NULL));
    RectoSpool *again = recto_spool_reopen(path, key, 0, NULL, &error);
    if (!again) {
      g_assert_error(error, RECTO_ERROR, RECTO_ERROR_STORE);
      g_assert_cmpuint(cut, <, (size_t)settled.st_size);
      continue;
    }
    size_t size = recto_spool_size(again);
    g_assert_true(size == 0 || size == 100 || size == 140);
    if (cut >= (size_t)settled.st_size) g_assert_cmpuint(size, >=, 100);
    g_assert_true(recto_spool_write(again, bytes + size, 500, NULL));
    assert_holds(again, size + 500);
    recto_spool_free(again);
  }
}

/* Bytes that a power cut garbled behind what was synced, and any bit that turned before: never told as what came. */
static void test_garbled(void) {
  g_autofree char *path = g_build_filename(folder, "two", NULL);
  RectoSpool *spool = keep(path);
  g_assert_true(recto_spool_write(spool, bytes, 60, NULL) && recto_spool_settle(spool, true, NULL, NULL));
  g_assert_true(recto_spool_write(spool, bytes + 60, 60, NULL) && recto_spool_settle(spool, true, NULL, NULL));
  recto_spool_free(spool);
  g_autoptr(GBytes) whole = recto_file_read(path, 1 << 20, NULL);
  gsize length = g_bytes_get_size(whole);
  for (gsize at = 0; at < length; at++) {
    g_autofree uint8_t *wrong = g_memdup2(g_bytes_get_data(whole, NULL), length);
    wrong[at] ^= 0x40;
    g_assert_true(g_file_set_contents(path, (char *)wrong, (gssize)length, NULL));
    g_autoptr(RectoSpool) again = recto_spool_reopen(path, key, 0, NULL, NULL);
    if (!again) continue; /* the head */
    g_assert_cmpuint(recto_spool_size(again), <, 120);
    assert_holds(again, recto_spool_size(again) >= 60 ? 60 : 0);
  }
}

static void test_reopened(void) {
  g_autofree char *path = g_build_filename(folder, "three", NULL), *elsewhere = g_build_filename(folder, "four", NULL);
  g_autoptr(GBytes) head = NULL;
  uint64_t known = 0;
  RectoSpool *spool = keep(path);
  g_assert_true(recto_spool_write(spool, bytes, 40000, NULL) && recto_spool_settle(spool, true, &known, NULL));
  g_assert_cmpuint(known, ==, 40000);
  g_assert_null(recto_spool_reopen(path, key, 0, NULL, NULL)); /* one writer at a time, of all processes */
  recto_spool_free(spool);
  g_assert_null(recto_spool_reopen(path, other_key, 0, NULL, NULL));
  g_autoptr(RectoSpool) again = recto_spool_reopen(path, key, known, &head, NULL);
  g_assert_cmpmem(g_bytes_get_data(head, NULL), g_bytes_get_size(head), "what it is", 10);
  g_assert_true(recto_spool_write(again, bytes + 40000, 10000, NULL));
  assert_holds(again, 50000);
  g_clear_pointer(&again, recto_spool_free);
  g_assert_cmpint(rename(path, elsewhere), ==, 0); /* under another name it is another upload: nobody's */
  g_assert_null(recto_spool_reopen(elsewhere, key, 0, NULL, NULL));
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  folder = g_dir_make_tmp("recto-spool-XXXXXX", NULL);
  for (size_t i = 0; i < MOST; i++) bytes[i] = (uint8_t)(i * 7 + i / 251);
  g_test_add_func("/spool/nameless", test_nameless);
  g_test_add_func("/spool/torn", test_torn);
  g_test_add_func("/spool/garbled", test_garbled);
  g_test_add_func("/spool/reopened", test_reopened);
  int status = g_test_run();
  recto_file_remove_tree(folder);
  g_free(folder);
  return status;
}
