/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The net's arithmetic: sixteen channels of four places at a time. Must not know: what is seen. */
#include "image/mapnet.h"

#include "image/vectors.h"

#include <math.h>
#include <string.h>

enum { LANES = 8, PLACES = 4, TAPS = 9 };
typedef float Lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(4), may_alias));

RectoMap recto_map_new(int width, int height, int channels) { return (RectoMap){width, height, channels, g_new0(float, (gsize)(width + 2) * (gsize)(height + 2) * (gsize)channels)}; }

void recto_map_clear(RectoMap *map) { g_clear_pointer(&map->at, g_free); }

/* Rows of weights and places as the kernel goes through them. */
typedef struct {
  const float *place[TAPS];
  gsize apart;
  const float *weight;
  int in, out;
} Kernel;

/* Four places, `n` vectors of channels from `o` on. */
#define SUM_UP(n)                                                                                                                                                                       \
  Lanes sum[PLACES][n];                                                                                                                                                                 \
  for (int p = 0; p < PLACES; p++)                                                                                                                                                      \
    for (int v = 0; v < (n); v++) sum[p][v] = *(const Lanes *)(bias + o + v * LANES);                                                                                                   \
  for (int t = 0; t < TAPS; t++)                                                                                                                                                        \
    for (int i = 0; i < k->in; i++) {                                                                                                                                                   \
      const float *w = k->weight + (t * k->in + i) * k->out + o, *at = k->place[t] + i;                                                                                                 \
      for (int p = 0; p < PLACES; p++)                                                                                                                                                  \
        for (int v = 0; v < (n); v++) sum[p][v] += at[(gsize)p * k->apart] * *(const Lanes *)(w + v * LANES);                                                                           \
    }                                                                                                                                                                                   \
  for (int p = 0; p < PLACES; p++)                                                                                                                                                      \
    for (int v = 0; v < (n); v++) *(Lanes *)(out + p * k->out + o + v * LANES) = sum[p][v];

RECTO_WITH_VECTORS static void add_up(const Kernel *k, const float *bias, float *out) {
  int o = 0;
  for (; o + 2 * LANES <= k->out; o += 2 * LANES) { SUM_UP(2) }
  for (; o < k->out; o += LANES) { SUM_UP(1) }
}

RectoMap recto_mapnet_join(const RectoMap *near_by, const RectoMap *at_large) {
  RectoMap ret = recto_map_new(near_by->width, near_by->height, near_by->channels + at_large->channels);
  for (int y = 0; y < ret.height; y++)
    for (int x = 0; x < ret.width; x++) {
      float *to = recto_map_at(&ret, x, y);
      memcpy(to, recto_map_at(near_by, x, y), sizeof(float) * (gsize)near_by->channels);
      memcpy(to + near_by->channels, recto_map_at(at_large, x / 2, y / 2), sizeof(float) * (gsize)at_large->channels);
    }
  return ret;
}

static void leak(float *value, int n) {
  for (int i = 0; i < n; i++) value[i] = value[i] > 0 ? value[i] : MAPNET_LEAK * value[i];
}

RectoMap recto_mapnet_step(const RectoMapnetLayer *layer, const RectoMap *in, bool leaky) {
  RectoMap ret = recto_map_new(in->width / layer->stride, in->height / layer->stride, layer->out);
  Kernel kernel = {.apart = (gsize)(layer->stride * layer->in), .weight = layer->weight, .in = layer->in, .out = layer->out};
  for (int y = 0; y < ret.height; y++)
    for (int x = 0; x < ret.width; x += PLACES) { /* of a row that is not whole fours the last four are made twice in part */
      int from = MIN(x, MAX(0, ret.width - PLACES));
      for (int t = 0; t < TAPS; t++) kernel.place[t] = recto_map_at(in, from * layer->stride + t % 3 - 1, y * layer->stride + t / 3 - 1);
      add_up(&kernel, layer->bias, recto_map_at(&ret, from, y));
    }
  for (int y = 0; leaky && y < ret.height; y++) leak(recto_map_at(&ret, 0, y), ret.width * ret.channels);
  return ret;
}

RectoMap recto_mapnet_see(const RectoMapnet *net, const RectoMap *picture) {
  g_assert(picture->width >= MAPNET_NARROWEST);
  RectoMap all[MAPNET_LAYERS];
  for (int l = 0; l < MAPNET_LAYERS; l++) {
    const RectoMapnetLayer *layer = &net->layer[l];
    const RectoMap *in = layer->from < 0 ? picture : &all[layer->from];
    g_auto(RectoMap) both = {0};
    if (layer->beside >= 0) both = recto_mapnet_join(in, &all[layer->beside]);
    all[l] = recto_mapnet_step(layer, both.at ? &both : in, l < MAPNET_LAYERS - 1);
  }
  RectoMap ret = all[MAPNET_LAYERS - 1];
  for (int l = 0; l < MAPNET_LAYERS - 1; l++) recto_map_clear(&all[l]);
  for (int y = 0; y < ret.height; y++)
    for (int x = 0; x < ret.width; x++)
      for (int c = 0; c < MAPNET_TOLD; c++) {
        float *value = recto_map_at(&ret, x, y) + c;
        *value = 1 / (1 + expf(-*value));
      }
  return ret;
}
