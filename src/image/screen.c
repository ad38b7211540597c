/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grid of a screen's pixels, by autocorrelation in windows all over the picture. Must not know: what letters are, verdicts. */
#include "image/screen.h"

#include <math.h>
#include <string.h>

enum { WINDOW = 72, SIDE = 12, LAGS = 26, LINES = 24, FEWEST = 24, FEWEST_AMID = 6, SMALLEST = 600 };

static const double LEAST_PITCH = 2.5;
static const double SIGNAL = 4;   /* grey levels (sd): blocks of a JPEG file are fainter */
static const double STRONG = 0.4; /* correlation one pitch away, 1 at none */
static const double LIGHT = 0.5;  /* of the picture's light: desks and cloths are darker */
static const double ALIKE = 0.12; /* by which pitches may differ */
static const double FEWEST_PIXELS = 100; /* of a screen across a document; lines of print stand as evenly, but there are fewer */

typedef struct { const l_uint32 *data; int wpl; } Bytes;

static int at(Bytes grey, int x, int y) { return GET_DATA_BYTE(grey.data + (size_t)y * (size_t)grey.wpl, x); }

/* One line of the window, less its own slope and slow waves: each value less the mean of those half the longest lag around. */
static void flatten(Bytes grey, int x0, int y0, bool down, double *ret) {
  enum { HALF = LAGS / 2 };
  double sum[WINDOW + 1] = {0}, value[WINDOW];
  for (int i = 0; i < WINDOW; i++) {
    value[i] = down ? at(grey, x0, y0 + i) : at(grey, x0 + i, y0);
    sum[i + 1] = sum[i] + value[i];
  }
  for (int i = 0; i < WINDOW; i++) {
    int from = MAX(0, i - HALF), to = MIN(WINDOW, i + HALF + 1);
    ret[i] = value[i] - (sum[to] - sum[from]) / (to - from);
  }
}

/* Mean product of values that are a lag apart, over some lines of the window. */
static void correlate(Bytes grey, int x0, int y0, bool down, double ret[LAGS]) {
  double count[LAGS] = {0};
  for (int k = 0; k < LAGS; k++) ret[k] = 0;
  for (int line = 0; line < LINES; line++) {
    int off = line * WINDOW / LINES;
    double value[WINDOW];
    flatten(grey, x0 + (down ? off : 0), y0 + (down ? 0 : off), down, value);
    for (int k = 0; k < LAGS; k++)
      for (int i = 0; i + k < WINDOW; i++, count[k]++) ret[k] += value[i] * value[i + k];
  }
  for (int k = 0; k < LAGS; k++) ret[k] /= count[k];
}

/* The first lag at which the window looks like itself again, between samples; 0 = at none. */
static double pitch_of(Bytes grey, int x0, int y0, bool down) {
  double r[LAGS];
  correlate(grey, x0, y0, down, r);
  if (r[0] < SIGNAL * SIGNAL) return 0;
  int k = 1;
  while (k < LAGS - 1 && r[k] > 0) k++; /* past the first trough */
  while (k < LAGS - 1 && !(r[k] >= STRONG * r[0] && r[k] >= r[k - 1] && r[k] >= r[k + 1])) k++;
  if (k >= LAGS - 1) return 0;
  double bend = r[k - 1] - 2 * r[k] + r[k + 1];
  return bend < 0 ? k + (r[k - 1] - r[k + 1]) / (2 * bend) : k;
}

/* Across and down alike; a lined or woven ground differs. 0 = no grid. */
static double grid_of(Bytes grey, int x0, int y0) {
  double across = pitch_of(grey, x0, y0, false), down = across >= LEAST_PITCH ? pitch_of(grey, x0, y0, true) : 0;
  return down >= LEAST_PITCH && fabs(across - down) <= ALIKE * across ? (across + down) / 2 : 0;
}

static bool is_light(Bytes grey, int x0, int y0, int least) {
  enum { STEP = 6 };
  long sum = 0, n = 0;
  for (int y = y0; y < y0 + WINDOW; y += STEP)
    for (int x = x0; x < x0 + WINDOW; x += STEP, n++) sum += at(grey, x, y);
  return sum >= least * n;
}

/* How many pitches are like this one. */
static guint count_alike(const GArray *pitches, double pitch) {
  guint n = 0;
  for (guint i = 0; i < pitches->len; i++) n += fabs(g_array_index(pitches, double, i) - pitch) <= ALIKE * pitch;
  return n;
}

/* Each window stands in the middle of a part of the picture; those parts in which letters stand. */
static void mark_parts(const BOXA *letters, double back, int width, int height, bool ret_amid[SIDE * SIDE]) {
  for (int k = 0; k < SIDE * SIDE; k++) ret_amid[k] = !letters;
  for (int k = 0; letters && k < letters->n; k++) {
    const BOX *box = letters->box[k];
    int i = CLAMP((int)((box->x + box->w / 2.0) * back * SIDE / width), 0, SIDE - 1), j = CLAMP((int)((box->y + box->h / 2.0) * back * SIDE / height), 0, SIDE - 1);
    ret_amid[j * SIDE + i] = true;
  }
}

