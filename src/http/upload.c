/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests about uploads that go on later. Must not know: HTML. */
#include "http/upload.h"
#include "base/digest.h"
#include "http/api.h"
#include "http/arrive.h"
#include "http/deposit.h"
#include "http/staff.h"
#include <recto/judge.h>

#define MOST_AGAIN 16 /* times that the same file came, and was replaced, and came again */

struct HttpUploading {
  RectoPartial *upload;    /* NULL: the receipt is there already */
  HttpArrival *receipt;   /* … or this */
  char *key;              /* of its deposit */
  guint turn;             /* 0 = none, any more */
  uint64_t size, took;    /* how much there is; of it by this request */
  bool new, complete;     /* made by this request; it brings the end */
};

/* ------------------------------------------------------------------ heads */

/* A structured field's integer (RFC 9651); false: absent, or another value, which counts as absent. */
static bool read_number(const HttpRequest *request, const char *name, uint64_t *ret) {
  const char *text = http_header(request, name);
  guint64 value = 0;
  if (!text || strlen(text) > 15 || !g_ascii_string_to_unsigned(text, 10, 0, 999999999999999, &value, NULL)) return false;
  *ret = value;
  return true;
}

static bool read_answer(const HttpRequest *request, const char *name, bool *ret) {
  const char *text = http_header(request, name);
  if (!text || text[0] != '?' || (text[1] != '0' && text[1] != '1') || text[2]) return false;
  *ret = text[1] == '1';
  return true;
}

/* "sha-256=:…:" in a list of digests (RFC 9530). */
static bool read_digest(const HttpRequest *request, uint8_t ret_sha256[32]) {
  static const char name[] = "sha-256=:";
  const char *text = http_header(request, "Repr-Digest"), *value = text ? strstr(text, name) : NULL, *end = value ? strchr(value + sizeof name - 1, ':') : NULL;
  if (!end || end - value > 64) return false;
  g_autofree char *letters = g_strndup(value + sizeof name - 1, (gsize)(end - value) - sizeof name + 1);
  gsize size = 0;
  g_autofree guchar *bytes = g_base64_decode(letters, &size);
  if (size == 32) memcpy(ret_sha256, bytes, 32);
  return size == 32;
}

static bool is_id(const char *word) { return word && strlen(word) == RECTO_PARTIAL_ID && strspn(word, "0123456789abcdef") == RECTO_PARTIAL_ID; }

static char *key_of(const HttpSession *session, const char *id) { return g_strdup_printf("upload|%s|%u|%s", session->number, session->ticket, id); }

static const char *base_of(const HttpRequest *request) { return request->route->needs & HTTP_API ? "/api/v1/uploads" : "/deposit/uploads"; }

/* ------------------------------------------------------------------ which one */

/* Chance, or for a file whose digest is told always the same for this ticket, piece and digest: whoever comes back finds what was begun. */
static char *name_upload(const HttpRequest *request, const RectoPartialHead *head, unsigned nth) {
  uint8_t chance[RECTO_KEY_SIZE] = {0};
  if (!head->has_digest) recto_key_new(chance, NULL);
  g_autofree char *digest = recto_digest_hex(head->has_digest ? head->sha256 : chance);
  g_autofree char *words = g_strdup_printf("upload %s %u %s %s %u %" G_GUINT64_FORMAT " %u", head->number, head->ticket, digest, head->piece ? head->piece : "",
                                           head->replaces ? head->replaced + 1 : 0, head->length, nth);
  g_autofree char *name = recto_keyed_name(request->server->session_key, words, strlen(words));
  return g_strndup(name, RECTO_PARTIAL_ID);
}

/* What was received under this key; with `in_force` only while it counts: what was replaced since may be sent again. */
static HttpArrival *find_receipt(RectoStore *store, const HttpRequest *request, const char *key, bool in_force) {
  g_auto(RectoStoreReceipt) receipt = {0};
  if (!recto_store_receipt(store, key, &receipt)) return NULL;
  g_autoptr(RectoState) state = recto_state_load(store, request->session->number, NULL);
  const RectoStateFile *file = state ? recto_state_file(state, receipt.first_file) : NULL;
  if (!file || (in_force && !file->in_force)) return NULL;
  HttpArrival *arrival = g_new0(HttpArrival, 1);
  *arrival = (HttpArrival){.name = g_strdup(file->name), .size = file->size, .fate = HTTP_KEPT, .ordinal = file->ordinal, .again = true, .sha256 = g_strdup(file->sha256)};
  return arrival;
}

