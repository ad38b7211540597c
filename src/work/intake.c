/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A registered dossier under a lease: read -> look -> judge -> write down. */
#include "work/intake.h"
#include "work/parts.h"
#include <fcntl.h>
#include <gio/gio.h>
#include <recto/error.h>
#include <recto/json.h>
#include <unistd.h>

/* The form of stored readings; raise it when the reader's meaning changes without a library's version. */
#define READ_VERSION 1
#define LEASE ((int64_t)10 * 60 * G_USEC_PER_SEC)
#define MOST_ATTEMPTS 3

typedef struct {
  const RectoWork *work;
  RectoVerdict *verdict;
  RectoJobRow *job;
  GPtrArray *state_files;  /* of RectoStateFile*, borrowed: those in force, parallel to the dossier's files */
  char *limits_digest;
  size_t pages_done, pages_total;
  int64_t renewed;         /* monotonic */
} Run;

void recto_verdict_clear(RectoVerdict *verdict) {
  g_clear_pointer(&verdict->dossier, recto_dossier_free);
  g_clear_pointer(&verdict->stored, recto_store_dossier_free);
  g_clear_pointer(&verdict->state, recto_state_free);
  g_clear_pointer(&verdict->changes, g_free);
  g_clear_pointer(&verdict->before, g_free);
}

static void tell(const Run *run, RectoStep step, size_t done, size_t total, const RectoNews *news) {
  RectoProgress progress = {step, run->verdict->stored ? recto_store_number(run->verdict->stored) : NULL, done, total, news};
  if (run->work->progress) run->work->progress(&progress, run->work->progress_data);
}

/* ------------------------------------------------------------------ the dossier's files */

static bool load(Run *run, const char *number, GError **error) {
  run->verdict->stored = recto_store_find(run->work->store, number, error);
  run->verdict->state = run->verdict->stored ? recto_state_load(run->work->store, number, error) : NULL;
  RectoState *state = run->verdict->state;
  if (!state) return false;
  run->state_files = g_ptr_array_new();
  run->verdict->dossier = recto_dossier_new(number, state->procedure);
  for (guint i = 0; i < state->files->len; i++) {
    RectoStateFile *file = state->files->pdata[i];
    if (!file->in_force) continue;
    RectoFile *fact = recto_file_new(file->ordinal, file->name);
    fact->size = file->size;
    g_ptr_array_add(run->state_files, file);
    g_ptr_array_add(run->verdict->dossier->files, fact);
  }
  return true;
}

int recto_verdict_open_original(uint32_t ordinal, gpointer data, GError **error) {
  const RectoVerdict *verdict = data;
  const RectoStateFile *file = recto_state_file(verdict->state, ordinal);
  if (file) return recto_store_open_blob(verdict->stored, file->blob, error);
  g_autofree char *which = g_strdup_printf("%u", ordinal + 1);
  recto_error_say(error, RECTO_ERROR_STORE, "error.no-file", "there is no file {file} in dossier {number}", "file", which, "number", verdict->state->number, NULL);
  return -1;
}

/* ------------------------------------------------------------------ read */

/* A stored reading is valid for these bytes, this reader, these limits; the name's extension is part of it because a trait compares it. */
static char *reading_key(const Run *run, guint index) {
  const RectoStateFile *file = run->state_files->pdata[index];
  const char *dot = strrchr(file->name, '.');
  return g_strdup_printf("read|%d|%d|%s|%s|%s|%s", READ_VERSION, (int)recto_channel_of(file->channel), recto_reader_versions(run->work->reader),
                         run->limits_digest, file->blob, dot ? dot : "");
}

static bool depends_on_load(const RectoFile *file) {
  if (file->outcome == RECTO_OUTCOME_TIMEOUT) return true;
  for (guint i = 0; i < file->pages->len; i++)
    if (((RectoPage *)file->pages->pdata[i])->outcome == RECTO_OUTCOME_TIMEOUT) return true;
  return false;
}

static guint index_of(const Run *run, uint32_t ordinal) {
  guint i = 0;
  while (i + 1 < run->state_files->len && ((RectoStateFile *)run->state_files->pdata[i])->ordinal != ordinal) i++;
  return i;
}

static void keep_reading(const Run *run, const RectoFile *file) {
  if (depends_on_load(file)) return;
  g_autofree char *key = reading_key(run, index_of(run, file->ordinal));
  g_autoptr(GBytes) frozen = recto_file_freeze(file);
  g_autoptr(GError) error = NULL;
  if (!recto_store_put_result(run->verdict->stored, key, frozen, &error)) g_message("a reading could not be kept: %s", error->message);
}

