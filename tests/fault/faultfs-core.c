/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which call dies, fails or is written down. Everything is told by the environment:
 *   FAULT_ROOT     the folder; calls elsewhere go by untouched
 *   FAULT_STATE    file of a FaultState shared by the processes under test (none: each counts for itself)
 *   FAULT_KINDS    "write,sync": which calls count (none: all but reads)
 *   FAULT_AT       the number of the call that is hit, 1 = the first; FAULT_FROM=1: and all that follow; FAULT_P: or each with this probability
 *   FAULT_KILL     "before", "after" or "half": SIGKILL there (half: when half of the write is made)
 *   FAULT_ERROR    "EIO", "ENOSPC", "EDQUOT", "EMFILE", "EINTR", or "short": the call fails with it, or writes half
 *   FAULT_SPACE    bytes that files may still grow by, then ENOSPC (FaultState.space)
 *   FAULT_DROP=1   a failed fsync puts back what the file held at its last good one, at once (else that is left to the log)
 *   FAULT_LIE=1    fsync says yes and does nothing
 *   FAULT_SLOW     a sync takes up to so many microseconds, as on a real disk: others get in between
 *   FAULT_LOG      file: every call with its bytes, for cut.c        FAULT_TRACE  file: one line a counted call, for people
 *   FAULT_ACK_FD   what is written there is an acknowledgement: in the log, not counted */
#include "faultfs.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

int fault_ack_fd = -1;
bool fault_lies;

static char root[PATH_MAX];
static size_t root_length;
static FaultState *state;
static unsigned counted = ((1u << N_CALLS) - 1) & ~(1u << CALL_READ);
static uint64_t at, slowest;
static double probability;
static bool from_there, drops, full;
static enum { KILL_NEVER, KILL_BEFORE, KILL_AFTER, KILL_HALF } kill_how;
static int error_number;
static bool shortens;
static int log_fd = -1, trace_fd = -1;
static __thread bool dies_after;

static const char *const call_names[N_CALLS] = {"open", "write", "truncate", "rename", "link", "unlink", "mkdir", "rmdir", "sync", "close", "read"};

_Noreturn void fault_not_modelled(const char *what) {
  dprintf(2, "faultfs: %s is not modelled: the harness cannot judge this program\n", what);
  syscall(SYS_exit_group, 99);
  __builtin_unreachable();
}

/* ------------------------------------------------------------------ the environment */

static int open_high(const char *name) {
  const char *path = getenv(name);
  int fd = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
  if (fd < 0) return -1;
  int high = fcntl(fd, F_DUPFD_CLOEXEC, 700);
  syscall(SYS_close, fd);
  return high;
}

static void read_kinds(void) {
  const char *names = getenv("FAULT_KINDS");
  if (!names) return;
  counted = 0;
  for (int i = 0; i < N_CALLS; i++)
    if (strstr(names, call_names[i])) counted |= 1u << i;
}

