/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What block.c and wear.c share. */
#ifndef OCR_B_BLOCK_H
#define OCR_B_BLOCK_H

#include "ocr-b.h"

typedef struct { int width, height; uint8_t *px; } Canvas;

/* Coverage (255 = ink) becomes a worn grey picture. Returns by how much the picture was scaled up on the way. `pitch` in pixels. */
double wear(Canvas *canvas, double pitch, Rng *rng);

#endif
