/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person can read, and what is measured for it: pages drawn here and worn by known amounts. */
#include "image/cut.h"
#include "image/grain.h"
#include "image/legible.h"
#include "image/upright.h"
#include "mrz/extent.h"
#include "page-draw.h"

static RectoModels *limits;

/* ---- what is measured */

/* The hand moved by `way` px across while the picture was taken. */
static PIX *wear_motion(PIX *grey, int way) {
  L_KERNEL *kernel = makeFlatKernel(1, way, 0, way / 2);
  PIX *moved = pixConvolve(grey, kernel, 8, 1);
  kernelDestroy(&kernel);
  return moved;
}

/* Print in focus, out of focus, moved along its lines: the worst direction falls, and of a moved picture the best one stays. */
static void test_detail(void) {
  g_autoptr(PIX) sharp = draw_letter("Liberation Sans", 23, 0), soft = wear_blur(sharp, 4), moved = wear_motion(sharp, 19);
  PIX *const pages[] = {sharp, soft, moved};
  RectoSharp measured[3];
  for (int i = 0; i < 3; i++) {
    g_auto(RectoSurvey) survey = {0};
    g_assert_true(recto_survey_make(pages[i], limits, &survey));
    recto_sharp_measure(pages[i], &survey, limits, &measured[i]);
    g_test_message("detail %.3f best %.3f soft %.3f", measured[i].detail, measured[i].detail_best, measured[i].soft);
  }
  g_assert_cmpfloat(measured[0].detail, >, 0.35);
  g_assert_cmpfloat(measured[1].detail, <, 0.15);
  g_assert_cmpfloat(measured[2].detail, <, 0.15);
  g_assert_cmpfloat(measured[2].detail_best, >, 2 * measured[1].detail_best);
  g_assert_cmpfloat(measured[0].soft, <, 0.01);
}

/* Grain of 20 grey levels; the same drawn four times as coarse is four times as dense, whatever the fine measure says of it. */
static void test_grain(void) {
  g_autoptr(PIX) fine = draw_done(draw_surface(800, 800, 0.5), true), small = draw_done(draw_surface(200, 200, 0.5), true);
  wear_noise(fine, 20, 3);
  wear_noise(small, 20, 4);
  g_autoptr(PIX) coarse = pixExpandReplicate(small, 4);
  double of_fine[RECTO_GRAIN_SIZES], of_coarse[RECTO_GRAIN_SIZES];
  recto_grain_measure(fine, of_fine);
  recto_grain_measure(coarse, of_coarse);
  for (int i = 0; i < 3; i++) g_assert_true(of_fine[i] > 14 && of_fine[i] < 26);
  g_assert_true(of_coarse[2] > 56 && of_coarse[2] < 104);
}

/* Strong grain darkens and lightens what is measured as ink and as paper; the letters' contrast falls all the same, so that of twice the grain more is told. */
static void test_grain_over_letters(void) {
  double told[2];
  for (int i = 0; i < 2; i++) {
    cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.7);
    draw_text(surface, LETTER, "Liberation Sans", 23, 130, 200, 0.3);
    g_autoptr(PIX) page = draw_done(surface, true);
    wear_noise(page, i ? 50 : 25, 5);
    g_auto(RectoSurvey) survey = {0};
    RectoSharp sharp;
    g_assert_true(recto_survey_make(page, limits, &survey));
    recto_sharp_measure(page, &survey, limits, &sharp);
    told[i] = sharp.grain;
    g_test_message("grain %.4f contrast %.0f height %.0f", sharp.grain, sharp.contrast, survey.letter_height);
  }
  g_assert_cmpfloat(told[1], >, 1.65 * told[0]); /* 1.5 with the grain counted as contrast */
}

/* Large letters on paper amid a coarse ground, all in grain: the ground's specks outnumber them. */
static void test_letters_amid_specks(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.75);
  for (int line = 0; line < 9; line++) draw_text(surface, "Je passerai jeudi chercher les clés", "Liberation Sans", 44, 330, 500 + 90 * line, 0.1);
  g_autoptr(PIX) page = draw_done(surface, true), small = draw_done(draw_surface(PAGE_W / 6, PAGE_H / 6, 0.35), true);
  wear_noise(small, 60, 6);
  g_autoptr(PIX) ground = pixExpandReplicate(small, 6);
  pixRasterop(page, 0, 0, PAGE_W, 400, PIX_SRC, ground, 0, 0);
  pixRasterop(page, 0, 1400, PAGE_W, PAGE_H - 1400, PIX_SRC, ground, 0, 0);
  pixRasterop(page, 0, 0, 250, PAGE_H, PIX_SRC, ground, 0, 0);
  wear_noise(page, 45, 7);
  g_auto(RectoSurvey) survey = {0};
  g_assert_true(recto_survey_make(page, limits, &survey));
  g_test_message("letters %d height %.0f rows %.2f", survey.letters->n, survey.letter_height, survey.rows);
  g_assert_cmpfloat(survey.letter_height / survey.factor, >=, 18);
  g_assert_cmpfloat(survey.rows, >=, 0.5);
}

/* A line that goes on beyond its last clear letter: paler and paler, until nothing is left; all of one paleness; or not at all. */
static void test_trail(void) {
  static const struct { double from, to; int least, most; } rests[] = {{0.2, 1, 2, 4}, {0.7, 0.7, 0, 0}, {1, 1, 0, 0}};
  for (size_t i = 0; i < G_N_ELEMENTS(rests); i++) {
    cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
    draw_text(surface, "Numéro fiscal du déclarant : 11 99 749 299 135 et sa référence", "Liberation Sans", 23, 130, 300, 0);
    draw_text(surface, LETTER, "Liberation Sans", 23, 130, 900, 0);
    cairo_t *cr = cairo_create(surface);
    cairo_pattern_t *light = cairo_pattern_create_linear(400, 0, 640, 0);
    cairo_pattern_add_color_stop_rgba(light, 0, 1, 1, 1, rests[i].from);
    cairo_pattern_add_color_stop_rgba(light, 1, 1, 1, 1, rests[i].to);
    cairo_set_source(cr, light);
    cairo_rectangle(cr, 400, 270, PAGE_W, 80);
    cairo_fill(cr);
    cairo_pattern_destroy(light);
    cairo_destroy(cr);
    g_autoptr(PIX) page = draw_done(surface, true);
    g_auto(RectoSurvey) survey = {0};
    RectoSharp sharp;
    RectoFade fade;
    g_assert_true(recto_survey_make(page, limits, &survey));
    recto_sharp_measure(page, &survey, limits, &sharp);
    recto_fade_measure(page, &survey, &sharp, limits, &fade);
    g_test_message("from %.1f to %.1f: %d ends", rests[i].from, rests[i].to, fade.ends);
    g_assert_true(fade.ends >= rests[i].least && fade.ends <= rests[i].most);
  }
}

