/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Straightening, blankness, pictures: measured on pages drawn here and worn by known amounts. */
#include "image/blank.h"
#include "image/encode.h"
#include "image/island.h"
#include "image/turn.h"
#include "image/prints.h"
#include "image/quad.h"
#include "image/upright.h"
#include "page-draw.h"

static RectoModels *limits;

/* ---- turn */

typedef struct { const char *font; double px; int turned; double lean; bool must_decide; } TurnCase;
static const TurnCase turn_cases[] = {
    {"Liberation Sans", 23, 0, 0, true},      {"Liberation Sans", 23, 1, 0, true},     {"Liberation Sans", 23, 2, 0, true},   {"Liberation Sans", 23, 3, 0, true},
    {"Liberation Serif", 21, 0, 1.3, true},   {"Liberation Serif", 21, 2, -3.7, true}, {"Liberation Serif", 21, 1, 8, true},  {"Liberation Sans", 23, 0, -14, true},
    {"Liberation Mono", 20, 0, 0.6, false},   {"Liberation Sans", 23, 3, 19, true},    {"DejaVu Sans", 20, 2, 5.2, true},
};

static RectoTurn turn_of(PIX *page) {
  g_auto(RectoSurvey) survey = {0};
  RectoTurn turn;
  g_assert_true(recto_survey_make(page, limits, &survey));
  recto_turn_measure(&survey, limits, &turn);
  return turn;
}

static void test_turn(gconstpointer data) {
  const TurnCase *c = data;
  g_autoptr(PIX) flat = draw_letter(c->font, c->px, 0);
  g_autoptr(PIX) leaning = wear_lean(flat, c->lean);
  g_autoptr(PIX) page = pixRotateOrth(leaning, c->turned);
  RectoTurn turn = turn_of(page);
  g_assert_true(turn.axis_sure);
  g_assert_cmpint(turn.quarter_turns % 2, ==, c->turned % 2);
  if (c->must_decide) g_assert_true(turn.sure);
  if (turn.sure) {
    g_assert_cmpint(turn.quarter_turns, ==, (4 - c->turned) % 4);
    g_assert_cmpfloat(fabs(turn.skew + c->lean), <, 0.2);
  }
}

static bool is_doubtful(const char *text, int turned) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  for (int i = 0; i < 6; i++) draw_text(surface, text, "Liberation Sans", 23, 90, 140 + 160 * i, 0);
  g_autoptr(PIX) flat = draw_done(surface, true), page = pixRotateOrth(flat, turned);
  RectoTurn turn = turn_of(page);
  return !turn.sure || turn.doubtful;
}

/* Up and down is asked of the words where nothing reaches out of the lines, and where a page came head down. */
static void test_turn_doubt(void) {
  static const char small[] = "Le bailleur donne à bail le logement\ndésigné plus haut pour une durée de\ntrois ans à compter de la signature";
  static const char large[] = "PAIN COMPLET 2 KG, MIEL, 3,60\nLAIT DEMI-ECREME, SEL, 6,54\nRIZ LONG 1 KG, THE, CAFE, 2,19";
  for (int turned = 0; turned < 4; turned++) {
    g_assert_true(is_doubtful(large, turned));
    if (turned == 0) g_assert_false(is_doubtful(small, turned));
    if (turned == 2) g_assert_true(is_doubtful(small, turned));
  }
}

static void test_turn_nothing(void) {
  g_autoptr(PIX) page = draw_done(draw_surface(PAGE_W, PAGE_H, 0.95), true);
  wear_noise(page, 6, 3);
  RectoTurn turn = turn_of(page);
  g_assert_false(turn.sure);
  g_assert_cmpint(turn.quarter_turns, ==, 0);
}

/* ---- copies of one picture */

/* A head and shoulders on a grey ground, `width` px wide. */
static void draw_portrait(cairo_surface_t *surface, double x, double y, double width, double skin) {
  cairo_t *cr = cairo_create(surface);
  draw_box(surface, x, y, width, width * 45 / 35, 0.85, 0.86, 0.87);
  cairo_translate(cr, x, y);
  cairo_scale(cr, width / 35, width / 35);
  cairo_set_source_rgb(cr, 0.15, 0.1, 0.08);
  cairo_save(cr);
  cairo_translate(cr, 17.5, 19);
  cairo_scale(cr, 1, 1.3);
  cairo_arc(cr, 0, 0, 10, 0, 2 * G_PI);
  cairo_restore(cr);
  cairo_fill(cr);
  cairo_set_source_rgb(cr, skin, skin * 0.8, skin * 0.65);
  cairo_arc(cr, 17.5, 21, 8, 0, 2 * G_PI);
  cairo_fill(cr);
  cairo_set_source_rgb(cr, 0.2, 0.25, 0.4);
  cairo_arc(cr, 17.5, 45, 13, G_PI, 2 * G_PI);
  cairo_fill(cr);
  cairo_destroy(cr);
}

