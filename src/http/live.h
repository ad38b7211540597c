/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to a dossier while somebody has it open: changes told over a stream (text/event-stream), and who else is there. Whoever has no stream asks again, by
 * hand or by the page's own refresh, and is told the same. Must not know: HTML, what a change was. */
#ifndef RECTO_HTTP_LIVE_H
#define RECTO_HTTP_LIVE_H

#include "http/inside.h"

HttpLive *http_live_new(void);
void http_live_free(HttpLive *live);
/* No stream begins any more, and those that there are end. */
void http_live_close(HttpLive *live);
/* Looks at every dossier with a stream, and tells those whose stamp is another one. Call it twice a second. */
void http_live_look(RectoServer *server);
/* Something happened to this dossier just now. */
void http_live_kick(RectoServer *server, const char *number);
/* The answer is a stream of "data: STAMP": of the staff http_live_stamp, of a ticket the ETag of its pages. One that is one too many is refused: whoever asks asks by hand. */
HttpReply *http_live_stream(HttpRequest *request, const char *number);
/* The request's session has this dossier open. */
void http_live_here(const HttpRequest *request, const char *number);
/* Names of the others who have it open, ", " between them; NULL = nobody. Owned by the caller. `id`: the session that asks. */
char *http_live_others(RectoServer *server, const char *number, const char *id);
/* Changes when the dossier does: its history, what was read of it, its jobs, a scan, who is there. Owned by the caller. */
char *http_live_stamp(RectoServer *server, RectoStore *store, const char *number, const char *id);

#endif
