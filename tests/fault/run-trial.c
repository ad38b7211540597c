/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One trial: a fresh folder, the programs under test below the fault layer, the look at what is left. */
#include "run.h"
#include "faultlog.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ACK_FD 9
#define PATIENCE 120u /* seconds until a program that hangs is ended; a hang counts as broken */

static char *tool(const char *name) { return g_build_filename(run_tools, name, NULL); }

/* Status as waitpid gives it. `out`: file for stdout and stderr. */
static int finish(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  return status;
}

static pid_t start(char *const *argv, char **environment, const char *out, const char *acks) {
  pid_t pid = fork();
  if (pid != 0) return pid;
  int output = open(out ? out : "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0600), told = acks ? open(acks, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
  dup2(output, 1);
  dup2(output, 2);
  if (told >= 0) dup2(told, ACK_FD);
  for (int fd = 3; fd < 64; fd++)
    if (fd != ACK_FD || told < 0) close(fd);
  alarm(PATIENCE);
  execve(argv[0], argv, environment);
  _exit(127);
}

static bool succeeds(char *const *argv, const char *out) { return finish(start(argv, environ, out, NULL)) == 0; }

static bool copy(const char *from, const char *to) {
  char *argv[] = {"/bin/cp", "-r", (char *)from, (char *)to, NULL};
  return succeeds(argv, NULL);
}

static void clear(const char *folder) {
  char *argv[] = {"/bin/rm", "-rf", (char *)folder, NULL};
  succeeds(argv, NULL);
  g_mkdir_with_parents(folder, 0700);
}

/* ------------------------------------------------------------------ the programs under test */

static char **writer_argv(const Subject *subject, const char *store, int writer) {
  g_autoptr(GStrvBuilder) argv = g_strv_builder_new();
  g_autofree char *program = tool(subject->bug ? "small-store" : "deposit-loop"), *seed = g_strdup_printf("%" G_GUINT64_FORMAT, subject->seed);
  g_autofree char *who = g_strdup_printf("%d", writer), *steps = g_strdup_printf("%d", subject->steps), *fd = g_strdup_printf("%d", ACK_FD);
  g_strv_builder_add(argv, program);
  if (subject->bug) g_strv_builder_add(argv, "write");
  g_strv_builder_add(argv, store);
  if (subject->bug) g_strv_builder_add(argv, subject->bug);
  const char *rest[] = {seed, who, steps, fd, NULL};
  g_strv_builder_addv(argv, rest);
  return g_strv_builder_end(argv);
}

static char **verifier_argv(const Subject *subject, const char *store, const char *acks) {
  g_autoptr(GStrvBuilder) argv = g_strv_builder_new();
  g_autofree char *program = tool(subject->bug ? "small-store" : "verify-store"), *seed = g_strdup_printf("%" G_GUINT64_FORMAT, subject->seed);
  g_autofree char *writers = g_strdup_printf("%d", subject->writers), *steps = g_strdup_printf("%d", subject->steps);
  g_strv_builder_add(argv, program);
  if (subject->bug) g_strv_builder_add(argv, "verify");
  g_strv_builder_add(argv, store);
  g_strv_builder_add(argv, acks);
  if (subject->bug) g_strv_builder_add(argv, subject->bug);
  const char *rest[] = {seed, writers, steps, NULL};
  g_strv_builder_addv(argv, rest);
  return g_strv_builder_end(argv);
}

static char **set(char **environment, const char *name, const char *value) { return value ? g_environ_setenv(environment, name, value, TRUE) : environment; }

static char **set_number(char **environment, const char *name, const char *format, double value) {
  g_autofree char *text = g_strdup_printf("%.*f", g_str_equal(format, "whole") ? 0 : 6, value);
  return set(environment, name, text);
}

static char **fault_environment(const Trial *trial, const char *store, const char *state, const char *log) {
  char **environment = g_get_environ();
  g_autofree char *library = tool("faultfs.so");
  environment = set(environment, "LD_PRELOAD", library);
  environment = set(environment, "FAULT_ROOT", store);
  environment = set(environment, "FAULT_STATE", state);
  environment = set(environment, "FAULT_KILL", trial->kill);
  environment = set(environment, "FAULT_ERROR", trial->error);
  environment = set(environment, "FAULT_KINDS", trial->kinds);
  environment = set(environment, "FAULT_LOG", log);
  environment = set(environment, "FAULT_FROM", trial->from ? "1" : NULL);
  environment = set(environment, "FAULT_DROP", trial->drop ? "1" : NULL);
  environment = set(environment, "FAULT_LIE", trial->lie ? "1" : NULL);
  environment = set_number(environment, "FAULT_ACK_FD", "whole", ACK_FD);
  if (trial->at) environment = set_number(environment, "FAULT_AT", "whole", (double)trial->at);
  if (trial->chance > 0) environment = set_number(environment, "FAULT_P", "parts", trial->chance);
  if (trial->slow) environment = set_number(environment, "FAULT_SLOW", "whole", trial->slow);
  if (trial->space >= 0) environment = set_number(environment, "FAULT_SPACE", "whole", (double)trial->space);
  return environment;
}

static void new_state(const Trial *trial, const char *path) {
  int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  FaultState *state = fd >= 0 && ftruncate(fd, sizeof *state) == 0 ? mmap(NULL, sizeof *state, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
  if (state == MAP_FAILED) g_error("no room for %s", path);
  fault_state_init(state, trial->seed, trial->space);
  munmap(state, sizeof *state);
  close(fd);
}

typedef struct { char *store, *acks, *state, *output; } Places;

static Places places_in(const char *folder) {
  return (Places){g_build_filename(folder, "store", NULL), g_build_filename(folder, "acks", NULL), g_build_filename(folder, "state", NULL),
                  g_build_filename(folder, "output", NULL)};
}

static void places_clear(Places *places) {
  g_free(places->store);
  g_free(places->acks);
  g_free(places->state);
  g_free(places->output);
}

/* All writers at once, until they end. Statuses that no fault explains are told. */
static bool run_writers(const Trial *trial, const Places *places, char **environment, guint64 *ret_kill_after) {
  pid_t pids[4] = {0};
  bool right = true;
  for (int i = 0; i < trial->subject.writers; i++) {
    g_auto(GStrv) argv = writer_argv(&trial->subject, places->store, i);
    pids[i] = start(argv, environment, places->output, places->acks);
  }
  if (ret_kill_after) {
    g_usleep((gulong)*ret_kill_after);
    for (int i = 0; i < trial->subject.writers; i++) kill(pids[i], SIGKILL);
  }
  for (int i = 0; i < trial->subject.writers; i++) {
    int status = finish(pids[i]);
    bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && (trial->kill || ret_kill_after);
    right = right && (killed || (WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 3)));
  }
  return right;
}

static bool play(const Trial *trial, const Places *places, const char *log) {
  uint64_t random = trial->seed + 1;
  bool right = true;
  g_auto(GStrv) environment = fault_environment(trial, places->store, places->state, log);
  new_state(trial, places->state);
  for (int i = 0; i < trial->outside_kills && right; i++) {
    guint64 wait = fault_random(&random) % 60000;
    right = run_writers(trial, places, environment, &wait);
  }
  return right && (trial->outside_kills || run_writers(trial, places, environment, NULL));
}

/* After a kill that is recorded too: the dead one's work is taken up again. */
static bool play_again(const Trial *trial, const Places *places, const char *log) {
  Trial calm = {.subject = trial->subject, .space = -1, .lie = trial->lie};
  return play(&calm, places, log);
}

/* ------------------------------------------------------------------ what is left */

static int member(const char *line, const char *name) {
  const char *found = strstr(line, name);
  return found ? (int)g_ascii_strtoll(found + strlen(name), NULL, 10) : -1;
}

static void look(const Trial *trial, const Places *places, Outcome *outcome) {
  g_auto(GStrv) argv = verifier_argv(&trial->subject, places->store, places->acks);
  g_autofree char *text = NULL;
  int status = finish(start(argv, environ, places->output, NULL));
  if (!g_file_get_contents(places->output, &text, NULL, NULL)) text = g_strdup("");
  const char *line = g_strrstr(text, "result acknowledged=");
  outcome->done = 1;
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1 || !line) {
    outcome->broken++;
    return;
  }
  outcome->acknowledged = member(line, "acknowledged=");
  outcome->lost = member(line, "lost=");
  outcome->doubled = member(line, "doubled=");
  outcome->half = member(line, "half=");
  outcome->broken += member(line, "broken=");
  outcome->opens = member(line, "opens=");
}

