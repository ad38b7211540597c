/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a jailed child does with one file: the one place where the order decode … -> words is written.
 * It tells through an emitter and knows nothing of the wire or the jail. */
#ifndef RECTO_SERVE_H
#define RECTO_SERVE_H

#include "decode/unpack.h"
#include "image/legible.h"

#include <recto/fact.h>
#include <recto/model.h>
#include <recto/reader.h>

/* Each returns false when the parent is gone: then stop. All arguments borrowed. */
typedef struct {
  gpointer self;
  bool (*opened)(gpointer self, const RectoFile *file);            /* format, declared pages, traits */
  bool (*page_begins)(gpointer self, uint32_t page);               /* so that the parent knows which page kills or stalls a child */
  bool (*verdict)(gpointer self, const RectoPage *page);           /* geometry, legibility, thumb: before OCR */
  bool (*page)(gpointer self, const RectoPage *page);              /* everything of the page */
  bool (*finished)(gpointer self, const RectoFile *file);          /* final outcome, traits and warnings */
  void (*measured)(gpointer self, const RectoLegible *measures);   /* NULL but where limits are fitted: then all is measured, before `verdict` */
} RectoEmitter;

typedef struct {
  int fd;
  uint32_t ordinal;
  uint64_t deposit;
  const char *name;
  RectoChannel channel;
  uint32_t want;                   /* RectoWant bits */
  uint32_t first_page, n_pages;    /* the range to read; n_pages 0 = to the end */
  const uint8_t *turns;            /* RECTO_MAX_TURNS quarter turns by page index; NULL = none */
  const RectoModels *limits;
} RectoServeOrder;

/* Loads everything that needs files or threads before the jail closes: Tesseract's models, fonts, tables. Errors: ENGINE. */
bool recto_serve_warm_up(const char *models_folder, const RectoModels *limits, GError **error);
/* Version words of the libraries: "leptonica 1.82.0; tesseract 5.3.0; …". Owned by the caller. */
char *recto_serve_versions(void);
/* Reads the file and emits. Returns false only when the parent is gone. Sets its own per-page OCR deadline. */
bool recto_serve_file(const RectoServeOrder *order, const RectoEmitter *emitter);
/* Takes a container apart and emits its parts. Returns false only when the parent is gone. */
bool recto_serve_unpack(const RectoUnpackOrder *order, const RectoUnpackEmitter *emitter);
/* Second reading of a place, replaying `geometry`. Never NULL; outcome tells. */
RectoLook *recto_serve_look(const RectoServeOrder *order, uint32_t page, const RectoGeometry *geometry, const RectoLookOrder *look);

#endif
