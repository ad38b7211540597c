/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows to PIX, shrunk by a whole divisor as they come. Must not know: formats. */
#include "decode/inside.h"

struct RectoCanvas {
  PIX *pix;
  uint32_t width, height;
  int channels, divisor;
  uint32_t *sums;      /* one block row: out width * channels */
  uint32_t block;      /* output row being summed */
  uint32_t block_rows; /* source rows in sums */
};

RectoCanvas *recto_canvas_new(uint32_t width, uint32_t height, int channels, int divisor) {
  uint32_t out_width = (width + (uint32_t)divisor - 1) / (uint32_t)divisor, out_height = (height + (uint32_t)divisor - 1) / (uint32_t)divisor;
  PIX *pix = pixCreateNoInit((int)out_width, (int)out_height, channels == 1 ? 8 : 32);
  if (!pix) return NULL;
  pixSetAll(pix);
  if (channels == 3) pixSetSpp(pix, 3);
  RectoCanvas *canvas = g_new0(RectoCanvas, 1);
  *canvas = (RectoCanvas){.pix = pix, .width = width, .height = height, .channels = channels, .divisor = divisor};
  if (divisor > 1) canvas->sums = g_new0(uint32_t, (size_t)out_width * (size_t)channels);
  return canvas;
}

static void put_row(PIX *pix, uint32_t y, int channels, const uint8_t *samples) {
  uint32_t *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
  int width = pixGetWidth(pix);
  if (channels == 1)
    for (int x = 0; x < width; x++) SET_DATA_BYTE(line, x, samples[x]);
  else
    for (int x = 0; x < width; x++, samples += 3) line[x] = (uint32_t)samples[0] << 24 | (uint32_t)samples[1] << 16 | (uint32_t)samples[2] << 8;
}

/* The last block of a row or column may be narrower: each sum is divided by the pixels that went into it. */
static void flush_block(RectoCanvas *canvas) {
  if (!canvas->block_rows) return;
  uint32_t out_width = (uint32_t)pixGetWidth(canvas->pix), divisor = (uint32_t)canvas->divisor;
  g_autofree uint8_t *row = g_new(uint8_t, (size_t)out_width * (size_t)canvas->channels);
  for (uint32_t x = 0; x < out_width; x++) {
    uint32_t pixels = MIN(divisor, canvas->width - x * divisor) * canvas->block_rows;
    for (int c = 0; c < canvas->channels; c++) {
      size_t at = (size_t)x * (size_t)canvas->channels + (size_t)c;
      row[at] = (uint8_t)((canvas->sums[at] + pixels / 2) / pixels);
      canvas->sums[at] = 0;
    }
  }
  put_row(canvas->pix, canvas->block, canvas->channels, row);
  canvas->block_rows = 0;
}

void recto_canvas_row(RectoCanvas *canvas, uint32_t y, const uint8_t *samples) {
  if (y >= canvas->height) return;
  if (canvas->divisor == 1) {
    put_row(canvas->pix, y, canvas->channels, samples);
    return;
  }
  uint32_t divisor = (uint32_t)canvas->divisor, block = y / divisor;
  if (block != canvas->block) flush_block(canvas);
  canvas->block = block;
  canvas->block_rows++;
  for (uint32_t x = 0; x < canvas->width; x++)
    for (int c = 0; c < canvas->channels; c++) canvas->sums[(size_t)(x / divisor) * (size_t)canvas->channels + (size_t)c] += *samples++;
}

PIX *recto_canvas_take(RectoCanvas *canvas) {
  flush_block(canvas);
  return g_steal_pointer(&canvas->pix);
}

void recto_canvas_free(RectoCanvas *canvas) {
  if (!canvas) return;
  pixDestroy(&canvas->pix);
  g_free(canvas->sums);
  g_free(canvas);
}
