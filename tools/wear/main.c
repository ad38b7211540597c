/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wear: ages drawn pages by a named, seeded recipe and carries their truth along. Options only; the operations know nothing of files. */
#include "wear.h"
#include <json-glib/json-glib.h>
#include <locale.h>
#include <math.h>
#include <string.h>

typedef struct {
  char *recipe;
  gint64 seed;
  gboolean list, duplex, hidden;
} Options;

/* What became of the letters of the pages, for the truth. */
typedef struct {
  double x_height, hidden; /* of the last page; hidden: share of its ink's contrast that is gone, NAN = not asked for */
} Left;

static void list_words(void) {
  const OpEntry *tables[] = {print_ops, scan_ops, photo_ops, defect_ops};
  for (size_t t = 0; t < G_N_ELEMENTS(tables); t++)
    for (const OpEntry *op = tables[t]; op->name; op++) g_print("%-11s %-5g %s\n", op->name, op->fallback, op->help);
  g_print("wordNx | …                    a number that ends with x: in x-heights of the page, as specimen --words tells them\n");
  g_print("g4 | jpegN | exifN | zip     how the file is written\n");
}

/* The truth beside an image; an input without one (a blank back) is a page of type blank. */
static JsonNode *truth_pages(const char *image, gint64 *ret_seed, char **ret_layout) {
  g_autofree char *stem = g_strdup(image);
  char *dot = strrchr(stem, '.');
  if (dot) *dot = 0;
  g_autofree char *path = g_strconcat(stem, ".truth.json", NULL);
  g_autoptr(JsonParser) parser = json_parser_new();
  if (!json_parser_load_from_file(parser, path, NULL)) return NULL;
  JsonObject *root = json_node_get_object(json_parser_get_root(parser));
  *ret_seed = json_object_get_int_member_with_default(root, "seed", 0);
  g_free(*ret_layout);
  *ret_layout = g_strdup(json_object_get_string_member_with_default(root, "layout", ""));
  JsonNode *pages = json_object_get_member(root, "pages"); /* truths of other hands have none */
  return pages ? json_node_copy(pages) : NULL;
}

/* 0 where the truth does not tell it. */
static double x_height_of(const char *image) {
  gint64 seed;
  g_autofree char *layout = NULL;
  g_autoptr(JsonNode) node = truth_pages(image, &seed, &layout);
  JsonArray *list = node ? json_node_get_array(node) : NULL;
  return list && json_array_get_length(list) > 0 ? json_object_get_double_member_with_default(json_array_get_object_element(list, 0), "xHeight", 0) : 0;
}

static void add_blank(JsonArray *pages) {
  JsonObject *page = json_object_new();
  json_object_set_string_member(page, "type", "blank");
  json_object_set_string_member(page, "side", "page");
  json_object_set_string_member(page, "person", "");
  json_object_set_object_member(page, "fields", json_object_new());
  json_array_add_object_element(pages, page);
}

static bool write_truth(const Options *o, char **inputs, const Left *left, const char *out) {
  g_autoptr(JsonArray) pages = json_array_new();
  gint64 seed = 0;
  g_autofree char *layout = NULL, *recipe = g_strdelimit(g_strdup(o->recipe), ",", '-');
  for (guint i = 0; inputs[i]; i++) {
    g_auto(GStrv) parts = g_strsplit(inputs[i], "@", 2);
    g_autoptr(JsonNode) node = truth_pages(parts[0], &seed, &layout);
    JsonArray *list = node ? json_node_get_array(node) : NULL;
    for (guint k = 0; list && k < json_array_get_length(list); k++) json_array_add_element(pages, json_node_copy(json_array_get_element(list, k)));
    if (!list) add_blank(pages);
    if (o->duplex) add_blank(pages);
  }
  g_autoptr(JsonNode) root = json_node_new(JSON_NODE_OBJECT);
  JsonObject *object = json_object_new();
  json_object_set_int_member(object, "seed", seed);
  json_object_set_string_member(object, "layout", layout ? layout : "");
  json_object_set_string_member(object, "recipe", recipe);
  if (left->x_height > 0) json_object_set_double_member(object, "xHeight", left->x_height);
  if (isfinite(left->hidden)) json_object_set_double_member(object, "hidden", left->hidden);
  json_object_set_array_member(object, "pages", json_array_ref(pages));
  json_node_take_object(root, object);
  g_autoptr(JsonGenerator) generator = json_generator_new();
  json_generator_set_pretty(generator, TRUE);
  json_generator_set_root(generator, root);
  g_autofree char *stem = g_strdup(out);
  char *dot = strrchr(stem, '.');
  if (dot) *dot = 0;
  g_autofree char *path = g_strconcat(stem, ".truth.json", NULL);
  return json_generator_to_file(generator, path, NULL);
}

