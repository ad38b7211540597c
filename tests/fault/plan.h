/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The work of a seeded clerk: what is deposited, added, withdrawn and purged, in which order, with which bytes. The same for the program that is killed
 * (deposit-loop.c) and for the one that looks what is left (verify-store.c): doing the plan again must change nothing that was acknowledged.
 * Lines told, each before ("try") and after ("ack") a call:
 *   deposit KEY [ID NUMBER [again]]    record TAG NUMBER [again]    purge NUMBER [KEY BLOB…]    work NUMBER
 * Must not know: faults. */
#ifndef PLAN_H
#define PLAN_H

#include "store/store.h"

typedef void (*PlanTell)(const char *line, gpointer data);
typedef struct { uint64_t seed; int writer; int steps; PlanTell tell; gpointer data; } Plan;

/* No steps: nothing is done. Every step is tried, also after one that failed. Gives the number of steps that failed; their errors go to stderr when `loud`. */
int plan_run(RectoStore *store, const Plan *plan, bool loud);
guint plan_n_files(uint64_t seed, const char *key);
GBytes *plan_bytes(uint64_t seed, const char *key, guint file);
/* "KEY#2": the name of a deposited file tells what it must hold. */
char *plan_file_name(const char *key, guint file);

#endif
