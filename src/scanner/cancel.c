/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals, waited for by a thread. There are no handlers: drivers put back the default ones when they start to read (SANE's own "test" does), and then a signal
 * would end the process and lose the half page. Blocked signals reach the thread whatever a driver sets. A driver's child process gets them unblocked: it is
 * ended by signal. */
#include "scanner/cancel.h"
#include <glib.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

enum { PATIENCE_US = 500000 }; /* several reads of any driver that is alive */

static gint cancelled;
static bool scanning;
static SANE_Handle watched;
static GMutex lock; /* of the two above */

static sigset_t signals(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

static void unblock(void) {
  sigset_t set = signals();
  sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void cancel_scan(void) {
  g_mutex_lock(&lock);
  if (!scanning) _exit(1);
  g_mutex_unlock(&lock);
  g_atomic_int_set(&cancelled, 1);
  g_usleep(PATIENCE_US);
  g_mutex_lock(&lock);
  if (watched) sane_cancel(watched);
  g_mutex_unlock(&lock);
}

static gpointer wait_for_signals(gpointer unused) {
  sigset_t set = signals();
  int number = 0;
  (void)unused;
  for (;;)
    if (sigwait(&set, &number) == 0) cancel_scan();
  return NULL;
}

void recto_cancel_prepare(void) {
  sigset_t set = signals();
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  pthread_atfork(NULL, NULL, unblock);
  g_thread_unref(g_thread_new("signals", wait_for_signals, NULL));
}

void recto_cancel_watch(SANE_Handle device) {
  g_mutex_lock(&lock);
  scanning = true;
  watched = device;
  g_mutex_unlock(&lock);
}

bool recto_cancelled(void) { return g_atomic_int_get(&cancelled) != 0; }

void recto_cancel_unwatch(void) {
  g_mutex_lock(&lock);
  watched = NULL;
  g_mutex_unlock(&lock);
}
