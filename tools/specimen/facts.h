/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a document of a type says: the vocabulary of tests/FIELDS.md filled from a person and a date. Draws nothing. */
#ifndef SPECIMEN_FACTS_H
#define SPECIMEN_FACTS_H

#include "people.h"

typedef struct {
  const World *world;
  Vars *vars;
  const char *type, *person; /* person: the role whose paper it is */
  int layout;
  Rng rng; /* of this document */
} Facts;

/* Does the vocabulary of this type hold this field? */
bool facts_tells(const char *type, const char *field);
const char *const *facts_types(void);
void facts_set(Facts *facts);

/* facts-money.c */
void facts_energy(Facts *facts);
void facts_water(Facts *facts);
void facts_internet(Facts *facts);
void facts_rent(Facts *facts);
void facts_tax(Facts *facts);
void facts_payslip(Facts *facts);
/* facts-identity.c */
void facts_passport(Facts *facts);
void facts_residence_card(Facts *facts);
void facts_identity_card(Facts *facts);
void facts_identity_card_old(Facts *facts);
void facts_visa(Facts *facts);
void facts_recepisse(Facts *facts);
void facts_visa_validation(Facts *facts);

/* helpers */
void facts_names(Facts *facts, const char *full_name); /* full-name, family-name, given-names, birth-date, … of the subject */
void facts_ago(Facts *facts, const char *name, int from_days, int to_days); /* a date so many days before today, unless set before */
void facts_shift(Facts *facts, const char *name, const char *from, int months, int days);

#endif
