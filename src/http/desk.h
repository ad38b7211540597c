/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The counter desk: the day's dossiers, one dossier with its pages under what the procedure asks for, a scanner, and what a clerk does to them. Every change goes
 * through work/change.h and the like, as those of the command line do. Must not know: libmicrohttpd. */
#ifndef RECTO_HTTP_DESK_H
#define RECTO_HTTP_DESK_H

#include "http/deposit.h"
#include "http/staff.h"

/* GET /desk · GET and POST /desk/new */
HttpReply *http_desk(HttpRequest *request);
HttpReply *http_desk_new_page(HttpRequest *request);
HttpReply *http_desk_new(HttpRequest *request);
/* GET /desk/answers/N · POST /desk/answers */
HttpReply *http_desk_answers_page(HttpRequest *request);
HttpReply *http_desk_answers(HttpRequest *request);
/* GET /desk/dossier/N · GET /desk/state/N · GET /desk/events/N */
HttpReply *http_desk_dossier(HttpRequest *request);
HttpReply *http_desk_state(HttpRequest *request);
HttpReply *http_desk_events(HttpRequest *request);
/* POST /desk/add (files) · POST /desk/do (what a clerk does) */
HttpReply *http_desk_add(HttpRequest *request);
HttpReply *http_desk_do(HttpRequest *request);
/* GET /desk/scan/N, the scanners · POST /desk/scan · POST /desk/stop */
HttpReply *http_desk_scanners(HttpRequest *request);
HttpReply *http_desk_scan(HttpRequest *request);
HttpReply *http_desk_stop(HttpRequest *request);
/* POST /desk/ticket, a leaf */
HttpReply *http_desk_ticket(HttpRequest *request);
/* GET /desk/picture/N.F.P, small · GET /desk/page/N.F.P, to read · GET /desk/original/N.F · GET /desk/slip/N · GET /desk/bundle/N */
HttpReply *http_desk_picture(HttpRequest *request);
HttpReply *http_desk_page(HttpRequest *request);
HttpReply *http_desk_original(HttpRequest *request);
HttpReply *http_desk_slip(HttpRequest *request);
HttpReply *http_desk_bundle(HttpRequest *request);

/* ------------------------------------------------------------------ what several files say */

typedef struct {
  RectoStore *store;
  const char *number;
  HttpStanding *standing;
  GPtrArray *events;     /* of RectoStoreEvent*: the dossier's history */
  GHashTable *undone;    /* recto_state_undone */
  char *person;          /* whose it is, as the list knows; NULL = not known, or not to be told */
  char *stamp;           /* http_live_stamp */
} HttpDesk;
typedef HttpReply *(*HttpDeskAnswer)(HttpRequest *request, HttpDesk *desk);
/* Loads the dossier and answers with it; 404 when there is none of that number, or it is a mail batch. */
HttpReply *http_with_dossier(HttpRequest *request, const char *untrusted_number, HttpDeskAnswer answer);
/* "/desk/dossier/NUMBER", owned by the caller. */
char *http_desk_path(const char *number);
/* The last version that somebody, or with `but` somebody else than that, made of the dossier; judgements and views are none. 0 = none. */
uint64_t http_desk_last_change(const HttpDesk *desk, const char *but);
/* A change was written: it is to be judged, and those who have the dossier open are told. */
void http_desk_changed(const HttpRequest *request, const char *number);
/* "3", or "3.2" for the second page of file 3: how people are told a page. Owned by the caller. */
char *http_page_name(const HttpDesk *desk, RectoPageId page);
const RectoPage *http_desk_page_of(const HttpDesk *desk, RectoPageId id);
/* "2026-000001.3.1": number, and as many positions as `n`, from 0. Owned by the caller; NULL = not of that form. */
char *http_desk_place(const char *untrusted_word, uint32_t *ret, guint n);
/* A hidden token, number and, if it may not have moved meanwhile, the version that is seen. */
void http_put_desk_form(HttpPage *page, const HttpDesk *desk, const char *action, const char *css_class);
/* A button of that form; `why`: more words than stand on it, `key`: a letter. Each may be NULL. */
void http_put_act(HttpPage *page, const char *act, const char *css_class, const char *text, const char *why, const char *key);

/* The pages of the dossier, under what the procedure asks for (desk_pages.c). */
void http_put_desk_pages(HttpPage *page, const HttpDesk *desk);
/* One page: its picture, its verdict, what can be done to it (desk_card.c). `before`: the page before it on the screen; NULL = none. */
void http_put_desk_card(HttpPage *page, const HttpDesk *desk, RectoPageId id, const RectoPageId *before);
/* A file of which no page can be shown yet, or at all. */
void http_put_desk_file(HttpPage *page, const HttpDesk *desk, const HttpFile *file);
/* The scan that runs or ran last (desk_scan.c). */
void http_put_desk_progress(HttpPage *page, const HttpDesk *desk);
/* Scanner and files (desk_scan.c). */
void http_put_desk_tools(HttpPage *page, const HttpDesk *desk);
#endif
