/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A morning's mail through the scanner: who wrote, what lay in the envelopes, what the feeder made of it.
 * plan (stack-plan.c, stack-envelope.c) -> drawn sheet (stack-draw.c) -> scanned page (stack-scan.c) -> file (stack-file.c) and truth (stack-truth.c).
 * Must never know models/, src/judge/, tools/specimen/ or samples/. */
#ifndef EXAM_STACK_H
#define EXAM_STACK_H

#include "exam.h"
#include <leptonica/allheaders.h>

/* One who writes to the prefecture. The same seed and wishes give the same identity on every paper. */
typedef struct {
  char *id, *culture, *dossier; /* dossier: the number that the office gave earlier; NULL = none is quoted */
  char *family, *given, *birth, *sex; /* wishes (a brother, a father of the same name); NULL = as the dice fall */
  bool hosted; /* lives at the host's address, and proves it so */
  guint64 seed;
} StackPerson;

typedef enum { PAPER_DOCUMENT, PAPER_BLANK, PAPER_SEPARATOR, PAPER_FOREIGN } StackPaper;
typedef enum { NAME_AS_IS, NAME_NO_ACCENTS, NAME_HYPHENS, NAME_SWAPPED, NAME_FIRST_ONLY } StackNaming;
typedef struct {
  bool crease, stain, holes, staple, photocopy;
  int turn; /* degrees clockwise as the page lies in the feeder */
} StackMarks;

/* One side of a sheet. */
typedef struct {
  StackPaper paper;
  const char *layout; /* interned */
  int of_layout; /* which page of that layout, from 0 */
  guint64 seed;
  int person; /* index into StackSet.people whose world is drawn; -1 = nobody's */
  char as; /* 'p' the applicant, 'h' the host, 's' the spouse, 'c' the child stands in the applicant's place on this paper */
  bool nobody; /* an envelope that cannot be anybody's */
  StackNaming naming;
  char today[12];
  int envelope, sheet; /* from 1; sheet: number of the separator sheet */
  StackMarks marks;
} StackPage;

typedef enum { SCAN_TIFF_G4, SCAN_TIFF_JPEG, SCAN_TIFF_DEFLATE, SCAN_PDF_GREY, SCAN_PDF_COLOUR, SCAN_PDF_G4 } StackFormat;
typedef struct {
  StackFormat format;
  int dpi, quality;
  bool duplex, crop, streak; /* crop: the device cuts to the paper's size; streak: dust on its glass */
} StackScan;

typedef struct {
  int number; /* from 1 */
  char *name; /* stack-01.tif */
  GArray *pages; /* StackPage */
  GArray *people; /* int: who wrote, in order of envelopes; -1 = nobody's envelope */
  bool separators, first_sheet, sheet_lost;
  int again; /* the number of the stack that this one repeats; 0 = none */
  bool identical; /* … byte for byte; else the same paper scanned again */
  StackScan scan;
  guint64 scan_seed;
} Stack;

typedef struct {
  guint64 seed;
  int dpi; /* 0 = mixed */
  int sheets_given; /* pages of the PDF of separators; 0 = we draw our own */
  GPtrArray *people; /* StackPerson* */
  GPtrArray *stacks; /* Stack* */
} StackSet;

StackSet *stack_set_plan(guint64 seed, int count, int dpi, int sheets_given);
void stack_set_free(StackSet *set);
/* stack-envelope.c: the papers of one envelope, 2 to 10 pages, appended. */
void stack_fill_envelope(StackSet *set, Stack *stack, int person, int envelope, const char *today, ExamDice *dice);
void stack_fill_nobody(StackSet *set, Stack *stack, int envelope, const char *today, ExamDice *dice);
StackPage stack_foreign_page(StackSet *set, int envelope, const char *today, ExamDice *dice);

/* stack-draw.c: a sheet of clean paper, its marks on it, and what it says. */
typedef struct {
  cairo_surface_t *surface;
  double width, height; /* mm */
  GString *words; /* all that is printed, zones included */
  ExamPage *truth; /* NULL for blanks and given sheets */
  GHashTable *values; /* of the people of its world; NULL when nobody's */
} StackDrawn;
typedef struct {
  const ExamSheets *layouts;
  const char *sheets_folder; /* sheet-N.png of the given PDF; NULL = mail-separator */
} StackPress;
bool stack_draw(const StackPress *press, const StackSet *set, const StackPage *page, const StackScan *scan, cairo_surface_t *front, StackDrawn *ret,
                GError **error);
void stack_drawn_clear(StackDrawn *drawn);
/* Fills `vars` with the world of this person. */
void stack_invent(const StackPerson *person, ExamVars *vars);

/* stack-scan.c: 1, 8 or 32 bits, at the scan's resolution. */
PIX *stack_scan_page(const Stack *stack, const StackPage *page, guint index, const StackDrawn *drawn);

/* stack-file.c: pages one after the other into a file. */
typedef struct StackFile StackFile;
StackFile *stack_file_open(const char *path, const StackScan *scan);
bool stack_file_add(StackFile *file, PIX *pix);
bool stack_file_close(StackFile *file); /* frees it */

/* stack-truth.c */
void stack_truth_page(const StackSet *set, const Stack *stack, guint index, const StackDrawn *drawn, JsonArray *pages);
bool stack_truth_write(const StackSet *set, const Stack *stack, JsonArray *pages, const char *path, GError **error); /* takes pages */

#endif
