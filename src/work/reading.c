/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readings, made by the reader's children and kept sealed beside the originals. */
#include "work/reading.h"
#include "work/parts.h"
#include "work/view.h"
#include <recto/error.h>
#include <recto/json.h>
#include <unistd.h>

/* The form of stored readings; raise it when the reader's meaning changes without a library's version. */
#define READ_VERSION 2

void recto_reading_clear(RectoReading *reading) {
  g_clear_pointer(&reading->chosen, g_ptr_array_unref);
  g_clear_pointer(&reading->files, g_ptr_array_unref);
  g_clear_pointer(&reading->state, recto_state_free);
  g_clear_pointer(&reading->stored, recto_store_dossier_free);
  g_clear_pointer(&reading->limits_digest, g_free);
}

void recto_reading_tell(const RectoReading *reading, RectoStep step, size_t done, size_t total, const RectoNews *news) {
  RectoProgress progress = {step, reading->stored ? recto_store_number(reading->stored) : NULL, done, total, news};
  if (reading->work->progress) reading->work->progress(&progress, reading->work->progress_data);
}

static bool is_in_force(const RectoStateFile *file) { return file->in_force; }

static bool digest_limits(RectoReading *reading, GError **error) {
  g_autoptr(RectoModels) limits = recto_limits_load(reading->work->models_folder, error);
  if (limits) reading->limits_digest = g_strdup(recto_models_digest(limits));
  return limits != NULL;
}

bool recto_reading_load(RectoReading *reading, const RectoWork *work, const char *number, RectoFileChoice choice, GError **error) {
  reading->work = work;
  reading->stored = recto_store_find(work->store, number, error);
  reading->state = reading->stored ? recto_state_load(work->store, number, error) : NULL;
  if (!reading->state || !digest_limits(reading, error)) return false;
  reading->chosen = g_ptr_array_new();
  reading->files = g_ptr_array_new_with_free_func((GDestroyNotify)recto_file_free);
  for (guint i = 0; i < reading->state->files->len; i++) {
    RectoStateFile *file = reading->state->files->pdata[i];
    if (!(choice ? choice : is_in_force)(file)) continue;
    RectoFile *fact = recto_file_new(file->ordinal, file->name);
    fact->size = file->size;
    fact->received = file->received;
    fact->tries = file->tries;
    fact->anyway = file->anyway;
    g_ptr_array_add(reading->chosen, file);
    g_ptr_array_add(reading->files, fact);
  }
  return true;
}

/* ------------------------------------------------------------------ read */

/* A stored reading is valid for these bytes, this reader, these limits; the name's extension is part of it because a trait compares it. */
/* Turns that a clerk ordered for the pages of a file, added up; NULL when there are none. */
static uint8_t *turns_of(const RectoReading *reading, const RectoStateFile *file) {
  uint8_t *turns = NULL;
  for (guint i = 0; i < reading->state->corrections->len; i++) {
    const RectoCorrection *correction = reading->state->corrections->pdata[i];
    if (correction->kind != RECTO_CORRECT_TURN || correction->page.file != file->ordinal || correction->page.page >= RECTO_MAX_TURNS) continue;
    if (!turns) turns = g_new0(uint8_t, RECTO_MAX_TURNS);
    turns[correction->page.page] = (uint8_t)((turns[correction->page.page] + g_ascii_strtoull(correction->value, NULL, 10) / 90) % 4);
  }
  return turns;
}

static char *turns_word(const uint8_t *turns) {
  g_autoptr(GString) word = g_string_new(NULL);
  for (guint i = 0; turns && i < RECTO_MAX_TURNS; i++)
    if (turns[i]) g_string_append_printf(word, "|%u turned %u", i, turns[i]);
  return g_strdup(word->str);
}

static char *reading_key(const RectoReading *reading, const RectoStateFile *file) {
  g_autofree uint8_t *turns = turns_of(reading, file);
  g_autofree char *turned = turns_word(turns);
  const char *dot = strrchr(file->name, '.');
  return g_strdup_printf("read|%d|%d|%s|%s|%s|%s%s", READ_VERSION, (int)recto_channel_of(file->channel), recto_reader_versions(reading->work->reader),
                         reading->limits_digest, file->blob, dot ? dot : "", turned);
}

char *recto_reading_key(const RectoReading *reading, guint index) { return reading_key(reading, reading->chosen->pdata[index]); }

static bool depends_on_load(const RectoFile *file) {
  if (file->outcome == RECTO_OUTCOME_TIMEOUT) return true;
  for (guint i = 0; i < file->pages->len; i++)
    if (((RectoPage *)file->pages->pdata[i])->outcome == RECTO_OUTCOME_TIMEOUT) return true;
  return false;
}

static guint index_of(const RectoReading *reading, uint32_t ordinal) {
  guint i = 0;
  while (i + 1 < reading->chosen->len && ((RectoStateFile *)reading->chosen->pdata[i])->ordinal != ordinal) i++;
  return i;
}

static void keep_reading(const RectoReading *reading, const RectoFile *file) {
  if (depends_on_load(file)) return;
  g_autofree char *key = reading_key(reading, reading->chosen->pdata[index_of(reading, file->ordinal)]);
  g_autoptr(GBytes) frozen = recto_file_freeze(file);
  g_autoptr(GError) error = NULL;
  if (!recto_store_put_result(reading->stored, key, frozen, &error)) g_message("a reading could not be kept: %s", error->message);
}

