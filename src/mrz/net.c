/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recogniser's arithmetic. The inner product of whole numbers exists twice, with AVX2 and plain; whole numbers make the same sum either way. */
#include "mrz/net.h"

#include <math.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#define HAS_AVX2 __builtin_cpu_supports("avx2")
#define AVX2 __attribute__((target("avx2")))
#else
#define HAS_AVX2 false
#endif

enum { W0 = RECTO_CELL_WIDTH + 2, W1 = NET_W1 + 2, N4 = NET_H3 * NET_W3 * NET_C3, POSITIONS_MOST = 4 };

typedef struct {
  int16_t first[(RECTO_CELL_HEIGHT + 2) * W0 + 2];
  int16_t second[(NET_H1 + 2) * W1 * NET_C1];
  int16_t third[NET_H2 * NET_W2 * NET_C2];
  int16_t fourth[N4];
  int16_t fifth[NET_FC];
} Planes;

/* Where a layer's sums come from: `rows` runs of `pairs` pairs of inputs, `stride` inputs from run to run. */
typedef struct { const int16_t *weights; int rows, pairs, stride, channels; } Sum;

static void sum_plain(const Sum *sum, const int16_t *from, int32_t *to) {
  memset(to, 0, (size_t)sum->channels * sizeof *to);
  const int16_t *w = sum->weights;
  for (int row = 0; row < sum->rows; row++)
    for (int i = 0; i < sum->pairs; i++, w += 2 * sum->channels) {
      int32_t a = from[row * sum->stride + 2 * i], b = from[row * sum->stride + 2 * i + 1];
      for (int c = 0; c < sum->channels; c++) to[c] += a * w[2 * c] + b * w[2 * c + 1];
    }
}

/* The greatest of the four positions' sums, by channel. */
static void pool_plain(const Sum *sum, const int16_t *const from[4], int32_t *to) {
  int32_t one[NET_OUT_PADDED];
  sum_plain(sum, from[0], to);
  for (int k = 1; k < 4; k++) {
    sum_plain(sum, from[k], one);
    for (int c = 0; c < sum->channels; c++) to[c] = MAX(to[c], one[c]);
  }
}

#ifdef AVX2
static inline int32_t pair_at(const int16_t *at) {
  int32_t both;
  memcpy(&both, at, sizeof both);
  return both;
}

/* `V` vectors of eight channels, from channel `first` on; POOL: at four positions, of which the greatest counts. */
#define UNROLL _Pragma("GCC unroll 8")
#define SUM_VECTORS(NAME, V, POSITIONS)                                                                                                   \
  AVX2 static void NAME(const Sum *sum, const int16_t *const *from, int first, int32_t *to) {                                             \
    __m256i total[POSITIONS][V];                                                                                                          \
    UNROLL for (int k = 0; k < (POSITIONS); k++)                                                                                          \
      UNROLL for (int v = 0; v < (V); v++) total[k][v] = _mm256_setzero_si256();                                                          \
    const int16_t *w = sum->weights + 2 * first;                                                                                          \
    for (int row = 0; row < sum->rows; row++)                                                                                             \
      for (int i = 0; i < sum->pairs; i++, w += 2 * sum->channels) {                                                                      \
        __m256i weight[V];                                                                                                                \
        UNROLL for (int v = 0; v < (V); v++) weight[v] = _mm256_loadu_si256((const __m256i *)(w + 16 * v));                               \
        UNROLL for (int k = 0; k < (POSITIONS); k++) {                                                                                    \
          __m256i pair = _mm256_set1_epi32(pair_at(from[k] + row * sum->stride + 2 * i));                                                 \
          UNROLL for (int v = 0; v < (V); v++) total[k][v] = _mm256_add_epi32(total[k][v], _mm256_madd_epi16(pair, weight[v]));           \
        }                                                                                                                                 \
      }                                                                                                                                   \
    UNROLL for (int v = 0; v < (V); v++) {                                                                                                \
      __m256i most = total[0][v];                                                                                                         \
      UNROLL for (int k = 1; k < (POSITIONS); k++) most = _mm256_max_epi32(most, total[k][v]);                                            \
      _mm256_storeu_si256((__m256i *)(to + first + 8 * v), most);                                                                         \
    }                                                                                                                                     \
  }
SUM_VECTORS(sum_48, 6, 1)
SUM_VECTORS(pool_16, 2, 4)
SUM_VECTORS(pool_24, 3, 4)

static void sum_avx2(const Sum *sum, const int16_t *from, int32_t *to) {
  for (int c = 0; c < sum->channels; c += 48) sum_48(sum, &from, c, to);
}

static void pool_avx2(const Sum *sum, const int16_t *const from[4], int32_t *to) {
  if (sum->channels == NET_C1) pool_16(sum, from, 0, to);
  else pool_24(sum, from, 0, to);
}
#else
#define sum_avx2 sum_plain
#define pool_avx2 pool_plain
#endif

typedef struct {
  void (*sum)(const Sum *, const int16_t *, int32_t *);
  void (*pool)(const Sum *, const int16_t *const[4], int32_t *);
} Adder;

/* ---- layers */

static void put_whole(const int32_t *sums, const float *scale, const float *bias, int channels, int16_t *to) {
  for (int c = 0; c < channels; c++) {
    float value = ((float)sums[c] * scale[c] + bias[c]) * RECTO_NET_UNIT + 0.5F;
    to[c] = (int16_t)(value < 0 ? 0 : value > RECTO_NET_MOST ? RECTO_NET_MOST : value);
  }
}