static void read_fault(void) {
  static const struct { const char *name; int number; } errors[] = {{"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT}, {"EMFILE", EMFILE}, {"EINTR", EINTR}};
  const char *how = getenv("FAULT_KILL"), *error = getenv("FAULT_ERROR"), *number = getenv("FAULT_AT");
  const char *chance = getenv("FAULT_P"), *slow = getenv("FAULT_SLOW");
  if (how) kill_how = strcmp(how, "before") == 0 ? KILL_BEFORE : strcmp(how, "half") == 0 ? KILL_HALF : KILL_AFTER;
  for (size_t i = 0; error && i < sizeof errors / sizeof *errors; i++)
    if (strcmp(error, errors[i].name) == 0) error_number = errors[i].number;
  shortens = error && strcmp(error, "short") == 0;
  at = number ? strtoull(number, NULL, 10) : 0;
  probability = chance ? strtod(chance, NULL) : 0;
  from_there = getenv("FAULT_FROM") != NULL;
  full = getenv("FAULT_SPACE") != NULL;
  slowest = slow ? strtoull(slow, NULL, 10) : 0;
}

static void open_state(void) {
  const char *path = getenv("FAULT_STATE");
  int fd = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0) : -1;
  void *map = mmap(NULL, sizeof *state, PROT_READ | PROT_WRITE, fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED, fd, 0);
  if (map == MAP_FAILED) fault_not_modelled("a machine without memory");
  state = map;
  const char *seed = getenv("FAULT_SEED"), *space = getenv("FAULT_SPACE");
  if (fd < 0) fault_state_init(state, seed ? strtoull(seed, NULL, 10) : 1, space ? strtoll(space, NULL, 10) : 0);
  else syscall(SYS_close, fd);
}

__attribute__((constructor)) static void fault_begin(void) {
  const char *folder = getenv("FAULT_ROOT"), *ack = getenv("FAULT_ACK_FD");
  if (!folder) return;
  root_length = (size_t)snprintf(root, sizeof root, "%s", folder);
  while (root_length > 1 && root[root_length - 1] == '/') root[--root_length] = 0;
  read_kinds();
  read_fault();
  open_state();
  if (ack) fault_ack_fd = (int)strtol(ack, NULL, 10);
  fault_lies = getenv("FAULT_LIE") != NULL;
  drops = getenv("FAULT_DROP") != NULL;
  log_fd = open_high("FAULT_LOG");
  trace_fd = open_high("FAULT_TRACE");
}

/* ------------------------------------------------------------------ paths */

/* In place: no empty part, no ".", no "..". Links are not followed: the root is given without any, and none is made under it. */
static void tidy(char *path) {
  char *out = path;
  for (const char *in = path; *in;) {
    while (*in == '/') in++;
    size_t length = strcspn(in, "/");
    if (length == 0) break;
    if (length == 2 && in[0] == '.' && in[1] == '.') {
      while (out > path && *--out != '/') continue;
    } else if (!(length == 1 && *in == '.')) {
      *out++ = '/';
      memmove(out, in, length);
      out += length;
    }
    in += length;
  }
  *out = 0;
}

static bool below(const char *path, char ret_path[PATH_MAX]) {
  if (strncmp(path, root, root_length) != 0 || (path[root_length] != '/' && path[root_length] != 0)) return false;
  const char *rest = path + root_length + (path[root_length] == '/');
  memmove(ret_path, rest, strlen(rest) + 1);
  return true;
}

static bool absolute_of(int fd, char ret_path[PATH_MAX]) {
  char name[64];
  snprintf(name, sizeof name, fd == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", fd);
  ssize_t n = readlink(name, ret_path, PATH_MAX - 1);
  if (n < 0) return false;
  ret_path[n] = 0;
  return true;
}

bool fault_path(int dirfd, const char *path, char ret_path[PATH_MAX]) {
  char whole[2 * PATH_MAX] = "";
  if (!root_length || !path || strlen(path) >= PATH_MAX) return false;
  int saved = errno;
  size_t length = 0;
  if (*path != '/' && absolute_of(dirfd, whole)) length = strlen(whole);
  errno = saved;
  snprintf(whole + length, sizeof whole - length, "/%s", path);
  tidy(whole);
  return strlen(whole) < PATH_MAX && below(whole, ret_path);
}

bool fault_fd(int fd, char ret_path[PATH_MAX]) {
  char whole[PATH_MAX];
  if (!root_length || fd < 0) return false;
  int saved = errno;
  bool right = absolute_of(fd, whole) && below(whole, ret_path);
  errno = saved;
  return right;
}

/* ------------------------------------------------------------------ one call */

static void lock(void) {
  if (pthread_mutex_lock(&state->lock) == EOWNERDEAD) pthread_mutex_consistent(&state->lock);
}

static _Noreturn void die(void) {
  state->faults++;
  syscall(SYS_kill, (int)syscall(SYS_getpid), SIGKILL);
  for (;;) pause();
}

static bool its_turn(uint64_t number) {
  if (probability > 0) return (double)(fault_random(&state->random) >> 11) / 9007199254740992.0 < probability;
  return at && (number == at || (from_there && number > at));
}

static Verdict fault_of(CallKind kind) {
  if (kill_how == KILL_BEFORE || (kill_how == KILL_HALF && kind != CALL_WRITE)) die();
  if (kill_how != KILL_NEVER) {
    dies_after = true;
    return kill_how == KILL_HALF ? HALF : GO;
  }
  if (shortens) {
    state->faults += kind == CALL_WRITE;
    return kind == CALL_WRITE ? HALF : GO;
  }
  if (!error_number) return GO;
  state->faults++;
  errno = error_number;
  return FAIL;
}

bool fault_wants(CallKind kind) { return root_length && (counted & (1u << kind)); }

Verdict fault_judge(CallKind kind, const char *path) {
  lock();
  dies_after = false;
  if (!fault_wants(kind)) return GO;
  uint64_t number = ++state->calls;
  if (trace_fd >= 0) dprintf(trace_fd, "%llu %s %s\n", (unsigned long long)number, call_names[kind], path);
  return its_turn(number) ? fault_of(kind) : GO;
}

void fault_end(CallKind kind) {
  if (dies_after) die();
  pthread_mutex_unlock(&state->lock);
}

void fault_wait(void) {
  if (!slowest) return;
  lock();
  uint64_t wait = fault_random(&state->random) % slowest;
  pthread_mutex_unlock(&state->lock);
  usleep((useconds_t)wait);
}

size_t fault_room(size_t wanted) {
  if (!full) return wanted;
  size_t room = state->space <= 0 ? 0 : (size_t)state->space < wanted ? (size_t)state->space : wanted;
  state->faults += room < wanted;
  state->space -= (int64_t)room;
  return room;
}

/* ------------------------------------------------------------------ the log */

bool fault_logs(void) { return log_fd >= 0; }

/* SQLite's shared memory is no durable data: it is made anew after a cut. */
static bool fleeting(const char *path) {
  size_t length = path ? strlen(path) : 0;
  return length >= 4 && strcmp(path + length - 4, "-shm") == 0;
}

void fault_log(FaultLogKind kind, uint64_t ino, uint64_t value, const char *path, const char *path2, const void *bytes, size_t size) {
  if (log_fd < 0 || fleeting(path)) return;
  bool has_path = path && kind != FAULT_LOG_WRITE && kind != FAULT_LOG_TRUNCATE && kind != FAULT_LOG_SYNC && kind != FAULT_LOG_SYNC_FAILED;
  FaultRecord record = {kind, has_path ? (uint32_t)strlen(path) : 0, path2 ? (uint32_t)strlen(path2) : 0, (uint32_t)size, ino, value};
  struct iovec parts[4] = {{&record, sizeof record}, {(void *)path, record.path}, {(void *)path2, record.path2}, {(void *)bytes, size}};
  int saved = errno;
  ssize_t n = syscall(SYS_writev, log_fd, parts, 4);
  if (n != (ssize_t)(sizeof record + record.path + record.path2 + size)) fault_not_modelled("a log without room");
  errno = saved;
}

void fault_log_ack(const void *bytes, size_t size) { fault_log(FAULT_LOG_ACK, 0, 0, NULL, NULL, bytes, size); }

/* ------------------------------------------------------------------ what a failed fsync drops */

typedef struct Kept { struct Kept *before; uint64_t ino; off_t offset; size_t size; char bytes[]; } Kept;
static Kept *kept;

void fault_keep(int fd, uint64_t ino, off_t offset, size_t size) {
  char name[64];
  if (!drops) return;
  Kept *one = calloc(1, sizeof *one + size);
  if (!one) fault_not_modelled("a machine without memory");
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  int reader = (int)syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC, 0);
  ssize_t n = reader >= 0 ? syscall(SYS_pread64, reader, one->bytes, size, offset) : 0;
  (void)n; /* what lies beyond the end was zero */
  if (reader >= 0) syscall(SYS_close, reader);
  one->before = kept;
  one->ino = ino;
  one->offset = offset;
  one->size = size;
  kept = one;
}

static void forget(uint64_t ino, int fd) {
  for (Kept **link = &kept; *link;) {
    Kept *one = *link;
    if (one->ino != ino) {
      link = &one->before;
      continue;
    }
    if (fd >= 0 && syscall(SYS_pwrite64, fd, one->bytes, one->size, one->offset) < 0) fault_not_modelled("a file that cannot be put back");
    *link = one->before;
    free(one);
  }
}

void fault_synced(uint64_t ino) { forget(ino, -1); }

/* Newest first: the oldest bytes win. The size stays, as file systems leave it. */
void fault_drop(int fd, uint64_t ino) {
  char name[64];
  struct stat status;
  if (!drops || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return;
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  int writer = (int)syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CLOEXEC, 0);
  if (writer < 0) fault_not_modelled("a file that cannot be put back");
  forget(ino, writer);
  syscall(SYS_close, writer);
}