/* ---- verdicts */

typedef struct { const char *name; double px, blur, noise, ink; RectoAnswer must, must_not; int defect; } LegibleCase;
static const LegibleCase legible_cases[] = {
    {"sharp", 23, 0, 3, 0, RECTO_YES, RECTO_NO, -1},
    {"scanner soft", 23, 1, 4, 0, RECTO_YES, RECTO_NO, -1},
    {"pale print", 23, 0.6, 3, 0.6, RECTO_YES, RECTO_NO, -1},
    {"noise, curable", 23, 0.7, 25, 0, RECTO_CANNOT_TELL, RECTO_NO, -1}, /* any answer but NO */
    {"slightly blurred", 23, 1.8, 3, 0, RECTO_CANNOT_TELL, RECTO_NO, -1},
    {"blurred away", 23, 5, 3, 0, RECTO_NO, RECTO_YES, RECTO_DEFECT_BLUR},
    {"letters run together", 23, 7, 1, 0, RECTO_NO, RECTO_YES, RECTO_DEFECT_BLUR},
    {"microscopic", 5.5, 0.3, 2, 0, RECTO_NO, RECTO_YES, RECTO_DEFECT_SMALL_TEXT},
    {"very small", 7, 0.3, 2, 0, RECTO_CANNOT_TELL, RECTO_YES, -1},
};

static void measure_page(PIX *page, RectoSurvey *survey, RectoSharp *sharp, RectoBlank *blank) {
  g_assert_true(recto_survey_make(page, limits, survey));
  recto_sharp_measure(page, survey, limits, sharp);
  recto_blank_measure(survey, limits, blank);
}

/* `picture` may have colours. */
static RectoAnswer judge_from(PIX *picture, bool photo, double view, GArray *defects) {
  g_autoptr(PIX) page = recto_pix_grey(picture);
  g_auto(RectoSurvey) survey = {0};
  RectoSharp sharp;
  RectoBlank blank;
  RectoTurn turn = {.skew_confidence = 1};
  measure_page(page, &survey, &sharp, &blank);
  RectoScreen screen = {0};
  if (photo) recto_screen_measure(page, NULL, 1, &screen);
  RectoLegibleInput input = {page, pixGetDepth(picture) == 32 ? picture : NULL, &survey, &sharp, &blank, &turn, NULL, NULL, view, &screen, false, photo, 0, NULL, false};
  RectoLegible measures, whole;
  recto_legible_measure(&input, limits, &measures);
  RectoAnswer answer = recto_legible_judge(&measures, limits, defects);
  input.whole = true; /* what is measured besides, for fitting, changes no verdict */
  g_autoptr(GArray) again = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  recto_legible_measure(&input, limits, &whole);
  g_assert_cmpint(recto_legible_judge(&whole, limits, again), ==, answer);
  g_assert_cmpuint(again->len, ==, defects->len);
  g_test_message("detail %.3f grain %.3f snr %.1f rows %.2f letters %d height %.1f", sharp.detail, sharp.grain, sharp.snr, survey.rows, survey.letters->n, survey.letter_height);
  return answer;
}

static RectoAnswer judge(PIX *page, GArray *defects) { return judge_from(page, false, 0, defects); }
static RectoAnswer judge_photo(PIX *page, GArray *defects) { return judge_from(page, true, 0, defects); }

static void test_legible(gconstpointer data) {
  const LegibleCase *c = data;
  g_autoptr(PIX) drawn = draw_letter("Liberation Sans", c->px, c->ink);
  g_autoptr(PIX) page = c->blur > 0 ? wear_blur(drawn, c->blur) : pixClone(drawn);
  wear_noise(page, c->noise, 11);
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  RectoAnswer answer = judge(page, defects);
  g_test_message("%s: %s", c->name, recto_answer_word(answer));
  g_assert_cmpint(answer, !=, c->must_not);
  if (c->must != RECTO_CANNOT_TELL) g_assert_cmpint(answer, ==, c->must);
  if (c->defect < 0) {
    for (guint i = 0; i < defects->len; i++) g_assert_false(g_array_index(defects, RectoDefect, i).retake);
    return;
  }
  bool told = false;
  for (guint i = 0; i < defects->len; i++) told |= (int)g_array_index(defects, RectoDefect, i).kind == c->defect && g_array_index(defects, RectoDefect, i).retake;
  g_assert_true(told);
}

/* Pictures, grain and drawings are not text: nobody may be told that they cannot be read. */
static void test_legible_picture(void) {
  g_autoptr(PIX) page = draw_done(draw_surface(600, 800, 0.6), true);
  wear_noise(page, 60, 5);
  g_autoptr(PIX) soft = wear_blur(page, 2);
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(judge(soft, defects), !=, RECTO_NO);
}

/* Soft stripes that run through the picture, as wood and blinds have them, are no blurred text. */
static void test_legible_stripes(void) {
  cairo_surface_t *surface = draw_surface(900, 1200, 0.8);
  for (int i = 0; i < 20; i++) draw_box(surface, 0, 30 + i * 58, 900, 16 + i % 3, 0.45, 0.45, 0.45);
  g_autoptr(PIX) page = draw_done(surface, true);
  g_autoptr(PIX) soft = wear_blur(page, 6);
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(judge(soft, defects), !=, RECTO_NO);
}

/* A form's dotted lines hold ten times as many dots as there are letters: they are no tiny print. */
static void test_legible_dots(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.97);
  for (int line = 0; line < 18; line++) {
    draw_text(surface, "Profession", "Liberation Serif", 26, 100, 150 + line * 80, 0.1);
    for (int dot = 0; dot < 100; dot++) draw_box(surface, 260 + dot * 8, 172 + line * 80, 4, 4, 0.15, 0.15, 0.15);
  }
  g_autoptr(PIX) page = draw_done(surface, true);
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(judge(page, defects), ==, RECTO_YES);
  g_assert_cmpuint(defects->len, ==, 0);
}

