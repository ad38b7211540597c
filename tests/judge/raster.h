/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain bytes of a page, grey or colour, for what scanners and phones do to it. Knows nothing of what the page says. */
#ifndef EXAM_RASTER_H
#define EXAM_RASTER_H

#include <cairo.h>
#include <glib.h>
#include <leptonica/allheaders.h>

typedef struct {
  int w, h, n; /* n: bytes a pixel, 1 (grey) or 3 (red, green, blue) */
  unsigned char *bytes;
} ExamRaster;

ExamRaster raster_new(int w, int h, int n); /* black */
ExamRaster raster_of_surface(cairo_surface_t *surface); /* an RGB24 or ARGB32 picture in three channels */
ExamRaster raster_from_pix(PIX *pix, int n);
PIX *raster_to_pix(const ExamRaster *raster); /* 8 or 32 bits */
void raster_free(ExamRaster *raster);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ExamRaster, raster_free)
void raster_blur(ExamRaster *raster, double sigma); /* seven taps, in place */
unsigned char raster_clamp(double v);

#endif
