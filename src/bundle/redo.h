/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One web page that shows people what to make again: each page with its pictogram, what is wrong in words, what to do, and the place framed.
 * The same style sheet as the report; nothing is loaded from elsewhere. Must not know: why something is wrong. */
#ifndef RECTO_REDO_H
#define RECTO_REDO_H

#include "bundle/sink.h"
#include <recto/judge.h>

typedef struct {
  const RectoPage *page;      /* borrowed, with its thumb; NULL thumb = no picture */
  const RectoPageWords *words; /* borrowed */
  const char *title;          /* "Page 2 of the file “scan.pdf”" */
  const char *link;           /* name of a larger picture beside this file; NULL = none */
} RectoRedoItem;

typedef struct {
  const RectoModels *models;
  const char *language;
  const GArray *items;        /* of RectoRedoItem, in the order of the pages; empty = everything can be read */
} RectoRedo;

void recto_redo_write(RectoSink *sink, const RectoRedo *redo);

#endif
