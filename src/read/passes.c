/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readings of a page: one always, another when the first read too little and a measure says what may have been in its way. The one that reads more is kept.
 * Must not know: documents. */
#include "image/ghost.h"
#include "read/missed.h"
#include "read/words.h"

#include <math.h>

typedef struct {
  RectoOcr *ocr;
  const RectoWordsTask *task;
  const RectoModels *limits;
  double started; /* CPU s */
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

/* px of the OCR's picture per px of the frame: letters of a size that the model likes, never below read.ocr.dpi of a scanner's page. */
static double ocr_scale(const RectoWordsTask *task, const RectoModels *limits) {
  double height = task->survey->letter_height / task->survey->factor, wanted = recto_limit(limits, "read.ocr.letter-height");
  double by_dpi = recto_limit(limits, "read.ocr.dpi") / MAX(task->dpi, 1);
  if (height <= 0) return MIN(1, by_dpi);
  if (task->cleaning->sharpen > 0) wanted = recto_limit(limits, "read.ocr.letter-soft");
  double scale = wanted / height, least = recto_limit(limits, "read.ocr.letter-least") / height;
  if (!task->dpi_estimated) scale = MAX(by_dpi, least);
  if (height * scale < wanted && scale < 1) scale = MIN(1, wanted / height);
  return CLAMP(scale, 0.25, recto_limit(limits, "read.ocr.scale-most"));
}

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

/* Time for a whole reading more? */
static bool has_time(const Reading *reading) {
  enum { LEAST_MS = 500 };
  return reading->task->deadline_ms <= 0 || left_ms(reading) > LEAST_MS;
}

static bool read_pass(const Reading *reading, RectoLayout layout, Pass *pass) {
  const RectoWordsTask *task = reading->task;
  RectoOcrTask order = {.layout = layout, .dpi = (int)lround(task->dpi * pass->scale), .deadline_ms = left_ms(reading)};
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

/* px of the picture that is cleaned per px of the frame: what is finer than the grain is not there. */
static double grain_scale(const RectoWordsTask *task) { return 1.0 / MAX(1, task->cleaning->coarse); }

/* Print of so few pixels that it must be known to be seen. Softer print is so for another reason than its size, and sharpened; of a card's pattern the net would make letters. */
static bool is_tiny(const RectoWordsTask *task, const RectoModels *limits) {
  double fine = grain_scale(task), height = task->survey->letter_height / task->survey->factor * fine, pixels = fine * fine * pixGetWidth(task->grey) * pixGetHeight(task->grey);
  return task->enlarger && height > 0 && height <= recto_limit(limits, "read.ocr.letter-tiny") && task->cleaning->sharpen <= 0 && task->survey->rows >= recto_limit(limits, "read.ocr.tiny-rows") &&
         ENLARGE_TIMES * ENLARGE_TIMES * pixels <= recto_limit(limits, "read.ocr.pixels");
}

static PIX *tiny_enlarged(const RectoWordsTask *task, PIX *fine, double scale) {
  double at = grain_scale(task);
  g_autoptr(PIX) clean = recto_light_clean(fine, at, task->cleaning);
  g_autoptr(PIX) large = clean ? recto_enlarge(task->enlarger, clean, recto_pix_percentile(clean, 0.7, 1)) : NULL;
  return recto_pix_scaled(large, scale / ENLARGE_TIMES / at);
}

/* Calmed at the size of the grain, then as large as it is read. */
static PIX *coarse_picture(const RectoWordsTask *task, PIX *fine, double scale) {
  double at = grain_scale(task);
  g_autoptr(PIX) calm = recto_light_calm(fine, at, task->cleaning);
  g_autoptr(PIX) sized = !calm ? NULL : scale > at ? recto_pix_enlarged(calm, scale / at) : recto_pix_scaled(calm, scale / at);
  return sized ? recto_light_even(sized, scale, task->cleaning) : NULL;
}

static PIX *picture_of(const RectoWordsTask *task, double scale, const RectoModels *limits) {
  bool coarse = task->cleaning->coarse > 1;
  g_autoptr(PIX) fine = coarse ? recto_pix_scaled(task->grey, grain_scale(task)) : pixClone(task->grey);
  if (fine && scale > grain_scale(task) && is_tiny(task, limits)) return tiny_enlarged(task, fine, scale);
  if (fine && coarse) return coarse_picture(task, fine, scale);
  g_autoptr(PIX) sized = scale > 1 ? recto_pix_enlarged(task->grey, scale) : recto_pix_scaled(task->grey, scale);
  return sized ? recto_light_clean(sized, scale, task->cleaning) : NULL;
}

/* A fine pattern is a coarse one once the picture is reduced: it goes first, and the picture stays large. */
static PIX *smoothed_first(const RectoWordsTask *task, double scale, const RectoModels *limits) {
  g_autoptr(PIX) smooth = recto_light_smooth(task->grey);
  RectoWordsTask calm = *task;
  calm.grey = smooth;
  return picture_of(&calm, scale, limits);
}

/* Without the paler print of the other side, told by its ink before sharpening blackens it too; the page's soft letters were its. */
static PIX *whitened(const RectoWordsTask *task, double scale, int ink, const RectoModels *limits) {
  enum { PAPER = 200 }; /* of the evened survey */
  RectoCleaning plain = *task->cleaning;
  plain.sharpen = 0;
  RectoWordsTask soft = *task;
  soft.cleaning = &plain;
  g_autoptr(PIX) clean = picture_of(&soft, scale, limits);
  return clean ? recto_light_whiten(clean, (double)ink / PAPER, task->survey->letter_height / task->survey->factor * scale) : NULL;
}

/* Another picture of the page, as far as a measure asks for one. `print` will hold the survey without the other side's letters. */
static void read_otherwise(const Reading *reading, Pass *best, RectoSurvey *print) {
  const RectoWordsTask *task = reading->task;
  int ink = recto_ghost_find(task->survey, reading->limits);
  g_auto(Pass) other = {.scale = best->scale, .survey = task->survey, .cures = best->cures};
  if (ink > 0 && recto_survey_darker(task->survey, ink, reading->limits, print)) {
    other.clean = whitened(task, best->scale, ink, reading->limits);
    other.survey = print;
    other.cures = (other.cures & ~(uint32_t)RECTO_CURE_SHARPENED) | RECTO_CURE_WHITENED;
  } else if (task->cleaning->sharpen > 0) {
    other.clean = recto_light_sharpen(best->clean, best->scale, task->cleaning);
    other.cures |= RECTO_CURE_RESHARPENED;
  } else if (task->cleaning->smooth <= 0 && recto_light_unrest(task->grey) >= recto_limit(reading->limits, "image.light.unrest")) {
    other.scale = MIN(1, sqrt(recto_limit(reading->limits, "read.ocr.pixels") / pixGetWidth(task->grey) / pixGetHeight(task->grey))); /* letters in a pattern are measured wrong */
    other.clean = smoothed_first(task, other.scale, reading->limits);
    other.cures |= RECTO_CURE_SMOOTHED;
  }
  if (other.clean) keep_better(reading, &other, best);
}

static bool wants_another(const Reading *reading, const Pass *best) {
  return !reading->task->once && !best->read.stopped && best->coverage < recto_limit(reading->limits, "read.ocr.coverage") && has_time(reading);
}

/* Print of so few pixels reads otherwise at every scale: of two readings each word is taken from the one that is surer of it. */
static void read_small_twice(const Reading *reading, const Pass *best, GPtrArray *words) {
  const RectoModels *limits = reading->limits;
  if (reading->task->once || best->read.stopped || best->scale < recto_limit(limits, "read.ocr.twice-from") || !has_time(reading)) return;
  double scale = best->scale * recto_limit(limits, "read.ocr.twice");
  g_auto(Pass) other = {.clean = picture_of(reading->task, scale, limits), .scale = scale, .survey = best->survey};
  if (!read_pass(reading, RECTO_LAYOUT_PAGE, &other) || other.read.stopped) return;
  double good = recto_limit(limits, "read.ocr.good");
  for (guint i = other.read.words->len; i-- > 0;)
    if (((const RectoWord *)other.read.words->pdata[i])->confidence < good) g_ptr_array_remove_index(other.read.words, i);
  recto_words_take_better(words, other.read.words);
}

bool recto_words_read(RectoOcr *ocr, const RectoWordsTask *task, const RectoModels *limits, GPtrArray *words, RectoWordsRead *ret) {
  Reading reading = {ocr, task, limits, recto_ocr_clock()};
  double scale = ocr_scale(task, limits);
  g_auto(RectoSurvey) print = {0};
  g_auto(Pass) best = {.clean = picture_of(task, scale, limits), .scale = scale, .survey = task->survey, .cures = recto_light_cures(task->cleaning)};
  if (scale > 1) best.cures |= RECTO_CURE_ENLARGED;
  if (!read_pass(&reading, RECTO_LAYOUT_PAGE, &best)) return false;
  if (wants_another(&reading, &best)) read_otherwise(&reading, &best, &print);
  if (wants_another(&reading, &best)) read_sparse(&reading, &best);
  guint had = words->len;
  for (guint i = 0; i < best.read.words->len; i++) g_ptr_array_add(words, g_steal_pointer(&best.read.words->pdata[i]));
  if (had == 0) recto_words_set_labels(words, limits);
  if (!(best.cures & (RECTO_CURE_WHITENED | RECTO_CURE_RESHARPENED))) read_small_twice(&reading, &best, words);
  RectoWordsTask rest = *task;
  rest.survey = best.survey;
  if (!best.read.stopped) recto_bars_read(ocr, &rest, best.clean, best.scale, left_ms(&reading), limits, words);
  if (!best.read.stopped) recto_missed_read(ocr, &rest, best.clean, best.scale, left_ms(&reading), limits, words);
  *ret = (RectoWordsRead){best.read.stopped ? best.coverage : recto_words_coverage(words, best.survey, limits), best.read.stopped, best.cures};
  return true;
}
