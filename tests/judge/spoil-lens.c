/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blur of an optic, of a hand, and grain. Knows nothing of pages. */
#include "spoil.h"
#include <math.h>
#include <string.h>

/* Twelve million pixels a picture: these loops are worth vectors. */
#pragma GCC optimize("O3")

double spoil_linear(double level) {
  double v = level / 255;
  return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

double spoil_level(double linear) {
  double v = CLAMP(linear, 0, 1);
  return 255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055);
}

void spoil_darken(ExamRaster *raster, double light) {
  unsigned char curve[256];
  for (int i = 0; i < 256; i++) curve[i] = raster_clamp(spoil_level(spoil_linear(i) * light));
  size_t size = (size_t)raster->w * (size_t)raster->h * 3;
  for (size_t i = 0; i < size; i++) raster->bytes[i] = curve[raster->bytes[i]];
}

/* ------------------------------------------------------------------ bell */

static const unsigned char *row_of(const ExamRaster *r, int y) { return r->bytes + (size_t)CLAMP(y, 0, r->h - 1) * (size_t)r->w * 3; }

static void add_row(unsigned *sum, const unsigned char *row, unsigned weight, size_t n) {
  for (size_t i = 0; i < n; i++) sum[i] += weight * row[i];
}

static void soften_row(unsigned char *row, int w, const unsigned *weight, unsigned char *copy) {
  size_t n = (size_t)w * 3;
  for (int i = 0; i < 9; i++) copy[i] = row[i % 3];
  memcpy(copy + 9, row, n);
  for (size_t i = 0; i < 9; i++) copy[9 + n + i] = row[n - 3 + i % 3];
  for (size_t i = 0; i < n; i++) {
    const unsigned char *c = copy + 9 + i;
    row[i] = (unsigned char)((weight[0] * c[0] + weight[1] * (unsigned)(c[-3] + c[3]) + weight[2] * (unsigned)(c[-6] + c[6]) +
                              weight[3] * (unsigned)(c[-9] + c[9]) + 2048) >>
                             12);
  }
}

void spoil_soften(ExamRaster *raster, double sigma) {
  if (sigma < 0.2) return;
  double tap[4], sum = 0;
  for (int i = 0; i < 4; i++) sum += (i ? 2 : 1) * (tap[i] = exp(-i * i / (2 * sigma * sigma)));
  unsigned weight[4], all = 4096;
  for (int i = 3; i > 0; i--) all -= 2 * (weight[i] = (unsigned)(tap[i] / sum * 4096 + 0.5));
  weight[0] = all;
  size_t n = (size_t)raster->w * 3;
  ExamRaster out = raster_new(raster->w, raster->h, 3);
  g_autofree unsigned *line = g_new(unsigned, n);
  g_autofree unsigned char *copy = g_malloc(n + 18);
  for (int y = 0; y < raster->h; y++) {
    memset(line, 0, n * sizeof *line);
    for (int k = -3; k <= 3; k++) add_row(line, row_of(raster, y + k), weight[ABS(k)], n);
    unsigned char *to = out.bytes + (size_t)y * n;
    for (size_t i = 0; i < n; i++) to[i] = (unsigned char)((line[i] + 2048) >> 12);
    soften_row(to, raster->w, weight, copy);
  }
  raster_free(raster);
  *raster = out;
}

/* ------------------------------------------------------------------ disk */

static ExamRaster reduced(const ExamRaster *from, int k) {
  ExamRaster out = raster_new(MAX(from->w / k, 1), MAX(from->h / k, 1), 3);
  for (int y = 0; y < out.h; y++)
    for (int x = 0; x < out.w; x++)
      for (int c = 0; c < 3; c++) {
        int sum = 0;
        for (int j = 0; j < k; j++)
          for (int i = 0; i < k; i++) sum += row_of(from, y * k + j)[(size_t)(x * k + i) * 3 + (size_t)c];
        out.bytes[((size_t)y * (size_t)out.w + (size_t)x) * 3 + (size_t)c] = (unsigned char)((sum + k * k / 2) / (k * k));
      }
  return out;
}

static void enlarge_into(const ExamRaster *from, int k, ExamRaster *to) {
  for (int y = 0; y < to->h; y++) {
    double v = CLAMP((y + 0.5) / k - 0.5, 0, from->h - 1.001);
    int j = (int)v;
    float b = (float)(v - j);
    const unsigned char *p = row_of(from, j), *q = row_of(from, j + 1);
    unsigned char *out = to->bytes + (size_t)y * (size_t)to->w * 3;
    for (int x = 0; x < to->w; x++, out += 3) {
      double u = CLAMP((x + 0.5) / k - 0.5, 0, from->w - 1.001);
      int i = (int)u * 3;
      float a = (float)(u - (int)u);
      for (int c = i; c < i + 3; c++)
        out[c - i] = (unsigned char)((p[c] * (1 - a) + p[c + 3] * a) * (1 - b) + (q[c] * (1 - a) + q[c + 3] * a) * b + 0.5f);
    }
  }
}

