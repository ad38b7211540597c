/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job held under a lease, by this process. Must not know: what the job is. */
#ifndef RECTO_LEASE_H
#define RECTO_LEASE_H

#include "work/intake.h"

typedef struct { const RectoWork *work; RectoJobRow *job; int64_t renewed; /* monotonic */ } RectoLease;

/* The job of this dossier, made if there is none: USAGE when another worker holds one. With number NULL the job that has waited longest; none without error
 * leaves `job` NULL. Leases of workers that died on this machine end first. Errors: STORE. */
bool recto_lease_take(const RectoWork *work, const char *number, const char *kind, RectoLease *ret_lease, GError **error);
/* Whoever works shows that they live: call it often, it writes seldom. */
void recto_lease_renew(RectoLease *lease);
/* Done; or, with the error that ended it: put back, or in quarantine after the third failure. An interruption by a person does not count. */
void recto_lease_end(RectoLease *lease, bool right, const GError *cause);

#endif
