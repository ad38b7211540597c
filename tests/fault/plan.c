/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See plan.h. Two dossiers of each writer's own (0, 1), one that is purged (2), and deposits that all writers make under the same keys. */
#include "plan.h"
#include "faultlog.h"
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define NOW ((int64_t)1764000000 * G_USEC_PER_SEC)
#define MOST_FILES 3u

typedef struct { RectoStore *store; const Plan *plan; bool loud; int failed; char *numbers[3]; } Clerk;

/* ------------------------------------------------------------------ what is deposited */

static uint64_t draw(uint64_t seed, const char *key, guint what) {
  uint64_t state = seed;
  for (const char *p = key; *p; p++) state = (state ^ (uint8_t)*p) * 0x100000001b3u;
  state += what;
  fault_random(&state);
  return fault_random(&state);
}

guint plan_n_files(uint64_t seed, const char *key) { return 1 + (guint)(draw(seed, key, 1000) % MOST_FILES); }

/* One file in four is one of two that come again and again; some are empty, most small, some of several pages. */
GBytes *plan_bytes(uint64_t seed, const char *key, guint file) {
  uint64_t kind = draw(seed, key, 2000 + file), state = kind % 4 == 0 ? kind / 4 % 2 + 77 : draw(seed, key, file);
  gsize size = kind % 32 == 5 ? 0 : 1 + fault_random(&state) % (kind % 8 == 1 ? 20000 : 3000);
  if (kind % 4 == 0) size = 2500;
  guint8 *bytes = g_malloc(size + 8);
  for (gsize i = 0; i < size; i += 8) {
    uint64_t word = fault_random(&state);
    memcpy(bytes + i, &word, 8);
  }
  return g_bytes_new_take(bytes, size);
}

char *plan_file_name(const char *key, guint file) { return g_strdup_printf("%s#%u", key, file); }

static int memory_file(GBytes *bytes) {
  gsize size = 0;
  const void *data = g_bytes_get_data(bytes, &size);
  int fd = memfd_create("SPECIMEN", MFD_CLOEXEC);
  if (fd < 0 || write(fd, data, size) != (ssize_t)size) g_error("no memory file");
  return fd;
}

/* ------------------------------------------------------------------ telling */

__attribute__((format(printf, 2, 3))) static void tell(const Clerk *clerk, const char *format, ...) {
  va_list list;
  va_start(list, format);
  g_autofree char *line = g_strdup_vprintf(format, list);
  va_end(list);
  clerk->plan->tell(line, clerk->plan->data);
}

static bool failed(Clerk *clerk, const char *step, GError *error) {
  if (clerk->loud) fprintf(stderr, "%s: %s\n", step, error ? error->message : "?");
  g_clear_error(&error);
  clerk->failed++;
  return false;
}

/* ------------------------------------------------------------------ steps */

static bool deposit(Clerk *clerk, const char *key, const char *number, char **ret_number) {
  g_auto(RectoStoreReceipt) receipt = {0};
  RectoStoreFile files[MOST_FILES] = {0};
  char *names[MOST_FILES] = {0};
  guint n = plan_n_files(clerk->plan->seed, key);
  for (guint i = 0; i < n; i++) {
    g_autoptr(GBytes) bytes = plan_bytes(clerk->plan->seed, key, i);
    names[i] = plan_file_name(key, i);
    files[i] = (RectoStoreFile){.fd = memory_file(bytes), .name = names[i]};
  }
  RectoStoreDeposit what = {.key = key, .number = number, .prefix = "2026-", .opening = "{\"procedure\": \"SPECIMEN\"}", .procedure = "SPECIMEN",
                            .reception = "2026-03-16", .who = "clerk", .channel = "counter", .now = NOW, .files = files, .n_files = n, .job = "judge"};
  GError *error = NULL;
  tell(clerk, "try deposit %s", key);
  bool right = recto_store_deposit(clerk->store, &what, &receipt, &error);
  for (guint i = 0; i < n; i++) {
    close(files[i].fd);
    g_free(names[i]);
  }
  if (!right) return failed(clerk, key, error);
  tell(clerk, "ack deposit %s %" G_GUINT64_FORMAT " %s%s", key, receipt.deposit, receipt.number, receipt.again ? " again" : "");
  if (ret_number) *ret_number = g_strdup(receipt.number);
  return true;
}

/* The clerk's dossier, opened when it is not known yet. */
static const char *dossier(Clerk *clerk, int which) {
  g_autofree char *key = g_strdup_printf("s%" G_GUINT64_FORMAT "-w%d-open%d", clerk->plan->seed, clerk->plan->writer, which);
  if (!clerk->numbers[which] && !deposit(clerk, key, NULL, &clerk->numbers[which])) return NULL;
  return clerk->numbers[which];
}

/* A record has no idempotency key: whoever repeats one looks first, and says on which version he decided. */
static bool recorded(Clerk *clerk, const char *number, const char *tag, bool *ret_there, GError **error) {
  g_autoptr(GPtrArray) events = recto_store_history(clerk->store, number, error);
  if (!events) return false;
  *ret_there = false;
  for (guint i = 0; i < events->len; i++) {
    const RectoStoreEvent *event = events->pdata[i];
    *ret_there |= event->body && strstr(event->body, tag);
  }
  return true;
}

