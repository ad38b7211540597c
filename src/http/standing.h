/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a dossier stands, as far as whoever asks may know: for the holder of a ticket what arrived by it, for the staff every file; how it looks, and what is there
 * of what the procedure asks. Must not know: HTML, JSON. */
#ifndef RECTO_HTTP_STANDING_H
#define RECTO_HTTP_STANDING_H

#include "http/inside.h"
#include "work/view.h"

typedef enum { HTTP_SIGHT_WAITS, HTTP_SIGHT_FIRST, HTTP_SIGHT_WHOLE, HTTP_SIGHT_LEFT /* the machine gave up: a person looks */ } HttpSight;

/* What a person is told first. */
typedef enum {
  HTTP_VERDICT_WAITS,
  HTTP_VERDICT_READABLE,
  HTTP_VERDICT_HARD,       /* perhaps not readable: do it again, or keep to it */
  HTTP_VERDICT_UNREADABLE,
  HTTP_VERDICT_PROBLEM,    /* the file as a whole: facts->outcome says what */
  HTTP_VERDICT_PERSON,     /* somebody will look */
} HttpVerdict;
const char *http_verdict_word(HttpVerdict verdict);

typedef struct {
  const RectoStateFile *file; /* borrowed from the state */
  HttpSight sight;
  HttpVerdict verdict;
  const RectoFile *facts;     /* NULL while WAITS or LEFT */
  const char *reading;        /* key of the stored reading; NULL = only a first look */
  RectoDefectKind worst;      /* of the worst page, when has_worst */
  bool has_worst;
  GPtrArray *documents;       /* of const RectoDocument*: recognised ones with a page in it */
  bool unrecognised;          /* read, and a page of it is of no known kind */
} HttpFile;

typedef struct {
  RectoStoreDossier *stored;
  RectoState *state;
  RectoView *view;            /* NULL = never judged */
  RectoDossier *alone;        /* without a view: what the procedure asks, of an empty dossier */
  const RectoDossier *dossier; /* of either */
  const RectoProcedure *procedure; /* NULL = unknown */
  GPtrArray *files;           /* of HttpFile*: those that may be told, and count */
  GPtrArray *sights;          /* of RectoFile*, owned */
  guint n_others;             /* files that came another way */
  bool whole;                 /* findings may quote what documents say */
  bool busy;                  /* something of these is still being read */
  char *etag;                 /* changes when anything here does; with its quotation marks */
} HttpStanding;

void http_standing_free(HttpStanding *standing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpStanding, http_standing_free)
/* Errors: STORE, USAGE, FORMAT. */
HttpStanding *http_standing_load(const HttpRequest *request, RectoStore *store, const char *number, GError **error);
const HttpFile *http_standing_file(const HttpStanding *standing, uint32_t ordinal); /* NULL = none that may be told */
/* At the desk the page's own card tells it, in the words of a scanner; what a person said of a page or a field stands on no card. */
bool http_page_tells(const RectoFinding *finding);
/* Files of `dossier` that came another way than by the request's ticket lose their names, which may be those of persons: findings and slips then tell without them. */
void http_standing_mask(const HttpRequest *request, const RectoState *state, const RectoDossier *dossier);
/* The state of a piece ("domicile", "payslips.2"); NULL = the procedure asks for no such piece. */
const RectoPieceResult *http_standing_piece(const HttpStanding *standing, const char *id);
const RectoPiece *http_standing_rule(const HttpStanding *standing, const char *id);

#endif
