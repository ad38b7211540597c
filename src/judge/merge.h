/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which observation of a field speaks. All are kept; a clerk beats all, a signed seal beats a code, a code beats the printed zone;
 * the printed zone spells names and addresses, a zone whose check digit holds gives numbers and dates; a quarrel is flagged. */
#ifndef RECTO_JUDGE_MERGE_H
#define RECTO_JUDGE_MERGE_H

#include <recto/model.h>

void recto_field_settle(const RectoModels *models, RectoField *field);
/* Copies every observation of `from` into the field of the same name in `fields` (made if absent); the caller settles. */
void recto_fields_absorb(GPtrArray *fields, const RectoField *from);
/* Do two values of a kind say the same, spelling aside? */
RectoAnswer recto_values_agree(RectoFieldKind kind, const char *a, const char *b);
bool recto_same_text(const char *a, const char *b); /* letters and digits alike, case, accents and spaces aside */
bool recto_same_words(const char *a, const char *b); /* the same, in any order */
char *recto_words_sorted(const char *text);          /* folded words in alphabetical order; a hyphen parts words, as in a zone. Owned by the caller */
bool recto_kind_is_name(RectoFieldKind kind);
const RectoObservation *recto_field_chosen(const RectoField *field); /* NULL = none */

#endif
