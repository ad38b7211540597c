/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is cleaned and what is left alone: light, focus, the other side's print, lines that lean towards each other, small print. */
#include "image/enlarge.h"
#include "image/ghost.h"
#include "image/keystone.h"
#include "image/light.h"
#include "image/nonlocal.h"
#include "image/screen.h"
#include "image/ungrid.h"
#include "image/turn.h"
#include "image/upright.h"
#include "page-draw.h"

#include <glib.h>
#include <glib/gstdio.h>

static RectoModels *limits;

/* Mean of the absolute differences, grey levels. */
static double difference(PIX *a, PIX *b) {
  l_float32 mean = 0;
  g_assert_cmpint(pixCompareGray(a, b, L_COMPARE_ABS_DIFF, 0, NULL, &mean, NULL, NULL), ==, 0);
  return mean;
}

static RectoCleaning cleaning_of(PIX *page) {
  g_auto(RectoSurvey) survey = {0};
  RectoSharp sharp;
  g_assert_true(recto_survey_make(page, limits, &survey));
  recto_sharp_measure(page, &survey, limits, &sharp);
  return recto_light_decide(&survey, &sharp, limits);
}

/* A letter with the lower half in a shadow that leaves this part of the light. */
static PIX *shaded(double light) {
  PIX *page = draw_letter("Liberation Sans", 23, 0);
  for (int y = 0; y < pixGetHeight(page); y++)
    for (int x = 0; x < pixGetWidth(page); x++) {
      l_uint32 *line = pixGetData(page) + (size_t)y * (size_t)pixGetWpl(page);
      double k = 1 - (1 - light) / (1 + exp(-(y - 420.0) / 12));
      SET_DATA_BYTE(line, x, (int)(GET_DATA_BYTE(line, x) * k));
    }
  return page;
}

static void test_clean(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  RectoCleaning cleaning = cleaning_of(page);
  g_assert_false(cleaning.even || cleaning.stretch || cleaning.flexible);
  g_assert_cmpfloat(cleaning.smooth, ==, 0);
  g_assert_cmpfloat(cleaning.sharpen, ==, 0);
  g_assert_cmpuint(recto_light_cures(&cleaning), ==, 0);
  g_autoptr(PIX) same = recto_light_clean(page, 1, &cleaning);
  l_int32 equal = 0;
  pixEqual(page, same, &equal);
  g_assert_true(equal);
}

static void test_shadow(void) {
  g_autoptr(PIX) soft = shaded(0.5);
  RectoCleaning cleaning = cleaning_of(soft);
  g_assert_true(cleaning.even && !cleaning.flexible);
  g_autoptr(PIX) deep = shaded(0.1);
  cleaning = cleaning_of(deep);
  g_assert_true(cleaning.even && cleaning.flexible);
  g_assert_cmpuint(recto_light_cures(&cleaning), ==, RECTO_CURE_EVENED | RECTO_CURE_DEEP_SHADE);
}

/* A black desk under a page is no shadow on its text. */
static void test_desk(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.05);
  draw_box(surface, 100, 100, 1040, 900, 1, 1, 1);
  draw_text(surface, LETTER, "Liberation Sans", 23, 130, 200, 0);
  g_autoptr(PIX) page = draw_done(surface, true);
  wear_noise(page, 6, 3);
  g_assert_false(cleaning_of(page).flexible);
  for (int y = 0; y < pixGetHeight(page); y++) /* … nor is its own soft shadow forgotten */
    for (int x = 620; x < pixGetWidth(page); x++) {
      l_uint32 *line = pixGetData(page) + (size_t)y * (size_t)pixGetWpl(page);
      SET_DATA_BYTE(line, x, GET_DATA_BYTE(line, x) / 2);
    }
  g_assert_true(cleaning_of(page).even);
}

