/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast the register is, beside plain copying with fsync: store-bench RECTO FOLDER [DOSSIERS]. FOLDER must not be there; it is removed at the end.
 * Fills a store, then times deposits (recto_store_deposit), the same bytes copied and synced, and whole processes (`recto list`, `recto add --later`).
 * Must not know: SQL, what a dossier is about. */
#include "base/file.h"
#include "store/store.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE_BYTES = 60 * 1000, LARGE_BYTES = 500 * 1000, N_PAGES = 1000, N_LARGE = 300, N_RUNS = 21 };

typedef struct { RectoStore *store; const char *recto, *folder; char *store_folder, *copies, *number; } Bench;
typedef struct { const char *what; GArray *times, *cpu; gint64 began; } Series; /* ms, of double */

static void stop(GError *error) { g_error("%s", error ? error->message : "failed"); }

/* ------------------------------------------------------------------ series */

static Series series_new(const char *what) {
  return (Series){what, g_array_new(FALSE, FALSE, sizeof(double)), g_array_new(FALSE, FALSE, sizeof(double)), g_get_monotonic_time()};
}

static int compare_doubles(gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static double at_share(GArray *times, double share) {
  g_array_sort(times, compare_doubles);
  return g_array_index(times, double, MIN(times->len - 1, (guint)(share * times->len)));
}

static void series_add(Series *series, gint64 since, double cpu) {
  double ms = (double)(g_get_monotonic_time() - since) / 1000;
  g_array_append_val(series->times, ms);
  g_array_append_val(series->cpu, cpu);
}

static void series_end(Series *series) {
  double seconds = (double)(g_get_monotonic_time() - series->began) / G_USEC_PER_SEC;
  printf("%-52s %6u  median %8.2f ms  p95 %8.2f ms  %8.1f/s  CPU %7.2f ms\n", series->what, series->times->len, at_share(series->times, 0.5),
         at_share(series->times, 0.95), series->times->len / seconds, at_share(series->cpu, 0.5));
  fflush(stdout);
  g_array_unref(series->times);
  g_array_unref(series->cpu);
}

static double cpu_of(const struct rusage *usage) {
  return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000 + (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1000;
}

static double own_cpu(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return cpu_of(&usage);
}

/* ------------------------------------------------------------------ deposits and copies */

/* Every file has its own bytes: nothing is deduplicated. */
static int file_of(size_t size, uint32_t seed) {
  int fd = memfd_create("bench", MFD_CLOEXEC);
  g_autofree uint32_t *bytes = g_malloc(size + sizeof *bytes);
  for (size_t i = 0; i <= size / sizeof *bytes; i++) bytes[i] = seed = seed * 1664525u + 1013904223u;
  GError *error = NULL;
  if (fd < 0 || !recto_file_write_all(fd, bytes, size, &error)) stop(error);
  return fd;
}

static char *deposit(const Bench *bench, const char *number, int fd) {
  RectoStoreFile file = {.fd = fd, .name = "page.jpg"};
  RectoStoreDeposit order = {.number = number, .prefix = "2026-", .opening = "{\"procedure\": \"p\"}", .procedure = "p", .reception = "2026-03-16", .who = "bench",
                             .channel = "counter", .now = g_get_real_time(), .files = &file, .n_files = fd >= 0, .job = fd >= 0 ? "judge" : NULL};
  g_auto(RectoStoreReceipt) receipt = {0};
  GError *error = NULL;
  if (!recto_store_deposit(bench->store, &order, &receipt, &error)) stop(error);
  return g_strdup(receipt.number);
}

static void fill(const Bench *bench, guint n) {
  Series series = series_new("dossiers opened and summarised");
  for (guint i = 0; i < n; i++) {
    gint64 since = g_get_monotonic_time();
    double cpu = own_cpu();
    g_autofree char *number = deposit(bench, NULL, -1), *json = g_strdup_printf("{\"familyName\": \"SPECIMEN %u\", \"complete\": \"no\", \"toDo\": %u, \"toCheck\": 0}", i, i % 7);
    g_autofree char *due = i % 3 ? g_strdup_printf("2026-%02u-%02u", i % 12 + 1, i % 28 + 1) : NULL;
    RectoStoreSummary summary = {(int)(i % 6) + 1, due, json, NULL};
    GError *error = NULL;
    if (!recto_store_summarise(bench->store, number, &summary, &error)) stop(error);
    series_add(&series, since, own_cpu() - cpu);
  }
  series_end(&series);
}

static void time_deposits(const Bench *bench, const char *what, guint n, size_t size, bool one_dossier) {
  Series series = series_new(what);
  for (guint i = 0; i < n; i++) {
    int fd = file_of(size, i + (uint32_t)size);
    gint64 since = g_get_monotonic_time();
    double cpu = own_cpu();
    g_autofree char *number = deposit(bench, one_dossier ? bench->number : NULL, fd);
    series_add(&series, since, own_cpu() - cpu);
    close(fd);
  }
  series_end(&series);
}

/* What `cp` and `sync FILE FOLDER` would do, without starting them. */
static void time_copies(const Bench *bench, const char *what, guint n, size_t size) {
  Series series = series_new(what);
  GError *error = NULL;
  for (guint i = 0; i < n; i++) {
    int from = file_of(size, i + (uint32_t)size);
    gint64 since = g_get_monotonic_time();
    double cpu = own_cpu();
    g_autofree char *path = g_strdup_printf("%s/%zu-%u", bench->copies, size, i);
    int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (to < 0 || !recto_file_copy(from, to, &error) || fsync(to) != 0 || close(to) != 0 || !recto_file_sync_folder(bench->copies, &error)) stop(error);
    series_add(&series, since, own_cpu() - cpu);
    close(from);
  }
  series_end(&series);
}

/* ------------------------------------------------------------------ processes */

static void run_once(Series *series, const char *const *words) {
  struct rusage usage;
  int status = 0;
  gint64 since = g_get_monotonic_time();
  pid_t child = fork();
  if (child == 0) {
    int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO);
    execv(words[0], (char *const *)words);
    _exit(127);
  }
  if (wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) g_error("%s %s ended with %d", words[0], words[1], WEXITSTATUS(status));
  series_add(series, since, cpu_of(&usage));
}

static void time_runs(const char *what, const char *const *words) {
  Series series = series_new(what);
  for (int i = 0; i < N_RUNS; i++) run_once(&series, words);
  series_end(&series);
}

static void time_adds(const Bench *bench) {
  Series series = series_new("process: recto add --later, one page");
  for (int i = 0; i < N_RUNS; i++) {
    g_autofree char *path = g_strdup_printf("%s/%d-%d", bench->copies, (int)PAGE_BYTES, i);
    run_once(&series, (const char *const[]){bench->recto, "add", bench->number, path, "--later", "--store", bench->store_folder, NULL});
  }
  series_end(&series);
}

static void time_processes(const Bench *bench) {
  time_runs("process: recto --version (the floor)", (const char *const[]){bench->recto, "--version", NULL});
  time_runs("process: recto model check (reading the models)", (const char *const[]){bench->recto, "model", "check", NULL});
  time_runs("process: recto list", (const char *const[]){bench->recto, "list", "--store", bench->store_folder, NULL});
  time_runs("process: recto list --json --most 0", (const char *const[]){bench->recto, "list", "--json", "--most", "0", "--store", bench->store_folder, NULL});
  time_runs("process: recto status", (const char *const[]){bench->recto, "status", bench->number, "--store", bench->store_folder, NULL});
  time_adds(bench);
}

int main(int argc, char **argv) {
  if (argc < 3 || g_file_test(argv[2], G_FILE_TEST_EXISTS)) {
    fprintf(stderr, "usage: store-bench RECTO NEW-FOLDER [DOSSIERS]\n");
    return 64;
  }
  guint n = argc > 3 ? (guint)g_ascii_strtoull(argv[3], NULL, 10) : 10000;
  GError *error = NULL;
  Bench bench = {.recto = argv[1], .folder = argv[2], .store_folder = g_build_filename(argv[2], "store", NULL), .copies = g_build_filename(argv[2], "copies", NULL)};
  if (!recto_file_make_folder(bench.copies, &error) || !(bench.store = recto_store_open(bench.store_folder, &error))) stop(error);
  fill(&bench, n);
  bench.number = deposit(&bench, NULL, -1);
  time_deposits(&bench, "deposit: one page (60 kB), each a new dossier", N_PAGES, PAGE_BYTES, false);
  time_copies(&bench, "peer: copy + fsync of the same", N_PAGES, PAGE_BYTES);
  time_deposits(&bench, "deposit: 500 kB, into one dossier", N_LARGE, LARGE_BYTES, true);
  time_copies(&bench, "peer: copy + fsync of the same", N_LARGE, LARGE_BYTES);
  recto_store_free(bench.store);
  time_processes(&bench);
  recto_file_remove_tree(bench.folder);
  g_free(bench.store_folder);
  g_free(bench.copies);
  g_free(bench.number);
  return 0;
}
