/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slip that a person takes home: what was received, when, what is missing and under which article, what to do next, by when and where. One A4 page,
 * always, as PDF/A-1b, black on white, no letter below 8.5 points. An office that decides issues an accusé de réception with the mentions of CRPA R. 112-5
 * and, where something is missing, of L. 114-5; what it must say and nobody told (address, date of the implicit decision) is left as a line to write on.
 * Every other office issues a bordereau de dépôt, which claims nothing in law. Neither is a récépissé, and both say so.
 *
 * When there is too much for a page, it gives way in this order: explanations, what was recognised in each file, then the lists are cut and say how many more
 * there are and where; the count, the digest of the whole list and the ways to act are never cut.
 * The digest of the whole list is SHA-256 over one line a file, in their order: 64 hex letters, two spaces, the file's number from 1, a line feed.
 * The square code says "RECTO-SLIP:NUMBER", with history ":SEQ:HASH16" after it; it is no sheet's code, so that a slip that comes back in a stack parts nothing.
 * The same order gives the same bytes. Must not know: store, clock, pixels. */
#ifndef RECTO_SLIP_H
#define RECTO_SLIP_H

#include <recto/bundle.h>

typedef struct {
  const char *number;      /* as people are told, "1" */
  int64_t received_at;     /* µs UTC */
  RectoChannel channel;
  uint32_t first_file, n_files; /* ordinals in the dossier */
} RectoSlipDeposit;

typedef struct {
  const RectoModels *models;
  const RectoDossier *dossier;       /* judged, or files alone: pieces, findings, persons may be empty */
  const RectoSite *site;             /* may be NULL: a bordereau without a name */
  const char *language;              /* "fr", "en" */
  int64_t made_at;                   /* µs UTC, printed and put into metadata */
  const char *software;              /* "Recto 0.1.0" */
  const RectoSlipDeposit *deposits;  /* in the order received; may be NULL with n_deposits 0: then the dossier's own reception is told */
  size_t n_deposits;
  const GArray *tray;                /* of RectoPageId: pages set aside, tied to nobody yet; NULL = none */
  const char *full_list;             /* where the whole list of files is, as words after "Liste complète … :"; NULL = in the dossier's report */
  uint64_t history_seq;              /* printed as proof with history_hash */
  const char *history_hash;          /* hex; NULL = none */
} RectoSlipOrder;

/* Errors: ENGINE (cairo or qpdf refuses). */
GBytes *recto_slip_pdf(const RectoSlipOrder *order, GError **error);
/* The same, written durably, mode 0600. Errors: ENGINE, DEVICE. */
bool recto_slip_write(const RectoSlipOrder *order, const char *path, GError **error);

#endif
