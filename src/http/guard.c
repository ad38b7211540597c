/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits that double. Must not know: passwords, what the words stand for. */
#include "http/guard.h"

#define MOST_WATCHED 20000 /* who rests is forgotten then; if nobody does, all: 2 MB at most */

typedef struct { guint tries; int64_t last, free_at; } Watched;

struct RectoGuard {
  RectoGuardRule rule;
  GMutex mutex;
  GHashTable *all; /* char* -> Watched* */
};

RectoGuard *recto_guard_new(const RectoGuardRule *rule) {
  RectoGuard *guard = g_new0(RectoGuard, 1);
  guard->rule = *rule;
  g_mutex_init(&guard->mutex);
  guard->all = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return guard;
}

void recto_guard_free(RectoGuard *guard) {
  if (!guard) return;
  g_hash_table_unref(guard->all);
  g_mutex_clear(&guard->mutex);
  g_free(guard);
}

typedef struct { const RectoGuardRule *rule; int64_t now; } Moment;

static bool is_over(const Watched *watched, const Moment *moment) { return (double)(moment->now - watched->last) > moment->rule->forget_s * G_USEC_PER_SEC; }
static gboolean rests(gpointer who, gpointer watched, gpointer moment) { return is_over(watched, moment); }

static Watched *find(RectoGuard *guard, const char *who, const Moment *moment) {
  Watched *watched = g_hash_table_lookup(guard->all, who);
  if (watched && is_over(watched, moment)) *watched = (Watched){0};
  if (watched) return watched;
  if (g_hash_table_size(guard->all) >= MOST_WATCHED) g_hash_table_foreach_remove(guard->all, rests, (gpointer)moment);
  if (g_hash_table_size(guard->all) >= MOST_WATCHED) g_hash_table_remove_all(guard->all);
  watched = g_new0(Watched, 1);
  g_hash_table_insert(guard->all, g_strdup(who), watched);
  return watched;
}

/* The wait after so many tries, µs. */
static int64_t wait_after(const RectoGuardRule *rule, guint tries) {
  double seconds = rule->first_s;
  if (tries < (guint)rule->free) return 0;
  for (guint i = (guint)rule->free; i < tries && seconds < rule->most_s; i++) seconds *= 2;
  return (int64_t)(MIN(seconds, rule->most_s) * G_USEC_PER_SEC);
}

int64_t recto_guard_try(RectoGuard *guard, const char *who, int64_t now) {
  Moment moment = {&guard->rule, now};
  g_mutex_lock(&guard->mutex);
  Watched *watched = find(guard, who, &moment);
  int64_t wait = MAX(0, watched->free_at - now);
  if (wait == 0) {
    watched->tries++;
    watched->last = now;
    watched->free_at = now + wait_after(&guard->rule, watched->tries);
  }
  g_mutex_unlock(&guard->mutex);
  return wait;
}

void recto_guard_forgive(RectoGuard *guard, const char *who, bool all) {
  g_mutex_lock(&guard->mutex);
  Watched *watched = g_hash_table_lookup(guard->all, who);
  if (watched && watched->tries > 0) {
    watched->tries = all ? 0 : watched->tries - 1;
    watched->free_at = 0;
  }
  g_mutex_unlock(&guard->mutex);
}
