/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG by libjpeg-turbo itself: scaled decoding, every warning counted, what is missing told.
 * The library reports errors by longjmp: the only setjmp is in guarded(), which has no locals; all state lies in Jpeg. */
#include "decode/inside.h"

#include <jpeglib.h>
#include <jerror.h>
#include <setjmp.h>

typedef struct {
  struct jpeg_decompress_struct lib; /* first: callbacks get its address */
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf jump;
  const RectoSource *source;
  RectoCanvas *canvas;
  double min_scale;
  uint8_t *row, *rgb;
  RectoExif exif; /* taken with the header: finishing frees the markers */
  uint32_t warnings;
  int last_error;
  bool created, hit_end, lacks_data, too_many_scans;
} Jpeg;

static int bid(const uint8_t *data, size_t size) { return size >= 3 && memcmp(data, "\xff\xd8\xff", 3) == 0 ? 80 : 0; }

static void on_error(j_common_ptr lib) {
  Jpeg *jpeg = (Jpeg *)lib;
  jpeg->last_error = lib->err->msg_code;
  longjmp(jpeg->jump, 1);
}

static void on_message(j_common_ptr lib, int level) {
  Jpeg *jpeg = (Jpeg *)lib;
  if (level >= 0) return; /* traces */
  jpeg->warnings++;
  if (lib->err->msg_code == JWRN_JPEG_EOF) jpeg->hit_end = true;
  if (lib->err->msg_code == JWRN_HIT_MARKER) jpeg->lacks_data = true;
}

static void on_print(j_common_ptr lib) {}

/* A progressive file of a few kilobytes can ask for thousands of passes over a huge picture. */
static void on_progress(j_common_ptr lib) {
  Jpeg *jpeg = (Jpeg *)lib;
  uint64_t scans = (uint64_t)MAX(0, jpeg->lib.input_scan_number), pixels = (uint64_t)jpeg->lib.image_width * jpeg->lib.image_height;
  if (scans <= jpeg->source->limits.scans && (scans <= 1 || scans * pixels <= jpeg->source->limits.scan_pixels)) return;
  jpeg->too_many_scans = true;
  longjmp(jpeg->jump, 1);
}

static bool guarded(Jpeg *jpeg, void (*step)(Jpeg *)) {
  if (setjmp(jpeg->jump) != 0) return false;
  step(jpeg);
  return true;
}

static RectoExif read_exif(const Jpeg *jpeg) {
  for (jpeg_saved_marker_ptr at = jpeg->lib.marker_list; at; at = at->next)
    if (at->marker == JPEG_APP0 + 1 && at->data_length >= 14 && memcmp(at->data, "Exif\0", 5) == 0)
      return recto_exif_parse(at->data, at->data_length);
  return (RectoExif){.orientation = 1};
}

static void read_header(Jpeg *jpeg) {
  jpeg->lib.err = jpeg_std_error(&jpeg->errors);
  jpeg->errors.error_exit = on_error;
  jpeg->errors.emit_message = on_message;
  jpeg->errors.output_message = on_print;
  jpeg_create_decompress(&jpeg->lib);
  jpeg->created = true;
  jpeg->lib.mem->max_memory_to_use = (long)jpeg->source->limits.decoder_bytes;
  jpeg->progress.progress_monitor = on_progress;
  jpeg->lib.progress = &jpeg->progress;
  jpeg_mem_src(&jpeg->lib, jpeg->source->data, jpeg->source->size);
  jpeg_save_markers(&jpeg->lib, JPEG_APP0 + 1, 0xffff);
  jpeg_save_markers(&jpeg->lib, JPEG_APP0 + 2, 0xffff);
  jpeg_read_header(&jpeg->lib, TRUE);
  jpeg->exif = read_exif(jpeg);
}

/* Adobe writes CMYK upside down (255 = no ink). */
static void cmyk_to_rgb(const Jpeg *jpeg, uint32_t width) {
  const uint8_t *from = jpeg->row;
  uint8_t *to = jpeg->rgb, flip = jpeg->lib.saw_Adobe_marker ? 0 : 255;
  for (uint32_t x = 0; x < width; x++, from += 4)
    for (int c = 0; c < 3; c++) *to++ = (uint8_t)((from[c] ^ flip) * (from[3] ^ flip) / 255);
}

static void choose_output(Jpeg *jpeg) {
  struct jpeg_decompress_struct *lib = &jpeg->lib;
  double dpi = lib->saw_JFIF_marker && lib->density_unit == 1 ? lib->X_density : 0;
  lib->scale_num = (unsigned)recto_size_eighths(&jpeg->source->limits, lib->image_width, lib->image_height, dpi, jpeg->min_scale);
  lib->scale_denom = 8;
  if (lib->jpeg_color_space == JCS_GRAYSCALE) lib->out_color_space = JCS_GRAYSCALE;
  else if (lib->jpeg_color_space == JCS_CMYK || lib->jpeg_color_space == JCS_YCCK) lib->out_color_space = JCS_CMYK;
  else lib->out_color_space = JCS_RGB;
  lib->dct_method = JDCT_ISLOW;
}

