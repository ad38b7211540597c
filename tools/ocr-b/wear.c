/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens between the printer and us: tinted paper, lines and stamps, uneven ink, light, blur, noise, sharpening, scaling, JPEG, two levels. */
#include "block.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

typedef struct { int width, height; float *px; } Plane;

static Plane plane_new(int width, int height) { return (Plane){width, height, g_new(float, (size_t)width * (size_t)height)}; }

/* ---- paper and ink */

typedef struct { double fx, fy, bend, phase, height; } Wave;

static void tint(Plane *paper, double pitch, Rng *rng) {
  int n = rng_int(rng, 0, 2) ? rng_int(rng, 1, 4) : 0;
  for (int w = 0; w < n; w++) {
    double angle = rng_real(rng, 0, G_PI), length = pitch * exp(rng_real(rng, log(0.25), log(6)));
    Wave wave = {cos(angle) * 2 * G_PI / length, sin(angle) * 2 * G_PI / length, rng_real(rng, 0, 1.2), rng_real(rng, 0, 6), rng_real(rng, 2, 20)};
    bool fine = rng_int(rng, 0, 1); /* thin lines rather than waves */
    for (int y = 0; y < paper->height; y++)
      for (int x = 0; x < paper->width; x++) {
        double at = wave.fx * x + wave.fy * y + wave.phase + wave.bend * sin((x + 2 * y) / (3.1 * pitch)), s = sin(at);
        paper->px[y * paper->width + x] -= (float)(wave.height * (fine ? MAX(0, s - 0.7) * 2.5 : s * 0.5 + 0.5));
      }
  }
}

/* A stroke across: a stamp's letter, a pen, a fold. */
static void stroke(Plane *paper, double pitch, Rng *rng) {
  double x0 = rng_real(rng, 0, paper->width), y0 = rng_real(rng, 0, paper->height), angle = rng_real(rng, 0, G_PI), half = pitch * rng_real(rng, 0.04, 0.16);
  double depth = rng_real(rng, 15, 80), radius = pitch * rng_real(rng, 2, 30), nx = -sin(angle), ny = cos(angle);
  for (int y = 0; y < paper->height; y++)
    for (int x = 0; x < paper->width; x++) {
      double off = fabs(hypot(x - x0 - nx * radius, y - y0 - ny * radius) - radius);
      if (off < half + 0.5) paper->px[y * paper->width + x] -= (float)(depth * CLAMP(half + 0.5 - off, 0, 1));
    }
}

static void light(Plane *page, Rng *rng) {
  double gx = rng_normal(rng) * 0.12, gy = rng_normal(rng) * 0.12;
  double cx = rng_real(rng, 0, page->width), cy = rng_real(rng, 0, page->height), r = page->height * rng_real(rng, 0.5, 2), spot = rng_int(rng, 0, 5) ? 0 : rng_real(rng, 20, 90);
  for (int y = 0; y < page->height; y++)
    for (int x = 0; x < page->width; x++) {
      double factor = 1 + gx * ((double)x / page->width - 0.5) + gy * ((double)y / page->height - 0.5), d = hypot(x - cx, y - cy) / r;
      page->px[y * page->width + x] = (float)(page->px[y * page->width + x] * factor + spot * exp(-d * d));
    }
}

static Plane inked(const Canvas *cover, double pitch, Rng *rng) {
  Plane page = plane_new(cover->width, cover->height);
  double white = rng_real(rng, 120, 252), black = rng_real(rng, 5, 0.62 * white), patch = rng_int(rng, 0, 2) ? 0 : rng_real(rng, 0.05, 0.5), wx = rng_real(rng, 0.3, 2) / pitch;
  for (int i = 0; i < cover->width * cover->height; i++) page.px[i] = (float)white;
  tint(&page, pitch, rng);
  for (int n = rng_int(rng, 0, 3) ? 0 : rng_int(rng, 1, 6); n > 0; n--) stroke(&page, pitch, rng);
  for (int y = 0; y < page.height; y++)
    for (int x = 0; x < page.width; x++) {
      double hole = patch * MAX(0, sin(wx * x * 3.7 + 1.3 * sin(wx * y * 5)) * sin(wx * y * 4.1 + 2 * sin(wx * x * 2.3))), ink = cover->px[y * page.width + x] / 255.0 * (1 - hole);
      float *px = &page.px[y * page.width + x];
      *px = (float)(*px + ink * (MIN(black, *px - 15) - *px));
    }
  light(&page, rng);
  return page;
}

/* ---- optics and numbers */

static void smear(Plane *page, double sigma, double dx, double dy) {
  int reach = (int)ceil(2.5 * sigma);
  if (reach < 1) return;
  float weights[41], sum = 0;
  reach = MIN(reach, 20);
  for (int i = -reach; i <= reach; i++) sum += weights[i + reach] = expf((float)(-i * i / (2 * sigma * sigma)));
  Plane out = plane_new(page->width, page->height);
  for (int y = 0; y < page->height; y++)
    for (int x = 0; x < page->width; x++) {
      float value = 0;
      for (int i = -reach; i <= reach; i++) {
        int sx = CLAMP((int)lround(x + i * dx), 0, page->width - 1), sy = CLAMP((int)lround(y + i * dy), 0, page->height - 1);
        value += weights[i + reach] * page->px[sy * page->width + sx];
      }
      out.px[y * page->width + x] = value / sum;
    }
  g_free(page->px);
  *page = out;
}

