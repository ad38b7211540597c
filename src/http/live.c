/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams rest, suspended, until there is something to say: one kind for the staff at a dossier, one for the holder of a ticket, who hears of what that ticket's
 * pages show and is heard out as soon as the ticket is not open any more. Must not know: HTML, what a change was. */
#include "http/live.h"
#include "http/scans.h"
#include "http/standing.h"
#include <sys/socket.h>

#define PULSE_S 15 /* a word now and then, so that a line that was cut is noticed */

typedef struct {
  HttpLive *live;
  struct MHD_Connection *connection;
  char *number, *id, *stamp; /* of the dossier; of the session; as told last */
  char *base;                /* of a ticket's: the dossier as it was looked at last, so that a rest costs no more than three rows */
  HttpSession *ticket;       /* NULL = of the staff */
  const char *language;      /* of a ticket's: what its page says depends on it */
  char *peer;                /* likewise */
  int socket;
  GString *text;             /* to be sent */
  int64_t began, spoke;      /* monotonic */
  bool resting, over;
} Stream;

typedef struct { char *name, *number, *id; int64_t seen; } Guest;

struct HttpLive {
  GMutex mutex;
  GHashTable *streams; /* a set of Stream* */
  GPtrArray *guests;   /* of Guest* */
  bool closed;
};

static void guest_free(gpointer data) {
  Guest *guest = data;
  g_free(guest->name);
  g_free(guest->number);
  g_free(guest->id);
  g_free(guest);
}

HttpLive *http_live_new(void) {
  HttpLive *live = g_new0(HttpLive, 1);
  g_mutex_init(&live->mutex);
  live->streams = g_hash_table_new(g_direct_hash, g_direct_equal);
  live->guests = g_ptr_array_new_with_free_func(guest_free);
  return live;
}

void http_live_free(HttpLive *live) {
  if (!live) return;
  g_hash_table_unref(live->streams);
  g_ptr_array_unref(live->guests);
  g_mutex_clear(&live->mutex);
  g_free(live);
}

/* ------------------------------------------------------------------ who is there (with the mutex held) */

static bool has_stream(const HttpLive *live, const Guest *guest) {
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init(&iter, live->streams);
  while (g_hash_table_iter_next(&iter, &key, NULL)) {
    const Stream *stream = key;
    if (!stream->over && g_str_equal(stream->id, guest->id) && g_str_equal(stream->number, guest->number)) return true;
  }
  return false;
}

static void forget_gone(RectoServer *server, int64_t now) {
  HttpLive *live = server->live;
  int64_t rest = (int64_t)(recto_limit(server->config.models, "http.presence-s") * G_USEC_PER_SEC);
  for (guint i = live->guests->len; i > 0; i--) {
    Guest *guest = live->guests->pdata[i - 1];
    if (has_stream(live, guest)) guest->seen = now;
    else if (now - guest->seen > rest) g_ptr_array_remove_index(live->guests, i - 1);
  }
}

static Guest *find_guest(const HttpLive *live, const char *number, const char *id) {
  for (guint i = 0; i < live->guests->len; i++) {
    Guest *guest = live->guests->pdata[i];
    if (g_str_equal(guest->number, number) && g_str_equal(guest->id, id)) return guest;
  }
  return NULL;
}

void http_live_here(const HttpRequest *request, const char *number) {
  HttpLive *live = request->server->live;
  g_mutex_lock(&live->mutex);
  Guest *guest = find_guest(live, number, request->staff->id);
  if (!guest) {
    guest = g_new0(Guest, 1);
    *guest = (Guest){g_strdup(request->staff->name), g_strdup(number), g_strdup(request->staff->id), 0};
    g_ptr_array_add(live->guests, guest);
  }
  guest->seen = g_get_monotonic_time();
  g_mutex_unlock(&live->mutex);
}

static bool is_named(const GPtrArray *names, const char *name) {
  for (guint i = 0; i < names->len; i++)
    if (g_str_equal(names->pdata[i], name)) return true;
  return false;
}

