/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weights from their stored bytes. */
#include "mrz/net.h"

#include <recto/error.h>
#include <string.h>

static const char head[] = "RECTO-OCRB 1\n";

typedef struct { const uint8_t *at; size_t left; } Bytes;

static bool take_floats(Bytes *bytes, float *to, size_t n) {
  if (bytes->left < 4 * n) return false;
  for (size_t i = 0; i < n; i++) {
    uint32_t bits = (uint32_t)bytes->at[4 * i] | (uint32_t)bytes->at[4 * i + 1] << 8 | (uint32_t)bytes->at[4 * i + 2] << 16 | (uint32_t)bytes->at[4 * i + 3] << 24;
    memcpy(to + i, &bits, 4);
  }
  bytes->at += 4 * n;
  bytes->left -= 4 * n;
  return true;
}

/* `rows` x `channels` signed bytes, scaled by channel, into rows of `stride`. */
static bool take_layer(Bytes *bytes, float *to, float *bias, size_t rows, size_t channels, size_t stride) {
  float scale[NET_FC];
  if (!take_floats(bytes, scale, channels) || !take_floats(bytes, bias, channels) || bytes->left < rows * channels) return false;
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < channels; c++) to[r * stride + c] = (float)(int8_t)bytes->at[r * channels + c] * scale[c];
  bytes->at += rows * channels;
  bytes->left -= rows * channels;
  return true;
}

RectoMrzWeights *recto_mrz_weights_load(const char *path, GError **error) {
  g_autofree char *content = NULL;
  gsize size = 0;
  if (!g_file_get_contents(path, &content, &size, error)) return NULL;
  Bytes bytes = {(const uint8_t *)content, size};
  g_autofree RectoMrzWeights *w = g_new0(RectoMrzWeights, 1);
  bool right = size > strlen(head) && memcmp(content, head, strlen(head)) == 0;
  bytes.at += right ? strlen(head) : 0;
  bytes.left -= right ? strlen(head) : 0;
  right = right && take_layer(&bytes, &w->c1[0][0][0], w->b1, 9, NET_C1, NET_C1) && take_layer(&bytes, &w->c2[0][0][0], w->b2, 9 * NET_C1, NET_C2, NET_C2) &&
          take_layer(&bytes, &w->c3[0][0][0], w->b3, 9 * NET_C2, NET_C3, NET_C3) &&
          take_layer(&bytes, w->fc[0], w->b4, NET_H3 * NET_W3 * NET_C3, NET_FC, NET_FC) && take_layer(&bytes, w->out[0], w->b5, NET_FC, NET_OUT, NET_OUT_PADDED);
  if (right && bytes.left == 0) return g_steal_pointer(&w);
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_MODEL, "%s is not an OCR-B recogniser of this version", path);
  return NULL;
}
