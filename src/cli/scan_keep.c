/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages into the register or a folder. */
#include "cli/scan_keep.h"
#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <recto/error.h>
#include <unistd.h>

static char *page_name(const RectoKeep *keep, RectoPass pass, uint32_t index) {
  static const char *const STEMS[] = {"page", "recto", "verso"};
  return g_strdup_printf("%s-%04u.tif", STEMS[pass], (pass == RECTO_PASS_ONLY ? keep->first : 1) + index);
}

static bool fail(GError **error, const char *name) {
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "%s: %s", name, g_strerror(errno));
  return false;
}

uint32_t recto_keep_count(const RectoKeep *keep) { return keep->n[RECTO_PASS_ONLY] + keep->n[RECTO_PASS_FRONTS] + keep->n[RECTO_PASS_BACKS]; }

/* ------------------------------------------------------------------ a folder */

/* The number after the last page of the folder; 1 in an empty one. `ret_loose`: pages of two passes that were never put in order. */
static uint32_t next_number(const char *folder, bool *ret_loose) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  guint64 last = 0;
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    char *end = NULL;
    bool page = g_str_has_prefix(name, "page-"), loose = g_str_has_prefix(name, "recto-") || g_str_has_prefix(name, "verso-");
    guint64 number = page || loose ? g_ascii_strtoull(strchr(name, '-') + 1, &end, 10) : 0;
    if (!end || !g_str_equal(end, ".tif")) continue;
    *ret_loose = *ret_loose || loose;
    if (page) last = MAX(last, number);
  }
  return (uint32_t)MIN(last, 1000000) + 1;
}

static bool open_folder(RectoKeep *keep, GError **error) {
  bool loose = false;
  if (!recto_file_make_folder(keep->folder, error)) return false;
  keep->first = next_number(keep->folder, &loose);
  if (!loose && (keep->continues || keep->first == 1)) return true;
  g_autofree char *text = recto_cli_say(&keep->desk->cli, loose ? "scan.folder-loose" : "scan.folder-used", "folder", keep->folder, NULL);
  g_set_error_literal(error, RECTO_ERROR, RECTO_ERROR_USAGE, text);
  return false;
}

/* Written beside, synced, then given its name, which must be free: nothing is ever overwritten. */
static bool write_page(const char *folder, const char *name, int fd, GError **error) {
  g_autofree char *part_name = g_strdup_printf(".%s.part-%d", name, (int)getpid()), *part = g_build_filename(folder, part_name, NULL);
  g_autofree char *path = g_build_filename(folder, name, NULL);
  int out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (out < 0) return fail(error, name);
  bool right = recto_file_copy(fd, out, error);
  if (right && fsync(out) != 0) right = fail(error, name);
  if (close(out) != 0 && right) right = fail(error, name);
  if (right && link(part, path) != 0) right = fail(error, name);
  unlink(part);
  return right && recto_file_sync_folder(folder, error);
}

static bool collate_folder(RectoKeep *keep, const GArray *order, GError **error) {
  for (guint i = 0; i < order->len; i++) {
    uint32_t index = g_array_index(order, uint32_t, i), fronts = keep->n[RECTO_PASS_FRONTS];
    g_autofree char *old_name = index < fronts ? page_name(keep, RECTO_PASS_FRONTS, index) : page_name(keep, RECTO_PASS_BACKS, index - fronts);
    g_autofree char *name = page_name(keep, RECTO_PASS_ONLY, i), *path = g_build_filename(keep->folder, name, NULL),
                    *old = g_build_filename(keep->folder, old_name, NULL);
    if (link(old, path) != 0 || unlink(old) != 0) return fail(error, name);
  }
  return recto_file_sync_folder(keep->folder, error);
}

/* ------------------------------------------------------------------ the register */

