/* SPDX-License-Identifier: GPL-3.0-or-later */
/* To another dossier: files as they are, pages of longer files by a jailed child that takes them out; and back again. Always there before it is gone here.
 * Must not know: what is inside a file. */
#include "work/change_parts.h"
#include <recto/json.h>
#include <unistd.h>

/* ------------------------------------------------------------------ files */

static bool open_files(const RectoStoreDossier *dossier, const RectoState *state, const uint32_t *ordinals, size_t n, GArray *files, GPtrArray *words, GError **error) {
  for (size_t i = 0; i < n; i++) {
    const RectoStateFile *file = recto_state_file(state, ordinals[i]);
    int fd = recto_store_open_blob(dossier, file->blob, error);
    if (fd < 0) return false;
    char *from = g_strdup_printf("%s, %u", state->number, ordinals[i] + 1);
    g_ptr_array_add(words, from);
    RectoStoreFile one = {.fd = fd, .name = file->name, .from = from};
    g_array_append_val(files, one);
  }
  return true;
}

/* The key names what is moved from where: a move that was interrupted is not begun anew. One that was done and then undone is: `withdrawals` has grown. */
static char *move_key(const RectoState *state, const uint32_t *ordinals, size_t n, const char *to) {
  g_autoptr(GString) key = g_string_new("move");
  g_string_append_printf(key, "|%s|%s", state->number, to);
  for (size_t i = 0; i < n; i++) g_string_append_printf(key, "|%u %u", ordinals[i], recto_state_file(state, ordinals[i])->withdrawals);
  return g_strdup(key->str);
}

static bool deposit_there(const RectoWork *work, const RectoState *state, const uint32_t *ordinals, size_t n, const char *to, uint64_t *ret_version, GError **error) {
  g_autoptr(RectoStoreDossier) dossier = recto_store_find(work->store, state->number, error);
  g_autoptr(GArray) files = g_array_new(FALSE, TRUE, sizeof(RectoStoreFile));
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
  g_auto(RectoStoreReceipt) receipt = {0};
  g_autofree char *key = move_key(state, ordinals, n, to), *remarks = recto_deed_moved(state->number);
  bool right = dossier && open_files(dossier, state, ordinals, n, files, words, error);
  RectoStoreDeposit deposit = {.key = key, .number = to, .who = work->who, .channel = recto_state_file(state, ordinals[0])->channel, .remarks = remarks, .now = work->now,
                               .files = (const RectoStoreFile *)files->data, .n_files = files->len, .job = RECTO_JOB_JUDGE};
  right = right && recto_store_deposit(work->store, &deposit, &receipt, error);
  for (guint i = 0; i < files->len; i++) close(g_array_index(files, RectoStoreFile, i).fd);
  *ret_version = receipt.version;
  return right;
}

bool recto_work_move(const RectoWork *work, const char *number, const uint32_t *ordinals, size_t n, const char *to, GError **error) {
  g_autoptr(RectoState) state = recto_state_to_change(work, number, error);
  uint64_t there = 0;
  if (!state || !recto_state_in_force(state, ordinals, n, error)) return false;
  if (n == 0 || g_str_equal(number, to)) return REFUSE("error.there-already", "the files are in dossier {number} already", "number", to);
  if (!deposit_there(work, state, ordinals, n, to, &there, error)) return false;
  return recto_work_change(work, number, "withdraw", recto_decide_withdraw, &(RectoAsked){.ordinals = ordinals, .n = n, .to = to, .there = there}, error);
}

/* ------------------------------------------------------------------ a page is to go */

static char *decide_send(const RectoWork *work, const RectoState *state, const RectoAsked *asked, GError **error) {
  const RectoStateSend *before = recto_state_send(state, asked->page);
  g_autofree char *words = recto_page_to_words(asked->page);
  if (!recto_work_page_is_there(work, state, asked->page, error)) return NULL;
  if (!before || before->cause) return recto_deed_send(asked->page, asked->to);
  REFUSE("error.page-on-its-way", "page {page} is on its way to dossier {to} already", "page", words, "to", before->to);
  return NULL;
}

bool recto_work_send(const RectoWork *work, const char *number, RectoPageId page, const char *to, GError **error) {
  if (g_str_equal(number, to)) return REFUSE("error.there-already", "the files are in dossier {number} already", "number", to);
  if (*number == 'C' || *to == 'C') return REFUSE("error.no-dossier", "no dossier {number} in this store", "number", *to == 'C' ? to : number);
  g_autoptr(RectoState) there = recto_state_to_change(work, to, error); /* it must be open now; what happens to it before the page comes is told then */
  return there && recto_work_change(work, number, "send", decide_send, &(RectoAsked){.page = page, .to = to}, error);
}

