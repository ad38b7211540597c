/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readings of a page: one always, another when the first read too little and a measure says what may have been in its way. The one that reads more is kept.
 * Must not know: documents. */
#include "image/ghost.h"
#include "read/missed.h"
#include "read/pictures.h"

#include <math.h>

typedef struct {
  RectoOcr *ocr;
  const RectoWordsTask *task;
  const RectoModels *limits;
  double started, first; /* CPU s: when the first reading began, how long it took */
} Reading;

/* One picture of the page and what was read on it. */
typedef struct {
  PIX *clean;
  double scale;              /* px of it per px of the frame */
  const RectoSurvey *survey; /* whose letters are to be read */
  RectoOcrResult read;
  double coverage;
  uint32_t cures;            /* RectoCure bits */
} Pass;

static void pass_clear(Pass *pass) {
  pixDestroy(&pass->clean);
  recto_ocr_result_clear(&pass->read);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pass, pass_clear)

static void scale_word(RectoWord *word, double scale, int width, int height) {
  int x1 = (int)ceil((word->box.x + word->box.width) / scale), y1 = (int)ceil((word->box.y + word->box.height) / scale);
  word->box.x = CLAMP((int)floor(word->box.x / scale), 0, width - 1);
  word->box.y = CLAMP((int)floor(word->box.y / scale), 0, height - 1);
  word->box.width = MAX(1, MIN(x1, width) - word->box.x);
  word->box.height = MAX(1, MIN(y1, height) - word->box.y);
  word->baseline = CLAMP((int)lround(word->baseline / scale), 0, height);
}

/* ms of CPU time that are left; a deadline of 0 is none, and so is what is returned for it. */
static int left_ms(const Reading *reading) {
  int left = reading->task->deadline_ms - (int)(1000 * (recto_ocr_clock() - reading->started));
  return reading->task->deadline_ms > 0 ? MAX(left, 1) : 0;
}

/* A reading of what cannot be read takes the OCR longest: another one may take so much more than the first. */
static int ms_for_one(const Reading *reading) {
  enum { MORE_MS = 2000, TIMES = 2 };
  int left = left_ms(reading), most = MORE_MS + (int)(1000 * TIMES * reading->first);
  return reading->first > 0 && (left == 0 || left > most) ? most : left;
}

/* Time for a whole reading more? */
static bool has_time(const Reading *reading) {
  enum { LEAST_MS = 500 };
  return reading->task->deadline_ms <= 0 || left_ms(reading) > LEAST_MS;
}

static bool read_pass(const Reading *reading, RectoLayout layout, Pass *pass) {
  const RectoWordsTask *task = reading->task;
  RectoOcrTask order = {.layout = layout, .dpi = (int)lround(task->dpi * pass->scale), .deadline_ms = ms_for_one(reading)};
  if (!pass->clean || !recto_ocr_read(reading->ocr, pass->clean, &order, &pass->read)) return false;
  for (guint i = 0; i < pass->read.words->len; i++) scale_word(pass->read.words->pdata[i], pass->scale, pixGetWidth(task->grey), pixGetHeight(task->grey));
  pass->coverage = recto_words_coverage(pass->read.words, pass->survey, reading->limits);
  return true;
}

static void swap(Pass *a, Pass *b) {
  Pass kept = *a;
  *a = *b;
  *b = kept;
}

/* Letters in good words, weighed by how sure the OCR was: coverage alone cannot compare two pictures with different letters. */
static double worth(const Pass *pass, const RectoModels *limits) {
  double sum = 0, good = recto_limit(limits, "read.ocr.good");
  for (guint i = 0; i < pass->read.words->len; i++) {
    const RectoWord *word = pass->read.words->pdata[i];
    if (word->confidence >= good) sum += word->confidence * (double)g_utf8_strlen(word->text, -1);
  }
  return sum;
}

/* Whitened, the other side's lines are no longer read as words of strange letters, of some of which the OCR is sure: fewer words are worth more when each is surer,
 * and no less of this side's print is read. */