/* Whoever works shows that they live: the lease is renewed while news come. */
static void renew(Run *run) {
  int64_t now = g_get_monotonic_time();
  if (now - run->renewed < LEASE / 10) return;
  bool held = true;
  recto_ledger_renew(recto_store_ledger(run->work->store), run->job->id, run->work->worker, run->job->lease_until + (now - run->renewed), &held, NULL);
  run->job->lease_until += now - run->renewed;
  run->renewed = now;
}

static void on_news(const RectoNews *news, gpointer data) {
  Run *run = data;
  if (news->kind == RECTO_NEWS_FILE_OPENED) run->pages_total += news->file->declared_pages;
  if (news->kind == RECTO_NEWS_PAGE_DONE) run->pages_done++;
  if (news->kind == RECTO_NEWS_FILE_DONE) keep_reading(run, news->file);
  renew(run);
  tell(run, RECTO_STEP_READING, run->pages_done, MAX(run->pages_total, run->pages_done), news);
}

/* A reading may have been made under another name or place in the same dossier. */
static void adopt(RectoFile *file, const RectoFile *registered) {
  file->ordinal = registered->ordinal;
  g_free(file->name);
  file->name = g_strdup(registered->name);
  for (guint i = 0; i < file->pages->len; i++) ((RectoPage *)file->pages->pdata[i])->id.file = registered->ordinal;
}

static RectoFile *stored_reading(const Run *run, guint index) {
  g_autofree char *key = reading_key(run, index);
  g_autoptr(GBytes) frozen = recto_store_result(run->verdict->stored, key);
  RectoFile *file = frozen ? recto_file_thaw(frozen, NULL) : NULL;
  if (file) adopt(file, run->verdict->dossier->files->pdata[index]);
  return file;
}

static void replace_file(const Run *run, guint index, RectoFile *file) {
  GPtrArray *files = run->verdict->dossier->files;
  recto_file_free(files->pdata[index]);
  files->pdata[index] = file;
}

static bool open_orders(const Run *run, const GArray *wanted, GArray *orders, GError **error) {
  for (guint i = 0; i < wanted->len; i++) {
    const RectoStateFile *file = run->state_files->pdata[g_array_index(wanted, guint, i)];
    int fd = recto_store_open_blob(run->verdict->stored, file->blob, error);
    if (fd < 0) return false;
    RectoReadOrder order = {fd, file->ordinal, file->name, 0, recto_channel_of(file->channel), RECTO_WANT_ALL};
    g_array_append_val(orders, order);
  }
  return true;
}

static void close_orders(GArray *orders) {
  for (guint i = 0; i < orders->len; i++) close(g_array_index(orders, RectoReadOrder, i).fd);
  g_array_unref(orders);
}

/* Files are read in groups, so that the descriptors and decrypted copies held at a time stay few. */
#define GROUP 16

static bool read_group(Run *run, const GArray *wanted, GError **error) {
  GArray *orders = g_array_new(FALSE, TRUE, sizeof(RectoReadOrder));
  GPtrArray *files = NULL;
  bool right = open_orders(run, wanted, orders, error) &&
               recto_reader_read(run->work->reader, (RectoReadOrder *)orders->data, orders->len, on_news, run, run->work->cancel, &files, error);
  close_orders(orders);
  for (guint i = 0; right && i < files->len; i++) {
    RectoFile *file = files->pdata[i];
    files->pdata[i] = NULL;
    replace_file(run, g_array_index(wanted, guint, i), file);
  }
  if (files) {
    g_ptr_array_set_free_func(files, NULL);
    g_ptr_array_unref(files);
  }
  return right;
}

static bool read_files(Run *run, GError **error) {
  g_autoptr(GArray) wanted = g_array_new(FALSE, TRUE, sizeof(guint));
  for (guint i = 0; i < run->state_files->len; i++) {
    RectoFile *stored = stored_reading(run, i);
    if (stored) {
      run->pages_done += stored->pages->len;
      run->pages_total += stored->pages->len;
      replace_file(run, i, stored);
    } else g_array_append_val(wanted, i);
  }
  while (wanted->len > 0) {
    g_autoptr(GArray) group = g_array_new(FALSE, TRUE, sizeof(guint));
    g_array_append_vals(group, wanted->data, MIN(wanted->len, GROUP));
    if (!read_group(run, group, error)) return false;
    g_array_remove_range(wanted, 0, group->len);
  }
  return true;
}

static bool limits_digest(Run *run, GError **error) {
  g_autoptr(RectoModels) limits = recto_limits_load(run->work->models_folder, error);
  if (limits) run->limits_digest = g_strdup(recto_models_digest(limits));
  return limits != NULL;
}

