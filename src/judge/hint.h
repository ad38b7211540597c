/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page says beside its type's own fields, whatever paper it is: a letter's "née le …", the foreigner number of a reply slip, the social security number of
 * a payslip, the name in the cells of a form. Too weak to say whose the page is, enough to tell two people of one name apart and to know one again. Must not
 * know: parties, envelopes. */
#ifndef RECTO_JUDGE_HINT_H
#define RECTO_JUDGE_HINT_H

#include <recto/dossier.h>
#include <recto/model.h>

/* Owned; NULL = not said. `birth`: an ISO date, or no more than the month or the year that a social security number tells. `family` and `given` stand apart,
 * `full` is a name without known order; all three only on a page of no known type. */
typedef struct { char *birth, *number, *family, *given, *full; } Hint;

/* `fields`: those of the page's type. A page of no known type is read by the fields of none-of-these. `year`: of the reception. */
Hint recto_hint_read(const RectoModels *models, const RectoPage *page, const RectoSheet *sheet, int year);
void recto_hint_clear(Hint *hint);
bool recto_hint_tells(const Hint *hint); /* a birth or a number */
/* The birth date of one who may ask for a title: a later one is a child's, or the date of a card's issue read as one of birth. */
bool recto_birth_may_be_applicants(const char *iso, int year);

#endif
