/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people are told of a page: one cause, one place, one action, a pictogram; the page that shows it; the picture with the frame. */
#include "bundle/pictogram.h"
#include "bundle/redo.h"
#include "image/frame.h"

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <recto/judge.h>
#include <string.h>
#include <unistd.h>

static RectoModels *load(void) {
  static const char *const folders[] = {"models", NULL};
  g_autoptr(GError) error = NULL;
  RectoModels *models = recto_models_load(folders, &error);
  g_assert_no_error(error);
  return models;
}

static RectoPage *page_of(RectoAnswer legible) {
  RectoPage *page = recto_page_new((RectoPageId){0, 0, 1});
  page->legible = legible;
  page->blank = RECTO_NO;
  page->geometry.width = 900;
  page->geometry.height = 1200;
  return page;
}

static void add(RectoPage *page, RectoDefectKind kind, RectoBox box, bool cured, bool retake) {
  RectoDefect defect = {.kind = kind, .box = box, .cured = cured, .retake = retake};
  g_array_append_val(page->defects, defect);
}

/* ------------------------------------------------------------------ the cause */

/* Whatever the order in which they were measured: cut-off, glare and finger, blur and motion, small, dark. */
static void test_order(void) {
  static const RectoDefectKind ORDER[] = {RECTO_DEFECT_CUT_EDGE, RECTO_DEFECT_GLARE, RECTO_DEFECT_SHOW_THROUGH, RECTO_DEFECT_UNEVEN_LIGHT, RECTO_DEFECT_SCREEN, RECTO_DEFECT_OCCLUSION, RECTO_DEFECT_STEEP, RECTO_DEFECT_BLUR, RECTO_DEFECT_MOTION, RECTO_DEFECT_PARTIAL_BLUR,
                                          RECTO_DEFECT_SMALL_TEXT, RECTO_DEFECT_DARK, RECTO_DEFECT_NOISE};
  for (size_t first = 0; first < G_N_ELEMENTS(ORDER); first++) {
    g_autoptr(RectoPage) page = page_of(RECTO_NO);
    for (size_t i = G_N_ELEMENTS(ORDER); i > first; i--) add(page, ORDER[i - 1], (RectoBox){0}, false, true);
    add(page, RECTO_DEFECT_CUT_EDGE, (RectoBox){0}, false, false); /* suspected only */
    add(page, RECTO_DEFECT_CUT_EDGE, (RectoBox){0}, true, false);  /* cured */
    g_assert_cmpint(recto_main_cause(page)->kind, ==, ORDER[first]);
    g_assert_true(recto_main_cause(page)->retake);
  }
  g_autoptr(RectoPage) cured = page_of(RECTO_YES);
  add(cured, RECTO_DEFECT_UNEVEN_LIGHT, (RectoBox){0}, true, false);
  g_assert_null(recto_main_cause(cured));
}

static void test_place(void) {
  static const struct { RectoDefectKind kind; RectoBox box; const char *word; } PLACES[] = {
      {RECTO_DEFECT_GLARE, {10, 10, 200, 300}, "top-left"},     {RECTO_DEFECT_GLARE, {350, 10, 200, 300}, "top"},
      {RECTO_DEFECT_GLARE, {650, 100, 200, 200}, "top-right"},  {RECTO_DEFECT_GLARE, {10, 500, 200, 200}, "left"},
      {RECTO_DEFECT_GLARE, {350, 450, 200, 300}, "middle"},     {RECTO_DEFECT_GLARE, {620, 500, 280, 200}, "right"},
      {RECTO_DEFECT_GLARE, {0, 900, 280, 300}, "bottom-left"},  {RECTO_DEFECT_GLARE, {320, 900, 260, 300}, "bottom"},
      {RECTO_DEFECT_GLARE, {650, 900, 250, 300}, "bottom-right"}, {RECTO_DEFECT_GLARE, {0, 900, 900, 300}, "bottom"},
      {RECTO_DEFECT_GLARE, {0, 0, 250, 1200}, "left"},          {RECTO_DEFECT_GLARE, {0, 0, 900, 1200}, "whole"},
      {RECTO_DEFECT_GLARE, {0, 0, 0, 0}, "whole"},              {RECTO_DEFECT_CUT_EDGE, {0, 0, 45, 1200}, "left-edge"},
      {RECTO_DEFECT_CUT_EDGE, {855, 0, 45, 1200}, "right-edge"}, {RECTO_DEFECT_CUT_EDGE, {0, 0, 900, 60}, "top-edge"},
      {RECTO_DEFECT_CUT_EDGE, {0, 1140, 900, 60}, "bottom-edge"}};
  g_autoptr(RectoPage) page = page_of(RECTO_NO);
  for (size_t i = 0; i < G_N_ELEMENTS(PLACES); i++) g_assert_cmpstr(recto_place_word(page, PLACES[i].kind, PLACES[i].box), ==, PLACES[i].word);
}

/* ------------------------------------------------------------------ the words */

