/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deposit tickets: whoever holds the code may add files to one dossier until a day, and be told what was received; never read a document back.
 * The store keeps a keyed digest of the code: who has the store's files and not its key cannot tell a code. A ticket that is made or revoked is a line of the
 * dossier's history: "ticket" {ticket, until} and "ticket-revoked" {ticket}. Tickets are numbered in their dossier from 1. A purge forgets them.
 * Must not know: the clock, how a code is drawn or printed. Errors of all: STORE, USAGE. */
#ifndef RECTO_STORE_TICKET_H
#define RECTO_STORE_TICKET_H

#include "store/store.h"

/* `letters` as recto_ticket_code_from gives them. USAGE: no such dossier, or it is closed or purged. */
bool recto_store_add_ticket(RectoStore *store, const char *number, const char *letters, int64_t expires_at, const char *who, int64_t now, uint32_t *ret_ordinal, GError **error);
/* NULL without error: there is none. One that expired or was revoked is given: the caller tells why it does not open. */
RectoTicketRow *recto_store_find_ticket(RectoStore *store, const char *letters, GError **error);
/* The same by its number in the dossier. */
RectoTicketRow *recto_store_ticket(RectoStore *store, const char *number, uint32_t ordinal, GError **error);
/* USAGE: there is no such ticket. One that was revoked before stays so. */
bool recto_store_revoke_ticket(RectoStore *store, const char *number, uint32_t ordinal, const char *who, int64_t now, GError **error);
bool recto_ticket_is_open(const RectoTicketRow *row, int64_t now);

#endif
