/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What hides print where no line of it needs to end there: light on a dim page, told from its rim; a hand deep between the lines; the frame, by slivers of letters, rules and long lines. */
#include "image/cut.h"
#include "image/laid.h"
#include "image/reach.h"
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

/* ------------------------------------------------------------------ a hand */

/* Takes the surface. */
static void ground_of(cairo_surface_t *surface, RectoSurvey *survey, RectoGround *ground) {
  g_autoptr(PIX) page = draw_done(surface, false);
  g_autoptr(PIX) grey = recto_pix_grey(page);
  g_assert_true(recto_survey_make(grey, limits, survey));
  g_assert_true(recto_ground_make(page, survey, limits, ground));
}

static RectoReach reach_on(cairo_surface_t *surface) {
  g_auto(RectoSurvey) survey = {0};
  g_auto(RectoGround) ground = {0};
  RectoReach reach;
  ground_of(surface, &survey, &ground);
  recto_reach_measure(&ground, &survey, &reach);
  return reach;
}

static RectoReach reach_of(double x, double width, bool shadow) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.9);
  for (int i = 0; i < 3; i++) draw_text(surface, LETTER, "Liberation Sans", 23, 130, 120 + 520.0 * i, 0.1);
  if (shadow) {
    cairo_t *cr = cairo_create(surface);
    cairo_pattern_t *dark = cairo_pattern_create_linear(x, 0, x + 300, 0);
    cairo_pattern_add_color_stop_rgba(dark, 0, 0, 0, 0, 0);
    cairo_pattern_add_color_stop_rgba(dark, 1, 0, 0, 0, 0.9);
    cairo_set_source(cr, dark);
    cairo_rectangle(cr, x, 500, PAGE_W - x, 700);
    cairo_fill(cr);
    cairo_pattern_destroy(dark);
    cairo_destroy(cr);
  } else draw_box(surface, x, 640, width, 420, 0.45, 0.3, 0.2);
  RectoReach reach = reach_on(surface);
  g_test_message("from %.0f: %.3f of the lines' area, sharp %.2f, %d letters", x, reach.share, reach.sharp, reach.letters);
  return reach;
}

static void test_hand(void) {
  double retake = recto_limit(limits, "legible.reach-retake"), warn = recto_limit(limits, "legible.reach-warn"), sharp = recto_limit(limits, "legible.reach-sharp");
  RectoReach hand = reach_of(560, PAGE_W - 560, false);
  g_assert_cmpfloat(hand.share, >=, retake);
  g_assert_cmpfloat(hand.sharp, >=, sharp);
  g_assert_cmpfloat(hand.letters, >=, recto_limit(limits, "legible.reach-letters"));
  g_assert_true(hand.box.x >= 500 && hand.box.x < 620 && hand.box.y > 580 && hand.box.y < 700);
  g_assert_cmpfloat(reach_of(1130, PAGE_W - 1130, false).share, <, warn); /* beside the lines */
  g_assert_cmpfloat(reach_of(560, 400, false).share, ==, 0);              /* a picture that is printed on the page */
  RectoReach shade = reach_of(560, 0, true);
  g_assert_true(shade.share < warn || shade.sharp < sharp);
}

/* A desk is seen between two papers: nothing lies over either. */
static void test_two_papers(void) {
  cairo_surface_t *surface = draw_surface(2 * PAGE_W, PAGE_H, 0.2);
  for (int i = 0; i < 2; i++) {
    draw_box(surface, 60 + i * (PAGE_W + 120.0), 80 + 300.0 * i, PAGE_W - 200, 1200, 0.92, 0.92, 0.92);
    draw_text(surface, LETTER, "Liberation Sans", 23, 130 + i * (PAGE_W + 120.0), 160 + 300.0 * i, 0.1);
  }
  g_assert_cmpfloat(reach_on(surface).share, ==, 0);
}

/* ------------------------------------------------------------------ a note */

/* Beige on white, its corner at `x`, `y`, leaning by so many degrees. */
static RectoLaid note_at(double x, double y, double lean) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  draw_text(surface, LETTER, "Liberation Sans", 23, 130, 200, 0.1);
  cairo_t *cr = cairo_create(surface);
  cairo_translate(cr, x, y);
  cairo_rotate(cr, lean * G_PI / 180);
  cairo_set_source_rgb(cr, 0.88, 0.85, 0.75);
  cairo_rectangle(cr, 0, 0, 300, 360);
  cairo_fill(cr);
  cairo_destroy(cr);
  g_auto(RectoSurvey) survey = {0};
  g_auto(RectoGround) ground = {0};
  RectoLaid laid;
  ground_of(surface, &survey, &ground);
  recto_laid_measure(&ground, &survey, &laid);
  g_test_message("note at %.0f, %.0f leaning by %.0f: %d ends", x, y, lean, laid.ends);
  return laid;
}

