/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a page as hidden text: each on its line's baseline, one size a line, stretched over its box. Must not know: files. */
#ifndef RECTO_HIDDEN_H
#define RECTO_HIDDEN_H

#include "bundle/glyphless.h"

/* Appends text operators for the words (of RectoWord*) to `out`, on a page of `height` px, in a frame of `scale` points per px.
 * The font is expected as resource /F0. */
void recto_hidden_words(GString *out, RectoGlyphless *font, const GPtrArray *words, double height, double scale);

#endif
