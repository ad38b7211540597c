// SPDX-License-Identifier: GPL-3.0-or-later
// A thin C skin over zxing-cpp. No exception leaves it. Must not know: pages, pictures of other libraries.
#include "read/zxing.h"

#define ZX_USE_UTF8 1
#include <ZXing/BarcodeFormat.h>
#include <ZXing/ReadBarcode.h>
#include <ZXing/ZXVersion.h>
#include <algorithm>

#define TEXT_OF(x) #x
#define VERSION_TEXT(a, b, c) TEXT_OF(a) "." TEXT_OF(b) "." TEXT_OF(c)

const char *recto_zxing_version(void) { return VERSION_TEXT(ZXING_VERSION_MAJOR, ZXING_VERSION_MINOR, ZXING_VERSION_PATCH); }

static ZXing::BarcodeFormats formats_of(int kinds) {
  ZXing::BarcodeFormats formats;
  if (kinds & RECTO_ZXING_MATRIX)
    formats |= ZXing::BarcodeFormat::QRCode | ZXing::BarcodeFormat::DataMatrix | ZXing::BarcodeFormat::Aztec | ZXing::BarcodeFormat::PDF417;
  if (kinds & RECTO_ZXING_LINEAR) formats |= ZXing::BarcodeFormat::Code128 | ZXing::BarcodeFormat::Code39;
  return formats;
}

static void tell(const ZXing::Result &result, RectoZxingFound found, void *data) {
  const auto &corners = result.position();
  int left = corners[0].x, right = left, top = corners[0].y, bottom = top;
  for (const auto &corner : corners) {
    left = std::min(left, corner.x), right = std::max(right, corner.x);
    top = std::min(top, corner.y), bottom = std::max(bottom, corner.y);
  }
  found(ZXing::ToString(result.format()), result.bytes().data(), result.bytes().size(), left, top, right - left + 1, bottom - top + 1, data);
}

static int read(const ZXing::ImageView &view, const ZXing::DecodeHints &hints, RectoZxingFound found, void *data) {
  int count = 0;
  for (const auto &result : ZXing::ReadBarcodes(view, hints))
    if (result.isValid()) tell(result, found, data), count++;
  return count;
}

// Bars are looked for one at a time and never in a reduced copy as well: when the same bars are seen twice (two equal labels on one picture, or one label
// in both copies), Debian's zxing 1.4 ends the process by an assertion (Result.cpp: lineCount() == 1).
int recto_zxing_read(const uint8_t *grey, int width, int height, int stride, int kinds, bool hard, RectoZxingFound found, void *data) {
  try {
    ZXing::ImageView view(grey, width, height, ZXing::ImageFormat::Lum, stride);
    auto hints = ZXing::DecodeHints().setTryHarder(hard).setTryRotate(hard), bars = hints;
    hints.setFormats(formats_of(RECTO_ZXING_MATRIX)).setTryDownscale(hard);
    bars.setFormats(formats_of(RECTO_ZXING_LINEAR)).setTryDownscale(false).setMaxNumberOfSymbols(1);
    int count = kinds & RECTO_ZXING_MATRIX ? read(view, hints, found, data) : 0;
    return count + (kinds & RECTO_ZXING_LINEAR ? read(view, bars, found, data) : 0);
  } catch (...) { return 0; }
}
