/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mends machine-readable lines that a general OCR engine read: letters where only digits stand and the reverse, and confusable characters of the
 * document number where exactly one spelling satisfies the check digit. */
#ifndef RECTO_JUDGE_MRZ_MEND_H
#define RECTO_JUDGE_MRZ_MEND_H

#include <recto/mrz.h>

/* The letter that OCR takes for this digit, where only letters stand; other characters as they are. */
char recto_mrz_letter_for(char c);
/* Parses the lines, mended if that makes more check digits right; NULL when no layout fits. */
RectoMrz *recto_mrz_parse_mended(const char *const *lines, RectoDate reception);
/* A lone second line of a passport, card or visa (44 or 36 characters, one off at most, check digits right): parsed with an empty name. NULL if it is none. */
RectoMrz *recto_mrz_parse_second_line(const char *text, RectoDate reception);

/* Lines of a page among which stands a zone whose lines have a character too many or too few: the spelling with the most right check digits, at least
 * three. NULL if there is none. */
RectoMrz *recto_mrz_parse_loose(const char *const *strings, RectoDate reception);

/* A TD1 zone of which one line was lost or is out of shape: taken when the dates' check digits hold, or the number's with a name line below. NULL when none.
 * Fields of the lost line are empty; the composite digit then proves nothing. */
RectoMrz *recto_mrz_parse_card(const char *const *strings, RectoDate reception);

#endif