/* Sets the head's id; gives the receipt if the file was received before, and counts. */
static HttpArrival *choose(const HttpRequest *request, RectoStore *store, RectoPartialHead *head) {
  HttpArrival *receipt = NULL;
  for (unsigned nth = 0; nth < MOST_AGAIN; nth++) {
    g_free(head->id);
    head->id = name_upload(request, head, nth);
    g_autofree char *key = key_of(request->session, head->id);
    if (!head->has_digest || (receipt = find_receipt(store, request, key, true)) || !recto_store_acknowledged(store, key)) break;
  }
  return receipt;
}

static RectoPartialHead head_of(const HttpRequest *request, bool complete) {
  const RectoServer *server = request->server;
  const char *name = http_argument(request, "name");
  g_autofree char *who = g_strconcat("upload ", request->peer, NULL);
  g_autoptr(GArray) replaced = http_ordinals(http_argument(request, "replaces"), 1);
  RectoPartialHead head = {.number = g_strdup(request->session->number), .ticket = request->session->ticket, .name = recto_clean_file_name(name ? name : ""),
                          .piece = g_strdup(http_sound_piece(http_argument(request, "piece"))), .peer = recto_keyed_name(server->session_key, who, strlen(who)),
                          .replaces = replaced->len > 0, .replaced = replaced->len ? g_array_index(replaced, uint32_t, 0) : 0, .length = RECTO_PARTIAL_UNKNOWN};
  head.has_digest = read_digest(request, head.sha256);
  if (!read_number(request, "Upload-Length", &head.length) && complete) read_number(request, MHD_HTTP_HEADER_CONTENT_LENGTH, &head.length);
  return head;
}

/* ------------------------------------------------------------------ its beginning */

static uint64_t most(const HttpRequest *request) { return (uint64_t)recto_limit(request->server->config.models, "channel.upload.max-bytes"); }

/* More than an upload takes, as it was told or as it came: in the list of what failed, with the size. */
static void refuse_length(HttpRequest *request, const RectoPartialHead *head, uint64_t size) {
  http_arriving_refused(request, head->name, size, HTTP_TOO_BIG);
  http_refuse(request, MHD_HTTP_CONTENT_TOO_LARGE, "file-too-big");
}

/* Bytes that the whole comes to at least: a length may be told beside a body that is longer. */
static uint64_t length_told(const HttpRequest *request, uint64_t offset) {
  uint64_t length = 0, body = 0;
  read_number(request, "Upload-Length", &length);
  read_number(request, MHD_HTTP_HEADER_CONTENT_LENGTH, &body);
  return MAX(length, offset + body);
}

/* Its turn, if the offset that the request names is where it stands. */
static void take_turn(HttpRequest *request, RectoStore *store, uint64_t offset) {
  HttpUploading *uploading = request->uploading;
  uploading->turn = recto_partial_turn(uploading->upload, store, &uploading->size);
  if (!uploading->turn) http_refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  else if (uploading->size != offset) http_refuse(request, MHD_HTTP_CONFLICT, "upload-offset");
}

static void make(HttpRequest *request, RectoStore *store, const RectoPartialHead *head) {
  HttpUploading *uploading = request->uploading;
  bool full = false;
  if (!http_may(request, "files", 1, recto_limit(request->server->config.models, "http.ticket-files"))) return http_refuse(request, MHD_HTTP_TOO_MANY_REQUESTS, "file-limit");
  if (!http_has_disk(request->server, head->length == RECTO_PARTIAL_UNKNOWN ? 0 : head->length)) return http_refuse(request, MHD_HTTP_INSUFFICIENT_STORAGE, "disk-full");
  uploading->upload = recto_partials_begin(request->server->partials, store, head, &full);
  if (full && recto_partials_sweep(request->server->partials, store, g_get_real_time()) > 0) uploading->upload = recto_partials_begin(request->server->partials, store, head, &full);
  uploading->new = true;
  if (!uploading->upload) http_refuse(request, full ? MHD_HTTP_TOO_MANY_REQUESTS : MHD_HTTP_INSUFFICIENT_STORAGE, full ? "upload-limit" : "disk-full");
}

