/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One lesson's gradient of the square error. The same net as src/image/enlarge.c, kept apart because learning needs every plane. */
#include "small-print.h"

#include <string.h>

enum { W1 = IN_WIDE - 4, H1 = IN_HIGH - 4, W2 = W1 - 2, H2 = H1 - 2 };

/* A layer over planes: `in` channels of width x height, `out` of what is left of them by `side` pixels. */
typedef struct { int in, out, side, width, height; } Layer;
static const Layer layers[3] = {{1, ENLARGE_C1, 5, IN_WIDE, IN_HIGH}, {ENLARGE_C1, ENLARGE_C2, 3, W1, H1}, {ENLARGE_C2, ENLARGE_OUT, 3, W2, H2}};

typedef struct { float first[ENLARGE_C1 * H1 * W1], second[ENLARGE_C2 * H2 * W2], out[ENLARGE_OUT * PATCH_HIGH * PATCH_WIDE]; } Planes;

static void forward(const Layer *layer, const float *w, const float *bias, const float *in, float *out, bool leaky) {
  int side = layer->side, wide = layer->width - side + 1, high = layer->height - side + 1;
  for (int o = 0; o < layer->out; o++)
    for (int y = 0; y < high; y++) {
      float *sum = out + (o * high + y) * wide;
      for (int x = 0; x < wide; x++) sum[x] = bias[o];
      for (int i = 0; i < layer->in; i++)
        for (int ky = 0; ky < side; ky++) {
          const float *row = in + (i * layer->height + y + ky) * layer->width, *weight = w + ((o * layer->in + i) * side + ky) * side;
          for (int kx = 0; kx < side; kx++)
            for (int x = 0; x < wide; x++) sum[x] += weight[kx] * row[x + kx];
        }
      for (int x = 0; leaky && x < wide; x++) sum[x] = sum[x] > 0 ? sum[x] : ENLARGE_LEAK * sum[x];
    }
}

/* `d_in` may be NULL. */
static void backward(const Layer *layer, const float *w, const float *in, const float *d_out, float *dw, float *db, float *d_in) {
  int side = layer->side, wide = layer->width - side + 1, high = layer->height - side + 1;
  if (d_in) memset(d_in, 0, sizeof(float) * (gsize)(layer->in * layer->width * layer->height));
  for (int o = 0; o < layer->out; o++)
    for (int y = 0; y < high; y++) {
      const float *d = d_out + (o * high + y) * wide;
      for (int x = 0; x < wide; x++) db[o] += d[x];
      for (int i = 0; i < layer->in; i++)
        for (int ky = 0; ky < side; ky++) {
          int row = (i * layer->height + y + ky) * layer->width, weight = ((o * layer->in + i) * side + ky) * side;
          for (int kx = 0; kx < side; kx++) {
            float sum = 0;
            for (int x = 0; x < wide; x++) sum += d[x] * in[row + x + kx];
            dw[weight + kx] += sum;
            for (int x = 0; d_in && x < wide; x++) d_in[row + x + kx] += w[weight + kx] * d[x];
          }
        }
    }
  for (int i = 0; d_in && i < layer->in * layer->width * layer->height; i++)
    if (in[i] <= 0) d_in[i] *= ENLARGE_LEAK;
}

double gradient_add(const RectoEnlarger *net, const Lesson *lesson, RectoEnlarger *gradient, double *ret_plain) {
  static Planes planes, slope;
  const float *in = &lesson->in[0][0];
  forward(&layers[0], &net->w1[0][0][0][0], net->b1, in, planes.first, true);
  forward(&layers[1], &net->w2[0][0][0][0], net->b2, planes.first, planes.second, true);
  forward(&layers[2], &net->w3[0][0][0][0], net->b3, planes.second, planes.out, false);
  double error = 0, plain = 0, n = ENLARGE_OUT * PATCH_HIGH * PATCH_WIDE;
  for (int part = 0, at = 0; part < ENLARGE_OUT; part++)
    for (int y = 0; y < PATCH_HIGH; y++)
      for (int x = 0; x < PATCH_WIDE; x++, at++) {
        float same = lesson->in[y + ENLARGE_REACH][x + ENLARGE_REACH] - lesson->wanted[part][y][x], off = planes.out[at] + same;
        slope.out[at] = off / (PATCH_HIGH * PATCH_WIDE);
        error += off * off;
        plain += same * same;
      }
  backward(&layers[2], &net->w3[0][0][0][0], planes.second, slope.out, &gradient->w3[0][0][0][0], gradient->b3, slope.second);
  backward(&layers[1], &net->w2[0][0][0][0], planes.first, slope.second, &gradient->w2[0][0][0][0], gradient->b2, slope.first);
  backward(&layers[0], &net->w1[0][0][0][0], in, slope.first, &gradient->w1[0][0][0][0], gradient->b1, NULL);
  *ret_plain = plain / n;
  return error / n;
}
