/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a program as on a machine whose kernel lacks a layer of the jail: usage without landlock|seccomp PROGRAM ARGUMENTS… */
#include <errno.h>
#include <seccomp.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <unistd.h>

static bool deny(scmp_filter_ctx filter, const char *name) {
  return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), seccomp_syscall_resolve_name(name), 0) == 0;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  bool ok = filter != NULL;
  if (strcmp(argv[1], "landlock") == 0) ok = ok && deny(filter, "landlock_create_ruleset") && deny(filter, "landlock_restrict_self");
  else ok = ok && deny(filter, "seccomp") && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP)) == 0;
  if (!ok || seccomp_load(filter) != 0) return 2;
  execvp(argv[2], argv + 2);
  return 127;
}
