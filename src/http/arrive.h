/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file on its way from a connection to the register: spooled sealed, then deposited, or noted as refused with its cause. Must not know: forms' framing. */
#ifndef RECTO_HTTP_ARRIVE_H
#define RECTO_HTTP_ARRIVE_H

#include "http/form.h"

typedef struct HttpArriving HttpArriving;
HttpArriving *http_arriving_new(HttpRequest *request, const HttpForm *form, const char *untrusted_name);
/* An empty name stands for a file all the same: the body is the file. */
void http_arriving_name(HttpArriving *file);
void http_arriving_take(HttpArriving *file, const void *bytes, size_t size);
/* Registers it, or notes why not; frees it. NULL: a file field that was left empty. */
HttpArrival *http_arriving_end(HttpArriving *file, bool whole);

#endif