static uint32_t count_prints(PIX *page) {
  g_auto(RectoSurvey) survey = {0};
  g_autoptr(PIX) grey = recto_pix_grey(page);
  g_assert_true(recto_survey_make(grey, limits, &survey));
  return recto_prints_count(&survey, limits);
}

/* Strips and sheets, light and dark faces, grey, black and white, turned. */
static void test_prints(void) {
  static const struct { int columns, rows; double skin; } cases[] = {{1, 4, 0.95}, {2, 2, 0.4}, {3, 1, 0.7}, {4, 2, 0.9}, {2, 1, 0.55}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.97);
    uint32_t copies = (uint32_t)(cases[i].columns * cases[i].rows);
    for (int k = 0; k < cases[i].columns * cases[i].rows; k++)
      draw_portrait(surface, 120 + 260 * (k % cases[i].columns), 150 + 330 * (k / cases[i].columns), 207, cases[i].skin);
    g_autoptr(PIX) page = draw_done(surface, true), noisy = pixCopy(NULL, page), turned = pixRotateOrth(page, 1), bits = pixThresholdToBinary(page, 150);
    wear_noise(noisy, 6, 3);
    g_test_message("%u copies, skin %.2f", copies, cases[i].skin);
    g_assert_cmpuint(count_prints(page), ==, copies);
    g_assert_cmpuint(count_prints(noisy), ==, copies);
    g_assert_cmpuint(count_prints(turned), ==, copies);
    g_assert_cmpuint(count_prints(bits), ==, copies);
  }
}

/* A letter, a portrait alone, two different ones, plain bars and boxes hold no copies. */
static void test_no_prints(void) {
  g_autoptr(PIX) letter = draw_letter("Liberation Sans", 23, 0);
  g_assert_cmpuint(count_prints(letter), ==, 0);
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 0.97);
  draw_portrait(surface, 120, 150, 207, 0.7);
  draw_portrait(surface, 520, 150, 310, 0.7);
  for (int i = 0; i < 3; i++) {
    draw_box(surface, 120, 800 + 120 * i, 900, 80, 0.1, 0.1, 0.1);
    draw_box(surface, 120 + 300 * i, 1250, 210, 270, 0.8, 0.8, 0.8);
  }
  g_autoptr(PIX) page = draw_done(surface, true);
  g_assert_cmpuint(count_prints(page), ==, 0);
}

/* In the dark and in grain a page's own print is as pale as the other side's: it is read, not asked about. */
static void test_blank_hidden(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  const double light[] = {1, 0.12, 1}, deviation[] = {0, 5, 45};
  for (size_t i = 0; i < G_N_ELEMENTS(light); i++) {
    g_autoptr(PIX) worn = pixCopy(NULL, page);
    pixMultConstantGray(worn, (l_float32)light[i]);
    if (deviation[i] > 0) wear_noise(worn, deviation[i], 3);
    g_auto(RectoSurvey) survey = {0};
    RectoBlank blank;
    g_assert_true(recto_survey_make(worn, limits, &survey));
    recto_blank_measure(&survey, limits, &blank);
    g_assert_cmpint(blank.blank, !=, RECTO_YES);
    g_assert_cmpint(blank.hidden, ==, i > 0);
  }
}

/* ---- geometry: a mark is followed through every chain and back */

static bool dark_extent(PIX *grey, RectoBox *ret) {
  g_autoptr(PIX) ink = pixThresholdToBinary(grey, 128);
  BOX *box = NULL;
  if (pixClipToForeground(ink, NULL, &box) || !box) return false;
  *ret = (RectoBox){box->x, box->y, box->w, box->h};
  boxDestroy(&box);
  return true;
}

