/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cleaning for the OCR: noise, light, focus. Must not know: words. */
#include "image/light.h"

#include "image/nonlocal.h"

#include <math.h>

/* Print in a shadow so deep that the usual normalisation takes its paper for ink: share of the tiles with print. The survey does not see these letters. */
static double deep_share(const RectoSurvey *survey, bool stretch) {
  enum { TILE = 16, INK = 60, BLACK = 8 }; /* INK: the normalisation's own limit (light below it is no paper) */
  const double pale = 0.6;
  g_autoptr(PIX) light = pixScaleGrayMinMax(survey->calm, TILE, TILE, L_CHOOSE_MAX);
  g_autoptr(PIX) dark = pixScaleGrayMinMax(survey->calm, TILE, TILE, L_CHOOSE_MIN);
  if (!light || !dark) return 0;
  double limit = stretch ? INK * recto_pix_percentile(survey->calm, 0.97, 4) / 255.0 : INK;
  int print = 0, deep = 0;
  for (int y = 0; y < pixGetHeight(light); y++)
    for (int x = 0; x < pixGetWidth(light); x++) {
      int high = GET_DATA_BYTE(pixGetData(light) + (size_t)y * (size_t)pixGetWpl(light), x), low = GET_DATA_BYTE(pixGetData(dark) + (size_t)y * (size_t)pixGetWpl(dark), x);
      bool has_print = high > BLACK && low < pale * high;
      print += has_print;
      deep += has_print && high < limit;
    }
  return print ? (double)deep / print : 0;
}

/* A desk in the dark has no letters: the flexible kind is worth it when it shows letters that the survey does not. */
static bool shows_more(const RectoSurvey *survey, const RectoModels *limits) {
  g_autoptr(PIX) even = pixBackgroundNormFlex(survey->calm, 7, 7, 1, 1, 10);
  g_auto(RectoSurvey) other = {0};
  if (!even || !recto_survey_make(even, limits, &other)) return false;
  return other.rows * other.letters->n >= recto_limit(limits, "image.light.deep-gain") * survey->rows * survey->letters->n;
}

RectoCleaning recto_light_decide(const RectoSurvey *survey, const RectoSharp *sharp, const RectoModels *limits) {
  RectoCleaning cleaning = {0};
  double letter_height = survey->letter_height / survey->factor;
  if (sharp->snr < recto_limit(limits, "image.light.snr-smooth")) {
    cleaning.smooth = recto_limit(limits, "image.light.snr-wanted") * sharp->fine / sharp->contrast;
    cleaning.grain = recto_limit(limits, "image.light.alike") * sharp->fine;
    cleaning.coarse = sharp->grain_size;
  }
  cleaning.stretch = survey->paper < recto_limit(limits, "image.light.paper-dark");
  cleaning.even = survey->shade < recto_limit(limits, "image.light.shade") || survey->paper < recto_limit(limits, "image.light.paper-grey");
  cleaning.flexible = cleaning.even && survey->shade < recto_limit(limits, "image.light.shade-deep");
  bool deep = !cleaning.flexible && deep_share(survey, cleaning.stretch) >= recto_limit(limits, "image.light.deep") && shows_more(survey, limits);
  if (deep) cleaning.flexible = cleaning.even = true;
  bool soft = sharp->detail < recto_limit(limits, "image.light.soft") && sharp->snr >= recto_limit(limits, "image.light.snr-sharpen");
  if (soft) cleaning.sharpen = recto_limit(limits, "image.light.mask") * letter_height;
  cleaning.redraw = (soft && sharp->detail < recto_limit(limits, "image.light.redraw-detail")) || (cleaning.smooth > 0 && sharp->snr < recto_limit(limits, "image.light.redraw-snr"));
  return cleaning;
}

uint32_t recto_light_cures(const RectoCleaning *cleaning) {
  return (cleaning->smooth > 0 ? RECTO_CURE_SMOOTHED : 0u) | (cleaning->stretch ? RECTO_CURE_STRETCHED : 0u) | (cleaning->even ? RECTO_CURE_EVENED : 0u) |
         (cleaning->even && cleaning->flexible ? RECTO_CURE_DEEP_SHADE : 0u) | (cleaning->sharpen > 0 ? RECTO_CURE_SHARPENED : 0u);
}

static void take(PIX **pix, PIX *better) {
  if (!better) return;
  pixDestroy(pix);
  *pix = better;
}

/* These two greys become black and white; NULL where memory is short or they are so near that there is nothing between them. */
static PIX *spread(PIX *grey, int black, int white, int nothing) {
  NUMA *curve = white - black > nothing ? numaGammaTRC(1.0f, black, white) : NULL;
  PIX *result = curve ? pixCopy(NULL, grey) : NULL;
  if (result) pixTRCMap(result, NULL, curve);
  numaDestroy(&curve);
  return result;
}

/* To the full range; `gain`: by how much. */
static PIX *stretched(PIX *grey, double *gain) {
  enum { NOTHING = 6, FULL = 255 }; /* grey levels */
  int low = recto_pix_percentile(grey, 0.002, 4), high = recto_pix_percentile(grey, 0.97, 4);
  *gain = high - low > NOTHING ? (double)FULL / (high - low) : 1;
  return spread(grey, low, high, NOTHING);
}

