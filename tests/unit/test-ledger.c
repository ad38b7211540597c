/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contract of src/store/ledger.h, promise by promise, against every backend: another one is one more line in `backends`.
 * What only SQLite can have (a damaged file, a newer or older schema) stands at the end. Must not know: how rows are kept, but there. */
#include "base/file.h"
#include "store/sql.h"
#include <recto/error.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW ((int64_t)1764000000 * G_USEC_PER_SEC)
#define SECOND ((int64_t)G_USEC_PER_SEC)

typedef struct { const char *name; RectoLedger *(*open)(const char *folder, GError **error); } Backend;
static const Backend backends[] = {{"sqlite", recto_ledger_open}};

typedef struct { const Backend *backend; char *folder; RectoLedger *ledger, *other; } Place; /* two connections to the same rows */

static RectoLedger *open_ledger(const Backend *backend, const char *folder) {
  GError *error = NULL;
  RectoLedger *ledger = backend->open(folder, &error);
  g_assert_no_error(error);
  return ledger;
}

static Place place_new(gconstpointer data) {
  Place place = {data, g_dir_make_tmp("recto-ledger-XXXXXX", NULL), NULL, NULL};
  place.ledger = open_ledger(place.backend, place.folder);
  place.other = open_ledger(place.backend, place.folder);
  return place;
}

static void place_clear(Place *place) {
  g_clear_pointer(&place->ledger, recto_ledger_free);
  g_clear_pointer(&place->other, recto_ledger_free);
  recto_file_remove_tree(place->folder);
  g_free(place->folder);
}

/* A step that must succeed, with its error told when it does not. */
#define MUST(call)                                                                                                                                  \
  do {                                                                                                                                              \
    GError *error = NULL;                                                                                                                           \
    bool done = (call);                                                                                                                             \
    g_assert_no_error(error);                                                                                                                       \
    g_assert_true(done);                                                                                                                            \
  } while (0)

/* One that must be refused by the store. */
#define REFUSED(call)                                                                                                                               \
  do {                                                                                                                                              \
    g_autoptr(GError) error = NULL;                                                                                                                 \
    g_assert_false(call);                                                                                                                           \
    g_assert_error(error, RECTO_ERROR, RECTO_ERROR_STORE);                                                                                          \
  } while (0)

static void begin(RectoLedger *ledger) { MUST(recto_ledger_begin(ledger, &error)); }
static void commit(RectoLedger *ledger) { MUST(recto_ledger_commit(ledger, &error)); }

static void put(RectoLedger *ledger, const char *number) {
  RectoDossierRow row = {.number = (char *)number, .created_at = NOW, .changed_at = NOW, .version = 1};
  MUST(recto_ledger_put_dossier(ledger, &row, &error));
}

static void put_now(RectoLedger *ledger, const char *number) {
  begin(ledger);
  put(ledger, number);
  commit(ledger);
}

static bool is_there(RectoLedger *ledger, const char *number) {
  GError *error = NULL;
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(ledger, number, &error);
  g_assert_no_error(error);
  return row != NULL;
}

static GBytes *bytes_of(const char *text) { return g_bytes_new(text, strlen(text)); }

static uint64_t add_deposit(RectoLedger *ledger, const char *number, const char *key) {
  uint64_t id = 0;
  g_autoptr(GBytes) idempotency = bytes_of(key);
  RectoDepositRow row = {0, (char *)number, idempotency, NOW, 2, 0, 1};
  MUST(recto_ledger_add_deposit(ledger, &row, &id, &error));
  return id;
}

static void add_file(RectoLedger *ledger, const char *number, uint32_t ordinal, uint64_t deposit, const char *blob, const char *twin) {
  g_autoptr(GBytes) digest = bytes_of(twin);
  RectoFileRow row = {(char *)number, ordinal, deposit, (char *)blob, digest, 7};
  MUST(recto_ledger_add_file(ledger, &row, &error));
}

/* ------------------------------------------------------------------ transactions */

static void test_visible(gconstpointer data) {
  Place place = place_new(data);
  begin(place.ledger);
  put(place.ledger, "2026-000001");
  g_autoptr(GBytes) value = bytes_of("v");
  MUST(recto_ledger_set_meta(place.ledger, "m", value, &error));
  g_assert_true(is_there(place.ledger, "2026-000001"));
  g_assert_false(is_there(place.other, "2026-000001")); /* nothing before commit */
  g_assert_null(recto_ledger_meta(place.other, "m"));
  commit(place.ledger);
  g_assert_true(is_there(place.other, "2026-000001")); /* then all of it */
  g_autoptr(GBytes) seen = recto_ledger_meta(place.other, "m");
  g_assert_true(g_bytes_equal(seen, value));
  place_clear(&place);
}

static void test_abandon(gconstpointer data) {
  Place place = place_new(data);
  recto_ledger_abandon(place.ledger); /* harmless when nothing is open */
  put_now(place.ledger, "2026-000001");
  begin(place.ledger);
  put(place.ledger, "2026-000002");
  add_deposit(place.ledger, "2026-000001", "k");
  recto_ledger_abandon(place.ledger);
  recto_ledger_abandon(place.ledger);
  g_assert_false(is_there(place.ledger, "2026-000002"));
  g_autoptr(GBytes) key = bytes_of("k");
  g_assert_null(recto_ledger_deposit_by_key(place.ledger, key, NULL));
  begin(place.other); /* no lock stays behind */
  put(place.other, "2026-000003");
  commit(place.other);
  g_assert_true(is_there(place.ledger, "2026-000003"));
  /* A connection that goes away in a transaction leaves no trace either. */
  begin(place.other);
  put(place.other, "2026-000004");
  g_clear_pointer(&place.other, recto_ledger_free);
  g_assert_false(is_there(place.ledger, "2026-000004"));
  put_now(place.ledger, "2026-000005");
  place_clear(&place);
}