static PIX *read_page(const char *path) {
  PIX *raw = strcmp(path, "BLANK") == 0 ? NULL : pixRead(path);
  if (!raw && strcmp(path, "BLANK") != 0) return NULL;
  PIX *pix = raw ? pixConvertTo32(raw) : pixCreate(2480, 3508, 32);
  if (!raw)
    pixSetAll(pix), pixSetResolution(pix, 300, 300);
  else
    pixCopyResolution(pix, raw);
  pixDestroy(&raw);
  return pix;
}

/* Sum of the grey levels by which two pictures of one size differ. */
static double difference(PIX *a, PIX *b) {
  double sum = 0;
  for (int y = 0; y < pixGetHeight(a); y++) {
    const l_uint32 *p = pixGetData(a) + (gsize)y * (gsize)pixGetWpl(a), *q = pixGetData(b) + (gsize)y * (gsize)pixGetWpl(b);
    for (int x = 0; x < pixGetWidth(a); x++) {
      Rgb u = pixel_at(p, x), v = pixel_at(q, x);
      sum += abs(u.r + u.g + u.b - v.r - v.g - v.b);
    }
  }
  return sum;
}

/* Contrast of the page's ink after the recipe: against a bare sheet worn alike. */
static double ink_left(const Recipe *recipe, PIX *page, Wearing wearing) {
  PIX *bare = pixCopy(NULL, page);
  pixSetAll(bare);
  Wearing other = wearing;
  PIX *with = recipe_apply(recipe, pixCopy(NULL, page), &wearing), *without = recipe_apply(recipe, bare, &other);
  double left = difference(with, without);
  pixDestroy(&with), pixDestroy(&without);
  return left;
}

static double hidden_of(const Recipe *recipe, PIX *page, const Wearing *wearing) {
  if (!recipe_hides(recipe)) return 0;
  Wearing bared = *wearing;
  bared.bared = true;
  double all = ink_left(recipe, page, bared);
  return all > 0 ? fmax(0, 1 - ink_left(recipe, page, *wearing) / all) : 0;
}

/* `IN@turn180` adds words to this page alone, before the recipe's. */
static bool wear_page(const Options *o, const char *input, guint index, PIXA *pages, Left *left) {
  g_auto(GStrv) parts = g_strsplit(input, "@", 2);
  PIX *pix = read_page(parts[0]);
  if (!pix) {
    g_printerr("wear: %s cannot be read\n", parts[0]);
    return false;
  }
  g_autofree char *words = parts[1] ? g_strconcat(parts[1], ",", o->recipe, NULL) : g_strdup(o->recipe);
  g_autoptr(Recipe) recipe = recipe_parse(words);
  PIX *back = o->duplex ? pixCopy(NULL, pix) : NULL;
  Wearing wearing = {.seed = (guint64)o->seed * 1000 + index, .x_height = x_height_of(parts[0])};
  if (recipe && o->hidden) left->hidden = hidden_of(recipe, pix, &wearing);
  if (recipe) pixaAddPix(pages, recipe_apply(recipe, pix, &wearing), L_INSERT);
  left->x_height = wearing.x_height;
  if (recipe && o->duplex) {
    g_autofree char *behind = g_strconcat("show0.07,", o->recipe, NULL);
    g_autoptr(Recipe) blank = recipe_parse(behind);
    Wearing other = {.back = back, .seed = (guint64)o->seed * 1000 + 500 + index};
    pixaAddPix(pages, recipe_apply(blank, read_page("BLANK"), &other), L_INSERT);
  }
  pixDestroy(&back);
  return recipe != NULL;
}

