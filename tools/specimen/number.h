/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers with right check digits and machine-readable zones, written apart from librecto so that tests compare two hands.
 * Every string returned is owned by the caller. Dates are GDate; an unknown day and month are told by `day_known`. */
#ifndef SPECIMEN_NUMBER_H
#define SPECIMEN_NUMBER_H

#include "rng.h"
#include <stdbool.h>

char *number_luhn(const char *digits); /* digits + check digit */
char *number_siret(Rng *rng); /* 14 digits, first 9 Luhn too */
char *number_nir(Rng *rng, char sex, int year, int month);
char *number_fiscal(Rng *rng);
char *number_iban(Rng *rng);
char number_mrz_digit(const char *text);

typedef struct {
  const char *code, *state, *number, *nationality; /* "P<", "FRA", up to 9 characters, "TUR" */
  const char *family, *given; /* as printed; given may be "" */
  const char *birth, *expiry; /* YYMMDD with < for unknown parts */
  const char *optional; /* may be NULL */
  char sex;
} MrzData;
/* Lines joined by \n. */
char *mrz_td1(const MrzData *data);
char *mrz_td3(const MrzData *data);
char *mrz_visa_b(const MrzData *data);
char *mrz_french_id(const MrzData *data, const char *office, const char *card_number);

#endif
