/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions of the staff: who is signed in, for how long, and what a request of theirs may ask. A session outlives the server (http/kept.h); it ends after a rest,
 * after a working day, at sign-out, and as soon as its account's password or role is another one. Must not know: HTML. */
#ifndef RECTO_HTTP_STAFF_H
#define RECTO_HTTP_STAFF_H

#include "http/inside.h"
#include "store/account.h"

HttpStaffRoom *http_staff_room_new(void);
void http_staff_room_free(HttpStaffRoom *room);
void http_staff_free(HttpStaff *staff);
/* Those that an earlier server of this register left, before anybody is let in. */
void http_staff_restore(RectoServer *server, RectoStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpStaff, http_staff_free)

/* Finds the request's session by its cookie, and refuses the request when it has none, or its role may not. */
void http_staff_find(HttpRequest *request);
/* Begins one, with an id that nobody had before; written in the journal. A copy, owned by the caller; NULL when the system gives no chance. `way`: "password", "trusted". */
HttpStaff *http_staff_begin(HttpRequest *request, RectoStore *store, const RectoAccount *account, const char *way);
/* Ends the request's; written in the journal. */
void http_staff_end(HttpRequest *request);
/* Sets or, with NULL, ends the cookie. */
void http_staff_keep(const RectoServer *server, HttpReply *reply, const HttpStaff *staff);
bool http_staff_may(const HttpRequest *request, RectoRight right);
/* The account that the trusted server in front names, when the request carries its secret; else NULL. Owned by the caller. */
char *http_trusted_name(const HttpRequest *request);
/* The scanner that this person used last. `ret` is owned by the caller, NULL = none. */
char *http_staff_device(const HttpRequest *request);
void http_staff_use_device(const HttpRequest *request, const char *device);
/* Looking at a dossier is written in its history, once a while a session. */
void http_staff_viewed(const HttpRequest *request, RectoStore *store, const char *number);

/* What every form must bring, of whoever asks: a member of the staff, the holder of a ticket, somebody before the door of the staff. Owned by the caller; NULL = there is none. */
char *http_token(const HttpRequest *request);
bool http_token_is(const HttpRequest *request, const char *untrusted_token);
/* Before the door: a cookie that the form's token fits. `ret_cookie` is the one to be set, NULL when there is one. */
char *http_door_token(const HttpRequest *request, char **ret_cookie);
void http_door_keep(const RectoServer *server, HttpReply *reply, const char *cookie);

#endif