/* A letter photographed in the dark is not an empty sheet. */
static void test_legible_dark(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.07);
  draw_text(surface, LETTER, "Liberation Sans", 23, 130, 200, 0.01);
  g_autoptr(PIX) page = draw_done(surface, true);
  wear_noise(page, 13, 7);
  g_auto(RectoSurvey) survey = {0};
  RectoBlank blank;
  g_assert_true(recto_survey_make(page, limits, &survey));
  recto_blank_measure(&survey, limits, &blank);
  g_assert_cmpint(blank.blank, !=, RECTO_YES);
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(judge_photo(page, defects), !=, RECTO_YES);
  g_assert_cmpuint(defects->len, >, 0);
}

static const RectoDefect *find_defect(const GArray *defects, RectoDefectKind kind) {
  for (guint i = 0; i < defects->len; i++)
    if (g_array_index(defects, RectoDefect, i).kind == kind) return &g_array_index(defects, RectoDefect, i);
  return NULL;
}

/* The right third of a letter lies outside the picture: every other row ends at the frame, and the place is told. */
static void test_legible_cut(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  g_autoptr(PIX) part = recto_pix_cut(page, 0, 0, PAGE_W * 2 / 3, PAGE_H);
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(judge(part, defects), ==, RECTO_NO);
  const RectoDefect *cut = find_defect(defects, RECTO_DEFECT_CUT_EDGE);
  g_assert_true(cut && cut->retake && cut->box.x > PAGE_W / 2);
}

/* The same picture scanned askew and straightened since: its side no longer is the frame's. */
static void test_legible_cut_askew(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  g_autoptr(PIX) leaning = recto_pix_turned(page, 1.4, PAGE_W, PAGE_H, 255);
  static const struct { int from, width; int ends; } pictures[] = {{0, PAGE_W, 0}, {0, PAGE_W * 2 / 3, 4}, {PAGE_W / 3, PAGE_W * 2 / 3, 4}};
  for (size_t i = 0; i < G_N_ELEMENTS(pictures); i++) {
    g_autoptr(PIX) part = recto_pix_cut(leaning, pictures[i].from, 0, pictures[i].width, PAGE_H);
    RectoGeometry geometry = {0};
    double corner[4][2];
    g_auto(RectoSurvey) survey = {0};
    RectoCut cuts[RECTO_SIDES];
    recto_upright_begin(pixGetWidth(part), pixGetHeight(part), 1, 1, &geometry);
    recto_upright_plan(&geometry, 0, -1.4, 1, limits);
    g_autoptr(PIX) upright = recto_upright_finish(part, 1, &geometry, 255);
    recto_upright_frame(&geometry, corner);
    g_assert_true(recto_survey_make(upright, limits, &survey));
    recto_cut_measure(&survey, corner, cuts);
    g_assert_cmpint(cuts[pictures[i].from ? RECTO_SIDE_LEFT : RECTO_SIDE_RIGHT].ends, >=, pictures[i].ends);
    for (RectoSide side = RECTO_SIDE_LEFT; side < RECTO_SIDES && pictures[i].ends == 0; side++) g_assert_cmpint(cuts[side].ends + cuts[side].touching, ==, 0);
  }
}

/* Letters that the picture cut before it was turned stay cut, and so do their lines; few letters alone are no reason. */
static void test_legible_cut_before(void) {
  static const struct { RectoCut left; RectoAnswer answer; } cuts[] = {
      {{.touching = 11, .rows = 0.35, .ends = 14, .own = 5}, RECTO_NO}, {{.touching = 5, .rows = 0.35, .ends = 14, .own = 5}, RECTO_YES}};
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  g_auto(RectoSurvey) survey = {0};
  RectoSharp sharp;
  RectoBlank blank;
  RectoTurn turn = {.skew_confidence = 1, .skew = 2.9};
  measure_page(page, &survey, &sharp, &blank);
  for (size_t i = 0; i < G_N_ELEMENTS(cuts); i++) {
    RectoCut came[RECTO_SIDES] = {[RECTO_SIDE_LEFT] = cuts[i].left};
    RectoLegibleInput input = {.grey = page, .survey = &survey, .sharp = &sharp, .blank = &blank, .turn = &turn, .came = came};
    RectoLegible measures;
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    recto_legible_measure(&input, limits, &measures);
    g_assert_cmpint(recto_legible_judge(&measures, limits, defects), ==, cuts[i].answer);
  }
}

/* A burnt-out patch over the lines of a photo is told with its place; beside the text it is nothing to tell. */
static void test_legible_glare(void) {
  static const struct { double x, y, radius; RectoAnswer answer; } patches[] = {{620, 500, 330, RECTO_NO}, {620, 500, 90, RECTO_NO}, {1200, 1700, 60, RECTO_YES}};
  for (size_t i = 0; i < G_N_ELEMENTS(patches); i++) {
    cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.8);
    draw_text(surface, LETTER, "Liberation Sans", 23, 130, 200, 0.1);
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_arc(cr, patches[i].x, patches[i].y, patches[i].radius, 0, 2 * G_PI);
    cairo_fill(cr);
    cairo_destroy(cr);
    g_autoptr(PIX) page = draw_done(surface, true);
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    RectoAnswer answer = judge_photo(page, defects);
    for (guint k = 0; k < defects->len; k++) g_test_message("defect %d: %.3f", g_array_index(defects, RectoDefect, k).kind, g_array_index(defects, RectoDefect, k).measured);
    g_assert_cmpint(answer, ==, patches[i].answer);
    const RectoDefect *glare = find_defect(defects, RECTO_DEFECT_GLARE);
    g_assert_true((glare != NULL) == (patches[i].answer != RECTO_YES));
    if (glare) g_assert_true(glare->box.x < patches[i].x && glare->box.x + glare->box.width > patches[i].x && glare->box.y < patches[i].y);
  }
}

