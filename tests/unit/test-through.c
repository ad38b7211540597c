/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backs through which the front shows, and what must not be taken for one: pale print, a receipt, a pencil note on such a back. Pages whose back is as dark as they are. */
#include "page-draw.h"
#include "read/mirrored.h"
#include "read/through.h"
#include "read/verdict.h"

#include <recto/fact.h>
#include <recto/model.h>

static RectoModels *limits;
static RectoOcr *ocr;

typedef struct {
  const char *name;
  double through, own; /* depth of the other side's print and of this side's note, 0..1 of black; 0 = none */
  double noise;
  int quarter_turns;
  bool note;           /* this side has two lines by hand instead of a page of print */
  RectoAnswer blank, answer;
} Case;

static const Case cases[] = {
    {"faint back", 0.10, 0, 2, 0, false, RECTO_CANNOT_TELL, RECTO_YES},
    {"deeper back", 0.2, 0, 3, 0, false, RECTO_CANNOT_TELL, RECTO_YES},
    {"back turned over", 0.15, 0, 2, 2, false, RECTO_CANNOT_TELL, RECTO_YES},
    {"back on its side", 0.15, 0, 2, 1, false, RECTO_CANNOT_TELL, RECTO_YES},
    {"pale print", 0, 0.2, 2, 0, false, RECTO_CANNOT_TELL, RECTO_NO},
    {"paler print, turned", 0, 0.12, 2, 2, false, RECTO_CANNOT_TELL, RECTO_NO},
    {"pencil on a back", 0.08, 0.26, 1, 0, true, RECTO_CANNOT_TELL, RECTO_CANNOT_TELL},
    {"pencil on a deeper back", 0.13, 0.27, 1, 0, true, RECTO_CANNOT_TELL, RECTO_CANNOT_TELL},
    {"ink on a back", 0.08, 0.8, 2, 0, true, RECTO_NO, RECTO_CANNOT_TELL},
};

static PIX *text_page(double depth, bool note) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  if (depth > 0 && note) draw_text(surface, "vu avec madame Diallo le 12 mars\nrappeler demain matin", "Liberation Serif Italic", 34, 300, 1450, 1 - depth);
  else if (depth > 0) draw_text(surface, LETTER, "Liberation Sans", 24, 130, 200, 1 - depth);
  return draw_done(surface, true);
}

/* `own` with `other` behind it, which is mirrored and softened. */
static PIX *lay_over(PIX *own, PIX *other, double blur) {
  pixFlipLR(other, other);
  g_autoptr(PIX) soft = wear_blur(other, blur);
  PIX *sheet = pixCopy(NULL, own);
  for (int y = 0; y < PAGE_H; y++)
    for (int x = 0; x < PAGE_W; x++) {
      l_uint32 a = 0, b = 0;
      pixGetPixel(own, x, y, &a);
      pixGetPixel(soft, x, y, &b);
      pixSetPixel(sheet, x, y, a * b / 255);
    }
  return sheet;
}

static PIX *draw_case(const Case *c) {
  g_autoptr(PIX) own = text_page(c->own, c->note), other = text_page(c->through, false), sheet = lay_over(own, other, 1.4);
  wear_noise(sheet, c->noise, 7);
  return pixRotateOrth(sheet, c->quarter_turns);
}

static void test_case(gconstpointer data) {
  const Case *c = data;
  g_autoptr(PIX) page = draw_case(c);
  g_auto(RectoSurvey) survey = {0};
  RectoBlank blank;
  g_assert_true(recto_survey_make(page, limits, &survey));
  recto_blank_measure(&survey, limits, &blank);
  g_test_message("letters %d faint %d marks %d", blank.letters, blank.faint, blank.marks);
  g_assert_cmpint(blank.blank, ==, c->blank);
  if (c->blank != RECTO_CANNOT_TELL) return;
  RectoAnswer answer = recto_through_ask(ocr, &survey, limits);
  if (c->answer == RECTO_CANNOT_TELL) g_assert_cmpint(answer, !=, RECTO_YES); /* a note is never lost */
  else g_assert_cmpint(answer, ==, c->answer);
}

/* ------------------------------------------------------------------ both sides on one */

typedef struct { const char *name; double through; bool head_down, told; } Sides;

static const Sides sides[] = {
    {"dark back", 0.8, false, true},
    {"dark back, head down", 0.8, true, true},
    {"pale back", 0.3, false, false},
    {"no back", 0, false, false},
};

