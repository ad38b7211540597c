/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sheets that part a stack of paper: separators (another person's papers begin) and covers (what follows belongs to this dossier).
 * One PDF/A-1b, one A4 leaf a sheet, black on white. Each sheet says its code (recto/sheet.h) six times, so that none has to survive: square codes in
 * all corners, clear of punch holes; bars along the foot and, turned, along the right edge, so that a streak of a roller crosses one of them
 * harmlessly whichever way the paper was drawn in; and big type for people. The same order gives the same bytes.
 * Must not know: chance and clock (the caller gives the set and the moment), how sheets are recognised. */
#ifndef RECTO_SHEETS_H
#define RECTO_SHEETS_H

#include <recto/model.h>
#include <recto/sheet.h>

typedef struct {
  const RectoModels *models;  /* sentences, in French and in English, and the procedure's label */
  RectoSheetKind kind;
  const char *set;            /* letters of this print run, see recto_sheet_set_from */
  int count;                  /* sheets of the set, 1..999 */
  int only;                   /* print this one alone (it was lost or torn); 0 = all */
  const char *number;         /* cover: the dossier */
  const char *procedure;      /* cover: a procedure of the models; NULL = not known */
  int64_t made_at;            /* µs UTC, for the file's metadata */
} RectoSheetsOrder;

/* Writes the PDF durably, mode 0600. Errors: USAGE (an order that no code can carry), ENGINE (cairo or qpdf refuses), DEVICE (disk). */
bool recto_sheets_write(const RectoSheetsOrder *order, const char *path, GError **error);

#endif
