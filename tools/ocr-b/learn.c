/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One lesson's gradient: cross entropy over the classes, and how far the character lies from the cell's middle. The same net as src/mrz/net.c, kept
 * apart because learning needs every plane; at its end the tool judges what it wrote with the reader's own arithmetic. */
#include "ocr-b.h"

#include <math.h>
#include <string.h>

enum { H0 = RECTO_CELL_HEIGHT, W0 = RECTO_CELL_WIDTH, N4 = NET_H3 * NET_W3 * NET_C3 };

typedef struct {
  float a0[(H0 + 2) * (W0 + 2)];
  float c1[H0 * W0 * NET_C1], a1[(NET_H1 + 2) * (NET_W1 + 2) * NET_C1];
  float c2[NET_H1 * NET_W1 * NET_C2], a2[NET_H2 * NET_W2 * NET_C2];
  float a3[N4], a4[NET_FC], a5[NET_OUT_PADDED];
} Planes;

static inline __attribute__((always_inline)) void conv(const float *from, int in_width, int in, const float *w, const float *b, int out, int height, int width, float *to) {
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      float *sum = to + (y * width + x) * out;
      for (int o = 0; o < out; o++) sum[o] = b[o];
      for (int ky = 0; ky < 3; ky++) {
        const float *row = from + ((y + ky) * in_width + x) * in, *weights = w + ky * 3 * in * out;
        for (int i = 0; i < 3 * in; i++)
          for (int o = 0; o < out; o++) sum[o] += row[i] * weights[i * out + o];
      }
    }
}

/* d_from may be NULL. */
static inline __attribute__((always_inline)) void conv_back(const float *from, int in_width, int in, const float *w, int out, int height, int width, const float *d_to, float *d_from,
                                                            float *dw, float *db) {
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      const float *d = d_to + (y * width + x) * out;
      bool any = false;
      for (int o = 0; o < out; o++) any |= d[o] != 0;
      if (!any) continue;
      for (int o = 0; o < out; o++) db[o] += d[o];
      for (int ky = 0; ky < 3; ky++) {
        const float *row = from + ((y + ky) * in_width + x) * in, *weights = w + ky * 3 * in * out;
        float *d_weights = dw + ky * 3 * in * out, *d_row = d_from ? d_from + ((y + ky) * in_width + x) * in : NULL;
        for (int i = 0; i < 3 * in; i++) {
          float sum = 0;
          for (int o = 0; o < out; o++) {
            d_weights[i * out + o] += row[i] * d[o];
            sum += weights[i * out + o] * d[o];
          }
          if (d_row) d_row[i] += sum;
        }
      }
    }
}

static void pool(const float *from, int height, int width, int channels, float *to, int to_width, int border) {
  for (int y = 0; y < height / 2; y++)
    for (int x = 0; x < width / 2; x++)
      for (int c = 0; c < channels; c++) {
        const float *p = from + (2 * y * width + 2 * x) * channels + c;
        float most = MAX(MAX(p[0], p[channels]), MAX(p[width * channels], p[(width + 1) * channels]));
        to[((y + border) * to_width + x + border) * channels + c] = MAX(most, 0);
      }
}

static void pool_back(const float *from, int height, int width, int channels, const float *d_to, int to_width, int border, float *d_from) {
  for (int y = 0; y < height / 2; y++)
    for (int x = 0; x < width / 2; x++)
      for (int c = 0; c < channels; c++) {
        float d = d_to[((y + border) * to_width + x + border) * channels + c];
        int at = (2 * y * width + 2 * x) * channels + c, best = at, others[3] = {at + channels, at + width * channels, at + (width + 1) * channels};
        for (int k = 0; k < 3; k++)
          if (from[others[k]] > from[best]) best = others[k];
        d_from[best] = from[best] > 0 ? d : 0;
      }
}

