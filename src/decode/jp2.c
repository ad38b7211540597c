/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG 2000 (JP2 file or bare codestream) by OpenJPEG itself: Leptonica's reader hides what is missing and knows fewer layouts. */
#include "decode/inside.h"

#include <openjpeg.h>

static const uint8_t file_magic[12] = {0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10};
static const uint8_t stream_magic[4] = {0xff, 0x4f, 0xff, 0x51};

typedef struct {
  const RectoSource *source;
  size_t at;
  opj_codec_t *codec;
  opj_stream_t *stream;
  opj_image_t *image;
  uint32_t warnings;
} Jp2;

static int bid(const uint8_t *data, size_t size) {
  if (size >= 12 && memcmp(data, file_magic, 12) == 0) return 90;
  return size >= 4 && memcmp(data, stream_magic, 4) == 0 ? 90 : 0;
}

static OPJ_SIZE_T on_read(void *to, OPJ_SIZE_T length, void *data) {
  Jp2 *jp2 = data;
  size_t left = jp2->source->size - jp2->at;
  if (left == 0) return (OPJ_SIZE_T)-1;
  length = MIN(length, left);
  memcpy(to, jp2->source->data + jp2->at, length);
  jp2->at += length;
  return length;
}

static OPJ_OFF_T on_skip(OPJ_OFF_T length, void *data) {
  Jp2 *jp2 = data;
  size_t left = jp2->source->size - jp2->at;
  if (length < 0 || (uint64_t)length > left) return -1;
  jp2->at += (size_t)length;
  return length;
}

static OPJ_BOOL on_seek(OPJ_OFF_T at, void *data) {
  Jp2 *jp2 = data;
  if (at < 0 || (uint64_t)at > jp2->source->size) return OPJ_FALSE;
  jp2->at = (size_t)at;
  return OPJ_TRUE;
}

static void on_complaint(const char *text, void *data) { ((Jp2 *)data)->warnings++; }

static void jp2_free(Jp2 *jp2) {
  if (jp2->image) opj_image_destroy(jp2->image);
  if (jp2->codec) opj_destroy_codec(jp2->codec);
  if (jp2->stream) opj_stream_destroy(jp2->stream);
  g_free(jp2);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Jp2, jp2_free)

/* Header read; NULL when there is none. */
static Jp2 *open_stream(const RectoSource *source) {
  g_autoptr(Jp2) jp2 = g_new0(Jp2, 1);
  bool bare = memcmp(source->data, stream_magic, 4) == 0;
  opj_dparameters_t parameters;
  jp2->source = source;
  jp2->codec = opj_create_decompress(bare ? OPJ_CODEC_J2K : OPJ_CODEC_JP2);
  jp2->stream = opj_stream_create(1 << 16, OPJ_TRUE);
  if (!jp2->codec || !jp2->stream) return NULL;
  opj_set_warning_handler(jp2->codec, on_complaint, jp2);
  opj_set_error_handler(jp2->codec, on_complaint, jp2);
  opj_stream_set_read_function(jp2->stream, on_read);
  opj_stream_set_skip_function(jp2->stream, on_skip);
  opj_stream_set_seek_function(jp2->stream, on_seek);
  opj_stream_set_user_data(jp2->stream, jp2, NULL);
  opj_stream_set_user_data_length(jp2->stream, source->size);
  opj_set_default_decoder_parameters(&parameters);
  if (!opj_setup_decoder(jp2->codec, &parameters) || !opj_decoder_set_strict_mode(jp2->codec, OPJ_FALSE)) return NULL;
  if (!opj_read_header(jp2->stream, jp2->codec, &jp2->image) || jp2->image->numcomps == 0) return NULL;
  return g_steal_pointer(&jp2);
}

static uint64_t image_width(const opj_image_t *image) { return image->x1 > image->x0 ? image->x1 - image->x0 : 0; }
static uint64_t image_height(const opj_image_t *image) { return image->y1 > image->y0 ? image->y1 - image->y0 : 0; }

/* Does the codestream lack its end mark? Trailing zeros and boxes behind it are allowed. */
static bool is_cut(const RectoSource *source) {
  size_t tail = MIN(source->size, (size_t)1 << 16);
  const uint8_t *end = source->data + source->size;
  for (const uint8_t *at = end - tail; at + 1 < end; at++)
    if (at[0] == 0xff && at[1] == 0xd9) return false;
  return true;
}

static bool open_jp2(RectoSource *source, RectoFile *file) {
  g_autoptr(Jp2) jp2 = open_stream(source);
  if (is_cut(source)) file->traits |= RECTO_TRAIT_TRUNCATED;
  file->outcome = jp2 ? recto_size_check(&source->limits, image_width(jp2->image), image_height(jp2->image)) : RECTO_OUTCOME_CORRUPT;
  if (jp2 && jp2->image->numcomps > 5) file->outcome = RECTO_OUTCOME_UNSUPPORTED;
  source->n_pages = file->outcome == RECTO_OUTCOME_OK ? 1 : 0;
  return source->n_pages == 1;
}

