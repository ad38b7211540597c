/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a session outlives the server: under a digest of its id, sealed with the register's key. The id itself is in the browser alone; who takes the disk has no session,
 * and who writes to it makes none. Must not know: cookies, pages. */
#ifndef RECTO_HTTP_KEPT_H
#define RECTO_HTTP_KEPT_H

#include "http/inside.h"
#include "store/store.h"

/* The digest of an id, hexadecimal; `ret` takes 65 letters. */
void http_kept_digest(const char *untrusted_id, char *ret);
bool http_kept_add(const RectoServer *server, RectoStore *store, const HttpStaff *staff);
/* When it was used last, now and then: one that has ended is not begun anew by it. */
void http_kept_renew(const RectoServer *server, RectoStore *store, const HttpStaff *staff);
/* Ended here or by another server of the same register. */
bool http_kept_holds(RectoStore *store, const HttpStaff *staff);
void http_kept_remove(RectoStore *store, const char *digest);
/* What was kept, of HttpStaff*; what does not open is forgotten. NULL = it cannot be read. */
GPtrArray *http_kept_load(const RectoServer *server, RectoStore *store);

#endif