static void test_geometry(void) {
  const double leans[] = {0, 1.5, -11}, scales[] = {1, 0.5};
  for (int exif = 1; exif <= 8; exif++)
    for (int turns = 0; turns < 4; turns++)
      for (size_t l = 0; l < G_N_ELEMENTS(leans); l++)
        for (size_t s = 0; s < G_N_ELEMENTS(scales); s++) {
          cairo_surface_t *surface = draw_surface(300, 200, 1);
          draw_box(surface, 60, 50, 20, 12, 0, 0, 0);
          g_autoptr(PIX) stored = draw_done(surface, true);
          RectoGeometry geometry;
          recto_upright_begin(300, 200, 0.5, exif, &geometry);
          recto_upright_plan(&geometry, turns, leans[l], scales[s], limits);
          g_autoptr(PIX) upright = recto_upright_replay(stored, &geometry, 1);
          g_assert_cmpint(abs(pixGetWidth(upright) - (int)geometry.width), <=, 1);
          g_assert_cmpint(abs(pixGetHeight(upright) - (int)geometry.height), <=, 1);
          RectoBox mark;
          g_assert_true(dark_extent(upright, &mark));
          RectoBox back = recto_geometry_to_original(&geometry, mark); /* stored px: twice the decoded ones */
          double x = back.x + back.width / 2.0, y = back.y + back.height / 2.0;
          g_assert_cmpfloat(fabs(x - 140), <, 7);
          g_assert_cmpfloat(fabs(y - 112), <, 7);
        }
}

/* A look decodes with more pixels: the same place must be found. */
static void test_replay_zoom(void) {
  for (int more = 1; more <= 2; more++) {
    cairo_surface_t *surface = draw_surface(400 * more, 600 * more, 1);
    draw_box(surface, 100 * more, 80 * more, 40 * more, 20 * more, 0, 0, 0);
    g_autoptr(PIX) stored = draw_done(surface, true);
    RectoGeometry geometry;
    recto_upright_begin(400, 600, 1, 1, &geometry);
    recto_upright_plan(&geometry, 1, 3, 1, limits);
    g_autoptr(PIX) upright = recto_upright_replay(stored, &geometry, 2);
    RectoBox mark;
    g_assert_true(dark_extent(upright, &mark));
    g_assert_cmpint(abs(pixGetWidth(upright) - 2 * (int)geometry.width), <=, 3);
    g_assert_cmpint(abs(mark.x + mark.width / 2 - 1010), <, 60);
  }
}

/* ---- a page on a desk */

enum { DESK = 2400, PHOTO_W = 1500, PHOTO_H = 1800, SHEET_X = 750, SHEET_Y = 575, SHEET_W = 900, SHEET_H = 1250 };
typedef enum { NOTHING, SECOND_SHEET, DARK_HEAD, PICTURE_ONLY, FOLD, CLOTH, BOWED, CARPET, FLECKS, STICKS_OUT } Beside;
typedef struct { const char *name; double paper, desk; float tilt; bool sheet, sure; Beside beside; } QuadCase;
static const QuadCase quad_cases[] = {
    {"dark desk", 0.95, 0.2, 120, true, true, NOTHING},        {"light desk", 0.97, 0.8, -90, true, true, NOTHING},
    {"flat", 0.93, 0.45, 0, true, true, NOTHING},              {"no page", 0, 0.5, 40, false, false, NOTHING},
    {"on a sheet", 0.95, 0.5, 80, true, true, SECOND_SHEET},   {"dark head", 0.95, 0.05, 60, true, true, DARK_HEAD},
    {"folded", 0.95, 0.4, 70, true, true, FOLD},               {"cloth", 0.95, 0.4, 50, true, true, CLOTH},
    {"picture on paper", 0.5, 0.9, 60, true, false, NOTHING}, /* a dark box on light ground may be printed on a page */
    {"cloth alone", 0, 0.5, 30, false, false, CLOTH},          {"bowed", 0.95, 0.4, 60, true, true, BOWED},
    {"carpet", 0.95, 0.4, 60, true, true, CARPET},             {"dark head on a light desk", 0.97, 0.6, 60, true, true, DARK_HEAD},
    {"flecks like letters", 0.95, 0.6, 60, true, true, FLECKS},
    {"one with a sheet below", 0.95, 0.4, 40, true, false, STICKS_OUT}, /* half of one side is white on white: better none than both sheets as one */
};

static guint32 next_of(guint32 *seed, guint32 below) {
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) % below;
}

