/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Setting lines of text so that no letter is lost: shared by the report and the leaves. Must not know: pages. */
#ifndef RECTO_GLYPHS_H
#define RECTO_GLYPHS_H

#include <pango/pangocairo.h>
#include <stdbool.h>

#define RECTO_GLYPHS_SANS "Noto Sans, Noto Sans Arabic, Noto Sans CJK SC, DejaVu Sans, sans-serif"
#define RECTO_GLYPHS_MONO "DejaVu Sans Mono, Liberation Mono, monospace"

/* For a PDF surface in points: no hinting, letters where they belong. Owned by the caller. */
PangoContext *recto_glyphs_context(cairo_t *cairo);
void recto_glyphs_font(PangoLayout *layout, const char *family, double size, PangoWeight weight);
/* Sets the text; a letter that no font has is spelled by its code, "[U+0041]": pango would draw a box, without an error. True if there was one. */
bool recto_glyphs_set(PangoLayout *layout, const char *text);

#endif
