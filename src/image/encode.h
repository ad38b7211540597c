/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures that leave the reader: the page for the bundle and its thumbnail. All in memory, no files. Must not know: PDF, pages. */
#ifndef RECTO_ENCODE_H
#define RECTO_ENCODE_H

#include "image/light.h"

/* Baseline JPEG of an 8 bpp or 32 bpp picture. NULL when memory is short. */
RectoImage *recto_encode_jpeg(PIX *pix, int quality);
/* Raw CCITT G4 of a 1 bpp picture (1 = black): one strip, no wrapper, most significant bit first. */
RectoImage *recto_encode_g4(PIX *ink);
/* Longest side at most limit image.page.thumb-side. */
RectoImage *recto_encode_thumb(PIX *upright, const RectoModels *limits);
/* Does the page hold nothing but dark strokes on plain paper, so that black and white loses nothing? In doubt it stays grey. */
bool recto_encode_is_text_only(const RectoSurvey *survey, const RectoModels *limits);

typedef enum {
  RECTO_PAGE_BILEVEL, /* the source was black and white: G4 */
  RECTO_PAGE_TEXT,    /* grey source, only text: evened, thresholded, G4 */
  RECTO_PAGE_GREY,    /* grey JPEG */
  RECTO_PAGE_COLOUR,  /* colour JPEG */
} RectoPageStyle;

/* The page for the bundle, at the resolution that limits image.page.* allow. `upright` is grey, or colour for RECTO_PAGE_COLOUR, at `dpi`. */
RectoImage *recto_encode_page(PIX *upright, double dpi, RectoPageStyle style, const RectoCleaning *cleaning, const RectoModels *limits);

#endif