void recto_screen_measure(PIX *grey, const BOXA *letters, double back, RectoScreen *ret) {
  *ret = (RectoScreen){0};
  int width = pixGetWidth(grey), height = pixGetHeight(grey), light = 0;
  if (MIN(width, height) < SMALLEST) return;
  Bytes bytes = {pixGetData(grey), pixGetWpl(grey)};
  int least = (int)(LIGHT * recto_pix_percentile(grey, 0.9, 8));
  bool amid[SIDE * SIDE];
  mark_parts(letters, back, width, height, amid);
  g_autoptr(GArray) pitches = g_array_new(FALSE, FALSE, sizeof(double));
  for (int j = 0; j < SIDE; j++)
    for (int i = 0; i < SIDE; i++) {
      int x0 = (width - WINDOW) * (2 * i + 1) / (2 * SIDE), y0 = (height - WINDOW) * (2 * j + 1) / (2 * SIDE);
      if (!amid[j * SIDE + i] || !is_light(bytes, x0, y0, least)) continue;
      light++;
      double pitch = grid_of(bytes, x0, y0);
      if (pitch > 0) g_array_append_val(pitches, pitch);
    }
  if (light < (letters ? FEWEST_AMID : FEWEST) || pitches->len == 0) return;
  double pitch = recto_double_median(pitches);
  if (MIN(width, height) < FEWEST_PIXELS * pitch) return;
  ret->pitch = pitch;
  ret->share = (double)count_alike(pitches, ret->pitch) / light;
}

bool recto_screen_is_seen(const RectoScreen *screen, const RectoModels *limits) {
  bool coarse = screen->pitch >= recto_limit(limits, "image.screen.coarse");
  return screen->share >= recto_limit(limits, coarse ? "image.screen.share-coarse" : "image.screen.share");
}

/* ------------------------------------------------------------------ without it */

/* A mean over `half` whole values to each side and a part of the next ones. */
typedef struct { int half; float part, scale; } Mean;

static Mean mean_over(double pitch) {
  double aside = MAX(0, (pitch - 1) / 2);
  return (Mean){(int)aside, (float)(aside - floor(aside)), (float)(1 / MAX(1, pitch))};
}

static float *row_of(float *rows, int width, int height, int y) { return rows + (size_t)CLAMP(y, 0, height - 1) * (size_t)width; }

static void mean_across(Bytes grey, int y, int width, Mean mean, float *ret) {
  long sum = 0;
  for (int x = -mean.half; x <= mean.half; x++) sum += at(grey, CLAMP(x, 0, width - 1), y);
  for (int x = 0; x < width; x++) {
    int before = MAX(0, x - mean.half - 1), after = MIN(width - 1, x + mean.half + 1);
    ret[x] = ((float)sum + mean.part * (float)(at(grey, before, y) + at(grey, after, y))) * mean.scale;
    sum += at(grey, after, y) - at(grey, MAX(0, x - mean.half), y);
  }
}

static void add_row(const float *restrict row, float times, int width, float *restrict sum) {
  for (int x = 0; x < width; x++) sum[x] += times * row[x];
}

/* Bands are wider than a few pixels of the screen, strokes are not: paper is what is left where these are closed. Nothing becomes paper that is half as dark. */
static PIX *without_bands(PIX *grey, double pitch) {
  enum { PIXELS = 5, WHITE = 255 };
  const double dark = 0.5;
  int least = MAX(1, (int)(dark * recto_pix_percentile(grey, 0.9, 8)));
  g_autoptr(PIX) shown = recto_pix_scaled(grey, 1 / pitch), closed = shown ? pixCloseGray(shown, PIXELS, PIXELS) : NULL, calm = closed ? pixBlockconv(closed, 1, 1) : NULL;
  g_autoptr(PIX) paper = calm ? pixScaleToSize(calm, pixGetWidth(grey), pixGetHeight(grey)) : NULL;
  PIX *even = paper ? pixCreateTemplate(grey) : NULL;
  for (int y = 0; even && y < pixGetHeight(grey); y++) {
    const l_uint32 *line = pixGetData(grey) + (size_t)y * (size_t)pixGetWpl(grey), *light = pixGetData(paper) + (size_t)y * (size_t)pixGetWpl(paper);
    l_uint32 *out = pixGetData(even) + (size_t)y * (size_t)pixGetWpl(even);
    for (int x = 0; x < pixGetWidth(grey); x++) SET_DATA_BYTE(out, x, MIN(WHITE, WHITE * GET_DATA_BYTE(line, x) / MAX(least, GET_DATA_BYTE(light, x))));
  }
  return even ? even : pixClone(grey);
}

static PIX *without_grid(PIX *grey, double pitch) {
  int width = pixGetWidth(grey), height = pixGetHeight(grey);
  Mean mean = mean_over(pitch);
  g_autofree float *rows = g_try_new(float, (gsize)width * (gsize)height), *sum = g_try_new0(float, (gsize)width), *edge = g_try_new(float, (gsize)width);
  PIX *without = rows && sum && edge ? pixCreate(width, height, 8) : NULL;
  if (!without) return pixClone(grey);
  Bytes bytes = {pixGetData(grey), pixGetWpl(grey)};
  for (int y = 0; y < height; y++) mean_across(bytes, y, width, mean, row_of(rows, width, height, y));
  for (int y = -mean.half; y <= mean.half; y++) add_row(row_of(rows, width, height, y), 1, width, sum);
  for (int y = 0; y < height; y++) {
    l_uint32 *line = pixGetData(without) + (size_t)y * (size_t)pixGetWpl(without);
    memcpy(edge, sum, (size_t)width * sizeof *sum);
    add_row(row_of(rows, width, height, y - mean.half - 1), mean.part, width, edge);
    add_row(row_of(rows, width, height, y + mean.half + 1), mean.part, width, edge);
    for (int x = 0; x < width; x++) SET_DATA_BYTE(line, x, CLAMP((int)(edge[x] * mean.scale + 0.5f), 0, 255));
    add_row(row_of(rows, width, height, y + mean.half + 1), 1, width, sum);
    add_row(row_of(rows, width, height, y - mean.half), -1, width, sum);
  }
  return without;
}

PIX *recto_screen_taken_out(PIX *grey, double pitch) {
  g_autoptr(PIX) without = without_grid(grey, pitch);
  return without_bands(without, pitch);
}
