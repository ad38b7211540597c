/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is the same for pictures of every format: sizes, resolution, lossless thinning, outcome, digest.
 * Must not know: formats. */
#include "base/digest.h"
#include "decode/inside.h"

#include <math.h>

#define A4_LONG_INCHES (297 / 25.4)
#define LEAST_DPI 50 /* an estimate below it says nothing: the picture is no sheet */

RectoOutcome recto_size_check(const RectoDecodeLimits *limits, uint64_t width, uint64_t height) {
  if (width == 0 || height == 0) return RECTO_OUTCOME_CORRUPT;
  if (width > limits->stored_side || height > limits->stored_side) return RECTO_OUTCOME_TOO_BIG;
  return width * height > limits->stored_pixels ? RECTO_OUTCOME_TOO_BIG : RECTO_OUTCOME_OK;
}

/* A resolution that a person's paper can have. Cameras and screens write 72 or 96 without meaning it. */
static bool is_believable(const RectoDecodeLimits *limits, uint64_t pixels, double dpi) {
  if (!(dpi > 0) || fabs(dpi - 72) < .5 || fabs(dpi - 96) < .5) return false;
  double inches = (double)pixels / dpi;
  return inches >= limits->paper_min && inches <= limits->paper_max;
}

/* Linear share of the stored size that the usual resolution needs. */
static double needed_share(const RectoDecodeLimits *limits, uint64_t width, uint64_t height, double dpi) {
  double pixels = (double)width * (double)height, share = sqrt((double)limits->target_pixels / pixels);
  if (is_believable(limits, MAX(width, height), dpi)) share = MAX(share, limits->keep_dpi / dpi);
  return share;
}

static bool fits(const RectoDecodeLimits *limits, uint64_t width, uint64_t height, double share, double ceiling) {
  return (double)width * share * (double)height * share <= ceiling && (double)MAX(width, height) * share <= limits->side;
}

int recto_size_eighths(const RectoDecodeLimits *limits, uint64_t width, uint64_t height, double dpi, double min_scale) {
  bool look = min_scale > 1;
  double ceiling = (double)(look ? limits->look_pixels : limits->work_pixels);
  if (fits(limits, width, height, 1, ceiling)) return 8;
  double share = needed_share(limits, width, height, dpi) * MAX(min_scale, 1);
  int eighths = (int)CLAMP(ceil(share * 8), 1, 8);
  while (eighths > 1 && !fits(limits, width, height, eighths / 8., ceiling)) eighths--;
  return eighths;
}

int recto_size_divisor(const RectoDecodeLimits *limits, uint64_t width, uint64_t height, double dpi, double min_scale) {
  bool look = min_scale > 1;
  double ceiling = (double)(look ? limits->look_pixels : limits->work_pixels);
  if (fits(limits, width, height, 1, ceiling)) return 1;
  int divisor = MAX(1, (int)(1 / (needed_share(limits, width, height, dpi) * MAX(min_scale, 1))));
  while (!fits(limits, width, height, 1. / divisor, ceiling)) divisor++;
  return divisor;
}

void recto_picture_set_dpi(RectoPicture *picture, const RectoDecodeLimits *limits, double x, double y) {
  if (!picture->pix) return;
  uint32_t width = (uint32_t)pixGetWidth(picture->pix), height = (uint32_t)pixGetHeight(picture->pix);
  double scale = picture->decode_scale > 0 ? picture->decode_scale : 1, stated = (width >= height ? x : y) * scale;
  if (!(x > 0 && y > 0)) stated = MAX(x, y) * scale;
  uint32_t side = MAX(width, height);
  bool placeholder = !is_believable(limits, (uint64_t)(side / scale), stated / scale);
  picture->dpi_estimated = placeholder;
  picture->dpi = placeholder ? MAX(LEAST_DPI, side / A4_LONG_INCHES) : stated;
}

void recto_picture_set_paper(RectoPicture *picture, const RectoDecodeLimits *limits, double inches) {
  if (!picture->pix) return;
  uint32_t side = (uint32_t)MAX(pixGetWidth(picture->pix), pixGetHeight(picture->pix));
  picture->dpi_estimated = !(inches >= limits->paper_min && inches <= limits->paper_max);
  picture->dpi = picture->dpi_estimated ? MAX(LEAST_DPI, side / A4_LONG_INCHES) : side / inches;
}

/* Is every pixel grey (r = g = b)? Stops at the first that is not. */
static bool is_grey(PIX *pix) {
  size_t words = (size_t)pixGetWpl(pix) * (size_t)pixGetHeight(pix);
  const uint32_t *data = pixGetData(pix);
  for (size_t i = 0; i < words; i++)
    if (((data[i] >> 8 ^ data[i]) & 0xffff00) != 0) return false;
  return true;
}

static PIX *grey_of(PIX *pix) {
  int width = pixGetWidth(pix), height = pixGetHeight(pix);
  PIX *grey = pixCreate(width, height, 8);
  for (int y = 0; grey && y < height; y++) {
    const uint32_t *from = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
    uint32_t *to = pixGetData(grey) + (size_t)y * (size_t)pixGetWpl(grey);
    for (int x = 0; x < width; x++) SET_DATA_BYTE(to, x, from[x] >> 24);
  }
  return grey;
}

static bool is_bilevel(PIX *pix) {
  int width = pixGetWidth(pix), height = pixGetHeight(pix);
  for (int y = 0; y < height; y++) {
    const uint32_t *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
    for (int x = 0; x < width; x++)
      if ((uint8_t)(GET_DATA_BYTE(line, x) + 1) > 1) return false;
  }
  return true;
}

static void replace(PIX **pix, PIX *with) {
  if (!with) return;
  pixDestroy(pix);
  *pix = with;
}

/* Size and depth go in too: a blank portrait page is not a blank landscape page. */
static void digest(PIX *pix, uint8_t sha256[32]) {
  struct { uint8_t pixels[32]; uint32_t width, height, depth; } sum = {
      .width = (uint32_t)pixGetWidth(pix), .height = (uint32_t)pixGetHeight(pix), .depth = (uint32_t)pixGetDepth(pix)};
  pixSetPadBits(pix, 0);
  recto_digest_bytes(pixGetData(pix), sizeof(uint32_t) * (size_t)pixGetWpl(pix) * sum.height, sum.pixels);
  recto_digest_bytes(&sum, sizeof sum, sha256);
}

void recto_picture_seal(RectoPicture *picture) {
  if (!picture->pix) {
    if (picture->outcome == RECTO_OUTCOME_OK || picture->outcome == RECTO_OUTCOME_DAMAGED) picture->outcome = RECTO_OUTCOME_CORRUPT;
    return;
  }
  if (pixGetDepth(picture->pix) == 32 && is_grey(picture->pix)) replace(&picture->pix, grey_of(picture->pix));
  if (pixGetDepth(picture->pix) == 8 && is_bilevel(picture->pix)) replace(&picture->pix, pixConvertTo1(picture->pix, 128));
  if (picture->truncated || picture->warnings) picture->outcome = RECTO_OUTCOME_DAMAGED;
  digest(picture->pix, picture->sha256);
}

void recto_picture_clear(RectoPicture *picture) {
  pixDestroy(&picture->pix);
  g_clear_pointer(&picture->layer, g_ptr_array_unref);
  *picture = (RectoPicture){.exif = 1};
}
