/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sheet on whatever it lies: the largest part of the picture that is as light as paper. It need not be the whole page, nor a page at all. Must not know: corners, letters. */
#ifndef RECTO_SHEET_H
#define RECTO_SHEET_H

#include "image/pix.h"

#include <recto/model.h>

/* 1 bpp, a px for each tile of the picture (8 bpp), holes filled; owned by the caller. NULL where nothing is as light, where nearly all is, or when memory is short. */
PIX *recto_sheet_find(PIX *grey, const RectoModels *limits);
/* Of boxes of that picture, those whose middle lies on it, or beside it; owned by the caller, NULL when memory is short. */
BOXA *recto_sheet_boxes(PIX *sheet, const BOXA *boxes, bool on);

#endif
