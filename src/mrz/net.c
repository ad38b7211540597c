/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recogniser's arithmetic. Vectors of eight floats through the compiler: on a machine with AVX2 one register, elsewhere two or plain C;
 * the order of the sums is the same. */
#include "mrz/net.h"

#include <math.h>
#include <string.h>

typedef float Vec __attribute__((vector_size(32), aligned(4), may_alias));
typedef int32_t Lanes __attribute__((vector_size(32), aligned(4), may_alias));
enum { LANES = 8 };
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
#define FOR_EVERY_CPU __attribute__((target_clones("avx2", "default")))
#else
#define FOR_EVERY_CPU
#endif

typedef struct {
  float first[(RECTO_CELL_HEIGHT + 2) * (RECTO_CELL_WIDTH + 2)];
  float second[(NET_H1 + 2) * (NET_W1 + 2) * NET_C1];
  float third[NET_H2 * NET_W2 * NET_C2];
  float fourth[NET_H3 * NET_W3 * NET_C3];
  float fifth[NET_FC], last[NET_OUT_PADDED];
} Planes;

/* Two neighbouring outputs at once, `V` vectors of channels each. `from`: input rows of `width` points with `channels` values. */
#define CONV_PAIR(NAME, V)                                                                                                         \
  static inline __attribute__((always_inline)) void NAME(const float *from, int width, int channels, const float *weights, const float *bias, Vec *a, Vec *b) { \
    for (int v = 0; v < (V); v++) a[v] = b[v] = *(const Vec *)(bias + v * LANES);                                                  \
    for (int ky = 0; ky < 3; ky++)                                                                                                 \
      for (int i = 0; i < 3 * channels; i++) {                                                                                     \
        const float *w = weights + (ky * 3 * channels + i) * (V) * LANES;                                                          \
        float left = from[ky * width * channels + i], right = from[ky * width * channels + channels + i];                          \
        for (int v = 0; v < (V); v++) {                                                                                            \
          Vec weight = *(const Vec *)(w + v * LANES);                                                                              \
          a[v] += left * weight;                                                                                                   \
          b[v] += right * weight;                                                                                                  \
        }                                                                                                                          \
      }                                                                                                                            \
  }
CONV_PAIR(pair_of_16, 2)
CONV_PAIR(pair_of_24, 3)
CONV_PAIR(pair_of_48, 6)

/* Lane by lane the greater: a macro, for a vector handed to a function would ask for one calling convention of all CPUs. */
#define GREATER(A, B) ({ Vec a_ = (A), b_ = (B); Lanes over_ = a_ > b_; (Vec)((over_ & (Lanes)a_) | (~over_ & (Lanes)b_)); })

/* The greatest of the 2x2 outputs at (y, x), never below 0. */
#define CONV_POOL(NAME, PAIR, V)                                                                                                   \
  static inline __attribute__((always_inline)) void NAME(const float *from, int width, int channels, const float *weights, const float *bias, float *to) { \
    Vec a[V], b[V], c[V], d[V], zero = {0};                                                                                                    \
    PAIR(from, width, channels, weights, bias, a, b);                                                                              \
    PAIR(from + width * channels, width, channels, weights, bias, c, d);                                                           \
    for (int v = 0; v < (V); v++) { Vec upper = GREATER(a[v], b[v]), lower = GREATER(c[v], d[v]), most = GREATER(upper, lower); *(Vec *)(to + v * LANES) = GREATER(most, zero); } \
  }
CONV_POOL(pool_of_16, pair_of_16, 2)
CONV_POOL(pool_of_24, pair_of_24, 3)

FOR_EVERY_CPU static void convolve_first(const RectoMrzWeights *w, Planes *p) {
  for (int y = 0; y < NET_H1; y++)
    for (int x = 0; x < NET_W1; x++)
      pool_of_16(p->first + 2 * y * (RECTO_CELL_WIDTH + 2) + 2 * x, RECTO_CELL_WIDTH + 2, 1, &w->c1[0][0][0], w->b1,
                 p->second + ((y + 1) * (NET_W1 + 2) + x + 1) * NET_C1);
}

