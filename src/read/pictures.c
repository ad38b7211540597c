/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes, cleans and draws anew. Must not know: words. */
#include "read/pictures.h"

#include "read/redraw.h"

#include <math.h>

double recto_picture_scale(const RectoWordsTask *task, const RectoModels *limits) {
  double height = task->survey->letter_height / task->survey->factor, wanted = recto_limit(limits, "read.ocr.letter-height");
  double by_dpi = recto_limit(limits, "read.ocr.dpi") / MAX(task->dpi, 1);
  if (height <= 0) return MIN(1, by_dpi);
  if (task->cleaning->sharpen > 0) wanted = recto_limit(limits, "read.ocr.letter-soft");
  double scale = wanted / height, least = recto_limit(limits, "read.ocr.letter-least") / height;
  if (!task->dpi_estimated) scale = MAX(by_dpi, least);
  if (height * scale < wanted && scale < 1) scale = MIN(1, wanted / height);
  double most = MAX(1, sqrt(recto_limit(limits, "read.ocr.pixels-enlarged") / pixGetWidth(task->grey) / pixGetHeight(task->grey)));
  return CLAMP(scale, 0.25, MIN(most, recto_limit(limits, "read.ocr.scale-most")));
}

/* px of the picture that is cleaned per px of the frame: what is finer than the grain is not there. */
static double grain_scale(const RectoWordsTask *task) { return 1.0 / MAX(1, task->cleaning->coarse); }

/* Print of so few pixels that it must be known to be seen. Softer print is so for another reason than its size, and sharpened; of a card's pattern the net would make letters. */
static bool is_tiny(const RectoWordsTask *task, const RectoModels *limits) {
  double fine = grain_scale(task), height = task->survey->letter_height / task->survey->factor * fine, pixels = fine * fine * pixGetWidth(task->grey) * pixGetHeight(task->grey);
  return task->nets && height > 0 && height <= recto_limit(limits, "read.ocr.letter-tiny") && task->cleaning->sharpen <= 0 && task->survey->rows >= recto_limit(limits, "read.ocr.tiny-rows") &&
         ENLARGE_TIMES * ENLARGE_TIMES * pixels <= recto_limit(limits, "read.ocr.pixels");
}

static PIX *tiny_enlarged(const RectoWordsTask *task, PIX *fine, double scale) {
  double at = grain_scale(task);
  g_autoptr(PIX) clean = recto_light_clean(fine, at, task->cleaning);
  g_autoptr(PIX) large = clean ? recto_enlarge(task->nets->small, clean, recto_pix_percentile(clean, 0.7, 1)) : NULL;
  return recto_pix_scaled(large, scale / ENLARGE_TIMES / at);
}

/* Calmed at the size of the grain, then as large as it is read. */
static PIX *coarse_picture(const RectoWordsTask *task, PIX *fine, double scale) {
  double at = grain_scale(task);
  g_autoptr(PIX) calm = recto_light_calm(fine, at, task->cleaning);
  g_autoptr(PIX) sized = !calm ? NULL : scale > at ? recto_pix_enlarged(calm, scale / at) : recto_pix_scaled(calm, scale / at);
  return sized ? recto_light_even(sized, scale, task->cleaning) : NULL;
}

PIX *recto_picture_usual(const RectoWordsTask *task, double scale, const RectoModels *limits) {
  bool coarse = task->cleaning->coarse > 1;
  g_autoptr(PIX) fine = coarse ? recto_pix_scaled(task->grey, grain_scale(task)) : pixClone(task->grey);
  if (fine && scale > grain_scale(task) && is_tiny(task, limits)) return tiny_enlarged(task, fine, scale);
  if (fine && coarse) return coarse_picture(task, fine, scale);
  g_autoptr(PIX) sized = scale > 1 ? recto_pix_enlarged(task->grey, scale) : recto_pix_scaled(task->grey, scale);
  return sized ? recto_light_clean(sized, scale, task->cleaning) : NULL;
}

PIX *recto_picture_smoothed(const RectoWordsTask *task, double scale, const RectoModels *limits) {
  g_autoptr(PIX) smooth = recto_light_smooth(task->grey);
  RectoWordsTask calm = *task;
  calm.grey = smooth;
  return recto_picture_usual(&calm, scale, limits);
}

PIX *recto_picture_whitened(const RectoWordsTask *task, double scale, int ink, const RectoModels *limits) {
  enum { PAPER = 200 }; /* of the evened survey */
  RectoCleaning plain = *task->cleaning;
  plain.sharpen = 0;
  RectoWordsTask soft = *task;
  soft.cleaning = &plain;
  g_autoptr(PIX) clean = recto_picture_usual(&soft, scale, limits);
  return clean ? recto_light_whiten(clean, (double)ink / PAPER, task->survey->letter_height / task->survey->factor * scale) : NULL;
}

PIX *recto_picture_redrawn(const RectoWordsTask *task, const RectoModels *limits, double *ret_scale) {
  const RectoEnlarger *net = recto_redraw_net(task->cleaning, task->nets);
  double scale = recto_redraw_scale(task->survey, 1 / task->survey->factor, pixGetWidth(task->grey), pixGetHeight(task->grey), limits);
  if (!net || scale <= 0) return NULL;
  RectoCleaning light = *task->cleaning;
  light.smooth = light.sharpen = 0;
  g_autoptr(PIX) sized = recto_pix_scaled(task->grey, scale);
  g_autoptr(PIX) clean = sized ? recto_light_clean(sized, scale, &light) : NULL;
  *ret_scale = ENLARGE_TIMES * scale;
  return clean ? recto_redraw(net, clean) : NULL;
}