char *http_live_others(RectoServer *server, const char *number, const char *id) {
  HttpLive *live = server->live;
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  g_mutex_lock(&live->mutex);
  forget_gone(server, g_get_monotonic_time());
  for (guint i = 0; i < live->guests->len; i++) {
    const Guest *guest = live->guests->pdata[i];
    if (g_str_equal(guest->number, number) && !g_str_equal(guest->id, id) && !is_named(names, guest->name)) g_ptr_array_add(names, guest->name);
  }
  g_ptr_array_add(names, NULL);
  char *all = names->len > 1 ? g_strjoinv(", ", (char **)names->pdata) : NULL;
  g_mutex_unlock(&live->mutex);
  return all;
}

/* ------------------------------------------------------------------ the stamp */

/* What the register has of a dossier, by its rows alone. */
static char *base_of(RectoStore *store, const char *number) {
  RectoLedger *ledger = recto_store_ledger(store);
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(ledger, number, NULL);
  g_autoptr(GPtrArray) results = recto_ledger_results(ledger, number, NULL), jobs = recto_ledger_jobs(ledger, number, NULL);
  GString *all = g_string_new(NULL);
  g_string_append_printf(all, "%" G_GUINT64_FORMAT "|%d|%u", row ? row->version : 0, row ? (int)row->state : -1, results ? results->len : 0);
  for (guint i = 0; jobs && i < jobs->len; i++) g_string_append_printf(all, "|%d", (int)((const RectoJobRow *)jobs->pdata[i])->state);
  return g_string_free(all, FALSE);
}

char *http_live_stamp(RectoServer *server, RectoStore *store, const char *number, const char *id) {
  g_autofree char *base = base_of(store, number), *others = http_live_others(server, number, id), *scan = http_scan_stamp(server, number);
  g_autofree char *all = g_strdup_printf("%s|%s|%s", others ? others : "", base, scan), *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);
  return g_strndup(digest, 24);
}

/* ------------------------------------------------------------------ streams */

/* With the mutex held: what was said goes out. */
static void wake(Stream *stream) {
  if (stream->resting) MHD_resume_connection(stream->connection);
  stream->resting = false;
}

static void say(Stream *stream, const char *words, int64_t now) {
  g_string_append(stream->text, words);
  stream->spoke = now;
  wake(stream);
}

static ssize_t read_stream(void *data, uint64_t position, char *buffer, size_t most) {
  Stream *stream = data;
  ssize_t n = 0;
  g_mutex_lock(&stream->live->mutex);
  if (stream->text->len) {
    n = (ssize_t)MIN(stream->text->len, most);
    memcpy(buffer, stream->text->str, (size_t)n);
    g_string_erase(stream->text, 0, n);
  } else if (stream->over) n = MHD_CONTENT_READER_END_OF_STREAM;
  else {
    stream->resting = true;
    MHD_suspend_connection(stream->connection);
  }
  g_mutex_unlock(&stream->live->mutex);
  return n;
}

static void free_stream(void *data) {
  Stream *stream = data;
  g_mutex_lock(&stream->live->mutex);
  g_hash_table_remove(stream->live->streams, stream);
  g_mutex_unlock(&stream->live->mutex);
  g_free(stream->number);
  g_free(stream->id);
  g_free(stream->stamp);
  g_free(stream->base);
  g_free(stream->peer);
  http_session_free(stream->ticket);
  g_string_free(stream->text, TRUE);
  g_free(stream);
}

