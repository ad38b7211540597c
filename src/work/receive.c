/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What arrives is registered: opened, named by what it holds, deposited as a whole. */
#include "base/digest.h"
#include "work/intake.h"
#include "work/parts.h"
#include "work/view.h"
#include <errno.h>
#include <fcntl.h>
#include <recto/error.h>
#include <recto/text.h>
#include <sys/stat.h>
#include <unistd.h>

const char *recto_channel_word(RectoChannel channel) {
  static const char *const words[] = {"upload", "counter", "mail"};
  return channel < G_N_ELEMENTS(words) ? words[channel] : "counter";
}

RectoChannel recto_channel_of(const char *word) {
  if (g_strcmp0(word, "upload") == 0) return RECTO_CHANNEL_UPLOAD;
  return g_strcmp0(word, "mail") == 0 ? RECTO_CHANNEL_MAIL : RECTO_CHANNEL_COUNTER;
}

bool recto_work_cannot_open(const char *path, int why, GError **error) {
  if (why == 0) return recto_error_say(error, RECTO_ERROR_DEVICE, "error.not-a-file", "{name}: not an ordinary file", "name", path, NULL);
  if (why == ENOENT) return recto_error_say(error, RECTO_ERROR_DEVICE, "error.no-such-file", "{name}: no such file", "name", path, NULL);
  if (why == EACCES) return recto_error_say(error, RECTO_ERROR_DEVICE, "error.not-allowed", "{name}: not allowed", "name", path, NULL);
  return recto_error_say(error, RECTO_ERROR_DEVICE, "error.cannot-open", "{name}: {why}", "name", path, "why", g_strerror(why), NULL);
}

static int open_path(const char *path, GError **error) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  struct stat status;
  if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) return fd;
  recto_work_cannot_open(path, fd < 0 ? errno : 0, error);
  if (fd >= 0) close(fd);
  return -1;
}

void recto_opened_init(RectoOpened *opened) {
  *opened = (RectoOpened){g_array_new(FALSE, TRUE, sizeof(RectoStoreFile)), g_ptr_array_new_with_free_func(g_free)};
}

void recto_opened_clear(RectoOpened *opened) {
  for (guint i = 0; i < opened->files->len; i++) close(g_array_index(opened->files, RectoStoreFile, i).fd);
  g_array_unref(opened->files);
  g_ptr_array_unref(opened->names);
}

bool recto_opened_add(RectoOpened *opened, const char *const *paths, GError **error) {
  for (; *paths; paths++) {
    int fd = open_path(*paths, error);
    if (fd < 0) return false;
    g_autofree char *base = g_path_get_basename(*paths);
    char *name = recto_text_clean(base, -1, 240);
    RectoStoreFile file = {.fd = fd, .name = name};
    g_ptr_array_add(opened->names, name);
    g_array_append_val(opened->files, file);
  }
  return true;
}

bool recto_opened_fingerprint(const RectoOpened *opened, GString *out, GError **error) {
  for (guint i = 0; i < opened->files->len; i++) {
    const RectoStoreFile *file = &g_array_index(opened->files, RectoStoreFile, i);
    uint8_t sha256[32];
    if (!recto_digest_fd(file->fd, sha256, NULL, error)) return false;
    g_autofree char *hex = recto_digest_hex(sha256);
    g_string_append_printf(out, "|%s %s", hex, file->name);
  }
  return true;
}

/* Equal for equal arrivals: dossier or procedure, day, answers, names and bytes of the files in their order. */
static char *fingerprint(const RectoArrival *arrival, const RectoOpened *opened, GError **error) {
  char iso[11];
  g_autoptr(GString) out = g_string_new(arrival->number ? arrival->number : arrival->procedure);
  g_string_append_printf(out, "|%s", recto_date_to_iso(arrival->reception, iso));
  guint n = 0;
  g_autofree char **questions = arrival->situation ? (char **)g_hash_table_get_keys_as_array(arrival->situation->answers, &n) : NULL;
  if (questions) qsort(questions, n, sizeof *questions, recto_text_compare);
  for (guint i = 0; i < n; i++) g_string_append_printf(out, "|%s=%s", questions[i], (const char *)g_hash_table_lookup(arrival->situation->answers, questions[i]));
  for (size_t i = 0; i < arrival->n_replaces; i++) g_string_append_printf(out, "|-%u", arrival->replaces[i]);
  for (size_t i = 0; i < arrival->n_pages; i++) g_string_append_printf(out, "|-%u:%u", arrival->pages[i].file, arrival->pages[i].page);
  if (arrival->anyway) g_string_append(out, "|anyway");
  return recto_opened_fingerprint(opened, out, error) ? g_strdup(out->str) : NULL;
}

