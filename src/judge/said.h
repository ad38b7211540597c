/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a paper says of a person, and whether two papers speak of the same one. Must not know: pages, dossiers. */
#ifndef RECTO_JUDGE_SAID_H
#define RECTO_JUDGE_SAID_H

#include <recto/model.h>

/* All borrowed from the fields, NULL = not said. `full` is a name without known order. */
typedef struct { const char *family, *given, *full, *birth, *number; double confidence; } Said;

Said recto_said_of_person(const GPtrArray *fields);
/* The second person of a type: the first name that is `of: other`. */
Said recto_said_of_other(const RectoModels *models, const char *type, const GPtrArray *fields);
bool recto_said_names_someone(const Said *said);
/* A number tells two people apart or ties them; else names with birth dates. Two relatives share a family name and nothing else. */
RectoAnswer recto_said_same(const Said *a, const Said *b);

#endif
