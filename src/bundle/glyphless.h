/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The font of the hidden text: five empty glyphs of different widths and a table from characters to them. A person sees the page's picture; a search,
 * a screen reader and "copy" get the words of every script, without one foreign font file and without a missing glyph.
 * (Drawing real glyphs under the picture needs a font for each script, shaping, and fails silently as boxes where a font is missing.)
 * Must not know: pages. */
#ifndef RECTO_GLYPHLESS_H
#define RECTO_GLYPHLESS_H

#include "bundle/pdfa.h"

/* In thousandths of the font's size. */
#define RECTO_GLYPHLESS_ASCENT 800
#define RECTO_GLYPHLESS_DESCENT (-200)

typedef struct RectoGlyphless RectoGlyphless;

RectoGlyphless *recto_glyphless_new(void);
void recto_glyphless_free(RectoGlyphless *font);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoGlyphless, recto_glyphless_free)
/* Appends the text as a hexadecimal PDF string of two-byte codes, in the order in which it stands on the page from left to right (Arabic and
 * Hebrew reversed, as every PDF has them). Returns its width in thousandths of the font's size. */
int recto_glyphless_encode(RectoGlyphless *font, const char *text, GString *out);
/* Writes the font with all characters met so far as object `number`. */
void recto_glyphless_write(const RectoGlyphless *font, RectoPdfa *pdf, int number);

#endif