/* Bytes come from the beginning on; who sends none only asks. */
static void begin(HttpRequest *request, RectoStore *store, RectoPartialHead *head) {
  HttpUploading *uploading = request->uploading;
  uint64_t body = 0;
  bool empty = !http_header(request, MHD_HTTP_HEADER_TRANSFER_ENCODING) && (!read_number(request, MHD_HTTP_HEADER_CONTENT_LENGTH, &body) || body == 0);
  uploading->receipt = choose(request, store, head);
  uploading->key = key_of(request->session, head->id);
  if (uploading->receipt) return;
  uploading->upload = recto_partials_find(request->server->partials, head->number, head->ticket, head->id);
  if (!uploading->upload) make(request, store, head);
  if (!uploading->upload) return;
  take_turn(request, store, 0);
  if (request->refused == MHD_HTTP_CONFLICT && empty && !uploading->complete) request->refused = 0;
}

static void begin_new(HttpRequest *request, RectoStore *store) {
  RectoPartialHead head = head_of(request, request->uploading->complete);
  uint64_t told = length_told(request, 0);
  if (told > most(request)) refuse_length(request, &head, told);
  else begin(request, store, &head);
  recto_partial_head_clear(&head);
}

static bool tells_length(HttpRequest *request, uint64_t offset) {
  uint64_t length = 0, body = 0;
  RectoPartial *upload = request->uploading->upload;
  bool sized = read_number(request, MHD_HTTP_HEADER_CONTENT_LENGTH, &body);
  if (read_number(request, "Upload-Length", &length) && !recto_partial_tell_length(upload, length)) return false;
  if (request->uploading->complete && sized && !recto_partial_tell_length(upload, offset + body)) return false;
  return !sized || recto_partial_head(upload)->length == RECTO_PARTIAL_UNKNOWN || offset + body <= recto_partial_head(upload)->length;
}

static void give_up_long(HttpRequest *request, uint64_t size) {
  recto_partial_remove(request->uploading->upload);
  refuse_length(request, recto_partial_head(request->uploading->upload), size);
}

/* As the draft has it, an upload that is more than its length cannot be gone on with. */
static void spoil(HttpRequest *request) {
  recto_partial_remove(request->uploading->upload);
  request->uploading->turn = 0;
  http_refuse(request, MHD_HTTP_BAD_REQUEST, "upload-length");
}

static void begin_more(HttpRequest *request, RectoStore *store) {
  HttpUploading *uploading = request->uploading;
  const char *type = http_header(request, MHD_HTTP_HEADER_CONTENT_TYPE);
  uint64_t offset = 0;
  uploading->key = key_of(request->session, request->word);
  uploading->upload = is_id(request->word) ? recto_partials_find(request->server->partials, request->session->number, request->session->ticket, request->word) : NULL;
  g_autoptr(HttpArrival) received = uploading->upload ? NULL : find_receipt(store, request, uploading->key, false);
  if (received) return http_refuse(request, MHD_HTTP_BAD_REQUEST, "upload-complete");
  if (!uploading->upload) return http_refuse(request, MHD_HTTP_NOT_FOUND, "not-found");
  if (!type || g_ascii_strcasecmp(type, "application/partial-upload") != 0) return http_refuse(request, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "upload-type");
  if (!read_number(request, "Upload-Offset", &offset)) return http_refuse(request, MHD_HTTP_BAD_REQUEST, "upload-head");
  take_turn(request, store, offset);
  uint64_t told = length_told(request, offset);
  if (!request->refused && told > most(request)) give_up_long(request, told);
  else if (!request->refused && !tells_length(request, offset)) spoil(request);
}

static bool may_begin(HttpRequest *request) {
  bool own = (request->route->needs & HTTP_API) || http_token_is(request, http_header(request, "X-Recto-Token"));
  if (!own) http_refuse(request, MHD_HTTP_FORBIDDEN, "token");
  return own;
}

void http_uploading_begin(HttpRequest *request) {
  bool new = g_str_equal(request->method, MHD_HTTP_METHOD_POST), complete = false;
  if (!may_begin(request) || (!new && !g_str_equal(request->method, MHD_HTTP_METHOD_PATCH))) return;
  if (!read_answer(request, "Upload-Complete", &complete)) return http_refuse(request, MHD_HTTP_BAD_REQUEST, "upload-head");
  RectoStore *store = http_store_take(request->server, NULL);
  if (!store) return http_refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  request->uploading = g_new0(HttpUploading, 1);
  request->uploading->complete = complete;
  if (new) begin_new(request, store);
  else begin_more(request, store);
  http_store_give(request->server, store);
}

