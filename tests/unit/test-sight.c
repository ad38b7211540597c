/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The net that sees what hides print: its stored form, its arithmetic, and what it tells of pages drawn here. */
#include "image/legible.h"
#include "page-draw.h"

#include <glib/gstdio.h>
#include <recto/error.h>
#include <string.h>

static RectoModels *limits;
static const char *const SIGHT = "models/ocr/hidden.weights";

/* ---- the net */

static void test_stored(void) {
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL, *content = NULL;
  gsize size = 0;
  g_close(g_file_open_tmp("test-sight-XXXXXX", &path, NULL), NULL);
  g_autoptr(RectoMapnet) net = recto_mapnet_load(SIGHT, &error), again = NULL;
  g_assert_no_error(error);
  g_assert_true(recto_mapnet_save(net, path, &error));
  again = recto_mapnet_load(path, &error);
  g_assert_no_error(error);
  g_assert_cmpmem(net->weights, sizeof(float) * (gsize)net->n_weights, again->weights, sizeof(float) * (gsize)again->n_weights);
  g_assert_true(g_file_get_contents(path, &content, &size, NULL));
  g_assert_true(g_file_set_contents(path, content, (gssize)size - 4, NULL)); /* cut short */
  g_assert_null(recto_mapnet_load(path, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_MODEL);
  g_clear_error(&error);
  memset(content + size - 4, 0xff, 4); /* no number */
  g_assert_true(g_file_set_contents(path, content, (gssize)size, NULL));
  g_assert_null(recto_mapnet_load(path, NULL));
  g_unlink(path);
  g_assert_null(recto_mapnet_load(path, NULL));
}

/* One step against sums written out, at a corner, in the middle, and in a row that is not whole fours. */
static void test_step(void) {
  enum { IN = 3, OUT = 24, WIDE = 14, HIGH = 6 };
  static float weights[9 * IN * OUT], bias[OUT];
  g_autoptr(GRand) dice = g_rand_new_with_seed(5);
  for (size_t i = 0; i < G_N_ELEMENTS(weights); i++) weights[i] = (float)g_rand_double_range(dice, -1, 1);
  for (size_t i = 0; i < G_N_ELEMENTS(bias); i++) bias[i] = (float)g_rand_double_range(dice, -1, 1);
  g_auto(RectoMap) in = recto_map_new(WIDE, HIGH, IN);
  for (int y = 0; y < HIGH; y++)
    for (int k = 0; k < WIDE * IN; k++) recto_map_at(&in, 0, y)[k] = (float)g_rand_double_range(dice, -1, 1);
  for (int stride = 1; stride <= 2; stride++) {
    RectoMapnetLayer layer = {.in = IN, .out = OUT, .stride = stride, .weight = weights, .bias = bias};
    g_auto(RectoMap) out = recto_mapnet_step(&layer, &in, true);
    g_assert_true(out.width == WIDE / stride && out.height == HIGH / stride && out.channels == OUT);
    for (int y = 0; y < out.height; y++)
      for (int x = 0; x < out.width; x++)
        for (int o = 0; o < OUT; o++) {
          double sum = bias[o];
          for (int t = 0; t < 9; t++)
            for (int i = 0; i < IN; i++) sum += weights[(t * IN + i) * OUT + o] * recto_map_at(&in, x * stride + t % 3 - 1, y * stride + t / 3 - 1)[i];
          g_assert_cmpfloat_with_epsilon(recto_map_at(&out, x, y)[o], sum > 0 ? sum : MAPNET_LEAK * sum, 1e-4);
        }
  }
}

static void test_join(void) {
  g_auto(RectoMap) near_by = recto_map_new(4, 2, 1), at_large = recto_map_new(2, 1, 2);
  for (int x = 0; x < 4; x++) recto_map_at(&near_by, x, 1)[0] = (float)x;
  recto_map_at(&at_large, 1, 0)[1] = 7;
  g_auto(RectoMap) both = recto_mapnet_join(&near_by, &at_large);
  g_assert_cmpint(both.channels, ==, 3);
  g_assert_cmpfloat(recto_map_at(&both, 3, 1)[0], ==, 3);
  g_assert_cmpfloat(recto_map_at(&both, 3, 1)[2], ==, 7);
  g_assert_cmpfloat(recto_map_at(&both, 1, 1)[2], ==, 0);
  g_assert_cmpfloat(recto_map_at(&both, 4, 1)[2], ==, 0); /* the rim */
}

/* ---- what it sees */

typedef enum { NOTHING, NOTE, HAND, LIGHT, PICTURE, BESIDE } Over;

static void lay(cairo_t *cr, double x, double y, double width, double height, double lean, double r, double g, double b) {
  cairo_save(cr);
  cairo_translate(cr, x, y);
  cairo_rotate(cr, lean);
  for (int soft = 6; soft >= 0; soft--) { /* its shadow, then itself */
    cairo_set_source_rgba(cr, soft ? 0 : r, soft ? 0 : g, soft ? 0 : b, soft ? 0.04 : 1);
    cairo_rectangle(cr, -soft, -soft, width + 2 * soft, height + 2 * soft);
    cairo_fill(cr);
  }
  cairo_restore(cr);
}

static void put(cairo_t *cr, Over over) {
  if (over == NOTE) lay(cr, 420, 640, 420, 300, 0.35, 0.88, 0.87, 0.83);
  if (over == BESIDE) lay(cr, 420, 1460, 420, 120, 0.2, 0.88, 0.87, 0.83);
  if (over == PICTURE) {
    cairo_set_source_rgb(cr, 0.5, 0.6, 0.7);
    cairo_rectangle(cr, 420, 640, 400, 180);
    cairo_fill(cr);
  }
  if (over == HAND) {
    cairo_set_source_rgb(cr, 0.75, 0.55, 0.44);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(cr, 150);
    for (int finger = 0; finger < 3; finger++) {
      cairo_move_to(cr, 480 + 160 * finger, 700 + 20 * finger);
      cairo_line_to(cr, 620 + 130 * finger, 1900);
    }
    cairo_stroke(cr);
  }
  if (over == LIGHT) {
    cairo_pattern_t *light = cairo_pattern_create_radial(560, 640, 150, 560, 640, 260);
    cairo_pattern_add_color_stop_rgba(light, 0, 1, 1, 1, 1);
    cairo_pattern_add_color_stop_rgba(light, 1, 1, 1, 1, 0);
    cairo_set_source(cr, light);
    cairo_paint(cr);
    cairo_pattern_destroy(light);
  }
}

static void measure(PIX *page, RectoSight *ret) {
  g_autoptr(RectoMapnet) net = recto_mapnet_load(SIGHT, NULL);
  g_autoptr(PIX) grey = recto_pix_grey(page);
  g_auto(RectoSurvey) survey = {0};
  g_assert_true(recto_survey_make(grey, limits, &survey));
  g_auto(RectoTextLines) lines = {0};
  recto_textlines_make(survey.print, survey.letter_height, &lines);
  recto_sight_measure(net, page, &survey, &lines, ret);
}

static RectoSight hidden_under(Over over) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.8);
  draw_text(surface, LETTER, "Liberation Sans", 23, 130, 200, 0.1);
  draw_text(surface, LETTER, "Liberation Sans", 23, 130, over == PICTURE ? 900 : 560, 0.1);
  draw_text(surface, LETTER, "Liberation Sans", 23, 130, over == PICTURE ? 1260 : 920, 0.1);
  cairo_t *cr = cairo_create(surface);
  put(cr, over);
  cairo_destroy(cr);
  g_autoptr(PIX) page = draw_done(surface, false);
  RectoSight hidden;
  measure(page, &hidden);
  g_test_message("%d: print %.0f, thing %.3f ends %d through %d lost %.3f (%d,%d %dx%d), light %.3f", over, hidden.print, hidden.thing.share, hidden.thing.ends, hidden.thing.through, hidden.thing.lost,
                 hidden.thing.box.x, hidden.thing.box.y, hidden.thing.box.width, hidden.thing.box.height, hidden.light);
  return hidden;
}