static void test_note(void) {
  g_assert_cmpfloat(note_at(480, 210, 9).ends, >=, recto_limit(limits, "legible.laid-ends"));
  g_assert_cmpint(note_at(480, 210, 0).ends, ==, 0); /* a field that is printed so */
  g_assert_cmpint(note_at(480, 1200, 9).ends, ==, 0); /* on bare paper */
}

/* ------------------------------------------------------------------ the frame */

static void cut_of(PIX *page, RectoCut ret[RECTO_SIDES]) {
  g_auto(RectoSurvey) survey = {0};
  g_assert_true(recto_survey_make(page, limits, &survey));
  recto_cut_measure(&survey, NULL, ret);
}

static PIX *letter_from(int x, int y, int width, int height) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  return recto_pix_cut(page, x, y, width, height);
}

/* The row of a letter's first line, px: found, not known. */
static int first_row(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  for (int y = 0; y < PAGE_H; y++)
    for (int x = 0; x < PAGE_W; x++)
      if (GET_DATA_BYTE(pixGetData(page) + (size_t)y * (size_t)pixGetWpl(page), x) < 128) return y;
  g_assert_not_reached();
}

/* Whatever is left of a line's letters, the lowest sliver too; none where the side lies between two lines. */
static void test_slivers(void) {
  double letters = recto_limit(limits, "legible.cut-letters");
  RectoCut cut[RECTO_SIDES];
  int top = first_row();
  for (int into = 6; into <= 12; into += 3) { /* of the line's 17 px */
    g_autoptr(PIX) lower = letter_from(0, top + into, PAGE_W, PAGE_H - top - into);
    cut_of(lower, cut);
    g_test_message("%d px into the line: %d pieces at the top", into, cut[RECTO_SIDE_TOP].touching);
    g_assert_cmpfloat(cut[RECTO_SIDE_TOP].touching, >=, letters);
    g_assert_cmpint(cut[RECTO_SIDE_BOTTOM].touching, ==, 0);
  }
  g_autoptr(PIX) whole = letter_from(0, top - 8, PAGE_W, PAGE_H - top);
  cut_of(whole, cut);
  g_assert_cmpint(cut[RECTO_SIDE_TOP].touching, ==, 0);
}

/* A table of so many rules, from `left` to `right`. */
static PIX *table(double left, double right) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  draw_text(surface, LETTER, "Liberation Sans", 23, 130, 120, 0.1);
  for (int i = 0; i < 6; i++) {
    draw_box(surface, left, 800 + 70.0 * i, right - left, 2, 0.1, 0.1, 0.1);
    draw_text(surface, "Salaire de base 1 842,37", "Liberation Sans", 23, 160, 820 + 70.0 * i, 0.1);
  }
  return draw_done(surface, true);
}

static void test_rules(void) {
  double least = recto_limit(limits, "legible.cut-rules");
  RectoCut cut[RECTO_SIDES];
  g_autoptr(PIX) cut_right = table(130, PAGE_W), ruled = table(0, PAGE_W), whole = table(130, PAGE_W - 130);
  cut_of(cut_right, cut);
  g_assert_cmpfloat(cut[RECTO_SIDE_RIGHT].rules, >=, least);
  g_assert_cmpint(cut[RECTO_SIDE_LEFT].rules, ==, 0);
  cut_of(ruled, cut);
  g_assert_cmpint(cut[RECTO_SIDE_RIGHT].rules, ==, cut[RECTO_SIDE_LEFT].rules); /* paper with rules: nothing is told of both sides */
  cut_of(whole, cut);
  g_assert_cmpint(cut[RECTO_SIDE_RIGHT].rules + cut[RECTO_SIDE_LEFT].rules, ==, 0);
}

static void test_own_lines(void) {
  double least = recto_limit(limits, "legible.cut-own");
  RectoCut cut[RECTO_SIDES];
  g_autoptr(PIX) part = letter_from(0, 0, PAGE_W * 2 / 3, PAGE_H);
  cut_of(part, cut);
  g_assert_cmpfloat(cut[RECTO_SIDE_RIGHT].own, >=, least);
  g_assert_cmpint(cut[RECTO_SIDE_LEFT].own, ==, 0);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  const char *folders[] = {g_getenv("RECTO_MODELS") ? g_getenv("RECTO_MODELS") : "models", NULL};
  limits = recto_models_load(folders, NULL);
  g_assert_nonnull(limits);
  g_test_add_func("/hiding/light over print", test_over_print);
  g_test_add_func("/hiding/light white things", test_white_things);
  g_test_add_func("/hiding/hand", test_hand);
  g_test_add_func("/hiding/two papers", test_two_papers);
  g_test_add_func("/hiding/note", test_note);
  g_test_add_func("/hiding/slivers", test_slivers);
  g_test_add_func("/hiding/rules", test_rules);
  g_test_add_func("/hiding/own lines", test_own_lines);
  int status = g_test_run();
  recto_models_free(limits);
  return status;
}
