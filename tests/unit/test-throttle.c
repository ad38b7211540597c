/* SPDX-License-Identifier: GPL-3.0-or-later */
/* So many an hour; and connections that take too long. */
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
  g_test_add_func("/throttle/hour", test_hour);
  g_test_add_func("/throttle/flood", test_flood);
  g_test_add_func("/watch/patience", test_patience);
  return g_test_run();
}
