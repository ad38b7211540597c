/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of http/ share: a request on its way, and its answer. Must not be included elsewhere. */
#ifndef RECTO_HTTP_INSIDE_H
#define RECTO_HTTP_INSIDE_H

#include "base/seal.h"
#include "http/guard.h"
#include "http/multipart.h"
#include "http/server.h"
#include "http/throttle.h"
#include "http/partial.h"
#include "http/watch.h"
#include "store/ticket.h"
#include "work/intake.h"
#include "work/role.h"
#include <microhttpd.h>

#define HTTP_SESSION_ID 16 /* bytes */
#define HTTP_STAFF_ID 32   /* the same, of the staff */

typedef struct HttpStaffRoom HttpStaffRoom;
typedef struct HttpLive HttpLive;
typedef struct HttpScans HttpScans;

struct RectoServer {
  RectoServerConfig config;
  char *where;
  int socket;
  struct MHD_Daemon *daemon;
  RectoWatch *watch;
  RectoThrottle *throttle;
  GAsyncQueue *stores;                /* registers that nobody uses at the moment */
  HttpStaffRoom *staff;               /* who is signed in */
  HttpLive *live;                     /* who has which dossier open */
  HttpScans *scans;                   /* scanners at work */
  RectoGuard *names, *addresses;      /* wrong passwords */
  GMutex passwords;                   /* one is checked at a time: each takes 64 MiB */
  GMutex decisions;                   /* of reviewers, one at a time: two answers to one question are one */
  GThreadPool *slow;                  /* answers that take a while */
  int late;                           /* … are not begun any more: the server ends */
  GThreadPool *parts;                 /* the same, of those that wait for the disk with a part of a file */
  RectoPartials *partials;             /* that go on later */
  int64_t swept;                      /* monotonic: when those whose time is over were looked for */
  GThreadPool *arrivals;              /* what waits for the disk does not hold up those who only read */
  GMutex room_mutex;                  /* of what follows */
  GCond room_freed;
  uint64_t room;                      /* bytes of files that may be held in memory yet */
  GMutex slips;                       /* one page is drawn at a time */
  char *bundles;                      /* a folder of the store for bundles on their way out */
  GPtrArray *languages;               /* of char* */
  GTimeZone *zone;                    /* only held: a list of the day said its moments by reading the zone's file twice a line */
  uint8_t session_key[RECTO_KEY_SIZE];
  char *worker;                       /* recto_worker_name */
};

/* ------------------------------------------------------------------ answers */

typedef struct {
  unsigned status;
  const char *type;      /* literal */
  GBytes *body;          /* may be NULL */
  GPtrArray *headers;    /* of char*: name, value, name, value */
  struct MHD_Response *response; /* instead of `body`: a stream, a file; NULL = none */
  bool close;            /* the connection ends with it */
} HttpReply;
HttpReply *http_reply_new(unsigned status, const char *type, GBytes *body); /* takes the body */
HttpReply *http_reply_of(unsigned status, const char *type, struct MHD_Response *response); /* takes the response */
/* The whole file behind `fd`, which is taken, as something to be kept under that name of ours. NULL: it cannot be told how long it is. */
HttpReply *http_reply_file(const char *type, int fd, const char *name);
/* Nothing is added when the value is NULL. */
void http_reply_header(HttpReply *reply, const char *name, const char *value);
void http_reply_free(HttpReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpReply, http_reply_free)
/* "See other", with a GET. */
HttpReply *http_reply_see(const char *path);
/* With what every answer carries: no framing, no sniffing, no referrer, nothing but our own style and script. Frees the reply. */
enum MHD_Result http_reply_send(HttpReply *reply, struct MHD_Connection *connection);

/* ------------------------------------------------------------------ requests */

typedef struct HttpRequest HttpRequest;
typedef struct HttpForm HttpForm;
typedef struct HttpUploading HttpUploading;

typedef enum {
  HTTP_OPEN = 0,
  HTTP_TICKET = 1 << 0,  /* only with a ticket: the session's cookie, or for the API the header */
  HTTP_FORM = 1 << 1,    /* a body that is a form */
  HTTP_FILES = 1 << 2,   /* … which may bring files */
  HTTP_BYTES = 1 << 3,   /* a body that is one file */
  HTTP_API = 1 << 4,     /* answers, and refuses, in JSON */
  HTTP_STAFF = 1 << 5,   /* only for the staff: HTTP_MAY says with which right */
  HTTP_DOOR = 1 << 6,    /* where the staff signs in: its forms have a token without a session */
  HTTP_QUIET = 1 << 8,   /* a page asks by itself: nobody shows by it that they are there */
  HTTP_SLOW = 1 << 7,    /* the answer is made in a thread of its own while the connection rests */
  HTTP_PART = 1 << 9,    /* about an upload that goes on later; a body is a part of one file */
} HttpNeeds;
#define HTTP_MAY(right) (HTTP_STAFF | (unsigned)RECTO_MAY_##right << 16)
#define HTTP_RIGHT(needs) ((RectoRight)((needs) >> 16))