static void blur(Plane *page, double pitch, Rng *rng) {
  double sigma = rng_int(rng, 0, 2) ? rng_real(rng, 0, 0.075) * pitch : rng_real(rng, 0, 0.14) * pitch;
  sigma = MIN(sigma, 3);
  smear(page, sigma, 1, 0);
  smear(page, sigma, 0, 1);
  if (rng_int(rng, 0, 7)) return;
  double angle = rng_real(rng, 0, G_PI);
  smear(page, rng_real(rng, 0, 0.12) * pitch, cos(angle), sin(angle));
}

static void noise(Plane *page, Rng *rng) {
  double most = rng_int(rng, 0, 3) ? rng_real(rng, 0, 7) : rng_real(rng, 0, 16);
  for (int i = 0; i < page->width * page->height; i++) page->px[i] += (float)(most * (rng_real(rng, -1, 1) + rng_real(rng, -1, 1)));
}

static void sharpen(Plane *page, Rng *rng) {
  double amount = rng_real(rng, 0.2, 1.2);
  Plane soft = plane_new(page->width, page->height);
  memcpy(soft.px, page->px, sizeof(float) * (size_t)(page->width * page->height));
  smear(&soft, 1, 1, 0);
  smear(&soft, 1, 0, 1);
  for (int i = 0; i < page->width * page->height; i++) page->px[i] += (float)amount * (page->px[i] - soft.px[i]);
  g_free(soft.px);
}

static double enlarge(Plane *page, double zoom) {
  int width = (int)(page->width * zoom), height = (int)(page->height * zoom);
  Plane out = plane_new(width, height);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      float fx = (float)CLAMP((x + 0.5) / zoom - 0.5, 0, page->width - 1.001), fy = (float)CLAMP((y + 0.5) / zoom - 0.5, 0, page->height - 1.001);
      int ix = (int)fx, iy = (int)fy;
      const float *a = page->px + iy * page->width + ix, *b = a + page->width;
      float top = a[0] + (fx - (float)ix) * (a[1] - a[0]), low = b[0] + (fx - (float)ix) * (b[1] - b[0]);
      out.px[y * width + x] = top + (fy - (float)iy) * (low - top);
    }
  g_free(page->px);
  *page = out;
  return zoom;
}

static void two_levels(Plane *page, Rng *rng) {
  double sum = 0, n = page->width * page->height, squares = 0;
  for (int i = 0; i < page->width * page->height; i++) sum += page->px[i], squares += page->px[i] * page->px[i];
  double mean = sum / n, cut = mean - rng_real(rng, 0.5, 1.6) * sqrt(MAX(0, squares / n - mean * mean));
  for (int i = 0; i < page->width * page->height; i++) page->px[i] = page->px[i] < cut ? 0 : 255;
}

static void compress(Canvas *canvas, int quality) {
  PIX *pix = pixCreate(canvas->width, canvas->height, 8), *back = NULL;
  for (int y = 0; y < canvas->height; y++)
    for (int x = 0; x < canvas->width; x++) SET_DATA_BYTE(pixGetData(pix) + y * pixGetWpl(pix), x, canvas->px[y * canvas->width + x]);
  l_uint8 *bytes = NULL;
  size_t size = 0;
  if (pixWriteMemJpeg(&bytes, &size, pix, quality, 0) == 0) back = pixReadMemJpeg(bytes, size, 0, 1, NULL, 0);
  for (int y = 0; back && y < canvas->height; y++)
    for (int x = 0; x < canvas->width; x++) canvas->px[y * canvas->width + x] = (uint8_t)GET_DATA_BYTE(pixGetData(back) + y * pixGetWpl(back), x);
  lept_free(bytes);
  pixDestroy(&pix);
  pixDestroy(&back);
}

double wear(Canvas *canvas, double pitch, Rng *rng) {
  double zoom = 1;
  Plane page = inked(canvas, pitch, rng);
  blur(&page, pitch, rng);
  if (rng_int(rng, 0, 4) == 0) sharpen(&page, rng);
  noise(&page, rng);
  if (pitch < 16 && rng_int(rng, 0, 2) == 0) zoom = enlarge(&page, rng_real(rng, 1, 2));
  if (rng_int(rng, 0, 6) == 0) sharpen(&page, rng);
  if (pitch > 15 && rng_int(rng, 0, 5) == 0) two_levels(&page, rng);
  *canvas = (Canvas){page.width, page.height, g_realloc(canvas->px, (size_t)page.width * (size_t)page.height)};
  for (int i = 0; i < page.width * page.height; i++) canvas->px[i] = (uint8_t)CLAMP(page.px[i] + 0.5F, 0, 255);
  g_free(page.px);
  if (rng_int(rng, 0, 2)) compress(canvas, rng_int(rng, 35, 95));
  return zoom;
}
