/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zones from pixels: drawn in OCR-B, turned, stamped on, worn; and the decoding of what the recogniser saw. */
#include "mrz/read.h"

#include <cairo.h>
#include <glib/gstdio.h>
#include <math.h>
#include <recto/mrz.h>
#include <string.h>

static RectoMrzWeights *weights;
static RectoModels *limits;

/* ---- drawing */

typedef struct { double pitch, degrees, gap; int paper, ink; bool stamp; double blur; } Look;

static PIX *pix_of(cairo_surface_t *surface) {
  int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface), stride = cairo_image_surface_get_stride(surface);
  const uint8_t *data = cairo_image_surface_get_data(surface);
  PIX *pix = pixCreate(width, height, 8);
  cairo_surface_flush(surface);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) SET_DATA_BYTE(pixGetData(pix) + y * pixGetWpl(pix), x, data[y * stride + 4 * x]);
  return pix;
}

static void draw_lines(cairo_t *cr, const char *const *lines, const Look *look) {
  int n = (int)g_strv_length((char **)lines), width = (int)strlen(lines[0]);
  cairo_rotate(cr, look->degrees * G_PI / 180);
  cairo_select_font_face(cr, "OCR B", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_text_extents_t extents;
  cairo_set_font_size(cr, 100);
  cairo_text_extents(cr, "H", &extents);
  cairo_set_font_size(cr, 100 * look->pitch / extents.x_advance);
  cairo_set_source_rgb(cr, look->ink / 255.0, look->ink / 255.0, look->ink / 255.0);
  for (int l = 0; l < n; l++)
    for (int i = 0; i < width; i++) {
      cairo_move_to(cr, (i - width / 2.0) * look->pitch, (l - (n - 1) / 2.0) * look->gap * look->pitch + look->pitch / 2);
      cairo_show_text(cr, (char[]){lines[l][i], 0});
    }
}

/* On a page of 900 x 900 with some words above. */
static PIX *drawn(const char *const *lines, const Look *look) {
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 900, 900);
  cairo_t *cr = cairo_create(surface);
  cairo_set_source_rgb(cr, look->paper / 255.0, look->paper / 255.0, look->paper / 255.0);
  cairo_paint(cr);
  cairo_translate(cr, 450, 450);
  draw_lines(cr, lines, look);
  cairo_select_font_face(cr, "Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cr, look->pitch * 1.3);
  cairo_move_to(cr, -16 * look->pitch, -8 * look->pitch);
  cairo_show_text(cr, "RÉPUBLIQUE DE SPECIMEN - Passeport / Passport");
  if (look->stamp) {
    cairo_set_source_rgba(cr, 0.35, 0.35, 0.35, 0.5);
    cairo_set_line_width(cr, look->pitch * 0.3);
    cairo_arc(cr, 4 * look->pitch, 0, 5 * look->pitch, 0, 2 * G_PI);
    cairo_stroke(cr);
  }
  PIX *sharp = pix_of(surface);
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
  if (look->blur <= 0) return sharp;
  L_KERNEL *kernel = makeGaussianKernel(3, 3, (float)look->blur, 1);
  PIX *soft = pixConvolve(sharp, kernel, 8, 1);
  kernelDestroy(&kernel);
  pixDestroy(&sharp);
  return soft;
}

static const char *const passport[] = {"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10", NULL};
static const char *const card[] = {"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<", NULL};
static const char *const visa[] = {"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4UTO4009078F9612109<<<<<<<<", NULL};

static void expect_read(const char *const *lines, const Look *look, RectoMrzState state) {
  g_autoptr(PIX) picture = drawn(lines, look);
  g_autoptr(GArray) found = recto_mrz_read(picture, weights, limits);
  g_autofree char *wanted = g_strjoinv("|", (char **)lines);
  if (found->len != 1) g_error("%u zones for %s at %.0f degrees, pitch %.1f", found->len, wanted, look->degrees, look->pitch);
  const RectoMrzFound *zone = &g_array_index(found, RectoMrzFound, 0);
  g_autofree char *read = g_strjoinv("|", zone->sight->lines);
  g_assert_cmpstr(read, ==, wanted);
  g_assert_cmpint(zone->sight->state, ==, state);
  double off = fmod(zone->angle - look->degrees + 540, 360) - 180;
  g_assert_cmpfloat(fabs(off), <, 1.0);
}

static void test_any_angle(void) {
  static const double angles[] = {0, 7, 45, 90, 133, 180, 222, 270, -12};
  for (gsize i = 0; i < G_N_ELEMENTS(angles); i++) {
    expect_read(passport, &(Look){.pitch = 14, .degrees = angles[i], .gap = 2.5, .paper = 240, .ink = 20}, RECTO_MRZ_READ);
    expect_read(card, &(Look){.pitch = 16, .degrees = angles[i], .gap = 1.7, .paper = 240, .ink = 20}, RECTO_MRZ_READ);
  }
}

static void test_sizes(void) {
  static const double pitches[] = {7.5, 9, 12, 18};
  for (gsize i = 0; i < G_N_ELEMENTS(pitches); i++) {
    expect_read(passport, &(Look){.pitch = pitches[i], .gap = 2.5, .paper = 235, .ink = 25}, RECTO_MRZ_READ);
    expect_read(visa, &(Look){.pitch = pitches[i], .gap = 2.2, .paper = 235, .ink = 25}, RECTO_MRZ_READ);
  }
}

static void test_worn(void) {
  expect_read(passport, &(Look){.pitch = 14, .degrees = 3, .gap = 2.5, .paper = 150, .ink = 70, .blur = 1.2}, RECTO_MRZ_READ);
  expect_read(card, &(Look){.pitch = 16, .gap = 1.7, .paper = 230, .ink = 30, .stamp = true}, RECTO_MRZ_READ);
}

/* A printed digit that is wrong stays as it is printed, and the zone is not said to be read. */
static void test_wrong_digit(void) {
  const char *const wrong[] = {passport[0], "L898902C36UTO7408123F1204159ZE184226B<<<<<10", NULL};
  expect_read(wrong, &(Look){.pitch = 16, .gap = 2.5, .paper = 240, .ink = 20}, RECTO_MRZ_DOUBTFUL);
}

/* Glare over part of a line: one zone, and the doubt stands where the glare does. */
static void test_glare(void) {
  g_autoptr(PIX) picture = drawn(passport, &(Look){.pitch = 14, .gap = 2.5, .paper = 235, .ink = 25});
  for (int y = 450; y < 490; y++)
    for (int x = 400; x < 510; x++) pixSetPixel(picture, x, y, 250);
  g_autoptr(GArray) found = recto_mrz_read(picture, weights, limits);
  g_assert_cmpuint(found->len, ==, 1);
  const RectoMrzSight *sight = g_array_index(found, RectoMrzFound, 0).sight;
  g_assert_cmpint(sight->state, !=, RECTO_MRZ_READ);
  g_assert_cmpstr(sight->lines[0], ==, passport[0]);
  int place = 22 + (455 - 450) / 14; /* the middle of the glare */
  g_assert_cmpfloat(recto_mrz_sure_least(sight->sure[1][place]), <, 0.9);
  g_assert_cmpfloat(recto_mrz_sure_least(sight->sure[1][2]), >, 0.9);
}

static void test_two_on_a_sheet(void) {
  Look look = {.pitch = 12, .gap = 1.7, .paper = 240, .ink = 20};
  g_autoptr(PIX) one = drawn(card, &look);
  g_autoptr(PIX) two = drawn(passport, &(Look){.pitch = 12, .gap = 2.5, .paper = 240, .ink = 20, .degrees = 180});
  g_autoptr(PIX) sheet = pixCreate(900, 1800, 8);
  pixRasterop(sheet, 0, 0, 900, 900, PIX_SRC, one, 0, 0);
  pixRasterop(sheet, 0, 900, 900, 900, PIX_SRC, two, 0, 0);
  g_autoptr(GArray) found = recto_mrz_read(sheet, weights, limits);
  g_assert_cmpuint(found->len, ==, 2);
  for (guint i = 0; i < 2; i++) g_assert_cmpint(g_array_index(found, RectoMrzFound, i).sight->state, ==, RECTO_MRZ_READ);
}

/* Capitals in fixed pitch that are no zone, and nothing at all. */
static void test_no_zone(void) {
  const char *const form[] = {"NOM DE LA PERSONNE QUI HEBERGE LE DEMANDEUR", "NUMERO DE TELEPHONE ET ADRESSE ELECTRONIQUE", NULL};
  for (int i = 0; i < 2; i++) {
    g_autoptr(PIX) picture = i ? pixCreate(600, 400, 8) : drawn(form, &(Look){.pitch = 14, .gap = 2, .paper = 240, .ink = 20});
    g_autoptr(GArray) found = recto_mrz_read(picture, weights, limits);
    g_assert_cmpuint(found->len, ==, 0);
  }
}

/* ---- the recogniser */

static void test_same_on_every_machine(void) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  for (int k = 0; k < 200; k++) {
    float window[RECTO_CELL_WIDTH * RECTO_CELL_HEIGHT];
    RectoMrzGlance fast, plain;
    for (gsize i = 0; i < G_N_ELEMENTS(window); i++) window[i] = (float)g_rand_double_range(rand, -3, 3);
    recto_mrz_net_look(weights, window, &fast);
    recto_mrz_net_look_plain(weights, window, &plain);
    g_assert_cmpmem(&fast, sizeof fast, &plain, sizeof plain);
  }
}

