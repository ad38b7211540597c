/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharpness, contrast and noise of the letters of a page. Must not know: verdicts. */
#include "image/sharp.h"

#include <math.h>

enum { LETTERS = 480, TILES = 400, TILE = 16, BANDS = 8, BAND_LETTERS = 20 };

/* An ideal edge of height C blurred by a Gaussian has slope C / (sigma sqrt(2 pi)). */
static const double SLOPE = 2.5066;
static const double PIXEL = 0.9; /* px: edges of sharp scans and photos measure 0.7 to 0.95 */

typedef struct { double across, along, contrast; int y; } Letter;

typedef struct { size_t count[256], total; } Histogram;

static void histogram_add(Histogram *histogram, int value) {
  histogram->count[CLAMP(value, 0, 255)]++;
  histogram->total++;
}

static int histogram_at(const Histogram *histogram, double share) {
  size_t below = 0, wanted = (size_t)(share * (double)histogram->total);
  for (int value = 0; value < 256; value++)
    if ((below += histogram->count[value]) > wanted) return value;
  return 255;
}

static int at(const l_uint32 *data, int wpl, int x, int y) { return GET_DATA_BYTE(data + (size_t)y * (size_t)wpl, x); }

/* No edge in a picture is sharper than its pixels: what they alone make is taken out, as widths of blurs add up, so that small letters are not called blurred. */
static double beyond_pixel(double edge) { return sqrt(MAX(0, edge * edge - PIXEL * PIXEL)); }

/* Edge width of one letter in units of its height, per direction. */
static bool measure_letter(PIX *grey, const BOX *box, Letter *ret) {
  int x0 = MAX(1, box->x - 2), y0 = MAX(1, box->y - 2), wpl = pixGetWpl(grey);
  int x1 = MIN(pixGetWidth(grey) - 1, box->x + box->w + 2), y1 = MIN(pixGetHeight(grey) - 1, box->y + box->h + 2);
  const l_uint32 *data = pixGetData(grey);
  Histogram level = {0}, across = {0}, along = {0};
  for (int y = y0; y < y1; y++)
    for (int x = x0; x < x1; x++) {
      int gx = abs(at(data, wpl, x + 1, y) - at(data, wpl, x - 1, y)), gy = abs(at(data, wpl, x, y + 1) - at(data, wpl, x, y - 1));
      histogram_add(&level, at(data, wpl, x, y));
      if (gx >= 2 * gy) histogram_add(&across, gx);
      else if (gy >= 2 * gx) histogram_add(&along, gy);
    }
  if (level.total == 0 || box->h < 1) return false;
  ret->contrast = histogram_at(&level, 0.85) - histogram_at(&level, 0.03);
  double slope_x = histogram_at(&across, 0.97) / 2.0, slope_y = histogram_at(&along, 0.97) / 2.0;
  if (ret->contrast < 8 || slope_x <= 0 || slope_y <= 0) return false;
  ret->across = beyond_pixel(ret->contrast / (SLOPE * slope_x)) / box->h;
  ret->along = beyond_pixel(ret->contrast / (SLOPE * slope_y)) / box->h;
  ret->y = box->y + box->h / 2;
  return true;
}

