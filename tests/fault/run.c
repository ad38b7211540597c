/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run [--long] [--tap] [--jobs N] [--only WORD] [--keep FOLDER]: the adversary's trials and their table. Short without --long.
 * Status 1 on any violation, and when a control finds none. Folders lie in /dev/shm when there is one; those of trials that went wrong stay in
 * FOLDER/failed (none given: they are told and gone). */
#include "run.h"
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

const char *run_tools, *run_work;
static char *keep, *only;
static gboolean longer, tap;
static int jobs = 2;

static bool violated(const Outcome *outcome) {
  return !outcome->done || outcome->lost || outcome->doubled || outcome->half || outcome->broken || !outcome->opens;
}

/* ------------------------------------------------------------------ trials over the cores */

static char *slot_folder(int slot) {
  g_autofree char *name = g_strdup_printf("slot-%d", slot);
  return g_build_filename(run_work, name, NULL);
}

static void tell_violation(const Case *tried, guint i, const Trial *trial, const char *folder) {
  g_autofree char *output = g_build_filename(folder, "output", NULL), *text = NULL;
  fprintf(stderr, "# %s, trial %u: kill=%s error=%s kinds=%s at=%" G_GUINT64_FORMAT " seed=%" G_GUINT64_FORMAT " space=%" G_GINT64_FORMAT " cut=%s record=%" G_GUINT64_FORMAT " log=%s\n", tried->name,
          i, trial->kill ? trial->kill : "-", trial->error ? trial->error : "-", trial->kinds ? trial->kinds : "-", trial->at, trial->seed, trial->space,
          trial->cut ? trial->cut : "-", trial->record, trial->log ? trial->log : "-");
  if (!g_file_get_contents(output, &text, NULL, NULL)) return;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  guint n = g_strv_length(lines);
  for (guint k = n > 9 ? n - 9 : 0; k < n; k++)
    if (*lines[k]) fprintf(stderr, "#   %s\n", lines[k]);
  if (!keep) return;
  g_autofree char *failed = g_build_filename(keep, "failed", NULL), *name = g_strdup_printf("%s-%u", tried->name, i), *to = g_build_filename(failed, name, NULL);
  g_mkdir_with_parents(failed, 0700);
  if (rename(folder, to) != 0) fprintf(stderr, "#   %s could not be kept\n", folder);
}

static void work(const Case *tried, guint i, int slot, Outcome *outcome) {
  g_autofree char *folder = slot_folder(slot);
  const Trial *trial = &g_array_index(tried->trials, Trial, i);
  Outcome own = {0};
  run_trial(trial, folder, &own);
  bool done = own.done;
  own.done = false;
  *outcome = own;
  __atomic_store_n(&outcome->done, done, __ATOMIC_RELEASE); /* last: run_all looks at it while others still run */
  if (violated(outcome) && !tried->must_fail) tell_violation(tried, i, trial, folder);
}

static void wait_one(pid_t *pids) {
  int status = 0;
  pid_t pid = 0;
  while ((pid = waitpid(-1, &status, 0)) < 0 && errno == EINTR) continue;
  for (int k = 0; k < jobs; k++)
    if (pids[k] == pid) pids[k] = 0;
}

static bool any(const pid_t *pids) {
  for (int k = 0; k < jobs; k++)
    if (pids[k]) return true;
  return false;
}

/* The short run believes a control at its first finding. Gives how many trials were made. */
static guint run_all(const Case *tried, Outcome *outcomes) {
  g_autofree pid_t *pids = g_new0(pid_t, (gsize)jobs);
  guint i = 0;
  bool enough = false;
  for (; i < tried->trials->len && !enough; i++) {
    int slot = 0;
    while (slot < jobs && pids[slot]) slot++;
    if (slot == jobs) {
      wait_one(pids);
      for (slot = 0; pids[slot]; slot++) continue;
      for (guint k = 0; tried->must_fail && !longer && k < i; k++) enough = enough || (outcomes[k].done && violated(&outcomes[k]));
    }
    fflush(NULL);
    if ((pids[slot] = fork()) != 0) continue;
    work(tried, i, slot, &outcomes[i]);
    fflush(NULL);
    _exit(0);
  }
  while (any(pids)) wait_one(pids);
  return i;
}

/* ------------------------------------------------------------------ the table */

typedef struct { Outcome sum; int bad; guint n; double seconds; bool right; } Row;

