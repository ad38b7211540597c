/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams rest, suspended, until there is something to say. Must not know: HTML, what a change was. */
#include "http/live.h"
#include "http/scans.h"

#define PULSE_S 15 /* a word now and then, so that a line that was cut is noticed */

typedef struct {
  HttpLive *live;
  struct MHD_Connection *connection;
  char *number, *id, *stamp; /* of the dossier; of the session; as told last */
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

char *http_live_stamp(RectoServer *server, RectoStore *store, const char *number, const char *id) {
  RectoLedger *ledger = recto_store_ledger(store);
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(ledger, number, NULL);
  g_autoptr(GPtrArray) results = recto_ledger_results(ledger, number, NULL), jobs = recto_ledger_jobs(ledger, number, NULL);
  g_autofree char *others = http_live_others(server, number, id), *scan = http_scan_stamp(server, number);
  g_autoptr(GString) all = g_string_new(others);
  g_string_append_printf(all, "|%" G_GUINT64_FORMAT "|%d|%u|%s", row ? row->version : 0, row ? (int)row->state : -1, results ? results->len : 0, scan);
  for (guint i = 0; jobs && i < jobs->len; i++) g_string_append_printf(all, "|%d", (int)((const RectoJobRow *)jobs->pdata[i])->state);
  g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, all->str, -1);
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
  g_string_free(stream->text, TRUE);
  g_free(stream);
}

HttpReply *http_live_stream(HttpRequest *request, const char *number) {
  HttpLive *live = request->server->live;
  int64_t now = g_get_monotonic_time();
  g_mutex_lock(&live->mutex);
  bool full = live->closed || g_hash_table_size(live->streams) >= (guint)recto_limit(request->server->config.models, "http.streams");
  Stream *stream = full ? NULL : g_new0(Stream, 1);
  if (stream) {
    *stream = (Stream){.live = live, .connection = request->connection, .number = g_strdup(number), .id = g_strdup(request->staff->id), .began = now, .spoke = now,
                       .text = g_string_new("retry: 1500\n\n")};
    g_hash_table_add(live->streams, stream);
  }
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

typedef struct { char *number, *id; } Watch; /* one a session at a dossier */

static void watch_free(gpointer data) {
  Watch *watch = data;
  g_free(watch->number);
  g_free(watch->id);
  g_free(watch);
}

/* Streams whose time is over end; the others are listed. `number` NULL: all. */
static GPtrArray *list_watched(RectoServer *server, const char *number) {
  GPtrArray *list = g_ptr_array_new_with_free_func(watch_free);
  HttpLive *live = server->live;
  int64_t now = g_get_monotonic_time(), most = (int64_t)(recto_limit(server->config.models, "http.stream-s") * G_USEC_PER_SEC);
  GHashTableIter iter;
  gpointer key;
  g_mutex_lock(&live->mutex);
  g_hash_table_iter_init(&iter, live->streams);
  while (g_hash_table_iter_next(&iter, &key, NULL)) {
    Stream *stream = key;
    if (now - stream->began > most) stream->over = true;
    if (stream->over) wake(stream);
    else if (now - stream->spoke > PULSE_S * G_USEC_PER_SEC) say(stream, ":\n\n", now);
    if (stream->over || (number && !g_str_equal(number, stream->number))) continue;
    Watch *watch = g_new0(Watch, 1);
    *watch = (Watch){g_strdup(stream->number), g_strdup(stream->id)};
    g_ptr_array_add(list, watch);
  }
  g_mutex_unlock(&live->mutex);
  return list;
}

static void tell(HttpLive *live, const Watch *watch, const char *stamp) {
  GHashTableIter iter;
  gpointer key;
  g_autofree char *words = g_strdup_printf("data: %s\n\n", stamp);
  g_mutex_lock(&live->mutex);
  g_hash_table_iter_init(&iter, live->streams);
  while (g_hash_table_iter_next(&iter, &key, NULL)) {
    Stream *stream = key;
    if (stream->over || !g_str_equal(stream->number, watch->number) || !g_str_equal(stream->id, watch->id) || g_strcmp0(stream->stamp, stamp) == 0) continue;
    g_free(stream->stamp);
    stream->stamp = g_strdup(stamp);
    say(stream, words, g_get_monotonic_time());
  }
  g_mutex_unlock(&live->mutex);
}

static void look_at(RectoServer *server, const char *number) {
  g_autoptr(GPtrArray) list = list_watched(server, number);
  RectoStore *store = list->len ? http_store_take(server, NULL) : NULL;
  for (guint i = 0; store && i < list->len; i++) {
    const Watch *watch = list->pdata[i];
    g_autofree char *stamp = http_live_stamp(server, store, watch->number, watch->id);
    tell(server->live, watch, stamp);
  }
  http_store_give(server, store);
}

void http_live_look(RectoServer *server) { look_at(server, NULL); }
void http_live_kick(RectoServer *server, const char *number) { look_at(server, number); }
