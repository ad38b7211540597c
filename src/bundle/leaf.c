/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single A4 leaves. Must not know: dossiers, models. */
#include "bundle/leaf.h"
#include "bundle/code128.h"
#include "bundle/dress.h"
#include "bundle/glyphs.h"
#include <cairo-pdf.h>
#include <qrencode.h>
#include <recto/error.h>

struct RectoLeaf {
  GByteArray *drawn;
  cairo_surface_t *surface;
  cairo_t *cairo;
  PangoContext *context;
  bool unknown, begun;
};

static cairo_status_t take_bytes(void *out, const unsigned char *data, unsigned length) {
  g_byte_array_append(out, data, length);
  return CAIRO_STATUS_SUCCESS;
}

RectoLeaf *recto_leaf_new(void) {
  RectoLeaf *leaf = g_new0(RectoLeaf, 1);
  leaf->drawn = g_byte_array_new();
  leaf->surface = cairo_pdf_surface_create_for_stream(take_bytes, leaf->drawn, RECTO_LEAF_WIDTH, RECTO_LEAF_HEIGHT);
  cairo_pdf_surface_restrict_to_version(leaf->surface, CAIRO_PDF_VERSION_1_4);
  leaf->cairo = cairo_create(leaf->surface);
  leaf->context = recto_glyphs_context(leaf->cairo);
  return leaf;
}

void recto_leaf_turn(RectoLeaf *leaf) {
  cairo_show_page(leaf->cairo);
  leaf->begun = false;
}

static bool finish(RectoLeaf *leaf) {
  if (leaf->begun) cairo_show_page(leaf->cairo);
  bool right = cairo_status(leaf->cairo) == CAIRO_STATUS_SUCCESS;
  cairo_surface_finish(leaf->surface);
  return right && cairo_surface_status(leaf->surface) == CAIRO_STATUS_SUCCESS;
}

void recto_leaf_free(RectoLeaf *leaf) {
  g_object_unref(leaf->context);
  cairo_destroy(leaf->cairo);
  cairo_surface_destroy(leaf->surface);
  g_byte_array_unref(leaf->drawn);
  g_free(leaf);
}

GBytes *recto_leaf_end(RectoLeaf *leaf, const RectoPdfaInfo *info, bool *ret_unknown, GError **error) {
  g_autoptr(RectoLeaf) ended = leaf;
  g_autoptr(GPtrArray) no_pictures = g_ptr_array_new();
  if (!finish(ended)) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "cairo cannot draw the leaf");
    return NULL;
  }
  if (ret_unknown) *ret_unknown = ended->unknown;
  return recto_dress_pdfa(ended->drawn, no_pictures, info, error);
}

/* ------------------------------------------------------------------ text */

