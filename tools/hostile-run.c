/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads every file of folders of hostile files through the jail, as a deposit by upload, and checks what Recto promises of them.
 * usage: hostile-run [--want=check] [--models=FOLDER] [--workers=N] PATH...      zips are left out: Recto does not open them
 * Prints one line a file (outcome, traits, pages, seconds, peak memory of its children), then totals; exits 1 when a promise is broken:
 *   - recto itself never crashes, no process or descriptor stays behind
 *   - no file takes longer than its limit and one second more
 *   - recto's own memory grows by at most 50 MB over the whole run
 *   - where `pdftoppm -r 50` complains of a PDF, Recto does not call it whole */
#include "jail/inside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_GROWTH_MB = 50 };

typedef struct {
  unsigned files, over_time, missed, complained, by_outcome[RECTO_OUTCOME_PROTOCOL + 1];
  double worst_seconds, worst_peak;
  GPtrArray *misses;
} Totals;

static void gather(const char *path, GPtrArray *files) {
  if (g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
    bool skip = g_str_has_suffix(path, ".zip") || g_str_has_suffix(path, ".py") || g_str_has_suffix(path, ".tsv") || g_str_has_suffix(path, ".md");
    if (!skip) g_ptr_array_add(files, g_strdup(path));
    return;
  }
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  for (const char *name = folder ? g_dir_read_name(folder) : NULL; name; name = g_dir_read_name(folder)) {
    g_autofree char *inner = g_build_filename(path, name, NULL);
    if (!g_file_test(inner, G_FILE_TEST_IS_SYMLINK)) gather(inner, files);
  }
}

static int by_name(gconstpointer a, gconstpointer b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static double own_memory_mb(void) {
  g_autofree char *text = NULL;
  if (!g_file_get_contents("/proc/self/status", &text, NULL, NULL)) return 0;
  const char *line = strstr(text, "VmRSS:");
  return line ? g_ascii_strtod(line + 6, NULL) / 1024 : 0;
}

static unsigned count_fds(void) {
  unsigned n = 0;
  DIR *folder = opendir("/proc/self/fd");
  while (folder && readdir(folder)) n++;
  if (folder) closedir(folder);
  return n;
}

/* What pdftoppm says on stderr: empty = nothing. Ten pages, 8 s; only whether it complains is wanted. */
static bool pdftoppm_complains(const char *path) {
  const char *arguments[] = {"timeout", "-s", "KILL", "8", "pdftoppm", "-r", "50", "-l", "10", path, NULL};
  int ends[2];
  pid_t pid = 0;
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  int failed = posix_spawnp(&pid, arguments[0], &actions, NULL, (char *const *)arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  bool complains = false;
  char block[4096];
  for (ssize_t got = failed ? 0 : 1; got > 0;) {
    got = read(ends[0], block, sizeof block);
    complains = complains || got > 0;
  }
  close(ends[0]);
  if (!failed) waitpid(pid, NULL, 0);
  return complains;
}

static char *traits_of(const RectoFile *file) {
  GString *words = g_string_new(NULL);
  for (uint32_t bit = 1; bit && bit <= file->traits; bit <<= 1) {
    if (file->traits & bit) g_string_append_printf(words, "%s%s", words->len ? "," : "", recto_trait_word((RectoTrait)bit));
  }
  return g_string_free(words, FALSE);
}

static char *pages_of(const RectoFile *file) {
  unsigned by_outcome[RECTO_OUTCOME_PROTOCOL + 1] = {0};
  GString *words = g_string_new(NULL);
  for (guint i = 0; i < file->pages->len; i++) by_outcome[((RectoPage *)g_ptr_array_index(file->pages, i))->outcome]++;
  for (int i = 0; i <= RECTO_OUTCOME_PROTOCOL; i++) {
    if (by_outcome[i]) g_string_append_printf(words, "%s%u %s", words->len ? ", " : "", by_outcome[i], recto_outcome_word((RectoOutcome)i));
  }
  if (!words->len) g_string_append(words, "-");
  return g_string_free(words, FALSE);
}

/* Damage is surfaced when anything at all tells of it: the file's outcome, its warnings, a page's outcome. */
static bool tells_of_damage(const RectoFile *file) { return file->outcome != RECTO_OUTCOME_OK || file->warnings > 0; }

static void judge_file(Totals *totals, const char *path, const RectoFile *file, double seconds, double limit, double peak) {
  g_autofree char *traits = traits_of(file), *pages = pages_of(file), *base = g_path_get_basename(path);
  unsigned words = 0;
  for (guint i = 0; i < file->pages->len; i++) words += ((RectoPage *)g_ptr_array_index(file->pages, i))->words->len;
  bool late = seconds > limit + 1;
  bool complained = file->format == RECTO_FORMAT_PDF && pdftoppm_complains(path);
  bool missed = complained && !tells_of_damage(file);
  printf("%-11s %-8s %7.2f s %6.0f MB  %-34s pages: %s; words %u; warnings %u%s%s%s%s\n", recto_outcome_word(file->outcome), recto_format_word(file->format), seconds, peak, base, pages,
         words, file->warnings, *traits ? "; " : "", traits, late ? "; OVER LIMIT" : "", missed ? "; MISSED DAMAGE" : "");
  totals->files++;
  totals->by_outcome[file->outcome]++;
  totals->over_time += late;
  totals->complained += complained;
  totals->missed += missed;
  if (missed) g_ptr_array_add(totals->misses, g_strdup(path));
  totals->worst_seconds = MAX(totals->worst_seconds, seconds);
  totals->worst_peak = MAX(totals->worst_peak, peak);
}

static bool read_file(RectoReader *reader, Totals *totals, const char *path, uint32_t want) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) files = NULL;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return true;
  RectoReadOrder order = {.fd = fd, .name = path, .channel = RECTO_CHANNEL_UPLOAD, .want = want};
  int64_t start = g_get_monotonic_time();
  bool ok = recto_reader_read(reader, &order, 1, NULL, NULL, NULL, &files, &error);
  double seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
  close(fd);
  if (!ok) {
    printf("FAILED %s: %s\n", path, error->message);
    return false;
  }
  double limit = recto_limit(reader->limits, "channel.upload.file-wall-s");
  judge_file(totals, path, g_ptr_array_index(files, 0), seconds, limit, (double)recto_reader_peak(reader, 0) / 1e6);
  return true;
}

