/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words out of focus that ran together, beside print that is sharp; and what is as soft and no words. */
#include "image/sharp.h"
#include "image/smear.h"
#include "page-draw.h"

#include <glib.h>

static RectoModels *limits;
enum { LEFT = 130, SPLIT = 520, END = 1100, TOP = 200 };

static RectoSmear smear_of(PIX *page, const char *what) {
  g_auto(RectoSurvey) survey = {0};
  g_auto(RectoGround) ground = {0};
  RectoSharp sharp;
  RectoSmear smear;
  g_assert_true(recto_survey_make(page, limits, &survey));
  recto_sharp_measure(page, &survey, limits, &sharp);
  g_assert_true(recto_ground_make(NULL, &survey, limits, &ground));
  recto_smear_measure(page, &survey, &ground, &sharp, recto_limit(limits, "image.smear.soft"), &smear);
  g_test_message("%s: %.4f of %d, box %d %d %d %d", what, smear.share, smear.print, smear.box.x, smear.box.y, smear.box.width, smear.box.height);
  return smear;
}

/* The picture, of which a part is out of focus. */
static PIX *part_of(PIX *page, int x, int y, int width, int height, double deviation) {
  g_autoptr(PIX) soft = wear_blur(page, deviation);
  PIX *mixed = pixCopy(NULL, page);
  pixRasterop(mixed, x, y, width, height, PIX_SRC, soft, x, y);
  return mixed;
}

/* Blurred by less than half an x-height and by more: told, with its place; in Latin print, in a hand's wide letters, in Arabic. */
static void test_smears(void) {
  static const struct { const char *text, *font; double px, x_height; } pages[] = {
      {LETTER, "Liberation Sans", 23, 12}, {"Je vous envoie les papiers\ndemandés pour ma carte de\nséjour. Personne ne répond\nau téléphone depuis mars.", "Liberation Serif", 52, 24},
      {"تحية طيبة وبعد يسرني أن أتقدم إليكم\nبهذه الرسالة راجيا منكم النظر في طلبي\nالمتعلق بالحصول على نسخة من الوثائق\nالمحفوظة لدى مصالحكم", "DejaVu Sans", 40, 22}};
  static const double blurs[] = {0.4, 0.55, 0.7};
  for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
    cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.95);
    for (int half = 0; half < 2; half++) draw_text(surface, pages[i].text, pages[i].font, pages[i].px, LEFT, TOP + 700 * half, 0.1);
    g_autoptr(PIX) page = draw_done(surface, true);
    double sharp = smear_of(page, pages[i].font).share;
    g_assert_cmpfloat(sharp, ==, 0);
    for (size_t k = 0; k < G_N_ELEMENTS(blurs); k++) {
      g_autoptr(PIX) mixed = part_of(page, SPLIT, 0, PAGE_W - SPLIT, PAGE_H, blurs[k] * pages[i].x_height);
      RectoSmear smear = smear_of(mixed, pages[i].font);
      g_assert_cmpfloat(smear.share, >, 0.03);
      g_assert_true(smear.box.x > SPLIT - 80 && smear.box.x + smear.box.width <= END + 80);
    }
  }
}

/* The grain of a picture that was smoothed: what is pale and soft has little more of fine structure than it. */
static PIX *in_grain(PIX *page, double deviation) {
  g_autoptr(PIX) flat = pixCreate(pixGetWidth(page), pixGetHeight(page), 8);
  pixSetAllArbitrary(flat, 128);
  wear_noise(flat, deviation, 11);
  g_autoptr(PIX) grain = wear_blur(flat, 0.8);
  PIX *worn = pixCopy(NULL, page);
  for (int y = 0; y < pixGetHeight(page); y++)
    for (int x = 0; x < pixGetWidth(page); x++) {
      l_uint32 value = 0, by = 0;
      pixGetPixel(page, x, y, &value);
      pixGetPixel(grain, x, y, &by);
      pixSetPixel(worn, x, y, (l_uint32)CLAMP((int)value + (int)by - 128, 0, 255));
    }
  return worn;
}