static bool is_better(const Reading *reading, const Pass *other, const Pass *best) {
  double gain = 1 + recto_limit(reading->limits, "read.ocr.again-gain");
  if (!(other->cures & RECTO_CURE_WHITENED)) return worth(other, reading->limits) >= gain * worth(best, reading->limits);
  return recto_words_confidence(other->read.words) >= gain * recto_words_confidence(best->read.words) && other->coverage >= recto_words_coverage(best->read.words, other->survey, reading->limits);
}

static bool keep_better(const Reading *reading, Pass *other, Pass *best) {
  if (!read_pass(reading, RECTO_LAYOUT_PAGE, other)) return false;
  if (other->read.stopped || !is_better(reading, other, best)) return false;
  swap(best, other);
  return true;
}

/* The same picture with the other layout. */
static void read_sparse(const Reading *reading, Pass *best) {
  g_auto(Pass) other = {.clean = pixClone(best->clean), .scale = best->scale, .survey = best->survey, .cures = best->cures};
  if (!read_pass(reading, RECTO_LAYOUT_SPARSE, &other) || other.read.stopped) return;
  if (other.coverage >= best->coverage + recto_limit(reading->limits, "read.ocr.again-gain")) swap(best, &other);
}

/* Print of the other side that is paler than the page's. `print` will hold the survey without it. */
static bool read_whitened(const Reading *reading, Pass *best, RectoSurvey *print) {
  const RectoWordsTask *task = reading->task;
  int ink = recto_ghost_find(task->survey, reading->limits);
  if (ink <= 0 || !recto_survey_darker(task->survey, ink, reading->limits, print)) return false;
  g_auto(Pass) other = {.clean = recto_picture_whitened(task, best->scale, ink, reading->limits), .scale = best->scale, .survey = print};
  other.cures = (best->cures & ~(uint32_t)RECTO_CURE_SHARPENED) | RECTO_CURE_WHITENED;
  if (other.clean) keep_better(reading, &other, best);
  return true;
}

static Pass usual_pass(const RectoWordsTask *task, const RectoModels *limits) {
  double scale = recto_picture_scale(task, limits);
  return (Pass){.clean = recto_picture_usual(task, scale, limits), .scale = scale, .survey = task->survey, .cures = recto_light_cures(task->cleaning) | (scale > 1 ? RECTO_CURE_ENLARGED : 0u)};
}

static Pass redrawn_pass(const RectoWordsTask *task, const RectoModels *limits) {
  Pass pass = {.survey = task->survey, .cures = (recto_light_cures(task->cleaning) & ~(uint32_t)(RECTO_CURE_SHARPENED | RECTO_CURE_SMOOTHED)) | RECTO_CURE_REDRAWN};
  pass.clean = recto_picture_redrawn(task, limits, &pass.scale);
  return pass;
}

/* Of what is hardly seen the usual picture keeps the OCR longest, and gives it least. */
static Pass first_pass(const RectoWordsTask *task, const RectoModels *limits) {
  g_auto(Pass) redrawn = task->cleaning->redraw ? redrawn_pass(task, limits) : (Pass){0};
  if (!redrawn.clean) return usual_pass(task, limits);
  Pass first = redrawn;
  redrawn = (Pass){0};
  return first;
}

/* The one of the two that was not read first. True when the usual picture is read about as well as the better one. */
static bool read_second(const Reading *reading, Pass *best) {
  const double about = 0.5;
  g_auto(Pass) other = best->cures & RECTO_CURE_REDRAWN ? usual_pass(reading->task, reading->limits) : redrawn_pass(reading->task, reading->limits);
  if (other.clean) keep_better(reading, &other, best);
  return !(best->cures & RECTO_CURE_REDRAWN) || (other.read.words && worth(&other, reading->limits) >= about * worth(best, reading->limits));
}

/* The usual picture, sharpened twice. */
static void read_resharpened(const Reading *reading, Pass *best) {
  g_auto(Pass) usual = usual_pass(reading->task, reading->limits), other = {.scale = usual.scale, .survey = best->survey, .cures = usual.cures | RECTO_CURE_RESHARPENED};
  other.clean = usual.clean ? recto_light_sharpen(usual.clean, usual.scale, reading->task->cleaning) : NULL;
  if (other.clean) keep_better(reading, &other, best);
}