/* Most of the page out of focus: told as a part, with its place, though the page's usual letter is soft; the whole page is told as blurred. */
static void test_legible_mostly_soft(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0), soft = wear_blur(page, 3.5), mixed = pixCopy(NULL, soft);
  pixRasterop(mixed, 0, 0, PAGE_W, 380, PIX_SRC, page, 0, 0);
  g_autoptr(GArray) of_part = g_array_new(FALSE, FALSE, sizeof(RectoDefect)), of_whole = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(judge(mixed, of_part), ==, RECTO_NO);
  const RectoDefect *part = find_defect(of_part, RECTO_DEFECT_PARTIAL_BLUR);
  g_assert_nonnull(part);
  g_assert_true(part->box.y > 300 && part->box.y + part->box.height < PAGE_H);
  judge(soft, of_whole);
  g_assert_null(find_defect(of_whole, RECTO_DEFECT_PARTIAL_BLUR));
}

/* A picture of so few pixels is no page that can be read, though it looks empty; a scan of an empty back is. */
static void test_legible_least(void) {
  static const struct { int width, height; RectoAnswer answer; } pictures[] = {{63, 88, RECTO_NO}, {PAGE_W, PAGE_H, RECTO_YES}};
  for (size_t i = 0; i < G_N_ELEMENTS(pictures); i++) {
    g_autoptr(PIX) page = draw_done(draw_surface(pictures[i].width, pictures[i].height, 0.97), true);
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    g_assert_cmpint(judge(page, defects), ==, pictures[i].answer);
    g_assert_true((find_defect(defects, RECTO_DEFECT_SMALL_TEXT) != NULL) == (pictures[i].answer == RECTO_NO));
  }
}

/* Over a small part of the text's area, where no line ends in it: perhaps nothing was written there. */
static void test_legible_glare_doubt(void) {
  static const struct { double share; RectoAnswer answer; } patches[] = {{0.1, RECTO_YES}, {0.13, RECTO_CANNOT_TELL}, {0.16, RECTO_NO}};
  for (size_t i = 0; i < G_N_ELEMENTS(patches); i++) {
    RectoLegible page = {.photo = true, .side = 2000, .print = 200, .rows = 0.9, .print_rows = 0.9, .light = 0.9, .shade = 1, .paper = 200, .height = 20,
                         .sharp = {.n = 200, .places = 200, .detail = 0.5, .detail_best = 0.5, .snr = 200}, .glare = {patches[i].share, {0}}};
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    g_assert_cmpint(recto_legible_judge(&page, limits, defects), ==, patches[i].answer);
  }
}

/* A flash in the middle of a grey page: no line needs to pale into it. Beside the text it hides nothing. */
static void test_legible_flash(void) {
  static const struct { double x, y; bool told; } flashes[] = {{560, 640, true}, {620, 1540, false}};
  for (size_t i = 0; i < G_N_ELEMENTS(flashes); i++) {
    cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.7);
    draw_text(surface, LETTER, "Liberation Sans", 23, 130, 200, 0.1);
    draw_text(surface, LETTER, "Liberation Sans", 23, 130, 700, 0.1);
    draw_box(surface, flashes[i].x - 120, flashes[i].y - 90, 240, 180, 1, 1, 1);
    g_autoptr(PIX) page = draw_done(surface, true);
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    g_assert_cmpint(judge_photo(page, defects), ==, flashes[i].told ? RECTO_NO : RECTO_YES);
    const RectoDefect *glare = find_defect(defects, RECTO_DEFECT_GLARE);
    g_assert_true((glare != NULL) == flashes[i].told);
    if (glare) g_assert_true(glare->box.x < 560 && glare->box.x + glare->box.width > 560);
  }
}

/* A sheet that was not laid against its stop: the lid is seen on the left, and lines come to the right side though no letter is cut. */
static void test_legible_lid(void) {
  static const struct { double lid, shift, foot; bool told; } scans[] = {{200, 330, 0, true}, {200, 0, 0, false}, {0, 240, 0, false}, {200, 330, 400, false}};
  for (size_t i = 0; i < G_N_ELEMENTS(scans); i++) {
    cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
    draw_text(surface, LETTER, "Liberation Sans", 23, 240 + scans[i].shift, 200, 0.1);
    draw_box(surface, 0, 0, scans[i].lid, PAGE_H, 0.93, 0.93, 0.93);
    draw_box(surface, 0, PAGE_H - scans[i].foot, PAGE_W, scans[i].foot, 0.93, 0.93, 0.93); /* a smaller sheet */
    g_autoptr(PIX) drawn = draw_done(surface, true);
    pixRasterop(drawn, PAGE_W - 18, 0, 18, PAGE_H - (int)scans[i].foot, PIX_SET, NULL, 0, 0); /* between two letters */
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    judge(drawn, defects);
    const RectoDefect *cut = find_defect(defects, RECTO_DEFECT_CUT_EDGE);
    g_assert_true((cut != NULL && cut->retake) == scans[i].told);
  }
}

/* White paper exposed to the full: light over the ends of lines pales them before it takes them; paper that ends there, or a paler line, is nothing to tell. */
static void test_legible_fade(void) {
  static const struct { double alpha, ink; RectoAnswer answer; } pages[] = {{1, 0.1, RECTO_NO}, {0, 0.1, RECTO_YES}, {0, 0.6, RECTO_YES}};
  for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
    cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
    draw_text(surface, LETTER, "Liberation Sans", 23, 130, 200, pages[i].ink);
    draw_text(surface, LETTER, "Liberation Sans", 23, 130, 900, 0.1);
    cairo_t *cr = cairo_create(surface);
    cairo_pattern_t *light = cairo_pattern_create_radial(500, 480, 60, 500, 480, 260);
    cairo_pattern_add_color_stop_rgba(light, 0, 1, 1, 1, pages[i].alpha);
    cairo_pattern_add_color_stop_rgba(light, 0.6, 1, 1, 1, pages[i].alpha);
    cairo_pattern_add_color_stop_rgba(light, 1, 1, 1, 1, 0);
    cairo_set_source(cr, light);
    cairo_paint(cr);
    cairo_pattern_destroy(light);
    cairo_destroy(cr);
    g_autoptr(PIX) page = draw_done(surface, true);
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    g_assert_cmpint(judge_photo(page, defects), ==, pages[i].answer);
    const RectoDefect *glare = find_defect(defects, RECTO_DEFECT_GLARE);
    g_assert_true((glare != NULL) == (pages[i].alpha > 0));
    if (glare) g_assert_true(glare->box.x < 500 && glare->box.x + glare->box.width > 500 && glare->box.y < 480 && glare->box.y + glare->box.height > 480);
  }
}

