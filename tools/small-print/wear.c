/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scanners, phones and programs do to a picture. */
#include "small-print.h"

#include <math.h>
#include <string.h>

void wear_blur(float *picture, int width, int height, double deviation) {
  int reach = (int)ceil(3 * deviation);
  g_autofree float *kernel = g_new(float, (gsize)(2 * reach + 1)), *other = g_new(float, (gsize)(width * height));
  float all = 0;
  for (int i = -reach; i <= reach; i++) all += kernel[i + reach] = (float)exp(-i * i / (2 * deviation * deviation));
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      float sum = 0;
      for (int i = -reach; i <= reach; i++) sum += kernel[i + reach] * picture[y * width + CLAMP(x + i, 0, width - 1)];
      other[y * width + x] = sum / all;
    }
  memset(picture, 0, sizeof(float) * (gsize)(width * height));
  for (int y = 0; y < height; y++)
    for (int i = -reach; i <= reach; i++) {
      const float *from = other + CLAMP(y + i, 0, height - 1) * width, weight = kernel[i + reach] / all;
      for (int x = 0; x < width; x++) picture[y * width + x] += weight * from[x];
    }
}

/* Row by row, by sums up to each pixel. */
void wear_disk(Fine fine, double radius) {
  static float sum[FINE_HIGH][FINE_WIDE + 1];
  static Fine out;
  int reach = (int)ceil(radius);
  float area = 0;
  memset(out, 0, sizeof out);
  for (int y = 0; y < FINE_HIGH; y++)
    for (int x = 0; x < FINE_WIDE; x++) sum[y][x + 1] = sum[y][x] + fine[y][x];
  for (int d = -reach; d <= reach; d++) {
    if (d * d > radius * radius) continue;
    int half = (int)sqrt(radius * radius - d * d);
    area += (float)(2 * half + 1);
    for (int y = 0; y < FINE_HIGH; y++) {
      const float *row = sum[CLAMP(y + d, 0, FINE_HIGH - 1)];
      for (int x = 0; x < FINE_WIDE; x++) out[y][x] += row[MIN(FINE_WIDE, x + half + 1)] - row[MAX(0, x - half)];
    }
  }
  for (int y = 0; y < FINE_HIGH; y++)
    for (int x = 0; x < FINE_WIDE; x++) fine[y][x] = out[y][x] / area;
}

void wear_motion(Fine fine, double length, double angle) {
  static Fine out;
  int n = MAX(2, (int)lround(length));
  memset(out, 0, sizeof out);
  for (int i = 0; i < n; i++) {
    double along = (i - (n - 1) / 2.0) / (n - 1) * length;
    int dx = (int)lround(along * cos(angle)), dy = (int)lround(along * sin(angle)), from = MAX(0, -dx), to = MIN(FINE_WIDE, FINE_WIDE - dx);
    for (int y = 0; y < FINE_HIGH; y++) {
      const float *row = fine[CLAMP(y + dy, 0, FINE_HIGH - 1)];
      for (int x = from; x < to; x++) out[y][x] += row[x + dx];
    }
  }
  for (int y = 0; y < FINE_HIGH; y++)
    for (int x = 0; x < FINE_WIDE; x++) fine[y][x] = out[y][x] / (float)n;
}

void wear_grain(float in[IN_HIGH][IN_WIDE], double deviation, double size, Rng *rng) {
  static float grain[IN_HIGH * IN_WIDE];
  double squares = 0;
  for (int i = 0; i < IN_HIGH * IN_WIDE; i++) grain[i] = (float)rng_normal(rng);
  if (size > 0.3) wear_blur(grain, IN_WIDE, IN_HIGH, size);
  for (int i = 0; i < IN_HIGH * IN_WIDE; i++) squares += grain[i] * grain[i];
  float share = (float)(deviation / sqrt(squares / (IN_HIGH * IN_WIDE)));
  for (int i = 0; i < IN_HIGH * IN_WIDE; i++) (&in[0][0])[i] += share * grain[i];
}

void wear_sharpen(float in[IN_HIGH][IN_WIDE], float strength) {
  float before[IN_HIGH][IN_WIDE];
  memcpy(before, in, sizeof before);
  for (int y = 1; y < IN_HIGH - 1; y++)
    for (int x = 1; x < IN_WIDE - 1; x++) {
      float mean = 0;
      for (int i = 0; i < 9; i++) mean += before[y + i / 3 - 1][x + i % 3 - 1] / 9;
      in[y][x] += strength * (before[y][x] - mean);
    }
}

void wear_jpeg(float in[IN_HIGH][IN_WIDE], int quality) {
  g_autoptr(PIX) pix = pixCreate(IN_WIDE, IN_HIGH, 8);
  for (int y = 0; y < IN_HIGH; y++)
    for (int x = 0; x < IN_WIDE; x++) SET_DATA_BYTE(pixGetData(pix) + y * pixGetWpl(pix), x, (int)lrintf(255 - 255 * in[y][x]));
  l_uint8 *bytes = NULL;
  size_t size = 0;
  if (pixWriteMemJpeg(&bytes, &size, pix, quality, 0)) return;
  g_autoptr(PIX) back = pixReadMemJpeg(bytes, size, 0, 1, NULL, 0);
  lept_free(bytes);
  for (int y = 0; back && y < IN_HIGH; y++)
    for (int x = 0; x < IN_WIDE; x++) in[y][x] = 1 - GET_DATA_BYTE(pixGetData(back) + y * pixGetWpl(back), x) / 255.F;
}
