/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures that leave the reader. Must not know: PDF, pages. */
#include "image/encode.h"

#include <math.h>

RectoImage *recto_encode_jpeg(PIX *pix, int quality) {
  l_uint8 *data = NULL;
  size_t size = 0;
  if (!pix || pixWriteMemJpeg(&data, &size, pix, quality, 0) || !data) return NULL;
  g_autoptr(GBytes) bytes = g_bytes_new(data, size);
  lept_free(data);
  int components = pixGetDepth(pix) == 32 ? 3 : 1;
  return recto_image_new(RECTO_IMAGE_JPEG, (uint32_t)pixGetWidth(pix), (uint32_t)pixGetHeight(pix), components, 8, bytes);
}

/* ---- the strip inside the little-endian TIFF that Leptonica writes in memory */

static guint32 le(const guint8 *at, int bytes) {
  guint32 value = 0;
  for (int i = bytes - 1; i >= 0; i--) value = value << 8 | at[i];
  return value;
}

/* First value of a tag, which must be a single SHORT or LONG; false when absent or of another shape. */
static bool tiff_tag(const guint8 *data, size_t size, guint32 wanted, guint32 *ret) {
  guint32 ifd = le(data + 4, 4);
  if (ifd + 2 > size) return false;
  guint32 n = le(data + ifd, 2);
  for (guint32 i = 0; i < n && ifd + 2 + 12 * (i + 1) <= size; i++) {
    const guint8 *entry = data + ifd + 2 + 12 * i;
    if (le(entry, 2) != wanted || le(entry + 4, 4) != 1) continue;
    guint32 type = le(entry + 2, 2);
    if (type != 3 && type != 4) return false;
    *ret = le(entry + 8, type == 3 ? 2 : 4);
    return true;
  }
  return false;
}

enum { TAG_PHOTOMETRIC = 262, TAG_STRIP_OFFSETS = 273, TAG_STRIP_COUNTS = 279 };

static GBytes *only_strip(const guint8 *data, size_t size) {
  guint32 offset, length, polarity;
  if (size < 8 || data[0] != 'I' || data[1] != 'I') return NULL;
  if (!tiff_tag(data, size, TAG_STRIP_OFFSETS, &offset) || !tiff_tag(data, size, TAG_STRIP_COUNTS, &length)) return NULL;
  if (!tiff_tag(data, size, TAG_PHOTOMETRIC, &polarity) || polarity != 0) return NULL;
  if (offset > size || length > size - offset) return NULL;
  return g_bytes_new(data + offset, length);
}

RectoImage *recto_encode_g4(PIX *ink) {
  l_uint8 *data = NULL;
  size_t size = 0;
  if (!ink || pixGetDepth(ink) != 1 || pixWriteMem(&data, &size, ink, IFF_TIFF_G4) || !data) return NULL;
  g_autoptr(GBytes) strip = only_strip(data, size);
  lept_free(data);
  if (!strip) return NULL;
  return recto_image_new(RECTO_IMAGE_G4, (uint32_t)pixGetWidth(ink), (uint32_t)pixGetHeight(ink), 1, 1, strip);
}

RectoImage *recto_encode_thumb(PIX *upright, const RectoModels *limits) {
  if (!upright) return NULL;
  double side = MAX(pixGetWidth(upright), pixGetHeight(upright)), scale = MIN(1, floor(recto_limit(limits, "image.page.thumb-side")) / side);
  g_autoptr(PIX) small = scale < 1 ? pixScaleAreaMap(upright, (float)scale, (float)scale) : pixClone(upright);
  return recto_encode_jpeg(small, (int)recto_limit(limits, "image.page.thumb-quality"));
}

