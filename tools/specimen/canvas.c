/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages, copy sheets and what was seen on them. */
#include "canvas.h"
#include <cairo-pdf.h>
#include <string.h>

static void page_free(gpointer data) {
  CanvasPage *page = data;
  g_free(page->side);
  g_ptr_array_unref(page->names);
  g_ptr_array_unref(page->values);
  g_string_free(page->words, TRUE);
  g_array_unref(page->x_heights);
  if (page->surface) cairo_surface_destroy(page->surface);
  g_free(page);
}

Canvas *canvas_new(const Vars *vars, const char *type, guint64 seed, SheetKind sheet, const char *pdf_path) {
  Canvas *canvas = g_new0(Canvas, 1);
  canvas->vars = vars;
  canvas->type = type;
  canvas->seed = seed;
  canvas->sheet = sheet;
  canvas->pages = g_ptr_array_new_with_free_func(page_free);
  canvas->font = g_strdup("Liberation Sans");
  canvas->size = 10;
  if (!pdf_path) return canvas;
  canvas->pdf = cairo_pdf_surface_create(pdf_path, 595.28, 841.89);
  /* a fixed date keeps the same seed the same bytes */
  cairo_pdf_surface_set_metadata(canvas->pdf, CAIRO_PDF_METADATA_CREATE_DATE, "2026-01-01T00:00:00Z");
  return canvas;
}

static void end_page(Canvas *canvas) {
  if (!canvas->cr) return;
  if (canvas->pdf) cairo_show_page(canvas->cr);
  cairo_destroy(canvas->cr);
  canvas->cr = NULL;
}

void canvas_finish(Canvas *canvas) {
  end_page(canvas);
  if (canvas->pdf) cairo_surface_finish(canvas->pdf);
}

void canvas_free(Canvas *canvas) {
  end_page(canvas);
  if (canvas->pdf) cairo_surface_destroy(canvas->pdf);
  g_ptr_array_unref(canvas->pages);
  g_free(canvas->font);
  g_free(canvas->column_w);
  g_free(canvas->column_al);
  g_free(canvas);
}

static void open_surface(Canvas *canvas, double width, double height) {
  CanvasPage *page = g_ptr_array_index(canvas->pages, canvas->pages->len - 1);
  if (canvas->pdf) {
    cairo_pdf_surface_set_size(canvas->pdf, width * 72 / 25.4, height * 72 / 25.4);
    canvas->cr = cairo_create(canvas->pdf);
    cairo_scale(canvas->cr, 72.0 / 300, 72.0 / 300);
  } else {
    page->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(width * MM + .5), (int)(height * MM + .5));
    canvas->cr = cairo_create(page->surface);
  }
  cairo_set_source_rgb(canvas->cr, 1, 1, 1);
  cairo_paint(canvas->cr);
}

static void start_page(Canvas *canvas, double width, double height, const char *side) {
  end_page(canvas);
  CanvasPage *page = g_new0(CanvasPage, 1);
  page->side = g_strdup(side);
  page->names = g_ptr_array_new_with_free_func(g_free);
  page->values = g_ptr_array_new_with_free_func(g_free);
  page->words = g_string_new(NULL);
  page->x_heights = g_array_new(FALSE, FALSE, sizeof(double));
  g_ptr_array_add(canvas->pages, page);
  open_surface(canvas, width, height);
}

static void round_corners(cairo_t *cr, double w, double h, double r) {
  cairo_new_path(cr);
  cairo_arc(cr, w - r, r, r, -G_PI_2, 0);
  cairo_arc(cr, w - r, h - r, r, 0, G_PI_2);
  cairo_arc(cr, r, h - r, r, G_PI_2, G_PI);
  cairo_arc(cr, r, r, r, G_PI, G_PI * 1.5);
  cairo_close_path(cr);
}

