/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output.h"
#include "facts.h"
#include "layout.h"
#include <json-glib/json-glib.h>
#include <leptonica/allheaders.h>
#include <string.h>

static void add_page(JsonBuilder *json, const DrawOrder *order, const CanvasPage *page) {
  json_builder_begin_object(json);
  json_builder_set_member_name(json, "type"), json_builder_add_string_value(json, order->type);
  json_builder_set_member_name(json, "side"), json_builder_add_string_value(json, page->side);
  json_builder_set_member_name(json, "person"), json_builder_add_string_value(json, order->person);
  json_builder_set_member_name(json, "fields"), json_builder_begin_object(json);
  for (guint i = 0; i < page->names->len; i++) {
    if (!facts_tells(order->type, page->names->pdata[i])) continue;
    json_builder_set_member_name(json, page->names->pdata[i]);
    json_builder_add_string_value(json, page->values->pdata[i]);
  }
  json_builder_end_object(json);
  if (order->words) json_builder_set_member_name(json, "xHeight"), json_builder_add_double_value(json, canvas_x_height(page));
  json_builder_end_object(json);
}

static bool write_truth(const DrawOrder *order, const GPtrArray *pages, guint from, guint to, const char *path) {
  g_autoptr(JsonBuilder) json = json_builder_new();
  g_autofree char *layout = g_strdup_printf("%s-%d", order->type, order->layout);
  json_builder_begin_object(json);
  json_builder_set_member_name(json, "seed"), json_builder_add_int_value(json, (gint64)order->seed);
  json_builder_set_member_name(json, "layout"), json_builder_add_string_value(json, layout);
  json_builder_set_member_name(json, "recipe"), json_builder_add_string_value(json, order->pdf ? "born-digital" : "clean");
  json_builder_set_member_name(json, "pages"), json_builder_begin_array(json);
  for (guint i = from; i < to; i++) add_page(json, order, pages->pdata[i]);
  json_builder_end_array(json);
  json_builder_end_object(json);
  g_autoptr(JsonNode) root = json_builder_get_root(json);
  g_autoptr(JsonGenerator) generator = json_generator_new();
  json_generator_set_pretty(generator, TRUE);
  json_generator_set_root(generator, root);
  g_autoptr(GError) error = NULL;
  if (json_generator_to_file(generator, path, &error)) return true;
  g_printerr("specimen: %s\n", error->message);
  return false;
}

/* PNG with its resolution told, which cairo's own writer leaves out. */
static bool write_png(cairo_surface_t *surface, const char *path) {
  int w = cairo_image_surface_get_width(surface), h = cairo_image_surface_get_height(surface), stride = cairo_image_surface_get_stride(surface);
  const guchar *rows = cairo_image_surface_get_data(surface);
  PIX *pix = pixCreate(w, h, 32);
  for (int y = 0; y < h; y++) {
    const guint32 *from = (const guint32 *)(const void *)(rows + (gsize)y * (gsize)stride);
    l_uint32 *to = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (int x = 0; x < w; x++) to[x] = from[x] << 8;
  }
  pixSetResolution(pix, 300, 300);
  bool ok = pixWrite(path, pix, IFF_PNG) == 0;
  pixDestroy(&pix);
  if (!ok) g_printerr("specimen: %s cannot be written\n", path);
  return ok;
}

static bool write_words(const CanvasPage *page, const char *path) {
  g_autoptr(GError) error = NULL;
  if (g_file_set_contents(path, page->words->str, (gssize)page->words->len, &error)) return true;
  g_printerr("specimen: %s\n", error->message);
  return false;
}

static bool write_pages(const DrawOrder *order, const GPtrArray *pages, const char *stem) {
  for (guint i = 0; i < pages->len; i++) {
    const CanvasPage *page = pages->pdata[i];
    g_autofree char *tail = pages->len > 1 ? g_strdup_printf("-%u", i + 1) : g_strdup("");
    g_autofree char *png = g_strdup_printf("%s%s.png", stem, tail), *truth = g_strdup_printf("%s%s.truth.json", stem, tail);
    cairo_surface_flush(page->surface);
    g_autofree char *words = g_strdup_printf("%s%s.words.txt", stem, tail);
    if (!write_png(page->surface, png) || !write_truth(order, pages, i, i + 1, truth) || (order->words && !write_words(page, words))) return false;
    g_print("%s\n", png);
  }
  return true;
}

static void apply_sets(Vars *vars, const char *const *sets) {
  for (guint i = 0; sets && sets[i]; i++) {
    g_auto(GStrv) pair = g_strsplit(sets[i], "=", 2);
    if (pair[0] && pair[1])
      vars_override(vars, pair[0], pair[1]);
    else
      g_printerr("specimen: --set %s has no `=`\n", sets[i]);
  }
}

bool output_draw(const DrawOrder *order) {
  g_autoptr(World) world = world_load(order->data, order->seed, &order->today);
  if (!world) return false;
  g_autoptr(Vars) vars = vars_new();
  apply_sets(vars, order->sets);
  Facts facts = {world, vars, order->type, order->person, order->layout, {0}};
  facts_set(&facts);
  g_autofree char *made =
      g_strdup_printf("%s-%d-s%" G_GUINT64_FORMAT "%s%s%s", order->type, order->layout, order->seed, strcmp(order->person, "p1") ? "-" : "",
                      strcmp(order->person, "p1") ? order->person : "", order->copy ? "-copy" : "");
  g_autofree char *stem = g_build_filename(order->out, order->name ? order->name : made, NULL);
  g_autofree char *pdf = g_strconcat(stem, ".pdf", NULL), *truth = g_strconcat(stem, ".truth.json", NULL);
  g_autofree char *folder = g_build_filename(order->data, "layouts", NULL), *file = g_strdup_printf("%s-%d.layout", order->type, order->layout);
  (void)g_mkdir_with_parents(order->out, 0777);
  Canvas *canvas = canvas_new(vars, order->type, order->seed, order->copy ? SHEET_COPY : SHEET_BARE, order->pdf ? pdf : NULL);
  bool ok = layout_draw(canvas, vars, folder, file);
  if (ok && order->pdf) {
    ok = write_truth(order, canvas->pages, 0, canvas->pages->len, truth);
    if (ok) g_print("%s\n", pdf);
  } else if (ok)
    ok = write_pages(order, canvas->pages, stem);
  canvas_free(canvas);
  return ok;
}
