/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that take a while (a password's hash, a list of scanners, a bundle): made by a few threads of their own while the connection rests, so that nobody else
 * waits for them. Must not know: what is answered. */
#ifndef RECTO_HTTP_SLOW_H
#define RECTO_HTTP_SLOW_H

#include "http/inside.h"

/* For the server's pool. */
void http_slow_work(gpointer request, gpointer unused);
/* True while the answer of a route that needs HTTP_SLOW is being made: the connection is suspended then, and called again when it is there. When too many wait, the request is refused ("busy"). */
bool http_slow_waits(HttpRequest *request);

#endif