static void test_killed(gconstpointer data) {
  Place place = place_new(data);
  pid_t child = fork();
  if (child == 0) {
    RectoLedger *own = open_ledger(place.backend, place.folder);
    put_now(own, "2026-000001");
    begin(own);
    put(own, "2026-000002");
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  g_assert_cmpint(waitpid(child, &status, 0), ==, child);
  g_assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  g_assert_true(is_there(place.ledger, "2026-000001"));
  g_assert_false(is_there(place.ledger, "2026-000002"));
  put_now(place.ledger, "2026-000003");
  place_clear(&place);
}

typedef struct { Place *place; atomic_int stage; bool saw_first; } Queue;

static gpointer second_writer(gpointer data) {
  Queue *queue = data;
  RectoLedger *own = open_ledger(queue->place->backend, queue->place->folder);
  atomic_store(&queue->stage, 1);
  begin(own); /* waits */
  atomic_store(&queue->stage, 2);
  queue->saw_first = is_there(own, "2026-000001");
  put(own, "2026-000002");
  commit(own);
  recto_ledger_free(own);
  return NULL;
}

static void test_writers_queue(gconstpointer data) {
  Place place = place_new(data);
  Queue queue = {.place = &place};
  begin(place.ledger);
  GThread *thread = g_thread_new("writer", second_writer, &queue);
  while (atomic_load(&queue.stage) < 1) g_usleep(1000);
  g_usleep(200000);
  g_assert_cmpint(atomic_load(&queue.stage), ==, 1); /* still waits */
  g_assert_false(is_there(place.other, "2026-000001")); /* a reader does not */
  put(place.ledger, "2026-000001");
  commit(place.ledger);
  g_thread_join(thread);
  g_assert_true(queue.saw_first);
  g_assert_true(is_there(place.ledger, "2026-000002"));
  place_clear(&place);
}

static void number_some(const Backend *backend, const char *folder, int n) {
  RectoLedger *own = open_ledger(backend, folder);
  for (int i = 0; i < n; i++) {
    begin(own);
    g_autofree char *number = recto_ledger_next_number(own, "2026-", NULL), *key = g_strdup_printf("%d/%d", (int)getpid(), i);
    put(own, number);
    add_deposit(own, number, key);
    commit(own);
  }
  recto_ledger_free(own);
}

static void wait_all(const pid_t *children, int n) {
  for (int i = 0; i < n; i++) {
    int status = 0;
    g_assert_cmpint(waitpid(children[i], &status, 0), ==, children[i]);
    g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
}

static void test_processes_queue(gconstpointer data) {
  Place place = place_new(data);
  pid_t children[2];
  for (int i = 0; i < 2; i++)
    if ((children[i] = fork()) == 0) {
      number_some(place.backend, place.folder, 40);
      _exit(0);
    }
  wait_all(children, 2);
  begin(place.ledger);
  g_autofree char *next = recto_ledger_next_number(place.ledger, "2026-", NULL);
  g_assert_cmpstr(next, ==, "2026-000081"); /* each once, none left out */
  recto_ledger_abandon(place.ledger);
  place_clear(&place);
}

/* ------------------------------------------------------------------ given once */

static void test_numbers(gconstpointer data) {
  Place place = place_new(data);
  begin(place.ledger);
  g_autofree char *first = recto_ledger_next_number(place.ledger, "2026-", NULL);
  g_assert_cmpstr(first, ==, "2026-000001");
  put(place.ledger, first);
  g_autofree char *batch = recto_ledger_next_number(place.ledger, "C2026-", NULL), *year = recto_ledger_next_number(place.ledger, "2027-", NULL);
  g_assert_cmpstr(batch, ==, "C2026-000001"); /* every prefix counts for itself */
  g_assert_cmpstr(year, ==, "2027-000001");
  put(place.ledger, "2026-000041");
  g_autofree char *gap = recto_ledger_next_number(place.ledger, "2026-", NULL);
  g_assert_cmpstr(gap, ==, "2026-000042");
  uint64_t deposit = add_deposit(place.ledger, "2026-000041", "k");
  MUST(recto_ledger_erase(place.ledger, "2026-000041", NOW, &error));
  g_autofree char *after = recto_ledger_next_number(place.ledger, "2026-", NULL);
  g_assert_cmpstr(after, ==, "2026-000042"); /* also after it was erased */
  g_assert_cmpuint(add_deposit(place.ledger, first, "l"), >, deposit);
  put(place.ledger, "2026-999999");
  REFUSED(recto_ledger_next_number(place.ledger, "2026-", &error));
  commit(place.ledger);
  place_clear(&place);
}

static void test_deposits(gconstpointer data) {
  Place place = place_new(data);
  g_autoptr(GBytes) key = bytes_of("k"), unknown = bytes_of("u");
  begin(place.ledger);
  put(place.ledger, "2026-000001");
  put(place.ledger, "2026-000002");
  uint64_t first = add_deposit(place.ledger, "2026-000001", "k"), second = add_deposit(place.ledger, "2026-000001", "l");
  g_assert_cmpuint(second, >, first);
  RectoDepositRow again = {0, (char *)"2026-000002", key, NOW + 1, 9, 9, 9};
  REFUSED(recto_ledger_add_deposit(place.ledger, &again, NULL, &error));
  commit(place.ledger);
  g_autoptr(RectoDepositRow) found = recto_ledger_deposit_by_key(place.other, key, NULL);
  g_assert_cmpuint(found->id, ==, first);
  g_assert_cmpstr(found->number, ==, "2026-000001");
  g_assert_true(found->at == NOW && found->version == 2 && found->first_file == 0 && found->n_files == 1 && g_bytes_equal(found->idempotency, key));
  GError *none = NULL;
  g_assert_null(recto_ledger_deposit_by_key(place.other, unknown, &none));
  g_assert_no_error(none);
  g_autoptr(GPtrArray) all = recto_ledger_deposits(place.other, "2026-000001", NULL), empty = recto_ledger_deposits(place.other, "2026-000002", NULL);
  g_assert_cmpuint(all->len, ==, 2);
  g_assert_cmpuint(((RectoDepositRow *)all->pdata[0])->id, ==, first);
  g_assert_cmpuint(empty->len, ==, 0);
  place_clear(&place);
}

static void test_files(gconstpointer data) {
  Place place = place_new(data);
  g_autoptr(GBytes) twin = bytes_of("t");
  begin(place.ledger);
  put(place.ledger, "2026-000001");
  put(place.ledger, "2026-000002");
  uint64_t a = add_deposit(place.ledger, "2026-000002", "a"), b = add_deposit(place.ledger, "2026-000001", "b");
  add_file(place.ledger, "2026-000001", 1, b, "blob-b1", "t");
  add_file(place.ledger, "2026-000001", 0, b, "blob-b0", "other");
  add_file(place.ledger, "2026-000002", 0, a, "blob-a0", "t");
  RectoFileRow known = {(char *)"2026-000001", 1, b, (char *)"x", twin, 7};
  REFUSED(recto_ledger_add_file(place.ledger, &known, &error)); /* an ordinal is given once */
  MUST(recto_ledger_add_result(place.ledger, "2026-000001", "result-1", &error));
  MUST(recto_ledger_add_result(place.ledger, "2026-000001", "result-1", &error)); /* the same again changes nothing */
  commit(place.ledger);
  g_autoptr(GPtrArray) files = recto_ledger_files(place.other, "2026-000001", NULL), all = recto_ledger_files(place.other, NULL, NULL);
  g_assert_cmpuint(files->len, ==, 2);
  g_assert_cmpstr(((RectoFileRow *)files->pdata[0])->blob, ==, "blob-b0");
  g_assert_cmpuint(((RectoFileRow *)files->pdata[1])->size, ==, 7);
  g_assert_cmpuint(all->len, ==, 3);
  g_autoptr(GPtrArray) twins = recto_ledger_twins(place.other, twin, NULL), results = recto_ledger_results(place.other, "2026-000001", NULL);
  g_assert_cmpuint(twins->len, ==, 2);
  g_assert_cmpstr(((RectoFileRow *)twins->pdata[0])->number, ==, "2026-000002"); /* the oldest first */
  g_assert_cmpuint(results->len, ==, 1);
  g_assert_true(recto_ledger_has_blob(place.other, "blob-a0") && recto_ledger_has_blob(place.other, "result-1"));
  g_assert_false(recto_ledger_has_blob(place.other, "blob-a1"));
  place_clear(&place);
}

static RectoHistoryRow history_row(uint64_t seq, const char *number, uint64_t version, GBytes *body) {
  return (RectoHistoryRow){seq, NOW + (int64_t)seq, (char *)number, version, (char *)"seen", body, (char *)"digest", (char *)"hash"};
}

static void append(RectoLedger *ledger, uint64_t seq, const char *number, uint64_t version) {
  g_autoptr(GBytes) body = bytes_of("sealed");
  RectoHistoryRow row = history_row(seq, number, version, body);
  MUST(recto_ledger_append(ledger, &row, &error));
}

static void test_history(gconstpointer data) {
  Place place = place_new(data);
  GError *none = NULL;
  g_assert_null(recto_ledger_head(place.ledger, &none));
  g_assert_no_error(none);
  begin(place.ledger);
  append(place.ledger, 1, "2026-000001", 1);
  append(place.ledger, 2, "", 1);
  append(place.ledger, 3, "2026-000001", 2);
  append(place.ledger, 4, "2026-000002", 1);
  RectoHistoryRow same_seq = history_row(4, "2026-000003", 1, NULL), same_version = history_row(5, "2026-000001", 2, NULL);
  REFUSED(recto_ledger_append(place.ledger, &same_seq, &error));
  REFUSED(recto_ledger_append(place.ledger, &same_version, &error));
  commit(place.ledger);
  g_autoptr(RectoHistoryRow) head = recto_ledger_head(place.other, NULL);
  g_assert_true(head->seq == 4 && head->version == 1 && head->at == NOW + 4);
  g_assert_cmpstr(head->number, ==, "2026-000002");
  g_assert_cmpstr(head->deed, ==, "seen");
  g_assert_cmpstr(head->digest, ==, "digest");
  g_autoptr(GPtrArray) all = recto_ledger_history(place.other, NULL, 0, 0, NULL), one = recto_ledger_history(place.other, "2026-000001", 0, 0, NULL),
                       part = recto_ledger_history(place.other, NULL, 1, 2, NULL);
  g_assert_cmpuint(all->len, ==, 4);
  g_assert_cmpuint(one->len, ==, 2);
  g_assert_cmpuint(((RectoHistoryRow *)one->pdata[1])->version, ==, 2);
  g_assert_cmpuint(part->len, ==, 2);
  g_assert_cmpuint(((RectoHistoryRow *)part->pdata[0])->seq, ==, 2);
  place_clear(&place);
}

/* ------------------------------------------------------------------ what is found again */

static void put_full(RectoLedger *ledger, const char *number, RectoDossierState state, int urgency, const char *due, int64_t changed_at) {
  RectoDossierRow row = {.number = (char *)number, .created_at = NOW, .changed_at = changed_at, .state = state, .version = 1, .due = (char *)due, .urgency = urgency};
  MUST(recto_ledger_put_dossier(ledger, &row, &error));
}

static void expect_list(RectoLedger *ledger, RectoLedgerFilter filter, const char *expected) {
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = recto_ledger_dossiers(ledger, &filter, &error);
  g_assert_no_error(error);
  g_autoptr(GString) found = g_string_new(NULL);
  for (guint i = 0; i < rows->len; i++) g_string_append_printf(found, "%s%s", i ? " " : "", ((RectoDossierRow *)rows->pdata[i])->number);
  g_assert_cmpstr(found->str, ==, expected);
}

static void test_list(gconstpointer data) {
  Place place = place_new(data);
  begin(place.ledger);
  put_full(place.ledger, "2026-000001", RECTO_DOSSIER_OPEN, 1, NULL, NOW);
  put_full(place.ledger, "2026-000002", RECTO_DOSSIER_OPEN, 3, NULL, NOW + 5);
  put_full(place.ledger, "2026-000003", RECTO_DOSSIER_OPEN, 3, NULL, NOW + 1); /* unchanged for longer */
  put_full(place.ledger, "2026-000004", RECTO_DOSSIER_OPEN, 3, "2026-06-01", NOW + 9);
  put_full(place.ledger, "2026-000005", RECTO_DOSSIER_OPEN, 3, "2026-05-01", NOW + 12); /* due before, changed after */
  put_full(place.ledger, "2026-000006", RECTO_DOSSIER_CLOSED, 9, NULL, NOW);
  put_full(place.ledger, "2027-000001", RECTO_DOSSIER_OPEN, 0, NULL, NOW);
  put_full(place.ledger, "C2026-000001", RECTO_DOSSIER_OPEN, 9, NULL, NOW);
  MUST(recto_ledger_erase(place.ledger, "2027-000001", NOW, &error));
  commit(place.ledger);
  expect_list(place.other, (RectoLedgerFilter){0}, "2026-000005 2026-000004 2026-000003 2026-000002 2026-000001");
  expect_list(place.other, (RectoLedgerFilter){.most = 2}, "2026-000005 2026-000004");
  expect_list(place.other, (RectoLedgerFilter){.all = true}, "2026-000005 2026-000004 2026-000003 2026-000002 2026-000001 2026-000006 2027-000001");
  expect_list(place.other, (RectoLedgerFilter){.all = true, .prefix = "2027-"}, "2027-000001");
  expect_list(place.other, (RectoLedgerFilter){.prefix = "2026-00000"}, "2026-000005 2026-000004 2026-000003 2026-000002 2026-000001");
  expect_list(place.other, (RectoLedgerFilter){.batches = true}, "C2026-000001");
  expect_list(place.other, (RectoLedgerFilter){.batches = true, .prefix = "C2027-"}, "");
  RectoLedgerFilter open = {0}, all = {.all = true}, batches = {.batches = true};
  g_assert_cmpint(recto_ledger_count_dossiers(place.other, &open), ==, 5);
  g_assert_cmpint(recto_ledger_count_dossiers(place.other, &all), ==, 7);
  g_assert_cmpint(recto_ledger_count_dossiers(place.other, &batches), ==, 1);
  place_clear(&place);
}

static void test_row(gconstpointer data) {
  Place place = place_new(data);
  g_autoptr(GBytes) key = bytes_of("key"), summary = bytes_of("summary"), empty = g_bytes_new("", 0);
  RectoDossierRow row = {(char *)"2026-000001", NOW, NOW + 1, RECTO_DOSSIER_CLOSED, 12, key, (char *)"p", (char *)"2026-03-16", (char *)"2026-05-01", 4, summary};
  MUST(recto_ledger_put_dossier(place.ledger, &row, &error));
  g_autoptr(RectoDossierRow) found = recto_ledger_dossier(place.other, "2026-000001", NULL);
  g_assert_true(found->created_at == NOW && found->changed_at == NOW + 1 && found->state == RECTO_DOSSIER_CLOSED && found->version == 12 && found->urgency == 4);
  g_assert_true(g_bytes_equal(found->key, key) && g_bytes_equal(found->summary, summary));
  g_assert_cmpstr(found->procedure, ==, "p");
  g_assert_cmpstr(found->reception, ==, "2026-03-16");
  g_assert_cmpstr(found->due, ==, "2026-05-01");
  put_now(place.ledger, "2026-000001"); /* all members of a known number */
  g_autoptr(RectoDossierRow) bare = recto_ledger_dossier(place.other, "2026-000001", NULL);
  g_assert_true(!bare->key && !bare->summary && !bare->procedure && !bare->reception && !bare->due && bare->state == RECTO_DOSSIER_OPEN);
  g_assert_false(is_there(place.other, "2026-000002"));
  MUST(recto_ledger_set_meta(place.ledger, "m", key, &error) && recto_ledger_set_meta(place.ledger, "m", empty, &error));
  g_autoptr(GBytes) meta = recto_ledger_meta(place.other, "m");
  g_assert_cmpuint(g_bytes_get_size(meta), ==, 0); /* the last word; nothing and none are not the same */
  g_assert_null(recto_ledger_meta(place.other, "n"));
  place_clear(&place);
}

static void set_terms(RectoLedger *ledger, const char *number, const char *const *words) {
  g_autoptr(GPtrArray) terms = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  for (; *words; words++) g_ptr_array_add(terms, bytes_of(*words));
  MUST(recto_ledger_set_terms(ledger, number, terms, &error));
}

static void expect_term(RectoLedger *ledger, const char *word, const char *expected) {
  g_autoptr(GBytes) term = bytes_of(word);
  g_autoptr(GPtrArray) found = recto_ledger_find_term(ledger, term, NULL);
  g_ptr_array_add(found, NULL);
  g_autofree char *numbers = g_strjoinv(" ", (char **)found->pdata);
  g_assert_cmpstr(numbers, ==, expected);
}

static void test_terms(gconstpointer data) {
  Place place = place_new(data);
  put_now(place.ledger, "2026-000001");
  put_now(place.ledger, "2026-000002");
  set_terms(place.ledger, "2026-000002", (const char *const[]){"a", "b", "a", NULL});
  set_terms(place.ledger, "2026-000001", (const char *const[]){"a", NULL});
  expect_term(place.other, "a", "2026-000001 2026-000002");
  expect_term(place.other, "b", "2026-000002");
  set_terms(place.ledger, "2026-000002", (const char *const[]){"c", NULL}); /* in place of the earlier ones */
  expect_term(place.other, "a", "2026-000001");
  expect_term(place.other, "b", "");
  expect_term(place.other, "c", "2026-000002");
  place_clear(&place);
}

/* ------------------------------------------------------------------ tickets */

/* ------------------------------------------------------------------ accounts */

static void test_accounts(gconstpointer data) {
  Place place = place_new(data);
  uint64_t one = 0, two = 0, three = 0;
  g_autoptr(GBytes) a = g_bytes_new_static("a", 1), b = g_bytes_new_static("b", 1), body = g_bytes_new_static("sealed", 6), later = g_bytes_new_static("later", 5);
  begin(place.ledger);
  MUST(recto_ledger_next_account(place.ledger, &one, &error));
  MUST(recto_ledger_next_account(place.ledger, &two, &error));
  RectoAccountRow first = {one, 1, a, body, NOW}, second = {two, 1, b, body, NOW}, same_digest = {two + 1, 1, a, body, NOW}, changed = {one, 2, a, later, NOW};
  MUST(recto_ledger_put_account(place.ledger, &first, &error));
  MUST(recto_ledger_put_account(place.ledger, &second, &error));
  REFUSED(recto_ledger_put_account(place.ledger, &same_digest, &error));
  MUST(recto_ledger_put_account(place.ledger, &changed, &error));
  commit(place.ledger);
  g_autoptr(RectoAccountRow) found = recto_ledger_account_by_digest(place.other, a, NULL);
  g_assert_true(found && found->id == one && found->stamp == 2 && g_bytes_equal(found->sealed, later) && found->created_at == NOW);
  begin(place.ledger);
  MUST(recto_ledger_remove_account(place.ledger, two, &error));
  MUST(recto_ledger_next_account(place.ledger, &three, &error));
  commit(place.ledger);
  g_autoptr(RectoAccountRow) gone = recto_ledger_account(place.other, two, NULL);
  g_autoptr(GPtrArray) all = recto_ledger_accounts(place.other, NULL);
  g_assert_null(gone);
  g_assert_cmpuint(all->len, ==, 1);
  g_assert_true(one == 1 && three > two); /* a number is never given again */
  place_clear(&place);
}

static void test_sessions(gconstpointer data) {
  Place place = place_new(data);
  g_autoptr(GBytes) body = g_bytes_new_static("sealed", 6), later = g_bytes_new_static("later", 5);
  RectoSessionRow one = {"1a", body}, two = {"2b", body}, again = {"1a", later}, none = {"3c", later};
  begin(place.ledger);
  MUST(recto_ledger_add_session(place.ledger, &two, &error));
  MUST(recto_ledger_add_session(place.ledger, &one, &error));
  REFUSED(recto_ledger_add_session(place.ledger, &again, &error));
  MUST(recto_ledger_keep_session(place.ledger, &again, &error));
  MUST(recto_ledger_keep_session(place.ledger, &none, &error)); /* one that has ended is not begun anew */
  commit(place.ledger);
  g_assert_true(recto_ledger_has_session(place.other, "1a") && !recto_ledger_has_session(place.other, "3c"));
  begin(place.ledger);
  MUST(recto_ledger_remove_session(place.ledger, "2b", &error));
  MUST(recto_ledger_remove_session(place.ledger, "2b", &error));
  commit(place.ledger);
  g_autoptr(GPtrArray) all = recto_ledger_sessions(place.other, NULL);
  g_assert_cmpuint(all->len, ==, 1);
  const RectoSessionRow *left = all->pdata[0];
  g_assert_true(g_str_equal(left->digest, "1a") && g_bytes_equal(left->sealed, later));
  place_clear(&place);
}

static void test_tickets(gconstpointer data) {
  Place place = place_new(data);
  g_autoptr(GBytes) a = g_bytes_new_static("a", 1), b = g_bytes_new_static("b", 1);
  RectoTicketRow first = {(char *)"2026-000001", 1, a, NOW, NOW + SECOND, 0}, second = {(char *)"2026-000001", 2, b, NOW, NOW + SECOND, 0};
  RectoTicketRow same_digest = {(char *)"2026-000001", 3, a, NOW, NOW, 0}, same_ordinal = {(char *)"2026-000001", 1, b, NOW, NOW, 0};
  put_now(place.ledger, "2026-000001");
  begin(place.ledger);
  MUST(recto_ledger_add_ticket(place.ledger, &first, &error));
  REFUSED(recto_ledger_add_ticket(place.ledger, &same_digest, &error));
  REFUSED(recto_ledger_add_ticket(place.ledger, &same_ordinal, &error));
  MUST(recto_ledger_add_ticket(place.ledger, &second, &error));
  commit(place.ledger);
  g_autoptr(RectoTicketRow) found = recto_ledger_ticket_by_digest(place.other, b, NULL);
  g_assert_true(found && found->ordinal == 2 && found->expires_at == NOW + SECOND && found->revoked_at == 0 && g_bytes_equal(found->digest, b));
  begin(place.ledger);
  MUST(recto_ledger_revoke_ticket(place.ledger, "2026-000001", 2, NOW + 5, &error));
  MUST(recto_ledger_revoke_ticket(place.ledger, "2026-000001", 2, NOW + 9, &error));
  commit(place.ledger);
  g_autoptr(GPtrArray) all = recto_ledger_tickets(place.other, "2026-000001", NULL);
  g_assert_cmpuint(all->len, ==, 2);
  g_assert_cmpint(((RectoTicketRow *)all->pdata[0])->revoked_at, ==, 0);
  g_assert_cmpint(((RectoTicketRow *)all->pdata[1])->revoked_at, ==, NOW + 5);
  begin(place.ledger);
  MUST(recto_ledger_erase(place.ledger, "2026-000001", NOW, &error));
  commit(place.ledger);
  g_autoptr(RectoTicketRow) gone = recto_ledger_ticket_by_digest(place.other, a, NULL);
  g_assert_null(gone);
  place_clear(&place);
}

/* ------------------------------------------------------------------ jobs */

static void add_job(RectoLedger *ledger, const char *number, const char *kind, int64_t run_after) { MUST(recto_ledger_add_job(ledger, number, kind, run_after, &error)); }

static RectoJobRow *claim(RectoLedger *ledger, const char *number, const char *worker, int64_t now) {
  GError *error = NULL;
  RectoJobRow *job = recto_ledger_claim(ledger, number, worker, now, 60 * SECOND, 3, &error);
  g_assert_no_error(error);
  return job;
}

static void finish(RectoLedger *ledger, const RectoJobRow *job, bool expected) {
  bool held = !expected;
  MUST(recto_ledger_finish(ledger, job->id, job->worker, &held, &error));
  g_assert_true(held == expected);
}

static guint n_jobs(RectoLedger *ledger, const char *number) {
  g_autoptr(GPtrArray) jobs = recto_ledger_jobs(ledger, number, NULL);
  return jobs->len;
}

static void test_job_waits_once(gconstpointer data) {
  Place place = place_new(data);
  put_now(place.ledger, "2026-000001");
  add_job(place.ledger, "2026-000001", "judge", NOW + 10);
  add_job(place.ledger, "2026-000001", "judge", NOW + 20);
  add_job(place.ledger, "2026-000001", "print", NOW);
  g_assert_cmpuint(n_jobs(place.other, NULL), ==, 2);
  g_autoptr(GPtrArray) jobs = recto_ledger_jobs(place.other, "2026-000001", NULL);
  const RectoJobRow *first = jobs->pdata[0];
  g_assert_cmpstr(first->kind, ==, "judge");
  g_assert_true(first->run_after == NOW + 10 && first->state == RECTO_JOB_READY && first->attempts == 0);
  /* While one is being done, another may wait: what arrived meanwhile. */
  g_autoptr(RectoJobRow) job = claim(place.ledger, NULL, "w", NOW + 10);
  g_assert_cmpstr(job->kind, ==, "print");
  finish(place.ledger, job, true);
  g_autoptr(RectoJobRow) judge = claim(place.ledger, NULL, "w", NOW + 10);
  add_job(place.ledger, "2026-000001", "judge", NOW + 11);
  g_assert_cmpuint(n_jobs(place.other, NULL), ==, 2);
  g_assert_null(claim(place.other, NULL, "x", NOW + 12)); /* nobody works on a dossier that somebody works on */
  finish(place.ledger, judge, true);
  g_assert_cmpuint(n_jobs(place.other, NULL), ==, 1);
  /* Asked for sooner, it may be done sooner. */
  add_job(place.ledger, "2026-000001", "judge", NOW + 5);
  g_autoptr(RectoJobRow) sooner = claim(place.other, NULL, "x", NOW + 5);
  g_assert_nonnull(sooner);
  place_clear(&place);
}

static void test_job_order(gconstpointer data) {
  Place place = place_new(data);
  const char *numbers[] = {"2026-000001", "2026-000002", "2026-000003"};
  for (int i = 0; i < 3; i++) put_now(place.ledger, numbers[i]);
  add_job(place.ledger, numbers[0], "judge", NOW + 2);
  add_job(place.ledger, numbers[1], "judge", NOW);
  add_job(place.ledger, numbers[2], "judge", NOW + 100);
  g_assert_null(claim(place.ledger, NULL, "w", NOW - 1)); /* not before its time */
  g_autoptr(RectoJobRow) a = claim(place.ledger, NULL, "w", NOW + 2), b = claim(place.other, NULL, "x", NOW + 2), none = claim(place.other, NULL, "x", NOW + 2);
  g_assert_cmpstr(a->number, ==, numbers[1]); /* the one that has waited longest */
  g_assert_cmpstr(b->number, ==, numbers[0]);
  g_assert_null(none);
  g_assert_true(a->state == RECTO_JOB_LEASED && a->attempts == 1 && a->lease_until == NOW + 2 + 60 * SECOND);
  g_assert_cmpstr(a->worker, ==, "w");
  g_assert_null(claim(place.other, numbers[1], "x", NOW + 200));
  g_autoptr(RectoJobRow) named = claim(place.other, numbers[2], "x", NOW + 200);
  g_assert_cmpstr(named->number, ==, numbers[2]);
  place_clear(&place);
}

static void test_lease(gconstpointer data) {
  Place place = place_new(data);
  put_now(place.ledger, "2026-000001");
  add_job(place.ledger, "2026-000001", "judge", NOW);
  g_autoptr(RectoJobRow) first = claim(place.ledger, NULL, "w", NOW);
  bool held = false;
  MUST(recto_ledger_renew(place.ledger, first->id, "w", NOW + 100 * SECOND, &held, &error));
  g_assert_true(held);
  g_assert_null(claim(place.other, NULL, "x", NOW + 90 * SECOND)); /* renewed: still held */
  g_autoptr(RectoJobRow) second = claim(place.other, NULL, "x", NOW + 101 * SECOND);
  g_assert_cmpuint(second->id, ==, first->id);
  g_assert_cmpint(second->attempts, ==, 2);
  /* Who lost the lease can do nothing to the job any more. */
  MUST(recto_ledger_renew(place.ledger, first->id, "w", NOW + 900 * SECOND, &held, &error));
  g_assert_false(held);
  finish(place.ledger, first, false);
  MUST(recto_ledger_give_back(place.ledger, first, NOW, true, false, "failed", &error));
  g_autoptr(GPtrArray) jobs = recto_ledger_jobs(place.other, NULL, NULL);
  const RectoJobRow *job = jobs->pdata[0];
  g_assert_true(job->state == RECTO_JOB_LEASED && job->lease_until == NOW + 161 * SECOND);
  g_assert_cmpstr(job->worker, ==, "x");
  finish(place.other, second, true);
  finish(place.other, second, false); /* done is done */
  g_assert_cmpuint(n_jobs(place.ledger, NULL), ==, 0);
  place_clear(&place);
}

static void test_quarantine(gconstpointer data) {
  Place place = place_new(data);
  put_now(place.ledger, "2026-000001");
  put_now(place.ledger, "2026-000002");
  add_job(place.ledger, "2026-000001", "judge", NOW);
  int64_t now = NOW;
  for (int i = 0; i < 3; i++, now += 61 * SECOND) {
    g_autoptr(RectoJobRow) job = claim(place.ledger, NULL, "dies", now);
    g_assert_cmpint(job->attempts, ==, i + 1);
  }
  g_assert_null(claim(place.ledger, NULL, "w", now)); /* lost for the third time */
  g_autoptr(GPtrArray) jobs = recto_ledger_jobs(place.other, "2026-000001", NULL);
  g_assert_cmpint(((RectoJobRow *)jobs->pdata[0])->state, ==, RECTO_JOB_QUARANTINED);
  g_assert_nonnull(((RectoJobRow *)jobs->pdata[0])->reason);
  add_job(place.ledger, "2026-000001", "judge", now); /* something new arrived: it is tried, the quarantined one stays */
  g_assert_cmpuint(n_jobs(place.other, NULL), ==, 2);
  add_job(place.ledger, "2026-000002", "judge", now);
  g_autoptr(RectoJobRow) other = claim(place.ledger, "2026-000002", "w", now);
  MUST(recto_ledger_give_back(place.ledger, other, now, true, false, "failed", &error));
  size_t n = 0;
  MUST(recto_ledger_retry(place.ledger, "2026-000002", &n, &error));
  g_assert_cmpuint(n, ==, 1);
  MUST(recto_ledger_retry(place.ledger, NULL, &n, &error));
  g_assert_cmpuint(n, ==, 1);
  g_assert_cmpuint(n_jobs(place.other, "2026-000001"), ==, 1); /* one waits, not two */
  MUST(recto_ledger_retry(place.ledger, NULL, &n, &error));
  g_assert_cmpuint(n, ==, 0);
  g_autoptr(RectoJobRow) again = claim(place.ledger, "2026-000001", "w", now);
  g_assert_cmpint(again->attempts, ==, 1); /* it begins anew */
  place_clear(&place);
}

static void test_give_back(gconstpointer data) {
  Place place = place_new(data);
  put_now(place.ledger, "2026-000001");
  add_job(place.ledger, "2026-000001", "judge", NOW);
  g_autoptr(RectoJobRow) first = claim(place.ledger, NULL, "w", NOW);
  MUST(recto_ledger_give_back(place.ledger, first, NOW + 30, false, true, "interrupted", &error));
  g_assert_null(claim(place.ledger, NULL, "w", NOW + 29));
  g_autoptr(RectoJobRow) second = claim(place.ledger, NULL, "w", NOW + 30);
  g_assert_cmpint(second->attempts, ==, 1); /* forgiven: it did not count */
  MUST(recto_ledger_give_back(place.ledger, second, NOW + 30, false, false, "failed", &error));
  g_autoptr(RectoJobRow) third = claim(place.ledger, NULL, "w", NOW + 30);
  g_assert_cmpint(third->attempts, ==, 2); /* not forgiven */
  add_job(place.ledger, "2026-000001", "judge", NOW + 31);
  MUST(recto_ledger_give_back(place.ledger, third, NOW + 32, false, false, "failed", &error));
  g_assert_cmpuint(n_jobs(place.other, NULL), ==, 1); /* the one that waits already does its work too */
  place_clear(&place);
}

/* Four processes, two hundred claims each: every job is done, none twice, no two of one dossier at a time. */
enum { N_PROCESSES = 4, N_CLAIMS = 200, N_DOSSIERS = N_PROCESSES * N_CLAIMS / 2 };
typedef struct { atomic_int done[N_PROCESSES * N_CLAIMS + 1], busy[N_DOSSIERS + 1], total, wrong; } Shared;

static void claim_many(const Backend *backend, const char *folder, Shared *shared) {
  g_autofree char *worker = g_strdup_printf("worker/%d", (int)getpid());
  RectoLedger *own = open_ledger(backend, folder);
  while (atomic_load(&shared->total) < N_PROCESSES * N_CLAIMS) {
    g_autoptr(RectoJobRow) job = claim(own, NULL, worker, NOW + 1);
    if (!job) continue; /* what is left belongs to dossiers that others work on */
    int dossier = (int)g_ascii_strtoll(job->number + strlen("2026-"), NULL, 10);
    if (atomic_fetch_add(&shared->busy[dossier], 1) != 0) atomic_fetch_add(&shared->wrong, 1);
    atomic_fetch_add(&shared->done[job->id], 1);
    atomic_fetch_sub(&shared->busy[dossier], 1);
    finish(own, job, true);
    atomic_fetch_add(&shared->total, 1);
  }
  recto_ledger_free(own);
}

static void test_many_workers(gconstpointer data) {
  Place place = place_new(data);
  Shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true(shared != MAP_FAILED);
  begin(place.ledger);
  for (int i = 1; i <= N_DOSSIERS; i++) {
    g_autofree char *number = g_strdup_printf("2026-%06d", i);
    put(place.ledger, number);
    add_job(place.ledger, number, "judge", NOW);
    add_job(place.ledger, number, "print", NOW);
  }
  commit(place.ledger);
  g_clear_pointer(&place.ledger, recto_ledger_free); /* no connection is carried into a child */
  g_clear_pointer(&place.other, recto_ledger_free);
  pid_t children[N_PROCESSES];
  for (int i = 0; i < N_PROCESSES; i++)
    if ((children[i] = fork()) == 0) {
      claim_many(place.backend, place.folder, shared);
      _exit(0);
    }
  wait_all(children, N_PROCESSES);
  g_assert_cmpint(atomic_load(&shared->wrong), ==, 0);
  g_assert_cmpint(atomic_load(&shared->total), ==, N_PROCESSES * N_CLAIMS);
  for (int i = 1; i <= N_PROCESSES * N_CLAIMS; i++) g_assert_cmpint(atomic_load(&shared->done[i]), ==, 1);
  munmap(shared, sizeof *shared);
  place_clear(&place);
}

/* ------------------------------------------------------------------ erasing, copying */

static bool tree_holds(const char *folder, const char *needle) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    g_autofree char *path = g_build_filename(folder, name, NULL), *text = NULL;
    gsize length = 0;
    if (g_file_get_contents(path, &text, &length, NULL) && memmem(text, length, needle, strlen(needle))) return true;
  }
  return false;
}

