/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the pages of a scan are kept: a dossier of the register, or a folder. A page that was kept survives a power cut.
 * Must not know: the scanner, the words told to people. */
#ifndef RECTO_CLI_SCAN_KEEP_H
#define RECTO_CLI_SCAN_KEEP_H

#include "cli/desk.h"

typedef enum { RECTO_PASS_ONLY, RECTO_PASS_FRONTS, RECTO_PASS_BACKS } RectoPass;

typedef struct {
  RectoDesk *desk;              /* of the register; unused with a folder */
  const char *folder;           /* NULL = the register */
  bool continues;               /* the folder has pages already */
  char *number;                 /* dossier; NULL until the first page of a new one */
  const char *procedure;        /* of a new dossier */
  const RectoSituation *situation;
  RectoDate reception;
  char session[33];             /* idempotency keys begin with it */
  uint32_t first;               /* number of the first page: those before are there already */
  uint32_t n[3];                /* pages kept, by pass */
  GArray *ordinals[3];          /* uint32_t: their places in the dossier */
} RectoKeep;

/* Looks where the pages will go; nothing is written. `number`: an open dossier, NULL = a new one at its first page. Errors: USAGE, STORE, DEVICE. */
bool recto_keep_open(RectoKeep *keep, const char *number, GError **error);
void recto_keep_clear(RectoKeep *keep);
/* The page is safe when this returns true. Names: page-0007.tif counts on from what is there; the two passes of a manual duplex are recto-0001.tif and
 * verso-0001.tif until they are put in order. */
bool recto_keep_page(RectoKeep *keep, RectoPass pass, int fd, GError **error);
uint32_t recto_keep_count(const RectoKeep *keep);
/* After both passes: page `order[i]` (an index into {fronts, backs}) becomes the i-th. In the register each is deposited again under its final name in place
 * of its first deposit, in order: the same bytes, so nothing is stored twice; killed in the middle every page still counts once. In a folder it is renamed. */
bool recto_keep_collate(RectoKeep *keep, const GArray *order, GError **error);

#endif
