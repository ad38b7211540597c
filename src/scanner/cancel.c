/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals: a handler writes to a pipe, a thread listens to it. sane_cancel is not called in the handler: drivers take locks in it.
 * Signals are not blocked, and a fork of a driver (many read in a child process) must still die of them. */
#include "scanner/cancel.h"
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <unistd.h>

enum { PATIENCE_US = 500000 }; /* several reads of any driver that is alive */

static volatile sig_atomic_t cancelled;
static int pipe_ends[2] = {-1, -1};
static pid_t owner;
static SANE_Handle watched;
static GMutex lock;

static void on_signal(int number) {
  if (getpid() != owner) _exit(128 + number);
  int saved = errno;
  cancelled = 1;
  ssize_t written = write(pipe_ends[1], "", 1);
  (void)written;
  errno = saved;
}

static gpointer listen_for_signals(gpointer unused) {
  (void)unused;
  char byte;
  for (;;) {
    ssize_t got = read(pipe_ends[0], &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return NULL;
    g_usleep(PATIENCE_US);
    g_mutex_lock(&lock);
    if (watched) sane_cancel(watched);
    g_mutex_unlock(&lock);
  }
}

void recto_cancel_watch(SANE_Handle device) {
  owner = getpid();
  watched = device;
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return; /* then only the reading loop sees the flag */
  g_thread_unref(g_thread_new("signals", listen_for_signals, NULL));
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
}

bool recto_cancelled(void) { return cancelled != 0; }

void recto_cancel_unwatch(void) {
  g_mutex_lock(&lock);
  watched = NULL;
  g_mutex_unlock(&lock);
}