static bool cut_log(const Trial *trial, const char *log, const char *base, uint64_t at, const Places *places) {
  g_autofree char *program = tool("cut"), *seed = g_strdup_printf("%" G_GUINT64_FORMAT, trial->seed), *record = g_strdup_printf("%" G_GUINT64_FORMAT, at);
  char *argv[] = {program, (char *)log, (char *)base, places->store, places->acks, (char *)trial->cut, seed, record, NULL};
  return succeeds(argv, places->output);
}

static bool cut(const Trial *trial, const Places *places) {
  g_autofree char *base = run_base(&trial->subject);
  return cut_log(trial, trial->log, base, trial->record, places);
}

static bool begin(const Trial *trial, const Places *places, const char *folder) {
  clear(folder);
  if (trial->log) return cut(trial, places);
  g_autofree char *base = run_base(&trial->subject);
  return copy(base, places->store) && g_file_set_contents(places->acks, "", 0, NULL);
}

/* The power goes in what was just recorded: at once after an acknowledgement, or anywhere. */
static bool cut_somewhere(const Trial *trial, const Places *places, const char *log, const char *base) {
  g_autoptr(GArray) points = run_log_points(log);
  uint64_t random = trial->seed, last = g_array_index(points, guint64, points->len - 1);
  uint64_t at = g_array_index(points, guint64, fault_random(&random) % points->len);
  if (fault_random(&random) % 3 == 0) at = fault_random(&random) % (last + 1);
  return cut_log(trial, log, base, at, places);
}

