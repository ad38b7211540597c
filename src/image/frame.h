/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page to look at, with places framed. Must not know: what is wrong there, words. */
#ifndef RECTO_FRAME_H
#define RECTO_FRAME_H

#include "image/pix.h"

#include <recto/model.h>

/* PNG, longest side at most limit image.page.framed-side. `boxes` (of RectoBox) are px of a frame `width` px wide, of which `upright` is a picture at any scale;
 * without one the whole page is framed. NULL when memory is short. */
RectoImage *recto_frame_encode(PIX *upright, uint32_t width, const GArray *boxes, const RectoModels *limits);

#endif
