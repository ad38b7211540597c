/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only the bytes of a PDF tell: a lost tail, and how large its pictures are before anybody allocates them. Reads, never parses. */
#include "decode/pdf.h"

#define TAIL_JUNK 1024 /* what readers forgive behind the end mark */

gssize recto_pdf_find_head(const uint8_t *data, size_t size) {
  const uint8_t *at = memmem(data, MIN(size, 1024), "%PDF-", 5);
  return at ? at - data : -1;
}

static const uint8_t *find_last(const uint8_t *data, size_t size, const char *word) {
  size_t length = strlen(word);
  for (size_t end = size; end >= length; end--) {
    const uint8_t *last = memrchr(data, word[0], end - length + 1);
    if (!last) return NULL;
    if (memcmp(last, word, length) == 0) return last;
    end = (size_t)(last - data) + length;
  }
  return NULL;
}

/* First number behind `at`; 0 when there is none. */
static uint64_t number_behind(const uint8_t *at, const uint8_t *end) {
  uint64_t value = 0;
  while (at < end && g_ascii_isspace(*at)) at++;
  for (int digits = 0; at < end && g_ascii_isdigit(*at) && digits < 18; at++, digits++) value = value * 10 + (uint64_t)(*at - '0');
  return value;
}

static bool is_shorter_than_linearized(const uint8_t *data, size_t size) {
  size_t head = MIN(size, 2048);
  const uint8_t *mark = memmem(data, head, "/Linearized", 11), *end = data + head;
  const uint8_t *open = mark ? find_last(data, (size_t)(mark - data), "<<") : NULL, *close = mark ? memmem(mark, (size_t)(end - mark), ">>", 2) : NULL;
  if (!open || !close) return false;
  for (const uint8_t *at = open; at + 3 < close; at++)
    if (at[0] == '/' && at[1] == 'L' && (g_ascii_isspace(at[2]) || g_ascii_isdigit(at[2]))) return number_behind(at + 2, close) > size;
  return false;
}

bool recto_pdf_is_cut(const uint8_t *data, size_t size) {
  if (is_shorter_than_linearized(data, size)) return true;
  const uint8_t *mark = find_last(data, size, "%%EOF"), *end = data + size;
  if (!mark) {
    const uint8_t *start = find_last(data, size, "startxref"); /* careless writers leave out the mark alone */
    uint64_t xref = start ? number_behind(start + 9, end) : 0;
    return !start || end - start > TAIL_JUNK || xref == 0 || xref >= size;
  }
  const uint8_t *behind = mark + 5;
  return end - behind > 32 && (memmem(behind, (size_t)(end - behind), " obj", 4) || memmem(behind, (size_t)(end - behind), "stream", 6));
}

/* Value of a name in the dictionary around `at`, looked for within 1 KB to both sides but not beyond "obj" and "stream". */
static uint64_t value_near(const uint8_t *data, size_t size, size_t at, const char *name) {
  size_t from = at > 1024 ? at - 1024 : 0, to = MIN(size, at + 1024);
  const uint8_t *stop = find_last(data + from, at - from, " obj");
  if (stop) from = (size_t)(stop - data);
  stop = memmem(data + at, to - at, "stream", 6);
  if (stop) to = (size_t)(stop - data);
  const uint8_t *found = memmem(data + from, to - from, name, strlen(name));
  return found ? number_behind(found + strlen(name), data + to) : 0;
}

uint64_t recto_pdf_largest_image(const uint8_t *data, size_t size) {
  uint64_t largest = 0;
  const uint8_t *at = data, *end = data + size;
  while ((at = memmem(at, (size_t)(end - at), "/Width", 6)) != NULL) {
    uint64_t width = number_behind(at + 6, end), height = value_near(data, size, (size_t)(at - data), "/Height");
    if (width && height) largest = MAX(largest, width > UINT32_MAX || height > UINT32_MAX ? UINT64_MAX : width * height);
    at += 6;
  }
  return largest;
}