/* The first row lies half above the picture. */
static void test_legible_cut_above(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  g_autoptr(PIX) part = recto_pix_cut(page, 0, 212, PAGE_W, PAGE_H - 212);
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(judge(part, defects), ==, RECTO_NO);
  const RectoDefect *cut = find_defect(defects, RECTO_DEFECT_CUT_EDGE);
  g_assert_true(cut && cut->retake && cut->box.y == 0 && cut->box.height < PAGE_H / 4);
}

/* A finger over the lines hides some, and is told with its place; over the margin it hides nothing. */
static void test_legible_cover(void) {
  static const struct { double x, y, width, height; bool told; } things[] = {{480, 0, 220, 1000, true}, {0, 1500, 500, 300, false}};
  for (size_t i = 0; i < G_N_ELEMENTS(things); i++) {
    cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.95);
    draw_text(surface, LETTER, "Liberation Sans", 23, 130, 200, 0.1);
    draw_text(surface, LETTER, "Liberation Sans", 23, 130, 900, 0.1);
    draw_box(surface, things[i].x, things[i].y, things[i].width, things[i].height, 0.5, 0.35, 0.25);
    g_autoptr(PIX) page = draw_done(surface, true);
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    g_assert_cmpint(judge_photo(page, defects), ==, things[i].told ? RECTO_NO : RECTO_YES);
    const RectoDefect *cover = find_defect(defects, RECTO_DEFECT_OCCLUSION);
    g_assert_true((cover != NULL) == things[i].told);
    if (cover) g_assert_true(cover->box.x < things[i].x + things[i].width && cover->box.x + cover->box.width > things[i].x);
  }
}

/* Three fingers hide the beginnings of a few lines; the same paper on a dark desk whose edge runs near its print hides none. */
static void test_legible_cover_ends(void) {
  static const struct { double x, y, width, height; RectoAnswer answer; } things[] = {{0, 280, 165, 110, RECTO_NO}, {0, 0, 112, PAGE_H, RECTO_YES}};
  for (size_t i = 0; i < G_N_ELEMENTS(things); i++) {
    cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.95);
    draw_text(surface, LETTER, "Liberation Sans", 23, 130, 200, 0.1);
    draw_text(surface, LETTER, "Liberation Sans", 23, 130, 900, 0.1);
    draw_box(surface, things[i].x, things[i].y, things[i].width, things[i].height, 0.4, 0.3, 0.2);
    g_autoptr(PIX) page = draw_done(surface, true);
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    g_assert_cmpint(judge_photo(page, defects), ==, things[i].answer);
    const RectoDefect *cover = find_defect(defects, RECTO_DEFECT_OCCLUSION);
    g_assert_true((cover != NULL) == (things[i].answer == RECTO_NO));
    if (cover) g_assert_true(cover->box.y < 400 && cover->box.y + cover->box.height > 270 && cover->box.x < 200);
  }
}


/* A note as light as the page, of another colour: told where it lies askew over the ends of lines, with its place. What stands square to them is printed there: a
 * tinted field that ends a line of its own, a band behind the print; and a note in the margin hides nothing. */
static void test_legible_laid(void) {
  static const struct { const char *what; double x, y, width, height, lean, rgb[3]; bool behind; RectoAnswer answer; } things[] = {
      {"a note askew over the lines", 700, 640, 420, 420, 0.35, {1, 0.78, 0.82}, false, RECTO_NO},
      {"a yellow one, the other way", 130, 300, 380, 300, -0.3, {1, 0.95, 0.55}, false, RECTO_NO},
      {"a field beside the lines", 760, 200, 300, 500, 0, {1, 0.78, 0.82}, false, RECTO_YES},
      {"a band behind the print", 100, 300, 1040, 120, 0, {1, 0.78, 0.82}, true, RECTO_YES},
      {"a note in the margin", 500, 1480, 200, 160, 0.35, {1, 0.78, 0.82}, false, RECTO_YES},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(things); i++) {
    cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
    for (int layer = 0; layer < 2; layer++) {
      if (layer == !things[i].behind) {
        cairo_t *cr = cairo_create(surface);
        cairo_translate(cr, things[i].x, things[i].y);
        cairo_rotate(cr, things[i].lean);
        cairo_set_source_rgb(cr, things[i].rgb[0], things[i].rgb[1], things[i].rgb[2]);
        cairo_rectangle(cr, 0, 0, things[i].width, things[i].height);
        cairo_fill(cr);
        cairo_destroy(cr);
      } else for (int half = 0; half < 2; half++) draw_text(surface, LETTER, "Liberation Sans", 23, 130, 200 + 700 * half, 0);
    }
    g_autoptr(PIX) page = draw_done(surface, false);
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    g_test_message("%s", things[i].what);
    g_assert_cmpint(judge(page, defects), ==, things[i].answer);
    const RectoDefect *laid = find_defect(defects, RECTO_DEFECT_OCCLUSION);
    g_assert_true((laid != NULL) == (things[i].answer == RECTO_NO));
    if (laid) g_assert_true(laid->box.x < things[i].x + things[i].width && laid->box.x + laid->box.width > things[i].x && laid->box.y < things[i].y + things[i].height);
  }
}

/* The upper letter is out of focus, the lower one sharp. */
static void test_legible_part(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0), soft = wear_blur(page, 5);
  pixRasterop(page, 0, 0, PAGE_W, 480, PIX_SRC, soft, 0, 0);
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(judge(page, defects), ==, RECTO_NO);
  const RectoDefect *part = find_defect(defects, RECTO_DEFECT_PARTIAL_BLUR);
  g_assert_true(part && part->retake && part->box.y + part->box.height < 600);
}

/* Seen from aside, what is out of focus is the far end: to be taken from above, though less steeply than what is refused for the view alone. */
static void test_legible_far_end(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0), soft = wear_blur(page, 5.5);
  pixRasterop(page, 0, 0, PAGE_W, 480, PIX_SRC, soft, 0, 0);
  for (int aside = 0; aside <= 1; aside++) {
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    g_assert_cmpint(judge_from(page, true, aside ? 35 : 20, defects), ==, RECTO_NO);
    const RectoDefect *steep = find_defect(defects, RECTO_DEFECT_STEEP);
    g_assert_true((find_defect(defects, RECTO_DEFECT_PARTIAL_BLUR) != NULL) == !aside && (steep != NULL) == aside);
    if (steep) g_assert_true(steep->retake && steep->box.height > 0 && steep->box.y + steep->box.height < 600);
  }
}

