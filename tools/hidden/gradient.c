/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One lesson's gradient of the cross entropy, back through the steps of src/image/mapnet.c. */
#include "hidden-print.h"

#include <math.h>
#include <string.h>

enum { TAPS = 9, LANES = 16, ROWS = 4 };
typedef float Lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(4), may_alias));
typedef float Half __attribute__((vector_size(LANES / 2 * sizeof(float)), aligned(4), may_alias));

/* ---- one layer */

/* Weights of four channels that come in and of `Lanes` (or Half) that go out, at one tap, over all places. */
#define WEIGHTS(Type)                                                                                                                                                                   \
  Type sum[ROWS] = {0};                                                                                                                                                                 \
  for (int y = 0; y < d->height; y++) {                                                                                                                                                 \
    const float *from = recto_map_at(in, tap % 3 - 1, y * layer->stride + tap / 3 - 1) + i, *slope = recto_map_at(d, 0, y) + o;                                                         \
    for (int x = 0; x < d->width; x++, from += layer->stride * layer->in, slope += layer->out)                                                                                          \
      for (int r = 0; r < ROWS; r++) sum[r] += from[r] * *(const Type *)slope;                                                                                                          \
  }                                                                                                                                                                                     \
  for (int r = 0; r < ROWS; r++) *(Type *)(dw + (tap * layer->in + i + r) * layer->out + o) += sum[r];

static void add_weights(const RectoMapnetLayer *layer, const RectoMap *in, const RectoMap *d, float *dw) {
  for (int tap = 0; tap < TAPS; tap++)
    for (int i = 0; i < layer->in; i += ROWS) {
      int o = 0;
      for (; o + LANES <= layer->out; o += LANES) { WEIGHTS(Lanes) }
      for (; o < layer->out; o += LANES / 2) { WEIGHTS(Half) }
    }
}

/* Half = 8 channels that come in; `turned`: [tap][out][in]. */
static void add_slopes(const RectoMapnetLayer *layer, const float *turned, const RectoMap *d, RectoMap *d_in) {
  enum { PLACES = 4 };
  for (int y = 0; y < d->height; y++)
    for (int tap = 0; tap < TAPS; tap++)
      for (int x = 0; x < d->width; x += PLACES)
        for (int i = 0; i < layer->in; i += LANES / 2) {
          Half sum[PLACES] = {0};
          int n = MIN(PLACES, d->width - x);
          const float *slope = recto_map_at(d, x, y), *w = turned + tap * layer->out * layer->in + i;
          for (int o = 0; o < layer->out; o++, w += layer->in)
            for (int p = 0; p < PLACES; p++) sum[p] += slope[(p < n ? p : 0) * layer->out + o] * *(const Half *)w;
          for (int p = 0; p < n; p++) {
            Half *to = (Half *)(recto_map_at(d_in, (x + p) * layer->stride + tap % 3 - 1, y * layer->stride + tap / 3 - 1) + i);
            *to += sum[p];
          }
        }
}

static float *turned_of(const RectoMapnetLayer *layer) {
  float *turned = g_new(float, TAPS * layer->in * layer->out);
  for (int t = 0; t < TAPS; t++)
    for (int i = 0; i < layer->in; i++)
      for (int o = 0; o < layer->out; o++) turned[(t * layer->out + o) * layer->in + i] = layer->weight[(t * layer->in + i) * layer->out + o];
  return turned;
}

/* The rim of what comes in is 0 and learns nothing, so what was added there is of no account. */
static void back(const RectoMapnet *net, const RectoMapnetLayer *layer, const RectoMap *in, const RectoMap *d, float *gradient, RectoMap *d_in) {
  float *db = gradient + (layer->bias - net->weights);
  add_weights(layer, in, d, gradient + (layer->weight - net->weights));
  for (int y = 0; y < d->height; y++)
    for (int x = 0; x < d->width; x++)
      for (int o = 0; o < layer->out; o++) db[o] += recto_map_at(d, x, y)[o];
  g_autofree float *turned = d_in ? turned_of(layer) : NULL;
  if (d_in) add_slopes(layer, turned, d, d_in);
}

/* ---- the net */

static double error_of(const RectoMap *told, const float *wanted, RectoMap *slope) {
  static const float weight[MAPNET_TOLD] = {0.5F, 2, 2, 1};
  double error = 0, n = (double)told->width * told->height;
  for (int y = 0; y < told->height; y++)
    for (int x = 0; x < told->width; x++)
      for (int c = 0; c < MAPNET_TOLD; c++) {
        float value = recto_map_at(told, x, y)[c], want = wanted[(y * told->width + x) * MAPNET_TOLD + c], chance = 1 / (1 + expf(-value));
        recto_map_at(slope, x, y)[c] = weight[c] * (chance - want) / (float)n;
        error += weight[c] * (fmaxf(value, 0) - value * want + log1pf(expf(-fabsf(value)))) / n;
      }
  return error;
}

static void take_slopes(const RectoMap *part, int from, int twice, RectoMap *to) {
  for (int y = 0; y < part->height; y++)
    for (int x = 0; x < part->width; x++) {
      const float *a = recto_map_at(part, x, y) + from;
      float *b = recto_map_at(to, x / twice, y / twice);
      for (int c = 0; c < to->channels; c++) b[c] += a[c];
    }
}

static void leak_slopes(const RectoMap *out, RectoMap *d) {
  for (int y = 0; y < d->height; y++)
    for (int k = 0; k < d->width * d->channels; k++)
      if (recto_map_at(out, 0, y)[k] <= 0) recto_map_at(d, 0, y)[k] *= MAPNET_LEAK;
}

double gradient_add(const RectoMapnet *net, const Lesson *lesson, float *gradient) {
  RectoMap in[MAPNET_LAYERS], out[MAPNET_LAYERS], d[MAPNET_LAYERS];
  for (int l = 0; l < MAPNET_LAYERS; l++) {
    const RectoMapnetLayer *layer = &net->layer[l];
    const RectoMap *from = layer->from < 0 ? &lesson->picture : &out[layer->from];
    in[l] = layer->beside < 0 ? *from : recto_mapnet_join(from, &out[layer->beside]);
    out[l] = recto_mapnet_step(layer, &in[l], l < MAPNET_LAYERS - 1);
    d[l] = recto_map_new(out[l].width, out[l].height, out[l].channels);
  }
  double error = error_of(&out[MAPNET_LAYERS - 1], lesson->wanted, &d[MAPNET_LAYERS - 1]);
  for (int l = MAPNET_LAYERS - 1; l >= 0; l--) {
    const RectoMapnetLayer *layer = &net->layer[l];
    if (l < MAPNET_LAYERS - 1) leak_slopes(&out[l], &d[l]);
    g_auto(RectoMap) d_in = {0};
    if (layer->from >= 0) d_in = recto_map_new(in[l].width, in[l].height, in[l].channels);
    back(net, layer, &in[l], &d[l], gradient, d_in.at ? &d_in : NULL);
    if (layer->from >= 0) take_slopes(&d_in, 0, 1, &d[layer->from]);
    if (layer->beside >= 0) take_slopes(&d_in, out[layer->from].channels, 2, &d[layer->beside]);
  }
  for (int l = 0; l < MAPNET_LAYERS; l++) {
    if (net->layer[l].beside >= 0) recto_map_clear(&in[l]);
    recto_map_clear(&out[l]);
    recto_map_clear(&d[l]);
  }
  return error;
}