static bool holds(RectoBox box, int x, int y) { return box.x <= x && x < box.x + box.width && box.y <= y && y < box.y + box.height; }

static void assert_hides(const RectoHides *hides, int x, int y) {
  g_assert_cmpfloat(hides->share, >, 0.02);
  g_assert_cmpint(hides->ends, >=, 4);
  g_assert_cmpint(hides->through, ==, 0);
  g_assert_cmpfloat(hides->lost, >, 0.03);
  g_assert_cmpfloat(hides->lost, <, 0.4);
  g_assert_true(holds(hides->box, x, y));
}

static void test_things(void) {
  RectoSight note = hidden_under(NOTE), hand = hidden_under(HAND), light = hidden_under(LIGHT);
  assert_hides(&note.thing, 560, 860);
  assert_hides(&hand.thing, 660, 860);
  g_assert_cmpfloat(light.light, >, 0.04);
  g_assert_cmpfloat(light.thing.share, <, 0.01);
  g_assert_cmpfloat(note.light, <, 0.01);
}

static void test_no_things(void) {
  static const Over none[] = {NOTHING, PICTURE, BESIDE};
  for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
    RectoSight hidden = hidden_under(none[i]);
    g_assert_cmpfloat(hidden.print, >, 200);
    g_assert_cmpfloat(hidden.thing.share, <, 0.01);
    g_assert_cmpfloat(hidden.light, <, 0.01);
  }
}