/* Sums of a row from its left end, `pad` copies of the rim on both sides. */
static void sum_row(const unsigned char *row, int w, int pad, float *sums) {
  float sum[3] = {0, 0, 0};
  for (int x = -pad; x <= w + pad; x++, sums += 3) {
    const unsigned char *p = row + (size_t)CLAMP(x, 0, w - 1) * 3;
    for (int c = 0; c < 3; c++) {
      sums[c] = sum[c];
      sum[c] += p[c];
    }
  }
}

/* One chord of the disk: half its length is n + f. */
static void add_chord(float *line, const float *sums, int w, int pad, double half) {
  double reach = half - 0.5; /* beyond the middle pixel's own halves */
  int n = (int)floor(reach);
  float f = (float)(reach - n);
  const float *at = sums + (size_t)pad * 3;
  for (int i = 0; i < w * 3; i++) {
    float whole = at[i + 3 * (n + 1)] - at[i - 3 * n];
    float ends = at[i + 3 * (n + 2)] - at[i + 3 * (n + 1)] + at[i - 3 * n] - at[i - 3 * (n + 1)];
    line[i] += whole + f * ends;
  }
}

static void disk(ExamRaster *raster, double radius) {
  int reach = (int)ceil(radius), pad = reach + 3, rows = 2 * reach + 1;
  size_t stride = (size_t)(raster->w + 2 * pad + 1) * 3;
  ExamRaster out = raster_new(raster->w, raster->h, 3);
  g_autofree float *sums = g_new(float, stride *(size_t)rows), *line = g_new(float, (size_t)raster->w * 3);
  double area = 0;
  for (int dy = -reach; dy <= reach; dy++) area += 2 * MAX(sqrt(MAX(radius * radius - dy * dy, 0)), fabs((double)dy) < radius ? 0.5 : 0);
  for (int y = -reach; y < raster->h + reach; y++) {
    sum_row(row_of(raster, y), raster->w, pad, sums + stride * (size_t)((y + reach) % rows));
    int middle = y - reach;
    if (middle < 0) continue;
    memset(line, 0, (size_t)raster->w * 3 * sizeof *line);
    for (int dy = -reach; dy <= reach; dy++)
      if (fabs((double)dy) < radius)
        add_chord(line, sums + stride * (size_t)((middle + dy + reach) % rows), raster->w, pad, MAX(sqrt(radius * radius - dy * dy), 0.5));
    unsigned char *to = out.bytes + (size_t)middle * (size_t)raster->w * 3;
    for (int i = 0; i < raster->w * 3; i++) to[i] = (unsigned char)MIN(line[i] / (float)area + 0.5f, 255);
  }
  raster_free(raster);
  *raster = out;
}

/* Wide disks are laid over a smaller picture: what they leave is coarse enough. */
void spoil_defocus(ExamRaster *raster, double radius) {
  if (radius < 0.3) return;
  if (radius < 1.2) {
    spoil_soften(raster, radius / 2); /* a disk's deviation along a line is half its radius */
    return;
  }
  int k = 1;
  while (radius / k >= 6) k *= 2;
  if (k == 1) {
    disk(raster, radius);
    return;
  }
  ExamRaster small = reduced(raster, k);
  disk(&small, radius / k);
  enlarge_into(&small, k, raster);
  raster_free(&small);
}

static double blur_there(const void *scene, double px, double py) { return spoil_blur_at(scene, px, py); }

/* Five pictures from sharp to the most blurred, each pixel between two of them. */
void spoil_defocus_by(ExamRaster *raster, const SpoilScene *scene, double most) {
  SpoilField field = spoil_field(raster->w, raster->h, 16, blur_there, scene);
  ExamRaster out = raster_new(raster->w, raster->h, 3);
  for (int level = 0; level < 5; level++) {
    ExamRaster copy = raster_new(raster->w, raster->h, 3);
    memcpy(copy.bytes, raster->bytes, (size_t)raster->w * (size_t)raster->h * 3);
    spoil_defocus(&copy, most * level / 4);
    const unsigned char *from = copy.bytes;
    unsigned char *to = out.bytes;
    for (int y = 0; y < raster->h; y++)
      for (int x = 0; x < raster->w; x++, from += 3, to += 3) {
        double share = 1 - fabs(MIN(spoil_field_at(&field, x, y) / most, 1) * 4 - level);
        if (share <= 0) continue;
        for (int c = 0; c < 3; c++) to[c] = (unsigned char)MIN(to[c] + share * from[c] + 0.25, 255);
      }
    raster_free(&copy);
  }
  spoil_field_clear(&field);
  raster_free(raster);
  *raster = out;
}

/* ------------------------------------------------------------------ shake */

