/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The intake: register -> read -> look -> judge. */
#include "work/intake.h"
#include "base/digest.h"
#include "work/deposit.h"
#include <fcntl.h>
#include <gio/gio.h>
#include <recto/error.h>
#include <recto/json.h>
#include <unistd.h>

/* The form of stored readings; raise it when the reader's meaning changes without a library's version. */
#define READ_VERSION 1

typedef struct { const RectoIntake *intake; RectoIntakeResult *result; char *limits_digest; size_t pages_done, pages_total; } Run;

void recto_intake_result_clear(RectoIntakeResult *result) {
  g_clear_pointer(&result->dossier, recto_dossier_free);
  g_clear_pointer(&result->stored, recto_store_dossier_free);
  g_clear_pointer(&result->blobs, g_ptr_array_unref);
}

static void tell(const Run *run, RectoStep step, size_t done, size_t total, const RectoNews *news) {
  RectoProgress progress = {step, run->result->stored ? recto_store_number(run->result->stored) : NULL, done, total, news};
  if (run->intake->progress) run->intake->progress(&progress, run->intake->progress_data);
}

static bool cancelled(const Run *run, GError **error) {
  if (!run->intake->cancel || !*run->intake->cancel) return false;
  g_set_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
  return true;
}

/* ------------------------------------------------------------------ register */

static bool begin(Run *run, GError **error) {
  const RectoIntake *intake = run->intake;
  g_autofree char *fingerprint = recto_deposit_fingerprint(intake->procedure, intake->reception, intake->situation, intake->paths, error);
  if (!fingerprint) return false;
  run->result->stored = recto_store_begin(intake->store, fingerprint, intake->reception.year, &run->result->resumed, error);
  return run->result->stored != NULL;
}

/* Originals first, then the deposit that makes them count. A second run of the same intake keeps the first one's date. */
static bool register_files(Run *run, GError **error) {
  const RectoIntake *intake = run->intake;
  g_autofree char *known = recto_store_deposit(run->result->stored, error);
  if (!known && *error) return false;
  g_autoptr(RectoDeposit) deposit = known ? recto_deposit_from_json(known, error) : NULL;
  if (known && !deposit) return false;
  if (!deposit) {
    deposit = recto_deposit_new(intake->procedure, intake->reception, intake->now, intake->situation);
    size_t total = g_strv_length((char **)intake->paths);
    for (size_t i = 0; i < total; i++) {
      if (cancelled(run, error) || !recto_deposit_add_path(deposit, run->result->stored, intake->paths[i], error)) return false;
      tell(run, RECTO_STEP_REGISTERED, i + 1, total, NULL);
    }
    g_autofree char *json = recto_deposit_to_json(deposit);
    if (!recto_store_put_deposit(run->result->stored, json, error)) return false;
  }
  run->result->received_at = deposit->received_at;
  run->result->blobs = g_ptr_array_new_with_free_func(g_free);
  run->result->dossier = recto_dossier_new(recto_store_number(run->result->stored), deposit->procedure);
  for (guint i = 0; i < deposit->files->len; i++) {
    RectoDepositFile *file = deposit->files->pdata[i];
    RectoFile *fact = recto_file_new(i, file->name);
    fact->size = file->size;
    g_ptr_array_add(run->result->blobs, g_strdup(file->blob));
    g_ptr_array_add(run->result->dossier->files, fact);
  }
  tell(run, RECTO_STEP_REGISTERED, deposit->files->len, deposit->files->len, NULL);
  return true;
}

/* ------------------------------------------------------------------ read */

/* A stored reading is valid for these bytes, this reader, these limits; the name's extension is part of it because a trait compares it. */
static char *reading_key(const Run *run, guint ordinal) {
  const RectoFile *file = run->result->dossier->files->pdata[ordinal];
  const char *dot = strrchr(file->name, '.');
  return g_strdup_printf("read|%d|%d|%s|%s|%s|%s", READ_VERSION, (int)run->intake->channel, recto_reader_versions(run->intake->reader), run->limits_digest,
                         (const char *)run->result->blobs->pdata[ordinal], dot ? dot : "");
}

static bool depends_on_load(const RectoFile *file) {
  if (file->outcome == RECTO_OUTCOME_TIMEOUT) return true;
  for (guint i = 0; i < file->pages->len; i++)
    if (((RectoPage *)file->pages->pdata[i])->outcome == RECTO_OUTCOME_TIMEOUT) return true;
  return false;
}

static void keep_reading(const Run *run, const RectoFile *file) {
  if (depends_on_load(file)) return;
  g_autofree char *key = reading_key(run, file->ordinal);
  g_autoptr(GBytes) frozen = recto_file_freeze(file);
  g_autoptr(GError) error = NULL;
  if (!recto_store_put_result(run->result->stored, key, frozen, &error)) g_message("a reading could not be kept: %s", error->message);
}

static void on_news(const RectoNews *news, gpointer data) {
  Run *run = data;
  if (news->kind == RECTO_NEWS_FILE_OPENED) run->pages_total += news->file->declared_pages;
  if (news->kind == RECTO_NEWS_PAGE_DONE) run->pages_done++;
  if (news->kind == RECTO_NEWS_FILE_DONE) keep_reading(run, news->file);
  tell(run, RECTO_STEP_READING, run->pages_done, MAX(run->pages_total, run->pages_done), news);
}

