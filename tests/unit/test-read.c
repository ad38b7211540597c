/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words, codes and text layers on drawn pages. */
#include "image/island.h"
#include "image/reverse.h"
#include "page-draw.h"
#include "bundle/code128.h"
#include "read/codes.h"
#include "read/zxing.h"
#include "read/direction.h"
#include "read/islands.h"
#include "read/missed.h"
#include "read/textlayer.h"

#include <qrencode.h>
#include <recto/text.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>

static RectoModels *limits;
static RectoOcr *ocr;

static GPtrArray *words_new(void) { return g_ptr_array_new_with_free_func((GDestroyNotify)recto_word_free); }

static bool has_word(const GPtrArray *words, const char *text, RectoBox *ret_box) {
  for (guint i = 0; i < words->len; i++) {
    const RectoWord *word = words->pdata[i];
    if (!strstr(word->text, text)) continue;
    if (ret_box) *ret_box = word->box;
    return true;
  }
  return false;
}

static void read_page(PIX *page, int deadline_ms, GPtrArray *words, double *ret_coverage, bool *ret_stopped) {
  g_auto(RectoSurvey) survey = {0};
  RectoCleaning none = {0};
  g_assert_true(recto_survey_make(page, limits, &survey));
  RectoWordsTask task = {page, PAGE_DPI, false, &survey, &none, deadline_ms, false, NULL};
  RectoWordsRead read = {0};
  recto_words_read(ocr, &task, limits, words, &read);
  *ret_coverage = read.coverage;
  *ret_stopped = read.stopped;
}

/* A letter with a bar of light print on dark, a photograph-like dark patch and a bold line: the bar alone is turned, and read. */
static void test_reverse(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  draw_text(surface, "Bulletin de paie du mois de mars 2026\nSalaire de base et primes du mois", "Liberation Sans", 23, 130, 200, 0);
  draw_box(surface, 130, 700, 900, 44, 0.2, 0.2, 0.45);
  draw_text(surface, "NET PAYÉ EN EUROS 2 193,62", "Liberation Sans", 24, 150, 706, 1);
  for (int i = 0; i < 60; i++) draw_box(surface, 200 + (i * 37) % 150, 1100 + (i * 53) % 190, 30, 25, 0.1 + 0.008 * i, 0.2, 0.2);
  draw_text(surface, "TOTAL DES COTISATIONS ET CONTRIBUTIONS", "Liberation Sans Bold", 30, 130, 900, 0);
  g_autoptr(PIX) page = draw_done(surface, true);
  g_auto(RectoSurvey) survey = {0};
  g_assert_true(recto_survey_make(page, limits, &survey));
  g_autoptr(BOXA) bars = recto_reverse_find(&survey, limits);
  g_assert_nonnull(bars);
  g_assert_cmpint(bars->n, ==, 1);
  g_assert_cmpint(abs((int)(bars->box[0]->y / survey.factor) - 700), <, 5);
  g_assert_cmpint(abs((int)(bars->box[0]->w / survey.factor) - 900), <, 10);
  g_autoptr(GPtrArray) words = words_new();
  double coverage;
  bool stopped;
  read_page(page, 60000, words, &coverage, &stopped);
  g_assert_true(has_word(words, "193,62", NULL));
  g_assert_true(has_word(words, "COTISATIONS", NULL));
}

/* Capitals in two corners of a sheet, as of a card's two sides, nothing in its middle; the sheet leans and comes any way up. */
static void test_direction_corners(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  draw_text(surface, "RÉPUBLIQUE FRANÇAISE\nTITRE DE SÉJOUR\nÉTUDIANTE\nVALABLE JUSQU'AU 12/05/2026", "Liberation Sans", 18, 170, 240, 0);
  draw_text(surface, "MOTIF DU SÉJOUR\nVIE PRIVÉE ET FAMILIALE\nADRESSE\n12 RUE DES LILAS 67000 STRASBOURG", "Liberation Sans", 18, 690, 1380, 0);
  g_autoptr(PIX) page = draw_done(surface, true);
  g_autoptr(PIX) leaning = recto_pix_turned(page, 17, PAGE_W, PAGE_H, 255);
  for (int quarter = 0; quarter < 4; quarter++) {
    g_autoptr(PIX) came = quarter ? pixRotateOrth(leaning, quarter) : pixClone(leaning);
    g_auto(RectoSurvey) survey = {0};
    RectoTurn turn;
    g_assert_true(recto_survey_make(came, limits, &survey));
    recto_turn_measure(&survey, limits, &turn);
    turn.sure = false;
    recto_direction_ask(&(RectoDirection){ocr, NULL, NULL, came, PAGE_DPI}, &survey, limits, &turn);
    g_assert_true(turn.sure);
    g_assert_cmpint(turn.quarter_turns, ==, (4 - quarter) % 4);
    g_assert_cmpfloat(fabs(turn.skew + 17), <, 0.3);
  }
}

