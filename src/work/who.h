/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom a dossier is about, as far as it must be found again: the terms of its person, what the list's sealed line keeps of it, and whether two such
 * persons are one. Must not know: stores, pages. */
#ifndef RECTO_WHO_H
#define RECTO_WHO_H

#include <recto/json.h>

/* All borrowed; NULL members are not known. `family` is the whole name when its order is not known, `birth` an ISO date, or
 * its month or year alone. */
typedef struct { const char *family, *given, *birth, *foreigner_number; const GPtrArray *numbers; /* of char*: of their papers; may be NULL */ } RectoWho;

/* The terms that find a person surely: the foreigner number, a paper's number, the family name with the birth date. Of char*, without a NULL at the end. */
GPtrArray *recto_who_terms(const RectoWho *who);
/* Everything by which that person's dossier may be found: those, and the birth date, the name, and every two words of it, any of which may have been
 * misread. What is found must be compared. Of char*, without a NULL at the end. */
GPtrArray *recto_who_hints(const RectoWho *who);

/* YES and NO only when the papers say so; a name alone never does. A number one digit off is a misread one; one that differs in many digits, or a birth date
 * that does, is another person's. */
RectoAnswer recto_who_same(const RectoWho *a, const RectoWho *b);

/* Members of the open object: familyName, givenNames, birthDate, foreignerNumber, documentNumbers. */
void recto_who_write(JsonBuilder *builder, const RectoWho *who);
/* Borrows from the object; `numbers` is the caller's to unref, and NULL when there are none. */
RectoWho recto_who_read(JsonObject *object);
/* What `known` leaves open is filled from `now`, its papers' numbers are joined. Borrows from both; `numbers` is the caller's to unref. `ret_more`: something was. */
RectoWho recto_who_join(const RectoWho *known, const RectoWho *now, bool *ret_more);

#endif
