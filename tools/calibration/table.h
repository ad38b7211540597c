/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table between measuring worn pages and fitting limits to them: tab-separated, names in the first line, a page a line. Columns may stand in any order and be
 * left out: text is then empty, `hidden` and `recall` NAN, other numbers 0; an empty number is NAN. Knows the measures of image/legible.h by their names; boxes are not kept. */
#ifndef CALIBRATION_TABLE_H
#define CALIBRATION_TABLE_H

#include "image/legible.h"

typedef struct {
  char *file, *kind, *defect, *truth; /* truth: "read" = the words that are still read say; "hidden" = the share of ink that is gone; "shown" = it is all there */
  char *clean;                        /* file of the same page before; "" = it is one */
  double level, amount;               /* amount: in the unit of the defect, x-heights where it has one */
  double x;                           /* x-height, px */
  double hidden;                      /* share of the ink that light, fingers, cuts took; NAN = not told */
  double recall;                      /* share of its words that are read after all cleaning; NAN = not read */
  RectoLegible measures;
} Row;

/* Of Row; NULL with a message. */
GArray *table_read(const char *path, GError **error);
/* The first line, and a page's. */
char *table_head(void);
char *table_line(const Row *row);
/* The measure of that name; NAN for an unknown one. */
double table_measure(const RectoLegible *measures, const char *name);

#endif