/* The desk with its sheet seen from one side: the upper corners of a large square move in by `tilt`, the middle is cut out. */
static PIX *photograph(const QuadCase *c, double corners[8]) {
  cairo_surface_t *surface = draw_surface(DESK, DESK, c->desk);
  for (int i = 0; i < 40; i++) draw_box(surface, 60 * i, 0, 9, DESK, c->desk + 0.02, c->desk + 0.02, c->desk + 0.02);
  for (int i = 0; c->beside == CLOTH && i < 400; i++) draw_box(surface, 120 * (i % 20) + 60 * (i / 20 % 2), 120 * (i / 20), 60, 120, 0.75, 0.2, 0.2);
  guint32 seed = 7;
  for (int i = 0; c->beside == CARPET && i < 60000; i++) {
    double grey = c->desk + 0.34 * (next_of(&seed, 100) / 100.0 - 0.5);
    draw_box(surface, (int)next_of(&seed, DESK), (int)next_of(&seed, DESK), 14, 14, grey, grey, grey);
  }
  for (int i = 0; c->beside == FLECKS && i < 900; i++) draw_box(surface, (int)next_of(&seed, DESK), (int)next_of(&seed, DESK), 14, 22, 0.2, 0.2, 0.2);
  if (c->beside == STICKS_OUT) draw_box(surface, SHEET_X - 220, SHEET_Y + 500, SHEET_W / 2, SHEET_H - 500, c->paper, c->paper, c->paper);
  for (int y = 0; c->beside == BOWED && y < SHEET_H; y += 2)
    draw_box(surface, SHEET_X + SHEET_W - 2, SHEET_Y + y, 2 + 97 * y / SHEET_H * (SHEET_H - y) / SHEET_H, 2, c->paper, c->paper, c->paper);
  if (c->beside == SECOND_SHEET) {
    draw_box(surface, SHEET_X - 250, SHEET_Y + 400, SHEET_W, SHEET_H, c->paper, c->paper, c->paper);
    draw_box(surface, SHEET_X - 4, SHEET_Y - 4, SHEET_W + 8, SHEET_H + 8, c->paper - 0.25, c->paper - 0.25, c->paper - 0.25); /* the shadow it throws there */
  }
  if (c->sheet) {
    draw_box(surface, SHEET_X, SHEET_Y, SHEET_W, SHEET_H, c->paper, c->paper, c->paper);
    if (c->beside == DARK_HEAD) draw_box(surface, SHEET_X, SHEET_Y, SHEET_W, 130, 0.1, 0.2, 0.3);
    if (c->beside == FOLD) draw_box(surface, SHEET_X, SHEET_Y + SHEET_H / 2, SHEET_W, 5, c->paper - 0.15, c->paper - 0.15, c->paper - 0.15);
    draw_text(surface, LETTER, "Liberation Sans", 15, SHEET_X + 90, SHEET_Y + 150, 0.1);
  }
  g_autoptr(PIX) flat = draw_done(surface, true);
  PTA *from = ptaCreate(4), *to = ptaCreate(4);
  const float square[8] = {0, 0, DESK, 0, DESK, DESK, 0, DESK}, moved[8] = {c->tilt, 0, DESK - c->tilt, 60, DESK, DESK, 0, DESK - 30};
  for (int i = 0; i < 4; i++) ptaAddPt(from, square[2 * i], square[2 * i + 1]), ptaAddPt(to, moved[2 * i], moved[2 * i + 1]);
  float *map = NULL;
  g_autoptr(PIX) seen = pixProjectivePta(flat, to, from, L_BRING_IN_WHITE);
  g_assert_cmpint(getProjectiveXformCoeffs(from, to, &map), ==, 0);
  const float sheet[8] = {SHEET_X, SHEET_Y, SHEET_X + SHEET_W, SHEET_Y, SHEET_X + SHEET_W, SHEET_Y + SHEET_H, SHEET_X, SHEET_Y + SHEET_H};
  for (int i = 0; i < 4; i++) {
    float x = 0, y = 0;
    projectiveXformPt(map, (int)sheet[2 * i], (int)sheet[2 * i + 1], &x, &y);
    corners[2 * i] = (double)x - (DESK - PHOTO_W) / 2.0;
    corners[2 * i + 1] = (double)y - (DESK - PHOTO_H) / 2.0;
  }
  lept_free(map);
  ptaDestroy(&from);
  ptaDestroy(&to);
  return recto_pix_cut(seen, (DESK - PHOTO_W) / 2, (DESK - PHOTO_H) / 2, PHOTO_W, PHOTO_H);
}