/* libmicrohttpd does not look at a connection that rests: whether the other side hung up is asked here, with the mutex held. */
static void end_gone(HttpLive *live) {
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init(&iter, live->streams);
  while (g_hash_table_iter_next(&iter, &key, NULL)) {
    Stream *stream = key;
    char byte;
    if (!stream->resting || stream->over || recv(stream->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0) continue;
    stream->over = true;
    wake(stream);
  }
}

typedef struct { guint all, ticket, address; } Crowd;

/* With the mutex held: the streams of the request's kind; of tickets those of the same one and of the same address. */
static Crowd count_streams(const HttpLive *live, const HttpRequest *request) {
  Crowd crowd = {0};
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init(&iter, live->streams);
  while (g_hash_table_iter_next(&iter, &key, NULL)) {
    const Stream *stream = key;
    if (stream->over || !stream->ticket != !!request->staff) continue;
    crowd.all++;
    if (!stream->ticket) continue;
    crowd.ticket += stream->ticket->ticket == request->session->ticket && g_str_equal(stream->number, request->session->number);
    crowd.address += g_str_equal(stream->peer, request->peer);
  }
  return crowd;
}

/* Applicants do not take the streams of the desk, nor one of them those of all. */
static bool has_place(const HttpLive *live, const HttpRequest *request) {
  const RectoModels *models = request->server->config.models;
  Crowd crowd = count_streams(live, request);
  if (request->staff) return crowd.all < recto_limit(models, "http.streams");
  return crowd.all < recto_limit(models, "http.deposit-streams") && crowd.ticket < recto_limit(models, "http.ticket-streams") && crowd.address < recto_limit(models, "http.address-streams");
}

static Stream *stream_new(HttpRequest *request, const char *number) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  int64_t now = g_get_monotonic_time();
  Stream *stream = g_new0(Stream, 1);
  *stream = (Stream){.live = request->server->live, .connection = request->connection, .number = g_strdup(number), .began = now, .spoke = now, .text = g_string_new("retry: 1500\n\n"),
                     .id = g_strdup(request->staff ? request->staff->id : request->session->id), .ticket = request->staff ? NULL : http_session_copy(request->session),
                     .language = request->language, .peer = g_strdup(request->peer), .socket = info->connect_fd};
  return stream;
}

HttpReply *http_live_stream(HttpRequest *request, const char *number) {
  HttpLive *live = request->server->live;
  g_mutex_lock(&live->mutex);
  end_gone(live);
  Stream *stream = !live->closed && has_place(live, request) ? stream_new(request, number) : NULL;
  if (stream) g_hash_table_add(live->streams, stream);
  g_mutex_unlock(&live->mutex);
  if (!stream) return http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  struct MHD_Response *response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 512, read_stream, stream, free_stream);
  HttpReply *reply = http_reply_of(MHD_HTTP_OK, "text/event-stream", response);
  http_reply_header(reply, "X-Accel-Buffering", "no"); /* nginx passes each word on */
  return reply;
}

void http_live_close(HttpLive *live) {
  GHashTableIter iter;
  gpointer key;
  g_mutex_lock(&live->mutex);
  live->closed = true;
  g_hash_table_iter_init(&iter, live->streams);
  while (g_hash_table_iter_next(&iter, &key, NULL)) {
    ((Stream *)key)->over = true;
    wake(key);
  }
  g_mutex_unlock(&live->mutex);
}

/* ------------------------------------------------------------------ looking */

/* One a session at a dossier; `stream` is only compared, never followed: it may be gone. */
typedef struct { const Stream *stream; char *number, *id, *base; HttpSession *ticket; const char *language; } Watch;

static void watch_free(gpointer data) {
  Watch *watch = data;
  g_free(watch->number);
  g_free(watch->id);
  g_free(watch->base);
  http_session_free(watch->ticket);
  g_free(watch);
}

static Watch *watch_new(const Stream *stream) {
  Watch *watch = g_new0(Watch, 1);
  *watch = (Watch){stream, g_strdup(stream->number), g_strdup(stream->id), g_strdup(stream->base), stream->ticket ? http_session_copy(stream->ticket) : NULL, stream->language};
  return watch;
}

