/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who holds a lease: host, process and when that process began, so that a dead holder on this machine is known at once. */
#include "work/lease.h"
#include <errno.h>
#include <gio/gio.h>
#include <recto/error.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define LEASE ((int64_t)10 * 60 * G_USEC_PER_SEC)
#define MOST_ATTEMPTS 3

/* Field 22 of /proc/PID/stat, ticks since boot; 0 = no such process. The name in parentheses may hold anything. */
static guint64 began(int pid) {
  g_autofree char *path = g_strdup_printf("/proc/%d/stat", pid), *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, NULL)) return 0;
  const char *end = strrchr(text, ')');
  g_auto(GStrv) fields = end ? g_strsplit(end + 1, " ", -1) : NULL;
  return fields && g_strv_length(fields) > 20 ? g_ascii_strtoull(fields[20], NULL, 10) : 0;
}

char *recto_worker_name(void) { return g_strdup_printf("%s/%d/%" G_GUINT64_FORMAT, g_get_host_name(), (int)getpid(), began((int)getpid())); }

static bool is_gone(const char *name) {
  g_auto(GStrv) parts = g_strsplit(name, "/", -1);
  if (g_strv_length(parts) != 3 || !g_str_equal(parts[0], g_get_host_name())) return false; /* another machine: its lease must run out */
  int pid = (int)g_ascii_strtoll(parts[1], NULL, 10);
  if (pid <= 0) return false;
  if (kill(pid, 0) != 0 && errno == ESRCH) return true;
  guint64 now = began(pid), then = g_ascii_strtoull(parts[2], NULL, 10);
  return now != 0 && then != 0 && now != then;
}

static bool free_leases(RectoLedger *ledger, const char *number, GError **error) {
  g_autoptr(GPtrArray) jobs = recto_ledger_jobs(ledger, number, error);
  if (!jobs) return false;
  for (guint i = 0; i < jobs->len; i++) {
    const RectoJobRow *job = jobs->pdata[i];
    if (job->state != RECTO_JOB_LEASED || !job->worker || !is_gone(job->worker)) continue;
    if (!recto_ledger_renew(ledger, job->id, job->worker, 0, NULL, error)) return false;
  }
  return true;
}

bool recto_lease_take(const RectoWork *work, const char *number, const char *kind, RectoLease *ret_lease, GError **error) {
  RectoLedger *ledger = recto_store_ledger(work->store);
  RectoJobRow *job = NULL;
  GError *cause = NULL;
  if (free_leases(ledger, number, &cause) && (!number || recto_ledger_add_job(ledger, number, kind, work->now, &cause)))
    job = recto_ledger_claim(ledger, number, work->worker, work->now, LEASE, MOST_ATTEMPTS, &cause);
  if (!job && !cause && number)
    recto_error_say(&cause, RECTO_ERROR_USAGE, "error.other-worker", "another worker is at dossier {number}; nothing is lost, try again later", "number", number, NULL);
  *ret_lease = (RectoLease){work, job, g_get_monotonic_time()};
  if (!cause) return true;
  g_propagate_error(error, cause);
  return false;
}

void recto_lease_renew(RectoLease *lease) {
  int64_t now = g_get_monotonic_time();
  if (now - lease->renewed < LEASE / 10) return;
  lease->job->lease_until += now - lease->renewed;
  lease->renewed = now;
  recto_ledger_renew(recto_store_ledger(lease->work->store), lease->job->id, lease->work->worker, lease->job->lease_until, NULL, NULL);
}

void recto_lease_end(RectoLease *lease, bool right, const GError *cause) {
  RectoLedger *ledger = recto_store_ledger(lease->work->store);
  bool interrupted = cause && g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (right) recto_ledger_finish(ledger, lease->job->id, lease->work->worker, NULL, NULL);
  else
    recto_ledger_give_back(ledger, lease->job, lease->work->now, !interrupted && lease->job->attempts >= MOST_ATTEMPTS, interrupted,
                           interrupted ? "interrupted" : "failed", NULL);
  g_clear_pointer(&lease->job, recto_job_row_free);
}
