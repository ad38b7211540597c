/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fault layer (faultfs.c) writes and the others read: the state that the processes under test share, and the log of what they asked of the disk.
 * Must not know: stores, deposits, SQLite.
 *
 * The log is a row of records, in the one order in which the calls took place over all processes:
 *   offset   size   meaning
 *   0        32     FaultRecord, native byte order (a log is read on the machine that wrote it)
 *   32       a      path, relative to the root, without a zero byte
 *   32+a     b      second path: of a rename or a link
 *   32+a+b   c      bytes: of a write or an acknowledgement */
#ifndef FAULTLOG_H
#define FAULTLOG_H

#include <pthread.h>
#include <stdint.h>

typedef enum {
  FAULT_LOG_OPEN,     /* path, ino; value: FAULT_OPENED_*; ties a number to a path for the records that follow */
  FAULT_LOG_WRITE,    /* ino, value = offset, bytes */
  FAULT_LOG_TRUNCATE, /* ino, value = size */
  FAULT_LOG_RENAME,
  FAULT_LOG_LINK,
  FAULT_LOG_UNLINK,
  FAULT_LOG_MKDIR, /* path, ino */
  FAULT_LOG_RMDIR,
  FAULT_LOG_SYNC,        /* ino; of a file or a folder */
  FAULT_LOG_SYNC_FAILED, /* ino; what was dirty is dropped for ever, as Linux does */
  FAULT_LOG_ACK,         /* bytes */
} FaultLogKind;

enum { FAULT_OPENED_OLD, FAULT_OPENED_NEW, FAULT_OPENED_FOLDER };

typedef struct { uint32_t kind, path, path2, bytes; uint64_t ino, value; } FaultRecord;

/* Mapped shared by every process under test (the file named by FAULT_STATE). The mutex outlives a holder that is killed. */
typedef struct { uint64_t calls, faults, random; int64_t space; pthread_mutex_t lock; } FaultState;

static inline void fault_state_init(FaultState *state, uint64_t seed, int64_t space) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&state->lock, &attributes);
  state->calls = state->faults = 0;
  state->random = seed;
  state->space = space;
}

/* splitmix64: the same seed, the same faults. */
static inline uint64_t fault_random(uint64_t *state) {
  uint64_t z = (*state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

#endif
