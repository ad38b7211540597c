/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layers of the jail but the call filter (calls.c). Landlock's numbers are written by hand: Debian 12's header stops at ABI 2. */
#include "jail/confine.h"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <math.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ------------------------------------------------------------------ Landlock */

typedef struct { uint64_t handled_fs, handled_net, scoped; } LandlockRuleset;
typedef struct { uint64_t allowed; int32_t parent; } __attribute__((packed)) LandlockBeneath;

enum {
  LANDLOCK_VERSION = 1 << 0,
  LANDLOCK_PATH_BENEATH = 1,
  LANDLOCK_READ_FILE = 1 << 2,
  LANDLOCK_READ_DIR = 1 << 3,
  LANDLOCK_FS_ABI1 = (1 << 13) - 1,
  LANDLOCK_FS_REFER = 1 << 13,     /* ABI 2 */
  LANDLOCK_FS_TRUNCATE = 1 << 14,  /* ABI 3 */
  LANDLOCK_FS_IOCTL_DEV = 1 << 15, /* ABI 5 */
  LANDLOCK_NET_TCP = 3,            /* ABI 4: bind, connect */
  LANDLOCK_SCOPED = 3,             /* ABI 6: abstract sockets, signals */
};

/* Everything this kernel can forbid is handled, so that what no rule allows is refused. */
static int new_ruleset(void) {
  long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION);
  if (abi < 1) return -1;
  LandlockRuleset ruleset = {.handled_fs = LANDLOCK_FS_ABI1};
  size_t size = sizeof ruleset.handled_fs;
  if (abi >= 2) ruleset.handled_fs |= LANDLOCK_FS_REFER;
  if (abi >= 3) ruleset.handled_fs |= LANDLOCK_FS_TRUNCATE;
  if (abi >= 4) ruleset.handled_net = LANDLOCK_NET_TCP, size = G_STRUCT_OFFSET(LandlockRuleset, scoped);
  if (abi >= 5) ruleset.handled_fs |= LANDLOCK_FS_IOCTL_DEV;
  if (abi >= 6) ruleset.scoped = LANDLOCK_SCOPED, size = sizeof ruleset;
  return (int)syscall(SYS_landlock_create_ruleset, &ruleset, size, 0);
}

int recto_confine_folders(const char *const *folders) {
  int ruleset = new_ruleset();
  if (ruleset < 0) return -1;
  fcntl(ruleset, F_SETFD, FD_CLOEXEC);
  for (; *folders; folders++) {
    int folder = open(*folders, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) continue;
    LandlockBeneath rule = {LANDLOCK_READ_FILE | LANDLOCK_READ_DIR, folder};
    long failed = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_PATH_BENEATH, &rule, 0);
    close(folder);
    if (!failed) continue;
    close(ruleset);
    return -1;
  }
  return ruleset;
}

/* ------------------------------------------------------------------ rlimits, user, privileges */

/* Tasks of this user now: RLIMIT_NPROC counts them all, so the allowance is put on top. None is a number like others (nobody on a quiet machine);
 * false when /proc shows no process at all. */
static bool count_tasks(uid_t uid, uint32_t *ret) {
  g_autoptr(GDir) proc = g_dir_open("/proc", 0, NULL);
  uint32_t n = 0;
  bool any = false;
  for (const char *name = proc ? g_dir_read_name(proc) : NULL; name; name = g_dir_read_name(proc)) {
    if (!g_ascii_isdigit(*name)) continue;
    any = true;
    struct stat info;
    g_autofree char *path = g_strconcat("/proc/", name, "/task", NULL);
    if (stat(path, &info) == 0 && info.st_uid == uid) n += (uint32_t)MAX(info.st_nlink, 3) - 2;
  }
  if (any) *ret = n;
  return any;
}

static bool set_limit(__rlimit_resource_t resource, rlim_t value) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) != 0) return false;
  if (limit.rlim_max != RLIM_INFINITY && value > limit.rlim_max) value = limit.rlim_max;
  limit = (struct rlimit){value, value};
  return setrlimit(resource, &limit) == 0;
}

static bool set_limits(const RectoConfinement *confinement, uid_t uid) {
  bool ok = set_limit(RLIMIT_CPU, (rlim_t)ceil(confinement->cpu_seconds));
#ifndef __SANITIZE_ADDRESS__ /* the sanitizer reserves terabytes */
  ok = set_limit(RLIMIT_AS, confinement->memory) && ok;
#endif
  ok = set_limit(RLIMIT_FSIZE, 0) && ok;
  ok = set_limit(RLIMIT_CORE, 0) && ok;
  ok = set_limit(RLIMIT_MEMLOCK, 0) && ok;
  ok = set_limit(RLIMIT_NOFILE, confinement->open_files) && ok;
  uint32_t tasks;
  if (count_tasks(uid, &tasks)) ok = set_limit(RLIMIT_NPROC, tasks + confinement->threads) && ok;
  return ok;
}

enum { UID_NOBODY = 65534 };

/* Root becomes nobody; where that user does not exist (a user namespace with one user), capabilities are dropped all the same. */
static bool drop_user(void) {
  if (geteuid() == 0) {
    (void)!setgroups(0, NULL);
    (void)!setresgid(UID_NOBODY, UID_NOBODY, UID_NOBODY);
    (void)!setresuid(UID_NOBODY, UID_NOBODY, UID_NOBODY);
  }
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {{0}};
  return syscall(SYS_capset, &header, none) == 0;
}

RectoJailLevel recto_confine(const RectoConfinement *confinement, int ruleset) {
  bool limited = set_limits(confinement, geteuid() == 0 ? UID_NOBODY : getuid());
  pid_t zygote = getppid();
  limited = drop_user() && limited;
  /* After the change of user, which clears it. If the zygote died in between, nobody would ever end this process. */
  limited = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && limited;
  if (getppid() != zygote) _exit(EXIT_FAILURE);
  prctl(PR_SET_DUMPABLE, 0);
  limited = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && limited;
  bool walled = ruleset >= 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  if (ruleset >= 0) close(ruleset);
  if (!limited) return RECTO_JAIL_NONE;
  if (!recto_confine_calls()) return RECTO_JAIL_LIMITS;
  return walled ? RECTO_JAIL_FULL : RECTO_JAIL_SECCOMP;
}
