/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HEIC photos by libheif. The container's own turn (irot, imir) is applied by the library and is the normative one;
 * the embedded EXIF repeats it, so it is not read: undoing both would turn the page twice. */
#include "decode/inside.h"

#include <libheif/heif.h>

static const char *const brands[] = {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "miaf"};

/* Major brand of a HEVC picture, or the general brand with a HEVC one among the compatible brands. */
static int bid(const uint8_t *data, size_t size) {
  if (size < 16 || memcmp(data + 4, "ftyp", 4) != 0) return 0;
  size_t box = MIN(MIN((size_t)data[2] << 8 | data[3], size), 256);
  bool general = false, hevc = false;
  for (size_t at = 8; at + 4 <= box; at += at == 8 ? 8 : 4) {
    if (memcmp(data + at, "avif", 4) == 0) return 0;
    for (size_t i = 0; i < G_N_ELEMENTS(brands); i++)
      if (memcmp(data + at, brands[i], 4) == 0) general = true, hevc = hevc || i < 6;
  }
  return hevc ? 90 : general ? 60 : 0;
}

typedef struct {
  struct heif_context *context;
  struct heif_image_handle *handle;
  struct heif_image *image;
} Heif;

static void heif_free(Heif *heif) {
  if (heif->image) heif_image_release(heif->image);
  if (heif->handle) heif_image_handle_release(heif->handle);
  if (heif->context) heif_context_free(heif->context);
  g_free(heif);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Heif, heif_free)

static Heif *open_container(const RectoSource *source) {
  Heif *heif = g_new0(Heif, 1);
  heif->context = heif_context_alloc();
  if (!heif->context) return heif;
  heif_context_set_maximum_image_size_limit(heif->context, (int)source->limits.stored_side);
  struct heif_error error = heif_context_read_from_memory_without_copy(heif->context, source->data, source->size, NULL);
  if (error.code == heif_error_Ok) error = heif_context_get_primary_image_handle(heif->context, &heif->handle);
  if (error.code != heif_error_Ok) heif->handle = NULL;
  return heif;
}

static uint64_t box_number(const uint8_t *at, int length) {
  uint64_t value = 0;
  for (int i = 0; i < length; i++) value = value << 8 | at[i];
  return value;
}

/* Do the top-level boxes reach beyond the end of the file? */
static bool is_cut(const RectoSource *source) {
  uint64_t at = 0;
  while (at + 8 <= source->size) {
    uint64_t length = box_number(source->data + at, 4);
    if (length == 0) return false; /* to the end */
    if (length == 1 && at + 16 <= source->size) length = box_number(source->data + at + 8, 8);
    if (length < 8) return false;
    if (length > source->size - at) return true;
    at += length;
  }
  return at < source->size;
}

static bool open_heif(RectoSource *source, RectoFile *file) {
  g_autoptr(Heif) heif = open_container(source);
  if (is_cut(source)) file->traits |= RECTO_TRAIT_TRUNCATED;
  if (!heif->handle) {
    file->outcome = RECTO_OUTCOME_CORRUPT;
    return false;
  }
  uint64_t width = (uint64_t)MAX(0, heif_image_handle_get_width(heif->handle)), height = (uint64_t)MAX(0, heif_image_handle_get_height(heif->handle));
  file->outcome = recto_size_check(&source->limits, width, height);
  if (heif_context_get_number_of_top_level_images(heif->context) > 1) file->traits |= RECTO_TRAIT_ANIMATED;
  source->n_pages = file->outcome == RECTO_OUTCOME_OK ? 1 : 0;
  return source->n_pages == 1;
}

static PIX *paint(const struct heif_image *image, uint64_t stored_width, uint64_t stored_height, int divisor) {
  int stride = 0, width = heif_image_get_width(image, heif_channel_interleaved), height = heif_image_get_height(image, heif_channel_interleaved);
  const uint8_t *plane = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
  if (!plane || width <= 0 || height <= 0 || (uint64_t)width > stored_width * 2 || (uint64_t)height > stored_height * 2) return NULL;
  g_autoptr(RectoCanvas) canvas = recto_canvas_new((uint32_t)width, (uint32_t)height, 3, divisor);
  for (int y = 0; canvas && y < height; y++) recto_canvas_row(canvas, (uint32_t)y, plane + (size_t)y * (size_t)stride);
  return canvas ? recto_canvas_take(canvas) : NULL;
}

static void load(RectoSource *source, uint32_t index, double min_scale, RectoPicture *ret) {
  g_autoptr(Heif) heif = open_container(source);
  if (!heif->handle) return;
  uint64_t width = (uint64_t)heif_image_handle_get_width(heif->handle), height = (uint64_t)heif_image_handle_get_height(heif->handle);
  struct heif_decoding_options *options = heif_decoding_options_alloc();
  if (options) options->ignore_transformations = 0;
  struct heif_error error = heif_decode_image(heif->handle, &heif->image, heif_colorspace_RGB, heif_chroma_interleaved_RGB, options);
  heif_decoding_options_free(options);
  ret->truncated = is_cut(source);
  if (error.code != heif_error_Ok || !heif->image) {
    bool unknown = error.code == heif_error_Unsupported_feature || error.code == heif_error_Unsupported_filetype;
    ret->outcome = unknown ? RECTO_OUTCOME_UNSUPPORTED : error.code == heif_error_Memory_allocation_error ? RECTO_OUTCOME_TOO_BIG : RECTO_OUTCOME_CORRUPT;
    return;
  }
  int divisor = recto_size_divisor(&source->limits, width, height, 0, min_scale);
  ret->pix = paint(heif->image, width, height, divisor);
  if (!ret->pix) return;
  ret->decode_scale = (double)pixGetWidth(ret->pix) / (double)width;
  recto_picture_set_dpi(ret, &source->limits, 0, 0);
}

static void close_heif(RectoSource *source) {}

const RectoHandler recto_heif_handler = {.format = RECTO_FORMAT_HEIC, .bid = bid, .open = open_heif, .picture = load, .close = close_heif};
