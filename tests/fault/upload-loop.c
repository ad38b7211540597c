/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An upload that comes in parts, and what a fault leaves of it.
 *   upload-loop make STORE MODELS            a store with one dossier
 *   upload-loop send STORE MODELS SEED FD    parts of seeded sizes; "made" and "at N" are told on the descriptor once they are acknowledged
 *   upload-loop check STORE MODELS SEED ACKS what was acknowledged is there, and what is there is a beginning of what was sent. Status 1, and a line, if not.
 * Must not know: faults. */
#include "http/partial.h"
#include <stdio.h>
#include <unistd.h>

#define NUMBER "2026-000001"
#define LENGTH 300000

static char id[] = "0123456789abcdef0123456789abcdef";

static RectoStore *open_store(const char *folder) {
  GError *error = NULL;
  RectoStore *store = recto_store_open(folder, &error);
  if (!store) printf("broken: %s\n", error->message);
  g_clear_error(&error);
  return store;
}

static int make(RectoStore *store) {
  RectoStoreDeposit what = {.prefix = "2026-", .opening = "{\"procedure\": \"SPECIMEN\"}", .procedure = "SPECIMEN", .reception = "2026-03-16", .who = "clerk", .channel = "counter", .now = 1};
  g_auto(RectoStoreReceipt) receipt = {0};
  return recto_store_deposit(store, &what, &receipt, NULL) && g_str_equal(receipt.number, NUMBER) ? 0 : 3;
}

static uint8_t *bytes_of(guint32 seed) {
  g_autoptr(GRand) chance = g_rand_new_with_seed(seed);
  uint8_t *bytes = g_malloc(LENGTH);
  for (size_t i = 0; i < LENGTH; i++) bytes[i] = (uint8_t)g_rand_int(chance);
  return bytes;
}

static void tell(int fd, const char *what, uint64_t n) {
  g_autofree char *line = g_strdup_printf("%s %" G_GUINT64_FORMAT "\n", what, n);
  if (write(fd, line, strlen(line)) < 0) g_error("nobody hears what is acknowledged");
}

/* A part; each third line breaks: what came is in the file, and nobody was told. */
static bool send_part(RectoPartial *partial, RectoStore *store, const uint8_t *bytes, size_t most, bool breaks, uint64_t *ret_size) {
  uint64_t size = 0;
  guint turn = recto_partial_turn(partial, store, &size);
  bool right = turn && recto_partial_append(partial, turn, bytes + size, MIN(most, LENGTH - size)) == RECTO_PARTIAL_DONE;
  return right && recto_partial_rest(partial, turn, !breaks, ret_size) == RECTO_PARTIAL_DONE;
}

static int send_all(RectoStore *store, const RectoModels *models, guint32 seed, int fd) {
  RectoPartialHead head = {.id = id, .number = (char *)NUMBER, .ticket = 1, .name = (char *)"suite.pdf", .peer = (char *)"somebody", .length = LENGTH};
  g_autofree uint8_t *bytes = bytes_of(seed);
  g_autoptr(GRand) chance = g_rand_new_with_seed(seed + 1);
  RectoPartials *partials = recto_partials_new(models);
  uint64_t size = 0;
  bool full = false;
  g_autoptr(RectoPartial) partial = recto_partials_begin(partials, store, &head, &full);
  guint turn = partial ? recto_partial_turn(partial, store, &size) : 0;
  bool right = turn && recto_partial_rest(partial, turn, true, &size) == RECTO_PARTIAL_DONE;
  if (right) tell(fd, "made", 0);
  for (int i = 0; right && size < LENGTH; i++) {
    bool breaks = i % 3 == 2;
    right = send_part(partial, store, bytes, (size_t)g_rand_int_range(chance, 1, 40000), breaks, &size);
    if (right && !breaks) tell(fd, "at", size);
  }
  g_clear_pointer(&partial, recto_partial_unref);
  recto_partials_free(partials);
  return right ? 0 : 3;
}

/* ------------------------------------------------------------------ what is left */

static int64_t acknowledged(const char *path) {
  g_autofree char *text = NULL;
  int64_t most = -1;
  if (!g_file_get_contents(path, &text, NULL, NULL)) return most;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    const char *n = strchr(*line, ' ');
    if (n) most = MAX(most, g_ascii_strtoll(n + 1, NULL, 10));
  }
  return most;
}

static int judge(RectoPartial *partial, RectoStore *store, const uint8_t *bytes, int64_t told) {
  uint64_t size = 0;
  uint8_t sha256[32];
  guint turn = recto_partial_turn(partial, store, &size);
  g_autoptr(GBytes) there = turn ? recto_partial_take(partial, turn, sha256, NULL) : NULL;
  if (!there) printf("lost: it does not open, %" G_GINT64_FORMAT " were acknowledged\n", told);
  if (!there) return told >= 0;
  bool same = g_bytes_get_size(there) == size && size <= LENGTH && (size == 0 || memcmp(g_bytes_get_data(there, NULL), bytes, size) == 0);
  if (!same) printf("wrong: what is there is not what was sent\n");
  if ((int64_t)size < told) printf("lost: %" G_GUINT64_FORMAT " bytes are there, %" G_GINT64_FORMAT " were acknowledged\n", size, told);
  return !same || (int64_t)size < told;
}

static int check(RectoStore *store, const RectoModels *models, guint32 seed, const char *acks) {
  int64_t told = acknowledged(acks);
  g_autofree uint8_t *bytes = bytes_of(seed);
  RectoPartials *partials = recto_partials_new(models);
  recto_partials_load(partials, store);
  g_autoptr(RectoPartial) partial = recto_partials_find(partials, NUMBER, 1, id);
  int status = partial ? judge(partial, store, bytes, told) : told >= 0;
  if (!partial && told >= 0) printf("lost: it is not there, %" G_GINT64_FORMAT " were acknowledged\n", told);
  g_clear_pointer(&partial, recto_partial_unref);
  recto_partials_free(partials);
  return status;
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  const char *folders[] = {argv[3], NULL};
  g_autoptr(RectoModels) models = recto_models_load(folders, NULL);
  g_autoptr(RectoStore) store = models ? open_store(argv[2]) : NULL;
  if (!store) return 1;
  if (g_str_equal(argv[1], "make")) return make(store);
  guint32 seed = argc > 4 ? (guint32)g_ascii_strtoull(argv[4], NULL, 10) : 0;
  if (argc == 6 && g_str_equal(argv[1], "send")) return send_all(store, models, seed, (int)g_ascii_strtoll(argv[5], NULL, 10));
  return argc == 6 && g_str_equal(argv[1], "check") ? check(store, models, seed, argv[5]) : 2;
}
