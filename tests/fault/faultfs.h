/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the fault layer: one call is judged (faultfs-core.c) around the wrapper that makes it (faultfs.c). */
#ifndef FAULTFS_H
#define FAULTFS_H

#include "faultlog.h"
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef enum { CALL_OPEN, CALL_WRITE, CALL_TRUNCATE, CALL_RENAME, CALL_LINK, CALL_UNLINK, CALL_MKDIR, CALL_RMDIR, CALL_SYNC, CALL_CLOSE, CALL_READ, N_CALLS } CallKind;
typedef enum { GO, HALF, FAIL } Verdict; /* HALF: only half of a write is made; FAIL: errno is set, nothing is made */

extern int fault_ack_fd; /* -1 = none */
extern bool fault_lies;  /* fsync says yes and does nothing: the control */

/* `path` relative to `dirfd`, made absolute and tidied; true when it lies under the root. `ret_path` is then what follows the root ("" = the root itself). */
bool fault_path(int dirfd, const char *path, char ret_path[PATH_MAX]);
bool fault_fd(int fd, char ret_path[PATH_MAX]);
/* Counts the call, waits for its turn, dies or fails if that is its lot. Every judge is followed by one end. */
Verdict fault_judge(CallKind kind, const char *path);
void fault_end(CallKind kind);
bool fault_wants(CallKind kind);
/* Room on a disk that fills up: how many of `wanted` bytes may be added. */
size_t fault_room(size_t wanted);

/* Appends to the log, when there is one. Between judge and end. */
void fault_log(FaultLogKind kind, uint64_t ino, uint64_t value, const char *path, const char *path2, const void *bytes, size_t size);
void fault_log_ack(const void *bytes, size_t size);
bool fault_logs(void);
/* Bytes that a write is about to cover, kept until the file is synced; put back when that fails. */
void fault_keep(int fd, uint64_t ino, off_t offset, size_t size);
void fault_synced(uint64_t ino);
void fault_drop(int fd, uint64_t ino);
void fault_wait(void); /* a sync takes its time: others get in between */

_Noreturn void fault_not_modelled(const char *what);

#endif
