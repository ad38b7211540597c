/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the machine left open and a person decides, one question a point: two values that quarrel, a kind that no one won, whose paper it is, a value that is not
 * sure, a page that may be unreadable. A point is about one field of one document, or one page; it names them as the clerk's corrections do (RectoCorrection), and
 * is answered as soon as such a correction holds. Kept in the view (view.h), for the office alone. Must not know: HTML, who asks. */
#ifndef RECTO_POINT_H
#define RECTO_POINT_H

#include "work/deed.h"
#include <recto/json.h>
#include <recto/model.h>

/* In the order in which they are asked when nothing presses. */
typedef enum { RECTO_POINT_CONFLICT, RECTO_POINT_TYPE, RECTO_POINT_PERSON, RECTO_POINT_FIELD, RECTO_POINT_PAGE, RECTO_N_POINTS } RectoPointKind;
const char *recto_point_word(RectoPointKind kind); /* "conflict", "type", "person", "field", "page" */

/* One way in which the value was seen. */
typedef struct {
  char *value, *as_read;
  double confidence;
  RectoMeans means;
  RectoAnswer check;   /* of its own check digit */
  RectoPlace place;
  char *type;          /* of the document it stands in */
  bool own;            /* in the document that the point is about; else in one that it is compared with */
} RectoSeen;

typedef struct {
  RectoPointKind kind;
  RectoPageId page;    /* which the correction names */
  char *type;          /* of its document */
  char *field;         /* of CONFLICT and FIELD; NULL = none */
  RectoFieldKind field_kind;
  GPtrArray *sights;   /* of RectoSeen*, what the machine chose first; empty = nothing was read: the page is shown */
  GPtrArray *guesses;  /* of char*: kinds that were near, of TYPE */
  int finding;         /* of the dossier, which tells why it is asked; -1 = none */
} RectoPoint;
RectoPoint *recto_point_new(RectoPointKind kind, RectoPageId page, const char *type);
void recto_point_free(RectoPoint *point);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoPoint, recto_point_free)
/* "2.1.field.family-name": file and page from 1, what, and the field. Owned by the caller. */
char *recto_point_id(const RectoPoint *point);

/* What a judged dossier leaves open. Of RectoPoint*, each id once. */
GPtrArray *recto_points_of(const RectoModels *models, const RectoDossier *dossier);
/* Somebody has answered since, or the page is gone. `documents`: as judged. */
bool recto_point_is_answered(const RectoPoint *point, const RectoState *state, const GPtrArray *documents);

/* What is cut out of a page to show a place: the place with its surroundings; the whole page for an empty one. */
RectoBox recto_place_around(const RectoModels *models, RectoBox box, uint32_t width, uint32_t height);
/* Under which that picture is kept beside the reading. Owned by the caller. */
char *recto_place_key(const char *reading, uint32_t page, RectoBox around);
/* The places that a point shows, of RectoPlace. */
GArray *recto_point_places(const RectoPoint *point);

void recto_point_write(JsonBuilder *builder, const RectoPoint *point);
RectoPoint *recto_point_read(JsonObject *object); /* NULL = not of this form */

/* ------------------------------------------------------------------ all of them */

typedef struct {
  char *number;
  char *person;        /* as the list knows; NULL = not known */
  char *due;           /* ISO day on which the applicant's right to stay ends; NULL = not known */
  int64_t since;       /* µs UTC of the dossier's first deposit */
  bool answered;       /* since it was judged */
  RectoPoint *point;
} RectoOpenPoint;
void recto_open_point_free(RectoOpenPoint *open);
/* Most urgent first. Dossiers whose due day is `soon` (ISO) or before go before all others, the nearest first; then kind, then the nearest due day, then who has waited
 * longest; then number and page. */
int recto_open_point_compare(const RectoOpenPoint *a, const RectoOpenPoint *b, const char *soon);
/* Of RectoOpenPoint*, in that order; those answered since are among them. `today` (ISO); at most `most` dossiers are looked through. Errors: STORE. */
GPtrArray *recto_points_open(RectoStore *store, const RectoModels *models, const char *today, size_t most, GError **error);

#endif
