/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request from its head to its answer, as server.c drives it. Must not know: what pages say. */
#ifndef RECTO_HTTP_REQUEST_H
#define RECTO_HTTP_REQUEST_H

#include "http/inside.h"

HttpRequest *http_request_new(RectoServer *server, struct MHD_Connection *connection, const char *path, const char *method);
void http_request_take(HttpRequest *request, const char *bytes, size_t size);
/* Whoever asked for a page is not there any more: nothing is made for them. Whoever sent something has it done all the same. */
bool http_request_is_void(HttpRequest *request);
/* The body is there: true while files of it are still on their way to the disk. The connection rests meanwhile and is called again. */
bool http_request_waits(HttpRequest *request);
enum MHD_Result http_request_answer(HttpRequest *request);
/* After the answer was taken, or when the connection broke. Writes the log's line: ids, never addresses, names or codes. */
void http_request_free(HttpRequest *request);
/* Bytes of a body that this route takes. */
uint64_t http_most_body(const HttpRequest *request);

#endif
