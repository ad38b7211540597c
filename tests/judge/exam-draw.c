/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exam-draw --list | exam-draw LAYOUT SEED OUT [--pdf] [--recipe NAME] [--split]
 * Writes OUT.pdf or OUT-1.png… (300 dpi, RGB; --ppm for a faster lossless file), and OUT.truth.json; with --split one truth a page. */
#include "exam.h"
#include <cairo-pdf.h>
#include <glib/gstdio.h>

#define DPI 300.0
#define FINE_DPI 600.0 /* --fine: small sheets as a near camera sees them */

typedef struct {
  const char *out;
  bool pdf, ppm, fine, failed;
  cairo_surface_t *surface;
  cairo_t *cairo;
  int count;
} Paper;

static bool write_ppm(cairo_surface_t *surface, const char *path) {
  int w = cairo_image_surface_get_width(surface), h = cairo_image_surface_get_height(surface), stride = cairo_image_surface_get_stride(surface);
  const unsigned char *data = cairo_image_surface_get_data(surface);
  FILE *file = g_fopen(path, "wb");
  if (!file) return false;
  fprintf(file, "P6\n%d %d\n255\n", w, h);
  g_autofree unsigned char *row = g_malloc((size_t)w * 3);
  for (int y = 0; y < h; y++) {
    const uint32_t *in = (const uint32_t *)(const void *)(data + (size_t)y * (size_t)stride);
    for (int x = 0; x < w; x++) {
      row[3 * x] = (unsigned char)(in[x] >> 16);
      row[3 * x + 1] = (unsigned char)(in[x] >> 8);
      row[3 * x + 2] = (unsigned char)in[x];
    }
    fwrite(row, 3, (size_t)w, file);
  }
  return fclose(file) == 0;
}

static cairo_t *open_page(double w, double h, gpointer data) {
  Paper *paper = data;
  paper->count++;
  if (paper->pdf) {
    g_autofree char *path = g_strconcat(paper->out, ".pdf", NULL);
    if (!paper->surface) paper->surface = cairo_pdf_surface_create(path, w * 72 / 25.4, h * 72 / 25.4);
    cairo_pdf_surface_set_size(paper->surface, w * 72 / 25.4, h * 72 / 25.4);
    paper->cairo = cairo_create(paper->surface);
    cairo_scale(paper->cairo, 72 / 25.4, 72 / 25.4);
    return paper->cairo;
  }
  double dpi = paper->fine && w < 150 ? FINE_DPI : DPI;
  paper->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(w * dpi / 25.4 + 0.5), (int)(h * dpi / 25.4 + 0.5));
  paper->cairo = cairo_create(paper->surface);
  cairo_set_source_rgb(paper->cairo, 1, 1, 1);
  cairo_paint(paper->cairo);
  cairo_scale(paper->cairo, dpi / 25.4, dpi / 25.4);
  return paper->cairo;
}

static void close_page(gpointer data) {
  Paper *paper = data;
  paper->failed = paper->failed || cairo_status(paper->cairo) != CAIRO_STATUS_SUCCESS; /* a font that failed leaves a page half drawn */
  if (paper->pdf) {
    cairo_show_page(paper->cairo);
    cairo_destroy(paper->cairo);
    return;
  }
  g_autofree char *path = g_strdup_printf("%s-%d.%s", paper->out, paper->count, paper->ppm ? "ppm" : "png");
  cairo_destroy(paper->cairo);
  cairo_surface_flush(paper->surface);
  bool written = paper->ppm ? write_ppm(paper->surface, path) : cairo_surface_write_to_png(paper->surface, path) == CAIRO_STATUS_SUCCESS;
  paper->failed = paper->failed || !written;
  cairo_surface_destroy(paper->surface);
}

static void add_page_truth(JsonBuilder *json, const ExamPage *page) {
  json_builder_begin_object(json);
  json_builder_set_member_name(json, "type");
  json_builder_add_string_value(json, page->type ? page->type : "unknown");
  json_builder_set_member_name(json, "side");
  json_builder_add_string_value(json, page->side ? page->side : "page");
  if (page->person) {
    json_builder_set_member_name(json, "person");
    json_builder_add_string_value(json, page->person);
  }
  json_builder_set_member_name(json, "fields");
  json_builder_begin_object(json);
  for (guint i = 0; i + 1 < page->fields->len; i += 2) {
    json_builder_set_member_name(json, page->fields->pdata[i]);
    json_builder_add_string_value(json, page->fields->pdata[i + 1]);
  }
  json_builder_end_object(json);
  if (page->mrz->len) {
    json_builder_set_member_name(json, "mrz");
    json_builder_begin_array(json);
    for (guint i = 0; i < page->mrz->len; i++) json_builder_add_string_value(json, page->mrz->pdata[i]);
    json_builder_end_array(json);
  }
  json_builder_end_object(json);
}