static bool report(const Totals *totals, double growth, bool leaked) {
  printf("\n%u files:", totals->files);
  for (int i = 0; i <= RECTO_OUTCOME_PROTOCOL; i++) {
    if (totals->by_outcome[i]) printf(" %s %u", recto_outcome_word((RectoOutcome)i), totals->by_outcome[i]);
  }
  printf("\ncrashes of recto: 0\nover limit + 1 s: %u (worst %.1f s)\nrecto's memory grew by %.1f MB (at most %d)\n", totals->over_time, totals->worst_seconds, growth,
         MAX_GROWTH_MB);
  printf("worst child: %.0f MB\nprocesses or descriptors left behind: %s\n", totals->worst_peak, leaked ? "YES" : "none");
  printf("PDFs of which pdftoppm complains: %u, not told by Recto: %u\n", totals->complained, totals->missed);
  for (guint i = 0; i < totals->misses->len; i++) printf("  missed: %s\n", (const char *)g_ptr_array_index(totals->misses, i));
  return !totals->over_time && growth <= MAX_GROWTH_MB && !leaked && !totals->missed;
}

static bool run(const GPtrArray *paths, const char *models, int workers, uint32_t want, GError **error) {
  unsigned fds = count_fds();
  RectoReaderConfig config = {.models_folder = models, .workers = workers};
  g_autoptr(RectoReader) reader = recto_reader_new(&config, error);
  if (!reader) return false;
  Totals totals = {.misses = g_ptr_array_new_with_free_func(g_free)};
  double before = own_memory_mb();
  bool ok = true;
  for (guint i = 0; i < paths->len && ok; i++) ok = read_file(reader, &totals, g_ptr_array_index(paths, i), want);
  double growth = own_memory_mb() - before;
  g_clear_pointer(&reader, recto_reader_free);
  bool leaked = count_fds() != fds || waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD;
  ok = report(&totals, growth, leaked) && ok;
  g_ptr_array_unref(totals.misses);
  return ok;
}

int main(int argc, char **argv) {
  uint32_t want = RECTO_WANT_ALL;
  const char *models = "models";
  int workers = 2;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
  setvbuf(stdout, NULL, _IOLBF, 0);
  for (int i = 1; i < argc; i++) {
    if (g_str_equal(argv[i], "--want=check")) want = RECTO_WANT_LEGIBILITY;
    else if (g_str_has_prefix(argv[i], "--models=")) models = argv[i] + strlen("--models=");
    else if (g_str_has_prefix(argv[i], "--workers=")) workers = (int)g_ascii_strtoll(argv[i] + strlen("--workers="), NULL, 10);
    else gather(argv[i], paths);
  }
  g_ptr_array_sort(paths, by_name);
  bool ok = run(paths, models, workers, want, &error);
  if (error) fprintf(stderr, "hostile-run: %s\n", error->message);
  return ok ? 0 : 1;
}