/* Soft things of a letter's size that lie across the lines, as a pen's knobs and the pattern of a cloth do, are no print out of focus. */
static void test_legible_soft_pattern(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  for (int row = 0; row < 3; row++)
    for (int i = 0; i < 28; i++) draw_box(surface, 60 + i * 40, 1460 + i * 12 + row * 90, 24, 18, 0.1, 0.1, 0.1);
  g_autoptr(PIX) pattern = draw_done(surface, true), soft = wear_blur(pattern, 5), page = draw_letter("Liberation Sans", 23, 0);
  pixRasterop(page, 0, 1420, PAGE_W, PAGE_H - 1420, PIX_SRC, soft, 0, 1420);
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(judge(page, defects), ==, RECTO_YES);
}

/* A soft shadow of this depth (share of the light that is left) over the right of the page. */
static PIX *with_shadow(double left) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.95);
  draw_text(surface, LETTER, "Liberation Sans", 23, 130, 200, 0.1);
  draw_text(surface, LETTER, "Liberation Sans", 23, 130, 900, 0.1);
  cairo_t *cr = cairo_create(surface);
  cairo_pattern_t *shadow = cairo_pattern_create_linear(300, 0, 560, 0);
  cairo_pattern_add_color_stop_rgba(shadow, 0, 0, 0, 0, 0);
  cairo_pattern_add_color_stop_rgba(shadow, 1, 0, 0, 0, 1 - left);
  cairo_set_source(cr, shadow);
  cairo_paint(cr);
  cairo_pattern_destroy(shadow);
  cairo_destroy(cr);
  return draw_done(surface, true);
}

/* What runs into the dark is lost; a shadow in which print is seen is made even and asks for nothing; a black desk beside the page is none. */
static void test_legible_shadow(void) {
  static const struct { double left; bool told; } shadows[] = {{0.06, true}, {0.3, false}};
  for (size_t i = 0; i < G_N_ELEMENTS(shadows); i++) {
    g_autoptr(PIX) page = with_shadow(shadows[i].left);
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    g_assert_cmpint(judge_photo(page, defects), ==, shadows[i].told ? RECTO_NO : RECTO_YES);
    const RectoDefect *shadow = find_defect(defects, RECTO_DEFECT_UNEVEN_LIGHT);
    g_assert_true((shadow && shadow->retake) == shadows[i].told);
    if (shadows[i].told) g_assert_true(shadow->box.x > 200 && shadow->box.x + shadow->box.width > 500);
  }
  g_autoptr(PIX) lower = draw_done(draw_surface(PAGE_W, PAGE_H, 1), true), above = draw_letter("Liberation Sans", 23, 0);
  for (int y = 0; y < PAGE_H; y++) /* over the empty end of a page: nobody can say that it is empty */
    for (int x = 0; x < PAGE_W; x++) {
      int light = (int)CLAMP((1640 - y) * 1.5, 6, 235), own = GET_DATA_BYTE(pixGetData(above) + (size_t)y * (size_t)pixGetWpl(above), x);
      SET_DATA_BYTE(pixGetData(lower) + (size_t)y * (size_t)pixGetWpl(lower), x, own * light / 255);
    }
  g_autoptr(GArray) deep = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(judge_photo(lower, deep), ==, RECTO_NO);
  g_assert_cmpint(find_defect(deep, RECTO_DEFECT_UNEVEN_LIGHT)->box.y, >, 1500);
  g_autoptr(PIX) desk = draw_letter("Liberation Sans", 23, 0);
  pixRasterop(desk, 0, 0, 118, PAGE_H, PIX_CLR, NULL, 0, 0);
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  judge_photo(desk, defects);
  g_assert_null(find_defect(defects, RECTO_DEFECT_UNEVEN_LIGHT));
}

/* A dark desk on the left and the shadow of something on the right: most of the dark place's outline may be the page's edge. */
static void test_legible_shadow_and_desk(void) {
  g_autoptr(PIX) desk = draw_letter("Liberation Sans", 23, 0), page = draw_letter("Liberation Sans", 23, 0);
  for (int y = 0; y < PAGE_H; y++)
    for (int x = 0; x < PAGE_W; x++) {
      bool on_desk = x < 100 || y < 60;
      int light = (int)CLAMP((PAGE_W - 300 - x) * 0.9, 8, 235), own = GET_DATA_BYTE(pixGetData(page) + (size_t)y * (size_t)pixGetWpl(page), x);
      SET_DATA_BYTE(pixGetData(page) + (size_t)y * (size_t)pixGetWpl(page), x, on_desk ? 8 : own * light / 255);
      if (on_desk) SET_DATA_BYTE(pixGetData(desk) + (size_t)y * (size_t)pixGetWpl(desk), x, 8);
    }
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect)), none = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(judge_photo(page, defects), ==, RECTO_NO);
  g_assert_true(find_defect(defects, RECTO_DEFECT_UNEVEN_LIGHT)->retake);
  judge_photo(desk, none);
  g_assert_null(find_defect(none, RECTO_DEFECT_UNEVEN_LIGHT));
}

/* Two thirds of a page and all its print in the dark, with a soft rim: told, though hardly a third of the picture is as light as paper. A lit face before the dark is none. */
static void test_legible_mostly_dark(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0), face = pixCreateTemplate(page);
  for (int y = 0; y < PAGE_H; y++)
    for (int x = 0; x < PAGE_W; x++) {
      int light = (int)CLAMP((y - 1150) * 0.9, 3, 235), own = GET_DATA_BYTE(pixGetData(page) + (size_t)y * (size_t)pixGetWpl(page), x);
      double away = hypot(x - PAGE_W / 2.0, 1.3 * (y - PAGE_H / 2.0));
      SET_DATA_BYTE(pixGetData(page) + (size_t)y * (size_t)pixGetWpl(page), x, own * light / 255);
      SET_DATA_BYTE(pixGetData(face) + (size_t)y * (size_t)pixGetWpl(face), x, (int)CLAMP(160 - (away - 200) * 0.8, 8, 160));
    }
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect)), none = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(judge_photo(page, defects), ==, RECTO_NO);
  g_assert_true(find_defect(defects, RECTO_DEFECT_UNEVEN_LIGHT)->retake);
  g_assert_cmpint(judge_photo(face, none), !=, RECTO_NO);
}

