/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify-store STORE ACKS SEED WRITERS STEPS: what is left after a fault, against what was acknowledged. Then the plan is done again: every key must come
 * out once. Last line of stdout: "result acknowledged=… lost=… doubled=… half=… broken=… opens=…"; each violation is a line before it. Status 1 on any.
 *   lost      acknowledged, and not there, or there with other bytes, or its job gone, or a purged dossier that is back
 *   doubled   one key, two deposits                 half    a deposit that is not whole: a row without its file, an original that does not open
 *   broken    the register or the chain does not verify, depositing does not go on, something is there that nobody asked for */
#include "plan.h"
#include <recto/json.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct { uint64_t id; char *number; } Ack;
typedef struct {
  uint64_t seed;
  int writers, steps;
  GHashTable *tried;    /* keys */
  GHashTable *deposits; /* key -> Ack */
  GHashTable *records;  /* tag -> number */
  GHashTable *purging;  /* number -> GStrv of KEY BLOB…: what must be gone once it is acknowledged */
  GHashTable *purged;   /* numbers */
  GHashTable *owed;     /* number: a job must wait */
  int acknowledged, lost, doubled, half, broken;
} Watch;

static void ack_free(gpointer data) {
  g_free(((Ack *)data)->number);
  g_free(data);
}

__attribute__((format(printf, 2, 3))) static void found(int *counter, const char *format, ...) {
  va_list list;
  va_start(list, format);
  vprintf(format, list);
  va_end(list);
  putchar('\n');
  ++*counter;
}

/* ------------------------------------------------------------------ what was told */

/* A deposit that had been there before its first acknowledgement may have been worked on since: no job is owed for it. */
static void note_deposit(Watch *watch, const char *key, const char *id, const char *number, bool again) {
  Ack *known = g_hash_table_lookup(watch->deposits, key);
  uint64_t is = g_ascii_strtoull(id, NULL, 10);
  if (known && (known->id != is || !g_str_equal(known->number, number))) found(&watch->doubled, "doubled: %s was acknowledged as %s and as %s", key, known->number, number);
  watch->acknowledged += !known;
  if (known) return;
  Ack *ack = g_new0(Ack, 1);
  *ack = (Ack){is, g_strdup(number)};
  g_hash_table_insert(watch->deposits, g_strdup(key), ack);
  if (!again) g_hash_table_add(watch->owed, g_strdup(number));
}

static void note(Watch *watch, const char *line) {
  g_auto(GStrv) words = g_strsplit(line, " ", -1);
  guint n = g_strv_length(words);
  if (n < 3) return;
  bool ack = g_str_equal(words[0], "ack");
  const char *what = words[1], *subject = words[2];
  if (g_str_equal(what, "deposit") && !ack) g_hash_table_add(watch->tried, g_strdup(subject));
  else if (g_str_equal(what, "deposit") && n >= 5) note_deposit(watch, subject, words[3], words[4], n > 5);
  else if (g_str_equal(what, "record") && n >= 4 && ack) {
    bool fresh = g_hash_table_insert(watch->records, g_strdup(subject), g_strdup(words[3]));
    watch->acknowledged += fresh;
    if (fresh && n == 4) g_hash_table_add(watch->owed, g_strdup(words[3]));
  } else if (g_str_equal(what, "purge")) {
    if (!ack && (!g_hash_table_contains(watch->purging, subject) || (n > 3 && !g_str_equal(words[3], "-"))))
      g_hash_table_insert(watch->purging, g_strdup(subject), g_strdupv(words + 3));
    if (ack) watch->acknowledged += g_hash_table_add(watch->purged, g_strdup(subject));
  } else if (g_str_equal(what, "work") && !ack) g_hash_table_remove(watch->owed, subject);
}

static void note_live(const char *line, gpointer data) { note(data, line); }

static bool read_acks(Watch *watch, const char *path) {
  g_autofree char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, NULL)) return false;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i] && lines[i + 1]; i++) note(watch, lines[i]); /* what follows the last newline was never said whole */
  return true;
}

/* ------------------------------------------------------------------ what is there */

static bool same_bytes(const Watch *watch, const RectoStoreDossier *dossier, const char *blob, const char *key, guint file) {
  g_autoptr(GBytes) wanted = plan_bytes(watch->seed, key, file);
  gsize size = 0;
  const void *data = g_bytes_get_data(wanted, &size);
  int fd = recto_store_open_blob(dossier, blob, NULL);
  struct stat status = {0};
  g_autofree char *is = g_malloc(size + 1);
  bool right = fd >= 0 && fstat(fd, &status) == 0 && (gsize)status.st_size == size && pread(fd, is, size, 0) == (ssize_t)size && memcmp(is, data, size) == 0;
  if (fd >= 0) close(fd);
  return right;
}