/* ------------------------------------------------------------------ its bytes */

void http_uploading_take(HttpRequest *request, const void *bytes, size_t size) {
  HttpUploading *uploading = request->uploading;
  if (!uploading->upload) return; /* it was received before: who sends it all the same is answered so */
  if (!http_may(request, "part bytes", (double)size, recto_limit(request->server->config.models, "http.ticket-bytes"))) return http_refuse(request, MHD_HTTP_TOO_MANY_REQUESTS, "file-limit");
  if (uploading->size + size > most(request)) return give_up_long(request, uploading->size + size);
  RectoPartialFate fate = recto_partial_append(uploading->upload, uploading->turn, bytes, size);
  if (fate == RECTO_PARTIAL_LOST) http_refuse(request, MHD_HTTP_CONFLICT, "upload-offset");
  else if (fate == RECTO_PARTIAL_OVER) spoil(request);
  else if (fate == RECTO_PARTIAL_DISK) http_refuse(request, MHD_HTTP_INSUFFICIENT_STORAGE, "disk-full");
  if (fate != RECTO_PARTIAL_DONE) return;
  uploading->size += size;
  uploading->took += size;
}

void http_uploading_end(HttpRequest *request) {
  HttpUploading *uploading = request->uploading;
  uint64_t size = 0;
  bool stopped = !request->complete && uploading->took > 0 && uploading->turn;
  if (uploading->turn && recto_partial_rest(uploading->upload, uploading->turn, false, &size) == RECTO_PARTIAL_LOST) stopped = false;
  if (stopped && recto_partial_first_break(uploading->upload)) http_arriving_stopped(request, uploading->upload, size);
  recto_partial_unref(uploading->upload);
  http_arrival_free(uploading->receipt);
  g_free(uploading->key);
  g_clear_pointer(&request->uploading, g_free);
}

/* ------------------------------------------------------------------ answers */

static void add_number(HttpReply *reply, const char *name, uint64_t value) {
  g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, value);
  http_reply_header(reply, name, text);
}

void http_uploading_tell(const HttpRequest *request, HttpReply *reply) {
  const HttpUploading *uploading = request->uploading;
  g_autofree char *limit = g_strdup_printf("max-size=%" G_GUINT64_FORMAT ", max-age=%d", most(request), (int)recto_limit(request->server->config.models, "http.upload-keep-s"));
  http_reply_header(reply, "Upload-Limit", limit);
  RectoStore *store = uploading && uploading->upload && reply->status == MHD_HTTP_CONFLICT ? http_store_take(request->server, NULL) : NULL;
  if (!store) return;
  add_number(reply, "Upload-Offset", recto_partial_size(uploading->upload, store));
  http_reply_header(reply, "Upload-Complete", "?0");
  http_store_give(request->server, store);
}

static HttpReply *tell_offset(const HttpRequest *request, unsigned status, const RectoPartial *upload, uint64_t size) {
  HttpReply *reply = http_reply_new(status, NULL, NULL);
  uint64_t length = recto_partial_head(upload)->length;
  g_autofree char *where = status == MHD_HTTP_NO_CONTENT ? NULL : g_strdup_printf("%s/%s", base_of(request), recto_partial_head(upload)->id);
  http_reply_header(reply, MHD_HTTP_HEADER_LOCATION, where);
  http_reply_header(reply, "Upload-Complete", "?0");
  add_number(reply, "Upload-Offset", size);
  if (length != RECTO_PARTIAL_UNKNOWN) add_number(reply, "Upload-Length", length);
  return reply;
}

static HttpReply *reply_arrival(HttpRequest *request, const HttpArrival *arrival) {
  bool program = request->route->needs & HTTP_API;
  HttpReply *reply = !program ? http_tell_arrival(request, arrival) : arrival->fate == HTTP_KEPT ? http_api_receipt(request, arrival) : http_api_refuse(request, arrival->fate);
  http_reply_header(reply, "Upload-Complete", "?1");
  return reply;
}