typedef struct {
  const char *method, *path; /* a path that ends in a slash takes one more word */
  HttpReply *(*answer)(HttpRequest *request);
  unsigned needs;
} HttpRoute;
extern const HttpRoute http_routes[];
extern const size_t http_n_routes;

typedef struct {
  char *number;                  /* of the dossier */
  uint32_t ticket;               /* its number there */
  int64_t began;                 /* µs UTC */
  char id[2 * HTTP_SESSION_ID + 1];
  int64_t expires_at;            /* of the ticket */
} HttpSession;

/* A member of the staff who is signed in. Instants in µs UTC. */
typedef struct {
  char id[2 * HTTP_STAFF_ID + 1];
  uint64_t account, stamp;       /* of the account when it began */
  char *name;
  RectoStaffRole role;
  bool trusted;                  /* named by the server in front */
  int64_t began, seen, kept;     /* … and as the register has `seen` */
  char cookie[2 * HTTP_STAFF_ID + 1]; /* the id that the digest is of: in the copy of the request that began the session alone */
  char *device;                  /* with the session: the scanner used last; NULL in a request's copy */
  GHashTable *viewed;            /* likewise: number -> when it was last noted */
} HttpStaff;

struct HttpRequest {
  RectoServer *server;
  struct MHD_Connection *connection;
  RectoWatched *watched;
  const HttpRoute *route;
  const char *method;
  char *path, *word;             /* the word that the route leaves open, undecoded; NULL = none */
  char reference[9];             /* told to people and to the log */
  char *peer;                    /* for limits */
  const char *language;          /* one of the server's */
  bool new_language;             /* to be remembered */
  HttpSession *session;          /* NULL = none */
  HttpStaff *staff;              /* the same; a copy */
  HttpForm *form;
  HttpUploading *uploading;      /* a part of a file on its way */
  unsigned refused;              /* a status decided before the body: the rest is read and thrown away. 0 = not refused */
  const char *why;               /* message key of the refusal */
  uint64_t body_bytes;
  int64_t began;                 /* monotonic */
  unsigned answered;             /* the status; 0 = not yet */
  bool complete;                 /* the body is there */
  bool slow;                     /* the answer was asked of another thread … */
  HttpReply *ready;              /* … and is there */
};

const char *http_header(const HttpRequest *request, const char *name);
const char *http_argument(const HttpRequest *request, const char *name); /* of the query; untrusted */
void http_refuse(HttpRequest *request, unsigned status, const char *why); /* the first refusal counts */
/* A page, or a problem for programs, that says what happened, that nothing is lost, and the reference. `why` is a key below "web.problem". */
HttpReply *http_problem(HttpRequest *request, unsigned status, const char *why);

/* A register for a while; NULL with an error. */
RectoStore *http_store_take(RectoServer *server, GError **error);
void http_store_give(RectoServer *server, RectoStore *store);
/* What work is done with, as whoever holds the session's ticket. `who` is owned by the caller and outlives the work. */
RectoWork http_work(RectoServer *server, RectoStore *store, const char *who);
char *http_who(const HttpSession *session);

/* ------------------------------------------------------------------ sessions (session.c) */

HttpSession *http_session_new(const RectoTicketRow *ticket);
HttpSession *http_session_copy(const HttpSession *session);
void http_session_free(HttpSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpSession, http_session_free)
/* The cookie's value, sealed; owned by the caller. */
char *http_session_seal(const RectoServer *server, const HttpSession *session);
HttpSession *http_session_open(const RectoServer *server, const char *untrusted_cookie, int64_t now);
/* What a form of this session must bring. Owned by the caller. */
char *http_session_token(const RectoServer *server, const HttpSession *session);
/* Sets or, with NULL, ends the session's cookie. */
void http_session_keep(const RectoServer *server, HttpReply *reply, const HttpSession *session);
/* The request's session, if its cookie, or for the API its header, holds and its ticket is still open. Refuses the request when it does not. */
void http_session_find(HttpRequest *request);
/* A ticket's letters, within the limit of wrong ones; NULL with the refusal's key. */
RectoTicketRow *http_ticket_find(RectoServer *server, const char *peer, const char *untrusted_code, const char **ret_why);
/* Whether a browser says that another site sent it. */
bool http_is_foreign(const HttpRequest *request);

#endif