static void fill_dossier(RectoLedger *ledger, const char *number, uint64_t seq, const char *canary) {
  g_autoptr(GBytes) secret = bytes_of(canary);
  g_autofree char *key = g_strdup_printf("idempotency %s", number), *blob = g_strdup_printf("%064x", (unsigned)seq), *result = g_strdup_printf("%064x", (unsigned)seq + 16);
  RectoDossierRow row = {(char *)number, NOW, NOW, RECTO_DOSSIER_OPEN, 1, secret, (char *)"p", (char *)"2026-03-16", (char *)"2026-05-01", 4, secret};
  RectoHistoryRow line = history_row(seq, number, 1, secret);
  MUST(recto_ledger_put_dossier(ledger, &row, &error));
  add_file(ledger, number, 0, add_deposit(ledger, number, key), blob, "twin");
  MUST(recto_ledger_append(ledger, &line, &error) && recto_ledger_add_result(ledger, number, result, &error));
  set_terms(ledger, number, (const char *const[]){"term", NULL});
  add_job(ledger, number, "judge", NOW);
}

static void expect_rubbish(RectoLedger *ledger, guint n) {
  g_autoptr(GPtrArray) rubbish = recto_ledger_rubbish(ledger, NULL);
  g_assert_cmpuint(rubbish->len, ==, n);
}

