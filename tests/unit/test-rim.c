/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A burnt-out place on a dim page, told from what is printed at its rim: a few lines of large handwriting, which make no text's area. */
#include "image/rim.h"
#include "page-draw.h"

#include <glib.h>

static RectoModels *limits;

static const char *const HAND = "Je vous envoie les papiers\ndemandés pour ma carte de\nséjour. Personne ne répond\nau téléphone depuis mars.";
static const char *const ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE18422";

/* Light that pales all around `x`, `y` and burns out within `radius`. */
static void shine(cairo_surface_t *surface, double x, double y, double radius) {
  cairo_t *cr = cairo_create(surface);
  cairo_pattern_t *light = cairo_pattern_create_radial(x, y, radius, x, y, 2.2 * radius);
  cairo_pattern_add_color_stop_rgba(light, 0, 1, 1, 1, 1);
  cairo_pattern_add_color_stop_rgba(light, 1, 1, 1, 1, 0);
  cairo_set_source(cr, light);
  cairo_paint(cr);
  cairo_pattern_destroy(light);
  cairo_destroy(cr);
}

static RectoRim rim_of(double paper, double x, double y, double radius) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, paper);
  draw_text(surface, HAND, "Liberation Serif", 56, 130, 500, 0.1);
  if (radius > 0) shine(surface, x, y, radius);
  g_autoptr(PIX) page = draw_done(surface, true);
  g_auto(RectoSurvey) survey = {0};
  RectoRim rim;
  g_assert_true(recto_survey_make(page, limits, &survey));
  recto_rim_measure(&survey, limits, &rim);
  g_test_message("paper %.2f, light at %.0f, %.0f: %d parts", paper, x, y, rim.parts);
  return rim;
}

static void test_over_print(void) {
  double least = recto_limit(limits, "legible.glare-rim");
  RectoRim rim = rim_of(0.75, 400, 640, 80);
  g_assert_cmpfloat(rim.parts, >=, least);
  g_assert_true(rim.box.x < 400 && rim.box.x + rim.box.width > 400 && rim.box.y < 640 && rim.box.y + rim.box.height > 640);
  g_assert_cmpfloat(rim_of(0.75, 620, 1400, 80).parts, <, least); /* on bare paper */
  g_assert_cmpint(rim_of(0.75, 0, 0, 0).parts, ==, 0);
  g_assert_cmpint(rim_of(1, 400, 640, 80).parts, ==, 0); /* paper that is burnt out itself */
}

/* What a picture was turned on, and a strip that is white by itself and has print of its own. */
static void test_white_things(void) {
  static const struct { double x, y, width, height; } strips[] = {{0, 0, 60, PAGE_H}, {0, PAGE_H - 300, PAGE_W, 300}, {60, 1000, PAGE_W - 120, 220}};
  for (size_t i = 0; i < G_N_ELEMENTS(strips); i++) {
    cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.7);
    draw_box(surface, strips[i].x, strips[i].y, strips[i].width, strips[i].height, 1, 1, 1);
    draw_text(surface, HAND, "Liberation Sans", 40, 80, 400, 0.1);
    draw_text(surface, ZONE, "Liberation Mono", 40, 120, strips[i].y + 60, 0.1);
    g_autoptr(PIX) page = draw_done(surface, true);
    g_auto(RectoSurvey) survey = {0};
    RectoRim rim;
    g_assert_true(recto_survey_make(page, limits, &survey));
    recto_rim_measure(&survey, limits, &rim);
    g_assert_cmpfloat(rim.parts, <, recto_limit(limits, "legible.glare-rim"));
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  const char *folders[] = {g_getenv("RECTO_MODELS") ? g_getenv("RECTO_MODELS") : "models", NULL};
  limits = recto_models_load(folders, NULL);
  g_assert_nonnull(limits);
  g_test_add_func("/rim/over print", test_over_print);
  g_test_add_func("/rim/white things", test_white_things);
  int status = g_test_run();
  recto_models_free(limits);
  return status;
}
