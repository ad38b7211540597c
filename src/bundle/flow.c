/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text and pictures flowing over A4 pages. Must not know: reports, dossiers. */
#include "bundle/flow.h"
#include "bundle/glyphs.h"
#include "bundle/pictogram.h"
#include <cairo-pdf.h>

#define A4_WIDTH 595.276
#define A4_HEIGHT 841.89
#define FOOT_Y 800.0

struct RectoFlow {
  cairo_surface_t *surface;
  cairo_t *cairo;
  PangoContext *context;
  GHashTable *pictures; /* number -> cairo_surface_t */
  RectoFlowFrame frame;
  RectoFlowInk ink;
  double y;
  guint page;
  bool measuring, unknown;
};

typedef struct { const char *family; double size; PangoWeight weight; double spacing; double grey; } Style;

static const Style STYLES[] = {
    [RECTO_STYLE_TITLE] = {RECTO_GLYPHS_SANS, 19, PANGO_WEIGHT_BOLD, 1.0, 0},
    [RECTO_STYLE_HEADING] = {RECTO_GLYPHS_SANS, 13.5, PANGO_WEIGHT_BOLD, 1.0, 0},
    [RECTO_STYLE_NAME] = {RECTO_GLYPHS_SANS, 10, PANGO_WEIGHT_BOLD, 1.0, 0},
    [RECTO_STYLE_BODY] = {RECTO_GLYPHS_SANS, 9.5, PANGO_WEIGHT_NORMAL, 1.05, 0},
    [RECTO_STYLE_BOLD] = {RECTO_GLYPHS_SANS, 9.5, PANGO_WEIGHT_BOLD, 1.05, 0},
    [RECTO_STYLE_SOFT] = {RECTO_GLYPHS_SANS, 9.5, PANGO_WEIGHT_NORMAL, 1.05, 0.28},
    [RECTO_STYLE_SMALL] = {RECTO_GLYPHS_SANS, 8, PANGO_WEIGHT_NORMAL, 1.0, 0.28},
    [RECTO_STYLE_CODE] = {RECTO_GLYPHS_MONO, 7.4, PANGO_WEIGHT_NORMAL, 1.1, 0},
    [RECTO_STYLE_BADGE] = {RECTO_GLYPHS_SANS, 8, PANGO_WEIGHT_BOLD, 1.0, 0},
    [RECTO_STYLE_ANSWER] = {RECTO_GLYPHS_SANS, 15, PANGO_WEIGHT_BOLD, 1.0, 0},
};

