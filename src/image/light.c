/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cleaning for the OCR: noise and light. Must not know: words. */
#include "image/light.h"

RectoCleaning recto_light_decide(const RectoSurvey *survey, const RectoSharp *sharp, const RectoModels *limits) {
  RectoCleaning cleaning = {0};
  if (sharp->snr < recto_limit(limits, "image.light.snr-smooth")) cleaning.smooth = 1;
  if (sharp->snr < recto_limit(limits, "image.light.snr-smooth-more")) cleaning.smooth = 2;
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

PIX *recto_light_clean(PIX *grey, const RectoCleaning *cleaning) {
  PIX *clean = pixClone(grey);
  if (!clean) return NULL;
  if (cleaning->smooth) take(&clean, pixBlockconv(clean, cleaning->smooth, cleaning->smooth));
  if (cleaning->stretch) take(&clean, stretched(clean));
  if (cleaning->even && cleaning->flexible) take(&clean, pixBackgroundNormFlex(clean, 7, 7, 1, 1, 10));
  else if (cleaning->even) take(&clean, pixBackgroundNorm(clean, NULL, NULL, 16, 16, 60, 40, 230, 2, 2));
  return clean;
}