/* Whoever uploads is told at once what the first look says. */
static bool is_upload(const RectoReading *reading, uint32_t ordinal) {
  const RectoStateFile *file = reading->chosen->pdata[index_of(reading, ordinal)];
  return recto_channel_of(file->channel) == RECTO_CHANNEL_UPLOAD;
}

static void on_news(const RectoNews *news, gpointer data) {
  RectoReading *reading = data;
  if (news->kind == RECTO_NEWS_FILE_OPENED) reading->pages_total += news->file->declared_pages;
  if (news->kind == RECTO_NEWS_PAGE_VERDICT && is_upload(reading, news->ordinal)) recto_sight_keep(reading->stored, news->ordinal, news->page);
  if (news->kind == RECTO_NEWS_PAGE_DONE) reading->pages_done++;
  if (news->kind == RECTO_NEWS_FILE_DONE) keep_reading(reading, news->file);
  if (reading->lease) recto_lease_renew(reading->lease);
  recto_reading_tell(reading, RECTO_STEP_READING, reading->pages_done, MAX(reading->pages_total, reading->pages_done), news);
}

/* A reading may have been made under another name or place in the same dossier. */
static void adopt(RectoFile *file, const RectoFile *registered) {
  file->ordinal = registered->ordinal;
  file->received = registered->received;
  file->tries = registered->tries;
  file->anyway = registered->anyway;
  g_free(file->name);
  file->name = g_strdup(registered->name);
  for (guint i = 0; i < file->pages->len; i++) ((RectoPage *)file->pages->pdata[i])->id.file = registered->ordinal;
}

static RectoFile *stored_reading(const RectoReading *reading, guint index) {
  g_autofree char *key = reading_key(reading, reading->chosen->pdata[index]);
  g_autoptr(GBytes) frozen = recto_store_result(reading->stored, key);
  return frozen ? recto_file_thaw(frozen, NULL) : NULL;
}

/* What was read takes the place of what is only registered, and what the register alone knows. */
static void replace_file(const RectoReading *reading, guint index, RectoFile *file) {
  adopt(file, reading->files->pdata[index]);
  recto_file_free(reading->files->pdata[index]);
  reading->files->pdata[index] = file;
}

static bool open_orders(const RectoReading *reading, const GArray *wanted, GArray *orders, GError **error) {
  for (guint i = 0; i < wanted->len; i++) {
    const RectoStateFile *file = reading->chosen->pdata[g_array_index(wanted, guint, i)];
    int fd = recto_store_open_blob(reading->stored, file->blob, error);
    if (fd < 0) return false;
    RectoReadOrder order = {fd, file->ordinal, file->name, 0, recto_channel_of(file->channel), RECTO_WANT_ALL, turns_of(reading, file), RECTO_MAX_TURNS};
    g_array_append_val(orders, order);
  }
  return true;
}

static void close_orders(GArray *orders) {
  for (guint i = 0; i < orders->len; i++) {
    close(g_array_index(orders, RectoReadOrder, i).fd);
    g_free((gpointer)g_array_index(orders, RectoReadOrder, i).turns);
  }
  g_array_unref(orders);
}

/* Files are read in groups, so that the descriptors and decrypted copies held at a time stay few. */
#define GROUP 16

static bool read_group(RectoReading *reading, const GArray *wanted, GError **error) {
  GArray *orders = g_array_new(FALSE, TRUE, sizeof(RectoReadOrder));
  GPtrArray *files = NULL;
  bool right = open_orders(reading, wanted, orders, error) &&
               recto_reader_read(reading->work->reader, (RectoReadOrder *)orders->data, orders->len, on_news, reading, reading->work->cancel, &files, error);
  close_orders(orders);
  for (guint i = 0; right && i < files->len; i++) {
    RectoFile *file = files->pdata[i];
    files->pdata[i] = NULL;
    replace_file(reading, g_array_index(wanted, guint, i), file);
  }
  if (files) {
    g_ptr_array_set_free_func(files, NULL);
    g_ptr_array_unref(files);
  }
  return right;
}

bool recto_reading_run(RectoReading *reading, GError **error) {
  g_autoptr(GArray) wanted = g_array_new(FALSE, TRUE, sizeof(guint));
  for (guint i = 0; i < reading->chosen->len; i++) {
    RectoFile *stored = stored_reading(reading, i);
    if (stored) {
      reading->pages_done += stored->pages->len;
      reading->pages_total += stored->pages->len;
      replace_file(reading, i, stored);
    } else g_array_append_val(wanted, i);
  }
  while (wanted->len > 0) {
    g_autoptr(GArray) group = g_array_new(FALSE, TRUE, sizeof(guint));
    g_array_append_vals(group, wanted->data, MIN(wanted->len, GROUP));
    if (!read_group(reading, group, error)) return false;
    g_array_remove_range(wanted, 0, group->len);
  }
  for (guint i = 0; i < reading->files->len; i++) recto_state_mark(reading->state, reading->files->pdata[i]);
  return true;
}

void recto_reading_lend(const RectoReading *reading, guint index, RectoStoreDossier *to, const RectoStateFile *file) {
  const RectoFile *read = reading->files->pdata[index];
  if (depends_on_load(read)) return;
  g_autofree char *key = reading_key(reading, file);
  g_autoptr(GBytes) frozen = recto_file_freeze(read);
  g_autoptr(GError) error = NULL;
  if (!recto_store_put_result(to, key, frozen, &error)) g_message("a reading could not be kept: %s", error->message);
}
