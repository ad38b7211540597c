/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Meaning of machine-readable zones: ICAO 9303 parts 3 to 7 (8th edition) and the French layouts. Strings in, fields out; no pixels.
 * "Check digits right" never means "read correctly": names carry none, and confusions inside a residue class are invisible. */
#ifndef RECTO_MRZ_H
#define RECTO_MRZ_H

#include <recto/date.h>
#include <recto/fact.h>

typedef enum {
  RECTO_MRZ_UNKNOWN, RECTO_MRZ_TD1, RECTO_MRZ_TD2, RECTO_MRZ_TD3, RECTO_MRZ_MRV_A, RECTO_MRZ_MRV_B,
  RECTO_MRZ_FR_ID,      /* French identity card 1988-2021, 2x36, not ICAO */
  RECTO_MRZ_FR_LICENCE, /* French driving licence, 1x30 */
} RectoMrzFormat;

typedef struct {
  char *name;         /* "document-code", "issuer", "number", "surname", "given-names", "nationality", "birth-date", "sex", "expiry-date",
                         "optional-1", "optional-2", "foreigner-number" (IR cards), "issue-month", "department", "name-truncated" ("yes") */
  char *value;        /* dates ISO with unknown parts left out; names with spaces; numbers without fillers */
  char *raw;          /* as in the zone, fillers kept */
  RectoAnswer check;  /* its check digit; CANNOT_TELL = unchecked by design */
  int line, at, length; /* where `raw` stands, counted from 1; a long number's first part */
} RectoMrzField;

typedef struct {
  RectoMrzFormat format;
  GPtrArray *fields;       /* of RectoMrzField* */
  RectoAnswer composite;   /* CANNOT_TELL where the layout has none */
  RectoAnswer all_checks;  /* YES when every check digit present is right */
} RectoMrz;

/* `lines`: NULL-terminated, upper case A-Z 0-9 <, any surrounding space ignored, trailing fillers may be missing (padded when the format is clear).
 * `reception`: only used to place two-digit years (births in the past, expiries -20..+50 years). Returns NULL when no layout fits. Owned by the caller. */
RectoMrz *recto_mrz_parse(const char *const *lines, RectoDate reception);
void recto_mrz_free(RectoMrz *mrz);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoMrz, recto_mrz_free)
const char *recto_mrz_value(const RectoMrz *mrz, const char *name); /* borrowed, NULL = absent */
const RectoMrzField *recto_mrz_field(const RectoMrz *mrz, const char *name);

const char *recto_mrz_format_word(RectoMrzFormat format);
/* 7-3-1 check digit over `length` characters, '0'..'9', or 0 byte on a character that has no value. */
char recto_mrz_check_digit(const char *text, size_t length);
/* Name of a three-letter (or D<<) issuing state or nationality code, folded French; NULL = not in ICAO's list. */
const char *recto_mrz_country(const char *code);
/* The list's i-th code in its order, NULL after the last. */
const char *recto_mrz_country_at(size_t i);
/* Does a printed name agree with an MRZ name, with ICAO transliteration alternatives and truncation? */
RectoAnswer recto_mrz_name_agrees(const char *printed, const char *mrz_name, bool truncated);

#endif