/* Pages from..to-1 into one truth file. */
static bool write_truth(const char *path, const char *layout, guint64 seed, const char *recipe, GPtrArray *pages, guint from, guint to,
                        GError **error) {
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  json_builder_set_member_name(json, "seed");
  json_builder_add_int_value(json, (gint64)seed);
  json_builder_set_member_name(json, "layout");
  json_builder_add_string_value(json, layout);
  json_builder_set_member_name(json, "recipe");
  json_builder_add_string_value(json, recipe);
  json_builder_set_member_name(json, "pages");
  json_builder_begin_array(json);
  for (guint i = from; i < to; i++) add_page_truth(json, pages->pdata[i]);
  json_builder_end_array(json);
  json_builder_end_object(json);
  g_autoptr(JsonGenerator) generator = json_generator_new();
  g_autoptr(JsonNode) root = json_builder_get_root(json);
  json_generator_set_root(generator, root);
  json_generator_set_pretty(generator, TRUE);
  return json_generator_to_file(generator, path, error);
}

static bool write_truths(const char *out, bool split, const char *layout, guint64 seed, const char *recipe, GPtrArray *pages, GError **error) {
  if (!split) {
    g_autofree char *path = g_strconcat(out, ".truth.json", NULL);
    return write_truth(path, layout, seed, recipe, pages, 0, pages->len, error);
  }
  for (guint i = 0; i < pages->len; i++) {
    g_autofree char *path = g_strdup_printf("%s-%u.truth.json", out, i + 1);
    if (!write_truth(path, layout, seed, recipe, pages, i, i + 1, error)) return false;
  }
  return true;
}

/* Refused font sizes are tried again a hair larger (ink.c); what stays broken is seen in cairo's status. */
static GLogWriterOutput hush(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  return level & G_LOG_LEVEL_WARNING ? G_LOG_WRITER_HANDLED : g_log_writer_default(level, fields, n_fields, data);
}

int main(int argc, char **argv) {
  g_log_set_writer_func(hush, NULL, NULL);
  gboolean list = FALSE, pdf = FALSE, ppm = FALSE, split = FALSE, fine_pixels = FALSE, text = FALSE;
  g_autofree char *recipe = NULL, *folder = NULL, *zone_font = NULL;
  const GOptionEntry options[] = {{"list", 0, 0, G_OPTION_ARG_NONE, &list, "names of the layouts", NULL},
                                  {"pdf", 0, 0, G_OPTION_ARG_NONE, &pdf, "one born-digital PDF", NULL},
                                  {"ppm", 0, 0, G_OPTION_ARG_NONE, &ppm, "PPM pages", NULL},
                                  {"split", 0, 0, G_OPTION_ARG_NONE, &split, "one truth a page", NULL},
                                  {"fine", 0, 0, G_OPTION_ARG_NONE, &fine_pixels, "small pages at 600 dpi", NULL},
                                  {"text", 0, 0, G_OPTION_ARG_NONE, &text, "the words drawn, in order, into OUT.txt", NULL},
                                  {"recipe", 0, 0, G_OPTION_ARG_STRING, &recipe, "name for the truth", "NAME"},
                                  {"zone-font", 0, 0, G_OPTION_ARG_STRING, &zone_font, "cut of machine-readable zones", "FAMILY"},
                                  {"layouts", 0, 0, G_OPTION_ARG_FILENAME, &folder, "folder of .lay files", "DIR"},
                                  {NULL}};
  g_autoptr(GOptionContext) context = g_option_context_new("LAYOUT SEED OUT");
  g_option_context_add_main_entries(context, options, NULL);
  g_autoptr(GError) error = NULL;
  if (!g_option_context_parse(context, &argc, &argv, &error) || (!list && argc != 4))
    return g_printerr("exam-draw: %s\n", error ? error->message : "LAYOUT SEED OUT expected"), 2;
  ExamSheets *sheets = exam_sheets_load(folder ? folder : "tests/judge/layouts", &error);
  if (!sheets) return g_printerr("exam-draw: %s\n", error->message), 2;
  if (list) {
    g_auto(GStrv) names = exam_sheets_list(sheets);
    for (char **n = names; *n; n++) g_print("%s\n", *n);
    exam_sheets_free(sheets);
    return 0;
  }
  guint64 seed = g_ascii_strtoull(argv[2], NULL, 10);
  ExamDice dice = exam_dice(seed, argv[1]);
  g_autoptr(GString) words = g_string_new(NULL);
  ExamVars vars = {.values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free), .dice = &dice};
  Paper paper = {.out = argv[3], .pdf = pdf, .ppm = ppm, .fine = fine_pixels};
  g_autoptr(GPtrArray) pages = NULL;
  bool fine = exam_draw(sheets, argv[1], &vars, &(ExamPaper){open_page, close_page, &paper, words, zone_font}, &pages, &error);
  if (pdf && paper.surface) cairo_surface_destroy(paper.surface);
  if (fine && paper.failed) fine = (g_set_error(&error, EXAM_ERROR, 0, "%s: drawing or writing a page failed", argv[1]), false);
  fine = fine && write_truths(argv[3], split, argv[1], seed, recipe ? recipe : "clean", pages, &error);
  g_autofree char *text_path = g_strconcat(argv[3], ".txt", NULL);
  if (fine && text) fine = g_file_set_contents(text_path, words->str, (gssize)words->len, &error);
  g_hash_table_unref(vars.values);
  exam_sheets_free(sheets);
  return fine ? 0 : (g_printerr("exam-draw: %s\n", error->message), 1);
}