/* ---- a zone tells how large its document is */

/* The data page of a passport whose zone's first line begins at `x`, `y` and leans by `degrees`, 8 px a mm. */
static double lost_above(double x, double y, double degrees, int width, int height) {
  static const char *const lines[] = {"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10", NULL};
  const double mm = 8, long_side = (43 * 2.54 + 1.5) * mm, lean = degrees * G_PI / 180;
  RectoMrzFound found = {.sight = recto_mrz_sight_new(lines, (RectoBox){0}, 0.99),
                         .corner = {{x, y}, {x + long_side * cos(lean), y + long_side * sin(lean)}, {0, 0}, {0, 0}}};
  double lost = recto_mrz_lost_above(&found, width, height);
  recto_mrz_sight_free(found.sight);
  return lost;
}

static void test_lost_above(void) {
  g_assert_cmpfloat(lost_above(50, 600, 0, 1000, 760), ==, 0);                               /* 75 mm above it */
  g_assert_cmpfloat_with_epsilon(lost_above(50, 282.4, 0, 1000, 440), 0.5, 0.001);           /* 35.3 of 70.6 mm */
  g_assert_cmpfloat_with_epsilon(lost_above(958, 282.4 + 16, 180, 1000, 282 + 282), 0.53, 0.01); /* upside down: the picture's lower edge is the document's upper one */
  g_assert_cmpfloat(lost_above(50, 500, -8, 1000, 760), <, 0.2);                             /* askew: a corner alone is cut */
  RectoLegible page = {.side = 1000, .frame_width = 1000, .frame_height = 440, .print = 100, .rows = 0.9, .print_rows = 0.9, .light = 0.9, .shade = 1, .paper = 200, .height = 20,
                       .sharp = {.n = 100, .places = 100, .detail = 0.5, .detail_best = 0.5, .snr = 200}, .lost_above = 0.5};
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(recto_legible_judge(&page, limits, defects), ==, RECTO_NO);
  g_assert_cmpint(g_array_index(defects, RectoDefect, 0).kind, ==, RECTO_DEFECT_CUT_EDGE);
  g_assert_cmpint(g_array_index(defects, RectoDefect, 0).box.y, ==, 0);
}

/* A letter shown on a screen of so many px across, photographed so that each of them is `pitch` px wide, with the black between them. */
static PIX *on_screen(int across, int pitch) {
  g_autoptr(PIX) drawn = draw_letter("Liberation Sans", 23, 0);
  g_autoptr(PIX) shown = recto_pix_scaled(drawn, (double)across / PAGE_W);
  g_autoptr(PIX) large = pixExpandReplicate(shown, pitch);
  for (int x = 0; x < pixGetWidth(large); x += pitch) pixRasterop(large, x, 0, 1, pixGetHeight(large), PIX_CLR, NULL, 0, 0);
  for (int y = 0; y < pixGetHeight(large); y += pitch) pixRasterop(large, 0, y, pixGetWidth(large), 1, PIX_CLR, NULL, 0, 0);
  return wear_blur(large, 0.8);
}

/* Its letters count in the screen's pixels, however large they are in the picture; paper shows no grid. */
static void test_legible_screen(void) {
  static const struct { int across, pitch; RectoAnswer answer; } screens[] = {{130, 9, RECTO_NO}, {600, 3, RECTO_YES}};
  for (size_t i = 0; i < G_N_ELEMENTS(screens); i++) {
    g_autoptr(PIX) page = on_screen(screens[i].across, screens[i].pitch);
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    g_assert_cmpint(judge_photo(page, defects), ==, screens[i].answer);
    const RectoDefect *screen = find_defect(defects, RECTO_DEFECT_SCREEN);
    g_assert_true(screen && screen->retake == (screens[i].answer == RECTO_NO));
  }
  g_autoptr(PIX) paper = draw_letter("Liberation Sans", 23, 0);
  wear_noise(paper, 20, 3);
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  judge_photo(paper, defects);
  g_assert_null(find_defect(defects, RECTO_DEFECT_SCREEN));
}

/* Letters that the screen's pixels tear are not as small as their pieces where whole lines are high enough. */
static void test_legible_screen_lines(void) {
  static const struct { double lines; bool retake; } cases[] = {{0, true}, {5.7, true}, {8.1, false}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    RectoLegible page = {.photo = true, .side = 3000, .screen = {8, 0.9}, .screen_height = 2.6, .screen_rows = 0.5, .screen_lines = cases[i].lines};
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    recto_legible_judge(&page, limits, defects);
    const RectoDefect *screen = find_defect(defects, RECTO_DEFECT_SCREEN);
    g_assert_true(screen && screen->retake == cases[i].retake);
  }
}

static PIX *large_letters(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  for (int i = 0; i < 5; i++) draw_text(surface, "Je soussigné certifie que la\npersonne nommée plus haut\nhabite chez moi depuis mai", "Liberation Sans", 42, 150, 120 + 300 * i, 0);
  return draw_done(surface, true);
}

/* Those of which the page's far end is as large are soft only where any are. */
static void test_legible_steep_large(void) {
  static const struct { double blur; RectoAnswer answer; } cases[] = {{3, RECTO_CANNOT_TELL}, {9, RECTO_NO}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(PIX) drawn = large_letters(), page = wear_blur(drawn, cases[i].blur);
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    g_assert_cmpint(judge_from(page, true, 52, defects), ==, cases[i].answer);
  }
}

/* From far aside soft print is gone at the page's far end; sharp print is only told of, up to a view that nobody reads. From above there is nothing to tell. */
static void test_legible_steep(void) {
  static const struct { double view, blur; bool told; RectoAnswer answer; } views[] = {{52, 2.4, true, RECTO_NO}, {52, 0, true, RECTO_YES}, {58, 0, true, RECTO_NO}, {12, 0, false, RECTO_YES}};
  for (size_t i = 0; i < G_N_ELEMENTS(views); i++) {
    g_autoptr(PIX) drawn = draw_letter("Liberation Sans", 23, 0), page = views[i].blur > 0 ? wear_blur(drawn, views[i].blur) : pixClone(drawn);
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    g_assert_cmpint(judge_from(page, true, views[i].view, defects), ==, views[i].answer);
    g_assert_true((find_defect(defects, RECTO_DEFECT_STEEP) != NULL) == views[i].told);
  }
}