static void test_quad(gconstpointer data) {
  const QuadCase *c = data;
  double corners[8];
  g_autoptr(PIX) photo = photograph(c, corners);
  RectoQuad quad;
  recto_quad_find(photo, limits, &quad);
  g_assert_true(quad.sure == c->sure);
  if (!c->sure) return;
  for (int i = 0; i < 4; i++) g_assert_cmpfloat(hypot(quad.x[i] - corners[2 * i], quad.y[i] - corners[2 * i + 1]), <, 4);
  g_assert_cmpfloat(recto_quad_view(&quad, PHOTO_W, PHOTO_H), <, 35);
  g_auto(RectoSurvey) survey = {0};
  g_assert_true(recto_survey_make(photo, limits, &survey));
  g_assert_true(recto_quad_stands_alone(&quad, &survey, limits));

  RectoGeometry geometry; /* laid flat, and a look with twice the pixels finds the same sheet: all paper but its print */
  recto_upright_begin(PHOTO_W, PHOTO_H, 1, 1, &geometry);
  g_assert_true(recto_quad_flatten(&quad, PHOTO_W, PHOTO_H, geometry.homography));
  geometry.has_homography = true;
  recto_upright_plan(&geometry, 0, 0, 1, limits);
  for (int more = 1; more <= 2; more++) {
    g_autoptr(PIX) larger = recto_pix_scaled(photo, more);
    g_autoptr(PIX) laid = recto_upright_replay(larger, &geometry, more);
    g_autoptr(PIX) middle = recto_pix_cut(laid, more * (PHOTO_W - SHEET_W) / 2 + more * 25, more * (PHOTO_H - SHEET_H) / 2 + more * 25, more * (SHEET_W - 90), more * 60);
    g_assert_cmpint(pixGetWidth(laid), ==, more * PHOTO_W);
    if (c->beside != DARK_HEAD) g_assert_cmpint(abs(recto_pix_percentile(middle, 0.05, 1) - (int)(255 * c->paper)), <, 12);
  }
}

/* A bare page with these corners, px of 1500 x 2000; along its left side, if `stripe`, the edge of a cloth's dark stripe that goes on beyond both corners. */
static PIX *steep_page(const double at[8], bool stripe) {
  cairo_surface_t *surface = draw_surface(PHOTO_W, 2000, 0.5);
  cairo_t *cr = cairo_create(surface);
  if (stripe) {
    double dx = at[6] - at[0], dy = at[7] - at[1];
    cairo_set_source_rgb(cr, 0.15, 0.15, 0.3);
    cairo_move_to(cr, at[0] - dx, at[1] - dy), cairo_line_to(cr, at[6] + dx, at[7] + dy), cairo_line_to(cr, at[6] + dx - 90, at[7] + dy), cairo_line_to(cr, at[0] - dx - 90, at[1] - dy);
    cairo_fill(cr);
  }
  cairo_set_source_rgb(cr, 0.95, 0.95, 0.95);
  for (int i = 0; i < 4; i++) cairo_line_to(cr, at[2 * i], at[2 * i + 1]);
  cairo_fill(cr);
  cairo_destroy(cr);
  return draw_done(surface, true);
}

/* From 60 degrees its sides lean towards each other by more than half a right angle. Along a stripe the corners are not sure, but from where it was seen is. */
static void test_quad_steep(void) {
  static const double steep[8] = {377, 726, 952, 714, 1302, 1218, 195, 1285}, less[8] = {300, 534, 936, 602, 1333, 1415, 165, 1464};
  g_autoptr(PIX) page = steep_page(steep, false), striped = steep_page(less, true);
  RectoQuad quad;
  recto_quad_find(page, limits, &quad);
  g_assert_true(quad.sure && quad.clear);
  g_assert_cmpfloat_with_epsilon(recto_quad_view(&quad, PHOTO_W, 2000), 62, 2);
  recto_quad_find(striped, limits, &quad);
  g_assert_true(!quad.sure && quad.clear);
  g_assert_cmpfloat_with_epsilon(recto_quad_view(&quad, PHOTO_W, 2000), 51, 2);
}

/* A page that fills the frame, or goes beyond it, is left as it is. */
static void test_quad_frame(void) {
  g_autoptr(PIX) letter = draw_letter("Liberation Sans", 23, 0);
  RectoQuad quad;
  recto_quad_find(letter, limits, &quad);
  g_assert_false(quad.sure);
  double corners[8];
  g_autoptr(PIX) photo = photograph(&quad_cases[0], corners);
  g_autoptr(PIX) half = recto_pix_cut(photo, 0, 0, PHOTO_W * 2 / 3, PHOTO_H);
  recto_quad_find(half, limits, &quad);
  g_assert_false(quad.sure);
}

/* ---- blank */

