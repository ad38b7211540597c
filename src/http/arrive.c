/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files on their way to the register. Must not know: forms' framing. */
#include "http/arrive.h"
#include "base/digest.h"
#include "http/spool.h"
#include "http/staff.h"
#include <recto/error.h>
#include <sys/statvfs.h>

struct HttpArriving {
  HttpRequest *request;
  const HttpForm *form; /* NULL: an upload */
  RectoSpool *spool;
  RectoPartial *upload;  /* that is whole, … */
  guint turn;           /* … in this turn … */
  const char *key;      /* … under this key */
  HttpArrival *arrival;
  bool named;           /* a file was chosen */
};

const char *http_fate_word(HttpFate fate) {
  static const char *const words[] = {"kept", "too-big", "empty", "cut", "limit", "not-open", "no-room", "other", "altered", "disk-full"};
  return words[fate];
}

static const RectoModels *models_of(const HttpArriving *file) { return file->request->server->config.models; }

/* The dossier: the ticket's, or the one that the staff's form names before the file. NULL = none. */
static const char *number_of(const HttpArriving *file) {
  const char *named = file->request->staff ? http_form_field(file->form, "number") : NULL;
  if (!file->request->staff) return file->request->session->number;
  return named && recto_store_is_number(named) ? named : NULL;
}

static char *who_of(const HttpArriving *file) { return file->request->staff ? g_strdup(file->request->staff->name) : http_who(file->request->session); }

bool http_may(const HttpRequest *request, const char *what, double n, double an_hour) {
  const HttpSession *session = request->session;
  if (request->staff) return true;
  g_autofree char *who = g_strdup_printf("%s %s %u", what, session->number, session->ticket);
  return recto_throttle_take(request->server->throttle, who, n, an_hour, g_get_monotonic_time());
}

static bool may(const HttpArriving *file, const char *what, double n, double an_hour) { return http_may(file->request, what, n, an_hour); }

/* What arrives lies there twice for a moment: spooled, and in the register. The register's own rows and pictures must fit too, so that the desk goes on. */
bool http_has_disk(const RectoServer *server, uint64_t bytes) {
  struct statvfs disk;
  if (statvfs(server->config.store_folder, &disk) != 0) return true; /* whoever writes is told */
  return (double)disk.f_bavail * (double)disk.f_frsize >= 2.0 * (double)bytes + recto_limit(server->config.models, "http.free-bytes");
}

HttpArriving *http_arriving_new(HttpRequest *request, const HttpForm *form, const char *untrusted_name) {
  HttpArriving *file = g_new0(HttpArriving, 1);
  file->request = request;
  file->form = form;
  file->named = *untrusted_name != 0;
  file->arrival = g_new0(HttpArrival, 1);
  file->arrival->name = recto_clean_file_name(untrusted_name);
  return file;
}

void http_arriving_name(HttpArriving *file) { file->named = true; }

static void doom(HttpArriving *file, HttpFate fate) {
  file->arrival->fate = fate;
  g_clear_pointer(&file->spool, recto_spool_free);
}

static uint64_t most_bytes(const HttpArriving *file) {
  return (uint64_t)(file->request->staff ? recto_limit(models_of(file), "channel.counter.max-bytes") : recto_limit(models_of(file), "channel.upload.max-bytes"));
}

static HttpFate fate_of(const GError *error) {
  if (!error) return HTTP_NO_ROOM;
  if (g_error_matches(error, RECTO_ERROR, RECTO_ERROR_FORMAT)) return HTTP_TOO_BIG;
  if (g_strcmp0(recto_error_key(error), "error.disk-full") == 0) return HTTP_FULL;
  return g_error_matches(error, RECTO_ERROR, RECTO_ERROR_USAGE) ? HTTP_NOT_OPEN : HTTP_NO_ROOM;
}

void http_arriving_take(HttpArriving *file, const void *bytes, size_t size) {
  g_autoptr(GError) error = NULL;
  bool first = file->arrival->size == 0;
  file->arrival->size += size;
  if (file->arrival->fate != HTTP_KEPT) return;
  if (first && !may(file, "files", 1, recto_limit(models_of(file), "http.ticket-files"))) doom(file, HTTP_LIMIT);
  else if (file->arrival->size > most_bytes(file)) doom(file, HTTP_TOO_BIG);
  else if (first && !http_has_disk(file->request->server, size)) doom(file, HTTP_FULL);
  else if (first && !(file->spool = recto_spool_new(file->request->server->config.store_folder, &error))) doom(file, fate_of(error));
  else if (!recto_spool_write(file->spool, bytes, size, &error)) doom(file, fate_of(error));
}

/* ------------------------------------------------------------------ the register */

