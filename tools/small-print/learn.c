/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One lesson's gradient of the square error. The same nets as src/image/enlarge.c, kept apart because learning needs every plane. */
#include "small-print.h"

#include <string.h>

/* A layer over planes of width x height, of which high x wide are left. */
typedef struct { const RectoEnlargeLayer *net; int width, height, wide, high; bool leaky; } Step;

static void forward(const Step *step, const float *in, float *out) {
  int side = step->net->side, apart = step->net->spread, wide = step->wide;
  for (int o = 0; o < step->net->out; o++)
    for (int y = 0; y < step->high; y++) {
      float *sum = out + (o * step->high + y) * wide;
      for (int x = 0; x < wide; x++) sum[x] = step->net->bias[o];
      for (int i = 0; i < step->net->in; i++)
        for (int k = 0; k < side; k++) {
          const float *row = in + (i * step->height + y + k * apart) * step->width, *w = step->net->weight + ((o * step->net->in + i) * side + k) * side;
          for (int j = 0; j < side; j++)
            for (int x = 0; x < wide; x++) sum[x] += w[j] * row[x + j * apart];
        }
      for (int x = 0; step->leaky && x < wide; x++) sum[x] = sum[x] > 0 ? sum[x] : ENLARGE_LEAK * sum[x];
    }
}

/* `d_in` may be NULL. */
static void backward(const Step *step, const float *in, const float *d_out, float *dw, float *db, float *d_in) {
  int side = step->net->side, apart = step->net->spread, wide = step->wide, all = step->net->in * step->width * step->height;
  if (d_in) memset(d_in, 0, sizeof(float) * (gsize)all);
  for (int o = 0; o < step->net->out; o++)
    for (int y = 0; y < step->high; y++) {
      const float *d = d_out + (o * step->high + y) * wide;
      for (int x = 0; x < wide; x++) db[o] += d[x];
      for (int k = 0; k < step->net->in * side * side; k++) {
        int at = (k / (side * side) * step->height + y + k / side % side * apart) * step->width + k % side * apart, weight = o * step->net->in * side * side + k;
        float sum = 0;
        for (int x = 0; x < wide; x++) sum += d[x] * in[at + x];
        dw[weight] += sum;
        for (int x = 0; d_in && x < wide; x++) d_in[at + x] += step->net->weight[weight] * d[x];
      }
    }
  for (int i = 0; d_in && i < all; i++)
    if (in[i] <= 0) d_in[i] *= ENLARGE_LEAK;
}

static double error_of(const RectoEnlarger *net, const Lesson *lesson, const float *out, float *slope, double *ret_plain) {
  double error = 0, plain = 0, n = ENLARGE_OUT * PATCH_HIGH * PATCH_WIDE;
  for (int part = 0, at = 0; part < ENLARGE_OUT; part++)
    for (int y = 0; y < PATCH_HIGH; y++)
      for (int x = 0; x < PATCH_WIDE; x++, at++) {
        float came = lesson->in[y + AROUND][x + AROUND], same = came - lesson->wanted[part][y][x], off = out[at] + (net->adds ? came : 0) - lesson->wanted[part][y][x];
        slope[at] = off / (PATCH_HIGH * PATCH_WIDE);
        error += off * off;
        plain += same * same;
      }
  *ret_plain = plain / n;
  return error / n;
}

double gradient_add(const RectoEnlarger *net, const Lesson *lesson, float *gradient, double *ret_plain) {
  enum { MOST = ENLARGE_CHANNELS * IN_WIDE * IN_HIGH };
  static float planes[ENLARGE_LAYERS + 1][MOST], slopes[ENLARGE_LAYERS + 1][MOST];
  Step steps[ENLARGE_LAYERS];
  int width = PATCH_WIDE + 2 * net->reach, height = PATCH_HIGH + 2 * net->reach, last = net->n_layers;
  for (int y = 0; y < height; y++) memcpy(planes[0] + y * width, &lesson->in[y + AROUND - net->reach][AROUND - net->reach], sizeof(float) * (gsize)width);
  for (int l = 0; l < last; l++) {
    int less = 2 * net->layer[l].reach;
    steps[l] = (Step){&net->layer[l], width, height, width - less, height - less, l < last - 1};
    forward(&steps[l], planes[l], planes[l + 1]);
    width -= less;
    height -= less;
  }
  double error = error_of(net, lesson, planes[last], slopes[last], ret_plain);
  for (int l = last - 1; l >= 0; l--)
    backward(&steps[l], planes[l], slopes[l + 1], gradient + (net->layer[l].weight - net->weights), gradient + (net->layer[l].bias - net->weights), l ? slopes[l] : NULL);
  return error;
}
