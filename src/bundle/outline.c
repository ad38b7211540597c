/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text as paths. Must not know: documents. */
#include "bundle/outline.h"
#include "bundle/pdfa.h"
#include <pango/pangocairo.h>

static void put_point(GString *out, const cairo_path_data_t *point, double page_height) {
  recto_pdfa_number(out, point->point.x);
  recto_pdfa_number(out, page_height - point->point.y);
}

static void put_path(GString *out, const cairo_path_t *path, double page_height) {
  for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
    const cairo_path_data_t *data = &path->data[i];
    int points = data->header.type == CAIRO_PATH_CURVE_TO ? 3 : data->header.type == CAIRO_PATH_CLOSE_PATH ? 0 : 1;
    for (int k = 1; k <= points; k++) put_point(out, &data[k], page_height);
    static const char *const operators[] = {[CAIRO_PATH_MOVE_TO] = "m\n", [CAIRO_PATH_LINE_TO] = "l\n", [CAIRO_PATH_CURVE_TO] = "c\n",
                                            [CAIRO_PATH_CLOSE_PATH] = "h\n"};
    g_string_append(out, operators[data->header.type]);
  }
}

void recto_outline_text(GString *out, const char *text, double size, double page_height, RectoBox *box) {
  cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, NULL);
  cairo_t *cairo = cairo_create(surface);
  g_autoptr(PangoLayout) layout = pango_cairo_create_layout(cairo);
  PangoFontDescription *font = pango_font_description_from_string("Noto Sans, DejaVu Sans, sans-serif");
  pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  pango_layout_set_width(layout, box->width * PANGO_SCALE);
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text(layout, text, -1);
  pango_layout_get_pixel_size(layout, &box->width, &box->height);
  cairo_move_to(cairo, box->x, box->y);
  pango_cairo_layout_path(cairo, layout);
  cairo_path_t *path = cairo_copy_path(cairo);
  g_string_append(out, "0 g\n");
  put_path(out, path, page_height);
  g_string_append(out, "f\n");
  cairo_path_destroy(path);
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
}
