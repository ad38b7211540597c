/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text, boxes, table rows and machine-readable zones on a cairo page whose unit is the millimetre. */
#include "exam.h"
#include <math.h>

#define PT_TO_MM (25.4 / 72.0)

const cairo_user_data_key_t exam_listener;

void exam_ink_colour(cairo_t *cairo, const char *colour) {
  guint64 v = g_ascii_strtoull(colour + 1, NULL, 16);
  bool alpha = strlen(colour) == 9;
  double a = alpha ? (double)(v & 255) / 255.0 : 1.0;
  v = alpha ? v >> 8 : v;
  cairo_set_source_rgba(cairo, (double)(v >> 16 & 255) / 255.0, (double)(v >> 8 & 255) / 255.0, (double)(v & 255) / 255.0, a);
}

/* Pango works in a space 10 times finer than a millimetre so that its hinted metrics do not bite. */
#define FINE 20.0

/* size="8pt" in markup is meant on paper: into Pango units of our fine space. */
static gboolean paper_size(const GMatchInfo *match, GString *out, gpointer data) {
  g_autofree char *points = g_match_info_fetch(match, 1);
  g_string_append_printf(out, "size=\"%d\"", (int)(g_ascii_strtod(points, NULL) * PT_TO_MM * FINE * PANGO_SCALE));
  return FALSE;
}

static char *paper_markup(const char *markup) {
  g_autoptr(GRegex) sizes = g_regex_new("size=\"([0-9.]+)pt\"", 0, 0, NULL);
  return g_regex_replace_eval(sizes, markup, -1, 0, 0, paper_size, NULL, NULL);
}