static void test_soft(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  g_autoptr(PIX) soft = pixBlockconv(page, 2, 2);
  g_autoptr(PIX) softer = pixBlockconv(soft, 2, 2);
  RectoCleaning cleaning = cleaning_of(softer);
  g_assert_cmpfloat(cleaning.sharpen, >, 0);
  g_autoptr(PIX) clean = recto_light_clean(softer, 1, &cleaning);
  g_autoptr(PIX) again = recto_light_sharpen(clean, 1, &cleaning);
  double edge[3];
  PIX *const pictures[] = {softer, clean, again};
  for (int i = 0; i < 3; i++) edge[i] = recto_pix_percentile(pictures[i], 0.9, 1) - recto_pix_percentile(pictures[i], 0.02, 1);
  g_assert_cmpfloat(edge[1], >, edge[0]);
  g_assert_cmpfloat(edge[2], >=, edge[1]);
}

/* ---- a screen */

/* The even grid of a cloth or a coarse screen, this deep, all over the picture or only beside a page's place. */
static PIX *woven(PIX *page, double pitch, double depth, const BOX *beside) {
  PIX *shown = pixCopy(NULL, page);
  for (int y = 0; y < pixGetHeight(shown); y++) {
    l_uint32 *line = pixGetData(shown) + (size_t)y * (size_t)pixGetWpl(shown);
    for (int x = 0; x < pixGetWidth(shown); x++) {
      if (beside && x >= beside->x && x < beside->x + beside->w && y >= beside->y && y < beside->y + beside->h) continue;
      double grid = 0.5 + 0.25 * sin(2 * G_PI * x / pitch) + 0.25 * sin(2 * G_PI * y / pitch);
      SET_DATA_BYTE(line, x, (int)(GET_DATA_BYTE(line, x) * (1 - depth * grid)));
    }
  }
  return shown;
}

/* A screen's grid lies over the print, and goes; a cloth's lies beside it, and the page stays as it is. */
static void test_ungrid(void) {
  enum { WIDE = 2200, HIGH = 2600 };
  cairo_surface_t *surface = draw_surface(WIDE, HIGH, 0.85);
  draw_box(surface, 500, 400, PAGE_W, PAGE_H, 0.97, 0.97, 0.97);
  draw_text(surface, LETTER, "Liberation Sans", 25, 620, 600, 0.1);
  draw_text(surface, LETTER, "Liberation Sans", 25, 620, 1300, 0.1);
  const BOX page = {.x = 500, .y = 400, .w = PAGE_W, .h = PAGE_H};
  g_autoptr(PIX) plain = draw_done(surface, true), cloth = woven(plain, 12, 0.3, &page), screen = woven(plain, 3.7, 0.5, NULL);
  RectoScreen seen;
  recto_screen_measure(cloth, NULL, 1, &seen);
  g_assert_true(recto_screen_is_seen(&seen, limits)); /* as good as a screen's where it is */
  g_autoptr(PIX) none = recto_ungrid(plain, limits), kept = recto_ungrid(cloth, limits), without = recto_ungrid(screen, limits);
  g_assert_true(!none && !kept && without);
  g_assert_cmpfloat(difference(without, plain), <, 0.6 * difference(screen, plain));
}

/* A coarse grid is seen wherever there is one: on a few places it is something else. */
static void test_coarse_grid(void) {
  double few = recto_limit(limits, "image.screen.share") * 1.5, coarse = recto_limit(limits, "image.screen.coarse");
  g_assert_true(recto_screen_is_seen(&(RectoScreen){.pitch = 0.5 * coarse, .share = few}, limits));
  g_assert_false(recto_screen_is_seen(&(RectoScreen){.pitch = 1.5 * coarse, .share = few}, limits));
  g_assert_true(recto_screen_is_seen(&(RectoScreen){.pitch = 1.5 * coarse, .share = 0.5}, limits));
}

/* From one pixel to the next smoothed grain hardly differs, from the third on in full. */
static void test_grain_apart(void) {
  g_autoptr(PIX) flat = pixCreate(900, 900, 8);
  pixSetAllArbitrary(flat, 128);
  wear_noise(flat, 12, 5);
  g_autoptr(PIX) smooth = wear_blur(flat, 1);
  double raw[RECTO_GRAIN_REACH], smoothed[RECTO_GRAIN_REACH];
  recto_grain_apart(flat, raw);
  recto_grain_apart(smooth, smoothed);
  g_assert_cmpfloat(fabs(raw[0] - raw[RECTO_GRAIN_REACH - 1]), <, 1);
  g_assert_cmpfloat(fabs(raw[0] - 12), <, 2);
  g_assert_cmpfloat(smoothed[0], <, 0.75 * smoothed[RECTO_GRAIN_REACH - 1]);
}

