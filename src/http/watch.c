/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deadlines of connections. Must not know: what is asked or answered. */
#include "http/watch.h"
#include <stdatomic.h>
#include <sys/socket.h>

typedef enum { AT_HEAD, AT_BODY, AT_ANSWER } Phase;

struct RectoWatched {
  int fd;
  atomic_int phase;
  atomic_int_fast64_t since; /* monotonic µs: when this phase began */
  atomic_uint_fast64_t bytes;
  bool shut;
};

struct RectoWatch {
  RectoPatience patience;
  GMutex mutex;      /* a descriptor is shut only while its connection is on the list */
  GHashTable *all;   /* a set of RectoWatched* */
};

RectoWatch *recto_watch_new(const RectoPatience *patience) {
  RectoWatch *watch = g_new0(RectoWatch, 1);
  watch->patience = *patience;
  g_mutex_init(&watch->mutex);
  watch->all = g_hash_table_new(g_direct_hash, g_direct_equal);
  return watch;
}

void recto_watch_free(RectoWatch *watch) {
  if (!watch) return;
  g_hash_table_unref(watch->all);
  g_mutex_clear(&watch->mutex);
  g_free(watch);
}

static void enter(RectoWatched *watched, Phase phase) {
  if (!watched) return;
  atomic_store(&watched->bytes, 0);
  atomic_store(&watched->since, g_get_monotonic_time());
  atomic_store(&watched->phase, phase);
}

RectoWatched *recto_watch_begin(RectoWatch *watch, int fd) {
  RectoWatched *watched = g_new0(RectoWatched, 1);
  watched->fd = fd;
  enter(watched, AT_HEAD);
  g_mutex_lock(&watch->mutex);
  g_hash_table_add(watch->all, watched);
  g_mutex_unlock(&watch->mutex);
  return watched;
}

void recto_watch_end(RectoWatch *watch, RectoWatched *watched) {
  g_mutex_lock(&watch->mutex);
  g_hash_table_remove(watch->all, watched);
  g_mutex_unlock(&watch->mutex);
  g_free(watched);
}

void recto_watch_head(RectoWatched *watched) { enter(watched, AT_BODY); }
void recto_watch_answered(RectoWatched *watched) { enter(watched, AT_ANSWER); }
void recto_watch_idle(RectoWatched *watched) { enter(watched, AT_HEAD); }
void recto_watch_bytes(RectoWatched *watched, size_t size) {
  if (watched) atomic_fetch_add(&watched->bytes, size);
}

size_t recto_watch_busy(RectoWatch *watch) {
  GHashTableIter iter;
  gpointer key;
  size_t n = 0;
  g_mutex_lock(&watch->mutex);
  g_hash_table_iter_init(&iter, watch->all);
  while (g_hash_table_iter_next(&iter, &key, NULL)) n += atomic_load(&((RectoWatched *)key)->phase) != AT_HEAD;
  g_mutex_unlock(&watch->mutex);
  return n;
}

static bool is_late(const RectoPatience *patience, RectoWatched *watched, int64_t now) {
  double elapsed = (double)(now - (int64_t)atomic_load(&watched->since)) / G_USEC_PER_SEC;
  switch ((Phase)atomic_load(&watched->phase)) {
  case AT_HEAD: return elapsed > patience->head_s;
  case AT_ANSWER: return elapsed > patience->answer_s;
  case AT_BODY: break;
  }
  return elapsed > patience->request_s || (elapsed > patience->grace_s && (double)atomic_load(&watched->bytes) < patience->rate * (elapsed - patience->grace_s));
}

size_t recto_watch_look(RectoWatch *watch, int64_t now) {
  GHashTableIter iter;
  gpointer key;
  size_t n = 0;
  g_mutex_lock(&watch->mutex);
  g_hash_table_iter_init(&iter, watch->all);
  while (g_hash_table_iter_next(&iter, &key, NULL)) {
    RectoWatched *watched = key;
    if (watched->shut || !is_late(&watch->patience, watched, now)) continue;
    watched->shut = true;
    shutdown(watched->fd, SHUT_RDWR);
    n++;
  }
  g_mutex_unlock(&watch->mutex);
  return n;
}
