/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that a page's reading passed over. Must not know: documents. */
#include "read/missed.h"

#include "image/reverse.h"

#include <math.h>
#include <string.h>

/* A row of letters in survey px. */
typedef struct { int x, y, width, height, letters; } Row;

static void mark(PIX *map, double x, double y, double width, double height) {
  BOX *box = boxCreate((int)floor(x), (int)floor(y), (int)ceil(width), (int)ceil(height));
  if (box) pixSetInRect(map, box);
  boxDestroy(&box);
}

/* Where words stand that the OCR did not merely guess. */
static PIX *map_of_words(const GPtrArray *words, const RectoSurvey *survey, double least) {
  PIX *map = pixCreate(pixGetWidth(survey->ink), pixGetHeight(survey->ink), 1);
  for (guint i = 0; map && i < words->len; i++) {
    const RectoWord *word = words->pdata[i];
    RectoBox box = word->box;
    if (word->confidence >= least) mark(map, box.x * survey->factor - 1, box.y * survey->factor - 1, box.width * survey->factor + 2, box.height * survey->factor + 2);
  }
  return map;
}

static bool is_set(PIX *map, const BOX *box) {
  l_uint32 value = 0;
  return !pixGetPixel(map, box->x + box->w / 2, box->y + box->h / 2, &value) && value;
}

/* Letters on which no word stands, joined where a reader would join them. */
static PIX *map_of_rows(const RectoSurvey *survey, PIX *read) {
  double height = survey->letter_height;
  PIX *map = pixCreate(pixGetWidth(survey->ink), pixGetHeight(survey->ink), 1);
  for (int i = 0; map && i < survey->letters->n; i++) {
    const BOX *box = survey->letters->box[i];
    if (box->h < 0.5 * height || box->h > 3.5 * height || is_set(read, box)) continue;
    mark(map, box->x, box->y, box->w, box->h);
  }
  PIX *joined = map ? pixCloseSafeBrick(NULL, map, MAX(3, (int)(1.6 * height)), 1) : NULL;
  pixDestroy(&map);
  return joined;
}

static int letters_in(const RectoSurvey *survey, PIX *read, const BOX *row) {
  int n = 0;
  for (int i = 0; i < survey->letters->n; i++) {
    const BOX *box = survey->letters->box[i];
    int x = box->x + box->w / 2, y = box->y + box->h / 2;
    n += x >= row->x && x < row->x + row->w && y >= row->y && y < row->y + row->h && !is_set(read, box);
  }
  return n;
}

static int compare_rows(gconstpointer a, gconstpointer b) { return ((const Row *)b)->letters - ((const Row *)a)->letters; }

/* The rows worth reading, fullest first. A picture's specks stand in no rows, or in rows far too high. */
static GArray *find_rows(const RectoSurvey *survey, const GPtrArray *words, const RectoModels *limits) {
  GArray *rows = g_array_new(FALSE, TRUE, sizeof(Row));
  g_autoptr(PIX) read = map_of_words(words, survey, recto_limit(limits, "read.missed.guess"));
  g_autoptr(PIX) joined = read ? map_of_rows(survey, read) : NULL;
  g_autoptr(BOXA) found = joined ? pixConnComp(joined, NULL, 8) : NULL;
  double height = survey->letter_height;
  for (int i = 0; found && i < found->n; i++) {
    const BOX *box = found->box[i];
    if (box->h > 4 * height || box->w < 1.5 * box->h) continue;
    Row row = {box->x, box->y, box->w, box->h, letters_in(survey, read, box)};
    if (row.letters >= recto_limit(limits, "read.missed.letters")) g_array_append_val(rows, row);
  }
  g_array_sort(rows, compare_rows);
  int most = (int)recto_limit(limits, "read.missed.rows");
  if ((int)rows->len > most) g_array_set_size(rows, (guint)most);
  return rows;
}

/* Does a word that was read stand so close in the same row that `box` is only the rest of it? */
static bool is_rest_of(RectoBox box, const GPtrArray *words) {
  for (guint i = 0; i < words->len; i++) {
    RectoBox other = ((const RectoWord *)words->pdata[i])->box;
    int high = MIN(box.y + box.height, other.y + other.height) - MAX(box.y, other.y), gap = MAX(box.x, other.x) - MIN(box.x + box.width, other.x + other.width);
    if (2 * high > MIN(box.height, other.height) && gap < 0.2 * MAX(box.height, other.height) && gap > -0.5 * MIN(box.width, other.width)) return true;
  }
  return false;
}

static void drop_weak(GPtrArray *seen, double least) {
  for (guint i = seen->len; i-- > 0;)
    if (((const RectoWord *)seen->pdata[i])->confidence < least) g_ptr_array_remove_index(seen, i);
}

static void drop_rests(GPtrArray *seen, const GPtrArray *words) {
  for (guint i = seen->len; i-- > 0;)
    if (is_rest_of(((const RectoWord *)seen->pdata[i])->box, words)) g_ptr_array_remove_index(seen, i);
}