/* Letters in a pattern are measured wrong: the picture is as large as it may be. */
static void read_smoothed(const Reading *reading, Pass *best) {
  const RectoWordsTask *task = reading->task;
  double scale = MIN(1, sqrt(recto_limit(reading->limits, "read.ocr.pixels") / pixGetWidth(task->grey) / pixGetHeight(task->grey)));
  g_auto(Pass) other = {.clean = recto_picture_smoothed(task, scale, reading->limits), .scale = scale, .survey = best->survey, .cures = best->cures | RECTO_CURE_SMOOTHED};
  if (other.clean) keep_better(reading, &other, best);
}

static bool wants_another(const Reading *reading, const Pass *best) {
  return !reading->task->once && !best->read.stopped && best->coverage < recto_limit(reading->limits, "read.ocr.coverage") && has_time(reading);
}

/* Other pictures of the page, as far as a measure asks for one. */
static void read_otherwise(const Reading *reading, Pass *best, RectoSurvey *print) {
  const RectoCleaning *cleaning = reading->task->cleaning;
  if (!cleaning->redraw && read_whitened(reading, best, print)) return; /* soft print is as pale as the other side's */
  if (cleaning->sharpen > 0) {
    if (read_second(reading, best) && wants_another(reading, best)) read_resharpened(reading, best);
  } else if (cleaning->smooth > 0) {
    read_second(reading, best);
  } else if (recto_light_unrest(reading->task->grey) >= recto_limit(reading->limits, "image.light.unrest")) {
    read_smoothed(reading, best);
  }
}

/* Print of so few pixels reads otherwise at every scale: of two readings each word is taken from the one that is surer of it. */
static void read_small_twice(const Reading *reading, const Pass *best, GPtrArray *words) {
  const RectoModels *limits = reading->limits;
  if (reading->task->once || best->read.stopped || best->scale < recto_limit(limits, "read.ocr.twice-from") || !has_time(reading)) return;
  double scale = best->scale * recto_limit(limits, "read.ocr.twice");
  g_auto(Pass) other = {.clean = recto_picture_usual(reading->task, scale, limits), .scale = scale, .survey = best->survey};
  if (!read_pass(reading, RECTO_LAYOUT_PAGE, &other) || other.read.stopped) return;
  double good = recto_limit(limits, "read.ocr.good");
  for (guint i = other.read.words->len; i-- > 0;)
    if (((const RectoWord *)other.read.words->pdata[i])->confidence < good) g_ptr_array_remove_index(other.read.words, i);
  recto_words_take_better(words, other.read.words);
}

bool recto_words_read(RectoOcr *ocr, const RectoWordsTask *task, const RectoModels *limits, GPtrArray *words, RectoWordsRead *ret) {
  Reading reading = {ocr, task, limits, recto_ocr_clock(), 0};
  g_auto(RectoSurvey) print = {0};
  g_auto(Pass) best = first_pass(task, limits);
  if (!read_pass(&reading, RECTO_LAYOUT_PAGE, &best)) return false;
  reading.first = recto_ocr_clock() - reading.started;
  if (wants_another(&reading, &best)) read_otherwise(&reading, &best, &print);
  if (wants_another(&reading, &best)) read_sparse(&reading, &best);
  guint had = words->len;
  for (guint i = 0; i < best.read.words->len; i++) g_ptr_array_add(words, g_steal_pointer(&best.read.words->pdata[i]));
  if (had == 0) recto_words_set_labels(words, limits);
  if (!(best.cures & (RECTO_CURE_WHITENED | RECTO_CURE_RESHARPENED | RECTO_CURE_REDRAWN))) read_small_twice(&reading, &best, words);
  RectoWordsTask rest = *task;
  rest.survey = best.survey;
  if (!best.read.stopped) recto_bars_read(ocr, &rest, best.clean, best.scale, left_ms(&reading), limits, words);
  if (!best.read.stopped) recto_missed_read(ocr, &rest, best.clean, best.scale, left_ms(&reading), limits, words);
  *ret = (RectoWordsRead){best.read.stopped ? best.coverage : recto_words_coverage(words, best.survey, limits), best.read.stopped, best.cures};
  return true;
}
