/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages drawn for the pixel tests: text by pango, wear by seeded arithmetic. Nothing here is shared with the code under test. */
#ifndef PAGE_DRAW_H
#define PAGE_DRAW_H

#include <leptonica/allheaders.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdbool.h>

enum { PAGE_W = 1240, PAGE_H = 1754, PAGE_DPI = 150 };

static const char *const LETTER =
    "Madame, Monsieur,\n\nJ'ai l'honneur de solliciter le renouvellement de mon titre de séjour et vous\n"
    "prie de trouver ci-joint les pièces demandées par vos services :\n\n"
    "la copie de mon passeport en cours de validité, le justificatif de domicile\nde moins de six mois, ainsi que mes trois derniers bulletins de salaire.\n\n"
    "Je travaille depuis le premier septembre comme cuisinier dans un restaurant\nde la ville et je perçois un salaire net mensuel de 1 842,37 euros.\n\n"
    "Je reste à votre disposition pour tout renseignement complémentaire et vous\nprie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée.\n";

static inline cairo_surface_t *draw_surface(int width, int height, double paper) {
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create(surface);
  cairo_set_source_rgb(cr, paper, paper, paper);
  cairo_paint(cr);
  cairo_destroy(cr);
  return surface;
}

/* Text in px, its top left at x, y; ink 0..1 grey. */
static inline void draw_text(cairo_surface_t *surface, const char *text, const char *font, double px, double x, double y, double ink) {
  cairo_t *cr = cairo_create(surface);
  PangoLayout *layout = pango_cairo_create_layout(cr);
  PangoFontDescription *face = pango_font_description_from_string(font);
  pango_font_description_set_absolute_size(face, px * PANGO_SCALE);
  pango_layout_set_font_description(layout, face);
  pango_layout_set_text(layout, text, -1);
  pango_layout_set_spacing(layout, (int)(px * 0.3 * PANGO_SCALE));
  cairo_set_source_rgb(cr, ink, ink, ink);
  cairo_move_to(cr, x, y);
  pango_cairo_show_layout(cr, layout);
  pango_font_description_free(face);
  g_object_unref(layout);
  cairo_destroy(cr);
}

static inline void draw_box(cairo_surface_t *surface, double x, double y, double width, double height, double r, double g, double b) {
  cairo_t *cr = cairo_create(surface);
  cairo_set_source_rgb(cr, r, g, b);
  cairo_rectangle(cr, x, y, width, height);
  cairo_fill(cr);
  cairo_destroy(cr);
}

/* Takes the surface: 32 bpp, or 8 bpp when grey. */
static inline PIX *draw_done(cairo_surface_t *surface, bool grey) {
  cairo_surface_flush(surface);
  int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface), stride = cairo_image_surface_get_stride(surface);
  const unsigned char *data = cairo_image_surface_get_data(surface);
  PIX *pix = pixCreate(width, height, grey ? 8 : 32);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      const guint32 *row = (const guint32 *)(const void *)(data + (size_t)y * (size_t)stride);
      if (grey) SET_DATA_BYTE(pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix), x, (row[x] >> 8) & 0xff);
      else pixSetPixel(pix, x, y, row[x] << 8);
    }
  pixSetResolution(pix, PAGE_DPI, PAGE_DPI);
  cairo_surface_destroy(surface);
  return pix;
}

static inline PIX *draw_letter(const char *font, double px, double ink) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  draw_text(surface, LETTER, font, px, 130, 200, ink);
  draw_text(surface, LETTER, font, px, 130, 900, ink);
  return draw_done(surface, true);
}

/* Gaussian noise of standard deviation `sd`, the same for the same seed. */
static inline void wear_noise(PIX *grey, double sd, guint32 seed) {
  g_autoptr(GRand) dice = g_rand_new_with_seed(seed);
  for (int y = 0; y < pixGetHeight(grey); y++) {
    l_uint32 *row = pixGetData(grey) + (size_t)y * (size_t)pixGetWpl(grey);
    for (int x = 0; x < pixGetWidth(grey); x++) {
      double sum = 0;
      for (int i = 0; i < 4; i++) sum += g_rand_double(dice) - 0.5;
      SET_DATA_BYTE(row, x, (int)CLAMP(GET_DATA_BYTE(row, x) + sum * sd * 1.732, 0, 255));
    }
  }
}

static inline PIX *wear_blur(PIX *grey, double sigma) {
  L_KERNEL *across = NULL, *down = NULL;
  int half = (int)ceil(sigma * 3);
  makeGaussianKernelSep(half, half, (float)sigma, 1, &across, &down);
  PIX *result = pixConvolveSep(grey, across, down, 8, 1);
  kernelDestroy(&across);
  kernelDestroy(&down);
  return result;
}

static inline PIX *wear_lean(PIX *grey, double degrees) {
  return pixRotate(grey, (float)(degrees * G_PI / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
}

#endif
