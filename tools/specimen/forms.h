/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a value is printed on French papers, and its normal form for the truth file. Pure functions. */
#ifndef SPECIMEN_FORMS_H
#define SPECIMEN_FORMS_H

#include <glib.h>

typedef enum { VALUE_TEXT, VALUE_PERSON, VALUE_DATE, VALUE_MONTH, VALUE_AMOUNT, VALUE_NUMBER, VALUE_LIST } ValueKind;
typedef struct {
  ValueKind kind;
  char *text, *family, *given, *groups;
  int ymd[3];
  double amount;
  GPtrArray *rows;
} Value;

/* `form` may be NULL. Text: u l c a line comma lineu U.
 * Person: fg (YILMAZ Mehmet) gf (Mehmet YILMAZ) Gf (Mehmet Yılmaz) FG f F g G. Date: slash dots dash space iso long
 * Long mon bil short words year. Month: long Long LONG slash first last. Amount: plain e eur int. Number: raw dots. Owned by the caller. */
char *form_print(const Value *value, const char *form);
/* NULL when the value has no truth (lists). */
char *form_truth(const Value *value, const char *form);
char *form_words(int number); /* "vingt et un" */
const char *form_month(int month); /* "janvier"; "" for 0 */

#endif
