/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The warm process that children are forked from. It never opens a stranger's file: it takes orders, forks, watches CPU time, reports how children ended.
 * Ends when recto closes the command channel. Must not know: what a child does. */
#ifndef RECTO_JAIL_ZYGOTE_H
#define RECTO_JAIL_ZYGOTE_H

#include "jail/confine.h"
#include "jail/tell.h"

enum { RECTO_ZYGOTE_COMMANDS = 3 }; /* the descriptor on which recto-reader is given its command channel */

typedef struct {
  const char *versions;
  RectoConfinement probe;        /* limits for the trial child that measures the level */
  const char *const *folders;    /* NULL-terminated: what children may still read */
  /* Runs in the jailed child with `self`; the process ends when it returns. `original` is at position 0. `memory` is the answer memory's descriptor, open only for an attack. */
  gconstpointer self;
  void (*work)(gconstpointer self, const RectoWireOrder *order, int original, int memory, RectoTell *tell);
} RectoZygoteWork;

/* Tries the jail on a child and returns the level reached, made sure by effect: a forbidden folder refused, a forbidden call deadly. */
RectoJailLevel recto_zygote_probe(const RectoConfinement *confinement, int ruleset);
/* Greets, then serves until the channel closes. Returns the exit status. */
int recto_zygote_run(int commands, const RectoZygoteWork *work);
/* Tells recto why this program cannot work. */
void recto_zygote_fail(int commands, const char *why);

#endif