/* The same form sent twice is one deposit; the same form with another file chosen is two. A program's key stands for itself. */
static char *key_of(const HttpArriving *file) {
  const HttpSession *session = file->request->session;
  if (file->upload) return g_strdup(file->key);
  const char *form_key = http_form_field(file->form, "key"), *program_key = http_header(file->request, "Idempotency-Key");
  if (file->request->route->needs & HTTP_API) return program_key ? g_strdup_printf("api|%s|%u|%.200s", session->number, session->ticket, program_key) : NULL;
  if (!form_key) return NULL;
  if (file->request->staff) return g_strdup_printf("desk|%s|%.64s|%s|%s", number_of(file), form_key, file->arrival->sha256, file->arrival->name);
  return g_strdup_printf("form|%s|%u|%.64s|%s|%s", session->number, session->ticket, form_key, file->arrival->sha256, file->arrival->name);
}

const char *http_sound_piece(const char *untrusted_piece) {
  bool sound = untrusted_piece && *untrusted_piece && strlen(untrusted_piece) <= 64 && untrusted_piece[strspn(untrusted_piece, "abcdefghijklmnopqrstuvwxyz0123456789-.")] == 0;
  return sound ? untrusted_piece : NULL;
}

static const char *piece_of(const HttpArriving *file) {
  if (file->upload) return recto_partial_head(file->upload)->piece;
  const char *piece = http_form_field(file->form, "piece");
  return http_sound_piece(piece ? piece : http_argument(file->request, "piece"));
}

/* Of an upload in parts, the whole file; of a form, the file or one page of it. */
static bool replaces_of(const HttpArriving *file, RectoPageId *ret_replaced) {
  const RectoPartialHead *head = file->upload ? recto_partial_head(file->upload) : NULL;
  if (!head) return file->form && recto_place_from_words(http_form_field(file->form, "replaces"), ret_replaced);
  *ret_replaced = (RectoPageId){0, head->replaced, RECTO_WHOLE_FILE};
  return head->replaces;
}

/* Under one key there are one file's bytes. */
static bool is_same(RectoStore *store, const RectoStoreReceipt *receipt, const char *sha256) {
  g_autoptr(RectoState) state = receipt->again ? recto_state_load(store, receipt->number, NULL) : NULL;
  const RectoStateFile *before = state ? recto_state_file(state, receipt->first_file) : NULL;
  return !receipt->again || (before && g_strcmp0(before->sha256, sha256) == 0);
}

static bool receive(HttpArriving *file, const RectoWork *work, const RectoStoreFile *whole, const char *key, const RectoPageId *replaced, RectoStoreReceipt *ret, GError **error) {
  const HttpSession *session = file->request->session;
  if (file->request->staff) return recto_work_receive_at_desk(work, number_of(file), whole, key, replaced, most_bytes(file), ret, error);
  RectoUpload upload = {.number = number_of(file), .file = *whole, .key = key, .replaced = replaced && replaced->page == RECTO_WHOLE_FILE ? &replaced->file : NULL, .ticket = session->ticket,
                        .session = session->id, .piece = piece_of(file), .max_bytes = most_bytes(file)};
  return recto_work_receive_upload(work, &upload, ret, error);
}

static void deposit(HttpArriving *file, RectoStore *store, const RectoStoreFile *whole) {
  g_autofree char *key = key_of(file), *who = who_of(file);
  g_autoptr(GError) error = NULL;
  g_auto(RectoStoreReceipt) receipt = {0};
  RectoPageId replaced = {0, 0, RECTO_WHOLE_FILE};
  bool replaces = replaces_of(file, &replaced);
  RectoWork work = http_work(file->request->server, store, who);
  if (!receive(file, &work, whole, key, replaces ? &replaced : NULL, &receipt, &error)) file->arrival->fate = fate_of(error);
  else if (!is_same(store, &receipt, file->arrival->sha256)) file->arrival->fate = HTTP_OTHER;
  file->arrival->ordinal = receipt.first_file;
  file->arrival->again = receipt.again;
}

/* A file is in memory while it is sealed, twice: only so many at once. */
static void take_room(RectoServer *server, uint64_t size) {
  g_mutex_lock(&server->room_mutex);
  while (server->room < size) g_cond_wait(&server->room_freed, &server->room_mutex);
  server->room -= size;
  g_mutex_unlock(&server->room_mutex);
}

static void give_room(RectoServer *server, uint64_t size) {
  g_mutex_lock(&server->room_mutex);
  server->room += size;
  g_cond_broadcast(&server->room_freed);
  g_mutex_unlock(&server->room_mutex);
}

static GBytes *bytes_of(HttpArriving *file, uint8_t ret_sha256[32], GError **error) {
  return file->upload ? recto_partial_take(file->upload, file->turn, ret_sha256, error) : recto_spool_take(file->spool, ret_sha256, error);
}

