/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes in, bytes out: conversion from and to Leptonica, and the blur that every optic has. */
#include "raster.h"
#include <math.h>

void raster_free(ExamRaster *raster) { g_free(raster->bytes); }

ExamRaster raster_new(int w, int h, int n) { return (ExamRaster){w, h, n, g_malloc0((size_t)w * (size_t)h * (size_t)n)}; }

static void row_from_pix(PIX *pix, int y, unsigned char *to, int w, int n) {
  const l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
  for (int x = 0; x < w; x++, to += n) {
    if (n == 1) {
      to[0] = (unsigned char)GET_DATA_BYTE(line, x);
      continue;
    }
    to[0] = (unsigned char)(line[x] >> 24);
    to[1] = (unsigned char)(line[x] >> 16);
    to[2] = (unsigned char)(line[x] >> 8);
  }
}

ExamRaster raster_from_pix(PIX *pix, int n) {
  ExamRaster out = raster_new(pixGetWidth(pix), pixGetHeight(pix), n);
  PIX *plain = n == 1 ? pixConvertTo8(pix, 0) : pixConvertTo32(pix);
  for (int y = 0; y < out.h; y++) row_from_pix(plain, y, out.bytes + (size_t)y * (size_t)out.w * (size_t)n, out.w, n);
  pixDestroy(&plain);
  return out;
}

PIX *raster_to_pix(const ExamRaster *raster) {
  PIX *pix = pixCreate(raster->w, raster->h, raster->n == 1 ? 8 : 32);
  for (int y = 0; y < raster->h; y++) {
    l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
    const unsigned char *from = raster->bytes + (size_t)y * (size_t)raster->w * (size_t)raster->n;
    for (int x = 0; x < raster->w; x++, from += raster->n) {
      if (raster->n == 1)
        SET_DATA_BYTE(line, x, from[0]);
      else
        line[x] = (l_uint32)from[0] << 24 | (l_uint32)from[1] << 16 | (l_uint32)from[2] << 8;
    }
  }
  return pix;
}

unsigned char raster_clamp(double v) { return (unsigned char)(v < 0 ? 0 : v > 255 ? 255 : v + 0.5); }

/* So many bytes, each of the seven that lie at its place in the copies: itself in the middle, its neighbours on either side. */
static void blur_line(unsigned char *line, const unsigned char *const copies[7], size_t count, const int weight[4]) {
  for (size_t i = 0; i < count; i++) {
    int v = weight[0] * copies[3][i];
    for (int k = 1; k < 4; k++) v += weight[k] * (copies[3 - k][i] + copies[3 + k][i]);
    line[i] = (unsigned char)MIN(255, v >> 12);
  }
}

/* Both ways by rows, as they lie in memory: the way down keeps the seven rows that one is made of. */
void raster_blur(ExamRaster *raster, double sigma) {
  if (sigma < 0.2) return;
  double tap[4], sum = 0;
  for (int i = 0; i < 4; i++) sum += (i ? 2 : 1) * (tap[i] = exp(-i * i / (2 * sigma * sigma)));
  int weight[4];
  for (int i = 0; i < 4; i++) weight[i] = (int)(tap[i] / sum * 4096 + 0.5);
  size_t n = (size_t)raster->n, row = (size_t)raster->w * n;
  g_autofree unsigned char *kept = g_malloc(7 * row);
  const unsigned char *copies[7];
  for (int y = 0; y < raster->h && raster->w > 6; y++) {
    memcpy(kept, raster->bytes + (size_t)y * row, row);
    for (int k = 0; k < 7; k++) copies[k] = kept + (size_t)k * n;
    blur_line(raster->bytes + (size_t)y * row + 3 * n, copies, row - 6 * n, weight);
  }
  for (int y = 0; y < MIN(6, raster->h); y++) memcpy(kept + (size_t)y * row, raster->bytes + (size_t)y * row, row);
  for (int y = 3; y < raster->h - 3; y++) {
    memcpy(kept + (size_t)((y + 3) % 7) * row, raster->bytes + (size_t)(y + 3) * row, row);
    for (int k = 0; k < 7; k++) copies[k] = kept + (size_t)((y - 3 + k) % 7) * row;
    blur_line(raster->bytes + (size_t)y * row, copies, row, weight);
  }
}

ExamRaster raster_of_surface(cairo_surface_t *surface) {
  ExamRaster out = raster_new(cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface), 3);
  const unsigned char *data = cairo_image_surface_get_data(surface);
  size_t stride = (size_t)cairo_image_surface_get_stride(surface);
  unsigned char *p = out.bytes;
  for (int y = 0; y < out.h; y++) {
    const uint32_t *in = (const uint32_t *)(const void *)(data + (size_t)y * stride);
    for (int x = 0; x < out.w; x++, p += 3) {
      p[0] = (unsigned char)(in[x] >> 16);
      p[1] = (unsigned char)(in[x] >> 8);
      p[2] = (unsigned char)in[x];
    }
  }
  return out;
}