bool recto_work_page_is_there(const RectoWork *work, const RectoState *state, RectoPageId page, GError **error) {
  if (!recto_state_page_counts(state, page, error)) return false;
  g_autoptr(RectoStoreDossier) stored = recto_store_find(work->store, state->number, error);
  g_autoptr(RectoView) view = stored ? recto_view_load(stored, state, false) : NULL;
  g_autofree char *words = recto_page_to_words(page);
  bool known = false;
  for (guint i = 0; view && i < view->dossier->files->len; i++) known = known || ((const RectoFile *)view->dossier->files->pdata[i])->ordinal == page.file;
  if (!known || recto_page_find(view->dossier->files, page)) return stored != NULL;
  return recto_error_say(error, RECTO_ERROR_USAGE, "error.no-such-page", "there is no page {page} in dossier {number}", "page", words, "number", state->number, NULL);
}

/* What is to be replaced must be there; but an arrival that was acknowledged before replaced it itself. */
static bool can_replace(const RectoWork *work, const RectoArrival *arrival, const char *key, GError **error) {
  if (arrival->n_replaces + arrival->n_pages == 0 || (!arrival->always && recto_store_acknowledged(work->store, key))) return true;
  g_autoptr(RectoState) state = recto_state_load(work->store, arrival->number, error);
  bool right = state && recto_state_in_force(state, arrival->replaces, arrival->n_replaces, error);
  for (size_t i = 0; right && i < arrival->n_pages; i++) right = recto_work_page_is_there(work, state, arrival->pages[i], error);
  return right;
}

static bool deposit(const RectoWork *work, const RectoArrival *arrival, const RectoOpened *opened, RectoStoreReceipt *ret_receipt, GError **error) {
  char iso[11];
  g_autofree char *key = fingerprint(arrival, opened, error), *prefix = g_strdup_printf("%04d-", arrival->reception.year);
  if (!key || !can_replace(work, arrival, key, error)) return false;
  g_autofree char *opening = arrival->number ? NULL : recto_deed_open(arrival->procedure, arrival->reception, arrival->situation);
  g_autofree char *remarks = recto_deed_remarks(arrival->replaces, arrival->n_replaces, arrival->pages, arrival->n_pages, arrival->number ? arrival->reception : (RectoDate){0}, arrival->anyway);
  RectoStoreDeposit order = {.key = arrival->always ? NULL : key, .number = arrival->number, .prefix = prefix, .opening = opening, .procedure = arrival->procedure,
                             .reception = recto_date_to_iso(arrival->reception, iso), .who = work->who, .channel = recto_channel_word(arrival->channel),
                             .remarks = remarks, .now = work->now, .files = (const RectoStoreFile *)opened->files->data, .n_files = opened->files->len,
                             .job = RECTO_JOB_JUDGE};
  return recto_store_deposit(work->store, &order, ret_receipt, error);
}

bool recto_work_receive(const RectoWork *work, const RectoArrival *arrival, RectoStoreReceipt *ret_receipt, GError **error) {
  if (!arrival->number && !recto_models_procedure(work->models, arrival->procedure))
    return recto_error_say(error, RECTO_ERROR_USAGE, "error.no-procedure", "no procedure named {procedure}", "procedure", arrival->procedure, NULL);
  RectoOpened opened;
  recto_opened_init(&opened);
  bool right = recto_opened_add(&opened, arrival->paths, error) && deposit(work, arrival, &opened, ret_receipt, error);
  size_t n = opened.files->len;
  recto_opened_clear(&opened);
  RectoProgress progress = {RECTO_STEP_REGISTERED, right ? ret_receipt->number : NULL, n, n, NULL};
  if (right && work->progress) work->progress(&progress, work->progress_data);
  return right;
}

