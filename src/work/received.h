/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was received, told from the register alone: the proof of deposit does not wait for the machine. Must not know: the terminal, HTML. */
#ifndef RECTO_RECEIVED_H
#define RECTO_RECEIVED_H

#include "bundle/slip.h"
#include "work/deed.h"

/* The dossier as registered, without anything read. Owned by the caller. */
RectoDossier *recto_received_dossier(const RectoState *state);
/* One line a deposit whose files count, in their order: of RectoSlipDeposit, whose numbers are kept in `numbers` (of char*). */
GArray *recto_received_deposits(const RectoState *state, GPtrArray *numbers);

#endif
