/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cuts: OCR-B's outlines made thinner, bolder, narrower, wider and slanted by us, and strips of ordinary print. Knows nothing of wear. */
#include "ocr-b.h"

#include <cairo.h>
#include <string.h>

typedef struct { double weight, width, slant; } Shape; /* pitches added to every stroke, times, tangent */

static void glyph_draw(cairo_t *cr, char c, const Shape *shape, double size, double middle) {
  char text[2] = {c, 0};
  cairo_text_extents_t extents;
  cairo_matrix_t matrix;
  cairo_identity_matrix(cr);
  cairo_set_font_size(cr, size);
  cairo_text_extents(cr, text, &extents);
  cairo_matrix_init(&matrix, shape->width, 0, -shape->slant, 1, CUT_WIDTH / 2.0, CUT_HEIGHT / 2.0 + middle);
  cairo_set_matrix(cr, &matrix);
  cairo_move_to(cr, -extents.x_advance / 2, 0);
  cairo_text_path(cr, text);
  cairo_identity_matrix(cr);
  cairo_fill_preserve(cr);
  if (shape->weight < 0) cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
  cairo_set_line_width(cr, 2 * CUT_PITCH * (shape->weight < 0 ? -shape->weight : shape->weight));
  cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
  if (shape->weight != 0) cairo_stroke(cr);
  cairo_new_path(cr);
}

static void mask_take(cairo_surface_t *surface, uint8_t *mask, int width, int height) {
  cairo_surface_flush(surface);
  const uint8_t *data = cairo_image_surface_get_data(surface);
  int stride = cairo_image_surface_get_stride(surface);
  for (int y = 0; y < height; y++) memcpy(mask + y * width, data + y * stride, (size_t)width);
}

static void cut_init(Cut *cut, const char *face, const Shape *shape) {
  for (int i = 0; i < RECTO_MRZ_N_CHARACTERS; i++) {
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, CUT_WIDTH, CUT_HEIGHT);
    cairo_t *cr = cairo_create(surface);
    cairo_select_font_face(cr, face, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cr, 100);
    cairo_text_extents_t extents;
    cairo_text_extents(cr, "H", &extents);
    double size = 100.0 * CUT_PITCH / extents.x_advance, middle = extents.height * size / 200;
    glyph_draw(cr, RECTO_MRZ_CHARACTERS[i], shape, size, middle);
    mask_take(surface, cut->mask[i], CUT_WIDTH, CUT_HEIGHT);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
  }
}

/* Words, and the rows of signs that borders, barcodes and security print are made of. */
static void prose_init(Prose *prose, Rng *rng) {
  static const char *const faces[] = {"Sans", "Serif", "Monospace", "OCR B"};
  static const char *const texts[] = {"Date d'expiration / Date of expiry 12.03.2031", "SPÉCIMEN Nationalité Sexe Taille", "Signature du titulaire N° 4410",
                                      "autorise son titulaire à travailler", "REMARQUES 75011 PARIS RUE DES LILAS 14", "0123 456 789 Autorité / Authority",
                                      ">>>>>>>>>>>>>>>>>>>", "||| || |||| | ||| || | |||", ". . . . . . . . . . .", "—————————————————", "«»«»«»«»«»«»", "/////////////////", "xoxoxoxoxoxoxo", "~~~~~~~~~~~", "*************",
                                      "::::::::::::::::", "°o°o°o°o°o°o°o"};
  int height = CUT_HEIGHT, width = 44 * CUT_PITCH;
  *prose = (Prose){width, height, g_malloc0((size_t)width * (size_t)height)};
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);
  cairo_t *cr = cairo_create(surface);
  cairo_select_font_face(cr, faces[rng_int(rng, 0, 3)], CAIRO_FONT_SLANT_NORMAL, rng_int(rng, 0, 1) ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cr, rng_real(rng, 20, 64));
  cairo_move_to(cr, rng_real(rng, -300, 200), height * rng_real(rng, 0.55, 0.85));
  for (int i = 0; i < 6; i++) cairo_show_text(cr, texts[rng_int(rng, 0, G_N_ELEMENTS(texts) - 1)]);
  mask_take(surface, prose->mask, width, height);
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
}

void types_init(Types *types, const char *face) {
  static const double weights[] = {-0.028, -0.014, 0, 0.014, 0.03, 0.05}, widths[] = {0.9, 0.97, 1.0, 1.06, 1.14};
  Rng rng = rng_new(1, "cuts");
  *types = (Types){.n_cuts = G_N_ELEMENTS(weights) * G_N_ELEMENTS(widths), .n_prose = 120};
  types->cuts = g_new0(Cut, types->n_cuts);
  types->prose = g_new0(Prose, types->n_prose);
  for (int i = 0; i < types->n_cuts; i++) {
    Shape shape = {weights[i % (int)G_N_ELEMENTS(weights)], widths[i / (int)G_N_ELEMENTS(weights)], rng_normal(&rng) * 0.03};
    cut_init(&types->cuts[i], face, &shape);
  }
  for (int i = 0; i < types->n_prose; i++) prose_init(&types->prose[i], &rng);
}
