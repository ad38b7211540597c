/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a RectoReader: the link to the zygote and recto's handle on one child. For src/jail/ only. */
#ifndef RECTO_JAIL_INSIDE_H
#define RECTO_JAIL_INSIDE_H

#include "jail/channel.h"
#include "jail/wire.h"

#include <sys/types.h>

struct RectoReader {
  char *program, *models_folder;
  RectoModels *limits;
  uint32_t workers;
  RectoJailLevel require, level;
  char *versions;
  int commands;       /* to the zygote; -1 = none running */
  pid_t zygote;
  uint32_t last_child;
  GArray *peaks;      /* of uint64_t: peak bytes of the last read's files, by order */
};

/* What one channel allows, read once for each order. */
typedef struct {
  uint64_t max_bytes, memory;
  uint32_t max_pages;
  double page_cpu, page_wall, file_wall;
} RectoReadLimits;
RectoReadLimits recto_read_limits(const RectoReader *reader, RectoChannel channel);

/* ------------------------------------------------------------------ the zygote (launch.c) */

/* Starts the program and waits for its greeting. Errors: ENGINE (also when the jail is below `require`). */
bool recto_reader_launch(RectoReader *reader, GError **error);
/* Ends the zygote, and with it every child; waits for its end. */
void recto_reader_land(RectoReader *reader);

/* ------------------------------------------------------------------ one child (child.c) */

typedef struct {
  uint32_t id;
  int channel, memory;
  uint32_t answer_bytes, sequence;
  double file_cpu;
  bool ended;           /* the channel is at its end */
  bool killed;
  RectoOutcome killed_for;
  bool exited;
  int status;
  bool over_cpu;
  double cpu_seconds;
  uint64_t peak_bytes;
} RectoChild;

/* An order with the limits of `channel`; the caller fills in what to do. */
RectoWireOrder recto_order_new(const RectoReader *reader, RectoWireOrderKind kind, RectoChannel channel);
/* Lends the child a read-only descriptor of the file at position 0. NULL when the zygote is gone or descriptors are short. */
RectoChild *recto_child_start(RectoReader *reader, RectoWireOrder *order, int original);
void recto_child_free(RectoChild *child);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoChild, recto_child_free)
/* Takes the next record with a private copy of its answer. BREACH for whatever the wire forbids; NOTHING = none yet. Never waits. */
RectoChannelResult recto_child_receive(RectoChild *child, RectoWireRecord *ret_record, uint8_t **ret_answer);
void recto_child_reply(RectoChild *child, RectoWireVerb verb);
/* A new CPU budget for the page that begins. */
void recto_child_renew(RectoReader *reader, const RectoChild *child, double page_cpu_seconds);
void recto_child_kill(RectoReader *reader, RectoChild *child, RectoOutcome why);
void recto_child_note_exit(RectoChild *child, const RectoWireNotice *notice);
/* Why the child ended, once it has exited. `complete`: it had said all it should. */
RectoOutcome recto_child_outcome(const RectoChild *child, bool complete);

/* A descriptor with its own position on the same open file. Where /proc is missing: a duplicate, and *ret_own is false. -1 = cannot be read. */
int recto_reopen(int fd, bool *ret_own);

/* Peak memory of the children that read the `index`th order of the last recto_reader_read, in bytes. */
uint64_t recto_reader_peak(const RectoReader *reader, size_t index);
/* Lets a jailed child try something evil (src/reader/attack.c has the list); how it ended. `ret_status` as from waitpid. Errors: ENGINE. */
bool recto_reader_attack(RectoReader *reader, uint32_t attack, RectoOutcome *ret_outcome, int *ret_status, GError **error);

#endif
