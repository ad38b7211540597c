/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the small documents on a sheet one by one. Must not know: cards. */
#include "read/islands.h"

#include "image/turn.h"

#include <math.h>

/* How one island is brought before the OCR: cut out of the frame, turned about its centre, scaled. */
typedef struct { RectoBox box; double skew, scale; } View;

static double island_skew(const RectoSurvey *survey, const RectoModels *limits) {
  RectoTurn turn;
  recto_turn_measure(survey, limits, &turn);
  bool sideways = turn.quarter_turns % 2 == 1;
  return sideways || fabs(turn.skew) > recto_limit(limits, "read.island.skew-most") ? 0 : turn.skew;
}

static double island_scale(const View *view, double wanted, const RectoModels *limits) {
  double most = sqrt(recto_limit(limits, "read.island.pixels") / ((double)view->box.width * view->box.height));
  return CLAMP(wanted, 0.5, MIN(recto_limit(limits, "read.island.scale-most"), MAX(most, 0.5)));
}

/* A point of the view's picture back in the frame. */
static void to_frame(const View *view, double x, double y, double *ret_x, double *ret_y) {
  double angle = -view->skew * G_PI / 180, middle_x = view->box.width / 2.0, middle_y = view->box.height / 2.0;
  double dx = x / view->scale - middle_x, dy = y / view->scale - middle_y;
  *ret_x = view->box.x + middle_x + dx * cos(angle) - dy * sin(angle);
  *ret_y = view->box.y + middle_y + dx * sin(angle) + dy * cos(angle);
}

static void word_to_frame(RectoWord *word, const View *view, int width, int height) {
  double x, y, left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;
  for (int corner = 0; corner < 4; corner++) {
    to_frame(view, word->box.x + (corner & 1 ? word->box.width : 0), word->box.y + (corner & 2 ? word->box.height : 0), &x, &y);
    left = MIN(left, x), right = MAX(right, x), top = MIN(top, y), bottom = MAX(bottom, y);
  }
  to_frame(view, word->box.x, word->baseline, &x, &y);
  word->baseline = CLAMP((int)lround(y), 0, height);
  word->box.x = CLAMP((int)floor(left), 0, width - 1);
  word->box.y = CLAMP((int)floor(top), 0, height - 1);
  word->box.width = CLAMP((int)ceil(right) - word->box.x, 1, width - word->box.x);
  word->box.height = CLAMP((int)ceil(bottom) - word->box.y, 1, height - word->box.y);
}

static PIX *view_of(PIX *frame, const View *view, const RectoCleaning *cleaning) {
  g_autoptr(PIX) cut = recto_pix_cut(frame, view->box.x, view->box.y, view->box.width, view->box.height);
  if (!cut) return NULL;
  g_autoptr(PIX) level = recto_pix_turned(cut, view->skew, pixGetWidth(cut), pixGetHeight(cut), recto_pix_percentile(cut, 0.7, 4));
  g_autoptr(PIX) sized = recto_pix_scaled(level, view->scale);
  return sized ? recto_light_clean(sized, view->scale, cleaning) : NULL;
}

static GPtrArray *read_view(RectoOcr *ocr, const RectoWordsTask *task, PIX *frame, const View *view, int deadline_ms, bool *ret_stopped) {
  g_autoptr(PIX) picture = view_of(frame, view, task->cleaning);
  RectoOcrTask order = {.layout = RECTO_LAYOUT_SPARSE, .dpi = (int)lround(task->dpi * view->scale), .deadline_ms = deadline_ms};
  g_auto(RectoOcrResult) result = {0};
  if (!picture || !recto_ocr_read(ocr, picture, &order, &result)) return NULL;
  *ret_stopped |= result.stopped;
  for (guint i = 0; i < result.words->len; i++) word_to_frame(result.words->pdata[i], view, pixGetWidth(task->grey), pixGetHeight(task->grey));
  return g_steal_pointer(&result.words);
}

static GPtrArray *read_island(RectoOcr *ocr, const RectoWordsTask *task, PIX *bright, RectoBox box, int deadline_ms, const RectoModels *limits, bool *ret_stopped) {
  PIX *main = bright ? bright : task->grey;
  box.width = MIN(box.width, pixGetWidth(main) - box.x);
  box.height = MIN(box.height, pixGetHeight(main) - box.y);
  View view = {.box = box, .scale = 1};
  g_autoptr(PIX) cut = recto_pix_cut(main, box.x, box.y, box.width, box.height);
  g_auto(RectoSurvey) all = {0}, survey = {0};
  if (!cut || !recto_survey_make(cut, limits, &all) || !recto_survey_darker(&all, (int)recto_limit(limits, "read.island.ink"), limits, &survey)) return NULL;
  view.skew = island_skew(&survey, limits);
  double height = MAX(survey.letter_height / survey.factor, 1);
  view.scale = island_scale(&view, recto_limit(limits, "read.island.letters-sparse") / height, limits);
  return read_view(ocr, task, main, &view, deadline_ms, ret_stopped);
}

void recto_islands_read(RectoOcr *ocr, const RectoWordsTask *task, PIX *bright, const GArray *islands, const RectoModels *limits, GPtrArray *words, bool *ret_stopped) {
  double started = recto_ocr_clock();
  for (guint i = 0; i < islands->len && !*ret_stopped; i++) {
    int left_ms = task->deadline_ms - (int)(1000 * (recto_ocr_clock() - started));
    if (task->deadline_ms > 0 && left_ms < 500) *ret_stopped = true;
    else {
      g_autoptr(GPtrArray) read = read_island(ocr, task, bright, g_array_index(islands, RectoBox, i), MAX(0, left_ms), limits, ret_stopped);
      if (read) recto_words_take_better(words, read);
    }
  }
}