static void test_words(void) {
  g_autoptr(RectoModels) models = load();
  g_autoptr(RectoPage) page = page_of(RECTO_NO);
  add(page, RECTO_DEFECT_CUT_EDGE, (RectoBox){0, 0, 45, 1200}, false, true);
  add(page, RECTO_DEFECT_CUT_EDGE, (RectoBox){0, 0, 900, 60}, false, true);
  add(page, RECTO_DEFECT_BLUR, (RectoBox){0}, false, true);
  g_auto(RectoPageWords) words = {0};
  g_assert_true(recto_page_words(models, page, "page 2", "en", &words));
  g_assert_cmpint(words.told, ==, RECTO_NO);
  g_assert_cmpstr(words.picture, ==, "cut-edge");
  g_assert_cmpstr(words.cause, ==, "cut edge, left side and at the top"); /* two places, one cause: the blur is not told */
  g_assert_nonnull(strstr(words.action, "further away"));
  g_autoptr(GArray) boxes = recto_cause_boxes(page, words.defect);
  g_assert_cmpuint(boxes->len, ==, 2);
}

/* "Cannot tell" says what a person should do, with a suspected cause and without one, and that it is no refusal. */
static void test_cannot_tell(void) {
  g_autoptr(RectoModels) models = load();
  g_autoptr(RectoPage) page = page_of(RECTO_CANNOT_TELL);
  g_auto(RectoPageWords) without = {0}, with = {0};
  g_assert_true(recto_page_words(models, page, "", "fr", &without));
  g_assert_cmpint(without.told, ==, RECTO_CANNOT_TELL);
  g_assert_cmpstr(without.picture, ==, "look");
  g_assert_null(without.cause);
  g_assert_nonnull(strstr(without.text, "pas un refus"));
  g_assert_nonnull(strstr(without.action, "Regardez-la"));
  add(page, RECTO_DEFECT_GLARE, (RectoBox){650, 100, 200, 200}, false, false);
  g_assert_true(recto_page_words(models, page, "", "fr", &with));
  g_assert_cmpstr(with.cause, ==, "reflet, en haut à droite");
  g_assert_nonnull(strstr(with.text, with.cause));
  g_assert_nonnull(strstr(with.action, "flash"));
}

static void test_nothing_to_tell(void) {
  g_autoptr(RectoModels) models = load();
  g_autoptr(RectoPage) fine = page_of(RECTO_YES), blank = page_of(RECTO_CANNOT_TELL), broken = page_of(RECTO_CANNOT_TELL);
  RectoPageWords none = {0};
  blank->blank = RECTO_YES;
  g_assert_false(recto_page_words(models, fine, "", "fr", &none));
  g_assert_false(recto_page_words(models, blank, "", "fr", &none));
  broken->outcome = RECTO_OUTCOME_CORRUPT;
  g_auto(RectoPageWords) words = {0};
  g_assert_true(recto_page_words(models, broken, "page 2", "en", &words));
  g_assert_cmpint(words.told, ==, RECTO_NO);
  g_assert_nonnull(strstr(words.text, "page 2"));
}

/* From the third try on, or when the person chose to send it as it is. */
static void test_acceptance(void) {
  static const struct { uint32_t tries; bool anyway; RectoAcceptance accepted; } TRIES[] = {
      {0, false, RECTO_ACCEPTED_NOT}, {1, false, RECTO_ACCEPTED_NOT}, {2, false, RECTO_ACCEPTED_NOT}, {3, false, RECTO_ACCEPTED_TRIES}, {9, false, RECTO_ACCEPTED_TRIES},
      {1, true, RECTO_ACCEPTED_ANYWAY}};
  g_autoptr(RectoModels) models = load();
  for (size_t i = 0; i < G_N_ELEMENTS(TRIES); i++) {
    RectoFile file = {.tries = TRIES[i].tries, .anyway = TRIES[i].anyway};
    g_assert_cmpint(recto_file_acceptance(models, &file), ==, TRIES[i].accepted);
  }
}

/* ------------------------------------------------------------------ pictures */

static double ink_of(const char *word) {
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 48, 48);
  cairo_t *cairo = cairo_create(surface);
  bool right = recto_pictogram_draw(cairo, word, 0, 0, 48);
  cairo_destroy(cairo);
  cairo_surface_flush(surface);
  const unsigned char *data = cairo_image_surface_get_data(surface);
  double sum = 0;
  for (int i = 0; i < 48 * cairo_image_surface_get_stride(surface); i++) sum += data[i];
  cairo_surface_destroy(surface);
  return right ? sum / (255.0 * 48 * 48) : -1;
}

/* Every defect has its own, it can be drawn, and no two are the same. */
static void test_pictograms(void) {
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (int i = 0; i <= RECTO_N_DEFECTS + 1; i++) {
    const char *word = i < RECTO_N_DEFECTS ? recto_defect_word((RectoDefectKind)i) : i == RECTO_N_DEFECTS ? "look" : "readable";
    double ink = ink_of(word);
    g_assert_cmpfloat(ink, >, 0.05);
    g_assert_cmpfloat(ink, <, 0.6);
    g_assert_true(g_hash_table_add(seen, g_strdup_printf("%.4f", ink)));
  }
  g_assert_cmpfloat(ink_of("no-such-thing"), <, 0);
}

