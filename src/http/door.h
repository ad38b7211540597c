/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of the staff, their password, and the journal. Must not know: dossiers' contents. */
#ifndef RECTO_HTTP_DOOR_H
#define RECTO_HTTP_DOOR_H

#include "http/page.h"

/* GET and POST /sign-in · POST /sign-out · GET /sign-out/everywhere · GET /signed-out · GET and POST /desk/password · GET /desk/journal */
HttpReply *http_sign_in_page(HttpRequest *request);
HttpReply *http_sign_in(HttpRequest *request);
HttpReply *http_sign_out(HttpRequest *request);
HttpReply *http_sign_out_everywhere(HttpRequest *request);
HttpReply *http_signed_out_page(HttpRequest *request);
HttpReply *http_password_page(HttpRequest *request);
HttpReply *http_password(HttpRequest *request);
HttpReply *http_journal(HttpRequest *request);

#endif
