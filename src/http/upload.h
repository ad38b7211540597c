/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sending a file that may be interrupted, as "Resumable Uploads for HTTP" has it (draft-ietf-httpbis-resumable-upload): POST makes an upload, HEAD tells how much
 * there is, PATCH goes on from there, DELETE ends it. No interim answers (104): our library has none, and the address is told before the first byte when the POST is
 * empty. A POST that brings the digest of the whole (Repr-Digest, RFC 9530) finds the upload that the same ticket began with the same file before, wherever it
 * stopped, or its receipt. Must not know: HTML. */
#ifndef RECTO_HTTP_UPLOAD_H
#define RECTO_HTTP_UPLOAD_H

#include "http/inside.h"

/* POST /deposit/uploads, /api/v1/uploads · PATCH, HEAD, DELETE …/ID */
HttpReply *http_upload_begin(HttpRequest *request);
HttpReply *http_upload_append(HttpRequest *request);
HttpReply *http_upload_tell(HttpRequest *request);
HttpReply *http_upload_drop(HttpRequest *request);

/* The request's head is there: its upload is found or begun, or the request refused. */
void http_uploading_begin(HttpRequest *request);
void http_uploading_take(HttpRequest *request, const void *bytes, size_t size);
/* What every answer about uploads carries: its limits, and how far it is. */
void http_uploading_tell(const HttpRequest *request, HttpReply *reply);
/* The request is over, answered or broken: what came of a file is kept. */
void http_uploading_end(HttpRequest *request);

#endif