/* ------------------------------------------------------------------ … and goes */

typedef struct { uint32_t page; int fd; char *name; bool whole, damaged; } Taken;

/* Which part it is, the child says; a file of one page is its own part. */
static bool take_part(const RectoPart *part, gpointer data, GError **error) {
  Taken *taken = data;
  if (part->whole) taken->whole = taken->page == 0;
  if (part->page != taken->page || taken->fd >= 0) return true;
  taken->damaged = part->fd < 0;
  taken->name = g_strdup(part->name);
  if (part->fd >= 0) taken->fd = dup(part->fd);
  return part->fd < 0 || taken->fd >= 0;
}

static bool take_out(const RectoWork *work, const RectoStoreDossier *stored, const RectoStateFile *file, Taken *taken, GError **error) {
  g_auto(RectoUnpacked) unpacked = {0};
  int original = recto_store_open_blob(stored, file->blob, error);
  bool right = original >= 0 && recto_reader_unpack(work->reader, original, file->name, recto_channel_of(file->channel), RECTO_UNPACK_PAGES, take_part, taken, &unpacked, error);
  if (right && taken->whole) {
    taken->fd = original;
    taken->name = g_strdup(file->name);
  } else if (original >= 0) close(original);
  return right;
}

static bool put_there(const RectoWork *work, const RectoState *state, const RectoStateSend *send, const Taken *taken, RectoStoreReceipt *ret_receipt, GError **error) {
  const RectoStateFile *file = recto_state_file(state, send->page.file);
  g_autofree char *place = recto_page_to_words(send->page), *from = taken->whole ? g_strdup_printf("%s, %u", state->number, send->page.file + 1) : g_strdup_printf("%s, %s", state->number, place);
  g_autofree char *key = g_strdup_printf("send|%s|%" G_GUINT64_FORMAT, state->number, send->version), *remarks = recto_deed_moved(state->number);
  const RectoStoreFile one = {.fd = taken->fd, .name = taken->name, .from = from};
  RectoStoreDeposit deposit = {.key = key, .number = send->to, .who = send->who ? send->who : work->who, .channel = file->channel, .remarks = remarks, .now = work->now, .files = &one,
                               .n_files = 1, .job = RECTO_JOB_JUDGE};
  return recto_store_deposit(work->store, &deposit, ret_receipt, error);
}

static bool record(const RectoWork *work, const RectoState *state, const RectoStateSend *send, const char *deed, const char *body, GError **error) {
  return recto_store_record(work->store, state->number, 0, deed, body, send->who ? send->who : work->who, work->now, NULL, NULL, error);
}

static bool stays(const RectoWork *work, const RectoState *state, const RectoStateSend *send, const char *cause, GError **error) {
  g_autofree char *body = recto_deed_stayed(send, cause);
  return record(work, state, send, "stayed", body, error);
}

/* Whether its wish was taken back while it was on its way: then it counts here alone. */
static bool still_goes(const RectoWork *work, const RectoState *state, const RectoStateSend *send) {
  g_autoptr(RectoState) now = recto_state_load(work->store, state->number, NULL);
  const RectoStateSend *same = now ? recto_state_send(now, send->page) : NULL;
  return !now || (same && same->version == send->version && recto_state_page_counts(now, send->page, NULL));
}

static bool arrive(const RectoWork *work, const RectoState *state, const RectoStateSend *send, const Taken *taken, GError **error) {
  g_auto(RectoStoreReceipt) receipt = {0};
  GError *cause = NULL;
  if (!put_there(work, state, send, taken, &receipt, &cause)) {
    bool closed = g_error_matches(cause, RECTO_ERROR, RECTO_ERROR_USAGE); /* closed or purged since */
    if (!closed) g_propagate_error(error, cause);
    else g_error_free(cause);
    return closed && stays(work, state, send, "closed", error);
  }
  if (!still_goes(work, state, send)) {
    recto_work_undo_here(work, send->to, receipt.version, NULL, NULL);
    return true;
  }
  g_autofree char *body = recto_deed_sent(send, taken->whole, receipt.version);
  return record(work, state, send, "withdraw", body, error);
}

