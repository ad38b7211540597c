/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What looks like letters among the connected parts of a page's ink. Must not know: pages, where the ink came from. */
#ifndef RECTO_LETTERS_H
#define RECTO_LETTERS_H

#include "image/pix.h"

#include <recto/model.h>

typedef struct {
  BOXA *box;     /* px of the ink; owned */
  double height; /* median, px; 0 without letters */
  double rows;   /* share of them that stand beside another of like height on the same line: text 0.8 and more, pictures far less */
} RectoLetters;

/* `parts`: boxes of the ink's connected parts, from the top; `least`: px, what is lower is no letter whatever the limits say. False when memory is short. */
bool recto_letters_find(const BOXA *parts, int least, const RectoModels *limits, RectoLetters *ret);
/* The same share, of any boxes that are sorted from the top. */
double recto_letters_in_rows(const BOXA *letters);
void recto_letters_clear(RectoLetters *letters);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoLetters, recto_letters_clear)

#endif
