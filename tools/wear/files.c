/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing worn pages in the formats applicants send. The ending of the path decides. */
#include "wear.h"
#include <libheif/heif.h>
#include <string.h>

/* Turns the pixels so that a viewer obeying tag N shows them upright. Only the four turns without mirror are made by phones. */
static PIX *store_turned(PIX *pix, int exif) {
  int quarters = exif == 6 ? 3 : exif == 3 ? 2 : exif == 8 ? 1 : 0;
  PIX *out = pixRotateOrth(pix, quarters);
  pixCopyResolution(out, pix);
  return out;
}

/* APP1 with one IFD of three entries: make, orientation, model; big-endian, after SOI. */
static GByteArray *with_exif(const guint8 *jpeg, gsize size, int orientation) {
  static const guint8 head[] = {0xFF, 0xE1, 0, 0, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1};
  GByteArray *out = g_byte_array_new();
  g_byte_array_append(out, jpeg, 2);
  guint at = out->len;
  g_byte_array_append(out, head, sizeof head);
  const guint8 tail[8] = {0, (guint8)orientation, 0, 0, 0, 0, 0, 0};
  g_byte_array_append(out, tail, sizeof tail);
  guint length = out->len - at - 2;
  out->data[at + 2] = (guint8)(length >> 8), out->data[at + 3] = (guint8)length;
  g_byte_array_append(out, jpeg + 2, (guint)size - 2);
  return out;
}

static bool save(const char *path, const guint8 *data, gsize size) {
  g_autoptr(GError) error = NULL;
  if (g_file_set_contents(path, (const char *)data, (gssize)size, &error)) return true;
  g_printerr("wear: %s\n", error->message);
  return false;
}

static bool write_jpeg(PIX *pix, const Format *format, const char *path) {
  l_uint8 *data = NULL;
  size_t size = 0;
  PIX *turned = store_turned(pix, format->exif);
  bool ok = pixWriteMemJpeg(&data, &size, turned, format->quality ? format->quality : 80, 0) == 0;
  if (ok && format->exif) {
    g_autoptr(GByteArray) tagged = with_exif(data, size, format->exif);
    ok = save(path, tagged->data, tagged->len);
  } else if (ok)
    ok = save(path, data, size);
  lept_free(data);
  pixDestroy(&turned);
  return ok;
}

static bool encode_heif(struct heif_context *context, PIX *pix, int quality) {
  struct heif_image *image = NULL;
  struct heif_encoder *encoder = NULL;
  int w = pixGetWidth(pix), h = pixGetHeight(pix), stride = 0;
  if (heif_image_create(w, h, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image).code != heif_error_Ok) return false;
  (void)heif_image_add_plane(image, heif_channel_interleaved, w, h, 8);
  guint8 *plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
  for (int y = 0; y < h; y++) {
    const l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (int x = 0; x < w; x++) {
      Rgb c = pixel_at(line, x);
      guint8 *to = plane + (gsize)y * (gsize)stride + 3 * (gsize)x;
      to[0] = (guint8)c.r, to[1] = (guint8)c.g, to[2] = (guint8)c.b;
    }
  }
  bool ok = heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder).code == heif_error_Ok;
  if (ok) (void)heif_encoder_set_lossy_quality(encoder, quality), (void)heif_encoder_set_parameter_string(encoder, "preset", "ultrafast");
  ok = ok && heif_context_encode_image(context, image, encoder, NULL, NULL).code == heif_error_Ok;
  if (encoder) heif_encoder_release(encoder);
  heif_image_release(image);
  return ok;
}

static bool write_heic(PIX *pix, const Format *format, const char *path) {
  struct heif_context *context = heif_context_alloc();
  bool ok = encode_heif(context, pix, format->quality ? format->quality : 55) && heif_context_write_to_file(context, path).code == heif_error_Ok;
  heif_context_free(context);
  return ok;
}

/* Scanner software's own threshold: fixed, a little above the middle. */
static PIX *to_bits(PIX *pix) {
  if (pixGetDepth(pix) == 1) return pixClone(pix);
  PIX *grey = pixConvertTo8(pix, 0), *bits = pixThresholdToBinary(grey, 165);
  pixCopyResolution(bits, pix);
  pixDestroy(&grey);
  return bits;
}

