/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of whoever deposits, and what several of them say. Must not know: libmicrohttpd. */
#ifndef RECTO_HTTP_DEPOSIT_H
#define RECTO_HTTP_DEPOSIT_H

#include "http/form.h"
#include "http/page.h"
#include "http/standing.h"

/* GET / · POST /open · GET /d/CODE · POST /leave */
HttpReply *http_home(HttpRequest *request);
HttpReply *http_open(HttpRequest *request);
HttpReply *http_open_link(HttpRequest *request);
HttpReply *http_leave(HttpRequest *request);
/* GET /deposit, the checklist · GET /deposit/piece/ID, one piece with its form */
HttpReply *http_overview(HttpRequest *request);
HttpReply *http_piece(HttpRequest *request);
/* POST /deposit · GET /deposit/sent?f=3.4 · POST /deposit/anyway · GET /deposit/thumb/FILE.PAGE · GET /deposit/state · GET /deposit/events */
HttpReply *http_receive(HttpRequest *request);
HttpReply *http_tell_arrival(HttpRequest *request, const HttpArrival *arrival); /* the same of one file, for the page's script */
HttpReply *http_sent(HttpRequest *request);
HttpReply *http_anyway(HttpRequest *request);
HttpReply *http_thumb(HttpRequest *request);
HttpReply *http_state(HttpRequest *request);
HttpReply *http_events(HttpRequest *request);
/* GET /deposit/slip · GET /deposit/attempts */
HttpReply *http_slip(HttpRequest *request);
HttpReply *http_attempts(HttpRequest *request);

/* Loads where the dossier stands and answers with it; a problem when it cannot be had. */
typedef HttpReply *(*HttpAnswer)(HttpRequest *request, const HttpStanding *standing);
HttpReply *http_with_standing(HttpRequest *request, HttpAnswer answer);
/* A label of the procedure's; owned by the caller. */
char *http_piece_label(const HttpRequest *request, const HttpStanding *standing, const char *id);
/* <span class="badge TONE">state</span> */
void http_put_badge(HttpPage *page, const char *tone, const char *text);
const char *http_verdict_tone(HttpVerdict verdict);
/* What is accepted for a piece, one a line; what is to do about it, and how many were told (deposit_overview.c). The tone and the words of its state. */
void http_put_alternatives(HttpPage *page, const HttpStanding *standing, const RectoPiece *piece);
guint http_put_findings(HttpPage *page, const HttpStanding *standing, const char *piece);
const char *http_piece_tone(RectoPieceState state);
char *http_say_piece_state(const HttpRequest *request, RectoPieceState state);
/* A place framed on a picture of its page (deposit_sent.c). */
void http_put_frame(HttpPage *page, const RectoDefect *defect, const RectoPage *seen);
/* A fixed picture for those who do not read: "camera", "check", "again", "paper", "wait". */
void http_put_pictogram(HttpPage *page, const char *name);
/* The camera in the page, for whose browser has one: closed, and hidden until a script opens it (deposit_camera.c). */
void http_put_camera(HttpPage *page, const HttpStanding *standing, const char *piece);
void http_allow_camera(HttpReply *reply);
/* "1.2" -> ordinals from 0, at most `most`. */
GArray *http_ordinals(const char *untrusted_text, guint most);
/* The whole slip, PDF. Errors: STORE, ENGINE. */
GBytes *http_slip_pdf(HttpRequest *request, const HttpStanding *standing, RectoStore *store, GError **error);

#endif