/* One sample as 0..255, whatever its depth, sign and subsampling. */
static int sample(const opj_image_t *image, uint32_t component, uint32_t x, uint32_t y) {
  const opj_image_comp_t *comp = &image->comps[component];
  uint32_t cx = MIN(x / MAX(comp->dx / image->comps[0].dx, 1), comp->w - 1), cy = MIN(y / MAX(comp->dy / image->comps[0].dy, 1), comp->h - 1);
  int64_t value = comp->data[(size_t)cy * comp->w + cx];
  if (comp->sgnd) value += (int64_t)1 << (comp->prec - 1);
  int64_t top = ((int64_t)1 << comp->prec) - 1;
  return top > 0 ? (int)(CLAMP(value, 0, top) * 255 / top) : 0;
}

static void ycc_to_rgb(int v[4]) {
  double y = v[0], cb = v[1] - 128., cr = v[2] - 128.;
  v[0] = (int)CLAMP(y + 1.402 * cr + .5, 0, 255);
  v[1] = (int)CLAMP(y - .344136 * cb - .714136 * cr + .5, 0, 255);
  v[2] = (int)CLAMP(y + 1.772 * cb + .5, 0, 255);
}

static void fill_row(const opj_image_t *image, uint32_t y, uint32_t channels, uint8_t *row) {
  bool ycc = image->color_space == OPJ_CLRSPC_SYCC || image->color_space == OPJ_CLRSPC_EYCC;
  bool cmyk = image->color_space == OPJ_CLRSPC_CMYK && image->numcomps >= 4;
  for (uint32_t x = 0; x < image->comps[0].w; x++) {
    int v[4] = {0};
    for (uint32_t c = 0; c < (cmyk ? 4 : channels); c++) v[c] = sample(image, c, x, y);
    if (ycc && channels == 3) ycc_to_rgb(v);
    for (uint32_t c = 0; c < channels; c++) *row++ = (uint8_t)(cmyk ? (255 - v[c]) * (255 - v[3]) / 255 : v[c]);
  }
}

static bool has_samples(const opj_image_t *image, uint32_t channels) {
  for (uint32_t c = 0; c < channels; c++)
    if (!image->comps[c].data || !image->comps[c].w || !image->comps[c].h || !image->comps[c].dx || !image->comps[c].dy || image->comps[c].prec > 31)
      return false;
  return true;
}

static PIX *paint(const opj_image_t *image) {
  uint32_t channels = image->numcomps >= 3 ? 3 : 1;
  if (!has_samples(image, image->numcomps >= 4 ? 4 : channels)) return NULL;
  uint32_t width = image->comps[0].w, height = image->comps[0].h;
  g_autoptr(RectoCanvas) canvas = recto_canvas_new(width, height, (int)channels, 1);
  g_autofree uint8_t *row = g_malloc((size_t)width * channels);
  for (uint32_t y = 0; canvas && y < height; y++) {
    fill_row(image, y, channels, row);
    recto_canvas_row(canvas, y, row);
  }
  return canvas ? recto_canvas_take(canvas) : NULL;
}

/* Decodes at 1 / 2^`reduce`; the codestream may hold fewer levels, then it refuses. */
static Jp2 *decode(const RectoSource *source, uint32_t reduce, RectoPicture *ret) {
  g_autoptr(Jp2) jp2 = open_stream(source);
  if (!jp2) return NULL;
  uint64_t pixels = (image_width(jp2->image) * image_height(jp2->image)) >> (2 * reduce);
  if (pixels * 4 * jp2->image->numcomps > source->limits.decoder_bytes) {
    ret->outcome = RECTO_OUTCOME_TOO_BIG;
    return NULL;
  }
  if (reduce && !opj_set_decoded_resolution_factor(jp2->codec, reduce)) return NULL;
  if (!opj_decode(jp2->codec, jp2->stream, jp2->image)) jp2->warnings++;
  return g_steal_pointer(&jp2);
}

static void load(RectoSource *source, uint32_t index, double min_scale, RectoPicture *ret) {
  g_autoptr(Jp2) head = open_stream(source);
  if (!head) return;
  uint64_t width = image_width(head->image), height = image_height(head->image);
  uint32_t reduce = 0;
  for (int divisor = recto_size_divisor(&source->limits, width, height, 0, min_scale); divisor >= 2; divisor /= 2) reduce++;
  g_autoptr(Jp2) jp2 = decode(source, reduce, ret);
  if ((!jp2 || !has_samples(jp2->image, 1)) && reduce) {
    g_clear_pointer(&jp2, jp2_free);
    ret->outcome = RECTO_OUTCOME_OK;
    jp2 = decode(source, 0, ret);
  }
  if (!jp2) return;
  ret->pix = paint(jp2->image);
  ret->warnings = jp2->warnings;
  ret->truncated = is_cut(source);
  if (!ret->pix) return;
  ret->decode_scale = (double)pixGetWidth(ret->pix) / (double)width;
  recto_picture_set_dpi(ret, &source->limits, 0, 0);
}

static void close_jp2(RectoSource *source) {}

const RectoHandler recto_jp2_handler = {.format = RECTO_FORMAT_JP2, .bid = bid, .open = open_jp2, .picture = load, .close = close_jp2};