static void test_erase(gconstpointer data) {
  Place place = place_new(data);
  begin(place.ledger);
  fill_dossier(place.ledger, "2026-000001", 1, "CANARY-GONE");
  fill_dossier(place.ledger, "2026-000002", 2, "CANARY-KEPT");
  commit(place.ledger);
  g_assert_true(tree_holds(place.folder, "CANARY-GONE"));
  begin(place.ledger);
  MUST(recto_ledger_erase(place.ledger, "2026-000001", NOW + 7, &error));
  recto_ledger_abandon(place.ledger);
  expect_rubbish(place.ledger, 0);
  begin(place.ledger);
  MUST(recto_ledger_erase(place.ledger, "2026-000001", NOW + 7, &error));
  commit(place.ledger);
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(place.other, "2026-000001", NULL);
  g_assert_true(row->state == RECTO_DOSSIER_PURGED && !row->key && !row->summary && row->created_at == NOW && row->changed_at == NOW + 7);
  g_autoptr(GPtrArray) files = recto_ledger_files(place.other, "2026-000001", NULL), results = recto_ledger_results(place.other, "2026-000001", NULL),
                       deposits = recto_ledger_deposits(place.other, "2026-000001", NULL), lines = recto_ledger_history(place.other, "2026-000001", 0, 0, NULL);
  g_assert_cmpuint(files->len + results->len, ==, 0);
  g_assert_cmpuint(n_jobs(place.other, "2026-000001"), ==, 0);
  expect_term(place.other, "term", "2026-000002");
  g_assert_cmpuint(deposits->len, ==, 1); /* ids and keys stay */
  g_assert_cmpuint(lines->len, ==, 1); /* the chain stays, its contents go */
  g_assert_null(((RectoHistoryRow *)lines->pdata[0])->body);
  g_assert_cmpstr(((RectoHistoryRow *)lines->pdata[0])->hash, ==, "hash");
  expect_rubbish(place.other, 3); /* an original, a result, the tombstones */
  MUST(recto_ledger_forget_rubbish(place.ledger, "tombstones", &error) && recto_ledger_forget_rubbish(place.ledger, "nothing", &error));
  expect_rubbish(place.other, 2);
  g_assert_false(recto_ledger_has_blob(place.other, "0000000000000000000000000000000000000000000000000000000000000001"));
  g_assert_true(recto_ledger_settle(place.ledger));
  g_assert_false(tree_holds(place.folder, "CANARY-GONE")); /* written over, in the log too */
  g_assert_true(tree_holds(place.folder, "CANARY-KEPT"));
  place_clear(&place);
}