/* A part of `clean` that lies at x, y: what is read in it, boxes in px of the frame. */
static GPtrArray *read_part(RectoOcr *ocr, const RectoWordsTask *task, PIX *part, int x, int y, double scale, double zoom, RectoLayout layout, int deadline_ms) {
  enum { BORDER = 12 };
  g_autoptr(PIX) sized = recto_pix_scaled(part, zoom);
  g_autoptr(PIX) framed = sized ? pixAddBorderGeneral(sized, BORDER, BORDER, BORDER, BORDER, (l_uint32)recto_pix_percentile(sized, 0.8, 1)) : NULL;
  RectoOcrTask order = {.layout = layout, .dpi = (int)lround(task->dpi * scale * zoom), .deadline_ms = deadline_ms};
  g_auto(RectoOcrResult) result = {0};
  if (!framed || !recto_ocr_read(ocr, framed, &order, &result)) return NULL;
  int width = pixGetWidth(task->grey), height = pixGetHeight(task->grey);
  for (guint i = 0; i < result.words->len; i++) {
    RectoWord *word = result.words->pdata[i];
    word->box.x = CLAMP((int)(((word->box.x - BORDER) / zoom + x) / scale), 0, width - 1);
    word->box.y = CLAMP((int)(((word->box.y - BORDER) / zoom + y) / scale), 0, height - 1);
    word->box.width = CLAMP((int)(word->box.width / zoom / scale), 1, width - word->box.x);
    word->box.height = CLAMP((int)(word->box.height / zoom / scale), 1, height - word->box.y);
    word->baseline = CLAMP((int)(((word->baseline - BORDER) / zoom + y) / scale), 0, height);
  }
  return g_steal_pointer(&result.words);
}

/* One row as a line of its own, its letters as high as the model likes. */
static GPtrArray *read_row(RectoOcr *ocr, const RectoWordsTask *task, PIX *clean, double scale, const Row *row, int deadline_ms, const RectoModels *limits) {
  double to_clean = scale / task->survey->factor, margin = 0.5 * row->height * to_clean;
  int x = MAX(0, (int)(row->x * to_clean - margin)), y = MAX(0, (int)(row->y * to_clean - margin));
  g_autoptr(PIX) cut = recto_pix_cut(clean, x, y, (int)(row->width * to_clean + 2 * margin), (int)(row->height * to_clean + 2 * margin));
  if (!cut) return NULL;
  double zoom = CLAMP(recto_limit(limits, "read.missed.height") / (row->height * to_clean), 0.5, 3);
  return read_part(ocr, task, cut, x, y, scale, zoom, RECTO_LAYOUT_LINE, deadline_ms);
}

/* Letters read, weighed by how sure the engine was. */
static double worth_in(const GPtrArray *words, RectoBox bar) {
  double worth = 0;
  for (guint i = 0; i < words->len; i++) {
    const RectoWord *word = words->pdata[i];
    if (recto_box_holds(bar, word->box)) worth += word->confidence * (double)g_utf8_strlen(word->text, -1);
  }
  return worth;
}

/* Of the two readings of a bar one is kept whole: half words of both make none. */
static void take_bar(GPtrArray *words, GPtrArray *seen, RectoBox bar) {
  if (worth_in(seen, bar) <= worth_in(words, bar)) return;
  for (guint i = words->len; i-- > 0;)
    if (recto_box_holds(bar, ((const RectoWord *)words->pdata[i])->box)) g_ptr_array_remove_index(words, i);
  recto_words_add_missing(words, seen);
}

void recto_bars_read(RectoOcr *ocr, const RectoWordsTask *task, PIX *clean, double scale, int deadline_ms, const RectoModels *limits, GPtrArray *words) {
  double started = recto_ocr_clock();
  g_autoptr(BOXA) bars = recto_reverse_find(task->survey, limits);
  for (int i = 0; bars && i < MIN(bars->n, (int)recto_limit(limits, "read.missed.rows")); i++) {
    int x, y, left_ms = deadline_ms - (int)(1000 * (recto_ocr_clock() - started));
    if (deadline_ms > 0 && left_ms < 300) return;
    g_autoptr(PIX) bar = recto_reverse_cut(clean, bars->box[i], scale / task->survey->factor, &x, &y);
    g_autoptr(GPtrArray) seen = bar ? read_part(ocr, task, bar, x, y, scale, 1, RECTO_LAYOUT_SPARSE, MAX(0, left_ms)) : NULL;
    if (!seen) continue;
    drop_weak(seen, recto_limit(limits, "read.missed.good"));
    const BOX *box = bars->box[i];
    double f = task->survey->factor;
    take_bar(words, seen, (RectoBox){(int)(box->x / f), (int)(box->y / f), (int)(box->w / f), (int)(box->h / f)});
  }
}

void recto_missed_read(RectoOcr *ocr, const RectoWordsTask *task, PIX *clean, double scale, int deadline_ms, const RectoModels *limits, GPtrArray *words) {
  if (!(task->survey->letter_height > 0)) return;
  double started = recto_ocr_clock();
  g_autoptr(GArray) rows = find_rows(task->survey, words, limits);
  for (guint i = 0; i < rows->len; i++) {
    int left_ms = deadline_ms - (int)(1000 * (recto_ocr_clock() - started));
    if (deadline_ms > 0 && left_ms < 300) return;
    g_autoptr(GPtrArray) seen = read_row(ocr, task, clean, scale, &g_array_index(rows, Row, i), MAX(0, left_ms), limits);
    if (!seen) continue;
    drop_weak(seen, recto_limit(limits, "read.missed.good"));
    drop_rests(seen, words);
    recto_words_take_better(words, seen);
  }
}
