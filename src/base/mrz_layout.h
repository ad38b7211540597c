/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layouts of machine-readable zones as tables: line, first position, length (positions from 1, as the standards count). */
#ifndef RECTO_MRZ_LAYOUT_H
#define RECTO_MRZ_LAYOUT_H

#include <recto/mrz.h>

typedef enum { ZONE_TEXT, ZONE_NUMBER, ZONE_BIRTH, ZONE_EXPIRY, ZONE_SEX, ZONE_NAMES, ZONE_FIRST_NAMES, ZONE_SURNAME, ZONE_COUNTRY, ZONE_ISSUE_MONTH } ZoneKind;

typedef struct {
  const char *name;
  ZoneKind kind;
  int line, at, length;
  int check_at; /* position of the check digit on the same line, 0 = unchecked */
  bool check_may_be_empty; /* a filler stands for the digit when the field is empty */
} Zone;

typedef struct { int line, at, length; } Span;

typedef struct {
  RectoMrzFormat format;
  const char *word;
  int lines, width;
  Zone zones[12];
  Span composite[6]; /* what the composite digit covers, in order; length 0 ends */
  int composite_line, composite_at;
} Layout;

const Layout *recto_mrz_layout(RectoMrzFormat format);

#endif