static void test_copy(gconstpointer data) {
  Place place = place_new(data);
  g_autofree char *folder = g_dir_make_tmp("recto-ledger-XXXXXX", NULL), *path = g_build_filename(folder, "register.db", NULL);
  begin(place.ledger);
  fill_dossier(place.ledger, "2026-000001", 1, "x");
  commit(place.ledger);
  begin(place.other); /* a writer at work: the copy holds the last commit */
  fill_dossier(place.other, "2026-000002", 2, "y");
  MUST(recto_ledger_copy(place.ledger, path, &error));
  commit(place.other);
  RectoLedger *copy = open_ledger(place.backend, folder);
  g_assert_true(is_there(copy, "2026-000001"));
  g_assert_false(is_there(copy, "2026-000002"));
  g_autoptr(GPtrArray) found = recto_ledger_examine(copy), own = recto_ledger_examine(place.ledger);
  g_assert_cmpuint(found->len + own->len, ==, 0);
  recto_ledger_free(copy);
  REFUSED(recto_ledger_copy(place.ledger, "/nonexistent/folder/register.db", &error));
  recto_file_remove_tree(folder);
  place_clear(&place);
}

/* ------------------------------------------------------------------ SQLite's own */

static char *sound_file(char **ret_folder, gsize *ret_size) {
  *ret_folder = g_dir_make_tmp("recto-ledger-XXXXXX", NULL);
  RectoLedger *ledger = open_ledger(&backends[0], *ret_folder);
  begin(ledger);
  for (int i = 1; i <= 60; i++) {
    g_autofree char *number = g_strdup_printf("2026-%06d", i);
    fill_dossier(ledger, number, (uint64_t)i * 100, "a body that is some bytes long");
  }
  commit(ledger);
  g_assert_true(recto_ledger_settle(ledger));
  recto_ledger_free(ledger);
  g_autofree char *path = g_build_filename(*ret_folder, "register.db", NULL);
  char *bytes = NULL;
  g_assert_true(g_file_get_contents(path, &bytes, ret_size, NULL));
  return bytes;
}

