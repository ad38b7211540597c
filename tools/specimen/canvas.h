/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sheet being drawn. Lengths of the public functions are millimetres from the page's top left; inside, one unit is 1/300 inch.
 * The canvas knows paper, not documents: what is printed where comes from the layout. */
#ifndef SPECIMEN_CANVAS_H
#define SPECIMEN_CANVAS_H

#include "rng.h"
#include "vars.h"
#include <cairo.h>
#include <pango/pangocairo.h>

#define MM (300.0 / 25.4)
#define PT (300.0 / 72.0)

typedef enum { SHEET_BARE, SHEET_COPY } SheetKind;

/* What one page of the output shows, in the order it was printed. */
typedef struct {
  char *side;
  GPtrArray *names, *values; /* char*, parallel */
  GString *words; /* all that is printed, one a line; zones too, stamps and what is pale as water not */
  GArray *x_heights; /* double, px: one for each letter of it but the zones' */
  cairo_surface_t *surface; /* NULL for a PDF */
} CanvasPage;

typedef struct {
  const Vars *vars;
  const char *type;
  guint64 seed;
  SheetKind sheet;
  cairo_t *cr; /* of the page being drawn */
  cairo_surface_t *pdf; /* NULL = images */
  GPtrArray *pages; /* of CanvasPage* */
  double width, height; /* of the logical page */
  double slot_y; /* next free place on a copy sheet */
  double cursor;
  char *font;
  double size;
  double column_x;
  double *column_w;
  char *column_al;
  size_t n_columns;
  guint missing_glyphs;
} Canvas;

typedef struct {
  char **at; /* positional words, NULL-terminated */
  GHashTable *opts; /* key -> value; a bare word has the value "" */
  char **text; /* cells after the first " | ", expanded; NULL-terminated, may be empty */
} Args;

Canvas *canvas_new(const Vars *vars, const char *type, guint64 seed, SheetKind sheet, const char *pdf_path);
void canvas_free(Canvas *canvas);
void canvas_page(Canvas *canvas, double width, double height, const char *side);
void canvas_finish(Canvas *canvas);
void canvas_saw(void *canvas, const char *name, const char *truth); /* a VarsSeen */
void canvas_printed(Canvas *canvas, const char *text, double x_height); /* px; 0 = does not count */
double canvas_x_height(const CanvasPage *page); /* of its middle letter, on cards that of the upper quarter (labels outnumber values there); 0 = nothing is written */

double arg(const Args *args, size_t index, double fallback);
const char *opt(const Args *args, const char *key, const char *fallback);
double opt_number(const Args *args, const char *key, double fallback);
bool opt_has(const Args *args, const char *key);
void canvas_color(cairo_t *cr, const char *hex, double alpha); /* #rgb, #rrggbb, #rrggbbaa */

/* text.c: each returns the height in millimetres */
double text_draw(Canvas *canvas, const Args *args, const char *text, double x, double y, double width, const char *align);
void cmd_text(Canvas *canvas, const Args *args);
void cmd_row(Canvas *canvas, const Args *args);
void cmd_mrz(Canvas *canvas, const Args *args);
void cmd_specimen(Canvas *canvas, const Args *args);
/* shape.c */
void cmd_rect(Canvas *canvas, const Args *args);
void cmd_line(Canvas *canvas, const Args *args);
void cmd_circle(Canvas *canvas, const Args *args);
void cmd_poly(Canvas *canvas, const Args *args);
void cmd_check(Canvas *canvas, const Args *args);
void cmd_bars(Canvas *canvas, const Args *args);
void cmd_flag(Canvas *canvas, const Args *args);
/* art.c */
void cmd_guilloche(Canvas *canvas, const Args *args);
void cmd_portrait(Canvas *canvas, const Args *args);
void cmd_sign(Canvas *canvas, const Args *args);
void cmd_stamp(Canvas *canvas, const Args *args);
void cmd_emblem(Canvas *canvas, const Args *args);
void cmd_logo(Canvas *canvas, const Args *args);
void cmd_chip(Canvas *canvas, const Args *args);
/* code.c */
void cmd_code(Canvas *canvas, const Args *args);

#endif