/* A card on a large sheet is looked at once more, by itself: the note over it, framed where it lies on the sheet. */
static void test_card(void) {
  enum { WIDE = 2 * PAGE_W, HIGH = 2 * PAGE_H, X = 1300, Y = 1900 };
  cairo_surface_t *surface = draw_surface(WIDE, HIGH, 0.8);
  for (int i = 0; i < 9; i++) draw_text(surface, "Nom : SPECIMEN, prénoms : Camille Dominique", "Liberation Sans", 30, X, Y + 60 * i, 0.1);
  cairo_t *cr = cairo_create(surface);
  lay(cr, X + 260, Y + 120, 330, 220, 0.3, 0.85, 0.78, 0.5);
  cairo_destroy(cr);
  g_autoptr(PIX) page = draw_done(surface, false);
  RectoSight sight;
  measure(page, &sight);
  g_test_message("print %.0f, thing %.3f ends %d through %d lost %.3f (%d,%d %dx%d)", sight.print, sight.thing.share, sight.thing.ends, sight.thing.through, sight.thing.lost, sight.thing.box.x,
                 sight.thing.box.y, sight.thing.box.width, sight.thing.box.height);
  g_assert_cmpfloat(sight.print, >, 200); /* places of the card's own picture: on the sheet's it takes a tenth of that */
  assert_hides(&sight.thing, X + 390, Y + 280);
  g_assert_cmpint(sight.thing.box.width, <, 600);
  g_assert_cmpint(sight.thing.box.height, <, 500);
}

/* Too narrow to be looked at: nothing is told. */
static void test_narrow(void) {
  g_autoptr(PIX) strip = pixCreate(40, 2000, 32);
  RectoSight hidden;
  pixSetAll(strip);
  measure(strip, &hidden);
  g_assert_true(hidden.print == 0 && hidden.thing.share == 0 && hidden.thing.box.width == 0);
}

/* ---- what lines say of it */

/* A page of lines, blank in `gone`, of which the net is said to have seen a thing at `seen`. */
static RectoHides lines_say(RectoBox gone, RectoBox seen) {
  enum { CELL = 20 };
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.8);
  for (int i = 0; i < 3; i++) draw_text(surface, LETTER, "Liberation Sans", 23, 130, 180 + 480 * i, 0.1);
  cairo_t *cr = cairo_create(surface);
  cairo_set_source_rgb(cr, 0.8, 0.8, 0.8);
  cairo_rectangle(cr, gone.x, gone.y, gone.width, gone.height);
  cairo_fill(cr);
  cairo_destroy(cr);
  g_autoptr(PIX) page = draw_done(surface, false), grey = recto_pix_grey(page);
  g_auto(RectoSurvey) survey = {0};
  g_assert_true(recto_survey_make(grey, limits, &survey));
  g_auto(RectoTextLines) lines = {0};
  recto_textlines_make(survey.print, survey.letter_height, &lines);
  RectoTold told = {recto_map_new(PAGE_W / CELL, PAGE_H / CELL, MAPNET_OUT), {.w = PAGE_W, .h = PAGE_H}, survey.factor};
  for (int y = 0; y < told.map.height; y++)
    for (int x = 0; x < told.map.width; x++) recto_map_at(&told.map, x, y)[SIGHT_THING] = holds(seen, x * CELL + CELL / 2, y * CELL + CELL / 2) ? 0.9F : 0.01F;
  RectoSight hidden;
  recto_sight_tell(&told, &survey, &lines, &hidden);
  recto_map_clear(&told.map);
  return hidden.thing;
}

static void test_lines(void) {
  const RectoBox middle = {500, 500, 300, 300}, nowhere = {0}, band = {400, 560, 200, 120}, beside = {PAGE_W - 260, 300, 240, 900}, small = {900, 240, 40, 40};
  RectoHides hides = lines_say(middle, middle), print = lines_say(nowhere, middle), crossed = lines_say(nowhere, band), margin = lines_say(nowhere, beside), none = lines_say(middle, nowhere),
             speck = lines_say(nowhere, small);
  g_assert_cmpint(hides.ends, >=, 6);
  g_assert_cmpint(hides.through, ==, 0);
  g_assert_cmpfloat(hides.lost, >, 0.02);
  g_assert_cmpfloat(hides.lost, <, 0.15);
  g_assert_true(holds(hides.box, 650, 650));
  g_assert_cmpint(print.through, >=, 3); /* print is seen there: nothing hides it */
  g_assert_cmpint(crossed.through, >=, 1);
  g_assert_cmpfloat(margin.lost, <, 0.01); /* no line of the page goes on so far */
  g_assert_true(none.ends == 0 && none.size == 0 && none.box.width == 0);
  g_assert_cmpint(speck.size, <, 10);
}