static void test_damaged_weights(void) {
  g_autofree char *content = NULL, *folder = g_dir_make_tmp("recto-test-XXXXXX", NULL), *path = g_build_filename(folder, "mrz.weights", NULL);
  gsize size = 0;
  g_assert_true(g_file_get_contents("models/ocr/mrz.weights", &content, &size, NULL));
  g_assert_cmpuint(size, <, 1 << 20);
  for (int k = 0; k < 3; k++) {
    g_autoptr(GError) error = NULL;
    g_assert_true(g_file_set_contents(path, k == 1 ? content + 1 : content, k == 0 ? (gssize)size - 1 : k == 1 ? (gssize)size - 1 : 5, NULL));
    g_assert_null(recto_mrz_weights_load(path, &error));
    g_assert_nonnull(strstr(error->message, path));
  }
  g_remove(path);
  g_rmdir(folder);
}

/* ---- decoding: evidence made by hand */

static int class_of(char c) { return (int)(strchr(RECTO_MRZ_CHARACTERS, c) - RECTO_MRZ_CHARACTERS); }

static void see(RectoMrzZone *zone, int line, int at, char c, double probability) {
  float *log_p = zone->glance[line][at].log_p;
  for (int i = 0; i < RECTO_MRZ_N_CLASSES; i++) log_p[i] = (float)log((1 - probability) / (RECTO_MRZ_N_CLASSES - 1));
  log_p[class_of(c)] = (float)log(probability);
}