static bool is_altered(const HttpArriving *file, const uint8_t sha256[32]) {
  const RectoPartialHead *head = file->upload ? recto_partial_head(file->upload) : NULL;
  return head && head->has_digest && memcmp(head->sha256, sha256, sizeof head->sha256) != 0;
}

static void register_it(HttpArriving *file) {
  RectoServer *server = file->request->server;
  g_autoptr(GError) error = NULL;
  uint8_t sha256[32];
  take_room(server, file->arrival->size);
  GBytes *bytes = bytes_of(file, sha256, &error);
  RectoStore *store = bytes ? http_store_take(server, &error) : NULL;
  if (!bytes && file->upload && !error) file->arrival->fate = HTTP_CUT; /* somebody else has its turn */
  else if (store && is_altered(file, sha256)) file->arrival->fate = HTTP_ALTERED;
  else if (store) {
    file->arrival->sha256 = recto_digest_hex(sha256);
    const RectoStoreFile whole = {.fd = -1, .name = file->arrival->name, .bytes = bytes, .sha256 = sha256};
    deposit(file, store, &whole);
  } else file->arrival->fate = fate_of(error);
  http_store_give(server, store);
  g_clear_pointer(&bytes, g_bytes_unref);
  give_room(server, file->arrival->size);
  if (file->arrival->fate == HTTP_KEPT && server->config.wake) server->config.wake(server->config.wake_data);
}

static void note_refused(HttpArriving *file) {
  const char *number = number_of(file);
  uint32_t ticket = file->request->session ? file->request->session->ticket : 0;
  if (!number || !may(file, "refused", 1, recto_limit(models_of(file), "http.ticket-refusals"))) return;
  g_autofree char *who = who_of(file);
  RectoStore *store = http_store_take(file->request->server, NULL);
  if (!store) return;
  g_autoptr(GError) error = NULL;
  RectoWork work = http_work(file->request->server, store, who);
  if (!recto_work_note_refused(&work, number, file->arrival->name, file->arrival->size, http_fate_word(file->arrival->fate), ticket, &error))
    g_printerr("recto: %s: a refused file could not be noted: %s\n", number, error->message);
  http_store_give(file->request->server, store);
}

HttpArrival *http_arriving_end(HttpArriving *file, bool whole) {
  HttpArrival *arrival = file->arrival;
  bool left_empty = !file->named && arrival->size == 0;
  if (arrival->fate == HTTP_KEPT && !whole) doom(file, file->request->refused == MHD_HTTP_CONTENT_TOO_LARGE ? HTTP_TOO_BIG : HTTP_CUT);
  else if (arrival->fate == HTTP_KEPT && arrival->size == 0) doom(file, HTTP_EMPTY);
  else if (arrival->fate == HTTP_KEPT && !number_of(file)) doom(file, HTTP_NOT_OPEN);
  else if (arrival->fate == HTTP_KEPT && !may(file, "bytes", (double)arrival->size, recto_limit(models_of(file), "http.ticket-bytes"))) doom(file, HTTP_LIMIT);
  if (arrival->fate == HTTP_KEPT) register_it(file);
  if (arrival->fate != HTTP_KEPT && !left_empty) note_refused(file);
  recto_spool_free(file->spool);
  g_free(file);
  if (!left_empty) return arrival;
  g_free(arrival->name);
  g_free(arrival);
  return NULL;
}

/* ------------------------------------------------------------------ uploads that went on */

static HttpArriving *arriving_of(HttpRequest *request, RectoPartial *upload, uint64_t size) {
  HttpArriving *file = g_new0(HttpArriving, 1);
  *file = (HttpArriving){.request = request, .upload = upload, .named = true, .arrival = g_new0(HttpArrival, 1)};
  file->arrival->name = g_strdup(recto_partial_head(upload)->name);
  file->arrival->size = size;
  return file;
}

HttpArrival *http_arriving_upload(HttpRequest *request, RectoPartial *upload, guint turn, const char *key, uint64_t size) {
  HttpArriving *file = arriving_of(request, upload, size);
  file->turn = turn;
  file->key = key;
  return http_arriving_end(file, true);
}

void http_arriving_stopped(HttpRequest *request, RectoPartial *upload, uint64_t size) {
  HttpArriving *file = arriving_of(request, upload, size);
  http_arrival_free(http_arriving_end(file, false));
}

void http_arriving_refused(HttpRequest *request, const char *untrusted_name, uint64_t size, HttpFate fate) {
  HttpArriving *file = http_arriving_new(request, NULL, untrusted_name);
  file->arrival->size = size;
  file->named = true;
  doom(file, fate);
  http_arrival_free(http_arriving_end(file, false));
}