static PangoLayout *make_layout(ExamInk *ink, const ExamStyle *style, const char *markup) {
  PangoLayout *layout = pango_cairo_create_layout(ink->cairo);
  pango_cairo_context_set_resolution(pango_layout_get_context(layout), 72);
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(pango_layout_get_context(layout), options);
  cairo_font_options_destroy(options);
  g_autofree char *family = g_strdup(style->font ? style->font : ink->font);
  g_strdelimit(family, "_", ' ');
  PangoFontDescription *font = pango_font_description_new();
  pango_font_description_set_family(font, family);
  pango_font_description_set_absolute_size(font, (style->size > 0 ? style->size : ink->size) * PT_TO_MM * FINE * PANGO_SCALE);
  if (style->bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  if (style->italic) pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  g_autofree char *sized = paper_markup(markup);
  if (!pango_parse_markup(sized, -1, 0, NULL, NULL, NULL, NULL)) ink->unknown_glyphs++;
  pango_layout_set_markup(layout, sized, -1);
  return layout;
}

static void space_letters(PangoLayout *layout, double mm) {
  PangoAttrList *list = pango_attr_list_copy(pango_layout_get_attributes(layout));
  list = list ? list : pango_attr_list_new();
  pango_attr_list_insert(list, pango_attr_letter_spacing_new((int)(mm * FINE * PANGO_SCALE)));
  pango_layout_set_attributes(layout, list);
  pango_attr_list_unref(list);
}

static void set_width(PangoLayout *layout, const ExamStyle *style) {
  if (style->width > 0) {
    pango_layout_set_width(layout, (int)(style->width * FINE * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  }
  pango_layout_set_alignment(layout, style->align == 'c' ? PANGO_ALIGN_CENTER : style->align == 'r' ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  pango_layout_set_justify(layout, style->align == 'j');
}

/* Drawn beside the page: a page on which one glyph failed takes no more. Glyphs outside the clip are not loaded, so it is as large as the text. */
static bool loads(cairo_t *cairo, PangoLayout *layout) {
  PangoRectangle box;
  pango_layout_get_pixel_extents(layout, NULL, &box);
  double x0 = box.x, y0 = box.y, x1 = box.x + box.width, y1 = box.y + box.height;
  double xs[] = {x0, x1, x0, x1}, ys[] = {y0, y0, y1, y1}, low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
  for (int i = 0; i < 4; i++) {
    cairo_user_to_device(cairo, &xs[i], &ys[i]);
    low[0] = MIN(low[0], xs[i]), high[0] = MAX(high[0], xs[i]), low[1] = MIN(low[1], ys[i]), high[1] = MAX(high[1], ys[i]);
  }
  cairo_surface_t *scratch = cairo_image_surface_create(CAIRO_FORMAT_A8, (int)(high[0] - low[0]) + 2, (int)(high[1] - low[1]) + 2);
  cairo_surface_set_device_offset(scratch, -low[0], -low[1]);
  cairo_t *trial = cairo_create(scratch);
  cairo_matrix_t matrix;
  cairo_get_matrix(cairo, &matrix);
  cairo_set_matrix(trial, &matrix);
  pango_cairo_show_layout(trial, layout);
  bool fine = cairo_status(trial) == CAIRO_STATUS_SUCCESS;
  cairo_destroy(trial);
  cairo_surface_destroy(scratch);
  return fine;
}

/* FreeType refuses some glyphs at a few odd sizes, of turned text above all (the font's own hinting program fails), and cairo then draws nothing more on the page: a hair
 * larger, they load. A face that failed once may fail at other sizes too, so the fonts are taken anew. */
static void find_size_that_loads(cairo_t *cairo, PangoLayout *layout) {
  for (int i = 0; i < 12; i++) {
    pango_cairo_update_layout(cairo, layout);
    g_autoptr(PangoFont) font = pango_context_load_font(pango_layout_get_context(layout), pango_layout_get_font_description(layout));
    cairo_scaled_font_t *scaled = font ? pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(font)) : NULL;
    if (scaled && cairo_scaled_font_status(scaled) == CAIRO_STATUS_SUCCESS && loads(cairo, layout)) return;
    cairo_scale(cairo, 1.004, 1.004);
  }
}

/* Cairo 1.16 names the outlines of OCR B in a PDF and then leaves the font out: the file is damaged and the zone is not drawn. As paths it is. */
static void show(cairo_t *cairo, PangoLayout *layout, const char *font) {
  bool as_path = font && g_str_has_prefix(font, "OCR B") && cairo_surface_get_type(cairo_get_target(cairo)) == CAIRO_SURFACE_TYPE_PDF;
  if (!as_path) {
    pango_cairo_show_layout(cairo, layout);
    return;
  }
  cairo_new_path(cairo);
  pango_cairo_layout_path(cairo, layout);
  cairo_fill(cairo);
}

double exam_ink_text(ExamInk *ink, double x, double y, const ExamStyle *style, const char *markup, double *ret_width) {
  g_autoptr(PangoLayout) layout = make_layout(ink, style, markup);
  if (style->spacing > 0) space_letters(layout, style->spacing);
  set_width(layout, style);
  ink->unknown_glyphs += (unsigned)pango_layout_get_unknown_glyphs_count(layout);
  PangoRectangle box;
  pango_layout_get_extents(layout, NULL, &box);
  double w = box.width / (FINE * PANGO_SCALE), h = box.height / (FINE * PANGO_SCALE);
  double shift = style->width > 0 ? 0 : style->align == 'r' ? -w : style->align == 'c' ? -w / 2 : 0;
  cairo_save(ink->cairo);
  cairo_translate(ink->cairo, x, y);
  cairo_rotate(ink->cairo, style->turn * M_PI / 180);
  cairo_translate(ink->cairo, shift, 0);
  cairo_scale(ink->cairo, 1 / FINE, 1 / FINE);
  find_size_that_loads(ink->cairo, layout);
  exam_ink_colour(ink->cairo, style->colour ? style->colour : ink->colour);
  show(ink->cairo, layout, style->font);
  bool visible = !(style->colour && g_str_equal(style->colour, "#00000000"));
  if (ink->words && visible) g_string_append_printf(ink->words, "%s\n", pango_layout_get_text(layout));
  const ExamListener *listener = cairo_get_user_data(ink->cairo, &exam_listener);
  if (listener && visible) listener->hear(ink->cairo, layout, listener->data);
  cairo_restore(ink->cairo);
  if (ret_width) *ret_width = w;
  return h;
}

static void rounded(cairo_t *cairo, double x, double y, double w, double h, double r) {
  if (r <= 0) {
    cairo_rectangle(cairo, x, y, w, h);
    return;
  }
  cairo_new_sub_path(cairo);
  cairo_arc(cairo, x + w - r, y + r, r, -M_PI / 2, 0);
  cairo_arc(cairo, x + w - r, y + h - r, r, 0, M_PI / 2);
  cairo_arc(cairo, x + r, y + h - r, r, M_PI / 2, M_PI);
  cairo_arc(cairo, x + r, y + r, r, M_PI, 3 * M_PI / 2);
  cairo_close_path(cairo);
}

void exam_ink_box(ExamInk *ink, double x, double y, double w, double h, const ExamStyle *style) {
  rounded(ink->cairo, x, y, w, h, style->radius);
  if (style->fill) {
    exam_ink_colour(ink->cairo, style->fill);
    cairo_fill_preserve(ink->cairo);
  }
  if (style->stroke || !style->fill) {
    exam_ink_colour(ink->cairo, style->stroke ? style->stroke : "#000000");
    cairo_set_line_width(ink->cairo, style->pen > 0 ? style->pen : 0.2);
    cairo_stroke_preserve(ink->cairo);
  }
  cairo_new_path(ink->cairo);
}

/* One table row at the cursor: the tallest cell gives the height. */
void exam_ink_row(ExamInk *ink, const ExamStyle *style, char **cells) {
  double pad = style->grid ? 1.2 : 0.6, tallest = style->height, x = ink->x;
  int n = MIN(ink->n_columns, (int)g_strv_length(cells));
  for (int pass = 0; pass < 2; pass++) {
    x = ink->x;
    for (int i = 0; i < n; i++) {
      ExamStyle cell = *style;
      cell.width = ink->column[i] - 2 * pad;
      cell.align = ink->align[i];
      if (pass == 0) {
        cell.colour = "#00000000";
        tallest = MAX(tallest, exam_ink_text(ink, x + pad, ink->y, &cell, cells[i], NULL) + (style->grid ? 1.0 : 0.4));
      } else {
        if (style->grid || style->fill)
          exam_ink_box(
              ink, x, ink->y, ink->column[i], tallest,
              &(ExamStyle){.fill = style->fill, .stroke = style->grid ? (style->stroke ? style->stroke : "#222222") : style->fill, .pen = 0.18});
        exam_ink_text(ink, x + pad, ink->y + (style->grid ? 0.5 : 0.2), &cell, cells[i], NULL);
      }
      x += ink->column[i];
    }
  }
  ink->y += tallest + style->gap;
}

/* OCR-B, one character a cell: the pitch is the standard's (2.54 mm at size 1). */
void exam_ink_mrz(ExamInk *ink, double x, double y, double pitch, const char *font, const char *line) {
  ExamStyle style = {.font = font ? font : "OCR B", .size = 12.0 * pitch / 2.54, .align = 'c', .colour = "#101010"};
  char one[8];
  for (const char *p = line; *p; p++, x += pitch) {
    g_snprintf(one, sizeof one, "%s", *p == '<' ? "&lt;" : (char[]){*p, 0});
    exam_ink_text(ink, x + pitch / 2, y, &style, one, NULL);
  }
}