static bool is_grey(PIX *pix) {
  l_int32 color = 0;
  return pixUsesCmapColor(pix, &color) != 0 || pixGetDepth(pix) < 32;
}

static bool has_color(PIX *pix) {
  for (int y = 0; y < pixGetHeight(pix); y += 7) {
    const l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (int x = 0; x < pixGetWidth(pix); x += 7) {
      Rgb c = pixel_at(line, x);
      if (ABS(c.r - c.g) > 3 || ABS(c.g - c.b) > 3) return true;
    }
  }
  return false;
}

/* A page as its file will hold it: bits, grey or colour. */
static PIX *final_page(PIX *pix, const Format *format) {
  if (format->bilevel) return to_bits(pix);
  if (is_grey(pix) && pixGetDepth(pix) < 32) return pixClone(pix);
  if (has_color(pix)) return pixClone(pix);
  PIX *grey = pixConvertTo8(pix, 0);
  pixCopyResolution(grey, pix);
  return grey;
}

static bool write_tiff(PIXA *pages, const Format *format, const char *path) {
  bool ok = true;
  for (int i = 0; ok && i < pixaGetCount(pages); i++) {
    PIX *raw = pixaGetPix(pages, i, L_CLONE), *pix = final_page(raw, format);
    int kind = pixGetDepth(pix) == 1 ? IFF_TIFF_G4 : format->zip ? IFF_TIFF_ZIP : format->quality ? IFF_TIFF_JPEG : IFF_TIFF_LZW;
    ok = pixWriteTiff(path, pix, kind, i == 0 ? "w" : "a") == 0;
    pixDestroy(&raw), pixDestroy(&pix);
  }
  return ok;
}

static bool write_pdf(PIXA *pages, const Format *format, const char *path) {
  PIXA *finals = pixaCreate(pixaGetCount(pages));
  for (int i = 0; i < pixaGetCount(pages); i++) {
    PIX *raw = pixaGetPix(pages, i, L_CLONE);
    pixaAddPix(finals, final_page(raw, format), L_INSERT);
    pixDestroy(&raw);
  }
  PIX *first = pixaGetPix(finals, 0, L_CLONE);
  int kind = format->bilevel ? L_G4_ENCODE : L_JPEG_ENCODE;
  bool ok = pixaConvertToPdf(finals, pixGetXRes(first), 1.0, kind, format->quality ? format->quality : 75, "", path) == 0;
  pixDestroy(&first);
  pixaDestroy(&finals);
  return ok;
}

bool files_write(PIXA *pages, const Format *format, const char *path) {
  g_autofree char *lower = g_ascii_strdown(path, -1);
  if (g_str_has_suffix(lower, ".tif") || g_str_has_suffix(lower, ".tiff")) return write_tiff(pages, format, path);
  if (g_str_has_suffix(lower, ".pdf")) return write_pdf(pages, format, path);
  if (pixaGetCount(pages) != 1) {
    g_printerr("wear: only .tif and .pdf hold several pages\n");
    return false;
  }
  PIX *raw = pixaGetPix(pages, 0, L_CLONE), *pix = final_page(raw, format);
  bool ok = false;
  if (g_str_has_suffix(lower, ".jpg") || g_str_has_suffix(lower, ".jpeg"))
    ok = write_jpeg(pix, format, path);
  else if (g_str_has_suffix(lower, ".png"))
    ok = pixWrite(path, pix, IFF_PNG) == 0;
  else if (g_str_has_suffix(lower, ".webp"))
    ok = pixWriteWebP(path, raw, format->quality ? format->quality : 70, 0) == 0;
  else if (g_str_has_suffix(lower, ".jp2"))
    ok = pixWriteJp2k(path, pix, format->quality ? format->quality : 40, 0, 0, 0) == 0;
  else if (g_str_has_suffix(lower, ".heic"))
    ok = write_heic(raw, format, path);
  if (!ok) g_printerr("wear: %s could not be written\n", path);
  pixDestroy(&raw), pixDestroy(&pix);
  return ok;
}