/* How many of the letter's words are read as they are. */
static int words_right(const GPtrArray *words) {
  g_auto(GStrv) letter = g_strsplit_set(LETTER, " \n", -1);
  int right = 0;
  for (guint i = 0; i < words->len; i++) right += g_strv_contains((const char *const *)letter, ((const RectoWord *)words->pdata[i])->text);
  return right;
}

/* A letter of which an x is four pixels high, in a type that the enlarger did not learn. Words of few letters are right by chance. */
static void test_tiny(void) {
  g_auto(RectoEnlargers) nets = {0};
  g_assert_true(recto_enlargers_load("models/ocr", &nets, NULL));
  g_autoptr(PIX) page = draw_letter("Carlito", 34, 0);
  g_autoptr(PIX) tiny = recto_pix_scaled(page, 0.24);
  g_auto(RectoSurvey) survey = {0};
  RectoCleaning none = {0};
  g_assert_true(recto_survey_make(tiny, limits, &survey));
  int right[2];
  for (int net = 0; net < 2; net++) {
    RectoWordsTask task = {tiny, 70, true, &survey, &none, 60000, true, net ? &nets : NULL};
    RectoWordsRead read = {0};
    g_autoptr(GPtrArray) words = words_new();
    g_assert_true(recto_words_read(ocr, &task, limits, words, &read));
    g_assert_cmpuint(read.cures, ==, RECTO_CURE_ENLARGED);
    right[net] = words_right(words);
  }
  g_test_message("%d %d", right[0], right[1]);
  g_assert_cmpint(right[1], >, right[0]);
}

static PIX *moved_along(PIX *page) {
  enum { WAY = 9 };
  PIX *moved = pixCopy(NULL, page);
  for (int y = 0; y < PAGE_H; y++)
    for (int x = 0; x + WAY <= PAGE_W; x++) {
      int sum = 0;
      for (int i = 0; i < WAY; i++) sum += GET_DATA_BYTE(pixGetData(page) + (size_t)y * (size_t)pixGetWpl(page), x + i);
      SET_DATA_BYTE(pixGetData(moved) + (size_t)y * (size_t)pixGetWpl(moved), x, sum / WAY);
    }
  return moved;
}

static PIX *grainy(PIX *page) {
  PIX *worn = pixCopy(NULL, page);
  wear_noise(worn, 150, 5);
  return worn;
}

static int words_right_by(PIX *worn, const RectoEnlargers *nets, bool *ret_redrawn) {
  g_auto(RectoSurvey) survey = {0};
  RectoSharp sharp;
  g_assert_true(recto_survey_make(worn, limits, &survey));
  recto_sharp_measure(worn, &survey, limits, &sharp);
  RectoCleaning cleaning = recto_light_decide(&survey, &sharp, limits);
  RectoWordsTask task = {worn, PAGE_DPI, true, &survey, &cleaning, 60000, false, nets};
  RectoWordsRead read = {0};
  g_autoptr(GPtrArray) words = words_new();
  g_assert_true(recto_words_read(ocr, &task, limits, words, &read));
  *ret_redrawn = read.cures & RECTO_CURE_REDRAWN;
  return words_right(words);
}

/* Print moved along its lines by three quarters of an x-height, and in grain stronger than its contrast: drawn anew more words are right; what reads well is left as it is. */
static void test_redrawn(void) {
  g_auto(RectoEnlargers) nets = {0};
  g_assert_true(recto_enlargers_load("models/ocr", &nets, NULL));
  g_autoptr(PIX) page = draw_letter("Carlito", 26, 0);
  PIX *(*const wears[])(PIX *) = {moved_along, grainy};
  bool redrawn;
  for (size_t k = 0; k < G_N_ELEMENTS(wears); k++) {
    g_autoptr(PIX) worn = wears[k](page);
    int before = words_right_by(worn, NULL, &redrawn);
    g_assert_false(redrawn);
    int after = words_right_by(worn, &nets, &redrawn);
    g_test_message("%d %d", before, after);
    g_assert_true(redrawn);
    g_assert_cmpint(after, >, before + 10);
  }
  words_right_by(page, &nets, &redrawn);
  g_assert_false(redrawn);
}

