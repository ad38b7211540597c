/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A zip's table of contents, read for its numbers before anything is unpacked: how many members there should be, whether their bytes overlap.
 * Layout: PKWARE APPNOTE 4.3.12 (central header), 4.3.14 to 4.3.16 (end records). Must not know: members' data. */
#include "decode/container.h"

enum { END_SIZE = 22, END_COMMENT = 65535, CENTRAL_SIZE = 46, LOCAL_SIZE = 30, ZIP64_LOCATOR = 20, ZIP64_END = 56 };

typedef struct { const uint8_t *data; size_t size; } Zip;
typedef struct { uint64_t from, to; } Extent;

static uint64_t number(const Zip *zip, size_t at, int length) {
  uint64_t value = 0;
  if (at > zip->size || (size_t)length > zip->size - at) return 0;
  for (int i = length - 1; i >= 0; i--) value = value << 8 | zip->data[at + (size_t)i];
  return value;
}

static bool is_at(const Zip *zip, uint64_t at, const char *mark, size_t size) {
  return at <= zip->size && size <= zip->size - at && memcmp(zip->data + at, mark, 4) == 0;
}

/* The last end record whose comment ends where the file does, or nearly. */
static bool find_end(const Zip *zip, size_t *ret) {
  if (zip->size < END_SIZE) return false;
  size_t last = zip->size - END_SIZE, first = last > END_COMMENT ? last - END_COMMENT : 0;
  for (size_t at = last + 1; at-- > first;) {
    if (!is_at(zip, at, "PK\5\6", END_SIZE) || at + END_SIZE + number(zip, at + 20, 2) > zip->size) continue;
    *ret = at;
    return true;
  }
  return false;
}

/* A size or place that did not fit into 32 bits stands in extra field 1, in the order: unpacked, packed, place. */
static uint64_t wide(const Zip *zip, size_t entry, int which) {
  size_t at = entry + CENTRAL_SIZE + number(zip, entry + 28, 2), end = at + number(zip, entry + 30, 2);
  static const int FIELDS[] = {24, 20, 42};
  while (at + 4 <= end && number(zip, at, 2) != 1) at += 4 + number(zip, at + 2, 2);
  if (at + 4 > end) return UINT32_MAX;
  at += 4;
  for (int i = 0; i < which; i++) at += number(zip, entry + (size_t)FIELDS[i], 4) == UINT32_MAX ? 8 : 0;
  return at + 8 <= end ? number(zip, at, 8) : UINT32_MAX;
}

static uint64_t field(const Zip *zip, size_t entry, int offset, int which) {
  uint64_t value = number(zip, entry + (size_t)offset, 4);
  return value == UINT32_MAX ? wide(zip, entry, which) : value;
}

/* From the local header to the end of the packed bytes. */
static Extent extent_of(const Zip *zip, size_t entry) {
  uint64_t from = field(zip, entry, 42, 2), packed = field(zip, entry, 20, 1);
  uint64_t head = LOCAL_SIZE;
  if (is_at(zip, from, "PK\3\4", LOCAL_SIZE)) head += number(zip, from + 26, 2) + number(zip, from + 28, 2);
  uint64_t to = packed > zip->size ? zip->size : from + head + packed;
  return (Extent){from, MAX(to, from)};
}

static int by_place(gconstpointer a, gconstpointer b) {
  const Extent *x = a, *y = b;
  return x->from < y->from ? -1 : x->from > y->from ? 1 : 0;
}

static bool overlap(GArray *extents) {
  g_array_sort(extents, by_place);
  for (guint i = 1; i < extents->len; i++)
    if (g_array_index(extents, Extent, i).from < g_array_index(extents, Extent, i - 1).to) return true;
  return false;
}

/* Entries lie one after the other; each is at least 46 bytes, so the file bounds them. */
static void walk(const Zip *zip, size_t at, RectoZipDirectory *ret) {
  g_autoptr(GArray) extents = g_array_new(FALSE, FALSE, sizeof(Extent));
  while (is_at(zip, at, "PK\1\2", CENTRAL_SIZE)) {
    Extent extent = extent_of(zip, at);
    g_array_append_val(extents, extent);
    if (number(zip, at + 8, 2) & 1) ret->encrypted = true;
    at += CENTRAL_SIZE + number(zip, at + 28, 2) + number(zip, at + 30, 2) + number(zip, at + 32, 2);
  }
  ret->count = MAX(ret->count, extents->len);
  ret->overlaps = overlap(extents);
}

/* Where the table begins, by the end record or its zip64 companion, and how many members it names. */
static size_t find_table(const Zip *zip, size_t end, uint32_t *ret_count) {
  uint64_t count = number(zip, end + 10, 2), size = number(zip, end + 12, 4), place = number(zip, end + 16, 4), before = end;
  if (end >= ZIP64_LOCATOR && is_at(zip, end - ZIP64_LOCATOR, "PK\6\7", ZIP64_LOCATOR)) {
    uint64_t large = number(zip, end - ZIP64_LOCATOR + 8, 8);
    if (is_at(zip, large, "PK\6\6", ZIP64_END)) {
      count = number(zip, large + 32, 8);
      size = number(zip, large + 40, 8);
      place = number(zip, large + 48, 8);
      before = large;
    }
  }
  *ret_count = (uint32_t)MIN(count, 1u << 24);
  if (size <= before && is_at(zip, before - size, "PK\1\2", CENTRAL_SIZE)) return before - size; /* also when something stands before the zip */
  return place <= zip->size ? place : zip->size;
}

RectoZipDirectory recto_zip_directory(const uint8_t *data, size_t size) {
  Zip zip = {data, size};
  RectoZipDirectory directory = {0};
  size_t end = 0;
  directory.found = find_end(&zip, &end);
  if (directory.found) {
    walk(&zip, find_table(&zip, end, &directory.count), &directory);
    return directory;
  }
  const uint8_t *first = memmem(data, size, "PK\1\2", 4); /* the table is cut: what is left of it still counts */
  if (first) walk(&zip, (size_t)(first - data), &directory);
  return directory;
}
