/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small print three times as large, by a small convolutional net that learnt from drawn print what strokes lie behind so few pixels.
 * conv 5x5 -> ENLARGE_C1, conv 3x3 -> ENLARGE_C2, conv 3x3 -> the nine pixels that one becomes, added to it; leaky ReLU between. 1 = black ink, 0 = paper.
 * Edges come out as soft and strokes as heavy as the OCR reads best. Must not know: words, when it is worth it. */
#ifndef RECTO_ENLARGE_H
#define RECTO_ENLARGE_H

#include "image/pix.h"

enum { ENLARGE_TIMES = 3, ENLARGE_C1 = 24, ENLARGE_C2 = 20, ENLARGE_OUT = ENLARGE_TIMES * ENLARGE_TIMES, ENLARGE_REACH = 4 /* pixels each way that one becomes nine by */ };
#define ENLARGE_LEAK 0.1F /* what is left of a value below 0 */

/* Floats only, so that learning may see it as one row of numbers. */
typedef struct {
  float w1[ENLARGE_C1][1][5][5], b1[ENLARGE_C1];
  float w2[ENLARGE_C2][ENLARGE_C1][3][3], b2[ENLARGE_C2];
  float w3[ENLARGE_OUT][ENLARGE_C2][3][3], b3[ENLARGE_OUT];
} RectoEnlarger;

/* The stored form: RECTO_ENLARGER_HEAD, then the struct's floats in order, little endian. Owned by the caller (g_free). NULL with `error` when the file is absent or not of this form. */
#define RECTO_ENLARGER_HEAD "RECTO-ENLARGE 1\n"
RectoEnlarger *recto_enlarger_load(const char *path, GError **error);

/* 8 bpp, evenly lit, its paper `paper` (grey level): a new picture of three times the width and height on paper of 255; NULL when memory is short. What holds no ink is not looked at. */
PIX *recto_enlarge(const RectoEnlarger *enlarger, PIX *grey, int paper);

#endif