/* Grain stronger than the letters: nobody reads them, and the sheet is not blank. */
static void test_legible_grain(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  g_autoptr(PIX) grey = pixMultConstantGray(page, 0.55f) ? NULL : pixClone(page);
  g_assert_nonnull(grey);
  wear_noise(grey, 190, 9);
  g_auto(RectoSurvey) survey = {0};
  RectoBlank blank;
  g_assert_true(recto_survey_make(grey, limits, &survey));
  recto_blank_measure(&survey, limits, &blank);
  g_assert_cmpint(blank.blank, !=, RECTO_YES);
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(judge(grey, defects), !=, RECTO_YES);
  g_assert_true(find_defect(defects, RECTO_DEFECT_NOISE) || find_defect(defects, RECTO_DEFECT_DARK));
}

/* A page sent as a picture of a stamp's size. */
static void test_legible_tiny(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0), tiny = pixScaleAreaMap(page, 0.13f, 0.13f);
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  g_assert_cmpint(judge(tiny, defects), ==, RECTO_NO);
  g_assert_nonnull(find_defect(defects, RECTO_DEFECT_SMALL_TEXT));
}

/* A page of print of which this is so. */
static RectoAnswer judge_measured(int side, double height, double soft) {
  RectoLegible page = {.side = side, .print = 200, .rows = 0.9, .print_rows = 0.9, .light = 0.9, .shade = 1, .paper = 200, .height = height,
                       .sharp = {.n = 200, .places = 200, .detail = 0.5, .detail_best = 0.5, .snr = 200, .soft = soft}};
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  return recto_legible_judge(&page, limits, defects);
}

/* Letters of a few px in a picture of a few hundred: whether enlarging them was enough is for the words to say; in a larger picture it was. */
static void test_legible_small_picture(void) {
  int tiny = (int)recto_limit(limits, "legible.tiny-side");
  g_assert_cmpint(judge_measured(tiny + 10, 7, 0), ==, RECTO_YES);
  g_assert_cmpint(judge_measured(tiny - 10, 7, 0), ==, RECTO_CANNOT_TELL);
  g_assert_cmpint(judge_measured(tiny - 10, 20, 0), ==, RECTO_YES); /* a word cut out of a page */
  g_assert_cmpint(judge_measured(tiny - 10, 3, 0), ==, RECTO_NO);
}

/* A word that is soft is a doubt, a line of them is not. */
static void test_legible_soft_few(void) {
  double few = recto_limit(limits, "legible.soft-few");
  g_assert_cmpint(judge_measured(2000, 20, (few - 1) / 200), ==, RECTO_CANNOT_TELL);
  g_assert_cmpint(judge_measured(2000, 20, (few + 1) / 200), ==, RECTO_NO);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  setMsgSeverity(L_SEVERITY_NONE);
  g_autoptr(GError) error = NULL;
  limits = recto_limits_load("models", &error);
  g_assert_no_error(error);
  for (size_t i = 0; i < G_N_ELEMENTS(legible_cases); i++) {
    g_autofree char *path = g_strdup_printf("/legible/%s", legible_cases[i].name);
    g_test_add_data_func(path, &legible_cases[i], test_legible);
  }
  g_test_add_func("/legible/detail", test_detail);
  g_test_add_func("/legible/grain measured", test_grain);
  g_test_add_func("/legible/picture", test_legible_picture);
  g_test_add_func("/legible/stripes", test_legible_stripes);
  g_test_add_func("/legible/dots", test_legible_dots);
  g_test_add_func("/legible/dark", test_legible_dark);
  g_test_add_func("/legible/cut", test_legible_cut);
  g_test_add_func("/legible/cut askew", test_legible_cut_askew);
  g_test_add_func("/legible/cut before", test_legible_cut_before);
  g_test_add_func("/legible/cut above", test_legible_cut_above);
  g_test_add_func("/legible/a soft pattern beside the text", test_legible_soft_pattern);
  g_test_add_func("/legible/grain over letters", test_grain_over_letters);
  g_test_add_func("/legible/letters amid specks", test_letters_amid_specks);
  g_test_add_func("/legible/trail", test_trail);
  g_test_add_func("/legible/glare", test_legible_glare);
  g_test_add_func("/legible/mostly soft", test_legible_mostly_soft);
  g_test_add_func("/legible/least", test_legible_least);
  g_test_add_func("/legible/glare, a doubt", test_legible_glare_doubt);
  g_test_add_func("/legible/flash", test_legible_flash);
  g_test_add_func("/legible/lid beside a sheet", test_legible_lid);
  g_test_add_func("/legible/fade", test_legible_fade);
  g_test_add_func("/legible/cover", test_legible_cover);
  g_test_add_func("/legible/cover at the ends", test_legible_cover_ends);
  g_test_add_func("/legible/something laid over", test_legible_laid);
  g_test_add_func("/legible/part", test_legible_part);
  g_test_add_func("/legible/shadow", test_legible_shadow);
  g_test_add_func("/legible/shadow beside a dark desk", test_legible_shadow_and_desk);
  g_test_add_func("/legible/shadow over most", test_legible_mostly_dark);
  g_test_add_func("/legible/cut above a zone", test_lost_above);
  g_test_add_func("/legible/screen", test_legible_screen);
  g_test_add_func("/legible/screen lines", test_legible_screen_lines);
  g_test_add_func("/legible/steep", test_legible_steep);
  g_test_add_func("/legible/steep and large", test_legible_steep_large);
  g_test_add_func("/legible/grain", test_legible_grain);
  g_test_add_func("/legible/far end", test_legible_far_end);
  g_test_add_func("/legible/tiny", test_legible_tiny);
  g_test_add_func("/legible/small picture", test_legible_small_picture);
  g_test_add_func("/legible/few soft letters", test_legible_soft_few);
  int result = g_test_run();
  recto_models_free(limits);
  return result;
}