FOR_EVERY_CPU static void convolve_second(const RectoMrzWeights *w, Planes *p) {
  for (int y = 0; y < NET_H2; y++)
    for (int x = 0; x < NET_W2; x++)
      pool_of_24(p->second + (2 * y * (NET_W1 + 2) + 2 * x) * NET_C1, NET_W1 + 2, NET_C1, &w->c2[0][0][0], w->b2, p->third + (y * NET_W2 + x) * NET_C2);
}

FOR_EVERY_CPU static void convolve_third(const RectoMrzWeights *w, Planes *p) {
  for (int y = 0; y < NET_H3; y++)
    for (int x = 0; x < NET_W3; x += 2) {
      Vec a[6], b[6], zero = {0};
      float *to = p->fourth + (y * NET_W3 + x) * NET_C3;
      pair_of_48(p->third + (y * NET_W2 + x) * NET_C2, NET_W2, NET_C2, &w->c3[0][0][0], w->b3, a, b);
      for (int v = 0; v < 6; v++) {
        *(Vec *)(to + v * LANES) = GREATER(a[v], zero);
        *(Vec *)(to + NET_C3 + v * LANES) = GREATER(b[v], zero);
      }
    }
}

FOR_EVERY_CPU static void connect(const RectoMrzWeights *w, Planes *p) {
  Vec zero = {0}, a[NET_FC / LANES], o[NET_OUT_PADDED / LANES];
  for (int v = 0; v < NET_FC / LANES; v++) a[v] = *(const Vec *)(w->b4 + v * LANES);
  for (int i = 0; i < NET_H3 * NET_W3 * NET_C3; i++) {
    float value = p->fourth[i];
    if (value == 0) continue;
    for (int v = 0; v < NET_FC / LANES; v++) a[v] += value * *(const Vec *)(w->fc[i] + v * LANES);
  }
  for (int v = 0; v < NET_FC / LANES; v++) *(Vec *)(p->fifth + v * LANES) = GREATER(a[v], zero);
  for (int v = 0; v < NET_OUT_PADDED / LANES; v++) o[v] = *(const Vec *)(w->b5 + v * LANES);
  for (int i = 0; i < NET_FC; i++)
    for (int v = 0; v < NET_OUT_PADDED / LANES; v++) o[v] += p->fifth[i] * *(const Vec *)(w->out[i] + v * LANES);
  for (int v = 0; v < NET_OUT_PADDED / LANES; v++) *(Vec *)(p->last + v * LANES) = o[v];
}

static void take_log_p(const float *last, float *log_p) {
  float most = last[0], sum = 0;
  for (int i = 1; i < RECTO_MRZ_N_CLASSES; i++) most = MAX(most, last[i]);
  for (int i = 0; i < RECTO_MRZ_N_CLASSES; i++) sum += expf(last[i] - most);
  float log_sum = most + logf(sum);
  for (int i = 0; i < RECTO_MRZ_N_CLASSES; i++) log_p[i] = last[i] - log_sum;
}

void recto_mrz_net_look(const RectoMrzWeights *weights, const float window[RECTO_CELL_WIDTH * RECTO_CELL_HEIGHT], RectoMrzGlance *ret) {
  Planes planes;
  memset(&planes, 0, sizeof planes);
  for (int y = 0; y < RECTO_CELL_HEIGHT; y++)
    memcpy(planes.first + (y + 1) * (RECTO_CELL_WIDTH + 2) + 1, window + y * RECTO_CELL_WIDTH, RECTO_CELL_WIDTH * sizeof(float));
  convolve_first(weights, &planes);
  convolve_second(weights, &planes);
  convolve_third(weights, &planes);
  connect(weights, &planes);
  take_log_p(planes.last, ret->log_p);
  const float *place = planes.last + RECTO_MRZ_N_CLASSES;
  ret->dx = CLAMP(place[0], -1.0F, 1.0F);
  ret->dy = CLAMP(place[1], -1.0F, 1.0F);
  ret->stretch = CLAMP(place[2], -1.0F, 1.0F);
}
