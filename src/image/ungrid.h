/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page on a screen, by the screen's grid and by its print. Must not know: words, verdicts. */
#ifndef RECTO_UNGRID_H
#define RECTO_UNGRID_H

#include "image/pix.h"

#include <recto/model.h>

/* `grey` (8 bpp) without a screen's grid; NULL where it shows none, where the grid lies beside the print (a woven cloth), or where the print is lost with it. */
PIX *recto_ungrid(PIX *grey, const RectoModels *limits);

#endif
