/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file on its way from a connection to the register: spooled sealed, then deposited, or noted as refused with its cause. Must not know: forms' framing. */
#ifndef RECTO_HTTP_ARRIVE_H
#define RECTO_HTTP_ARRIVE_H

#include "http/form.h"
#include "http/partial.h"

typedef struct HttpArriving HttpArriving;
HttpArriving *http_arriving_new(HttpRequest *request, const HttpForm *form, const char *untrusted_name);
/* An empty name stands for a file all the same: the body is the file. */
void http_arriving_name(HttpArriving *file);
void http_arriving_take(HttpArriving *file, const void *bytes, size_t size);
/* Registers it, or notes why not; frees it. NULL: a file field that was left empty. */
HttpArrival *http_arriving_end(HttpArriving *file, bool whole);

/* An upload that is whole, in its turn: deposited under `key`, or noted as refused. The upload itself stays. Owned by the caller. */
HttpArrival *http_arriving_upload(HttpRequest *request, RectoPartial *upload, guint turn, const char *key, uint64_t size);
/* One that stopped on its way is noted. */
void http_arriving_stopped(HttpRequest *request, RectoPartial *upload, uint64_t size);
/* One that was refused before it came, or on its way, is noted with the size that was told. */
void http_arriving_refused(HttpRequest *request, const char *untrusted_name, uint64_t size, HttpFate fate);
/* So much an hour of something that the request's ticket does; the staff may always. */
bool http_may(const HttpRequest *request, const char *what, double n, double an_hour);
/* Whether a word can be the name of a piece; else NULL. */
const char *http_sound_piece(const char *untrusted_piece);
/* Whether the disk has room for so many bytes, twice, and what the register itself needs. */
bool http_has_disk(const RectoServer *server, uint64_t bytes);

#endif
