/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the survey takes for letters: on pages that lie on something, and where strokes are paler than ink. */
#include "image/sheet.h"
#include "image/survey.h"
#include "page-draw.h"

static RectoModels *limits;

enum { DESK_W = 1900, DESK_H = 2300, LEFT = 300, TOP = 280, EDGE = 16 };

/* A cloth of short threads in no rows, darker than paper; the page in the middle of it, NULL = none. */
static PIX *on_cloth(PIX *page) {
  g_autoptr(GRand) dice = g_rand_new_with_seed(7);
  PIX *desk = pixCreate(DESK_W, DESK_H, 8);
  pixSetAllArbitrary(desk, 105);
  for (int i = 0; i < 6000; i++) {
    BOX thread = {.x = g_rand_int_range(dice, 0, DESK_W - 20), .y = g_rand_int_range(dice, 0, DESK_H - 20), .w = g_rand_int_range(dice, 3, 12), .h = g_rand_int_range(dice, 5, 16)};
    pixSetInRectArbitrary(desk, &thread, 45);
  }
  if (page) pixRasterop(desk, LEFT, TOP, pixGetWidth(page), pixGetHeight(page), PIX_SRC, page, 0, 0);
  return desk;
}

static void test_ground(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 25, 0.1), desk = on_cloth(page);
  g_auto(RectoSurvey) alone = {0}, lying = {0};
  g_assert_true(recto_survey_make(page, limits, &alone) && recto_survey_make(desk, limits, &lying));
  g_assert_cmpfloat(lying.rows, >, 0.9);
  g_assert_cmpfloat(fabs(lying.letter_height - alone.letter_height), <=, 1);
  g_assert_cmpint(ABS(lying.letters->n - alone.letters->n), <, alone.letters->n / 10);
  for (int i = 0; i < lying.letters->n; i++) {
    int x = lying.letters->box[i]->x, y = lying.letters->box[i]->y;
    g_assert_true(x >= LEFT - EDGE && y >= TOP - EDGE && x <= LEFT + PAGE_W + EDGE && y <= TOP + PAGE_H + EDGE);
  }
}

/* The half of a page that lies in a shadow is not as light as the other, and stays, though specks of a desk are all around. */
static void test_shadow(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 25, 0.1), desk = on_cloth(page);
  for (int y = TOP + PAGE_H / 2; y < DESK_H; y++)
    for (int x = 0; x < DESK_W; x++) {
      l_uint32 value = 0;
      pixGetPixel(desk, x, y, &value);
      pixSetPixel(desk, x, y, value * 6 / 10);
    }
  g_auto(RectoSurvey) survey = {0};
  g_assert_true(recto_survey_make(desk, limits, &survey));
  int shaded = 0;
  for (int i = 0; i < survey.print->n; i++) shaded += survey.print->box[i]->y > TOP + PAGE_H / 2 + 40;
  g_assert_cmpint(shaded, >, survey.print->n / 5);
}

/* Nothing but the cloth: it stays what it is, no text. */
static void test_cloth_alone(void) {
  g_autoptr(PIX) cloth = on_cloth(NULL);
  g_auto(RectoSurvey) survey = {0};
  g_assert_true(recto_survey_make(cloth, limits, &survey));
  g_assert_cmpfloat(survey.rows, <, recto_limit(limits, "legible.rows-sure"));
}

static void test_sheet(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 25, 0.1), desk = on_cloth(page), sheet = recto_sheet_find(desk, limits), all = recto_sheet_find(page, limits);
  g_assert_nonnull(sheet);
  g_assert_null(all); /* all of it is as light */
  l_float32 share = 0;
  g_assert_cmpint(pixForegroundFraction(sheet, &share), ==, 0);
  g_assert_cmpfloat(fabs(share - (double)PAGE_W * PAGE_H / DESK_W / DESK_H), <, 0.04);
  BOX on = {.x = LEFT + 200, .y = TOP + 200, .w = 20, .h = 20}, beside = {.x = 100, .y = 100, .w = 20, .h = 20};
  g_autoptr(BOXA) boxes = boxaCreate(2);
  boxaAddBox(boxes, &on, L_COPY);
  boxaAddBox(boxes, &beside, L_COPY);
  g_autoptr(BOXA) kept = recto_sheet_boxes(sheet, boxes, true);
  g_assert_cmpint(kept->n, ==, 1);
  g_assert_cmpint(kept->box[0]->x, ==, on.x);
}

static PIX *arabic(double blur) {
  static const char act[] = "تحية طيبة وبعد، يسرني أن أتقدم إليكم بهذه الرسالة راجيا منكم\nالنظر في طلبي المتعلق بالحصول على نسخة من الوثائق\nالمحفوظة لدى مصالحكم، وقد سبق لي أن قدمت طلبا مماثلا";
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.85);
  for (int i = 0; i < 4; i++) draw_text(surface, act, "Noto Naskh Arabic", 38, 130, 150 + 380 * i, 0.25);
  g_autoptr(PIX) sharp = draw_done(surface, true);
  return blur > 0 ? wear_blur(sharp, blur) : pixClone(sharp);
}

/* Letters that fall into pieces at their thin strokes are measured whole. */
static void test_pale_strokes(void) {
  g_autoptr(PIX) sharp = arabic(0), soft = arabic(4);
  g_auto(RectoSurvey) whole = {0}, torn = {0};
  g_assert_true(recto_survey_make(sharp, limits, &whole) && recto_survey_make(soft, limits, &torn));
  g_test_message("sharp: %d, %.2f, %.0f; soft: %d, %.2f, %.0f", whole.letters->n, whole.rows, whole.letter_height, torn.letters->n, torn.rows, torn.letter_height);
  g_assert_cmpfloat(torn.letter_height, >=, 0.8 * whole.letter_height);
  g_assert_cmpfloat(torn.rows, >=, recto_limit(limits, "legible.rows-sure"));
}

/* Its rims would join the specks of grain to rows. */
static void test_grain(void) {
  g_autoptr(PIX) bare = pixCreate(PAGE_W, PAGE_H, 8);
  pixSetAllArbitrary(bare, 180);
  wear_noise(bare, 40, 3);
  g_autoptr(PIX) grain = wear_blur(bare, 1);
  g_auto(RectoSurvey) survey = {0};
  g_assert_true(recto_survey_make(grain, limits, &survey));
  g_test_message("%d in rows %.2f", survey.letters->n, survey.rows);
  g_assert_cmpfloat(survey.rows, <, 0.6);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  setMsgSeverity(L_SEVERITY_NONE);
  g_autoptr(GError) error = NULL;
  limits = recto_limits_load("models", &error);
  g_assert_no_error(error);
  g_test_add_func("/survey/ground", test_ground);
  g_test_add_func("/survey/shadow", test_shadow);
  g_test_add_func("/survey/cloth alone", test_cloth_alone);
  g_test_add_func("/survey/sheet", test_sheet);
  g_test_add_func("/survey/pale strokes", test_pale_strokes);
  g_test_add_func("/survey/grain", test_grain);
  int result = g_test_run();
  recto_models_free(limits);
  return result;
}
