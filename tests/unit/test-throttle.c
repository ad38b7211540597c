/* SPDX-License-Identifier: GPL-3.0-or-later */
/* So many an hour; and connections that take too long. */
#include "http/guard.h"
#include "http/throttle.h"
#include "http/watch.h"
#include <sys/socket.h>
#include <unistd.h>

#define MINUTE ((int64_t)60 * G_USEC_PER_SEC)

static void test_hour(void) {
  RectoThrottle *throttle = recto_throttle_new();
  for (int i = 0; i < 10; i++) g_assert_true(recto_throttle_take(throttle, "a", 1, 10, i));
  g_assert_false(recto_throttle_take(throttle, "a", 1, 10, 11));
  g_assert_true(recto_throttle_take(throttle, "b", 10, 10, 11)); /* others are not held up */
  g_assert_false(recto_throttle_take(throttle, "a", 1, 10, 5 * MINUTE));
  g_assert_true(recto_throttle_take(throttle, "a", 1, 10, 7 * MINUTE)); /* one is free again every six minutes */
  g_assert_false(recto_throttle_take(throttle, "a", 1, 10, 7 * MINUTE));
  g_assert_true(recto_throttle_take(throttle, "a", 10, 10, 70 * MINUTE));
  g_assert_false(recto_throttle_take(throttle, "c", 11, 10, 0)); /* more than there is: nothing is taken */
  g_assert_true(recto_throttle_take(throttle, "c", 10, 10, 0));
  recto_throttle_free(throttle);
}

static void test_flood(void) {
  RectoThrottle *throttle = recto_throttle_new();
  for (int i = 0; i < 100000; i++) {
    char who[32];
    g_snprintf(who, sizeof who, "address %d", i);
    g_assert_true(recto_throttle_take(throttle, who, 1, 10, i));
  }
  recto_throttle_free(throttle);
}

/* ------------------------------------------------------------------ wrong passwords */

static const RectoGuardRule rule = {.free = 3, .first_s = 2, .most_s = 10, .forget_s = 3600};
#define S ((int64_t)G_USEC_PER_SEC)

static void test_guard(void) {
  RectoGuard *guard = recto_guard_new(&rule);
  int64_t now = 100 * S;
  for (int i = 0; i < 3; i++) g_assert_cmpint(recto_guard_try(guard, "a", now), ==, 0);
  static const int waits[] = {2, 4, 8, 10, 10}; /* doubled, up to the most */
  for (size_t i = 0; i < G_N_ELEMENTS(waits); i++) {
    g_assert_cmpint(recto_guard_try(guard, "a", now), ==, waits[i] * S);
    g_assert_cmpint(recto_guard_try(guard, "a", now + S), ==, (waits[i] - 1) * S); /* asking does not make it longer */
    g_assert_cmpint(recto_guard_try(guard, i == 0 ? "b" : "c", now), ==, 0); /* others count apart */
    now += waits[i] * S;
    g_assert_cmpint(recto_guard_try(guard, "a", now), ==, 0);
  }
  recto_guard_forgive(guard, "a", true);
  for (int i = 0; i < 3; i++) g_assert_cmpint(recto_guard_try(guard, "a", now), ==, 0);
  g_assert_cmpint(recto_guard_try(guard, "a", now), >, 0);
  recto_guard_forgive(guard, "a", false); /* the last one alone: one more may be made, then the wait is there again */
  g_assert_cmpint(recto_guard_try(guard, "a", now), ==, 0);
  g_assert_cmpint(recto_guard_try(guard, "a", now), >, 0);
  g_assert_cmpint(recto_guard_try(guard, "a", now + 3601 * S), ==, 0); /* an hour later nothing is known any more … */
  g_assert_cmpint(recto_guard_try(guard, "a", now + 3601 * S), ==, 0);
  recto_guard_forgive(guard, "nobody", true);
  recto_guard_free(guard);
}

/* Many at once are many: what is being tried counts before its answer is known. */
static gpointer try_once(gpointer guard) { return GINT_TO_POINTER(recto_guard_try(guard, "a", 5 * S) == 0); }

static void test_guard_at_once(void) {
  RectoGuard *guard = recto_guard_new(&rule);
  GThread *threads[32];
  guint let = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(threads); i++) threads[i] = g_thread_new("try", try_once, guard);
  for (size_t i = 0; i < G_N_ELEMENTS(threads); i++) let += g_thread_join(threads[i]) != NULL;
  g_assert_cmpuint(let, ==, 3);
  for (int i = 0; i < 50000; i++) {
    char who[32];
    g_snprintf(who, sizeof who, "address %d", i);
    g_assert_cmpint(recto_guard_try(guard, who, 6 * S), ==, 0);
  }
  recto_guard_free(guard);
}

/* A pair of sockets: one end is watched, the other tells whether it was shut. */
typedef struct { int ends[2]; RectoWatched *watched; } Line;

static Line line_new(RectoWatch *watch) {
  Line line;
  g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, line.ends), ==, 0);
  line.watched = recto_watch_begin(watch, line.ends[0]);
  return line;
}

static bool is_shut(const Line *line) {
  char byte;
  return recv(line->ends[1], &byte, 1, 0) == 0;
}

static void test_patience(void) {
  const RectoPatience patience = {.head_s = 10, .request_s = 100, .answer_s = 30, .rate = 1000, .grace_s = 5};
  RectoWatch *watch = recto_watch_new(&patience);
  Line head = line_new(watch), slow = line_new(watch), quick = line_new(watch), answer = line_new(watch);
  int64_t now = g_get_monotonic_time();
  recto_watch_head(slow.watched);
  recto_watch_head(quick.watched);
  recto_watch_answered(answer.watched);
  recto_watch_bytes(slow.watched, 100);
  recto_watch_bytes(quick.watched, 1000000);
  g_assert_cmpuint(recto_watch_busy(watch), ==, 3);
  g_assert_cmpuint(recto_watch_look(watch, now + 4 * G_USEC_PER_SEC), ==, 0);
  g_assert_cmpuint(recto_watch_look(watch, now + 6 * G_USEC_PER_SEC), ==, 1); /* below the least rate */
  g_assert_true(is_shut(&slow) && !is_shut(&head) && !is_shut(&quick) && !is_shut(&answer));
  g_assert_cmpuint(recto_watch_look(watch, now + 11 * G_USEC_PER_SEC), ==, 1);
  g_assert_true(is_shut(&head));
  g_assert_cmpuint(recto_watch_look(watch, now + 31 * G_USEC_PER_SEC), ==, 1);
  g_assert_true(is_shut(&answer) && !is_shut(&quick));
  g_assert_cmpuint(recto_watch_look(watch, now + 101 * G_USEC_PER_SEC), ==, 1); /* however lively it is */
  g_assert_true(is_shut(&quick));
  Line *const all[] = {&head, &slow, &quick, &answer};
  for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
    recto_watch_end(watch, all[i]->watched);
    close(all[i]->ends[0]);
    close(all[i]->ends[1]);
  }
  recto_watch_free(watch);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/guard/waits", test_guard);
  g_test_add_func("/guard/at-once", test_guard_at_once);
  g_test_add_func("/throttle/hour", test_hour);
  g_test_add_func("/throttle/flood", test_flood);
  g_test_add_func("/watch/patience", test_patience);
  return g_test_run();
}