/* Rows on which no word stands are read; rows that were read are not read twice. */
static void test_missed(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  g_auto(RectoSurvey) survey = {0};
  RectoCleaning none = {0};
  g_assert_true(recto_survey_make(page, limits, &survey));
  RectoWordsTask task = {page, PAGE_DPI, false, &survey, &none, 60000, false, NULL};
  RectoWordsRead read = {0};
  g_autoptr(GPtrArray) words = words_new();
  g_assert_true(recto_words_read(ocr, &task, limits, words, &read));
  guint all = words->len;
  recto_missed_read(ocr, &task, page, 1, 60000, limits, words);
  g_assert_cmpuint(words->len, ==, all);
  int lost = ((const RectoWord *)words->pdata[all / 2])->line;
  guint dropped = 0;
  for (guint i = words->len; i-- > 0;)
    if (((const RectoWord *)words->pdata[i])->line == lost) g_ptr_array_remove_index(words, i), dropped++;
  g_assert_cmpuint(dropped, >=, 2);
  recto_missed_read(ocr, &task, page, 1, 60000, limits, words);
  g_assert_cmpuint(words->len, ==, all);
}

static void test_letter(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  g_autoptr(GPtrArray) words = words_new();
  double coverage;
  bool stopped;
  read_page(page, 60000, words, &coverage, &stopped);
  g_assert_false(stopped);
  g_assert_cmpfloat(coverage, >, 0.95);
  const char *const wanted[] = {"Monsieur", "renouvellement", "1", "842,37", "pièces", "considération"};
  RectoBox box = {0};
  for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) g_assert_true(has_word(words, wanted[i], &box));
  g_assert_true(has_word(words, "Madame", &box)); /* drawn at 130, 200 */
  g_assert_cmpint(abs(box.x - 131), <, 6);
  g_assert_cmpint(box.y, >, 195);
  g_assert_cmpint(box.y + box.height, <, 240);
  for (guint i = 0; i < words->len; i++) {
    const RectoWord *word = words->pdata[i];
    g_assert_cmpint(word->baseline, >, word->box.y);
    g_assert_cmpint(word->baseline, <=, word->box.y + word->box.height + 4);
    if (i > 0) g_assert_cmpint(word->line, >=, ((const RectoWord *)words->pdata[i - 1])->line);
  }
}

/* The deadline is told, and nothing hangs on a picture of noise. */
static void test_deadline(void) {
  g_autoptr(PIX) page = draw_done(draw_surface(PAGE_W, PAGE_H, 0.5), true);
  wear_noise(page, 70, 1);
  g_autoptr(GPtrArray) words = words_new();
  double coverage;
  bool stopped;
  clock_t started = clock(); /* CPU time: other tests run beside this one */
  read_page(page, 1500, words, &coverage, &stopped);
  g_assert_cmpint((clock() - started) / CLOCKS_PER_SEC, <, 30);
  g_assert_cmpint(recto_words_count_good(words, limits), <, 3);
}

static volatile sig_atomic_t slept;

static void sleep_long(int signal) {
  struct timespec two = {2, 0};
  while (nanosleep(&two, &two) != 0) continue;
  slept = 1;
}

/* A busy machine lets a child wait: that must not cost it words. */
static void test_deadline_is_cpu(void) {
  g_autoptr(PIX) whole = draw_letter("Liberation Sans", 22, 0);
  g_autoptr(PIX) page = recto_pix_cut(whole, 0, 150, PAGE_W, 200);
  g_autoptr(GPtrArray) words = words_new(), few = words_new();
  double coverage;
  bool stopped;
  signal(SIGALRM, sleep_long);
  setitimer(ITIMER_REAL, &(struct itimerval){.it_value = {0, 60000}}, NULL);
  read_page(page, 1900, words, &coverage, &stopped);
  while (!slept) g_usleep(1000);
  signal(SIGALRM, SIG_DFL);
  g_assert_false(stopped);
  g_assert_true(has_word(words, "solliciter", NULL));
  read_page(whole, 200, few, &coverage, &stopped); /* and CPU time is really counted */
  g_assert_true(stopped);
}

static void add(GPtrArray *words, const char *text, RectoBox box, double confidence, int line) {
  RectoWord *word = recto_word_new(text, box, confidence);
  word->line = line;
  g_ptr_array_add(words, word);
}

