/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who holds a lease: host, process and when that process began, so that a dead holder on this machine is known at once. */
#include "work/parts.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Field 22 of /proc/PID/stat, ticks since boot; 0 = no such process. The name in parentheses may hold anything. */
static guint64 began(int pid) {
  g_autofree char *path = g_strdup_printf("/proc/%d/stat", pid), *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, NULL)) return 0;
  const char *end = strrchr(text, ')');
  g_auto(GStrv) fields = end ? g_strsplit(end + 1, " ", -1) : NULL;
  return fields && g_strv_length(fields) > 20 ? g_ascii_strtoull(fields[20], NULL, 10) : 0;
}

char *recto_worker_name(void) { return g_strdup_printf("%s/%d/%" G_GUINT64_FORMAT, g_get_host_name(), (int)getpid(), began((int)getpid())); }

bool recto_worker_is_gone(const char *name) {
  g_auto(GStrv) parts = g_strsplit(name, "/", -1);
  if (g_strv_length(parts) != 3 || !g_str_equal(parts[0], g_get_host_name())) return false; /* another machine: its lease must run out */
  int pid = (int)g_ascii_strtoll(parts[1], NULL, 10);
  if (pid <= 0) return false;
  if (kill(pid, 0) != 0 && errno == ESRCH) return true;
  guint64 now = began(pid), then = g_ascii_strtoull(parts[2], NULL, 10);
  return now != 0 && then != 0 && now != then;
}

/* Leases of workers that died on this machine end now. */
bool recto_work_free_leases(RectoStore *store, const char *number, GError **error) {
  RectoLedger *ledger = recto_store_ledger(store);
  g_autoptr(GPtrArray) jobs = recto_ledger_jobs(ledger, number, error);
  if (!jobs) return false;
  for (guint i = 0; i < jobs->len; i++) {
    const RectoJobRow *job = jobs->pdata[i];
    if (job->state != RECTO_JOB_LEASED || !job->worker || !recto_worker_is_gone(job->worker)) continue;
    if (!recto_ledger_renew(ledger, job->id, job->worker, 0, NULL, error)) return false;
  }
  return true;
}