static const RectoFileRow *row_of(const GPtrArray *rows, gint64 ordinal) {
  for (guint i = 0; i < rows->len; i++)
    if (((RectoFileRow *)rows->pdata[i])->ordinal == ordinal) return rows->pdata[i];
  return NULL;
}

/* One "deposit" line of the history: its files' names tell the key. */
static void check_deposit(Watch *watch, RectoStore *store, const RectoStoreEvent *event, GHashTable *seen) {
  g_autoptr(JsonNode) root = recto_json_parse(event->body, -1, 1 << 22, NULL);
  JsonArray *files = root ? json_object_get_array_member(json_node_get_object(root), "files") : NULL;
  const char *first = files && json_array_get_length(files) ? json_object_get_string_member(json_array_get_object_element(files, 0), "name") : NULL;
  if (!first) {
    found(&watch->half, "half: history line %" G_GUINT64_FORMAT " tells a deposit without files", event->seq);
    return;
  }
  g_autofree char *key = g_strndup(first, strcspn(first, "#"));
  if (!g_hash_table_add(seen, g_strdup(key))) found(&watch->doubled, "doubled: %s was deposited twice", key);
  if (!g_hash_table_contains(watch->tried, key)) found(&watch->broken, "broken: nobody deposited %s", key);
  guint n = json_array_get_length(files);
  if (n != plan_n_files(watch->seed, key)) found(&watch->half, "half: %s has %u files", key, n);
  g_autoptr(RectoStoreDossier) dossier = recto_store_find(store, event->number, NULL);
  g_autoptr(GPtrArray) rows = recto_ledger_files(recto_store_ledger(store), event->number, NULL);
  for (guint i = 0; i < n; i++) {
    JsonObject *file = json_array_get_object_element(files, i);
    const RectoFileRow *row = rows ? row_of(rows, json_object_get_int_member(file, "ordinal")) : NULL;
    if (!row || g_strcmp0(row->blob, json_object_get_string_member(file, "blob")) != 0) found(&watch->half, "half: %s, file %u has no row", key, i);
    else if (!dossier || !same_bytes(watch, dossier, row->blob, key, i)) found(&watch->half, "half: %s, file %u does not hold its bytes", key, i);
  }
}

static void check_history(Watch *watch, RectoStore *store, GHashTable *seen) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) events = recto_store_history(store, NULL, &error);
  g_autoptr(GHashTable) tags = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if (!events) found(&watch->broken, "broken: the history cannot be read: %s", error->message);
  for (guint i = 0; events && i < events->len; i++) {
    const RectoStoreEvent *event = events->pdata[i];
    if (!event->body) continue; /* purged */
    if (g_str_equal(event->deed, "deposit")) check_deposit(watch, store, event, seen);
    if (!g_str_equal(event->deed, "withdraw")) continue;
    g_autofree char *tag = g_strndup(event->body + strlen("{\"tag\": \""), strcspn(event->body, ".") - strlen("{\"tag\": \""));
    if (!g_hash_table_add(tags, g_steal_pointer(&tag))) found(&watch->doubled, "doubled: a withdrawal stands twice in %s", event->number);
  }
  GHashTableIter iter;
  gpointer tag = NULL, number = NULL;
  g_hash_table_iter_init(&iter, watch->records);
  while (g_hash_table_iter_next(&iter, &tag, &number))
    if (!g_hash_table_contains(tags, tag)) found(&watch->lost, "lost: withdrawal %s of %s", (char *)tag, (char *)number);
}

static const RectoDepositRow *deposit_of(const GPtrArray *rows, uint64_t id) {
  for (guint i = 0; rows && i < rows->len; i++)
    if (((RectoDepositRow *)rows->pdata[i])->id == id) return rows->pdata[i];
  return NULL;
}

static void check_acknowledged(Watch *watch, RectoStore *store, GHashTable *seen) {
  GHashTableIter iter;
  gpointer key = NULL, data = NULL;
  g_hash_table_iter_init(&iter, watch->deposits);
  while (g_hash_table_iter_next(&iter, &key, &data)) {
    const Ack *ack = data;
    g_autoptr(GPtrArray) rows = recto_ledger_deposits(recto_store_ledger(store), ack->number, NULL);
    if (!deposit_of(rows, ack->id)) found(&watch->lost, "lost: deposit %s, number %s", (char *)key, ack->number);
    else if (!g_hash_table_contains(seen, key) && !g_hash_table_contains(watch->purging, ack->number)) found(&watch->lost, "lost: the files of %s", (char *)key);
  }
}

static bool file_holds(const char *folder, const char *name, const guint8 *key, gsize size) {
  g_autofree char *path = g_build_filename(folder, name, NULL), *text = NULL;
  gsize length = 0;
  return g_file_get_contents(path, &text, &length, NULL) && memmem(text, length, key, size);
}