static void forward(const RectoMrzFloats *w, const Lesson *lesson, Planes *p) {
  memset(p->a0, 0, sizeof p->a0);
  memset(p->a1, 0, sizeof p->a1);
  for (int y = 0; y < H0; y++) memcpy(p->a0 + (y + 1) * (W0 + 2) + 1, lesson->window + y * W0, W0 * sizeof(float));
  conv(p->a0, W0 + 2, 1, &w->c1[0][0][0], w->b1, NET_C1, H0, W0, p->c1);
  pool(p->c1, H0, W0, NET_C1, p->a1, NET_W1 + 2, 1);
  conv(p->a1, NET_W1 + 2, NET_C1, &w->c2[0][0][0], w->b2, NET_C2, NET_H1, NET_W1, p->c2);
  pool(p->c2, NET_H1, NET_W1, NET_C2, p->a2, NET_W2, 0);
  conv(p->a2, NET_W2, NET_C2, &w->c3[0][0][0], w->b3, NET_C3, NET_H3, NET_W3, p->a3);
  for (int i = 0; i < N4; i++) p->a3[i] = MAX(p->a3[i], 0);
  memcpy(p->a4, w->b4, sizeof p->a4);
  for (int i = 0; i < N4; i++)
    for (int o = 0; o < NET_FC; o++) p->a4[o] += p->a3[i] * w->fc[i][o];
  for (int o = 0; o < NET_FC; o++) p->a4[o] = MAX(p->a4[o], 0);
  memcpy(p->a5, w->b5, sizeof p->a5);
  for (int i = 0; i < NET_FC; i++)
    for (int o = 0; o < NET_OUT_PADDED; o++) p->a5[o] += p->a4[i] * w->out[i][o];
}

/* Derivatives of the loss by the outputs; the places count only where a character is. */
static void judge(const Planes *p, const Lesson *lesson, float *d5, Gradient *gradient) {
  float most = p->a5[0], sum = 0;
  int best = 0;
  for (int i = 1; i < RECTO_MRZ_N_CLASSES; i++)
    if (p->a5[i] > most) most = p->a5[i], best = i;
  for (int i = 0; i < RECTO_MRZ_N_CLASSES; i++) sum += d5[i] = expf(p->a5[i] - most);
  for (int i = 0; i < RECTO_MRZ_N_CLASSES; i++) d5[i] /= sum;
  gradient->loss += -logf(MAX(d5[lesson->class], 1e-12F));
  gradient->right += best == lesson->class;
  gradient->n++;
  d5[lesson->class] -= 1;
  for (int k = 0; lesson->class != RECTO_MRZ_NOTHING && k < 3; k++) d5[RECTO_MRZ_N_CLASSES + k] = CLAMP((p->a5[RECTO_MRZ_N_CLASSES + k] - lesson->place[k]) * 4, -1.0F, 1.0F);
}

void gradient_add(const RectoMrzFloats *w, const Lesson *lesson, Gradient *gradient) {
  static _Thread_local Planes p;
  static _Thread_local float d_c2[NET_H1 * NET_W1 * NET_C2], d_c1[H0 * W0 * NET_C1];
  float d5[NET_OUT_PADDED] = {0}, d4[NET_FC], d3[N4], d2[NET_H2 * NET_W2 * NET_C2] = {0}, d1[(NET_H1 + 2) * (NET_W1 + 2) * NET_C1] = {0};
  RectoMrzFloats *g = &gradient->sum;
  forward(w, lesson, &p);
  judge(&p, lesson, d5, gradient);
  for (int o = 0; o < NET_OUT_PADDED; o++) g->b5[o] += d5[o];
  for (int i = 0; i < NET_FC; i++) {
    float sum = 0;
    for (int o = 0; o < NET_OUT_PADDED; o++) g->out[i][o] += p.a4[i] * d5[o], sum += w->out[i][o] * d5[o];
    d4[i] = p.a4[i] > 0 ? sum : 0;
    g->b4[i] += d4[i];
  }
  for (int i = 0; i < N4; i++) {
    float sum = 0;
    d3[i] = 0;
    if (p.a3[i] <= 0) continue;
    for (int o = 0; o < NET_FC; o++) g->fc[i][o] += p.a3[i] * d4[o], sum += w->fc[i][o] * d4[o];
    d3[i] = sum;
  }
  conv_back(p.a2, NET_W2, NET_C2, &w->c3[0][0][0], NET_C3, NET_H3, NET_W3, d3, d2, &g->c3[0][0][0], g->b3);
  memset(d_c2, 0, sizeof d_c2);
  pool_back(p.c2, NET_H1, NET_W1, NET_C2, d2, NET_W2, 0, d_c2);
  conv_back(p.a1, NET_W1 + 2, NET_C1, &w->c2[0][0][0], NET_C2, NET_H1, NET_W1, d_c2, d1, &g->c2[0][0][0], g->b2);
  memset(d_c1, 0, sizeof d_c1);
  pool_back(p.c1, H0, W0, NET_C1, d1, NET_W1 + 2, 1, d_c1);
  conv_back(p.a0, W0 + 2, 1, &w->c1[0][0][0], NET_C1, H0, W0, d_c1, NULL, &g->c1[0][0][0], g->b1);
}