/* A reading may have been made under another name or place in the same dossier. */
static void adopt(RectoFile *file, const RectoFile *registered) {
  file->ordinal = registered->ordinal;
  g_free(file->name);
  file->name = g_strdup(registered->name);
  for (guint i = 0; i < file->pages->len; i++) ((RectoPage *)file->pages->pdata[i])->id.file = registered->ordinal;
}

static RectoFile *stored_reading(const Run *run, guint ordinal) {
  g_autofree char *key = reading_key(run, ordinal);
  g_autoptr(GBytes) frozen = recto_store_result(run->result->stored, key);
  RectoFile *file = frozen ? recto_file_thaw(frozen, NULL) : NULL;
  if (file) adopt(file, run->result->dossier->files->pdata[ordinal]);
  return file;
}

static void replace_file(const Run *run, guint ordinal, RectoFile *file) {
  GPtrArray *files = run->result->dossier->files;
  recto_file_free(files->pdata[ordinal]);
  files->pdata[ordinal] = file;
}

static bool open_orders(const Run *run, const GArray *wanted, GArray *orders, GError **error) {
  for (guint i = 0; i < wanted->len; i++) {
    guint ordinal = g_array_index(wanted, guint, i);
    const RectoFile *file = run->result->dossier->files->pdata[ordinal];
    int fd = recto_store_open_blob(run->result->stored, run->result->blobs->pdata[ordinal], error);
    if (fd < 0) return false;
    RectoReadOrder order = {fd, ordinal, file->name, 0, run->intake->channel, RECTO_WANT_ALL};
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
               recto_reader_read(run->intake->reader, (RectoReadOrder *)orders->data, orders->len, on_news, run, run->intake->cancel, &files, error);
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
  GPtrArray *files = run->result->dossier->files;
  for (guint i = 0; i < files->len; i++) {
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

/* ------------------------------------------------------------------ look and judge */

static int open_original(uint32_t ordinal, gpointer data, GError **error) {
  const Run *run = data;
  return recto_store_open_blob(run->result->stored, run->result->blobs->pdata[ordinal], error);
}

static bool judge(Run *run, bool looking, GError **error) {
  const RectoIntake *intake = run->intake;
  g_autoptr(RectoDossier) registered = g_steal_pointer(&run->result->dossier);
  g_autoptr(GPtrArray) looks = NULL;
  if (looking)
    looks = recto_work_looks(intake->models, intake->reader, registered->files, intake->reception.year, open_original, run, intake->progress,
                             intake->progress_data);
  RectoCase the_case = {registered->number, registered->procedure, intake->reception, run->result->received_at, intake->situation, registered->files, looks};
  run->result->dossier = recto_judge(intake->models, &the_case, error);
  if (run->result->dossier) tell(run, RECTO_STEP_JUDGED, 1, 1, NULL);
  return run->result->dossier != NULL;
}

static bool limits_digest(Run *run, GError **error) {
  g_autoptr(RectoModels) limits = recto_limits_load(run->intake->models_folder, error);
  if (limits) run->limits_digest = g_strdup(recto_models_digest(limits));
  return limits != NULL;
}

static bool finish(Run *run, bool right) {
  g_free(run->limits_digest);
  if (!right) recto_intake_result_clear(run->result);
  return right;
}

bool recto_intake_run(const RectoIntake *intake, RectoIntakeResult *ret_result, GError **error) {
  RectoIntakeResult result = {0};
  Run run = {intake, &result, NULL, 0, 0};
  g_autoptr(GError) cause = NULL;
  bool right = recto_models_procedure(intake->models, intake->procedure) != NULL;
  if (!right) g_set_error(&cause, RECTO_ERROR, RECTO_ERROR_USAGE, "no procedure named %s", intake->procedure);
  right = right && limits_digest(&run, &cause) && begin(&run, &cause) && register_files(&run, &cause) && read_files(&run, &cause) && judge(&run, true, &cause);
  if (cause) g_propagate_error(error, g_steal_pointer(&cause));
  if (finish(&run, right)) *ret_result = result;
  return right;
}

bool recto_intake_judge_again(const RectoIntake *intake, const char *number, RectoIntakeResult *ret_result, GError **error) {
  RectoIntakeResult result = {.resumed = true};
  RectoIntake again = *intake;
  Run run = {&again, &result, NULL, 0, 0};
  g_autoptr(GError) cause = NULL;
  result.stored = recto_store_find(intake->store, number, &cause);
  g_autofree char *json = result.stored ? recto_store_deposit(result.stored, &cause) : NULL;
  g_autoptr(RectoDeposit) deposit = json ? recto_deposit_from_json(json, &cause) : NULL;
  if (!deposit && !cause) g_set_error(&cause, RECTO_ERROR, RECTO_ERROR_STORE, "dossier %s was never completely deposited", number);
  if (deposit) {
    again.procedure = deposit->procedure;
    again.reception = deposit->reception;
    again.situation = deposit->situation;
  }
  bool right = deposit && limits_digest(&run, &cause) && register_files(&run, &cause) && read_files(&run, &cause) && judge(&run, true, &cause);
  if (cause) g_propagate_error(error, g_steal_pointer(&cause));
  if (finish(&run, right)) *ret_result = result;
  return right;
}
