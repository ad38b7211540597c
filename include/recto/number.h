/* SPDX-License-Identifier: GPL-3.0-or-later */
/* French numbers and their check digits. Input may hold spaces and dots; results hold none.
 * YES = form and check digit right; NO = form right, check digit wrong; CANNOT_TELL = not of this form. */
#ifndef RECTO_NUMBER_H
#define RECTO_NUMBER_H

#include <recto/fact.h>

RectoAnswer recto_number_siren(const char *text);   /* 9 digits, Luhn */
RectoAnswer recto_number_siret(const char *text);   /* 14 digits, Luhn; La Poste by digit sum */
RectoAnswer recto_number_nir(const char *text);     /* 13 + key 97; 2A, 2B */
RectoAnswer recto_number_fiscal(const char *text);  /* 13 digits, last 3 = first 10 mod 511; specimens of the State fail it: warn only */
RectoAnswer recto_number_iban(const char *text);    /* mod 97, FR is 27 long */
/* Foreigner's number (AGDREF): [0-9A-Z]{9,11}; YES only for 10 digits, CANNOT_TELL otherwise (no known check digit). */
RectoAnswer recto_number_foreigner(const char *text);
/* "1 234,56 €" -> "1234.56"; NULL if it is no amount. Owned by the caller. */
char *recto_number_amount(const char *text);

#endif
