/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which libraries turn bytes into pixels here: part of a stored result's key, so a patched decoder reads again. */
#include "decode/inside.h"
#include "decode/unpack.h"

#include <cairo.h>
#include <jpeglib.h>
#include <libheif/heif.h>
#include <openjpeg.h>
#include <png.h>
#include <poppler.h>
#include <tiffio.h>
#include <webp/decode.h>

#define TEXT_OF(x) #x
#define AS_TEXT(x) TEXT_OF(x)

char *recto_decode_versions(void) {
  const char *tiff = TIFFGetVersion(), *number = strstr(tiff, "Version ");
  number = number ? number + strlen("Version ") : tiff;
  int length = (int)strcspn(number, "\n"), webp = WebPGetDecoderVersion();
  g_autofree char *unpack = recto_unpack_versions();
  return g_strdup_printf("poppler %s; cairo %s; libtiff %.*s; libjpeg-turbo %s; libpng %s; libwebp %d.%d.%d; openjpeg %s; libheif %s; %s", poppler_get_version(),
                         cairo_version_string(), length, number, AS_TEXT(LIBJPEG_TURBO_VERSION), png_get_libpng_ver(NULL), webp >> 16, webp >> 8 & 255,
                         webp & 255, opj_version(), heif_get_version(), unpack);
}