/* Its pixels stand 3.7 apart, and as deep as a wave of 47 lets them: told, and gone with that wave. */
static void test_screen(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0), shown = pixCopy(NULL, page);
  for (int y = 0; y < pixGetHeight(shown); y++) {
    l_uint32 *line = pixGetData(shown) + (size_t)y * (size_t)pixGetWpl(shown);
    for (int x = 0; x < pixGetWidth(shown); x++) {
      double grid = 0.5 + 0.25 * sin(2 * G_PI * x / 3.7) + 0.25 * sin(2 * G_PI * y / 3.7), wave = 0.5 + 0.5 * sin(2 * G_PI * (0.8 * x + 0.5 * y) / 47);
      SET_DATA_BYTE(line, x, (int)(GET_DATA_BYTE(line, x) * (1 - 0.7 * grid * wave)));
    }
  }
  RectoScreen screen, none;
  recto_screen_measure(shown, NULL, 1, &screen);
  recto_screen_measure(page, NULL, 1, &none);
  g_assert_cmpfloat(fabs(screen.pitch - 3.7), <, 0.1);
  g_assert_cmpfloat(screen.share, >, 0.3);
  g_assert_cmpfloat(none.share, <, 0.05);
  g_autoptr(PIX) without = recto_screen_taken_out(shown, screen.pitch);
  g_test_message("%.1f before, %.1f after", difference(shown, page), difference(without, page));
  g_assert_cmpfloat(difference(without, page), <, 0.45 * difference(shown, page));
}

/* ---- the other side */

static const char *const BACK = "Conditions générales de vente et de livraison\nLes marchandises voyagent aux risques du destinataire\nAucune réclamation ne sera admise après huit jours\n"
                                "Le paiement est exigible à la date indiquée\nTout retard entraîne une indemnité forfaitaire\n";

/* Print of the back, mirrored, this much paler than black (0..1). */
static PIX *with_back(double pale) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  for (int i = 0; i < 4; i++) draw_text(surface, BACK, "Liberation Sans", 22, 200, 215 + 230 * i, pale);
  g_autoptr(PIX) back = draw_done(surface, true);
  g_autoptr(PIX) mirrored = pixFlipLR(NULL, back);
  g_autoptr(PIX) front = draw_letter("Liberation Sans", 23, 0);
  pixMinOrMax(front, front, mirrored, L_CHOOSE_MIN);
  return g_steal_pointer(&front);
}

/* Strokes keep their edges, which a mean takes, and paper grows as calm. The last columns and rows belong to no whole block. */
static void test_grain(void) {
  g_autoptr(PIX) clean = draw_letter("Liberation Sans", 23, 0);
  g_autoptr(PIX) page = recto_pix_cut(clean, 0, 0, pixGetWidth(clean) - 13, pixGetHeight(clean) - 5);
  g_autoptr(PIX) grainy = pixCopy(NULL, page);
  pixAddConstantGray(grainy, -40);
  g_autoptr(PIX) same = pixCopy(NULL, grainy);
  wear_noise(grainy, 45, 7);
  g_autoptr(PIX) calm = recto_nonlocal_mean(grainy, 67), mean = pixBlockconv(grainy, 1, 1);
  g_assert_cmpfloat(difference(calm, same), <, 0.35 * difference(grainy, same));
  g_assert_cmpfloat(difference(calm, same), <, 0.85 * difference(mean, same));
  int width = pixGetWidth(page), height = pixGetHeight(page);
  g_autoptr(PIX) corner = recto_pix_cut(calm, width - 40, height - 40, 40, 40), paper = recto_pix_cut(same, width - 40, height - 40, 40, 40);
  g_assert_cmpfloat(difference(corner, paper), <, 12);
  RectoCleaning cleaning = cleaning_of(grainy);
  g_assert_cmpfloat(cleaning.smooth, >, 0);
  g_assert_cmpfloat(cleaning.grain, >, 0);
  g_assert_cmpint(cleaning.coarse, ==, 1);
  g_autoptr(PIX) cleaned = recto_light_clean(grainy, 1, &cleaning);
  g_assert_cmpfloat(difference(cleaned, page), <, 0.15 * difference(grainy, page)); /* its paper is white again */
}