static int compare_doubles(gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median_of(GArray *values) {
  if (values->len == 0) return NAN;
  g_array_sort(values, compare_doubles);
  return g_array_index(values, double, values->len / 2);
}

static double letters_median(const GArray *letters, size_t offset, int from_y, int to_y) {
  g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
  for (guint i = 0; i < letters->len; i++) {
    const Letter *letter = &g_array_index(letters, Letter, i);
    if (letter->y < from_y || letter->y >= to_y) continue;
    double value = G_STRUCT_MEMBER(const double, letter, offset);
    g_array_append_val(values, value);
  }
  return values->len < BAND_LETTERS && to_y < G_MAXINT ? NAN : median_of(values);
}

/* Noise of one empty tile: 4-neighbour Laplacian, whose variance is 20 times the pixel's. */
static double tile_noise(PIX *grey, int x0, int y0) {
  const l_uint32 *data = pixGetData(grey);
  int wpl = pixGetWpl(grey);
  double sum = 0, squares = 0;
  for (int y = y0; y < y0 + TILE; y++)
    for (int x = x0; x < x0 + TILE; x++) {
      double l = 4 * at(data, wpl, x, y) - at(data, wpl, x - 1, y) - at(data, wpl, x + 1, y) - at(data, wpl, x, y - 1) - at(data, wpl, x, y + 1);
      sum += l;
      squares += l * l;
    }
  double n = TILE * TILE, mean = sum / n;
  return sqrt(MAX(0, squares / n - mean * mean) / 20);
}

static bool tile_is_empty(PIX *ink, int x, int y, int size) {
  g_autoptr(PIX) tile = recto_pix_cut(ink, x, y, size, size);
  l_int32 empty = 0;
  return tile && !pixZero(tile, &empty) && empty;
}

/* Median noise over empty tiles spread over the page (the outer twentieth is left out: scanner edges). */
static double paper_noise(PIX *grey, const RectoSurvey *survey) {
  g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
  int width = pixGetWidth(grey), height = pixGetHeight(grey), side = (int)ceil(TILE * survey->factor) + 2;
  double step = sqrt((double)width * height / (TILES * 2));
  for (double y = height * 0.05 + 1; y + TILE + 1 < height * 0.95; y += MAX(step, TILE))
    for (double x = width * 0.05 + 1; x + TILE + 1 < width * 0.95; x += MAX(step, TILE)) {
      if (!tile_is_empty(survey->ink, (int)(x * survey->factor) - 1, (int)(y * survey->factor) - 1, side)) continue;
      double noise = tile_noise(grey, (int)x, (int)y);
      g_array_append_val(values, noise);
    }
  return values->len < 8 ? NAN : median_of(values);
}

/* The band of the page whose letters are blurred most. */
static void find_worst_band(const GArray *letters, int height, RectoSharp *ret) {
  for (int band = 0; band < BANDS; band++) {
    int from = height * band / BANDS, to = height * (band + 1) / BANDS;
    double blur = letters_median(letters, G_STRUCT_OFFSET(Letter, across), from, to);
    if (!(blur > ret->worst)) continue;
    ret->worst = blur;
    ret->worst_y = from;
    ret->worst_height = to - from;
  }
}

void recto_sharp_measure(PIX *grey, const RectoSurvey *survey, const RectoModels *limits, RectoSharp *ret) {
  *ret = (RectoSharp){.across = NAN, .along = NAN, .contrast = NAN, .noise = NAN, .snr = NAN};
  g_autoptr(GArray) letters = g_array_new(FALSE, FALSE, sizeof(Letter));
  int step = MAX(1, survey->letters->n / LETTERS);
  for (int i = 0; i < survey->letters->n; i += step) {
    const BOX *s = survey->letters->box[i];
    BOX box = {.x = (int)(s->x / survey->factor), .y = (int)(s->y / survey->factor), .w = (int)(s->w / survey->factor), .h = (int)(s->h / survey->factor)};
    Letter letter;
    if (measure_letter(grey, &box, &letter)) g_array_append_val(letters, letter);
  }
  ret->n = letters->len;
  ret->noise = paper_noise(grey, survey);
  if (letters->len == 0) return;
  ret->across = letters_median(letters, G_STRUCT_OFFSET(Letter, across), G_MININT, G_MAXINT);
  ret->along = letters_median(letters, G_STRUCT_OFFSET(Letter, along), G_MININT, G_MAXINT);
  ret->contrast = letters_median(letters, G_STRUCT_OFFSET(Letter, contrast), G_MININT, G_MAXINT);
  ret->snr = ret->contrast / MAX(ret->noise, 0.25);
  find_worst_band(letters, pixGetHeight(grey), ret);
}

double recto_sharp_box(PIX *grey, const BOX *box) {
  Letter letter;
  return measure_letter(grey, box, &letter) ? letter.across : NAN;
}

double recto_sharp_blur(const RectoSharp *sharp) { return MAX(sharp->across, 0.8 * sharp->along); }