/* The end is there. What the register cannot take now is kept, so that nothing has to be sent again. */
static HttpReply *finish(HttpRequest *request) {
  HttpUploading *uploading = request->uploading;
  uint64_t length = recto_partial_head(uploading->upload)->length, size = 0;
  if (length != RECTO_PARTIAL_UNKNOWN && uploading->size != length) return http_problem(request, MHD_HTTP_BAD_REQUEST, "upload-length");
  g_autoptr(HttpArrival) arrival = http_arriving_upload(request, uploading->upload, uploading->turn, uploading->key, uploading->size);
  if (arrival->fate == HTTP_CUT) return http_problem(request, MHD_HTTP_CONFLICT, "upload-offset"); /* whoever came later ends it */
  bool keep = arrival->fate == HTTP_NO_ROOM || arrival->fate == HTTP_FULL || arrival->fate == HTTP_LIMIT || arrival->fate == HTTP_NOT_OPEN;
  if (keep) recto_partial_rest(uploading->upload, uploading->turn, true, &size);
  else recto_partial_remove(uploading->upload);
  uploading->turn = 0;
  return reply_arrival(request, arrival);
}

/* What is told to be there is on the disk. */
static HttpReply *rest(HttpRequest *request, unsigned status) {
  HttpUploading *uploading = request->uploading;
  RectoPartialFate fate = recto_partial_rest(uploading->upload, uploading->turn, true, &uploading->size);
  uploading->turn = 0;
  if (fate == RECTO_PARTIAL_DONE) return tell_offset(request, status, uploading->upload, uploading->size);
  return fate == RECTO_PARTIAL_LOST ? http_problem(request, MHD_HTTP_CONFLICT, "upload-offset") : http_problem(request, MHD_HTTP_INSUFFICIENT_STORAGE, "disk-full");
}

HttpReply *http_upload_begin(HttpRequest *request) {
  HttpUploading *uploading = request->uploading;
  if (uploading->receipt) return reply_arrival(request, uploading->receipt);
  return uploading->complete ? finish(request) : rest(request, uploading->new ? MHD_HTTP_CREATED : MHD_HTTP_OK);
}

HttpReply *http_upload_append(HttpRequest *request) { return request->uploading->complete ? finish(request) : rest(request, MHD_HTTP_NO_CONTENT); }

/* Where it stands; whoever was still writing is not any more, so that the offset told is one to go on from. */
static HttpReply *tell(HttpRequest *request, RectoStore *store, RectoPartial *upload) {
  uint64_t size = 0;
  guint turn = recto_partial_turn(upload, store, &size);
  bool right = turn && recto_partial_rest(upload, turn, true, &size) == RECTO_PARTIAL_DONE;
  return right ? tell_offset(request, MHD_HTTP_NO_CONTENT, upload, size) : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
}

static HttpReply *tell_received(const HttpArrival *arrival) {
  HttpReply *reply = http_reply_new(MHD_HTTP_NO_CONTENT, NULL, NULL);
  g_autofree char *where = g_strdup_printf("/api/v1/files/%u", arrival->ordinal + 1);
  http_reply_header(reply, MHD_HTTP_HEADER_LOCATION, where);
  http_reply_header(reply, "Upload-Complete", "?1");
  add_number(reply, "Upload-Offset", arrival->size);
  add_number(reply, "Upload-Length", arrival->size);
  return reply;
}

HttpReply *http_upload_tell(HttpRequest *request) {
  const HttpSession *session = request->session;
  RectoStore *store = is_id(request->word) ? http_store_take(request->server, NULL) : NULL;
  g_autofree char *key = key_of(session, request->word);
  g_autoptr(RectoPartial) upload = store ? recto_partials_find(request->server->partials, session->number, session->ticket, request->word) : NULL;
  g_autoptr(HttpArrival) received = store && !upload ? find_receipt(store, request, key, false) : NULL;
  HttpReply *reply = upload ? tell(request, store, upload) : received ? tell_received(received) : http_problem(request, MHD_HTTP_NOT_FOUND, "not-found");
  http_store_give(request->server, store);
  return reply;
}

HttpReply *http_upload_drop(HttpRequest *request) {
  const HttpSession *session = request->session;
  g_autoptr(RectoPartial) upload = is_id(request->word) ? recto_partials_find(request->server->partials, session->number, session->ticket, request->word) : NULL;
  if (!upload) return http_problem(request, MHD_HTTP_NOT_FOUND, "not-found");
  recto_partial_remove(upload);
  return http_reply_new(MHD_HTTP_NO_CONTENT, NULL, NULL);
}