static RectoMrzZone zone_of(const char *const *lines) {
  RectoMrzZone zone = {.lines = (int)g_strv_length((char **)lines), .width = (int)strlen(lines[0])};
  for (int l = 0; l < zone.lines; l++)
    for (int i = 0; i < zone.width; i++) see(&zone, l, i, lines[l][i], 0.9999);
  return zone;
}

static void also(RectoMrzZone *zone, int line, int at, char c, double probability) { zone->glance[line][at].log_p[class_of(c)] = (float)log(probability); }

static RectoMrzDecoded decoded_of(const RectoMrzZone *zone) {
  RectoMrzRules rules = recto_mrz_rules(limits);
  RectoMrzDecoded decoded;
  g_assert_true(recto_mrz_decode(zone, &rules, &decoded));
  return decoded;
}

static void test_layouts(void) {
  static const struct { const char *lines[4]; RectoMrzFormat format; int checks; } zones[] = {
      {{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10", NULL, NULL}, RECTO_MRZ_TD3, 5},
      {{"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<", NULL}, RECTO_MRZ_TD1, 4},
      {{"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6", NULL, NULL}, RECTO_MRZ_TD2, 4},
      {{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4UTO4009078F96121096ZE184226B<<<<<<", NULL, NULL}, RECTO_MRZ_MRV_A, 3},
      {{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4UTO4009078F9612109<<<<<<<<", NULL, NULL}, RECTO_MRZ_MRV_B, 3},
      {{"I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<", NULL}, RECTO_MRZ_TD1, 4}, /* a long number (9303-5, note j) */
  };
  for (gsize i = 0; i < G_N_ELEMENTS(zones); i++) {
    RectoMrzZone zone = zone_of(zones[i].lines);
    RectoMrzDecoded decoded = decoded_of(&zone);
    g_assert_cmpint(decoded.format, ==, zones[i].format);
    for (int l = 0; zones[i].lines[l]; l++) g_assert_cmpstr(decoded.text[l], ==, zones[i].lines[l]);
    g_assert_cmpint(decoded.checks_right, ==, zones[i].checks);
    g_assert_cmpint(decoded.checks_wrong, ==, 0);
    g_assert_cmpint(decoded.outside, ==, 0);
    g_assert_cmpfloat(decoded.all_sure, >, 0.9);
  }
}

/* Of two readings that the picture makes nearly equal, the digits choose; what they cannot see stays unsure. */
static void test_digits_choose(void) {
  RectoMrzZone zone = zone_of(passport);
  see(&zone, 1, 1, 'B', 0.5), also(&zone, 1, 1, '8', 0.45); /* 8 as B: value 8 against 11 */
  RectoMrzDecoded decoded = decoded_of(&zone);
  g_assert_cmpstr(decoded.text[1], ==, passport[1]);
  g_assert_cmpfloat(decoded.sure[1][1], >, 0.9F);
  zone = zone_of(passport);
  see(&zone, 1, 5, 'Q', 0.5), also(&zone, 1, 5, 'G', 0.48), also(&zone, 1, 5, '0', 0.01); /* the printed 0: only one in a hundred */
  decoded = decoded_of(&zone);
  g_assert_cmpint(decoded.checks_wrong, ==, 0);
  zone = zone_of(card);
  see(&zone, 0, 5, 'D', 0.5), also(&zone, 0, 5, 'N', 0.48); /* one class: no digit tells them apart */
  decoded = decoded_of(&zone);
  g_assert_cmpfloat(decoded.sure[0][5], <, 0.7F);
}

/* A clear picture is not overruled by a digit. */
static void test_wrong_digit_stays(void) {
  const char *const wrong[] = {card[0], "7408123F1204159UTO<<<<<<<<<<<6", card[2], NULL};
  RectoMrzZone zone = zone_of(wrong);
  RectoMrzDecoded decoded = decoded_of(&zone);
  g_assert_cmpstr(decoded.text[1], ==, wrong[1]);
  g_assert_cmpint(decoded.checks_wrong, >=, 1);
}

/* After a name's end only fillers: one K among them is a filler, if the picture leaves any doubt. */
static void test_name_grammar(void) {
  RectoMrzZone zone = zone_of(passport);
  see(&zone, 0, 33, 'K', 0.6), also(&zone, 0, 33, '<', 0.39);
  see(&zone, 0, 7, '1', 0.55), also(&zone, 0, 7, 'I', 0.44);
  see(&zone, 0, 2, '0', 0.6), also(&zone, 0, 2, 'U', 0.39); /* the state: UTO is known, 0TO is not */
  RectoMrzDecoded decoded = decoded_of(&zone);
  g_assert_cmpstr(decoded.text[0], ==, passport[0]);
}

/* Where nothing can be seen no character is more likely than another: a filler least of all. */
static void test_hole(void) {
  RectoMrzZone zone = zone_of(passport);
  for (int at = 18; at < 24; at++) {
    see(&zone, 1, at, '<', 1e-4);
    zone.glance[1][at].log_p[RECTO_MRZ_NOTHING] = (float)log(0.999);
  }
  RectoMrzDecoded decoded = decoded_of(&zone);
  g_assert_cmpfloat(decoded.sure[1][20], <, 0.5F); /* the sex */
  g_assert_cmpfloat(decoded.all_sure, <, 0.1);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_autoptr(GError) error = NULL;
  limits = recto_limits_load("models", &error);
  g_assert_no_error(error);
  weights = recto_mrz_weights_load("models/ocr/mrz.weights", &error);
  g_assert_no_error(error);
  g_test_add_func("/zone/any-angle", test_any_angle);
  g_test_add_func("/zone/sizes", test_sizes);
  g_test_add_func("/zone/worn", test_worn);
  g_test_add_func("/zone/wrong-digit", test_wrong_digit);
  g_test_add_func("/zone/glare", test_glare);
  g_test_add_func("/zone/two-on-a-sheet", test_two_on_a_sheet);
  g_test_add_func("/zone/no-zone", test_no_zone);
  g_test_add_func("/recogniser/same-on-every-machine", test_same_on_every_machine);
  g_test_add_func("/recogniser/damaged-weights", test_damaged_weights);
  g_test_add_func("/decode/layouts", test_layouts);
  g_test_add_func("/decode/digits-choose", test_digits_choose);
  g_test_add_func("/decode/wrong-digit-stays", test_wrong_digit_stays);
  g_test_add_func("/decode/hole", test_hole);
  g_test_add_func("/decode/name-grammar", test_name_grammar);
  int failed = g_test_run();
  g_free(weights);
  recto_models_free(limits);
  return failed;
}