/* Grain of two px, as of a picture that was enlarged: from one pixel to the next there is little of it. It is told, and goes; and so it does in the dark. */
static void test_coarse_grain(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  const int darker[] = {40, 190};
  const double deviation[] = {36, 9};
  for (size_t i = 0; i < G_N_ELEMENTS(darker); i++) {
    g_autoptr(PIX) half = recto_pix_scaled(page, 0.5);
    pixMultConstantGray(half, (255 - darker[i]) / 255.0f);
    wear_noise(half, deviation[i], 5);
    g_autoptr(PIX) grainy = pixScaleToSize(half, pixGetWidth(page), pixGetHeight(page));
    RectoCleaning cleaning = cleaning_of(grainy);
    g_assert_cmpfloat(cleaning.smooth, >, 0);
    g_assert_cmpint(cleaning.coarse, ==, 2);
    g_autoptr(PIX) cleaned = recto_light_clean(grainy, 1, &cleaning);
    g_assert_cmpint(pixGetWidth(cleaned), ==, pixGetWidth(page));
    g_test_message("%.1f before, %.1f after", difference(grainy, page), difference(cleaned, page));
    g_assert_cmpfloat(difference(cleaned, page), <, 0.2 * difference(grainy, page));
  }
}

/* Whitened, the page is nearly its front alone; its strokes keep their grey rims. */
static void test_ghost(void) {
  const double pale[] = {0.5, 0.6};
  for (size_t i = 0; i < G_N_ELEMENTS(pale); i++) {
    g_autoptr(PIX) page = with_back(pale[i]);
    g_auto(RectoSurvey) survey = {0}, print = {0};
    g_assert_true(recto_survey_make(page, limits, &survey));
    int ink = recto_ghost_find(&survey, limits);
    g_assert_cmpint(ink, >, 20);
    g_assert_cmpint(ink, <, pale[i] * 200);
    g_autoptr(PIX) white = recto_light_whiten(page, ink / 200.0, 23), front = draw_letter("Liberation Sans", 23, 0);
    g_assert_cmpfloat(difference(white, front), <, 0.15 * difference(page, front));
  }
  g_autoptr(PIX) front = draw_letter("Liberation Sans", 23, 0);
  g_auto(RectoSurvey) alone = {0};
  g_assert_true(recto_survey_make(front, limits, &alone));
  g_assert_cmpint(recto_ghost_find(&alone, limits), ==, 0);
}

/* ---- seen from one side */

/* The right edge shorter by this part of the height at each end. */
static PIX *from_the_side(PIX *page, double inset) {
  float w = (float)pixGetWidth(page) - 1, h = (float)pixGetHeight(page) - 1, in = (float)inset * h;
  PTA *from = ptaCreate(4), *to = ptaCreate(4);
  const float corners[4][4] = {{0, 0, 0, 0}, {w, 0, w, in}, {w, h, w, h - in}, {0, h, 0, h}};
  for (int i = 0; i < 4; i++) ptaAddPt(from, corners[i][0], corners[i][1]), ptaAddPt(to, corners[i][2], corners[i][3]);
  PIX *seen = pixProjectivePta(page, to, from, L_BRING_IN_WHITE);
  ptaDestroy(&from);
  ptaDestroy(&to);
  return seen;
}

static PIX *long_letter(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  draw_text(surface, LETTER, "Liberation Sans", 23, 130, 100, 0);
  draw_text(surface, LETTER, "Liberation Sans", 23, 130, 800, 0);
  return draw_done(surface, true);
}

