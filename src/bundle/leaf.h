/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single A4 leaves drawn where their maker says: text of any size, square codes and bars, black on white. For sheets and slips; the report flows
 * (bundle/flow.h). Lengths in points from the left and top of the leaf. Must not know: dossiers, models. */
#ifndef RECTO_LEAF_H
#define RECTO_LEAF_H

#include "bundle/pdfa.h"
#include <glib.h>
#include <stdbool.h>

#define RECTO_LEAF_WIDTH 595.276
#define RECTO_LEAF_HEIGHT 841.89
#define RECTO_LEAF_MM (72 / 25.4)

typedef enum { RECTO_LEAF_LEFT, RECTO_LEAF_CENTRE, RECTO_LEAF_RIGHT } RectoLeafAlign;
typedef struct {
  double size;   /* points */
  bool bold, mono;
  RectoLeafAlign align;
  double grey;   /* 0 black … 1 white */
  int lines;     /* no more lines than these, the last one ends in "…"; 0 = as many as it takes */
} RectoLeafStyle;

typedef struct RectoLeaf RectoLeaf;

RectoLeaf *recto_leaf_new(void);
/* Ends this leaf; what is drawn next stands on another. */
void recto_leaf_turn(RectoLeaf *leaf);
/* The PDF/A-1b of all leaves; frees. NULL with an ENGINE error if cairo or qpdf refuses. `ret_unknown` (may be NULL): some letters no font has. */
GBytes *recto_leaf_end(RectoLeaf *leaf, const RectoPdfaInfo *info, bool *ret_unknown, GError **error);
void recto_leaf_free(RectoLeaf *leaf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoLeaf, recto_leaf_free)

/* Text in a column; returns its height. NULL and "" take none. Letters that no font has are spelled by their codes, never drawn as boxes. */
double recto_leaf_text(RectoLeaf *leaf, double x, double y, double width, RectoLeafStyle style, const char *text);
/* The same without drawing. */
double recto_leaf_text_height(RectoLeaf *leaf, double width, RectoLeafStyle style, const char *text);
/* On one line, drawn smaller than `style` says if that is what it takes to fit. */
double recto_leaf_text_fit(RectoLeaf *leaf, double x, double y, double width, RectoLeafStyle style, const char *text);
double recto_leaf_text_length(RectoLeaf *leaf, RectoLeafStyle style, const char *text);
/* A filled box, and a frame of this thickness, its middle on the edges given. */
void recto_leaf_fill(RectoLeaf *leaf, double x, double y, double width, double height, double grey);
void recto_leaf_frame(RectoLeaf *leaf, double x, double y, double width, double height, double thickness);
/* A QR code of level H filling the square; its quiet margin is the caller's. False if the text is too long for one. */
bool recto_leaf_square_code(RectoLeaf *leaf, double x, double y, double side, const char *text);
/* Code 128 over `width`; `upright` turns it so that its bars lie one above the other, over `height`. False if a letter has no bars. */
bool recto_leaf_bars(RectoLeaf *leaf, double x, double y, double width, double height, bool upright, const char *text);

#endif
