/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buckets by name. Must not know: what is counted. */
#include "http/throttle.h"

#define MOST_BUCKETS 20000 /* full ones are forgotten then; 2 MB at most */

typedef struct { double used, an_hour; int64_t at; } Bucket;

struct RectoThrottle {
  GMutex mutex;
  GHashTable *buckets; /* char* -> Bucket* */
};

RectoThrottle *recto_throttle_new(void) {
  RectoThrottle *throttle = g_new0(RectoThrottle, 1);
  g_mutex_init(&throttle->mutex);
  throttle->buckets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return throttle;
}

void recto_throttle_free(RectoThrottle *throttle) {
  if (!throttle) return;
  g_hash_table_unref(throttle->buckets);
  g_mutex_clear(&throttle->mutex);
  g_free(throttle);
}

static double used_at(const Bucket *bucket, int64_t now) {
  return MAX(0, bucket->used - bucket->an_hour * (double)(now - bucket->at) / (3600.0 * G_USEC_PER_SEC));
}

static gboolean is_rested(gpointer who, gpointer bucket, gpointer now) { return used_at(bucket, *(const int64_t *)now) < 0.01; }

/* A flood of names must not fill the memory: those who rested go first, then all. */
static void make_room(RectoThrottle *throttle, int64_t now) {
  if (g_hash_table_size(throttle->buckets) < MOST_BUCKETS) return;
  g_hash_table_foreach_remove(throttle->buckets, is_rested, &now);
  if (g_hash_table_size(throttle->buckets) >= MOST_BUCKETS) g_hash_table_remove_all(throttle->buckets);
}

static bool take(RectoThrottle *throttle, const char *who, double n, double an_hour, int64_t now) {
  Bucket *bucket = g_hash_table_lookup(throttle->buckets, who);
  double used = bucket ? used_at(bucket, now) : 0;
  if (used + n > an_hour) return false;
  if (!bucket) {
    make_room(throttle, now);
    g_hash_table_insert(throttle->buckets, g_strdup(who), bucket = g_new0(Bucket, 1));
  }
  *bucket = (Bucket){used + n, an_hour, now};
  return true;
}

bool recto_throttle_take(RectoThrottle *throttle, const char *who, double n, double an_hour, int64_t now) {
  g_mutex_lock(&throttle->mutex);
  bool taken = take(throttle, who, n, an_hour, now);
  g_mutex_unlock(&throttle->mutex);
  return taken;
}