static void find_keystone(PIX *page, RectoKeystone *ret) {
  g_auto(RectoSurvey) survey = {0};
  g_assert_true(recto_survey_make(page, limits, &survey));
  recto_keystone_find(&survey, limits, ret);
}

static void test_keystone(void) {
  RectoKeystone keystone;
  g_autoptr(PIX) flat = long_letter();
  find_keystone(flat, &keystone);
  g_assert_false(keystone.sure);
  g_autoptr(PIX) seen = from_the_side(flat, 0.04);
  find_keystone(seen, &keystone);
  g_assert_true(keystone.sure);
  g_assert_cmpfloat(keystone.spread, >, 4);
  g_autoptr(PIX) squared = recto_upright_mapped(seen, keystone.map);
  find_keystone(squared, &keystone);
  g_assert_cmpfloat(keystone.spread, <, 0.5);
}

/* Two cards, each laid askew its own way, are not one page seen from the side. */
static void test_two_cards(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H / 2, 1);
  draw_text(surface, LETTER, "Liberation Sans", 20, 130, 60, 0);
  g_autoptr(PIX) card = draw_done(surface, true);
  g_autoptr(PIX) left = recto_pix_turned(card, -2, PAGE_W, PAGE_H / 2, 255);
  g_autoptr(PIX) right = recto_pix_turned(card, 2, PAGE_W, PAGE_H / 2, 255);
  g_autoptr(PIX) both = pixCreate(PAGE_W, PAGE_H, 8);
  pixRasterop(both, 0, 0, PAGE_W, PAGE_H / 2, PIX_SRC, left, 0, 0);
  pixRasterop(both, 0, PAGE_H / 2, PAGE_W, PAGE_H / 2, PIX_SRC, right, 0, 0);
  RectoKeystone keystone;
  find_keystone(both, &keystone);
  g_assert_false(keystone.sure);
}

/* The chain with the map leads where the map alone leads from the upright frame, and the face's step as well. */
static void test_map(void) {
  RectoGeometry geometry;
  recto_upright_begin(800, 600, 1, 6, &geometry);
  recto_upright_plan(&geometry, 1, 7.5, 0.8, limits);
  double x = 120, y = 330, face[9];
  recto_upright_point(&geometry, &x, &y);
  const double map[9] = {1.02, 0.03, -4, -0.01, 0.97, 6, 4e-5, -3e-5, 1};
  double w = map[6] * x + map[7] * y + map[8], wanted_x = (map[0] * x + map[1] * y + map[2]) / w, wanted_y = (map[3] * x + map[4] * y + map[5]) / w;
  recto_upright_map(&geometry, map, face);
  g_assert_true(geometry.has_homography);
  const double *const steps[] = {face, geometry.homography};
  for (int i = 0; i < 2; i++) {
    const double *h = steps[i];
    double u = h[6] * 120 + h[7] * 330 + h[8], px = (h[0] * 120 + h[1] * 330 + h[2]) / u, py = (h[3] * 120 + h[4] * 330 + h[5]) / u;
    recto_upright_point(&geometry, &px, &py);
    g_assert_cmpfloat(fabs(px - wanted_x), <, 1e-6);
    g_assert_cmpfloat(fabs(py - wanted_y), <, 1e-6);
  }
}

/* ---- small print, far leans */

static void test_enlarged(void) {
  g_autoptr(PIX) page = pixCreate(40, 30, 8);
  pixSetAllGray(page, 200);
  for (int y = 0; y < 30; y++) pixSetPixel(page, 20, y, 20);
  g_autoptr(PIX) large = recto_pix_enlarged(page, 3);
  g_assert_cmpint(pixGetWidth(large), ==, 120);
  g_assert_cmpint(pixGetHeight(large), ==, 90);
  l_uint32 middle = 0, beside = 0, paper = 0;
  pixGetPixel(large, 61, 45, &middle);
  pixGetPixel(large, 66, 45, &beside);
  pixGetPixel(large, 5, 0, &paper);
  g_assert_cmpuint(middle, ==, 20); /* the cubic goes through every pixel */
  g_assert_cmpuint(beside, >, 200); /* and overshoots beside an edge, which linear interpolation never does */
  g_assert_cmpuint(paper, ==, 200);
}

