/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixel arithmetic shared by the operations: 32-bit RGB only. */
#include "wear.h"
#include <math.h>

Rgb pixel_at(const l_uint32 *line, int x) { return (Rgb){(int)(line[x] >> 24), (int)(line[x] >> 16 & 255), (int)(line[x] >> 8 & 255)}; }

static l_uint32 byte(double v) { return v <= 0 ? 0 : v >= 255 ? 255 : (l_uint32)(v + .5); }

void pixel_put(l_uint32 *line, int x, double r, double g, double b) { line[x] = byte(r) << 24 | byte(g) << 16 | byte(b) << 8; }

PIX *pixel_blur(PIX *pix, double sigma) {
  if (sigma < .15) return pix;
  int half = (int)ceil(sigma * 2.8);
  L_KERNEL *kx = NULL, *ky = NULL;
  (void)makeGaussianKernelSep(half, half, (float)sigma, 1, &kx, &ky);
  PIX *out = pixConvolveRGBSep(pix, kx, ky);
  kernelDestroy(&kx), kernelDestroy(&ky);
  pixCopyResolution(out, pix);
  pixDestroy(&pix);
  return out;
}

/* A table of normal values, walked at a random stride a row: fast, and without visible repetition. */
PIX *pixel_noise(PIX *pix, double deviation, Rng *rng) {
  enum { N = 65536 };
  g_autofree float *table = g_new(float, N);
  for (int i = 0; i < N; i++) table[i] = (float)(rng_normal(rng) * deviation);
  int w = pixGetWidth(pix), h = pixGetHeight(pix);
  bool grey = true;
  for (int y = 0; y < h; y++) {
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    guint at = (guint)rng_next(rng), stride = (guint)rng_next(rng) | 1;
    for (int x = 0; x < w; x++, at += stride) {
      Rgb c = pixel_at(line, x);
      grey = c.r == c.g && c.g == c.b;
      float a = table[at % N], b = grey ? a : table[(at >> 5) % N], d = grey ? a : table[(at >> 9) % N];
      pixel_put(line, x, c.r + a, c.g + b, c.b + d);
    }
  }
  return pix;
}

PIX *pixel_gain(PIX *pix, Gain gain, const double *p) {
  int w = pixGetWidth(pix), h = pixGetHeight(pix);
  for (int y = 0; y < h; y++) {
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (int x = 0; x < w; x++) {
      Rgb c = pixel_at(line, x);
      double k = gain((double)x / w, (double)y / h, p);
      pixel_put(line, x, c.r * k, c.g * k, c.b * k);
    }
  }
  return pix;
}

void pixel_line_blend(PIX *pix, double x0, double y0, double x1, double y1, double width, Rgb color, double alpha) {
  int w = pixGetWidth(pix), h = pixGetHeight(pix);
  double length = hypot(x1 - x0, y1 - y0);
  int left = (int)(fmin(x0, x1) - width), right = (int)(fmax(x0, x1) + width), top = (int)(fmin(y0, y1) - width),
      bottom = (int)(fmax(y0, y1) + width);
  for (int y = MAX(0, top); y <= MIN(h - 1, bottom); y++) {
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (int x = MAX(0, left); x <= MIN(w - 1, right); x++) {
      double t = length > 0 ? ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / (length * length) : 0;
      double d = hypot(x - x0 - CLAMP(t, 0, 1) * (x1 - x0), y - y0 - CLAMP(t, 0, 1) * (y1 - y0));
      if (d > width / 2) continue;
      Rgb c = pixel_at(line, x);
      pixel_put(line, x, c.r + alpha * (color.r - c.r), c.g + alpha * (color.g - c.g), c.b + alpha * (color.b - c.b));
    }
  }
}
