/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What feeder and glass make of a sheet: a fixed frame or a cut one, skew, soft optics, uneven lamp, grain, dust; then bits, greys or colour. */
#include "raster.h"
#include "stack.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GRAINS 65536

/* Gaussian grain of deviation 16, drawn once a page and read from random places. */
static signed char *make_grain(ExamDice *dice) {
  signed char *grain = g_malloc(GRAINS);
  for (int i = 0; i < GRAINS; i++) grain[i] = (signed char)CLAMP(lround(exam_dice_gauss(dice) * 16), -127, 127);
  return grain;
}

static bool is_bilevel(StackFormat format) { return format == SCAN_TIFF_G4 || format == SCAN_PDF_G4; }

/* A photocopier's curve: greys go to paper or to black. */
static int copied(int v) { return (int)(255 / (1 + exp(-9.0 * (v / 255.0 - 0.6)))); }

static PIX *pix_of(cairo_surface_t *surface, bool colour, bool photocopy) {
  int w = cairo_image_surface_get_width(surface), h = cairo_image_surface_get_height(surface), stride = cairo_image_surface_get_stride(surface);
  cairo_surface_flush(surface);
  const unsigned char *data = cairo_image_surface_get_data(surface);
  int curve[256];
  for (int i = 0; i < 256; i++) curve[i] = photocopy ? copied(i) : i;
  PIX *pix = pixCreate(w, h, colour ? 32 : 8);
  for (int y = 0; y < h; y++) {
    const uint32_t *in = (const uint32_t *)(const void *)(data + (size_t)y * (size_t)stride);
    l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
    for (int x = 0; x < w; x++) {
      int r = in[x] >> 16 & 255, g = in[x] >> 8 & 255, b = in[x] & 255, grey = curve[(r * 77 + g * 151 + b * 28) >> 8];
      if (!colour)
        SET_DATA_BYTE(line, x, grey);
      else
        line[x] = photocopy ? (l_uint32)grey << 24 | (l_uint32)grey << 16 | (l_uint32)grey << 8 : (l_uint32)in[x] << 8;
    }
  }
  return pix;
}

static PIX *quarter(PIX *pix, int degrees) {
  PIX *out = degrees ? pixRotateOrth(pix, degrees / 90) : pixClone(pix);
  pixDestroy(&pix);
  return out;
}

/* Wide sheets go in on their short side. The frame is A4, or the paper's own size plus a rim when the device cuts. */
static PIX *into_frame(PIX *pix, const StackScan *scan, ExamDice *dice) {
  int w = pixGetWidth(pix), h = pixGetHeight(pix), rim = (int)(exam_dice_real(dice, 1, 4) * scan->dpi / 25.4);
  int a4w = (int)(210 * scan->dpi / 25.4 + 0.5), a4h = (int)(297 * scan->dpi / 25.4 + 0.5);
  bool small = w < a4w * 0.97 || h < a4h * 0.97;
  if (!small) return pix;
  bool cut = scan->crop && w > a4w / 3;
  int fw = cut ? w + 2 * rim : MAX(a4w, w), fh = cut ? h + 2 * rim : MAX(a4h, h);
  PIX *frame = pixCreate(fw, fh, pixGetDepth(pix));
  pixSetAll(frame);
  int slack = fh - h > 2 * rim ? exam_dice_int(dice, rim, MIN(fh - h, 8 * rim)) : (fh - h) / 2;
  pixRasterop(frame, (fw - w) / 2, slack, w, h, PIX_SRC, pix, 0, 0);
  pixDestroy(&pix);
  return frame;
}

static double skew_of(ExamDice *dice) {
  int luck = exam_dice_int(dice, 0, 99);
  double widest = luck < 72 ? 0.7 : luck < 95 ? 2.0 : 4.5;
  return exam_dice_real(dice, -widest, widest);
}