/* Streams whose time is over end; the others are listed. `number` NULL: all. */
static GPtrArray *list_watched(RectoServer *server, const char *number) {
  GPtrArray *list = g_ptr_array_new_with_free_func(watch_free);
  HttpLive *live = server->live;
  int64_t now = g_get_monotonic_time(), most = (int64_t)(recto_limit(server->config.models, "http.stream-s") * G_USEC_PER_SEC);
  GHashTableIter iter;
  gpointer key;
  g_mutex_lock(&live->mutex);
  end_gone(live);
  g_hash_table_iter_init(&iter, live->streams);
  while (g_hash_table_iter_next(&iter, &key, NULL)) {
    Stream *stream = key;
    if (now - stream->began > most) stream->over = true;
    if (stream->over) wake(stream);
    else if (now - stream->spoke > PULSE_S * G_USEC_PER_SEC) say(stream, ":\n\n", now);
    if (stream->over || (number && !g_str_equal(number, stream->number))) continue;
    g_ptr_array_add(list, watch_new(stream));
  }
  g_mutex_unlock(&live->mutex);
  return list;
}

static Stream *find_stream(HttpLive *live, const Watch *watch) {
  Stream *stream = g_hash_table_lookup(live->streams, watch->stream);
  return stream && !stream->over && g_str_equal(stream->id, watch->id) && g_str_equal(stream->number, watch->number) ? stream : NULL;
}

/* `stamp` NULL: nothing to be said but that it was looked at. */
static void tell(HttpLive *live, const Watch *watch, const char *base, const char *stamp) {
  g_mutex_lock(&live->mutex);
  Stream *stream = find_stream(live, watch);
  if (stream && base) {
    g_free(stream->base);
    stream->base = g_strdup(base);
  }
  if (stream && stamp && g_strcmp0(stream->stamp, stamp) != 0) {
    g_autofree char *words = g_strdup_printf("data: %s\n\n", stamp);
    g_free(stream->stamp);
    stream->stamp = g_strdup(stamp);
    say(stream, words, g_get_monotonic_time());
  }
  g_mutex_unlock(&live->mutex);
}

static void end(HttpLive *live, const Watch *watch) {
  g_mutex_lock(&live->mutex);
  Stream *stream = find_stream(live, watch);
  if (stream) {
    stream->over = true;
    wake(stream);
  }
  g_mutex_unlock(&live->mutex);
}

static bool is_open(RectoServer *server, RectoStore *store, const HttpSession *session) {
  int64_t now = g_get_real_time();
  g_autoptr(RectoTicketRow) row = recto_store_ticket(store, session->number, session->ticket, NULL);
  return row && recto_ticket_is_open(row, now) && now - session->began <= (int64_t)recto_limit(server->config.models, "http.session-s") * G_USEC_PER_SEC;
}

/* Of a ticket: what its pages would say, made anew only when the register changed. */
static void look_for_ticket(RectoServer *server, RectoStore *store, const Watch *watch) {
  if (!is_open(server, store, watch->ticket)) {
    end(server->live, watch);
    return;
  }
  g_autofree char *base = base_of(store, watch->number);
  if (g_strcmp0(base, watch->base) == 0) return;
  HttpRequest asker = {.server = server, .language = watch->language, .session = watch->ticket};
  g_autoptr(HttpStanding) standing = http_standing_load(&asker, store, watch->number, NULL);
  tell(server->live, watch, base, standing ? standing->etag : NULL);
}

static void look_for_staff(RectoServer *server, RectoStore *store, const Watch *watch) {
  g_autofree char *stamp = http_live_stamp(server, store, watch->number, watch->id);
  tell(server->live, watch, NULL, stamp);
}

static void look_at(RectoServer *server, const char *number) {
  g_autoptr(GPtrArray) list = list_watched(server, number);
  RectoStore *store = list->len ? http_store_take(server, NULL) : NULL;
  for (guint i = 0; store && i < list->len; i++) {
    const Watch *watch = list->pdata[i];
    (watch->ticket ? look_for_ticket : look_for_staff)(server, store, watch);
  }
  http_store_give(server, store);
}

void http_live_look(RectoServer *server) { look_at(server, NULL); }
void http_live_kick(RectoServer *server, const char *number) { look_at(server, number); }
