/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same for programs, in JSON; models/web/openapi.json says it whole. Must not know: HTML. */
#ifndef RECTO_HTTP_API_H
#define RECTO_HTTP_API_H

#include "http/form.h"

HttpReply *http_api_description(HttpRequest *request); /* GET /api/v1/openapi.json */
HttpReply *http_api_dossier(HttpRequest *request);     /* GET /api/v1/dossier */
HttpReply *http_api_deposit(HttpRequest *request);     /* POST /api/v1/files */
HttpReply *http_api_file(HttpRequest *request);        /* GET /api/v1/files/N */
HttpReply *http_api_slip(HttpRequest *request);        /* GET /api/v1/slip */
HttpReply *http_api_attempts(HttpRequest *request);    /* GET /api/v1/attempts */
/* The answers to one file: kept, or not and why. */
HttpReply *http_api_receipt(HttpRequest *request, const HttpArrival *arrival);
unsigned http_fate_status(HttpFate fate); /* of one that was not kept */
HttpReply *http_api_refuse(HttpRequest *request, HttpFate fate);

#endif