static PIX *skewed(PIX *pix, ExamDice *dice) {
  PIX *out = pixRotate(pix, (float)(skew_of(dice) * M_PI / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
  pixDestroy(&pix);
  return out;
}

/* White as the device sees it, a lamp a little weaker on one side, grain; levels above the device's white are clipped, as all of them do. */
static void light_and_grain(ExamRaster *raster, double noise, double white, ExamDice *dice) {
  g_autofree signed char *grain = make_grain(dice);
  double weak = exam_dice_real(dice, 0, 0.05), left = exam_dice_int(dice, 0, 1);
  int strength = (int)(noise * 16);
  g_autofree int *gain = g_new(int, (gsize)raster->w);
  for (int x = 0; x < raster->w; x++)
    gain[x] = (int)(white * (1 - weak * pow(left > 0 ? 1.0 - (double)x / raster->w : (double)x / raster->w, 2)) * 256);
  for (int y = 0; y < raster->h; y++) {
    unsigned char *p = raster->bytes + (size_t)y * (size_t)raster->w * (size_t)raster->n;
    unsigned at = (unsigned)exam_dice_next(dice);
    for (int x = 0; x < raster->w; x++)
      for (int c = 0; c < raster->n; c++, p++) {
        int v = ((14 + *p * 241 / 255) * gain[x] + grain[at++ & (GRAINS - 1)] * strength) >> 8;
        *p = (unsigned char)CLAMP(v, 0, 255);
      }
  }
}

/* Dust and toner, a few dots wide. */
static void draw_specks(ExamRaster *raster, ExamDice *dice) {
  int count = exam_dice_int(dice, 0, 2) ? exam_dice_int(dice, 0, 12) : exam_dice_int(dice, 10, 60);
  for (; count > 0; count--) {
    int x = exam_dice_int(dice, 0, raster->w - 4), y = exam_dice_int(dice, 0, raster->h - 4), w = exam_dice_int(dice, 1, 3),
        h = exam_dice_int(dice, 1, 3);
    for (int dy = 0; dy < h; dy++)
      memset(raster->bytes + ((size_t)(y + dy) * (size_t)raster->w + (size_t)x) * (size_t)raster->n, 70, (size_t)(w * raster->n));
  }
}

/* A speck on the glass of a feeder draws a line down every page. */
static void draw_streak(ExamRaster *raster, guint64 seed) {
  ExamDice dice = exam_dice(seed, "streak");
  int x = exam_dice_int(&dice, raster->w / 20, raster->w - raster->w / 20), width = exam_dice_int(&dice, 1, 2), dark = exam_dice_int(&dice, 40, 110);
  for (int y = 0; y < raster->h; y++)
    for (int i = 0; i < width * raster->n; i++) {
      unsigned char *p = raster->bytes + ((size_t)y * (size_t)raster->w + (size_t)x) * (size_t)raster->n + i;
      *p = (unsigned char)MAX(0, *p - dark);
    }
}

/* Deflate keeps every grain: such devices flatten the paper and store few greys. */
static void flatten(ExamRaster *raster) {
  size_t size = (size_t)raster->w * (size_t)raster->h * (size_t)raster->n;
  for (size_t i = 0; i < size; i++) raster->bytes[i] = raster->bytes[i] > 205 ? 255 : (unsigned char)(raster->bytes[i] & 0xf0);
}

static PIX *to_bits(PIX *grey, ExamDice *dice) {
  PIX *bits = pixThresholdToBinary(grey, exam_dice_int(dice, 140, 172));
  pixDestroy(&grey);
  return bits;
}

PIX *stack_scan_page(const Stack *stack, const StackPage *page, guint index, const StackDrawn *drawn) {
  const StackScan *scan = &stack->scan;
  ExamDice dice = exam_dice(stack->scan_seed + index * 7919u, "scan"), device = exam_dice(stack->scan_seed, "device");
  bool colour = scan->format == SCAN_PDF_COLOUR, flat = scan->format == SCAN_TIFF_DEFLATE;
  PIX *pix = pix_of(drawn->surface, colour, page->marks.photocopy);
  if (pixGetWidth(pix) > pixGetHeight(pix)) {
    bool too_wide = pixGetWidth(pix) > 212 * scan->dpi / 25.4;
    pix = quarter(pix, too_wide ? 90 : 0);
  }
  pix = skewed(into_frame(pix, scan, &dice), &dice);
  pix = quarter(pix, page->marks.turn);
  g_auto(ExamRaster) raster = raster_from_pix(pix, colour ? 3 : 1);
  pixDestroy(&pix);
  raster_blur(&raster, exam_dice_real(&device, 0.35, 0.7) * (scan->dpi == 200 ? 0.8 : 1));
  double white = exam_dice_real(&device, 0.96, 1.04);
  light_and_grain(&raster, exam_dice_real(&device, 1.2, 3.2), white, &dice);
  draw_specks(&raster, &dice);
  if (scan->streak) draw_streak(&raster, stack->scan_seed);
  if (flat) flatten(&raster);
  PIX *out = raster_to_pix(&raster);
  if (is_bilevel(scan->format)) out = to_bits(out, &device);
  pixSetResolution(out, scan->dpi, scan->dpi);
  return out;
}