typedef enum { PLAIN, GREY_PAPER, RECYCLED, EDGE, HOLES, STREAK, HOLES_ASKEW, FOLDED, STAPLED, PALE_SIGNATURE, TWO_LINES, FAINT, SIGNATURE, STAMP, FULL, BLEED } Sheet;
static const struct { Sheet sheet; const char *name; bool may_be_yes, may_be_no; } blank_cases[] = {
    {PLAIN, "white", true, false},         {GREY_PAPER, "grey", true, false},          {RECYCLED, "recycled", true, false}, {EDGE, "scanner edge", true, false},
    {HOLES, "punch holes", true, false},   {STREAK, "streak", true, false},            {HOLES_ASKEW, "round holes of a page lying askew", true, false},
    {FOLDED, "folded in four", true, false},   {STAPLED, "stapled", true, false},          {PALE_SIGNATURE, "pale signature", false, true},
    {TWO_LINES, "two lines", false, true}, {FAINT, "faint print", false, true},
    {SIGNATURE, "signature", false, true}, {STAMP, "stamp", false, true},              {FULL, "full page", false, true},   {BLEED, "show-through", true, false},
};

static void draw_signature(cairo_surface_t *surface, double ink) {
  cairo_t *cr = cairo_create(surface);
  cairo_set_source_rgb(cr, ink, ink, MIN(1, ink + 0.4));
  cairo_set_line_width(cr, 3);
  cairo_move_to(cr, 700, 1200);
  for (int i = 0; i < 6; i++) cairo_curve_to(cr, 720 + i * 30, 1120, 730 + i * 30, 1260, 740 + i * 30, 1190);
  cairo_stroke(cr);
  cairo_move_to(cr, 690, 1240);
  cairo_line_to(cr, 930, 1225);
  cairo_stroke(cr);
  cairo_destroy(cr);
}

static void draw_disc(cairo_surface_t *surface, double x, double y, double radius) {
  cairo_t *cr = cairo_create(surface);
  cairo_set_source_rgb(cr, 0.2, 0.2, 0.2);
  cairo_arc(cr, x, y, radius, 0, 2 * G_PI);
  cairo_fill(cr);
  cairo_destroy(cr);
}

static PIX *draw_sheet(Sheet sheet) {
  cairo_surface_t *s = draw_surface(PAGE_W, PAGE_H, sheet == GREY_PAPER ? 0.72 : sheet == RECYCLED ? 0.85 : 0.98);
  if (sheet == EDGE) draw_box(s, PAGE_W - 30, 0, 30, PAGE_H, 0.1, 0.1, 0.1);
  for (int i = 0; sheet == HOLES && i < 2; i++) draw_box(s, 55, 640 + i * 470, 34, 34, 0.15, 0.15, 0.15);
  for (int i = 0; sheet == HOLES_ASKEW && i < 2; i++) draw_disc(s, 105 - 15 * i, 640 + i * 470, 18);
  if (sheet == FOLDED) draw_box(s, 0, 876, PAGE_W, 3, 0.85, 0.85, 0.85), draw_box(s, 618, 0, 3, PAGE_H, 0.86, 0.86, 0.86);
  if (sheet == STAPLED) draw_box(s, 90, 110, 78, 6, 0.35, 0.35, 0.35);
  if (sheet == PALE_SIGNATURE) draw_signature(s, 0.75);
  if (sheet == STREAK) draw_box(s, 500, 0, 2, PAGE_H, 0.4, 0.4, 0.4);
  if (sheet == TWO_LINES) draw_text(s, "Bon pour accord.\nParis, le 3 mai 2026", "Liberation Sans", 23, 150, 300, 0);
  if (sheet == FAINT) draw_text(s, LETTER, "Liberation Mono", 20, 130, 300, 0.8);
  if (sheet == SIGNATURE) draw_signature(s, 0.1);
  if (sheet == STAMP) draw_text(s, "MAIRIE DE SAINT-DENIS", "Liberation Sans", 40, 300, 800, 0.55);
  if (sheet == FULL) draw_text(s, LETTER, "Liberation Sans", 23, 130, 200, 0);
  PIX *page = NULL;
  if (sheet == BLEED) draw_text(s, LETTER, "Liberation Sans", 23, 130, 200, 0.85);
  page = draw_done(s, true);
  if (sheet == BLEED) {
    PIX *soft = wear_blur(page, 3);
    pixDestroy(&page);
    page = pixFlipLR(NULL, soft);
    pixDestroy(&soft);
  }
  wear_noise(page, sheet == RECYCLED ? 9 : 3, (guint32)sheet + 1);
  return page;
}

static RectoAnswer blank_on_its_side(PIX *page) {
  g_autoptr(PIX) turned = pixRotateOrth(page, 1);
  g_auto(RectoSurvey) survey = {0};
  RectoBlank blank;
  g_assert_true(recto_survey_make(turned, limits, &survey));
  recto_blank_measure(&survey, limits, &blank);
  return blank.blank;
}

