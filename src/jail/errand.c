/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One poll over all children that are out on an errand. Must not know: what they were sent for. */
#include "jail/errand.h"

#include <errno.h>
#include <poll.h>
#include <recto/error.h>
#include <unistd.h>

enum { MAX_LOST = 2, LONGEST_WAIT_MS = 1000 };

typedef struct {
  RectoReader *reader;
  RectoErrand *errands;
  size_t n;
} Errands;

static bool is_out(const RectoErrand *errand) { return errand->child && !errand->over; }

static size_t count_out(const Errands *all, bool *ret_shared) {
  size_t out = 0;
  *ret_shared = false;
  for (size_t i = 0; i < all->n; i++) {
    if (!is_out(&all->errands[i])) continue;
    out++;
    *ret_shared = *ret_shared || all->errands[i].shared;
  }
  return out;
}

static void hear_all(const Errands *all, RectoErrand *errand) {
  while (!errand->child->killed && !errand->child->ended) {
    RectoWireRecord record = {0};
    g_autofree uint8_t *answer = NULL;
    RectoChannelResult result = recto_child_receive(errand->child, &record, &answer);
    if (result == RECTO_CHANNEL_NOTHING || result == RECTO_CHANNEL_END) return;
    if (result == RECTO_CHANNEL_BREACH || !errand->hear(&record, answer, errand->user_data)) {
      recto_child_kill(all->reader, errand->child, RECTO_OUTCOME_PROTOCOL);
      return;
    }
    recto_child_reply(errand->child, RECTO_WIRE_GO);
  }
}

/* False when no child could be made: the zygote is gone, or descriptors are short. */
static bool start(const Errands *all, RectoErrand *errand) {
  bool own = false;
  int original = recto_reopen(errand->fd, &own);
  if (original < 0) return errand->over = true;
  errand->child = recto_child_start(all->reader, &errand->order, original);
  close(original);
  errand->shared = !own;
  errand->end = g_get_monotonic_time() + (int64_t)(errand->wall_seconds * G_USEC_PER_SEC);
  return errand->child != NULL;
}

/* Sends out as many as may be out. False when nothing is out and nothing can be sent. */
static bool send_out(const Errands *all) {
  bool shared = false;
  size_t out = count_out(all, &shared);
  for (size_t i = 0; i < all->n && out < all->reader->workers && !shared; i++) {
    RectoErrand *errand = &all->errands[i];
    if (errand->child || errand->over) continue;
    if (errand->shared && out > 0) return true;
    if (!start(all, errand)) {
      errand->lost += out == 0;
      return out > 0;
    }
    out = count_out(all, &shared);
  }
  return true;
}

static void note_exit(const Errands *all, const RectoWireNotice *notice) {
  for (size_t i = 0; i < all->n; i++) {
    RectoErrand *errand = &all->errands[i];
    if (!is_out(errand) || errand->child->id != notice->child) continue;
    recto_child_note_exit(errand->child, notice);
    hear_all(all, errand); /* what it had said before it ended */
    errand->over = true;
  }
}

/* False when the zygote is gone. */
static bool take_notices(const Errands *all) {
  for (;;) {
    RectoWireNotice notice = {0};
    RectoChannelResult result = recto_channel_receive(all->reader->commands, &notice, sizeof notice, false, NULL, 0);
    if (result == RECTO_CHANNEL_NOTHING) return true;
    if (result != RECTO_CHANNEL_MESSAGE) return false;
    if (notice.kind == RECTO_NOTICE_EXITED) note_exit(all, &notice);
  }
}

/* Milliseconds until the next clock runs out; those that have are killed. */
static int check_clocks(const Errands *all) {
  int64_t now = g_get_monotonic_time(), wait = LONGEST_WAIT_MS;
  for (size_t i = 0; i < all->n; i++) {
    const RectoErrand *errand = &all->errands[i];
    if (!is_out(errand)) continue;
    if (errand->end <= now) recto_child_kill(all->reader, errand->child, RECTO_OUTCOME_TIMEOUT);
    else wait = MIN(wait, (errand->end - now) / 1000 + 1);
  }
  return (int)wait;
}

/* False when the zygote is gone. */
static bool attend(const Errands *all) {
  g_autofree struct pollfd *events = g_new0(struct pollfd, all->n + 1);
  for (size_t i = 0; i < all->n; i++) {
    const RectoErrand *errand = &all->errands[i];
    bool listening = is_out(errand) && !errand->child->ended && !errand->child->killed;
    events[i] = (struct pollfd){listening ? errand->child->channel : -1, POLLIN, 0};
  }
  events[all->n] = (struct pollfd){all->reader->commands, POLLIN, 0};
  int wait_ms = check_clocks(all);
  if (poll(events, all->n + 1, wait_ms) < 0 && errno != EINTR) return false;
  for (size_t i = 0; i < all->n; i++)
    if (events[i].revents) hear_all(all, &all->errands[i]);
  return !events[all->n].revents || take_notices(all);
}

/* Children die with their zygote: their errands are to be run again. False when one was lost too often. */
static bool recall(const Errands *all, GError **error) {
  recto_reader_land(all->reader);
  int worst = 0;
  for (size_t i = 0; i < all->n; i++) {
    RectoErrand *errand = &all->errands[i];
    errand->lost += is_out(errand);
    if (is_out(errand)) g_clear_pointer(&errand->child, recto_child_free);
    worst = MAX(worst, errand->lost);
  }
  if (worst < MAX_LOST) return recto_reader_launch(all->reader, error);
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "%s has died twice", all->reader->program);
  return false;
}

static bool all_over(const Errands *all) {
  for (size_t i = 0; i < all->n; i++)
    if (!all->errands[i].over) return false;
  return true;
}

bool recto_errands_run(RectoReader *reader, RectoErrand *errands, size_t n, GError **error) {
  Errands all = {reader, errands, n};
  if (reader->commands < 0 && !recto_reader_launch(reader, error)) return false;
  while (!all_over(&all))
    if ((!send_out(&all) || !attend(&all)) && !recall(&all, error)) return false;
  return true;
}
