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

typedef struct { size_t rows, channels; const int8_t *weights; float scale[NET_FC], bias[NET_FC]; } Layer;

static bool take_layer(Bytes *bytes, size_t rows, size_t channels, Layer *ret) {
  *ret = (Layer){.rows = rows, .channels = channels};
  if (!take_floats(bytes, ret->scale, channels) || !take_floats(bytes, ret->bias, channels) || bytes->left < rows * channels) return false;
  ret->weights = (const int8_t *)bytes->at;
  bytes->at += rows * channels;
  bytes->left -= rows * channels;
  return true;
}

/* Row r of the layer becomes input `place[r]` (its own number where `place` is NULL); `stride` channels are kept. */
static void put_pairs(const Layer *layer, const uint8_t *place, size_t stride, int16_t *to, float *scale, float *bias) {
  for (size_t r = 0; r < layer->rows; r++)
    for (size_t c = 0; c < layer->channels; c++) {
      size_t input = place ? place[r] : r;
      to[(input / 2 * stride + c) * 2 + input % 2] = layer->weights[r * layer->channels + c];
    }
  for (size_t c = 0; c < layer->channels; c++) scale[c] = layer->scale[c] / RECTO_NET_UNIT;
  memcpy(bias, layer->bias, layer->channels * sizeof *bias);
}

static bool take_all(Bytes *bytes, RectoMrzWeights *w) {
  static const uint8_t rows_of_four[9] = {0, 1, 2, 4, 5, 6, 8, 9, 10};
  Layer c1, c2, c3, fc, out;
  if (!take_layer(bytes, 9, NET_C1, &c1) || !take_layer(bytes, 9 * NET_C1, NET_C2, &c2) || !take_layer(bytes, 9 * NET_C2, NET_C3, &c3) ||
      !take_layer(bytes, NET_H3 * NET_W3 * NET_C3, NET_FC, &fc) || !take_layer(bytes, NET_FC, NET_OUT, &out) || bytes->left)
    return false;
  put_pairs(&c1, rows_of_four, NET_C1, &w->c1[0][0][0], w->s1, w->b1);
  put_pairs(&c2, NULL, NET_C2, &w->c2[0][0][0], w->s2, w->b2);
  put_pairs(&c3, NULL, NET_C3, &w->c3[0][0][0], w->s3, w->b3);
  put_pairs(&fc, NULL, NET_FC, &w->fc[0][0][0], w->s4, w->b4);
  put_pairs(&out, NULL, NET_OUT_PADDED, &w->out[0][0][0], w->s5, w->b5);
  return true;
}

RectoMrzWeights *recto_mrz_weights_load(const char *path, GError **error) {
  g_autofree char *content = NULL;
  gsize size = 0;
  if (!g_file_get_contents(path, &content, &size, error)) return NULL;
  g_autofree RectoMrzWeights *weights = g_new0(RectoMrzWeights, 1);
  Bytes bytes = {(const uint8_t *)content + strlen(head), size - MIN(size, strlen(head))};
  if (size > strlen(head) && memcmp(content, head, strlen(head)) == 0 && take_all(&bytes, weights)) return g_steal_pointer(&weights);
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_MODEL, "%s is not an OCR-B recogniser of this version", path);
  return NULL;
}
