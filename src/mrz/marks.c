/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ink by local contrast, its components, and a map to find them by place. */
#include "mrz/marks.h"

#include <leptonica/allheaders.h>
#include <math.h>

enum { REACH = 10, LEAST = 4, MOST = 48, AREA_LEAST = 6 };

/* Sums over a column's window and over the row's window of columns: each pixel is added and taken away once per direction. */
typedef struct { const RectoRaster *raster; int *sum, *squares; } Columns;

static void columns_add(Columns *columns, int y, int sign) {
  const uint8_t *row = columns->raster->px + (size_t)y * (size_t)columns->raster->width;
  for (int x = 0; x < columns->raster->width; x++) {
    columns->sum[x] += sign * row[x];
    columns->squares[x] += sign * row[x] * row[x];
  }
}

static void threshold_row(const Columns *columns, const RectoMrzRules *rules, int y, int rows, l_uint32 *line) {
  int width = columns->raster->width;
  const uint8_t *row = columns->raster->px + (size_t)y * (size_t)width;
  int64_t sum = 0, squares = 0;
  for (int x = 0; x < MIN(REACH, width); x++) sum += columns->sum[x], squares += columns->squares[x];
  for (int x = 0; x < width; x++) {
    if (x + REACH < width) sum += columns->sum[x + REACH], squares += columns->squares[x + REACH];
    if (x - REACH - 1 >= 0) sum -= columns->sum[x - REACH - 1], squares -= columns->squares[x - REACH - 1];
    float n = (float)(rows * (MIN(x + REACH, width - 1) - MAX(x - REACH, 0) + 1)), mean = (float)sum / n, drop = mean - (float)row[x];
    if (drop <= rules->ink_drop) continue;
    float variance = (float)squares / n - mean * mean;
    if (drop * drop > rules->ink_unrest * rules->ink_unrest * variance) SET_DATA_BIT(line, x);
  }
}

static PIX *ink(const RectoRaster *raster, const RectoMrzRules *rules) {
  PIX *pix = pixCreate(raster->width, raster->height, 1);
  if (!pix) return NULL;
  g_autofree int *sum = g_new0(int, raster->width), *squares = g_new0(int, raster->width);
  Columns columns = {raster, sum, squares};
  for (int y = 0; y < MIN(REACH, raster->height); y++) columns_add(&columns, y, 1);
  for (int y = 0; y < raster->height; y++) {
    if (y + REACH < raster->height) columns_add(&columns, y + REACH, 1);
    if (y - REACH - 1 >= 0) columns_add(&columns, y - REACH - 1, -1);
    threshold_row(&columns, rules, y, MIN(y + REACH, raster->height - 1) - MAX(y - REACH, 0) + 1, pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix));
  }
  return pix;
}

GArray *recto_marks_find(const RectoRaster *raster, const RectoMrzRules *rules) {
  GArray *marks = g_array_new(FALSE, FALSE, sizeof(RectoMark));
  PIX *pix = ink(raster, rules);
  BOXA *boxes = pix ? pixConnCompBB(pix, 8) : NULL;
  for (int i = 0; boxes && i < boxes->n; i++) {
    const BOX *box = boxes->box[i];
    if (MAX(box->w, box->h) < LEAST || MAX(box->w, box->h) > MOST || box->w * box->h < AREA_LEAST) continue;
    RectoMark mark = {(float)box->x + (float)(box->w - 1) / 2, (float)box->y + (float)(box->h - 1) / 2, (float)box->w, (float)box->h};
    g_array_append_val(marks, mark);
  }
  boxaDestroy(&boxes);
  pixDestroy(&pix);
  return marks;
}

static int cell_of(const RectoMarkMap *map, float x, float y) {
  int column = CLAMP((int)(x / map->cell), 0, map->across - 1), row = CLAMP((int)(y / map->cell), 0, map->down - 1);
  return row * map->across + column;
}

void recto_mark_map_init(RectoMarkMap *map, const GArray *marks, int width, int height, float cell) {
  *map = (RectoMarkMap){marks, cell, (int)((float)width / cell) + 1, (int)((float)height / cell) + 1, NULL, g_new(int, marks->len + 1)};
  map->first = g_new(int, map->across * map->down);
  for (int i = 0; i < map->across * map->down; i++) map->first[i] = -1;
  for (int i = 0; i < (int)marks->len; i++) {
    const RectoMark *mark = &g_array_index(marks, RectoMark, i);
    int at = cell_of(map, mark->x, mark->y);
    map->next[i] = map->first[at];
    map->first[at] = i;
  }
}

void recto_mark_map_clear(RectoMarkMap *map) {
  g_clear_pointer(&map->first, g_free);
  g_clear_pointer(&map->next, g_free);
}

int recto_mark_map_nearest(const RectoMarkMap *map, float x, float y, float reach) {
  int best = -1;
  float nearest = reach * reach;
  int x0 = MAX(0, (int)((x - reach) / map->cell)), x1 = MIN(map->across - 1, (int)((x + reach) / map->cell));
  int y0 = MAX(0, (int)((y - reach) / map->cell)), y1 = MIN(map->down - 1, (int)((y + reach) / map->cell));
  for (int row = y0; row <= y1; row++)
    for (int column = x0; column <= x1; column++)
      for (int i = map->first[row * map->across + column]; i >= 0; i = map->next[i]) {
        const RectoMark *mark = &g_array_index(map->marks, RectoMark, i);
        float distance = (mark->x - x) * (mark->x - x) + (mark->y - y) * (mark->y - y);
        if (distance < nearest) nearest = distance, best = i;
      }
  return best;
}