/* A photocopier shows the card's edge as a faint grey line; cards lie a little askew. */
static void copy_slot(Canvas *canvas, double width, double height, const char *side) {
  bool first = !canvas->cr || canvas->slot_y + height > 285;
  if (first) {
    start_page(canvas, 210, 297, side);
    canvas->slot_y = 30;
  } else {
    CanvasPage *page = g_ptr_array_index(canvas->pages, canvas->pages->len - 1);
    char *joined = g_strconcat(page->side, " ", side, NULL);
    g_free(page->side);
    page->side = joined;
    cairo_restore(canvas->cr);
  }
  Rng rng = rng_new(canvas->seed, side);
  cairo_save(canvas->cr);
  cairo_translate(canvas->cr, ((210 - width) / 2 + rng_real(&rng, -12, 12)) * MM, canvas->slot_y * MM);
  cairo_rotate(canvas->cr, rng_real(&rng, -1.2, 1.2) * G_PI / 180);
  canvas->slot_y += height + 22;
  round_corners(canvas->cr, width * MM, height * MM, (height < 70 ? 3.2 : 1.5) * MM);
  canvas_color(canvas->cr, "#b8b8b8", 1);
  cairo_set_line_width(canvas->cr, 3);
  cairo_stroke_preserve(canvas->cr);
  cairo_clip(canvas->cr);
}

void canvas_page(Canvas *canvas, double width, double height, const char *side) {
  canvas->width = width;
  canvas->height = height;
  canvas->cursor = 0;
  if (canvas->sheet == SHEET_COPY && width < 200)
    copy_slot(canvas, width, height, side);
  else
    start_page(canvas, width, height, side);
}

void canvas_saw(void *closure, const char *name, const char *truth) {
  Canvas *canvas = closure;
  if (!canvas->pages->len) return;
  CanvasPage *page = g_ptr_array_index(canvas->pages, canvas->pages->len - 1);
  for (guint i = 0; i < page->names->len; i++)
    if (strcmp(page->names->pdata[i], name) == 0) return;
  g_ptr_array_add(page->names, g_strdup(name));
  g_ptr_array_add(page->values, g_strdup(truth));
}

void canvas_printed(Canvas *canvas, const char *text, double x_height) {
  if (!canvas->pages->len) return;
  CanvasPage *page = g_ptr_array_index(canvas->pages, canvas->pages->len - 1);
  g_auto(GStrv) words = g_strsplit_set(text, " \n\t", -1);
  for (guint i = 0; words[i]; i++)
    if (*words[i]) g_string_append_printf(page->words, "%s\n", words[i]);
  for (const char *p = text; x_height > 0 && *p; p = g_utf8_next_char(p))
    if (g_unichar_isalnum(g_utf8_get_char(p))) g_array_append_val(page->x_heights, x_height);
}

static int compare_doubles(gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double canvas_x_height(const CanvasPage *page) {
  if (page->x_heights->len == 0) return 0;
  const double card = 150 * MM, share = page->surface && cairo_image_surface_get_width(page->surface) < card ? .75 : .5;
  g_array_sort(page->x_heights, compare_doubles);
  return g_array_index(page->x_heights, double, (guint)(page->x_heights->len * share));
}

double arg(const Args *args, size_t index, double fallback) {
  return index < g_strv_length(args->at) ? g_ascii_strtod(args->at[index], NULL) : fallback;
}

const char *opt(const Args *args, const char *key, const char *fallback) {
  const char *value = g_hash_table_lookup(args->opts, key);
  return value ? value : fallback;
}

double opt_number(const Args *args, const char *key, double fallback) {
  const char *value = g_hash_table_lookup(args->opts, key);
  return value ? g_ascii_strtod(value, NULL) : fallback;
}

bool opt_has(const Args *args, const char *key) { return g_hash_table_contains(args->opts, key); }

void canvas_color(cairo_t *cr, const char *hex, double alpha) {
  guint64 v = g_ascii_strtoull(hex + 1, NULL, 16);
  size_t n = strlen(hex) - 1;
  if (n == 3) v = ((v & 0xf00) * 0x1100) | ((v & 0xf0) * 0x110) | ((v & 0xf) * 0x11);
  if (n == 8) alpha *= (double)(v & 0xff) / 255, v >>= 8;
  cairo_set_source_rgba(cr, (double)(v >> 16 & 255) / 255, (double)(v >> 8 & 255) / 255, (double)(v & 255) / 255, alpha);
}