PIX *recto_light_sharpen(PIX *clean, double scale, const RectoCleaning *cleaning) {
  enum { LEAST = 2, MOST = 12 };
  const float strength = 2; /* 0.7 left three times as many errors at blur of 3.5 px, and nothing was gained over 2 */
  int half = (int)lround(cleaning->sharpen * scale);
  PIX *sharp = cleaning->sharpen > 0 && half >= LEAST ? pixUnsharpMaskingGray(clean, MIN(half, MOST), strength) : NULL;
  return sharp ? sharp : pixClone(clean);
}

static int half_width(double width) {
  enum { MOST = 3 };
  return CLAMP((int)lround((width - 1) / 2), 1, MOST);
}

double recto_light_unrest(PIX *grey) {
  enum { TILE = 16, STEP = 64 };
  g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
  const l_uint32 *data = pixGetData(grey);
  int wpl = pixGetWpl(grey);
  for (int y0 = 1; y0 + TILE + 1 < pixGetHeight(grey); y0 += STEP)
    for (int x0 = 1; x0 + TILE + 1 < pixGetWidth(grey); x0 += STEP) {
      double squares = 0;
      for (int y = y0; y < y0 + TILE; y++) {
        const l_uint32 *line = data + (size_t)y * (size_t)wpl, *above = line - wpl, *below = line + wpl;
        for (int x = x0; x < x0 + TILE; x++) {
          int l = 4 * GET_DATA_BYTE(line, x) - GET_DATA_BYTE(line, x - 1) - GET_DATA_BYTE(line, x + 1) - GET_DATA_BYTE(above, x) - GET_DATA_BYTE(below, x);
          squares += (double)l * l;
        }
      }
      double scatter = sqrt(squares / (TILE * TILE) / 20); /* the variance of this Laplacian is 20 times the pixel's */
      g_array_append_val(values, scatter);
    }
  return values->len == 0 ? 0 : recto_double_median(values);
}

PIX *recto_light_smooth(PIX *grey) {
  PIX *smooth = pixBlockconv(grey, 1, 1);
  return smooth ? smooth : pixClone(grey);
}

PIX *recto_light_whiten(PIX *clean, double share, double letter_height) {
  enum { WHITE = 255 };
  const double edge = 0.15; /* letter heights: the grey rim of a stroke */
  int paper = recto_pix_percentile(clean, 0.7, 4), reach = 2 * MAX(1, (int)lround(edge * letter_height)) + 1;
  g_autoptr(PIX) dark = pixThresholdToBinary(clean, CLAMP((int)lround(share * paper), 16, WHITE)), kept = dark ? pixDilateBrick(NULL, dark, reach, reach) : NULL,
                 rest = kept ? pixInvert(NULL, kept) : NULL;
  PIX *white = rest ? pixCopy(NULL, clean) : NULL;
  if (!white) return pixClone(clean);
  pixSetMasked(white, rest, WHITE);
  return white;
}

/* By what looks alike, where that lies near enough; grain that wants a wider mean leaves nothing that does. */
static PIX *smoothed(PIX *grey, int half, double grain) {
  enum { NEAR = 2 };
  return half <= NEAR && grain > 0 ? recto_nonlocal_mean(grey, grain) : pixBlockconv(grey, half, half);
}

/* At the size of the grain, and back. */
static PIX *calmed(PIX *grey, double scale, double gain, const RectoCleaning *cleaning) {
  int reduced = (int)lround(cleaning->coarse * scale);
  if (reduced < 2) return smoothed(grey, half_width(cleaning->smooth * scale), cleaning->grain * scale * gain);
  g_autoptr(PIX) fine = recto_pix_scaled(grey, 1.0 / reduced), calm = fine ? smoothed(fine, half_width(cleaning->smooth * scale / reduced), cleaning->grain * scale / reduced * gain) : NULL;
  return calm ? pixScaleToSize(calm, pixGetWidth(grey), pixGetHeight(grey)) : NULL;
}

PIX *recto_light_calm(PIX *grey, double scale, const RectoCleaning *cleaning) {
  PIX *calm = pixClone(grey);
  double gain = 1;
  if (calm && cleaning->stretch) take(&calm, stretched(calm, &gain));
  if (calm && cleaning->smooth > 0) take(&calm, calmed(calm, scale, gain, cleaning));
  return calm;
}

/* What grain is left on the paper becomes white: the OCR parts ink from paper by all of the page's greys, and of a page with little print by its grain. */
static PIX *without_rest(PIX *clean) {
  enum { NOTHING = 16 };
  const double times = 3, least = 0.6;
  double density[RECTO_GRAIN_SIZES];
  recto_grain_measure(clean, density);
  int paper = recto_pix_percentile(clean, 0.7, 4);
  return spread(clean, 0, (int)MAX(least * paper, paper - times * recto_grain_scatter(density)), NOTHING);
}

PIX *recto_light_even(PIX *calm, double scale, const RectoCleaning *cleaning) {
  PIX *clean = pixClone(calm);
  if (!clean) return NULL;
  if (cleaning->even && cleaning->flexible) take(&clean, pixBackgroundNormFlex(clean, 7, 7, 1, 1, 10));
  else if (cleaning->even) take(&clean, pixBackgroundNorm(clean, NULL, NULL, 16, 16, 60, 40, 230, 2, 2));
  if (cleaning->smooth > 0) take(&clean, without_rest(clean));
  if (cleaning->sharpen > 0) take(&clean, recto_light_sharpen(clean, scale, cleaning));
  return clean;
}

PIX *recto_light_clean(PIX *grey, double scale, const RectoCleaning *cleaning) {
  g_autoptr(PIX) calm = recto_light_calm(grey, scale, cleaning);
  return calm ? recto_light_even(calm, scale, cleaning) : NULL;
}