static void test_take_better(void) {
  g_autoptr(GPtrArray) words = words_new(), other = words_new();
  add(words, "DIALL0", (RectoBox){10, 10, 80, 20}, 0.5, 0);
  add(words, "06", (RectoBox){10, 50, 20, 20}, 0.9, 1);
  add(other, "DIALLO", (RectoBox){11, 10, 79, 20}, 0.95, 0);
  add(other, "O6", (RectoBox){10, 50, 20, 20}, 0.6, 1);
  add(other, "Mariama", (RectoBox){10, 100, 90, 20}, 0.8, 2);
  recto_words_take_better(words, other);
  g_autoptr(GPtrArray) lines = recto_words_lines(words);
  g_assert_cmpuint(words->len, ==, 3);
  g_assert_cmpstr(lines->pdata[0], ==, "DIALLO");
  g_assert_cmpstr(lines->pdata[1], ==, "06");
  g_assert_cmpstr(lines->pdata[2], ==, "Mariama");
}

/* Two cards that lean different ways: each is read. */
static void test_islands(void) {
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  const char *const names[] = {"DIALLO", "NOWAK"};
  for (int i = 0; i < 2; i++) {
    g_autofree char *text = g_strdup_printf("RÉPUBLIQUE FRANÇAISE\nTITRE DE SÉJOUR\nNOM : %s\nDATE D'EXPIRATION 06 03 2027", names[i]);
    cairo_surface_t *card = draw_surface(620, 420, 1);
    draw_box(card, 50, 50, 505, 319, 0.9, 0.93, 0.97);
    draw_text(card, text, "Liberation Sans", 20, 90, 90, 0);
    cairo_t *cr = cairo_create(surface);
    cairo_translate(cr, 600, 500 + i * 650);
    cairo_rotate(cr, (i ? -2.5 : 2.5) * G_PI / 180);
    cairo_set_source_surface(cr, card, -310, -210);
    cairo_paint(cr);
    cairo_destroy(cr);
    cairo_surface_destroy(card);
  }
  g_autoptr(PIX) page = draw_done(surface, true);
  g_auto(RectoSurvey) survey = {0};
  RectoCleaning none = {0};
  g_assert_true(recto_survey_make(page, limits, &survey));
  g_autoptr(GArray) islands = recto_islands_find(&survey, PAGE_DPI, false, limits);
  g_autoptr(GPtrArray) words = words_new();
  RectoWordsTask task = {page, PAGE_DPI, false, &survey, &none, 60000, true, NULL};
  bool stopped = false;
  recto_islands_read(ocr, &task, NULL, islands, limits, words, &stopped);
  RectoBox first = {0}, second = {0};
  g_assert_true(has_word(words, "DIALLO", &first));
  g_assert_true(has_word(words, "NOWAK", &second));
  g_assert_cmpint(abs(second.y - first.y - 650), <, 40); /* in px of the page, not of the cards */
}

/* ---- codes */

static void test_qr(gconstpointer cell_px) {
  static const char message[] = "RECTO-SEP:2026-000123";
  QRcode *code = QRcode_encodeData(sizeof message - 1, (const unsigned char *)message, 0, QR_ECLEVEL_M);
  cairo_surface_t *surface = draw_surface(PAGE_W, PAGE_H, 1);
  draw_text(surface, LETTER, "Liberation Sans", 23, 130, 900, 0);
  int cell = GPOINTER_TO_INT(cell_px), left = PAGE_W - 60 - cell * code->width, top = 260;
  for (int i = 0; i < code->width * code->width; i++)
    if (code->data[i] & 1) draw_box(surface, left + i % code->width * cell, top + i / code->width * cell, cell, cell, 0, 0, 0);
  g_autoptr(PIX) page = draw_done(surface, true);
  wear_noise(page, 8, 2);
  g_auto(RectoSurvey) survey = {0};
  g_assert_true(recto_survey_make(page, limits, &survey));
  g_autoptr(GPtrArray) codes = g_ptr_array_new_with_free_func((GDestroyNotify)recto_code_free);
  recto_codes_read(page, &survey, limits, codes);
  g_assert_cmpuint(codes->len, ==, 1);
  const RectoCode *found = codes->pdata[0];
  g_assert_cmpint(found->kind, ==, RECTO_CODE_QR);
  g_assert_cmpstr(found->text, ==, message);
  g_assert_cmpint(abs(found->box.x - left), <, 2 * cell);
  g_assert_cmpint(abs(found->box.width - code->width * cell), <, 4 * cell);
  QRcode_free(code);
}

static void count_found(const char *format, const uint8_t *bytes, size_t size, int x, int y, int width, int height, void *data) { ++*(int *)data; }

