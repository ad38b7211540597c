/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where Recto listens: on this machine alone. "127.0.0.1:8080", "[::1]:8080", or "unix:/run/recto.sock". Must not know: HTTP. */
#ifndef RECTO_LISTEN_H
#define RECTO_LISTEN_H

#include <glib.h>
#include <stdbool.h>

/* A listening socket; -1 on failure. Port 0 takes a free one. `ret_where` (owned by the caller) is what people and programs connect to. A socket's file that nobody
 * listens on any more is replaced; its mode lets owner and group in. Errors: USAGE (not of that form, or not of this machine), DEVICE. */
int recto_listen(const char *where, char **ret_where, GError **error);
/* Removes the socket's file, if it is one. */
void recto_listen_end(const char *where);

#endif
