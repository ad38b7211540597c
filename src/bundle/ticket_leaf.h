/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deposit ticket on paper: one A4 leaf, PDF/A-1b, with the code in big letters, the address as a square code, and how to use it, in French and English.
 * Must not know: the store, chance, the clock. */
#ifndef RECTO_TICKET_LEAF_H
#define RECTO_TICKET_LEAF_H

#include <recto/model.h>

typedef struct {
  const RectoModels *models;
  const RectoSite *site;     /* may be NULL */
  const char *number, *code; /* of the dossier; spelled, with dashes */
  const char *url;           /* the whole address; NULL = there is none to print */
  int64_t until;             /* µs UTC */
  int64_t made_at;           /* µs UTC, for the file's metadata */
} RectoTicketLeaf;
/* Written durably, mode 0600: whoever has it may deposit. Errors: ENGINE, DEVICE. */
bool recto_ticket_leaf_write(const RectoTicketLeaf *leaf, const char *path, GError **error);

#endif