static void decode(Jpeg *jpeg) {
  struct jpeg_decompress_struct *lib = &jpeg->lib;
  choose_output(jpeg);
  jpeg_start_decompress(lib);
  jpeg->row = g_malloc((size_t)lib->output_width * (size_t)lib->output_components);
  if (lib->out_color_space == JCS_CMYK) jpeg->rgb = g_malloc((size_t)lib->output_width * 3);
  jpeg->canvas = recto_canvas_new(lib->output_width, lib->output_height, lib->output_components == 1 ? 1 : 3, 1);
  while (jpeg->canvas && lib->output_scanline < lib->output_height) {
    uint32_t y = lib->output_scanline;
    if (jpeg_read_scanlines(lib, &jpeg->row, 1) != 1) break;
    if (jpeg->rgb) cmyk_to_rgb(jpeg, lib->output_width);
    recto_canvas_row(jpeg->canvas, y, jpeg->rgb ? jpeg->rgb : jpeg->row);
  }
  jpeg_finish_decompress(lib);
}

static void jpeg_free(Jpeg *jpeg) {
  if (jpeg->created) jpeg_destroy_decompress(&jpeg->lib);
  recto_canvas_free(jpeg->canvas);
  g_free(jpeg->row);
  g_free(jpeg->rgb);
  g_free(jpeg);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Jpeg, jpeg_free)

/* Half a bit a block is the least that Huffman coding can spend (one bit DC for 8x8 px, chroma free): a picture that claims more is not there. */
static bool is_hollow(const Jpeg *jpeg) {
  return (uint64_t)jpeg->lib.image_width * jpeg->lib.image_height / 1024 > jpeg->source->size;
}

/* Multi-picture format (two lenses, gain maps) and motion photos: a second picture or a film behind the first. */
static bool has_more_pictures(const Jpeg *jpeg) {
  for (jpeg_saved_marker_ptr at = jpeg->lib.marker_list; at; at = at->next)
    if (at->marker == JPEG_APP0 + 2 && at->data_length >= 4 && memcmp(at->data, "MPF\0", 4) == 0) return true;
  for (jpeg_saved_marker_ptr at = jpeg->lib.marker_list; at; at = at->next)
    if (at->marker == JPEG_APP0 + 1 && (memmem(at->data, at->data_length, "MotionPhoto", 11) || memmem(at->data, at->data_length, "MicroVideo", 10)))
      return true;
  return false;
}

static bool open_jpeg(RectoSource *source, RectoFile *file) {
  g_autoptr(Jpeg) jpeg = g_new0(Jpeg, 1);
  jpeg->source = source;
  if (!guarded(jpeg, read_header)) {
    bool cut = jpeg->hit_end || jpeg->last_error == JERR_INPUT_EOF || jpeg->last_error == JERR_INPUT_EMPTY;
    if (cut) file->traits |= RECTO_TRAIT_TRUNCATED;
    file->outcome = RECTO_OUTCOME_CORRUPT;
    return false;
  }
  RectoOutcome size = recto_size_check(&source->limits, jpeg->lib.image_width, jpeg->lib.image_height);
  if (size == RECTO_OUTCOME_OK && is_hollow(jpeg)) {
    file->traits |= RECTO_TRAIT_TRUNCATED;
    size = RECTO_OUTCOME_CORRUPT;
  }
  file->outcome = size;
  if (has_more_pictures(jpeg)) file->traits |= RECTO_TRAIT_ANIMATED;
  source->n_pages = size == RECTO_OUTCOME_OK ? 1 : 0;
  return source->n_pages == 1;
}

static void set_resolution(const Jpeg *jpeg, RectoPicture *ret) {
  const struct jpeg_decompress_struct *lib = &jpeg->lib;
  const RectoExif *exif = &jpeg->exif;
  double inch = lib->saw_JFIF_marker && lib->density_unit == 2 ? 2.54 : lib->saw_JFIF_marker && lib->density_unit == 1 ? 1 : 0;
  double x = lib->X_density * inch, y = lib->Y_density * inch;
  bool from_exif = exif->x_dpi > 0 && exif->y_dpi > 0;
  recto_picture_set_dpi(ret, &jpeg->source->limits, from_exif ? exif->x_dpi : x, from_exif ? exif->y_dpi : y);
}

static void load(RectoSource *source, uint32_t index, double min_scale, RectoPicture *ret) {
  g_autoptr(Jpeg) jpeg = g_new0(Jpeg, 1);
  jpeg->source = source;
  jpeg->min_scale = min_scale;
  bool whole = guarded(jpeg, read_header) && guarded(jpeg, decode);
  ret->warnings = jpeg->warnings + (whole ? 0 : 1);
  if (!whole && (jpeg->too_many_scans || jpeg->last_error == JERR_NO_BACKING_STORE)) ret->outcome = RECTO_OUTCOME_TOO_BIG;
  else if (jpeg->canvas) ret->pix = recto_canvas_take(jpeg->canvas);
  else ret->outcome = RECTO_OUTCOME_CORRUPT;
  /* Only the end mark is missing when nothing was asked for in vain; a progressive picture without it lacks passes. */
  ret->truncated = jpeg->hit_end && (jpeg->lacks_data || !whole || jpeg->lib.progressive_mode);
  if (!ret->pix) return;
  ret->decode_scale = (double)pixGetWidth(ret->pix) / jpeg->lib.image_width;
  ret->exif = jpeg->exif.orientation;
  set_resolution(jpeg, ret);
}

static void close_jpeg(RectoSource *source) {}

const RectoHandler recto_jpeg_handler = {.format = RECTO_FORMAT_JPEG, .bid = bid, .open = open_jpeg, .picture = load, .close = close_jpeg};