static void test_sides(gconstpointer data) {
  const Sides *c = data;
  cairo_surface_t *front = draw_surface(PAGE_W, PAGE_H, 1);
  draw_text(front, LETTER, "Liberation Sans", 24, 130, 860, 0.15);
  g_autoptr(PIX) own = draw_done(front, true), back = text_page(c->through, false), other = c->head_down ? pixRotateOrth(back, 2) : pixClone(back), sheet = lay_over(own, other, 0.8);
  g_auto(RectoSurvey) survey = {0};
  RectoMirrored mirrored;
  g_assert_true(recto_survey_make(sheet, limits, &survey));
  recto_mirrored_measure(ocr, sheet, &survey, limits, &mirrored);
  g_test_message("%d of %d lines, depth %.2f", mirrored.mirrored, mirrored.lines, mirrored.depth);
  g_autoptr(RectoPage) page = recto_page_new((RectoPageId){0});
  page->legible = RECTO_YES;
  recto_verdict_other_side(page, &mirrored, limits);
  g_assert_cmpint(page->legible, ==, c->told ? RECTO_NO : RECTO_YES);
  g_assert_cmpuint(page->defects->len, ==, c->told);
  if (c->told) g_assert_cmpint(g_array_index(page->defects, RectoDefect, 0).kind, ==, RECTO_DEFECT_SHOW_THROUGH);
}

/* A page told to be moved, of which so many words of six letters were read, so many of them for sure. */
static void test_softness(void) {
  static const struct { int words, sure; double detail; RectoAnswer answer; } readings[] = {{30, 13, 0.16, RECTO_CANNOT_TELL}, {30, 9, 0.16, RECTO_NO}, {8, 6, 0.16, RECTO_NO}, {0, 0, 0.16, RECTO_NO}, {30, 13, 0.09, RECTO_NO}};
  for (size_t i = 0; i < G_N_ELEMENTS(readings); i++) {
    g_autoptr(RectoPage) page = recto_page_new((RectoPageId){0});
    RectoDefect moved = {.kind = RECTO_DEFECT_MOTION, .measured = readings[i].detail, .limit = 0.18, .retake = true};
    g_array_append_val(page->defects, moved);
    page->legible = RECTO_NO;
    page->coverage = 0.3;
    for (int k = 0; k < readings[i].words; k++) g_ptr_array_add(page->words, recto_word_new("lettre", (RectoBox){0, 0, 60, 20}, k < readings[i].sure ? 0.8 : 0.2));
    recto_verdict_after_words(page, limits);
    g_assert_cmpint(page->legible, ==, readings[i].answer);
    g_assert_cmpuint(page->defects->len, ==, 1);
    g_assert_true(g_array_index(page->defects, RectoDefect, 0).retake == (readings[i].answer == RECTO_NO));
  }
}

/* A page seen from aside that was read well is no longer steep; of its far end, which left no letters to count, that says nothing. */
static void test_far_end(void) {
  for (int part = 0; part <= 1; part++) {
    g_autoptr(RectoPage) page = recto_page_new((RectoPageId){0});
    RectoDefect steep = {.kind = RECTO_DEFECT_STEEP, .measured = 36, .limit = 30, .box = {0, 0, part ? 900 : 0, part ? 200 : 0}, .retake = true};
    g_array_append_val(page->defects, steep);
    page->legible = RECTO_NO;
    page->coverage = 0.97;
    for (int k = 0; k < 60; k++) g_ptr_array_add(page->words, recto_word_new("lettre", (RectoBox){0, 0, 60, 20}, 0.95));
    recto_verdict_after_words(page, limits);
    g_assert_cmpint(page->legible, ==, part ? RECTO_NO : RECTO_YES);
  }
}

/* A doubt of which nothing was read is believed, but not of a page seen from aside: print of other scripts, or small, a person reads there. */
static void test_unread(void) {
  for (int aside = 0; aside <= 1; aside++) {
    g_autoptr(RectoPage) page = recto_page_new((RectoPageId){0});
    RectoDefect steep = {.kind = RECTO_DEFECT_STEEP, .measured = 46, .limit = 30}, soft = {.kind = RECTO_DEFECT_BLUR, .measured = 0.2, .limit = 0.25};
    if (aside) g_array_append_val(page->defects, steep);
    g_array_append_val(page->defects, soft);
    page->legible = RECTO_CANNOT_TELL;
    page->coverage = 0.1;
    recto_verdict_after_words(page, limits);
    g_assert_cmpint(page->legible, ==, aside ? RECTO_CANNOT_TELL : RECTO_NO);
    g_assert_true(g_array_index(page->defects, RectoDefect, 0).retake == !aside);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  limits = recto_limits_load("models", NULL);
  ocr = recto_ocr_new(NULL, "fra", NULL);
  g_assert_nonnull(limits);
  g_assert_nonnull(ocr);
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = g_strconcat("/through/", cases[i].name, NULL);
    g_test_add_data_func(path, &cases[i], test_case);
  }
  for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) {
    g_autofree char *path = g_strconcat("/sides/", sides[i].name, NULL);
    g_test_add_data_func(path, &sides[i], test_sides);
  }
  g_test_add_func("/verdict/softness doubted", test_softness);
  g_test_add_func("/verdict/far end", test_far_end);
  g_test_add_func("/verdict/unread", test_unread);
  int result = g_test_run();
  recto_ocr_free(ocr);
  recto_models_free(limits);
  return result;
}
