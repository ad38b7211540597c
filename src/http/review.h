/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reviewer's pages: what the machine left open, one question a page, answered by the functions of `recto correct`; the mail room's tray; what is in quarantine;
 * the answers given, as truth to measure by. Must not know: libmicrohttpd. */
#ifndef RECTO_HTTP_REVIEW_H
#define RECTO_HTTP_REVIEW_H

#include "http/desk.h"

/* GET /review, the list · GET /review/next?after=POINT · GET /review/ask/POINT · POST /review/do · GET /review/place/N.F.P.X.Y.W.H, a picture */
HttpReply *http_review(HttpRequest *request);
HttpReply *http_review_next(HttpRequest *request);
HttpReply *http_review_ask(HttpRequest *request);
HttpReply *http_review_do(HttpRequest *request);
HttpReply *http_review_place(HttpRequest *request);
/* GET /review/corrections, JSON lines */
HttpReply *http_review_corrections(HttpRequest *request);
/* GET and POST /review/tray · GET /review/tray-page/C.F · GET and POST /review/stuck */
HttpReply *http_review_tray_page(HttpRequest *request);
HttpReply *http_review_tray(HttpRequest *request);
HttpReply *http_review_tray_picture(HttpRequest *request);
HttpReply *http_review_stuck_page(HttpRequest *request);
HttpReply *http_review_stuck(HttpRequest *request);

/* ------------------------------------------------------------------ what several files say */

/* A point is named "2026-000001.2.1.field.family-name": number, and recto_point_id. The number, owned by the caller; NULL = not of that form. */
char *http_point_number(const char *untrusted_name);
/* As judged last; NULL = there is none, any more or yet. */
const RectoPoint *http_point_find(const HttpDesk *desk, const char *untrusted_name);
bool http_point_is_open(const HttpDesk *desk, const RectoPoint *point);
/* "Family name", "Kind of document" …; owned by the caller, as are all that follow. */
char *http_say_point(const HttpRequest *request, const RectoPoint *point);
char *http_say_field(const HttpRequest *request, const char *field);
/* A value as people write it. */
char *http_say_value(const HttpRequest *request, RectoFieldKind kind, const char *value);
/* The page of the point that follows `name` in the list (NULL: the first one), or the list when none does. `told`: what has just happened, a word or
 * "NUMBER.VERSION"; may be NULL. */
HttpReply *http_review_after(HttpRequest *request, RectoStore *store, const char *name, const char *told);
/* The page itself; `problem` (a key below "web.review.typed") and what was typed may be NULL. */
HttpReply *http_review_question(HttpRequest *request, const HttpDesk *desk, const RectoPoint *point, const char *problem, const char *typed);
/* What the address tells of what was done last, with the button that takes it back. */
void http_put_review_told(HttpPage *page, RectoStore *store);
/* Today at the site, ISO. */
char *http_today(const HttpRequest *request);

#endif