/* The frame is red, lies around the box, and the rest of the page stays as it was. */
static void test_frame(void) {
  static const char *const folders[] = {"models", NULL};
  g_autoptr(RectoModels) models = recto_models_load(folders, NULL);
  g_autoptr(PIX) grey = pixCreate(450, 600, 8);
  g_autoptr(GArray) boxes = g_array_new(FALSE, FALSE, sizeof(RectoBox));
  RectoBox box = {400, 200, 200, 300}; /* of a page 900 px wide: 200, 100, 100, 150 of the picture */
  pixSetAllGray(grey, 120);
  g_array_append_val(boxes, box);
  g_autoptr(RectoImage) image = recto_frame_encode(grey, 900, boxes, models);
  g_assert_nonnull(image);
  g_assert_cmpint(image->coding, ==, RECTO_IMAGE_PNG);
  gsize size = 0;
  const l_uint8 *data = g_bytes_get_data(image->bytes, &size);
  g_autoptr(PIX) drawn = pixReadMemPng(data, size);
  l_int32 red = 0, green = 0, blue = 0;
  g_assert_cmpint(pixGetWidth(drawn), ==, 450);
  int reds = 0;
  for (int x = 0; x < 450; x++) {
    pixGetRGBPixel(drawn, x, 175, &red, &green, &blue);
    reds += red > 180 && green < 60;
    if (x > 210 && x < 290) g_assert_cmpint(red, ==, 120); /* inside */
  }
  g_assert_cmpint(reds, >=, 8); /* two lines of five */
  g_assert_cmpint(reds, <=, 12);
  pixGetRGBPixel(drawn, 20, 20, &red, &green, &blue);
  g_assert_true(red == 120 && green == 120 && blue == 120);
}

/* ------------------------------------------------------------------ the page that shows it */

static char *write_page(const RectoModels *models, const char *language) {
  g_autofree char *folder = g_dir_make_tmp("recto-redo-XXXXXX", NULL), *path = g_build_filename(folder, "index.html", NULL);
  g_autoptr(RectoPage) page = page_of(RECTO_NO);
  g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(RectoRedoItem));
  g_autoptr(GBytes) bytes = g_bytes_new_static("\xff\xd8\xff\xd9", 4);
  g_auto(RectoPageWords) words = {0};
  page->thumb = recto_image_new(RECTO_IMAGE_JPEG, 270, 360, 1, 8, bytes);
  add(page, RECTO_DEFECT_GLARE, (RectoBox){650, 100, 200, 200}, false, true);
  g_assert_true(recto_page_words(models, page, "", language, &words));
  RectoRedoItem item = {page, &words, "<b>titre</b>", "page-1-2.png"};
  g_array_append_val(items, item);
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  RectoSink *sink = recto_sink_open(fd, "index.html", NULL);
  RectoRedo redo = {models, language, items};
  recto_redo_write(sink, &redo);
  g_assert_true(recto_sink_close(sink, NULL, NULL, NULL));
  close(fd);
  char *text = NULL;
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  g_unlink(path);
  g_rmdir(folder);
  return text;
}

static void test_redo(void) {
  g_autoptr(RectoModels) models = load();
  g_autofree char *french = write_page(models, "fr"), *arabic = write_page(models, "ar");
  static const char *const IN_FRENCH[] = {"<html lang=\"fr\">", "Reflet, en haut à droite", "&lt;b&gt;titre", "class=\"pictogram\"", "class=\"mark\"", "page-1-2.png", "illisible",
                                          "Envoyez la page quand même"};
  static const char *const IN_ARABIC[] = {"<html lang=\"ar\" dir=\"rtl\">", "class=\"notice\"", "انعكاس ضوء"};
  for (size_t i = 0; i < G_N_ELEMENTS(IN_FRENCH); i++) g_assert_nonnull(strstr(french, IN_FRENCH[i]));
  for (size_t i = 0; i < G_N_ELEMENTS(IN_ARABIC); i++) g_assert_nonnull(strstr(arabic, IN_ARABIC[i]));
  g_assert_null(strstr(french, "class=\"notice\""));
  g_assert_null(strstr(arabic, "Éteignez"));
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/told/order", test_order);
  g_test_add_func("/told/place", test_place);
  g_test_add_func("/told/words", test_words);
  g_test_add_func("/told/cannot-tell", test_cannot_tell);
  g_test_add_func("/told/nothing", test_nothing_to_tell);
  g_test_add_func("/told/acceptance", test_acceptance);
  g_test_add_func("/told/pictograms", test_pictograms);
  g_test_add_func("/told/frame", test_frame);
  g_test_add_func("/told/redo", test_redo);
  return g_test_run();
}