static bool carry(const RectoWork *work, const RectoStoreDossier *stored, const RectoState *state, const RectoStateSend *send, GError **error) {
  Taken taken = {.page = send->page.page, .fd = -1};
  if (!recto_state_page_counts(state, send->page, NULL)) return stays(work, state, send, "gone", error);
  bool right = take_out(work, stored, recto_state_file(state, send->page.file), &taken, error);
  if (right) right = taken.fd < 0 ? stays(work, state, send, taken.damaged ? "damaged" : "whole", error) : arrive(work, state, send, &taken, error);
  if (taken.fd >= 0) close(taken.fd);
  g_free(taken.name);
  return right;
}

bool recto_work_carry(const RectoWork *work, const RectoStoreDossier *stored, const RectoState *state, bool *ret_any, GError **error) {
  *ret_any = false;
  for (guint i = 0; i < state->sends->len; i++) {
    const RectoStateSend *send = state->sends->pdata[i];
    if (send->cause) continue;
    if (!carry(work, stored, state, send, error)) return false;
    *ret_any = true;
  }
  return true;
}

/* ------------------------------------------------------------------ and back */

/* What a line moved, found through the undos that name it: where it went, and by which version of that dossier it came. */
typedef struct { char *to; uint64_t there; bool back; /* the undo that is asked for brings it back; else it goes again */ } Moved;

static JsonObject *body_of(const RectoStoreEvent *event, JsonNode **ret_root) {
  *ret_root = event->body ? recto_json_parse(event->body, -1, 1 << 20, NULL) : NULL;
  return *ret_root && JSON_NODE_HOLDS_OBJECT(*ret_root) ? json_node_get_object(*ret_root) : NULL;
}

static int64_t number_in(const RectoStoreEvent *event, const char *member) {
  g_autoptr(JsonNode) root = NULL;
  return recto_json_number(body_of(event, &root), member, 0);
}

/* The line that says where a page went which was sent by that version. */
static const RectoStoreEvent *outcome_of(const GPtrArray *events, uint64_t sent) {
  for (guint i = 0; i < events->len; i++)
    if (g_str_equal(((const RectoStoreEvent *)events->pdata[i])->deed, "withdraw") && number_in(events->pdata[i], "sent") == (int64_t)sent) return events->pdata[i];
  return NULL;
}

static bool find_moved(const GPtrArray *events, uint64_t version, Moved *ret) {
  bool back = true;
  const RectoStoreEvent *event = version >= 1 && version <= events->len ? events->pdata[version - 1] : NULL;
  for (; event && g_str_equal(event->deed, "undo"); back = !back) {
    int64_t named = number_in(event, "version");
    event = named >= 1 && named < (int64_t)event->version ? events->pdata[named - 1] : NULL;
  }
  if (event && g_str_equal(event->deed, "send")) event = outcome_of(events, event->version);
  if (!event || !g_str_equal(event->deed, "withdraw")) return false;
  g_autoptr(JsonNode) root = NULL;
  JsonObject *body = body_of(event, &root);
  *ret = (Moved){g_strdup(recto_json_text(body, "to")), (uint64_t)recto_json_number(body, "there", 0), back};
  if (ret->to && ret->there) return true;
  g_free(ret->to);
  return false;
}

/* The undo there that holds and names the version by which it came; 0 = none. */
static uint64_t undo_there(const GPtrArray *events, uint64_t version) {
  g_autoptr(GHashTable) undone = recto_state_undone(events);
  for (guint i = events->len; i > 0; i--) {
    const RectoStoreEvent *event = events->pdata[i - 1];
    bool holds = g_str_equal(event->deed, "undo") && !g_hash_table_contains(undone, GSIZE_TO_POINTER((gsize)event->version));
    if (holds && number_in(event, "version") == (int64_t)version) return event->version;
  }
  return 0;
}

/* It counts there again, before it counts here no more. */
static bool go_again(const RectoWork *work, const Moved *moved, const char *why, GError **error) {
  g_autoptr(GPtrArray) events = recto_store_history(work->store, moved->to, error);
  uint64_t version = events ? undo_there(events, moved->there) : 0;
  return events && (version == 0 || recto_work_undo_here(work, moved->to, version, why, error));
}

bool recto_work_undo(const RectoWork *work, const char *number, uint64_t version, const char *why, GError **error) {
  g_autoptr(GPtrArray) events = recto_store_history(work->store, number, error);
  Moved moved = {0};
  if (!events) return false;
  bool went = find_moved(events, version, &moved), right = !went || moved.back || go_again(work, &moved, why, error);
  right = right && recto_work_undo_here(work, number, version, why, error);
  if (right && went && moved.back) recto_work_undo_here(work, moved.to, moved.there, why, NULL); /* closed or changed since: it is in both, and lost in neither */
  g_free(moved.to);
  return right;
}
