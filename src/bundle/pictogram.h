/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictograms of what is wrong with a page, one source for paper and screen. A word is that of a defect ("glare"), "damaged", "look" (see for yourself) or
 * "readable". They go beside words, never in their place. Must not know: defects, reports. */
#ifndef RECTO_PICTOGRAM_H
#define RECTO_PICTOGRAM_H

#include "bundle/html.h"
#include <cairo.h>
#include <stdbool.h>

#define RECTO_PICTOGRAM_SIDE 24.0 /* units of the paths */

bool recto_pictogram_exists(const char *word);
/* In the cairo's ink, `size` wide and high. False when there is none of that name or its path cannot be read (a mistake of ours: a test draws them all). */
bool recto_pictogram_draw(cairo_t *cairo, const char *word, double x, double y, double size);
/* Inline <svg class="pictogram"> in the colour of the words around it; nothing without such a word. */
void recto_pictogram_html(RectoHtml *html, const char *word);

#endif