/* OUT may be a folder: the file is then named after the input and the recipe. "{xh}" in a name becomes the x-height. */
static char *out_path(const char *out, const char *input, const char *recipe, double x_height) {
  if (!g_file_test(out, G_FILE_TEST_IS_DIR)) {
    g_auto(GStrv) around = g_strsplit(out, "{xh}", 2);
    return around[0] && around[1] ? g_strdup_printf("%s%.0f%s", around[0], x_height, around[1]) : g_strdup(out);
  }
  g_auto(GStrv) parts = g_strsplit(input, "@", 2);
  g_autofree char *base = g_path_get_basename(parts[0]), *flat = g_strdelimit(g_strdup(recipe), ",", '-');
  char *dot = strrchr(base, '.');
  if (dot) *dot = 0;
  const char *ending = strstr(recipe, "g4") ? "tif" : strstr(recipe, "photo") || strstr(recipe, "jpeg") ? "jpg" : "png";
  return g_strdup_printf("%s/%s--%s.%s", out, base, flat, ending);
}

static bool wear_files(const Options *o, char **inputs, const char *out) {
  PIXA *pages = pixaCreate(0);
  bool ok = true;
  Left left = {0, NAN};
  for (guint i = 0; ok && inputs[i]; i++) ok = wear_page(o, inputs[i], i, pages, &left);
  g_autoptr(Recipe) recipe = ok ? recipe_parse(o->recipe) : NULL;
  g_autofree char *path = out_path(out, inputs[0], o->recipe, left.x_height);
  if (recipe) {
    Format format = recipe_format(recipe);
    ok = files_write(pages, &format, path) && write_truth(o, inputs, &left, path);
    if (ok) g_print("%s\n", path);
  }
  pixaDestroy(&pages);
  return ok && recipe;
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  Options o = {NULL, 1, FALSE, FALSE, FALSE};
  GOptionEntry entries[] = {{"recipe", 0, 0, G_OPTION_ARG_STRING, &o.recipe, "Words joined by commas: scan200,skew1.2,noise6,g4", "R"},
                            {"seed", 0, 0, G_OPTION_ARG_INT64, &o.seed, "Chance (1)", "N"},
                            {"list", 0, 0, G_OPTION_ARG_NONE, &o.list, "List the words", NULL},
                            {"hidden", 0, 0, G_OPTION_ARG_NONE, &o.hidden, "Tell in the truth which share of the ink light, fingers and cuts took", NULL},
                            {"duplex", 0, 0, G_OPTION_ARG_NONE, &o.duplex, "Add each page's blank back, its print showing through", NULL},
                            G_OPTION_ENTRY_NULL};
  g_autoptr(GOptionContext) context = g_option_context_new("IN[@WORDS]… OUT - age drawn pages; BLANK is an empty sheet");
  g_option_context_add_main_entries(context, entries, NULL);
  g_autoptr(GError) error = NULL;
  bool parsed = g_option_context_parse(context, &argc, &argv, &error);
  if (parsed && o.list) {
    list_words();
    return 0;
  }
  if (!parsed || argc < 3 || !o.recipe) {
    g_printerr("wear: %s\n", parsed ? "give --recipe, one or more inputs and an output" : error->message);
    return 2;
  }
  g_autofree char *out = argv[argc - 1];
  argv[argc - 1] = NULL;
  bool ok = wear_files(&o, argv + 1, out);
  (void)g_steal_pointer(&out);
  g_free(o.recipe);
  return ok ? 0 : 1;
}
