/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Style, script, picture and the description of the JSON, as they travel inside the program (models/web). Must not know: dossiers. */
#ifndef RECTO_HTTP_STATIC_H
#define RECTO_HTTP_STATIC_H

#include "http/inside.h"

/* "/static/style.css?1a2b3c4d": changes with the content, so that it may be kept for long. Borrowed, for ever. NULL: no such file. */
const char *http_static_path(const char *name);
HttpReply *http_static_answer(HttpRequest *request); /* the request's word names the file */
/* The same bytes asked for again: 304 when the request's "If-None-Match" names `etag`. NULL = they must be sent. */
HttpReply *http_not_modified(const HttpRequest *request, const char *etag);

#endif
