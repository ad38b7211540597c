/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Setting lines of text so that no letter is lost. Must not know: pages. */
#include "bundle/glyphs.h"

PangoContext *recto_glyphs_context(cairo_t *cairo) {
  PangoContext *context = pango_cairo_create_context(cairo);
  pango_cairo_context_set_resolution(context, 72);
  pango_context_set_round_glyph_positions(context, FALSE); /* a point is too coarse a grid for letters */
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
  return context;
}

void recto_glyphs_font(PangoLayout *layout, const char *family, double size, PangoWeight weight) {
  PangoFontDescription *font = pango_font_description_from_string(family);
  pango_font_description_set_size(font, (int)(size * PANGO_SCALE));
  pango_font_description_set_weight(font, weight);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  PangoAttrList *attributes = pango_attr_list_new(); /* "fi" stays two letters: who searches or copies the text gets what was written */
  pango_attr_list_insert(attributes, pango_attr_font_features_new("liga=0, clig=0"));
  pango_layout_set_attributes(layout, attributes);
  pango_attr_list_unref(attributes);
}

static bool has_glyphs(PangoLayout *like, const char *text) {
  g_autoptr(PangoLayout) layout = pango_layout_new(pango_layout_get_context(like));
  pango_layout_set_font_description(layout, pango_layout_get_font_description(like));
  pango_layout_set_text(layout, text, -1);
  return pango_layout_get_unknown_glyphs_count(layout) == 0;
}

static char *spell_unknown(PangoLayout *layout, const char *text) {
  GString *out = g_string_new(NULL);
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    char letter[8] = {0};
    g_unichar_to_utf8(g_utf8_get_char(p), letter);
    if (has_glyphs(layout, letter)) g_string_append(out, letter);
    else g_string_append_printf(out, "[U+%04X]", g_utf8_get_char(p));
  }
  return g_string_free(out, FALSE);
}

bool recto_glyphs_set(PangoLayout *layout, const char *text) {
  pango_layout_set_text(layout, text, -1);
  if (pango_layout_get_unknown_glyphs_count(layout) == 0) return false;
  g_autofree char *spelled = spell_unknown(layout, text);
  pango_layout_set_text(layout, spelled, -1);
  return true;
}
