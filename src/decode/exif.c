/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orientation and resolution from an EXIF block: IFD 0 only, every offset checked, nothing else read.
 * Must not know: where the block came from. */
#include "decode/inside.h"

#define TAG_ORIENTATION 0x0112
#define TAG_X_RESOLUTION 0x011a
#define TAG_Y_RESOLUTION 0x011b
#define TAG_UNIT 0x0128
#define TYPE_SHORT 3
#define TYPE_RATIONAL 5

typedef struct { const uint8_t *data; size_t size; bool big_endian; } Block;

static uint32_t number(const Block *block, size_t at, int length) {
  if (at > block->size || (size_t)length > block->size - at) return 0;
  uint32_t value = 0;
  for (int i = 0; i < length; i++) value = value << 8 | block->data[at + (block->big_endian ? i : length - 1 - i)];
  return value;
}

static double rational(const Block *block, size_t entry) {
  size_t at = number(block, entry + 8, 4);
  uint32_t below = number(block, at + 4, 4);
  return below ? (double)number(block, at, 4) / below : 0;
}

static void take_entry(const Block *block, size_t entry, RectoExif *exif, uint32_t *unit) {
  uint32_t tag = number(block, entry, 2), type = number(block, entry + 2, 2), value = number(block, entry + 8, 2);
  if (tag == TAG_ORIENTATION && type == TYPE_SHORT && value >= 1 && value <= 8) exif->orientation = (int)value;
  if (tag == TAG_X_RESOLUTION && type == TYPE_RATIONAL) exif->x_dpi = rational(block, entry);
  if (tag == TAG_Y_RESOLUTION && type == TYPE_RATIONAL) exif->y_dpi = rational(block, entry);
  if (tag == TAG_UNIT && type == TYPE_SHORT) *unit = value;
}

RectoExif recto_exif_parse(const uint8_t *data, size_t size) {
  RectoExif exif = {.orientation = 1};
  if (data && size >= 6 && memcmp(data, "Exif\0", 5) == 0) data += 6, size -= 6;
  if (!data || size < 14 || (memcmp(data, "II*\0", 4) != 0 && memcmp(data, "MM\0*", 4) != 0)) return exif;
  Block block = {data, size, data[0] == 'M'};
  size_t ifd = number(&block, 4, 4);
  uint32_t count = number(&block, ifd, 2), unit = 2;
  for (uint32_t i = 0; i < count && ifd + 14 + 12 * (size_t)i <= size; i++) take_entry(&block, ifd + 2 + 12 * (size_t)i, &exif, &unit);
  double inch = unit == 3 ? 2.54 : unit == 2 ? 1 : 0; /* 1: ratio only */
  exif.x_dpi *= inch;
  exif.y_dpi *= inch;
  return exif;
}