/* ---- what is said of it */

typedef struct { bool screen, small; int laid; double share, reach; } Else; /* of a page: lines that end at something of another colour, and how much of the text lies under it, by another measure; what reaches in from the frame at what the net sees */

static RectoAnswer judged(const RectoSight *sight, const Else *other, RectoDefect *ret_first, guint *ret_n) {
  RectoLegible page = {.photo = true,
                       .side = other->small ? 800 : 2000,
                       .frame_width = 1500,
                       .frame_height = 2000,
                       .print = 200,
                       .rows = 0.9,
                       .print_rows = 0.9,
                       .light = 0.9,
                       .shade = 1,
                       .paper = 200,
                       .height = 20,
                       .sharp = {.n = 200, .places = 200, .detail = 0.5, .detail_best = 0.5, .snr = 200},
                       .screen = {.share = other->screen ? 1 : 0},
                       .screen_height = 20,
                       .screen_rows = 1,
                       .laid = {other->laid, other->share, {100, 200, 300, 100}},
                       .reach = {.share = other->reach, .sharp = 1, .letters = 260, .box = {560, 220, 200, 1500}},
                       .hidden = *sight};
  g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
  RectoAnswer answer = recto_legible_judge(&page, limits, defects);
  *ret_n = 0;
  for (guint i = 0; i < defects->len; i++)
    if (g_array_index(defects, RectoDefect, i).kind != RECTO_DEFECT_SCREEN && (*ret_n)++ == 0) *ret_first = g_array_index(defects, RectoDefect, i);
  return answer;
}

/* The net and the lines together ask for another picture, in place of another measure's doubt; alone they say nothing, nor on a page of next to no print or in a small picture. */
static void test_said(void) {
  double share = 1.1 * recto_limit(limits, "legible.hidden-share"), lost = 1.1 * recto_limit(limits, "legible.hidden-lost"), doubtful = (recto_limit(limits, "legible.laid-warn") + recto_limit(limits, "legible.laid-retake")) / 2;
  int ends = (int)recto_limit(limits, "legible.hidden-ends");
  const RectoHides hides = {share, ends, 0, lost, 20, {500, 200, 300, 100}};
  RectoHides print = hides, little = hides, one = hides, unsure = hides, margin = hides;
  margin.ends = (int)recto_limit(limits, "legible.hidden-many"), margin.lost = 0;
  print.through = 1, little.lost = 0.5 * lost, one.ends = ends - 1, unsure.share = 0.5 * share;
  const RectoHides *const none[] = {&print, &little, &one, &unsure};
  const Else nothing = {0}, doubt = {.laid = 1, .share = doubtful}, small = {.small = true};
  RectoDefect first;
  guint n;
  for (size_t i = 0; i < G_N_ELEMENTS(none); i++) g_assert_cmpint(judged(&(RectoSight){.print = 200, .thing = *none[i]}, &nothing, &first, &n), ==, RECTO_YES);
  g_assert_cmpint(judged(&(RectoSight){.print = 200, .thing = hides}, &nothing, &first, &n), ==, RECTO_NO);
  g_assert_true(n == 1 && first.kind == RECTO_DEFECT_OCCLUSION && first.box.x == 500);
  g_assert_cmpint(judged(&(RectoSight){.print = 200, .thing = margin}, &nothing, &first, &n), ==, RECTO_NO); /* many lines end at what covers the margin */
  g_assert_cmpint(judged(&(RectoSight){.print = 200, .thing = hides}, &small, &first, &n), ==, RECTO_YES);
  g_assert_cmpint(judged(&(RectoSight){.print = 5, .thing = hides}, &nothing, &first, &n), ==, RECTO_YES);
  g_assert_cmpint(judged(&(RectoSight){.print = 200, .thing = unsure}, &doubt, &first, &n), ==, RECTO_CANNOT_TELL);
  g_assert_cmpint(judged(&(RectoSight){.print = 200, .thing = hides}, &doubt, &first, &n), ==, RECTO_NO);
  g_assert_true(n == 1 && first.box.x == 500 && first.retake);
}

