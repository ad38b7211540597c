/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The OCR-B recogniser: a small convolutional net over one character's window.
 * 28x24 -> conv 3x3 x16, max 2x2 -> conv 3x3 x24, max 2x2 -> conv 3x3 x48 (no border) -> 96 -> 41 outputs; ReLU between.
 * Weights are whole numbers of 8 bits, activations of 16, sums of 32: every machine gives the same answer to the last bit, with AVX2 or without.
 * Must not know: pictures, layouts. */
#ifndef RECTO_MRZ_NET_H
#define RECTO_MRZ_NET_H

#include "mrz/cell.h"

#include <glib.h>

/* The classes: RECTO_MRZ_CHARACTERS in this order, then "no character here". */
#define RECTO_MRZ_CHARACTERS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
enum { RECTO_NET_UNIT = 128, RECTO_NET_MOST = 16383 }; /* whole numbers to 1; the greatest: 960 of them by 127 stay below 2^31 */
enum { RECTO_MRZ_N_CHARACTERS = 37, RECTO_MRZ_NOTHING = 37, RECTO_MRZ_N_CLASSES = 38 };

enum {
  NET_C1 = 16, NET_C2 = 24, NET_C3 = 48, NET_FC = 96, NET_OUT = RECTO_MRZ_N_CLASSES + 3,
  NET_H1 = RECTO_CELL_HEIGHT / 2, NET_W1 = RECTO_CELL_WIDTH / 2, NET_H2 = NET_H1 / 2, NET_W2 = NET_W1 / 2, NET_H3 = NET_H2 - 2, NET_W3 = NET_W2 - 2,
  NET_OUT_PADDED = 48, /* a whole number of vectors */
};

/* As learnt: input channel before output channel, output channels side by side. */
typedef struct {
  float c1[9][1][NET_C1], b1[NET_C1];
  float c2[9][NET_C1][NET_C2], b2[NET_C2];
  float c3[9][NET_C2][NET_C3], b3[NET_C3];
  float fc[NET_H3 * NET_W3 * NET_C3][NET_FC], b4[NET_FC];
  float out[NET_FC][NET_OUT_PADDED], b5[NET_OUT_PADDED];
} RectoMrzFloats;

/* As read: two neighbouring inputs beside each other, for the CPU multiplies and adds them in pairs. The first layer's rows of three have a fourth, 0.
 * `s`: what a sum's unit is worth by channel, `b`: biases. */
typedef struct {
  int16_t c1[3 * 2][NET_C1][2], c2[9 * NET_C1 / 2][NET_C2][2], c3[9 * NET_C2 / 2][NET_C3][2], fc[NET_H3 * NET_W3 * NET_C3 / 2][NET_FC][2], out[NET_FC / 2][NET_OUT_PADDED][2];
  float s1[NET_C1], b1[NET_C1], s2[NET_C2], b2[NET_C2], s3[NET_C3], b3[NET_C3], s4[NET_FC], b4[NET_FC], s5[NET_OUT_PADDED], b5[NET_OUT_PADDED];
} RectoMrzWeights;

typedef struct {
  float log_p[RECTO_MRZ_N_CLASSES]; /* natural logarithm, sums to 1 as probabilities */
  float dx, dy;  /* where the character's middle lies from the cell's centre, in pitches along and down; only meaningful where there is one */
  float stretch; /* ln(true height / the cell's) */
} RectoMrzGlance;

void recto_mrz_net_look(const RectoMrzWeights *weights, const float window[RECTO_CELL_WIDTH * RECTO_CELL_HEIGHT], RectoMrzGlance *ret);
/* The same without the CPU's vectors, for comparison. */
void recto_mrz_net_look_plain(const RectoMrzWeights *weights, const float window[RECTO_CELL_WIDTH * RECTO_CELL_HEIGHT], RectoMrzGlance *ret);

/* The stored form: "RECTO-OCRB 1\n", then for each layer its output channels' scales (float, little endian) and biases, then its weights as signed bytes.
 * Owned by the caller (g_free). NULL with `error` when the file is absent or not of this form. */
RectoMrzWeights *recto_mrz_weights_load(const char *path, GError **error);

#endif
