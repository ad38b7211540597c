/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a request brings: short fields, and files, each of which is registered as soon as it is whole and before the next is read. A file that does not arrive
 * is noted in its dossier with the cause. The bytes of files are opaque. Must not know: pages. */
#ifndef RECTO_HTTP_FORM_H
#define RECTO_HTTP_FORM_H

#include "http/inside.h"

typedef enum {
  HTTP_KEPT,     /* durable: the receipt is due */
  HTTP_TOO_BIG,
  HTTP_EMPTY,
  HTTP_CUT,      /* the connection ended before it was whole */
  HTTP_LIMIT,    /* too much within the hour */
  HTTP_NOT_OPEN, /* the dossier takes no files any more, or what it was to replace is not there */
  HTTP_NO_ROOM,  /* the register refuses */
  HTTP_OTHER,    /* the same key came before with other bytes */
  HTTP_ALTERED,  /* it is not what its sender's digest says */
  HTTP_FULL,     /* the disk is full */
} HttpFate;
const char *http_fate_word(HttpFate fate); /* "too-big": part of message keys and of the history */

typedef struct {
  char *name;       /* clean */
  uint64_t size;
  HttpFate fate;
  uint32_t ordinal; /* when KEPT */
  bool again;       /* it was acknowledged before, by the same key */
  char *sha256;     /* hex, when KEPT */
} HttpArrival;

void http_arrival_free(HttpArrival *arrival);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpArrival, http_arrival_free)

/* For a route that takes a body; a request that cannot be understood is refused. */
HttpForm *http_form_new(HttpRequest *request);
void http_form_take(HttpForm *form, const char *bytes, size_t size);
/* The body is there. */
void http_form_end(HttpForm *form);
/* True while a file is on its way to the disk: the request's connection is suspended then, and resumed when none is any more. */
bool http_form_waits(HttpForm *form);
/* For the server's pool of threads: one file of this form, then the next. */
void http_form_work(gpointer form, gpointer unused);
/* A file that was begun and never ended is noted as cut. Waits for those on their way. */
void http_form_free(HttpForm *form);
const char *http_form_field(const HttpForm *form, const char *name); /* untrusted, valid UTF-8; NULL = not brought */
const GPtrArray *http_form_arrivals(const HttpForm *form);           /* of HttpArrival*, in their order */
/* The number that a field holds, from 1 as people count; false when it holds none. */
bool http_form_ordinal(const HttpForm *form, const char *name, uint32_t *ret_ordinal);

#endif
