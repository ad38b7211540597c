/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recto in a browser: the deposit page and its JSON, on this machine alone; a server in front speaks TLS to the network.
 * A few threads answer, each with a register of its own; nothing is read or judged here: what arrives is registered, a worker is woken, and pages tell what the
 * register knows. Must not know: the terminal, pixels. */
#ifndef RECTO_SERVER_H
#define RECTO_SERVER_H

#include <recto/model.h>

typedef struct {
  const RectoModels *models;
  const RectoSite *site;       /* may be NULL */
  const char *store_folder, *listen;
  const char *language;        /* when a browser asks for none that there is */
  bool drafts;                 /* applicants may choose a translation of their pages that nobody has reviewed; each page says so */
  bool proxied;                /* a server in front tells in X-Real-IP for whom it asks */
  const char *trusted_secret;  /* of the server in front that names who is signed in (X-Recto-User, X-Recto-Secret); NULL = accounts have passwords */
  bool secure;                 /* pages are reached by https: cookies are kept to that */
  void (*wake)(gpointer data); /* something arrived that is to be read; called by many threads; may be NULL */
  gpointer wake_data;
  const char *url;             /* of the deposit page, for tickets made at the desk; NULL = as the desk itself is reached */
  const char *const *scan_options; /* "NAME=VALUE" for every scan at the desk; NULL-terminated, may be NULL */
  /* Writes the dossier's bundle below `folder`, as NUMBER.zip; called by many threads, may take seconds. Errors: any. */
  bool (*bundle)(const char *number, const char *language, const char *who, const char *folder, gpointer data, GError **error);
  gpointer bundle_data;
} RectoServerConfig;

typedef struct RectoServer RectoServer;

/* Listens. `config` is copied, what it points to stays the caller's. Errors: USAGE, DEVICE, STORE, ENGINE. */
RectoServer *recto_server_new(const RectoServerConfig *config, GError **error);
const char *recto_server_where(const RectoServer *server);
/* Cuts who is late; call it twice a second. */
void recto_server_look(RectoServer *server);
/* Takes no new connections, gives those that upload up to `seconds` to end, then closes all. */
void recto_server_stop(RectoServer *server, double seconds);
void recto_server_free(RectoServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoServer, recto_server_free)

#endif
