/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other hand: draws the documents that judge Recto. One layout language (README.md), one dice, one truth.
 * Must never know models/, src/judge/, tools/specimen/ or samples/: the accuracy that is published is measured on these pages. */
#ifndef EXAM_H
#define EXAM_H

#include <cairo.h>
#include <glib.h>
#include <json-glib/json-glib.h>
#include <pango/pangocairo.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- dice.c: a seeded generator (splitmix64); the same seed gives the same page on every machine. */
typedef struct {
  uint64_t state;
} ExamDice;
ExamDice exam_dice(uint64_t seed, const char *salt);
uint64_t exam_dice_next(ExamDice *dice);
int exam_dice_int(ExamDice *dice, int low, int high); /* both ends may come */
double exam_dice_real(ExamDice *dice, double low, double high);
double exam_dice_gauss(ExamDice *dice);

/* ---- numbers.c: dates and numbers with their check digits. */
typedef struct {
  int year, month, day;
} ExamDate;
ExamDate exam_date_from_iso(const char *iso);
char *exam_date_to_iso(ExamDate date);
ExamDate exam_date_shift(ExamDate date, int amount, char unit); /* 'd', 'm', 'y' */
int exam_weekday(ExamDate date); /* 0 = Sunday */
char *exam_siret(ExamDice *dice);
char *exam_nir(ExamDice *dice, char sex, ExamDate birth, bool abroad, const char *department);
char *exam_fiscal_number(ExamDice *dice);
char *exam_iban(ExamDice *dice);
char exam_mrz_digit(const char *text, size_t length);
char *exam_digits(ExamDice *dice, int count);
char *exam_upper_ascii(const char *text); /* A-Z, space, '-' and apostrophe only */

/* ---- vars.c: names and values; {…} in a layout. */
typedef struct {
  GHashTable *values;
  ExamDice *dice;
  const GPtrArray *sentences; /* lines for {say}; may be NULL */
  bool people_known; /* exam_invent() ran already: these people again, whatever culture the layout would choose */
} ExamVars;
void exam_set(ExamVars *vars, const char *name, const char *value);
void exam_take(ExamVars *vars, const char *name, char *value); /* owns value */
const char *exam_value(const ExamVars *vars, const char *name); /* NULL = unknown */
/* Replaces every {…}. With `markup`, values are escaped for Pango. NULL and a message on an unknown name or filter. */
char *exam_expand(ExamVars *vars, const char *text, bool markup, GError **error);

/* ---- filters.c */
char *exam_filter(const char *value, const char *filter); /* NULL = no such filter */

/* ---- people.c, papers.c: who lives in this world. */
void exam_invent(ExamVars *vars);
void exam_invent_papers(ExamVars *vars, const char *prefix);

/* ---- ink.c: text on a page, mm. */
typedef struct {
  cairo_t *cairo;
  double width, height; /* of the page, mm */
  char *font, *colour;
  double size; /* pt */
  double x, y, w; /* flow cursor, mm */
  double column[16];
  char align[16];
  int n_columns;
  unsigned unknown_glyphs, face;
  GString *words;
} ExamInk;
typedef struct {
  const char *font, *colour, *fill, *stroke;
  double size, width, spacing, turn, height, pen, radius, gap;
  char align;
  bool bold, italic, grid, mono;
} ExamStyle;
/* Hears all visible text as it is drawn: hung onto a page's cairo_t as user data, it learns where each word stands. */
typedef struct {
  void (*hear)(cairo_t *cairo, PangoLayout *layout, gpointer data); /* the layout's origin is the cairo's */
  gpointer data;
} ExamListener;
extern const cairo_user_data_key_t exam_listener;
double exam_ink_text(ExamInk *ink, double x, double y, const ExamStyle *style, const char *markup, double *ret_width); /* returns the height, mm */
void exam_ink_row(ExamInk *ink, const ExamStyle *style, char **cells);
void exam_ink_box(ExamInk *ink, double x, double y, double w, double h, const ExamStyle *style);
void exam_ink_colour(cairo_t *cairo, const char *colour); /* "#rrggbb" or "#rrggbbaa" */
void exam_ink_mrz(ExamInk *ink, double x, double y, double pitch, const char *font, const char *line);

/* ---- ornament.c: pictures without words. */
void exam_ornament(ExamInk *ink, ExamDice *dice, const char *kind, double x, double y, double w, double h, const ExamStyle *style);

/* ---- layout.c */
typedef struct {
  char *type, *side, *person;
  GPtrArray *fields; /* name, value, name, value… */
  GPtrArray *mrz;    /* lines of machine-readable zones, in the order of drawing */
} ExamPage;
typedef struct ExamSheets ExamSheets;
typedef struct {
  cairo_t *(*open_page)(double width_mm, double height_mm, gpointer data);
  void (*close_page)(gpointer data);
  gpointer data;
  GString *words; /* what was drawn, in order; may be NULL */
  const char *zone_font; /* of machine-readable zones; NULL = OCR B */
} ExamPaper;
ExamSheets *exam_sheets_load(const char *folder, GError **error);
void exam_sheets_free(ExamSheets *sheets);
char **exam_sheets_list(const ExamSheets *sheets);
/* Draws one layout; ret_pages gets ExamPage*. */
bool exam_draw(const ExamSheets *sheets, const char *name, ExamVars *vars, const ExamPaper *paper, GPtrArray **ret_pages, GError **error);
void exam_page_free(ExamPage *page);

#define EXAM_ERROR g_quark_from_static_string("exam")
#endif
