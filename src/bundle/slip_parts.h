/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What slip.c says and slip_draw.c draws: words alone, in the slip's language, ready to print. Must not know: dossiers. */
#ifndef RECTO_SLIP_PARTS_H
#define RECTO_SLIP_PARTS_H

#include "bundle/pdfa.h"
#include <stdbool.h>

typedef struct { char *title, *text; } RectoSlipPoint; /* `text` may be dropped; NULL = none */
typedef struct { char *label, *value; } RectoSlipFact;
typedef struct {
  bool deposit; /* a headline: `name` alone */
  char *number, *name, *what, *pages, *digest;
  guint n_files, n_pages;
} RectoSlipRow;
typedef struct { char *title; GPtrArray *points; } RectoSlipList; /* of RectoSlipPoint* */

typedef struct {
  char *kind, *number_label, *number, *square;
  GPtrArray *issuer;    /* of char*, the first is the service */
  GPtrArray *facts;     /* of RectoSlipFact* */
  char *verdict;        /* NULL when there is something to do */
  RectoSlipList todo, check, later;
  char *when, *where;   /* may be NULL */
  char *received_title, *sum, *full_list;
  char *columns[4];
  GPtrArray *rows;      /* of RectoSlipRow* */
  GPtrArray *legal;     /* of char* */
  GPtrArray *foot;      /* of char* */
  char *history_hash;   /* NULL = none */
  char *signature, *letters;
  /* A sentence with a number: "et 3 autres points". Owned by the caller. */
  char *(*more)(guint n, gpointer data);
  char *(*rest)(guint files, guint pages, gpointer data);
  gpointer data;
} RectoSlip;

GBytes *recto_slip_draw(const RectoSlip *slip, const RectoPdfaInfo *info, GError **error);

#endif
