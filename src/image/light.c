/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cleaning for the OCR: noise and light. Must not know: words. */
#include "image/light.h"

#include <math.h>

RectoCleaning recto_light_decide(const RectoSurvey *survey, const RectoSharp *sharp, const RectoModels *limits) {
  RectoCleaning cleaning = {0};
  double letter_height = survey->letter_height / survey->factor; /* grain / (contrast × letter height) × letter height = grain / contrast */
  if (sharp->snr < recto_limit(limits, "image.light.snr-smooth")) cleaning.smooth = recto_limit(limits, "image.light.snr-wanted") * sharp->grain * letter_height;
  cleaning.stretch = survey->paper < recto_limit(limits, "image.light.paper-dark");
  cleaning.even = survey->shade < recto_limit(limits, "image.light.shade") || survey->paper < recto_limit(limits, "image.light.paper-grey");
  cleaning.flexible = cleaning.even && survey->shade < recto_limit(limits, "image.light.shade-deep");
  return cleaning;
}

static void take(PIX **pix, PIX *better) {
  if (!better) return;
  pixDestroy(pix);
  *pix = better;
}

static PIX *stretched(PIX *grey) {
  int low = recto_pix_percentile(grey, 0.002, 4), high = recto_pix_percentile(grey, 0.97, 4);
  NUMA *curve = high - low > 16 ? numaGammaTRC(1.0f, low, high) : NULL;
  PIX *result = curve ? pixCopy(NULL, grey) : NULL;
  if (result) pixTRCMap(result, NULL, curve);
  numaDestroy(&curve);
  return result;
}

static int half_width(double width) {
  enum { MOST = 3 };
  return CLAMP((int)lround((width - 1) / 2), 1, MOST);
}

PIX *recto_light_clean(PIX *grey, double scale, const RectoCleaning *cleaning) {
  PIX *clean = pixClone(grey);
  if (!clean) return NULL;
  int half = cleaning->smooth > 0 ? half_width(cleaning->smooth * scale) : 0;
  if (half) take(&clean, pixBlockconv(clean, half, half));
  if (cleaning->stretch) take(&clean, stretched(clean));
  if (cleaning->even && cleaning->flexible) take(&clean, pixBackgroundNormFlex(clean, 7, 7, 1, 1, 10));
  else if (cleaning->even) take(&clean, pixBackgroundNorm(clean, NULL, NULL, 16, 16, 60, 40, 230, 2, 2));
  return clean;
}