/* Centred lines do not end at a telephone that reaches between them: its outline bears the net out, where it sees one. */
static void test_reaches_in(void) {
  double share = 1.1 * recto_limit(limits, "legible.hidden-share"), reach = 1.1 * recto_limit(limits, "legible.hidden-reach");
  const RectoHides there = {share, 0, 0, 0, 20, {500, 200, 300, 100}}, elsewhere = {share, 0, 0, 0, 20, {50, 1900, 100, 80}}, print = {share, 0, 1, 0, 20, {500, 200, 300, 100}}, nothing = {0};
  RectoDefect first;
  guint n;
  g_assert_cmpint(judged(&(RectoSight){.print = 200, .thing = there}, &(Else){.reach = reach}, &first, &n), ==, RECTO_NO);
  g_assert_true(n == 1 && first.kind == RECTO_DEFECT_OCCLUSION && first.box.x == 500);
  g_assert_cmpint(judged(&(RectoSight){.print = 200, .thing = there}, &(Else){.reach = 0.5 * reach}, &first, &n), ==, RECTO_YES);
  g_assert_cmpint(judged(&(RectoSight){.print = 200, .thing = elsewhere}, &(Else){.reach = reach}, &first, &n), ==, RECTO_YES);
  g_assert_cmpint(judged(&(RectoSight){.print = 200, .thing = print}, &(Else){.reach = reach}, &first, &n), ==, RECTO_YES); /* seen through it */
  g_assert_cmpint(judged(&(RectoSight){.print = 200, .thing = nothing}, &(Else){.reach = reach}, &first, &n), ==, RECTO_YES);
}

/* Lines that pale where the page's other side shows are the other side's, unless the net sees light. */
static void test_light(void) {
  for (int lit = 0; lit <= 1; lit++) {
    RectoLegible page = {.photo = true, .side = 2000, .print = 200, .rows = 0.9, .print_rows = 0.9, .light = 0.9, .shade = 1, .paper = 230, .height = 20,
                         .sharp = {.n = 200, .places = 200, .detail = 0.5, .detail_best = 0.5, .snr = 200}, .fade = {.ends = 9}, .ghost = 1,
                         .hidden = {.print = 200, .light = lit ? 1.1 * recto_limit(limits, "legible.hidden-light") : 0}};
    g_autoptr(GArray) defects = g_array_new(FALSE, FALSE, sizeof(RectoDefect));
    g_assert_cmpint(recto_legible_judge(&page, limits, defects), ==, lit ? RECTO_NO : RECTO_YES);
  }
}

/* What another measure tells and the net does not see at all is a doubt; not where nobody looked, nor without colours or on a screen, which it has not learnt. */
static void test_unseen(void) {
  const Else many = {.laid = (int)recto_limit(limits, "legible.laid-ends"), .share = 0.1}, screen = {.screen = true, .laid = many.laid, .share = 0.1};
  RectoDefect first;
  guint n;
  g_assert_cmpint(judged(&(RectoSight){.print = 200, .coloured = true}, &many, &first, &n), ==, RECTO_CANNOT_TELL);
  g_assert_true(n == 1 && first.kind == RECTO_DEFECT_OCCLUSION && !first.retake);
  g_assert_cmpint(judged(&(RectoSight){.print = 200, .coloured = true, .thing = {.size = 9}}, &many, &first, &n), ==, RECTO_NO);
  g_assert_cmpint(judged(&(RectoSight){.print = 200}, &many, &first, &n), ==, RECTO_NO);
  g_assert_cmpint(judged(&(RectoSight){.print = 0}, &many, &first, &n), ==, RECTO_NO);
  g_assert_cmpint(judged(&(RectoSight){.print = 200, .coloured = true}, &screen, &first, &n), ==, RECTO_NO);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sight/stored", test_stored);
  g_test_add_func("/sight/step", test_step);
  g_test_add_func("/sight/join", test_join);
  g_test_add_func("/sight/things", test_things);
  g_test_add_func("/sight/no-things", test_no_things);
  g_test_add_func("/sight/card", test_card);
  g_test_add_func("/sight/narrow", test_narrow);
  g_test_add_func("/sight/lines", test_lines);
  g_test_add_func("/sight/said", test_said);
  g_test_add_func("/sight/reaches in", test_reaches_in);
  g_test_add_func("/sight/light", test_light);
  g_test_add_func("/sight/unseen", test_unseen);
  const char *folders[] = {"models", NULL};
  limits = recto_models_load(folders, NULL);
  g_assert_nonnull(limits);
  int result = g_test_run();
  recto_models_free(limits);
  return result;
}
