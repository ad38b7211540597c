/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting, hearing and ending recto-scanner. Its environment is ours: drivers look for their devices with it. Its descriptors are the channel alone. */
#include "work/scan_child.h"
#include "jail/channel.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <recto/error.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

/* Beside the running program (a build folder), in the tree it was installed or moved to, else where `make install` puts it. */
static char *find_program(const char *program) {
  if (program) return g_strdup(program);
  const char *places[] = {"recto-scanner", "../libexec/recto/recto-scanner"};
  g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
  g_autofree char *folder = self ? g_path_get_dirname(self) : NULL;
  for (size_t i = 0; folder && i < G_N_ELEMENTS(places); i++) {
    g_autofree char *path = g_canonicalize_filename(places[i], folder);
    if (g_file_test(path, G_FILE_TEST_IS_EXECUTABLE)) return g_steal_pointer(&path);
  }
  return g_build_filename(RECTO_PREFIX, "libexec", "recto", "recto-scanner", NULL);
}

static int spawn(const char *program, const char *const *words, int channel, pid_t *ret_pid) {
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  g_ptr_array_add(arguments, (gpointer)program);
  for (; *words; words++) g_ptr_array_add(arguments, (gpointer)*words);
  g_ptr_array_add(arguments, NULL);
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, channel, RECTO_SCAN_CHANNEL);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
#ifndef __SANITIZE_ADDRESS__ /* there the report is wanted */
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
#endif
  posix_spawn_file_actions_addclosefrom_np(&actions, RECTO_SCAN_CHANNEL + 1);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF); /* Ctrl-C comes through us */
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  int failed = posix_spawn(ret_pid, program, &actions, &attributes, (char *const *)arguments->pdata, environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failed;
}

bool recto_scan_child_start(const RectoScanner *scanner, const char *const *words, RectoScanChild *ret, GError **error) {
  int ends[2];
  pid_t pid = 0;
  g_autofree char *program = find_program(scanner->program);
  if (!recto_channel_pair(ends, error)) return false;
  int child_end = fcntl(ends[1], F_DUPFD_CLOEXEC, RECTO_SCAN_CHANNEL + 1); /* dup2 onto itself would keep it closing on exec */
  int failed = child_end < 0 ? errno : spawn(program, words, child_end, &pid);
  close(ends[1]);
  if (child_end >= 0) close(child_end);
  if (failed) {
    close(ends[0]);
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "cannot start %s: %s", program, g_strerror(failed));
    return false;
  }
  *ret = (RectoScanChild){pid, ends[0], recto_limit(scanner->models, "scan.stall-s"), recto_limit(scanner->models, "scan.cancel-s"), scanner->cancel, 0};
  return true;
}

void recto_scan_child_stop(RectoScanChild *child) {
  if (child->cancelled_at) return;
  child->cancelled_at = g_get_monotonic_time();
  kill(child->pid, SIGTERM);
}

/* Waits in short steps: a signal that sets *cancel just before the poll must not wait for the scanner. */
static bool wait_readable(RectoScanChild *child) {
  int64_t began = g_get_monotonic_time();
  for (;;) {
    struct pollfd event = {child->channel, POLLIN, 0};
    if (child->cancel && *child->cancel) recto_scan_child_stop(child);
    if (poll(&event, 1, 200) > 0) return true;
    int64_t now = g_get_monotonic_time();
    if ((double)(now - began) > child->stall_s * G_USEC_PER_SEC) return false;
    if (child->cancelled_at && (double)(now - child->cancelled_at) > child->cancel_s * G_USEC_PER_SEC) return false;
  }
}

RectoHeard recto_scan_child_hear(RectoScanChild *child, RectoScanRecord *ret, int *ret_fd) {
  *ret_fd = -1;
  if (!wait_readable(child)) return RECTO_HEARD_STALL;
  switch (recto_channel_receive(child->channel, ret, sizeof *ret, true, ret_fd, 1)) {
  case RECTO_CHANNEL_MESSAGE: return RECTO_HEARD_RECORD;
  case RECTO_CHANNEL_BREACH: break;
  case RECTO_CHANNEL_NOTHING: case RECTO_CHANNEL_END: return RECTO_HEARD_END;
  }
  if (*ret_fd >= 0) close(*ret_fd);
  *ret_fd = -1;
  return RECTO_HEARD_BREACH;
}

void recto_scan_child_end(RectoScanChild *child) {
  enum { STEP_US = 10000 };
  int steps = (int)(child->cancel_s * G_USEC_PER_SEC / STEP_US);
  close(child->channel);
  for (int i = 0; i < steps; i++) {
    pid_t gone = waitpid(child->pid, NULL, WNOHANG);
    if (gone == child->pid || (gone < 0 && errno != EINTR)) return;
    g_usleep(STEP_US);
  }
  kill(child->pid, SIGKILL);
  while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR) continue;
}