static Row run_case(const Case *tried) {
  gsize size = sizeof(Outcome) * (tried->trials->len + 1);
  Outcome *outcomes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (outcomes == MAP_FAILED) g_error("no memory for %u trials", tried->trials->len);
  Row row = {0};
  gint64 began = g_get_monotonic_time();
  row.n = run_all(tried, outcomes);
  row.seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
  for (guint i = 0; i < row.n; i++) {
    const Outcome *outcome = &outcomes[i];
    row.sum.acknowledged += outcome->acknowledged;
    row.sum.lost += outcome->lost;
    row.sum.doubled += outcome->doubled;
    row.sum.half += outcome->half;
    row.sum.broken += outcome->broken + !outcome->done;
    row.sum.opens += outcome->opens;
    row.bad += violated(outcome);
  }
  row.right = row.n > 0 && (tried->must_fail ? row.bad > 0 : row.bad == 0);
  munmap(outcomes, size);
  return row;
}

static const char *verdict(const Case *tried, const Row *row) {
  if (tried->must_fail) return row->right ? "found, as it must be" : "NOT FOUND: no teeth";
  return row->right ? "" : "VIOLATED";
}

static void tell_row(const Case *tried, const Row *row, guint number) {
  if (tap) printf("%s %u - %s\n# ", row->right ? "ok" : "not ok", number, tried->name);
  printf("%-36s %6u %7d %6d %6d %6d %6d %6d/%-6u %6.1f %s\n", tried->name, row->n, row->sum.acknowledged, row->sum.lost, row->sum.doubled, row->sum.half, row->sum.broken,
         row->sum.opens, row->n, row->seconds, verdict(tried, row));
  fflush(stdout);
}

static bool run_table(const GPtrArray *cases) {
  guint number = 0, trials = 0;
  bool right = true;
  gint64 began = g_get_monotonic_time();
  printf("%s%-36s %6s %7s %6s %6s %6s %6s %-13s %6s\n", tap ? "# " : "", "case", "runs", "acked", "lost", "twice", "half", "broken", "  store opens", "sec");
  for (guint i = 0; i < cases->len; i++) {
    const Case *tried = cases->pdata[i];
    if (only && !strstr(tried->name, only)) continue;
    Row row = run_case(tried);
    tell_row(tried, &row, ++number);
    trials += row.n;
    right = right && row.right;
  }
  printf("%s%u trials, %.0f s: %s\n", tap ? "# " : "", trials, (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC, right ? "nothing acknowledged was lost" : "VIOLATED");
  if (tap) printf("1..%u\n", number);
  return right && number > 0;
}

/* ------------------------------------------------------------------ */

static bool parse(int *argc, char ***argv) {
  const GOptionEntry entries[] = {{"long", 0, 0, G_OPTION_ARG_NONE, &longer, "every call, many cuts", NULL},
                                  {"tap", 0, 0, G_OPTION_ARG_NONE, &tap, "as prove reads it", NULL},
                                  {"jobs", 0, 0, G_OPTION_ARG_INT, &jobs, "trials at once (2)", "N"},
                                  {"only", 0, 0, G_OPTION_ARG_STRING, &only, "cases whose name holds WORD", "WORD"},
                                  {"keep", 0, 0, G_OPTION_ARG_FILENAME, &keep, "where logs and folders of failed trials stay", "FOLDER"},
                                  {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
  g_autoptr(GOptionContext) context = g_option_context_new("- what the store does when the machine fails it");
  g_autoptr(GError) error = NULL;
  g_option_context_add_main_entries(context, entries, NULL);
  if (g_option_context_parse(context, argc, argv, &error) && jobs >= 1) return true;
  fprintf(stderr, "%s\n", error ? error->message : "--jobs is at least 1");
  return false;
}

static char *work_folder(void) {
  g_autofree char *template = g_strdup_printf("%s/recto-fault-XXXXXX", keep ? keep : access("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir());
  if (keep) g_mkdir_with_parents(keep, 0700);
  return g_mkdtemp(template) ? g_steal_pointer(&template) : NULL;
}

static void remove_folder(const char *folder) {
  const char *argv[] = {"/bin/rm", "-rf", folder, NULL};
  g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, NULL, NULL);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  if (!parse(&argc, &argv)) return 2;
  g_autofree char *self = g_file_read_link("/proc/self/exe", NULL), *tools = g_path_get_dirname(self), *work = work_folder();
  if (!work) return 2;
  run_tools = tools;
  run_work = work;
  bool right = run_table(run_cases(longer));
  if (!keep) remove_folder(work);
  return right ? 0 : 1;
}