/* Hit, taken up again, and then the power goes. */
static bool record_and_cut(const Trial *trial, const Places *places, const char *folder) {
  g_autofree char *log = g_build_filename(folder, "log", NULL), *recorded = g_build_filename(folder, "recorded", NULL), *base = run_base(&trial->subject);
  return play(trial, places, log) && play_again(trial, places, log) && rename(places->store, recorded) == 0 && cut_somewhere(trial, places, log, base);
}

/* What a first cut left is taken up again, and the power goes once more. What was acknowledged before either counts. */
static bool cut_again(const Trial *trial, const Places *places, const char *folder) {
  g_autofree char *log = g_build_filename(folder, "log", NULL), *left = g_build_filename(folder, "left", NULL);
  g_autofree char *recorded = g_build_filename(folder, "recorded", NULL), *first = NULL, *second = NULL;
  bool right = g_file_get_contents(places->acks, &first, NULL, NULL) && copy(places->store, left) && play_again(trial, places, log) &&
               rename(places->store, recorded) == 0 && cut_somewhere(trial, places, log, left) && g_file_get_contents(places->acks, &second, NULL, NULL);
  g_autofree char *both = g_strconcat(first ? first : "", second, NULL);
  return right && g_file_set_contents(places->acks, both, -1, NULL);
}

void run_trial(const Trial *trial, const char *folder, Outcome *outcome) {
  Places places = places_in(folder);
  bool right = begin(trial, &places, folder);
  if (right && trial->twice) right = cut_again(trial, &places, folder);
  if (right && !trial->log) right = trial->cut ? record_and_cut(trial, &places, folder) : play(trial, &places, NULL);
  outcome->broken += !right;
  if (!right) fprintf(stderr, "fault: a program under test ended in a way that no fault explains, see %s\n", places.output);
  look(trial, &places, outcome);
  places_clear(&places);
}

/* ------------------------------------------------------------------ made once */

char *run_base(const Subject *subject) {
  g_autofree char *name = g_strdup_printf("base-%s", subject->born ? "empty" : subject->bug ? subject->bug : "store");
  g_autofree char *path = g_build_filename(run_work, name, NULL);
  if (g_file_test(path, G_FILE_TEST_IS_DIR)) return g_steal_pointer(&path);
  g_mkdir_with_parents(path, 0700);
  Subject empty = *subject;
  empty.steps = 0;
  g_auto(GStrv) argv = writer_argv(&empty, path, 0);
  if (!subject->born && !succeeds(argv, NULL)) g_error("no store to begin with");
  return g_steal_pointer(&path);
}

char *run_record(const Trial *trial, const char *name) {
  g_autofree char *folder = g_build_filename(run_work, name, NULL), *log = g_build_filename(folder, "log", NULL);
  Places places = places_in(folder);
  bool right = begin(trial, &places, folder) && play(trial, &places, log) && (!trial->kill || play_again(trial, &places, log));
  if (!right) g_error("nothing could be recorded, see %s", places.output);
  places_clear(&places);
  return g_steal_pointer(&log);
}

bool run_sound(const char *log, const Trial *trial) {
  g_autofree char *folder = g_path_get_dirname(log), *store = g_build_filename(folder, "store", NULL), *copied = g_build_filename(folder, "copy", NULL);
  Trial whole = {.subject = trial->subject, .log = log, .cut = "all", .record = G_MAXUINT32};
  Places places = places_in(folder);
  g_free(places.store);
  places.store = g_strdup(copied);
  char *argv[] = {"/usr/bin/diff", "-rq", "--exclude=*-shm", store, copied, NULL};
  bool right = cut(&whole, &places) && succeeds(argv, places.output);
  places_clear(&places);
  return right;
}

GArray *run_log_points(const char *log) {
  g_autofree char *program = tool("cut"), *path = g_strconcat(log, ".points", NULL), *text = NULL;
  char *argv[] = {program, (char *)log, NULL};
  unlink(path);
  if (!succeeds(argv, path) || !g_file_get_contents(path, &text, NULL, NULL)) g_error("%s cannot be read", log);
  GArray *points = g_array_new(FALSE, FALSE, sizeof(guint64));
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i] && *lines[i]; i++) {
    guint64 point = g_ascii_strtoull(lines[i], NULL, 10);
    g_array_append_val(points, point);
  }
  return points;
}

GPtrArray *run_calls(const Subject *subject, const char *kinds) {
  Trial trial = {.subject = *subject, .space = -1, .kinds = kinds};
  g_autofree char *folder = g_build_filename(run_work, "calls", NULL), *trace = g_build_filename(folder, "trace", NULL), *text = NULL;
  Places places = places_in(folder);
  bool right = begin(&trial, &places, folder);
  g_setenv("FAULT_TRACE", trace, TRUE);
  right = right && play(&trial, &places, NULL);
  g_unsetenv("FAULT_TRACE");
  if (!right || !g_file_get_contents(trace, &text, NULL, NULL)) g_error("the calls of the plan cannot be counted, see %s", places.output);
  places_clear(&places);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  GPtrArray *calls = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; lines[i] && *lines[i]; i++) g_ptr_array_add(calls, g_strdup(strchr(lines[i], ' ') + 1));
  return calls;
}