/* Share of pixels of an 8 bpp picture in [low, high) that do not stand beside ink: pale print, shading, picture. */
static double pale_share(PIX *even, PIX *ink, int low, int high) {
  g_autoptr(PIX) near = pixDilateBrick(NULL, ink, 5, 5);
  g_autoptr(PIX) below = pixThresholdToBinary(even, high);
  g_autoptr(PIX) dark = pixThresholdToBinary(even, low);
  g_autoptr(PIX) pale = below && dark ? pixSubtract(NULL, below, dark) : NULL;
  g_autoptr(PIX) lone = pale && near ? pixSubtract(NULL, pale, near) : NULL;
  l_float32 share = 1;
  return lone && !pixForegroundFraction(lone, &share) ? share : 1;
}

/* Dark areas wider than a stroke remain after a closing that fills thin dark lines with paper. */
static double solid_share(PIX *even, int ink) {
  g_autoptr(PIX) closed = pixCloseGray(even, 9, 9);
  g_autoptr(PIX) solid = closed ? pixThresholdToBinary(closed, ink) : NULL;
  l_float32 share = 1;
  return solid && !pixForegroundFraction(solid, &share) ? share : 1;
}

/* Tinted grounds, shading and portraits: tiles whose brightest pixel is clearly darker than the page's paper. Evening the light would wipe them out. */
static bool has_tint(PIX *grey, const RectoModels *limits) {
  g_autoptr(PIX) tiles = pixScaleGrayMinMax(grey, 8, 8, L_CHOOSE_MAX);
  if (!tiles) return true;
  int paper = recto_pix_percentile(tiles, 0.8, 1);
  g_autoptr(PIX) tinted = pixThresholdToBinary(tiles, MAX(1, (int)(paper * recto_limit(limits, "image.page.tint"))));
  l_float32 share = 1;
  return !tinted || pixForegroundFraction(tinted, &share) || share > recto_limit(limits, "image.page.tint-share");
}

bool recto_encode_is_text_only(const RectoSurvey *survey, const RectoModels *limits) {
  PIX *even = survey->even;
  if (has_tint(survey->grey, limits)) return false;
  int threshold = (int)recto_limit(limits, "image.survey.ink");
  g_autoptr(PIX) ink = pixThresholdToBinary(even, threshold);
  if (!ink) return false;
  if (pale_share(even, ink, threshold, (int)recto_limit(limits, "image.page.pale")) > recto_limit(limits, "image.page.pale-share")) return false;
  return solid_share(even, threshold) <= recto_limit(limits, "image.page.solid-share");
}

/* 1 bpp at no more than limit image.page.ink-dpi. */
static RectoImage *encode_ink(PIX *grey, double dpi, const RectoModels *limits) {
  double most = recto_limit(limits, "image.page.ink-dpi"), scale = dpi > most * 1.05 ? most / dpi : 1;
  g_autoptr(PIX) sized = recto_pix_scaled(grey, scale);
  g_autoptr(PIX) deep = recto_pix_grey(sized);
  g_autoptr(PIX) ink = deep ? pixThresholdToBinary(deep, (l_int32)recto_limit(limits, "image.page.ink")) : NULL;
  return recto_encode_g4(ink);
}

RectoImage *recto_encode_page(PIX *upright, double dpi, RectoPageStyle style, const RectoCleaning *cleaning, const RectoModels *limits) {
  if (!upright) return NULL;
  if (style == RECTO_PAGE_BILEVEL) return encode_ink(upright, dpi, limits);
  if (style == RECTO_PAGE_TEXT) {
    RectoCleaning even = {.even = true, .flexible = cleaning->flexible, .stretch = cleaning->stretch, .smooth = cleaning->smooth};
    g_autoptr(PIX) clean = recto_light_clean(upright, 1, &even);
    g_autoptr(RectoImage) image = encode_ink(clean, dpi, limits);
    if (image) return g_steal_pointer(&image);
  }
  double most = style == RECTO_PAGE_COLOUR ? recto_limit(limits, "image.page.colour-dpi") : recto_limit(limits, "image.page.grey-dpi");
  g_autoptr(PIX) sized = recto_pix_scaled(upright, dpi > most * 1.05 ? most / dpi : 1);
  return recto_encode_jpeg(sized, (int)recto_limit(limits, "image.page.quality"));
}