static bool open_dossier(RectoKeep *keep, const char *number, GError **error) {
  RectoStore *store = keep->desk->store;
  g_autoptr(RectoState) state = recto_state_load(store, number, error);
  g_autoptr(RectoDossierRow) row = state ? recto_ledger_dossier(recto_store_ledger(store), number, error) : NULL;
  if (!row) return false;
  if (row->state != RECTO_DOSSIER_OPEN) {
    g_autofree char *text = recto_cli_say(&keep->desk->cli, "scan.closed", "number", number, NULL);
    g_set_error_literal(error, RECTO_ERROR, RECTO_ERROR_USAGE, text);
    return false;
  }
  keep->first = state->files->len + 1;
  keep->number = g_strdup(number);
  return true;
}

static bool deposit(RectoKeep *keep, RectoPass pass, uint32_t index, int fd, const uint32_t *replaced, GError **error) {
  RectoDesk *desk = keep->desk;
  g_auto(RectoStoreReceipt) receipt = {0};
  g_autofree char *name = page_name(keep, pass, index), *key = g_strdup_printf("scan|%s|%s", keep->session, name);
  desk->work.now = g_get_real_time();
  if (!keep->number && !recto_work_new(&desk->work, keep->procedure, keep->situation, keep->reception, &keep->number, error)) return false;
  if (!recto_work_receive_fd(&desk->work, keep->number, fd, name, key, replaced, &receipt, error)) return false;
  g_array_append_val(keep->ordinals[pass], receipt.first_file);
  return true;
}

static bool deposit_again(RectoKeep *keep, const RectoState *state, const RectoStoreDossier *dossier, uint32_t place, uint32_t ordinal, GError **error) {
  const RectoStateFile *file = recto_state_file(state, ordinal);
  int fd = file ? recto_store_open_blob(dossier, file->blob, error) : -1;
  if (!file) g_set_error(error, RECTO_ERROR, RECTO_ERROR_STORE, "file %u has gone", ordinal + 1);
  bool right = fd >= 0 && deposit(keep, RECTO_PASS_ONLY, place, fd, &ordinal, error);
  if (fd >= 0) close(fd);
  return right;
}

static bool collate_dossier(RectoKeep *keep, const GArray *order, GError **error) {
  g_autoptr(RectoState) state = recto_state_load(keep->desk->store, keep->number, error);
  g_autoptr(RectoStoreDossier) dossier = state ? recto_store_find(keep->desk->store, keep->number, error) : NULL;
  if (!dossier) return false;
  for (guint i = 0; i < order->len; i++) {
    uint32_t index = g_array_index(order, uint32_t, i), fronts = keep->n[RECTO_PASS_FRONTS];
    uint32_t ordinal = index < fronts ? g_array_index(keep->ordinals[RECTO_PASS_FRONTS], uint32_t, index)
                                      : g_array_index(keep->ordinals[RECTO_PASS_BACKS], uint32_t, index - fronts);
    if (!deposit_again(keep, state, dossier, i, ordinal, error)) return false;
  }
  return true;
}

/* ------------------------------------------------------------------ both */

bool recto_keep_open(RectoKeep *keep, const char *number, GError **error) {
  g_autofree char *uuid = g_uuid_string_random();
  g_auto(GStrv) parts = g_strsplit(uuid, "-", -1);
  g_autofree char *hex = g_strjoinv("", parts);
  g_strlcpy(keep->session, hex, sizeof keep->session);
  for (int pass = 0; pass < 3; pass++) keep->ordinals[pass] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  keep->first = 1;
  if (keep->folder) return open_folder(keep, error);
  return !number || open_dossier(keep, number, error);
}

void recto_keep_clear(RectoKeep *keep) {
  for (int pass = 0; pass < 3; pass++) g_clear_pointer(&keep->ordinals[pass], g_array_unref);
  g_clear_pointer(&keep->number, g_free);
}

bool recto_keep_page(RectoKeep *keep, RectoPass pass, int fd, GError **error) {
  g_autofree char *name = page_name(keep, pass, keep->n[pass]);
  bool right = keep->folder ? write_page(keep->folder, name, fd, error) : deposit(keep, pass, keep->n[pass], fd, NULL, error);
  if (right) keep->n[pass]++;
  return right;
}

bool recto_keep_collate(RectoKeep *keep, const GArray *order, GError **error) {
  return keep->folder ? collate_folder(keep, order, error) : collate_dossier(keep, order, error);
}
