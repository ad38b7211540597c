/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed text through Pango, table rows, and the machine-readable zone in OCR-B at ICAO's pitch. */
#include "canvas.h"
#include <string.h>

static PangoFontDescription *font_of(const Canvas *canvas, const Args *args) {
  g_autofree char *family = g_strdelimit(g_strdup(opt(args, "f", canvas->font)), "_", ' ');
  PangoFontDescription *font = pango_font_description_new();
  pango_font_description_set_family(font, family);
  if (opt_has(args, "b")) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  if (opt_has(args, "light")) pango_font_description_set_weight(font, PANGO_WEIGHT_LIGHT);
  if (opt_has(args, "i")) pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
  if (opt_has(args, "cond")) pango_font_description_set_stretch(font, PANGO_STRETCH_CONDENSED);
  pango_font_description_set_absolute_size(font, opt_number(args, "s", canvas->size) * PT * PANGO_SCALE);
  return font;
}

static void set_spacing(PangoLayout *layout, const Args *args) {
  double spacing = opt_number(args, "sp", 0);
  if (spacing == 0) return;
  PangoAttrList *list = pango_layout_get_attributes(layout);
  PangoAttrList *copy = list ? pango_attr_list_copy(list) : pango_attr_list_new();
  pango_attr_list_insert(copy, pango_attr_letter_spacing_new((int)(spacing * PT * PANGO_SCALE)));
  pango_layout_set_attributes(layout, copy);
  pango_attr_list_unref(copy);
}

