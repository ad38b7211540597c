/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WebP by libwebp: scaled while decoding, the first frame of an animation, the rows there are of a cut file. */
#include "decode/inside.h"

#include <webp/decode.h>
#include <webp/demux.h>

static int bid(const uint8_t *data, size_t size) { return size >= 16 && memcmp(data, "RIFF", 4) == 0 && memcmp(data + 8, "WEBP", 4) == 0 ? 90 : 0; }

/* Is the file shorter than its own header says? */
static bool is_cut(const RectoSource *source) {
  const uint8_t *at = source->data + 4;
  uint64_t stated = 8 + ((uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24);
  return stated > source->size;
}

static bool open_webp(RectoSource *source, RectoFile *file) {
  WebPBitstreamFeatures features;
  VP8StatusCode status = WebPGetFeatures(source->data, source->size, &features);
  if (is_cut(source)) file->traits |= RECTO_TRAIT_TRUNCATED;
  file->outcome = status != VP8_STATUS_OK ? RECTO_OUTCOME_CORRUPT
                                          : recto_size_check(&source->limits, (uint64_t)MAX(features.width, 0), (uint64_t)MAX(features.height, 0));
  if (file->outcome != RECTO_OUTCOME_OK) return false;
  if (features.has_animation) file->traits |= RECTO_TRAIT_ANIMATED;
  source->n_pages = 1;
  return true;
}

/* The picture data: of an animation, its first frame. Borrowed from the demuxer. */
static void find_frame(WebPDemuxer *demuxer, const uint8_t **data, size_t *size) {
  WebPIterator frame;
  if (!demuxer || !WebPDemuxGetFrame(demuxer, 1, &frame)) return;
  *data = frame.fragment.bytes;
  *size = frame.fragment.size;
  WebPDemuxReleaseIterator(&frame);
}

static int read_orientation(WebPDemuxer *demuxer) {
  WebPChunkIterator chunk;
  int orientation = 1;
  if (demuxer && WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk)) {
    orientation = recto_exif_parse(chunk.chunk.bytes, chunk.chunk.size).orientation;
    WebPDemuxReleaseChunkIterator(&chunk);
  }
  return orientation;
}

/* Premultiplied RGBA over white: c + (255 - a). */
static PIX *lay_on_white(const uint8_t *rgba, int width, int height, int stride, int rows) {
  g_autoptr(RectoCanvas) canvas = recto_canvas_new((uint32_t)width, (uint32_t)height, 3, 1);
  g_autofree uint8_t *row = g_try_malloc((size_t)width * 3);
  if (!canvas || !row) return NULL;
  for (int y = 0; y < rows; y++) {
    const uint8_t *from = rgba + (size_t)y * (size_t)stride;
    uint8_t *to = row;
    for (int x = 0; x < width; x++, from += 4)
      for (int c = 0; c < 3; c++) *to++ = (uint8_t)MIN(255, from[c] + 255 - from[3]);
    recto_canvas_row(canvas, (uint32_t)y, row);
  }
  return recto_canvas_take(canvas);
}

static void decode(const uint8_t *data, size_t size, WebPDecoderConfig *config, RectoPicture *ret) {
  WebPIDecoder *decoder = WebPIDecode(NULL, 0, config);
  VP8StatusCode status = decoder ? WebPIUpdate(decoder, data, size) : VP8_STATUS_OUT_OF_MEMORY;
  int rows = 0, width = 0, height = 0, stride = 0;
  const uint8_t *rgba = decoder ? WebPIDecGetRGB(decoder, &rows, &width, &height, &stride) : NULL;
  if (status == VP8_STATUS_OK) rows = height;
  if (rgba && rows > 0) ret->pix = lay_on_white(rgba, width, height, stride, MIN(rows, height));
  ret->truncated = status == VP8_STATUS_SUSPENDED;
  if (status != VP8_STATUS_OK) ret->warnings++;
  WebPIDelete(decoder);
  WebPFreeDecBuffer(&config->output);
}

static void load(RectoSource *source, uint32_t index, double min_scale, RectoPicture *ret) {
  WebPData whole = {source->data, source->size};
  WebPDemuxState state;
  WebPDemuxer *demuxer = WebPDemuxPartial(&whole, &state);
  const uint8_t *data = source->data;
  size_t size = source->size;
  find_frame(demuxer, &data, &size);
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) && WebPGetFeatures(data, size, &config.input) == VP8_STATUS_OK) {
    uint64_t width = (uint64_t)config.input.width, height = (uint64_t)config.input.height;
    int eighths = recto_size_eighths(&source->limits, width, height, 0, min_scale);
    config.output.colorspace = MODE_rgbA;
    if (eighths < 8) {
      config.options.use_scaling = 1;
      config.options.scaled_width = (int)MAX(1, width * (uint64_t)eighths / 8);
      config.options.scaled_height = (int)MAX(1, height * (uint64_t)eighths / 8);
    }
    decode(data, size, &config, ret);
    if (ret->pix) ret->decode_scale = (double)pixGetWidth(ret->pix) / (double)width;
    ret->exif = read_orientation(demuxer);
  }
  WebPDemuxDelete(demuxer);
  if (is_cut(source)) ret->truncated = true;
  recto_picture_set_dpi(ret, &source->limits, 0, 0);
}

static void close_webp(RectoSource *source) {}

const RectoHandler recto_webp_handler = {.format = RECTO_FORMAT_WEBP, .bid = bid, .open = open_webp, .picture = load, .close = close_webp};