/* After an acknowledged purge neither the wrapped key nor an original is to be found on the disk, whatever happened since. */
static void check_gone(Watch *watch, RectoStore *store, const char *number) {
  const char *const *gone = g_hash_table_lookup(watch->purging, number);
  guint8 key[32] = {0};
  if (!gone || !gone[0] || strlen(gone[0]) != 64) return;
  for (int i = 0; i < 32; i++) key[i] = (guint8)(g_ascii_xdigit_value(gone[0][2 * i]) * 16 + g_ascii_xdigit_value(gone[0][2 * i + 1]));
  static const char *const names[] = {"register.db", "register.db-wal"};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    if (file_holds(recto_store_folder(store), names[i], key, sizeof key)) found(&watch->lost, "lost: the purge of %s: its key lies in %s", number, names[i]);
  for (gsize i = 1; gone[i]; i++) {
    g_autofree char *path = g_strdup_printf("%s/blobs/%.2s/%s", recto_store_folder(store), gone[i], gone[i]);
    if (g_file_test(path, G_FILE_TEST_EXISTS)) found(&watch->lost, "lost: the purge of %s: an original lies there", number);
  }
}

static void check_dossiers(Watch *watch, RectoStore *store) {
  GHashTableIter iter;
  gpointer number = NULL;
  g_hash_table_iter_init(&iter, watch->owed);
  while (g_hash_table_iter_next(&iter, &number, NULL)) {
    g_autoptr(GPtrArray) jobs = recto_ledger_jobs(recto_store_ledger(store), number, NULL);
    if (!g_hash_table_contains(watch->purging, number) && (!jobs || jobs->len == 0)) found(&watch->lost, "lost: the job of %s", (char *)number);
  }
  g_hash_table_iter_init(&iter, watch->purged);
  while (g_hash_table_iter_next(&iter, &number, NULL)) {
    g_autoptr(RectoDossierRow) row = recto_ledger_dossier(recto_store_ledger(store), number, NULL);
    if (!row || row->state != RECTO_DOSSIER_PURGED) found(&watch->lost, "lost: the purge of %s", (char *)number);
    check_gone(watch, store, number);
  }
  g_autoptr(GPtrArray) rubbish = recto_ledger_rubbish(recto_store_ledger(store), NULL);
  if (!rubbish || rubbish->len) found(&watch->broken, "broken: a purge was not ended by the opening");
}

static void check_sound(Watch *watch, RectoStore *store, const char *when) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) faults = recto_store_verify(store, NULL, NULL, NULL, &error);
  if (!faults) found(&watch->broken, "broken %s: it cannot be verified: %s", when, error->message);
  for (guint i = 0; faults && i < faults->len; i++) {
    const RectoStoreFault *fault = faults->pdata[i];
    bool half = fault->kind == RECTO_FAULT_ORIGINAL || fault->kind == RECTO_FAULT_ROW;
    found(half ? &watch->half : &watch->broken, "%s %s: %s, line %" G_GUINT64_FORMAT ", %s: %s", half ? "half" : "broken", when, recto_fault_kind_word(fault->kind), fault->seq,
          fault->number ? fault->number : "-", fault->what);
  }
}

static void check_all(Watch *watch, RectoStore *store, const char *when) {
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  check_sound(watch, store, when);
  check_history(watch, store, seen);
  check_acknowledged(watch, store, seen);
  check_dossiers(watch, store);
}

/* ------------------------------------------------------------------ and on */

static void go_on(Watch *watch, RectoStore *store) {
  int told = watch->acknowledged;
  for (int writer = 0; writer < watch->writers; writer++) {
    Plan plan = {watch->seed, writer, watch->steps, note_live, watch};
    int refused = plan_run(store, &plan, true);
    if (refused) found(&watch->broken, "broken: %d steps are refused afterwards", refused);
  }
  watch->acknowledged = told;
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  Watch watch = {.seed = g_ascii_strtoull(argv[3], NULL, 10), .writers = (int)g_ascii_strtoll(argv[4], NULL, 10), .steps = (int)g_ascii_strtoll(argv[5], NULL, 10)};
  watch.tried = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  watch.deposits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, ack_free);
  watch.records = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  watch.purging = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
  watch.purged = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  watch.owed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if (!read_acks(&watch, argv[2])) return 2;
  g_autoptr(GError) error = NULL;
  RectoStore *store = recto_store_open(argv[1], &error);
  if (store) {
    check_all(&watch, store, "at once");
    go_on(&watch, store);
    check_all(&watch, store, "after going on");
  } else {
    printf("broken: the store does not open: %s\n", error->message);
    watch.lost = watch.acknowledged;
    watch.broken++;
  }
  printf("result acknowledged=%d lost=%d doubled=%d half=%d broken=%d opens=%d\n", watch.acknowledged, watch.lost, watch.doubled, watch.half, watch.broken, store != NULL);
  recto_store_free(store);
  return watch.lost || watch.doubled || watch.half || watch.broken;
}