/* ------------------------------------------------------------------ look, judge, write down */

static bool judge(Run *run, GError **error) {
  const RectoWork *work = run->work;
  const RectoState *state = run->verdict->state;
  g_autoptr(RectoDossier) registered = g_steal_pointer(&run->verdict->dossier);
  g_autoptr(GPtrArray) looks = recto_work_looks(work->models, work->reader, registered->files, state->corrections, state->reception.year,
                                                recto_verdict_open_original, run->verdict, work->progress, work->progress_data);
  RectoCase the_case = {registered->number, state->procedure, state->reception, state->received_at, state->situation, registered->files, looks, state->corrections};
  run->verdict->dossier = recto_judge(work->models, &the_case, error);
  if (run->verdict->dossier) tell(run, RECTO_STEP_JUDGED, 1, 1, NULL);
  return run->verdict->dossier != NULL;
}

/* What arrived meanwhile has a job of its own: this line tells what was judged, under the version it was judged at. */
static bool write_down(Run *run, GError **error) {
  RectoVerdict *verdict = run->verdict;
  g_autofree char *body = recto_judged_body(verdict->dossier);
  verdict->before = g_strdup(verdict->state->judged);
  if (!recto_judged_same(body, verdict->before)) {
    if (!recto_store_record(run->work->store, verdict->state->number, 0, "judged", body, run->work->who, run->work->now, NULL, &verdict->state->version, error))
      return false;
    verdict->changes = g_steal_pointer(&body);
  }
  return recto_work_summarise(run->work, verdict->dossier, error);
}

/* ------------------------------------------------------------------ the lease */

static RectoJobRow *take_job(const RectoWork *work, const char *number, GError **error) {
  RectoLedger *ledger = recto_store_ledger(work->store);
  RectoJobRow *job = NULL;
  GError *cause = NULL;
  if (recto_work_free_leases(work->store, number, &cause) && (!number || recto_ledger_add_job(ledger, number, RECTO_JOB_JUDGE, work->now, &cause)))
    job = recto_ledger_claim(ledger, number, work->worker, work->now, LEASE, MOST_ATTEMPTS, &cause);
  if (!job && !cause && number) 
    recto_error_say(&cause, RECTO_ERROR_USAGE, "error.other-worker", "another worker is at dossier {number}; nothing is lost, try again later", "number", number, NULL);
  if (cause) g_propagate_error(error, cause);
  return job;
}

static void end_job(const Run *run, bool right, const GError *cause) {
  RectoLedger *ledger = recto_store_ledger(run->work->store);
  bool interrupted = cause && g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (right) recto_ledger_finish(ledger, run->job->id, run->work->worker, NULL, NULL);
  else
    recto_ledger_give_back(ledger, run->job, run->work->now, !interrupted && run->job->attempts >= MOST_ATTEMPTS, interrupted,
                           interrupted ? "interrupted" : "failed", NULL);
}

static bool do_job(const RectoWork *work, RectoJobRow *job, RectoVerdict *ret_verdict, GError **error) {
  g_auto(RectoVerdict) verdict = {0};
  Run run = {.work = work, .verdict = &verdict, .job = job, .renewed = g_get_monotonic_time()};
  GError *cause = NULL;
  bool right = load(&run, job->number, &cause) && limits_digest(&run, &cause) && read_files(&run, &cause) && judge(&run, &cause) && write_down(&run, &cause);
  end_job(&run, right, cause);
  g_clear_pointer(&run.state_files, g_ptr_array_unref);
  g_free(run.limits_digest);
  if (cause) g_propagate_error(error, cause);
  if (!right) return false;
  *ret_verdict = verdict;
  verdict = (RectoVerdict){0};
  return true;
}

bool recto_work_judge(const RectoWork *work, const char *number, RectoVerdict *ret_verdict, GError **error) {
  g_autoptr(RectoStoreDossier) known = recto_store_find(work->store, number, error); /* an unknown or purged one has no job */
  g_autoptr(RectoJobRow) job = known ? take_job(work, number, error) : NULL;
  return job && do_job(work, job, ret_verdict, error);
}

bool recto_work_next(const RectoWork *work, RectoVerdict *ret_verdict, bool *ret_any, GError **error) {
  GError *cause = NULL;
  g_autoptr(RectoJobRow) job = take_job(work, NULL, &cause);
  *ret_any = job != NULL;
  if (cause) g_propagate_error(error, cause);
  return job ? do_job(work, job, ret_verdict, error) : cause == NULL;
}
