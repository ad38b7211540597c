/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames to rows (SANE standard 1.06, 3.2 and 4.3.8). */
#include "scanner/frame.h"
#include "scanner/wire.h"

static size_t bytes_of_bits(size_t bits) { return (bits + 7) / 8; }

/* Bytes of a row without padding. Of one bit, colours alternate by bytes, not by bits. */
static size_t sent_bytes(const SANE_Parameters *parameters) {
  size_t width = (size_t)parameters->pixels_per_line, depth = (size_t)parameters->depth;
  return parameters->format == SANE_FRAME_RGB ? 3 * bytes_of_bits(width * depth) : bytes_of_bits(width * depth);
}

bool recto_frame_open(const SANE_Parameters *parameters, RectoFrame *ret) {
  bool one = parameters->format == SANE_FRAME_RED || parameters->format == SANE_FRAME_GREEN || parameters->format == SANE_FRAME_BLUE;
  bool known = one || parameters->format == SANE_FRAME_GRAY || parameters->format == SANE_FRAME_RGB;
  bool depth = parameters->depth == 1 || parameters->depth == 8 || parameters->depth == 16;
  if (!known || !depth || parameters->pixels_per_line < 1 || (uint32_t)parameters->pixels_per_line > RECTO_SCAN_MAX_WIDTH) return false;
  size_t sent = sent_bytes(parameters);
  if (parameters->bytes_per_line < 0 || (size_t)parameters->bytes_per_line < sent || (size_t)parameters->bytes_per_line > 16 * (size_t)RECTO_SCAN_MAX_WIDTH)
    return false;
  *ret = (RectoFrame){.parameters = *parameters, .plane = one ? (int)parameters->format - SANE_FRAME_RED : -1};
  ret->spread = parameters->depth == 1 && parameters->format != SANE_FRAME_GRAY;
  ret->row_bytes = ret->spread ? (size_t)parameters->pixels_per_line * (one ? 1 : 3) : sent;
  return true;
}

RectoLeafForm recto_frame_form(const RectoFrame *frame) {
  const SANE_Parameters *parameters = &frame->parameters;
  return (RectoLeafForm){.width = (uint32_t)parameters->pixels_per_line, .depth = frame->spread ? 8 : (uint32_t)parameters->depth,
                          .channels = parameters->format == SANE_FRAME_GRAY ? 1 : 3};
}

void recto_frame_row(const RectoFrame *frame, const uint8_t *sent, uint8_t *ret_row) {
  if (!frame->spread) {
    memcpy(ret_row, sent, frame->row_bytes);
    return;
  }
  size_t channels = frame->plane < 0 ? 3 : 1, width = (size_t)frame->parameters.pixels_per_line;
  for (size_t x = 0; x < width; x++)
    for (size_t c = 0; c < channels; c++) ret_row[x * channels + c] = sent[x / 8 * channels + c] & (0x80 >> x % 8) ? 255 : 0;
}

uint32_t recto_planes_rows(const RectoPlanes *planes) {
  size_t most = 0;
  for (int c = 0; c < 3; c++) most = MAX(most, planes->planes[c]->len / planes->row_bytes);
  return (uint32_t)most;
}

void recto_planes_row(const RectoPlanes *planes, uint32_t row, uint8_t *ret_row) {
  size_t sample = planes->depth == 16 ? 2 : 1, start = row * planes->row_bytes;
  for (size_t x = 0; x < planes->width; x++)
    for (size_t c = 0; c < 3; c++) {
      const GByteArray *plane = planes->planes[c];
      uint8_t *to = ret_row + (3 * x + c) * sample;
      if (start + planes->row_bytes <= plane->len) memcpy(to, plane->data + start + x * sample, sample);
      else memset(to, 0xff, sample);
    }
}
