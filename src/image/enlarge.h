/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Print drawn anew, three times as large, by a small convolutional net that learnt from drawn print what strokes lie behind few, grainy or blurred pixels.
 * Layers of square kernels, their points `spread` pixels apart; leaky ReLU between; the last gives the nine pixels that one becomes. 1 = black ink, 0 = paper.
 * Edges come out as soft and strokes as heavy as the OCR reads best. Must not know: words, when it is worth it. */
#ifndef RECTO_ENLARGE_H
#define RECTO_ENLARGE_H

#include "image/pix.h"

enum { ENLARGE_TIMES = 3, ENLARGE_OUT = ENLARGE_TIMES * ENLARGE_TIMES, ENLARGE_LAYERS = 6, ENLARGE_CHANNELS = 24, ENLARGE_REACH = 8 /* at most: pixels each way that one becomes nine by */ };
#define ENLARGE_LEAK 0.1F /* what is left of a value below 0 */

/* `weight`: [out][in][side][side], then `bias`: [out]; both inside the net's row of weights. `side` is 3 or 5, `spread` 1 or 2 (1 where the side is 5); `reach`: pixels each way that one is made of. */
typedef struct { int in, out, side, spread, reach; float *weight, *bias; } RectoEnlargeLayer;

typedef struct {
  int n_layers, reach, n_weights;
  bool adds;   /* what comes out is added to the pixel */
  float least; /* paper lighter than the page's goes in as ink of no less than this */
  RectoEnlargeLayer layer[ENLARGE_LAYERS];
  float *weights; /* owned; all layers' in order */
} RectoEnlarger;

/* The stored form, 32 bits little endian after the head: layers, adds, least (float); of each layer out, side, spread; the weights (floats). */
#define RECTO_ENLARGER_HEAD "RECTO-ENLARGE 2\n"

/* `shape`: out, side, spread of each layer. A net of weights 0, owned by the caller (recto_enlarger_free); NULL when there is no such net. */
RectoEnlarger *recto_enlarger_new(const int (*shape)[3], int n_layers);
/* The same from a file: NULL with `error` when it is absent or not of this form. */
RectoEnlarger *recto_enlarger_load(const char *path, GError **error);
bool recto_enlarger_save(const RectoEnlarger *net, const char *path, GError **error);
void recto_enlarger_free(RectoEnlarger *enlarger);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoEnlarger, recto_enlarger_free)

/* For print of few pixels, in grain, and blurred; owned. */
typedef struct { RectoEnlarger *small, *grain, *blur; } RectoEnlargers;
/* From small.weights, grain.weights, blur.weights of a folder; on false cleared. */
bool recto_enlargers_load(const char *folder, RectoEnlargers *ret, GError **error);
void recto_enlargers_clear(RectoEnlargers *enlargers);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoEnlargers, recto_enlargers_clear)

/* 8 bpp, evenly lit, its paper `paper` (grey level): a new picture of three times the width and height on paper of 255; NULL when memory is short. What holds no ink is not looked at. */
PIX *recto_enlarge(const RectoEnlarger *enlarger, PIX *grey, int paper);

#endif