/* Two labels that say the same, one along, one across: Debian's zxing 1.4 ends the process on them unless told to look for one. */
static void test_equal_bars(void) {
  enum { SIDE = 1000, CELL = 3, HIGH = 120 };
  g_autofree uint8_t *grey = g_malloc(SIDE * SIDE);
  memset(grey, 255, SIDE * SIDE);
  g_autoptr(GArray) bars = recto_code128("RECTO1/S/7K3VX");
  int at = 60;
  for (guint i = 0; i < bars->len; i++) {
    int width = CELL * g_array_index(bars, uint8_t, i);
    for (int k = 0; k < width * HIGH && i % 2 == 0; k++) {
      int along = at + k / HIGH, across = k % HIGH;
      grey[(50 + across) * SIDE + along] = 0;
      grey[(along + 200) * SIDE + 800 + across] = 0;
    }
    at += width;
  }
  int found = 0;
  recto_zxing_read(grey, SIDE, SIDE, SIDE, RECTO_ZXING_MATRIX | RECTO_ZXING_LINEAR, true, count_found, &found);
  g_assert_cmpint(found, ==, 1);
}

static void test_no_code(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  g_auto(RectoSurvey) survey = {0};
  g_assert_true(recto_survey_make(page, limits, &survey));
  g_autoptr(GPtrArray) codes = g_ptr_array_new_with_free_func((GDestroyNotify)recto_code_free);
  recto_codes_read(page, &survey, limits, codes);
  g_assert_cmpuint(codes->len, ==, 0);
}

/* ---- text layer: what a PDF says against what its page shows */

typedef enum { HONEST, FORGED, HIDDEN, PARTIAL } LayerKind;
static const struct { LayerKind kind; const char *name; RectoAnswer answer; } layer_cases[] = {
    {HONEST, "honest", RECTO_YES}, {FORGED, "other words", RECTO_NO}, {HIDDEN, "words on bare paper", RECTO_NO}, {PARTIAL, "only the head", RECTO_CANNOT_TELL}};

static GPtrArray *layer_from(const GPtrArray *seen, LayerKind kind) {
  GPtrArray *layer = words_new();
  for (guint i = 0; i < seen->len; i++) {
    const RectoWord *word = seen->pdata[i];
    if (kind == PARTIAL && word->line > 4) break;
    g_autofree char *reversed = g_utf8_strreverse(word->text, -1);
    RectoBox box = word->box;
    if (kind == HIDDEN) box.y = 1500 + (int)(i % 6) * 30;
    add(layer, kind == FORGED ? reversed : word->text, box, 1, word->line);
  }
  return layer;
}

static void test_layers(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  g_auto(RectoSurvey) survey = {0};
  g_assert_true(recto_survey_make(page, limits, &survey));
  g_autoptr(GPtrArray) seen = words_new();
  double coverage;
  bool stopped;
  read_page(page, 60000, seen, &coverage, &stopped);
  for (size_t i = 0; i < G_N_ELEMENTS(layer_cases); i++) {
    g_autoptr(GPtrArray) layer = layer_from(seen, layer_cases[i].kind);
    RectoLayerTrust trust;
    RectoAnswer answer = recto_textlayer_check(ocr, page, PAGE_DPI, &survey, layer, limits, &trust);
    g_test_message("%s: %s (on ink %.2f, explained %.2f, same %.2f)", layer_cases[i].name, recto_answer_word(answer), trust.on_ink, trust.explained, trust.same);
    g_assert_cmpint(answer, ==, layer_cases[i].answer);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  setMsgSeverity(L_SEVERITY_NONE);
  g_autoptr(GError) error = NULL;
  limits = recto_limits_load("models", &error);
  g_assert_no_error(error);
  ocr = recto_ocr_new(NULL, "fra", &error);
  g_assert_no_error(error);
  g_assert_null(recto_ocr_new(NULL, "xx-none", NULL));
  g_test_add_func("/direction/corners", test_direction_corners);
  g_test_add_func("/words/letter", test_letter);
  g_test_add_func("/read/reverse", test_reverse);
  g_test_add_func("/read/missed", test_missed);
  g_test_add_func("/read/tiny", test_tiny);
  g_test_add_func("/read/redrawn", test_redrawn);
  g_test_add_func("/words/deadline", test_deadline);
  g_test_add_func("/words/deadline is cpu time", test_deadline_is_cpu);
  g_test_add_func("/words/better of two", test_take_better);
  g_test_add_func("/words/islands", test_islands);
  g_test_add_data_func("/codes/qr", GINT_TO_POINTER(6), test_qr);
  g_test_add_data_func("/codes/qr-wide", GINT_TO_POINTER(13), test_qr);
  g_test_add_func("/codes/equal-bars", test_equal_bars);
  g_test_add_func("/codes/none", test_no_code);
  g_test_add_func("/layer", test_layers);
  int result = g_test_run();
  recto_ocr_free(ocr);
  recto_models_free(limits);
  return result;
}