static cairo_status_t take_bytes(void *out, const unsigned char *data, unsigned length) {
  g_byte_array_append(out, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void free_surface(gpointer surface) { cairo_surface_destroy(surface); }

RectoFlow *recto_flow_new(GByteArray *out, const RectoFlowFrame *frame) {
  RectoFlow *flow = g_new0(RectoFlow, 1);
  flow->frame = *frame;
  flow->surface = cairo_pdf_surface_create_for_stream(take_bytes, out, A4_WIDTH, A4_HEIGHT);
  cairo_pdf_surface_restrict_to_version(flow->surface, CAIRO_PDF_VERSION_1_4);
  flow->cairo = cairo_create(flow->surface);
  flow->context = recto_glyphs_context(flow->cairo);
  flow->pictures = g_hash_table_new_full(NULL, NULL, NULL, free_surface);
  flow->y = RECTO_FLOW_TOP;
  flow->page = 1;
  return flow;
}

/* Where something `width` wide that begins at x lies on the sheet. */
static double on_sheet(const RectoFlow *flow, double x, double width) {
  return flow->frame.right_to_left ? 2 * RECTO_FLOW_LEFT + RECTO_FLOW_WIDTH - x - width : x;
}

/* ------------------------------------------------------------------ lines */

/* Lines begin where the sheet's language begins, whatever their own: pango turns left and right around for a text that runs from right to left. */
static void align(const RectoFlow *flow, PangoLayout *layout) {
  PangoLayoutLine *first = pango_layout_get_line_readonly(layout, 0);
  bool runs_left = pango_layout_line_get_resolved_direction(first) == PANGO_DIRECTION_RTL;
  pango_layout_set_alignment(layout, runs_left == flow->frame.right_to_left ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT);
}

static PangoLayout *new_layout(RectoFlow *flow, double width, RectoFlowStyle style) {
  const Style *look = &STYLES[style];
  PangoLayout *layout = pango_layout_new(flow->context);
  recto_glyphs_font(layout, look->family, look->size, look->weight);
  pango_layout_set_width(layout, width > 0 ? (int)(width * PANGO_SCALE) : -1);
  pango_layout_set_wrap(layout, style == RECTO_STYLE_CODE ? PANGO_WRAP_CHAR : PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing(layout, (float)look->spacing);
  return layout;
}

static PangoLayout *lay_out(RectoFlow *flow, double width, RectoFlowStyle style, const char *text) {
  PangoLayout *layout = new_layout(flow, width, style);
  if (recto_glyphs_set(layout, text)) flow->unknown = true;
  align(flow, layout);
  return layout;
}

static double height_of(PangoLayout *layout) {
  PangoRectangle area;
  pango_layout_get_extents(layout, NULL, &area);
  return (double)area.height / PANGO_SCALE;
}

double recto_flow_height(RectoFlow *flow, double width, RectoFlowStyle style, const char *text) {
  if (!text || !*text) return 0;
  g_autoptr(PangoLayout) layout = lay_out(flow, width, style, text);
  return height_of(layout);
}

double recto_flow_length(RectoFlow *flow, RectoFlowStyle style, const char *text) {
  PangoRectangle area;
  g_autoptr(PangoLayout) layout = lay_out(flow, 0, style, text);
  pango_layout_get_extents(layout, NULL, &area);
  return (double)area.width / PANGO_SCALE;
}

static void set_ink(RectoFlow *flow, RectoFlowStyle style) {
  double grey = STYLES[style].grey;
  if (grey > 0) cairo_set_source_rgb(flow->cairo, grey, grey, grey);
  else cairo_set_source_rgb(flow->cairo, flow->ink.red, flow->ink.green, flow->ink.blue);
}

/* `left`: of the layout on the sheet. */
static void show_line(RectoFlow *flow, double left, double baseline, RectoFlowStyle style, PangoLayoutIter *iter) {
  if (flow->measuring) return;
  PangoRectangle line;
  pango_layout_iter_get_line_extents(iter, NULL, &line);
  set_ink(flow, style);
  cairo_move_to(flow->cairo, left + (double)line.x / PANGO_SCALE, baseline);
  pango_cairo_show_layout_line(flow->cairo, pango_layout_iter_get_line_readonly(iter));
}

/* ------------------------------------------------------------------ pages */

static void draw_foot(RectoFlow *flow) {
  g_autofree char *page = g_strdup_printf("%u", flow->page), *pages = g_strdup_printf("%u", flow->frame.pages);
  GString *number = g_string_new(flow->frame.page_of);
  g_string_replace(number, "{page}", page, 1);
  g_string_replace(number, "{pages}", pages, 1);
  g_autofree char *text = g_string_free(number, FALSE);
  cairo_set_source_rgb(flow->cairo, 0.4, 0.4, 0.4);
  recto_flow_line(flow, RECTO_FLOW_LEFT, FOOT_Y - 8, RECTO_FLOW_LEFT + RECTO_FLOW_WIDTH, FOOT_Y - 8, 0.5, false);
  const char *const sides[] = {flow->frame.foot, text};
  for (int i = 0; i < 2; i++) {
    g_autoptr(PangoLayout) layout = lay_out(flow, 0, RECTO_STYLE_SMALL, sides[i]);
    double length = recto_flow_length(flow, RECTO_STYLE_SMALL, sides[i]), x = i == 0 ? RECTO_FLOW_LEFT : RECTO_FLOW_LEFT + RECTO_FLOW_WIDTH - length;
    set_ink(flow, RECTO_STYLE_SMALL);
    cairo_move_to(flow->cairo, on_sheet(flow, x, length), FOOT_Y);
    pango_cairo_show_layout(flow->cairo, layout);
  }
}

static void turn_page(RectoFlow *flow) {
  draw_foot(flow);
  cairo_show_page(flow->cairo);
  flow->page++;
  flow->y = RECTO_FLOW_TOP;
}

void recto_flow_need(RectoFlow *flow, double height) {
  bool at_top = flow->y <= RECTO_FLOW_TOP + 0.5;
  if (!flow->measuring && !at_top && flow->y + height > RECTO_FLOW_BOTTOM) turn_page(flow);
}

bool recto_flow_end(RectoFlow *flow, guint *ret_pages, bool *ret_unknown) {
  draw_foot(flow);
  cairo_show_page(flow->cairo);
  if (ret_pages) *ret_pages = flow->page;
  if (ret_unknown) *ret_unknown = flow->unknown;
  g_object_unref(flow->context);
  bool right = cairo_status(flow->cairo) == CAIRO_STATUS_SUCCESS;
  cairo_destroy(flow->cairo);
  cairo_surface_finish(flow->surface);
  right = right && cairo_surface_status(flow->surface) == CAIRO_STATUS_SUCCESS;
  g_hash_table_unref(flow->pictures);
  cairo_surface_destroy(flow->surface);
  g_free(flow);
  return right;
}

double recto_flow_y(const RectoFlow *flow) { return flow->y; }
void recto_flow_set_y(RectoFlow *flow, double y) { flow->y = y; }
guint recto_flow_page(const RectoFlow *flow) { return flow->page; }
void recto_flow_ink(RectoFlow *flow, RectoFlowInk ink) { flow->ink = ink; }

bool recto_flow_measure(RectoFlow *flow, bool on) {
  bool former = flow->measuring;
  flow->measuring = on;
  return former;
}

void recto_flow_gap(RectoFlow *flow, double height) {
  if (flow->measuring || flow->y > RECTO_FLOW_TOP + 0.5) flow->y += height;
}

void recto_flow_text(RectoFlow *flow, double x, double width, RectoFlowStyle style, const char *text) {
  if (!text || !*text) return;
  g_autoptr(PangoLayout) layout = lay_out(flow, width, style, text);
  PangoLayoutIter *iter = pango_layout_get_iter(layout);
  int shift = 0; /* pango units already used on earlier pages */
  double start = flow->y;
  do {
    int top, bottom;
    pango_layout_iter_get_line_yrange(iter, &top, &bottom);
    double height = (double)(bottom - top) / PANGO_SCALE;
    guint page = flow->page;
    flow->y = start + (double)(top - shift) / PANGO_SCALE;
    recto_flow_need(flow, height);
    if (flow->page != page) start = flow->y, shift = top;
    double baseline = start + (double)(pango_layout_iter_get_baseline(iter) - shift) / PANGO_SCALE;
    show_line(flow, on_sheet(flow, x, width), baseline, style, iter);
    flow->y = start + (double)(bottom - shift) / PANGO_SCALE;
  } while (pango_layout_iter_next_line(iter));
  pango_layout_iter_free(iter);
}

/* ------------------------------------------------------------------ strokes and pictures */

void recto_flow_line(RectoFlow *flow, double x1, double y1, double x2, double y2, double thickness, bool dashed) {
  if (flow->measuring) return;
  const double dash[] = {5, 2.5};
  cairo_set_dash(flow->cairo, dash, dashed ? 2 : 0, 0);
  cairo_set_line_width(flow->cairo, thickness);
  cairo_move_to(flow->cairo, on_sheet(flow, x1, 0), y1);
  cairo_line_to(flow->cairo, on_sheet(flow, x2, 0), y2);
  cairo_stroke(flow->cairo);
  cairo_set_dash(flow->cairo, dash, 0, 0);
}

void recto_flow_box(RectoFlow *flow, double x, double y, double width, double height, double thickness) {
  if (flow->measuring) return;
  cairo_set_source_rgb(flow->cairo, flow->ink.red, flow->ink.green, flow->ink.blue);
  cairo_rectangle(flow->cairo, on_sheet(flow, x, width), y, width, height);
  cairo_set_line_width(flow->cairo, thickness);
  if (thickness > 0) cairo_stroke(flow->cairo);
  else cairo_fill(flow->cairo);
}

void recto_flow_pictogram(RectoFlow *flow, const char *word, double x, double y, double size) {
  if (flow->measuring) return;
  cairo_set_source_rgb(flow->cairo, flow->ink.red, flow->ink.green, flow->ink.blue);
  recto_pictogram_draw(flow->cairo, word, on_sheet(flow, x, size), y, size);
}

#define MARK_RGB 0xfe0180u /* second pixel: a colour, so that cairo keeps RGB */

static cairo_surface_t *stand_in(guint number) {
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 2, 1);
  uint32_t *pixels = (uint32_t *)(void *)cairo_image_surface_get_data(surface);
  pixels[0] = number;
  pixels[1] = MARK_RGB;
  cairo_surface_mark_dirty(surface);
  return surface;
}

int recto_flow_picture_number(const unsigned char *rgb, size_t size) {
  if (size != 6 || rgb[3] != 0xfe || rgb[4] != 0x01 || rgb[5] != 0x80) return -1;
  return rgb[0] << 16 | rgb[1] << 8 | rgb[2];
}

void recto_flow_picture(RectoFlow *flow, guint number, double x, double y, double width, double height) {
  if (flow->measuring) return;
  cairo_surface_t *surface = g_hash_table_lookup(flow->pictures, GUINT_TO_POINTER(number));
  if (!surface) g_hash_table_insert(flow->pictures, GUINT_TO_POINTER(number), surface = stand_in(number));
  cairo_save(flow->cairo);
  cairo_translate(flow->cairo, on_sheet(flow, x, width), y);
  cairo_scale(flow->cairo, width / 2, height);
  cairo_set_source_surface(flow->cairo, surface, 0, 0);
  cairo_pattern_set_filter(cairo_get_source(flow->cairo), CAIRO_FILTER_NEAREST);
  cairo_pattern_set_extend(cairo_get_source(flow->cairo), CAIRO_EXTEND_NONE);
  cairo_paint(flow->cairo);
  cairo_restore(flow->cairo);
}