/* A hand moves in any direction, a little curved, not at one speed. */
void spoil_shake(ExamRaster *raster, double length, ExamDice *dice) {
  double angle = exam_dice_real(dice, 0, 2 * M_PI), bend = exam_dice_real(dice, -0.16, 0.16), haste = exam_dice_real(dice, 0, 0.25);
  int taps = CLAMP((int)ceil(length) + 1, 2, 40);
  size_t n = (size_t)raster->w * 3;
  ExamRaster out = raster_new(raster->w, raster->h, 3), wide = raster_new(raster->w + 2 * (int)ceil(length + 2), raster->h, 3);
  int rim = (wide.w - raster->w) / 2;
  for (int y = 0; y < raster->h; y++)
    for (int x = 0; x < wide.w; x++)
      memcpy(wide.bytes + ((size_t)y * (size_t)wide.w + (size_t)x) * 3, row_of(raster, y) + (size_t)CLAMP(x - rim, 0, raster->w - 1) * 3, 3);
  g_autofree unsigned *line = g_new(unsigned, n);
  for (int y = 0; y < raster->h; y++) {
    memset(line, 0, n * sizeof *line);
    for (int i = 0; i < taps; i++) {
      double t = (double)i / (taps - 1) - 0.5, go = t * (1 + haste * (2 * fabs(t) - 1)), off = bend * (4 * t * t - 0.5);
      int dx = (int)lround(length * (go * cos(angle) - off * sin(angle))), dy = (int)lround(length * (go * sin(angle) + off * cos(angle)));
      add_row(line, row_of(&wide, y + dy) + (size_t)(rim + dx) * 3, 1, n);
    }
    unsigned char *to = out.bytes + (size_t)y * n;
    for (size_t i = 0; i < n; i++) to[i] = (unsigned char)((line[i] + (unsigned)taps / 2) / (unsigned)taps);
  }
  raster_free(&wide);
  raster_free(raster);
  *raster = out;
}

/* ------------------------------------------------------------------ grain */

#define TILE 1024

/* One pass of a bell over a tile that goes on at its other side. */
static void soften_tile(float *tile, size_t step, size_t next, const double *tap, int reach) {
  float copy[TILE];
  for (int line = 0; line < TILE; line++) {
    float *p = tile + (size_t)line * next;
    for (int i = 0; i < TILE; i++) copy[i] = p[(size_t)i * step];
    for (int i = 0; i < TILE; i++) {
      double sum = tap[0] * copy[i];
      for (int k = 1; k <= reach; k++) sum += tap[k] * (copy[(i - k) & (TILE - 1)] + copy[(i + k) & (TILE - 1)]);
      p[(size_t)i * step] = (float)sum;
    }
  }
}

/* Grains of a size: a bell of deviation s spreads one pixel's chance over 4 pi s² of them. */
static float *make_tile(double size, ExamDice *dice) {
  float *tile = g_new(float, TILE *TILE);
  for (int i = 0; i < TILE * TILE; i++) tile[i] = (float)exam_dice_gauss(dice);
  double s = size / sqrt(4 * M_PI), tap[24] = {1}, square = 0;
  int reach = MIN((int)ceil(3 * s), 23);
  for (int i = 1; i <= reach; i++) tap[i] = exp(-i * i / (2 * s * s + 1e-9));
  soften_tile(tile, 1, TILE, tap, reach);
  soften_tile(tile, TILE, 1, tap, reach);
  for (int i = 0; i < TILE * TILE; i++) square += (double)tile[i] * tile[i];
  float scale = (float)(1 / sqrt(square / (TILE * TILE)));
  for (int i = 0; i < TILE * TILE; i++) tile[i] *= scale;
  return tile;
}

void spoil_grain(ExamRaster *raster, double sigma, double size, double colour, ExamDice *dice) {
  g_autofree float *tile = make_tile(size, dice);
  unsigned shift[4][2];
  for (int i = 0; i < 8; i++) shift[i / 2][i % 2] = (unsigned)exam_dice_int(dice, 0, TILE - 1);
  float common = (float)(sigma * sqrt(1 - colour * colour)), own = (float)(sigma * colour);
  for (int y = 0; y < raster->h; y++) {
    unsigned char *p = raster->bytes + (size_t)y * (size_t)raster->w * 3;
    const float *line[4];
    for (int i = 0; i < 4; i++) line[i] = tile + (size_t)((unsigned)y + shift[i][1]) % TILE * TILE;
    for (int x = 0; x < raster->w; x++, p += 3) {
      float grey = common * line[3][((unsigned)x + shift[3][0]) % TILE] + 0.5f;
      for (unsigned c = 0; c < 3; c++) {
        float v = (float)p[c] + grey + own * line[c][((unsigned)x + shift[c][0]) % TILE];
        p[c] = (unsigned char)CLAMP(v, 0, 255);
      }
    }
  }
}