static bool record(Clerk *clerk, const char *number, const char *tag) {
  GError *error = NULL;
  bool there = false;
  g_autofree char *body = g_strdup_printf("{\"tag\": \"%s.\"}", tag), *mark = g_strconcat(tag, ".", NULL);
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(recto_store_ledger(clerk->store), number, &error);
  if (!row || !recorded(clerk, number, mark, &there, &error)) return failed(clerk, tag, error);
  tell(clerk, "try record %s %s", tag, number);
  if (!there && !recto_store_record(clerk->store, number, row->version, "withdraw", body, "clerk", NOW, "judge", NULL, &error))
    return failed(clerk, tag, error);
  tell(clerk, "ack record %s %s%s", tag, number, there ? " again" : "");
  return true;
}

/* What must be gone afterwards: the middle of the wrapped key, in hexadecimal, and the blobs. "-" when there is nothing any more. */
static char *to_be_gone(Clerk *clerk, const char *number) {
  g_autoptr(GString) words = g_string_new(NULL);
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(recto_store_ledger(clerk->store), number, NULL);
  g_autoptr(GPtrArray) files = recto_ledger_files(recto_store_ledger(clerk->store), number, NULL);
  const guint8 *key = row && row->key ? g_bytes_get_data(row->key, NULL) : NULL;
  for (int i = 20; key && i < 52; i++) g_string_append_printf(words, "%02x", key[i]);
  if (!key) g_string_append_c(words, '-');
  for (guint i = 0; files && i < files->len; i++) g_string_append_printf(words, " %s", ((RectoFileRow *)files->pdata[i])->blob);
  return g_strdup(words->str);
}

static bool purge(Clerk *clerk, const char *number) {
  GError *error = NULL;
  g_autofree char *gone = to_be_gone(clerk, number);
  tell(clerk, "try purge %s %s", number, gone);
  if (!recto_store_purge(clerk->store, number, "SPECIMEN", "clerk", NOW, &error)) return failed(clerk, "purge", error);
  tell(clerk, "ack purge %s", number);
  return true;
}

static bool finish(Clerk *clerk, const RectoJobRow *job, const char *number, GError **error) {
  g_autoptr(RectoStoreDossier) opened = recto_store_find(clerk->store, number, error);
  g_autoptr(GBytes) result = g_bytes_new("result", 6);
  RectoStoreSummary summary = {1, NULL, "{}", NULL};
  bool held = false;
  return opened && recto_store_put_result(opened, "judge", result, error) && recto_store_summarise(clerk->store, number, &summary, error) &&
         recto_ledger_finish(recto_store_ledger(clerk->store), job->id, job->worker, &held, error);
}

static bool work(Clerk *clerk, const char *number) {
  GError *error = NULL;
  g_autofree char *worker = g_strdup_printf("worker-%d", clerk->plan->writer);
  tell(clerk, "try work %s", number);
  RectoJobRow *job = recto_ledger_claim(recto_store_ledger(clerk->store), number, worker, NOW + 1, 60 * G_USEC_PER_SEC, 100, &error);
  bool right = !error && (!job || finish(clerk, job, number, &error));
  recto_job_row_free(job);
  if (!right) return failed(clerk, "work", error);
  tell(clerk, "ack work %s", number);
  return true;
}

static void step(Clerk *clerk, int i) {
  uint64_t seed = clerk->plan->seed;
  g_autofree char *name = g_strdup_printf("s%" G_GUINT64_FORMAT "-w%d-step%d", seed, clerk->plan->writer, i);
  g_autofree char *shared = g_strdup_printf("s%" G_GUINT64_FORMAT "-shared%d", seed, i % 3);
  uint64_t drawn = draw(seed, name, 3000) % 16;
  const char *number = drawn < 14 ? dossier(clerk, (int)(drawn & 1)) : dossier(clerk, 2);
  if (!number) return;
  if (drawn < 8) deposit(clerk, name, number, NULL);
  else if (drawn < 10) record(clerk, number, name);
  else if (drawn < 12) work(clerk, number);
  else if (drawn < 14) deposit(clerk, shared, NULL, NULL);
  else purge(clerk, number);
}

int plan_run(RectoStore *store, const Plan *plan, bool loud) {
  Clerk clerk = {.store = store, .plan = plan, .loud = loud};
  if (plan->steps == 0) return 0;
  for (int i = 0; i < plan->steps; i++) {
    step(&clerk, i);
    if (i % 5 == 4) dossier(&clerk, 2);
  }
  if (clerk.numbers[0]) { /* the first again, under its key */
    g_clear_pointer(&clerk.numbers[0], g_free);
    dossier(&clerk, 0);
  }
  if (dossier(&clerk, 2)) purge(&clerk, clerk.numbers[2]);
  for (int i = 0; i < 3; i++) g_free(clerk.numbers[i]);
  return clerk.failed;
}
