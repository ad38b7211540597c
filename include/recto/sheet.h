/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The code on the sheets that Recto prints to part a stack of paper: what it says, and how it is written and read back.
 *
 * The text of a code, as the square codes (QR, level H) and the bars (Code 128) carry it:
 *   RECTO1/S/SET/SERIAL/COUNT/CHECK                            separator: another person's papers begin after this sheet
 *   RECTO1/C/NUMBER/SET/SERIAL/COUNT/CHECK                     cover: what follows belongs to the dossier NUMBER
 *   RECTO1/C/NUMBER/SET/SERIAL/COUNT/PROCEDURE/CHECK           the same, and the procedure is known (square codes only: bars would grow too thin)
 * | part      | length | letters                       | meaning                                                                       |
 * |-----------|--------|-------------------------------|-------------------------------------------------------------------------------|
 * | RECTO1    | 6      | as it stands                  | ours, first form                                                              |
 * | S or C    | 1      | S, C                          | separator or cover                                                            |
 * | NUMBER    | 1..24  | 0-9 and - inside              | the dossier                                                                   |
 * | SET       | 5      | 0-9 ACEFHKMNPRTVWXY           | drawn at random once per print run, so that two runs are told apart           |
 * | SERIAL    | 3      | 0-9                           | this sheet in its set, from 001: a sheet that was missed leaves a hole        |
 * | COUNT     | 3      | 0-9                           | how many sheets the set has                                                   |
 * | PROCEDURE | 1..40  | A-Z 0-9 -                     | the procedure's id in capitals                                                |
 * | CHECK     | 2      | as SET                        | over all that stands before it, the slash too                                 |
 * CHECK is a number modulo 619 in two digits of radix 25, the letters of SET in their order. With the places of "0-9A-Z-/" as values,
 * v = 0; for each letter v = (v * 38 + value) mod 619. 619 is prime and larger than 38: every single changed letter is found, and every two neighbours that
 * are swapped; of any other change 1 in 619 is not.
 * The letters of SET and CHECK leave out those that print and OCR confuse (B 8, D O Q 0, G 6, I L 1, J ], S 5, U V, Z 2); when read, B D G I L O Q S U Z
 * are taken for what they resemble.
 * New sets are drawn from the letters alone: where digits stand among letters, Tesseract doubles one in 5 of 60 clean sheets ("A4" for "4"), and in 0 of 80
 * without. Sets with digits are read as before.
 * The same code as big type, for eyes and OCR, leaves the slashes out: "RECTO1 S 7K3VX 003 025 9F"; a procedure is not part of it.
 * Must not know: pages, pictures, chance (the caller draws the set). */
#ifndef RECTO_SHEET_H
#define RECTO_SHEET_H

#include <stdbool.h>
#include <stdint.h>

typedef enum { RECTO_SHEET_SEPARATOR, RECTO_SHEET_COVER } RectoSheetKind;

#define RECTO_SHEET_SET_LENGTH 5
#define RECTO_SHEET_NUMBER_MAX 24
#define RECTO_SHEET_PROCEDURE_MAX 40
#define RECTO_SHEET_COUNT_MAX 999

/* A plain value: owns nothing, may be copied. */
typedef struct {
  RectoSheetKind kind;
  char set[RECTO_SHEET_SET_LENGTH + 1];
  int serial, count;                              /* 1 <= serial <= count <= 999 */
  char number[RECTO_SHEET_NUMBER_MAX + 1];        /* cover only, else "" */
  char procedure[RECTO_SHEET_PROCEDURE_MAX + 1];  /* lower case; cover only, "" = not known */
} RectoSheetCode;

/* RECTO_SHEET_BARS and RECTO_SHEET_TYPE leave the procedure out. */
typedef enum { RECTO_SHEET_SQUARE, RECTO_SHEET_BARS, RECTO_SHEET_TYPE } RectoSheetForm;

/* The code in this form; NULL if a part is not as the table wants it. Owned by the caller. */
char *recto_sheet_code_text(const RectoSheetCode *code, RectoSheetForm form);
/* Reads what a square code or bars say, case and the resembling letters aside. False, and *ret untouched, if it is not ours, cut or changed. */
bool recto_sheet_code_parse(const char *text, RectoSheetCode *ret);
/* Reads the big type as OCR gives it: spaces and slashes do not matter, confused letters are taken for what they resemble, the check must hold. The code may
 * stand anywhere in `text`. */
bool recto_sheet_code_parse_type(const char *text, RectoSheetCode *ret);
/* Does big type begin somewhere in `text`, whether or not it can be read to its check? Weak: "Recto 1 sur 2" begins like it too. */
bool recto_sheet_code_begins_type(const char *text);
/* The same sheet: all but the procedure, which not every form carries. */
bool recto_sheet_code_same(const RectoSheetCode *a, const RectoSheetCode *b);

/* A set's letters made of 32 random bits; and are these letters a set? */
void recto_sheet_set_from(uint32_t chance, char ret_set[RECTO_SHEET_SET_LENGTH + 1]);
bool recto_sheet_set_is(const char *set);
bool recto_sheet_number_is(const char *number);

const char *recto_sheet_kind_word(RectoSheetKind kind); /* "separator", "cover" */
bool recto_sheet_kind_from_word(const char *word, RectoSheetKind *ret);

#endif
