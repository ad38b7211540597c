/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text and pictures flowing over A4 pages: cairo draws, pango sets lines. Lengths in points from the left and top of the sheet
 * (from the right where the language runs from right to left).
 * Pictures are stand-ins of two pixels that carry a number; whoever dresses the PDF puts the encoded bytes in their place, unparsed.
 * Must not know: reports, dossiers. */
#ifndef RECTO_FLOW_H
#define RECTO_FLOW_H

#include <glib.h>
#include <stdbool.h>

#define RECTO_FLOW_LEFT 54.0
#define RECTO_FLOW_WIDTH 487.0
#define RECTO_FLOW_BOTTOM 782.0 /* nothing but the foot below */
#define RECTO_FLOW_TOP 54.0

typedef enum { RECTO_STYLE_TITLE, RECTO_STYLE_HEADING, RECTO_STYLE_NAME, RECTO_STYLE_BODY, RECTO_STYLE_BOLD, RECTO_STYLE_SOFT, RECTO_STYLE_SMALL,
               RECTO_STYLE_CODE, RECTO_STYLE_BADGE, RECTO_STYLE_ANSWER } RectoFlowStyle;
typedef struct { double red, green, blue; } RectoFlowInk;

typedef struct RectoFlow RectoFlow;

typedef struct {
  const char *foot;    /* left of the foot */
  const char *page_of; /* "Page {page} sur {pages}" */
  guint pages;         /* known from a first run; 0 = not yet */
  bool right_to_left;  /* the whole sheet is laid out as in a mirror: callers count from the side where reading begins */
} RectoFlowFrame;

/* `out` gets the PDF; it must outlive the flow. */
RectoFlow *recto_flow_new(GByteArray *out, const RectoFlowFrame *frame);
/* Finishes the PDF and frees. False if cairo failed. `ret_pages` and `ret_unknown` (letters no font has) may be NULL. */
bool recto_flow_end(RectoFlow *flow, guint *ret_pages, bool *ret_unknown);

double recto_flow_y(const RectoFlow *flow);
void recto_flow_set_y(RectoFlow *flow, double y);
guint recto_flow_page(const RectoFlow *flow);
void recto_flow_gap(RectoFlow *flow, double height); /* nothing at the top of a page */
/* Turns the page unless `height` still fits. */
void recto_flow_need(RectoFlow *flow, double height);
/* The text below the last one, line by line over as many pages as it takes. NULL and "" draw nothing. */
void recto_flow_text(RectoFlow *flow, double x, double width, RectoFlowStyle style, const char *text);
void recto_flow_ink(RectoFlow *flow, RectoFlowInk ink);
double recto_flow_height(RectoFlow *flow, double width, RectoFlowStyle style, const char *text);
/* The width of the text on one line. */
double recto_flow_length(RectoFlow *flow, RectoFlowStyle style, const char *text);
/* While measuring, nothing is drawn and no page is turned: y only grows. */
bool recto_flow_measure(RectoFlow *flow, bool on); /* returns the former state */
void recto_flow_line(RectoFlow *flow, double x1, double y1, double x2, double y2, double thickness, bool dashed);
void recto_flow_box(RectoFlow *flow, double x, double y, double width, double height, double thickness); /* thickness 0: filled */
/* A pictogram (pictogram.h) in the current ink. */
void recto_flow_pictogram(RectoFlow *flow, const char *word, double x, double y, double size);
/* The stand-in of picture `number` (0…), drawn at x, y. */
void recto_flow_picture(RectoFlow *flow, guint number, double x, double y, double width, double height);
/* The number in a stand-in's 6 bytes of RGB, or -1. */
int recto_flow_picture_number(const unsigned char *rgb, size_t size);

#endif