static void test_blank(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(blank_cases); i++) {
    g_autoptr(PIX) page = draw_sheet(blank_cases[i].sheet);
    g_auto(RectoSurvey) survey = {0};
    RectoBlank blank;
    g_assert_true(recto_survey_make(page, limits, &survey));
    recto_blank_measure(&survey, limits, &blank);
    g_test_message("%s: %s, letters %d faint %d marks %d ink %.5f", blank_cases[i].name, recto_answer_word(blank.blank), blank.letters, blank.faint, blank.marks, blank.ink);
    if (!blank_cases[i].may_be_yes) g_assert_cmpint(blank.blank, !=, RECTO_YES);
    if (!blank_cases[i].may_be_no) g_assert_cmpint(blank.blank, !=, RECTO_NO);
    if (i < 9) g_assert_cmpint(blank.blank, ==, RECTO_YES); /* plain sheets are found, not only not missed */
    if (blank_cases[i].sheet == TWO_LINES || blank_cases[i].sheet == FULL) {
      g_assert_cmpint(blank.blank, ==, RECTO_NO);
      g_assert_cmpint(blank_on_its_side(page), ==, RECTO_NO);
    }
    if (i < 9) g_assert_cmpint(blank_on_its_side(page), ==, RECTO_YES);
  }
}

/* A note of three short lines, far apart and leaning: not one letter stands beside one of another line. */
static void test_blank_note(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  draw_text(surface, "Reçu de la main à la main", "Liberation Sans", 22, 150, 300, 0);
  draw_text(surface, "la somme de 396 euros", "Liberation Sans", 22, 150, 500, 0);
  draw_text(surface, "Signature :", "Liberation Sans", 22, 150, 700, 0);
  g_autoptr(PIX) flat = draw_done(surface, true);
  g_autoptr(PIX) note = recto_pix_turned(flat, 11, PAGE_W, PAGE_H, 255);
  g_assert_cmpint(blank_on_its_side(note), ==, RECTO_NO);
}

/* Two pale marks, one above the other: no letters of a note on its side, and no blank sheet. */
static void test_blank_stacked(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  draw_box(surface, 600, 800, 44, 40, 0.9, 0.9, 0.9);
  draw_box(surface, 602, 870, 40, 44, 0.9, 0.9, 0.9);
  g_autoptr(PIX) sheet = draw_done(surface, true);
  g_auto(RectoSurvey) survey = {0};
  RectoBlank blank;
  g_assert_true(recto_survey_make(sheet, limits, &survey));
  recto_blank_measure(&survey, limits, &blank);
  g_assert_cmpint(blank.blank, !=, RECTO_YES);
}

/* ---- pictures that leave */

/* Wraps a G4 strip into the smallest TIFF, so that another decoder reads it. */
static PIX *unpack_g4(const RectoImage *image) {
  gsize size;
  const guint8 *strip = g_bytes_get_data(image->bytes, &size);
  const guint32 tags[][3] = {{256, 4, image->width}, {257, 4, image->height}, {258, 3, 1}, {259, 3, 4}, {262, 3, 0}, {273, 4, 122}, {277, 3, 1}, {278, 4, image->height}, {279, 4, (guint32)size}};
  g_autoptr(GByteArray) tiff = g_byte_array_new();
  g_byte_array_append(tiff, (const guint8 *)"II*\0\x08\0\0\0\x09\0", 10);
  for (size_t i = 0; i < G_N_ELEMENTS(tags); i++) {
    guint8 entry[12] = {(guint8)tags[i][0], (guint8)(tags[i][0] >> 8), (guint8)tags[i][1], 0, 1, 0, 0, 0};
    for (int b = 0; b < 4; b++) entry[8 + b] = (guint8)(tags[i][2] >> (8 * b));
    g_byte_array_append(tiff, entry, 12);
  }
  g_byte_array_append(tiff, (const guint8 *)"\0\0\0\0", 4);
  g_assert_cmpuint(tiff->len, ==, 122);
  g_byte_array_append(tiff, strip, (guint)size);
  return pixReadMem(tiff->data, tiff->len);
}

static void test_g4(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Serif", 24, 0);
  g_autoptr(PIX) ink = pixThresholdToBinary(page, 128);
  g_autoptr(RectoImage) image = recto_encode_g4(ink);
  g_assert_nonnull(image);
  g_autoptr(PIX) back = unpack_g4(image);
  l_int32 same = 0;
  g_assert_nonnull(back);
  pixEqual(ink, back, &same);
  g_assert_true(same);
}