static void test_smears_in_grain(void) {
  enum { WIDE = 2 * PAGE_W, HIGH = 2 * PAGE_H, FROM = 1300 };
  cairo_surface_t *surface = draw_surface(WIDE, HIGH, 0.8);
  for (int half = 0; half < 2; half++) draw_text(surface, LETTER, "Liberation Sans", 46, 2 * LEFT, 2 * TOP + 1400 * half, 0.35);
  g_autoptr(PIX) page = draw_done(surface, true), mixed = part_of(page, FROM, 0, WIDE - FROM, HIGH, 7.5), worn = in_grain(mixed, 14), sharp = in_grain(page, 14);
  g_assert_cmpfloat(smear_of(worn, "in grain").share, >, recto_limit(limits, "legible.smear-retake"));
  g_assert_cmpfloat(smear_of(sharp, "sharp, in grain").share, ==, 0);
}

/* A little soft, as print at the rim of a photo is, it is read; a third of an x-height is a doubt at most. */
static void test_slightly_soft(void) {
  static const struct { double deviation; const char *limit; } cases[] = {{1.6, "legible.smear-warn"}, {2, "legible.smear-retake"}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0), mixed = part_of(page, SPLIT, 0, PAGE_W - SPLIT, PAGE_H, cases[i].deviation);
    g_assert_cmpfloat(smear_of(mixed, "slightly soft").share, <, recto_limit(limits, cases[i].limit));
  }
}

/* Grey bars of a table, sharp and a little soft, a soft line at the page's end, a soft round mark, a wide soft shadow: no words. */
static void test_soft_things(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  for (int i = 0; i < 3; i++) draw_box(surface, LEFT, 1400 + i * 60, 900, 30, 0.8, 0.85, 0.8);
  g_autoptr(PIX) bars = draw_done(surface, true);
  cairo_surface_t *other = draw_surface(PAGE_W, PAGE_H, 1);
  draw_box(other, 0, 1690, PAGE_W, 12, 0.5, 0.5, 0.5), draw_box(other, 700, 1500, 50, 50, 0.3, 0.3, 0.3), draw_box(other, 800, 1250, 300, 200, 0.7, 0.7, 0.7);
  g_autoptr(PIX) things = draw_done(other, true), soft = wear_blur(things, 9), soft_bars = wear_blur(bars, 3), page = draw_letter("Liberation Sans", 23, 0);
  PIX *const under[] = {bars, soft, soft_bars};
  for (size_t i = 0; i < G_N_ELEMENTS(under); i++) {
    g_autoptr(PIX) both = pixCopy(NULL, page);
    pixRasterop(both, 0, 0, PAGE_W, PAGE_H, PIX_SRC & PIX_DST, under[i], 0, 0);
    g_assert_cmpfloat(smear_of(both, "bars, soft things, soft bars").share, ==, 0);
  }
}

/* What shines through from the back is soft and paler than what its letters would be. */
static void test_show_through(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0), back = draw_letter("Liberation Sans", 26, 0.82), mirrored = pixFlipLR(NULL, back), soft = wear_blur(mirrored, 5), both = pixCopy(NULL, page);
  pixRasterop(both, 0, 0, PAGE_W, PAGE_H, PIX_SRC & PIX_DST, soft, 30, 17);
  g_assert_cmpfloat(smear_of(both, "the back").share, <, recto_limit(limits, "legible.smear-warn"));
}

/* Little to go by, or nothing. */
static void test_nothing(void) {
  g_autoptr(PIX) blank = draw_done(draw_surface(PAGE_W, PAGE_H, 1), true), page = draw_letter("Liberation Sans", 23, 0), word = recto_pix_cut(page, 120, 190, 60, 40);
  g_assert_cmpint(smear_of(blank, "blank").print, ==, 0);
  g_assert_cmpint(smear_of(word, "a few letters").print, ==, 0);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  const char *folders[] = {g_getenv("RECTO_MODELS") ? g_getenv("RECTO_MODELS") : "models", NULL};
  limits = recto_models_load(folders, NULL);
  g_assert_nonnull(limits);
  g_test_add_func("/smear/words", test_smears);
  g_test_add_func("/smear/in grain", test_smears_in_grain);
  g_test_add_func("/smear/slightly soft", test_slightly_soft);
  g_test_add_func("/smear/soft things", test_soft_things);
  g_test_add_func("/smear/show-through", test_show_through);
  g_test_add_func("/smear/nothing", test_nothing);
  int status = g_test_run();
  recto_models_free(limits);
  return status;
}
