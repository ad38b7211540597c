/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs every attack case in the jail of the real recto-reader and prints TAP: usage attack-run READER MODELS LEVEL
 * LEVEL is what this machine must reach ("full", "seccomp"); the jail's own claim is compared with it, then every outcome with what that level promises. */
#include "jail/inside.h"

#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
  const char *name;
  RectoOutcome outcome;
  RectoJailLevel from; /* below this level the attack cannot be stopped */
  bool refused;        /* an error from the kernel is as good an end as death: the child must not report a breach */
} Case;

static const Case CASES[] = {
  {"reads /etc/passwd", RECTO_OUTCOME_SANDBOX, RECTO_JAIL_FULL, true},
  {"opens a socket", RECTO_OUTCOME_SANDBOX, RECTO_JAIL_SECCOMP, false},
  {"runs a program", RECTO_OUTCOME_SANDBOX, RECTO_JAIL_SECCOMP, false},
  {"turns in circles", RECTO_OUTCOME_TIMEOUT, RECTO_JAIL_LIMITS, false},
  {"eats memory", RECTO_OUTCOME_MEMORY, RECTO_JAIL_LIMITS, false},
  {"writes to nowhere (SIGSEGV)", RECTO_OUTCOME_CRASH, RECTO_JAIL_LIMITS, false},
  {"tells of a page of 2^32-1 x 2^32-1", RECTO_OUTCOME_PROTOCOL, RECTO_JAIL_LIMITS, false},
  {"tells 7 bytes", RECTO_OUTCOME_PROTOCOL, RECTO_JAIL_LIMITS, false},
  {"writes a file", RECTO_OUTCOME_SANDBOX, RECTO_JAIL_SECCOMP, false},
  {"kills its parent", RECTO_OUTCOME_SANDBOX, RECTO_JAIL_SECCOMP, false},
  {"grows the answer memory to 1 TB", RECTO_OUTCOME_SANDBOX, RECTO_JAIL_SECCOMP, false},
  {"sleeps", RECTO_OUTCOME_TIMEOUT, RECTO_JAIL_LIMITS, false},
  {"forks without end", RECTO_OUTCOME_SANDBOX, RECTO_JAIL_SECCOMP, false},
  {"aborts", RECTO_OUTCOME_CRASH, RECTO_JAIL_LIMITS, false},
  {"makes memory that runs", RECTO_OUTCOME_SANDBOX, RECTO_JAIL_SECCOMP, true},
  {"traces its parent", RECTO_OUTCOME_SANDBOX, RECTO_JAIL_SECCOMP, false},
  {"opens an io_uring", RECTO_OUTCOME_SANDBOX, RECTO_JAIL_SECCOMP, false},
  {"changes the original", RECTO_OUTCOME_SANDBOX, RECTO_JAIL_LIMITS, true},
  {"lists homes", RECTO_OUTCOME_SANDBOX, RECTO_JAIL_FULL, true},
  {"reads its parent's memory", RECTO_OUTCOME_SANDBOX, RECTO_JAIL_SECCOMP, false},
  {"starts 5000 threads", RECTO_OUTCOME_SANDBOX, RECTO_JAIL_LIMITS, true},
  {"floods the channel", RECTO_OUTCOME_PROTOCOL, RECTO_JAIL_LIMITS, false},
};

static unsigned n_tests, n_failed;

static void test(bool ok, const char *name, const char *detail) {
  printf("%sok %u - %s%s%s\n", ok ? "" : "not ", ++n_tests, name, detail ? ": " : "", detail ? detail : "");
  n_failed += !ok;
}

static unsigned count_fds(void) {
  unsigned n = 0;
  DIR *folder = opendir("/proc/self/fd");
  while (folder && readdir(folder)) n++;
  if (folder) closedir(folder);
  return n;
}

static bool is_expected(const Case *attack, RectoJailLevel level, RectoOutcome outcome, int status) {
#ifdef __SANITIZE_ADDRESS__ /* no limit on memory and no interposed malloc there; faults are reported by the sanitizer, which then aborts */
  if (attack->outcome == RECTO_OUTCOME_MEMORY) return true;
#endif
  if (WIFEXITED(status) && WEXITSTATUS(status) == RECTO_EXIT_BREACH) return level < attack->from;
  bool refused = WIFEXITED(status) && WEXITSTATUS(status) == RECTO_EXIT_REFUSED;
  return outcome == attack->outcome && (!refused || attack->refused);
}

static void run_case(RectoReader *reader, uint32_t number, RectoJailLevel level) {
  g_autoptr(GError) error = NULL;
  RectoOutcome outcome = RECTO_OUTCOME_OK;
  int status = 0;
  int64_t start = g_get_monotonic_time();
  if (!recto_reader_attack(reader, number, &outcome, &status, &error)) {
    test(false, CASES[number].name, error->message);
    return;
  }
  double seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
  bool killed = WIFSIGNALED(status);
  g_autofree char *detail = g_strdup_printf("%s (%s %d, %.3f s)", recto_outcome_word(outcome), killed ? "signal" : "exit", killed ? WTERMSIG(status) : WEXITSTATUS(status), seconds);
  test(is_expected(&CASES[number], level, outcome, status) && seconds < 10, CASES[number].name, detail);
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  g_autoptr(GError) error = NULL;
  RectoJailLevel level = strcmp(argv[3], "full") == 0 ? RECTO_JAIL_FULL : strcmp(argv[3], "seccomp") == 0 ? RECTO_JAIL_SECCOMP : RECTO_JAIL_LIMITS;
  RectoReaderConfig config = {.program = argv[1], .models_folder = argv[2], .workers = 1};
  unsigned before = count_fds();
  g_autoptr(RectoReader) reader = recto_reader_new(&config, &error);
  if (!reader) {
    printf("Bail out! %s\n", error->message);
    return 1;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  printf("1..%zu\n", G_N_ELEMENTS(CASES) + 4);
  g_autofree char *levels = g_strdup_printf("claimed %d, this machine allows %d", recto_reader_jail_level(reader), level);
  test(recto_reader_jail_level(reader) == level, "the jail reaches the level that this machine allows", levels);
  pid_t zygote = reader->zygote;
  for (uint32_t i = 0; i < G_N_ELEMENTS(CASES); i++) run_case(reader, i, level);
  test(reader->zygote == zygote, "the zygote has lived through all of it", NULL);
  test(access("/tmp/recto-attack", F_OK) != 0, "no file was written", NULL);
  g_clear_pointer(&reader, recto_reader_free);
  test(waitpid(-1, NULL, WNOHANG) < 0 && count_fds() == before, "no process and no descriptor is left", NULL);
  return n_failed ? 1 : 0;
}
