/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The system calls a child may make. Found by running poppler, cairo, fontconfig, Tesseract, Leptonica, libtiff, libheif and zxing under strace;
 * each line says who needs it. Whatever is not listed kills the process. */
#include "jail/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

G_DEFINE_AUTO_CLEANUP_FREE_FUNC(scmp_filter_ctx, seccomp_release, NULL)

/* Calls without a look at their arguments: they reach nothing but the process itself, its open descriptors, and (reading) what Landlock leaves. */
static const char *const ALLOWED[] = {
  "read", "pread64", "readv", "preadv", "write", "writev", "lseek", "close", "dup", "dup2", "dup3", /* the original, the channel, /dev/null */
  "fstat", "newfstatat", "stat", "lstat", "statx", "access", "faccessat", "faccessat2", "readlink", "readlinkat", "getcwd", /* fontconfig, poppler */
  "getdents64", "statfs", "fstatfs", "fadvise64",                                                    /* fontconfig looks into font folders; libtiff */
  "munmap", "mremap", "madvise", "brk", "mincore", "membarrier",                                     /* malloc */
  "futex", "set_robust_list", "rseq", "set_tid_address", "sched_yield", "sched_getaffinity", "get_robust_list", /* libheif's threads */
  "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall",                /* abort, thread start */
  "clock_gettime", "clock_getres", "gettimeofday", "time", "clock_nanosleep", "nanosleep", "getrusage", "times",
  "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getrandom", "uname", "sysinfo", "getcpu",
  "exit", "exit_group",
};

/* Calls that libraries try and can do without: they get an error instead of being killed. */
static const struct { const char *name; int error; } REFUSED[] = {
  {"clone3", ENOSYS},       /* glibc then falls back to clone, whose flags a filter can see */
  {"ioctl", ENOTTY},        /* stdio asks whether /dev/null is a terminal */
  {"sched_setscheduler", EPERM},
  {"sched_getparam", EPERM},
  {"sched_getscheduler", EPERM},
  {"getrlimit", EPERM},
  {"unlink", EPERM},        /* fontconfig tidies a cache it cannot read */
  {"mlock", EPERM},
};

static bool allow(scmp_filter_ctx filter, const char *name, unsigned n, const struct scmp_arg_cmp *arguments) {
  int number = seccomp_syscall_resolve_name(name);
  if (number == __NR_SCMP_ERROR || number < 0) return true; /* this machine does not have it */
  return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, n, arguments) == 0;
}

static bool refuse(scmp_filter_ctx filter, const char *name, int error, unsigned n, const struct scmp_arg_cmp *arguments) {
  int number = seccomp_syscall_resolve_name(name);
  if (number == __NR_SCMP_ERROR || number < 0) return true;
  return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO((uint32_t)error), number, n, arguments) == 0;
}

static bool allow_masked(scmp_filter_ctx filter, const char *name, unsigned argument, uint64_t mask, uint64_t value) {
  return allow(filter, name, 1, &SCMP_CMP64(argument, SCMP_CMP_MASKED_EQ, mask, value));
}

/* Opening only for reading; neither creating nor truncating. */
static bool add_opening(scmp_filter_ctx filter) {
  const uint64_t writing = O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);
  return allow_masked(filter, "openat", 2, writing, O_RDONLY) && allow_masked(filter, "open", 1, writing, O_RDONLY);
}

/* Memory that can be executed is refused with an error: dlopen (gconv, plugins) then fails and its caller copes. */
static bool add_memory(scmp_filter_ctx filter) {
  bool ok = true;
  for (int i = 0; i < 2; i++) {
    const char *name = i ? "mprotect" : "mmap";
    ok = allow_masked(filter, name, 2, PROT_EXEC, 0) && refuse(filter, name, EACCES, 1, &SCMP_CMP64(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC)) && ok;
  }
  return ok;
}

/* A thread as glibc makes it, and nothing else that clone can do. */
static bool add_threads(scmp_filter_ctx filter) {
  const uint64_t thread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM | CLONE_SIGHAND | CLONE_THREAD | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
  return allow(filter, "clone", 1, &SCMP_CMP64(0, SCMP_CMP_EQ, thread)) && allow(filter, "prctl", 1, &SCMP_CMP64(0, SCMP_CMP_EQ, PR_SET_NAME));
}

/* abort() and raise() reach this process only; limits can be read, not set; descriptors keep their owner and seals. */
static bool add_self(scmp_filter_ctx filter) {
  static const int COMMANDS[] = {F_GETFD, F_SETFD, F_GETFL, F_DUPFD, F_DUPFD_CLOEXEC};
  bool ok = allow(filter, "tgkill", 1, &SCMP_CMP64(0, SCMP_CMP_EQ, (uint64_t)getpid()));
  ok = allow(filter, "prlimit64", 1, &SCMP_CMP64(2, SCMP_CMP_EQ, 0)) && ok;
  for (size_t i = 0; i < G_N_ELEMENTS(COMMANDS); i++) ok = allow(filter, "fcntl", 1, &SCMP_CMP64(1, SCMP_CMP_EQ, (uint64_t)COMMANDS[i])) && ok;
  return ok;
}

bool recto_confine_calls(void) {
  g_auto(scmp_filter_ctx) filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (!filter) return false;
  bool ok = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0;
  for (size_t i = 0; i < G_N_ELEMENTS(ALLOWED); i++) ok = allow(filter, ALLOWED[i], 0, NULL) && ok;
  for (size_t i = 0; i < G_N_ELEMENTS(REFUSED); i++) ok = refuse(filter, REFUSED[i].name, REFUSED[i].error, 0, NULL) && ok;
  ok = add_opening(filter) && add_memory(filter) && add_threads(filter) && add_self(filter) && ok;
  return ok && seccomp_load(filter) == 0;
}
