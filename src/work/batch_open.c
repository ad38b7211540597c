/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stack is registered as it came; then its containers are opened in the jail and each part is deposited before the next is asked for. */
#include "work/batch_parts.h"
#include <gio/gio.h>
#include <recto/error.h>
#include <unistd.h>

/* ------------------------------------------------------------------ register */

/* The same files under the same names, of the same day: the same stack, begun or done. */
static char *batch_key(const RectoBatchOrder *order, const RectoOpened *opened, GError **error) {
  char iso[11];
  g_autoptr(GString) key = g_string_new("batch");
  g_string_append_printf(key, "|%s|%s", order->procedure, recto_date_to_iso(order->reception, iso));
  return recto_opened_fingerprint(opened, key, error) ? g_strdup(key->str) : NULL;
}

static bool deposit_stack(const RectoWork *work, const RectoBatchOrder *order, const RectoOpened *opened, RectoStoreReceipt *ret_receipt, GError **error) {
  char iso[11];
  g_autofree char *key = batch_key(order, opened, error), *prefix = g_strdup_printf("C%04d-", order->reception.year);
  g_autofree char *opening = recto_deed_open(order->procedure, order->reception, order->situation);
  if (!key) return false;
  RectoStoreDeposit deposit = {.key = key, .prefix = prefix, .opening = opening, .procedure = order->procedure, .reception = recto_date_to_iso(order->reception, iso),
                               .who = work->who, .channel = "mail", .now = work->now, .files = (const RectoStoreFile *)opened->files->data,
                               .n_files = opened->files->len};
  return recto_store_deposit(work->store, &deposit, ret_receipt, error);
}

bool recto_batch_register(const RectoWork *work, const RectoBatchOrder *order, RectoStoreReceipt *ret_receipt, GError **error) {
  RectoOpened opened;
  if (!recto_models_procedure(work->models, order->procedure))
    return recto_error_say(error, RECTO_ERROR_USAGE, "error.no-procedure", "no procedure named {procedure}", "procedure", order->procedure, NULL);
  recto_opened_init(&opened);
  bool right = recto_opened_add(&opened, order->paths, error);
  if (right && opened.files->len == 0) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_USAGE, "there is no file in this stack");
    right = false;
  }
  right = right && deposit_stack(work, order, &opened, ret_receipt, error);
  size_t n = opened.files->len;
  recto_opened_clear(&opened);
  RectoProgress progress = {RECTO_STEP_REGISTERED, right ? ret_receipt->number : NULL, n, n, NULL};
  if (right && work->progress) work->progress(&progress, work->progress_data);
  return right;
}

/* ------------------------------------------------------------------ open */

typedef struct {
  const RectoWork *work;
  const char *number;
  const RectoStateFile *file;
  RectoLease *lease;
  GPtrArray *notes;
  uint32_t n_told, n_kept;
} Opening;

static void note(Opening *opening, const RectoPart *part) {
  if (part->note == RECTO_PART_PLAIN) return;
  g_ptr_array_add(opening->notes, g_strdup_printf("%s|%s|%u", recto_part_note_word(part->note), part->path, part->count));
}

/* The part's place in its container is its key: taken out again after a kill, it is the same deposit. */
static bool keep_part(const RectoPart *part, gpointer data, GError **error) {
  Opening *opening = data;
  uint32_t index = opening->n_told++;
  recto_lease_renew(opening->lease);
  note(opening, part);
  if (opening->work->cancel && *opening->work->cancel) {
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
    return false;
  }
  if (part->whole || part->fd < 0) return true;
  g_auto(RectoStoreReceipt) receipt = {0};
  g_autofree char *key = g_strdup_printf("part|%s|%u|%u", opening->number, opening->file->ordinal, index);
  uint32_t page = part->page == RECTO_WHOLE_FILE ? 0 : part->page + 1;
  g_autofree char *remarks = recto_deed_part(opening->file->ordinal, index, page);
  RectoStoreFile file = {.fd = part->fd, .name = part->name, .from = part->path};
  RectoStoreDeposit deposit = {.key = key, .number = opening->number, .who = opening->work->who, .channel = "mail", .remarks = remarks, .now = opening->work->now,
                               .files = &file, .n_files = 1};
  opening->n_kept++;
  return recto_store_deposit(opening->work->store, &deposit, &receipt, error);
}

static bool open_file(const RectoWork *work, const RectoStoreDossier *stored, const RectoState *state, const RectoStateFile *file, RectoLease *lease, GPtrArray *notes,
                      GError **error) {
  g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);
  Opening opening = {work, state->number, file, lease, own, 0, 0};
  g_auto(RectoUnpacked) unpacked = {0};
  int fd = recto_store_open_blob(stored, file->blob, error);
  bool right = fd >= 0 && recto_reader_unpack(work->reader, fd, file->name, RECTO_CHANNEL_MAIL, RECTO_UNPACK_ALL, keep_part, &opening, &unpacked, error);
  if (fd >= 0) close(fd);
  if (!right) return false;
  g_autofree char *body = recto_deed_unpacked(file->ordinal, opening.n_kept, own);
  for (guint i = 0; i < own->len; i++) g_ptr_array_add(notes, g_strdup(own->pdata[i]));
  return recto_store_record(work->store, state->number, 0, "unpacked", body, work->who, work->now, NULL, NULL, error);
}

bool recto_batch_open(const RectoWork *work, const char *number, RectoLease *lease, GPtrArray *notes, GError **error) {
  g_autoptr(RectoStoreDossier) stored = recto_store_find(work->store, number, error);
  g_autoptr(RectoState) state = stored ? recto_state_load(work->store, number, error) : NULL;
  if (!state) return false;
  for (guint i = 0; i < state->files->len; i++) {
    const RectoStateFile *file = state->files->pdata[i];
    if (file->opened || file->source != UINT32_MAX) continue;
    if (!open_file(work, stored, state, file, lease, notes, error)) return false;
  }
  return true;
}

static uint32_t source_of(const RectoStateFile *file) { return file->source == UINT32_MAX ? file->ordinal : file->source; }

int recto_batch_compare(gconstpointer a, gconstpointer b) {
  const RectoStateFile *x = *(const RectoStateFile *const *)a, *y = *(const RectoStateFile *const *)b;
  if (source_of(x) != source_of(y)) return source_of(x) < source_of(y) ? -1 : 1;
  return x->part < y->part ? -1 : x->part > y->part;
}
