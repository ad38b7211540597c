/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking every power away from a child before it touches a stranger's bytes. What is allowed is listed; the rest kills the process (SIGSYS).
 * Layers, each put on top of the one before: rlimits, another user when root, no new privileges, Landlock, seccomp.
 * Must not know: the wire, files, what the child will do. */
#ifndef RECTO_JAIL_CONFINE_H
#define RECTO_JAIL_CONFINE_H

#include <recto/reader.h>

typedef struct {
  uint64_t memory;      /* bytes of address space */
  double cpu_seconds;   /* hard end of the whole process; the zygote watches pages more finely */
  uint32_t open_files;
  uint32_t threads;     /* above the tasks the user already has */
} RectoConfinement;

/* The folders a child may still read (fonts, poppler's tables, OCR models) as a Landlock ruleset, made once while nothing is confined.
 * Returns a descriptor, or -1 where the kernel has no Landlock. Folders that do not exist are left out. */
int recto_confine_folders(const char *const *folders);
/* Confines the calling process for good and returns the level reached; `ruleset` -1 = without Landlock. Never fails: the caller compares. */
RectoJailLevel recto_confine(const RectoConfinement *confinement, int ruleset);
/* The system call filter alone: true when the kernel took it. */
bool recto_confine_calls(void);

#endif