static PangoLayout *layout_of(Canvas *canvas, const Args *args, const char *text, double width, const char *align) {
  PangoLayout *layout = pango_cairo_create_layout(canvas->cr);
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(pango_layout_get_context(layout), options);
  cairo_font_options_destroy(options);
  PangoFontDescription *font = font_of(canvas, args);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  g_auto(GStrv) lines = g_strsplit(text, "\\n", -1);
  g_autofree char *joined = g_strjoinv("\n", lines);
  if (strstr(joined, "<b>") || strstr(joined, "<i>") || strstr(joined, "<s>") || strstr(joined, "<u>")) {
    g_auto(GStrv) amps = g_strsplit(joined, "&", -1);
    g_autofree char *marked = g_strjoinv("&amp;", amps);
    pango_layout_set_markup(layout, marked, -1);
  } else
    pango_layout_set_text(layout, joined, -1);
  if (width > 0) pango_layout_set_width(layout, (int)(width * MM * PANGO_SCALE));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing(layout, (float)opt_number(args, "ls", 1.0));
  pango_layout_set_justify(layout, align[0] == 'j');
  pango_layout_set_alignment(layout, align[0] == 'r' ? PANGO_ALIGN_RIGHT : align[0] == 'c' ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
  set_spacing(layout, args);
  canvas->missing_glyphs += (guint)pango_layout_get_unknown_glyphs_count(layout);
  return layout;
}

/* Of an "x" as this command writes it; in scripts without one it still tells the size of the letters beside it. */
static double x_height_of(Canvas *canvas, const Args *args) {
  g_autoptr(PangoLayout) layout = pango_cairo_create_layout(canvas->cr);
  PangoFontDescription *font = font_of(canvas, args);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  pango_layout_set_text(layout, "x", -1);
  PangoRectangle ink;
  pango_layout_get_extents(layout, &ink, NULL);
  return (double)ink.height / PANGO_SCALE;
}

double text_draw(Canvas *canvas, const Args *args, const char *text, double x, double y, double width, const char *align) {
  g_autoptr(PangoLayout) layout = layout_of(canvas, args, text, width, align);
  int w, h;
  pango_layout_get_size(layout, &w, &h);
  if (opt_number(args, "alpha", 1) >= .5) canvas_printed(canvas, pango_layout_get_text(layout), x_height_of(canvas, args));
  double shift = width > 0 ? 0 : align[0] == 'r' ? (double)w / PANGO_SCALE : align[0] == 'c' ? (double)w / PANGO_SCALE / 2 : 0;
  cairo_save(canvas->cr);
  cairo_translate(canvas->cr, x * MM, y * MM);
  cairo_rotate(canvas->cr, opt_number(args, "rot", 0) * G_PI / 180);
  cairo_scale(canvas->cr, opt_number(args, "hx", 1), 1);
  cairo_move_to(canvas->cr, -shift, 0);
  canvas_color(canvas->cr, opt(args, "c", "#111111"), opt_number(args, "alpha", 1));
  pango_cairo_show_layout(canvas->cr, layout);
  cairo_restore(canvas->cr);
  return (double)h / PANGO_SCALE / MM;
}

/* `t X Y`: a number sets the place and the cursor; `.` flows at the cursor; `.3` flows after a gap of 3. */
void cmd_text(Canvas *canvas, const Args *args) {
  const char *y_word = args->at[0] && args->at[1] ? args->at[1] : ".";
  bool flows = y_word[0] == '.';
  double y = flows ? canvas->cursor + (y_word[1] ? g_ascii_strtod(y_word + 1, NULL) : 0) : g_ascii_strtod(y_word, NULL);
  double h = text_draw(canvas, args, args->text[0] ? args->text[0] : "", arg(args, 0, 20), y, opt_number(args, "w", 0), opt(args, "al", "l"));
  if (!opt_has(args, "stay")) canvas->cursor = y + h + opt_number(args, "g", 0);
}

static void cell_frame(Canvas *canvas, const Args *args, double x, double y, double w, double h) {
  cairo_rectangle(canvas->cr, x * MM, y * MM, w * MM, h * MM);
  if (opt_has(args, "fill")) {
    canvas_color(canvas->cr, opt(args, "fill", "#eee"), 1);
    cairo_fill_preserve(canvas->cr);
  }
  if (opt_has(args, "grid")) {
    canvas_color(canvas->cr, *opt(args, "grid", "") ? opt(args, "grid", "#555") : "#555555", 1);
    cairo_set_line_width(canvas->cr, 2);
    cairo_stroke_preserve(canvas->cr);
  }
  cairo_new_path(canvas->cr);
}

/* One table row at the cursor over the columns of `cols`; `side` draws only vertical lines, `rule` one line below. */
void cmd_row(Canvas *canvas, const Args *args) {
  double x = canvas->column_x, h = opt_number(args, "h", 5), pad = opt_number(args, "pad", 1), y = canvas->cursor, tallest = 0, full = 0;
  for (size_t i = 0; i < canvas->n_columns; i++) full += canvas->column_w[i];
  for (size_t i = 0; i < canvas->n_columns; i++) {
    double w = canvas->column_w[i];
    cell_frame(canvas, args, x, y, w, h);
    if (opt_has(args, "side")) {
      canvas_color(canvas->cr, "#666666", 1);
      cairo_set_line_width(canvas->cr, 1.6);
      cairo_move_to(canvas->cr, x * MM, y * MM), cairo_line_to(canvas->cr, x * MM, (y + h) * MM);
      cairo_move_to(canvas->cr, (x + w) * MM, y * MM), cairo_line_to(canvas->cr, (x + w) * MM, (y + h) * MM);
      cairo_stroke(canvas->cr);
    }
    char align[2] = {opt(args, "al", (char[2]){canvas->column_al[i], 0})[0], 0};
    if (i < g_strv_length(args->text) && args->text[i][0]) {
      double text_h = text_draw(canvas, args, args->text[i], x + pad, y + opt_number(args, "top", .7), w - 2 * pad, align);
      tallest = MAX(tallest, text_h);
    }
    x += w;
  }
  if (opt_has(args, "auto")) h = MAX(h, tallest + 1.2);
  if (opt_has(args, "rule")) {
    canvas_color(canvas->cr, *opt(args, "rule", "") ? opt(args, "rule", "#999") : "#999999", 1);
    cairo_set_line_width(canvas->cr, 2);
    cairo_move_to(canvas->cr, canvas->column_x * MM, (y + h) * MM);
    cairo_line_to(canvas->cr, (canvas->column_x + full) * MM, (y + h) * MM);
    cairo_stroke(canvas->cr);
  }
  canvas->cursor = y + h;
}

/* Cairo 1.16 names OCR B's outlines in a PDF and then leaves the font out: the file is damaged and the zone is not drawn. As paths it is. */
static void show_glyph(Canvas *canvas, const char *glyph) {
  if (!canvas->pdf) {
    cairo_show_text(canvas->cr, glyph);
    return;
  }
  cairo_text_path(canvas->cr, glyph);
  cairo_fill(canvas->cr);
}

/* Each character sits at its own place: 2.54 mm pitch (`pitch=`), whatever the font's advance. */
void cmd_mrz(Canvas *canvas, const Args *args) {
  double pitch = opt_number(args, "pitch", 2.54), y = arg(args, 1, 0), gap = opt_number(args, "gap", 4.23);
  if (!args->text[0]) return;
  g_auto(GStrv) lines = g_strsplit(args->text[0], "\n", -1);
  cairo_save(canvas->cr);
  cairo_select_font_face(canvas->cr, "OCR B", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(canvas->cr, 100);
  cairo_text_extents_t extents;
  cairo_text_extents(canvas->cr, "H", &extents);
  double size = 100 * pitch * MM / extents.x_advance;
  cairo_set_font_size(canvas->cr, size);
  canvas_color(canvas->cr, opt(args, "c", "#0d0d0d"), 1);
  for (guint i = 0; lines[i]; i++) canvas_printed(canvas, lines[i], 0);
  for (guint i = 0; lines[i]; i++)
    for (guint k = 0; lines[i][k]; k++) {
      char glyph[2] = {lines[i][k], 0};
      cairo_move_to(canvas->cr, (arg(args, 0, 0) + k * pitch) * MM, (y + i * gap) * MM);
      show_glyph(canvas, glyph);
    }
  cairo_restore(canvas->cr);
}

/* Pale and see-through, so that the zones under it stay readable. */
void cmd_specimen(Canvas *canvas, const Args *args) {
  const char *text = args->text[0] ? args->text[0] : "SPECIMEN";
  g_autofree char *size = g_strdup(opt(args, "s", "26"));
  g_hash_table_insert(args->opts, g_strdup("s"), g_strdup(size));
  g_hash_table_insert(args->opts, g_strdup("b"), g_strdup(""));
  if (!opt_has(args, "c")) g_hash_table_insert(args->opts, g_strdup("c"), g_strdup("#c02030"));
  if (!opt_has(args, "alpha")) g_hash_table_insert(args->opts, g_strdup("alpha"), g_strdup("0.16"));
  (void)text_draw(canvas, args, text, arg(args, 0, 0), arg(args, 1, 0), 0, opt(args, "al", "c"));
}