static PangoLayout *lay_out(RectoLeaf *leaf, double width, RectoLeafStyle style, const char *text) {
  static const PangoAlignment aligns[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};
  PangoLayout *layout = pango_layout_new(leaf->context);
  recto_glyphs_font(layout, style.mono ? RECTO_GLYPHS_MONO : RECTO_GLYPHS_SANS, style.size, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(layout, aligns[style.align]);
  pango_layout_set_auto_dir(layout, FALSE); /* an Arabic name alone in a cell stands where the column stands */
  if (width > 0) pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
  if (style.lines > 0) {
    pango_layout_set_height(layout, -style.lines);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  }
  if (recto_glyphs_set(layout, text)) leaf->unknown = true;
  return layout;
}

static PangoRectangle extents(PangoLayout *layout) {
  PangoRectangle area;
  pango_layout_get_extents(layout, NULL, &area);
  return area;
}

double recto_leaf_text(RectoLeaf *leaf, double x, double y, double width, RectoLeafStyle style, const char *text) {
  if (!text || !*text) return 0;
  leaf->begun = true;
  g_autoptr(PangoLayout) layout = lay_out(leaf, width, style, text);
  cairo_set_source_rgb(leaf->cairo, style.grey, style.grey, style.grey);
  cairo_move_to(leaf->cairo, x, y);
  pango_cairo_show_layout(leaf->cairo, layout);
  return (double)extents(layout).height / PANGO_SCALE;
}

double recto_leaf_text_height(RectoLeaf *leaf, double width, RectoLeafStyle style, const char *text) {
  if (!text || !*text) return 0;
  g_autoptr(PangoLayout) layout = lay_out(leaf, width, style, text);
  return (double)extents(layout).height / PANGO_SCALE;
}

double recto_leaf_text_length(RectoLeaf *leaf, RectoLeafStyle style, const char *text) {
  if (!text || !*text) return 0;
  g_autoptr(PangoLayout) layout = lay_out(leaf, 0, style, text);
  return (double)extents(layout).width / PANGO_SCALE;
}

double recto_leaf_text_fit(RectoLeaf *leaf, double x, double y, double width, RectoLeafStyle style, const char *text) {
  double length = recto_leaf_text_length(leaf, style, text);
  if (length > width) style.size *= width / length * 0.995; /* pango rounds sizes; never a second line */
  style.lines = 1;
  return recto_leaf_text(leaf, x, y, width, style, text);
}

/* ------------------------------------------------------------------ boxes and codes */

void recto_leaf_fill(RectoLeaf *leaf, double x, double y, double width, double height, double grey) {
  leaf->begun = true;
  cairo_set_source_rgb(leaf->cairo, grey, grey, grey);
  cairo_rectangle(leaf->cairo, x, y, width, height);
  cairo_fill(leaf->cairo);
}

void recto_leaf_frame(RectoLeaf *leaf, double x, double y, double width, double height, double thickness) {
  leaf->begun = true;
  cairo_set_source_rgb(leaf->cairo, 0, 0, 0);
  cairo_set_line_width(leaf->cairo, thickness);
  cairo_rectangle(leaf->cairo, x, y, width, height);
  cairo_stroke(leaf->cairo);
}

/* One path for the whole code: boxes filled one by one would show hairlines between them. */
bool recto_leaf_square_code(RectoLeaf *leaf, double x, double y, double side, const char *text) {
  QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_H, QR_MODE_8, 1); /* capitals and digits are packed by themselves */
  if (!code) return false;
  leaf->begun = true;
  double cell = side / code->width;
  for (int row = 0; row < code->width; row++)
    for (int column = 0, run; column < code->width; column += run) {
      const unsigned char *at = code->data + row * code->width + column;
      for (run = 1; column + run < code->width && (at[run] & 1) == (at[0] & 1); run++) continue;
      if (at[0] & 1) cairo_rectangle(leaf->cairo, x + column * cell, y + row * cell, run * cell, cell);
    }
  cairo_set_source_rgb(leaf->cairo, 0, 0, 0);
  cairo_fill(leaf->cairo);
  QRcode_free(code);
  return true;
}

bool recto_leaf_bars(RectoLeaf *leaf, double x, double y, double width, double height, bool upright, const char *text) {
  g_autoptr(GArray) widths = recto_code128(text);
  if (!widths) return false;
  int modules = 0;
  for (guint i = 0; i < widths->len; i++) modules += g_array_index(widths, uint8_t, i);
  double unit = (upright ? height : width) / modules, at = 0;
  leaf->begun = true;
  for (guint i = 0; i < widths->len; i++) {
    double wide = g_array_index(widths, uint8_t, i) * unit;
    if (i % 2 == 0 && upright) cairo_rectangle(leaf->cairo, x, y + at, width, wide);
    if (i % 2 == 0 && !upright) cairo_rectangle(leaf->cairo, x + at, y, wide, height);
    at += wide;
  }
  cairo_set_source_rgb(leaf->cairo, 0, 0, 0);
  cairo_fill(leaf->cairo);
  return true;
}