/* Whether opening says so (as damage, never as anything else), or the examination does. */
static bool damage_is_told(const char *folder) {
  g_autoptr(GError) error = NULL;
  g_autoptr(RectoLedger) ledger = recto_ledger_open(folder, &error);
  if (!ledger) {
    g_assert_error(error, RECTO_ERROR, RECTO_ERROR_STORE);
    return true;
  }
  g_autoptr(GPtrArray) found = recto_ledger_examine(ledger);
  return found->len > 0;
}

/* Every page in turn loses the bytes its structure begins with. (A flipped byte inside a cell is a matter of the seals and the chain: test-store.) */
static void test_damaged_pages(void) {
  gsize size = 0;
  char *folder = NULL;
  g_autofree char *bytes = sound_file(&folder, &size), *path = g_build_filename(folder, "register.db", NULL);
  g_assert_false(damage_is_told(folder));
  gsize n = 0;
  for (gsize page = 0; page < size; page += 4096, n++) {
    g_autofree char *copy = g_memdup2(bytes, size);
    for (gsize i = 0; i < 12; i++) copy[page + i] = (char)~copy[page + i];
    g_assert_true(g_file_set_contents(path, copy, (gssize)size, NULL));
    if (!damage_is_told(folder)) g_error("page %zu of register.db is damaged and nothing tells", page / 4096 + 1);
  }
  g_assert_cmpuint(n, >, 10);
  g_assert_true(g_file_set_contents(path, bytes, (gssize)(size - 4096), NULL)); /* cut */
  g_assert_true(damage_is_told(folder));
  g_assert_true(g_file_set_contents(path, "this is no database, it is a text that is longer than a header of a hundred bytes; it is a text about nothing at all", -1, NULL));
  g_autoptr(GError) error = NULL;
  g_assert_null(recto_ledger_open(folder, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_STORE);
  g_assert_nonnull(strstr(error->message, "damaged"));
  recto_file_remove_tree(folder);
  g_free(folder);
}

static void set_version(const char *path, const char *statement) {
  sqlite3 *db = NULL;
  g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
  g_assert_cmpint(sqlite3_exec(db, statement, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close(db);
}

static void test_newer_schema(void) {
  gsize size = 0, size_after = 0;
  char *folder = NULL;
  g_autofree char *bytes = sound_file(&folder, &size), *path = g_build_filename(folder, "register.db", NULL), *before = NULL, *after = NULL;
  set_version(path, "PRAGMA user_version = 99; PRAGMA journal_mode = DELETE; CREATE TABLE later(x)");
  g_assert_true(g_file_get_contents(path, &before, &size, NULL));
  for (int i = 0; i < 2; i++) {
    g_autoptr(GError) error = NULL;
    g_assert_null(recto_ledger_open(folder, &error));
    g_assert_error(error, RECTO_ERROR, RECTO_ERROR_STORE);
    g_assert_nonnull(strstr(error->message, "newer"));
  }
  g_assert_true(g_file_get_contents(path, &after, &size_after, NULL));
  g_assert_cmpmem(before, size, after, size_after); /* left untouched */
  recto_file_remove_tree(folder);
  g_free(folder);
}

/* A register that the first version of this program left. */
static void test_first_schema(void) {
  g_autofree char *folder = g_dir_make_tmp("recto-ledger-XXXXXX", NULL), *path = g_build_filename(folder, "register.db", NULL);
  set_version(path, recto_ledger_steps[0]);
  set_version(path, "PRAGMA user_version = 1; INSERT INTO dossier(number, created_at, changed_at, state, version, urgency) VALUES('2026-000007', 1, 1, 0, 3, 2)");
  RectoLedger *ledger = open_ledger(&backends[0], folder);
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(ledger, "2026-000007", NULL);
  g_assert_true(row && row->version == 3 && row->urgency == 2);
  expect_list(ledger, (RectoLedgerFilter){0}, "2026-000007");
  sqlite3_stmt *statement = recto_sql_ask(ledger, NULL, "PRAGMA user_version", "");
  g_assert_true(recto_sql_row(ledger, statement, NULL));
  g_assert_cmpint(sqlite3_column_int(statement, 0), ==, (int)recto_ledger_n_steps);
  recto_sql_end(statement);
  g_autoptr(GPtrArray) found = recto_ledger_examine(ledger);
  g_assert_cmpuint(found->len, ==, 0);
  recto_ledger_free(ledger);
  recto_file_remove_tree(folder);
}

static void test_older_schema(void) {
  g_autofree char *folder = g_dir_make_tmp("recto-ledger-XXXXXX", NULL);
  RectoLedger *ledger = open_ledger(&backends[0], folder);
  put_now(ledger, "2026-000001");
  /* This program's register seen by the next one, with two steps more. */
  size_t n = recto_ledger_n_steps;
  g_autofree const char **steps = g_new0(const char *, n + 2);
  memcpy(steps, recto_ledger_steps, n * sizeof *steps);
  steps[n] = "ALTER TABLE dossier ADD COLUMN later TEXT";
  steps[n + 1] = "this is no SQL";
  REFUSED(recto_ledger_migrate(ledger, steps, n + 2, &error)); /* all steps or none */
  begin(ledger);
  REFUSED(recto_sql_do(ledger, &error, "SELECT later FROM dossier", ""));
  recto_ledger_abandon(ledger);
  steps[n + 1] = "UPDATE dossier SET later = 'migrated'";
  MUST(recto_ledger_migrate(ledger, steps, n + 2, &error));
  MUST(recto_ledger_migrate(ledger, steps, n + 2, &error)); /* the second time there is nothing to do */
  sqlite3_stmt *statement = recto_sql_ask(ledger, NULL, "SELECT number FROM dossier WHERE later = 'migrated'", "");
  g_assert_true(recto_sql_row(ledger, statement, NULL));
  g_autofree char *number = recto_sql_text(statement, 0);
  recto_sql_end(statement);
  g_assert_cmpstr(number, ==, "2026-000001");
  REFUSED(recto_ledger_migrate(ledger, recto_ledger_steps, n, &error)); /* and this program does not go back */
  recto_ledger_free(ledger);
  recto_file_remove_tree(folder);
}

int main(int argc, char **argv) {
  static const struct { const char *name; GTestDataFunc run; } contract[] = {
      {"visible", test_visible},           {"abandon", test_abandon},           {"killed", test_killed},         {"writers-queue", test_writers_queue},
      {"processes-queue", test_processes_queue}, {"numbers", test_numbers},     {"deposits", test_deposits},     {"files", test_files},
      {"history", test_history},           {"list", test_list},                 {"row", test_row},               {"terms", test_terms},
      {"accounts", test_accounts}, {"sessions", test_sessions}, {"tickets", test_tickets},
      {"job-waits-once", test_job_waits_once}, {"job-order", test_job_order},   {"lease", test_lease},           {"quarantine", test_quarantine},
      {"give-back", test_give_back},       {"many-workers", test_many_workers}, {"erase", test_erase},           {"copy", test_copy},
  };
  g_test_init(&argc, &argv, NULL);
  for (gsize b = 0; b < G_N_ELEMENTS(backends); b++)
    for (gsize i = 0; i < G_N_ELEMENTS(contract); i++) {
      g_autofree char *path = g_strdup_printf("/ledger/%s/%s", backends[b].name, contract[i].name);
      g_test_add_data_func(path, &backends[b], contract[i].run);
    }
  g_test_add_func("/ledger/sqlite-file/damaged-pages", test_damaged_pages);
  g_test_add_func("/ledger/sqlite-file/newer-schema", test_newer_schema);
  g_test_add_func("/ledger/sqlite-file/first-schema", test_first_schema);
  g_test_add_func("/ledger/sqlite-file/older-schema", test_older_schema);
  return g_test_run();
}