static bool receive_one(const RectoWork *work, const char *number, const RectoStoreFile *file, const char *key, const RectoPageId *replaced, size_t max_bytes,
                        RectoStoreReceipt *ret_receipt, GError **error) {
  bool of_page = replaced && replaced->page != RECTO_WHOLE_FILE, of_file = replaced && !of_page;
  g_autofree char *remarks = recto_deed_remarks(of_file ? &replaced->file : NULL, of_file, of_page ? replaced : NULL, of_page, (RectoDate){0}, false);
  RectoStoreDeposit order = {.key = key, .number = number, .who = work->who, .channel = recto_channel_word(RECTO_CHANNEL_COUNTER), .remarks = remarks,
                             .now = work->now, .files = file, .n_files = 1, .max_bytes = max_bytes, .job = RECTO_JOB_JUDGE};
  return recto_store_deposit(work->store, &order, ret_receipt, error);
}

bool recto_work_receive_fd(const RectoWork *work, const char *number, int fd, const char *name, const char *key, const uint32_t *replaced,
                           RectoStoreReceipt *ret_receipt, GError **error) {
  const RectoStoreFile file = {.fd = fd, .name = name};
  const RectoPageId whole = {0, replaced ? *replaced : 0, RECTO_WHOLE_FILE};
  return receive_one(work, number, &file, key, replaced ? &whole : NULL, 0, ret_receipt, error);
}

bool recto_work_receive_at_desk(const RectoWork *work, const char *number, const RectoStoreFile *file, const char *key, const RectoPageId *replaced, size_t max_bytes,
                                RectoStoreReceipt *ret_receipt, GError **error) {
  const RectoPageId *asked = replaced && !(key && recto_store_acknowledged(work->store, key)) ? replaced : NULL; /* acknowledged before, it replaced it itself */
  g_autoptr(RectoState) state = asked ? recto_state_load(work->store, number, error) : NULL;
  if (asked && !state) return false;
  if (asked && !(asked->page == RECTO_WHOLE_FILE ? recto_state_in_force(state, &asked->file, 1, error) : recto_work_page_is_there(work, state, *asked, error))) return false;
  return receive_one(work, number, file, key, replaced, max_bytes, ret_receipt, error);
}

/* ------------------------------------------------------------------ by ticket */

static bool came_by(const RectoState *state, uint32_t ordinal, uint32_t ticket, GError **error) {
  const RectoStateFile *file = recto_state_file(state, ordinal);
  if (file && file->ticket == ticket) return recto_state_in_force(state, &ordinal, 1, error);
  g_autofree char *which = g_strdup_printf("%u", ordinal + 1);
  return recto_error_say(error, RECTO_ERROR_USAGE, "error.no-file", "there is no file {file} in dossier {number}", "file", which, "number", state->number, NULL);
}

static bool may_replace(const RectoWork *work, const RectoUpload *upload, GError **error) {
  if (!upload->replaced || (upload->key && recto_store_acknowledged(work->store, upload->key))) return true;
  g_autoptr(RectoState) state = recto_state_load(work->store, upload->number, error);
  return state && came_by(state, *upload->replaced, upload->ticket, error);
}

bool recto_work_receive_upload(const RectoWork *work, const RectoUpload *upload, RectoStoreReceipt *ret_receipt, GError **error) {
  if (!may_replace(work, upload, error)) return false;
  g_autofree char *remarks = recto_deed_upload(upload->replaced, upload->ticket, upload->session, upload->piece);
  RectoStoreDeposit order = {.key = upload->key, .number = upload->number, .who = work->who, .channel = recto_channel_word(RECTO_CHANNEL_UPLOAD), .remarks = remarks,
                             .now = work->now, .files = &upload->file, .n_files = 1, .max_bytes = upload->max_bytes, .job = RECTO_JOB_JUDGE};
  return recto_store_deposit(work->store, &order, ret_receipt, error);
}

bool recto_work_note_refused(const RectoWork *work, const char *number, const char *name, uint64_t size, const char *cause, uint32_t ticket, GError **error) {
  g_autofree char *body = recto_deed_refused(name, size, cause, ticket);
  return recto_store_record(work->store, number, 0, "refused", body, work->who, work->now, NULL, NULL, error);
}

bool recto_work_keep_anyway(const RectoWork *work, const char *number, uint32_t ordinal, uint32_t ticket, GError **error) {
  g_autoptr(RectoState) state = recto_state_load(work->store, number, error);
  if (!state || !came_by(state, ordinal, ticket, error)) return false;
  if (recto_state_file(state, ordinal)->anyway) return true;
  g_autofree char *body = recto_deed_anyway(&ordinal, 1, NULL);
  return recto_store_record(work->store, number, state->version, "anyway", body, work->who, work->now, NULL, NULL, error);
}
