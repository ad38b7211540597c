/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few visible words in a PDF without a font: their outlines as filled paths (pango shapes, cairo traces). Must not know: documents. */
#ifndef RECTO_OUTLINE_H
#define RECTO_OUTLINE_H

#include <glib.h>
#include <recto/fact.h>

/* Draws the text at box->x, box->y (points, from the top), wrapped at box->width, and sets the box to what it covers.
 * `page_height` in points. */
void recto_outline_text(GString *out, const char *text, double size, double page_height, RectoBox *box);

#endif