static void test_jpeg(void) {
  cairo_surface_t *surface = draw_surface(1240, 1754, 1);
  draw_box(surface, 200, 200, 500, 500, 0.8, 0.2, 0.2);
  g_autoptr(PIX) page = draw_done(surface, false);
  RectoCleaning none = {0};
  g_autoptr(RectoImage) image = recto_encode_page(page, 600, RECTO_PAGE_COLOUR, &none, limits);
  gsize size;
  const guint8 *data = g_bytes_get_data(image->bytes, &size);
  g_autoptr(PIX) back = pixReadMem(data, size);
  g_assert_cmpint(pixGetWidth(back), ==, (int)image->width);
  g_assert_cmpint(pixGetHeight(back), ==, (int)image->height);
  g_assert_cmpint(pixGetDepth(back) == 32 ? 3 : 1, ==, image->components);
  g_autoptr(RectoImage) thumb = recto_encode_thumb(page, limits);
  g_assert_cmpuint(MAX(thumb->width, thumb->height), <=, 360);
}

/* A portrait or a tinted ground must not be thresholded away. */
static void test_text_only(void) {
  for (int tinted = 0; tinted < 2; tinted++) {
    cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
    if (tinted) draw_box(surface, 200, 200, 500, 320, 0.8, 0.85, 0.9);
    draw_text(surface, LETTER, "Liberation Sans", 23, 130, 220, 0);
    g_autoptr(PIX) page = draw_done(surface, true);
    g_auto(RectoSurvey) survey = {0};
    g_assert_true(recto_survey_make(page, limits, &survey));
    g_assert_cmpint(recto_encode_is_text_only(&survey, limits), ==, !tinted);
  }
}

static void test_islands(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  for (int i = 0; i < 2; i++) {
    draw_box(surface, 300, 200 + i * 600, 505, 319, 0.9, 0.93, 0.97);
    draw_text(surface, "RÉPUBLIQUE FRANÇAISE\nTITRE DE SÉJOUR\nNOM : DIALLO\nPrénoms : Mariama\nDATE D'EXPIRATION 06 03 2027", "Liberation Sans", 22, 330, 230 + i * 600, 0);
  }
  g_autoptr(PIX) cards = draw_done(surface, true);
  g_autoptr(PIX) letter = draw_letter("Liberation Sans", 28, 0); /* lines as wide as a letter's */
  const struct { PIX *page; guint n; } cases[] = {{cards, 2}, {letter, 0}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_auto(RectoSurvey) survey = {0};
    g_assert_true(recto_survey_make(cases[i].page, limits, &survey));
    g_autoptr(GArray) islands = recto_islands_find(&survey, PAGE_DPI, false, limits);
    g_assert_cmpuint(islands->len, ==, cases[i].n);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  setMsgSeverity(L_SEVERITY_NONE);
  g_autoptr(GError) error = NULL;
  limits = recto_limits_load("models", &error);
  g_assert_no_error(error);
  for (size_t i = 0; i < G_N_ELEMENTS(turn_cases); i++) {
    g_autofree char *path = g_strdup_printf("/turn/%s-%d-%g", turn_cases[i].font, turn_cases[i].turned, turn_cases[i].lean);
    g_test_add_data_func(path, &turn_cases[i], test_turn);
  }
  g_test_add_func("/blank/hidden", test_blank_hidden);
  g_test_add_func("/turn/doubt", test_turn_doubt);
  g_test_add_func("/turn/nothing", test_turn_nothing);
  g_test_add_func("/geometry/every chain and back", test_geometry);
  g_test_add_func("/geometry/replay with more pixels", test_replay_zoom);
  g_test_add_func("/image/prints", test_prints);
  for (gsize i = 0; i < G_N_ELEMENTS(quad_cases); i++) {
    g_autofree char *path = g_strconcat("/image/quad/", quad_cases[i].name, NULL);
    g_test_add_data_func(path, &quad_cases[i], test_quad);
  }
  g_test_add_func("/image/quad/frame", test_quad_frame);
  g_test_add_func("/image/quad/steep", test_quad_steep);
  g_test_add_func("/image/prints/none", test_no_prints);
  g_test_add_func("/blank/sheets", test_blank);
  g_test_add_func("/blank/note", test_blank_note);
  g_test_add_func("/blank/stacked", test_blank_stacked);
  g_test_add_func("/encode/g4", test_g4);
  g_test_add_func("/encode/jpeg", test_jpeg);
  g_test_add_func("/encode/text only", test_text_only);
  g_test_add_func("/islands", test_islands);
  int result = g_test_run();
  recto_models_free(limits);
  return result;
}