/* Paper stays paper, ink becomes nine times as much of it where it was; a file that is cut or of another kind is told. */
static void test_enlarger(void) {
  g_autoptr(GError) error = NULL;
  g_autoptr(RectoEnlarger) enlarger = recto_enlarger_load("models/ocr/small.weights", &error);
  g_assert_no_error(error);
  g_autoptr(PIX) page = pixCreate(150, 41, 8);
  pixSetAllGray(page, 220);
  for (int y = 5; y < 38; y++) pixSetPixel(page, 140, y, 0);
  g_autoptr(PIX) large = recto_enlarge(enlarger, page, 220);
  g_assert_cmpint(pixGetWidth(large), ==, 450);
  g_assert_cmpint(pixGetHeight(large), ==, 123);
  l_uint32 stroke = 0, before = 0, paper = 0;
  pixGetPixel(large, 421, 60, &stroke);
  pixGetPixel(large, 412, 60, &before);
  pixGetPixel(large, 30, 60, &paper);
  g_assert_cmpuint(stroke, <, 60);
  g_assert_cmpuint(before, >, 200);
  g_assert_cmpuint(paper, ==, 255);
  g_autofree char *content = NULL, *folder = g_dir_make_tmp("recto-test-XXXXXX", NULL), *path = g_build_filename(folder, "small.weights", NULL);
  gsize size = 0;
  g_assert_true(g_file_get_contents("models/ocr/small.weights", &content, &size, NULL));
  for (int k = 0; k < 3; k++) {
    g_autoptr(GError) cut = NULL;
    if (k == 2) memset(content + size - 4, 0xff, 4); /* not a number */
    g_assert_true(g_file_set_contents(path, k == 1 ? content + 1 : content, (gssize)size - (k < 2), NULL));
    g_assert_null(recto_enlarger_load(path, &cut));
    g_assert_nonnull(strstr(cut->message, path));
  }
  g_remove(path);
  g_rmdir(folder);
}

static void test_far_lean(void) {
  const double leans[] = {-29.6, -17.3, 29.8};
  for (size_t i = 0; i < G_N_ELEMENTS(leans); i++) {
    g_autoptr(PIX) flat = draw_letter("Liberation Sans", 23, 0);
    g_autoptr(PIX) page = recto_pix_turned(flat, leans[i], 1960, 2150, 255);
    g_auto(RectoSurvey) survey = {0};
    RectoTurn turn;
    g_assert_true(recto_survey_make(page, limits, &survey));
    recto_turn_measure(&survey, limits, &turn);
    g_assert_cmpfloat(fabs(turn.skew + leans[i]), <, 0.15);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  setMsgSeverity(L_SEVERITY_NONE);
  g_autoptr(GError) error = NULL;
  limits = recto_limits_load("models", &error);
  g_assert_no_error(error);
  g_test_add_func("/light/clean page", test_clean);
  g_test_add_func("/light/shadow", test_shadow);
  g_test_add_func("/light/black desk", test_desk);
  g_test_add_func("/light/soft", test_soft);
  g_test_add_func("/light/grain", test_grain);
  g_test_add_func("/light/coarse grain", test_coarse_grain);
  g_test_add_func("/screen/taken out", test_screen);
  g_test_add_func("/light/ungrid", test_ungrid);
  g_test_add_func("/light/coarse grid", test_coarse_grid);
  g_test_add_func("/light/grain apart", test_grain_apart);
  g_test_add_func("/ghost", test_ghost);
  g_test_add_func("/keystone/from the side", test_keystone);
  g_test_add_func("/keystone/two cards", test_two_cards);
  g_test_add_func("/keystone/chain", test_map);
  g_test_add_func("/small/enlarged", test_enlarged);
  g_test_add_func("/small/learnt", test_enlarger);
  g_test_add_func("/turn/far", test_far_lean);
  int result = g_test_run();
  recto_models_free(limits);
  return result;
}
