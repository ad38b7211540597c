/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting and ending the zygote: a program of its own, with an environment written here and no descriptor but its command channel. */
#include "jail/inside.h"
#include "jail/zygote.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <recto/error.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

/* OpenMP must be off at exec: later is too late (measured: 12 CPU s a page instead of 2). No home, so that nobody asks the user database. */
static const char *const ENVIRONMENT[] = {
  "OMP_THREAD_LIMIT=1", "LC_ALL=C.UTF-8", "TZ=UTC0", "HOME=/nonexistent", "PATH=/usr/bin:/bin", "MALLOC_ARENA_MAX=2", "GIO_USE_VFS=local", "GIO_MODULE_DIR=/nonexistent",
  /* Only a sanitizer build reads this: in the jail no symbolizer can be started, and a fault must end as the signal that it is. */
  "ASAN_OPTIONS=detect_leaks=0:abort_on_error=1:symbolize=0:handle_segv=0:handle_sigbus=0:handle_sigill=0:handle_sigfpe=0", NULL,
};

/* posix_spawn: nothing of ours runs between fork and exec, so that recto may have threads. */
static bool spawn(RectoReader *reader, int commands, GError **error) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, commands, RECTO_ZYGOTE_COMMANDS);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
#ifndef __SANITIZE_ADDRESS__ /* there the report is wanted */
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
#endif
  posix_spawn_file_actions_addclosefrom_np(&actions, RECTO_ZYGOTE_COMMANDS + 1);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF); /* Ctrl-C is recto's affair */
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  const char *arguments[] = {reader->program, "--zygote", reader->models_folder, NULL};
  int failed = posix_spawn(&reader->zygote, reader->program, &actions, &attributes, (char *const *)arguments, (char *const *)ENVIRONMENT);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (!failed) return true;
  reader->zygote = 0;
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "cannot start %s: %s", reader->program, g_strerror(failed));
  return false;
}

static bool await_greeting(RectoReader *reader, RectoWireNotice *ret, GError **error) {
  struct pollfd event = {reader->commands, POLLIN, 0};
  int wait_ms = (int)(recto_limit(reader->limits, "jail.start-wall-s") * 1000);
  if (poll(&event, 1, wait_ms) <= 0 || recto_channel_receive(reader->commands, ret, sizeof *ret, false, NULL, 0) != RECTO_CHANNEL_MESSAGE) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "%s does not answer", reader->program);
    return false;
  }
  ret->text[sizeof ret->text - 1] = 0;
  if (ret->magic == RECTO_WIRE_MAGIC && ret->kind == RECTO_NOTICE_HELLO) return true;
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "%s cannot work: %s", reader->program, ret->magic == RECTO_WIRE_MAGIC ? ret->text : "another version");
  return false;
}

static const char *level_word(RectoJailLevel level) {
  static const char *const WORDS[] = {"none", "limits", "seccomp", "full"};
  return (size_t)level < G_N_ELEMENTS(WORDS) ? WORDS[level] : "beyond full";
}

static bool take_greeting(RectoReader *reader, GError **error) {
  RectoWireNotice hello = {0};
  if (!await_greeting(reader, &hello, error)) return false;
  reader->level = MIN(hello.level, (uint32_t)RECTO_JAIL_FULL);
  g_free(reader->versions);
  reader->versions = g_utf8_make_valid(hello.text, -1);
  if (reader->level >= reader->require) return true;
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "this machine allows the jail level \"%s\", but \"%s\" is required", level_word(reader->level),
              level_word(reader->require));
  return false;
}

bool recto_reader_launch(RectoReader *reader, GError **error) {
  int ends[2];
  if (!recto_channel_pair(ends, error)) return false;
  reader->commands = ends[0];
  bool started = spawn(reader, ends[1], error);
  close(ends[1]);
  if (started && take_greeting(reader, error)) return true;
  recto_reader_land(reader);
  return false;
}

void recto_reader_land(RectoReader *reader) {
  if (reader->commands >= 0) close(reader->commands);
  reader->commands = -1;
  if (reader->zygote <= 0) return;
  kill(reader->zygote, SIGKILL); /* its children are tied to it and die too */
  while (waitpid(reader->zygote, NULL, 0) < 0 && errno == EINTR) continue;
  reader->zygote = 0;
}