static void look_in(const float *window, Planes *p) {
  for (int y = 0; y < RECTO_CELL_HEIGHT; y++)
    for (int x = 0; x < RECTO_CELL_WIDTH; x++) {
      float value = window[y * RECTO_CELL_WIDTH + x] * RECTO_NET_UNIT;
      p->first[(y + 1) * W0 + x + 1] = (int16_t)lrintf(CLAMP(value, -RECTO_NET_MOST, RECTO_NET_MOST));
    }
}

static void convolve_first(const RectoMrzWeights *w, Planes *p, const Adder *adder) {
  Sum sum = {&w->c1[0][0][0], 3, 2, W0, NET_C1};
  for (int y = 0; y < NET_H1; y++)
    for (int x = 0; x < NET_W1; x++) {
      int32_t most[NET_C1];
      const int16_t *at = p->first + 2 * y * W0 + 2 * x, *from[4] = {at, at + 1, at + W0, at + W0 + 1};
      adder->pool(&sum, from, most);
      put_whole(most, w->s1, w->b1, NET_C1, p->second + ((y + 1) * W1 + x + 1) * NET_C1);
    }
}

static void convolve_second(const RectoMrzWeights *w, Planes *p, const Adder *adder) {
  Sum sum = {&w->c2[0][0][0], 3, 3 * NET_C1 / 2, W1 * NET_C1, NET_C2};
  for (int y = 0; y < NET_H2; y++)
    for (int x = 0; x < NET_W2; x++) {
      int32_t most[NET_C2];
      const int16_t *at = p->second + (2 * y * W1 + 2 * x) * NET_C1, *from[4] = {at, at + NET_C1, at + W1 * NET_C1, at + (W1 + 1) * NET_C1};
      adder->pool(&sum, from, most);
      put_whole(most, w->s2, w->b2, NET_C2, p->third + (y * NET_W2 + x) * NET_C2);
    }
}

static void convolve_third(const RectoMrzWeights *w, Planes *p, const Adder *adder) {
  Sum sum = {&w->c3[0][0][0], 3, 3 * NET_C2 / 2, NET_W2 * NET_C2, NET_C3};
  for (int y = 0; y < NET_H3; y++)
    for (int x = 0; x < NET_W3; x++) {
      int32_t one[NET_C3];
      adder->sum(&sum, p->third + (y * NET_W2 + x) * NET_C2, one);
      put_whole(one, w->s3, w->b3, NET_C3, p->fourth + (y * NET_W3 + x) * NET_C3);
    }
}

static void connect(const RectoMrzWeights *w, Planes *p, const Adder *adder, float *last) {
  Sum hidden = {&w->fc[0][0][0], 1, N4 / 2, 0, NET_FC}, out = {&w->out[0][0][0], 1, NET_FC / 2, 0, NET_OUT_PADDED};
  int32_t all[NET_FC];
  adder->sum(&hidden, p->fourth, all);
  put_whole(all, w->s4, w->b4, NET_FC, p->fifth);
  adder->sum(&out, p->fifth, all);
  for (int o = 0; o < NET_OUT; o++) last[o] = (float)all[o] * w->s5[o] + w->b5[o];
}

static void take_log_p(const float *last, float *log_p) {
  float most = last[0], sum = 0;
  for (int i = 1; i < RECTO_MRZ_N_CLASSES; i++) most = MAX(most, last[i]);
  for (int i = 0; i < RECTO_MRZ_N_CLASSES; i++) sum += expf(last[i] - most);
  float log_sum = most + logf(sum);
  for (int i = 0; i < RECTO_MRZ_N_CLASSES; i++) log_p[i] = last[i] - log_sum;
}

static void look(const RectoMrzWeights *weights, const float *window, const Adder *adder, RectoMrzGlance *ret) {
  Planes planes;
  float last[NET_OUT];
  memset(planes.first, 0, sizeof planes.first);
  memset(planes.second, 0, sizeof planes.second);
  look_in(window, &planes);
  convolve_first(weights, &planes, adder);
  convolve_second(weights, &planes, adder);
  convolve_third(weights, &planes, adder);
  connect(weights, &planes, adder, last);
  take_log_p(last, ret->log_p);
  ret->dx = CLAMP(last[RECTO_MRZ_N_CLASSES], -1.0F, 1.0F);
  ret->dy = CLAMP(last[RECTO_MRZ_N_CLASSES + 1], -1.0F, 1.0F);
  ret->stretch = CLAMP(last[RECTO_MRZ_N_CLASSES + 2], -1.0F, 1.0F);
}

static const Adder plain = {sum_plain, pool_plain}, avx2 = {sum_avx2, pool_avx2};

void recto_mrz_net_look(const RectoMrzWeights *weights, const float window[RECTO_CELL_WIDTH * RECTO_CELL_HEIGHT], RectoMrzGlance *ret) {
  look(weights, window, HAS_AVX2 ? &avx2 : &plain, ret);
}

void recto_mrz_net_look_plain(const RectoMrzWeights *weights, const float window[RECTO_CELL_WIDTH * RECTO_CELL_HEIGHT], RectoMrzGlance *ret) {
  look(weights, window, &plain, ret);
}
